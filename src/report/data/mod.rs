//! `data/`: the tables and sums of a run for machines and for spreadsheets, in csv, json and Parquet. The tables are those of `tables::TABLES`; what
//! a column holds says how it is written.

mod csv;
mod sample;
mod summary;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::{ExportJob, Exporter, ReportError};
use crate::files;
use crate::frame;
use crate::model::draw::Draw;
use crate::model::options::Format;
use crate::model::results::Results;
use crate::tables::{self, TABLES, Table};

/// Folder of these files below the output folder.
const FOLDER: &str = "data";

/// The csv tables.
pub struct Csv;

impl Exporter for Csv {
    fn format(&self) -> Format {
        Format::Csv
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        each_table(results, dir, "csv", csv::write)
    }
}

/// Writes every table side by side; gives the files in order.
fn each_table(
    results: &Results,
    dir: &Path,
    ending: &str,
    write: impl Fn(&Table<'_>, &Path) -> Result<(), ReportError> + Sync,
) -> Result<Vec<PathBuf>, ReportError> {
    let folder = folder(dir)?;
    let one = |make: &tables::Make| {
        let table = make(results);
        let name = format!("{}.{ending}", table.name);
        write(&table, &folder.join(&name)).map(|()| Path::new(FOLDER).join(name))
    };
    TABLES.par_iter().with_max_len(1).map(one).collect()
}

/// `summary.json` and `sample.json`.
pub struct Json;

impl Exporter for Json {
    fn format(&self) -> Format {
        Format::Json
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        let folder = folder(dir)?;
        write_json(&folder.join("summary.json"), &summary::summary(results))?;
        let draws: Vec<&Draw> = results.outcomes.iter().map(|o| &o.draw).collect();
        write_json(&folder.join("sample.json"), &sample::of_draws(&draws, None))?;
        Ok(vec![Path::new(FOLDER).join("summary.json"), Path::new(FOLDER).join("sample.json")])
    }
}

/// The same tables with the same columns as Parquet.
pub struct Parquet;

impl Exporter for Parquet {
    fn format(&self) -> Format {
        Format::Parquet
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        each_table(results, dir, "parquet", |table, path| {
            frame::write_parquet(table, path).map_err(|source| ReportError::Frame { path: path.to_path_buf(), source })
        })
    }
}

/// A table of no run, as csv and as Parquet.
pub(in crate::report) fn write_table(table: &Table<'_>, dir: &Path) -> Result<(), ReportError> {
    let folder = folder(dir)?;
    csv::write(table, &folder.join(format!("{}.csv", table.name)))?;
    let path = folder.join(format!("{}.parquet", table.name));
    frame::write_parquet(table, &path).map_err(|source| ReportError::Frame { path, source })
}

/// A `summary.json` of no run.
pub(in crate::report) fn write_summary(value: &impl Serialize, dir: &Path) -> Result<(), ReportError> {
    write_json(&folder(dir)?.join("summary.json"), value)
}

/// The drawn list alone: `sample.csv` and `sample.json`, straight in `dir`.
///
/// # Errors
/// Only those of writing.
pub fn write_sample(results: &Results, dir: &Path) -> Result<[&'static str; 2], ReportError> {
    let [list, json] = SAMPLE.map(|name| dir.join(name));
    csv::write(&tables::drawn(results), &list)?;
    let list = std::fs::read(&list).map_err(|source| ReportError::Io { path: list, source })?;
    let draws: Vec<&Draw> = results.outcomes.iter().map(|o| &o.draw).collect();
    write_json(&json, &sample::of_draws(&draws, Some(&sample::digest(&list))))?;
    Ok(SAMPLE)
}

/// Are these two files, in the order of `write_sample`, a drawn list as this program writes it, every byte of it?
pub fn is_sample(csv: &[u8], json: &[u8], draws: &[Draw]) -> bool {
    let draws: Vec<&Draw> = draws.iter().collect();
    pretty(&sample::of_draws(&draws, Some(&sample::digest(csv)))).is_ok_and(|text| text.as_bytes() == json)
}

/// Files of a drawn list that stands alone.
const SAMPLE: [&str; 2] = ["sample.csv", "sample.json"];

fn folder(dir: &Path) -> Result<PathBuf, ReportError> {
    files::make_below(dir, Path::new(FOLDER)).map_err(|source| ReportError::Io { path: dir.join(FOLDER), source })
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ReportError> {
    let text = pretty(value).map_err(|source| ReportError::Json { path: path.to_path_buf(), source })?;
    std::fs::write(path, text).map_err(|source| ReportError::Io { path: path.to_path_buf(), source })
}

/// Pretty json, two blanks, with a line end after it.
fn pretty(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(|text| text + "\n")
}

#[cfg(test)]
mod tests;
