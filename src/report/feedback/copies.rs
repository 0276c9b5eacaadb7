//! The copy of a faulty ledger: the package itself with marks where that can be done, else a rendition of its cells at the same places, else a line
//! that says why there is none. Whatever happens to one ledger, the others are written.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::gather::Ledger;
use super::{edit, rendition};
use crate::intake::{Original, Originals};
use crate::model::own::OwnKind;
use crate::report::file_name::parts;
use crate::report::{ReportError, seal};

/// What became of a ledger's copy.
pub struct Copied {
    /// Path of the ledger in the workspace.
    pub path: String,
    /// Name of the copy; empty when there is none.
    pub file: String,
    /// Cells marked.
    pub cells: usize,
    /// How it was made, or why not.
    pub remark: &'static str,
}

const EDITED: &str = "原件加注：仅标注问题单元格并加“问题说明”列，其余未改动，身份证号已遮盖";
const RENDERED: &str = "转出件：原件格式不便加注，按原单元格位置转出数值，不含公式和图片，身份证号已遮盖";
const SEALED: &str = "原件设有打开密码，不作副本；请对照单元格修改原件";
const LOST: &str = "原件过大、已损坏或设有密码，不作副本；请对照单元格修改原件";
const FAILED: &str = "原件结构特殊，未能制作副本；请对照单元格修改原件";

/// Extensions under which a package opens.
const PACKAGES: &[&str] = &["xlsx", "xlsm", "xltx", "xltm"];

/// Writes the copy of a ledger into a folder.
///
/// # Errors
/// Only those of writing.
pub fn write(ledger: &Ledger<'_>, originals: &Originals, folder: &Path) -> Result<Copied, ReportError> {
    // Should we be wrong about a file, it costs that file its copy and nothing else.
    let made = catch_unwind(AssertUnwindSafe(|| make(ledger, originals))).unwrap_or(Err(FAILED));
    let none = |remark| Copied { path: ledger.path.to_string(), file: String::new(), cells: ledger.marks.count(), remark };
    let (bytes, extension, remark) = match made {
        Ok(made) => made,
        Err(remark) => return Ok(none(remark)),
    };
    let file = format!("{}.{extension}", ledger.name);
    let path = folder.join(&file);
    let fail = |source| ReportError::Io { path: path.clone(), source };
    fs::create_dir_all(folder).map_err(fail)?;
    fs::write(&path, bytes).map_err(fail)?;
    Ok(Copied { file, ..none(remark) })
}

type Made = Result<(Vec<u8>, String, &'static str), &'static str>;

fn make(ledger: &Ledger<'_>, originals: &Originals) -> Made {
    let of = originals.digest(ledger.path).unwrap_or_default();
    match originals.open(ledger.path) {
        Original::Sealed => return Err(SEALED),
        Original::Lost => return Err(LOST),
        Original::Other => {}
        Original::Package(package) => {
            let marked = edit::marked(&package, &ledger.marks);
            if let Some(bytes) = marked.and_then(|copy| seal::sealed(&copy, OwnKind::MarkedCopy, &of)) {
                let (_, extension) = parts(ledger.path);
                let extension = if PACKAGES.contains(&extension.as_str()) { extension } else { "xlsx".to_string() };
                return Ok((bytes, extension, EDITED));
            }
        }
    }
    let book = originals.book(ledger.path).ok_or(LOST)?;
    let bytes = rendition::write(&book, &ledger.marks).and_then(|copy| seal::sealed(&copy, OwnKind::MarkedCopy, &of)).ok_or(FAILED)?;
    Ok((bytes, "xlsx".to_string(), RENDERED))
}
