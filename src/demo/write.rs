//! From sheets to bytes: workbooks with a fixed date of creation, text files in their encodings, archives, and the truth beside them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use encoding_rs::GBK;
use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Image, Workbook, Worksheet, XlsxError};

use super::activities::World;
use super::corrected::Correction;
use super::grid::{Book, Calculated, Container, Grid, Val};
use super::shelf::Shelf;
use super::truth::Truth;
use super::{DemoError, Options};

/// Writes the workspace and `_truth`.
pub(super) fn all(dir: &Path, world: &World, shelf: &Shelf, truth: &Truth, options: &Options) -> Result<(), DemoError> {
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(DemoError::Occupied(dir.to_path_buf()));
    }
    let mut archives: BTreeMap<&str, Vec<&Book>> = BTreeMap::new();
    for book in &shelf.books {
        if let Some(archive) = &book.archive {
            archives.entry(archive).or_default().push(book);
        }
    }
    shelf.books.par_iter().filter(|b| b.archive.is_none()).try_for_each(|book| put(dir, &book.path, &bytes(book)?))?;
    archives.par_iter().try_for_each(|(path, books)| {
        let members: Result<Vec<(String, Vec<u8>)>, DemoError> = books.iter().map(|b| Ok((b.path.clone(), bytes(b)?))).collect();
        put(dir, path, &super::zipfile::archive(&members?))
    })?;
    shelf.raws.par_iter().try_for_each(|(path, bytes)| put(dir, path, bytes))?;
    put(dir, "dangri.toml", settings(world, options).as_bytes())?;
    truth.files(world, shelf).into_iter().try_for_each(|(name, text)| put(dir, &format!("_truth/{name}"), text.as_bytes()))
}

/// Writes into `_truth` which cells are put right in marked copies that come back, and what a run must find when they lie beside their ledgers.
pub(super) fn corrected(dir: &Path, world: &World, shelf: &Shelf, (truth, corrections): (&Truth, &[Correction])) -> Result<(), DemoError> {
    put(dir, "_truth/corrections.csv", super::truth::corrections_csv(corrections).as_bytes())?;
    let files = truth.files(world, shelf).into_iter().filter(|(name, _)| *name != "rows.json");
    files.into_iter().try_for_each(|(name, text)| put(dir, &format!("_truth/corrected/{name}"), text.as_bytes()))
}

fn settings(world: &World, options: &Options) -> String {
    let lines = [
        format!("jurisdiction = \"{}\"", world.policy.id),
        format!("period = \"{}\"", world.period),
        format!("as_of = \"{}\"", world.as_of),
        format!("seed = \"demo-{}\"", options.seed),
    ];
    lines.join("\n") + "\n"
}

fn put(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), DemoError> {
    let path: PathBuf = dir.join(path);
    let fail = |source| DemoError::Io { path: path.clone(), source };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(fail)?;
    }
    std::fs::write(&path, bytes).map_err(fail)
}

fn bytes(book: &Book) -> Result<Vec<u8>, DemoError> {
    Ok(match book.container {
        Container::Xlsx => workbook(book).map_err(|e| DemoError::Workbook(book.path.clone(), e))?,
        Container::Csv(bom) => [if bom { "\u{feff}".as_bytes() } else { b"" }, delimited(&book.grids[0], b',').as_bytes()].concat(),
        Container::CsvGbk => GBK.encode(&delimited(&book.grids[0], b',')).0.into_owned(),
        Container::TabXls => GBK.encode(&delimited(&book.grids[0], b'\t')).0.into_owned(),
        Container::HtmlXls => html(&book.grids[0]).into_bytes(),
    })
}

/// Lines with the sheet's own row numbers: a blank row is an empty line.
fn delimited(grid: &Grid, separator: u8) -> String {
    let separator = separator as char;
    let mut out = String::new();
    let last = grid.cells.keys().map(|(r, _)| *r).max().unwrap_or(0);
    for row in 0..=last {
        let cells: Vec<(u32, String)> = grid.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, c), v)| (*c, v.text())).collect();
        let mut at = 0;
        for (col, value) in cells {
            (at..col).for_each(|_| out.push(separator));
            at = col;
            if value.contains([separator, '"', '\n']) {
                let _ = write!(out, "\"{}\"", value.replace('"', "\"\""));
            } else {
                out.push_str(&value);
            }
        }
        out.push_str("\r\n");
    }
    out
}

fn html(grid: &Grid) -> String {
    let mut out = String::from(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body><table border=\"1\">\n",
    );
    let (rows, cols) = grid.cells.keys().fold((0, 0), |(r, c), (row, col)| (r.max(*row), c.max(*col)));
    for row in 0..=rows {
        out.push_str("<tr>");
        for col in 0..=cols {
            let value = grid.cells.get(&(row, col)).map(Val::text).unwrap_or_default();
            let _ = write!(out, "<td>{}</td>", value.replace('&', "&amp;").replace('<', "&lt;"));
        }
        out.push_str("</tr>\n");
    }
    out + "</table></body></html>\n"
}

fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2017, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let formats = Formats::new();
    for grid in &book.grids {
        sheet(workbook.add_worksheet(), grid, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    plain: Format,
    head: Format,
    date: Format,
    short: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_text_wrap();
        Formats {
            head: plain.clone().set_bold().set_align(FormatAlign::Center),
            date: plain.clone().set_num_format("yyyy\\-mm\\-dd"),
            short: plain.clone().set_num_format("m\"月\"d\"日\""),
            plain,
        }
    }
}

fn sheet(ws: &mut Worksheet, grid: &Grid, f: &Formats) -> Result<(), XlsxError> {
    ws.set_name(grid.name.as_str())?;
    if grid.hidden {
        ws.set_hidden(true);
    }
    for [r1, c1, r2, c2] in &grid.merges {
        let head = grid.heads.contains(r1) || *r1 < 2;
        ws.merge_range(*r1, *c1 as u16, *r2, *c2 as u16, "", if head { &f.head } else { &f.plain })?;
    }
    for ((row, col), value) in &grid.cells {
        let (row, col) = (*row, *col as u16);
        let plain = if grid.heads.contains(&row) { &f.head } else { &f.plain };
        match value {
            Val::Text(t) => ws.write_string_with_format(row, col, t, plain)?,
            Val::Int(n) => ws.write_number_with_format(row, col, *n as f64, plain)?,
            Val::Float(n) => ws.write_number_with_format(row, col, *n, plain)?,
            // Only month and day were typed: the cell shows no year.
            Val::Date(d) if chrono::Datelike::year(d) == 1900 => ws.write_datetime_with_format(row, col, d, &f.short)?,
            Val::Date(d) if chrono::Datelike::year(d) < 1900 => ws.write_string_with_format(row, col, d.to_string(), plain)?,
            Val::Date(d) => ws.write_datetime_with_format(row, col, d, &f.date)?,
            Val::Formula(formula, result) => {
                let formula = match result {
                    Calculated::Yes(n) => Formula::new(*formula).set_result(n.to_string()),
                    Calculated::Placeholder => Formula::new(*formula),
                    Calculated::No => Formula::new(*formula).set_result(""),
                };
                ws.write_formula_with_format(row, col, formula, plain)?
            }
            Val::NotAvailable => ws.write_formula_with_format(row, col, Formula::new("=NA()").set_result("#N/A"), plain)?,
        };
    }
    for (row, col, number) in &grid.pictures {
        let image = Image::new_from_buffer(&super::photos::bitmap(*number))?.set_scale_width(0.2).set_scale_height(0.2);
        ws.insert_image_with_offset(*row, *col as u16, &image, 2, 2)?;
    }
    if let Some((from, to)) = grid.ghosts {
        for row in from..=to {
            for col in 0..6 {
                ws.write_blank(row, col, &f.plain)?;
            }
        }
    }
    for row in &grid.hidden_rows {
        ws.set_row_hidden(*row)?;
    }
    Ok(())
}
