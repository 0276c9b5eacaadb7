//! Choices and words of a page that have not been ordered yet, kept for each workspace until a job has written them where they belong. So a reload,
//! a second tab and a closed browser lose nothing. Each change is one entry; what two pages say of the same thing is what was said last.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::store::{self, Store};
use super::system;
use crate::files;

/// Most bytes of a workspace's choices.
const LARGEST: u64 = 16 << 20;
/// Longest key and choice of one entry, in bytes.
const LONGEST: usize = 4 << 10;
/// Hex digits of a file's name.
const DIGITS: usize = 16;

/// What an entry is about.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A name of the ledgers.
    Names,
    /// A heading.
    Headings,
    /// A list that could be a roster.
    Lists,
    /// A field of a form, by its name.
    Field,
}

/// An entry. An empty choice takes it back.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What kind.
    pub kind: Kind,
    /// Which one, as `dangri match --answers` calls it.
    pub key: Value,
    /// What was chosen.
    pub choice: String,
}

/// All entries of a workspace.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Drafts {
    workspace: PathBuf,
    /// Rises with every change, so that a page knows that there is something new.
    pub revision: u64,
    /// The last job whose choices have been taken out.
    settled: u32,
    /// In the order in which they were first made.
    pub entries: Vec<Draft>,
}

/// Why an entry is not kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is too long, or there are too many.
    #[error("没有记下：内容过长或者过多。请先写入核对表。")]
    TooLarge,
    /// What lies there cannot be read, and is not written over.
    #[error("以前记下的选择无法读取，没有改动。请移走“{}”后再试。", .0.display())]
    Torn(PathBuf),
    /// Of the file system.
    #[error("没有记下：{}", crate::model::io_words::io_words(.0))]
    System(#[from] io::Error),
}

/// Held while a file is read and written again: two windows may use the same store.
fn held(store: &Store) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    system::keep_private(&mut options);
    let file = options.open(store.drafts().join("lock"))?;
    file.lock()?;
    Ok(file)
}

fn place(store: &Store, workspace: &Path) -> PathBuf {
    let digest = Sha256::digest(workspace.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    store.drafts().join(format!("{}.json", &name[..DIGITS]))
}

fn opened(path: &Path, workspace: &Path) -> Result<Drafts, Refused> {
    match files::read(path, LARGEST) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| Refused::Torn(path.to_path_buf())),
        Err(_) if path.symlink_metadata().is_err() => Ok(Drafts { workspace: workspace.to_path_buf(), ..Drafts::default() }),
        Err(_) => Err(Refused::Torn(path.to_path_buf())),
    }
}

/// Entries of a workspace.
///
/// # Errors
/// They are there and cannot be read.
pub fn of(store: &Store, workspace: &Path) -> Result<Drafts, Refused> {
    opened(&place(store, workspace), workspace)
}

/// Keeps an entry, or takes it back.
///
/// # Errors
/// It is too large or cannot be written; then nothing has changed.
pub fn keep(store: &Store, workspace: &Path, draft: Draft) -> Result<u64, Refused> {
    if draft.choice.len() > LONGEST || draft.key.to_string().len() > LONGEST {
        return Err(Refused::TooLarge);
    }
    let _held = held(store)?;
    let path = place(store, workspace);
    let mut all = opened(&path, workspace)?;
    let at = all.entries.iter().position(|known| known.kind == draft.kind && known.key == draft.key);
    match (at, draft.choice.is_empty()) {
        (None, true) => return Ok(all.revision),
        (Some(at), true) => drop(all.entries.remove(at)),
        (Some(at), false) => all.entries[at].choice = draft.choice,
        (None, false) => all.entries.push(draft),
    }
    all.revision += 1;
    written(&path, &all)?;
    Ok(all.revision)
}

/// Takes out what jobs have written into the workbook, unless something else has been chosen since.
///
/// # Errors
/// As `keep`.
pub fn settle(store: &Store, workspace: &Path, confirmed: impl FnOnce(u32) -> Vec<(u32, Value)>) -> Result<u64, Refused> {
    let path = place(store, workspace);
    let known = opened(&path, workspace)?;
    let confirmed = confirmed(known.settled);
    if confirmed.is_empty() {
        return Ok(known.revision);
    }
    let _held = held(store)?;
    let mut all = opened(&path, workspace)?;
    for (number, answers) in confirmed {
        for (kind, name) in [(Kind::Names, "names"), (Kind::Headings, "headings"), (Kind::Lists, "lists")] {
            for answer in answers[name].as_array().into_iter().flatten() {
                let mut key = answer.clone();
                let Some(choice) = key.as_object_mut().and_then(|key| key.remove("choice")) else { continue };
                all.entries.retain(|draft| !(draft.kind == kind && draft.key == key && choice == draft.choice.as_str()));
            }
        }
        all.settled = all.settled.max(number);
    }
    all.revision += 1;
    written(&path, &all)?;
    Ok(all.revision)
}

fn written(path: &Path, all: &Drafts) -> Result<(), Refused> {
    if serde_json::to_vec(all).map_err(io::Error::from)?.len() as u64 > LARGEST {
        return Err(Refused::TooLarge);
    }
    Ok(store::write(path, all)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(written: &str, choice: &str) -> Draft {
        Draft { kind: Kind::Names, key: json!({ "member": "", "written": written, "committee": "" }), choice: choice.to_string() }
    }

    fn choices(store: &Store) -> Vec<String> {
        of(store, Path::new("/甲")).unwrap().entries.into_iter().map(|draft| draft.choice).collect()
    }

    #[test]
    fn what_was_said_last_holds_until_it_has_been_written() {
        let dir = tempfile::tempdir().unwrap();
        let (store, workspace) = (Store::open(dir.path()).unwrap(), Path::new("/甲"));
        for (written, choice) in [("东村", "一支部"), ("西村", "二支部"), ("东村", "三支部"), ("南村", "四支部"), ("南村", "")]
        {
            keep(&store, workspace, draft(written, choice)).unwrap();
        }
        assert_eq!(choices(&store), ["三支部", "二支部"]);
        assert!(of(&store, Path::new("/乙")).unwrap().entries.is_empty(), "another workspace");

        let sent = json!({ "names": [
            { "member": "", "written": "东村", "committee": "", "choice": "一支部" },
            { "committee": "", "written": "西村", "member": "", "choice": "二支部" },
        ] });
        let before = of(&store, workspace).unwrap().revision;
        let after = settle(&store, workspace, |seen| if seen < 7 { vec![(7, sent.clone())] } else { Vec::new() }).unwrap();
        assert!(after > before);
        assert_eq!(choices(&store), ["三支部"], "chosen anew after the other was sent");
        keep(&store, workspace, draft("西村", "二支部")).unwrap();
        settle(&store, workspace, |seen| if seen < 7 { vec![(7, sent)] } else { Vec::new() }).unwrap();
        assert_eq!(choices(&store), ["三支部", "二支部"], "a job settles once");
    }

    #[test]
    fn what_cannot_be_read_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let (store, workspace) = (Store::open(dir.path()).unwrap(), Path::new("/甲"));
        std::fs::write(place(&store, workspace), "{").unwrap();
        assert!(matches!(keep(&store, workspace, draft("东村", "一支部")), Err(Refused::Torn(_))));
        assert_eq!(std::fs::read_to_string(place(&store, workspace)).unwrap(), "{");
        assert!(matches!(keep(&store, Path::new("/乙"), draft("东村", &"长".repeat(5_000))), Err(Refused::TooLarge)));
    }
}
