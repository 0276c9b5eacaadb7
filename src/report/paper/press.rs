//! Workbooks of one kind that go out by the thousand. The library lays one of them out, with its formats, paper, rules and protection, and no rows;
//! each is then printed from that layout: its own rows as markup, all other parts as they were packed once. Where a layout must name a row that
//! differs from one workbook to the next, it names a mark, and the workbook says which row that is.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use super::style::Ink;
use super::{Layout, Leaf};
use crate::model::own::OwnKind;
use crate::report::{ReportError, seal};

/// Row (from 0) of the first mark: beyond all rows that are written, within what a sheet may have.
pub(super) const MARKS: u32 = 1_000_000;
/// What stands for the title.
pub(super) const TITLE: &str = "\u{E000}";

/// The row (from 0) by which a layout names a mark. Marks are numbered by workbook, not by sheet.
pub const fn mark(number: u32) -> u32 {
    MARKS + number
}

/// Places all formats on a sheet of a layout, and shows where merged ranges go. A sheet without them is printed as it stands.
pub fn hold(ws: &mut Worksheet) -> Result<(), XlsxError> {
    for ink in Ink::ALL {
        ws.write_blank(*ink as u32, 0, &ink.format())?;
    }
    let below = Ink::ALL.len() as u32;
    ws.merge_range(below, 0, below, 1, "", &Format::default())?;
    Ok(())
}

/// Lays out a workbook of these sheets; `properties` but for the title and for what it is.
pub fn lay(kind: OwnKind, properties: &DocProperties, sheets: Vec<Worksheet>) -> Result<Layout, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&seal::told(properties.clone().set_title(TITLE), kind));
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    Layout::new(kind, &book.save_to_buffer()?)
}

/// Prints a workbook into a file.
pub fn save(layout: &Layout, title: &str, leaves: Vec<Leaf>, path: &Path) -> Result<(), ReportError> {
    let bytes = layout.print(title, leaves).map_err(|source| ReportError::Xlsx { path: path.to_path_buf(), source })?;
    fs::write(path, bytes).map_err(|source| ReportError::Io { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Cursor;

    use super::*;
    use calamine::{Data, Reader, Xlsx};

    fn two_sheets() -> Layout {
        let sheets = ["甲", "乙"].map(|name| {
            let mut ws = Worksheet::new();
            ws.set_name(name).unwrap();
            ws.set_print_area(0, 0, mark(u32::from(name == "乙")), 2).unwrap();
            hold(&mut ws).unwrap();
            ws
        });
        lay(OwnKind::Form, &DocProperties::new(), sheets.into()).unwrap()
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let layout = two_sheets();
        let [mut first, mut second] = [Leaf::default(), Leaf::default()];
        first.merge((0, 0), (0, 2), "党支部<一>&", Ink::Center);
        first.text(3, 1, "  第\u{1}二行\n_x0041_", Ink::Text);
        first.number(2, 0, 7.0, Ink::Text);
        first.number(2, 0, 8.0, Ink::Text);
        first.formula(2, 1, "IF(A3<>8,\"错\",\"对\")", "对", Ink::Text);
        first.mark(0, 9);
        second.blank(4, 0, Ink::Text);
        second.mark(1, 5);
        let bytes = layout.print("题<目>", vec![first, second]).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        let range = book.worksheet_range("甲").unwrap();
        let text = |row, col| range.get_value((row, col)).cloned().unwrap_or(Data::Empty);
        assert_eq!(text(0, 0), Data::String("党支部<一>&".into()));
        assert_eq!(text(2, 0), Data::Float(8.0));
        assert_eq!(text(2, 1), Data::String("对".into()));
        assert_eq!(text(3, 1), Data::String("  第二行\n_x0041_".into()));
        assert_eq!(book.worksheet_formula("甲").unwrap().get_value((2, 1)).unwrap(), "IF(A3<>8,\"错\",\"对\")");
        assert_eq!(book.merge_cells_by_sheet_name("甲").unwrap().len(), 1);
        assert_eq!(book.merge_cells_by_sheet_name("乙").unwrap().len(), 0);
        let names: BTreeSet<&str> = book.defined_names().iter().map(|(_, range)| range.as_str()).collect();
        assert_eq!(names, BTreeSet::from(["甲!$A$1:$C$10", "乙!$A$1:$C$6"]));
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let core = std::io::read_to_string(zip.by_name("docProps/core.xml").unwrap()).unwrap();
        assert!(core.contains("<dc:title>题&lt;目&gt;</dc:title>"), "{core}");
        let sheet = std::io::read_to_string(zip.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
        assert!(sheet.contains("<dimension ref=\"A1:C4\"/>"), "{sheet}");
        assert!(sheet.contains("<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells>"), "{sheet}");
    }

    #[test]
    fn what_is_printed_twice_is_the_same() {
        let layout = two_sheets();
        let leaves = || {
            let mut leaf = Leaf::default();
            leaf.text(0, 0, "一", Ink::Text);
            leaf.height(0, 22.3);
            vec![leaf, Leaf::default()]
        };
        let first = layout.print("甲", leaves()).unwrap();
        assert_eq!(first, layout.print("甲", leaves()).unwrap());
        assert_ne!(first, layout.print("乙", leaves()).unwrap());
    }
}
