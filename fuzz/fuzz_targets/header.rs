//! Recognition of headers, tables and forms: a sheet from tab-separated text, its first line giving merged ranges (four bytes each).
#![no_main]

use std::sync::Arc;

use dangri_fuzz::model::book::{Merge, RawBook, RawCell, RawSheet, Value};
use dangri_fuzz::model::cell::CellRef;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: dangri_fuzz::watch(), |data: &[u8]| {
    let (merges, rest) = data.iter().position(|b| *b == b'\n').map_or((&[][..], data), |at| (&data[..at], &data[at + 1..]));
    let text = String::from_utf8_lossy(rest);
    let mut sheet = RawSheet { name: "7月".into(), ..RawSheet::default() };
    for (row, line) in text.split('\n').enumerate().take(200) {
        for (col, cell) in line.split('\t').enumerate().take(60).filter(|(_, cell)| !cell.trim().is_empty()) {
            let value = cell.parse::<f64>().ok().filter(|n| n.is_finite()).map_or_else(|| Value::Text(Arc::from(cell)), Value::Number);
            sheet.cells.push(RawCell { at: CellRef::new(row as u32, col as u32), value });
        }
    }
    let box_of = |of: fn(&RawCell) -> u32| sheet.cells.iter().map(of).max().unwrap_or(0);
    let (rows, cols) = (box_of(|c| c.at.row), box_of(|c| c.at.col));
    for [row, col, down, right] in merges.as_chunks::<4>().0.iter().take(20).map(|m| m.map(u32::from)) {
        let from = CellRef::new(row.min(rows), col.min(cols));
        let to = CellRef::new((row + down % 8).min(rows), (col + right % 16).min(cols));
        if from.row <= to.row && from.col <= to.col && from != to {
            sheet.merges.push(Merge { from, to });
        }
    }
    sheet.merges.sort_by_key(|m| (m.from, m.to));
    sheet.merges.dedup();
    dangri_fuzz::laid_out(&RawBook { path: "2017年/某镇党委.xlsx".into(), sheets: vec![sheet], issues: Vec::new(), passed: None });
});
