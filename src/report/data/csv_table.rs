//! A csv table: UTF-8 with BOM, RFC 4180 with CRLF. Text is masked, and text that a spreadsheet could take for a formula gets a leading
//! apostrophe; numbers are written as numbers.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::model::text::mask_identity;
use crate::report::ReportError;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Anything that people typed or read: masked and guarded.
    Text(String),
    /// A number, rate, date or month that this program formed itself: written as it is.
    Plain(String),
}

impl Cell {
    pub fn text(text: &str) -> Self {
        Cell::Text(text.to_string())
    }

    pub fn plain(value: impl ToString) -> Self {
        Cell::Plain(value.to_string())
    }

    /// The value, or nothing.
    pub fn option(value: Option<impl ToString>) -> Self {
        Cell::Plain(value.map(|v| v.to_string()).unwrap_or_default())
    }

    /// As it stands in the file, quotes apart.
    pub fn written(&self) -> String {
        match self {
            Cell::Text(text) => guarded(mask_identity(text)),
            Cell::Plain(value) => value.clone(),
        }
    }
}

/// Headings and rows.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub headings: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new(headings: &[&'static str], rows: Vec<Vec<Cell>>) -> Self {
        debug_assert!(rows.iter().all(|row| row.len() == headings.len()));
        Table { headings: headings.to_vec(), rows }
    }

    /// Writes the table.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(), ReportError> {
        Table::write_rows(&self.headings, self.rows.iter(), folder, name)
    }

    /// Writes a table of rows that need not be there all at once.
    pub fn write_rows<R: AsRef<[Cell]>>(
        headings: &[&'static str],
        rows: impl Iterator<Item = R>,
        folder: &Path,
        name: &str,
    ) -> Result<(), ReportError> {
        let path = folder.join(name);
        let io = |source| ReportError::Io { path: path.clone(), source };
        let failed = |source| ReportError::Csv { path: path.clone(), source };
        let mut file = BufWriter::new(File::create(&path).map_err(io)?);
        file.write_all("\u{feff}".as_bytes()).map_err(io)?;
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        csv.write_record(headings).map_err(failed)?;
        for row in rows {
            csv.write_record(row.as_ref().iter().map(Cell::written)).map_err(failed)?;
        }
        csv.flush().map_err(io)
    }
}

/// A leading apostrophe before what a spreadsheet could run (`=`, `+`, `-`, `@`, tab, line end).
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table};

    #[test]
    fn text_that_could_run_is_disarmed_and_numbers_are_not() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(Cell::text(bad).written(), format!("'{bad}"));
        }
        assert_eq!(Cell::text("甲=乙").written(), "甲=乙");
        assert_eq!(Cell::plain(-5).written(), "-5");
        assert_eq!(Cell::option(None::<u32>).written(), "");
        assert_eq!(Cell::text("身份证320102199001011234").written(), "身份证320***********1234");
    }

    #[test]
    fn a_table_has_a_bom_and_crlf_and_quotes_where_they_are_needed() {
        let dir = tempfile::tempdir().unwrap();
        let rows = vec![vec![Cell::text("甲,\"乙\"\n丙"), Cell::plain(1)]];
        Table::new(&["a", "b"], rows).write(dir.path(), "t.csv").unwrap();
        let text = std::fs::read_to_string(dir.path().join("t.csv")).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n\"甲,\"\"乙\"\"\n丙\",1\r\n");
    }

    #[test]
    fn a_table_that_cannot_be_written_says_which() {
        let told = Table::new(&["a"], Vec::new()).write(std::path::Path::new("/nonexistent"), "t.csv").unwrap_err();
        assert!(told.to_string().contains("t.csv"));
    }
}
