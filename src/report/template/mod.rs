//! Blank ledgers: what the roster and the calendar know is filled in and locked, what the branch has to say is left open behind drop-downs and
//! checks. Headings are the layouts' own, so that a filled sheet reads back; a column 填报自查 tells the reader which rows nobody has touched.

mod attendance;
pub(in crate::report) mod cells;
mod form;
mod kind;
pub(in crate::report) mod lists;
pub(in crate::report) mod sheet;
pub(in crate::report) mod tables;
mod words;

use std::path::PathBuf;

use chrono::NaiveDate;
use rust_xlsxwriter::{Workbook, XlsxError};

use crate::model::org::BranchType;
use crate::model::own::OwnKind;
use crate::model::profile::Profile;
use crate::model::schema::LayoutSchema;
use crate::model::time::{Month, Period};
use crate::report::{ReportError, paper, seal};

pub use kind::{Kind, Per, system};
pub use words::{day_words, period_words};

use lists::Lists;

/// A month of a branch.
#[derive(Clone, Debug)]
pub struct MonthLine {
    /// The month.
    pub month: Month,
    /// Activity days after holidays; none where the branch may choose.
    pub days: Vec<NaiveDate>,
    /// The day in words: `7月5日（周三）`, `当月任意一天`.
    pub words: String,
}

/// A member for the attendance sheet.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// What it is called.
    pub name: String,
    /// 编号; empty where it is none or an identity number.
    pub id: String,
    /// Why the member is exempt; may be empty.
    pub exempt: String,
}

/// A branch as the roster knows it.
#[derive(Clone, Debug)]
pub struct BranchLine {
    /// What it is called.
    pub name: String,
    /// Its committee.
    pub committee: String,
    /// Type.
    pub kind: BranchType,
    /// 书记; may be empty.
    pub secretary: String,
    /// 党员人数, where the roster gives it.
    pub members: Option<u32>,
    /// Names, where there is a member roster.
    pub people: Vec<MemberLine>,
    /// Months of the period in which the branch exists.
    pub months: Vec<MonthLine>,
}

/// One blank ledger.
#[derive(Clone, Copy, Debug)]
pub struct Blank<'a> {
    /// Which ledger.
    pub kind: Kind,
    /// For one activity or for the month.
    pub per: Per,
    /// By whose rules.
    pub profile: &'a Profile,
    /// The layouts, whose headings are used.
    pub layouts: &'a [LayoutSchema],
    /// The period.
    pub period: Period,
    /// Whose it is: the branch or the committee.
    pub unit: &'a str,
    /// Its committee.
    pub committee: &'a str,
    /// Its branches.
    pub branches: &'a [BranchLine],
    /// What may be explained (`SUB001 缺报`), for 情况说明.
    pub rules: &'a [String],
}

/// The ledger as the bytes of a workbook.
///
/// # Errors
/// Only those of writing.
pub fn bytes(blank: &Blank<'_>) -> Result<Vec<u8>, ReportError> {
    build(blank)
        .and_then(|mut book| seal::sealed_own(&book.save_to_buffer()?, OwnKind::Form))
        .map_err(|source| ReportError::Xlsx { path: PathBuf::from(blank.unit), source })
}

fn build(blank: &Blank<'_>) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let title = format!("{}{}{}", blank.unit, period_words(blank.period), blank.kind.title(blank.profile));
    book.set_properties(&paper::properties(blank.period.first().first_day())?.set_title(title).set_author("dangri"));
    let mut lists = Lists::default();
    let sheets = match blank.kind {
        Kind::Form => form::sheets(blank, &mut lists)?,
        Kind::Attendance => vec![sheet::write(&attendance::table(blank), &mut lists)?],
        _ => tables::tables(blank).iter().map(|table| sheet::write(table, &mut lists)).collect::<Result<_, _>>()?,
    };
    for ws in sheets {
        book.push_worksheet(ws);
    }
    book.push_worksheet(sheet::notes(&words::notes(blank))?);
    if let Some(ws) = lists.sheet()? {
        book.push_worksheet(ws);
    }
    Ok(book)
}
