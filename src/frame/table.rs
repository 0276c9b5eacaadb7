//! The frame of activities, with a schema that is checked wherever a frame comes in, and its Parquet file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    Column, DataFrame, DataType, Int32Chunked, IntoSeries, NewChunkedArray, ParquetCompression, ParquetReader, ParquetWriter, PolarsError,
    SerReader, StringChunked, UInt32Chunked,
};

use super::column::{ActivityColumn, Kind};
use super::line::{ActivityLine, Value};
use crate::model::io_words::io_words;

/// Why a frame could not be made, written or read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A column is missing or stands elsewhere.
    #[error("第 {place} 列应为“{wanted}”，实为“{found}”")]
    WrongColumn {
        /// Place from 1.
        place: usize,
        /// Name wanted.
        wanted: &'static str,
        /// Name found; empty when there are too few columns.
        found: String,
    },
    /// A column has another type.
    #[error("列“{column}”的类型应为 {wanted}，实为 {found}")]
    WrongType {
        /// Name.
        column: &'static str,
        /// Type wanted.
        wanted: String,
        /// Type found.
        found: String,
    },
    /// There are more columns than known.
    #[error("有多余的列“{0}”")]
    ExtraColumn(String),
    /// The file system said no.
    #[error("无法读写“{}”：{}", path.display(), io_words(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The frame library said no.
    #[error("{}", library_words(.0))]
    Library(#[from] PolarsError),
}

fn library_words(error: &PolarsError) -> String {
    match error {
        PolarsError::IO { error, .. } => io_words(error),
        _ => "列数据无法写出，属于程序问题，请反馈给程序维护人员".to_string(),
    }
}

/// The consolidated activities. Its columns are `ActivityColumn::ALL`, in that order.
#[derive(Clone, Debug)]
pub struct ActivitiesFrame(DataFrame);

impl ActivitiesFrame {
    /// A frame that has exactly the columns of `ActivityColumn`; else the error names the first wrong one.
    pub(super) fn new(frame: DataFrame) -> Result<Self, FrameError> {
        let columns = frame.columns();
        for (n, wanted) in ActivityColumn::ALL.iter().enumerate() {
            let found = columns.get(n).map(|c| c.name().to_string()).unwrap_or_default();
            if found != wanted.name() {
                return Err(FrameError::WrongColumn { place: n + 1, wanted: wanted.name(), found });
            }
            let (dtype, found) = (wanted.kind().dtype(), columns[n].dtype().clone());
            if found != dtype {
                return Err(FrameError::WrongType { column: wanted.name(), wanted: dtype.to_string(), found: found.to_string() });
            }
        }
        match columns.get(ActivityColumn::ALL.len()) {
            Some(extra) => Err(FrameError::ExtraColumn(extra.name().to_string())),
            None => Ok(ActivitiesFrame(frame)),
        }
    }

    /// The frame of some lines.
    pub fn from_lines(lines: &[ActivityLine]) -> Result<Self, FrameError> {
        let columns = ActivityColumn::ALL.iter().map(|column| of_lines(lines, *column)).collect::<Result<Vec<Column>, FrameError>>()?;
        Self::new(DataFrame::new(lines.len(), columns)?)
    }

    /// Number of activities.
    pub fn len(&self) -> usize {
        self.0.height()
    }

    /// No activities.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn frame(&self) -> &DataFrame {
        &self.0
    }

    /// Writes the frame as Parquet. Compression, row groups and the writing thread are fixed, so that the same frame gives the same bytes.
    pub fn write_parquet(&self, path: &Path) -> Result<(), FrameError> {
        let file = File::create(path).map_err(|source| FrameError::Io { path: path.to_path_buf(), source })?;
        let mut frame = self.0.clone();
        frame.rechunk_mut();
        ParquetWriter::new(BufWriter::new(file))
            .with_compression(ParquetCompression::Zstd(None))
            .with_row_group_size(Some(1 << 17))
            .set_parallel(false)
            .finish(&mut frame)?;
        Ok(())
    }

    /// Reads such a file back, its schema checked.
    pub fn read_parquet(path: &Path) -> Result<Self, FrameError> {
        let file = File::open(path).map_err(|source| FrameError::Io { path: path.to_path_buf(), source })?;
        Self::new(ParquetReader::new(file).finish()?)
    }
}

fn of_lines(lines: &[ActivityLine], column: ActivityColumn) -> Result<Column, FrameError> {
    let name = column.name().into();
    let values = lines.iter().map(|line| line.value(column));
    let series = match column.kind() {
        Kind::Text => {
            let text = |value| if let Value::Text(text) = value { Some(&**text) } else { None };
            StringChunked::from_iter_options(name, values.map(text)).into_series()
        }
        Kind::Count => {
            let count = |value| if let Value::Count(count) = value { count } else { None };
            UInt32Chunked::from_iter_options(name, values.map(count)).into_series()
        }
        Kind::Date => {
            let date = |value| if let Value::Date(date) = value { date.map(days) } else { None };
            Int32Chunked::from_iter_options(name, values.map(date)).into_series().cast(&DataType::Date)?
        }
    };
    Ok(series.into())
}

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> i32 {
    /// 1970-01-01 counted from 0001-01-01, which is day 1.
    const EPOCH: i32 = 719_163;
    date.num_days_from_ce() - EPOCH
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::super::line::ActivityLine;
    use super::{ActivitiesFrame, FrameError, days};
    use crate::model::fixture::{Fixture, day};
    use crate::model::org::BranchType;

    fn fixture() -> Fixture {
        let mut f = Fixture::new("2017-07", "2017-12-31");
        let a = f.branch("001", "甲支部", "镇党委", BranchType::Rural);
        f.activity(a, "2017-07-05", 10, 9);
        f.activity(a, "2017-07-06", 10, 9).row.reported = None;
        f.corpus.activities[1].row.theme = "320102199001011234 学习".into();
        std::sync::Arc::make_mut(&mut f.corpus.activities[1].row.time).end = None;
        f
    }

    fn lines(f: &Fixture, n: usize) -> Vec<ActivityLine<'_>> {
        (0..n).map(|k| ActivityLine::of("chizhou", &f.corpus, &f.corpus.activities[k % 2])).collect()
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!([days(day("1970-01-01")), days(day("1970-01-02")), days(day("2017-07-05"))], [0, 1, 17_352]);
    }

    #[test]
    fn a_line_says_what_the_ledger_said() {
        let f = fixture();
        let lines = lines(&f, 2);
        assert_eq!((&*lines[0].start, lines[0].minutes, lines[0].row), ("09:00", Some(150), 2));
        assert_eq!((&*lines[1].theme, lines[1].minutes, lines[1].reported), ("320***********1234 学习", None, None));
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.parquet");
        let frame = ActivitiesFrame::from_lines(&lines(&fixture(), 5)).unwrap();
        frame.write_parquet(&path).unwrap();
        let back = ActivitiesFrame::read_parquet(&path).unwrap();
        assert_eq!(back.len(), 5);
        assert!(back.0.equals_missing(&frame.0));
        assert_eq!(back.0.column("date").unwrap().get(0).unwrap(), AnyValue::Date(17_352));
        ActivitiesFrame::from_lines(&[]).unwrap().write_parquet(&path).unwrap();
        assert!(ActivitiesFrame::read_parquet(&path).unwrap().is_empty());
    }

    #[test]
    fn the_same_lines_give_the_same_bytes_whatever_the_threads() {
        let dir = tempfile::tempdir().unwrap();
        let f = fixture();
        let many = lines(&f, 20_000);
        let write = |name: &str| {
            let path = dir.path().join(name);
            ActivitiesFrame::from_lines(&many).unwrap().write_parquet(&path).unwrap();
            std::fs::read(path).unwrap()
        };
        let first = write("a");
        let narrow = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let wide = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        assert!(narrow.install(|| write("b")) == first && wide.install(|| write("c")) == first);
    }

    #[test]
    fn a_wrong_column_is_named() {
        let frame = ActivitiesFrame::from_lines(&lines(&fixture(), 1)).unwrap().0;
        let mut renamed = frame.clone();
        renamed.rename("theme", "主题".into()).unwrap();
        let told = ActivitiesFrame::new(renamed).unwrap_err();
        assert_eq!(told.to_string(), "第 8 列应为“theme”，实为“主题”");
        let mut typed = frame.clone();
        let text = typed.column("due").unwrap().cast(&DataType::Int64).unwrap();
        typed.with_column(text).unwrap();
        assert!(matches!(ActivitiesFrame::new(typed), Err(FrameError::WrongType { column: "due", .. })));
        let mut more = frame.clone();
        more.with_column(Column::new("extra".into(), [1u32])).unwrap();
        assert!(matches!(ActivitiesFrame::new(more), Err(FrameError::ExtraColumn(_))));
        assert!(matches!(ActivitiesFrame::new(DataFrame::empty()), Err(FrameError::WrongColumn { place: 1, .. })));
    }
}
