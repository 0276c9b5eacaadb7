//! What the year still asks: how many must come in the months left for the year to reach the floor, what is left of the number of activities, and which
//! members stand one absence before a step. Counted from the ledgers of the year that are there, within the period and without. A month is left as long as
//! it is not over on the as-of day, wherever the period ends. One that is over and of which nobody can tell what was held (待核, or not read) is in no
//! sum, and nothing is concluded of a year that holds one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::model::activity_day::ActivityDay;
use crate::model::assessment::{MemberFigures, MemberStatus};
use crate::model::corpus::{Corpus, Standing};
use crate::model::figure::{Rate, Share};
use crate::model::finding::{BranchIx, Code};
use crate::model::org::{Branch, BranchType};
use crate::model::paper_facts::{BranchOutlook, NearStep, YearMonth};
use crate::model::profile::{MemberParams, Params, Plan, Profile};
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
    let branch = corpus.branch(ix);
    let stands = |asked: &&Asked| asked.in_force && branch.exists_on(asked.existence);
    if !months.iter().any(|asked| stands(&asked)) {
        return None;
    }
    let params = profile.params(branch.kind);
    let (mut sums, mut activities, mut latest) = (Rate::default(), 0, None);
    let mut standing: BTreeMap<Month, YearMonth> =
        months.iter().filter(stands).map(|asked| (asked.month, without_activity(corpus, params, ix, asked.month))).collect();
    for activity in corpus.activities_of(ix).iter().filter(|a| a.standing == Standing::Counts && a.month.year() == year) {
        activities += 1;
        let how = standing.entry(activity.month).or_insert(YearMonth::Uncounted);
        match activity.rated() {
            Some((due, actual)) => {
                sums += Rate::new(actual.into(), due.into());
                latest = Some(due);
                *how = YearMonth::Counted;
            }
            // one activity of the month with counts will do
            None if *how == YearMonth::Counted => {}
            None => *how = YearMonth::Uncounted,
        }
    }
    let by_roster = branch.members_on(corpus.as_of).map(|members| members.saturating_sub(branch.exempt_members.unwrap_or(0)));
    let due_each = by_roster.or(latest);
    let in_force = months.iter().filter(|asked| asked.in_force).count() as u32;
    let throughout = months.iter().filter(|asked| asked.in_force).all(|asked| branch.exists_on(asked.existence));
    let plan = params.get::<Plan>().filter(|plan| !plan.planned_only).and_then(|plan| plan.min).filter(|_| throughout);
    // what is owed in a year is owed of the months in force, in proportion, rounded down
    let planned = plan.map(|min| min * in_force / 12).filter(|planned| *planned > 0);
    let months = standing.into_iter().collect();
    let mut outlook =
        BranchOutlook { branch: ix, year, months, participation: sums, floor: params.floor(), due_each, needed: None, activities, planned };
    if sums.applies() && outlook.is_counted() {
        outlook.needed = outlook.may_come().map(|to_come| needed(sums, to_come, outlook.floor));
    }
    Some(outlook)
}

/// How a month of the year stands in which nothing was held, as far as anybody has read.
fn without_activity(corpus: &Corpus, params: &Params, ix: BranchIx, month: Month) -> YearMonth {
    if !params.is_over(month, corpus.as_of) {
        return YearMonth::Left;
    }
    match corpus.months_of(ix).iter().find(|of_period| of_period.month == month) {
        Some(of_period) if of_period.pending() => YearMonth::Pending,
        // who must report is what the roster says
        Some(_) if corpus.has_roster => YearMonth::Missing,
        _ => YearMonth::Unknown,
    }
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
    use crate::model::finding::Issue;
    use crate::model::fixture::{Fixture, month, place};
    use crate::model::record::Count;

    /// One branch of 20 that owes twelve activities a year, with one of so many present in each of these months of 2018.
    fn branch(period: &str, as_of: &str, held: &[(u32, u32)]) -> Fixture {
        let mut f = Fixture::new(period, as_of);
        std::sync::Arc::make_mut(&mut f.profile.base).set(Plan { min: Some(12), ..Plan::default() });
        let ix = f.branch("a", "a", "镇党委", BranchType::Rural);
        for (month, actual) in held {
            f.activity(ix, &format!("2018-{month:02}-10"), 20, *actual);
        }
        f
    }

    fn told(f: Fixture) -> BranchOutlook {
        let f = f.build();
        outlook(&f.corpus, &f.profile, &Calendar::new(Default::default())).remove(0)
    }

    fn of_months(months: std::ops::RangeInclusive<u32>, actual: u32) -> Vec<(u32, u32)> {
        months.map(|month| (month, actual)).collect()
    }

    fn numbers(o: &BranchOutlook) -> [u32; 6] {
        use YearMonth::{Counted, Left, Missing, Pending, Uncounted, Unknown};
        [Counted, Uncounted, Missing, Pending, Unknown, Left].map(|how| o.number(how))
    }

    #[test]
    fn months_that_are_not_over_are_left_wherever_the_period_ends() {
        // 135 of 180 so far, three months of 20: ⌈0.8·240⌉ − 135 of 60
        let within = told(branch("2018", "2018-10-20", &of_months(1..=9, 15)));
        assert_eq!((numbers(&within), within.needed, within.may_come()), ([9, 0, 0, 0, 0, 3], Some(57), Some(60)));
        assert_eq!((within.is_below(), within.reachable(), within.falls_short_monthly()), (true, Some(true), false));
        let behind = told(branch("2018-01..2018-09", "2018-10-20", &of_months(1..=9, 15)));
        assert_eq!((behind.needed, behind.may_come()), (within.needed, within.may_come()));
        // 108 of 180: 84 of 60
        let lost = told(branch("2018", "2018-10-20", &of_months(1..=9, 12)));
        assert_eq!((lost.needed, lost.reachable()), (Some(84), Some(false)));
        // what has come in before its month is over is counted and not left: ⌈0.8·240⌉ − 155 of 40
        let mut early = of_months(1..=9, 15);
        early.push((10, 20));
        let early = told(branch("2018", "2018-10-20", &early));
        assert_eq!((numbers(&early), early.needed, early.may_come()), ([10, 0, 0, 0, 0, 2], Some(37), Some(40)));
        // September has its days for reporting until 3 October
        let september = |as_of| numbers(&told(branch("2018", as_of, &of_months(1..=8, 15))))[5];
        assert_eq!((september("2018-10-03"), september("2018-10-04")), (4, 3));
    }

    #[test]
    fn of_a_year_that_is_over_nothing_is_left_and_what_was_not_read_is_not_known() {
        let quarter = of_months(7..=9, 12);
        let alone = told(branch("2018Q3", "2019-03-01", &quarter));
        assert_eq!(numbers(&alone), [3, 0, 0, 0, 9, 0]);
        assert_eq!((alone.is_below(), alone.needed, alone.reachable()), (true, None, None));
        assert_eq!((alone.activities_left(), alone.falls_short_monthly()), (None, false));
        // the ledgers of the other months lie in the workspace: 36 + 9·20 of 240
        let whole = told(branch("2018Q3", "2019-03-01", &[of_months(1..=6, 20), quarter, of_months(10..=12, 20)].concat()));
        assert_eq!((numbers(&whole), whole.participation), ([12, 0, 0, 0, 0, 0], Rate::new(216, 240)));
        assert_eq!((whole.needed, whole.reachable()), (Some(0), Some(true)));
    }

    #[test]
    fn nothing_rests_on_a_month_that_waits_for_what_was_returned() {
        let held = [of_months(1..=7, 12), of_months(9..=9, 12)].concat();
        // August was not held: 96 of 160, ⌈0.8·220⌉ − 96 of 60; four activities owed in three months
        let missing = told(branch("2018", "2018-10-20", &held));
        assert_eq!((numbers(&missing), missing.needed), ([8, 0, 1, 0, 0, 3], Some(80)));
        assert_eq!((missing.reachable(), missing.activities_left(), missing.falls_short_monthly()), (Some(false), Some(4), true));
        let mut f = branch("2018", "2018-10-20", &held);
        let issue = Issue::new(Code::ING004, place("台账.xlsx", "8月", 1, 1), say!("日期无法识别。"));
        f.corpus.issues.push(Issue { row: 2, rejects_row: true, branch: Some(BranchIx(0)), month: Some(month("2018-08")), ..issue });
        let pending = told(f);
        assert_eq!((numbers(&pending), pending.participation), ([8, 0, 0, 1, 0, 3], missing.participation));
        assert_eq!((pending.needed, pending.reachable()), (None, None));
        assert_eq!((pending.activities_left(), pending.falls_short_monthly()), (None, false));
    }

    #[test]
    fn where_counts_are_missing_the_number_is_known_and_the_rate_is_not() {
        let mut f = branch("2018", "2018-10-20", &of_months(1..=9, 12));
        f.corpus.activities[2].row.actual = Count::Missing;
        let o = told(f);
        assert_eq!((numbers(&o), o.needed, o.reachable()), ([8, 1, 0, 0, 0, 3], None, None));
        assert_eq!((o.activities_left(), o.falls_short_monthly()), (Some(3), false));
        // without a roster nobody says that a month without activity had to be held
        let mut f = branch("2018", "2018-10-20", &of_months(1..=8, 12));
        f.corpus.has_roster = false;
        assert_eq!(numbers(&told(f)), [8, 0, 0, 0, 1, 3]);
    }

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
