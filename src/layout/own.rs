//! What the program itself hands out and gets back: sheets that tell a committee what to put right are no ledgers, and the lines of a reply
//! that nobody answered say nothing.

use crate::model::book::{RawSheet, Value};

/// Stands in the first lines of every sheet that goes out to be read and not to be filled in.
pub const NOT_A_LEDGER: &str = "本表由程序生成，报回时不作台账读取";
/// Title of the sheet of explanations that goes out with its lines begun.
pub const REPLY_TITLE: &str = "情况说明回复单";
/// Columns that the program's own tables come with, for reading only: what stands there was never reported by anybody.
pub const HANDED_OUT: &[&str] = &["问题说明", "规定活动日", "花名册党员数"];
/// Is the heading that of such a column? More may stand with ours: what is said of the line of headings itself, or that it is no original.
pub fn is_handed_out(heading: &str) -> bool {
    HANDED_OUT.contains(&heading) || heading.starts_with(HANDED_OUT[0])
}

/// Lines in which the mark is looked for.
const FIRST_LINES: u32 = 3;

/// Title of the sheet on which the clerk says what headings mean.
pub const HEADINGS_TITLE: &str = "未识别栏目核对表";
/// Title of the sheet on which the clerk says what lists are.
pub const LISTS_TITLE: &str = "疑似花名册核对表";

/// Is it a sheet on which the clerk confirms headings or lists? Which of the two its title says.
pub fn confirms(sheet: &RawSheet) -> Option<&'static str> {
    let mut first = sheet.cells.iter().take_while(|cell| cell.at.row < FIRST_LINES);
    let title = |value: &Value| match value {
        Value::Text(text) => [HEADINGS_TITLE, LISTS_TITLE].into_iter().find(|title| text.trim() == *title),
        _ => None,
    };
    first.find_map(|cell| title(&cell.value))
}

/// Is it a sheet of ours, for reading only?
pub fn is_for_reading(sheet: &RawSheet) -> bool {
    let first = sheet.cells.iter().take_while(|cell| cell.at.row < FIRST_LINES);
    first.into_iter().any(|cell| matches!(&cell.value, Value::Text(text) if text.contains(NOT_A_LEDGER)))
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::book::RawCell;
    use crate::model::cell::CellRef;

    #[test]
    fn the_mark_counts_in_the_first_lines_alone() {
        let sheet = |row: u32| RawSheet {
            cells: vec![RawCell { at: CellRef::new(row, 0), value: Value::Text(arcstr::ArcStr::from(format!("（{NOT_A_LEDGER}）"))) }],
            ..RawSheet::default()
        };
        assert!(is_for_reading(&sheet(1)) && !is_for_reading(&sheet(3)));
    }
}
