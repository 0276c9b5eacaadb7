//! A table as columns, a row group at a time: a million rows need not lie in memory beside themselves.

use std::fs::File;
use std::io::BufWriter;
use std::ops::Range;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Field, Int32Chunked, Int64Chunked, IntoSeries, NewChunkedArray, ParquetCompression,
    ParquetWriter, Schema, StringChunked,
};

use super::FrameError;
use crate::tables::{Kind, Store, StoredColumn, Table, Value};

/// Rows of a row group: few enough that one of long texts, as columns and compressed, adds little to what lies in memory already.
const GROUP: usize = 1 << 15;

pub(super) fn data_type(store: Store) -> DataType {
    match store {
        Store::Text => DataType::String,
        Store::Int32 => DataType::Int32,
        Store::Int64 => DataType::Int64,
        Store::Flag => DataType::Boolean,
        Store::Date => DataType::Date,
    }
}

/// Writes a table as Parquet. Compression, row groups and the writing thread are fixed, so that the same table gives the same bytes.
///
/// # Errors
/// The file cannot be written.
pub fn write_parquet(table: &Table<'_>, path: &Path) -> Result<(), FrameError> {
    let stored = table.stored();
    let schema: Schema = stored.iter().map(|c| Field::new(c.id.as_str().into(), data_type(c.store))).collect();
    let file = File::create(path).map_err(|source| FrameError::Io { path: path.to_path_buf(), source })?;
    let writer = ParquetWriter::new(BufWriter::new(file)).with_compression(ParquetCompression::Zstd(None)).set_parallel(false);
    let mut batches = writer.batched(&schema)?;
    // a table without rows has its columns all the same
    for from in (0..table.len().max(1)).step_by(GROUP) {
        let rows = from..table.len().min(from + GROUP);
        let columns = stored.iter().map(|column| of_rows(table, column, rows.clone())).collect::<Result<Vec<_>, FrameError>>()?;
        batches.write_batch(&DataFrame::new(rows.len(), columns)?)?;
    }
    batches.finish()?;
    Ok(())
}

fn of_rows(table: &Table<'_>, column: &StoredColumn, rows: Range<usize>) -> Result<Column, FrameError> {
    let name = column.id.as_str().into();
    let kind = table.heads()[column.at].kind;
    let values = rows.map(|row| table.value(row, column.at));
    let series = match column.store {
        Store::Text => StringChunked::from_iter_options(name, values.map(|v| text(kind, v))).into_series(),
        Store::Int32 => {
            let small = |v| number(v, column.divisor).and_then(|n| i32::try_from(n).ok());
            Int32Chunked::from_iter_options(name, values.map(small)).into_series()
        }
        Store::Int64 => Int64Chunked::from_iter_options(name, values.map(|v| number(v, column.divisor))).into_series(),
        Store::Flag => BooleanChunked::from_iter_options(name, values.map(flag)).into_series(),
        Store::Date => Int32Chunked::from_iter_options(name, values.map(date)).into_series().cast(&DataType::Date)?,
    };
    Ok(series.into())
}

fn text(kind: Kind, value: Value<'_>) -> Option<String> {
    if let Value::Text(text) = value { Some(kind.shown(text).into_owned()) } else { None }
}

fn number(value: Value<'_>, divisor: bool) -> Option<i64> {
    match value {
        Value::Int(n) => Some(n),
        Value::Ratio(part, of) => Some(if divisor { of } else { part }),
        _ => None,
    }
}

fn flag(value: Value<'_>) -> Option<bool> {
    if let Value::Flag(flag) = value { Some(flag) } else { None }
}

fn date(value: Value<'_>) -> Option<i32> {
    if let Value::Date(day) = value { Some(days(day)) } else { None }
}

/// Days since 1970-01-01.
pub(super) fn days(date: NaiveDate) -> i32 {
    /// 1970-01-01 counted from 0001-01-01, which is day 1.
    const EPOCH: i32 = 719_163;
    date.num_days_from_ce() - EPOCH
}
