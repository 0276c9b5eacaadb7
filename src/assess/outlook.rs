//! What the year still asks: how many must come in the months left for the year to reach the floor, what is left of the number of activities, and which
//! members stand one absence before a step. Counted from the ledgers that are there, from 1 January to the period's end; months that nobody handed in
//! are in no sum, and how many were counted is told.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::model::activity_day::ActivityDay;
use crate::model::assessment::{MemberFigures, MemberStatus};
use crate::model::corpus::{Corpus, Standing};
use crate::model::figure::{Rate, Share};
use crate::model::finding::{BranchIx, Code};
use crate::model::org::{Branch, BranchType};
use crate::model::paper_facts::{BranchOutlook, NearStep};
use crate::model::profile::{MemberParams, Plan, Profile};
use crate::model::time::{Month, Period, Span};

/// A month of the year for a branch without days of its own.
#[derive(Clone, Copy)]
struct Asked {
    month: Month,
    /// The day on which a branch must exist.
    existence: chrono::NaiveDate,
    in_force: bool,
}

/// The year of the period's last month, for every branch that exists on some day of it.
pub fn outlook(corpus: &Corpus, profile: &Profile, calendar: &Calendar) -> Vec<BranchOutlook> {
    let year = corpus.period.last().year();
    let whole = Period::of(Span::Year(year));
    let asked = |kind: BranchType, branch: Option<&Branch>| -> Vec<Asked> {
        let rule = profile.params(kind).the::<ActivityDay>();
        let own = branch.map_or(&[][..], |branch| &branch.own_days);
        let of = |month: Month| {
            let days = calendar.month_days(&rule, own, month);
            Asked { month, existence: days.existence, in_force: days.in_force(profile.in_force, month) }
        };
        whole.months().map(of).collect()
    };
    let kinds: BTreeSet<BranchType> = corpus.branches.iter().map(|b| b.kind).collect();
    let shared: HashMap<BranchType, Vec<Asked>> = kinds.into_iter().map(|kind| (kind, asked(kind, None))).collect();
    let one = |at: usize| {
        let ix = BranchIx(at);
        let branch = corpus.branch(ix);
        let own;
        let months = match branch.own_days.is_empty() {
            true => shared.get(&branch.kind).map(Vec::as_slice).unwrap_or_default(),
            false => {
                own = asked(branch.kind, Some(branch));
                &own
            }
        };
        of_branch(corpus, profile, ix, year, months)
    };
    (0..corpus.branches.len()).into_par_iter().filter_map(one).collect()
}

fn of_branch(corpus: &Corpus, profile: &Profile, ix: BranchIx, year: i32, months: &[Asked]) -> Option<BranchOutlook> {
    let (branch, last) = (corpus.branch(ix), corpus.period.last());
    let stands = |asked: &&Asked| asked.in_force && branch.exists_on(asked.existence);
    if !months.iter().any(|asked| stands(&asked)) {
        return None;
    }
    let params = profile.params(branch.kind);
    let (mut sums, mut activities, mut counted, mut latest) = (Rate::default(), 0, BTreeSet::new(), None);
    let of_year = |month: Month| month.year() == year && month <= last;
    for activity in corpus.activities_of(ix).iter().filter(|a| a.standing == Standing::Counts && of_year(a.month)) {
        activities += 1;
        if let Some((due, actual)) = activity.rated() {
            sums += Rate::new(actual.into(), due.into());
            counted.insert(activity.month);
            latest = Some(due);
        }
    }
    let by_roster = branch.members_on(corpus.as_of).map(|members| members.saturating_sub(branch.exempt_members.unwrap_or(0)));
    let due_each = by_roster.or(latest);
    let months_left = months.iter().filter(|asked| asked.month > last).filter(stands).count() as u32;
    let floor = params.floor();
    let needed = due_each.map(|each| needed(sums, u64::from(each) * u64::from(months_left), floor)).filter(|_| sums.applies());
    let in_force = months.iter().filter(|asked| asked.in_force).count() as u32;
    let throughout = months.iter().filter(|asked| asked.in_force).all(|asked| branch.exists_on(asked.existence));
    let plan = params.get::<Plan>().filter(|plan| !plan.planned_only).and_then(|plan| plan.min).filter(|_| throughout);
    // what is owed in a year is owed of the months in force, in proportion, rounded down
    let planned = plan.map(|min| min * in_force / 12).filter(|planned| *planned > 0);
    Some(BranchOutlook {
        branch: ix,
        year,
        months_counted: counted.len() as u32,
        participation: sums,
        floor,
        months_left,
        due_each,
        needed,
        activities,
        planned,
    })
}

/// ⌈floor·(D + m·d)⌉ − A, never below 0.
fn needed(so_far: Rate, to_come: u64, floor: Share) -> u64 {
    let due = u128::from(so_far.of) + u128::from(to_come);
    let must = (due * u128::from(floor.parts())).div_ceil(u128::from(Share::WHOLE));
    u64::try_from(must).unwrap_or(u64::MAX).saturating_sub(so_far.part)
}

/// Members of whom one more absence reaches a step of the profile.
pub fn near_steps(corpus: &Corpus, profile: &Profile, members: &[MemberFigures]) -> Vec<NearStep> {
    let near = |figures: &MemberFigures| {
        if !matches!(figures.status, MemberStatus::Ordinary | MemberStatus::Talk) {
            return None;
        }
        let branch = corpus.branch(corpus.members[figures.member].branch);
        let params = profile.params(branch.kind).the::<MemberParams>();
        let absences = figures.missed.iter().filter(|(_, mark)| params.is_absence(*mark)).count() as u32;
        let steps = [(Code::MEM001, params.absent_remind), (Code::MEM002, params.absent_unqualified)];
        let on = |code: &Code| profile.rules.get(code).is_none_or(|rule| !rule.off);
        steps.into_iter().filter(|(code, _)| on(code)).find_map(|(step, at)| {
            let at = at?;
            (at > 0 && absences + 1 == at).then_some(NearStep { member: figures.member, absences, step, at })
        })
    };
    members.iter().filter_map(near).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_rounded_up_and_never_below_nothing() {
        let floor = Share::from_parts(8000).unwrap();
        // 60 of 90 so far, three months of 11: ⌈0.8·123⌉ − 60 = 99 − 60
        assert_eq!(needed(Rate::new(60, 90), 33, floor), 39);
        assert_eq!(needed(Rate::new(90, 90), 10, floor), 0);
        // exactly the floor
        assert_eq!(needed(Rate::new(72, 90), 0, floor), 0);
        assert_eq!(needed(Rate::new(71, 90), 0, floor), 1);
        assert_eq!(needed(Rate::new(0, u64::MAX), u64::MAX, Share::from_parts(10_000).unwrap()), u64::MAX);
    }
}
