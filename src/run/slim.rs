//! Rows of very many activities made slim before they are put together: long texts packed, and what many rows say alike held once. An ordinary
//! county never comes this far.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arcstr::ArcStr;
use rayon::prelude::*;

use crate::model::long_text::LongText;
use crate::model::record::{ActivityRow, Records, Tick, TimeOfDay};

/// Long texts of so many bytes in all are kept as they are.
const PLAIN: u64 = 16 << 20;
/// Rows that are looked at in one go.
const PART: usize = 8192;
/// Longer texts are hardly ever said twice.
const SHORT: usize = 96;

/// Makes the rows of a file slim, once `before` and they have said very much.
pub fn slim(records: &mut Records, before: &AtomicU64) {
    let own: usize = records.activities.iter().map(|row| row.content.len()).sum();
    if before.fetch_add(own as u64, Ordering::Relaxed) + own as u64 <= PLAIN {
        return;
    }
    records.activities.shrink_to_fit();
    records.activities.par_chunks_mut(PART).for_each(|rows| {
        let mut said = Said::default();
        rows.iter_mut().for_each(|row| said.share(row));
        LongText::pack(rows.iter_mut().map(|row| &mut row.content));
    });
}

/// What rows have said so far.
#[derive(Default)]
struct Said {
    texts: HashSet<ArcStr>,
    ticks: HashSet<Arc<Vec<Tick>>>,
    times: HashSet<Arc<TimeOfDay>>,
}

impl Said {
    fn share(&mut self, row: &mut ActivityRow) {
        let ActivityRow { theme, time_text, venue, set_actions, host, recorder, absentees, make_up, remark, .. } = row;
        [theme, time_text, venue, set_actions, host, recorder, absentees, make_up, remark].into_iter().for_each(|text| self.text(text));
        if let Some(who) = Arc::get_mut(&mut row.who) {
            [&mut who.branch, &mut who.committee].into_iter().flatten().for_each(|named| self.text(&mut named.text));
        }
        match self.times.get(&row.time) {
            Some(known) => row.time = known.clone(),
            None => drop(self.times.insert(row.time.clone())),
        }
        match self.ticks.get(&row.records) {
            Some(known) => row.records = known.clone(),
            None => drop(self.ticks.insert(row.records.clone())),
        }
    }

    fn text(&mut self, text: &mut ArcStr) {
        if text.is_empty() {
            *text = ArcStr::new();
        } else if text.len() <= SHORT {
            match self.texts.get(text) {
                Some(known) => *text = known.clone(),
                None => drop(self.texts.insert(text.clone())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::Fixture;
    use crate::model::org::BranchType;

    #[test]
    fn rows_say_the_same_when_there_are_very_many() {
        let mut f = Fixture::new("2017-07", "2017-08-31");
        let branch = f.branch("001", "甲支部", "镇党委", BranchType::Rural);
        f.activity(branch, "2017-07-05", 10, 9).row.content = "集中学习党章，交纳党费。".repeat(9).as_str().into();
        let row = f.corpus.activities[0].row.clone();
        let of = |row: &ActivityRow| Box::new(ActivityRow { theme: "学习".into(), remark: "".into(), ..row.clone() });
        let mut records = Records { activities: vec![of(&row), of(&row)], ..Records::default() };
        let told = |records: &Records| format!("{:?}", records.activities);
        let (before, seen) = (told(&records), AtomicU64::new(0));
        slim(&mut records, &seen);
        assert!(!ArcStr::ptr_eq(&records.activities[0].theme, &records.activities[1].theme));
        slim(&mut records, &AtomicU64::new(PLAIN));
        let [a, b] = &records.activities[..] else { panic!("two rows") };
        assert!(ArcStr::ptr_eq(&a.theme, &b.theme) && ArcStr::ptr_eq(&a.remark, &b.remark));
        assert_eq!(told(&records), before);
    }
}
