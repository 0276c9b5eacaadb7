//! 反馈/: what goes back. Each committee with something to say gets a folder: 整改反馈.xlsx with all that is to be put right, 催报单.xlsx for what has not
//! come in, and under 台账标注 a copy of each faulty ledger with its cells marked. Originals are read once more and never written; nothing in a
//! copy is corrected. What belongs to no committee lies under 未归属.

mod copies;
mod edit;
mod gather;
mod marks;
mod reminder;
mod rendition;
mod words;
mod workbook;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use self::copies::Copied;
use self::gather::Slip;
pub(in crate::report) use self::gather::slips;
use crate::files;
use crate::intake::{self, Originals};
use crate::model::options::Format;
use crate::model::results::Results;
use crate::report::paper;
use crate::report::{ExportJob, Exporter, ReportError};

pub(in crate::report) use edit::xml;
pub use gather::NOBODY;

/// Folder of all that goes back.
pub const FOLDER: &str = "反馈";

/// What a committee's folder may hold.
pub const FILES: [&str; 3] = [workbook::FILE, reminder::FILE, workbook::COPIES];

/// What goes back, beside the workbook.
pub struct Feedback;

impl Exporter for Feedback {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        // A trial concerns nobody outside the office.
        if job.results.info.is_trial() { Ok(Vec::new()) } else { write(job.results, job.dir, job.originals) }
    }
}

/// Writes 反馈/ below `dir`; gives the files written, relative to it, in order. `originals` gives the ledgers once more. A ledger that cannot be had
/// again costs its copy.
fn write(results: &Results, dir: &Path, originals: &Originals) -> Result<Vec<PathBuf>, ReportError> {
    let mut slips = gather::slips(results);
    if slips.is_empty() {
        return Ok(Vec::new());
    }
    // Ledger by ledger, not slip by slip: one committee may have them all.
    let jobs: Vec<(usize, usize)> = slips.iter().enumerate().flat_map(|(s, slip)| (0..slip.ledgers.len()).map(move |l| (s, l))).collect();
    let copied: Vec<Result<Copied, ReportError>> = jobs
        .par_iter()
        .with_max_len(1)
        .map(|(s, l)| {
            let slip = &slips[*s];
            copies::write(&slip.ledgers[*l], originals, dir, &Path::new(FOLDER).join(&slip.folder).join(workbook::COPIES))
        })
        .collect();
    if !jobs.is_empty() {
        intake::rest();
    }
    // what is said of each cell stands in the copies now
    slips.iter_mut().for_each(|slip| slip.ledgers = Vec::new());
    let mut by_slip: Vec<Vec<Copied>> = slips.iter().map(|_| Vec::new()).collect();
    for ((s, _), copy) in jobs.iter().zip(copied) {
        by_slip[*s].push(copy?);
    }
    let papers = Papers::new(results.info.as_of).map_err(|source| ReportError::Xlsx { path: dir.join(FOLDER), source })?;
    let written: Result<Vec<Vec<PathBuf>>, ReportError> =
        slips.par_iter().zip(by_slip).with_max_len(1).map(|(slip, copies)| one(slip, &copies, &papers, dir)).collect();
    Ok(written?.into_iter().flatten().collect())
}

/// What all slips are printed from.
struct Papers {
    workbooks: workbook::Layouts,
    letters: reminder::Layouts,
}

impl Papers {
    fn new(day: NaiveDate) -> Result<Self, XlsxError> {
        Ok(Papers { workbooks: workbook::Layouts::new(day), letters: reminder::Layouts::new(day)? })
    }
}

/// The folder of a committee, its copies apart.
fn one(slip: &Slip<'_>, copies: &[Copied], papers: &Papers, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let folder = Path::new(FOLDER).join(&slip.folder);
    let full = files::make_below(dir, &folder).map_err(|source| ReportError::Io { path: dir.join(&folder), source })?;
    let mut written = Vec::new();
    if workbook::write(slip, copies, &papers.workbooks, &full.join(workbook::FILE))? {
        written.push(folder.join(workbook::FILE));
    }
    if reminder::write(slip, &papers.letters, &full.join(reminder::FILE))? {
        written.push(folder.join(reminder::FILE));
    }
    written.extend(copies.iter().filter(|c| !c.file.is_empty()).map(|c| folder.join(workbook::COPIES).join(&c.file)));
    Ok(written)
}
