//! Names that the roster does not know, put before the clerk: read and collated as for a run, then every name that led nowhere is listed with
//! those who may be meant. Nothing is decided here; what the clerk fills in is an alias table that the next run reads.

mod answers;
mod beyond;
mod json;
mod pending;
mod taught;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::collate::names_several;
use crate::config::Schemas;
use crate::files;
use crate::intake;
use crate::layout;
use crate::model::finding::{Code, Issue};
use crate::model::record::{AliasRow, Field};
use crate::model::spoken;
use crate::model::time::{Month, Period, Span};
use crate::model::understood::Understood;
use crate::names::{Alias, Candidates, Directory, fold_branch};
use crate::report::xlsx::names::{self, ConfirmedName, NamesBook};
use crate::report::xlsx::teach::{HeadingRow, ListRow};

use super::check::{gather, month_of, plain};
use super::error::RunError;
use super::opening::{Asked, Opening};
use super::progress::Progress;
use super::set_up::SetUp;
use super::teaching::sheets;
use super::{in_pool, placing, span};

pub use answers::Answers;
pub use pending::Pending;

/// Name of the workbook in the workspace.
pub const FILE: &str = "名称核对.xlsx";
const LAYOUT: &str = "alias";

/// What is to be matched.
#[derive(Clone, Debug, Default)]
pub struct MatchRequest {
    /// Folder or .zip.
    pub workspace: PathBuf,
    /// Where the workbook goes; by default into the workspace.
    pub output: Option<PathBuf>,
    /// Folder with schemas of one's own.
    pub schemas: Option<PathBuf>,
    /// Threads; `None`: as many as there are processors.
    pub jobs: Option<usize>,
    /// Limits of reading and passwords of encrypted workbooks.
    pub opening: Asked,
    /// What was chosen elsewhere than in the workbook.
    pub answers: Answers,
    /// The day of the run: rows after it say nothing about the months at hand.
    pub today: NaiveDate,
}

/// What came of one workspace (or member of one).
#[derive(Debug)]
pub struct Matched {
    /// Folder of the member below the workspace; empty for a single jurisdiction.
    pub member: String,
    /// Names that wait, most rows first.
    pub pending: Vec<Pending>,
    /// What each of them may be, in the same order: the likeliest first.
    pub choices: Vec<Vec<String>>,
    /// Rows that name no branch at all: nothing can be confirmed there.
    pub nameless: usize,
    /// Headings that wait, and those that were confirmed earlier.
    pub headings: Vec<HeadingRow>,
    /// Lists that could be rosters and wait, and those that were decided earlier.
    pub lists: Vec<ListRow>,
    /// The office has no roster yet, so no name could be looked for.
    pub no_roster: bool,
    /// Lines of the workbook that were confirmed and could not be used.
    pub unused: usize,
    /// Names confirmed earlier in the workbook.
    pub confirmed: usize,
    /// Lines of alias tables whose roster name leads nowhere.
    pub wrong: usize,
    /// The workbook; `None` when nothing waits and nothing was written.
    pub written: Option<PathBuf>,
    /// What is to be told where the old workbook was kept beside the new one.
    pub kept_beside: Option<String>,
    /// The workbook lies where a run of the workspace reads it.
    pub is_read: bool,
}

impl Matched {
    /// The machine-readable form; its keys are kept.
    pub fn json(&self) -> serde_json::Value {
        json::of(self)
    }
}

/// Lists the names and writes the workbook, for each member of the workspace.
///
/// # Errors
/// The workspace or its set-up is unusable, it has no roster, or the workbook cannot be written.
pub fn matching(request: &MatchRequest, progress: &dyn Progress) -> Result<Vec<Matched>, RunError> {
    if !request.workspace.exists() {
        return Err(RunError::NoWorkspace(request.workspace.clone()));
    }
    let set_up = SetUp::of(&request.workspace)?;
    let schemas = set_up.schemas(request.schemas.as_deref())?;
    let options = set_up.options;
    let opening = Opening::new(&request.opening, &request.workspace, &options)?.with_list()?;
    let members: Vec<String> = options.members.iter().map(|m| m.path.trim_matches('/').to_string()).collect();
    if members.is_empty() {
        return in_pool(request.jobs, || one(request, &request.workspace, "", &opening, &schemas, progress).map(|m| vec![m]));
    }
    if request.output.is_some() || !request.workspace.is_dir() {
        return Err(RunError::BadOption(
            "工作目录含有多个地区，名称须分地区核对：请不加 -o 对未压缩的工作目录运行，核对表将分别写入各地区的文件夹。".to_string(),
        ));
    }
    in_pool(request.jobs, || {
        members.iter().map(|member| one(request, &request.workspace.join(member), member, &opening, &schemas, progress)).collect()
    })
}

fn one(
    request: &MatchRequest,
    workspace: &Path,
    member: &str,
    opening: &Opening,
    schemas: &Schemas,
    progress: &dyn Progress,
) -> Result<Matched, RunError> {
    intake::silence_panics();
    let target = request.output.clone().unwrap_or_else(|| beside(workspace));
    let mut found = opening.discover(workspace, &[])?;
    let inside = path_in(workspace, &target);
    // A workbook that lies elsewhere is read all the same: what was chosen there is kept.
    let old: Arc<str> = match &inside {
        Some(path) => Arc::from(path.as_str()),
        None => Arc::from(target.to_string_lossy().as_ref()),
    };
    if inside.is_none() && target.is_file() {
        for mut input in opening.discover(&target, &[])?.inputs {
            input.path = old.clone();
            found.inputs.push(input);
        }
    }
    let profile = plain();
    let kept_lines = found.inputs.iter().find(|input| input.path == old);
    let kept_lines = kept_lines.map(|input| sheets::lines(&intake::read(input, &opening.limits, &opening.passwords).book));
    let kept_lines = kept_lines.unwrap_or_default();
    // names are looked for whatever their year
    let name = workspace.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beyond = layout::beyond(&name, month_of(request.today));
    let mut share = gather(found, &profile, schemas, (None, request.today), beyond, opening.clone(), progress);
    let seen: Vec<(Arc<str>, Understood)> =
        share.files.iter_mut().map(|(file, _)| (file.file.clone(), std::mem::take(&mut file.understood))).collect();
    let ours = share.files.iter().find(|(file, _)| file.file == old);
    if target.exists() && !ours.is_some_and(|(file, _)| file.recognised.iter().any(|(layout, _)| **layout == *LAYOUT)) {
        return Err(RunError::BadOption(format!(
            "“{}”已存在，且不是名称核对表，为避免覆盖已停止。请移走该文件，或用 -o 指定其他文件。",
            target.display()
        )));
    }
    let aliases: Vec<AliasRow> = share.files.iter().flat_map(|(file, _)| file.records.aliases.iter().cloned()).collect();
    let proposals: Vec<AliasRow> = share.files.iter().flat_map(|(file, _)| file.records.proposals.iter().cloned()).collect();
    let now = Month::of(request.today);
    let months = span::of(share.files.iter().map(|(file, _)| &file.records), request.today).map(|s| s.period);
    let period = months.unwrap_or_else(|| Period::of(Span::Month(now)));
    let calendar = Calendar::new(schemas.holidays.clone());
    let corpus = share.collate(&profile, &calendar, period, request.today);
    let no_roster = !corpus.has_roster;
    let mut rows = taught::headings(&seen, &schemas.layouts, &kept_lines);
    let waits = rows.iter().any(|row| row.choice.is_empty()) || seen.iter().any(|(_, u)| !u.lists.is_empty());
    if no_roster && !waits {
        return Err(RunError::BadOption(format!(
            "“{}”中没有党组织花名册，无法核对名称。请把花名册（至少有“党支部名称”“上级党组织”两栏）放入后重试。",
            workspace.display()
        )));
    }
    let alias = |a: &AliasRow| Alias { reported: a.reported.clone(), roster: a.roster.clone(), committee: a.committee.clone() };
    let (directory, wrong) = Directory::new(&corpus.branches, &aliases.iter().map(alias).collect::<Vec<_>>());
    let wrong: Vec<&AliasRow> = wrong.iter().filter_map(|(at, _)| aliases.get(*at)).collect();
    let candidates = Candidates::new(&corpus.branches);
    let in_filings = |field: &str| field != Field::RosterName.name();
    let mut lists = taught::lists(&seen, &corpus, &directory, &schemas.layouts, &kept_lines);
    let unused = corpus.issues.iter().filter(|i| i.place.file == old && i.code == Code::ING004).count();
    // a row of several branches is parted, not matched with one of them
    let one = |i: &&Issue| i.who.as_ref().is_none_or(|who| !names_several(&directory, who));
    let unknown: Vec<_> =
        corpus.issues.iter().filter(|i| !no_roster && i.code == Code::ING003 && in_filings(&i.field)).filter(one).collect();
    let (nameless, named): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|i| i.raw.is_empty());
    let mut pending = pending::list(&named, &directory, &candidates);
    for name in &mut pending {
        name.recall(&wrong, &proposals);
    }
    let is_wrong = |a: &AliasRow| wrong.iter().any(|w| w.head.order() == a.head.order());
    let mut confirmed: Vec<ConfirmedName> = aliases.iter().filter(|a| a.head.table.file == old && !is_wrong(a)).map(kept).collect();
    let answers = request.answers.of(member);
    answers.names(&mut pending, &mut confirmed, &candidates)?;
    answers.headings(&mut rows)?;
    answers.lists(&mut lists)?;
    let waiting: u64 = pending.iter().map(|p| p.rows.len() as u64).sum();
    let mut kept_beside = None;
    let nothing =
        answers.is_empty() && pending.is_empty() && rows.iter().all(|r| !r.choice.is_empty()) && lists.iter().all(|l| !l.choice.is_empty());
    let lines: Vec<_> = pending.iter().map(|p| p.line(&candidates)).collect();
    let choices = lines.iter().map(|line| line.choices.clone()).collect();
    let written = if nothing {
        None
    } else {
        let book = NamesBook {
            pending: lines,
            confirmed: dedup(confirmed.clone()),
            all: candidates.labels(None).iter().map(ToString::to_string).collect(),
            subtitle: format!("工作目录：{}　　记录月份：{}", name_of(workspace), months.map_or("—".to_string(), spoken::period)),
            notes: notes(pending.len(), waiting, no_roster),
            headings: rows.clone(),
            lists: lists.clone(),
            day: period.last().last_day(),
        };
        kept_beside = write(&book, &target, opening)?;
        Some(target)
    };
    Ok(Matched {
        member: member.to_string(),
        pending,
        choices,
        headings: rows,
        lists,
        no_roster,
        unused,
        nameless: nameless.len(),
        confirmed: confirmed.len(),
        wrong: wrong.len(),
        written,
        kept_beside,
        is_read: inside.is_some(),
    })
}

fn notes(names: usize, rows: u64, no_roster: bool) -> Vec<String> {
    if no_roster {
        return vec![
            "说明：工作目录中还没有党组织花名册，名称无从核对；请先在“疑似花名册”一表认定，或者放入花名册后重新运行。".to_string(),
        ];
    }
    if names == 0 {
        return vec!["说明：台账中的名称均能与党组织花名册对应。".to_string()];
    }
    vec![
        format!(
            "说明：以下 {names} 个名称在党组织花名册中找不到，或者不止一个党支部叫这个名称，涉及的 {rows} 行记录目前退回、未计入。确认后重新运行，这些行即可计入。"
        ),
        "填法：核对后在“花名册名称”一栏从下拉列表中选择，保存本文件即可；候选只是名称相近，不是结论，拿不准的请与填报单位核实，留空的行不会采用。".to_string(),
    ]
}

/// `名称核对.xlsx` in a folder; beside a zip.
fn beside(workspace: &Path) -> PathBuf {
    if workspace.is_dir() {
        return workspace.join(FILE);
    }
    let stem = workspace.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    workspace.with_file_name(format!("{stem}-{FILE}"))
}

/// The target's path inside the workspace, as inputs are called; `None` when a run would not read it there.
fn path_in(workspace: &Path, target: &Path) -> Option<String> {
    let root = files::resolved(workspace).ok().filter(|r| r.is_dir())?;
    let full = std::path::absolute(target).ok()?;
    let folder = files::resolved(full.parent()?).ok()?;
    let inside = folder.strip_prefix(&root).ok()?.join(full.file_name()?);
    let parts: Vec<String> = inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    Some(parts.join("/"))
}

fn name_of(workspace: &Path) -> String {
    let full = files::resolved(workspace).unwrap_or_else(|_| workspace.to_path_buf());
    full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn kept(row: &AliasRow) -> ConfirmedName {
    ConfirmedName {
        written: row.reported.to_string(),
        committee: row.committee.as_deref().unwrap_or_default().to_string(),
        roster: row.roster.to_string(),
        remark: row.remark.to_string(),
    }
}

/// A name confirmed twice alike is kept once.
fn dedup(mut all: Vec<ConfirmedName>) -> Vec<ConfirmedName> {
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|c| seen.insert((fold_branch(&c.written), c.committee.clone(), c.roster.clone())));
    all.sort_by(|a, b| (&a.committee, &a.written, &a.roster).cmp(&(&b.committee, &b.written, &b.roster)));
    all
}

/// Puts the workbook in place. An old one that holds more than is carried over is kept beside; gives what it is called, for the user.
fn write(book: &NamesBook, target: &Path, opening: &Opening) -> Result<Option<String>, RunError> {
    let fail = |e| RunError::output(target, e);
    let aside = tempfile::Builder::new().suffix(".xlsx").tempfile().map_err(fail)?;
    names::write(book, aside.path())?;
    let bytes = std::fs::read(aside.path()).map_err(fail)?;
    let carried = |old: &[u8]| {
        let found = opening.discover(target, &[]).ok().and_then(|found| found.inputs.into_iter().next());
        let read = found.map(|input| intake::read(&input, &opening.limits, &opening.passwords).book);
        intake::rest();
        read.is_some_and(|read| !beyond::beyond(&read, old, book, &bytes))
    };
    let placed = placing::place(target, &bytes, carried).map_err(fail)?;
    Ok(placed.told(target))
}
