//! 抽查名单.xlsx: who was drawn, from which frame, with which seed, and how anybody can check it.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::properties;
use crate::model::draw::Draw;
use crate::model::figure::Rate;
use crate::model::own::OwnKind;
use crate::model::results::Results;
use crate::report::paper::measure;
use crate::report::paper::style::{FORM, Formats, Ink};
use crate::report::paper::text::{fit, short};
use crate::report::template::period_words;
use crate::report::template::sheet::finish;
use crate::report::{QUICK, seal};

/// The workbook: the list, and the frame that it was drawn from.
pub fn book(results: &Results) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(QUICK);
    book.set_properties(&seal::told(properties(results)?.set_title("抽查名单"), OwnKind::Report));
    // Held in memory, some tens of thousands of short lines for a province: the library's way to keep them on disk gives up where that is full.
    list(results, book.add_worksheet())?;
    frame(results, book.add_worksheet())?;
    Ok(book)
}

struct Writer<'w> {
    ws: &'w mut Worksheet,
    row: u32,
    widths: Vec<f64>,
    looks: Formats,
}

impl<'w> Writer<'w> {
    fn new(ws: &'w mut Worksheet, name: &str, widths: &[f64]) -> Result<Self, XlsxError> {
        ws.set_name(name)?;
        for (col, width) in widths.iter().enumerate() {
            ws.set_column_width(col as u16, *width)?;
        }
        Ok(Writer { ws, row: 0, widths: widths.to_vec(), looks: Formats::default() })
    }

    fn whole(&mut self, text: &str, ink: Ink, least: f64) -> Result<(), XlsxError> {
        let last = self.widths.len() as u16 - 1;
        self.ws.merge_range(self.row, 0, self.row, last, text, &self.looks[ink])?;
        self.ws.set_row_height(self.row, least.max(measure::tall(text, self.widths.iter().sum(), ink.size())))?;
        self.row += 1;
        Ok(())
    }

    /// What a draw says of its units has been masked where it was to be; keys and tickets stand as they are.
    fn line(&mut self, texts: &[String], header: bool) -> Result<(), XlsxError> {
        let mut height: f64 = 0.0;
        for (col, text) in texts.iter().enumerate() {
            let left = measure::lines(text, self.widths[col]) > 1 || text.chars().count() > 8;
            let ink = match (header, left) {
                (true, _) => Ink::Label,
                (false, true) => Ink::Shown,
                (false, false) => Ink::ShownCenter,
            };
            self.ws.write_string_with_format(self.row, col as u16, short(&fit(text), 300), &self.looks[ink])?;
            height = height.max(measure::tall(text, self.widths[col], FORM));
        }
        self.ws.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    fn finish(self) -> Result<&'w mut Worksheet, XlsxError> {
        finish(self.ws, true)?;
        Ok(self.ws)
    }
}

fn list(results: &Results, ws: &mut Worksheet) -> Result<(), XlsxError> {
    let several = results.outcomes.len() > 1;
    let mut page = Writer::new(ws, "抽查名单", &[9.5, 26.0, 32.0, 14.0, 11.0, 30.0, 30.0, 40.0])?;
    page.whole(&results.info.titled(&format!("{}抽查名单", period_words(results.info.period))), Ink::Title, 36.0)?;
    for outcome in &results.outcomes {
        let draw = &outcome.draw;
        if draw.frame.is_empty() {
            continue;
        }
        if several {
            page.whole(&outcome.profile.name, Ink::Section, 24.0)?;
        }
        for fact in facts(draw) {
            page.whole(&fact, Ink::Lead, 20.0)?;
        }
        let head = ["抽查序号", "主管组织", "抽中单位", "层", "入选概率", "入选理由", "校验原文", "票号（SHA-256）"];
        page.line(&head.map(String::from), true)?;
        for d in &draw.drawn {
            let unit = if d.unit.branch.is_empty() { &d.unit.committee } else { &d.unit.branch };
            let ticket = if d.variate.is_empty() {
                d.ticket.clone()
            } else {
                format!("{}　权重 {}　加权变量 {}", d.ticket, d.unit.weight, d.variate)
            };
            page.line(
                &[
                    d.order.to_string(),
                    d.unit.committee.clone(),
                    unit.clone(),
                    d.unit.stratum.clone(),
                    d.probability.clone(),
                    d.reason.clone(),
                    format!("{},{},{}", draw.seed, draw.draw_number, d.unit.unit),
                    ticket,
                ],
                false,
            )?;
        }
        if draw.drawn.is_empty() {
            page.whole("本期没有抽中的单位。", Ink::Lead, 20.0)?;
        }
    }
    page.whole("核验方法", Ink::Section, 26.0)?;
    for text in [
        "1．名单在抽取前固定为抽样框（见“抽样框”表），其摘要（SHA-256）如上；抽样框改动一字，摘要即不同。",
        "2．每个单位的票号是“种子,抽取序号,单位代码”（即“校验原文”）的 SHA-256 值；在任一台装有 sha256sum 的计算机上执行 printf '%s' '校验原文' | sha256sum 即可比对。",
        "3．各层中票号最小的若干单位抽中；必查单位在先，轮休单位在后；有加权的，按加权变量从小到大。",
        "4．整次抽查可用 dangri sample --verify data/sample.json 复核。",
        "5．同一文件夹中的督查记录每单位一份，填好后放回工作目录，下次运行时读取。",
    ] {
        page.whole(text, Ink::Lead, 20.0)?;
    }
    page.finish()?;
    Ok(())
}

fn facts(draw: &Draw) -> Vec<String> {
    let p = &draw.parameters;
    let unit = match p.unit.as_str() {
        "branch" => "党支部",
        "committee" => "党委",
        other => other,
    };
    let strata = match p.strata.as_str() {
        "none" | "" => "不分层",
        "type" => "按支部类型分层",
        "committee" => "按上级党组织分层",
        other => other,
    };
    let scope = if p.per_stratum { "每层" } else { "共" };
    let mut how = vec![format!("抽样单位为{unit}，{strata}")];
    how.push(match p.max {
        Some(max) if max == p.min => format!("{scope}抽取 {max} 个"),
        Some(max) => format!("{scope}抽取 {} 至 {max} 个", p.min),
        None => format!("{scope}至少抽取 {} 个", p.min),
    });
    if let Some(parts) = p.share_parts {
        how.push(format!("抽取比例 {}", Rate::new(parts.into(), 10_000).percent()));
    }
    if p.rest_months > 0 {
        how.push(format!("{} 个月内已抽单位轮休", p.rest_months));
    }
    if p.risk_weighted {
        how.push("按风险加权".to_string());
    }
    let mut facts = vec![
        format!("种子：{}　　抽取序号：{}　　抽样框：{} 个单位", draw.seed, draw.draw_number, draw.frame.len()),
        format!("抽样框摘要（SHA-256）：{}", draw.frame_digest),
        format!("抽取办法：{}。{}", how.join("，"), if p.basis.is_empty() { String::new() } else { format!("依据：{}。", p.basis) }),
    ];
    if !draw.history.is_empty() {
        facts.push(format!("避让依据的往期抽查：{}。", draw.history.join("、")));
    }
    facts
}

fn frame(results: &Results, ws: &mut Worksheet) -> Result<(), XlsxError> {
    let mut page = Writer::new(ws, "抽样框", &[9.5, 22.0, 28.0, 34.0, 16.0, 8.0, 26.0, 12.0])?;
    page.whole(&results.info.titled("抽样框（抽取前固定，按单位代码排序）"), Ink::Title, 36.0)?;
    // No heading is a roster's: the list must never be taken for one.
    let head = ["框内序号", "单位代码", "主管组织", "框内单位", "层", "权重", "必查理由", "距上次抽查"].map(String::from);
    for outcome in &results.outcomes {
        page.whole(&format!("{}　抽样框摘要（SHA-256）：{}", outcome.profile.name, outcome.draw.frame_digest), Ink::Lead, 20.0)?;
        page.line(&head, true)?;
        for (at, unit) in outcome.draw.frame.iter().enumerate() {
            page.line(
                &[
                    (at + 1).to_string(),
                    unit.unit.clone(),
                    unit.committee.clone(),
                    unit.branch.clone(),
                    unit.stratum.clone(),
                    unit.weight.to_string(),
                    unit.certain.clone(),
                    unit.resting.map(|n| format!("{n} 个月")).unwrap_or_default(),
                ],
                false,
            )?;
        }
    }
    page.finish()?.set_repeat_rows(0, 0)?;
    Ok(())
}
