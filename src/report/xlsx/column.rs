//! The columns of a sheet's table, each declared once: its heading, where it is seen (paper, screen, page, page without script), whom its cells
//! name, and what they hold.

use std::borrow::Cow;

use super::item::Item;
use crate::model::time::Month;

/// A column of a table: its heading, and where it is seen.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Heading; a line break where it may be broken.
    pub head: Cow<'static, str>,
    /// Widest that it may become; longer text is wrapped.
    pub cap: f64,
    /// Its cells carry a bar from 0 to 100 %.
    pub bar: bool,
    /// It is printed. Columns that only trace figures stand at the right and stay off the paper, or the rest would be too small to read.
    pub print: bool,
    /// The page shows it only when asked: what it says stands in another column too, or is for checking by hand.
    pub minor: bool,
    /// The page shows it to readers without script.
    pub readable: bool,
    /// Whom its cells name, so that the page can lead there.
    pub names: Option<Names>,
    /// Its cells carry a line of the rates in these columns (first, last) of the row.
    pub spark: Option<(u16, u16)>,
    /// By which the page finds it, as the tables of data call it; empty where nobody asks.
    pub id: &'static str,
    /// The month that its cells are about, where it stands for one.
    pub month: Option<Month>,
}

/// Whom the cells of a column name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// A jurisdiction.
    Place,
    /// A committee.
    Committee,
    /// A branch.
    Branch,
}

/// A column with its heading and its widest width.
pub(super) fn col(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { head: head.into(), cap, bar: false, print: true, minor: false, readable: false, names: None, spark: None, id: "", month: None }
}

/// A column of rates with bars.
pub(super) fn bar(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { bar: true, ..col(head, cap) }
}

/// A column for the screen alone; only such columns stand to its right.
pub(super) fn side(head: impl Into<Cow<'static, str>>, cap: f64) -> Column {
    Column { print: false, minor: true, ..col(head, cap) }
}

/// A column of small lines that show how the rates in columns `first` to `last` went.
pub(super) fn spark(head: impl Into<Cow<'static, str>>, width: f64, first: u16, last: u16) -> Column {
    Column { spark: Some((first, last)), ..col(head, width) }
}

/// Jurisdictions.
pub(super) fn place(cap: f64) -> Column {
    Column { names: Some(Names::Place), readable: true, id: "unit_name", ..col("地区", cap) }
}

/// Committees that branches belong to.
pub(super) fn committee(cap: f64) -> Column {
    Column { names: Some(Names::Committee), id: "committee", ..col("上级党组织", cap) }
}

/// Branches.
pub(super) fn branch(cap: f64) -> Column {
    Column { names: Some(Names::Branch), id: "branch", ..col("党支部", cap) }
}

impl Column {
    /// On the page only when asked.
    pub fn minor(self) -> Self {
        Column { minor: true, ..self }
    }

    /// On the page though not on paper.
    pub fn shown(self) -> Self {
        Column { minor: false, ..self }
    }

    /// On the page without script.
    pub fn readable(self) -> Self {
        Column { readable: true, ..self }
    }

    /// Found by the page under a name.
    pub fn id(self, id: &'static str) -> Self {
        Column { id, ..self }
    }

    /// Stands for a month.
    pub fn in_month(self, month: Month) -> Self {
        Column { month: Some(month), ..self }
    }

    /// With what its cells hold.
    pub fn of<'a, R>(self, item: impl Fn(&R) -> Item<'a> + Send + Sync + 'a) -> Field<'a, R> {
        Field { column: self, item: Box::new(move |_, row| item(row)) }
    }
}

/// Makes a cell from the number of a row and the row.
pub(super) type MakeItem<'a, R> = Box<dyn Fn(usize, &R) -> Item<'a> + Send + Sync + 'a>;

/// A column and what its cells hold.
pub(super) struct Field<'a, R> {
    pub column: Column,
    pub item: MakeItem<'a, R>,
}

/// The numbers of the rows, from 1.
pub(super) fn serial<'a, R>(cap: f64) -> Field<'a, R> {
    Field { column: col("序号", cap), item: Box::new(|at, _| Item::Count(at as u64 + 1)) }
}
