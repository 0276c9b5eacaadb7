//! The house is kept: imports go down the floors only, files stay readable, crates stay in their rooms, and nothing unfinished is shipped.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor. A room imports only from floors below it (`docs/architecture.md`).
const FLOORS: &[(&str, u8)] = &[
    ("bulk", 0),
    ("files", 0),
    ("model", 1),
    ("calendar", 2),
    ("intake", 2),
    ("names", 2),
    ("layout", 3),
    ("collate", 4),
    ("rules", 5),
    ("config", 6),
    ("assess", 6),
    ("draw", 6),
    ("tables", 7),
    ("frame", 8),
    ("report", 9),
    ("demo", 9),
    ("run", 10),
    ("window", 11),
    ("cli", 12),
];

/// Longest file that is still read in one sitting.
const LONGEST: usize = 420;

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn source() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> = ["src", "tests"].iter().flat_map(|d| rust_files(&root.join(d))).collect();
    files
        .into_iter()
        .map(|p| (p.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"), fs::read_to_string(&p).unwrap()))
        .collect()
}

fn room(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let name = rest.split('/').next()?;
    Some(name.strip_suffix(".rs").unwrap_or(name))
}

/// Rooms that a line of code names by `crate::room`.
fn rooms_named(line: &str) -> Vec<&str> {
    line.match_indices("crate::")
        .map(|(at, word)| line[at + word.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .collect()
}

#[test]
fn imports_go_down_the_floors() {
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    // Tests may build what they need from any floor.
    for (path, text) in source().into_iter().filter(|(path, _)| !path.contains("test")) {
        let Some(own) = room(&path).filter(|r| !matches!(*r, "lib" | "main")) else { continue };
        let Some(floor) = floors.get(own) else {
            wrong.push(format!("{path}: room `{own}` has no floor"));
            continue;
        };
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for (number, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for other in rooms_named(line).into_iter().filter(|o| *o != own) {
                seen += 1;
                match floors.get(other) {
                    Some(below) if below < floor => {}
                    Some(_) => wrong.push(format!("{path}:{}: `{own}` (floor {floor}) imports `{other}`", number + 1)),
                    None => wrong.push(format!("{path}:{}: unknown room `{other}`", number + 1)),
                }
            }
        }
    }
    assert!(seen > 50, "the test reads imports: {seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let only = [
        ("calamine", &["intake"][..]),
        ("polars", &["frame"][..]),
        ("clap", &["cli"][..]),
        ("indicatif", &["cli"][..]),
        ("axum", &["window"][..]),
        ("tokio", &["window"][..]),
    ];
    let mut wrong = Vec::new();
    for (path, text) in source().into_iter().filter(|(p, _)| p.starts_with("src/")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or("").to_string();
        let test_file = path.contains("test");
        for (name, rooms) in only {
            let used = code.lines().filter(|l| !l.trim_start().starts_with("//")).any(|l| l.contains(&format!("{name}::")));
            if used && !test_file && !rooms.contains(&room(&path).unwrap_or("")) {
                wrong.push(format!("{path} names {name}"));
            }
        }
        let prints = code
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"))
            .any(|l| l.contains("println!(") || l.contains("eprint!(") || l.contains(" print!("));
        if prints && !test_file && !matches!(room(&path), Some("cli" | "main")) {
            wrong.push(format!("{path} prints"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable_and_open_with_their_intent() {
    let mut wrong = Vec::new();
    for (path, text) in source() {
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{path}: {lines} lines; split it by noun"));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{path}: opens without a paragraph of intent"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_unfinished_is_shipped() {
    let mut wrong = Vec::new();
    for (path, text) in source().into_iter().filter(|(p, _)| p.starts_with("src/")) {
        for word in [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("dbg", "!(")] {
            if text.contains(word) {
                wrong.push(format!("{path}: {word}…"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 60, "main.rs only parses, calls and exits");
}
