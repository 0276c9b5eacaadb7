//! A layout schema after validation: how a kind of ledger is recognised and what its columns are called. Comes from
//! `schemas/layouts/*.toml`. Headings are kept folded the way header cells are folded before they are compared.

use std::sync::Arc;

use super::record::{Field, RecordKind};

/// Shape of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A header line (or several) with rows below.
    #[default]
    Table,
    /// Label–value pairs: the sheet, or a block of it, is one record.
    Form,
    /// A table with one column for each month.
    Matrix,
}

/// What a cell of the column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ColumnType {
    #[default]
    Text,
    Date,
    Month,
    Day,
    Time,
    Duration,
    Count,
    /// An identity or serial number: never a float in outputs, masked where it is an identity number.
    Identity,
}

/// A column or label.
#[derive(Clone, Debug)]
pub struct Column {
    /// The field.
    pub field: Field,
    /// What its cells hold.
    pub kind: ColumnType,
    /// Must be there for the layout to be recognised.
    pub required: bool,
    /// Folded headings; the first is the standard name.
    pub headings: Vec<Arc<str>>,
    /// Folded headings that name the field only where no better one stands beside them (单位 beside 党支部名称).
    pub weak: Vec<Arc<str>>,
    /// Folded headings too common to tell a layout: they count only where a title word speaks for it.
    pub loose: Vec<Arc<str>>,
    /// Folded headings that the clerk has confirmed for this workspace: weaker than all others, and unused where they contradict.
    pub taught: Vec<Arc<str>>,
}

/// Words by which a title tells another list.
#[derive(Clone, Debug)]
pub struct OtherList {
    /// The words, longest first.
    pub words: Vec<Arc<str>>,
    /// Words that outweigh them where they stand in the same title, apart from them.
    pub unless: Vec<Arc<str>>,
}

impl OtherList {
    /// The word by which a folded title tells this other list.
    pub fn told_by(&self, title: &str) -> Option<&Arc<str>> {
        let word = self.words.iter().find(|word| title.contains(&***word))?;
        // 发展党员对象 is no word for members
        let rest = self.words.iter().fold(title.to_string(), |rest, word| rest.replace(&**word, " "));
        (!self.unless.iter().any(|own| rest.contains(&**own))).then_some(word)
    }
}

/// A layout.
#[derive(Clone, Debug)]
pub struct LayoutSchema {
    /// `activity_ledger`.
    pub id: Arc<str>,
    /// 主题党日活动台账.
    pub name: Arc<str>,
    /// What its rows become.
    pub record: RecordKind,
    /// Table, form or matrix.
    pub shape: Shape,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Words in title or sheet name that speak for this layout when two fit alike.
    pub title_words: Vec<Arc<str>>,
    /// Words in title, sheet name or headings that rule this layout out (a table of dues is no attendance sheet).
    pub not_words: Vec<Arc<str>>,
    /// Words in title, sheet name or file name that rule this layout out: lists of other things (an address book is no roster).
    pub not_titles: Vec<Arc<str>>,
    /// The same, but for titles that say in other words that it is this list after all.
    pub other_lists: Vec<OtherList>,
    /// Groups of fields of which at least one must be there (`date` or `month`+`day`).
    pub any_of: Vec<Vec<Vec<Field>>>,
    /// Fields that will do in the place of any of those groups where a title word speaks for the layout.
    pub if_titled: Vec<Vec<Field>>,
    /// Words of which one must stand in a recognised heading, unless a title word stands in title, sheet or file name. Empty: headings suffice.
    pub signs: Vec<Arc<str>>,
    /// Without a sign, a table all of whose headings are this layout's will do.
    pub if_whole: bool,
    /// The branch column may be missing where the branch is named above the table, in the sheet's or in the file's name.
    pub branch_above: bool,
    /// The date column may be missing where the one day on which all was held stands above the table.
    pub date_above: bool,
    /// Folded headings that the clerk has said to be of no use.
    pub declined: Vec<Arc<str>>,
}

impl LayoutSchema {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|c| c.field == field)
    }

    /// The field that a folded heading names, by whatever list of its column.
    pub fn names(&self, heading: &str) -> Option<Field> {
        let has = |list: &[Arc<str>]| list.iter().any(|h| **h == *heading);
        self.columns.iter().find(|c| has(&c.headings) || has(&c.weak) || has(&c.loose)).map(|c| c.field)
    }

    /// All folded headings of a field, but those that were taught.
    pub fn names_of(&self, field: Field) -> Vec<Arc<str>> {
        let column = self.column(field);
        column.map(|c| c.headings.iter().chain(&c.weak).chain(&c.loose).cloned().collect()).unwrap_or_default()
    }

    /// What people call a field of this layout: the date of a visit or a service is no date of an activity.
    pub fn field_name(&self, field: Field) -> &'static str {
        match field {
            Field::Date if self.record != RecordKind::Activity => "日期",
            field => field.name(),
        }
    }
}
