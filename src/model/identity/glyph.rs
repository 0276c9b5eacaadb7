//! What a character is to an identity number: a digit, something between digits, or its end.

/// Noughts of the scripts whose ten digits stand in a row (Unicode: decimal numbers).
const NOUGHTS: [u32; 66] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090,
    0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// Whose digits are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Those of any script but Han.
    Any,
    /// 〇 to 九.
    Han,
}

impl Script {
    /// The digit's value.
    pub fn digit(self, c: char) -> Option<u8> {
        match self {
            Script::Any if c.is_ascii() => c.to_digit(10).map(|d| d as u8),
            Script::Any => {
                let at = NOUGHTS.partition_point(|nought| *nought <= c as u32).checked_sub(1)?;
                u8::try_from(c as u32 - NOUGHTS[at]).ok().filter(|d| *d < 10)
            }
            Script::Han => match c {
                '〇' | '零' => Some(0),
                '一' => Some(1),
                '二' => Some(2),
                '三' => Some(3),
                '四' => Some(4),
                '五' => Some(5),
                '六' => Some(6),
                '七' => Some(7),
                '八' => Some(8),
                '九' => Some(9),
                _ => None,
            },
        }
    }
}

/// A Han character as nearly all are, which is a letter.
pub(super) fn is_usual_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

/// Could the byte lead to characters among which are digits, other than those of ASCII and the full-width ones? Those lie behind 0xD9, 0xDB, 0xDF, 0xE0,
/// 0xE1, 0xEA and 0xF0; all that Han, its signs and Latin do not begin with is quicker to tell.
pub(super) fn is_rare_lead(byte: u8) -> bool {
    byte >= 0xD8 && !(0xE2..=0xE9).contains(&byte) && byte != 0xEF
}

/// What stands between two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Dash,
    Dot,
    Slash,
    Colon,
    /// Of enumerations.
    Comma,
    Bracket,
    Other(char),
}

/// A character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    Digit(u8),
    /// The tenth check digit, or whatever looks like it.
    Ten,
    /// Takes no room on paper.
    Unseen,
    Blank,
    Mark(Mark),
    /// No number goes over it.
    End,
}

/// Written in the place of digits: never part of a number, or what is masked would be masked again.
pub(super) fn is_star(c: char) -> bool {
    matches!(c, '*' | '＊')
}

/// What a character is.
pub(super) fn of(c: char, script: Script) -> Glyph {
    if let Some(digit) = script.digit(c) {
        return Glyph::Digit(digit);
    }
    match c {
        'x' | 'X' | 'ｘ' | 'Ｘ' | 'х' | 'Х' | 'χ' | 'Χ' | 'ⅹ' | 'Ⅹ' => Glyph::Ten,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => Glyph::Unseen,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' => Glyph::Unseen,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' => Glyph::Unseen,
        '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => {
            Glyph::Unseen
        }
        c if c.is_whitespace() || matches!(c, '\u{2800}') => Glyph::Blank,
        c if c.is_control() => Glyph::Unseen,
        c if is_star(c) || c.is_alphanumeric() || matches!(c, '%' | '％' | '‰' | '￥' | '¥' | '$' | '＄') => Glyph::End,
        '-'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '﹘'
        | '﹣'
        | '－'
        | '~'
        | '～'
        | '〜'
        | '_'
        | '＿'
        | '￣' => Glyph::Mark(Mark::Dash),
        '.' | '．' | '。' | '｡' | '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '․' | '﹒' => Glyph::Mark(Mark::Dot),
        '/' | '／' | '\\' | '＼' | '|' | '｜' | '⁄' | '∕' => Glyph::Mark(Mark::Slash),
        ':' | '：' | '∶' | '︰' => Glyph::Mark(Mark::Colon),
        ',' | '，' | '、' | ';' | '；' | '﹑' | '､' => Glyph::Mark(Mark::Comma),
        '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | '〔' | '〕' | '{' | '}' | '<' | '>' | '《' | '》' | '〈' | '〉' => {
            Glyph::Mark(Mark::Bracket)
        }
        c => Glyph::Mark(Mark::Other(c)),
    }
}
