//! 汇总报告.xlsx: the consolidated workbook. A sheet is a file in this folder and a line in `SHEETS`. Sheets are built side by side and put
//! together in order; nothing in the workbook depends on the clock or on chance, so the same results give the same bytes.

mod branches;
mod column;
mod committees;
mod context;
mod details;
mod draw;
mod excellence;
mod findings;
mod inline;
mod inspections;
mod item;
mod ledger;
mod long;
mod markup;
mod matrix;
mod members;
mod missing;
pub mod names;
mod overview;
mod package;
mod participation;
pub mod plain;
mod quality;
mod rules;
mod schemes;
mod service;
mod sheet;
mod statistics;
mod style;
pub mod teach;
mod technical;

#[cfg(test)]
mod conclusion_tests;
#[cfg(test)]
mod paper_tests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::{Color, DocProperties, Workbook, Worksheet, XlsxError};

use self::context::Context;
use self::long::LONG;
use self::overview::Entry;
use self::sheet::{Leaf, MOST_ROWS, Sheet};
use self::style::Styles;
use crate::model::own::{OwnKind, REPORT_SHEETS};
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::{QUICK, ReportError, palette, paper, seal};

/// Name of the workbook.
pub const FILE: &str = "汇总报告.xlsx";

/// Makes a sheet of the run.
type Make = for<'a> fn(&'a Context<'a>) -> Sheet<'a>;

/// A sheet after 总览 and 情况分析.
struct Line {
    /// Absent for 台账明细, which may be several sheets.
    make: Option<Make>,
    tab: Color,
    /// What the table of contents says.
    about: &'static str,
}

const fn line(make: Option<Make>, tab: Color, about: &'static str) -> Line {
    Line { make, tab, about }
}

// Colours of the tabs, by what a sheet is for.
const OVERVIEW: Color = Color::RGB(palette::RED);
const RANKS: Color = Color::RGB(palette::BLUE);
const PROBLEMS: Color = Color::RGB(palette::ORANGE);
const CHECKS: Color = Color::RGB(palette::GREEN);
const DATA: Color = Color::RGB(palette::SLATE);

/// The sheets after 总览 and 情况分析, in order.
const SHEETS: &[Line] = &[
    line(Some(committees::sheet), RANKS, "各党委名次、完整率、按时率、参与率、得分及各季度得分"),
    line(Some(branches::sheet), RANKS, "各党支部名次、类内名次、得分、等次、扣分明细及各季度得分"),
    line(Some(matrix::sheet), RANKS, "各党支部逐月开展和报送情况"),
    line(Some(missing::sheet), PROBLEMS, "到期未开展活动的党支部和月份"),
    line(Some(participation::sheet), PROBLEMS, "参与率低于规定下限的党支部和月份"),
    line(Some(findings::sheet), PROBLEMS, "全部问题，附实际情况、规定要求、依据和单元格"),
    line(Some(excellence::sheet), PROBLEMS, "不得评优的党支部及理由"),
    line(Some(members::sheet), PROBLEMS, "需要提示核实的党员及考勤、积分情况，志愿服务情况"),
    line(Some(draw::sheet), CHECKS, "抽查对象、入选理由及核验方法"),
    line(Some(inspections::sheet), CHECKS, "督查情况、发现问题的整改、递进处置和往期问题跟踪"),
    line(Some(statistics::sheet), CHECKS, "通报所用的统计数，附口径、依据、通报数和逐条出处"),
    line(Some(quality::sheet), DATA, "退回的数据、读取问题、文件和数据行的处理结果"),
    line(None, DATA, "全部采用的活动记录，附文件、工作表和行号"),
    line(Some(rules::sheet), DATA, "各项规则的级别、参数、依据条款和判定方法，评分、积分、递进处置办法"),
    line(Some(technical::sheet), DATA, "版本、摘要、抽查核验数据"),
];

/// Writes 汇总报告.xlsx into `dir`, which exists; gives its path. The only errors are those of writing.
pub fn write(results: &Results, dir: &Path) -> Result<PathBuf, ReportError> {
    write_split(results, dir, MOST_ROWS, LONG)
}

/// The same with a chosen number of rows on each sheet of 台账明细, and of rows that make a table long.
fn write_split(results: &Results, dir: &Path, most: usize, least: usize) -> Result<PathBuf, ReportError> {
    let path = dir.join(FILE);
    build(results, &path, most, least).map_err(|source| ReportError::Xlsx { path: path.clone(), source })?;
    Ok(path)
}

fn build(results: &Results, path: &Path, most: usize, least: usize) -> Result<(), XlsxError> {
    let cx = Context::new(results, most);
    let styles = Styles::with_footer(&cx.footer);
    let mut book = Workbook::new();
    book.set_zip_compression_level(QUICK);
    book.set_properties(&properties(&cx)?);

    let of_line = |line: &'static Line| match line.make {
        Some(make) => vec![(line, make(&cx))],
        None => ledger::sheets(&cx, most).into_iter().map(|sheet| (line, sheet)).collect(),
    };
    let sheets: Vec<(&Line, Sheet<'_>)> = SHEETS.par_iter().flat_map_iter(of_line).collect();
    let leaves: Vec<(&Line, Leaf<'_, '_>)> =
        sheets.iter().flat_map(|(line, sheet)| sheet.leaves().into_iter().map(move |l| (*line, l))).collect();
    let entry =
        |(line, leaf): &(&Line, Leaf<'_, '_>)| Entry { name: leaf.name.to_string(), about: leaf.about().unwrap_or(line.about).to_string() };
    let analysis =
        Entry { name: overview::ANALYSIS.to_string(), about: "主要指标、图示、分月分季度情况、问题分布".to_string() };
    let listed = leaves.iter().filter(|(_, leaf)| leaf.name != technical::NAME).map(entry);
    let entries: Vec<Entry> = std::iter::once(analysis).chain(listed).collect();
    // by these the workbook is known again where its properties are lost
    debug_assert!(REPORT_SHEETS[1..].iter().all(|name| entries.iter().any(|entry| entry.name == *name)), "model::own::REPORT_SHEETS");
    let lay = || leaves.par_iter().map(|(_, leaf)| leaf.lay(Worksheet::new(), &styles, least)).collect::<Result<Vec<_>, _>>();
    let opening = || Ok::<_, XlsxError>([overview::brief::write(&cx, &styles, &entries)?, overview::analysis(&cx, &styles)?]);
    let (first, laid) = rayon::join(opening, lay);
    let mut long = BTreeMap::new();
    let mut push = |mut ws: Worksheet, tab: Color| {
        ws.set_tab_color(tab);
        book.push_worksheet(ws);
    };
    let first = first?;
    let before = first.len();
    first.into_iter().for_each(|ws| push(ws, OVERVIEW));
    for (at, (laid, (line, _))) in laid?.into_iter().zip(&leaves).enumerate() {
        push(laid.ws, line.tab);
        long.extend(laid.long.map(|table| (at + before, table)));
    }
    if long.is_empty() {
        return book.save(path);
    }
    package::write(path, &book.save_to_buffer()?, &long)
}

/// Document properties; the time of making is the as-of day, at midnight.
fn properties(cx: &Context<'_>) -> Result<DocProperties, XlsxError> {
    let about = paper::properties(cx.results.info.as_of)?
        .set_title(cx.title("汇总报告"))
        .set_subject(format!("统计期：{}", spoken::period(cx.results.info.period)))
        .set_author(format!("dangri {}", cx.results.info.version));
    Ok(seal::told(about, OwnKind::Report))
}
