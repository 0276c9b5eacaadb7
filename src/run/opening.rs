//! What files are opened with: how much one may ask of this machine, and the passwords of encrypted ones. Every command that reads ledgers
//! takes both from its command line and from `dangri.toml`.

use std::path::{Path, PathBuf};

use crate::config::workspace::WorkspaceOptions;
use crate::intake::{self, Discovery, Limits, Passwords};

use super::error::RunError;
use super::passwords;

/// As asked on the command line.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// `名称=值`, see [`Limits::set_written`].
    pub limits: Vec<String>,
    /// Passwords of encrypted workbooks.
    pub passwords: Passwords,
    /// List of passwords.
    pub password_file: Option<PathBuf>,
}

/// As used.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// Limits of reading.
    pub limits: Limits,
    /// Passwords of encrypted workbooks.
    pub passwords: Passwords,
    /// The file that some of the passwords are in.
    pub list: Option<PathBuf>,
    /// A list in a packed workspace, which is not used.
    pub unused_list: Option<String>,
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
        let own = file.password_file.as_deref().map(|name| workspace.join(name));
        let list = asked.password_file.clone().or(own);
        let unused_list = file.unused_list.as_deref().map(|name| name.replace('\\', "/").trim_start_matches("./").to_owned());
        Ok(Opening { limits, passwords: asked.passwords.clone(), list, unused_list })
    }

    /// The same, with the passwords of the list.
    ///
    /// # Errors
    /// The list cannot be read or used, or there are too many.
    pub fn with_list(mut self) -> Result<Self, RunError> {
        self.passwords = passwords::gather(&self.passwords, self.list.as_deref())?;
        Ok(self)
    }

    /// The files below a root. `aside` and the list of passwords are left out: neither its words nor its digest may come into any output.
    ///
    /// # Errors
    /// The root cannot be read at all.
    pub fn discover(&self, root: &Path, aside: &[&Path]) -> Result<Discovery, RunError> {
        let aside: Vec<PathBuf> = aside.iter().copied().chain(self.list.as_deref()).map(Path::to_path_buf).collect();
        let mut found = intake::discover(root, &aside, &self.limits)?;
        found.inputs.retain(|input| self.unused_list.as_deref() != Some(&*input.path));
        Ok(found)
    }
}
