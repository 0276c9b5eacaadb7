//! The lines above a table: titles, and key–value cells such as `填报单位：…　填报日期：…`, several to a cell or label and value in two.

use super::coerce::months::{Hint, hint};
use super::coerce::{dates, text_of};
use super::grid::Seen;
use super::pairs::{clean, pairs};
use super::table::Hints;
use super::words::{ABOUT, COMMITTEE, HELD, MADE, PEOPLE, REPORTED, UNIT};
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
    /// Whole days that lines such as 活动时间：2018年1月5日 tell, and a title that begins with one.
    days: Vec<(CellRef, Value)>,
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
            self.titled(text, seen);
        }
        None
    }

    /// A title, and the day that it may begin with.
    pub fn titled(&mut self, text: &str, seen: &Seen<'_>) {
        self.days.extend(leading_day(text).map(|day| (seen.at, Value::Text(day.into()))));
        self.titles.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
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
            // 日期 may also be the day on which the sheet was made
            if label != "日期" {
                let written = if matches!(seen.value, Value::Text(_)) { Value::Text(value.into()) } else { seen.value.clone() };
                self.days.extend(dates::whole_date(&written).map(|_| (seen.at, written)));
            }
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

    /// The one whole day on which what the table tells was held, and where it is written.
    pub fn day(&self) -> Option<(CellRef, Value)> {
        let day = |value: &Value| dates::whole_date(value).map(|read| (read.date, read.until));
        let (at, value) = self.days.first()?;
        self.days.iter().all(|(_, other)| day(other) == day(value)).then(|| (*at, value.clone()))
    }

    /// Title lines, joined by a blank.
    pub fn title(&self) -> String {
        let all: Vec<&str> = self.above.iter().chain(&self.titles).map(String::as_str).collect();
        all.join(" ")
    }

    /// Year and month that title lines (and 月份： lines) name.
    pub fn hint(&self) -> Hint {
        let own = self.own_hint();
        let inherited = if own.span.is_some() { Hint::default() } else { self.inherited };
        let span = if own.year.is_some() { None } else { own.span.or(inherited.span) };
        Hint { year: own.year.or(inherited.year), month: own.month.or(inherited.month), span }
    }

    fn own_hint(&self) -> Hint {
        let whole = hint(&format!("{}{}", self.titles.join(" "), self.about));
        let about = hint(&self.about);
        let year = about.year.or(whole.year);
        Hint { year, month: about.month.or(whole.month), span: about.span.or(whole.span).filter(|_| year.is_none()) }
    }

    /// The same further down on a sheet: where these lines are silent, what stood over the earlier rows of the same kind holds on. A title of its own, or a
    /// year, is of a time of its own; another unit ends what was said of the one before.
    pub fn below(mut self, earlier: &Lead) -> Lead {
        let own = self.own_hint();
        // 活动时间：2018年2月5日 between the rows is of their time as a title is
        let held = self.held.filter(|(sure, _)| *sure && own.month.is_none() && own.year.is_none() && own.span.is_none());
        let own = held.map_or(own, |(_, held)| held);
        let told = earlier.hint();
        let goes_on = |title: &String| title.contains('续') || is_organisation(title);
        let same_time = own.year.is_none() && self.titles.iter().all(goes_on);
        let span = told.span.filter(|_| own.year.is_none() && own.span.is_none());
        let year = own.year.or(told.year.filter(|_| own.span.is_none()));
        self.inherited = Hint { year: own.year.or(year), month: own.month.or(told.month.filter(|_| same_time)), span };
        if self.days.is_empty() && same_time && own.month.is_none() {
            self.days = earlier.days.clone();
        }
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
        self.unit.is_some() || self.committee.is_some() || self.hint() != Hint::default() || !self.days.is_empty() || self.held.is_some()
    }
}

/// The day that a title begins with (2018年1月5日党员活动日情况统计表); none where it is the end or the beginning of a time, or a day of report.
fn leading_day(title: &str) -> Option<String> {
    let title = title.trim();
    let (at, _) = title.char_indices().find(|(_, c)| *c == '日')?;
    let (day, rest) = title.split_at(at + '日'.len_utf8());
    let goes_on = rest.starts_with(['至', '到', '-', '—', '－', '~', '～', '前', '止', '起', '后', '、', '和']);
    // what stands between the day and the activity may say of what else it is the day
    let till = ["活动", "党日", "党课", "学习"].iter().filter_map(|word| rest.find(word)).min().unwrap_or(rest.len());
    let made = NOT_HELD.iter().any(|word| rest[..till].contains(word));
    (!goes_on && !made && dates::whole_date(&Value::Text(day.into())).is_some()).then(|| day.to_string())
}

/// Words behind a day on which nothing was held but a sheet made, handed in or spoken of.
const NOT_HELD: &[&str] = &[
    "报", "填", "制", "印", "发", "更新", "修订", "修改", "整理", "汇总", "统计", "提交", "导出", "生成", "检查", "督查", "考核", "抽查",
    "验收", "通过", "会议", "公布", "公示", "备案", "截",
];

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
        assert_eq!(read.hint(), Hint { year: Some(2017), month: Some(7), span: None });
        let read = lead(&[&["党日活动台账"], &["年度：2017    月份：7"]]);
        assert_eq!(read.hint(), Hint { year: Some(2017), month: Some(7), span: None });
    }

    #[test]
    fn a_branch_label_beats_the_unit() {
        let read = lead(&[&["填报单位：某镇党委", "党支部：甲村党支部"]]);
        assert_eq!(unit(&read), Some("甲村党支部"));
        assert_eq!(read.committee.map(|n| n.text.to_string()), Some("某镇党委".to_string()));
    }
}
