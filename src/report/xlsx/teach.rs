//! The sheets of 名称核对.xlsx on which the clerk says what headings mean that no field knows, and what lists are that could be rosters. What is chosen
//! holds from the next run on; what is left blank says nothing.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

use super::column::col;
use super::item::Item;
use super::names::field;
use super::sheet::{Note, Rows, Sheet, SheetTable};
use super::style::Styles;
use crate::layout::own::{HEADINGS_TITLE, LISTS_TITLE, NOT_A_LEDGER};
use crate::model::cell::column_letters;
use crate::model::understood::ListIs;
use crate::report::paper;

/// The sheet of headings.
pub const HEADINGS: &str = "栏目";
/// The sheet of lists.
pub const LISTS: &str = "疑似花名册";
/// The hidden sheet behind the drop-downs of headings.
pub const FIELDS: &str = "可选栏目";
/// Column of the heading as written.
pub const HEADING: &str = "栏目名称";
/// Column of the layout's name.
pub const LAYOUT: &str = "所在表种";
/// Column in which the clerk says what a heading is.
pub const USE: &str = "采用为（在此选择）";
/// Column of the clerk's note.
pub const REMARK: &str = "备注";
/// Column of a list's file.
pub const FILE: &str = "文件";
/// Column of its sheet.
pub const SHEET: &str = "工作表";
/// Column in which the clerk says what a list is.
pub const IS: &str = "认定（在此选择）";
/// What the clerk chooses for a heading that is of no use.
pub const DECLINE: &str = "不采用";
/// Columns of the sheet of headings: name, layout, choice, note; and how many there are.
pub const HEADING_COLUMNS: ([u32; 4], u32) = ([1, 2, 9, 10], 12);
/// Columns of the sheet of lists: file, sheet, choice, note; and how many there are.
pub const LIST_COLUMNS: ([u32; 4], u32) = ([1, 2, 8, 9], 10);

/// A heading that waits for the clerk, or that was confirmed.
#[derive(Clone, Debug, Default)]
pub struct HeadingRow {
    /// As written.
    pub heading: String,
    /// Chinese name of the layout.
    pub layout: String,
    /// How many files, sheets and rows.
    pub counts: (u64, u64, u64),
    /// What kind of values stand below it.
    pub kind: String,
    /// Some of them.
    pub samples: String,
    /// Fields that may be meant, with the reasons.
    pub candidates: String,
    /// What the clerk should know.
    pub hint: String,
    /// The clerk's choice; empty while it waits.
    pub choice: String,
    /// The clerk's own note.
    pub remark: String,
    /// Where it stands first.
    pub first: String,
    /// What the drop-down offers, 不采用 apart.
    pub choices: Vec<String>,
}

/// A list that waits for the clerk, or that was confirmed.
#[derive(Clone, Debug, Default)]
pub struct ListRow {
    /// Path of the file.
    pub file: String,
    /// Its sheet.
    pub sheet: String,
    /// Headings of its table.
    pub headings: String,
    /// The column of names, and how many rows stand below it.
    pub names: (String, u64),
    /// What it would add.
    pub adds: String,
    /// Why it was not taken for a roster.
    pub why: String,
    /// What the clerk should know.
    pub hint: String,
    /// The clerk's choice; empty while it waits.
    pub choice: String,
    /// The clerk's own note.
    pub remark: String,
}

/// The sheet of headings, and the hidden one behind its drop-downs.
pub(super) fn headings(rows: &[HeadingRow], subtitle: &str, styles: &Styles) -> Result<[Worksheet; 2], XlsxError> {
    let notes = [
        "说明：以下栏目下面填有内容，但名称不在模板中，目前没有采用。同一种表中同名的栏目合为一行。".to_string(),
        format!(
            "填法：在“采用为”一栏选择该栏目是模板中的哪一项，与统计无关的选“{DECLINE}”，保存本文件后重新运行；候选只是字面或内容相近，不是结论，拿不准的留空，留空的行不会采用。"
        ),
    ];
    let made = rows.iter().enumerate().map(|(at, row)| heading_row(at, row)).collect();
    let sheet = Sheet {
        name: HEADINGS.into(),
        title: HEADINGS_TITLE.into(),
        subtitle,
        notes: notes.iter().map(|note| Note::from(note.as_str())).collect(),
        tables: vec![SheetTable::new(
            vec![
                col("序号", 7.0),
                col(HEADING, 20.0),
                col(LAYOUT, 18.0),
                col("涉及\n（文件／工作表／行）", 14.0),
                col("内容类型", 12.0),
                col("内容举例", 28.0),
                col("候选栏目", 34.0),
                col("提示", 26.0),
                col("首次出处", 26.0),
                col(USE, 22.0),
                col(REMARK, 20.0),
                col("状态", 10.0),
            ],
            Rows::Ready(made),
            "没有需要确认的栏目。",
        )],
        freeze: 2,
        off_paper: false,
    };
    let mut ws = sheet.write(Worksheet::new(), styles)?;
    let first = 3 + notes.len() as u32;
    let ([.., choice, note], _) = HEADING_COLUMNS;
    ws.set_column_width(choice as u16, 22.0)?;
    ws.set_column_width(note as u16, 18.0)?;
    let mut hidden = Worksheet::new();
    hidden.set_name(FIELDS)?;
    hidden.write_string(0, 0, format!("（{NOT_A_LEDGER}）"))?;
    let mut lists: BTreeMap<&[String], u16> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let next = lists.len() as u16;
        let column = *lists.entry(&row.choices).or_insert(next);
        if column == next {
            for (n, text) in row.choices.iter().map(String::as_str).chain([DECLINE]).enumerate() {
                hidden.write_string(n as u32 + 1, column, paper::clean(text))?;
            }
        }
        let letters = column_letters(u32::from(column));
        let source = Formula::new(format!("='{FIELDS}'!${letters}$2:${letters}${}", row.choices.len() + 2));
        let rule = DataValidation::new().allow_list_formula(source);
        choose(&mut ws, (first + at as u32, choice as u16), &row.choice, rule, styles)?;
    }
    hidden.set_hidden(true);
    Ok([ws, hidden])
}

fn heading_row(at: usize, row: &HeadingRow) -> Vec<Item<'_>> {
    let (files, sheets, rows) = row.counts;
    vec![
        Item::Count(at as u64 + 1),
        Item::text(row.heading.as_str()),
        Item::text(row.layout.as_str()),
        Item::center(format!("{files}／{sheets}／{rows}")),
        Item::center(row.kind.as_str()),
        Item::text(row.samples.as_str()),
        Item::text(row.candidates.as_str()),
        Item::text(row.hint.as_str()),
        Item::text(row.first.as_str()),
        Item::Blank,
        Item::text(row.remark.as_str()),
        Item::center(if row.choice.is_empty() { "待确认" } else { "已确认" }),
    ]
}

/// The sheet of lists.
pub(super) fn lists(rows: &[ListRow], subtitle: &str, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let notes = [
        "说明：以下工作表有一栏党支部名称或者姓名，但没有写明是花名册，目前没有采用。",
        "填法：在“认定”一栏选择，保存本文件后重新运行；认定只用于所写的文件和工作表，文件改名后须重新认定。考核表、通讯录、推荐名单等其他名单选“不是花名册”，拿不准的留空。",
    ];
    let made = rows.iter().enumerate().map(|(at, row)| list_row(at, row)).collect();
    let sheet = Sheet {
        name: LISTS.into(),
        title: LISTS_TITLE.into(),
        subtitle,
        notes: notes.iter().map(|note| Note::from(*note)).collect(),
        tables: vec![SheetTable::new(
            vec![
                col("序号", 7.0),
                col(FILE, 30.0),
                col(SHEET, 14.0),
                col("表头", 28.0),
                col("名称所在栏\n（行数）", 16.0),
                col("作为花名册可增加的内容", 36.0),
                col("没有采用的原因", 32.0),
                col("提示", 26.0),
                col(IS, 22.0),
                col(REMARK, 20.0),
            ],
            Rows::Ready(made),
            "没有需要认定的名单。",
        )],
        freeze: 2,
        off_paper: false,
    };
    let mut ws = sheet.write(Worksheet::new(), styles)?;
    let first = 3 + notes.len() as u32;
    let ([.., choice, note], _) = LIST_COLUMNS;
    ws.set_column_width(choice as u16, 22.0)?;
    ws.set_column_width(note as u16, 18.0)?;
    for (at, row) in rows.iter().enumerate() {
        let rule = DataValidation::new().allow_list_strings(&ListIs::ALL.map(ListIs::word))?;
        choose(&mut ws, (first + at as u32, choice as u16), &row.choice, rule, styles)?;
    }
    Ok(ws)
}

fn list_row(at: usize, row: &ListRow) -> Vec<Item<'_>> {
    let (column, rows) = &row.names;
    vec![
        Item::Count(at as u64 + 1),
        Item::text(row.file.as_str()),
        Item::text(row.sheet.as_str()),
        Item::text(row.headings.as_str()),
        Item::center(if column.is_empty() { String::new() } else { format!("{column}（{rows}）") }),
        Item::text(row.adds.as_str()),
        Item::text(row.why.as_str()),
        Item::text(row.hint.as_str()),
        Item::Blank,
        Item::text(row.remark.as_str()),
    ]
}

/// A cell in which the clerk chooses, with what was chosen before.
fn choose(ws: &mut Worksheet, (row, col): (u32, u16), chosen: &str, rule: DataValidation, styles: &Styles) -> Result<(), XlsxError> {
    let open = field(styles);
    match chosen {
        "" => ws.write_blank(row, col, &open)?,
        chosen => ws.write_string_with_format(row, col, paper::clean(chosen), &open)?,
    };
    let rule = rule
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_input_message("请在下拉列表中选择；拿不准的留空，留空的行不会采用。")?
        .set_error_title("不在列表中")?
        .set_error_message("只能选择下拉列表中的内容。")?;
    ws.add_data_validation(row, col, row, col, &rule)?;
    Ok(())
}
