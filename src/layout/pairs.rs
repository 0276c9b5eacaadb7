//! Cells that hold labels with their values: `填报单位：甲支部　　填报日期：2017年8月1日` is cut at its colons.

use super::coerce::{dates, plain_text};
use super::words::{ABOUT, COMMITTEE, HELD, MADE, MEETING, ORGANISATIONS, PEOPLE, REPORTED, UNIT, is_one};
use crate::model::book::Value;
use crate::model::text::fold_heading;

/// A label with its value in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub label: String,
    /// As a name or a day is read: up to what stands apart behind it.
    pub value: String,
    /// All that stands behind the label: what is told may have lines and gaps.
    pub whole: String,
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
