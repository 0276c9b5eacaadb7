//! Activities: resolved to branches, resubmissions weighed. All rows of one branch and date are judged together: a dated report beats an undated
//! one, the newest wins, equal rows are copies, and rows that contradict each other with the same standing are a conflict (SUB004) in which
//! the first handed in counts.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::bulk::LongText;
use crate::model::corpus::{Activity, EmptyReport, LeftOut, Standing};
use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::org::Branch;
use crate::model::record::{ActivityRow, BoxedRow, Field, Note, OrgHint};
use crate::model::spoken;
use crate::model::text::print;
use crate::model::time::Month;

use super::handed::{Handed, Subject, of_committee};
use super::issue::{bad_cell, unknown_branch};
use super::likeness::{adds, content_key, first_difference, says_the_same, shown, two_activities};
use super::lineage::Lineage;
use super::resolver::Resolver;
use super::tally::{Fate, Outcomes};
use crate::names::Unresolved;

/// Activities whose long texts are packed anew in one go.
const REPACKED: usize = 4096;

/// Accepted activities and empty reports.
pub struct Sorted {
    pub activities: Vec<Activity>,
    pub empty_reports: Vec<EmptyReport>,
    pub notes: Vec<Note>,
}

/// A row (by index) that leads to a branch, and the date or month it stands under.
struct Filed<T> {
    branch: BranchIx,
    when: T,
    at: usize,
}

impl<T: Ord + Copy> Filed<T> {
    fn key(&self) -> (BranchIx, T) {
        (self.branch, self.when)
    }
}

/// Sorts by branch, time and order of submission.
fn sort<T: Ord + Copy + Send>(filed: &mut [Filed<T>], rows: &[BoxedRow]) {
    filed.par_sort_unstable_by(|a, b| {
        let submission = || rows[a.at].head.by_submission(&rows[b.at].head).then(a.at.cmp(&b.at));
        a.key().cmp(&b.key()).then_with(submission)
    });
}

/// Resolves and weighs all activity rows.
pub fn activities(
    mut rows: Vec<BoxedRow>,
    resolver: &Resolver<'_>,
    (handed, lineage): (&mut Handed<'_>, &mut Lineage),
    as_of: NaiveDate,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
) -> Sorted {
    let unbelieved = disbelieve(&mut rows, as_of);
    let own = rows.len();
    let mut shared: Vec<(usize, Vec<BranchIx>)> = Vec::new();
    let mut dated: Vec<Filed<NaiveDate>> = Vec::new();
    let mut empty: Vec<Filed<Month>> = Vec::new();
    let found = resolver.resolve_all(&rows, |row| &row.who);
    for (at, (row, found)) in rows.iter().zip(found).enumerate() {
        if let Some(reported) = unbelieved.get(&at) {
            let issue = reported_later(row, *reported, as_of);
            let branch = found.as_ref().ok().copied();
            issues.push(match branch.and_then(|branch| handed.stranger(&row.head.table, branch)) {
                Some(by) => Issue { who: Some(of_committee(by)), ..issue },
                None => Issue { branch, ..issue },
            });
        }
        match (found, row.date, row.month) {
            (Ok(branch), Some(when), _) => dated.push(Filed { branch, when, at }),
            (Ok(branch), None, Some(when)) => empty.push(Filed { branch, when, at }),
            // The layout gives every row a date or, for an empty report, a month; a row with neither would be nobody's.
            (Ok(branch), None, None) => {
                let issue = bad_cell(&row.head, Field::Date, "", say!("未填写活动日期，本行未计入；"; "请补填后重新报送。"), true);
                issues.push(Issue { branch: Some(branch), taints: true, ..issue });
            }
            (Err(Unresolved::Unknown(_)), Some(_), _) if let Some(branches) = resolver.joint(&row.who) => shared.push((at, branches)),
            (Err(unresolved), date, month) => {
                let mut issue = unknown_branch(&row.head, &row.who, Field::Branch, &unresolved);
                issue.month = month.or_else(|| date.map(Month::of));
                (issue.taints, issue.may_be) = (true, resolver.may_be(&row.who, &unresolved));
                issue.print = print([&*content_key(row), &*date.map(|day| day.to_string()).unwrap_or_default()]);
                issues.push(issue);
            }
        }
    }
    // a row for several branches is held by each: a copy of it for all but the first
    let mut joint: HashSet<usize> = HashSet::new();
    let mut notes = Vec::new();
    for (first, branches) in shared {
        notes.push(told_for_several(&rows[first], branches.len()));
        for (n, branch) in branches.into_iter().enumerate() {
            let at = if n == 0 { first } else { rows.len() };
            if n > 0 {
                rows.push(rows[first].clone());
            }
            joint.insert(at);
            dated.extend(rows[at].date.map(|when| Filed { branch, when, at }));
        }
    }
    let mut fates = vec![Fate::Rejected; rows.len()];
    let month = |filed: &Filed<NaiveDate>| rows[filed.at].month.unwrap_or_else(|| Month::of(filed.when));
    lineage.see(&rows);
    let all = dated.iter().map(|filed| (filed.at, filed.branch, month(filed)));
    let (gone, before) = lineage.superseded(all.chain(empty.iter().map(|filed| (filed.at, filed.branch, filed.when))), |at| &rows[at]);
    if !gone.is_empty() {
        gone.iter().for_each(|at| fates[*at] = Fate::Superseded);
        dated.retain(|filed| !gone.contains(&filed.at));
        empty.retain(|filed| !gone.contains(&filed.at));
    }
    let (foreign, copied) = set_apart(&mut dated, &empty, &rows, handed);
    copied.iter().for_each(|at| fates[*at] = Fate::Duplicate);
    sort(&mut dated, &rows);
    sort(&mut empty, &rows);

    // Nearly every row stands alone under its branch and date; only the others are held against each other.
    let several = dated.par_chunk_by(|a, b| a.key() == b.key()).filter(|group| group.len() > 1);
    let mut weighed = several.map(|group| weigh(group, &rows)).collect::<Vec<_>>().into_iter();
    let mut kept: Vec<Kept<'_>> = Vec::with_capacity(dated.len() + foreign.len());
    for group in dated.chunk_by(|a, b| a.key() == b.key()) {
        if let [only] = group {
            fates[only.at] = Fate::Accepted;
            kept.push((only, Standing::Counts, None));
            continue;
        }
        for Weighed { rows, conflict, first } in weighed.next().into_iter().flatten() {
            for (filed, fate, standing) in rows {
                fates[filed.at] = fate;
                kept.extend(standing.map(|standing| (filed, standing, first)));
            }
            issues.extend(conflict);
        }
    }
    if !foreign.is_empty() {
        foreign.iter().for_each(|filed| fates[filed.at] = Fate::Accepted);
        kept.extend(foreign.iter().map(|filed| (filed, Standing::Foreign, None)));
        kept.sort_by(|(a, ..), (b, ..)| a.key().cmp(&b.key()).then_with(|| rows[a.at].head.by_submission(&rows[b.at].head)));
    }
    let mut empty_reports = Vec::new();
    for group in empty.chunk_by(|a, b| a.key() == b.key()) {
        for (i, filed) in group.iter().enumerate() {
            fates[filed.at] = if i == 0 { Fate::Accepted } else { Fate::Duplicate };
        }
        let Filed { branch, when, at } = group[0];
        empty_reports.push(EmptyReport { branch, month: when, place: rows[at].head.place_of_first(&[Field::Branch, Field::Month]) });
    }
    for (row, fate) in rows.iter().zip(fates).take(own) {
        outcomes.count(&row.head, fate);
    }
    let mut rows: Vec<Option<BoxedRow>> = rows.into_iter().map(Some).collect();
    // whose they are is known now; a million hints weigh
    let nobody = Arc::new(OrgHint::default());
    let taken = kept.into_iter().filter_map(|(filed, standing, first)| {
        let mut row = rows[filed.at].take()?;
        row.who = nobody.clone();
        let month = row.month.unwrap_or_else(|| Month::of(filed.when));
        let earlier = before.of(filed.branch, filed.when, month);
        let first = first.into_iter().chain(earlier).min().filter(|first| row.reported.is_some_and(|reported| *first < reported));
        let left_out = joint.contains(&filed.at).then_some(LeftOut::Joint);
        Some(Activity { branch: filed.branch, date: filed.when, month, standing, first, left_out, row })
    });
    let mut activities: Vec<Activity> = taken.collect();
    drop(rows);
    if LongText::are_scattered(activities.iter().map(|a| &a.row.content)) {
        activities.par_chunks_mut(REPACKED).for_each(|part| LongText::pack(part.iter_mut().map(|a| &mut a.row.content)));
    }
    Sorted { activities, empty_reports, notes }
}

fn told_for_several(row: &ActivityRow, branches: usize) -> Note {
    let text = format!("一行写明{branches}个党支部，各支部均计为已开展；分不清各支部的人数，应到、实到不计入参与率。");
    Note { place: row.head.place_of_first(&[Field::Branch]), text }
}

/// What became of rows that tell of one activity.
struct Weighed<'f> {
    /// In order of submission; with a standing if the row is kept.
    rows: Vec<(&'f Filed<NaiveDate>, Fate, Option<Standing>)>,
    conflict: Option<Issue>,
    /// The earliest day on which any of them was reported.
    first: Option<NaiveDate>,
}

/// A row that is kept, how it stands, and the earliest day on which it or what it takes the place of was reported.
type Kept<'f> = (&'f Filed<NaiveDate>, Standing, Option<NaiveDate>);

/// Takes report dates after the as-of day away; gives the rows that lost theirs.
fn disbelieve(rows: &mut [BoxedRow], as_of: NaiveDate) -> HashMap<usize, NaiveDate> {
    let later = rows.iter_mut().enumerate().filter(|(_, row)| row.reported.is_some_and(|day| day > as_of));
    later.filter_map(|(at, row)| Some((at, row.reported.take()?))).collect()
}

fn reported_later(row: &ActivityRow, reported: NaiveDate, as_of: NaiveDate) -> Issue {
    let (late, end) = (spoken::day(reported), spoken::day(as_of));
    let say = say!("报送日期{late}晚于统计截止日{end}，不予采信，按没有报送日期处理；"; "请核对报送日期。");
    let issue = bad_cell(&row.head, Field::Reported, &reported.to_string(), say, false);
    Issue { month: row.month.or(row.date.map(Month::of)), ..issue }
}

/// Takes rows out that another committee than the branch's own handed in for a month in which its own handed something in: they never stand
/// against those. All that others handed in is noted, a copy of it once: copies (by index) are given apart.
fn set_apart(
    dated: &mut Vec<Filed<NaiveDate>>,
    empty: &[Filed<Month>],
    rows: &[BoxedRow],
    handed: &mut Handed<'_>,
) -> (Vec<Filed<NaiveDate>>, Vec<usize>) {
    let mut strangers: HashMap<usize, Arc<str>> = HashMap::new();
    for filed in dated.iter() {
        if let Some(by) = handed.stranger(&rows[filed.at].head.table, filed.branch) {
            strangers.insert(filed.at, by);
        }
    }
    if strangers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let month = |filed: &Filed<NaiveDate>| rows[filed.at].month.unwrap_or_else(|| Month::of(filed.when));
    let own = dated.iter().filter(|filed| !strangers.contains_key(&filed.at)).map(|filed| (filed.branch, month(filed)));
    let own: HashSet<(BranchIx, Month)> = own.chain(empty.iter().map(|filed| (filed.branch, filed.when))).collect();
    let (mut apart, mut copied) = (Vec::new(), Vec::new());
    let mut known: HashSet<(BranchIx, NaiveDate, Option<NaiveDate>, String)> = HashSet::new();
    for filed in std::mem::take(dated) {
        let Some(by) = strangers.remove(&filed.at) else {
            dated.push(filed);
            continue;
        };
        let row = &rows[filed.at];
        if !known.insert((filed.branch, filed.when, row.reported, content_key(row))) {
            copied.push(filed.at);
            continue;
        }
        let counts = !own.contains(&(filed.branch, month(&filed)));
        handed.note(&rows[filed.at].head, Subject::Branch(filed.branch), by, counts);
        if counts { &mut *dated } else { &mut apart }.push(filed);
    }
    (apart, copied)
}

/// Judges all rows of one branch and date together: they are one activity, or several of one day.
fn weigh<'f>(group: &'f [Filed<NaiveDate>], rows: &[BoxedRow]) -> Vec<Weighed<'f>> {
    let mut clusters: Vec<Vec<&Filed<NaiveDate>>> = Vec::new();
    for filed in group {
        let told_of = |cluster: &Vec<&Filed<_>>| cluster.iter().any(|other| !two_activities(&rows[other.at], &rows[filed.at]));
        match clusters.iter_mut().find(|cluster| told_of(cluster)) {
            Some(cluster) => cluster.push(filed),
            None => clusters.push(vec![filed]),
        }
    }
    clusters.into_iter().map(|cluster| settle(cluster, rows)).collect()
}

fn settle<'f>(cluster: Vec<&'f Filed<NaiveDate>>, all: &[BoxedRow]) -> Weighed<'f> {
    if let [only] = cluster[..] {
        return Weighed { rows: vec![(only, Fate::Accepted, Some(Standing::Counts))], conflict: None, first: None };
    }
    let first_report = cluster.iter().filter_map(|filed| all[filed.at].reported).min();
    let newest = cluster.iter().filter_map(|filed| all[filed.at].reported).max();
    let mut rows: Vec<(&Filed<NaiveDate>, Fate, Option<Standing>)> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut first: Option<&ActivityRow> = None;
    let mut conflict: Option<Issue> = None;
    for filed in cluster {
        let row = &all[filed.at];
        let content = content_key(row);
        let (fate, standing) = if known.contains(&content) {
            (Fate::Duplicate, None)
        } else if row.reported != newest {
            (Fate::Superseded, None)
        } else if let Some(kept) = alike(&rows, row, all) {
            known.insert(content);
            // of two that say the same the one that says more is kept
            let other = &all[rows[kept].0.at];
            if adds(row, other) {
                first = first.map(|first| if std::ptr::eq(first, &**other) { row } else { first });
                let standing = rows[kept].2.take();
                rows[kept].1 = Fate::Duplicate;
                (Fate::Accepted, standing)
            } else {
                (Fate::Duplicate, None)
            }
        } else {
            known.insert(content);
            match first {
                None => {
                    first = Some(row);
                    (Fate::Accepted, Some(Standing::Counts))
                }
                Some(first) => {
                    conflict.get_or_insert_with(|| conflicting(filed.branch, filed.when, first, row));
                    (Fate::Accepted, Some(Standing::Conflict))
                }
            }
        };
        rows.push((filed, fate, standing));
    }
    Weighed { rows, conflict, first: first_report }
}

/// Most rows of one branch and day that are held against a row of another table: more are no ledger.
const MOST_ALIKE: usize = 64;

/// The first row that was kept and says the same in the columns that both tables have.
fn alike(rows: &[(&Filed<NaiveDate>, Fate, Option<Standing>)], row: &ActivityRow, all: &[BoxedRow]) -> Option<usize> {
    let kept = rows.iter().enumerate().filter(|(_, (_, _, standing))| standing.is_some()).take(MOST_ALIKE);
    kept.map(|(at, (filed, ..))| (at, &all[filed.at])).find(|(_, other)| says_the_same(other, row)).map(|(at, _)| at)
}

fn conflicting(branch: BranchIx, date: NaiveDate, first: &ActivityRow, other: &ActivityRow) -> Issue {
    let field = first_difference(first, other);
    let place = other.head.place_of_first(&[field, Field::Date]);
    let counted = first.head.place_of_first(&[field, Field::Date]);
    let remedy = match first.head.table.file == other.head.table.file {
        true => "请核实后只保留正确的一行",
        false => "请核实后以新的报送日期重报一份",
    };
    let say = say!(
        "同一党支部{}的活动报送了内容不一致的两份记录（{}不同），无法判断以哪份为准，暂按先报的一份（{counted}）统计；", spoken::day(date), field.name();
        "{remedy}。"
    );
    Issue {
        row: other.head.number(),
        field: field.name().into(),
        raw: format!("{}／{}", shown(first, field), shown(other, field)).into(),
        expected: "同一活动只报送一份，更正时填写新的报送日期".to_string(),
        branch: Some(branch),
        month: Some(first.month.unwrap_or_else(|| Month::of(date))),
        ..Issue::new(Code::SUB004, place, say)
    }
}

/// An activity after the as-of day, or before its branch was founded, stays listed and enters no sum.
pub fn out_of_time(activities: &mut [Activity], branches: &[Branch], as_of: NaiveDate, issues: &mut Vec<Issue>) {
    for activity in activities.iter_mut() {
        let founded = branches[activity.branch.0].founded;
        let say = if activity.date > as_of {
            say!("活动日期{}晚于统计截止日{}，本行列入明细但不计入统计；", spoken::day(activity.date), spoken::day(as_of); "请核对日期。")
        } else if founded.is_some_and(|f| activity.date < f) {
            let founded = founded.map(spoken::day).unwrap_or_default();
            say!("活动日期{}早于党支部成立日期{founded}，本行列入明细但不计入统计；", spoken::day(activity.date); "请核对活动日期或花名册。")
        } else {
            continue;
        };
        if activity.standing == Standing::Counts {
            activity.standing = Standing::OutOfTime;
        }
        let issue = bad_cell(&activity.row.head, Field::Date, &activity.date.to_string(), say, false);
        issues.push(Issue { branch: Some(activity.branch), month: Some(activity.month), ..issue });
    }
}
