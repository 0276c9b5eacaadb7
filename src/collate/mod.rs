//! From rows to the corpus: roster first, then every row resolved against it, resubmissions weighed, and every row sorted into exactly one of
//! accepted, rejected, duplicate and superseded. What is decided here is decided once: rules never look at a row that lost.

mod activities;
mod hand_back;
mod handed;
mod heard;
mod issue;
mod likeness;
mod lineage;
mod lists;
mod members;
pub(crate) mod months;
mod moves;
mod people;
mod repeats;
mod resolver;
mod returns;
mod roster;
mod tally;
mod when;
mod whose;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::model::cell::Place;
use crate::model::corpus::{Corpus, InputFile, Standing};
use crate::model::finding::Issue;
use crate::model::profile::Profile;
use crate::model::record::{AliasRow, FileRecords, Note, OrgHint, Records};
use crate::model::returned::Open;
use crate::model::returns::Returns;
use crate::model::spoken;
use crate::model::time::Period;
use crate::model::understood::TaughtUse;
use crate::names::{Alias, Directory};

use hand_back::Inside;
use handed::Handed;
use lists::{Sieve, Strangers};
use tally::Outcomes;

/// What is known of a file beside its records.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// SHA-256 of the bytes, hex; empty for skipped files.
    pub digest: String,
    /// Size.
    pub bytes: u64,
}

/// Does a row name several branches, all of them known?
pub(crate) fn names_several(directory: &Directory, who: &OrgHint) -> bool {
    resolver::Resolver::new(directory).joint(who).is_some()
}

/// All that collation needs.
pub struct Input<'a> {
    /// Files with their records, in order of path.
    pub files: Vec<(FileRecords, FileFacts)>,
    /// Issues of files that never became records (archives that do not open …), with the files themselves.
    pub unreadable: Vec<(InputFile, Issue)>,
    /// Issues that tell of many such files together.
    pub told_together: Vec<Issue>,
    /// Files that were skipped.
    pub skipped: Vec<InputFile>,
    /// Files that are the office's own wherever they lie: paths, or folders that end with `/`.
    pub office_files: &'a [String],
    /// The jurisdiction's profile.
    pub profile: &'a Profile,
    /// Activity days.
    pub calendar: &'a Calendar,
    /// Months to judge.
    pub period: Period,
    /// The day on which is judged what is due.
    pub as_of: NaiveDate,
}

/// Builds the corpus. Never fails: what does not fit becomes an issue.
pub fn collate(input: Input<'_>) -> Corpus {
    let Input { files, unreadable, told_together, skipped, office_files, profile, calendar, period, as_of } = input;
    let mut lineage = lineage::Lineage::new(&files);
    let mut outcomes = Outcomes::default();
    let mut issues: Vec<Issue> = told_together;
    let mut notes: Vec<Note> = Vec::new();
    let mut taught: Vec<TaughtUse> = Vec::new();
    let mut inputs: Vec<InputFile> = skipped;
    let mut records = Records::default();
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    for (file, issue) in unreadable {
        inputs.push(file);
        issues.push(issue);
    }
    // room for all at once: rows are many, and a list that grows is copied and holds half as much again
    records.activities.reserve_exact(files.iter().map(|(file, _)| file.records.activities.len()).sum());
    for (file, facts) in files {
        let mut layouts: Vec<Arc<str>> = file.recognised.iter().map(|(layout, _)| layout.clone()).collect();
        layouts.sort();
        layouts.dedup();
        seen.extend(layouts.iter().cloned());
        for (layout, tally) in &file.tallies {
            outcomes.add_tally(&file.file, layout, *tally);
        }
        inputs.push(InputFile {
            path: file.file.clone(),
            digest: facts.digest,
            bytes: facts.bytes,
            outcome: file.outcome,
            layouts,
            rows: Default::default(),
            committee: None,
        });
        issues.extend(file.issues);
        notes.extend(file.notes);
        taught.extend(file.taught);
        append(&mut records, file.records);
    }
    lineage.renew(&mut records, &mut outcomes);
    let roster_rows = std::mem::take(&mut records.branches);
    let has_roster = !roster_rows.is_empty();
    let has_member_roster = !records.members.is_empty();
    // whose a folder is says the roster; without one all files are the office's
    let committees = lists::committees(&roster_rows);
    let mut by_committees = Handed::new(&committees, office_files, inputs.iter().map(|input| &*input.path));
    let roster_rows = lists::roster(roster_rows, &mut by_committees, &mut outcomes, &mut issues);
    lists::aliases(&mut records.aliases, &mut by_committees);
    let mut branches =
        if has_roster { roster::branches(roster_rows, period, &mut outcomes, &mut issues) } else { roster::named_by_ledgers(&records) };
    let alias = |a: &AliasRow| Alias { reported: a.reported.clone(), roster: a.roster.clone(), committee: a.committee.clone() };
    let aliases: Vec<Alias> = records.aliases.iter().map(alias).collect();
    let (directory, wrong_aliases) = Directory::new(&branches, &aliases);
    roster::sort_aliases(&records.aliases, wrong_aliases, has_roster, &mut outcomes, &mut issues);
    let mut resolver = resolver::Resolver::new(&directory);
    issue::attribute(&mut issues, &mut resolver, period);

    let paths = inputs.iter().map(|input| &*input.path).filter(|_| has_roster);
    let mut handed = Handed::new(&directory, office_files, paths);
    let mut sieve = Sieve { handed: &mut handed, resolver: &mut resolver, outcomes: &mut outcomes };
    let members = sieve.own(records.members, |row| (&row.head, &row.who), Strangers::IfAlone);
    let attendance = sieve.own(records.attendance, |row| (&row.head, &row.who), Strangers::IfAlone);
    let plans = sieve.own(records.plans, |row| (&row.head, &row.who), Strangers::IfAlone);
    let services = sieve.own(records.services, |row| (&row.head, &row.who), Strangers::IfAlone);
    let cadres = sieve.own(records.cadres, |row| (&row.head, &row.who), Strangers::IfAlone);
    let tasks = sieve.own(records.tasks, |row| (&row.head, &row.who), Strangers::IfAlone);
    let waivers = sieve.own(records.waivers, |row| (&row.head, &row.who), Strangers::Refused);
    let inspections = sieve.own(records.inspections, |row| (&row.head, &row.who), Strangers::IfAloneOrCommittee);
    let filings = sieve.own(records.filings, |row| (&row.head, &row.who), Strangers::IfAloneOrCommittee);
    let adjustments = sieve.own(records.adjustments, |row| (&row.head, &row.who), Strangers::IfAloneOrCommittee);
    let adjustments = moves::adjustments(adjustments, &mut resolver, &directory, &mut outcomes, &mut issues);
    let (members, mut attendance) =
        members::members(members, attendance, &resolver, &mut outcomes, &mut issues, &mut branches, has_member_roster);
    let mut returns = Returns { seen, ..Returns::default() };
    let mut owners = whose::Owners::new(&mut resolver, &directory, &branches, has_roster, &mut outcomes, &mut issues);
    returns.plans = returns::plans(plans, &mut owners);
    returns.inspections = returns::inspections(inspections, &mut owners);
    returns.filings = returns::filings(filings, &mut owners);
    returns.waivers = returns::waivers(waivers, &mut owners);
    let mut people = people::People::new(members);
    returns.services = people::services(services, profile.service_hours.as_ref(), &mut people, &mut owners);
    returns.cadres = people::cadres(cadres, &people, &mut owners);
    returns.tasks = people::tasks(tasks, &people, &mut owners);
    let members = people.settle(&mut attendance, &mut returns);
    let mut sorted = activities::activities(records.activities, &resolver, (&mut handed, &mut lineage), as_of, &mut outcomes, &mut issues);
    notes.append(&mut sorted.notes);
    lineage.settle(&mut issues, &mut outcomes);
    repeats::told_once(&mut issues, &mut outcomes, &mut notes);
    repeats::told_of_one_copy(&mut issues, &mut outcomes);
    issues.extend(handed.issues(&branches));
    moves::assign_months(&mut sorted.activities, &adjustments, &branches);
    activities::out_of_time(&mut sorted.activities, &branches, as_of, &mut issues);
    months::leave_out(&mut sorted.activities, &branches);
    months::set_before_force(&mut sorted.activities, &branches, profile, calendar);
    let dropped = months::drop_before_force(&mut attendance, &members, &branches, profile, calendar);
    let early = sorted.activities.iter().filter(|a| a.standing == Standing::BeforeForce).count();
    notes.extend(before_force(profile, early, dropped));
    let read = Inside { branches: &branches, members: &members, activities: &sorted.activities, attendance: &attendance, issues: &issues };
    hand_back::assign(&mut inputs, &mut handed, &read);
    issue::to_whom(&mut issues, &branches, &mut handed, &inputs);
    let open = Open::new(&issues, period);
    let months = months::months(&sorted.activities, &sorted.empty_reports, &branches, profile, calendar, period, as_of, has_roster, &open);

    for file in &mut inputs {
        file.rows = outcomes.of_file(&file.path);
    }
    inputs.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    issues.par_sort_by(|a, b| (&a.place, a.code, &a.field, a.say.message()).cmp(&(&b.place, b.code, &b.field, b.say.message())));
    notes.sort();
    notes.dedup();
    taught.sort();
    taught.dedup();
    Corpus {
        period,
        as_of,
        has_roster,
        has_member_roster,
        branches,
        members,
        activities: sorted.activities,
        attendance,
        adjustments,
        empty_reports: sorted.empty_reports,
        returns,
        months,
        issues,
        files: inputs,
        tallies: outcomes.by_layout(),
        notes,
        taught,
    }
}

/// The same workspace, looked at for another period: what depends on the period is made anew (the facts of branches and months). Names,
/// committees and types of branches stay those of the corpus.
pub fn with_period(corpus: &Corpus, profile: &Profile, calendar: &Calendar, period: Period) -> Corpus {
    let Corpus { activities, empty_reports, branches, as_of, has_roster, .. } = corpus;
    let open = Open::new(&corpus.issues, period);
    let months = months::months(activities, empty_reports, branches, profile, calendar, period, *as_of, *has_roster, &open);
    Corpus { period, months, ..corpus.clone() }
}

fn append(all: &mut Records, mut file: Records) {
    all.branches.append(&mut file.branches);
    all.members.append(&mut file.members);
    all.activities.append(&mut file.activities);
    all.attendance.append(&mut file.attendance);
    all.adjustments.append(&mut file.adjustments);
    all.aliases.append(&mut file.aliases);
    all.plans.append(&mut file.plans);
    all.inspections.append(&mut file.inspections);
    all.services.append(&mut file.services);
    all.cadres.append(&mut file.cadres);
    all.filings.append(&mut file.filings);
    all.waivers.append(&mut file.waivers);
    all.tasks.append(&mut file.tasks);
}

/// What was handed in of months before the document was in force, told once.
fn before_force(profile: &Profile, activities: usize, marks: usize) -> Option<Note> {
    let from = profile.in_force?;
    let listed = [(activities, "条活动记录"), (marks, "个考勤标记")];
    let listed: Vec<String> = listed.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let text = format!(
        "《{}》自{}起施行，活动日早于该日的月份不作要求；其中已报来的 {}只列入明细，不计入统计和评定。",
        profile.document,
        spoken::day(from),
        listed.join("、")
    );
    (!listed.is_empty()).then(|| Note { place: Place::file(&Arc::from("")), text })
}
