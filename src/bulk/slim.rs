//! Very many rows made slim before they are put together: long texts packed, and what many rows say alike held once. An ordinary county never
//! comes this far.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use arcstr::ArcStr;
use rayon::prelude::*;

use super::LongText;

/// Rows of so many bytes in all are kept as they are.
const PLAIN: u64 = 16 << 20;
/// Rows that are looked at in one go.
const PART: usize = 8192;
/// Bytes of a row beside its long text, about.
const ROW: usize = 256;
/// Longer texts are hardly ever said twice.
const SHORT: usize = 256;

/// A row of which there may be very many.
pub trait Slim: Send {
    /// What rows have said so far.
    type Said: Default;
    /// Takes what was said before in the place of its own.
    fn share(&mut self, said: &mut Self::Said);
    /// Its long text.
    fn long(&mut self) -> &mut LongText;
}

/// Makes the rows of a file slim, once `before` and they have said very much.
pub fn slim<R: Slim>(rows: &mut Vec<Box<R>>, before: &AtomicU64) {
    let own = rows.iter_mut().map(|row| row.long().len() + ROW).sum::<usize>() as u64;
    if before.fetch_add(own, Ordering::Relaxed) + own <= PLAIN {
        return;
    }
    rows.shrink_to_fit();
    rows.par_chunks_mut(PART).for_each(|rows| {
        let mut said = R::Said::default();
        rows.iter_mut().for_each(|row| row.share(&mut said));
        LongText::pack(rows.iter_mut().map(|row| row.long()));
    });
}

/// Values of which equal ones are held once.
#[derive(Default)]
pub struct Alike<T>(HashSet<T>);

impl<T: Clone + Eq + Hash> Alike<T> {
    /// Puts the first equal value in the place of this one.
    pub fn share(&mut self, value: &mut T) {
        match self.0.get(value) {
            Some(known) => *value = known.clone(),
            None => drop(self.0.insert(value.clone())),
        }
    }
}

impl Alike<ArcStr> {
    /// The same for a text, unless it is long.
    pub fn share_text(&mut self, text: &mut ArcStr) {
        if text.is_empty() {
            *text = ArcStr::new();
        } else if text.len() <= SHORT {
            self.share(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::Fixture;
    use crate::model::org::BranchType;
    use crate::model::record::ActivityRow;

    #[test]
    fn rows_say_the_same_when_there_are_very_many() {
        let mut f = Fixture::new("2017-07", "2017-08-31");
        let branch = f.branch("001", "甲支部", "镇党委", BranchType::Rural);
        f.activity(branch, "2017-07-05", 10, 9).row.content = "集中学习党章，交纳党费。".repeat(9).as_str().into();
        let row = f.corpus.activities[0].row.clone();
        let of = |row: &ActivityRow| Box::new(ActivityRow { theme: "学习".into(), remark: "".into(), ..row.clone() });
        let mut rows = vec![of(&row), of(&row)];
        let (before, seen) = (format!("{rows:?}"), AtomicU64::new(0));
        slim(&mut rows, &seen);
        assert!(!ArcStr::ptr_eq(&rows[0].theme, &rows[1].theme));
        slim(&mut rows, &AtomicU64::new(PLAIN));
        let [a, b] = &rows[..] else { panic!("two rows") };
        assert!(ArcStr::ptr_eq(&a.theme, &b.theme) && ArcStr::ptr_eq(&a.remark, &b.remark));
        assert_eq!(format!("{rows:?}"), before);
    }
}
