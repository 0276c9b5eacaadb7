//! Attendance marks. The standing marks are those of the contract; a legend on the sheet redefines them for its table. An unknown mark is said
//! to be unknown.

use chrono::NaiveTime;

use super::legend::Legend;
use super::{plain, text_of, times};
use crate::model::book::Value;
use crate::model::record::Mark;
use crate::model::say::Say;

/// Reads a mark; `None` for a blank. The error is the reason, without a full stop.
pub fn read(value: &Value, legend: &Legend) -> Result<Option<Mark>, Say> {
    match value {
        Value::Duration(_) => return Ok(Some(Mark::Present)),
        Value::Date(moment) if moment.time() != NaiveTime::MIN => return Ok(Some(Mark::Present)),
        Value::Uncalculated => return Ok(None),
        Value::Number(n) if *n > 0.0 && *n < 1.0 => return Err(say!("不是考勤标记")),
        // a check box
        Value::Bool(ticked) => return Ok(Some(if *ticked { Mark::Present } else { Mark::Absent })),
        _ => {}
    }
    let text = squeeze(&text_of(value));
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(meaning) = legend.get(&text) {
        return meaning.map(Some).ok_or_else(|| say!("图例中该标记的含义不属于到会、迟到、早退、缺席、请假、补课或免考勤"));
    }
    known(&text, legend).map(Some).ok_or_else(|| say!("不是已知的考勤标记，表上也没有图例说明"))
}

/// Half-width capitals without blanks, outer brackets and what is not seen.
pub(super) fn squeeze(text: &str) -> String {
    let unseen =
        |c: char| c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    let squeezed: String = plain(text).chars().filter(|c| !unseen(*c)).map(|c| c.to_ascii_uppercase()).collect();
    let inner = squeezed.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    match inner {
        Some(inner) => inner.to_string(),
        None => squeezed,
    }
}

fn known(text: &str, legend: &Legend) -> Option<Mark> {
    if let Some(mark) = single(text, legend) {
        return Some(mark);
    }
    if times::only_clocks(text) {
        return Some(Mark::Present);
    }
    // the same mark twice: √√
    let first: String = text.chars().take(1).collect();
    if text.chars().count() > 1 && text.chars().all(|c| first.starts_with(c)) && !first.starts_with(|c: char| c.is_ascii_digit()) {
        return single(&first, legend);
    }
    if text.contains("补休") || text.contains("未补") {
        return None;
    }
    // ×补, 补√, 请假已补课, 病假(已补): caught up
    if text.contains('补') {
        let rest = ["已补课", "补课", "已补学", "补学", "已补", "补"].iter().fold(text.to_string(), |t, w| t.replace(w, " "));
        let known_rest = parts(&rest).all(|p| single(p, legend).is_some());
        return known_rest.then_some(Mark::CaughtUp);
    }
    // √(迟到), 迟到√, 迟到10分钟: there, and not all the time
    if let Some((word, mark)) = [("迟到", Mark::Late), ("早退", Mark::LeftEarly)].into_iter().find(|(word, _)| text.contains(word)) {
        let rest = ["迟到", "早退"].iter().fold(text.replace(word, " "), |t, w| t.replace(w, " "));
        let length = |p: &str| ["分钟", "分", "MIN"].iter().any(|w| p.strip_suffix(w).is_some_and(|n| n.parse::<u32>().is_ok()));
        return parts(&rest).all(|p| length(p) || single(p, legend).is_some_and(Mark::was_there)).then_some(mark);
    }
    // 请假(住院): the bracket only explains
    let (head, note) = text.split_once('(')?;
    let note = note.trim_end_matches(')');
    let mark = single(head, legend)?;
    match single(note, legend) {
        Some(other) if other != mark => None,
        _ => Some(mark),
    }
}

/// What stands between blanks, brackets and commas.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '/', '(', ')', ',', '、', '-']).filter(|p| !p.is_empty())
}

/// A mark with a meaning of its own. Of a pair (☑ and ☒, 是 and 否) both are known.
fn single(text: &str, legend: &Legend) -> Option<Mark> {
    if let Some(meaning) = legend.get(text) {
        return *meaning;
    }
    [
        (PRESENT, Mark::Present),
        (ABSENT, Mark::Absent),
        (LEAVE, Mark::Leave),
        (OFFICIAL_LEAVE, Mark::OfficialLeave),
        (CAUGHT_UP, Mark::CaughtUp),
        (EXEMPT, Mark::Exempt),
        (LATE, Mark::Late),
        (EARLY, Mark::LeftEarly),
    ]
    .into_iter()
    .find(|(words, _)| words.contains(&text))
    .map(|(_, mark)| mark)
}

const PRESENT: &[&str] = &[
    "√",
    "✓",
    "✔",
    "☑",
    "✅",
    "🗹",
    "到",
    "出",
    "1",
    "是",
    "TRUE",
    "正常",
    "准时",
    "出勤",
    "到会",
    "出席",
    "参加",
    "参会",
    "到场",
    "签到",
    "已到",
    "实到",
    "已签到",
    "已签",
    "已参加",
    "已参会",
    "已出席",
    "已出勤",
    "已到会",
    "正常出勤",
    "正常到会",
    "正常参加",
    "正常参会",
    "线上",
    "线上参会",
    "线上参加",
    "线上出席",
    "线上到会",
    "线上参学",
    "线上签到",
    "视频参会",
    "视频参加",
    "远程参会",
    "远程参加",
];
const ABSENT: &[&str] = &[
    "×",
    "✗",
    "✕",
    "✖",
    "✘",
    "❌",
    "╳",
    "☒",
    "☐",
    "X",
    "缺",
    "旷",
    "0",
    "否",
    "FALSE",
    "缺席",
    "缺勤",
    "旷会",
    "旷课",
    "旷勤",
    "旷工",
    "未到",
    "未到会",
    "未到场",
    "未参加",
    "未参会",
    "未出席",
    "未出勤",
    "未签到",
    "未签",
    "没到",
    "没来",
    "没参加",
    "无故缺席",
    "无故缺勤",
    "无故未到",
];
const LEAVE: &[&str] = &[
    "假",
    "请",
    "请假",
    "已请假",
    "事假",
    "病假",
    "△",
    "事",
    "病",
    "因病",
    "因事",
    "因私",
    "因病请假",
    "因事请假",
    "年假",
    "婚假",
    "丧假",
    "探亲假",
    "公休假",
    "年休假",
    "休假",
    "病事假",
    "育儿假",
];
const OFFICIAL_LEAVE: &[&str] = &[
    "公假",
    "出差",
    "公差",
    "因公",
    "公出",
    "因公请假",
    "因公出差",
    "因公外出",
    "产假",
    "工伤假",
    "陪产假",
    "护理假",
    "公务",
    "公务外出",
    "公休",
    "外派",
    "因公缺席",
];
const CAUGHT_UP: &[&str] = &["补", "补课", "已补课", "补学", "已补学", "已补"];
const EXEMPT: &[&str] = &["免", "流动", "免考勤", "免考", "流动党员", "免于考勤", "外出流动", "外出流动党员"];
const LATE: &[&str] = &["迟到", "迟", "晚到", "迟到早退"];
const EARLY: &[&str] = &["早退"];

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str) -> Option<Mark> {
        read(&Value::Text(text.into()), &Legend::new()).unwrap_or(None)
    }

    #[test]
    fn marks_of_the_contract() {
        use Mark::{Absent, CaughtUp, Exempt, Late, Leave, LeftEarly, OfficialLeave, Present};
        for (texts, want) in [
            (&["√", "✓", "✔", "☑", "到", "出", "1", "１", "出勤", "8:25", "8:25-11:30", "√√", " √ "][..], Present),
            (&["×", "✗", "✘", "缺", "旷", "0", "缺席", "未到"][..], Absent),
            (&["假", "请假", "事假", "病假", "△", "病 假", "请假（住院）", "年假"][..], Leave),
            (&["公假", "出差", "公差", "公出", "产假", "因公", "出差（省城）"][..], OfficialLeave),
            (&["补", "补课", "×补", "补√", "×/补课", "请假（已补课）", "缺，已补"][..], CaughtUp),
            (&["免", "流动", "外出流动"][..], Exempt),
            (&["是", "正常", "true", "已签到", "准时", "线上参会", "✔\u{fe0f}"][..], Present),
            (&["否", "X", "x", "☒", "☐", "FALSE", "未签到", "旷工", "没来"][..], Absent),
            (&["请", "婚假", "因私"][..], Leave),
            (&["迟到", "√（迟到）", "迟到√", "迟到10分钟", "迟到、早退"][..], Late),
            (&["早退", "√早退"][..], LeftEarly),
        ] {
            for text in texts {
                assert_eq!(mark(text), Some(want), "{text}");
            }
        }
        let none = Legend::new();
        assert_eq!(read(&Value::Number(1.0), &none), Ok(Some(Present)));
        assert_eq!(read(&Value::Number(0.0), &none), Ok(Some(Absent)));
        assert_eq!(read(&Value::Duration(0.35), &none), Ok(Some(Present)));
        assert_eq!(read(&Value::Bool(true), &none), Ok(Some(Present)));
        assert_eq!(read(&Value::Bool(false), &none), Ok(Some(Absent)));
        assert_eq!(read(&Value::Uncalculated, &none), Ok(None));
    }

    #[test]
    fn unknown_marks_are_not_guessed() {
        for text in
            ["V", "A", "★", "○", "▲", "◎", "□", "2", "休", "补休", "半天", "外出", "住院", "×（事假）", "×迟到", "×未补", "张三", "√×"]
        {
            assert!(read(&Value::Text(text.into()), &Legend::new()).is_err(), "{text}");
        }
    }
}
