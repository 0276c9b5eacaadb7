//! Several files, folders and zips as one list of inputs, each called the way it was given, so that a message leads back to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::files;
use crate::intake::{self, Discovery, IntakeError};
use crate::model::cell::Place;
use crate::model::finding::{Code, Issue};

use super::error::RunError;
use super::opening::Opening;

/// What the paths hold.
#[derive(Debug, Default)]
pub struct Found {
    /// Inputs, skipped and unreadable files of all of them.
    pub discovery: Discovery,
    /// Paths that are not there or cannot be opened, each with the reason, in the order given.
    pub missing: Vec<(PathBuf, String)>,
}

/// Lists files, folders and zips. A path that is given twice, or lies in a folder that is given too, is listed once.
pub fn discover(paths: &[PathBuf], opening: &Opening) -> Found {
    let mut found = Found::default();
    let mut roots: Vec<(&PathBuf, PathBuf)> = Vec::new();
    for path in paths {
        match files::resolved(path) {
            Ok(full) => roots.push((path, full)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                found.missing.push((path.clone(), "文件或文件夹不存在，请核对路径和文件名".to_string()));
            }
            Err(_) => found.missing.push((path.clone(), "无法打开，请检查是否被占用、是否有读取权限".to_string())),
        }
    }
    let all: Vec<PathBuf> = roots.iter().map(|(_, full)| full.clone()).collect();
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    roots.retain(|(_, full)| {
        let inside = all.iter().any(|other| other != full && other.is_dir() && full.starts_with(other));
        !inside && taken.insert(full.clone())
    });
    let labels = labels(&roots);
    for ((path, full), label) in roots.iter().zip(labels) {
        // A lone folder is a workspace: its files go by their paths in it.
        let prefix = if roots.len() == 1 && full.is_dir() { String::new() } else { label.clone() };
        match opening.discover(path, &[]) {
            Ok(listed) => found.take(listed, &prefix, full),
            Err(RunError::Intake(IntakeError::Archive(_, why))) => {
                let name: Arc<str> = Arc::from(label.as_str());
                found.discovery.issues.push(Issue::new(Code::ING001, Place::file(&name), why));
                found.discovery.unreadable.push((name, full.metadata().map_or(0, |m| m.len())));
            }
            Err(error) => found.missing.push(((*path).clone(), error.to_string())),
        }
    }
    found.discovery.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    found.discovery.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    found.discovery.issues.sort_by(|a, b| a.place.cmp(&b.place));
    found.discovery.unreadable.sort();
    found
}

impl Found {
    /// Takes in what one root holds: a folder's or a zip's files below its name, a lone file by its name.
    fn take(&mut self, listed: Discovery, prefix: &str, root: &Path) {
        let lone =
            root.is_file() && listed.inputs.len() == 1 && root.file_name().is_some_and(|n| intake::shown(n) == *listed.inputs[0].path);
        let named = |path: &Arc<str>| -> Arc<str> {
            match (prefix.is_empty(), lone) {
                (true, _) => path.clone(),
                (false, true) => Arc::from(prefix),
                (false, false) => Arc::from(format!("{prefix}/{path}")),
            }
        };
        let Discovery { inputs, skipped, issues, unreadable, notes } = listed;
        self.discovery.notes.extend(notes);
        self.discovery.inputs.extend(inputs.into_iter().map(|mut input| {
            input.path = named(&input.path);
            input
        }));
        self.discovery.skipped.extend(skipped.into_iter().map(|mut file| {
            file.path = named(&file.path);
            file
        }));
        self.discovery.issues.extend(issues.into_iter().map(|mut issue| {
            issue.place = Place { file: named(&issue.place.file), ..issue.place };
            issue
        }));
        self.discovery.unreadable.extend(unreadable.into_iter().map(|(path, bytes)| (named(&path), bytes)));
    }
}

/// What each root is called: as it was typed where that is a path below here, else its last part; with as many folders before it as keep
/// two of them apart.
fn labels(roots: &[(&PathBuf, PathBuf)]) -> Vec<String> {
    let parts = |path: &Path| -> Vec<String> {
        let normal = |c: Component<'_>| match c {
            Component::Normal(part) => Some(intake::shown(part)),
            _ => None,
        };
        path.components().filter_map(normal).collect()
    };
    let plain = |path: &Path| path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    let tail = |full: &[String], n: usize| full[full.len().saturating_sub(n)..].join("/");
    let mut lengths: Vec<usize> = roots.iter().map(|(typed, _)| if plain(typed) { parts(typed).len().max(1) } else { 1 }).collect();
    let fulls: Vec<Vec<String>> = roots.iter().map(|(_, full)| parts(full)).collect();
    loop {
        let names: Vec<String> = fulls.iter().zip(&lengths).map(|(full, n)| tail(full, *n)).collect();
        let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            owners.entry(name).or_default().push(at);
        }
        let short: Vec<usize> =
            owners.into_values().filter(|all| all.len() > 1).flatten().filter(|at| lengths[*at] < fulls[*at].len()).collect();
        if short.is_empty() {
            return names;
        }
        short.into_iter().for_each(|at| lengths[at] += 1);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_go_by_the_names_that_keep_them_apart() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["甲/7月.csv", "乙/7月.csv", "丙/8月.csv", "丙/照片.jpg"] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), "x").unwrap();
        }
        let opening = Opening::default();
        let paths = |found: &Found| found.discovery.inputs.iter().map(|i| i.path.to_string()).collect::<Vec<_>>();
        let found = discover(&[at("甲/7月.csv"), at("乙/7月.csv"), at("丙/8月.csv"), at("没有.csv")], &opening);
        assert_eq!(paths(&found), ["8月.csv", "乙/7月.csv", "甲/7月.csv"]);
        assert_eq!(found.missing.len(), 1);
        let found = discover(&[at("丙")], &opening);
        assert_eq!((paths(&found), found.discovery.skipped.len()), (vec!["8月.csv".to_string()], 1));
        let found = discover(&[at("丙"), at("丙/8月.csv"), at("甲/7月.csv"), at("甲/7月.csv")], &opening);
        assert_eq!(paths(&found), ["7月.csv", "丙/8月.csv"]);
    }

    #[test]
    fn a_zip_that_does_not_open_is_a_file_with_a_fault() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("台账.zip");
        fs::write(&path, "不是压缩包").unwrap();
        let found = discover(&[path], &Opening::default());
        assert!(found.missing.is_empty() && found.discovery.inputs.is_empty());
        assert_eq!(&*found.discovery.unreadable[0].0, "台账.zip");
        assert!(found.discovery.issues[0].say.message().contains("请重新压缩"));
    }
}
