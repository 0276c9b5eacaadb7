//! Head counts: `15`, `15人`, `应到20人`, `应到：20 实到：18 缺勤：2` in one cell, `十五人`. What is not plainly a count is `Bad`.

use super::{chinese_number, plain, raw_of};
use crate::model::book::Value;
use crate::model::identity::mask_identity;
use crate::model::record::Count;
use arcstr::ArcStr;

/// Which of the two counts is wanted from a cell that may hold both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 应到人数.
    Due,
    /// 实到人数.
    Actual,
}

impl Side {
    fn words(self) -> &'static [&'static str] {
        match self {
            Side::Due => &["应到", "应参", "应出", "应有", "党员总数", "总人数", "共有党员", "党员数"],
            Side::Actual => &["实到", "实参", "实出", "实际", "参加", "到会", "出席", "参会", "已到"],
        }
    }

    /// Words of neither side, so that their numbers are not taken for a count.
    const OTHER: &'static [&'static str] = &["缺", "请假", "事假", "病假", "未到", "未参加", "旷", "列席", "补课", "流动"];
}

/// More than any branch has: an identity number, an amount or a serial number strayed into the column.
const MOST: u32 = 99_999;

/// A cell of a count column.
pub fn read(value: &Value, side: Side) -> Count {
    let bad = || Count::Bad(ArcStr::from(mask_identity(&raw_of(value))));
    match value {
        Value::Number(n) if n.fract() == 0.0 && *n >= 0.0 && *n <= f64::from(MOST) => Count::Given(*n as u32),
        Value::Text(text) => match text_count(text, side) {
            Some(count) => count,
            None => bad(),
        },
        _ => bad(),
    }
}

/// Both counts of a cell such as `应参加党员 30 人，实际参加党员 28 人（附签名）`. Unfilled places are missing.
pub fn read_both(value: &Value) -> (Count, Count) {
    let Value::Text(text) = value else {
        return (Count::Missing, Count::Bad(ArcStr::from(mask_identity(&raw_of(value)))));
    };
    let plain = plain(text);
    let pairs = labelled(&plain);
    let side = |side: Side| match pairs.iter().find(|p| p.side == Some(side)) {
        Some(pair) => pair.count(text),
        None => Count::Missing,
    };
    let (due, actual) = (side(Side::Due), side(Side::Actual));
    if due == Count::Missing && actual == Count::Missing && !pairs.iter().any(|p| p.side.is_some()) {
        // neither side is named: a lone number is who came
        return match text_count(text, Side::Actual) {
            Some(count) => (Count::Missing, count),
            None => (Count::Missing, Count::Bad(ArcStr::from(mask_identity(text.trim())))),
        };
    }
    (due, actual)
}

fn text_count(text: &str, side: Side) -> Option<Count> {
    let plain = plain(text);
    let bare = strip_note(&plain);
    if let Some(n) = number(bare) {
        return Some(Count::Given(n));
    }
    let pairs = labelled(&plain);
    let found = pairs.iter().find(|p| p.side == Some(side))?;
    match found.count(text) {
        Count::Bad(_) => None,
        count => Some(count),
    }
}

/// `15人（含预备党员2人）` → `15人`.
fn strip_note(text: &str) -> &str {
    let text = text.trim();
    match text.find('(') {
        Some(at) if text.ends_with(')') && ["(含", "(其中", "(包括"].iter().any(|p| text[at..].starts_with(p)) => text[..at].trim(),
        _ => text,
    }
}

/// A number with at most a counting word: `15`, `15.0`, `15 人`, `1,020名`, `十五人`.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let stripped = ["党员", "个", "人", "名", "位"].iter().fold(text, |t, unit| t.strip_suffix(unit).unwrap_or(t).trim_end());
    let stripped = stripped.strip_prefix('共').unwrap_or(stripped).trim();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let whole = match stripped.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => stripped,
    };
    let grouped = match whole.split_once(',') {
        Some((head, tail)) if digits(head) && head.len() <= 3 && digits(tail) && tail.len() == 3 => format!("{head}{tail}"),
        _ => whole.to_string(),
    };
    if digits(&grouped) {
        let padded = grouped.len() > 2 && grouped.starts_with('0');
        return grouped.parse().ok().filter(|n| *n <= MOST && !padded);
    }
    chinese_number(stripped).filter(|n| *n <= MOST)
}

/// A label with what follows it, up to the next label.
struct Pair<'t> {
    side: Option<Side>,
    rest: &'t str,
}

impl Pair<'_> {
    fn count(&self, whole: &str) -> Count {
        let rest = self.rest.replace('_', " ");
        let rest = rest.trim_start();
        let rest = rest.strip_prefix('(').and_then(|r| r.split_once(')')).map_or(rest, |(_, r)| r);
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":,;。、=-".contains(c));
        let rest = ["党员", "人数", "数", "人员"].iter().fold(rest, |r, word| r.strip_prefix(word).unwrap_or(r));
        let rest = rest.trim_start_matches([':', '=', ' ']).split(['(', ',', ';', '。', '、']).next().unwrap_or("").trim();
        if matches!(rest, "" | "人" | "名") {
            return Count::Missing;
        }
        number(rest).map_or_else(|| Count::Bad(ArcStr::from(mask_identity(whole.trim()))), Count::Given)
    }
}

/// Cuts a text at its labels.
fn labelled(text: &str) -> Vec<Pair<'_>> {
    let mut marks: Vec<(usize, usize, Option<Side>)> = Vec::new();
    let all = [(Some(Side::Due), Side::Due.words()), (Some(Side::Actual), Side::Actual.words()), (None, Side::OTHER)];
    for (side, words) in all {
        for word in words {
            marks.extend(text.match_indices(word).map(|(at, w)| (at, at + w.len(), side)));
        }
    }
    // the longer label wins where two begin alike; 参加 inside 应参加 or 实际参加 belongs to the label before it
    marks.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    let blank = |from: usize, to: usize| text.get(from..to).is_some_and(|t| t.chars().all(char::is_whitespace));
    let mut kept: Vec<(usize, usize, Option<Side>)> = Vec::new();
    for mark in marks {
        match kept.last_mut() {
            Some(last) if mark.0 < last.1 || (blank(last.1, mark.0) && !text[mark.0..].starts_with(['应', '实'])) => {
                last.1 = last.1.max(mark.1)
            }
            _ => kept.push(mark),
        }
    }
    // 加, 席, 会, 勤 that complete a label cut short (应参|加)
    kept.iter()
        .enumerate()
        .map(|(i, (_, to, side))| {
            let end = kept.get(i + 1).map_or(text.len(), |next| next.0);
            let rest = text[*to..end].trim_start();
            let rest = ["加", "会", "席", "勤", "与"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
            Pair { side: *side, rest }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn counts_that_are_counts() {
        for (value, due, actual) in [
            (text("15人"), 15, 15),
            (text("１５"), 15, 15),
            (text("15.0"), 15, 15),
            (text("十五人"), 15, 15),
            (text(" 15 名 "), 15, 15),
            (text("05"), 5, 5),
            (text("15人（含预备党员2人）"), 15, 15),
            (Value::Number(15.0), 15, 15),
            (Value::Number(0.0), 0, 0),
            (text("应到：20 实到：18 缺勤：2"), 20, 18),
            (text("应到20人，实到18人"), 20, 18),
            (text("应参加党员30人，实际参加党员28人"), 30, 28),
        ] {
            assert_eq!(read(&value, Side::Due), Count::Given(due), "{value:?}");
            assert_eq!(read(&value, Side::Actual), Count::Given(actual), "{value:?}");
        }
        assert_eq!(read(&text("应到20人"), Side::Due), Count::Given(20));
    }

    #[test]
    fn what_is_no_count() {
        for value in [
            text("张三、李四"),
            text("1/2天"),
            text("1万"),
            text("无"),
            text("暂不享受"),
            text(" 020100"),
            text("约15人"),
            text("-3"),
            text("15.5"),
            text("4.505E+18"),
            Value::Number(4.505e18),
            Value::Number(-1.0),
            Value::Number(2.5),
            Value::Bool(true),
            Value::Error("#N/A".into()),
            Value::Uncalculated,
            Value::Duration(0.5),
        ] {
            assert!(matches!(read(&value, Side::Due), Count::Bad(_)), "{value:?}");
        }
        assert_eq!(read(&text("320102199001011234"), Side::Due), Count::Bad("320***********1234".into()));
        assert!(matches!(read(&text("应到20人"), Side::Actual), Count::Bad(_)));
    }

    #[test]
    fn the_form_line() {
        let both = |t: &str| read_both(&text(t));
        assert_eq!(both("应参加党员 30 人，实际参加党员 28 人（附签名）。"), (Count::Given(30), Count::Given(28)));
        assert_eq!(both("应参加党员   人，实际参加党员   人（附签名）。"), (Count::Missing, Count::Missing));
        assert_eq!(both("应参加党员___30___人，实际参加党员__28__人"), (Count::Given(30), Count::Given(28)));
        assert_eq!(both("应到：20 实到：18 缺勤：2"), (Count::Given(20), Count::Given(18)));
        assert_eq!(both("实到18人"), (Count::Missing, Count::Given(18)));
        assert_eq!(both("28人"), (Count::Missing, Count::Given(28)));
        assert!(matches!(both("应到若干人，实到18人"), (Count::Bad(_), Count::Given(18))));
        assert!(matches!(both("全体党员"), (Count::Missing, Count::Bad(_))));
    }
}
