//! Text as every room must see it alike: headings folded before they are compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::lanes;

/// Brackets that hold units and hints in headings, after full-width forms became half-width.
const BRACKETS: [(char, char); 8] =
    [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('〈', '〉'), ('《', '》'), ('{', '}'), ('〖', '〗')];

/// The half-width form of a character that has exactly one and takes no part in any composition: nearly all that ledgers hold. `None`: ask the
/// tables of Unicode.
fn simple(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' => Some(c),
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Some(c),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '\u{3000}' => Some(' '),
        '\u{3001}'..='\u{3003}' | '\u{3007}'..='\u{3011}' | '\u{3014}'..='\u{301b}' => Some(c),
        '\u{2012}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '\u{2022}' | '\u{203b}' => Some(c),
        '×' | '÷' | '·' | '√' | '✓' | '✔' | '✕' | '✗' | '✘' | '○' | '●' | '◎' | '□' | '■' | '△' | '▲' | '☆' | '★' => {
            Some(c)
        }
        _ => None,
    }
}

/// The simple forms of a text, or `None` where one of its characters has none.
fn all_simple(text: &str) -> Option<impl Iterator<Item = char> + Clone> {
    text.chars().all(|c| simple(c).is_some()).then(|| text.chars().filter_map(simple))
}

/// Full-width forms to half-width (NFKC), without zero-width characters.
pub fn half_width(text: &str) -> String {
    if let Some(chars) = all_simple(text) {
        let mut out = String::with_capacity(text.len());
        out.extend(chars);
        return out;
    }
    text.nfkc().filter(|c| !is_unseen(*c)).collect()
}

/// Is the character one that no office program shows: soft hyphens, joiners, marks of direction and of variants? Text brings them along from elsewhere.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// May the text hold one of these half-width characters once it is half-width? False is certain; true is also said of a rare character whose
/// forms are not looked up.
pub fn may_hold(text: &str, wanted: impl Fn(char) -> bool) -> bool {
    text.chars().any(|c| simple(c).is_none_or(&wanted))
}

/// A heading as it is compared: half-width, lower-case, without blanks, line breaks, bracketed units and hints, `※`, `*` and a colon at
/// the end. An opening bracket that nothing closes is dropped alone.
pub fn fold_heading(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    match all_simple(text) {
        Some(chars) => fold_into(chars, &mut folded),
        None => fold_into(half_width(text).chars(), &mut folded),
    }
    let kept = folded.trim_end_matches([':', '.', '。', '、', ',', ';']).len();
    folded.truncate(kept);
    folded
}

fn fold_into(mut chars: impl Iterator<Item = char> + Clone, folded: &mut String) {
    while let Some(c) = chars.next() {
        if ('\u{3400}'..='\u{9fff}').contains(&c) {
            // no case, no bracket, no noise
            folded.push(c);
        } else if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c) {
            if chars.clone().any(|c| c == *close) {
                chars.find(|c| c == close);
            }
        } else if !(c.is_whitespace() || matches!(c, '※' | '*' | '★' | '_') || BRACKETS.iter().any(|(_, close)| *close == c)) {
            match c.is_ascii() {
                true => folded.push(c.to_ascii_lowercase()),
                false => folded.extend(c.to_lowercase()),
            }
        }
    }
}

/// A heading of one or several lines, as it is shown to people (`人数·应到`), folded for comparison.
pub fn heading_key(written: &str) -> String {
    written.split('·').map(fold_heading).collect()
}

/// Control characters as their pictures (`␛`): nothing is lost, so that two names stay two. Line ends and tabs are among them.
pub fn without_controls(text: &str) -> Cow<'_, str> {
    pictured(text, char::is_control, false)
}

/// A text as a terminal may get it, or a table for machines: control characters as their pictures, line ends and tabs apart, and what turns the
/// direction of a line by its number.
pub fn harmless(text: &str) -> Cow<'_, str> {
    pictured(text, |c| c.is_control() || turns(c), true)
}

/// Marks by which a line is read in another direction, or ends where none is seen.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn pictured(text: &str, odd: impl Fn(char) -> bool, lines: bool) -> Cow<'_, str> {
    // what leads to U+0080 to U+009F, U+061C, and U+2000 and beyond it
    let suspect = |b: u8| b < 0x20 || matches!(b, 0x7F | 0xC2 | 0xD8 | 0xE2);
    if !lanes::any(text.as_bytes(), suspect) || !text.chars().any(&odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' if lines => out.push(c),
            '\r' if lines && chars.peek() == Some(&'\n') => out.push(c),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            c if odd(c) => out.push_str(&format!("〈U+{:04X}〉", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A print of texts that is the same whatever their order (FNV-1a of each, added up); the same on every machine.
pub fn print<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let of =
        |text: &str| text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    texts.into_iter().fold(1, |sum: u64, text| sum.wrapping_add(of(text))).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fold_alike() {
        for (raw, want) in [
            ("姓　名", "姓名"),
            ("合 计", "合计"),
            ("3 月", "3月"),
            ("病假\n天数", "病假天数"),
            ("活动（会议）名称", "活动名称"),
            ("应到人数（人）※", "应到人数"),
            ("填报单位（公章）：", "填报单位"),
            ("日期(yyyy-MM-dd)", "日期"),
            ("＊实到【人】", "实到"),
            ("ＩＤ", "id"),
            ("活动时间（", "活动时间"),
            ("（1）", ""),
        ] {
            assert_eq!(fold_heading(raw), want, "{raw}");
        }
    }

    #[test]
    fn simple_forms_are_those_of_unicode() {
        let all: Vec<char> = ('\0'..='\u{ffff}').filter(|c| simple(*c).is_some()).collect();
        assert!(all.len() > 27_000);
        for c in &all {
            for before in ["", "a", "一", "<", "が"] {
                let text = format!("{before}{c}");
                let want: String = before.nfkc().chain(simple(*c)).collect();
                assert_eq!(text.nfkc().collect::<String>(), want, "{text:?} {:x}", *c as u32);
            }
        }
        assert_eq!(half_width("⽉１㈠\u{200b}（甲）"), "月1(一)(甲)");
        assert!(may_hold("⽉", |c| c == '月') && may_hold("１", |c| c == '1') && !may_hold("月２", |c| c == '1'));
    }

    #[test]
    fn what_steers_a_terminal_is_shown_and_not_obeyed() {
        assert_eq!(harmless("\u{1b}[31m红\u{7}\n行\t\r\n\r\u{9b}\u{202e}"), "␛[31m红␇\n行\t\r\n␍〈U+009B〉〈U+202E〉");
        assert_eq!(without_controls("甲\n乙\u{7f}\u{202e}"), "甲␊乙␡\u{202e}");
        assert!(matches!(harmless("主题党日\n"), Cow::Owned(_)) && matches!(harmless("主题党日"), Cow::Borrowed(_)));
    }
}
