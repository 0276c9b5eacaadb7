//! What files are opened with: how much one may ask of this machine, and the passwords of encrypted ones. Every command that reads ledgers
//! takes both from its command line and from `dangri.toml`.

use std::path::{Path, PathBuf};

use crate::config::workspace::WorkspaceOptions;
use crate::intake::{self, Discovery, Limits, Passwords};

use super::error::RunError;
use super::passwords::{self, PasswordList};

/// As asked on the command line.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// `名称=值`, see [`Limits::set_written`].
    pub limits: Vec<String>,
    pub passwords: Passwords,
    pub password_file: Option<PathBuf>,
}

/// As used.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    pub limits: Limits,
    pub passwords: Passwords,
    /// The file that some of the passwords are in.
    pub list: Option<PasswordList>,
}

impl Opening {
    /// Command line and file together; the list of passwords is read when it is needed (see [`Opening::with_list`]).
    ///
    /// # Errors
    /// A limit that does not exist or has no such value.
    pub fn new(asked: &Asked, workspace: &Path, file: &WorkspaceOptions) -> Result<Self, RunError> {
        let mut limits = Limits::default();
        file.limits.iter().try_for_each(|(key, value)| limits.set(key, *value)).map_err(RunError::BadOption)?;
        asked.limits.iter().try_for_each(|text| limits.set_written(text)).map_err(RunError::BadOption)?;
        let own = file.password_file.as_deref().map(|name| PasswordList::of_workspace(workspace, name));
        let list = asked.password_file.clone().map(PasswordList::File).or(own);
        Ok(Opening { limits, passwords: asked.passwords.clone(), list })
    }

    /// The same, with the passwords of the list. `workspace` is where a [`PasswordList::Member`] lies.
    ///
    /// # Errors
    /// The list cannot be read or used, or there are too many.
    pub fn with_list(mut self, workspace: &Path) -> Result<Self, RunError> {
        self.passwords = passwords::gather(&self.passwords, self.list.as_ref(), workspace)?;
        Ok(self)
    }

    /// The files below a root. `aside` and the list of passwords are left out: neither its words nor its digest may come into any output.
    ///
    /// # Errors
    /// The root cannot be read at all.
    pub fn discover(&self, root: &Path, aside: &[&Path]) -> Result<Discovery, RunError> {
        let list = self.list.as_ref();
        let aside: Vec<PathBuf> = aside.iter().copied().chain(list.and_then(PasswordList::on_disk)).map(Path::to_path_buf).collect();
        let mut found = intake::discover(root, &aside, &self.limits)?;
        found.inputs.retain(|input| !list.is_some_and(|l| l.is_member(&input.path)));
        Ok(found)
    }
}
