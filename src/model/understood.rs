//! How a table was understood: which column is which field, what was left out and why, and where branch, committee and month were looked for. Kept only
//! where somebody asks (`check`, `match`): a run has no need of it. And what a confirmation of the clerk's came to, which every run keeps.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cell::CellRef;
use super::record::{Field, OrgHint, RecordKind};

/// How the sheets of a file were understood.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// Tables and forms, in order of place.
    pub tables: Vec<TableSeen>,
    /// Sheets that no layout knows, with a column of names.
    pub lists: Vec<ListSeen>,
}

/// A table, or a form.
#[derive(Clone, Debug)]
pub struct TableSeen {
    /// Its sheet.
    pub sheet: Arc<str>,
    /// Id of its layout.
    pub layout: Arc<str>,
    /// Columns without which the sheet was not taken for this layout; none where it was.
    pub lacks: Vec<String>,
    /// A form: label–value pairs, one record.
    pub form: bool,
    /// First and last row of its header (of a form: of the form), from 1.
    pub header: (u32, u32),
    /// Its last row, from 1.
    pub end: u32,
    /// Columns from left to right; of a form its labels.
    pub columns: Vec<ColumnSeen>,
    /// Rows that became records.
    pub made: u64,
    /// Rows that were returned when they were read.
    pub returned: u64,
    /// Titles, headers, sums, notes, padding.
    pub ignored: u64,
    /// What stands above the table and around it.
    pub above: OrgHint,
    /// Month that stands around it, nearest first.
    pub month: Option<(Around, u32)>,
    /// Year that stands around it, nearest first.
    pub year: Option<(Around, i32)>,
}

/// Where something stands that is in no column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Around {
    /// Title.
    Title,
    /// Name of the sheet.
    Sheet,
    /// Name of the file.
    File,
    /// Name of a folder.
    Folder,
}

impl Around {
    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Around::Title => "标题",
            Around::Sheet => "工作表名",
            Around::File => "文件名",
            Around::Folder => "文件夹名",
        }
    }
}

/// A column with a heading.
#[derive(Clone, Debug)]
pub struct ColumnSeen {
    /// The cell of the heading (of a form: of the value).
    pub at: CellRef,
    /// As written, lines joined with `·`.
    pub heading: String,
    /// What became of it.
    pub becomes: Becomes,
    /// What stands below it; looked at only where it feeds no field.
    pub held: Held,
}

/// What became of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// It is a field.
    Field(Field),
    /// It is a field because the clerk has confirmed it.
    Taught(Field),
    /// A further column of a field; where they differ the field is not understood.
    Double(Field),
    /// It stands under the heading of a field, which is merged over it.
    Beside(Field),
    /// Marks of attendance.
    Marks,
    /// A record item of the profile.
    Item,
    /// The year of the months in another column.
    Year,
    /// The program's own, for reading.
    Own,
    /// Nothing: no field knows its heading.
    Unknown,
    /// Nothing: the clerk has confirmed it as this field, which another column of the table is.
    Contradicts(Field),
    /// Nothing: the clerk has said that it is of no use.
    Declined,
}

/// What stands below a heading.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Rows in which anything stands.
    pub rows: u64,
    /// Of them dates.
    pub dates: u64,
    /// Of them whole numbers, with or without 人.
    pub counts: u64,
    /// The first different ones, identity numbers masked.
    pub samples: Vec<String>,
}

/// A sheet that no layout knows, and that may be a list of branches or members.
#[derive(Clone, Debug)]
pub struct ListSeen {
    /// The sheet.
    pub sheet: Arc<str>,
    /// First words of its header.
    pub headings: String,
    /// What it comes nearest to.
    pub kind: RecordKind,
    /// The heading of the column of names.
    pub column: String,
    /// Rows below it.
    pub rows: u64,
    /// The names, each once.
    pub names: Vec<String>,
    /// Columns that a roster of that kind must have, and that are wanting.
    pub lacks: Vec<String>,
    /// Why it was not taken for one, in Chinese.
    pub why: String,
}

/// What the clerk decided of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ListIs {
    /// 党组织花名册.
    Branches,
    /// 党员花名册.
    Members,
    /// Neither.
    Neither,
}

impl ListIs {
    /// All choices.
    pub const ALL: [ListIs; 3] = [ListIs::Branches, ListIs::Members, ListIs::Neither];

    /// As the clerk chooses it.
    pub fn word(self) -> &'static str {
        match self {
            ListIs::Branches => "作为党组织花名册",
            ListIs::Members => "作为党员花名册",
            ListIs::Neither => "不是花名册",
        }
    }

    /// What its rows become.
    pub fn record(self) -> Option<RecordKind> {
        match self {
            ListIs::Branches => Some(RecordKind::BranchRoster),
            ListIs::Members => Some(RecordKind::MemberRoster),
            ListIs::Neither => None,
        }
    }
}

/// What a confirmation of the clerk's came to in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaughtUse {
    /// The file in which it was used.
    pub file: Arc<str>,
    /// The sheet.
    pub sheet: Arc<str>,
    /// What was confirmed.
    pub what: Taught,
}

/// What was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Taught {
    /// A heading of a layout (its Chinese name) is that field.
    Heading {
        /// Name of the layout.
        layout: Arc<str>,
        /// As written.
        heading: String,
        /// What the field is called there.
        field: String,
    },
    /// A heading of a layout is of no use.
    Declined {
        /// Name of the layout.
        layout: Arc<str>,
        /// As written.
        heading: String,
    },
    /// A heading was not used, since the table has another column for that field.
    Contradicts {
        /// Name of the layout.
        layout: Arc<str>,
        /// As written.
        heading: String,
        /// What the field is called there.
        field: String,
    },
    /// A list is that.
    List(ListIs),
    /// A list was to be that, and lacks what it needs.
    NoList(ListIs),
}
