//! The lines above a table: titles, and key–value cells such as `填报单位：…　填报日期：…`, several to a cell or label and value in two.

use super::coerce::months::{Hint, hint};
use super::coerce::{dates, plain_text, text_of};
use super::grid::Seen;
use super::table::Hints;
use super::words::{ABOUT, COMMITTEE, HELD, MADE, MEETING, ORGANISATIONS, PEOPLE, REPORTED, UNIT};
use super::words::{is_committee, is_note, is_one, is_organisation, names_one};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::Named;
use crate::model::text::fold_heading;

/// What the lines above a table say.
#[derive(Clone, Debug, Default)]
pub struct Lead {
    /// Title lines.
    pub titles: Vec<String>,
    pub unit: Option<Named>,
    pub committee: Option<Named>,
    /// 报送日期 of the whole table.
    pub reported: Option<(CellRef, Value)>,
    /// 月份：7月 and the like, which speak like a title.
    about: String,
    /// An unlabelled whole date.
    pub date: Option<(CellRef, Value)>,
    unit_rank: usize,
    /// Year and month of a line 时间：2025年2月10日; `false`: its label is 日期, which may also be the day on which the sheet was made.
    held: Option<(bool, Hint)>,
    /// Title lines further up on the sheet that hold here, too.
    above: Vec<String>,
    /// What those say of year and month, where these lines are silent.
    inherited: Hint,
}

/// A label with its value in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub label: String,
    /// As a name or a day is read: up to what stands apart behind it.
    pub value: String,
    /// All that stands behind the label: what is told may have lines and gaps.
    pub whole: String,
}

impl Lead {
    /// Takes in the cells of one line.
    pub fn line(&mut self, cells: &[Seen<'_>]) {
        let mut waiting: Option<String> = None;
        for seen in cells {
            let text = text_of(seen.value);
            let found = pairs(&text);
            let date = dates::whole_date(seen.value).is_some() || dates::is_unfilled(seen.value);
            let named = |label: &String| is_one(label, UNIT) || is_one(label, COMMITTEE);
            if let Some(label) = waiting.take().filter(|label| found.is_empty() && !(date && named(label))) {
                self.take(&label, &clean(&text), seen);
                continue;
            }
            if found.is_empty() {
                waiting = self.bare(&text, seen);
                continue;
            }
            for (i, pair) in found.iter().enumerate() {
                if pair.value.is_empty() && i + 1 == found.len() {
                    waiting = Some(pair.label.clone());
                } else {
                    self.take(&pair.label, &pair.value, seen);
                }
            }
        }
    }

    /// A cell without a colon: a label whose value stands in the next cell, a date, or a title.
    fn bare(&mut self, text: &str, seen: &Seen<'_>) -> Option<String> {
        let folded = fold_heading(text);
        if [UNIT, COMMITTEE, MADE, REPORTED, ABOUT, PEOPLE, HELD].iter().any(|labels| is_one(&folded, labels)) {
            return Some(folded);
        }
        if let Some((head, rest)) = text.trim().split_once(char::is_whitespace)
            && is_one(&fold_heading(head), UNIT)
            && head.chars().count() > 2
        {
            self.take(&fold_heading(head), &clean(rest), seen);
            return None;
        }
        if dates::whole_date(seen.value).is_some() || dates::is_unfilled(seen.value) {
            self.date.get_or_insert((seen.at, seen.value.clone()));
            return None;
        }
        if matches!(seen.value, Value::Text(_)) && !is_note(text) {
            self.titles.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        None
    }

    fn take(&mut self, label: &str, value: &str, seen: &Seen<'_>) {
        let label = label.trim();
        if value.is_empty() {
            return;
        }
        // 单位：元 says in what the figures are, not whose they are
        if label == "单位"
            && matches!(
                value,
                "元" | "人" | "人次" | "万元" | "个" | "次" | "名" | "小时" | "天" | "份" | "人、次" | "个、人" | "元/人" | "人/次"
            )
        {
            return;
        }
        let named = || Named { text: value.into(), cell: Some(seen.at) };
        if is_one(label, UNIT) {
            // a label that says 支部 names the branch; any other unit stands for the committee then
            let rank = if label.contains("支部") { 2 } else { 1 };
            if rank > self.unit_rank {
                let before = self.unit.replace(named());
                self.committee = self.committee.take().or(before);
                self.unit_rank = rank;
            } else if self.committee.is_none() && self.unit_rank > rank {
                self.committee = Some(named());
            }
        } else if is_one(label, HELD) {
            let hint = hint(value);
            let held = (label != "日期", hint);
            if hint.year.is_some() && hint.month.is_some() && self.held.is_none_or(|(sure, _)| !sure && held.0) {
                self.held = Some(held);
            }
        } else if is_one(label, COMMITTEE) {
            self.committee = Some(named());
        } else if is_one(label, REPORTED) {
            let written = if matches!(seen.value, Value::Text(_)) { Value::Text(value.into()) } else { seen.value.clone() };
            self.reported.get_or_insert((seen.at, written));
        } else if is_one(label, ABOUT) {
            let year = if label.starts_with('年') && value.len() == 4 { "年" } else { "" };
            let month = if label.contains('月') && value.len() <= 2 { "月" } else { "" };
            self.about.push_str(&format!(" {value}{year}{month}"));
        }
    }

    /// Where the table stands, for a sheet of one meeting: a title that names its month goes before 时间：, that before sheet and file, and 日期： counts
    /// where nothing else names a month.
    pub fn meeting(&self, hints: Hints) -> Hints {
        let hints = Hints { title: self.hint(), ..hints };
        let Some((sure, held)) = self.held.filter(|_| hints.title.month.is_none()) else { return hints };
        let agrees = hints.month().is_none_or(|month| Some(month) == held.month) && hints.year().is_none_or(|year| Some(year) == held.year);
        if sure || agrees { Hints { title: held, ..hints } } else { hints }
    }

    /// Title lines, joined by a blank.
    pub fn title(&self) -> String {
        let all: Vec<&str> = self.above.iter().chain(&self.titles).map(String::as_str).collect();
        all.join(" ")
    }

    /// Year and month that title lines (and 月份： lines) name.
    pub fn hint(&self) -> Hint {
        let own = self.own_hint();
        Hint { year: own.year.or(self.inherited.year), month: own.month.or(self.inherited.month) }
    }

    fn own_hint(&self) -> Hint {
        let whole = hint(&format!("{}{}", self.titles.join(" "), self.about));
        let about = hint(&self.about);
        Hint { year: about.year.or(whole.year), month: about.month.or(whole.month) }
    }

    /// The same further down on a sheet: where these lines are silent, what stood over the earlier rows of the same kind holds on. A title of its own, or a
    /// year, is of a time of its own; another unit ends what was said of the one before.
    pub fn below(mut self, earlier: &Lead) -> Lead {
        let own = self.own_hint();
        let told = earlier.hint();
        let goes_on = |title: &String| title.contains('续') || is_organisation(title);
        let same_time = own.year.is_none() && self.titles.iter().all(goes_on);
        self.inherited = Hint { year: own.year.or(told.year), month: own.month.or(told.month.filter(|_| same_time)) };
        let named = |titles: &[String]| titles.iter().any(|title| names_one(title));
        let another = self.unit.is_some() || self.committee.is_some() || named(&self.titles);
        if !another {
            (self.unit, self.unit_rank, self.committee) = (earlier.unit.clone(), earlier.unit_rank, earlier.committee.clone());
            self.reported = self.reported.or_else(|| earlier.reported.clone());
        } else if self.committee.is_none() {
            let over =
                earlier.unit.as_ref().filter(|unit| is_committee(&unit.text) && self.unit.as_ref().is_none_or(|own| own.text != unit.text));
            self.committee = earlier.committee.clone().or_else(|| over.cloned());
        }
        self.above = earlier.above.iter().chain(&earlier.titles).filter(|title| !another || !names_one(title)).cloned().collect();
        self
    }

    /// A line that is nothing but the name of an organisation.
    pub fn organisation(seen: &Seen<'_>, name: &str) -> Lead {
        let named = Some(Named { text: name.into(), cell: Some(seen.at) });
        if is_committee(name) {
            Lead { committee: named, ..Lead::default() }
        } else {
            Lead { unit: named, unit_rank: 2, ..Lead::default() }
        }
    }

    /// Do the lines say whose the rows are, or of which time?
    pub fn says_something(&self) -> bool {
        self.unit.is_some() || self.committee.is_some() || self.hint() != Hint::default()
    }
}

/// Colons of one cell that are looked at: lines above a table hold a handful, a cell full of them would take minutes.
const MOST_COLONS: usize = 64;
/// How far before its colon a label may begin.
const REACH: usize = 64;

/// Cuts `填报单位：甲支部　　填报日期：2017年8月1日` at its colons. Empty for a text without a label.
pub fn pairs(text: &str) -> Vec<Pair> {
    if !text.contains([':', '：', '﹕', '∶']) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().map(|c| if matches!(c, '：' | '﹕' | '∶') { ':' } else { c }).collect();
    let mut colons: Vec<(usize, usize)> = Vec::new();
    for at in (0..chars.len()).filter(|i| chars[*i] == ':').take(MOST_COLONS) {
        let clock = at > 0 && chars[at - 1].is_ascii_digit() && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        let floor = colons.last().map_or(0, |c| c.1 + 1);
        if let Some(start) = (!clock).then(|| label_start(&chars, floor, at)).flatten() {
            colons.push((start, at));
        }
    }
    colons
        .iter()
        .enumerate()
        .map(|(i, (start, at))| {
            let end = colons.get(i + 1).map_or(chars.len(), |next| next.0);
            let label: String = chars[*start..*at].iter().collect();
            let value: String = chars[at + 1..end].iter().collect();
            Pair { label: fold_heading(&label), value: clean(&value), whole: unruled(&value).to_string() }
        })
        .collect()
}

/// Where the label before the colon begins: after the last blank outside brackets, or where a known label begins.
fn label_start(chars: &[char], floor: usize, colon: usize) -> Option<usize> {
    let mut start = colon;
    let mut depth = 0i32;
    let reach = floor.max(colon.saturating_sub(REACH));
    while start > reach {
        let c = chars[start - 1];
        match c {
            '）' | ')' | '】' => depth += 1,
            '（' | '(' | '【' => depth -= 1,
            _ => {}
        }
        let known_ahead = || is_label(&fold_heading(&chars[start..colon].iter().collect::<String>()));
        if (c.is_whitespace() && depth <= 0 && known_ahead()) || (depth <= 0 && matches!(c, '，' | ',' | ';' | '；' | '。')) {
            break;
        }
        start -= 1;
    }
    let whole: String = chars[start..colon].iter().collect();
    let folded = fold_heading(&whole);
    if folded.is_empty() {
        return None;
    }
    if !is_label(&folded) && floor > 0 {
        // 甲支部填报日期：the value before runs into the next label
        for from in start..colon {
            let tail: String = chars[from..colon].iter().collect();
            if is_label(&fold_heading(&tail)) && fold_heading(&tail).chars().count() > 2 {
                return Some(from);
            }
        }
    }
    (folded.chars().count() <= 16).then_some(start)
}

/// Does the cell hold labels with their values, and nothing that could be a title?
pub fn is_labelled(text: &str) -> bool {
    let pairs = pairs(text);
    !pairs.is_empty() && pairs.iter().any(|p| is_label(&p.label))
}

/// Is the folded text a label of who filled a table in, when, and what it is about?
pub fn is_label(folded: &str) -> bool {
    [UNIT, COMMITTEE, MADE, REPORTED, ABOUT, PEOPLE, HELD, MEETING].iter().any(|labels| is_one(folded, labels))
}

/// Without blanks and underscores around it.
fn unruled(value: &str) -> &str {
    value.trim_matches(|c: char| c.is_whitespace() || c == '_' || c == '＿')
}

/// Where the first gap begins and what follows it ends: two blanks, or one that is as wide as a character or begins a line.
fn gap(value: &str) -> Option<(usize, &str)> {
    let wide = |c: char| matches!(c, '\u{3000}' | '\n' | '\t');
    let mut from = None;
    let mut blanks = 0;
    for (at, c) in value.char_indices() {
        if c.is_whitespace() {
            from = from.or(Some(at));
            blanks += if wide(c) { 2 } else { 1 };
        } else if blanks >= 2 {
            // a name that is broken once, or spread out, goes on behind a small gap; a large one parts two things
            return Some((from.unwrap_or(at), if blanks == 2 { &value[at..] } else { "" }));
        } else {
            (from, blanks) = (None, 0);
        }
    }
    None
}

/// A value without seals, underscores and what stands apart behind it. A name of an organisation that is complete only with what stands behind a small
/// gap (机关　党支部, or the line broken where the cell is narrow) is taken whole.
pub fn clean(value: &str) -> String {
    let value = unruled(value);
    let ends = |text: &str| ORGANISATIONS.iter().any(|word| text.ends_with(word));
    let end = match gap(value) {
        None => value.len(),
        Some((at, rest)) => {
            let next = &rest[..gap(rest).map_or(rest.len(), |(end, _)| end)];
            let goes_on = ends(next) && !ends(&value[..at]) && !next.contains(|c: char| c.is_numeric());
            if goes_on { value.len() - rest.len() + next.len() } else { at }
        }
    };
    let mut value = value[..end].trim().to_string();
    for seal in
        ["（盖章）", "(盖章)", "（公章）", "(公章)", "（章）", "(章)", "（签章）", "(签章)", "（印章）", "盖章", "(盖 章)", "（盖 章）"]
    {
        if let Some(at) = value.find(seal) {
            value.replace_range(at..at + seal.len(), "");
        }
    }
    plain_tail(value.trim())
}

/// A date at the end (`甲支部 2017年7月31日`) is no part of a name.
fn plain_tail(value: &str) -> String {
    match value.rsplit_once(' ') {
        Some((name, tail)) if dates::whole_date(&Value::Text(tail.into())).is_some() && plain_text(tail).len() > 6 => {
            name.trim().to_string()
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::CellRef;

    fn lead(lines: &[&[&str]]) -> Lead {
        let mut lead = Lead::default();
        for (row, line) in lines.iter().enumerate() {
            let values: Vec<Value> = line.iter().map(|t| Value::Text((*t).into())).collect();
            let cells: Vec<Seen<'_>> = values
                .iter()
                .enumerate()
                .map(|(col, value)| Seen { col: col as u32, at: CellRef::new(row as u32, col as u32), value })
                .collect();
            lead.line(&cells);
        }
        lead
    }

    fn unit(lead: &Lead) -> Option<&str> {
        lead.unit.as_ref().map(|n| &*n.text)
    }

    #[test]
    fn pairs_in_one_cell() {
        for text in [
            "填报单位：甲村党支部　　填报日期：2017年8月1日",
            "填报单位（盖章）：甲村党支部（盖章）    填报日期: 2017-8-1",
            "填报单位：甲村党支部填报日期：2017年8月1日",
            "填报单位:甲村党支部      2017年8月1日",
        ] {
            let read = lead(&[&[text]]);
            assert_eq!(unit(&read), Some("甲村党支部"), "{text}");
            assert_eq!(read.hint().year, None, "{text}");
            assert!(read.titles.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_cell_full_of_colons_costs_no_time() {
        let begun = std::time::Instant::now();
        for text in ["x: ".repeat(10_000), "甲 乙".repeat(8_000) + "：", ":".repeat(32_000), "位 ".repeat(16_000) + "填报单位：甲村党支部"]
        {
            pairs(&text);
        }
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }

    #[test]
    fn label_and_value_in_two_cells() {
        assert_eq!(unit(&lead(&[&["填报单位：", "甲村党支部", "填报日期：", "2017年8月1日"]])), Some("甲村党支部"));
        assert_eq!(unit(&lead(&[&["填报单位", "甲村党支部"]])), Some("甲村党支部"));
        assert_eq!(unit(&lead(&[&["单位：（盖章）", "填报日期："]])), None);
    }

    #[test]
    fn titles_and_hints() {
        let read = lead(&[&["附件1"], &["XX镇2017年7月主题党日活动台账"], &["填报日期：2018年1月3日"]]);
        assert_eq!(read.title(), "附件1 XX镇2017年7月主题党日活动台账");
        assert_eq!(read.hint(), Hint { year: Some(2017), month: Some(7) });
        let read = lead(&[&["党日活动台账"], &["年度：2017    月份：7"]]);
        assert_eq!(read.hint(), Hint { year: Some(2017), month: Some(7) });
    }

    #[test]
    fn a_branch_label_beats_the_unit() {
        let read = lead(&[&["填报单位：某镇党委", "党支部：甲村党支部"]]);
        assert_eq!(unit(&read), Some("甲村党支部"));
        assert_eq!(read.committee.map(|n| n.text.to_string()), Some("某镇党委".to_string()));
    }
}
