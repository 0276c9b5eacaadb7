//! The workbook's package with its long tables: all parts of the layout are taken over as the library packed them, but the sheets of long tables, whose
//! rows are packed part by part on all threads.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use super::long::Long;
use crate::report::paper::package::{Entry, Package, Packed, parts, unlike};

/// Parts that are packed before any is written: enough to keep all threads busy, little enough to hold.
const AT_ONCE: usize = 32;
/// Writes the package: `laid` is the layout, `long` the long tables by number of the sheet from 0.
pub(super) fn write(path: &Path, laid: &[u8], long: &BTreeMap<usize, Long<'_, '_>>) -> Result<(), XlsxError> {
    let sheets: BTreeMap<String, &Long<'_, '_>> =
        long.iter().map(|(at, table)| (format!("xl/worksheets/sheet{}.xml", at + 1), table)).collect();
    let mut package = Package::new(BufWriter::new(File::create(path)?));
    for part in parts(laid)? {
        match sheets.get(&part.name) {
            Some(table) => package.add(&part.name, |entry| sheet(entry, &part.text()?, table))?,
            None => package.keep(&part)?,
        }
    }
    Ok(package.finish()?.flush()?)
}

/// A worksheet with its long table.
fn sheet(entry: &mut Entry<'_, '_, impl Write>, xml: &str, table: &Long<'_, '_>) -> Result<(), XlsxError> {
    let cut = table.cut(xml).ok_or_else(unlike)?;
    entry.add(&Packed::new(cut.before)?)?;
    let mut links = String::new();
    let parts: Vec<usize> = (0..table.parts()).collect();
    for some in parts.chunks(AT_ONCE) {
        let make = |part: &usize| {
            let markup = table.part(*part, &cut.columns);
            Ok::<_, io::Error>((Packed::new(&markup.rows)?, markup.links))
        };
        for made in some.par_iter().with_max_len(1).map(make).collect::<Vec<_>>() {
            let (packed, more) = made?;
            entry.add(&packed)?;
            links.push_str(&more);
        }
    }
    if let Some(between) = cut.between {
        entry.add(&Packed::new(between)?)?;
        entry.add(&Packed::new(&links)?)?;
    }
    entry.add(&Packed::new(cut.behind)?)?;
    Ok(())
}
