//! Every table as Parquet, held against its csv: by the frame library itself, which did not see how it was written.

use std::path::Path;

use polars::prelude::{AnyValue, ParquetReader, SerReader};

use super::{csv, day, results, write};

/// A Parquet file as csv would write it, types beside the names.
fn parquet(path: &Path) -> (Vec<(String, String)>, Vec<Vec<String>>) {
    let frame = ParquetReader::new(std::fs::File::open(path).unwrap()).finish().unwrap();
    let types = frame.columns().iter().map(|c| (c.name().to_string(), c.dtype().to_string())).collect();
    let shown = |value: AnyValue<'_>| match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_string(),
        AnyValue::Date(days) => (day("1970-01-01") + chrono::Days::new(days as u64)).to_string(),
        other => other.to_string(),
    };
    let row = |at: usize| frame.columns().iter().map(|c| shown(c.get(at).unwrap())).collect();
    (types, (0..frame.height()).map(row).collect())
}

#[test]
fn every_table_is_the_same_in_csv_and_parquet() {
    let dir = write(&results(&["a", "b"]));
    let mut tables = 0;
    let mut seen = std::collections::BTreeSet::new();
    for path in std::fs::read_dir(dir.path().join("data")).unwrap().map(|e| e.unwrap().path()) {
        if path.extension().is_none_or(|e| e != "parquet") {
            continue;
        }
        tables += 1;
        let (types, rows) = parquet(&path);
        let name = path.file_stem().unwrap().to_str().unwrap();
        let table = csv(dir.path(), &format!("{name}.csv"));
        let names: Vec<&str> = types.iter().map(|(name, _)| name.as_str()).collect();
        // what csv has more is the quotient that stands before its two sums
        let more: Vec<&str> = table.headings.split(',').filter(|h| !names.contains(h)).collect();
        assert!(more.iter().all(|h| names.contains(&format!("{h}_part").as_str())), "{name}: {more:?}");
        assert_eq!(table.rows.len(), rows.len(), "{name}");
        for (row, want) in rows.iter().zip(&table.rows) {
            for (value, column) in row.iter().zip(&names) {
                assert_eq!(value, want[*column].strip_prefix('\'').unwrap_or(&want[*column]), "{name} {column}");
            }
        }
        seen.extend(types.into_iter().map(|(_, dtype)| dtype));
    }
    assert_eq!(tables, crate::tables::TABLES.len());
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["bool", "date", "i32", "i64", "str"]);
    let activities = csv(dir.path(), "activities.csv");
    assert_eq!((activities.rows.len(), activities.rows[1]["remark"].as_str()), (6, "'-320***********1234"));
}
