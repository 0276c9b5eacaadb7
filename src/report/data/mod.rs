//! `data/`: the tables and sums of a run for machines and for spreadsheets, in csv, json and Parquet. One file of this room for each table; a
//! table is its headings and the cells of its rows, and the guard against formulas and unmasked identity numbers stands in one place
//! (`csv_table`).

mod activities;
mod csv_table;
mod eligibility;
mod escalation;
mod findings;
mod follow_up;
mod inspection_problems;
mod inspections;
mod matrix;
mod members;
mod points;
mod ranking;
mod rejects;
mod sample;
mod services;
mod summary;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::{Exporter, ReportError, Results};
use crate::model::draw::Draw;
use crate::model::own::is_heading;

/// Folder of these files below the output folder.
const FOLDER: &str = "data";

/// The csv tables.
pub struct Csv;

impl Exporter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
        type Make = for<'a> fn(&'a Results) -> csv_table::Table<'a>;
        // the longest first
        let tables: [(&str, Make); 16] = [
            ("activities.csv", activities::table),
            ("findings.csv", findings::table),
            ("ranking.csv", ranking::branches),
            ("committees.csv", ranking::committees),
            ("quarters.csv", ranking::quarters),
            ("matrix.csv", matrix::table),
            ("members.csv", members::table),
            ("points.csv", points::table),
            ("services.csv", services::table),
            ("inspections.csv", inspections::table),
            ("inspection_problems.csv", inspection_problems::table),
            ("escalation.csv", escalation::table),
            ("follow_up.csv", follow_up::table),
            ("eligibility.csv", eligibility::table),
            ("sample.csv", sample::table),
            ("rejects.csv", rejects::table),
        ];
        let folder = folder(dir)?;
        tables.par_iter().with_max_len(1).try_for_each(|(name, make)| {
            let table = make(results);
            // a new column is named there, or the table would be read as a ledger when it comes back
            debug_assert!(is_heading(table.headings()), "{name}: a column is missing in model::own::COLUMNS");
            table.write(&folder, name)
        })?;
        Ok(tables.iter().map(|(name, _)| Path::new(FOLDER).join(name)).collect())
    }
}

/// `summary.json` and `sample.json`.
pub struct Json;

impl Exporter for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
        let folder = folder(dir)?;
        write_json(&folder.join("summary.json"), &summary::summary(results))?;
        write_json(&folder.join("sample.json"), &sample::json(results))?;
        Ok(vec![Path::new(FOLDER).join("summary.json"), Path::new(FOLDER).join("sample.json")])
    }
}

/// `activities.parquet`.
pub struct Parquet;

impl Exporter for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn write(&self, results: &Results, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
        let path = folder(dir)?.join("activities.parquet");
        activities::parquet(results, &path).map_err(|source| ReportError::Frame { path, source })?;
        Ok(vec![Path::new(FOLDER).join("activities.parquet")])
    }
}

/// The drawn list alone: `sample.csv` and `sample.json`, straight in `dir`.
///
/// # Errors
/// Only those of writing.
pub fn write_sample(draws: &[&Draw], dir: &Path) -> Result<[&'static str; 2], ReportError> {
    let names = ["sample.csv", "sample.json"];
    sample::drawn(draws.iter().copied()).write(dir, names[0])?;
    write_json(&dir.join(names[1]), &sample::of_draws(draws.to_vec()))?;
    Ok(names)
}

fn folder(dir: &Path) -> Result<PathBuf, ReportError> {
    let path = dir.join(FOLDER);
    std::fs::create_dir_all(&path).map_err(|source| ReportError::Io { path: path.clone(), source })?;
    Ok(path)
}

/// Pretty json, two blanks, with a line end after it.
fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ReportError> {
    let mut text = serde_json::to_string_pretty(value).map_err(|source| ReportError::Json { path: path.to_path_buf(), source })?;
    text.push('\n');
    std::fs::write(path, text).map_err(|source| ReportError::Io { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests;
