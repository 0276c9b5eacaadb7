//! The sheets without a workbook: the same titles, notes, headings and cells as plain text, for formats that show what the workbook shows.
//! 总览 and 台账明细 are left out: the one is laid out by hand, the other too long for anything but a workbook.

use rayon::prelude::*;

use super::SHEETS;
use super::column::Column;
pub use super::column::Names;
use super::context::Context;
use super::item::{Item, fraction};
use super::sheet::{MOST_ROWS, Rows, SheetTable};
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::finding::Finding;
use crate::model::results::Results;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::report::paper::text::{clean, fit};

/// What a cell's colour would say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tone {
    #[default]
    None,
    Error,
    Warning,
    OnTime,
    /// In time, and below the floor.
    OnTimeLow,
    Late,
    /// Late, and below the floor.
    LateLow,
    Pending,
    Empty,
    Missing,
    Faint,
    /// Below the floor.
    Low,
}

/// A cell as a reader sees it: identity numbers masked, control characters gone.
#[derive(Clone, Debug, Default)]
pub struct PlainCell {
    /// What it says.
    pub text: String,
    /// How it is marked beside its words.
    pub tone: Tone,
    /// A number, to be set to the right.
    pub number: bool,
}

/// How a column is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlainColumn {
    /// Only when asked.
    pub minor: bool,
    /// Not on paper, which has no room for it.
    pub off_paper: bool,
    /// To readers without script, too.
    pub readable: bool,
    /// Whom its cells name.
    pub names: Option<Names>,
    /// By which it is found, whatever its heading says; empty where nobody asks.
    pub id: &'static str,
    /// The month that its cells are about, where it stands for one.
    pub month: Option<Month>,
}

fn plain_column(column: &Column) -> PlainColumn {
    PlainColumn {
        minor: column.minor,
        off_paper: !column.print,
        readable: column.readable,
        names: column.names,
        id: column.id,
        month: column.month,
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct PlainTable {
    /// Heading above it, where a sheet has several.
    pub heading: Option<String>,
    /// Headings of the columns.
    pub heads: Vec<String>,
    /// How each is shown, parallel to `heads`.
    pub columns: Vec<PlainColumn>,
    /// Its rows.
    pub rows: Vec<Vec<PlainCell>>,
    /// Rows of sums.
    pub totals: Vec<Vec<PlainCell>>,
    /// What is said when there are no rows.
    pub empty: String,
}

/// A sheet.
#[derive(Clone, Debug)]
pub struct PlainSheet {
    /// Name of the sheet (`党委排名`).
    pub name: String,
    /// What stands above its tables.
    pub notes: Vec<String>,
    /// Its tables.
    pub tables: Vec<PlainTable>,
    /// For whoever looks after the program: nobody prints it.
    pub off_paper: bool,
}

/// Title and the line below it (jurisdiction, period, as-of day, unit).
pub fn title(results: &Results, subject: &str) -> (String, String) {
    let cx = Context::new(results, MOST_ROWS);
    let info = &results.info;
    let places: Vec<&str> = results.outcomes.iter().map(|o| &*o.profile.name).collect();
    let places = match places.as_slice() {
        [] => "—".to_string(),
        [one] => shown(one),
        [first, ..] => format!("{}等 {} 个地区", shown(first), places.len()),
    };
    let office = info.office.as_ref().map_or(String::new(), |office| format!("　制表单位：{}", shown(office)));
    let line = format!("地区：{places}　统计期：{}　截至日期：{}{office}", spoken::period(info.period), spoken::day(info.as_of));
    (cx.title(subject), line)
}

/// Name of the sheet that lists every finding.
pub const FINDINGS: &str = "问题清单";

/// Every finding in the order of that sheet's rows, with what it is an outcome of.
pub fn findings(results: &Results) -> Vec<(&Outcome, &Finding)> {
    super::findings::lines(&Context::new(results, MOST_ROWS)).into_iter().map(|line| (line.outcome, line.of)).collect()
}

/// The sheets in order.
pub fn sheets(results: &Results) -> Vec<PlainSheet> {
    let cx = Context::new(results, MOST_ROWS);
    let of = |line: &super::Line| {
        let sheet = line.make?(&cx);
        Some(PlainSheet {
            name: sheet.name,
            off_paper: sheet.off_paper,
            notes: sheet.notes.into_iter().map(|note| note.text).filter(|text| !text.is_empty()).collect(),
            tables: sheet.tables.iter().map(table).collect(),
        })
    };
    SHEETS.par_iter().filter_map(of).collect()
}

fn table(table: &SheetTable<'_>) -> PlainTable {
    // A column of small lines is drawn by the workbook from its neighbours, one without a heading keeps a place beside another table's.
    let holds = |at: &usize| table.columns[*at].spark.is_none() && !table.columns[*at].head.is_empty();
    let kept: Vec<usize> = (0..table.columns.len()).filter(holds).collect();
    let cells = |items: &[Item<'_>]| kept.iter().map(|at| items.get(*at).map(cell).unwrap_or_default()).collect::<Vec<_>>();
    let rows = match &table.rows {
        Rows::Ready(rows) => rows.iter().map(|r| cells(r)).collect(),
        Rows::Made(count, make) => (0..*count).map(|at| cells(&make(at))).collect(),
    };
    PlainTable {
        heading: table.heading.clone(),
        heads: kept.iter().map(|at| head(&table.columns[*at])).collect(),
        columns: kept.iter().map(|at| plain_column(&table.columns[*at])).collect(),
        rows,
        totals: table.totals.iter().map(|r| cells(r)).collect(),
        empty: table.empty.to_string(),
    }
}

fn head(column: &Column) -> String {
    column.month.map_or_else(|| column.head.replace('\n', ""), |month| spoken::span(Span::Month(month)))
}

fn cell(item: &Item<'_>) -> PlainCell {
    let number = |text: String| PlainCell { text, number: true, tone: Tone::None };
    match item {
        Item::Text(t) | Item::Center(t) | Item::Link(_, t) | Item::Jump(_, _, t) => {
            PlainCell { text: clean(t).into_owned(), ..PlainCell::default() }
        }
        Item::Key(_, t) => PlainCell { text: fit(t).into_owned(), ..PlainCell::default() },
        Item::Marked(look, t) => PlainCell { text: clean(t).into_owned(), tone: tone(*look), number: false },
        Item::Count(n) => number(n.to_string()),
        Item::Percent(rate) => number(rate.percent()),
        Item::PercentLow(rate) => PlainCell { tone: Tone::Low, ..number(format!("▼{}", rate.percent())) },
        Item::Fraction(rate) => number(fraction(*rate)),
        Item::Points(points) => number(points.to_string()),
        Item::Month(month) => PlainCell { text: spoken::month(*month), ..PlainCell::default() },
        Item::Date(day) => PlainCell { text: day.to_string(), ..PlainCell::default() },
        _ => PlainCell::default(),
    }
}

fn tone(look: Look) -> Tone {
    match look {
        Look::Error => Tone::Error,
        Look::Warning => Tone::Warning,
        Look::OnTime => Tone::OnTime,
        Look::OnTimeLow => Tone::OnTimeLow,
        Look::Late => Tone::Late,
        Look::LateLow => Tone::LateLow,
        Look::ReportedLow => Tone::Low,
        Look::Pending => Tone::Pending,
        Look::Empty => Tone::Empty,
        Look::Missing => Tone::Missing,
        Look::Faint => Tone::Faint,
        _ => Tone::None,
    }
}

/// Text fit to be shown: masked, without control characters, not beyond a cell's length.
pub fn shown(text: &str) -> String {
    clean(text).into_owned()
}
