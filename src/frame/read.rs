//! Tables that were written, read again: as typed columns, a row group at a time, keeping the rows that are asked for. Parquet and csv give the same;
//! a column that is missing or of another type is named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use chrono::{Days, NaiveDate};
use polars::io::mmap::MmapBytesReader;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Int32Chunked, Int64Chunked, IntoSeries, NewChunkedArray, ParallelStrategy, ParquetReader,
    SerReader, StringChunked,
};

use super::FrameError;
use super::columns::{data_type, days};
use crate::files;
use crate::tables::{Kind, Store, StoredColumn};

/// Rows that are looked at together.
const GROUP: usize = 1 << 17;

/// Rows that are wanted: those that hold one of the texts in the column.
pub struct Wanted<'a> {
    /// The column.
    pub column: &'a str,
    /// The texts.
    pub any: &'a BTreeSet<String>,
}

/// Rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    frame: DataFrame,
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A text; empty where nothing is known.
    pub fn text(&self, row: usize, column: &str) -> &str {
        self.column(column).and_then(|c| c.str().ok()?.get(row)).unwrap_or_default()
    }

    /// A number of either width.
    pub fn int(&self, row: usize, column: &str) -> Option<i64> {
        let column = self.column(column)?;
        match column.i64() {
            Ok(wide) => wide.get(row),
            Err(_) => column.i32().ok()?.get(row).map(i64::from),
        }
    }

    /// Yes or no.
    pub fn flag(&self, row: usize, column: &str) -> Option<bool> {
        self.column(column)?.bool().ok()?.get(row)
    }

    /// A day.
    pub fn date(&self, row: usize, column: &str) -> Option<NaiveDate> {
        let day = self.column(column)?.date().ok()?.phys.get(row)?;
        NaiveDate::default().checked_add_days(Days::new(u64::try_from(day).ok()?))
    }

    /// The texts of a column from the first row to the last, empty where nothing is known. `None`: there is no such column of texts. So are the two
    /// below: a column is looked up once and not for every row.
    pub fn texts(&self, column: &str) -> Option<impl Iterator<Item = &str>> {
        Some(self.column(column)?.str().ok()?.iter().map(Option::unwrap_or_default))
    }

    /// The wide numbers of a column.
    pub fn ints(&self, column: &str) -> Option<impl Iterator<Item = Option<i64>>> {
        Some(self.column(column)?.i64().ok()?.iter())
    }

    /// The flags of a column.
    pub fn flags(&self, column: &str) -> Option<impl Iterator<Item = Option<bool>>> {
        Some(self.column(column)?.bool().ok()?.iter())
    }

    /// The rows that hold one of the texts in the column.
    ///
    /// # Errors
    /// There is no such column of texts.
    pub fn with(&self, column: &str, any: &BTreeSet<String>) -> Result<Rows, FrameError> {
        kept(self.frame.clone(), &Wanted { column, any }).map(|frame| Rows { frame })
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.frame.column(name).ok()
    }
}

/// Reads a Parquet file.
///
/// # Errors
/// It cannot be read, or its columns are not those.
pub fn read_parquet(path: &Path, columns: &[(StoredColumn, Kind)], wanted: Option<&Wanted<'_>>) -> Result<Rows, FrameError> {
    parquet(|| open(path), path, columns, wanted, ParallelStrategy::Auto)
}

/// Reads the bytes of a Parquet file on this thread alone: whoever has looked at their digest reads what was looked at, and may do so on each of his
/// threads. `path` is told where something is wrong.
///
/// # Errors
/// As of [`read_parquet`].
pub fn parse_parquet(bytes: &[u8], path: &Path, columns: &[(StoredColumn, Kind)]) -> Result<Rows, FrameError> {
    parquet(|| Ok(Cursor::new(bytes)), path, columns, None, ParallelStrategy::None)
}

fn parquet<R: MmapBytesReader>(
    open: impl Fn() -> Result<R, FrameError>,
    path: &Path,
    columns: &[(StoredColumn, Kind)],
    wanted: Option<&Wanted<'_>>,
    how: ParallelStrategy,
) -> Result<Rows, FrameError> {
    let count = ParquetReader::new(open()?).num_rows()?;
    let names: Vec<String> = columns.iter().map(|(column, _)| column.id.clone()).collect();
    let there = ParquetReader::new(open()?).schema()?;
    if let Some(missing) = names.iter().find(|name| !there.contains(name.as_str())) {
        return Err(FrameError::Column { path: path.to_path_buf(), column: missing.clone() });
    }
    let mut all: Option<DataFrame> = None;
    for from in (0..count.max(1)).step_by(GROUP) {
        let reader = ParquetReader::new(open()?).read_parallel(how);
        let some = reader.with_columns(Some(names.clone())).with_slice(Some((from, GROUP.min(count - from)))).finish()?;
        for (column, _) in columns {
            if *some.column(&column.id)?.dtype() != data_type(column.store) {
                return Err(FrameError::Column { path: path.to_path_buf(), column: column.id.clone() });
            }
        }
        let some = match wanted {
            Some(wanted) => kept(some, wanted)?,
            None => some,
        };
        match &mut all {
            Some(all) => drop(all.vstack_mut(&some)?),
            None => all = Some(some),
        }
    }
    let mut frame = all.unwrap_or_default();
    frame.rechunk_mut();
    Ok(Rows { frame })
}

fn open(path: &Path) -> Result<File, FrameError> {
    files::open_listed(path).map_err(|source| FrameError::Io { path: path.to_path_buf(), source })
}

fn kept(frame: DataFrame, wanted: &Wanted<'_>) -> Result<DataFrame, FrameError> {
    let texts = frame.column(wanted.column)?.str()?;
    let mask: BooleanChunked = texts.iter().map(|text| text.is_some_and(|text| wanted.any.contains(text))).collect();
    Ok(frame.filter(&mask)?)
}

/// Reads a csv file as this program writes it.
///
/// # Errors
/// It cannot be read, or its columns are not those.
pub fn read_csv(path: &Path, columns: &[(StoredColumn, Kind)], wanted: Option<&Wanted<'_>>) -> Result<Rows, FrameError> {
    let io = |source| FrameError::Io { path: path.to_path_buf(), source };
    let torn = |column: &str| FrameError::Column { path: path.to_path_buf(), column: column.to_string() };
    let mut bytes = BufReader::new(open(path)?);
    let mut mark = [0; 3];
    bytes.read_exact(&mut mark).map_err(io)?;
    if mark != *"\u{feff}".as_bytes() {
        return Err(torn("BOM"));
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let header: BTreeMap<String, usize> =
        reader.headers().map_err(|e| io(e.into()))?.iter().enumerate().map(|(at, name)| (name.to_string(), at)).collect();
    let places: Vec<usize> =
        columns.iter().map(|(column, _)| header.get(&column.id).copied().ok_or_else(|| torn(&column.id))).collect::<Result<_, _>>()?;
    let filter =
        wanted.map(|wanted| header.get(wanted.column).map(|at| (*at, wanted.any)).ok_or_else(|| torn(wanted.column))).transpose()?;
    let mut texts: Vec<Vec<Option<String>>> = vec![Vec::new(); columns.len()];
    for record in reader.records() {
        let record = record.map_err(|e| io(e.into()))?;
        let field = |at: usize| record.get(at).unwrap_or_default();
        if filter.is_some_and(|(at, any)| !any.contains(disarmed(field(at)))) {
            continue;
        }
        for ((at, (_, kind)), into) in places.iter().zip(columns).zip(&mut texts) {
            let text = if kind.is_foreign() { disarmed(field(*at)) } else { field(*at) };
            into.push((!text.is_empty()).then(|| text.to_string()));
        }
    }
    let count = texts.first().map_or(0, Vec::len);
    let made = columns.iter().zip(texts).map(|((column, _), texts)| typed(column, &texts).ok_or_else(|| torn(&column.id)));
    Ok(Rows { frame: DataFrame::new(count, made.collect::<Result<_, _>>()?)? })
}

/// Without the apostrophe that keeps a spreadsheet from running a text.
fn disarmed(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])).unwrap_or(text)
}

/// Texts as a column of their type; `None` where one is of another.
fn typed(column: &StoredColumn, texts: &[Option<String>]) -> Option<Column> {
    let name = column.id.as_str().into();
    let known = |parsed: bool| parsed.then_some(());
    fn all<T>(texts: &[Option<String>], parse: impl Fn(&str) -> Option<T>) -> (bool, Vec<Option<T>>) {
        let values: Vec<Option<T>> = texts.iter().map(|text| text.as_deref().and_then(&parse)).collect();
        (values.iter().zip(texts).all(|(value, text)| value.is_some() == text.is_some()), values)
    }
    let series = match column.store {
        Store::Text => StringChunked::from_iter_options(name, texts.iter().cloned()).into_series(),
        Store::Int32 => {
            let (read, values) = all(texts, |text| text.parse::<i32>().ok());
            known(read)?;
            Int32Chunked::from_iter_options(name, values.into_iter()).into_series()
        }
        Store::Int64 => {
            let (read, values) = all(texts, |text| text.parse::<i64>().ok());
            known(read)?;
            Int64Chunked::from_iter_options(name, values.into_iter()).into_series()
        }
        Store::Flag => {
            let (read, values) = all(texts, |text| text.parse::<bool>().ok());
            known(read)?;
            BooleanChunked::from_iter_options(name, values.into_iter()).into_series()
        }
        Store::Date => {
            let (read, values) = all(texts, |text| text.parse::<NaiveDate>().ok().map(days));
            known(read)?;
            Int32Chunked::from_iter_options(name, values.into_iter()).into_series().cast(&DataType::Date).ok()?
        }
    };
    Some(series.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str, store: Store, kind: Kind) -> (StoredColumn, Kind) {
        (StoredColumn { id: id.into(), store, at: 0, divisor: false }, kind)
    }

    #[test]
    fn what_is_not_as_it_should_be_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("甲.csv");
        std::fs::write(&path, "\u{feff}branch,due,held,date\r\n'=甲,3,true,2017-07-05\r\n乙,,false,\r\n").unwrap();
        let columns = [
            column("branch", Store::Text, Kind::Name),
            column("due", Store::Int64, Kind::Count),
            column("held", Store::Flag, Kind::Flag),
            column("date", Store::Date, Kind::Date),
        ];
        let rows = read_csv(&path, &columns, None).unwrap();
        assert_eq!((rows.len(), rows.text(0, "branch"), rows.int(0, "due"), rows.flag(1, "held")), (2, "=甲", Some(3), Some(false)));
        assert_eq!((rows.date(0, "date"), rows.date(1, "date"), rows.int(1, "due")), (NaiveDate::from_ymd_opt(2017, 7, 5), None, None));
        let any = BTreeSet::from(["=甲".to_string()]);
        let some = read_csv(&path, &columns, Some(&Wanted { column: "branch", any: &any })).unwrap();
        assert_eq!((some.len(), rows.with("branch", &any).unwrap().len()), (1, 1));
        for (id, store, kind) in
            [("actual", Store::Int64, Kind::Count), ("branch", Store::Int64, Kind::Count), ("due", Store::Flag, Kind::Flag)]
        {
            let told = read_csv(&path, &[column(id, store, kind)], None).unwrap_err();
            assert!(matches!(&told, FrameError::Column { column, .. } if column == id), "{told}");
        }
        assert!(rows.with("due", &any).is_err(), "a number is no text");
    }
}
