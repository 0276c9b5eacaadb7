//! A look over ledgers before they are handed in: read, collated and judged as a run would, without a roster if there is none, and told
//! file by file. Nothing is written.

mod extra;
mod json;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::config::Schemas;
use crate::intake;
use crate::layout::{self, Beyond};
use crate::model::book::FileOutcome;
use crate::model::cell::Place;
use crate::model::corpus::{Corpus, InputFile, Standing};
use crate::model::finding::{BranchIx, Code, Finding, Issue, Level};
use crate::model::profile::{Profile, RuleSwitch};
use crate::model::record::{Note, OrgHint, RowTally};
use crate::model::time::{Month, Period, Span};
use crate::model::understood::{TaughtUse, Understood};
use crate::report::group::{self, Message, Said};
use crate::rules;

use super::error::RunError;
use super::kept::Kept;
use super::opening::{Asked, Opening};
use super::pipeline::{self, Share};
use super::progress::Progress;
use super::request::{MemberPlan, Plan};
use super::set_up::SetUp;
use super::{in_pool, roots, span};

pub use reading::{ColumnRead, TableRead};

/// What is looked at without a jurisdiction: reading and arithmetic.
const PLAIN: &[Code] =
    &[Code::ING001, Code::ING002, Code::ING003, Code::ING004, Code::ING005, Code::ING006, Code::SUB004, Code::PAR002, Code::PAR004];

/// Faults of filling in; all else is what the document asks.
const ENTRY: &[Code] = &[
    Code::ING001,
    Code::ING002,
    Code::ING003,
    Code::ING004,
    Code::ING005,
    Code::ING006,
    Code::SUB004,
    Code::PAR002,
    Code::PAR003,
    Code::PAR004,
    Code::PAR005,
    Code::REC001,
    Code::REC002,
];

/// What is to be checked.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest {
    /// Months to be looked at, as typed; `None`: those that the ledgers are about.
    pub period: Option<String>,
    /// Files, folders or zips.
    pub paths: Vec<PathBuf>,
    /// A roster beside them.
    pub roster: Option<PathBuf>,
    /// Id of the jurisdiction, if it was named.
    pub jurisdiction: Option<String>,
    /// The day on which it is judged what is due; `None`: today.
    pub as_of: Option<NaiveDate>,
    /// Folder with schemas of one's own.
    pub schemas: Option<PathBuf>,
    /// Threads; `None`: as many as there are processors.
    pub jobs: Option<usize>,
    /// Limits of reading and passwords of encrypted workbooks.
    pub opening: Asked,
    /// The day of the check: as-of day when none is given.
    pub today: NaiveDate,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The day on which it is judged what is due.
    pub as_of: NaiveDate,
    /// Months that the ledgers are about; `None` when no record says one.
    pub period: Option<Period>,
    /// Id and name of the jurisdiction by whose rules was judged.
    pub jurisdiction: Option<(String, String)>,
    /// A roster was found.
    pub has_roster: bool,
    /// By path.
    pub files: Vec<CheckedFile>,
    /// What concerns no single file (a month without any activity).
    pub general: Vec<Message>,
    /// Branches at hand.
    pub branches: u64,
    /// What could not be judged: why, and the rules with the number of branches.
    pub unjudged: Vec<(String, Vec<(Code, u64)>)>,
    /// What was read so because the clerk has confirmed it.
    pub taught: Vec<TaughtUse>,
    /// Branches of the committees at hand that the roster has and the ledgers do not (`党委／支部`); empty without a roster.
    pub absent: Vec<String>,
    /// Activities read, by committee and month (of activities that enter sums).
    pub by_month: Vec<(String, Month, u64)>,
    /// Files passed over, with the reason.
    pub skipped: Vec<(String, String)>,
    /// What should be told of all files together.
    pub remarks: Vec<String>,
    /// Paths that are not there, with the reason.
    pub missing: Vec<(PathBuf, String)>,
}

/// A file that was looked at.
#[derive(Debug)]
pub struct CheckedFile {
    /// Path below the workspace.
    pub path: String,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Chinese names of the layouts found in it.
    pub layouts: Vec<String>,
    /// Rows by outcome.
    pub rows: RowTally,
    /// How its tables were read.
    pub tables: Vec<TableRead>,
    /// What is to be put right.
    pub messages: Vec<Message>,
    /// What a reader should know that is not wrong.
    pub notes: Vec<Note>,
}

/// Is it a fault of filling in, to be put right in the ledger? Else it is what the document asks, to be answered truthfully.
pub fn is_entry(message: &Message) -> bool {
    ENTRY.contains(&message.code) || (message.code == Code::SUB001 && !message.file.is_empty())
}

/// Is it a problem, or only a hint?
pub fn is_problem(message: &Message) -> bool {
    message.level > Level::Info || ENTRY.contains(&message.code)
}

/// Problems among messages, counted by place.
pub fn problems(messages: &[Message]) -> usize {
    messages.iter().filter(|m| is_problem(m)).map(|m| m.spots.len()).sum()
}

impl Checked {
    /// Nothing is wrong and everything was there.
    pub fn is_fine(&self) -> bool {
        self.missing.is_empty() && self.problems() == 0
    }

    /// All problems, counted by place.
    pub fn problems(&self) -> usize {
        self.files.iter().map(|f| problems(&f.messages)).sum::<usize>() + problems(&self.general)
    }

    /// The machine-readable form; its keys are kept.
    pub fn json(&self) -> serde_json::Value {
        json::of(self)
    }
}

/// Activities that enter sums, by committee and month.
fn by_month(corpus: &Corpus) -> Vec<(String, Month, u64)> {
    let mut counts: BTreeMap<(&str, Month), u64> = BTreeMap::new();
    for activity in corpus.activities.iter().filter(|a| a.standing == Standing::Counts) {
        *counts.entry((&*corpus.branch(activity.branch).committee, activity.month)).or_default() += 1;
    }
    counts.into_iter().map(|((committee, month), n)| (committee.to_string(), month, n)).collect()
}

/// Looks the ledgers over.
///
/// # Errors
/// The jurisdiction is unknown, schemas or dangri.toml are faulty. Ledgers never are an error, nor are paths that do not exist.
pub fn check(request: &CheckRequest, progress: &dyn Progress) -> Result<Checked, RunError> {
    let set_up = match request.paths.as_slice() {
        [only] if only.is_dir() => SetUp::of(only)?,
        _ => SetUp::default(),
    };
    let schemas = set_up.schemas(request.schemas.as_deref())?;
    let options = set_up.options;
    let as_of = request.as_of.or(options.as_of).unwrap_or(request.today);
    let profile = match request.jurisdiction.clone().or(options.jurisdiction.clone()) {
        Some(name) => match schemas.id_of(&name) {
            Some(id) => Some(schemas.profile(id, &[])?),
            None => return Err(RunError::UnknownJurisdiction { name, known: schemas.ids().join("、") }),
        },
        None => None,
    };
    let asked = request.period.as_deref().map(str::parse).transpose().map_err(RunError::BadOption)?.or(options.period);
    let here = request.paths.first().map(PathBuf::as_path).unwrap_or(Path::new("."));
    let opening = Opening::new(&request.opening, here, &options)?.with_list()?;
    in_pool(request.jobs, || Ok(look(request, opening, &schemas, (profile, asked, as_of), progress)))
}

fn look(
    request: &CheckRequest,
    opening: Opening,
    schemas: &Schemas,
    (profile, asked, as_of): (Option<Profile>, Option<Period>, NaiveDate),
    progress: &dyn Progress,
) -> Checked {
    intake::silence_panics();
    let paths: Vec<PathBuf> = request.paths.iter().chain(&request.roster).cloned().collect();
    let roots::Found { discovery, missing } = roots::discover(&paths, &opening);
    let mut skipped: Vec<(String, String)> = discovery.skipped.iter().map(|s| (s.path.to_string(), s.reason.to_string())).collect();
    let mut remarks = discovery.notes.clone();
    let jurisdiction = profile.as_ref().map(|p| (p.id.to_string(), p.name.to_string()));
    let profile = profile.unwrap_or_else(plain);
    // a year that no ledger tells is never that of a period that nobody asked for
    let own_name = match request.paths.as_slice() {
        [only] if only.is_dir() => only.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        _ => String::new(),
    };
    let beyond = Beyond { period: asked, ..layout::beyond(&own_name, month_of(as_of)) };
    let mut share = gather(discovery, &profile, schemas, (asked, as_of), beyond, opening, progress);
    let mut understood: BTreeMap<Arc<str>, Understood> =
        share.files.iter_mut().map(|(file, _)| (file.file.clone(), std::mem::take(&mut file.understood))).collect();
    let span = span::of(share.files.iter().map(|(file, _)| &file.records), as_of);
    let period = asked.or(span.as_ref().map(|s| s.period)).unwrap_or_else(|| month_of(as_of));
    let calendar = Calendar::new(schemas.holidays.clone());
    let mut corpus = share.collate(&profile, &calendar, period, as_of);
    let has_roster = corpus.has_roster;
    corpus.issues.retain(|issue| has_roster || issue.code != Code::ING003 || is_nobody(issue));
    let judgement = rules::judge(&corpus, &profile, &calendar);
    let lacking =
        judgement.verdicts.iter().flat_map(|(code, verdicts)| verdicts.lacking().into_iter().map(|(why, n)| (*code, why.to_string(), n)));
    let unjudged = reading::unjudged(lacking.filter(|(_, why, _)| !rules::lacks_activities(why)));
    let mut findings = judgement.findings;
    let seen = branches_seen(&corpus);
    // A roster of the whole county says nothing of branches that are not at hand.
    findings.retain(|f| f.branch.is_none_or(|branch| seen.contains(&branch)));
    findings.iter_mut().for_each(|f| off_the_roster(f, &corpus));
    let issues = extra::issues(&corpus, schemas, span.as_ref(), &findings);
    let mut said = group::said_of_findings(&corpus, &findings);
    said.extend(issues.iter().map(|issue| Said::of_issue(&corpus, issue, Level::Error)));
    let mut by_file: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for message in group::group(said) {
        by_file.entry(message.file.clone()).or_default().push(message);
    }
    let general = by_file.remove("").unwrap_or_default();
    // what is of no file: months before the document was in force
    remarks.extend(corpus.notes.iter().filter(|note| note.place.file.is_empty()).map(|note| note.text.clone()));
    // What was opened and passed over says so in a note.
    let passed = |f: &&InputFile| f.outcome == FileOutcome::Skipped && !f.digest.is_empty();
    let why = |f: &InputFile| corpus.notes.iter().find(|n| n.place == Place::file(&f.path)).map_or("", |n| n.text.trim_end_matches('。'));
    skipped.extend(corpus.files.iter().filter(passed).map(|f| (f.path.to_string(), why(f).to_string())));
    skipped.sort();
    let files = corpus.files.iter().filter(|f| f.outcome != FileOutcome::Skipped);
    let files = files.map(|f| {
        let tables = reading::tables(&understood.remove(&f.path).unwrap_or_default().tables, &corpus, &schemas.layouts);
        CheckedFile { tables, ..checked_file(f, &corpus, schemas, by_file.remove(&*f.path).unwrap_or_default()) }
    });
    let files = files.collect();
    Checked {
        as_of,
        period: asked.or(span.map(|s| s.period)),
        jurisdiction,
        has_roster: corpus.has_roster,
        files,
        general,
        branches: corpus.branches.len() as u64,
        unjudged,
        taught: corpus.taught.clone(),
        absent: absent(&corpus, &seen),
        by_month: by_month(&corpus),
        skipped,
        remarks,
        missing,
    }
}

/// The month of a day, as a period.
pub(super) fn month_of(day: NaiveDate) -> Period {
    Period::of(Span::Month(Month::of(day)))
}

/// Reads everything as one jurisdiction's.
pub(super) fn gather(
    found: intake::Discovery,
    profile: &Profile,
    schemas: &Schemas,
    (asked, as_of): (Option<Period>, NaiveDate),
    beyond: Beyond,
    opening: Opening,
    progress: &dyn Progress,
) -> Share {
    let period = asked.unwrap_or_else(|| month_of(as_of));
    let plan = Plan { beyond, ..Plan::to_read(vec![MemberPlan::whole(profile.clone())], period, as_of, opening) };
    let (mut shares, _) = pipeline::gather(found, &plan, schemas, &Kept::default(), progress);
    shares.pop().unwrap_or_default()
}

/// A profile that asks nothing but that the ledgers can be read and add up.
pub(super) fn plain() -> Profile {
    let off = |code: &Code| (*code, RuleSwitch { off: !PLAIN.contains(code), ..RuleSwitch::default() });
    Profile { rules: Code::ALL.iter().map(off).collect(), ..Profile::default() }
}

/// Branches of which the ledgers say anything at all.
fn branches_seen(corpus: &Corpus) -> BTreeSet<BranchIx> {
    let mut seen: BTreeSet<BranchIx> = corpus.activities.iter().map(|a| a.branch).collect();
    seen.extend(corpus.empty_reports.iter().map(|e| e.branch));
    seen.extend(corpus.attendance.iter().filter_map(|m| corpus.members.get(m.member)).map(|m| m.branch));
    seen.extend(corpus.adjustments.iter().filter_map(|a| a.branch));
    seen.extend(corpus.issues.iter().filter_map(|i| i.branch));
    seen
}

/// Without a roster no name is wrong; only a row that names nobody is. An attendance sheet may name its branch in title, sheet or file, which
/// nobody can tell from other words without a roster.
fn is_nobody(issue: &Issue) -> bool {
    let about =
        |who: &OrgHint| [&who.around.title, &who.around.sheet, &who.around.file].iter().any(|t| t.contains("支部") || t.contains("总支"));
    issue.raw.is_empty() && !issue.who.as_ref().is_some_and(|who| who.around.by_sheet && about(who))
}

/// What is missing altogether points at the branch's line in the roster: nothing is wrong there.
fn off_the_roster(finding: &mut Finding, corpus: &Corpus) {
    let own = finding.branch.and_then(|ix| corpus.branch(ix).place.as_ref());
    if finding.place.as_ref() == own && !ENTRY.contains(&finding.code) {
        finding.place = None;
    }
}

/// Branches of the roster that are not at hand although others of their committee are.
fn absent(corpus: &Corpus, seen: &BTreeSet<BranchIx>) -> Vec<String> {
    if !corpus.has_roster {
        return Vec::new();
    }
    let committees: BTreeSet<&str> = seen.iter().map(|ix| &*corpus.branch(*ix).committee).collect();
    let last = corpus.period.last().last_day();
    let rest = corpus.branches.iter().enumerate().filter(|(i, b)| {
        let there = b.exists_on(last) && b.founded.is_none_or(|f| f <= corpus.as_of);
        there && !seen.contains(&BranchIx(*i)) && committees.contains(&*b.committee)
    });
    rest.map(|(_, b)| format!("{}／{}", b.committee, b.name)).collect()
}

fn checked_file(file: &InputFile, corpus: &Corpus, schemas: &Schemas, messages: Vec<Message>) -> CheckedFile {
    let name = |id: &Arc<str>| schemas.layouts.iter().find(|l| l.id == *id).map_or(id.to_string(), |l| l.name.to_string());
    CheckedFile {
        path: file.path.to_string(),
        outcome: file.outcome,
        layouts: file.layouts.iter().map(name).collect(),
        rows: file.rows,
        tables: Vec::new(),
        messages,
        // That the whole file is blank is among the messages.
        notes: corpus.notes.iter().filter(|n| n.place.file == file.path && n.place != Place::file(&file.path)).cloned().collect(),
    }
}
