//! Where the passwords of encrypted workbooks come from: the command line, and one list, which it names or else `dangri.toml` does. The words
//! themselves have no key in `dangri.toml`: that file is copied and handed on with the workspace that they are to protect.

use std::path::{Path, PathBuf};

use crate::files;
use crate::intake::{self, Limits, Passwords};

use super::error::RunError;

/// Largest list that is looked at; 200 passwords need a fraction of it.
const LARGEST: u64 = 1 << 20;

/// The list of passwords, wherever it lies. When it lies in the workspace it is no ledger, and is not read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordList {
    /// A file on disk.
    File(PathBuf),
    /// A file in a zipped workspace, by its name there.
    Member(String),
}

impl PasswordList {
    /// `password_file` as written in the `dangri.toml` of a workspace: relative to the workspace.
    pub fn of_workspace(workspace: &Path, name: &str) -> Self {
        if workspace.is_dir() {
            PasswordList::File(workspace.join(name))
        } else {
            PasswordList::Member(name.replace('\\', "/").trim_start_matches("./").to_owned())
        }
    }

    /// The file itself, if it is one on disk.
    pub fn on_disk(&self) -> Option<&Path> {
        match self {
            PasswordList::File(path) => Some(path),
            PasswordList::Member(_) => None,
        }
    }

    /// True of the file of that name in a zipped workspace.
    pub fn is_member(&self, name: &str) -> bool {
        matches!(self, PasswordList::Member(own) if own == name)
    }

    fn shown(&self) -> String {
        match self {
            PasswordList::File(path) => path.display().to_string(),
            PasswordList::Member(name) => name.clone(),
        }
    }

    fn read(&self, workspace: &Path) -> Result<Vec<u8>, String> {
        const MISSING: &str = "文件不存在";
        match self {
            PasswordList::Member(name) => {
                match intake::workspace_file(workspace, name, &Limits { file_bytes: LARGEST, ..Limits::default() }) {
                    Ok(Some(bytes)) => Ok(bytes),
                    Ok(None) => Err(MISSING.to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            }
            PasswordList::File(path) => {
                let fail = |error: std::io::Error| match error.kind() {
                    std::io::ErrorKind::NotFound => MISSING.to_owned(),
                    std::io::ErrorKind::FileTooLarge => "文件过大，不像是密码清单".to_owned(),
                    _ => format!("无法打开：{error}"),
                };
                files::read(path, LARGEST).map_err(fail)
            }
        }
    }
}

/// All passwords of a run: those given, and those of the list. `workspace` is where a [`PasswordList::Member`] lies.
///
/// # Errors
/// The list cannot be read or used, or there are too many.
pub fn gather(given: &Passwords, list: Option<&PasswordList>, workspace: &Path) -> Result<Passwords, RunError> {
    let Some(list) = list else { return Ok(given.clone()) };
    let fail = |why: String| RunError::PasswordList(list.shown(), why);
    let bytes = list.read(workspace).map_err(fail)?;
    let listed = Passwords::read_list(&bytes).map_err(|fault| fail(fault.to_string()))?;
    given.and(&listed).map_err(|fault| fail(fault.to_string()))
}
