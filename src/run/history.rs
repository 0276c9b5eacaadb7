//! What runs of a workspace leave behind for later ones, in `.dangri/history/` or the folder that the user names: a file for each jurisdiction and
//! period with the units drawn, the findings, and the grounds held against branches. Only runs of earlier periods count, so that a repeated run
//! gives the same bytes; a period run again replaces its file. The folder may be deleted at any time.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::assess;
use crate::files;
use crate::model::assessment::{EarlierRecord, Ground, Outcome, Totals};
use crate::model::cell::Place;
use crate::model::figure::Rate;
use crate::model::finding::{Code, Finding, Level, Status};
use crate::model::identity::{self, mask_identity};
use crate::model::org::Branch;
use crate::model::paper_facts::Previous;
use crate::model::profile::VetoRule;
use crate::model::record::Note;
use crate::model::time::{Month, Period, Span};

use super::{digest, own_folder, result, scratch};

/// Version of the files. Files without a version hold the units drawn alone; newer ones than this are passed over. Before version 3 ids were
/// masked like free text.
const VERSION: u32 = 3;
/// Runs whose period ended more months before that of the run being kept are cleared away.
const KEPT_MONTHS: i32 = 36;
/// No file of ours is larger.
const LARGEST: u64 = 256 << 20;

/// One run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// Version of the file; 0 before versions were written.
    #[serde(default)]
    pub version: u32,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Folder of the jurisdiction in a workspace of several; empty for the whole workspace.
    #[serde(default)]
    pub folder: String,
    /// Period as written (`2017-07`).
    pub period: String,
    /// The day as of which it judged.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// Units drawn, by their keys in the frame; before version 3 branch ids or committee names.
    pub drawn: Vec<String>,
    /// Who the findings and grounds are about.
    #[serde(default)]
    pub units: Vec<PastUnit>,
    /// Findings that count or would count if they were not waived, and missing months at any level; none about unreadable data.
    #[serde(default)]
    pub findings: Vec<PastFinding>,
    /// What the run's own period held against a branch's excellence, by unit.
    #[serde(default)]
    pub grounds: BTreeMap<usize, Vec<PastGround>>,
    /// Participation in the period's months by unit, as a veto of the year counts it: month, Σ actual, Σ due. `None` where nothing asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<PastRates>,
    /// Sums over the period, for whoever compares a later one with it; `None` in files of programs that did not keep them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<PastTotal>,
}

/// Sums over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastTotal {
    pub branches: u32,
    pub completeness: Rate,
    pub timeliness: Rate,
    pub participation: Rate,
    pub activities: u64,
    pub pending: u64,
}

/// The period just before one, of the same length, as far as its run kept what it came to.
pub fn previous(runs: &[(Period, PastRun)], period: Period) -> Option<Previous> {
    let length = |p: Period| p.last().since(p.first());
    let before = |p: &Period| p.last().next() == period.first() && length(*p) == length(period);
    let (period, total) = runs.iter().rev().filter(|(p, _)| before(p)).find_map(|(p, run)| Some((*p, run.total?)))?;
    let PastTotal { branches, completeness, timeliness, participation, activities, pending } = total;
    Some(Previous { period, total: Totals { branches, completeness, timeliness, participation, activities, pending } })
}

/// Of units, by month: Σ actual, Σ due.
pub type PastRates = BTreeMap<usize, Vec<(Month, u64, u64)>>;

/// A branch, or a committee as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PastUnit {
    /// Name, as a key.
    pub committee: String,
    /// Branch id, as a key; empty for a committee.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A finding as far as a later run must know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastFinding {
    /// Index in `PastRun::units`.
    pub unit: usize,
    pub code: Code,
    /// As written in findings.csv.
    pub span: String,
    /// The member's name, identity numbers masked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub member: String,
    pub level: Level,
    pub status: Status,
}

/// A ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastGround {
    /// As a rule or `ESC`.
    #[serde(rename = "code")]
    pub rule: VetoRule,
    pub count: u32,
    pub reason: String,
}

impl PastRun {
    /// Its period; `None` for a file that somebody edited into nonsense.
    pub fn period(&self) -> Option<Period> {
        self.period.parse().ok()
    }

    /// What a finished run hands on. `own` are the grounds of the period itself, without those that it had from earlier quarters.
    pub fn of(outcome: &Outcome, folder: &str, own: &BTreeMap<usize, Vec<Ground>>) -> Self {
        let mut drawn: Vec<String> = outcome.draw.drawn.iter().map(|d| d.unit.unit.clone()).collect();
        drawn.sort();
        drawn.dedup();
        let mut units = Units::default();
        let told = outcome.judgement.findings.iter().filter(|f| !outcome.assessed.looked_back(f));
        let findings = told.filter_map(|f| finding(outcome, f, &mut units)).collect();
        let grounds = own
            .iter()
            .map(|(branch, grounds)| {
                let past = |g: &Ground| PastGround { rule: g.rule, count: g.count, reason: mask_identity(&g.reason) };
                (units.branch(outcome, *branch), grounds.iter().map(past).collect())
            })
            .collect();
        let rates = rates(outcome, &mut units);
        let Totals { branches, completeness, timeliness, participation, activities, pending } = outcome.assessed.total;
        let total = Some(PastTotal { branches, completeness, timeliness, participation, activities, pending });
        PastRun {
            version: VERSION,
            jurisdiction: outcome.profile.id.to_string(),
            folder: folder.to_string(),
            period: outcome.corpus.period.to_string(),
            as_of: Some(outcome.corpus.as_of),
            drawn,
            units: units.list,
            findings,
            grounds,
            rates,
            total,
        }
    }
}

/// What a later run's veto of the year has to know of the participation.
fn rates(outcome: &Outcome, units: &mut Units) -> Option<PastRates> {
    if !assess::looks_at_the_year(&outcome.profile) {
        return None;
    }
    let mut rates = PastRates::new();
    for (ix, month, rate) in assess::vetoing_months(&outcome.corpus, &outcome.profile, &outcome.judgement) {
        rates.entry(units.branch(outcome, ix.0)).or_default().push((month, rate.part, rate.of));
    }
    Some(rates)
}

/// Each unit once, in order of first mention.
#[derive(Default)]
struct Units {
    list: Vec<PastUnit>,
    index: BTreeMap<PastUnit, usize>,
    /// Those of branches that have been mentioned already.
    of_branch: HashMap<usize, usize>,
}

impl Units {
    fn add(&mut self, unit: PastUnit) -> usize {
        *self.index.entry(unit).or_insert_with_key(|unit| {
            self.list.push(unit.clone());
            self.list.len() - 1
        })
    }

    fn branch(&mut self, outcome: &Outcome, at: usize) -> usize {
        if let Some(unit) = self.of_branch.get(&at) {
            return *unit;
        }
        let branch = &outcome.corpus.branches[at];
        let (id, committee) = (branch_id(branch, VERSION), committee_name(&branch.committee, VERSION));
        let unit = self.add(PastUnit { committee, id, name: mask_identity(&branch.name) });
        self.of_branch.insert(at, unit);
        unit
    }
}

/// A branch's id as files of that version hold it: 编号 as it stands, a name as a key.
pub fn branch_id(branch: &Branch, version: u32) -> String {
    match branch.number() {
        Some(number) if version >= 3 => number.to_string(),
        _ => committee_name(&branch.id, version),
    }
}

/// A committee's name (any name) as files of that version hold it.
pub fn committee_name(name: &str, version: u32) -> String {
    if version >= 3 { identity::key(name).into_owned() } else { mask_identity(name) }
}

fn finding(outcome: &Outcome, f: &Finding, units: &mut Units) -> Option<PastFinding> {
    let told = f.level >= Level::Warning || f.code == Code::SUB001;
    let span = f.span.filter(|_| told && !f.code.is_about_reading())?;
    let unit = match (f.branch, &f.committee) {
        (Some(ix), _) => units.branch(outcome, ix.0),
        (None, Some(committee)) => units.add(PastUnit { committee: committee_name(committee, VERSION), ..PastUnit::default() }),
        (None, None) => return None,
    };
    let member = f.member.as_ref().map(|m| mask_identity(m)).unwrap_or_default();
    Some(PastFinding { unit, code: f.code, span: span.to_string(), member, level: f.level, status: f.status })
}

/// A span as findings.csv writes it.
pub fn span(text: &str) -> Option<Span> {
    let period: Period = text.parse().ok()?;
    if period.first() == period.last() {
        return Some(Span::Month(period.first()));
    }
    let spans = [period.quarters(), period.halves(), period.years()].concat();
    spans.into_iter().find(|s| Period::of(*s) == period)
}

fn file_name(jurisdiction: &str, member: &str, period: &str) -> String {
    let member = member.trim_matches('/').replace('/', "-");
    let parts = [jurisdiction, &member, period];
    format!("{}.json", parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-"))
}

/// What a run knows of earlier ones.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Oldest first.
    pub runs: Vec<(Period, PastRun)>,
    /// The files that these were read from, by name.
    pub records: Vec<EarlierRecord>,
    /// Files that could not be used.
    pub notes: Vec<Note>,
}

/// Runs of this jurisdiction whose period ended before `period` begins, in a folder of such records. Damaged files are passed over with a note.
pub fn earlier(folder: Option<&Path>, jurisdiction: &str, member: &str, period: Period) -> Earlier {
    let mut found = Earlier::default();
    let Some(Ok(entries)) = folder.map(fs::read_dir) else { return found };
    // Neither a link nor a pipe is a record of ours.
    let plain = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut paths: Vec<PathBuf> = plain.map(|entry| entry.path()).collect();
    paths.sort();
    let own = file_name(jurisdiction, member, &period.to_string());
    for path in paths {
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else { continue };
        // what this very run will replace must not change what it says
        let ours = name.starts_with(&format!("{jurisdiction}-")) && name.ends_with(".json") && name != own;
        if !ours {
            continue;
        }
        let read = read(&path).and_then(|(run, sha256)| Some((run.period()?, run, sha256)));
        match read.filter(|(_, run, _)| run.version <= VERSION) {
            Some((past, run, sha256)) if run.jurisdiction == jurisdiction && (run.version == 0 || run.folder == member) => {
                if past.last() < period.first() {
                    found.runs.push((past, run));
                    found.records.push(EarlierRecord { file: name.to_string(), sha256 });
                }
            }
            Some(_) => {}
            None => found.notes.push(Note {
                place: Place::file(&Arc::from(format!(".dangri/history/{name}"))),
                text: "以前统计期的运行记录无法读取，未使用；可删除该文件，需要时重新运行相应统计期。".to_string(),
            }),
        }
    }
    found.runs.sort_by_key(|(period, run)| (period.last(), period.first(), run.version));
    found
}

/// A record with the digest of its bytes.
fn read(path: &Path) -> Option<(PastRun, String)> {
    let bytes = files::whole(files::open_listed(path).ok()?, LARGEST).ok()?;
    let run: PastRun = serde_json::from_slice(&bytes).ok()?;
    let known = |unit: &usize| *unit < run.units.len();
    (run.findings.iter().all(|f| known(&f.unit)) && run.grounds.keys().all(known)).then(|| (run, digest::hex(&bytes)))
}

/// A run written down beside the others and not yet one of them. Dropped it leaves nothing behind.
pub struct Written {
    file: NamedTempFile,
    dir: PathBuf,
    run: Kin,
}

/// Writes a run down in a folder of such records, so that it may be kept as soon as its result stands in its place.
///
/// # Errors
/// The folder takes no file.
pub fn write(folder: &Path, run: &PastRun) -> io::Result<Written> {
    let dir = folder.to_path_buf();
    let file = own_folder::writing("run", &dir)?;
    scratch::begin(file.path());
    let mut out = BufWriter::new(file.as_file());
    serde_json::to_writer(&mut out, run).map_err(io::Error::other)?;
    out.flush()?;
    drop(out);
    // A temporary file is private to its owner; the workspace is the office's.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    let run = Kin { version: run.version, jurisdiction: run.jurisdiction.clone(), folder: run.folder.clone(), period: run.period.clone() };
    Ok(Written { file, dir, run })
}

impl Written {
    /// Keeps the run, in the place of an earlier one of the same period, so that a stopped run leaves no half file. What is long past is cleared
    /// away.
    pub fn keep(self) -> io::Result<()> {
        let Written { file, dir, run } = self;
        let path = file.path().to_path_buf();
        let to = dir.join(run.file_name());
        // What goes by the name and is no record of a run is somebody else's.
        if fs::symlink_metadata(&to).is_ok() && Kin::read(&to).is_none() {
            result::set_aside(&to)?;
        }
        scratch::settle_file(&path, || file.persist(&to)).map_err(|e| e.error)?;
        let Ok(period) = run.period.parse::<Period>() else { return Ok(()) };
        let long_past = |past: &Period| past.last() < period.first() && period.first().since(past.last()) > KEPT_MONTHS;
        for entry in fs::read_dir(&dir)?.flatten() {
            // the name alone tells of most that they are not meant; files can be large
            let named = entry.file_name().to_str().and_then(|name| name.strip_suffix(".json")).and_then(|name| run.period_in(name));
            let old = named.filter(long_past).and_then(|_| Kin::read(&entry.path()));
            let same = |old: &Kin| old.jurisdiction == run.jurisdiction && old.folder == run.folder && old.version <= VERSION;
            if old.filter(same).is_some_and(|old| old.period.parse().is_ok_and(|past| long_past(&past))) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Whose run a file holds, without the rest of it.
#[derive(Deserialize)]
struct Kin {
    #[serde(default)]
    version: u32,
    jurisdiction: String,
    #[serde(default)]
    folder: String,
    period: String,
}

impl Kin {
    fn read(path: &Path) -> Option<Self> {
        serde_json::from_reader(BufReader::new(files::open_listed(path).ok()?)).ok()
    }

    fn file_name(&self) -> String {
        file_name(&self.jurisdiction, &self.folder, &self.period)
    }

    /// The period in the name of a file that may be another run of the same.
    fn period_in(&self, stem: &str) -> Option<Period> {
        let own = self.file_name();
        let shared = own.strip_suffix(".json")?.strip_suffix(&self.period)?;
        stem.strip_prefix(shared)?.parse().ok()
    }
}

#[cfg(test)]
mod tests;
