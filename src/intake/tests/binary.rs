//! Binary workbooks, put together record by record.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::*;
use crate::intake::cfb;
use crate::model::book::Merge;

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

/// A string of the version, after a length of one or two bytes.
fn string(text: &str, biff8: bool, short: bool) -> Vec<u8> {
    let (length, body) = if biff8 {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        (text.encode_utf16().count() as u16, [vec![1], units].concat())
    } else {
        let raw = encoding_rs::GBK.encode(text).0.into_owned();
        (raw.len() as u16, raw)
    };
    let length = if short { vec![length as u8] } else { length.to_le_bytes().to_vec() };
    [length, body].concat()
}

/// A workbook stream with one hidden sheet that has a bit of everything; its code page claims to be Western.
fn stream(biff8: bool) -> Vec<u8> {
    let version = if biff8 { 0x0600 } else { 0x0500 };
    let bof = |kind: u16| record(0x0809, &words(&[version, kind, 0, 0]));
    let cell = |row: u16, col: u16, xf: u16, rest: &[u8]| [&words(&[row, col, xf])[..], rest].concat();
    let format = "yyyy\"年\"m\"月\"d\"日\"";
    let mut globals = [
        bof(5),
        record(0x0042, &words(&[1252])),
        record(0x041E, &[&words(&[164])[..], &string(format, biff8, !biff8)].concat()),
        record(0x00E0, &words(&[0, 0, 0])),
        record(0x00E0, &words(&[0, 164, 0])),
        record(0x00E0, &words(&[0, 46, 0])),
    ]
    .concat();
    if biff8 {
        let strings = [string("城东社区党支部", true, false), string("√", true, false)].concat();
        globals.extend(record(0x00FC, &[&[0; 8][..], &strings].concat()));
    }
    let name = string("七月台账", biff8, true);
    let at = globals.len() + 4 + 6 + name.len() + 4;
    globals.extend(record(0x0085, &[&(at as u32).to_le_bytes()[..], &[1, 0], &name].concat()));
    globals.extend(record(0x000A, &[]));
    let text = |row, col, index: u32, text: &str| {
        if biff8 {
            record(0x00FD, &cell(row, col, 0, &index.to_le_bytes()))
        } else {
            record(0x0204, &cell(row, col, 0, &string(text, false, false)))
        }
    };
    let rk = |n: i32| ((n << 2) as u32 | 2).to_le_bytes();
    let formula = |row, col, value: [u8; 8]| record(0x0006, &cell(row, col, 0, &[&value[..], &[0; 8]].concat()));
    let sheet = [
        bof(0x10),
        record(0x0200, &[0xFF; 14]),
        record(0x007D, &words(&[1, 1, 0, 0, 1, 0])),
        record(0x0208, &words(&[2, 0, 9, 0, 0, 0, 0x20, 0])),
        text(0, 0, 0, "城东社区党支部"),
        record(0x027E, &cell(1, 0, 1, &rk(42921))),
        record(0x00BD, &[&words(&[1, 1, 0])[..], &rk(20), &words(&[0]), &rk(1800), &words(&[2])].concat()),
        record(0x0203, &cell(1, 3, 2, &1.5_f64.to_le_bytes())),
        record(0x0205, &cell(2, 0, 0, &[1, 0])),
        record(0x0205, &cell(2, 1, 0, &[0x2A, 1])),
        formula(2, 2, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x0207, &string("算得", biff8, false)),
        formula(2, 3, 7.0_f64.to_le_bytes()),
        formula(2, 4, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        bof(0x20),
        record(0x0203, &cell(0, 0, 0, &99.0_f64.to_le_bytes())),
        record(0x000A, &[]),
        text(65535, 255, 1, "√"),
        record(0x00E5, &words(&[1, 0, 0, 0, 3])),
        record(0x000A, &[]),
    ]
    .concat();
    [globals, sheet].concat()
}

/// The stream in its container.
pub(super) fn sample(biff8: bool) -> Vec<u8> {
    cfb::build(&[(if biff8 { "Workbook" } else { "Book" }, &stream(biff8))])
}

#[test]
fn both_versions_read_alike_with_or_without_container() {
    let day = NaiveDate::from_ymd_opt(2017, 7, 5).unwrap().and_hms_opt(0, 0, 0).unwrap();
    for (name, bytes) in [("a.et", sample(true)), ("b.xls", sample(false)), ("c.xls", stream(true)), ("d.xlsx", stream(false))] {
        let sheets = good(name, &bytes);
        let s = &sheets[0];
        assert_eq!((&*s.name, s.hidden), ("七月台账", true), "{name}");
        assert_eq!(value(s, 0, 0), text("城东社区党支部"));
        assert_eq!(value(s, 1, 0), Some(Value::Date(day)));
        assert_eq!(value(s, 1, 1), Some(Value::Number(20.0)));
        assert_eq!(value(s, 1, 2), Some(Value::Number(1800.0)));
        assert_eq!(value(s, 1, 3), Some(Value::Duration(1.5)));
        assert_eq!(value(s, 2, 0), Some(Value::Bool(true)));
        assert_eq!(value(s, 2, 1), Some(Value::Error("#N/A".into())));
        assert_eq!(value(s, 2, 2), text("算得"));
        assert_eq!(value(s, 2, 3), Some(Value::Number(7.0)));
        assert_eq!(value(s, 2, 4), Some(Value::Uncalculated));
        assert_eq!(value(s, 65535, 255), text("√"), "{name}");
        assert_eq!(s.cells.len(), 11);
        assert_eq!(s.merges, [Merge { from: CellRef::new(0, 0), to: CellRef::new(0, 3) }]);
        assert_eq!((s.hidden_rows.clone(), s.hidden_cols.clone()), (BTreeSet::from([2]), BTreeSet::from([1])));
    }
}

/// A record of an xlsb part.
fn brt(id: u16, data: &[u8]) -> Vec<u8> {
    let id = if id < 0x80 { vec![id as u8] } else { vec![(id & 0x7F) as u8 | 0x80, (id >> 7) as u8] };
    [&id[..], &[data.len() as u8], data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(units.len() as u32 / 2).to_le_bytes()[..], &units].concat()
}

fn xlsb(cells: &[Vec<u8>]) -> Vec<u8> {
    let longs = |n: &[u32]| -> Vec<u8> { n.iter().flat_map(|n| n.to_le_bytes()).collect() };
    let workbook = [brt(0x9C, &[&longs(&[1, 1])[..], &wide("rId1"), &wide("台账")].concat()), brt(0x90, &[]), brt(0x9D, &[])].concat();
    let sheet = [
        brt(0x94, &longs(&[0, 1, 0, 1])),
        brt(0x91, &[]),
        brt(0x00, &longs(&[1, 0, 0, 0])),
        cells.concat(),
        brt(0x92, &[]),
        brt(0xB0, &longs(&[0, 1, 0, 1])),
    ]
    .concat();
    let rels = br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let parts: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/_rels/workbook.bin.rels", rels),
        ("xl/workbook.bin", &workbook),
        ("xl/worksheets/sheet1.bin", &sheet),
    ];
    zipped(&parts)
}

#[test]
fn xlsb_cells_merges_and_short_records() {
    let cell = |id: u16, col: u32, body: &[u8]| brt(id, &[&col.to_le_bytes()[..], &[0; 4], body].concat());
    let good_cells = [cell(0x06, 0, &wide("甲")), cell(0x05, 1, &20.0_f64.to_le_bytes())];
    let sheets = good("a.xlsb", &xlsb(&good_cells));
    let s = &sheets[0];
    assert_eq!((&*s.name, s.hidden, value(s, 1, 0)), ("台账", true, text("甲")));
    assert_eq!(value(s, 1, 1), Some(Value::Number(20.0)));
    assert_eq!(s.merges, [Merge { from: CellRef::new(0, 0), to: CellRef::new(1, 1) }]);
    // Short records stand in the next column; a shared string that is not there costs its cell alone.
    let short = [brt(17, &[&[0; 4][..], &wide("乙")].concat()), brt(13, &[&[0; 4][..], &(7_u32 << 2 | 2).to_le_bytes()].concat())];
    let sheets = good("b.xlsb", &xlsb(&[good_cells[0].clone(), short.concat()]));
    assert_eq!((value(&sheets[0], 1, 1), value(&sheets[0], 1, 2)), (text("乙"), Some(Value::Number(7.0))));
    let loaded = load("c.xlsb", &xlsb(&[good_cells[0].clone(), cell(0x07, 1, &9_u32.to_le_bytes())]));
    assert_eq!((loaded.book.issues.len(), value(&loaded.book.sheets[0], 1, 0)), (1, text("甲")));
}
