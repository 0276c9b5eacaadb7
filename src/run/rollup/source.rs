//! What was named on the command line, unit by unit: the units of results, and those of data sets. What cannot be a unit's tables is a line that says so.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{NotRolledUp, is_rollup};
use crate::files;
use crate::model::own::MANIFEST;
use crate::model::rolled::{SourceLine, SourceState, UnitHead};
use crate::run::dataset::{self, Entry};
use crate::run::digest;
use crate::run::error::RunError;
use crate::run::finished::Unfinished;
use crate::run::result::{FileLine, Manifest, Seal, examine};

/// No table of a unit is larger.
const LARGEST: u64 = 4 << 30;

/// Folder of a result's tables.
const DATA: &str = "data";
/// What became of a file since its list was written.
pub(super) const CHANGED: &str = "与写出时不一致";
pub(super) const MISSING: &str = "已不在";
pub(super) const UNREADABLE: &str = "无法读取";
const FOREIGN: &str = "不在结果清单中";

/// The tables of a unit, as their list tells them.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Folder that the paths of the tables are below.
    pub(super) dir: PathBuf,
    /// Where it lies, without the paths of this machine.
    pub(super) place: String,
    /// What the tables are an answer to.
    pub(super) entry: Entry,
    /// Parameters that were changed for trial.
    pub(super) trial: Vec<String>,
    /// By name of the table.
    pub(super) tables: BTreeMap<String, FileLine>,
    /// List of a result, which vouches for all that lies in its folder of tables; a data set has only the tables.
    pub(super) list: Option<Manifest>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Units.
    pub(super) sources: Vec<Source>,
    /// What is none, and why.
    pub(super) lines: Vec<SourceLine>,
}

impl Source {
    /// Whose it is.
    pub(super) fn head(&self) -> UnitHead {
        let Entry { unit, unit_name, jurisdiction, period, run_id, .. } = &self.entry;
        UnitHead {
            unit: unit.clone(),
            unit_name: unit_name.clone(),
            jurisdiction: jurisdiction.clone(),
            period: period.clone(),
            run_id: run_id.clone(),
        }
    }

    /// What became of it.
    pub(super) fn line(&self, state: SourceState, detail: String) -> SourceLine {
        let UnitHead { unit, unit_name, jurisdiction, period, run_id } = self.head();
        SourceLine { unit, unit_name, jurisdiction, period, run_id, place: self.place.clone(), state, detail }
    }

    /// What is not as its list says, in order; empty: it may count. Everything that lies beside the tables counts as well: whoever edits one of them
    /// has edited the result.
    pub(super) fn faults(&self) -> Vec<String> {
        let told = |path: &str, what: &str| format!("{path} {what}");
        if let Some(list) = &self.list {
            return match examine(&self.dir.join(DATA), list) {
                Ok(found) => {
                    let changed = found.changed.iter().map(|path| told(path, CHANGED));
                    let missing = found.missing.iter().map(|path| told(path, MISSING));
                    let foreign = found.foreign.iter().map(|path| told(path, FOREIGN));
                    let mut all: Vec<String> = changed.chain(missing).chain(foreign).map(|line| format!("{DATA}/{line}")).collect();
                    all.sort();
                    all
                }
                Err(_) => vec![told(DATA, UNREADABLE)],
            };
        }
        let fault = |table: &FileLine| match digest::of_file(&self.dir.join(&table.path)) {
            Ok((bytes, sha256)) if (bytes, &sha256) == (table.bytes, &table.sha256) => None,
            Ok(_) => Some(told(&table.path, CHANGED)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(told(&table.path, MISSING)),
            Err(_) => Some(told(&table.path, UNREADABLE)),
        };
        self.tables.values().filter_map(fault).collect()
    }

    /// The bytes of a table; only as they were written.
    ///
    /// # Errors
    /// It cannot be read; `InvalidData`: it is not as its list says.
    pub(super) fn bytes(&self, table: &FileLine) -> io::Result<Vec<u8>> {
        let bytes = files::whole(files::open_listed(&self.dir.join(&table.path))?, LARGEST)?;
        let same = bytes.len() as u64 == table.bytes && digest::hex(&bytes) == table.sha256;
        if same { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// Digest of what its list says of its tables, whatever their order and place.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.entry.run_id.as_bytes());
        for (name, table) in &self.tables {
            hash.update(format!("\n{name}\t{}", table.sha256).as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Lists the units of everything that was named.
///
/// # Errors
/// One of them is neither a result nor a data set, or cannot be listed.
pub(super) fn gather(paths: &[PathBuf]) -> Result<Gathered, NotRolledUp> {
    let mut gathered = Gathered::default();
    for path in paths {
        if dataset::is_dataset(path) {
            of_dataset(path, &mut gathered).map_err(|e| RunError::Unlisted(path.clone(), e))?;
        } else {
            of_result(path, &mut gathered)?;
        }
    }
    Ok(gathered)
}

fn of_dataset(dir: &Path, gathered: &mut Gathered) -> io::Result<()> {
    let found = dataset::entries(dir)?;
    for stray in dataset::strays(dir, &found)? {
        gathered.lines.push(SourceLine { place: stray.0, ..nobody(SourceState::Stray) });
    }
    for list in found {
        let Some(entry) = list.entry else {
            gathered.lines.push(SourceLine { place: list.path, ..nobody(SourceState::Torn) });
            continue;
        };
        let name = |file: &FileLine| file.path.split('/').next().unwrap_or_default().to_string();
        let tables = entry.files.iter().map(|file| (name(file), file.clone())).collect();
        let entry = Entry { files: Vec::new(), ..entry };
        gathered.sources.push(Source { dir: dir.to_path_buf(), place: list.path, entry, trial: Vec::new(), tables, list: None });
    }
    Ok(())
}

/// A line about nobody that is known.
pub(super) fn nobody(state: SourceState) -> SourceLine {
    let (unit, unit_name, jurisdiction, period, run_id, place, detail) = Default::default();
    SourceLine { unit, unit_name, jurisdiction, period, run_id, place, state, detail }
}

/// A result; of several units each one's own.
fn of_result(dir: &Path, gathered: &mut Gathered) -> Result<(), NotRolledUp> {
    if !dir.is_dir() {
        return Err(Unfinished::NoFolder(dir.to_path_buf()).into());
    }
    let Some((list, seal)) = Manifest::load(dir) else { return Err(Unfinished::NoList(dir.to_path_buf()).into()) };
    if is_rollup(&list.question) {
        return Err(NotRolledUp::Rollup(dir.to_path_buf()));
    }
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if list.question.units.len() < 2 {
        add(dir, name, Some((list, seal)), gathered);
        return Ok(());
    }
    for unit in &list.question.units {
        let folder = unit.own_folder();
        let own = Manifest::load(&dir.join(&folder)).filter(|(own, _)| own.question.units.len() == 1);
        add(&dir.join(&folder), format!("{name}/{folder}"), own, gathered);
    }
    Ok(())
}

/// The result of one unit.
fn add(dir: &Path, place: String, list: Option<(Manifest, Seal)>, gathered: &mut Gathered) {
    let Some((list, Seal::Whole)) = list else {
        gathered.lines.push(SourceLine { place, detail: MANIFEST.to_string(), ..nobody(SourceState::Torn) });
        return;
    };
    let Some(unit) = list.question.units.first() else { return };
    let mut tables: BTreeMap<String, FileLine> = BTreeMap::new();
    for file in &list.files {
        let Some(name) = file.path.strip_prefix("data/") else { continue };
        let Some((table, ending)) = name.rsplit_once('.') else { continue };
        // csv cannot tell every text from its disarmed form
        if ending == "parquet" || (ending == "csv" && !tables.contains_key(table)) {
            tables.insert(table.to_string(), file.clone());
        }
    }
    let entry = Entry::new(&list.question, unit, &list.commit, list.counts, Vec::new());
    let trial = list.question.trial.clone();
    let below = |file: FileLine| Some(FileLine { path: file.path.strip_prefix(DATA)?.strip_prefix('/')?.to_string(), ..file });
    let list = Manifest { files: list.files.into_iter().filter_map(below).collect(), ..list };
    gathered.sources.push(Source { dir: dir.to_path_buf(), place, entry, trial, tables, list: Some(list) });
}
