//! Results of earlier runs that lie in a workspace, whole or in parts. The list in a result says which files were written: those are never read
//! again, wherever the list lies with them. A folder that holds all of a list is a result as it stands, so that whatever else lies in it is no
//! ledger either; what somebody changed in it or added to it is told, once a folder. A list that lies among ledgers without its files says
//! nothing of them, nor does one at the top of a workspace: there the ledgers are what the folder is for.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::{own, skip};
use crate::model::own::{MANIFEST, PROGRAM};

/// Why files of an earlier result are passed over.
pub(super) const REASON: &str = "以前的结果";
/// Largest list that is looked at.
pub(super) const LARGEST: u64 = 64 << 20;
/// Where the sums of a result lie, by which one of the time before the list is known.
pub(super) const SUMMARY: &str = "data/summary.json";
/// What else lay in a result of that time: at least one of these, and folders.
const FILES: [&str; 2] = ["汇总报告.xlsx", "报告.html"];
const FOLDERS: [&str; 4] = ["data/", "抽查/", "反馈/", "通知/"];
/// How many files are named.
const NAMED: usize = 3;

/// What is known of a result.
pub(super) enum Earlier {
    /// Its list: size and digest by path.
    Listed(BTreeMap<String, (u64, String)>),
    /// One without a list.
    First,
}

impl Earlier {
    /// By the bytes of a file with one of the two names; `None`: it is not ours.
    pub(super) fn parse(name: &str, bytes: &[u8]) -> Option<Self> {
        if name != MANIFEST {
            return own::is_summary(bytes).then_some(Earlier::First);
        }
        let list: Value = serde_json::from_slice(bytes).ok()?;
        if list.get("program").and_then(Value::as_str) != Some(PROGRAM) {
            return None;
        }
        let files = list.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let of = |file: &Value| {
            let path = file.get("path")?.as_str()?;
            let digest = file.get("sha256").and_then(Value::as_str).unwrap_or_default();
            Some((path.to_owned(), (file.get("bytes").and_then(Value::as_u64).unwrap_or(0), digest.to_ascii_lowercase())))
        };
        Some(Earlier::Listed(files.iter().filter_map(of).collect()))
    }
}

/// What a file in or near a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Nothing of it.
    Ledger,
    /// Written by the program.
    Written,
    /// Written by the program and changed since.
    Changed,
    /// Put into it.
    Added,
}

/// A file that was found.
pub(super) struct Seen<'p> {
    /// Path in the workspace.
    pub(super) path: &'p str,
    pub(super) bytes: u64,
}

/// What was made of all that was found.
pub(super) struct Sorted {
    /// Is it of an earlier result? One for each file seen.
    pub(super) passed: Vec<bool>,
    /// What the user should know, in Chinese.
    pub(super) notes: Vec<String>,
}

/// Sorts out what belongs to results. `results`: what is known, by the folder in the workspace (ending with `/`, or empty). `differs` says of a
/// file, by its place among those seen, if its digest is not this one.
pub(super) fn sort_out(results: &BTreeMap<String, Earlier>, seen: &[Seen<'_>], differs: impl Fn(usize, &str) -> bool + Sync) -> Sorted {
    let paths: BTreeSet<&str> = seen.iter().map(|file| file.path).collect();
    let whole: BTreeSet<&str> =
        results.iter().filter(|(folder, result)| is_whole(folder, result, &paths)).map(|(f, _)| f.as_str()).collect();
    // A file of the right size is read whole to see if it is the one that was written.
    let parts: Vec<(&str, Part)> =
        seen.par_iter().enumerate().map(|(at, file)| part(results, &whole, file, |digest| differs(at, digest))).collect();
    let passed = parts.iter().map(|(_, part)| *part != Part::Ledger).collect();
    let mut told: BTreeMap<&str, Vec<(&str, Part)>> = BTreeMap::new();
    for (file, (folder, part)) in seen.iter().zip(parts) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if matches!(part, Part::Changed | Part::Added) && skip::file(name).is_none() {
            told.entry(folder).or_default().push((&file.path[folder.len()..], part));
        }
    }
    let mut notes: Vec<String> = told.iter().map(|(folder, files)| changed(folder, files)).collect();
    let first = |folder: &&String| whole.contains(folder.as_str()) && matches!(results[*folder], Earlier::First);
    notes.extend(
        results.keys().filter(first).map(|folder| {
            format!("“{}”是以前的结果，未读取；其中如有填好的督查记录、情况说明等，请移出该文件夹后重新运行。", shown(folder))
        }),
    );
    Sorted { passed, notes }
}

/// Does a result stand there by itself?
fn is_whole(folder: &str, result: &Earlier, paths: &BTreeSet<&str>) -> bool {
    let has = |name: &str| paths.contains(format!("{folder}{name}").as_str());
    !folder.is_empty()
        && match result {
            _ if is_named(folder) => true,
            Earlier::Listed(files) => files.keys().all(|name| has(name)),
            Earlier::First => FILES.into_iter().any(has),
        }
}

/// Is the folder called like those that the program makes?
fn is_named(folder: &str) -> bool {
    skip::is_results(shown(folder).rsplit('/').next().unwrap_or_default())
}

/// What a file is, by the result nearest above it, and that result's folder.
fn part<'r>(
    results: &'r BTreeMap<String, Earlier>,
    whole: &BTreeSet<&str>,
    file: &Seen<'_>,
    differs: impl Fn(&str) -> bool,
) -> (&'r str, Part) {
    let ends = file.path.rmatch_indices('/').map(|(at, _)| at + 1).chain([0]);
    let mut above = ends.filter_map(|end| results.get_key_value(&file.path[..end]));
    let Some((folder, result)) = above.next() else { return ("", Part::Ledger) };
    let rest = &file.path[folder.len()..];
    let is_whole = whole.contains(folder.as_str());
    let part = match result {
        Earlier::Listed(_) if rest == MANIFEST => Part::Written,
        Earlier::Listed(files) => match files.get(rest) {
            Some((bytes, digest)) if *bytes != file.bytes || differs(digest) => Part::Changed,
            Some(_) => Part::Written,
            None if is_whole => Part::Added,
            None => Part::Ledger,
        },
        Earlier::First if rest.starts_with(FOLDERS[0]) => Part::Written,
        Earlier::First if is_whole && (FILES.contains(&rest) || FOLDERS.iter().any(|f| rest.starts_with(f))) => Part::Written,
        Earlier::First if is_named(folder) => Part::Added,
        Earlier::First => Part::Ledger,
    };
    (folder, part)
}

fn changed(folder: &str, files: &[(&str, Part)]) -> String {
    let word = |part| if part == Part::Changed { "已改动" } else { "另行放入" };
    let names: Vec<String> = files.iter().take(NAMED).map(|(name, part)| format!("{name}（{}）", word(*part))).collect();
    let more = if files.len() > NAMED { "等" } else { "" };
    format!(
        "“{}”是以前的结果，其中 {} 个文件是后来改动或放入的，未读取：{}{more}。如是填好的督查记录、情况说明或台账，请移出该文件夹后重新运行。",
        shown(folder),
        files.len(),
        names.join("、")
    )
}

fn shown(folder: &str) -> &str {
    match folder.trim_end_matches('/') {
        "" => "工作目录",
        folder => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(files: &[(&str, u64, &str)]) -> Earlier {
        let files: Vec<Value> = files.iter().map(|(p, b, d)| serde_json::json!({"path": p, "bytes": b, "sha256": d})).collect();
        Earlier::parse(MANIFEST, serde_json::json!({"program": "dangri", "files": files}).to_string().as_bytes()).unwrap()
    }

    fn sorted(folder: &str, result: Earlier, seen: &[(&str, u64)]) -> (Vec<bool>, Vec<String>) {
        let seen: Vec<Seen<'_>> = seen.iter().map(|(path, bytes)| Seen { path, bytes: *bytes }).collect();
        let sorted = sort_out(&BTreeMap::from([(folder.to_owned(), result)]), &seen, |_, digest| digest != "aa");
        (sorted.passed, sorted.notes)
    }

    #[test]
    fn a_whole_result_takes_all_that_lies_in_it() {
        let result = || list(&[("汇总报告.xlsx", 1, "AA"), ("抽查/1.xlsx", 2, "aa"), ("抽查/2.xlsx", 2, "bb")]);
        let seen = [
            ("旧/结果清单.json", 9),
            ("旧/汇总报告.xlsx", 1),
            ("旧/抽查/1.xlsx", 3),
            ("旧/抽查/2.xlsx", 2),
            ("旧/另.xlsx", 5),
            ("旧/照片.jpg", 5),
            ("台账.xlsx", 5),
        ];
        let (passed, notes) = sorted("旧/", result(), &seen);
        assert_eq!(passed, [true, true, true, true, true, true, false]);
        assert_eq!(notes.len(), 1);
        assert!(
            notes[0].contains("3 个文件") && notes[0].contains("抽查/1.xlsx（已改动）") && notes[0].contains("另.xlsx（另行放入）"),
            "{notes:?}"
        );
        // whatever of it is gone, when it is called a result
        let named = [("甲-结果/汇总报告.xlsx", 1), ("甲-结果/另.xlsx", 5)];
        assert_eq!(sorted("甲-结果/", result(), &named).0, [true, true]);
        // a part of it among ledgers takes its own files alone
        let (passed, notes) = sorted("旧/", result(), &seen[..3].iter().chain(&seen[4..]).copied().collect::<Vec<_>>());
        assert_eq!(passed, [true, true, true, false, false, false]);
        assert!(notes[0].contains("1 个文件"), "{notes:?}");
        // and so does a whole one at the top
        let top: Vec<(&str, u64)> = seen.iter().map(|(path, bytes)| (path.trim_start_matches("旧/"), *bytes)).collect();
        assert_eq!(sorted("", result(), &top).0, [true, true, true, true, false, false, false]);
    }

    #[test]
    fn a_result_without_a_list_is_known_by_its_places() {
        let seen = [("旧/data/summary.json", 1), ("旧/data/a.csv", 1), ("旧/抽查/1.xlsx", 1), ("旧/台账.xlsx", 1), ("旧/报告.html", 1)];
        let (passed, notes) = sorted("旧/", Earlier::First, &seen);
        assert_eq!((passed, notes.len()), (vec![true, true, true, false, true], 1));
        let (passed, notes) = sorted("旧/", Earlier::First, &seen[..4]);
        assert_eq!((passed, notes.len()), (vec![true, true, false, false], 0));
    }

    #[test]
    fn lists_of_others_are_none() {
        for foreign in ["{", "[]", "{\"program\": 1}", "{\"program\": \"别的\", \"files\": []}"] {
            assert!(Earlier::parse(MANIFEST, foreign.as_bytes()).is_none(), "{foreign}");
        }
        assert!(
            matches!(Earlier::parse(MANIFEST, b"{\"program\": \"dangri\", \"files\": 7}"), Some(Earlier::Listed(files)) if files.is_empty())
        );
        assert!(Earlier::parse("summary.json", b"{\"rows_by_layout\": {}}").is_none());
    }
}
