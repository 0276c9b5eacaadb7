//! From a workspace to the list of what is to be read: every file below a folder, or in a zip of one, with archives opened one level deep.
//! Nothing is judged by its extension except what is passed over.

mod packed;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::archive::{Archive, starts_like_document};
use super::earlier::{self, Earlier, Seen, sort_out};
use super::fault::{Fault, IntakeError};
use super::limits::Limits;
use super::skip;
use super::source::{Input, Locator, digest_of};
use crate::files;
use crate::model::cell::Place;
use crate::model::finding::{Code, Issue};
use crate::model::own::MANIFEST;
use crate::model::text::without_controls;
use packed::strip_single_top;

/// A file that is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Workspace-relative path.
    pub path: Arc<str>,
    /// Why, in Chinese (图片, 程序输出 …).
    pub reason: &'static str,
}

/// What a workspace holds.
#[derive(Debug, Default)]
pub struct Discovery {
    /// To be read, by path in byte order.
    pub inputs: Vec<Input>,
    /// Passed over, by path in byte order.
    pub skipped: Vec<Skipped>,
    /// ING001 of archives that cannot be opened and folders that cannot be listed, by path.
    pub issues: Vec<Issue>,
    /// Files among those issues, with their size in bytes: they count as unreadable files.
    pub unreadable: Vec<(Arc<str>, u64)>,
    /// What should be told of the workspace as a whole, in Chinese.
    pub notes: Vec<String>,
}

/// Lists a workspace: a folder, a .zip of one (with a single top folder or without), or a single file. `exclude` names files and folders
/// that are left out without a count (the run's own output). Symbolic links are not followed.
///
/// # Errors
/// The root does not exist, cannot be opened, or is a zip that cannot be used.
pub fn discover(root: &Path, exclude: &[PathBuf], limits: &Limits) -> Result<Discovery, IntakeError> {
    let root = open_root(root)?;
    let exclude = exclude.iter().map(|path| files::resolved(path).unwrap_or_else(|_| absolute(path))).collect();
    let mut search =
        Search { exclude, limits, inner: 0, no_room: None, files: Vec::new(), results: BTreeMap::new(), found: Discovery::default() };
    if root.is_dir() {
        search.folder(&root)?;
    } else {
        search.root_file(&root)?;
    }
    if let Some(error) = search.no_room {
        return Err(IntakeError::NoRoom(error));
    }
    let mut found = search.found;
    found.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    found.issues.sort_by(|a, b| a.place.cmp(&b.place));
    found.unreadable.sort();
    found.notes.sort();
    Ok(found)
}

/// The bytes of a file at the top of a workspace (`dangri.toml`), zipped or not; `None` when there is none.
///
/// # Errors
/// As for [`discover`], or the file is there and cannot be read.
pub fn workspace_file(root: &Path, name: &str, limits: &Limits) -> Result<Option<Vec<u8>>, IntakeError> {
    let root = open_root(root)?;
    if root.is_dir() {
        let path = root.join(name);
        return match top_file(&root, &path, limits) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(IntakeError::Unreadable(path, error)),
        };
    }
    if !is_zip(&head(&root)) {
        return Ok(None);
    }
    let fail = |fault: Fault| IntakeError::Archive(root.clone(), fault.say());
    let archive = Archive::open(&root, limits).map_err(fail)?;
    let mut members = archive.members();
    strip_single_top(&mut members);
    match members.iter().find(|m| m.name == name) {
        Some(member) => archive.read(member.index, limits).map(Some).map_err(fail),
        None => Ok(None),
    }
}

/// A file at the top of a folder. A link is followed only where it stays in the folder: what the folder says of itself was handed over with it,
/// and is not to lead anywhere else.
fn top_file(root: &Path, path: &Path, limits: &Limits) -> std::io::Result<Vec<u8>> {
    if fs::symlink_metadata(path)?.is_symlink() && !files::resolved(path)?.starts_with(root) {
        return Err(std::io::Error::other("是指向工作目录之外的链接，不予打开"));
    }
    files::read(path, limits.file_bytes)
}

fn open_root(root: &Path) -> Result<PathBuf, IntakeError> {
    files::resolved(root).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => IntakeError::Missing(root.to_owned()),
        _ => IntakeError::Unreadable(root.to_owned(), error),
    })
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

struct Search<'l> {
    exclude: Vec<PathBuf>,
    limits: &'l Limits,
    /// Bytes of inner archives that are kept.
    inner: u64,
    /// The temporary folder took one of them no more: our trouble, and no file's.
    no_room: Option<std::io::Error>,
    /// Files that are listed and not yet looked at: path, path as shown, bytes.
    files: Vec<(PathBuf, String, u64)>,
    /// Results of earlier runs, by their folder.
    results: BTreeMap<String, Earlier>,
    found: Discovery,
}

/// A folder still to be listed.
struct Pending {
    path: PathBuf,
    /// Workspace-relative, ending with `/` unless empty.
    prefix: String,
    /// Set when all below is passed over.
    skip: Option<&'static str>,
}

impl Search<'_> {
    fn folder(&mut self, root: &Path) -> Result<(), IntakeError> {
        fs::read_dir(root).map_err(|error| IntakeError::Unreadable(root.to_owned(), error))?;
        let mut pending = vec![Pending { path: root.to_owned(), prefix: String::new(), skip: None }];
        while let Some(folder) = pending.pop() {
            let listed: Result<Vec<fs::DirEntry>, std::io::Error> = fs::read_dir(&folder.path).and_then(Iterator::collect);
            match listed {
                Ok(entries) => {
                    entries.iter().for_each(|entry| self.entry(entry, &folder, &mut pending));
                    self.result(&folder, &entries);
                }
                Err(error) => {
                    // It counts as one unreadable file: how many it holds nobody can say.
                    let path: Arc<str> = Arc::from(folder.prefix.as_str());
                    let say = Fault::io(&error).say().led_by(say!("文件夹无法列出，其中的台账均未读入："));
                    self.found.issues.push(Issue::new(Code::ING001, Place::file(&path), say));
                    self.found.unreadable.push((path, 0));
                }
            }
        }
        let files = self.without_results();
        // To open thousands of files takes longer than to list them.
        let heads: Vec<Vec<u8>> = files.par_iter().with_min_len(64).map(|(path, ..)| head(path)).collect();
        for ((path, shown_path, bytes), head) in files.into_iter().zip(heads) {
            self.file(path, &shown_path, bytes, &head);
        }
        Ok(())
    }

    fn entry(&mut self, entry: &fs::DirEntry, folder: &Pending, pending: &mut Vec<Pending>) {
        let path = entry.path();
        if self.exclude.contains(&path) {
            return;
        }
        let name = shown(&entry.file_name());
        let shown_path = format!("{}{name}", folder.prefix);
        let Ok(kind) = entry.file_type() else {
            self.refuse(&shown_path, 0, &Fault::Io("系统读取出错".to_owned()));
            return;
        };
        if folder.prefix.is_empty() && skip::own(&name) {
            return;
        }
        if kind.is_symlink() {
            self.pass_over(&shown_path, folder.skip.unwrap_or("符号链接"));
        } else if kind.is_dir() {
            // What a result says of itself tells more than its name.
            let told = skip::is_results(&name) && [MANIFEST, earlier::SUMMARY].iter().any(|list| path.join(list).is_file());
            let skip = folder.skip.or_else(|| skip::folder(&name).filter(|_| !told));
            pending.push(Pending { path: path.clone(), prefix: format!("{shown_path}/"), skip });
        } else if let Some(reason) = folder.skip.or_else(|| skip::file(&name)) {
            self.pass_over(&shown_path, reason);
        } else if !kind.is_file() {
            // Pipes, sockets and devices: to open one may be to wait for ever.
            self.pass_over(&shown_path, "特殊文件");
        } else {
            let bytes = entry.metadata().map_or(0, |m| m.len());
            self.files.push((path, shown_path, bytes));
        }
    }

    /// Looks if a folder holds a result of an earlier run.
    fn result(&mut self, folder: &Pending, entries: &[fs::DirEntry]) {
        let has = |name: &str| entries.iter().any(|entry| entry.file_name() == name);
        if folder.skip.is_some() {
            return;
        }
        let names = [MANIFEST, earlier::SUMMARY].into_iter().filter(|name| has(name.split('/').next().unwrap_or(name)));
        let known = names.filter_map(|name| {
            let file = files::open_listed(&folder.path.join(name)).ok()?;
            Earlier::parse(name, &files::whole(file, earlier::LARGEST).ok()?)
        });
        if let Some(result) = known.into_iter().next() {
            self.results.insert(folder.prefix.clone(), result);
        }
    }

    /// The files that are listed, without those of earlier results.
    fn without_results(&mut self) -> Vec<(PathBuf, String, u64)> {
        let files = std::mem::take(&mut self.files);
        if self.results.is_empty() {
            return files;
        }
        let mut skipped = std::mem::take(&mut self.found.skipped);
        let listed = files.iter().map(|(_, path, bytes)| Seen { path, bytes: *bytes });
        let seen: Vec<Seen<'_>> = listed.chain(skipped.iter().map(|file| Seen { path: &file.path, bytes: 0 })).collect();
        let differs = |at: usize, digest: &str| {
            let file = files.get(at).and_then(|(path, ..)| files::open_listed(path).ok());
            file.and_then(|mut file| digest_of(&mut file).ok()).is_none_or(|own| own != digest)
        };
        let sorted = sort_out(&self.results, &seen, differs);
        let (of_files, of_skipped) = sorted.passed.split_at(files.len());
        skipped.iter_mut().zip(of_skipped).filter(|(_, passed)| **passed).for_each(|(file, _)| file.reason = earlier::REASON);
        self.found.skipped = skipped;
        self.found.notes.extend(sorted.notes);
        let mut rest = Vec::with_capacity(files.len());
        for (file, passed) in files.into_iter().zip(of_files) {
            match passed {
                true => self.pass_over(&file.1, earlier::REASON),
                false => rest.push(file),
            }
        }
        rest
    }

    /// A file that may be a ledger or an archive of some.
    fn file(&mut self, path: PathBuf, shown_path: &str, bytes: u64, head: &[u8]) {
        if skip::is_packed(shown_path) {
            return self.refuse(shown_path, bytes, &Fault::Packed);
        }
        if is_zip(head) && !starts_like_document(head) {
            match Archive::open(&path, self.limits) {
                Ok(archive) if !archive.is_document() => {
                    let members = archive.members();
                    return self.members(&Arc::new(archive), members, &format!("{shown_path}/"), bytes, 1);
                }
                Err(fault) if skip::extension(shown_path) == "zip" => return self.refuse(shown_path, bytes, &fault),
                // A workbook, whole or damaged: reading tells.
                _ => {}
            }
        }
        self.found.inputs.push(Input { path: Arc::from(shown_path), bytes, at: Locator::File(path) });
    }

    fn root_file(&mut self, root: &Path) -> Result<(), IntakeError> {
        let about = fs::metadata(root).map_err(|error| IntakeError::Unreadable(root.to_owned(), error))?;
        if !about.is_file() {
            return Err(IntakeError::Unreadable(root.to_owned(), std::io::Error::other("不是文件夹、压缩包或普通文件")));
        }
        let bytes = about.len();
        let name = root.file_name().map(shown).unwrap_or_default();
        let head = head(root);
        if is_zip(&head) && !starts_like_document(&head) {
            match Archive::open(root, self.limits) {
                Ok(archive) if !archive.is_document() => {
                    let mut members = archive.members();
                    strip_single_top(&mut members);
                    self.members(&Arc::new(archive), members, "", bytes, 0);
                    return Ok(());
                }
                Err(fault) if skip::extension(&name) == "zip" => {
                    return Err(IntakeError::Archive(root.to_owned(), fault.say()));
                }
                _ => {}
            }
        }
        if skip::is_packed(&name) {
            return Err(IntakeError::Archive(root.to_owned(), Fault::Packed.say()));
        }
        if skip::extension(&name) == "zip" && !is_zip(&head) {
            let fault = if bytes == 0 { Fault::Empty } else { Fault::Archive("内容不是 ZIP 压缩包") };
            return Err(IntakeError::Archive(root.to_owned(), fault.say()));
        }
        self.found.inputs.push(Input { path: Arc::from(name), bytes, at: Locator::File(root.to_owned()) });
        Ok(())
    }

    fn pass_over(&mut self, path: &str, reason: &'static str) {
        self.found.skipped.push(Skipped { path: Arc::from(path), reason });
    }

    fn refuse(&mut self, path: &str, bytes: u64, fault: &Fault) {
        let path: Arc<str> = Arc::from(path);
        self.found.issues.push(fault.for_file(&path));
        self.found.unreadable.push((path, bytes));
    }
}

/// A file name as shown: UTF-8, else the GBK that unpacking a Chinese archive leaves on disk; control characters as pictures.
pub fn shown(name: &OsStr) -> String {
    without_controls(&decoded(name)).into_owned()
}

#[cfg(unix)]
fn decoded(name: &OsStr) -> Cow<'_, str> {
    use std::os::unix::ffi::OsStrExt;
    match name.to_str() {
        Some(name) => Cow::Borrowed(name),
        None => encoding_rs::GB18030.decode_without_bom_handling(name.as_bytes()).0,
    }
}

#[cfg(not(unix))]
fn decoded(name: &OsStr) -> Cow<'_, str> {
    name.to_string_lossy()
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The first bytes of a file, none if it cannot be opened (reading it will say why).
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    if let Ok(file) = files::open_listed(path) {
        // What could not be read is missing from the head, and then it looks like no zip.
        let _ = file.take(128).read_to_end(&mut head);
    }
    head
}
