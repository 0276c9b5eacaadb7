//! Words in what people typed: items found in an activity's text, fields that say nothing, spans and texts as messages write them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::corpus::Activity;
use crate::model::identity::mask_identity;
use crate::model::record::Field;
use crate::model::words::Words;

/// The fields in which items of content are looked for.
pub const CONTENT_FIELDS: [Field; 3] = [Field::SetActions, Field::Theme, Field::Content];

/// Without any white space (full-width blanks included), so that a line break inside a word does not hide it.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// As texts and words are compared: squeezed, and full-width letters, digits and signs as half-width ones (`主题党日＋` is `主题党日+`).
pub fn folded(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_whitespace() || is_full_width(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    Cow::Owned(out)
}

fn fold_into(text: &str, out: &mut String) {
    text.chars().filter(|c| !c.is_whitespace()).for_each(|c| out.push(half_width_char(c)));
}

/// The half-width form of a full-width letter, digit or sign; any other character as it is.
pub fn half_width_char(c: char) -> char {
    if is_full_width(c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c }
}

fn is_full_width(c: char) -> bool {
    ('\u{ff01}'..='\u{ff5e}').contains(&c)
}

/// 规定动作, 活动主题 and 活动内容 of an activity, one below the other, folded.
pub fn content(activity: &Activity) -> String {
    let row = &activity.row;
    let mut out = String::with_capacity(row.set_actions.len() + row.theme.len() + row.content.len() + 2);
    for text in [&*row.set_actions, &*row.theme] {
        fold_into(text, &mut out);
        out.push('\n');
    }
    fold_into(&row.content.text(), &mut out);
    out
}

/// Does the activity's table have a heading for any of them?
pub fn has_content(activity: &Activity) -> bool {
    CONTENT_FIELDS.iter().any(|f| activity.row.head.table.has(*f))
}

/// Does the folded text hold one of the words?
pub fn has_any(text: &str, words: &[Arc<str>]) -> bool {
    words.iter().map(|w| folded(w)).any(|w| !w.is_empty() && text.contains(&*w))
}

/// Does the activity's content hold one of the words?
pub fn speaks_of(activity: &Activity, words: &Words) -> bool {
    words.are_in(&content(activity))
}

/// Nobody was absent, as people write it; blank included.
pub fn names_nobody_absent(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "无",
        "没有",
        "暂无",
        "无缺席",
        "无缺席人员",
        "无人缺席",
        "没有缺席",
        "未缺席",
        "无缺勤",
        "全勤",
        "全到",
        "均到",
        "全部到齐",
        "全员到齐",
        "全部到会",
        "全部参加",
        "全员参加",
        "到齐",
        "0",
        "０",
        "0人",
        "零",
        "否",
        "不涉及",
    ];
    is_bare(text) || WORDS.contains(&bare(text).as_str())
}

/// No make-up was given, as people write it; blank included.
pub fn says_no_make_up(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "无",
        "没有",
        "否",
        "未",
        "暂无",
        "未补",
        "未补课",
        "尚未补课",
        "暂未补课",
        "没补课",
        "没有补课",
        "待补",
        "待补课",
        "未安排",
        "×",
        "✗",
        "x",
        "X",
    ];
    is_bare(text) || WORDS.contains(&bare(text).as_str())
}

/// No consent was given, as people write it; blank included.
pub fn says_no_consent(text: &str) -> bool {
    const WORDS: &[&str] = &["无", "没有", "否", "暂无", "未批准", "未同意", "不同意", "未批", "待批", "待批准", "×", "✗"];
    is_bare(text) || WORDS.contains(&bare(text).as_str())
}

fn bare(text: &str) -> String {
    squeezed(text).trim_matches(|c: char| "。．.，,；;、：:！!（）()".contains(c)).to_string()
}

/// Nothing but strokes and stops; blank included.
pub fn is_bare(text: &str) -> bool {
    bare(text).chars().all(|c| "-－—–_/／\\".contains(c))
}

/// `“党课”、“微党课”`: words as messages quote them.
pub fn in_quotes<S: AsRef<str>>(words: &[S]) -> String {
    list(&words.iter().map(|w| format!("“{}”", w.as_ref())).collect::<Vec<_>>())
}

/// Names joined by 、; of more than `most`, the first so many and how many they are (`甲、乙等7人`).
pub fn at_most<S: AsRef<str>>(most: usize, names: &[S], unit: &str) -> String {
    if names.len() <= most { list(names) } else { format!("{}等{}{unit}", list(&names[..most]), names.len()) }
}

/// Names joined by 、.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("、")
}

/// What was typed, fit for a finding: squeezed but for a blank that parts two numbers, identity numbers masked, cut after `most` characters.
pub fn quoted(text: &str, most: usize) -> String {
    let number = |part: Option<&str>, at: fn(&str) -> Option<char>| part.and_then(at).is_some_and(char::is_numeric);
    let mut parts = text.split_whitespace().peekable();
    let mut squeezed = String::with_capacity(text.len());
    while let Some(part) = parts.next() {
        squeezed.push_str(part);
        // “1 8” is no number because of it, and would be told as one
        if number(Some(part), |t| t.chars().next_back()) && number(parts.peek().copied(), |t| t.chars().next()) {
            squeezed.push(' ');
        }
    }
    let text = mask_identity(&squeezed);
    if text.chars().count() <= most { text } else { text.chars().take(most).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_across_blanks_and_breaks() {
        assert!(has_any(&squeezed("一、交纳\n党 费"), &["交纳党费".into()]));
        assert!(!has_any("交纳团费", &["交纳党费".into(), "".into(), "　".into()]));
    }

    #[test]
    fn full_width_signs_are_half_width_ones() {
        assert!(has_any(&folded("主题 党日＋微党课"), &["主题党日+微党课".into()]));
        assert!(has_any("主题党日+", &["主题党日＋".into()]));
        assert!(matches!(folded("集中学习、交纳党费。"), Cow::Borrowed(_)));
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!((at_most(2, &["甲", "乙"], "人"), at_most(2, &["甲", "乙", "丙"], "人")), ("甲、乙".into(), "甲、乙等3人".into()));
    }

    #[test]
    fn negations_are_whole_answers_only() {
        for text in ["", " ", "无", "无。", "—", "/", "全勤", "0"] {
            assert!(names_nobody_absent(text), "{text}");
        }
        for text in ["无故缺席：张三", "张三（病假）", "2人"] {
            assert!(!names_nobody_absent(text), "{text}");
        }
        assert!(says_no_make_up("未补课") && says_no_make_up("（无）") && !says_no_make_up("无需补课") && !says_no_make_up("已补课"));
        assert!(says_no_consent("未批准") && !says_no_consent("镇党委"));
    }

    #[test]
    fn quotes_are_masked_and_cut() {
        assert_eq!(quoted("320102199001011234 人", 40), "320***********1234人");
        assert_eq!(quoted("一二三四", 3), "一二三…");
        assert_eq!((quoted("1 8\n 人", 40), quoted("全 体", 40)), ("1 8人".into(), "全体".into()));
    }
}
