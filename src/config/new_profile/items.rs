//! Set content as a clerk writes it: `每月：集中学习（专题学习）、交纳党费｜三.1；每季度：三会一课`.

use super::answer::{Answer, SetItem};
use super::phrase::with_clause;
use crate::model::profile::Every;

/// How the spans are called; the longer before the shorter.
const SPANS: &[(&str, Every)] = &[
    ("每季度", Every::Quarter),
    ("每季", Every::Quarter),
    ("每半年", Every::Half),
    ("每年度", Every::Year),
    ("每年", Every::Year),
    ("全年", Every::Year),
    ("每个月", Every::Month),
    ("每月", Every::Month),
];

/// Reads them.
pub fn read(said: &str) -> Result<Answer, String> {
    let mut items: Vec<SetItem> = Vec::new();
    for group in cut(said, &['；', ';']) {
        let (what, clause) = with_clause(group.trim());
        if what.is_empty() {
            continue;
        }
        let span = SPANS.iter().find_map(|(word, every)| what.strip_prefix(word).map(|rest| (*every, rest)));
        let (every, rest) = span.ok_or_else(|| format!("“{what}”没有写明每月、每季度、每半年还是每年"))?;
        let rest = rest.trim_start_matches(['：', ':', '，', ',', ' ', '　']);
        let names: Vec<&str> = cut(rest, &['、', '，', ',']).into_iter().map(str::trim).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            return Err(format!("“{what}”没有写出内容"));
        }
        for named in names {
            let item = one(every, named, clause)?;
            if items.iter().any(|other| other.name == item.name) {
                return Err(format!("“{}”写了两次", item.name));
            }
            items.push(item);
        }
    }
    if items.is_empty() { Err("没有写出内容".to_string()) } else { Ok(Answer::Items(items)) }
}

/// `集中学习（专题学习，学习讨论）`: a name and what else it is called.
fn one(every: Every, named: &str, clause: &str) -> Result<SetItem, String> {
    let torn = || format!("“{named}”的括号不成对，或者括号后面还有文字");
    let (name, more) = match named.split_once(['（', '(']) {
        Some((name, rest)) => (name.trim(), rest.strip_suffix(['）', ')']).ok_or_else(torn)?),
        None => (named, ""),
    };
    if name.is_empty() || more.contains(['（', '(', '）', ')']) || name.contains(['）', ')']) {
        return Err(torn());
    }
    let mut words = vec![name.to_string()];
    for word in more.split(['、', '，', ',']).map(str::trim).filter(|word| !word.is_empty()) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_string());
        }
    }
    Ok(SetItem { every, name: name.to_string(), words, clause: clause.to_string() })
}

/// Cuts at marks that stand in no brackets.
fn cut<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0u32);
    for (at, c) in text.char_indices() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && marks.contains(&c) => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}
