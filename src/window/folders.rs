//! Folders to choose from: what a folder on this machine holds that can be a workspace. Names only; nothing is opened. The page names whole paths that
//! it was told here, so a path that is written in any other way is refused; a link is told with the place to which it leads.

use std::fs;
use std::path::{Component, Path, PathBuf, Prefix};

use serde_json::{Value, json};

use crate::model::io_words::io_words;

/// Most entries that are listed.
const MOST: usize = 2_000;
/// Endings of files that may be ledgers.
const LEDGERS: [&str; 6] = ["xlsx", "xls", "et", "xlsm", "csv", "ods"];

/// The user's own folder.
fn home() -> PathBuf {
    ["HOME", "USERPROFILE"].iter().find_map(std::env::var_os).map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// Is it a whole path on this machine, as this list writes them? Not one with steps upward, nor a name of a device, nor another machine's share,
/// which Windows would greet with the user's own password.
fn is_whole(path: &Path) -> bool {
    let fits = |part: Component| match part {
        Component::Prefix(prefix) => matches!(prefix.kind(), Prefix::Disk(_) | Prefix::VerbatimDisk(_)),
        Component::RootDir | Component::Normal(_) => true,
        Component::CurDir | Component::ParentDir => false,
    };
    path.is_absolute() && path.components().all(fits) && !path.as_os_str().as_encoded_bytes().contains(&0)
}

struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
    is_link: bool,
}

/// The folders and packed ones in a folder; of none given, the user's own.
///
/// # Errors
/// In words for the user: the path is not a whole one, or the folder cannot be looked into.
pub fn list(path: Option<&str>) -> Result<Value, String> {
    let given = path.map(str::trim).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = match given {
        Some(path) if is_whole(&path) => path,
        Some(path) => return Err(format!("“{}”不是本机文件夹的完整路径。", path.display())),
        None => std::path::absolute(home()).map_err(|error| format!("用户文件夹无法打开：{}", io_words(&error)))?,
    };
    let entries = fs::read_dir(&path).map_err(|error| format!("“{}”无法打开：{}", path.display(), io_words(&error)))?;
    let mut found: Vec<Entry> = Vec::new();
    let (mut ledgers, mut more) = (0_u64, false);
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(['.', '$', '~']) {
            continue;
        }
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let Some(path) = (if is_link { entry.path().canonicalize().ok() } else { Some(entry.path()) }) else { continue };
        let (is_folder, is_file) = (path.is_dir(), path.is_file());
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        if is_folder || (is_file && ending == "zip") {
            more |= found.len() == MOST;
            if found.len() < MOST {
                found.push(Entry { name, path, is_folder, is_link });
            }
        } else {
            ledgers += u64::from(is_file && LEDGERS.contains(&ending.as_str()));
        }
    }
    found.sort_by(|a, b| (!a.is_folder, &a.name).cmp(&(!b.is_folder, &b.name)));
    let entry = |entry: &Entry| json!({ "name": entry.name, "path": entry.path.to_string_lossy(), "folder": entry.is_folder, "link": entry.is_link });
    Ok(json!({
        "path": path.to_string_lossy(),
        "parent": path.parent().map(|parent| parent.to_string_lossy()),
        "roots": roots(),
        "entries": found.iter().map(entry).collect::<Vec<_>>(),
        "ledgers": ledgers,
        "more": more,
    }))
}

/// Drives, where the system has them.
fn roots() -> Vec<String> {
    if !cfg!(windows) {
        return vec!["/".to_string()];
    }
    (b'A'..=b'Z').map(|letter| format!("{}:\\", char::from(letter))).filter(|drive| Path::new(drive).exists()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_paths_are_listed() {
        for path in ["..", "台账", "/tmp/../etc", "./x", "~", "/tmp\u{0}", "\\\\server\\share", "C:\\x"] {
            let refused = if cfg!(windows) { path != "C:\\x" } else { true };
            assert_eq!(list(Some(path)).is_err_and(|told| told.contains("完整路径")), refused, "{path:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_told_with_the_place_to_which_it_leads() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("甲/台账")).unwrap();
        fs::create_dir(root.join("乙")).unwrap();
        std::os::unix::fs::symlink(root.join("乙"), root.join("甲/往乙")).unwrap();
        std::os::unix::fs::symlink("没有", root.join("甲/断")).unwrap();
        fs::write(root.join("甲/7月.xlsx"), "x").unwrap();
        let told = list(root.join("甲").to_str()).unwrap();
        let entries: Vec<(&str, &str, bool)> = told["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["name"].as_str().unwrap(), entry["path"].as_str().unwrap(), entry["link"] == true))
            .collect();
        let (plain, led) = (root.join("甲/台账"), root.join("乙"));
        assert_eq!(entries, [("台账", plain.to_str().unwrap(), false), ("往乙", led.to_str().unwrap(), true)]);
        assert_eq!(told["ledgers"], 1);
    }
}
