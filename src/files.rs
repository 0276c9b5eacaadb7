//! Files that somebody else named or laid down, opened without trust: a plain file is opened, and nothing is ever waited for. A pipe with no writer
//! would hold the program for ever, a device may give bytes without end, and either can lie under any name, in a folder that was unpacked from
//! elsewhere as well as on the command line. The lowest floor, since every room that opens such a file needs it.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The full path, links and `..` resolved, as a person would write it: Windows gives `\\?\C:\…`, which no file manager opens when it is pasted.
/// A path that can only be written so is left so.
///
/// # Errors
/// It does not exist, or the system refuses.
pub fn resolved(path: &Path) -> io::Result<PathBuf> {
    dunce::canonicalize(path)
}

/// Opens a plain file, also through a symbolic link.
///
/// # Errors
/// As of opening; `InvalidInput` for anything but a plain file.
pub fn open(path: &Path) -> io::Result<File> {
    // Looked at first, since opening some devices does something; and looked at again, since it may be another by then.
    plain(&std::fs::metadata(path)?)?;
    opened(path, false)
}

/// Opens a plain file that was listed as one: should it have become a link since, it is not followed.
///
/// # Errors
/// As of [`open`].
pub fn open_listed(path: &Path) -> io::Result<File> {
    plain(&std::fs::symlink_metadata(path)?)?;
    opened(path, true)
}

/// The bytes of a plain file that has no more than `most` of them.
///
/// # Errors
/// As of [`open`]; `FileTooLarge` past the limit.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    whole(open(path)?, most)
}

/// All that is in a file, should it hold no more than `most` bytes.
///
/// # Errors
/// As of reading; `FileTooLarge` past the limit.
pub fn whole(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(most) as usize);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Makes a folder below `root`, and those between; never `root` itself, which was there when somebody gave it: a run that was stopped has taken
/// its unfinished result away, and must not find it made anew by whoever was still writing into it.
///
/// # Errors
/// `root` is gone (`NotFound`), or the system refuses.
pub fn make_below(root: &Path, below: &Path) -> io::Result<PathBuf> {
    let mut folder = root.to_path_buf();
    for part in below.components() {
        folder.push(part);
        match std::fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => return Err(error),
            _ => {}
        }
    }
    Ok(folder)
}

/// Is it the refusal of something that is no plain file?
pub fn is_odd(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Odd>())
}

/// Why a pipe, socket, device or folder is not opened.
#[derive(Debug, thiserror::Error)]
#[error("不是普通文件（管道、设备或文件夹），不予打开")]
struct Odd;

fn plain(about: &Metadata) -> io::Result<()> {
    if about.is_file() { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, Odd)) }
}

#[cfg(unix)]
fn opened(path: &Path, listed: bool) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if listed {
        flags |= OFlags::NOFOLLOW;
    }
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

#[cfg(not(unix))]
fn opened(path: &Path, _listed: bool) -> io::Result<File> {
    let file = OpenOptions::new().read(true).open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_below_what_is_there_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("结果");
        assert_eq!(make_below(&root, Path::new("反馈/甲")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(!root.exists());
        std::fs::create_dir(&root).unwrap();
        for _ in 0..2 {
            assert_eq!(make_below(&root, Path::new("反馈/甲")).unwrap(), root.join("反馈/甲"));
        }
        std::fs::write(root.join("反馈/乙"), "").unwrap();
        assert_eq!(make_below(&root, Path::new("反馈/乙")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn nothing_but_plain_files_is_opened() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("甲"), "12345").unwrap();
        std::os::unix::fs::symlink(at("甲"), at("乙")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("丙")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, at("丁"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
        assert_eq!(read(&at("甲"), 5).unwrap(), b"12345");
        assert_eq!(read(&at("甲"), 4).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(open(&at("乙")).is_ok() && open_listed(&at("乙")).is_err());
        for name in ["丙", "丁", "."] {
            assert!(is_odd(&open(&at(name)).unwrap_err()) && open_listed(&at(name)).is_err(), "{name}");
        }
        // what became a pipe after it was looked at
        assert!(is_odd(&opened(&at("丁"), false).unwrap_err()));
        assert!(!is_odd(&open(&at("戊")).unwrap_err()));
    }
}
