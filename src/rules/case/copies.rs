//! Long texts that stand in more than one record. Every normalised text is hashed once; texts that hash alike are compared letter by letter
//! before anybody is told, so that a collision accuses nobody.

use std::collections::BTreeSet;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::model::corpus::{ActivityIx, Corpus, Standing};
use crate::model::finding::BranchIx;
use crate::model::record::Field;
use crate::model::time::Month;
use crate::rules::words::half_width_char;

/// Texts of the period that repeat an earlier one of another branch or month.
#[derive(Debug, Default)]
pub struct Copies {
    /// The later activity and the first with its text, by the later.
    pairs: Vec<(ActivityIx, ActivityIx)>,
}

/// The hash of a text, and whose it is.
type Print = ([u8; 16], usize);

impl Copies {
    /// The copies among 活动内容 of counting activities of the period, of at least so many letters. Of one text the first by date, branch id
    /// and place is the original; a branch's month repeats it once.
    pub fn find(corpus: &Corpus, min_chars: u32) -> Self {
        let activities = corpus.activities.par_iter().enumerate();
        let counting = activities.filter(|(_, a)| a.standing == Standing::Counts && corpus.period.contains(a.month));
        let mut prints: Vec<Print> = counting
            .map_init(String::new, |text, (at, a)| print(&a.row.content, min_chars, text).map(|hash| (hash, at)))
            .flatten()
            .collect();
        prints.par_sort_unstable();
        let alike: Vec<&[Print]> = prints.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
        let mut pairs: Vec<_> = alike.into_par_iter().flat_map_iter(|group| repeats(corpus, group.iter().map(|p| p.1).collect())).collect();
        pairs.par_sort_unstable();
        Copies { pairs }
    }

    /// The first activity with the same text, if this one repeats it.
    pub fn original(&self, copy: ActivityIx) -> Option<ActivityIx> {
        self.pairs.binary_search_by_key(&copy, |pair| pair.0).ok().map(|at| self.pairs[at].1)
    }
}

/// The hash of a text, unless it is too short. `letters_of` is scratch space.
fn print(text: &str, min_chars: u32, letters_of: &mut String) -> Option<[u8; 16]> {
    // no text has more letters than bytes
    if text.is_empty() || text.len() < min_chars as usize {
        return None;
    }
    let count = letters(text, letters_of);
    if count == 0 || count < min_chars as usize {
        return None;
    }
    let mut hash = [0; 16];
    hash.copy_from_slice(&Sha256::digest(letters_of.as_bytes())[..16]);
    Some(hash)
}

/// Who repeats whom among activities whose texts hash alike.
fn repeats(corpus: &Corpus, mut group: Vec<usize>) -> Vec<(ActivityIx, ActivityIx)> {
    let branch_month = |at: usize| (corpus.activities[at].branch, corpus.activities[at].month);
    if group.iter().all(|at| branch_month(*at) == branch_month(group[0])) {
        return Vec::new();
    }
    group.sort_by_cached_key(|at| {
        let activity = &corpus.activities[*at];
        (activity.date, &corpus.branch(activity.branch).id, activity.row.head.place(Field::Content), *at)
    });
    let mut originals: Vec<Original> = Vec::new();
    let mut pairs = Vec::new();
    let mut text = String::new();
    for at in group {
        letters(&corpus.activities[at].row.content, &mut text);
        match originals.iter_mut().find(|o| o.text == text) {
            None => originals.push(Original { at, text: text.clone(), told: BTreeSet::from([branch_month(at)]) }),
            Some(original) => {
                if original.told.insert(branch_month(at)) {
                    pairs.push((ActivityIx(at), ActivityIx(original.at)));
                }
            }
        }
    }
    pairs
}

/// The first record with a text, and the branches' months that are known to hold it.
struct Original {
    at: usize,
    text: String,
    told: BTreeSet<(BranchIx, Month)>,
}

/// Puts the letters and digits of a text, half-width and without blanks and punctuation, into `into`; how many there are.
pub fn letters(text: &str, into: &mut String) -> usize {
    into.clear();
    let mut count = 0;
    let mut put = |c: char| {
        if c.is_alphanumeric() {
            into.push(c);
            count += 1;
        }
    };
    for c in text.chars().map(half_width_char) {
        match c {
            // nothing to normalise here, and nearly all that there is
            '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => put(c),
            _ => std::iter::once(c).nfkc().for_each(&mut put),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::{Act, Town};

    fn normal(text: &str) -> (String, usize) {
        let mut into = "旧".to_string();
        let count = letters(text, &mut into);
        (into, count)
    }

    #[test]
    fn blanks_punctuation_and_width_make_no_difference() {
        assert_eq!(normal("一、学习（２０１７）\n 第Ａ期。①"), ("一学习2017第A期1".into(), 11));
        assert_eq!(normal("一,学习 (2017),第A期.①").0, normal("一、学习（２０１７）第Ａ期").0 + "1");
        assert_eq!(normal("　，。—…\u{200b}"), (String::new(), 0));
    }

    #[test]
    fn texts_that_merely_hash_alike_are_told_apart() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        for (day, text) in
            [("2017-07-05", "甲甲甲甲"), ("2017-07-06", "乙乙乙乙"), ("2017-08-05", "甲甲甲甲"), ("2017-09-05", "乙乙。乙乙")]
        {
            town.hold(Act::on(day).content(text));
        }
        let pairs: Vec<(usize, usize)> = repeats(&town.corpus, vec![0, 1, 2, 3]).iter().map(|(a, b)| (a.0, b.0)).collect();
        assert_eq!(pairs, [(2, 0), (3, 1)]);
    }

    #[test]
    fn short_and_blank_texts_leave_no_print() {
        let mut scratch = String::new();
        assert_eq!(print("，。", 0, &mut scratch), None);
        assert_eq!(print("学习党章", 5, &mut scratch), None);
        assert!(print("学习党章", 4, &mut scratch).is_some());
    }
}
