//! Plan, record and pictures of each branch and month side by side, and how many months bear each other out. What pictures show nobody here looks at:
//! a ledger says that they are there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Count, entry, kinds, share, whole};
use crate::model::corpus::{Activity, BranchMonth};
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::record::Tick;
use crate::model::returns::Planned;
use crate::model::statistic::{FigureDoc, Gap, Listed, RecordMatch};
use crate::model::time::Month;
use crate::rules::folded;

/// Why nothing can be said to bear the rest out: the table shows the records all the same.
const NO_PLANS: &str = "未报送年度活动计划";

static MATCHED: FigureDoc = share("record_match", "方案、记录、影像相互印证", "支部月次", |terms, _| {
    let groups: Vec<&str> = terms.groups.iter().map(|g| &*g.name).collect();
    format!(
        "{}到期的月份中，年度计划与活动记录的日期、主题一致（计划没有日期的只看主题，主题相同或互相包含为一致），且{}齐全的；总数为到期的月份，待核月份不计。",
        kinds(&terms.types),
        groups.join("、")
    )
});

/// The table, and its sum.
pub(super) fn count(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    let mut plans: HashMap<(BranchIx, Month), Vec<&Planned>> = HashMap::new();
    corpus.returns.plans.iter().for_each(|p| plans.entry((p.branch, p.row.month)).or_default().push(p));
    let mut listed = Vec::new();
    let planning: HashSet<BranchIx> = corpus.returns.plans.iter().map(|p| p.branch).collect();
    for (ix, branch) in count.branches() {
        for month in corpus.months_of(ix).iter().filter(|m| m.due && !m.pending()) {
            let planned = plans.get(&(ix, month.month)).map_or(&[][..], Vec::as_slice);
            let found = matched(count, month, planned, planning.contains(&ix));
            listed.push(line(branch, month, &found));
            count.made.matches.push(found);
        }
    }
    match corpus.returns.has("annual_plan") {
        true => count.figure(&MATCHED, &whole(), listed),
        false => count.lacks(&MATCHED, NO_PLANS),
    }
}

fn line(branch: &Branch, month: &BranchMonth, found: &RecordMatch) -> Listed {
    let gaps: Vec<String> = found.gaps.iter().map(Gap::words).collect();
    let held = found.held.as_ref();
    let place = held.map(|(.., place)| place).or(found.planned.as_ref().map(|(.., place)| place)).or(branch.place.as_ref());
    Listed {
        committee: branch.committee.clone(),
        branch: Some(month.branch),
        month: Some(month.month),
        date: held.map(|(date, ..)| *date),
        what: gaps.join("；").into(),
        counts: found.gaps.is_empty(),
        place: place.cloned(),
        ..entry(&MATCHED)
    }
}

/// A month: the activity that fits the plan best, else the first.
fn matched(count: &Count<'_, '_>, month: &BranchMonth, planned: &[&Planned], planning: bool) -> RecordMatch {
    let activities: Vec<&Activity> = month.activities.iter().map(|ix| count.corpus.activity(*ix)).collect();
    let pairs = planned.iter().flat_map(|p| activities.iter().map(move |a| (*p, *a)));
    let best = pairs.min_by_key(|(p, a)| differences(p, a).len());
    let plan = best.map(|(p, _)| p).or(planned.first().copied());
    let held = best.map(|(_, a)| a).or(activities.first().copied());
    let mut gaps = match (plan, held) {
        (Some(plan), Some(held)) => differences(plan, held),
        (Some(_), None) => vec![Gap::NotHeld],
        (None, held) => {
            let plan = if planning { Gap::NoPlan } else { Gap::WithoutPlan };
            std::iter::once(plan).chain(held.is_none().then_some(Gap::NothingHeld)).collect()
        }
    };
    let records: Vec<(Arc<str>, Option<bool>)> =
        count.terms.groups.iter().map(|group| (group.name.clone(), held.and_then(|a| is_there(a, &group.words)))).collect();
    if held.is_some() {
        gaps.extend(records.iter().filter_map(|(name, there)| match there {
            Some(true) => None,
            Some(false) => Some(Gap::Lacks(name.clone())),
            None => Some(Gap::Untold(name.clone())),
        }));
    }
    RecordMatch {
        branch: month.branch,
        month: month.month,
        planned: plan.map(|p| (p.row.planned, p.row.theme.clone(), p.row.head.line())),
        held: held.map(|a| (a.date, Arc::from(&*a.row.theme), a.row.head.line())),
        records,
        gaps,
    }
}

fn differences(plan: &Planned, held: &Activity) -> Vec<Gap> {
    let last = held.row.until.unwrap_or(held.date);
    let other_day = plan.row.planned.is_some_and(|day| day < held.date || last < day);
    let (planned, theme) = (folded(&plan.row.theme), folded(&held.row.theme));
    let alike = !planned.is_empty() && !theme.is_empty() && (planned.contains(&*theme) || theme.contains(&*planned));
    [(other_day, Gap::OtherDay), (!alike, Gap::OtherTheme)].into_iter().filter(|(is, _)| *is).map(|(_, gap)| gap).collect()
}

/// Is a record of these names ticked? `None` without a column for it.
fn is_there(activity: &Activity, names: &[Arc<str>]) -> Option<bool> {
    let items = &activity.row.head.table.record_items;
    let ticks =
        items.iter().zip(activity.row.records.iter()).filter(|((name, _), _)| names.contains(name)).map(|(_, tick)| *tick == Tick::Present);
    ticks.reduce(|a, b| a || b)
}
