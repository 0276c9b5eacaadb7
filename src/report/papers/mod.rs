//! 公文/: what an office signs and hands out, as Word documents that are edited a little and sent: the 通报 of the period, each committee's 成绩单 and (where
//! quarters are assessed) 季度考核表, the ground of secretaries' and members' yearly reviews, drafts of letters, what the year still asks, and the calendar
//! of deadlines, also for phones, and the minute of the draw. Papers of branches stand together by committee, a page each. They word facts that the tables have and conclude nothing;
//! a trial says that it is one on the first line, and drafts no letters. A prefecture gets a 通报 over its members, who have the rest in results of their own.

mod about;
mod annex;
mod bulletin;
mod calendar;
mod committee;
mod drafts;
mod ics;
mod members;
mod minute;
mod outlook;
mod quarter;
mod secretary;
mod wide;

use std::collections::BTreeMap;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use self::about::About;
use super::docx::Document;
use super::file_name::Taken;
use super::{ExportJob, Exporter, ReportError};
use crate::files;
use crate::model::options::Format;
use crate::model::results::Results;

/// The minute of a draw that stands alone, as a file in `dir`; gives its name. `None` where there was nobody to draw from.
///
/// # Errors
/// Those of writing.
pub fn write_minute(results: &Results, dir: &Path) -> Result<Option<&'static str>, ReportError> {
    let Some(paper) = minute::paper(results) else { return Ok(None) };
    let path = dir.join(minute::FILE);
    paper.save(&path).map_err(|source| ReportError::Xlsx { path, source })?;
    Ok(Some(minute::FILE))
}

/// Folder of the papers.
pub const FOLDER: &str = "公文";

/// The papers.
pub struct Papers;

impl Exporter for Papers {
    fn format(&self) -> Format {
        Format::Docx
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        let minute = minute::paper(results).map(|paper| save(dir, minute::FILE.to_string(), paper)).transpose()?;
        let [outcome] = results.outcomes.as_slice() else {
            if results.outcomes.is_empty() {
                return Ok(Vec::new());
            }
            let bulletin = save(dir, wide::FILE.to_string(), wide::paper(results))?;
            return Ok(iter::once(bulletin).chain(minute).collect());
        };
        let about = About::new(results, outcome);
        let sheets = sheets(&about);
        let mut written: Vec<PathBuf> = sheets
            .par_iter()
            .with_max_len(1)
            .filter_map(|sheet| Some(save(dir, sheet.path.clone(), sheet.paper(&about)?)))
            .collect::<Result<_, _>>()?;
        written.extend(minute);
        written.push(write_text(dir, ics::FILE, &ics::text(&about))?);
        Ok(written)
    }
}

/// Makes a paper; `None` where there is nothing to tell.
#[derive(Clone, Copy)]
enum Make {
    /// Of the unit or of a committee.
    Whole(fn(&About<'_>, &str) -> Option<Document>),
    /// Of a committee, with a page for each branch of a volume.
    Pages(fn(&About<'_>, &str, usize) -> Option<Document>),
}

/// A paper that may be made.
struct Sheet {
    /// Below `FOLDER`.
    path: String,
    /// Empty for papers of the whole unit.
    committee: Arc<str>,
    make: Make,
    /// Of several files, from 0.
    volume: usize,
}

impl Sheet {
    fn paper(&self, about: &About<'_>) -> Option<Document> {
        match self.make {
            Make::Whole(make) => make(about, &self.committee),
            Make::Pages(make) => make(about, &self.committee, self.volume),
        }
    }
}

/// Papers of the whole unit.
const OF_UNIT: &[(&str, Make)] = &[
    ("通报.docx", Make::Whole(bulletin::paper)),
    ("预警.docx", Make::Whole(outlook::paper)),
    ("时限日历.docx", Make::Whole(calendar::paper)),
];

/// Papers of each committee, with the folder that holds them.
const OF_COMMITTEE: &[(&str, Make)] = &[
    ("成绩单", Make::Whole(committee::paper)),
    ("季度考核表", Make::Whole(quarter::paper)),
    ("述职评议依据表", Make::Pages(secretary::paper)),
    ("民主评议党员参考名册", Make::Pages(members::paper)),
    ("草稿", Make::Whole(drafts::paper)),
];

fn sheets(about: &About<'_>) -> Vec<Sheet> {
    let unit = OF_UNIT.iter().map(|(name, make)| Sheet { path: (*name).to_string(), committee: Arc::default(), make: *make, volume: 0 });
    let mut all: Vec<Sheet> = unit.collect();
    // one name for a committee in every folder
    let mut taken = Taken::default();
    let names: BTreeMap<Arc<str>, String> = about.committees().map(|c| (c.clone(), taken.name(about::named(&c)))).collect();
    for (folder, make) in OF_COMMITTEE {
        for (committee, name) in &names {
            let volumes = if matches!(make, Make::Pages(_)) { about.volumes(committee) } else { 1 };
            let of = |volume: usize| Sheet {
                path: if volumes > 1 { format!("{folder}/{name}（第{}册）.docx", volume + 1) } else { format!("{folder}/{name}.docx") },
                committee: committee.clone(),
                make: *make,
                volume,
            };
            all.extend((0..volumes).map(of));
        }
    }
    all
}

fn save(dir: &Path, name: String, paper: Document) -> Result<PathBuf, ReportError> {
    let (path, full) = place(dir, &name)?;
    paper.save(&full).map_err(|source| ReportError::Xlsx { path: full, source })?;
    Ok(path)
}

fn write_text(dir: &Path, name: &str, text: &str) -> Result<PathBuf, ReportError> {
    let (path, full) = place(dir, name)?;
    fs::write(&full, text).map_err(|source| ReportError::Io { path: full, source })?;
    Ok(path)
}

/// Where a paper lies, below the result and in full; its folder is made.
fn place(dir: &Path, name: &str) -> Result<(PathBuf, PathBuf), ReportError> {
    let path = Path::new(FOLDER).join(name);
    let full = dir.join(&path);
    if let Some(folder) = path.parent() {
        files::make_below(dir, folder).map_err(|source| ReportError::Io { path: dir.join(folder), source })?;
    }
    Ok((path, full))
}
