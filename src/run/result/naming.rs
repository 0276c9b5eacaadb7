//! What lies beside a result while it is written, and what an old one is called that must not be lost.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::run::digest::hex;

/// What a folder is called that is being written, before its number.
const WRITING: &str = "写入中";
/// What a folder is called that was taken out of its place and not yet away: only where two folders cannot be exchanged in one step.
const TAKEN: &str = "-换下";
/// Longest part of a name that is carried over, in bytes; file systems take 255.
const LONGEST: usize = 120;
/// Old results that may lie beside a new one before somebody has to look.
const MOST_OLD: u32 = 100_000;

/// The name of the result, short enough to carry more.
fn stem(target: &Path) -> String {
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if name.len() <= LONGEST {
        return name;
    }
    let cut = (0..=LONGEST).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    // Two long names that begin alike stay two.
    format!("{}-{}", &name[..cut], &hex(name.as_bytes())[..8])
}

/// The lock beside a result.
pub fn lock(target: &Path) -> PathBuf {
    target.with_file_name(format!(".{}-{WRITING}.lock", stem(target)))
}

/// The name of a folder to write into. The number tells apart what one process writes.
pub fn staging(target: &Path, number: u32) -> String {
    format!(".{}-{WRITING}-{}-{number}", stem(target), std::process::id())
}

/// Is it the name of such a folder for this result?
pub fn is_staging(target: &Path, name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let rest = name.strip_prefix(&format!(".{}-{WRITING}-", stem(target)));
    rest.and_then(|rest| rest.split_once('-')).is_some_and(|(process, number)| digits(process) && digits(number))
}

/// Where a result goes that is taken out of its place before the new one of that name is put in.
pub fn taken(staging: &Path) -> PathBuf {
    let mut name = staging.file_name().unwrap_or_default().to_os_string();
    name.push(TAKEN);
    staging.with_file_name(name)
}

/// Moves a folder or file to `<name>-旧-1` beside `target`, or the first number that is free. An ending (`.csv`) stays at the end where `keeps_ending`.
///
/// # Errors
/// It cannot be moved, or no number is free.
pub fn aside(from: &Path, target: &Path, keeps_ending: bool) -> io::Result<PathBuf> {
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (front, ending) = match name.rsplit_once('.').filter(|(front, _)| keeps_ending && !front.is_empty()) {
        Some((front, ending)) => (front.to_string(), format!(".{ending}")),
        None => (name, String::new()),
    };
    for number in 1..MOST_OLD {
        let to = target.with_file_name(format!("{front}-旧-{number}{ending}"));
        if fs::symlink_metadata(&to).is_ok() {
            continue;
        }
        match super::system::move_to_free(from, &to) {
            Ok(()) => return Ok(to),
            // Somebody took the number meanwhile.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_result_alone() {
        let target = Path::new("/a/台账-结果");
        assert!(is_staging(target, &staging(target, 3)));
        for other in [".台账-结果-写入中-12", ".台账-结果-写入中-甲-1", ".台账-结果-写入中-1-", "台账-结果", ".别的-写入中-1-1"]
        {
            assert!(!is_staging(target, other), "{other}");
        }
        let (long, longer) = ("很".repeat(85), format!("{}长", "很".repeat(84)));
        let (long, longer) = (Path::new("/a").join(long), Path::new("/a").join(longer));
        assert!(staging(&long, 0).len() < 200 && lock(&long) != lock(&longer));
        assert!(!is_staging(&longer, &staging(&long, 0)));
    }

    #[test]
    fn what_is_moved_aside_takes_the_first_free_number() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["表.csv", "表-旧-1.csv"] {
            fs::write(at(name), name).unwrap();
        }
        assert_eq!(aside(&at("表.csv"), &at("表.csv"), true).unwrap(), at("表-旧-2.csv"));
        fs::create_dir(at("2017.2018")).unwrap();
        assert_eq!(aside(&at("2017.2018"), &at("2017.2018"), false).unwrap(), at("2017.2018-旧-1"));
        assert_eq!(fs::read_to_string(at("表-旧-1.csv")).unwrap(), "表-旧-1.csv");
    }
}
