//! Attendance marks. The standing marks are those of the contract; a legend on the sheet redefines them for its table. An unknown mark is said
//! to be unknown.

use std::collections::BTreeMap;

use chrono::NaiveTime;

use super::{plain, text_of, times};
use crate::model::book::Value;
use crate::model::record::Mark;
use crate::model::say::Say;

/// What a legend says of a mark: its meaning, or that it means something that is no kind of attendance.
pub type Legend = BTreeMap<String, Option<Mark>>;

/// Reads a mark; `None` for a blank. The error is the reason, without a full stop.
pub fn read(value: &Value, legend: &Legend) -> Result<Option<Mark>, Say> {
    match value {
        Value::Duration(_) => return Ok(Some(Mark::Present)),
        Value::Date(moment) if moment.time() != NaiveTime::MIN => return Ok(Some(Mark::Present)),
        Value::Uncalculated => return Ok(None),
        Value::Number(n) if *n > 0.0 && *n < 1.0 => return Err(say!("不是考勤标记")),
        _ => {}
    }
    let text = squeeze(&text_of(value));
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(meaning) = legend.get(&text) {
        return meaning.map(Some).ok_or_else(|| say!("图例中该标记的含义不属于到会、缺席、请假、补课或免考勤"));
    }
    known(&text, legend).map(Some).ok_or_else(|| say!("不是已知的考勤标记，表上也没有图例说明"))
}

/// Half-width without blanks and outer brackets.
fn squeeze(text: &str) -> String {
    let squeezed: String = plain(text).chars().filter(|c| !c.is_whitespace()).collect();
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
        let known_rest = rest.split([' ', '/', '(', ')', ',', '、', '-']).filter(|p| !p.is_empty()).all(|p| single(p, legend).is_some());
        return known_rest.then_some(Mark::CaughtUp);
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

fn single(text: &str, legend: &Legend) -> Option<Mark> {
    if let Some(meaning) = legend.get(text) {
        return *meaning;
    }
    let mark = match text {
        "√" | "✓" | "✔" | "☑" | "✅" | "到" | "出" | "1" | "出勤" | "到会" | "出席" | "参加" | "已到" | "实到" | "签到" | "已签到"
        | "已参加" => Mark::Present,
        "×" | "✗" | "✕" | "✖" | "✘" | "❌" | "╳" | "缺" | "旷" | "0" | "缺席" | "缺勤" | "旷会" | "旷课" | "旷勤" | "未到" | "未到会"
        | "未参加" | "未出席" | "无故缺席" => Mark::Absent,
        "假" | "请假" | "事假" | "病假" | "公假" | "出差" | "△" | "事" | "病" | "因公请假" | "因病请假" | "因事请假" => {
            Mark::Leave
        }
        "补" | "补课" | "已补课" | "补学" | "已补学" | "已补" => Mark::CaughtUp,
        "免" | "流动" | "免考勤" | "免考" | "流动党员" | "免于考勤" => Mark::Exempt,
        _ if matches!(
            text,
            "年假" | "产假" | "婚假" | "丧假" | "探亲假" | "公休假" | "年休假" | "休假" | "病事假" | "工伤假" | "陪产假" | "护理假"
        ) =>
        {
            Mark::Leave
        }
        _ => return None,
    };
    Some(mark)
}

/// Meaning of a legend's word.
fn meaning(word: &str) -> Option<Mark> {
    let any = |words: &[&str]| words.iter().any(|w| word.contains(w));
    if any(&["补课", "补学"]) {
        Some(Mark::CaughtUp)
    } else if any(&["免", "流动"]) {
        Some(Mark::Exempt)
    } else if any(&["假", "出差", "公出"]) {
        Some(Mark::Leave)
    } else if any(&["缺", "旷", "未到", "未参加", "没到", "没参加", "未出席"]) {
        Some(Mark::Absent)
    } else if any(&["迟到", "早退", "补休"]) {
        None
    } else if any(&["出勤", "到会", "出席", "参加", "签到", "实到", "已到", "正常", "到场"]) || word == "到" {
        Some(Mark::Present)
    } else {
        None
    }
}

/// Marks that a legend line defines: `图例：√ 出勤　×缺席　△：请假`, `X＝学习、★＝迟到`, `出勤（√）缺勤（×）`. Empty for a text that is no legend.
pub fn legend(text: &str) -> Legend {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let text = plain(text);
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let lone = |c: &char| !c.is_ascii_alphanumeric();
        let alone = (i == 0 || lone(&chars[i - 1])) && chars.get(i + 1).is_none_or(lone);
        let rest: String = chars[i + 1..].iter().skip_while(|c| c.is_whitespace()).take(2).collect();
        let tied = rest.starts_with(['=', ':', '-', '为', '是', '即', '指']) || rest.starts_with("代表") || rest.starts_with("表示");
        let symbol = "√✓✔☑✅×✗✕✖✘❌╳○◯●△▲★☆◇◆□■※#@+*◎⊙♦".contains(*c) || (c.is_ascii_alphanumeric() && alone && tied);
        let word = !symbol && (c.is_alphabetic() || c.is_ascii_digit());
        match (symbol, word, pieces.last_mut()) {
            (true, _, Some((true, last))) if chars[i - 1] != ' ' && !last.is_empty() => last.push(*c),
            (true, ..) => pieces.push((true, c.to_string())),
            (_, true, Some((false, last))) if !last.ends_with('\n') => last.push(*c),
            (_, true, _) => pieces.push((false, c.to_string())),
            (_, _, Some((false, last))) if !matches!(c, ' ' | '"' | '“' | '”') => last.push('\n'),
            _ => {}
        }
    }
    if pieces.iter().filter(|(symbol, _)| *symbol).count() == 0 {
        return Legend::new();
    }
    let words = |piece: &(bool, String)| {
        let word = piece.1.trim();
        ["代表", "表示", "为", "是", "即", "指"].iter().fold(word, |w, p| w.strip_prefix(p).unwrap_or(w)).to_string()
    };
    let heading = |p: &(bool, String)| {
        !p.0 && ["图例", "说明", "注", "备注", "考勤符号", "标记", "符号", "符号说明", "标记说明", "考勤标记", "考勤说明", "其中", "注意"]
            .contains(&p.1.trim())
    };
    let pieces: Vec<(bool, String)> = pieces.into_iter().filter(|p| !heading(p)).collect();
    let first_is_symbol = pieces.first().is_some_and(|p| p.0);
    let mut legend = Legend::new();
    for pair in pieces.windows(2) {
        let (symbol, word) = match (first_is_symbol, pair[0].0, pair[1].0) {
            (true, true, false) => (&pair[0].1, words(&pair[1])),
            (false, false, true) => (&pair[1].1, words(&pair[0])),
            _ => continue,
        };
        if !word.is_empty() && word.chars().count() <= 12 {
            legend.entry(symbol.clone()).or_insert_with(|| meaning(&word));
        }
    }
    // a single pair without any attendance word is prose (※注意事项)
    if legend.values().all(Option::is_none) && legend.len() < 2 {
        legend.clear();
    }
    legend
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str) -> Option<Mark> {
        read(&Value::Text(text.into()), &Legend::new()).unwrap_or(None)
    }

    #[test]
    fn marks_of_the_contract() {
        use Mark::{Absent, CaughtUp, Exempt, Leave, Present};
        for (texts, want) in [
            (&["√", "✓", "✔", "☑", "到", "出", "1", "１", "出勤", "8:25", "8:25-11:30", "√√", " √ "][..], Present),
            (&["×", "✗", "✘", "缺", "旷", "0", "缺席", "未到"][..], Absent),
            (&["假", "请假", "事假", "病假", "公假", "出差", "△", "病 假", "请假（住院）", "年假"][..], Leave),
            (&["补", "补课", "×补", "补√", "×/补课", "请假（已补课）", "缺，已补"][..], CaughtUp),
            (&["免", "流动"][..], Exempt),
        ] {
            for text in texts {
                assert_eq!(mark(text), Some(want), "{text}");
            }
        }
        let none = Legend::new();
        assert_eq!(read(&Value::Number(1.0), &none), Ok(Some(Present)));
        assert_eq!(read(&Value::Number(0.0), &none), Ok(Some(Absent)));
        assert_eq!(read(&Value::Duration(0.35), &none), Ok(Some(Present)));
        assert_eq!(read(&Value::Uncalculated, &none), Ok(None));
    }

    #[test]
    fn unknown_marks_are_not_guessed() {
        for text in ["X", "A", "★", "○", "▲", "2", "休", "补休", "迟到", "早退", "半天", "×（事假）", "×未补", "张三", "是", "√×"]
        {
            assert!(read(&Value::Text(text.into()), &Legend::new()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_legend_redefines() {
        let l = legend("图例：√ 出勤　×缺席　△：请假　★＝迟到  ○ 补课");
        assert_eq!(l.get("√"), Some(&Some(Mark::Present)));
        assert_eq!(l.get("×"), Some(&Some(Mark::Absent)));
        assert_eq!(l.get("△"), Some(&Some(Mark::Leave)));
        assert_eq!(l.get("★"), Some(&None));
        assert_eq!(l.get("○"), Some(&Some(Mark::CaughtUp)));
        let l = legend("注：X=学习，★=迟到，A：事假，B：病假，√代表到会");
        assert_eq!(l.get("X"), Some(&None));
        assert_eq!(l.get("A"), Some(&Some(Mark::Leave)));
        assert_eq!(l.get("√"), Some(&Some(Mark::Present)));
        let l = legend("出勤（√）、请假（△）、缺席（○）");
        assert_eq!(l.get("○"), Some(&Some(Mark::Absent)));
        assert!(read(&Value::Text("X".into()), &legend("X=学习，√=到会")).is_err());
        assert!(legend("本表一式三份，于每月5日前报送").is_empty());
    }
}
