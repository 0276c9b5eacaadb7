//! What the lines around an attendance sheet say of its blank cells: `空白为缺席`, `未到会的不填`, `未打√的为缺席`, `其余为缺席`. A clause counts where nothing but the
//! meaning stands beside the word for a blank cell; what names a meaning and denies it, lists several or is of a part of the sheet is said, and not
//! understood.

use std::borrow::Cow;

use super::legend::{HEADINGS, Legend, is_sign, meaning, without_ties};
use super::marks;
use crate::model::book::Value;
use crate::model::record::Mark;

/// Words for a cell in which nothing stands, before what it means.
const NOUNS: &[&str] = &["空白", "空格", "其余", "未签到", "未签名", "未签字", "没签到", "没签名", "没签字"];

/// The same behind what it means.
const VERBS: &[&str] = &["空着", "留空", "不填", "未填", "不打", "不画", "不划", "不写", "不标"];

/// What begins or ends the words beside: no part of a meaning.
const BEFORE: &[&str] = &["凡是", "凡", "的", "者", "处", "格", "都", "则", "就", "应", "同"];
const BEHIND: &[&str] = &["全部", "一律", "均", "都", "皆", "则", "可", "请", "应", "即可"];

/// How what a blank cell means goes on behind its verb (未填视为出勤).
const TIES: &[&str] = &["为", "即", "视", "表", "代表", "按", "的", "者", "均", "都", "一律", "则", "算", "记", "等同", "指", "是"];

/// Words of absence that deny something themselves.
const ABSENCES: &[&str] = &[
    "未请假",
    "不请假",
    "没请假",
    "未到会",
    "未到场",
    "未到",
    "未参加",
    "未参会",
    "未参学",
    "未出席",
    "未出勤",
    "未签到",
    "没参加",
    "没来",
    "没到",
    "无故",
    "无假",
];

/// Longest word for a meaning, in characters.
const LONGEST: usize = 8;

/// What each clause says of blank cells; `None`: something that nobody could hold to.
pub(super) fn said(text: &str, signs: &Legend) -> Vec<Option<Mark>> {
    let mut excepted = false;
    let mut found = Vec::new();
    let clauses: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "，,；;。|".contains(c)).filter(|clause| !clause.is_empty()).collect();
    for (at, clause) in clauses.iter().enumerate() {
        // √ 出勤  空白 缺席: word by word
        let alone = NOUNS[..2].contains(clause).then(|| clauses.get(at + 1).and_then(|next| mark_word(next))).flatten();
        // 除病假外，空白为缺席: of what is excepted nobody could tell
        found.extend(alone.map(Some).or_else(|| of_clause(clause, signs)).map(|said| said.filter(|_| !excepted)));
        excepted = clause.contains('除') && clause.ends_with('外');
    }
    found
}

/// 未打√ is another word for a blank cell.
pub(super) fn without_unmarked(text: &str) -> Cow<'_, str> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        match unmarked(&chars, at) {
            Some(end) => {
                out.push_str("空白");
                at = end;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Where 未打“√” that begins here ends.
fn unmarked(chars: &[char], at: usize) -> Option<usize> {
    let next = |at: usize, words: &[&str]| {
        let fits = |word: &&&str| word.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
        words.iter().find(fits).map(|word| at + word.chars().count())
    };
    let denied = next(at, &["没有", "未", "没", "不", "无"])?;
    let drawn = next(denied, &["打", "画", "划", "标", "填", "写", "记"]);
    // 不√ and 未√ are no words
    let mut end = drawn.or_else(|| matches!(chars[at], '无' | '没').then_some(denied))?;
    end += usize::from(chars.get(end).is_some_and(|c| "“‘\"「(".contains(*c)));
    let from = end;
    while end < chars.len() && is_sign(chars, end) {
        end += 1;
    }
    let closes = end > from && chars.get(end).is_some_and(|c| "”’\"」)".contains(*c));
    (end > from).then_some(end + usize::from(closes))
}

/// What one clause says; nothing where it is not about blank cells, or not about attendance.
fn of_clause(clause: &str, signs: &Legend) -> Option<Option<Mark>> {
    let clause = clause.split_once(':').filter(|(head, _)| HEADINGS.contains(head)).map_or(clause, |(_, rest)| rest);
    let parts: Vec<&str> = clause.split(['、', '或', '和', '及', '/']).collect();
    let (at, own) = parts.iter().enumerate().find_map(|(at, part)| Some((at, of_part(part, signs)?)))?;
    // 事假、病假的不填: a list, where its words mean one thing
    let others: Vec<Mark> = parts.iter().enumerate().filter(|(other, _)| *other != at).filter_map(|(_, part)| mark_word(part)).collect();
    Some(own.filter(|own| others.iter().all(|other| other == own)))
}

/// What a word by itself means as a mark.
fn mark_word(part: &str) -> Option<Mark> {
    let (word, chars) = (trimmed(part), part.chars().collect::<Vec<_>>());
    let plain = word.chars().all(char::is_alphabetic) && !(0..chars.len()).any(|at| is_sign(&chars, at));
    marks::read(&Value::Text(word.as_str().into()), &Legend::new()).ok().flatten().filter(|_| plain)
}

fn of_part(part: &str, signs: &Legend) -> Option<Option<Mark>> {
    let numbered = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let part = if numbered.starts_with(['.', ')']) { numbered } else { part };
    let letters: String = part.chars().filter(|c| c.is_alphanumeric()).collect();
    let (noun, word) = NOUNS
        .iter()
        .find(|w| letters.contains(**w))
        .map(|w| (true, w))
        .or_else(|| VERBS.iter().find(|w| letters.contains(**w)).map(|w| (false, w)))?;
    let (before, after) = letters.split_once(word)?;
    // 未到会的空白不填
    let after = if noun && VERBS.contains(&after) { "" } else { after };
    let (before, behind) = (trimmed(before), trimmed(after));
    // 不填写请假 is no blank cell
    if !noun && !after.is_empty() && !TIES.iter().any(|tie| after.starts_with(tie)) {
        return None;
    }
    match (before.is_empty(), behind.is_empty()) {
        // 空白即×
        (true, _) if noun && part.chars().any(|c| !c.is_alphanumeric()) && is_tie(after, part) => of_sign(part, signs).map(Some),
        (true, false) => meant(&behind),
        (false, true) => meant(&before),
        // 3月空白为缺席 is of a part of the sheet
        (false, false) if noun && meaning(&behind).is_some() => Some(None),
        _ => None,
    }
}

/// Is it nothing but what binds a word to its sign?
fn is_tie(after: &str, part: &str) -> bool {
    matches!(after, "即" | "为" | "即为" | "视为" | "视同" | "同" | "等同" | "按" | "代表" | "表示")
        || after.is_empty() && part.contains(['=', ':'])
}

/// What the sign of a clause means, by the legend or by itself.
fn of_sign(part: &str, signs: &Legend) -> Option<Mark> {
    let chars: Vec<char> = part.chars().collect();
    let sign: String = (0..chars.len()).filter(|at| is_sign(&chars, *at)).map(|at| chars[at]).collect();
    marks::read(&Value::Text(sign.as_str().into()), signs).ok().flatten()
}

/// A meaning, unless it is denied.
fn meant(word: &str) -> Option<Option<Mark>> {
    if word.chars().count() > LONGEST {
        return None;
    }
    let mark = meaning(word)?;
    let rest = ABSENCES.iter().fold(word.to_string(), |rest, absence| rest.replace(absence, ""));
    Some(Some(mark).filter(|_| !rest.contains(['不', '非', '未', '没', '无', '否', '勿', '别', '莫'])))
}

/// The word without what stands around it.
fn trimmed(word: &str) -> String {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut word = letters.as_str();
    loop {
        let shorter = without_ties(word);
        let shorter = BEFORE.iter().find_map(|w| shorter.strip_prefix(w)).unwrap_or(shorter);
        let shorter = BEHIND.iter().find_map(|w| shorter.strip_suffix(w)).unwrap_or(shorter);
        if shorter == word {
            return word.to_string();
        }
        word = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::super::legend::{legend, of_blank, says_of_blank};
    use super::*;
    use Mark::{Absent, Leave, OfficialLeave, Present};

    #[test]
    fn what_blank_cells_mean() {
        for (text, want) in [
            ("图例：√到会 空白为缺席", Absent),
            ("注：√表示到会，空白表示请假", Leave),
            ("说明：到会的打“√”，未到会的不填", Absent),
            ("注：空白一律视为缺席", Absent),
            ("空格=缺席", Absent),
            ("×缺席，空白：到会", Present),
            ("注：未打√的为缺席", Absent),
            ("说明：未打“√”者视为缺席", Absent),
            ("填表说明：未画√表示缺席", Absent),
            ("注：无√为缺席", Absent),
            ("注：凡未打√的均为缺席", Absent),
            ("注：没打√的算请假", Leave),
            ("备注：不打√为缺席", Absent),
            ("说明：到会打√，未打√为缺席", Absent),
            ("√出勤，其余为缺席", Absent),
            ("未签到视为缺席", Absent),
            ("注：未填视为出勤", Present),
            ("不填为病假", Leave),
            ("√到会，空白即×", Absent),
            ("注：×为请假，空白即×", Leave),
            ("到会√，缺席空白", Absent),
            ("到会打√，缺席不打√", Absent),
            ("注：未到会的空白不填", Absent),
            ("图例：√出勤 空白 缺席", Absent),
            ("事假、病假的均留空", Leave),
            ("√出勤、△出差、空白缺席", Absent),
            ("2、空白为公出", OfficialLeave),
            ("1.空白为未请假缺席", Absent),
        ] {
            assert_eq!(of_blank(&legend(text)), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_said_and_cannot_be_held_to() {
        for text in [
            "空白不代表缺席",
            "空白不视为缺席",
            "注：空白不算缺席",
            "空白并非缺席",
            "空白表示未缺席",
            "空白表示请假、缺席",
            "事假、病假、缺席的均留空",
            "空白为缺席或请假",
            "空白为缺席；空白为请假",
            "3月空白为缺席",
            "无补课的不填",
            "除病假外，空白为缺席",
        ] {
            let said = legend(text);
            assert!(says_of_blank(&said) && of_blank(&said).is_none(), "{text}: {said:?}");
        }
    }

    #[test]
    fn what_is_not_about_blank_cells() {
        for text in [
            "空白处请勿填写",
            "注：请假的不填应到人数一栏",
            "缺席不填原因",
            "不填写请假",
            "√到会 ×缺席",
            "请勿空白，缺席打×",
            "△请假，其余打√",
            "注：请假的请在备注栏打√",
        ] {
            assert!(!says_of_blank(&legend(text)), "{text}: {:?}", legend(text));
        }
    }

    #[test]
    fn a_sign_that_is_missing_keeps_its_meaning() {
        for text in ["注：未打√的为缺席", "说明：未打“√”者视为缺席", "注：无√为缺席", "备注：不打√为缺席"]
        {
            assert!(!legend(text).contains_key("√"), "{text}: {:?}", legend(text));
        }
        assert_eq!(legend("说明：到会打√，未打√为缺席").get("√"), Some(&Some(Present)));
        assert_eq!(without_unmarked("√到会，×未到"), "√到会，×未到");
    }
}
