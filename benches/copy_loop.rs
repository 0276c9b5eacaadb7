//! What a run is measured against: `copy_loop read DIR` reads every cell of every workbook below a folder on as many threads as there are
//! processors and drops it; `copy_loop copy DIR FILE` also writes every row to one sheet (a second one where the format's rows do not suffice), and does nothing else.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use calamine::{Data, Reader, open_workbook_auto};
use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};
use walkdir::WalkDir;

/// Rows of a file on their way to the sheet.
type Rows = Vec<Vec<Data>>;

/// Most rows of a sheet, by the format.
const SHEET_ROWS: u32 = 1_048_576;

fn workbooks(dir: &Path) -> Vec<PathBuf> {
    let is_book = |path: &PathBuf| path.extension().is_some_and(|e| ["xlsx", "xls", "ods", "et"].iter().any(|known| e == *known));
    let ours = |path: &PathBuf| !path.iter().any(|part| part == "_truth" || part == ".dangri");
    let mut found: Vec<(u64, PathBuf)> = WalkDir::new(dir)
        .into_iter()
        .flatten()
        .map(|entry| (entry.metadata().map_or(0, |m| m.len()), entry.into_path()))
        .filter(|(_, path)| is_book(path) && ours(path))
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

/// Every cell of a workbook.
fn read(path: &Path) -> Rows {
    let Ok(mut book) = open_workbook_auto(path) else { return Vec::new() };
    book.worksheets().into_iter().flat_map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect::<Rows>()).collect()
}

fn copy(rows: &Receiver<Rows>, to: &Path) -> Result<u32, XlsxError> {
    let mut book = Workbook::new();
    let (mut sheet, mut at, mut all) = (book.add_worksheet_with_low_memory()?, 0, 0);
    for row in rows.iter().flatten() {
        if at == SHEET_ROWS {
            (sheet, at) = (book.add_worksheet_with_low_memory()?, 0);
        }
        for (col, cell) in row.iter().enumerate() {
            let col = col as u16;
            match cell {
                Data::Empty => {}
                Data::Int(n) => sheet.write_number(at, col, *n as f64).map(|_| ())?,
                Data::Float(n) => sheet.write_number(at, col, *n).map(|_| ())?,
                Data::Bool(truth) => sheet.write_boolean(at, col, *truth).map(|_| ())?,
                other => sheet.write_string(at, col, other.to_string()).map(|_| ())?,
            };
        }
        at += 1;
        all += 1;
    }
    book.save(to)?;
    Ok(all)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["read", dir] => {
            let cells: usize =
                workbooks(Path::new(dir)).par_iter().with_max_len(1).map(|p| read(p).iter().map(Vec::len).sum::<usize>()).sum();
            println!("{cells} cells");
        }
        ["copy", dir, to] => {
            let (send, receive) = sync_channel(64);
            let files = workbooks(Path::new(dir));
            let reading = thread::spawn(move || files.par_iter().with_max_len(1).for_each(|path| drop(send.send(read(path)))));
            let done = copy(&receive, Path::new(to));
            reading.join().unwrap_or_default();
            println!("{} rows", done.expect("a workbook"));
        }
        _ => {
            eprintln!("copy_loop read DIR | copy_loop copy DIR FILE");
            std::process::exit(2);
        }
    }
}
