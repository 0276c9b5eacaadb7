//! Results of the chosen workspace: those that runs of this window have told of, and those that lie where results lie. Each goes by a number made of
//! its path, so that no path comes from the page.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use crate::model::spoken;
use crate::run::finished::Finished;

/// Hex digits of a number.
const DIGITS: usize = 16;
/// Papers that are opened with the user's own programs.
const PAPERS: [&str; 2] = ["docx", "xlsx"];
/// Papers for the office, in the order in which they are read.
const OFFICE: [&str; 4] = ["汇总报告.xlsx", "公文/通报.docx", "公文/抽查纪要.docx", "抽查/抽查名单.xlsx"];
/// The folder of what goes to each committee.
const BACK: &str = "反馈";
/// The page of a result.
pub const PAGE: &str = "报告.html";

/// A result.
#[derive(Clone, Debug)]
pub struct ResultAt {
    /// Its number.
    pub number: String,
    /// Its folder.
    pub path: PathBuf,
}

fn number(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()[..DIGITS].to_string()
}

/// Folders that may be results, told ones first.
pub fn list(workspace: &Path, told: Vec<PathBuf>) -> Vec<ResultAt> {
    let name = workspace.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.strip_suffix(".zip").or_else(|| name.strip_suffix(".ZIP")).unwrap_or(&name);
    let usual = fs::read_dir(workspace.with_file_name(format!("{name}-结果"))).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut usual: Vec<PathBuf> = usual.collect();
    usual.sort();
    let mut all: Vec<ResultAt> = Vec::new();
    for path in told.into_iter().chain(usual) {
        let found = ResultAt { number: number(&path), path };
        if all.iter().all(|known| known.number != found.number) && found.path.join("结果清单.json").is_file() {
            all.push(found);
        }
    }
    all
}

impl ResultAt {
    /// What it is, for the page; `None` where its list is not whole.
    pub fn told(&self) -> Option<Value> {
        let finished = Finished::open(&self.path).ok()?;
        let question = finished.question();
        let papers = OFFICE.into_iter().filter(|name| self.path.join(name).is_file());
        let mut back: Vec<String> = fs::read_dir(self.path.join(BACK))
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        back.sort();
        let folders = ["公文", "反馈", "通知", "抽查"].into_iter().filter(|name| self.path.join(name).is_dir());
        Some(json!({
            "number": self.number,
            "name": self.path.file_name().map(|name| name.to_string_lossy()),
            "path": self.path.to_string_lossy(),
            "period": spoken::written(&question.period),
            "as_of": spoken::day(question.as_of),
            "trial": question.trial,
            "run_id": finished.run_id(),
            "page": self.path.join(PAGE).is_file(),
            "papers": papers.collect::<Vec<_>>(),
            "back": back.iter().map(|name| json!({ "name": name, "path": format!("{BACK}/{name}") })).collect::<Vec<_>>(),
            "draw": self.path.join("data/sample.json").is_file(),
            "folders": folders.collect::<Vec<_>>(),
        }))
    }

    /// A file of it; `None` where the path leads elsewhere.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) && !path.contains('\\');
        let full = plain.then(|| self.path.join(path).canonicalize().ok())??;
        (full.is_file() && full.starts_with(self.path.canonicalize().ok()?)).then_some(full)
    }

    /// A folder or paper of it, or itself: what may be handed to the system to open. Nothing else is, whatever somebody put there.
    pub fn opened(&self, path: &str) -> Option<PathBuf> {
        if path.is_empty() {
            return Some(self.path.clone());
        }
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) && !path.contains('\\');
        let full = plain.then(|| self.path.join(path).canonicalize().ok())??;
        let inside = full.starts_with(self.path.canonicalize().ok()?);
        let paper = full.is_file() && full.extension().is_some_and(|ending| PAPERS.iter().any(|known| ending == *known));
        (inside && (full.is_dir() || paper)).then(|| self.path.join(path))
    }

    /// All of it as a zip, written to a file.
    ///
    /// # Errors
    /// Of the file system.
    pub fn packed(&self, into: File) -> io::Result<File> {
        let mut writer = zip::ZipWriter::new(into);
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&self.path)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(walkdir::DirEntry::into_path)
            .collect();
        files.sort();
        for file in files {
            let Ok(below) = file.strip_prefix(&self.path) else { continue };
            let parts: Vec<String> = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            writer.start_file(format!("{name}/{}", parts.join("/")), SimpleFileOptions::default().large_file(true))?;
            io::copy(&mut File::open(&file)?, &mut writer)?;
        }
        Ok(writer.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_result_are_given() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("2017Q3");
        fs::create_dir_all(path.join("data")).unwrap();
        fs::write(path.join("data/a.csv"), "x").unwrap();
        fs::write(dir.path().join("别的.txt"), "x").unwrap();
        let result = ResultAt { number: number(&path), path };
        assert!(result.file("data/a.csv").is_some());
        for path in ["../别的.txt", "data/../../别的.txt", "data\\..\\..\\别的.txt", "/etc/passwd", "data", "没有.csv", ""] {
            assert_eq!(result.file(path), None, "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path().join("别的.txt"), result.path.join("链接.txt")).unwrap();
            assert_eq!(result.file("链接.txt"), None);
        }
        assert_eq!((result.opened("data").is_some(), result.opened("..")), (true, None));
        for name in ["程序.exe", "程序.desktop", "公文.docx"] {
            fs::write(result.path.join(name), "x").unwrap();
            assert_eq!(result.opened(name).is_some(), name.ends_with("docx"), "{name}");
        }
    }
}
