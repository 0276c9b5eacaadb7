//! Did the branches of a committee meet on the same day? Of each committee and month the days on which any of them did.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Count, entry, number, of_activity, share};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::spoken;
use crate::model::statistic::{FigureDoc, Listed, ToldOf};
use crate::model::time::Month;

static DAYS: FigureDoc = FigureDoc {
    told_of: ToldOf::Committees,
    ..number("days_used", "开展主题党日所用日期", "天", |_, _| {
        "该月同一党委所属党支部开展计入统计的主题党日所用的不同日期数，各党支部按当月第一次计；所用日期为一天的为同一天开展。".into()
    })
};
static TOGETHER: FigureDoc = FigureDoc {
    told_of: ToldOf::Unit,
    ..share("same_day_committees", "同一天开展的党委", "个", |_, _| {
        "该月有两个以上党支部开展主题党日的党委中，所属党支部（按当月第一次计）在同一天开展的；总数为该月有两个以上党支部开展的党委。"
            .into()
    })
};

/// Days of a committee's month, each with its branches' first activities.
type Days<'a> = BTreeMap<NaiveDate, Vec<&'a Activity>>;

/// The figures of each month.
pub(super) fn count(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    let mut first: BTreeMap<(Month, BranchIx), &Activity> = BTreeMap::new();
    // activities of a branch stand in order of their days
    for activity in count.activities() {
        first.entry((activity.month, activity.branch)).or_insert(activity);
    }
    let mut months: BTreeMap<Month, BTreeMap<Arc<str>, Days<'_>>> = BTreeMap::new();
    for ((month, ix), activity) in first {
        let committee = corpus.branch(ix).committee.clone();
        months.entry(month).or_default().entry(committee).or_default().entry(activity.date).or_default().push(activity);
    }
    for (month, committees) in months {
        let item: Arc<str> = spoken::month(month).into();
        let mut used = Vec::new();
        let mut together = Vec::new();
        for (committee, days) in &committees {
            for activities in days.values() {
                let what = format!("{} 个党支部", activities.len()).into();
                used.push(Listed { branch: None, what, ..of_activity(corpus, &DAYS, activities[0]) });
            }
            let branches: usize = days.values().map(Vec::len).sum();
            if branches > 1 {
                let what = format!("{branches} 个党支部，{} 天", days.len()).into();
                let counts = days.len() == 1;
                together.push(Listed { committee: committee.clone(), month: Some(month), what, counts, ..entry(&TOGETHER) });
            }
        }
        count.figure(&DAYS, &item, used);
        count.figure(&TOGETHER, &item, together);
    }
}
