//! 报告.html: one page that needs nothing else, shown as views that the address names (`#党委/…`). Figures, charts and rankings stand in it as they are;
//! longer tables, committees and branches are carried once as data and shown on demand by the page's own script. The page may not ask anybody for anything: its policy forbids every request, and lets run only
//! the script and the style whose digests it names. Text from ledgers passes the template's escaping or travels as data that is only ever
//! shown as text.

mod card;
mod changes;
mod chart;
mod duties;
mod figures;
mod pool;
mod tables;
mod tree;
mod views;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::chart::{Bars, Months};
use self::figures::{Card, Grade};
use self::pool::Pool;
use self::tables::{Data, Section};
use self::tree::Tree;
use super::xlsx::plain;
use super::{ExportJob, Exporter, ReportError, palette};
use crate::model::counts::CommitteeMonths;
use crate::model::figure::Rate;
use crate::model::options::Format;
use crate::model::results::Results;
use crate::model::spoken;
use crate::model::time::{Month, Span};

/// Name of the page.
pub const FILE: &str = "报告.html";

/// The house's colours, then what the page makes of them.
static STYLE: LazyLock<String> = LazyLock::new(|| format!("{}\n{}", palette::css(), include_str!("page.css")));
/// The script, in the order in which its parts build on each other.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("data.js"),
    include_str!("table.js"),
    include_str!("parts.js"),
    include_str!("unit.js"),
    include_str!("card.js"),
    include_str!("search.js"),
    include_str!("start.js"),
    "})();\n"
);

/// The page as an output format.
pub struct Page;

impl Exporter for Page {
    fn format(&self) -> Format {
        Format::Html
    }

    fn write(&self, job: &ExportJob<'_>) -> Result<Vec<PathBuf>, ReportError> {
        let ExportJob { results, dir, .. } = *job;
        let path = dir.join(FILE);
        let text = render(results, Pool::new()).map_err(|source| ReportError::Page { path: path.clone(), source })?;
        std::fs::write(&path, text).map_err(|source| ReportError::Io { path, source })?;
        Ok(vec![PathBuf::from(FILE)])
    }
}

/// The page. Everything is escaped but the three fields that the template marks, none of which a ledger can reach unescaped.
#[derive(Template)]
#[template(path = "page.html")]
struct Layout<'a> {
    title: String,
    subtitle: String,
    /// What is still out, and what that means.
    returned: Option<String>,
    version: &'a str,
    notes: &'a [String],
    documents: Vec<String>,
    conclusion: String,
    grades: Vec<Grade>,
    policy: String,
    style: &'static str,
    script: &'static str,
    /// JSON without `<`, `>` and `&`.
    data: String,
    cards: Vec<Card>,
    months: Months,
    bars: Vec<Bars>,
    heat: Heat,
    sections: Vec<Section>,
    /// Rows and activities for which there was no room.
    left: usize,
}

/// Completeness of committees by month.
struct Heat {
    several: bool,
    months: Vec<String>,
    rows: Vec<HeatRow>,
}

struct HeatRow {
    place: String,
    committee: String,
    href: String,
    cells: Vec<HeatCell>,
}

struct HeatCell {
    class: &'static str,
    text: String,
    href: String,
    /// In words, for whoever cannot see the column.
    says: String,
}

/// What the script reads.
#[derive(Serialize)]
struct Carried<'a> {
    #[serde(rename = "S")]
    texts: Vec<String>,
    #[serde(rename = "T")]
    tables: Vec<Data>,
    #[serde(flatten)]
    tree: &'a Tree,
    /// What the plain text for a branch calls the period.
    #[serde(rename = "P")]
    period: String,
}

fn render(results: &Results, mut pool: Pool) -> Result<String, askama::Error> {
    let (title, subtitle) = plain::title(results, "工作报告");
    let mut tree = Tree::new(results, &mut pool);
    tree.take(duties::all(results, &mut pool), results);
    let (sections, tables) = tables::all(results, &tree, &mut pool);
    let left = tree.left + sections.iter().flat_map(|s| &s.tables).map(|t| t.left).sum::<usize>();
    let carried = Carried { texts: pool.into_texts(), tables, tree: &tree, period: spoken::period(results.info.period) };
    let data = harmless(&serde_json::to_string(&carried).map_err(|e| askama::Error::Custom(Box::new(e)))?);
    let layout = Layout {
        title,
        subtitle,
        returned: results.counts.returned.sentence(),
        version: &results.info.version,
        notes: &results.info.notes,
        documents: results.outcomes.iter().map(document).collect(),
        conclusion: figures::conclusion(results),
        grades: figures::grades(results),
        policy: policy(),
        style: &STYLE,
        script: SCRIPT,
        data,
        cards: figures::cards(results),
        months: chart::months(results),
        bars: chart::bars(results, &tree),
        heat: heat(results, &tree),
        sections,
        left,
    };
    layout.render()
}

/// JSON that cannot end the element it stands in, whatever its texts say. The three signs occur in strings alone.
fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// No request at all; the page's own script and style alone, by digest.
fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(SCRIPT),
        digest(&STYLE)
    )
}

fn document(outcome: &crate::model::assessment::Outcome) -> String {
    let p = &outcome.profile;
    let number = if p.document_number.is_empty() { String::new() } else { format!("（{}）", p.document_number) };
    format!("{}：《{}》{number}", p.name, p.document)
}

fn heat(results: &Results, tree: &Tree) -> Heat {
    let months: Vec<Month> = results.info.period.months().collect();
    let cell = |rate: &Rate, month: Month, key: &str| {
        let class = match (rate.part * 100).checked_div(rate.of) {
            None => "h-none",
            Some(100..) => "h-full",
            Some(90..) => "h-high",
            Some(75..) => "h-mid",
            Some(_) => "h-low",
        };
        let words = spoken::span(Span::Month(month));
        HeatCell {
            class,
            text: if rate.applies() { format!("{}/{}", rate.part, rate.of) } else { "—".to_string() },
            href: format!("#党委/{}/{month}", views::part(key)),
            says: if rate.applies() {
                format!("{words} {}/{}（已开展/应开展）", rate.part, rate.of)
            } else {
                format!("{words} —（没有应开展的任务）")
            },
        }
    };
    let row = |line: &CommitteeMonths| {
        let place = plain::shown(&results.outcomes[line.unit].profile.name);
        let committee = plain::shown(&line.committee);
        let key = tree.key(&place, &committee).unwrap_or_default();
        let cells = line.months.iter().zip(&months).map(|(sums, month)| cell(&sums.held, *month, key)).collect();
        HeatRow { href: format!("#党委/{}", views::part(key)), place, committee, cells }
    };
    let head = |(at, month): (usize, &Month)| {
        if at == 0 || month.month() == 1 { spoken::span(Span::Month(*month)) } else { format!("{}月", month.month()) }
    };
    Heat {
        several: results.outcomes.len() > 1,
        months: months.iter().enumerate().map(head).collect(),
        rows: results.counts.committee_months.iter().map(row).collect(),
    }
}
