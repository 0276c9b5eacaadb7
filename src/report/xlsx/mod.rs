//! 汇总报告.xlsx: the consolidated workbook. A sheet is a file in this folder and a line in `SHEETS`. Sheets are built side by side and put
//! together in order; nothing in the workbook depends on the clock or on chance, so the same results give the same bytes.

mod branches;
mod committees;
mod context;
mod details;
mod draw;
mod excellence;
mod findings;
mod inspections;
mod item;
mod ledger;
mod matrix;
mod members;
mod missing;
pub mod names;
mod overview;
mod participation;
pub mod plain;
mod quality;
mod rules;
mod schemes;
mod service;
mod sheet;
mod style;
mod text;
mod widths;

#[cfg(test)]
mod conclusion_tests;
#[cfg(test)]
mod paper_tests;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use self::context::Context;
use self::overview::Entry;
use self::sheet::{MOST_ROWS, Sheet};
use self::style::Styles;
use crate::report::{ReportError, Results};

/// Name of the workbook.
pub const FILE: &str = "汇总报告.xlsx";

/// Between size and time: a fifth larger than the densest, in half the time.
const COMPRESSION: u8 = 3;

/// Makes a sheet of the run.
type Make = for<'a> fn(&'a Context<'a>) -> Sheet<'a>;

/// A sheet after 总览.
struct Line {
    name: &'static str,
    /// Absent for 台账明细, which may be several sheets and is streamed.
    make: Option<Make>,
    tab: Color,
    /// What the table of contents says.
    about: &'static str,
}

const fn line(name: &'static str, make: Option<Make>, tab: Color, about: &'static str) -> Line {
    Line { name, make, tab, about }
}

// Colours of the tabs, by what a sheet is for.
const OVERVIEW: Color = Color::RGB(0x9C1C1C);
const RANKS: Color = Color::RGB(0x0B4F8A);
const PROBLEMS: Color = Color::RGB(0xB5460F);
const CHECKS: Color = Color::RGB(0x5B7F3A);
const DATA: Color = Color::RGB(0x7F7F7F);

/// The sheets after 总览, in order.
const SHEETS: &[Line] = &[
    line("党委排名", Some(committees::sheet), RANKS, "各党委名次、完整率、按时率、参与率、得分及各季度得分"),
    line("支部排名", Some(branches::sheet), RANKS, "各党支部名次、类内名次、得分、等次、扣分明细及各季度得分"),
    line("月度矩阵", Some(matrix::sheet), RANKS, "各党支部逐月开展和报送情况"),
    line("缺报清单", Some(missing::sheet), PROBLEMS, "到期未开展活动的党支部和月份"),
    line("参与率预警", Some(participation::sheet), PROBLEMS, "参与率低于规定下限的党支部和月份"),
    line("问题清单", Some(findings::sheet), PROBLEMS, "全部问题，附实际情况、规定要求、依据和单元格"),
    line("不得评优", Some(excellence::sheet), PROBLEMS, "不得评优的党支部及理由"),
    line("党员预警", Some(members::sheet), PROBLEMS, "需要提示核实的党员及考勤、积分情况，志愿服务情况"),
    line("抽查名单", Some(draw::sheet), CHECKS, "抽查对象、入选理由及核验方法"),
    line("督查整改", Some(inspections::sheet), CHECKS, "督查情况、发现问题的整改、递进处置和往期问题跟踪"),
    line("数据质量", Some(quality::sheet), DATA, "退回的数据、读取问题、文件和数据行的处理结果"),
    line("台账明细", None, DATA, "全部采用的活动记录，附文件、工作表和行号"),
    line("规则说明", Some(rules::sheet), DATA, "各项规则的级别、参数、依据条款和判定方法，评分、积分、递进处置办法"),
];

/// Writes 汇总报告.xlsx into `dir`, which exists; gives its path. The only errors are those of writing.
pub fn write(results: &Results, dir: &Path) -> Result<PathBuf, ReportError> {
    write_split(results, dir, MOST_ROWS)
}

/// The same with a chosen number of rows on each sheet of 台账明细.
fn write_split(results: &Results, dir: &Path, most: usize) -> Result<PathBuf, ReportError> {
    let path = dir.join(FILE);
    build(results, dir, most).and_then(|mut book| book.save(&path)).map_err(|source| ReportError::Xlsx { path: path.clone(), source })?;
    Ok(path)
}

fn build(results: &Results, dir: &Path, most: usize) -> Result<Workbook, XlsxError> {
    let cx = Context::new(results, most);
    let styles = Styles::with_footer(&cx.footer);
    let mut book = Workbook::new();
    book.set_tempdir(dir)?;
    book.set_zip_compression_level(COMPRESSION);
    book.set_properties(&properties(&cx)?);

    let details = ledger::sheets(&cx, most);
    let mut streamed = Vec::new();
    for _ in &details {
        streamed.push(book.new_worksheet_with_low_memory()?);
    }
    let mut entries = Vec::new();
    for Line { name, make, about, .. } in SHEETS {
        match make {
            Some(_) => entries.push(Entry { name: (*name).to_string(), about }),
            None => entries.extend(details.iter().map(|s| Entry { name: s.name.clone(), about })),
        }
    }
    // Streamed sheets share the workbook's tables of strings and formats: one after the other, so that numbering does not vary.
    let stream = || details.iter().zip(streamed).map(|(sheet, ws)| sheet.write(ws, &styles)).collect::<Result<Vec<_>, _>>();
    let rest = || {
        SHEETS
            .par_iter()
            .map(|line| line.make.map(|make| make(&cx).write(Worksheet::new(), &styles)).transpose())
            .collect::<Result<Vec<_>, _>>()
    };
    let (details, rest) = rayon::join(stream, rest);
    let mut details = Some(details?);
    let mut push = |mut ws: Worksheet, tab: Color| {
        ws.set_tab_color(tab);
        book.push_worksheet(ws);
    };
    push(overview::write(&cx, &styles, &entries)?, OVERVIEW);
    for (line, made) in SHEETS.iter().zip(rest?) {
        match made {
            Some(ws) => push(ws, line.tab),
            None => details.take().into_iter().flatten().for_each(|ws| push(ws, line.tab)),
        }
    }
    Ok(book)
}

/// Document properties; the time of making is the as-of day, at midnight.
fn properties(cx: &Context<'_>) -> Result<DocProperties, XlsxError> {
    use chrono::Datelike;
    let day = cx.results.info.as_of;
    let made = ExcelDateTime::from_ymd(day.year().clamp(1900, 9999) as u16, day.month() as u8, day.day() as u8)?;
    Ok(DocProperties::new()
        .set_title(cx.title("汇总报告"))
        .set_subject(format!("统计期 {}", cx.results.info.period))
        .set_author(format!("dangri {}", cx.results.info.version))
        .set_creation_datetime(&made))
}
