//! The workbook's tables as the page carries them: rows of numbers into the pool of texts, each with the branch or committee that it leads to.

use serde::Serialize;
use serde_json::{Value, json};

use super::pool::Pool;
use super::tree::Tree;
use super::{changes, views};
use crate::model::results::Results;
use crate::model::time::Span;
use crate::report::xlsx::plain::{self, Names, PlainCell, PlainColumn, PlainTable, Tone, sheets};

/// A section: a sheet's name and its tables.
pub(super) struct Section {
    pub id: String,
    pub name: String,
    pub notes: Vec<String>,
    pub tables: Vec<Shell>,
    /// Nothing that is read every day stands behind it.
    pub last: bool,
}

/// Where the page puts a table.
pub(super) struct Shell {
    pub id: String,
    pub caption: String,
    /// Rows in all.
    pub count: usize,
    /// Said when there are none.
    pub empty: String,
    /// Rows that found no room in the page.
    pub left: usize,
    /// A table to read without script.
    pub readable: Option<Readable>,
}

/// A table written out.
pub(super) struct Readable {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A table's data. Names are short: they stand in the file.
#[derive(Serialize)]
pub(super) struct Data {
    id: String,
    /// Caption.
    cap: String,
    heads: Vec<u32>,
    /// By which columns are found, whatever their headings say; empty where nobody asks.
    ids: Vec<&'static str>,
    /// Columns that stand for a month: column, month.
    months: Vec<(usize, String)>,
    /// Columns of numbers.
    num: Vec<usize>,
    /// Columns shown on demand.
    minor: Vec<usize>,
    /// Columns that paper has no room for.
    off: Vec<usize>,
    rows: Vec<Vec<Value>>,
    totals: Vec<Vec<Value>>,
    /// Where each row leads: a branch, −1 − a committee, or nothing.
    refs: Vec<Option<i64>>,
    /// Rows that found no room.
    left: usize,
    /// Of findings, what the sheet does not show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<More>,
}

/// All tables: what the page says of them, and what it carries.
pub(super) fn all(results: &Results, tree: &Tree, pool: &mut Pool) -> (Vec<Section>, Vec<Data>) {
    let (mut sections, mut data) = (Vec::new(), Vec::new());
    let own = (results.outcomes.len() == 1).then(|| results.outcomes[0].profile.name.to_string());
    let all = std::iter::once(changes::sheet(results)).chain(sheets(results));
    for (number, sheet) in all.enumerate() {
        let id = format!("t{number}");
        let mut shells = Vec::new();
        let several = sheet.tables.len() > 1;
        for (at, table) in sheet.tables.into_iter().enumerate() {
            let id = if several { format!("{id}-{}", at + 1) } else { id.clone() };
            let caption = table.heading.clone().unwrap_or_else(|| sheet.name.clone());
            // 地区 alone makes no table
            let told = |c: &PlainColumn| c.readable && c.names != Some(Names::Place);
            let readable = table.columns.iter().any(told).then(|| readable(&table));
            let (count, empty) = (table.rows.len(), table.empty.clone());
            let mut made = one(id.clone(), caption.clone(), table, own.as_deref(), tree, pool);
            if sheet.name == plain::FINDINGS {
                made.more = findings(results, made.rows.len(), pool);
            }
            shells.push(Shell { id, caption, count, empty, left: made.left, readable: readable.filter(|_| count > 0) });
            data.push(made);
        }
        sections.push(Section {
            id: views::id(&sheet.name).to_string(),
            last: sheet.off_paper,
            name: sheet.name,
            notes: sheet.notes,
            tables: shells,
        });
    }
    (sections, data)
}

/// What to do about a finding, code, 1 where it counts, the month that it is about.
type More = (u32, u32, u8, u32);

/// Beside the first so many rows of 问题清单.
fn findings(results: &Results, rows: usize, pool: &mut Pool) -> Vec<More> {
    let all = plain::findings(results);
    let line = |(outcome, f): (&crate::model::assessment::Outcome, &crate::model::finding::Finding)| {
        let counts = f.counts() && f.in_period(outcome.corpus.period) && !outcome.assessed.spares(f);
        let month = match f.span {
            Some(Span::Month(month)) => pool.put(&month.to_string()),
            _ => 0,
        };
        (pool.put(&plain::shown(f.say.todo())), pool.put(f.code.as_str()), counts.into(), month)
    };
    all.into_iter().take(rows).map(line).collect()
}

fn readable(table: &PlainTable) -> Readable {
    let kept: Vec<usize> = (0..table.heads.len()).filter(|at| table.columns[*at].readable).collect();
    let pick = |row: &Vec<PlainCell>| kept.iter().map(|at| row.get(*at).map(|c| c.text.clone()).unwrap_or_default()).collect();
    Readable { heads: kept.iter().map(|at| table.heads[*at].clone()).collect(), rows: table.rows.iter().map(pick).collect() }
}

fn one(id: String, cap: String, table: PlainTable, own: Option<&str>, tree: &Tree, pool: &mut Pool) -> Data {
    let column = |names: Names| table.columns.iter().position(|c| c.names == Some(names));
    let (place, committee, branch) = (column(Names::Place), column(Names::Committee), column(Names::Branch));
    let is_number = |at: &usize| {
        let mut cells = table.rows.iter().filter_map(|r| r.get(*at)).filter(|c| !c.text.is_empty() && c.text != "—").peekable();
        cells.peek().is_some() && cells.all(|c| c.number)
    };
    let months = || table.columns.iter().enumerate().filter_map(|(at, c)| Some((at, c.month?.to_string())));
    let mut data = Data {
        id,
        cap,
        heads: table.heads.iter().map(|h| pool.put(h)).collect(),
        ids: table.columns.iter().map(|c| c.id).collect(),
        months: months().collect(),
        num: (0..table.heads.len()).filter(is_number).collect(),
        minor: (0..table.heads.len()).filter(|at| table.columns[*at].minor).collect(),
        off: (0..table.heads.len()).filter(|at| table.columns[*at].off_paper).collect(),
        rows: Vec::new(),
        totals: table.totals.iter().map(|r| r.iter().map(|c| cell(c, pool)).collect()).collect(),
        refs: Vec::new(),
        left: 0,
        more: Vec::new(),
    };
    for row in &table.rows {
        if pool.full() {
            data.left += 1;
            continue;
        }
        let said = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |c| c.text.as_str());
        let place = if place.is_some() { said(place) } else { own.unwrap_or_default() };
        data.refs.push(committee.and_then(|_| tree.find(place, said(committee), said(branch))));
        data.rows.push(row.iter().map(|c| cell(c, pool)).collect());
        pool.charge(row.len() * 5);
    }
    data
}

/// A number into the texts; with its mark where it has one.
fn cell(cell: &PlainCell, pool: &mut Pool) -> Value {
    let at = pool.put(&cell.text);
    match tone(cell.tone) {
        "" => json!(at),
        tone => json!([at, tone]),
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::None => "",
        Tone::Error => "error",
        Tone::Warning => "warning",
        Tone::OnTime => "on",
        Tone::OnTimeLow => "on low",
        Tone::Late => "late",
        Tone::LateLow => "late low",
        Tone::Pending => "pending",
        Tone::Empty => "empty",
        Tone::Missing => "missing",
        Tone::Faint => "faint",
        Tone::Low => "low",
    }
}
