//! 整改反馈.xlsx: what a committee is to put right. 问题整改 tells what branches failed to do, branch by branch; 退回台账 what could not be read or
//! counted, file by file; 台账副本 which ledgers are sent back with marks; 情况说明 is the form for a reply, begun with what may be explained, and comes
//! back as the layout of that name; 可直接粘贴的文字 is what the office sends to each branch. A sheet that would say nothing is left out, and so is a
//! workbook without sheets. What stands here is read by people who know no codes: rules go by their names, periods by their words.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, XlsxError};

use super::copies::Copied;
use super::gather::Slip;
use super::paper::{self, Ink, Page, PageCell, PageSheet};
use super::words::{OPEN_DAY, copy_words, deadline, problem, remedy};
use crate::layout::own::{NOT_A_LEDGER, REPLY_TITLE};
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::org::BranchType;
use crate::model::own::OwnKind;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::report::ReportError;
use crate::report::group::{self, Message};
use crate::report::paper::{Layout, Leaf, press};

/// Name of the workbook.
pub const FILE: &str = "整改反馈.xlsx";
/// Folder of the marked copies, beside it.
pub const COPIES: &str = "台账标注";
/// Lines left for explanations that nobody foresaw.
const SPARE: u32 = 10;
/// Most matters that a text to paste lists.
const MATTERS: usize = 15;

static FAILURES: PageSheet = PageSheet {
    number: 0,
    name: "问题整改",
    widths: &[5.0, 11.0, 9.0, 9.0, 5.0, 19.0, 10.0, 16.0, 9.0, 11.0, 18.0, 6.0, 6.0],
    head: Some(4),
    landscape: true,
};
static RETURNS: PageSheet = PageSheet {
    number: 1,
    name: "退回台账",
    widths: &[5.0, 30.0, 9.0, 10.0, 12.0, 16.0, 35.0, 31.0, 18.0, 20.0],
    head: Some(4),
    landscape: true,
};
static COPIED: PageSheet =
    PageSheet { number: 2, name: "台账副本", widths: &[6.0, 48.0, 10.0, 48.0, 56.0], head: Some(4), landscape: true };
static REPLY: PageSheet = PageSheet {
    number: 3,
    name: "情况说明",
    widths: &[5.0, 22.0, 17.0, 10.0, 17.0, 9.0, 40.0, 12.0, 13.0, 34.0],
    head: Some(REPLY_HEAD),
    landscape: true,
};
const REPLY_HEAD: u32 = 2;
static TEXTS: PageSheet =
    PageSheet { number: 4, name: "可直接粘贴的文字", widths: &[24.0, 10.0, 92.0], head: Some(3), landscape: true };

/// In the order of the workbook.
static SHEETS: [&PageSheet; 5] = [&FAILURES, &RETURNS, &COPIED, &REPLY, &TEXTS];

/// What these workbooks have in common, made on a day: one layout for each choice of sheets, laid out when it is first asked for.
pub struct Layouts {
    day: NaiveDate,
    laid: Mutex<BTreeMap<Vec<u32>, Arc<Layout>>>,
}

impl Layouts {
    /// None laid out yet.
    pub fn new(day: NaiveDate) -> Self {
        Layouts { day, laid: Mutex::default() }
    }

    fn of(&self, sheets: &[&PageSheet]) -> Result<Arc<Layout>, XlsxError> {
        let mut laid = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers: Vec<u32> = sheets.iter().map(|sheet| sheet.number).collect();
        if let Some(layout) = laid.get(&numbers) {
            return Ok(layout.clone());
        }
        let layout = Arc::new(layout(self.day, sheets)?);
        laid.insert(numbers, layout.clone());
        Ok(layout)
    }
}

fn layout(day: NaiveDate, of: &[&PageSheet]) -> Result<Layout, XlsxError> {
    let mut sheets = Vec::new();
    for sheet in of {
        let mut ws = sheet.lay()?;
        if sheet.number == REPLY.number {
            let hint = DataValidation::new().set_input_title("说明")?;
            let hint = hint.set_input_message("写明具体原因，可附文号。留空的行不作处理。")?.ignore_blank(true);
            ws.add_data_validation(REPLY_HEAD + 1, 6, press::mark(REPLY.number), 6, &hint)?;
        }
        sheets.push(ws);
    }
    press::lay(OwnKind::Form, &paper::properties(day)?, sheets)
}

/// Writes the workbook of a slip; `false` where it would say nothing.
///
/// # Errors
/// Only those of writing.
pub fn write(slip: &Slip<'_>, copies: &[Copied], layouts: &Layouts, path: &Path) -> Result<bool, ReportError> {
    let failed = by_branch(slip);
    let mut returned = group::of_findings(&slip.outcome.corpus, slip.findings.iter().copied());
    returned.retain(is_return);
    let says = [
        failed.iter().any(|one| !one.messages.is_empty()),
        !returned.is_empty(),
        !(copies.is_empty() && slip.elsewhere.is_empty()),
        slip.findings.iter().any(|finding| may_explain(finding)),
        !failed.is_empty(),
    ];
    let sheets: Vec<&PageSheet> = SHEETS.into_iter().zip(says).filter_map(|(sheet, says)| says.then_some(sheet)).collect();
    if sheets.is_empty() {
        return Ok(false);
    }
    let odd = |source: XlsxError| ReportError::Xlsx { path: path.to_path_buf(), source };
    let layout = layouts.of(&sheets).map_err(odd)?;
    // one after another, and each packed before the next is made: of a whole county's findings without a roster they would not all have room
    let leaf = |sheet: &&PageSheet| {
        let mut leaf = match sheet.number {
            0 => failures(slip, &failed),
            1 => returns(slip, &returned),
            2 => copied(slip, copies),
            3 => reply(slip),
            _ => texts(slip, &failed),
        };
        layout.settle(&mut leaf).map(|()| leaf)
    };
    let leaves = sheets.iter().map(leaf).collect::<Result<Vec<Leaf>, _>>().map_err(odd)?;
    press::save(&layout, &format!("{}整改反馈", slip.name()), leaves, path).map(|()| true)
}

/// Does it concern what was written rather than what was done?
fn is_return(message: &Message) -> bool {
    message.returned || is_data(message.code)
}

fn is_data(code: Code) -> bool {
    code.is_about_reading() || code == Code::SUB004
}

/// What each branch (or, without one, the committee) failed to do.
struct Failed {
    name: String,
    /// `None`: the committee.
    kind: Option<BranchType>,
    secretary: String,
    messages: Vec<Message>,
    /// Rows of its own that were returned, for the text that goes to it.
    returned: Vec<Message>,
}

fn by_branch(slip: &Slip<'_>) -> Vec<Failed> {
    let corpus = &slip.outcome.corpus;
    let mut by: BTreeMap<Option<BranchIx>, Vec<&Finding>> = BTreeMap::new();
    for finding in &slip.findings {
        by.entry(finding.branch).or_default().push(finding);
    }
    let of = |(branch, findings): (Option<BranchIx>, Vec<&Finding>)| {
        let known = branch.and_then(|ix| corpus.branches.get(ix.0));
        let (returned, mut messages): (Vec<Message>, Vec<Message>) = group::of_findings(corpus, findings).into_iter().partition(is_return);
        // by month, whatever files and sheets are called; what is of no month comes last
        messages.sort_by_key(|message| {
            message.spots.iter().filter_map(|spot| spot.span).map(when).min().map_or((true, None), |at| (false, Some(at)))
        });
        Failed {
            name: known.map_or_else(|| slip.name().to_string(), |b| b.name.to_string()),
            kind: known.map(|b| b.kind),
            secretary: known.map_or_else(String::new, |b| b.secretary.to_string()),
            messages,
            returned,
        }
    };
    by.into_iter().map(of).collect()
}

/// Where a span stands among months: behind the last one that it holds, shorter ones before longer ones.
fn when(span: Span) -> (Month, Reverse<Month>) {
    (span.last(), Reverse(span.first()))
}

/// Title and lines above a sheet's table.
fn head(page: &mut Page, slip: &Slip<'_>, title: &str, notes: &[String]) {
    page.line(&format!("{}{title}", slip.name()), Ink::Title, 32.0);
    let corpus = &slip.outcome.corpus;
    let about = format!(
        "地区：{}　　统计期：{}　　截至：{}　　（{NOT_A_LEDGER}）",
        slip.outcome.profile.name,
        spoken::period(corpus.period),
        spoken::day(corpus.as_of)
    );
    // in the same line: how many lines stand above the heading is settled
    let about = slip.returned.iter().fold(about, |about, returned| format!("{about}\n{returned}"));
    page.line(&about, Ink::Lead, 0.0);
    notes.iter().for_each(|note| page.line(note, Ink::Lead, 0.0));
}

fn level(level: Level) -> PageCell {
    if level == Level::Error { PageCell::Strong(level.chinese().into()) } else { PageCell::center(level.chinese()) }
}

fn state(status: Status) -> &'static str {
    match status {
        Status::Requested => "说明待批",
        _ => "待整改",
    }
}

fn failures(slip: &Slip<'_>, failed: &[Failed]) -> Leaf {
    let mut page = Page::new(&FAILURES);
    let notes = [
        format!("请于{OPEN_DAY}前将整改情况报________________，联系人________，电话________________。"),
        "说明：同一支部同类问题合并为一行；单元格为该支部所报台账中的位置。有客观原因的，在“情况说明”表中逐项填写后报回。".to_string(),
    ];
    head(&mut page, slip, "问题整改清单", &notes);
    let heads =
        ["序号", "责任支部", "问题", "涉及期间", "级别", "问题表现", "填报情况", "怎样整改", "办理时限", "依据", "台账", "单元格", "状态"];
    page.heads(&heads);
    let mut number = 0;
    for one in failed {
        for message in &one.messages {
            number += 1;
            let spans: Vec<Span> = message.spots.iter().filter_map(|s| s.span).collect();
            let members = members(message);
            let who = if members.is_empty() { one.name.clone() } else { format!("{}（{members}）", one.name) };
            // The roster says that a branch exists; it is not where the fault is.
            let written = !message.file.is_empty() && !slip.rosters.contains(message.file.as_str());
            page.cells(&[
                PageCell::Count(number),
                PageCell::text(who),
                PageCell::center(message.code.name()),
                PageCell::center(spoken::spans(spans.iter().copied())),
                level(message.level),
                PageCell::text(problem(message)),
                PageCell::text(message.entries()),
                PageCell::text(remedy(message)),
                PageCell::text(deadline(slip.outcome, one.kind, message.code, &spans)),
                PageCell::text(message.basis.as_str()),
                PageCell::text(if written { at(message) } else { String::new() }),
                PageCell::center(if written { message.cells() } else { String::new() }),
                PageCell::center(state(message.status)),
            ]);
        }
    }
    page.finish()
}

/// Members that a message is about, at most five.
fn members(message: &Message) -> String {
    let mut names: Vec<&str> = message.spots.iter().map(|s| s.member.as_str()).filter(|m| !m.is_empty()).collect();
    names.dedup();
    let more = if names.len() > 5 { format!("等 {} 人", names.len()) } else { String::new() };
    format!("{}{more}", names.into_iter().take(5).collect::<Vec<_>>().join("、"))
}

/// File and sheets.
fn at(message: &Message) -> String {
    let sheets = message.sheets().join("、");
    if sheets.is_empty() { message.file.clone() } else { format!("{}\n工作表：{sheets}", message.file) }
}

fn returns(slip: &Slip<'_>, returned: &[Message]) -> Leaf {
    let mut page = Page::new(&RETURNS);
    let notes = [
        format!("说明：下列内容未能读取或未计入统计，请于{OPEN_DAY}前在原台账中改正后重新报送；原台账未作任何改动。"),
        format!("“{COPIES}”文件夹中是加注了问题的副本，标黄的单元格须核对，右侧“问题说明”列写明原因，改正时以原件为准。"),
    ];
    head(&mut page, slip, "退回台账清单", &notes);
    let heads = ["序号", "台账", "工作表", "单元格", "项目", "所填内容", "退回原因", "怎样改正", "正确形式", "涉及单位"];
    page.heads(&heads);
    for (at, message) in returned.iter().enumerate() {
        let follows = match message.follows.len() {
            0 => String::new(),
            n => format!("改正后另有 {n} 个相关问题随之消除，未单列。"),
        };
        page.cells(&[
            PageCell::Count(at as u64 + 1),
            PageCell::text(message.file.as_str()),
            PageCell::center(message.sheets().join("、")),
            PageCell::center(message.cells()),
            PageCell::center(if message.field.is_empty() { message.code.name() } else { &message.field }),
            PageCell::text(message.entries()),
            PageCell::text(problem(message)),
            PageCell::text(format!("{}{follows}", remedy(message))),
            PageCell::text(message.expected.as_str()),
            PageCell::text(message.names()),
        ]);
    }
    page.finish()
}

/// Which ledgers come back with marks, and which are laid elsewhere.
fn copied(slip: &Slip<'_>, copies: &[Copied]) -> Leaf {
    let mut page = Page::new(&COPIED);
    let notes = [
        format!("说明：副本在“{COPIES}”文件夹中，标黄的单元格须核对，右侧“问题说明”列写明原因；改正时以原件为准。"),
        "改正后的台账重新报送即可，不必删除标注；也可直接在副本中改正后报回。".to_string(),
    ];
    head(&mut page, slip, "加注问题的台账副本", &notes);
    page.heads(&["序号", "原台账", "标注处数", "副本", "说明"]);
    let mut number = 0;
    let mut row = |path: &str, cells: PageCell, file: String, words: String| {
        number += 1;
        page.cells(&[PageCell::Count(number), PageCell::text(path), cells, PageCell::text(file), PageCell::text(words)]);
    };
    for copy in copies {
        let file = if copy.file.is_empty() { "无".to_string() } else { format!("{COPIES}/{}", copy.file) };
        row(&copy.path, PageCell::Count(copy.cells as u64), file, copy_words(&copy.remark));
    }
    for path in &slip.elsewhere {
        let words = "另含其他单位的数据，加注副本未附于此；请按退回台账和问题整改所列单元格核对原件";
        row(path, PageCell::center("—"), "无".to_string(), words.to_string());
    }
    page.finish()
}

/// May a reason be given for it?
fn may_explain(finding: &Finding) -> bool {
    finding.status == Status::Open && !is_data(finding.code) && finding.branch.is_some() && finding.span.is_some()
}

/// What may be explained: whose, when, which rule, about whom, and how it was found.
fn explainable(slip: &Slip<'_>) -> Vec<(String, Span, Code, String, String)> {
    let mut all: BTreeMap<(BranchIx, Span, Code, String), String> = BTreeMap::new();
    for finding in slip.findings.iter().filter(|f| may_explain(f)) {
        let (Some(branch), Some(span)) = (finding.branch, finding.span) else { continue };
        let member = finding.member.as_deref().unwrap_or("").to_string();
        all.entry((branch, span, finding.code, member)).or_insert_with(|| finding.say.what());
    }
    let name = |branch: BranchIx| slip.outcome.corpus.branch(branch).name.to_string();
    all.into_iter().map(|((branch, span, code, member), said)| (name(branch), span, code, member, said)).collect()
}

fn reply(slip: &Slip<'_>) -> Leaf {
    let rows = explainable(slip);
    let mut page = Page::new(&REPLY);
    page.line(REPLY_TITLE, Ink::Title, 32.0);
    let about = "　　确有客观原因的，在“说明”一栏写明情况，由有权批准的单位填写批准人和批准日期；不作说明的行留空，不影响其他行。填好后将本表报回，办公室放入台账文件夹即可读取。";
    page.line(about, Ink::Lead, 0.0);
    let heads = ["序号", "党支部名称", "上级党组织", "月份", "规则", "姓名", "说明", "批准人", "批准日期", "备注"];
    page.heads(&heads);
    let committee = slip.committee.as_deref().unwrap_or("");
    for (at, (branch, span, code, member, said)) in rows.iter().enumerate() {
        page.cells(&[
            PageCell::Count(at as u64 + 1),
            PageCell::text(branch.as_str()),
            PageCell::text(committee),
            PageCell::center(spoken::span(*span)),
            PageCell::center(code.name()),
            PageCell::center(member.as_str()),
            PageCell::Field(String::new()),
            PageCell::Field(String::new()),
            PageCell::Field(String::new()),
            PageCell::text(said.as_str()),
        ]);
    }
    let blank: Vec<PageCell> = REPLY.widths.iter().map(|_| PageCell::Field(String::new())).collect();
    for _ in 0..SPARE {
        page.cells(&blank);
    }
    for at in REPLY_HEAD + 1..page.row {
        page.leaf.blank(at, 8, Ink::Day);
        page.leaf.blank(at, 6, Ink::Field);
    }
    page.finish()
}

fn texts(slip: &Slip<'_>, failed: &[Failed]) -> Leaf {
    let mut page = Page::new(&TEXTS);
    let notes = ["说明：选中“文字”一列的单元格复制，即可粘贴到微信或邮件；横线处请先填写。".to_string()];
    head(&mut page, slip, "问题告知文字", &notes);
    page.heads(&["发给", "书记", "文字"]);
    for one in failed {
        let returned = |m: &Message| format!("{}{}：{}{}", m.file, cells(m), problem(m), remedy(m));
        let matter = |m: &Message| {
            let who = members(m);
            let who = if who.is_empty() { String::new() } else { format!("（{who}）") };
            format!("{}{who}：{}{}", m.code.name(), problem(m), remedy(m))
        };
        let matters: Vec<String> = one.returned.iter().map(returned).chain(one.messages.iter().map(matter)).collect();
        let text = letter(slip, &one.name, &matters);
        page.cells(&[PageCell::text(one.name.as_str()), PageCell::center(one.secretary.as_str()), PageCell::text(text)]);
    }
    page.finish()
}

fn cells(message: &Message) -> String {
    let cells = message.cells();
    if cells.is_empty() { String::new() } else { format!("（{cells}）") }
}

fn letter(slip: &Slip<'_>, name: &str, matters: &[String]) -> String {
    let corpus = &slip.outcome.corpus;
    let mut text = format!(
        "{name}：\n截至{}，{}{}有以下事项请核实整改：",
        spoken::day(corpus.as_of),
        spoken::period(corpus.period),
        slip.outcome.profile.system
    );
    for (at, matter) in matters.iter().take(MATTERS).enumerate() {
        text.push_str(&format!("\n{}．{matter}", at + 1));
    }
    if matters.len() > MATTERS {
        text.push_str(&format!("\n另有 {} 项，详见整改反馈表。", matters.len() - MATTERS));
    }
    text.push_str(&format!("\n请于{OPEN_DAY}前将整改情况报来；有客观原因的，请书面说明。谢谢支持。"));
    text
}
