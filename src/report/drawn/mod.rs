//! 抽查/: the drawn list with all that proves it, and for each drawn unit a form to take along: what the unit reported, what the documents want
//! looked at, and room for what is found. What is typed into a form comes back as 督查记录.

mod form;
mod list;
mod points;
mod reported;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, XlsxError};

pub(in crate::report) use self::list::{how, in_words, name_of};
use self::reported::Reported;
use super::file_name::{Taken, safe};
use super::paper::text::short;
use super::paper::{clean, press};
use super::{ExportJob, Exporter, ReportError, paper};
use crate::files;
use crate::model::draw::Drawn;
use crate::model::options::Format;
use crate::model::results::Results;

/// The folder.
pub const FOLDER: &str = "抽查";
/// The drawn list.
pub const LIST: &str = "抽查名单.xlsx";
/// Most characters of a name in a file's name.
const LONGEST: usize = 30;

/// The folder 抽查/, written with the workbook.
pub struct DrawnUnits;

impl Exporter for DrawnUnits {
    fn format(&self) -> Format {
        Format::Xlsx
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        if results.outcomes.iter().all(|o| o.draw.drawn.is_empty()) {
            return Ok(Vec::new());
        }
        let folder = files::make_below(dir, Path::new(FOLDER)).map_err(|source| ReportError::Io { path: dir.join(FOLDER), source })?;
        let wrong = |source| ReportError::Xlsx { path: folder.clone(), source };
        let list = || {
            let path = Path::new(FOLDER).join(LIST);
            list::write(results, &dir.join(&path)).map(|()| path)
        };
        let forms = || {
            let known: Vec<Reported<'_>> = results.outcomes.iter().map(Reported::new).collect();
            let layouts = results.outcomes.iter().map(|outcome| form::layout(results, outcome));
            let layouts = layouts.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
            let of = |(at, drawn, name): (usize, &Drawn, String)| {
                let path = Path::new(FOLDER).join(name);
                let (title, leaf) = form::form(results, &known[at], drawn);
                press::save(&layouts[at], &title, vec![leaf], &dir.join(&path)).map(|()| path)
            };
            names(results).into_par_iter().map(of).collect::<Result<Vec<_>, _>>()
        };
        let (list, forms) = rayon::join(list, forms);
        let mut written = vec![list?];
        written.extend(forms?);
        Ok(written)
    }
}

/// Drawn units with the numbers of their outcomes and the names of their forms, in order of the draw.
fn names(results: &Results) -> Vec<(usize, &Drawn, String)> {
    let several = results.outcomes.len() > 1;
    let mut taken = Taken::default();
    let mut all = Vec::new();
    for (at, outcome) in results.outcomes.iter().enumerate() {
        for drawn in &outcome.draw.drawn {
            let short = |name: &str| safe(name).chars().take(LONGEST).collect::<String>();
            let mut parts = vec![format!("{:02}", drawn.order), short(&drawn.unit.committee)];
            if several {
                parts.insert(0, short(&outcome.profile.name));
            }
            if !drawn.unit.branch.is_empty() {
                parts.push(short(&drawn.unit.branch));
            }
            let stem = taken.path(&format!("{}督查记录", parts.join("_")));
            all.push((at, drawn, format!("{stem}.xlsx")));
        }
    }
    all
}

/// Document properties but for the title; the time of making is the as-of day.
fn properties(results: &Results) -> Result<DocProperties, XlsxError> {
    Ok(paper::properties(results.info.as_of)?.set_author(format!("dangri {}", results.info.version)))
}

/// Text fit for a cell, and short enough for its place on a form.
fn brief(text: &str, most: usize) -> String {
    short(&clean(text), most).into_owned()
}
