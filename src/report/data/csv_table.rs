//! A csv table: UTF-8 with BOM, RFC 4180 with CRLF. Free text is masked, keys are not; what a spreadsheet could take for a formula gets a leading
//! apostrophe; numbers are written as numbers.

use std::borrow::Cow;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use crate::model::identity::masked;
use crate::model::org::Branch;
use crate::model::text::harmless;
use crate::report::ReportError;

/// Rows that a thread formats at a time.
const PART: usize = 512;
/// Parts that are formatted before any is written.
const AT_ONCE: usize = 32;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    /// Anything that people typed or read: masked and guarded.
    Text(Cow<'a, str>),
    /// What tells one thing from another (the id of a branch, a unit of the draw): guarded, and never masked.
    Key(Cow<'a, str>),
    /// A number, rate, date or month that this program formed itself: written as it is.
    Plain(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    pub fn text(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }

    pub fn key(key: impl Into<Cow<'a, str>>) -> Self {
        Cell::Key(key.into())
    }

    /// Id of a branch, or nothing.
    pub fn id(branch: Option<&'a Branch>) -> Self {
        Cell::Key(branch.map_or(Cow::Borrowed(""), Branch::shown_id))
    }

    pub fn plain(value: impl ToString) -> Self {
        Cell::Plain(Cow::Owned(value.to_string()))
    }

    /// The value, or nothing.
    pub fn option(value: Option<impl ToString>) -> Self {
        value.map_or(Cell::Plain(Cow::Borrowed("")), Cell::plain)
    }

    /// As it stands in the file, quotes apart.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => guarded(plain(masked(text))),
            Cell::Key(key) => guarded(plain(Cow::Borrowed(key))),
            Cell::Plain(value) => Cow::Borrowed(value),
        }
    }
}

type Make<'a> = Box<dyn Fn(usize) -> Vec<Cell<'a>> + Send + Sync + 'a>;

/// Headings and rows.
pub(super) struct Table<'a> {
    headings: Vec<&'static str>,
    count: usize,
    row: Make<'a>,
}

impl<'a> Table<'a> {
    /// A short table: its rows.
    pub fn new(headings: &[&'static str], rows: Vec<Vec<Cell<'a>>>) -> Self {
        Table { headings: headings.to_vec(), count: rows.len(), row: Box::new(move |at| rows[at].clone()) }
    }

    /// A table of rows that are made as they are written: what they are made of, and how.
    pub fn made<T: Send + Sync + 'a>(
        headings: &[&'static str],
        items: Vec<T>,
        row: impl Fn(&T) -> Vec<Cell<'a>> + Send + Sync + 'a,
    ) -> Self {
        Table { headings: headings.to_vec(), count: items.len(), row: Box::new(move |at| row(&items[at])) }
    }

    /// Its headings.
    pub fn headings(&self) -> impl DoubleEndedIterator<Item = &'static str> + '_ {
        self.headings.iter().copied()
    }

    /// Writes the table. Parts of it are formatted by all threads, and written in order.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(), ReportError> {
        let path = folder.join(name);
        let io = |source| ReportError::Io { path: path.clone(), source };
        let failed = |source| ReportError::Csv { path: path.clone(), source };
        let mut file = File::create(&path).map_err(io)?;
        let mut head = writer("\u{feff}".as_bytes().to_vec());
        head.write_record(&self.headings).map_err(failed)?;
        file.write_all(&head.into_inner().map_err(|e| io(e.into_error()))?).map_err(io)?;
        let parts: Vec<usize> = (0..self.count).step_by(PART).collect();
        for some in parts.chunks(AT_ONCE) {
            let texts: Vec<Result<Vec<u8>, ReportError>> = some
                .par_iter()
                .with_max_len(1)
                .map(|from| {
                    let mut part = writer(Vec::with_capacity(PART * 16 * self.headings.len()));
                    for at in *from..(from + PART).min(self.count) {
                        let row = (self.row)(at);
                        debug_assert_eq!(row.len(), self.headings.len());
                        for cell in &row {
                            part.write_field(cell.written().as_bytes()).map_err(failed)?;
                        }
                        part.write_record(None::<&[u8]>).map_err(failed)?;
                    }
                    part.into_inner().map_err(|e| io(e.into_error()))
                })
                .collect();
            for text in texts {
                file.write_all(&text?).map_err(io)?;
            }
        }
        Ok(())
    }
}

fn writer(start: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start)
}

/// What would steer a reader's screen is shown and not obeyed.
fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    match harmless(&text) {
        Cow::Owned(shown) => Cow::Owned(shown),
        Cow::Borrowed(_) => text,
    }
}

/// A leading apostrophe before what a spreadsheet could run (`=`, `+`, `-`, `@`, tab, line end).
fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Cell, PART, Table};

    #[test]
    fn text_that_could_run_is_disarmed_and_numbers_are_not() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1"] {
            assert_eq!(Cell::text(bad).written(), format!("'{bad}"));
        }
        assert_eq!(Cell::text("\r=1\u{1b}[2J甲\r\n乙").written(), "␍=1␛[2J甲\r\n乙");
        assert_eq!(Cell::text("甲=乙").written(), "甲=乙");
        assert_eq!(Cell::plain(-5).written(), "-5");
        assert_eq!(Cell::option(None::<u32>).written(), "");
        assert_eq!(Cell::text("身份证320102199001011234").written(), "身份证320***********1234");
        assert_eq!(Cell::key("340825001000001").written(), "340825001000001");
        assert_eq!(Cell::key("=1").written(), "'=1");
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
    fn parts_stand_in_order_and_say_what_a_whole_would() {
        let dir = tempfile::tempdir().unwrap();
        let count = PART * (AT_ONCE + 1) + 7;
        let cells = |n: &usize| vec![Cell::plain(n), Cell::text("-甲")];
        Table::made(&["a", "b"], (0..count).collect(), cells).write(dir.path(), "t.csv").unwrap();
        let text = std::fs::read_to_string(dir.path().join("t.csv")).unwrap();
        let want: String = (0..count).map(|n| format!("{n},'-甲\r\n")).collect();
        assert!(text == format!("\u{feff}a,b\r\n{want}"));
    }

    #[test]
    fn a_table_that_cannot_be_written_says_which() {
        let told = Table::new(&["a"], Vec::new()).write(std::path::Path::new("/nonexistent"), "t.csv").unwrap_err();
        assert!(told.to_string().contains("t.csv"));
    }
}
