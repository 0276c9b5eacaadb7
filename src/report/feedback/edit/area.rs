//! The print area of a marked sheet. An author who set one left the column of remarks outside it; it is widened to the remarks and reaches down to the
//! last of them. An area that is more than one range of the sheet's own cells is left as it is.

use std::collections::BTreeMap;

use super::xml::{Splices, TagKind, attribute, each_tag, escaped};
use crate::model::cell::{CellRef, column_letters};

/// The name that stands for a print area.
const NAME: &str = "_xlnm.Print_Area";

/// The workbook's part with its areas widened to the remark furthest down and to the right, by sheet. `None`: it cannot be read.
pub fn widen(workbook: &str, remarks: &BTreeMap<&str, CellRef>) -> Option<String> {
    let (mut sheets, mut splices, mut open) = (Vec::new(), Splices::default(), None);
    each_tag(workbook, |tag| {
        let raw = &workbook[tag.start..tag.end];
        match (tag.name, tag.kind) {
            ("sheet", TagKind::Start | TagKind::Empty) => sheets.push(attribute(raw, "name").map(plain).unwrap_or_default()),
            ("definedName", TagKind::Start) => {
                let named = attribute(raw, "name").is_some_and(|name| name.eq_ignore_ascii_case(NAME));
                let of: Option<usize> = attribute(raw, "localSheetId").and_then(|id| id.parse().ok()).filter(|_| named);
                open = of.map(|of| (of, tag.end));
            }
            ("definedName", TagKind::End) => {
                if let Some((of, from)) = open.take() {
                    let last = sheets.get(of).and_then(|name: &String| remarks.get(name.as_str()));
                    if let Some(new) = last.and_then(|last| wider(&plain(&workbook[from..tag.start]), *last)) {
                        splices.put(from, tag.start, escaped(&new));
                    }
                }
            }
            _ => {}
        }
        true
    })?;
    splices.apply(workbook)
}

fn plain(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_string(), |text| text.into_owned())
}

/// `'7月'!$A$1:$J$20` with the cell within. `None`: nothing to be changed, or no single range.
fn wider(area: &str, last: CellRef) -> Option<String> {
    let (sheet, range) = area.rsplit_once('!').filter(|(sheet, _)| !sheet.contains('!'))?;
    let (from, to) = range.split_once(':')?;
    let (from, to) = (cell(from)?, cell(to)?);
    let wide = CellRef::new(to.row.max(last.row), to.col.max(last.col));
    let sign = |at: CellRef| format!("${}${}", column_letters(at.col), at.row + 1);
    (wide != to).then(|| format!("{sheet}!{}:{}", sign(from), sign(wide)))
}

/// `$J$20`. Whole rows and columns have no such cell.
fn cell(text: &str) -> Option<CellRef> {
    let bare: String = text.chars().filter(|c| *c != '$').collect();
    let digits = bare.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = bare.split_at(digits);
    let known = !letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_alphabetic());
    let col = letters.bytes().fold(0_u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = row.parse().ok()?;
    (known && row > 0).then(|| CellRef::new(row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_reaches_the_remarks() {
        let book = "<workbook><sheets><sheet name=\"7月\" sheetId=\"1\"/><sheet name=\"A&amp;B\" sheetId=\"2\"/></sheets><definedNames>\
                    <definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">'7月'!$A$1:$J$9</definedName>\
                    <definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'7月'!$1:$3</definedName>\
                    <definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">'A&amp;B'!$B$2:$C$5</definedName></definedNames></workbook>";
        let widened = |of: &[(&'static str, CellRef)]| widen(book, &of.iter().copied().collect()).unwrap();
        assert_eq!(widened(&[]), book);
        let both = widened(&[("7月", CellRef::new(19, 10)), ("A&B", CellRef::new(2, 4))]);
        assert!(both.contains("'7月'!$A$1:$K$20<") && both.contains("'A&amp;B'!$B$2:$E$5<") && both.contains("'7月'!$1:$3<"), "{both}");
    }

    #[test]
    fn what_is_no_single_range_of_cells_stays() {
        let last = CellRef::new(30, 30);
        for area in ["'7月'!$A:$J", "'7月'!$A$1:$J$9,'7月'!$L$1:$M$9", "OFFSET('7月'!$A$1,0,0,5,5)", "#REF!", "'7月'!$A$1"] {
            assert_eq!(wider(area, last), None, "{area}");
        }
        assert_eq!(wider("表!A1:AE31", last), None);
    }
}
