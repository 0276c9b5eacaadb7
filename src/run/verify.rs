//! Is a result as it was written, and are its inputs still the same? The list in the result says what was; nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::RunError;
use super::in_pool;
use super::opening::Opening;
use super::result::{Manifest, Question, Seal, examine};
use crate::files;
use crate::intake;
use crate::model::identity::masked;
use crate::model::own::MANIFEST;

/// End of the name of the folder that a workspace's results lie in.
const RESULTS: &str = "-结果";
/// Folders that are looked at for the workspace of a result.
const MOST_FOLDERS: usize = 2_000;
/// Inputs by which a workspace is known.
const KNOWN_BY: usize = 3;

/// What is to be verified.
#[derive(Clone, Debug, Default)]
pub struct VerifyRequest {
    /// Folder of the result.
    pub result: PathBuf,
    /// The workspace that it was made from; looked for where none is named.
    pub workspace: Option<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It has no list, or a torn one: no whole result.
    NoList,
    /// It has one.
    Listed(Box<Held>),
}

/// A result held against its list. Paths are relative, in byte order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it answers.
    pub question: Question,
    /// Id of its question.
    pub run_id: String,
    /// Commit of the program that wrote it.
    pub commit: String,
    /// Files on the list.
    pub files: usize,
    /// Not as they were written; the list itself among them where it was changed.
    pub changed: Vec<String>,
    /// Files that are gone.
    pub missing: Vec<String>,
    /// Not on the list.
    pub foreign: Vec<String>,
    /// How the inputs stand.
    pub inputs: Inputs,
}

/// The files that a result was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inputs {
    /// Nobody knows where they are.
    NotFound,
    /// They cannot be looked at, and why.
    Unreadable(PathBuf, String),
    /// They were looked at.
    Looked {
        /// The workspace.
        workspace: PathBuf,
        /// Files with a digest on the list.
        files: usize,
        /// Files that are no longer as they were.
        changed: Vec<String>,
        /// Files that are gone.
        gone: Vec<String>,
        /// There now and not then.
        new: Vec<String>,
    },
}

impl Held {
    /// The result is as it was written.
    pub fn as_written(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.foreign.is_empty()
    }

    /// The inputs are not known to have changed.
    pub fn inputs_stand(&self) -> bool {
        match &self.inputs {
            Inputs::NotFound => true,
            Inputs::Unreadable(..) => false,
            Inputs::Looked { changed, gone, new, .. } => changed.is_empty() && gone.is_empty() && new.is_empty(),
        }
    }
}

/// Looks at every file of a result, and at its inputs.
///
/// # Errors
/// There is no such folder, or it cannot be listed.
pub fn verify(request: &VerifyRequest) -> Result<Verified, RunError> {
    let dir = &request.result;
    if !dir.is_dir() {
        return Err(RunError::BadOption(format!("“{}”不是文件夹。请写结果目录，即含有“{MANIFEST}”的文件夹。", dir.display())));
    }
    if let Some(workspace) = request.workspace.as_ref().filter(|workspace| !workspace.exists()) {
        return Err(RunError::NoWorkspace(workspace.clone()));
    }
    let Some((list, seal)) = Manifest::load(dir) else { return Ok(Verified::NoList) };
    in_pool(None, || {
        intake::silence_panics();
        let found = examine(dir, &list).map_err(|e| RunError::Unlisted(dir.clone(), e))?;
        let own = (seal == Seal::Broken).then(|| MANIFEST.to_string());
        let mut changed: Vec<String> = found.changed.into_iter().chain(own).collect();
        changed.sort();
        let workspace = request.workspace.clone().or_else(|| look_for(dir, &list.question));
        let inputs = workspace.map_or(Inputs::NotFound, |workspace| inputs(workspace, dir, &list.question));
        Ok(Verified::Listed(Box::new(Held {
            run_id: list.run_id,
            commit: list.commit,
            files: list.files.len(),
            question: list.question,
            changed,
            missing: found.missing,
            foreign: found.foreign,
            inputs,
        })))
    })
}

/// How the inputs of a result stand: in the workspace named, else in the one that is found near by.
pub fn inputs_since(result: &Path, question: &Question, workspace: Option<&Path>) -> Inputs {
    let workspace = workspace.map(Path::to_path_buf).or_else(|| look_for(result, question));
    in_pool(None, || {
        intake::silence_panics();
        Ok(workspace.map_or(Inputs::NotFound, |workspace| inputs(workspace, result, question)))
    })
    .unwrap_or(Inputs::NotFound)
}

/// Holds the files of a workspace against the list.
fn inputs(workspace: PathBuf, result: &Path, question: &Question) -> Inputs {
    let opening = Opening::default();
    let found = match opening.discover(&workspace, &[result]) {
        Ok(found) => found,
        Err(error) => return Inputs::Unreadable(workspace, error.to_string()),
    };
    let digests: Vec<Option<String>> = found.inputs.par_iter().map(|input| input.look(&opening.limits).map(|look| look.digest)).collect();
    let read = found.inputs.iter().zip(digests).map(|(input, digest)| (&input.path, digest.unwrap_or_default(), input.bytes));
    // Those that nobody opens are known by their size alone.
    let refused = found.unreadable.iter().map(|(path, bytes)| (path, String::new(), *bytes));
    // As the list calls them; two may be called alike there, when identity numbers were all that told them apart.
    let mut now: BTreeMap<String, BTreeSet<(String, u64)>> = BTreeMap::new();
    for (path, digest, bytes) in read.chain(refused) {
        now.entry(masked(path).into_owned()).or_default().insert((digest, bytes));
    }
    let mut then: BTreeMap<&str, BTreeSet<(String, u64)>> = BTreeMap::new();
    for input in &question.inputs {
        then.entry(&input.path).or_default().insert((input.sha256.clone(), input.bytes));
    }
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    for (path, files) in &then {
        let sizes = |files: &BTreeSet<(String, u64)>| files.iter().map(|(_, bytes)| *bytes).collect::<BTreeSet<u64>>();
        match now.get(*path) {
            None => gone.push(path.to_string()),
            Some(now) if now == files => {}
            // What could not be had then may be had now, as it was.
            Some(now) if files.iter().all(|(digest, _)| digest.is_empty()) && sizes(now) == sizes(files) => {}
            Some(_) => changed.push(path.to_string()),
        }
    }
    let listed: BTreeSet<&str> = question.inputs.iter().map(|input| input.path.as_str()).collect();
    let unlisted = found.inputs.par_iter().filter(|input| !listed.contains(&*masked(&input.path)));
    // A result of ours that lies there is passed over, now as then.
    let is_input = |input: &&intake::Input| intake::read(input, &opening.limits, &opening.passwords).book.passed.is_none();
    let mut new: Vec<String> = unlisted.filter(is_input).map(|input| masked(&input.path).into_owned()).collect();
    intake::rest();
    new.extend(found.unreadable.iter().map(|(path, _)| masked(path).into_owned()).filter(|path| !listed.contains(path.as_str())));
    new.sort();
    Inputs::Looked { workspace, files: then.len(), changed, gone, new }
}

/// The workspace of a result: beside the folder that is called after it, else a folder near by (or near where the command was given) that holds
/// the files on the list.
fn look_for(result: &Path, question: &Question) -> Option<PathBuf> {
    let full = files::resolved(result).ok()?;
    let named = full.ancestors().take(2).find_map(|dir| {
        let name = dir.file_name()?.to_str()?.strip_suffix(RESULTS)?;
        [name.to_string(), format!("{name}.zip"), format!("{name}.ZIP")]
            .into_iter()
            .map(|name| dir.with_file_name(name))
            .find(|path| path.exists())
    });
    if named.is_some() {
        return named;
    }
    let known: Vec<&str> = question.inputs.iter().map(|i| i.path.as_str()).collect();
    let holds = |dir: &Path| !known.is_empty() && known.iter().take(KNOWN_BY).all(|path| dir.join(path).is_file());
    let here = std::env::current_dir().ok();
    let near = full.ancestors().skip(1).take(3).map(Path::to_path_buf).chain(here.clone());
    let mut folders: Vec<PathBuf> = near.clone().collect();
    folders.extend(near.flat_map(|dir| below(&dir)));
    folders.extend(here.iter().flat_map(|here| below(here)).flat_map(|dir| below(&dir)));
    folders.into_iter().take(MOST_FOLDERS).find(|dir| holds(dir))
}

/// Folders in a folder, by name.
fn below(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut folders: Vec<PathBuf> = folders.take(MOST_FOLDERS).map(|entry| entry.path()).collect();
    folders.sort();
    folders
}
