//! 报告.html: one page that needs nothing else. Figures, charts and rankings stand in it as they are; longer tables are carried once as data and
//! shown on demand by the page's own script. The page may not ask anybody for anything: its policy forbids every request, and lets run only
//! the script and the style whose digests it names. Text from ledgers passes the template's escaping or travels as data that is only ever
//! shown as text.

mod chart;
mod figures;
mod pool;
mod tables;
mod tree;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::chart::{Bars, Months};
use self::figures::Card;
use self::pool::Pool;
use self::tables::{Data, Section};
use self::tree::Tree;
use super::xlsx::plain;
use super::{ExportJob, Exporter, ReportError};
use crate::model::counts::CommitteeMonths;
use crate::model::options::Format;
use crate::model::results::Results;

/// Name of the page.
pub const FILE: &str = "报告.html";

const STYLE: &str = include_str!("page.css");
/// The script, in the order in which its parts build on each other.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("data.js"),
    include_str!("table.js"),
    include_str!("drill.js"),
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
    cells: Vec<HeatCell>,
}

struct HeatCell {
    class: &'static str,
    text: String,
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
}

fn render(results: &Results, mut pool: Pool) -> Result<String, askama::Error> {
    let (title, subtitle) = plain::title(results, "工作报告");
    let tree = Tree::new(results, &mut pool);
    let (sections, tables) = tables::all(results, &tree, &mut pool);
    let left = tree.left + sections.iter().flat_map(|s| &s.tables).map(|t| t.left).sum::<usize>();
    let carried = Carried { texts: pool.into_texts(), tables, tree: &tree };
    let data = harmless(&serde_json::to_string(&carried).map_err(|e| askama::Error::Custom(Box::new(e)))?);
    let layout = Layout {
        title,
        subtitle: subtitle.lines().next().unwrap_or_default().replace("　　", "　"),
        returned: results.counts.returned.sentence(),
        version: &results.info.version,
        notes: &results.info.notes,
        documents: results.outcomes.iter().map(document).collect(),
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        data,
        cards: figures::cards(results),
        months: chart::months(results),
        bars: chart::bars(results),
        heat: heat(results),
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
        digest(STYLE)
    )
}

fn document(outcome: &crate::model::assessment::Outcome) -> String {
    let p = &outcome.profile;
    let number = if p.document_number.is_empty() { String::new() } else { format!("（{}）", p.document_number) };
    format!("{}：《{}》{number}", p.name, p.document)
}

fn heat(results: &Results) -> Heat {
    let cell = |rate: &crate::model::figure::Rate| {
        let class = match (rate.part * 100).checked_div(rate.of) {
            None => "h-none",
            Some(100..) => "h-full",
            Some(90..) => "h-high",
            Some(75..) => "h-mid",
            Some(_) => "h-low",
        };
        HeatCell { class, text: if rate.applies() { format!("{}/{}", rate.part, rate.of) } else { "—".to_string() } }
    };
    let row = |line: &CommitteeMonths| HeatRow {
        place: plain::shown(&results.outcomes[line.unit].profile.name),
        committee: plain::shown(&line.committee),
        cells: line.months.iter().map(|sums| cell(&sums.held)).collect(),
    };
    Heat {
        several: results.outcomes.len() > 1,
        months: results.info.period.months().map(|m| m.to_string()).collect(),
        rows: results.counts.committee_months.iter().map(row).collect(),
    }
}
