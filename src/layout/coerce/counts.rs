//! Head counts: `15`, `15人`, `应到20人`, `应到：20 实到：18 缺勤：2` in one cell, `15/14`, `20人(实到18)`, 全体, `十五人`. What is not plainly a count is told
//! with the cause: the cell is not blank, and to say so would be a lie.

use super::count_labels::{NumbersFirst, labelled, says_more};
use super::{chinese_number, plain, raw_of};
use crate::model::book::Value;
use crate::model::identity::mask_identity;
use crate::model::record::{Count, Unread};
use arcstr::ArcStr;

/// Which of the two counts is wanted from a cell that may hold both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 应到人数.
    Due,
    /// 实到人数.
    Actual,
}

/// Which of two numbers stands first in cells that hold both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// 应到/实到.
    DueFirst,
    /// 实到/应到.
    ActualFirst,
    /// The heading does not say.
    #[default]
    Unsaid,
}

impl Order {
    /// As a heading says it.
    pub fn of(heading: &str) -> Self {
        match (heading.find("应"), heading.find("实")) {
            (Some(due), Some(actual)) if due < actual => Order::DueFirst,
            (Some(_), Some(_)) => Order::ActualFirst,
            _ => Order::Unsaid,
        }
    }
}

/// Both counts of an activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// 应到人数.
    pub due: Count,
    /// 实到人数.
    pub actual: Count,
    /// 实到人数 is written as all of those who were due.
    pub all: bool,
}

/// More than any branch has: an identity number, an amount or a serial number strayed into the column.
const MOST: u32 = 99_999;

/// What a place for a count says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Count(Count),
    /// 全体: as many as were due.
    All,
    /// Two numbers without a word, in this order.
    Two(u32, u32),
}

/// A cell of a count column.
pub fn read(value: &Value, side: Side) -> Count {
    match said(value, side) {
        Said::Count(count) => count,
        Said::All => unread(value, Unread::All),
        Said::Two(..) => bad(value),
    }
}

/// Both counts from the cells that may hold them: their own, and the one of both.
pub fn read_all(due: Option<&Value>, actual: Option<&Value>, both: Option<&Value>, order: Order) -> Both {
    let own = |value: Option<&Value>, side: Side| value.map_or(Said::Count(Count::Missing), |v| said(v, side));
    let (mut of_due, mut of_actual) = (own(due, Side::Due), own(actual, Side::Actual));
    if let Some(value) = both {
        let (d, a) = read_both(value, order);
        // a column of its own and one that holds both, with different numbers
        if matches!(d, Said::Count(Count::Given(_))) {
            let clash = |own: &Said, other: &Said, cell: Option<&Value>| match (own, other, cell) {
                (Said::Count(Count::Given(a)), Said::Count(Count::Given(b)), Some(cell)) if a != b => {
                    let both = format!("{}／{}", raw_of(cell).trim(), raw_of(value).trim());
                    Some(Said::Count(Count::Unread(Unread::TwoColumns, ArcStr::from(mask_identity(&both)))))
                }
                _ => None,
            };
            of_due = clash(&of_due, &d, due).unwrap_or(of_due);
            of_actual = clash(&of_actual, &a, actual).unwrap_or(of_actual);
        }
        // what a column of its own holds stands; a bad reading of the other helps nobody where there is one
        let missing = |said: &Said| *said == Said::Count(Count::Missing);
        let alone = due.is_none() && actual.is_none();
        let helps = |said: &Said| alone || !matches!(said, Said::Count(Count::Bad(_) | Count::Unread(..)));
        if missing(&of_due) && helps(&d) {
            of_due = d;
        }
        if missing(&of_actual) && helps(&a) {
            of_actual = a;
        }
    }
    let due_count = match (of_due, &of_actual) {
        (Said::Count(Count::Missing), Said::Two(a, b))
            if due.is_none() && (order == Order::DueFirst || order == Order::Unsaid && a >= b) =>
        {
            Count::Given(*a)
        }
        (Said::Count(Count::Missing), Said::Two(_, b)) if due.is_none() && order == Order::ActualFirst => Count::Given(*b),
        // one cell over both columns
        (Said::Two(a, b), Said::Two(c, d)) if (a, b) == (*c, *d) && a >= b => Count::Given(a),
        (Said::Count(count), _) => count,
        (Said::All, _) => due.or(both).map_or(Count::Missing, |v| unread(v, Unread::All)),
        (Said::Two(a, b), Said::Count(Count::Given(n))) if b == *n => Count::Given(a),
        (Said::Two(..), _) => due.or(both).map_or(Count::Missing, bad),
    };
    let (actual_count, all) = match of_actual {
        Said::Count(count) => (count, false),
        Said::All => match due_count.value() {
            Some(n) => (Count::Given(n), true),
            None => (actual.or(both).map_or(Count::Missing, |v| unread(v, Unread::All)), false),
        },
        Said::Two(a, b) => match due_count.value() {
            Some(n) if n == a && order != Order::ActualFirst && (a >= b || order == Order::DueFirst) => (Count::Given(b), false),
            Some(n) if n == b && order != Order::DueFirst && (b >= a || order == Order::ActualFirst) => (Count::Given(a), false),
            _ => (actual.or(both).map_or(Count::Missing, bad), false),
        },
    };
    Both { due: due_count, actual: actual_count, all }
}

/// Both counts of a cell such as `应参加党员 30 人，实际参加党员 28 人（附签名）`. Unfilled places are missing.
fn read_both(value: &Value, order: Order) -> (Said, Said) {
    let missing = || Said::Count(Count::Missing);
    let Value::Text(text) = value else {
        return match said(value, Side::Actual) {
            // a number alone is who came; anything else leaves both unknown
            Said::Count(Count::Unread(why, raw)) => (Said::Count(Count::Unread(why, raw.clone())), Said::Count(Count::Unread(why, raw))),
            count => (missing(), count),
        };
    };
    let plain = plain(text);
    if let Some(found) = NumbersFirst::read(&plain) {
        return match found.both() {
            (None, None) => (missing(), Said::Count(bad(value))),
            (due, actual) => (due.unwrap_or_else(missing), actual.unwrap_or_else(missing)),
        };
    }
    let (before, pairs) = labelled(&plain);
    let of = |side: Side| pairs.iter().find(|p| p.side == Some(side)).map(|pair| pair.said(text));
    let (due, mut actual) = (of(Side::Due), of(Side::Actual));
    // 应到15人，全部到会: 到会 is the word of one side, and nothing follows it
    let unfilled = actual.as_ref().is_none_or(|said| *said == Said::Count(Count::Missing));
    if due.is_some() && unfilled && plain.split([',', ';', '。', ' ', '、']).any(|part| is_all(part.trim())) {
        actual = Some(Said::All);
    }
    // 20人(实到18), 18人(应到20): the number before the word is the other one
    let first = number(before.trim_end_matches(|c: char| "(,;、:。 ".contains(c)));
    match (due, actual, first) {
        (Some(due), Some(actual), _) => return (due, actual),
        (Some(due), None, Some(n)) => return (due, Said::Count(Count::Given(n))),
        (None, Some(actual), Some(n)) => return (Said::Count(Count::Given(n)), actual),
        // 应到15人，缺席1人: how many came is said in a way that is not read
        (Some(due), None, None) if pairs.iter().any(|pair| pair.side.is_none()) => return (due, Said::Count(bad(value))),
        (Some(due), None, None) => return (due, missing()),
        (None, Some(actual), None) => return (missing(), actual),
        (None, None, _) => {}
    }
    match text_said(text, Side::Actual) {
        Some(Said::Two(a, b)) => match order {
            Order::DueFirst => (Said::Count(Count::Given(a)), Said::Count(Count::Given(b))),
            Order::ActualFirst => (Said::Count(Count::Given(b)), Said::Count(Count::Given(a))),
            Order::Unsaid if a >= b => (Said::Count(Count::Given(a)), Said::Count(Count::Given(b))),
            Order::Unsaid => (missing(), Said::Count(bad(value))),
        },
        Some(said) => (missing(), said),
        None => (missing(), Said::Count(bad(value))),
    }
}

fn bad(value: &Value) -> Count {
    Count::Bad(ArcStr::from(mask_identity(raw_of(value).trim())))
}

fn unread(value: &Value, why: Unread) -> Count {
    Count::Unread(why, ArcStr::from(mask_identity(raw_of(value).trim())))
}

fn said(value: &Value, side: Side) -> Said {
    Said::Count(match value {
        Value::Number(n) if n.fract() == 0.0 && *n >= 0.0 && *n <= f64::from(MOST) => Count::Given(*n as u32),
        Value::Text(text) => return text_said(text, side).unwrap_or_else(|| Said::Count(bad(value))),
        Value::Percent(_) => unread(value, Unread::Percent),
        Value::Date(_) | Value::Part(_) => unread(value, Unread::Date),
        Value::Uncalculated => unread(value, Unread::Uncalculated),
        Value::Error(_) => unread(value, Unread::Error),
        _ => bad(value),
    })
}

fn text_said(text: &str, side: Side) -> Option<Said> {
    let plain = plain(text);
    if let Some(n) = number(strip_note(&plain)) {
        return Some(Said::Count(Count::Given(n)));
    }
    if is_all(strip_note(&plain)) {
        return Some(Said::All);
    }
    if let Some((a, b)) = two(&plain) {
        return Some(Said::Two(a, b));
    }
    if let Some(found) = NumbersFirst::read(&plain) {
        return found.of(side);
    }
    let (before, pairs) = labelled(&plain);
    if let Some(found) = pairs.iter().find(|p| p.side == Some(side)) {
        return match found.said(text) {
            Said::Count(Count::Bad(_)) => None,
            Said::Count(Count::Missing) if says_more(before) => None,
            said => Some(said),
        };
    }
    // 18人，请假2人: the column's own number, and then those who did not come
    let own = before.trim_end_matches(|c: char| ",;、。 ".contains(c));
    let others = !pairs.is_empty() && pairs.iter().all(|p| p.side.is_none());
    others.then(|| number(own).map(|n| Said::Count(Count::Given(n)))).flatten()
}

/// `20/18`, `20人／18人`, `15、14`: two numbers and nothing else.
fn two(text: &str) -> Option<(u32, u32)> {
    let (a, b) = text.split_once(['/', '、', '\\', '|', ';', ','])?;
    Some((number(a)?, number(b)?))
}

/// 全体, 全部到会, 全勤: everybody who was due.
pub(super) fn is_all(text: &str) -> bool {
    let text = ["党员", "人员", "同志", "支部"].iter().fold(text.trim().to_owned(), |t, word| t.replace(word, ""));
    matches!(
        text.as_str(),
        "全体"
            | "全部"
            | "全到"
            | "全勤"
            | "满勤"
            | "全员"
            | "到齐"
            | "全部到会"
            | "全部到齐"
            | "全部参加"
            | "全部出席"
            | "全部参会"
            | "全体参加"
            | "全体到会"
            | "全体出席"
            | "全体参会"
            | "全员参加"
            | "全员到会"
            | "全员参会"
            | "全员到齐"
            | "均参加"
            | "均到会"
            | "均到"
            | "均出席"
            | "都参加"
            | "都到"
    )
}

/// `15人（含预备党员2人）`, `18（缺张某、李某）` → the number. A note of digits alone may be the other count.
fn strip_note(text: &str) -> &str {
    let text = text.trim();
    let note = text.find('(').filter(|_| text.ends_with(')')).map(|at| (at, &text[at + 1..text.len() - 1]));
    match note {
        Some((at, note)) if !note.contains(['(', ')']) && note.chars().any(char::is_alphabetic) && number(note).is_none() => {
            text[..at].trim()
        }
        _ => text,
    }
}

/// A number with at most a counting word: `15`, `15.0`, `15 人`, `1,020名`, `十五人`.
pub(super) fn number(text: &str) -> Option<u32> {
    // a quotation mark before a number is how people have it kept as typed
    let text = text.trim().trim_start_matches(['\'', '’', '‘', '`']);
    let stripped = ["党员", "个", "人", "名", "位"].iter().fold(text, |t, unit| t.strip_suffix(unit).unwrap_or(t).trim_end());
    let stripped = ["共", "全体党员", "全体"].iter().fold(stripped, |t, word| t.strip_prefix(word).unwrap_or(t)).trim();
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

#[cfg(test)]
mod tests;
