//! 抽查名单.xlsx: who was drawn, from which frame, with which seed, and how anybody can check it.

use std::path::Path;

use rust_xlsxwriter::XlsxError;

use super::properties;
use crate::draw::ticket;
use crate::model::draw::{Draw, FrameUnit};
use crate::model::figure::Rate;
use crate::model::own::OwnKind;
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::ReportError;
use crate::report::paper::text::short;
use crate::report::paper::{Ink, Layout, Leaf, Page, PageCell, PageSheet, press};
use crate::report::template::sheet::lock;

static LIST: PageSheet =
    PageSheet { number: 0, name: "抽查名单", widths: &[9.5, 26.0, 32.0, 14.0, 11.0, 30.0, 30.0, 40.0], head: None, landscape: true };
static FRAME: PageSheet =
    PageSheet {
        number: 1, name: "抽样名册", widths: &[9.5, 22.0, 22.0, 28.0, 12.0, 7.0, 18.0, 12.0, 40.0], head: None, landscape: true
    };
/// Mark of the row that heads the list, which stands on every page; `LIST` and `FRAME` have the numbers before it.
const HEAD: u32 = 2;
/// Most characters of a cell.
const MOST: usize = 300;

/// Writes the workbook: the list, and the frame that it was drawn from.
pub fn write(results: &Results, path: &Path) -> Result<(), ReportError> {
    let layout = layout(results).map_err(|source| ReportError::Xlsx { path: path.to_path_buf(), source })?;
    // Held in memory, some tens of thousands of short lines for a province.
    press::save(&layout, LIST.name, vec![list(results), frame(results)], path)
}

fn layout(results: &Results) -> Result<Layout, XlsxError> {
    let mut sheets = vec![LIST.lay()?, FRAME.lay()?];
    // below the title and a line for each unit
    let head = 1 + results.outcomes.len() as u32;
    sheets[0].set_repeat_rows(press::mark(HEAD), press::mark(HEAD))?;
    sheets[1].set_repeat_rows(head, head)?;
    sheets[1].set_freeze_panes(head + 1, 0)?;
    sheets.iter_mut().for_each(lock);
    press::lay(OwnKind::Report, &properties(results)?, sheets)
}

/// What a draw says of its units has been masked where it was to be; keys and tickets stand as they are.
fn left(text: &str) -> PageCell {
    PageCell::Key(Ink::Text, short(text, MOST).into_owned())
}

fn center(text: impl ToString) -> PageCell {
    PageCell::Key(Ink::Center, short(&text.to_string(), MOST).into_owned())
}

fn list(results: &Results) -> Leaf {
    let several = results.outcomes.len() > 1;
    let mut page = Page::new(&LIST);
    let mut headed = None;
    page.line(&results.info.titled(&format!("{}抽查名单", spoken::period(results.info.period))), Ink::Title, 36.0);
    if let Some(returned) = results.counts.returned.sentence() {
        page.line(&returned, Ink::Lead, 20.0);
    }
    for outcome in &results.outcomes {
        let draw = &outcome.draw;
        if draw.frame.is_empty() {
            continue;
        }
        if several {
            page.line(&outcome.profile.name, Ink::Section, 24.0);
        }
        for fact in facts(draw) {
            page.key(&fact, Ink::Lead, 20.0);
        }
        let head = ["抽查序号", "主管组织", "抽中单位", "层", "入选概率", "入选理由", "校验原文", "签号（SHA-256）"];
        headed.get_or_insert(page.row);
        page.heads(&head);
        for d in &draw.drawn {
            let ticket = if d.variate.is_empty() {
                d.ticket.clone()
            } else {
                format!("{}　权重 {}　加权变量 {}", d.ticket, d.unit.weight, d.variate)
            };
            page.cells(&[
                center(d.order),
                left(&d.unit.committee),
                left(name_of(&d.unit)),
                center(&d.unit.stratum),
                center(&d.probability),
                left(&d.reason),
                left(&format!("{},{},{}", draw.seed, draw.draw_number, d.unit.unit)),
                left(&ticket),
            ]);
        }
        if draw.drawn.is_empty() {
            page.line("本期没有抽中的单位。", Ink::Lead, 20.0);
        }
    }
    page.line("核验方法", Ink::Section, 26.0);
    for text in [
        "1．名单在抽取前固定为抽样名册（见“抽样名册”表），其摘要（SHA-256）如上；抽样名册改动一字，摘要即不同。",
        "2．每个单位的签号是“种子,抽取序号,单位代码”（即“校验原文”）的 SHA-256 值。在 Windows 电脑上，用记事本把“校验原文”存为“签.txt”（一行，末尾不要回车，编码选 UTF-8），在命令提示符中运行 certutil -hashfile 签.txt SHA256，得出的 64 位数应与签号相同；其他系统用 sha256sum。",
        "3．用电子表格核对先后：在“抽样名册”表中按“层”筛选，再按“签号”从小到大排序即可。各层中签号最小的若干单位抽中；必查单位在先，轮休单位在后；有加权的，按加权变量从小到大。",
        "4．整次抽查可由本单位用生成本名单的程序复核，办法见使用手册。",
        "5．同一文件夹中的督查记录每单位一份，填好后放回工作目录，下次运行时读取。",
    ] {
        page.line(text, Ink::Lead, 20.0);
    }
    page.leaf.mark(HEAD, headed.unwrap_or(0));
    page.finish()
}

/// How it was drawn, with the clause.
pub fn how(draw: &Draw) -> String {
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
    let basis = if p.basis.is_empty() { String::new() } else { format!("依据：{}。", p.basis) };
    format!("{}。{basis}", how.join("，"))
}

/// Earlier draws that made units step back.
pub fn in_words(history: &[String]) -> String {
    let words = |period: &String| spoken::written(period);
    if history.is_empty() { "无".to_string() } else { history.iter().map(words).collect::<Vec<_>>().join("、") }
}

/// What a unit of the frame is called.
pub fn name_of(unit: &FrameUnit) -> &str {
    if unit.branch.is_empty() { &unit.committee } else { &unit.branch }
}

fn facts(draw: &Draw) -> Vec<String> {
    let mut facts = vec![
        format!("种子：{}　　抽取序号：{}　　抽样名册：{} 个单位", draw.seed, draw.draw_number, draw.frame.len()),
        format!("抽样名册摘要（SHA-256）：{}", draw.frame_digest),
        format!("抽取办法：{}", how(draw)),
    ];
    if !draw.history.is_empty() {
        facts.push(format!("避让依据的往期抽查：{}。", in_words(&draw.history)));
    }
    facts
}

fn frame(results: &Results) -> Leaf {
    let mut page = Page::new(&FRAME);
    page.line(&results.info.titled("抽样名册（抽取前固定，按单位代码排序）"), Ink::Title, 36.0);
    // No heading is a roster's: the list must never be taken for one.
    let head = ["册内序号", "单位代码", "主管组织", "册内单位", "层", "权重", "必查理由", "距上次抽查", "签号（SHA-256）"];
    for outcome in &results.outcomes {
        page.key(&format!("{}　抽样名册摘要（SHA-256）：{}", outcome.profile.name, outcome.draw.frame_digest), Ink::Lead, 20.0);
    }
    page.heads(&head);
    for outcome in &results.outcomes {
        let draw = &outcome.draw;
        for (at, unit) in draw.frame.iter().enumerate() {
            page.cells(&[
                center(at + 1),
                left(&unit.unit),
                left(&unit.committee),
                left(&unit.branch),
                center(&unit.stratum),
                center(unit.weight),
                left(&unit.certain),
                center(unit.resting.map(|n| format!("{n} 个月")).unwrap_or_default()),
                left(&ticket(&draw.seed, draw.draw_number, &unit.unit)),
            ]);
        }
    }
    page.finish()
}
