//! 逐级汇总.xlsx: what is put together, how the units stand, and what was left out, each on a sheet that prints.

use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::sheets;
use crate::model::identity::masked;
use crate::model::own::OwnKind;
use crate::model::rolled::{Limit, Rolled};
use crate::model::spoken;
use crate::report::ReportError;
use crate::report::listing::{self, Cell, Head};
use crate::report::paper::style::Formats;
use crate::report::paper::{self};

/// The workbook.
pub const FILE: &str = "逐级汇总.xlsx";

/// What errors and warnings are counted over, which is not the same on all sheets.
const BASIS: &str = "错误、警告：“总览”“各单位情况”“问题分类”为全部问题，含党委（党工委）自身的和看不出属于哪个党支部的；“党委情况”为该党委及所属党支部的问题，未归到任何党委的不在其中。";

/// A sheet: its name, its columns, what it says where there is nothing, its rows.
pub(super) struct Leaf {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, f64)],
    pub(super) none: &'static str,
    pub(super) rows: for<'a> fn(&'a Rolled) -> Vec<Box<Row<'a>>>,
}

/// Makes a row when it is written.
pub(super) type Row<'a> = dyn Fn() -> Vec<Cell<'a>> + 'a;

/// Writes the workbook.
pub(super) fn write(rolled: &Rolled, path: &Path) -> Result<(), ReportError> {
    build(rolled, path).map_err(|source| ReportError::Xlsx { path: path.to_path_buf(), source })
}

fn build(rolled: &Rolled, path: &Path) -> Result<(), XlsxError> {
    let mut book = paper::book(&format!("逐级汇总 {}", rolled.period), rolled.as_of, OwnKind::Report)?;
    let ink = Formats::default();
    let mut notes = notes(rolled);
    notes.push(BASIS.to_string());
    let trial = if rolled.trial.is_empty() { String::new() } else { format!("【试算：{}】", rolled.trial.join("，")) };
    for leaf in sheets::ALL {
        let ws = book.add_worksheet_with_constant_memory()?;
        ws.set_name(leaf.name)?;
        let title = format!("{trial}{}（{}）", leaf.name, period(&rolled.period));
        let head = Head { title, notes: &notes, columns: leaf.columns, none: leaf.none };
        listing::write(ws, &head, (leaf.rows)(rolled).iter().map(|row| row()), &ink)?;
    }
    book.save(path)
}

/// What every sheet says first: how much is put together, what is left out, what limits the comparison.
pub(super) fn notes(rolled: &Rolled) -> Vec<String> {
    let mut notes =
        vec![format!("统计期：{}；截至{}；汇总 {} 个单位。", period(&rolled.period), spoken::day(rolled.as_of), rolled.units.len())];
    let gaps: Vec<String> = rolled.gaps().map(|s| if s.unit.is_empty() { s.place.clone() } else { s.unit.clone() }).collect();
    if !gaps.is_empty() {
        /// Names that are told here; the sheet of sources has them all.
        const NAMED: usize = 10;
        let named = gaps.iter().take(NAMED).map(|name| masked(name)).collect::<Vec<_>>().join("、");
        let more = if gaps.len() > NAMED { " 等" } else { "" };
        notes.push(format!("未计入 {} 项（{named}{more}），原因见“汇总来源”；以下数字不含这些单位。", gaps.len()));
    }
    notes.extend(rolled.limits.iter().map(words));
    notes
}

/// A period in words, as far as it is one.
pub(super) fn period(written: &str) -> String {
    spoken::written(written)
}

/// What limits the comparison, in words.
pub(super) fn words(limit: &Limit) -> String {
    match limit {
        Limit::Policies(count) => {
            format!("各单位执行 {count} 种制度（见“制度差异”）：得分和按时率只在同一制度的单位之间排名，得分不跨制度合计、不跨制度平均。")
        }
        Limit::AsOf => "各单位截止日不同，且有月份尚未到期，应开展月次口径不一，完整率、参与率不排名次。".to_string(),
        Limit::NoRanking => "有单位的结果按“不排名”运行，本汇总不排名次。".to_string(),
        Limit::Mixed => "各单位的结果由不同版本的程序，或按不同的台账版式、节假日文件算出，口径可能有差别。".to_string(),
        Limit::Open(pending, rows) => format!("待核 {pending} 个月次，退回未采用 {rows} 行：名次为暂定。"),
    }
}
