//! What a run keeps for the next one, in one hand: the cache of what was read, and the stamp by which a run that would change nothing is known.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::collate::FileFacts;
use crate::config::Schemas;
use crate::intake::{self, Discovery, Input};
use crate::model::corpus::FileCounts;
use crate::model::counts::ByLevel;
use crate::model::finding::{Code, Issue};
use crate::model::options::FailOn;
use crate::model::own::MANIFEST;
use crate::model::record::{FileRecords, RowTally};
use crate::model::results::Results;
use crate::model::time::Period;

use super::cache::stamp::{self, Stamp};
use super::cache::{self, Basis, Cache};
use super::digest;
use super::own_folder::OwnFolder;
use super::progress::{Progress, Stage};
use super::request::{Plan, Request};
use super::result::{Manifest, Told};

/// What a workspace was found to hold, apart from the bytes of its files.
pub struct Listing {
    /// Files that are read, by path.
    inputs: Vec<Arc<str>>,
    /// Everything else that comes into the result.
    rest: String,
}

impl Listing {
    /// Of what was found.
    pub fn new(found: &Discovery, plan: &Plan) -> Self {
        let owned = |path: &str| plan.members.iter().any(|m| path.starts_with(&m.prefix));
        let (ours, stray): (Vec<&Input>, Vec<&Input>) = found.inputs.iter().partition(|input| owned(&input.path));
        let stray: Vec<(&str, u64)> = stray.iter().map(|input| (&*input.path, input.bytes)).collect();
        let rest = format!("{stray:?}\n{:?}\n{:?}\n{:?}\n{:?}", found.skipped, found.issues, found.unreadable, found.notes);
        Listing { inputs: ours.iter().map(|input| input.path.clone()).collect(), rest }
    }

    /// With the digests of the files; `None` when one is not known.
    fn digest<'d>(&self, of: impl Fn(&str) -> Option<&'d str>) -> Option<String> {
        let mut text = self.rest.clone();
        for path in &self.inputs {
            let digest = of(path).filter(|digest| !digest.is_empty())?;
            text.extend(["\n", path, "\0", digest]);
        }
        Some(digest::hex(text.as_bytes()))
    }
}

/// Digest of the terms of a run.
fn terms(plan: &Plan, schemas: &Schemas) -> String {
    // Whatever else there is has no part in the result, or stands among the options.
    let Plan { members, period, as_of, seed, formats, ranking, opening, options, beyond, .. } = plan;
    let members: Vec<[&str; 5]> =
        members.iter().map(|m| [m.prefix.as_str(), &m.unit, &m.profile.id, &m.profile.name, &m.profile.digest]).collect();
    let asked = format!("{members:?}\n{period:?} {as_of} {seed:?} {formats:?} {ranking} {options:?} {:?} {beyond:?}", opening.limits);
    digest::hex(format!("{}{asked}\n{:?}\n{:?}", cache::make(), schemas.layouts, schemas.holidays).as_bytes())
}

/// Digest of what earlier runs left.
fn history(folder: Option<&Path>) -> Option<String> {
    let files = folder.map_or_else(|| Some(BTreeMap::new()), stamp::files)?;
    Some(digest::hex(format!("{files:?}").as_bytes()))
}

/// Open for a run; with nothing in it where nothing is kept.
#[derive(Default)]
pub struct Kept {
    cache: Option<Cache>,
    /// Folder of what earlier runs left.
    history: Option<PathBuf>,
    /// Digests by path, where the files have been looked at already.
    seen: HashMap<Arc<str>, intake::Look>,
    troubled: Mutex<BTreeMap<String, String>>,
}

/// A result that stands as it is.
#[derive(Debug)]
pub struct Unchanged {
    /// Where it stands.
    pub target: PathBuf,
    /// `fail_on` of dangri.toml.
    pub fail_on: Option<FailOn>,
    /// Findings that are not waived.
    pub findings: ByLevel,
    /// Files by outcome.
    pub files: FileCounts,
    /// Rows by outcome.
    pub rows: RowTally,
    /// The run's period.
    pub period: Period,
    /// The day on which it judges what is due.
    pub as_of: NaiveDate,
    /// What the user was told at the end of the run that wrote it.
    pub words: Vec<String>,
    /// What became of what a killed run had left.
    pub told: Vec<Told>,
}

/// The stamp of a run, ready but for the words.
#[derive(Debug)]
pub struct Seal {
    stamp: Stamp,
    dir: PathBuf,
    target: PathBuf,
}

impl Seal {
    /// Keeps the stamp, with what the user is told. A stamp that cannot be kept costs the next run its short cut, and nothing else.
    pub fn keep(self, words: &[String]) {
        let stamp = Stamp { words: words.to_vec(), ..self.stamp };
        let _ = stamp.keep(&self.dir, &self.target);
    }
}

/// What was said of a file that could not be read, whole or in part.
fn trouble<'i>(issues: impl IntoIterator<Item = &'i Issue>) -> Option<String> {
    let said: Vec<&Issue> = issues.into_iter().filter(|issue| issue.code == Code::ING001).collect();
    (!said.is_empty()).then(|| digest::hex(format!("{said:?}").as_bytes()))
}

impl Kept {
    /// What the workspace keeps, unless it was asked not to.
    pub fn open(request: &Request, plan: &Plan, history: Option<&Path>) -> Self {
        if request.no_cache || plan.opening.limits.cache_bytes == 0 {
            return Kept::default();
        }
        let folder = OwnFolder::in_workspace(&request.workspace, "cache");
        let cache = folder.and_then(|folder| Cache::open(folder, &plan.opening.limits));
        Kept { cache, history: history.map(Path::to_path_buf), ..Kept::default() }
    }

    /// The result in `target`, if a run now would write the very same.
    pub fn unchanged(
        &mut self,
        found: &Discovery,
        listing: &Listing,
        plan: &Plan,
        schemas: &Schemas,
        target: &Path,
        progress: &dyn Progress,
    ) -> Option<Unchanged> {
        let dir = self.cache.as_ref()?.dir().to_path_buf();
        // Encrypted files are never kept, and a list of passwords leaves no trace that could be compared.
        if !plan.opening.passwords.is_empty() {
            return None;
        }
        let stamp = Stamp::load(&dir, target).filter(|stamp| stamp.terms == terms(plan, schemas))?;
        progress.stage(Stage::Look(found.inputs.len() as u64));
        self.look(&found.inputs, plan, progress);
        let digest = |path: &str| self.seen.get(path).map(|look| look.digest.as_str());
        if listing.digest(digest)? != stamp.inputs
            || history(self.history.as_deref())? != stamp.history
            || stamp::files(target)? != stamp.outputs
        {
            return None;
        }
        let (limits, passwords) = (&plan.opening.limits, &plan.opening.passwords);
        let as_before = found
            .inputs
            .par_iter()
            .filter_map(|input| Some((input, stamp.troubled.get(&*input.path)?)))
            .all(|(input, said)| trouble(&intake::read(input, limits, passwords).book.issues).as_ref() == Some(said));
        intake::rest();
        as_before.then(|| Unchanged {
            target: target.to_path_buf(),
            fail_on: plan.fail_on,
            findings: stamp.findings,
            files: stamp.files,
            rows: stamp.rows,
            period: plan.period,
            as_of: plan.as_of,
            words: stamp.words,
            told: Vec::new(),
        })
    }

    fn look(&mut self, inputs: &[Input], plan: &Plan, progress: &dyn Progress) {
        let limits = &plan.opening.limits;
        let one = |input: &Input| {
            progress.step();
            Some((input.path.clone(), input.look(limits)?))
        };
        self.seen = inputs.par_iter().filter_map(one).collect();
    }

    /// Is there a cache?
    pub fn keeps(&self) -> bool {
        self.cache.is_some()
    }

    /// What was made of a file: kept, or made now and kept. `basis`: where there is a cache.
    pub fn read(
        &self,
        input: &Input,
        basis: Option<&Basis>,
        plan: &Plan,
        make: impl FnOnce() -> (FileRecords, FileFacts),
    ) -> (FileRecords, FileFacts) {
        let Some((cache, basis)) = self.cache.as_ref().zip(basis) else { return make() };
        let asked = !plan.opening.passwords.is_empty();
        let seen = self.seen.get(&input.path).cloned();
        // With nothing kept there is nothing to find.
        let look = seen.or_else(|| (asked || !cache.is_empty()).then(|| input.look(&plan.opening.limits)).flatten());
        let kept = look.as_ref().and_then(|look| cache.get(basis, &input.path, &look.digest).map(|records| (records, &look.digest)));
        if let Some((records, digest)) = kept {
            return (records, FileFacts { digest: digest.clone(), bytes: input.bytes });
        }
        let (records, facts) = make();
        match trouble(&records.issues) {
            Some(said) => drop(locked(&self.troubled).insert(input.path.to_string(), said)),
            // What a password may have opened is not laid down in the clear.
            None if asked && look.is_none_or(|look| look.may_be_sealed) => {}
            None => cache.put(basis, &records, &facts),
        }
        (records, facts)
    }

    /// Puts what is new in place. Gives the stamp of the finished run, which wrote `list` at `target`, if it can have one.
    pub fn finish(
        self,
        listing: &Listing,
        plan: &Plan,
        schemas: &Schemas,
        results: &Results,
        (target, list): (&Path, &Manifest),
    ) -> Option<Seal> {
        let Kept { cache, history: past, troubled, .. } = self;
        let cache = cache?;
        let dir = cache.dir().to_path_buf();
        cache.finish();
        if !plan.opening.passwords.is_empty() {
            return None;
        }
        let files = results.outcomes.iter().flat_map(|o| &o.corpus.files);
        let digests: HashMap<&str, &str> = files.map(|f| (&*f.path, f.digest.as_str())).collect();
        let stamp = Stamp {
            terms: terms(plan, schemas),
            inputs: listing.digest(|path| digests.get(path).copied())?,
            troubled: troubled.into_inner().unwrap_or_else(PoisonError::into_inner),
            history: history(past.as_deref())?,
            outputs: outputs(target, list)?,
            findings: results.counts.levels,
            files: results.counts.files,
            rows: results.counts.rows,
            words: Vec::new(),
        };
        Some(Seal { stamp, dir, target: target.to_path_buf() })
    }
}

/// The files of a result with their digests, as its list has them, and the list itself.
fn outputs(target: &Path, list: &Manifest) -> Option<BTreeMap<String, String>> {
    let (_, own) = digest::of_file(&target.join(MANIFEST)).ok()?;
    let listed = list.files.iter().map(|file| (file.path.clone(), file.sha256.clone()));
    Some(listed.chain([(MANIFEST.to_string(), own)]).collect())
}

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
