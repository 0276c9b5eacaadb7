//! 催报单.xlsx: one page to a committee that says what has not come in, from which branches, for which months, by when each was due and to whom. In the form
//! of an office letter, on A4, one page as long as the list is of ordinary length; behind it the receipt that comes back, its lines to be answered.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;

use super::gather::Slip;
use super::paper::{self, Ink, Page, PageCell, PageSheet};
use super::words::{Due, OPEN_DAY, report_due};
use crate::layout::own::NOT_A_LEDGER;
use crate::model::assessment::Outcome;
use crate::model::finding::{BranchIx, Code, Finding, Status};
use crate::model::org::BranchType;
use crate::model::own::OwnKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::report::ReportError;
use crate::report::paper::{Layout, Leaf, press};

/// Name of the workbook.
pub const FILE: &str = "催报单.xlsx";
/// Months and other lines up to which everything is brought onto one page.
const ONE_PAGE: usize = 28;

static LETTER: PageSheet =
    PageSheet { number: 0, name: "催报单", widths: &[6.0, 28.0, 10.0, 11.0, 22.0, 24.0, 12.0], head: None, landscape: false };
static RECEIPT: PageSheet =
    PageSheet { number: 1, name: "回执", widths: &[6.0, 28.0, 11.0, 22.0, 16.0, 30.0], head: Some(RECEIPT_HEAD), landscape: false };
/// Row of its headings.
const RECEIPT_HEAD: u32 = 3;

/// What all letters have in common: those of one page, and longer ones.
pub struct Layouts([Layout; 2]);

impl Layouts {
    /// Letters made on that day.
    ///
    /// # Errors
    /// Those of writing.
    pub fn new(day: NaiveDate) -> Result<Self, XlsxError> {
        let properties = paper::properties(day)?;
        let mut short = LETTER.lay()?;
        short.set_print_fit_to_pages(1, 1);
        let lay = |sheet| press::lay(OwnKind::Report, &properties, vec![sheet, RECEIPT.lay()?]);
        Ok(Layouts([lay(short)?, lay(LETTER.lay()?)?]))
    }
}

/// Writes the letter; `false` when nothing is missing.
///
/// # Errors
/// Only those of writing.
pub fn write(slip: &Slip<'_>, layouts: &Layouts, path: &Path) -> Result<bool, ReportError> {
    let rows = rows(slip);
    if rows.is_empty() || slip.committee.is_none() {
        return Ok(false);
    }
    let lines: usize = rows.iter().map(|row| row.due.lines().count().max(1)).sum();
    let layout = &layouts.0[usize::from(lines > ONE_PAGE)];
    press::save(layout, &format!("{}催报单", slip.name()), vec![letter(slip, &rows), receipt(slip, &rows)], path)?;
    Ok(true)
}

/// What a branch (or the committee itself) owes.
struct Row {
    name: String,
    secretary: String,
    what: &'static str,
    when: String,
    due: String,
    remark: &'static str,
    basis: String,
}

fn rows(slip: &Slip<'_>) -> Vec<Row> {
    let corpus = &slip.outcome.corpus;
    let mut by: BTreeMap<(bool, Option<BranchIx>, Code), Vec<&Finding>> = BTreeMap::new();
    for finding in slip.findings.iter().filter(|f| is_missing(slip, f)) {
        by.entry((finding.branch.is_none(), finding.branch, finding.code)).or_default().push(finding);
    }
    let row = |((_, branch, code), findings): ((bool, Option<BranchIx>, Code), Vec<&Finding>)| {
        let known = branch.and_then(|ix| corpus.branches.get(ix.0));
        let spans: Vec<Span> = findings.iter().filter_map(|f| f.span).collect();
        let empty = |f: &&Finding| {
            let of = |r: &crate::model::corpus::EmptyReport| Some(r.branch) == f.branch && f.span == Some(Span::Month(r.month));
            corpus.empty_reports.iter().any(of)
        };
        let remark = match code {
            _ if findings.iter().any(|f| f.status == Status::Requested) => "情况说明待批",
            Code::SUB001 if findings.iter().any(empty) => "报来空表",
            _ => "",
        };
        Row {
            name: known.map_or_else(|| slip.name().to_string(), |b| b.name.to_string()),
            secretary: known.map_or_else(String::new, |b| b.secretary.to_string()),
            what: match code {
                Code::SUB001 => "活动记录",
                Code::PLN004 => "季度总结",
                Code::PLN001 => "年度计划",
                _ => "计划报备",
            },
            when: spoken::spans(spans.iter().copied()),
            due: match (code, known) {
                (Code::SUB001, Some(branch)) => due_words(slip.outcome, branch.kind, spans),
                // what is asked of a plan is how much it holds
                (Code::PLN001, _) => "—".to_string(),
                _ => findings.first().map_or_else(String::new, |f| f.expected.clone()),
            },
            remark,
            basis: findings.first().map_or_else(String::new, |f| f.basis.clone()),
        }
    };
    by.into_iter().map(row).collect()
}

/// Has it not come in at all? What came late or is too little is a matter of the other workbook.
fn is_missing(slip: &Slip<'_>, finding: &Finding) -> bool {
    match finding.code {
        Code::SUB001 => true,
        Code::PLN001 => finding.place.as_ref().is_none_or(|place| slip.rosters.contains(&*place.file)),
        Code::PLN002 | Code::PLN004 => finding.place.is_none(),
        _ => false,
    }
}

/// By when each month was due, a line for each where there are several.
fn due_words(outcome: &Outcome, kind: BranchType, mut spans: Vec<Span>) -> String {
    spans.sort_by_key(|span| (span.first(), span.last()));
    spans.dedup();
    let due: Vec<(Span, Due)> = spans.into_iter().map(|span| (span, report_due(outcome, kind, span))).collect();
    match due.as_slice() {
        [] => String::new(),
        [(_, Due::By(day))] => spoken::day(*day),
        [(_, Due::Open), ..] => "未规定".to_string(),
        [(_, Due::Unclear), ..] => "支部类型不明".to_string(),
        several => {
            let line = |(span, due): &(Span, Due)| match due {
                Due::By(day) => format!("{}月：{}", span.first().month(), spoken::day(*day)),
                Due::Open | Due::Unclear => String::new(),
            };
            several.iter().map(line).collect::<Vec<_>>().join("\n")
        }
    }
}

/// What the committee sends back: each line of the letter, with room for the answer.
fn receipt(slip: &Slip<'_>, rows: &[Row]) -> Leaf {
    let mut page = Page::new(&RECEIPT);
    page.line("催报单回执", Ink::Title, 30.0);
    // beside the paper, as on the letter
    page.leaf.text(0, 7, NOT_A_LEDGER, Ink::Lead);
    let period = spoken::period(slip.outcome.corpus.period);
    page.line(&format!("填报单位：{}　　统计期：{period}　　填报日期：{OPEN_DAY}", slip.name()), Ink::Lead, 0.0);
    let how = "说明：已补报的填补报日期；不能补报的写明原因，确未开展活动的另填“整改反馈”的“情况说明”表。盖章后报回。";
    page.line(how, Ink::Lead, 0.0);
    page.heads(&["序号", "单位", "应报材料", "未报期间", "补报日期", "不能补报的原因"]);
    for (at, row) in rows.iter().enumerate() {
        page.cells(&[
            PageCell::Count(at as u64 + 1),
            PageCell::text(row.name.as_str()),
            PageCell::center(row.what),
            PageCell::center(row.when.as_str()),
            PageCell::Field(String::new()),
            PageCell::Field(String::new()),
        ]);
    }
    page.row += 1;
    page.line("填报人：____________　　审核人：____________　　联系电话：________________", Ink::Body, 28.0);
    page.row += 1;
    page.line("（单位盖章）________________________", Ink::Right, 28.0);
    page.line(&format!("{OPEN_DAY}　　　　"), Ink::Right, 28.0);
    page.finish()
}

fn letter(slip: &Slip<'_>, rows: &[Row]) -> Leaf {
    let corpus = &slip.outcome.corpus;
    let mut page = Page::new(&LETTER);
    page.line("催　报　单", Ink::Letterhead, 44.0);
    // beside the paper: handed back by mistake, the letter is no ledger
    page.leaf.text(0, 8, NOT_A_LEDGER, Ink::Lead);
    page.line(&format!("{}：", slip.name()), Ink::Body, 28.0);
    let system = &slip.outcome.profile.system;
    let branches = rows.iter().map(|r| r.name.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    let text = format!(
        "　　截至{}，{}{system}应报材料中，你处有下列 {branches} 个单位尚未报齐。请督促有关单位于{OPEN_DAY}前补报至____________________；\
         确未开展活动或者无法补报的，请在“整改反馈”的“情况说明”表中写明原因。办理情况填入“回执”表，一并报回。",
        spoken::day(corpus.as_of),
        spoken::period(corpus.period),
    );
    page.line(&text, Ink::Body, 28.0);
    if let Some(returned) = &slip.returned {
        page.line(&format!("　　{returned}"), Ink::Body, 28.0);
    }
    let mut bases: Vec<&str> = rows.iter().map(|r| r.basis.as_str()).filter(|b| b.starts_with('《')).collect();
    bases.sort_unstable();
    bases.dedup();
    if !bases.is_empty() {
        page.line(&format!("　　依据：{}。", bases.join("；")), Ink::Body, 28.0);
    }
    page.heads(&["序号", "单位", "书记", "应报材料", "未报期间", "原定时限", "备注"]);
    for (at, row) in rows.iter().enumerate() {
        page.cells(&[
            PageCell::Count(at as u64 + 1),
            PageCell::text(row.name.as_str()),
            PageCell::center(row.secretary.as_str()),
            PageCell::center(row.what),
            PageCell::center(row.when.as_str()),
            PageCell::center(row.due.as_str()),
            PageCell::center(row.remark),
        ]);
    }
    page.row += 1;
    page.line("联系人：____________　　电话：________________", Ink::Body, 28.0);
    page.row += 1;
    page.line("（单位盖章）________________________", Ink::Right, 28.0);
    page.line(&format!("{OPEN_DAY}　　　　"), Ink::Right, 28.0);
    page.finish()
}
