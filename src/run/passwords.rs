//! Where the passwords of encrypted workbooks come from: the command line, and one list, which it names or else `dangri.toml` of a folder does. The
//! words themselves have no key in `dangri.toml`: that file is copied and handed on with the workspace that they are to protect.

use std::path::Path;

use crate::files;
use crate::intake::Passwords;
use crate::model::io_words::io_words;

use super::error::RunError;

/// Largest list that is looked at; 200 passwords need a fraction of it.
const LARGEST: u64 = 1 << 20;

/// Reads a list.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let fail = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "文件不存在".to_owned(),
        std::io::ErrorKind::FileTooLarge => "文件过大，不像是密码清单".to_owned(),
        _ => format!("无法打开：{}", io_words(&error)),
    };
    files::read(path, LARGEST).map_err(fail)
}

/// All passwords of a run: those given, and those of the list.
///
/// # Errors
/// The list cannot be read or used, or there are too many.
pub fn gather(given: &Passwords, list: Option<&Path>) -> Result<Passwords, RunError> {
    let Some(list) = list else { return Ok(given.clone()) };
    let fail = |why: String| RunError::PasswordList(list.display().to_string(), why);
    let bytes = read(list).map_err(fail)?;
    let listed = Passwords::read_list(&bytes).map_err(|fault| fail(fault.to_string()))?;
    given.and(&listed).map_err(|fault| fail(fault.to_string()))
}
