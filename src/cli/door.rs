//! The door for those who type no command: the program alone, or a folder, a packed one or files dragged onto it. At a terminal it asks
//! (`dialogue`), elsewhere it opens the window.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::args::Cli;
use super::{dialogue, window};

/// The paths, where that is all that was typed; none at all is an empty list. Names of commands win over folders called so: a line that works
/// today must not mean something else where a folder happens to lie.
pub fn dropped(typed: &[OsString]) -> Option<Vec<PathBuf>> {
    let is_command = |word: &OsStr| word.to_str().is_some_and(|word| Cli::command().find_subcommand(word).is_some());
    if typed.first().is_some_and(|word| is_command(word)) {
        return None;
    }
    let all = typed.iter().all(|word| Path::new(word).exists());
    all.then(|| typed.iter().map(PathBuf::from).collect())
}

/// Opens it.
pub fn open(paths: &[PathBuf]) -> u8 {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        super::interrupt::listen();
        return dialogue::hold(paths);
    }
    let workspace = match paths {
        [only] if only.is_dir() || dialogue::is_zip(only) => Some(only.as_path()),
        [] => None,
        _ => return super::fail(&"请只给出一个文件夹或压缩包（.zip）；要检查单个台账，用 dangri check。", super::usage::UNUSABLE),
    };
    window::open(workspace)
}
