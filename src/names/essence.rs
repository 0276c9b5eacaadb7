//! What is left of a name when everything is taken away that people write in several ways: the committee before it, numerals, 第, the word for the
//! kind of place. For comparing names only: resolution never uses it, since two branches may well share an essence.

use super::fold::{fold_branch, fold_committee};

/// Words that a committee's name may end with inside a branch's name.
const COMMITTEE_TAILS: &[&str] = &["工作委员会", "党工委", "委员会", "党委", "工委", "党总支", "总支"];
/// Kinds of place and unit at the end of a name, longest first.
const KINDS: &[&str] =
    &["社区居委会", "村民委", "居委会", "村委会", "居民区", "有限责任公司", "有限公司", "社区", "公司", "集团", "机关", "村", "屯", "组"];

/// A name in its layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Essence {
    /// Folded, nothing taken away.
    pub whole: String,
    /// Without the committee before it.
    pub bare: String,
    /// Numerals in Arabic, without 第.
    pub plain: String,
    /// Without the kind of place at the end.
    pub core: String,
    /// Characters of `plain` and of `core`, sorted.
    pub letters: [Vec<char>; 2],
}

impl Essence {
    /// The layers of a branch's name under (or before which is written) that committee.
    pub fn of(name: &str, committee: &str) -> Self {
        Self::under(fold_branch(name), &fold_committee(committee))
    }

    /// The same of a folded name and a folded committee.
    pub fn under(whole: String, committee: &str) -> Self {
        let bare = without_committee(&whole, committee);
        let plain = numerals(&bare).replace('第', "");
        let plain = if plain.is_empty() { bare.clone() } else { plain };
        let core = KINDS.iter().find_map(|k| plain.strip_suffix(k)).filter(|c| !c.is_empty()).unwrap_or(&plain).to_string();
        let letters = [letters(&plain), letters(&core)];
        Essence { whole, bare, plain, core, letters }
    }
}

/// The characters of a text, sorted.
pub(super) fn letters(text: &str) -> Vec<char> {
    let mut all: Vec<char> = text.chars().collect();
    all.sort_unstable();
    all
}

/// 桃园镇党委城北 → 城北; 某县桃园镇城北 → 城北. A name that is nothing but the committee stays.
fn without_committee(folded: &str, key: &str) -> String {
    if key.chars().count() < 2 {
        return folded.to_string();
    }
    let Some(at) = folded.find(key) else { return folded.to_string() };
    let rest = &folded[at + key.len()..];
    let rest = COMMITTEE_TAILS.iter().find_map(|tail| rest.strip_prefix(tail)).unwrap_or(rest);
    let rest = rest.trim_start_matches(['-', '/', '·', '、', '(', ')']);
    if rest.is_empty() { folded.to_string() } else { rest.to_string() }
}

/// Chinese numerals up to 99 as digits: 第十二 → 第12.
fn numerals(text: &str) -> String {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32 + 1);
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let tens = digit(chars[at]).filter(|_| chars.get(at + 1) == Some(&'十'));
        let (value, used) = match (tens, chars[at]) {
            (Some(tens), _) => {
                let ones = chars.get(at + 2).copied().and_then(digit);
                (tens * 10 + ones.unwrap_or(0), 2 + usize::from(ones.is_some()))
            }
            (None, '十') => {
                let ones = chars.get(at + 1).copied().and_then(digit);
                (10 + ones.unwrap_or(0), 1 + usize::from(ones.is_some()))
            }
            (None, c) => match digit(c) {
                Some(n) => (n, 1),
                None => {
                    out.push(c);
                    at += 1;
                    continue;
                }
            },
        };
        out.push_str(&value.to_string());
        at += used;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_of_a_name() {
        let e = Essence::of("中共某县桃园镇党委第十二村党支部", "桃园镇党委");
        assert_eq!((e.bare.as_str(), e.plain.as_str(), e.core.as_str()), ("第十二村", "12村", "12"));
        let e = Essence::of("城北社区支部", "桃园镇党委");
        assert_eq!((e.whole.as_str(), e.core.as_str()), ("城北社区", "城北"));
        assert_eq!(Essence::of("桃园镇党委", "桃园镇党委").bare, "桃园镇党委");
        assert_eq!(Essence::of("机关支部", "").core, "机关", "a kind alone is a name");
    }

    #[test]
    fn numerals_are_read_to_99() {
        assert_eq!(numerals("第一、十、十一、二十、二十三"), "第1、10、11、20、23");
    }
}
