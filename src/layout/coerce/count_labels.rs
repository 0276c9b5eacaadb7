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
