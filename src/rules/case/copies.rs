//! Long texts that stand in more than one record. Every normalised text is hashed once, on the fly; texts that hash alike are compared letter
//! by letter before anybody is told, so that a collision accuses nobody.

use std::collections::BTreeSet;

use rayon::prelude::*;
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

/// The hash of a text (16 bytes), and whose it is.
type Print = ([u8; 16], usize);

/// FNV-1a over 128 bits, fed letter by letter. Nothing rests on it but which texts are compared.
const FNV: (u128, u128) = (0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, 0x0100_0000_0000_0000_0000_013b);

impl Copies {
    /// The copies among 活动内容 of counting activities of the period, of at least so many letters. Of one text the first by date, branch id
    /// and place is the original; a branch's month repeats it once.
    pub fn find(corpus: &Corpus, min_chars: u32) -> Self {
        let activities = corpus.activities.par_iter().enumerate();
        let counting = activities.filter(|(_, a)| a.standing == Standing::Counts && corpus.period.contains(a.month));
        let mut prints: Vec<Print> = counting.filter_map(|(at, a)| Some((print(&a.row.content.text(), min_chars)?, at))).collect();
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

/// The hash of a text, unless it is too short.
fn print(text: &str, min_chars: u32) -> Option<[u8; 16]> {
    // no text has more letters than bytes
    if text.len() < min_chars as usize {
        return None;
    }
    let (mut hash, mut count) = (FNV.0, 0u32);
    each_letter(text, |c| {
        hash = (hash ^ u128::from(u32::from(c))).wrapping_mul(FNV.1);
        count += 1;
    });
    (count > 0 && count >= min_chars).then(|| hash.to_be_bytes())
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
        letters(&corpus.activities[at].row.content.text(), &mut text);
        match originals.iter_mut().find(|o| o.text == text) {
            None => originals.push(Original { at, text: text.clone(), told: BTreeSet::from([branch_month(at)]) }),
            // one row of several branches is no copy of itself
            Some(original) if corpus.activities[at].is_same_row(&corpus.activities[original.at]) => {
                original.told.insert(branch_month(at));
            }
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

/// Puts the letters and digits of a text into `into`, in place of what was there; how many there are.
pub fn letters(text: &str, into: &mut String) -> usize {
    into.clear();
    let mut count = 0;
    each_letter(text, |c| {
        into.push(c);
        count += 1;
    });
    count
}

/// The letters and digits of a text in order, half-width, without blanks, punctuation and signs.
fn each_letter(text: &str, mut put: impl FnMut(char)) {
    for c in text.chars().map(half_width_char) {
        match c {
            // nearly all that there is, and nothing to normalise
            '\u{4e00}'..='\u{9fff}' => put(c),
            '\0'..='\u{7f}' if c.is_ascii_alphanumeric() => put(c),
            '\0'..='\u{7f}' | '\u{3000}'..='\u{3002}' => (),
            _ => std::iter::once(c).nfkc().filter(|c| c.is_alphanumeric()).for_each(&mut put),
        }
    }
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
        assert_eq!(print("，。", 0), None);
        assert_eq!(print("", 0), None);
        assert_eq!(print("学习，党章。", 5), None);
        assert!(print("学习，党章。", 4).is_some_and(|hash| Some(hash) == print("学习党章", 4) && Some(hash) != print("学习章党", 4)));
    }
}
