//! The words by which a text says whose number follows: 应到, 实到 and their like, and those of neither.

use arcstr::ArcStr;

use super::counts::{Said, Side, is_all, number};
use crate::model::identity::mask_identity;
use crate::model::record::Count;

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

/// A label with what follows it, up to the next label.
pub(super) struct Pair<'t> {
    pub(super) side: Option<Side>,
    rest: &'t str,
}

impl Pair<'_> {
    /// The count behind the label.
    pub(super) fn said(&self, whole: &str) -> Said {
        let rest = self.rest.replace('_', " ");
        let rest = rest.trim_start();
        let rest = rest.strip_prefix('(').and_then(|r| r.split_once(')')).map_or(rest, |(_, r)| r);
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":,;。、=-".contains(c));
        let rest = ["党员", "人数", "数", "人员"].iter().fold(rest, |r, word| r.strip_prefix(word).unwrap_or(r));
        let rest = rest.trim_start_matches([':', '=', ' ']).split(['(', ')', ',', ';', '。', '、']).next().unwrap_or("").trim();
        if matches!(rest, "" | "人" | "名") {
            return Said::Count(Count::Missing);
        }
        if is_all(rest) {
            return Said::All;
        }
        Said::Count(number(rest).map_or_else(|| Count::Bad(ArcStr::from(mask_identity(whole.trim()))), Count::Given))
    }
}

/// What a text says in which numbers stand before their words (`15人参加，1人请假`).
#[derive(Debug, Default)]
pub(super) struct NumbersFirst {
    due: Option<Said>,
    actual: Option<Said>,
    /// A number without a word.
    own: Option<u32>,
}

impl NumbersFirst {
    /// `None` where no number stands before its word, or where anything else is said.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut found = NumbersFirst::default();
        let mut any = false;
        for part in text.split(|c: char| c.is_whitespace() || ",;、。()/".contains(c)).map(str::trim).filter(|part| !part.is_empty()) {
            let bare = ["其中", "另有", "共有", "另", "有"].iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part);
            let (before, pairs) = labelled(bare);
            let count = |n: u32| Said::Count(Count::Given(n));
            match pairs.as_slice() {
                _ if is_all(bare) => found.actual = Some(Said::All),
                [] => found.own = Some(number(bare)?),
                [pair] => {
                    let rest = pair.rest.trim_matches([':', '=', '的', '了', ' ']);
                    let said = match (number(before), rest) {
                        (Some(n), "" | "人" | "名") => {
                            any = true;
                            count(n)
                        }
                        (None, rest) if before.is_empty() => count(number(rest)?),
                        _ => return None,
                    };
                    let slot = match pair.side {
                        Some(Side::Due) => &mut found.due,
                        Some(Side::Actual) => &mut found.actual,
                        None => continue,
                    };
                    if slot.replace(said).is_some() {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        any.then_some(found)
    }

    /// What it says for a column of that side; `None`: of neither side anything.
    pub(super) fn of(self, side: Side) -> Option<Said> {
        let named = if side == Side::Due { self.due } else { self.actual };
        named.or(self.own.map(|n| Said::Count(Count::Given(n))))
    }

    /// Both sides of a cell that may hold both; a number without a word is the other of the one that is named, or who came.
    pub(super) fn both(self) -> (Option<Said>, Option<Said>) {
        let own = self.own.map(|n| Said::Count(Count::Given(n)));
        match (self.due, self.actual) {
            (None, Some(actual)) => (own, Some(actual)),
            (due, actual) => (due, actual.or(own)),
        }
    }
}

/// Does the text before a label say more than whose numbers follow (除张三外全部到会)?
pub(super) fn says_more(before: &str) -> bool {
    before.contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十除全均都仅只".contains(c))
}

/// Cuts a text at its labels; what stands before the first one comes along.
pub(super) fn labelled(text: &str) -> (&str, Vec<Pair<'_>>) {
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
    let before = kept.first().map_or(text, |first| &text[..first.0]);
    // 加, 席, 会, 勤 that complete a label cut short (应参|加)
    let pairs = kept
        .iter()
        .enumerate()
        .map(|(i, (_, to, side))| {
            let end = kept.get(i + 1).map_or(text.len(), |next| next.0);
            let rest = text[*to..end].trim_start();
            let rest = ["加", "会", "席", "勤", "与"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
            Pair { side: *side, rest }
        })
        .collect();
    (before, pairs)
}
