//! Folders to choose from: what a folder on this machine holds that can be a workspace. Names only; nothing is opened.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Most entries that are listed.
const MOST: usize = 2_000;

/// The folders and packed ones in a folder; of none given, the user's own.
pub fn list(path: Option<&str>) -> Result<Value, String> {
    let own = || ["HOME", "USERPROFILE"].iter().find_map(std::env::var_os).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let path = path.filter(|path| !path.trim().is_empty()).map_or_else(own, |path| PathBuf::from(path.trim()));
    let path = std::path::absolute(&path).map_err(|_| "路径无法识别".to_string())?;
    let entries =
        fs::read_dir(&path).map_err(|error| format!("“{}”无法打开：{}", path.display(), crate::model::io_words::io_words(&error)))?;
    let mut found: Vec<(bool, String)> = Vec::new();
    let (mut ledgers, mut more) = (0_u64, false);
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(['.', '$', '~']) {
            continue;
        }
        let is_dir = entry.path().is_dir();
        let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        if is_dir || ending == "zip" {
            more |= found.len() == MOST;
            if found.len() < MOST {
                found.push((is_dir, name));
            }
        } else {
            ledgers += u64::from(matches!(ending.as_str(), "xlsx" | "xls" | "et" | "xlsm" | "csv" | "ods"));
        }
    }
    found.sort_by(|a, b| (!a.0, &a.1).cmp(&(!b.0, &b.1)));
    let entry = |(is_dir, name): &(bool, String)| json!({ "name": name, "path": path.join(name).to_string_lossy(), "folder": is_dir });
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
