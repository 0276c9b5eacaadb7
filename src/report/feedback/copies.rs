//! The copy of a faulty ledger: the package itself with marks where that can be done, else a rendition of its cells at the same places, else a line
//! that says why there is none. Whatever happens to one ledger, the others are written.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::edit::{self, active::Active};
use super::gather::Ledger;
use super::rendition;
use crate::files;
use crate::intake::{Original, Originals};
use crate::model::own::OwnKind;
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
    pub remark: Remark,
}

/// How a copy was made, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The package itself with marks, without what was active in it.
    Edited(BTreeSet<Active>),
    /// Its values, laid out anew.
    Rendered,
    /// A password protects it.
    Sealed,
    /// It is not to be had again.
    Lost,
    /// It could not be done.
    Failed,
}

/// Writes the copy of a ledger into a folder.
///
/// # Errors
/// Only those of writing.
pub fn write(ledger: &Ledger<'_>, originals: &Originals, dir: &Path, folder: &Path) -> Result<Copied, ReportError> {
    // Should we be wrong about a file, it costs that file its copy and nothing else.
    let made = catch_unwind(AssertUnwindSafe(|| make(ledger, originals))).unwrap_or(Err(Remark::Failed));
    let none = |remark| Copied { path: ledger.path.to_string(), file: String::new(), cells: ledger.marks.count(), remark };
    let (bytes, extension, remark) = match made {
        Ok(made) => made,
        Err(remark) => return Ok(none(remark)),
    };
    let file = format!("{}.{extension}", ledger.name);
    let path = dir.join(folder).join(&file);
    let fail = |source| ReportError::Io { path: path.clone(), source };
    files::make_below(dir, folder).map_err(fail)?;
    fs::write(&path, bytes).map_err(fail)?;
    Ok(Copied { file, ..none(remark) })
}

type Made = Result<(Vec<u8>, &'static str, Remark), Remark>;

fn make(ledger: &Ledger<'_>, originals: &Originals) -> Made {
    let of = originals.digest(ledger.path).unwrap_or_default();
    match originals.open(ledger.path) {
        Original::Sealed => return Err(Remark::Sealed),
        Original::Lost => return Err(Remark::Lost),
        Original::Other => {}
        Original::Package(package) => {
            if let Some(made) = edit::marked(&package, &ledger.marks, &of) {
                return Ok((made.bytes, made.extension, Remark::Edited(made.told)));
            }
        }
    }
    let book = originals.book(ledger.path).ok_or(Remark::Lost)?;
    let bytes =
        rendition::write(&book, &ledger.marks).and_then(|copy| seal::sealed(&copy, OwnKind::MarkedCopy, &of)).ok_or(Remark::Failed)?;
    Ok((bytes, "xlsx", Remark::Rendered))
}
