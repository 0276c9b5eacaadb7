//! 通知/: what each member's account of points came to, month by month, for profiles whose document wants members told (`points.notice`). One workbook
//! for each branch, so that its secretary prints it and hands the slips over; a sheet for each month of the period, three slips to an A4 page as a
//! rule, parted by lines to cut along. A month that is not over yet is not told. A slip gives records and their points; it judges nobody.

mod slip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

use slip::About;

use super::file_name::Taken;
use super::paper;
use super::paper::style::Formats;
use crate::files;
use crate::model::assessment::{MemberFigures, Outcome};
use crate::model::finding::BranchIx;
use crate::model::options::Format;
use crate::model::own::OwnKind;
use crate::model::points::PointScheme;
use crate::model::results::Results;
use crate::model::time::Month;
use crate::report::{ExportJob, Exporter, ReportError};

/// Folder of the notices.
pub const FOLDER: &str = "通知";

/// The notices, written with the workbook.
pub struct Notices;

impl Exporter for Notices {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        // A trial concerns nobody outside the office.
        if results.info.is_trial() {
            return Ok(Vec::new());
        }
        let jobs = jobs(results);
        let written: Result<Vec<PathBuf>, ReportError> = jobs.par_iter().map(|job| job.write(dir)).collect();
        written
    }
}

/// The notices of a branch.
struct Job<'a> {
    outcome: &'a Outcome,
    scheme: &'a PointScheme,
    branch: BranchIx,
    /// Below `FOLDER`.
    path: PathBuf,
    /// Months of the period that are over.
    months: Vec<Month>,
    members: Vec<&'a MemberFigures>,
    /// How much of its committee's is still out.
    returned: Option<String>,
}

fn jobs(results: &Results) -> Vec<Job<'_>> {
    let several = results.outcomes.len() > 1;
    let mut places = Taken::default();
    let mut jobs = Vec::new();
    for (unit, outcome) in results.outcomes.iter().enumerate() {
        let Some(scheme) = outcome.profile.points.as_ref().filter(|s| s.notice) else { continue };
        let corpus = &outcome.corpus;
        let months: Vec<Month> = corpus.period.months().filter(|m| m.last_day() < corpus.as_of).collect();
        let mut by_branch: BTreeMap<BranchIx, Vec<&MemberFigures>> = BTreeMap::new();
        for figures in outcome.members.iter().filter(|m| months.iter().any(|month| slip::balance(m, *month).is_some())) {
            by_branch.entry(corpus.members[figures.member].branch).or_default().push(figures);
        }
        let below = if several { PathBuf::from(places.name(&outcome.profile.name)) } else { PathBuf::new() };
        let mut folders: BTreeMap<&str, (String, Taken)> = BTreeMap::new();
        let mut taken = Taken::default();
        for (branch, members) in by_branch {
            let known = corpus.branch(branch);
            let committee = if known.committee.trim().is_empty() { "未归属" } else { &*known.committee };
            let (folder, names) = folders.entry(committee).or_insert_with(|| (taken.name(committee), Taken::default()));
            let path = below.join(&*folder).join(format!("{}.xlsx", names.name(&known.name)));
            let returned = results.counts.returned.sentence_of(unit, &known.committee);
            jobs.push(Job { outcome, scheme, branch, path, months: months.clone(), members, returned });
        }
    }
    jobs
}

impl Job<'_> {
    /// Writes the branch's workbook; gives its path below `dir`.
    fn write(&self, dir: &Path) -> Result<PathBuf, ReportError> {
        let path = Path::new(FOLDER).join(&self.path);
        let full = dir.join(&path);
        if let Some(folder) = path.parent() {
            files::make_below(dir, folder).map_err(|source| ReportError::Io { path: dir.join(folder), source })?;
        }
        self.build().and_then(|mut book| book.save(&full)).map_err(|source| ReportError::Xlsx { path: full.clone(), source })?;
        Ok(path)
    }

    fn build(&self) -> Result<Workbook, XlsxError> {
        let branch = self.outcome.corpus.branch(self.branch);
        let mut book = paper::book(&format!("{}{}通知", branch.name, self.scheme.name), self.outcome.corpus.as_of, OwnKind::Report)?;
        let ink = Formats::default();
        // The latest month first: it is the one to hand over.
        for month in self.months.iter().rev() {
            let told: Vec<&MemberFigures> = self.members.iter().copied().filter(|m| slip::balance(m, *month).is_some()).collect();
            if !told.is_empty() {
                let about = About { outcome: self.outcome, scheme: self.scheme, branch, month: *month, returned: self.returned.as_deref() };
                book.push_worksheet(about.sheet(&told, &ink)?);
            }
        }
        Ok(book)
    }
}
