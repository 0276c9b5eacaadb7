//! Phrases of which answers are made: parts between commas, numbers before their counting words, the clause behind a bar.

use crate::layout::coerce::{chinese_number, plain_text};

/// Of which Chinese numbers are made.
const NUMERALS: &str = "零〇一二两三四五六七八九十百廿";

/// `每月10日｜二.1` as what is said and on which clause.
pub fn with_clause(typed: &str) -> (&str, &str) {
    typed.rsplit_once(['｜', '|']).map_or((typed, ""), |(said, clause)| (said.trim(), clause.trim()))
}

/// Half-width, without spaces and full stops at the end.
pub fn plain(said: &str) -> String {
    let text: String = plain_text(said).chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_end_matches(['。', '.']).to_string()
}

/// Parts between commas, full or half width.
pub fn parts(said: &str) -> Vec<String> {
    plain(said).split([',', ';', '、', '，', '；']).filter(|part| !part.is_empty()).map(str::to_string).collect()
}

/// The number before the first of the words: 12 of 不少于12次, 3 of 三日内. `None`: there is no such word, or no number before it.
pub fn number_before(text: &str, words: &[&str]) -> Option<u32> {
    let at = words.iter().filter_map(|word| text.find(word)).min()?;
    number_at_end(&text[..at])
}

/// The number that a text ends with.
pub fn number_at_end(text: &str) -> Option<u32> {
    let text = text.trim_end_matches('个');
    let tail = |is: fn(char) -> bool| {
        let start = text.char_indices().rev().take_while(|(_, c)| is(*c)).last()?.0;
        Some(&text[start..])
    };
    match tail(|c| c.is_ascii_digit() || c == '.') {
        Some(digits) => digits.parse().ok(),
        None => chinese_number(tail(|c| NUMERALS.contains(c))?),
    }
}

/// How many numbers stand in a text: what has more than it is read for says something else as well.
pub fn numbers(text: &str) -> usize {
    let is = |c: char| c.is_ascii_digit() || c == '.' || NUMERALS.contains(c);
    text.split(|c: char| !is(c)).filter(|run| !run.is_empty()).count()
}

/// Is one of the words in the text?
pub fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
