//! Legends of attendance sheets: what the lines around a table say that its marks mean. A legend may stand above, below or beside the table, in one
//! cell or in several, sign before word (`√出勤`) or word before sign (`出勤√`), with or without anything between them. What is not plainly a legend is
//! none: a mark that a sentence merely mentions keeps its standing meaning.

use std::collections::BTreeMap;

use super::marks::squeeze;
use super::{blanks, plain};
use crate::model::record::Mark;

/// What a legend says of a mark: its meaning, or that it means something that is no kind of attendance.
pub type Legend = BTreeMap<String, Option<Mark>>;

/// Words that begin a legend, folded.
pub(super) const HEADINGS: &[&str] = &[
    "图例",
    "说明",
    "注",
    "备注",
    "注意",
    "附注",
    "其中",
    "符号",
    "标记",
    "记号",
    "考勤符号",
    "符号说明",
    "标记说明",
    "考勤标记",
    "考勤说明",
    "图例说明",
    "考勤符号说明",
    "考勤标记说明",
    "填表说明",
    "考勤图例",
    "出勤符号",
    "签到符号",
];

/// Words between a sign and its meaning, or before or behind a word: no part of it.
const FORE: &[&str] = &["代表", "表示", "记为", "标记为", "视为", "一律", "均", "按", "为", "是", "即", "指", "表"];
const HIND: &[&str] = &["的打", "者打", "用", "打", "画", "划", "填", "记", "标", "以", "的", "者", "为"];

/// Longest word of a legend, in characters.
const LONGEST: usize = 12;

/// What a legend knows blank cells by.
const OF_BLANK: &str = "";

/// A sign or a word, and how far it stands from the piece before.
struct Piece {
    sign: bool,
    text: String,
    gap: usize,
}

/// Nothing or an equals sign between two pieces, a blank, or what ends an item.
const TIED: usize = 0;
const LOOSE: usize = 1;
const APART: usize = 2;
/// A sign without a word on that side.
const MISSING: usize = 3;

/// Marks that a line defines: `图例：√ 出勤　×缺席　△：请假`, `X＝学习、★＝迟到`, `出勤（√）缺勤（×）`, `注：“▲”表示早退`. Empty for a text that is
/// no legend.
pub fn legend(text: &str) -> Legend {
    let text = plain(text);
    let text = blanks::without_unmarked(&text);
    let mut legend = of_signs(&text);
    for mark in blanks::said(&text, &legend) {
        enter(&mut legend, OF_BLANK.to_string(), mark);
    }
    legend
}

/// What a sheet says that its blank cells mean (`空白为缺席`).
pub fn of_blank(legend: &Legend) -> Option<Mark> {
    legend.get(OF_BLANK).copied().flatten()
}

/// Does a sheet say anything of its blank cells, understood or not?
pub fn says_of_blank(legend: &Legend) -> bool {
    legend.contains_key(OF_BLANK)
}

/// What the text says of signs.
fn of_signs(text: &str) -> Legend {
    let mut pieces = pieces(text);
    let named = pieces.iter().any(is_heading);
    drop_headings(&mut pieces);
    let signs = pieces.iter().filter(|p| p.sign).count();
    if signs == 0 || pieces.len() == signs {
        return Legend::new();
    }
    let (after, before) = (paired(&pieces, true), paired(&pieces, false));
    let first = pieces.first().is_some_and(|p| p.sign);
    let pairs = if after.0 < before.0 || (after.0 == before.0 && first) { after.1 } else { before.1 };
    let known = pairs.iter().filter(|(_, word)| meaning(word).is_some()).count();
    // a single pair that nothing calls a legend is one only where nothing else stands there (○ 请假)
    let plainly = match known {
        0 => false,
        1 => named || (pieces.len() == 2 && pairs.iter().all(|(_, word)| word.chars().count() <= 5)),
        _ => true,
    };
    if !plainly {
        return Legend::new();
    }
    let mut legend = Legend::new();
    for (sign, word) in pairs {
        let meaning = meaning(&word);
        // prose is no meaning
        if meaning.is_some() || word.chars().count() <= 6 {
            enter(&mut legend, squeeze(&sign), meaning);
        }
    }
    legend
}

/// Takes one line's marks in among those of the sheet.
pub fn join(legend: &mut Legend, line: Legend) {
    for (sign, meaning) in line {
        enter(legend, sign, meaning);
    }
}

/// A mark that is explained in two ways means nothing that anybody could tell.
fn enter(legend: &mut Legend, sign: String, meaning: Option<Mark>) {
    let known = legend.entry(sign).or_insert(meaning);
    if *known != meaning {
        *known = None;
    }
}

/// Is the text a heading of a legend that stands in cells of its own?
pub fn begins(text: &str) -> bool {
    pieces(text).first().is_some_and(is_heading)
}

fn is_heading(piece: &Piece) -> bool {
    !piece.sign && HEADINGS.contains(&piece.text.as_str())
}

/// Takes headings away, and the numbers of a list; what stood behind them stands apart.
fn drop_headings(pieces: &mut Vec<Piece>) {
    let mut apart = false;
    pieces.retain_mut(|p| {
        if is_heading(p) || (!p.sign && p.text.chars().all(|c| c.is_ascii_digit())) {
            apart = true;
            return false;
        }
        if std::mem::take(&mut apart) {
            p.gap = APART;
        }
        true
    });
}

/// Each sign with the word behind it (or before it), and how badly they go together.
fn paired(pieces: &[Piece], behind: bool) -> (usize, Vec<(String, String)>) {
    let (mut cost, mut pairs) = (0, Vec::new());
    for (at, piece) in pieces.iter().enumerate().filter(|(_, p)| p.sign) {
        let other = if behind { pieces.get(at + 1) } else { at.checked_sub(1).and_then(|at| pieces.get(at)) };
        let gap = if behind { other.map_or(MISSING, |o| o.gap) } else { piece.gap };
        let word = other.filter(|o| !o.sign).and_then(|o| bare(&o.text));
        match word {
            Some(word) => {
                cost += gap + usize::from(meaning(&word).is_none());
                pairs.push((piece.text.clone(), word));
            }
            None => cost += MISSING,
        }
    }
    (cost, pairs)
}

/// The word without what binds it to its sign; `None` for a sentence that only mentions the sign.
fn bare(word: &str) -> Option<String> {
    let word = without_ties(word);
    let prose = ["栏", "列", "格", "处", "请在", "签名", "签字", "填写", "空白", "一式", "名单"].iter().any(|w| word.contains(w));
    (!prose && word.chars().count() <= LONGEST).then(|| word.to_string())
}

/// The word without those that bind it to its sign.
pub(super) fn without_ties(word: &str) -> &str {
    let mut word = word;
    while let Some(rest) = FORE.iter().find_map(|w| word.strip_prefix(w)).filter(|r| !r.is_empty()) {
        word = rest;
    }
    while let Some(rest) = HIND.iter().find_map(|w| word.strip_suffix(w)).filter(|r| !r.is_empty()) {
        word = rest;
    }
    word
}

/// Meaning of a legend's word.
pub(super) fn meaning(word: &str) -> Option<Mark> {
    let any = |words: &[&str]| words.iter().any(|w| word.contains(w));
    if any(&["未补", "补休"]) {
        None
    } else if any(&["补课", "补学", "已补"]) || word == "补" {
        Some(Mark::CaughtUp)
    } else if any(&["免", "流动"]) {
        Some(Mark::Exempt)
    } else if any(&["未请假", "不请假", "没请假", "无假", "旷"]) {
        Some(Mark::Absent)
    } else if any(&["公假", "出差", "公出", "公差", "因公", "产假"]) {
        (!any(&["缺", "未到"])).then_some(if any(&["事假", "病假", "请假"]) && !any(&["因公请假"]) {
            Mark::Leave
        } else {
            Mark::OfficialLeave
        })
    } else if any(&["假"]) {
        // 缺席（含请假）: both, so neither
        (!any(&["缺", "未到"]) || word.starts_with("请假缺")).then_some(Mark::Leave)
    } else if any(&["缺", "未到", "未参", "没到", "没参加", "没来", "未出", "未签"]) {
        Some(Mark::Absent)
    } else if any(&["迟到", "晚到"]) {
        Some(Mark::Late)
    } else if any(&["早退", "提前离"]) {
        Some(Mark::LeftEarly)
    } else if any(&["出勤", "到会", "出席", "参加", "参会", "参学", "签到", "实到", "已到", "正常", "到场", "准时", "按时"]) || word == "到"
    {
        Some(Mark::Present)
    } else {
        None
    }
}

/// Cuts a text into signs and words.
fn pieces(text: &str) -> Vec<Piece> {
    let text = plain(text);
    let chars: Vec<char> = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}')).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut gap, mut at) = (TIED, 0);
    while at < chars.len() {
        let c = chars[at];
        let quoted =
            matches!(c, '“' | '‘' | '"' | '「' | '『') && chars.get(at + 2).is_some_and(|c| matches!(c, '”' | '’' | '"' | '」' | '』'));
        let (sign, text) = if quoted { (true, chars[at + 1].to_string()) } else { (is_sign(&chars, at), c.to_string()) };
        if sign || c.is_alphanumeric() {
            match pieces.last_mut() {
                Some(last) if last.sign == sign && gap == TIED && (!sign || last.text == text) => last.text.push_str(&text),
                _ => pieces.push(Piece { sign, text, gap }),
            }
            gap = TIED;
        } else {
            gap = gap.max(match c {
                '\n' | '\r' | ',' | '，' | ';' | '；' | '、' | '。' | '|' | '/' => APART,
                c if c.is_whitespace() => LOOSE,
                ')' | ']' | '】' => LOOSE,
                _ => TIED,
            });
            // √=出勤: what stands on both sides of an equals sign are two pieces
            if matches!(c, '=' | ':' | '-' | '→' | '(' | '[' | '【' | '.') && pieces.last().is_some_and(|p| !p.sign) {
                split_off(&mut pieces);
            }
        }
        at += if quoted { 3 } else { 1 };
    }
    pieces.retain(|p| !p.text.is_empty());
    pieces
}

/// What comes next is no continuation of the word before.
fn split_off(pieces: &mut Vec<Piece>) {
    pieces.push(Piece { sign: false, text: String::new(), gap: TIED });
}

/// A symbol; a letter alone; a figure alone that something ties to a word.
pub(super) fn is_sign(chars: &[char], at: usize) -> bool {
    let c = chars[at];
    if c.is_ascii_alphanumeric() {
        let part = |c: &char| c.is_ascii_alphanumeric();
        let alone = (at == 0 || !part(&chars[at - 1])) && chars.get(at + 1).is_none_or(|c| !part(c));
        let rest: String = chars[at + 1..].iter().skip_while(|c| c.is_whitespace()).take(2).collect();
        let tied = rest.starts_with(['=', ':', '-', '为']) || rest.starts_with("代表") || rest.starts_with("表示");
        return alone && (c.is_ascii_alphabetic() || tied);
    }
    let punctuation = "=:-,，;；、。.!！?？'’‘\"“”「」『』()[]{}<>《》〈〉【】〔〕|/\\_~·…→&%※";
    !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || punctuation.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Mark::{Absent, CaughtUp, Exempt, Late, Leave, LeftEarly, OfficialLeave, Present};

    fn said(text: &str) -> Vec<(String, Option<Mark>)> {
        legend(text).into_iter().collect()
    }

    #[test]
    fn legends_as_people_write_them() {
        let four: &[(&str, Mark)] = &[("√", Present), ("×", Absent), ("△", Leave), ("★", Late)];
        for (text, want) in [
            ("图例：√ 出勤　×缺席　△：请假　★＝迟到", four),
            ("√到会 ×缺席 △请假 ★迟到", four),
            ("√ 到会 × 缺席 △ 请假 ★ 迟到", four),
            ("到会√ 缺席× 请假△ 迟到★", four),
            ("到会 √ 缺席 × 请假 △ 迟到 ★", four),
            ("注：出勤（√）、缺席（×）、请假（△）、迟到（★）", four),
            ("（√）出勤　（×）缺席　（△）请假　（★）迟到", four),
            ("说明：到会的打√，缺席打×，请假画△，迟到画★", four),
            ("注：“√”表示到会，“×”表示缺席，“△”表示请假，“★”表示迟到", four),
            ("1.√代表到会；2.×代表缺席；3.△代表请假；4.★代表迟到", four),
            ("图例\n√ 出勤\n× 未到\n△ 事假\n★ 迟到", four),
            ("√-出勤；×-旷会；△-病假；★-迟到", four),
            ("√/出勤，×/缺席，△/请假，★/迟到", four),
            // a word as a sign of its own is no part of the meaning before it
            ("图例：√=到 ×=缺 假=请假 ○=补课", &[("√", Present), ("×", Absent), ("○", CaughtUp)]),
            ("○ 请假", &[("○", Leave)]),
            ("★：迟到", &[("★", Late)]),
            ("注：“▲”表示早退", &[("▲", LeftEarly)]),
            ("说明：出勤√ 早退▲", &[("√", Present), ("▲", LeftEarly)]),
            (
                "图例：出勤√；迟到★；早退▲；病假B；事假S；旷会×",
                &[("√", Present), ("★", Late), ("▲", LeftEarly), ("B", Leave), ("S", Leave), ("×", Absent)],
            ),
            (
                "注：√出勤 ★迟到 ▲早退 B病假 S事假 ×旷会",
                &[("√", Present), ("★", Late), ("▲", LeftEarly), ("B", Leave), ("S", Leave), ("×", Absent)],
            ),
            ("1=到会 0=缺席 2=请假 3=补课", &[("1", Present), ("0", Absent), ("2", Leave), ("3", CaughtUp)]),
            ("×未请假缺席，○流动党员，●补课", &[("×", Absent), ("○", Exempt), ("●", CaughtUp)]),
            ("“公”为因公外出，“休”表示休假", &[("公", OfficialLeave), ("休", Leave)]),
        ] {
            let got = legend(text);
            for (sign, mark) in want {
                assert_eq!(got.get(*sign), Some(&Some(*mark)), "{text}: {sign} of {got:?}");
            }
            assert_eq!(got.len(), want.len(), "{text}: {got:?}");
        }
    }

    #[test]
    fn a_meaning_that_is_no_attendance_is_told_apart() {
        let l = legend("注：√出勤 ○迟到 B病假 S事假 X学习 J其他");
        assert_eq!((l.get("X"), l.get("J"), l.get("B")), (Some(&None), Some(&None), Some(&Some(Leave))));
        assert_eq!(legend("√出勤，×缺席（含请假）").get("×"), Some(&Some(Absent)));
        let mut twice = legend("√出勤 ×缺席");
        join(&mut twice, legend("图例：×请假"));
        assert_eq!((twice.get("×"), twice.get("√")), (Some(&None), Some(&Some(Present))), "explained in two ways");
    }

    #[test]
    fn prose_is_no_legend() {
        for text in [
            "本表一式三份，于每月5日前报送",
            "※注意事项",
            "注：请假的请在备注栏打√",
            "注：请在相应栏目内打√",
            "说明：1、由A组填写；2、每月5日前报送",
            "★ 重点请假人员名单",
            "考勤员：张三　审核人：李四",
            "填表人：王五 2025年4月1日",
            "甲支部2025年考勤表",
            "联系电话：0571-12345678",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }
}
