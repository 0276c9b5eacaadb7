//! `dangri.toml` of a workspace, read in one place for all commands. In a folder on this machine it may say whatever the command line may; what it
//! names outside the folder is told. A zip was packed by others: there it says what is judged and nothing else.

use std::path::{Path, PathBuf};

use crate::config::Schemas;
use crate::config::fault::{Fault, Faults};
use crate::config::workspace::{self, WorkspaceOptions};
use crate::files;
use crate::intake::{self, Limits};

use super::error::RunError;

/// Its name.
pub const FILE: &str = "dangri.toml";
/// What Windows makes of it where endings are not shown.
const HIDDEN_ENDING: &str = "dangri.toml.txt";

/// What the user should know of the set-up before anything else: facts, worded by whoever tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// These keys stand in the `dangri.toml` of a packed workspace, where they are not honoured.
    NotHonoured(Vec<String>),
    /// The set-up was read from `dangri.toml.txt`.
    TextEnding,
    /// There is a `dangri.toml.txt` beside `dangri.toml`, which is not read.
    TwoFiles,
    /// A key names something outside the workspace.
    Outside {
        /// The key.
        key: &'static str,
        /// Where that is.
        path: PathBuf,
    },
}

/// The set-up of a workspace.
#[derive(Debug, Default)]
pub struct SetUp {
    pub options: WorkspaceOptions,
    pub notices: Vec<Notice>,
}

impl SetUp {
    /// Of a folder or a zip; empty where it has no `dangri.toml`.
    ///
    /// # Errors
    /// The file cannot be read or is faulty.
    pub fn of(path: &Path) -> Result<Self, RunError> {
        let own = intake::workspace_file(path, FILE, &Limits::default())?;
        let text = intake::workspace_file(path, HIDDEN_ENDING, &Limits::default())?;
        let (name, bytes, mut notices) = match (own, text) {
            (Some(bytes), None) => (FILE, bytes, Vec::new()),
            (Some(bytes), Some(_)) => (FILE, bytes, vec![Notice::TwoFiles]),
            (None, Some(bytes)) => (HIDDEN_ENDING, bytes, vec![Notice::TextEnding]),
            (None, None) => return Ok(SetUp::default()),
        };
        let told = || Faults(vec![Fault::whole(name, "不是文本文件，请用文本编辑器另存为 UTF-8")]);
        let options = workspace::parse(name, &intake::decode(&bytes).ok_or_else(told)?)?;
        if path.is_dir() {
            notices.extend(outside(path, &options));
            return Ok(SetUp { options, notices });
        }
        let (options, left_out) = options.handed_over();
        notices.extend((!left_out.is_empty()).then_some(Notice::NotHonoured(left_out)));
        Ok(SetUp { options, notices })
    }

    /// The schemas: of the command line, else those that the file names, else the ones built in.
    ///
    /// # Errors
    /// They are faulty.
    pub fn schemas(&self, given: Option<&Path>) -> Result<Schemas, RunError> {
        let own = self.options.schemas.as_ref().map(PathBuf::from);
        Ok(Schemas::load(given.or(own.as_deref()))?)
    }
}

/// What the options name outside the workspace.
fn outside(workspace: &Path, options: &WorkspaceOptions) -> Vec<Notice> {
    let full = |path: PathBuf| files::resolved(&path).or_else(|_| std::path::absolute(&path)).unwrap_or(path);
    let root = full(workspace.to_path_buf());
    let named = [
        ("output", options.output.as_ref().map(PathBuf::from)),
        ("schemas", options.schemas.as_ref().map(PathBuf::from)),
        ("password_file", options.password_file.as_ref().map(|name| workspace.join(name))),
    ];
    let told = |(key, path): (&'static str, Option<PathBuf>)| {
        let path = full(path?);
        (!path.starts_with(&root)).then_some(Notice::Outside { key, path })
    };
    named.into_iter().filter_map(told).collect()
}
