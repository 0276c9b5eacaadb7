//! What differs from system to system: where a program keeps its own files, how a page or folder is opened, how another process is asked to stop.
//! Each has a portable fallback, which says that it could not be done; the feature of its own `portable` builds with nothing but those.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// The folder for the program's own files: what the variable says, else where the system keeps such files, else beside temporary ones.
pub fn home() -> PathBuf {
    if let Some(named) = std::env::var_os("DANGRI_HOME").filter(|named| !named.is_empty()) {
        return PathBuf::from(named);
    }
    own_place().unwrap_or_else(std::env::temp_dir).join("dangri")
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(all(windows, not(feature = "portable")))]
fn own_place() -> Option<PathBuf> {
    variable("LOCALAPPDATA")
}

#[cfg(all(target_os = "macos", not(feature = "portable")))]
fn own_place() -> Option<PathBuf> {
    variable("HOME").map(|home| home.join("Library/Application Support"))
}

#[cfg(all(unix, not(target_os = "macos"), not(feature = "portable")))]
fn own_place() -> Option<PathBuf> {
    variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
}

#[cfg(any(feature = "portable", not(any(unix, windows))))]
fn own_place() -> Option<PathBuf> {
    variable("HOME")
}

/// A folder that other users of the machine cannot look into, where the system knows such a thing; one that is there becomes so.
///
/// # Errors
/// It cannot be made, or belongs to somebody else.
pub fn make_private(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    #[cfg(all(unix, not(feature = "portable")))]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// A new folder of that kind; `whole`: with those above it, and one that is there will do.
///
/// # Errors
/// Of the file system; it is there already.
pub fn private_dir(dir: &Path, whole: bool) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(all(unix, not(feature = "portable")))]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(whole).create(dir)
}

/// A file that is made with these options is its owner's alone.
pub fn keep_private(options: &mut std::fs::OpenOptions) {
    #[cfg(all(unix, not(feature = "portable")))]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let _ = options;
}

/// Opens a page, folder or paper with what the user has for it. `false`: nothing here can; the user is told where it is.
#[cfg(not(all(windows, not(feature = "portable"))))]
pub fn open(path: &Path) -> bool {
    openers().into_iter().any(|(program, words)| started(&program, &words, path))
}

/// The system itself is asked, by path: `cmd /c start` would read `&` and `%` in it, `explorer` commas.
#[cfg(all(windows, not(feature = "portable")))]
pub fn open(path: &Path) -> bool {
    opener::open(path).is_ok()
}

/// How somebody would type what `open` does.
pub fn open_line(path: &Path) -> String {
    let program = if cfg!(windows) {
        "start \"\""
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    format!("{program} \"{}\"", path.display())
}

/// Starts a program for a path and lets it go. One that ends at once with an error has not opened anything.
#[cfg(not(all(windows, not(feature = "portable"))))]
fn started(program: &Path, words: &[&str], path: &Path) -> bool {
    use std::process::Stdio;
    let mut command = Command::new(program);
    command.args(words).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // Openers hand over and end, browsers stay: some time tells which.
    for _ in 0..10 {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(std::time::Duration::from_millis(20)),
            Err(_) => return false,
        }
    }
    std::thread::spawn(move || child.wait());
    true
}

#[cfg(all(target_os = "macos", not(feature = "portable")))]
fn openers() -> Vec<(PathBuf, Vec<&'static str>)> {
    vec![(PathBuf::from("/usr/bin/open"), Vec::new())]
}

/// `BROWSER` is how people say on these systems what is to be used.
#[cfg(all(unix, not(target_os = "macos"), not(feature = "portable")))]
fn openers() -> Vec<(PathBuf, Vec<&'static str>)> {
    let own = std::env::var_os("BROWSER").filter(|own| !own.is_empty()).map(|own| (PathBuf::from(own), Vec::new()));
    let usual = [("xdg-open", vec![]), ("gio", vec!["open"])].map(|(name, words)| (PathBuf::from(name), words));
    match own {
        Some(own) => vec![own],
        None => usual.into(),
    }
}

#[cfg(any(feature = "portable", not(any(unix, windows))))]
fn openers() -> Vec<(PathBuf, Vec<&'static str>)> {
    Vec::new()
}

/// Asks a process to stop, so that it can take away what it has not finished. Where the system has no such word it is ended, and the next run clears up.
pub fn stop(child: &mut Child) {
    #[cfg(all(unix, not(feature = "portable")))]
    {
        let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if id.is_some_and(|id| rustix::process::kill_process(id, rustix::process::Signal::TERM).is_ok()) {
            return;
        }
    }
    let _ = child.kill();
}

/// Starts no black window of its own, where programs of the terminal would.
pub fn without_window(command: &mut Command) {
    #[cfg(all(windows, not(feature = "portable")))]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let _ = command;
}

/// Is the name one that some system keeps for itself or cannot hold? Names that come in by upload are to lie on any.
pub fn is_reserved(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| stem.strip_prefix(port).is_some_and(|n| n.chars().count() == 1 && n != "0"));
    let signs = name.chars().any(|c| c.is_control() || "<>:\"|?*\\/".contains(c));
    DEVICES.contains(&stem.as_str()) || numbered || signs || name.ends_with(['.', ' ']) || matches!(name, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_cannot_hold_are_known() {
        for name in
            ["", ".", "..", "a/b", "a\\b", "C:", "CON", "con.xlsx", "Nul .txt", "COM1", "lpt9.csv", "a?", "甲.", "乙 ", "a\u{0}b", "a\nb"]
        {
            assert!(is_reserved(name), "{name:?}");
        }
        for name in ["台账.xlsx", "控制.xlsx", "console.csv", "com10", "7月（更正）.xls", "..甲", ".dangri"] {
            assert!(!is_reserved(name), "{name:?}");
        }
    }
}
