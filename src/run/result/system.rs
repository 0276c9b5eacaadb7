//! What systems do differently about folders: exchanging two in one step, moving without writing over, and knowing that bytes have reached the
//! disk. Each has a way that works everywhere; where the better one cannot be had, that one is taken.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Exchanges two folders in one step, so that nobody ever finds neither. `Ok(false)`: this system or disk cannot.
///
/// # Errors
/// It can, and was not let.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders in one step: not here.
///
/// # Errors
/// None.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Moves where nothing is.
///
/// # Errors
/// Something is there (`AlreadyExists`), or the system refuses.
pub fn move_to_free(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
            Ok(()) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Sees to it that all below a folder is on the disk: in one call where the system has one, else file by file.
///
/// # Errors
/// The disk did not take it.
pub fn flush(dir: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        rustix::fs::syncfs(File::open(dir)?)?;
        Ok(())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        use rayon::prelude::*;
        let files: Vec<_> = walkdir::WalkDir::new(dir).into_iter().collect::<Result<Vec<_>, _>>()?;
        files.par_iter().filter(|entry| entry.file_type().is_file()).try_for_each(|entry| flush_file(entry.path()))
    }
}

/// The same of one file.
///
/// # Errors
/// The disk did not take it.
pub fn flush_file(path: &Path) -> io::Result<()> {
    // Some systems flush only what is open for writing.
    fs::OpenOptions::new().append(true).open(path)?.sync_all()
}

/// The names in a folder reach the disk, where the system can be asked for that.
pub fn flush_names(dir: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(dir)
    {
        // Refused on some network disks; the names come with the files then.
        let _ = folder.sync_all();
    }
}
