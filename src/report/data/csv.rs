//! A table as csv: UTF-8 with BOM, RFC 4180 with CRLF. What a spreadsheet could take for a formula gets a leading apostrophe; numbers are written as
//! numbers; the quotient of a ratio stands before its two sums.

use std::borrow::Cow;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use crate::report::ReportError;
use crate::tables::{Head, Kind, Table, Value};

/// Rows that a thread formats at a time.
const PART: usize = 512;
/// Parts that are formatted before any is written.
const AT_ONCE: usize = 32;

/// Headings of the file.
fn headings(table: &Table<'_>) -> Vec<String> {
    let of = |head: &Head| match head.kind.is_ratio() {
        true => vec![head.id.to_string(), format!("{}_part", head.id), format!("{}_of", head.id)],
        false => vec![head.id.to_string()],
    };
    table.heads().iter().flat_map(of).collect()
}

/// Writes the table. Parts of it are formatted by all threads, and written in order.
pub(super) fn write(table: &Table<'_>, path: &Path) -> Result<(), ReportError> {
    let io = |source| ReportError::Io { path: path.to_path_buf(), source };
    let failed = |source| ReportError::Csv { path: path.to_path_buf(), source };
    let mut file = File::create(path).map_err(io)?;
    let mut head = writer("\u{feff}".as_bytes().to_vec());
    head.write_record(headings(table)).map_err(failed)?;
    file.write_all(&head.into_inner().map_err(|e| io(e.into_error()))?).map_err(io)?;
    let parts: Vec<usize> = (0..table.len()).step_by(PART).collect();
    for some in parts.chunks(AT_ONCE) {
        let texts: Vec<Result<Vec<u8>, ReportError>> = some
            .par_iter()
            .with_max_len(1)
            .map(|from| {
                let mut part = writer(Vec::with_capacity(PART * 16 * table.heads().len()));
                for row in *from..(from + PART).min(table.len()) {
                    for (at, head) in table.heads().iter().enumerate() {
                        put(&mut part, head.kind, table.value(row, at)).map_err(failed)?;
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

/// Writes a value: one field, or the three of a ratio.
fn put(to: &mut csv::Writer<Vec<u8>>, kind: Kind, value: Value<'_>) -> Result<(), csv::Error> {
    match value {
        Value::None if kind.is_ratio() => (0..3).try_for_each(|_| to.write_field("")),
        Value::None => to.write_field(""),
        Value::Text(text) if kind.is_foreign() => to.write_field(guarded(kind.shown(text)).as_bytes()),
        Value::Text(text) => to.write_field(text.as_bytes()),
        Value::Int(n) => to.write_field(itoa::Buffer::new().format(n)),
        Value::Date(day) => to.write_field(day.to_string()),
        Value::Flag(flag) => to.write_field(if flag { "true" } else { "false" }),
        Value::Ratio(part, of) => {
            to.write_field(kind.quotient(part, of))?;
            to.write_field(itoa::Buffer::new().format(part))?;
            to.write_field(itoa::Buffer::new().format(of))
        }
    }
}

fn writer(start: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start)
}

/// A leading apostrophe before what a spreadsheet could run (`=`, `+`, `-`, `@`, tab, line end).
fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind, value: Value<'_>) -> String {
        let mut to = writer(Vec::new());
        put(&mut to, kind, value).unwrap();
        to.write_record(None::<&[u8]>).unwrap();
        String::from_utf8(to.into_inner().unwrap()).unwrap().trim_end_matches("\r\n").to_string()
    }

    #[test]
    fn text_that_could_run_is_disarmed_and_numbers_are_not() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(written(Kind::FreeText, bad.into()), format!("'{bad}"));
        }
        assert_eq!(written(Kind::FreeText, "\n=1".into()), "\"'\n=1\"");
        assert_eq!(written(Kind::Name, "甲=乙".into()), "甲=乙");
        assert_eq!(written(Kind::Key, "=1".into()), "'=1");
        assert_eq!(written(Kind::Key, "340825001000001".into()), "340825001000001");
        assert_eq!(written(Kind::Count, Value::Int(-5)), "-5");
        assert_eq!(written(Kind::Points, Value::Ratio(-50, 100)), "-0.5,-50,100");
        assert_eq!(written(Kind::Rate, Value::Ratio(0, 0)), ",0,0");
        assert_eq!(written(Kind::Rate, Value::None), ",,");
        assert_eq!(written(Kind::FreeText, "甲,\"乙\"\n丙".into()), "\"甲,\"\"乙\"\"\n丙\"");
    }
}
