//! 名称核对.xlsx: names that the roster does not know, with those who may be meant, for the clerk to choose from in a drop-down. The workbook is
//! itself a 名称对照表: what is chosen counts from the next run on, what is left blank says nothing.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, Formula, Workbook, Worksheet, XlsxError};

use super::column::col;
use super::item::Item;
use super::sheet::{Note, Rows, Sheet, SheetTable};
use super::style::{Look, Styles};
use super::teach::{self, HeadingRow, ListRow};
use crate::model::own::OwnKind;
use crate::report::{ReportError, paper, seal};

/// Columns of candidates.
pub const CANDIDATES: usize = 3;
/// The sheet of names to be confirmed.
pub const PENDING: &str = "待确认";
/// The sheet of names confirmed earlier.
pub const CONFIRMED: &str = "已确认";
/// The hidden sheet behind the drop-downs.
pub const CHOICES: &str = "名单";
/// What the sheet of pending names says where none is pending.
pub const NONE_PENDING: &str = "没有需要确认的名称。";
/// Most columns of a sheet; lists beyond share the first.
const MOST_COLUMNS: usize = 16_000;
/// Column of 花名册名称 in the sheet of pending names.
const CHOICE_COLUMN: u16 = 10;

/// The workbook.
#[derive(Clone, Debug, Default)]
pub struct NamesBook {
    /// Names to be confirmed, in the order shown.
    pub pending: Vec<PendingName>,
    /// Names confirmed earlier in this workbook.
    pub confirmed: Vec<ConfirmedName>,
    /// Every name that may be chosen: what a row without choices of its own offers.
    pub all: Vec<String>,
    /// What stands below the title.
    pub subtitle: String,
    /// Notes above the table.
    pub notes: Vec<String>,
    /// Headings that no field knows, and those that were confirmed.
    pub headings: Vec<HeadingRow>,
    /// Lists that could be rosters, and those that were confirmed.
    pub lists: Vec<ListRow>,
    /// Stands for the time of making.
    pub day: NaiveDate,
}

/// A name that waits for the clerk.
#[derive(Clone, Debug, Default)]
pub struct PendingName {
    /// As written in the ledgers.
    pub written: String,
    /// 党支部 or 党委.
    pub kind: &'static str,
    /// Rows that are returned until the name is confirmed.
    pub rows: u64,
    /// File, sheet and cell of the first.
    pub first: String,
    /// Which rows, by file and sheet.
    pub waiting: String,
    /// The committee that the surroundings name; may be empty.
    pub clue: String,
    /// Best first, at most `CANDIDATES` are shown: name, committee and reasons.
    pub candidates: Vec<String>,
    /// What the drop-down offers, best first; empty: all names.
    pub choices: Vec<String>,
    /// The clerk's own note, kept from an earlier workbook.
    pub remark: String,
    /// What the clerk should know.
    pub hint: String,
}

/// A name confirmed earlier.
#[derive(Clone, Debug, Default)]
pub struct ConfirmedName {
    /// The name as it was reported.
    pub written: String,
    /// Its committee.
    pub committee: String,
    /// The name of the roster.
    pub roster: String,
    /// 备注.
    pub remark: String,
}

/// Writes the workbook.
///
/// # Errors
/// Only those of writing.
pub fn write(book: &NamesBook, path: &Path) -> Result<(), ReportError> {
    build(book).and_then(|mut made| made.save(path)).map_err(|source| ReportError::Xlsx { path: path.to_path_buf(), source })
}

fn build(book: &NamesBook) -> Result<Workbook, XlsxError> {
    let styles = Styles::default();
    let mut made = Workbook::new();
    let about = paper::properties(book.day)?.set_title("名称核对");
    // Without a seal: names confirmed and notes made in an earlier one are carried on in this one, so that it speaks as it goes out.
    made.set_properties(&seal::told(about, OwnKind::Form));
    let lists = Lists::new(book);
    made.push_worksheet(pending(book, &lists, &styles)?);
    made.push_worksheet(confirmed(book, &styles)?);
    let [mut headings, fields] = teach::headings(&book.headings, &book.subtitle, &styles)?;
    let mut choices = teach::lists(&book.lists, &book.subtitle, &styles)?;
    // the workbook opens where something waits
    let waits = |choice: &String| choice.is_empty();
    match () {
        () if !book.pending.is_empty() => {}
        () if book.headings.iter().any(|r| waits(&r.choice)) => drop(headings.set_active(true)),
        () if book.lists.iter().any(|r| waits(&r.choice)) => drop(choices.set_active(true)),
        () => {}
    }
    made.push_worksheet(headings);
    made.push_worksheet(choices);
    made.push_worksheet(lists.sheet()?);
    made.push_worksheet(fields);
    Ok(made)
}

fn pending(book: &NamesBook, lists: &Lists<'_>, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let rows = book.pending.iter().enumerate().map(|(at, name)| pending_row(at, name)).collect();
    let sheet = Sheet {
        name: PENDING.into(),
        title: "党组织名称核对表".into(),
        subtitle: &book.subtitle,
        notes: book.notes.iter().map(|note| Note::from(note.as_str())).collect(),
        tables: vec![SheetTable::new(
            vec![
                col("序号", 7.0),
                col("填报名称", 28.0),
                col("类别", 9.0),
                col("出现次数\n（待计入行数）", 14.0),
                col("首次出处", 30.0),
                col("所在党委（线索）", 18.0),
                col("候选一", 26.0),
                col("候选二", 26.0),
                col("候选三", 26.0),
                col("提示", 26.0),
                col("花名册名称（在此选择）", 30.0),
                col("备注", 20.0),
                col("待计入的行", 40.0),
            ],
            Rows::Ready(rows),
            NONE_PENDING,
        )],
        freeze: 2,
        off_paper: false,
    };
    let first = 3 + book.notes.len() as u32;
    let mut ws = sheet.write(Worksheet::new(), styles)?;
    let field = field(styles);
    // Widths follow what is written; what is still to be chosen has none.
    ws.set_column_width(CHOICE_COLUMN, 28.0)?;
    ws.set_column_width(CHOICE_COLUMN + 1, 18.0)?;
    for at in 0..book.pending.len() {
        let row = first + at as u32;
        ws.write_blank(row, CHOICE_COLUMN, &field)?;
        ws.add_data_validation(row, CHOICE_COLUMN, row, CHOICE_COLUMN, &lists.rule(at)?)?;
    }
    Ok(ws)
}

fn pending_row<'a>(at: usize, name: &'a PendingName) -> Vec<Item<'a>> {
    let mut items = vec![
        Item::Count(at as u64 + 1),
        Item::text(name.written.as_str()),
        Item::center(name.kind),
        Item::Count(name.rows),
        Item::text(name.first.as_str()),
        Item::text(name.clue.as_str()),
    ];
    items.extend((0..CANDIDATES).map(|n| name.candidates.get(n).map_or(Item::Blank, |c| Item::text(c.as_str()))));
    items.extend([Item::text(name.hint.as_str()), Item::Blank, Item::text(name.remark.as_str()), Item::text(name.waiting.as_str())]);
    items
}

/// Where the clerk chooses.
pub(super) fn field(styles: &Styles) -> Format {
    styles.look(Look::Text, false).clone().set_background_color(paper::style::OPEN)
}

fn confirmed(book: &NamesBook, styles: &Styles) -> Result<Worksheet, XlsxError> {
    let row = |name: &ConfirmedName| -> Vec<Item<'static>> {
        [&name.written, &name.committee, &name.roster, &name.remark].map(|t| Item::text(t.clone())).into_iter().collect()
    };
    let sheet = Sheet {
        name: CONFIRMED.into(),
        title: "已确认的名称对照表".into(),
        subtitle: &book.subtitle,
        notes: vec!["说明：以下名称此前已经确认，运行时照此对应；如有改动可直接修改，填有“所在党委”的只用于该党委的台账。".into()],
        tables: vec![SheetTable::new(
            vec![col("填报名称", 34.0), col("所在党委", 24.0), col("花名册名称", 34.0), col("备注", 40.0)],
            Rows::Ready(book.confirmed.iter().map(row).collect()),
            "尚无已确认的名称。",
        )],
        freeze: 0,
        off_paper: false,
    };
    sheet.write(Worksheet::new(), styles)
}

/// The lists behind the drop-downs, each once, a column each; the first holds all names.
struct Lists<'a> {
    columns: Vec<&'a [String]>,
    /// Column of each pending name.
    of: Vec<usize>,
}

impl<'a> Lists<'a> {
    fn new(book: &'a NamesBook) -> Self {
        let mut columns: Vec<&[String]> = vec![&book.all];
        let mut known: BTreeMap<&[String], usize> = BTreeMap::new();
        let mut of = Vec::new();
        for name in &book.pending {
            if name.choices.is_empty() {
                of.push(0);
                continue;
            }
            let next = columns.len();
            let at = *known.entry(&name.choices).or_insert(next);
            if at == next && next < MOST_COLUMNS {
                columns.push(&name.choices);
            }
            of.push(if at < columns.len() { at } else { 0 });
        }
        Lists { columns, of }
    }

    fn rule(&self, pending: usize) -> Result<DataValidation, XlsxError> {
        let at = self.of.get(pending).copied().unwrap_or(0);
        let letters = crate::model::cell::column_letters(at as u32);
        let last = self.columns.get(at).map_or(1, |c| c.len().max(1));
        let formula = Formula::new(format!("='{CHOICES}'!${letters}$1:${letters}${last}"));
        DataValidation::new()
            .allow_list_formula(formula)
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_input_title("花名册名称")?
            .set_input_message("请在下拉列表中选择；拿不准的留空，留空的行不会采用。")?
            .set_error_title("不在列表中")?
            .set_error_message("所填名称不在下拉列表中。花名册中确有此名称的可以保留，否则请重新选择。")
    }

    fn sheet(&self) -> Result<Worksheet, XlsxError> {
        let mut ws = Worksheet::new();
        ws.set_name(CHOICES)?;
        for (at, names) in self.columns.iter().enumerate() {
            for (row, name) in names.iter().enumerate() {
                ws.write_string(row as u32, at as u16, paper::clean(name))?;
            }
        }
        ws.set_hidden(true);
        Ok(ws)
    }
}
