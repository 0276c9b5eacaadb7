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
use crate::model::time::{Month, Period, Span};
use crate::report::feedback::{period_words, span_words};
use crate::report::paper::day_words;
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
    let line = format!("地区：{places}　统计期：{}　截至日期：{}{office}", period_words(info.period), day_words(info.as_of));
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
    let one = |at: &usize, item: &Item<'_>| {
        let made = cell(item);
        if table.columns[*at].spans { PlainCell { text: spans_in_words(made.text), ..made } } else { made }
    };
    let cells = |items: &[Item<'_>]| kept.iter().map(|at| items.get(*at).map(|i| one(at, i)).unwrap_or_default()).collect::<Vec<_>>();
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
    column.month.map_or_else(|| column.head.replace('\n', ""), |month| span_words(Span::Month(month)))
}

/// The months of a cell that lists them, as people say them, the year where it changes: `2017-07（缺）、2017-08（假）` is 2017年7月（缺）、8月（假）. Only
/// for columns that declare so: what a ledger says is left as it is.
fn spans_in_words(text: String) -> String {
    if let Ok(period) = text.parse::<Period>() {
        return period_words(period);
    }
    let mut year = None;
    let word = |part: &str| {
        let month = part.get(..MONTH).and_then(|month| month.parse::<Month>().ok());
        let Some(month) = month else { return part.to_string() };
        let rest = &part[MONTH..];
        if year.replace(month.year()) == Some(month.year()) {
            format!("{}月{rest}", month.month())
        } else {
            format!("{}{rest}", span_words(Span::Month(month)))
        }
    };
    text.split('、').map(word).collect::<Vec<_>>().join("、")
}

/// Length of a month as data write it.
const MONTH: usize = "2017-07".len();

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

#[cfg(test)]
mod words {
    use super::spans_in_words;

    #[test]
    fn months_are_told_as_people_say_them_and_the_year_where_it_changes() {
        let words = |text: &str| spans_in_words(text.to_string());
        assert_eq!(words("2018-01"), "2018年1月");
        assert_eq!(words("2018Q3"), "2018年第三季度");
        assert_eq!(words("2017-12（缺）、2018-01（假）、2018-02（缺）"), "2017年12月（缺）、2018年1月（假）、2月（缺）");
        assert_eq!(words("2018-01 缺（C7）、2018-10 假（L7）"), "2018年1月 缺（C7）、10月 假（L7）");
        assert_eq!((words(""), words("上半年"), words("年度计划、其他")), (String::new(), "上半年".into(), "年度计划、其他".into()));
    }
}
