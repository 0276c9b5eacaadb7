//! 督查记录 of one drawn unit, on A4: who, what was reported, what the run found, and the table that is filled in on the spot. Unit, date and
//! method are merged over the table, so that they are written once. No heading of the upper part is one of a ledger's: nothing of it may be read
//! as a report.

use chrono::NaiveDate;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::points::{Point, points};
use super::reported::{self, Reported};
use super::{brief, properties};
use crate::model::assessment::Outcome;
use crate::model::draw::Drawn;
use crate::model::finding::BranchIx;
use crate::model::own::OwnKind;
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::paper::style::{FORM, Set};
use crate::report::paper::{Ink, Layout, Leaf, measure, press};
use crate::report::template::cells::{BlankCell, Check};
use crate::report::template::lists::Lists;
use crate::report::template::sheet::finish;
use crate::report::template::system;
use crate::report::template::tables::others::METHODS;

/// Name of the sheet: it keeps every layout but the right one from the table of what was reported.
const SHEET: &str = "督查记录";
const WIDTHS: [f64; 11] = [8.5, 11.0, 9.0, 5.0, 25.0, 8.0, 23.5, 15.0, 11.0, 11.0, 8.0];
const LAST: u16 = 10;
/// Most lines of each part; the rest is counted.
const MOST: usize = 24;
const MOST_FINDINGS: usize = 12;
/// Lines for what no point names.
const OTHER: usize = 3;
/// Per cent at which the columns fill the width of the page.
const SCALE: u16 = 75;
/// Months that dates may lie ahead of the as-of day.
const AHEAD: i32 = 24;

/// Marks of the layout: the first and the last row that are filled in, the one above which the page breaks, and that of the headings, which stand on
/// every page that the table goes on to.
const FIRST: u32 = 0;
const END: u32 = 1;
const ABOVE: u32 = 2;
const HEAD: u32 = 3;

/// What all forms of an outcome have in common.
pub fn layout(results: &Results, outcome: &Outcome) -> Result<Layout, XlsxError> {
    let mut lists = Lists::default();
    let mut ws = Worksheet::new();
    ws.set_name(SHEET)?;
    for (col, width) in WIDTHS.iter().enumerate() {
        ws.set_column_width(col as u16, *width)?;
    }
    press::hold(&mut ws)?;
    let (first, end) = (press::mark(FIRST), press::mark(END));
    for (col, cell) in columns(results.info.as_of, outcome).iter().enumerate() {
        let own = format!("{}{}", crate::model::cell::column_letters(col as u32), first + 1);
        let to = if col < 3 { first } else { end };
        if let Some(rule) = cell.rule(&own, &|_| None, &mut lists)? {
            ws.add_data_validation(first, col as u16, to, col as u16, &rule)?;
        }
    }
    ws.set_selection(first, 1, first, 1)?;
    finish(&mut ws, true);
    // A fixed scale, since fitting to the page makes office programs overlook the break that keeps the table to be filled in together.
    ws.set_print_scale(SCALE);
    ws.set_repeat_rows(press::mark(HEAD), press::mark(HEAD))?;
    ws.set_page_breaks(&[press::mark(ABOVE) + 1])?;
    let sheets = [Some(ws), lists.sheet()?];
    press::lay(OwnKind::Form, &properties(results)?, sheets.into_iter().flatten().collect())
}

/// Columns of the table that comes back.
fn columns(as_of: NaiveDate, outcome: &Outcome) -> [BlankCell; 11] {
    let until = crate::model::time::Month::of(as_of).plus(AHEAD).last_day();
    let any = Check::Date(outcome.corpus.period.first().first_day(), until);
    let methods = METHODS.iter().map(ToString::to_string).collect();
    let verdicts = ["符合", "不符合", "不涉及"].map(String::from).into();
    [
        // or 党委, see `checks`
        BlankCell::new("党支部名称", 0.0, Set::Center, Check::Locked, ""),
        BlankCell::new("检查日期", 0.0, Set::Date, any.clone(), "到现场检查的日期，写全年月日，只填一次。"),
        BlankCell::new("检查方式", 0.0, Set::Center, Check::Offer(methods), "可从列表中选择，只填一次。"),
        BlankCell::new("序号", 0.0, Set::Center, Check::Locked, ""),
        BlankCell::new("检查要点", 0.0, Set::Left, Check::Locked, ""),
        BlankCell::new("是否符合", 0.0, Set::Center, Check::OneOf(verdicts), "从列表中选择；不符合的，须写明发现问题。"),
        BlankCell::new("发现问题", 0.0, Set::Left, Check::Text, "写明具体问题；没有问题的留空。"),
        BlankCell::new("整改要求", 0.0, Set::Left, Check::Text, ""),
        BlankCell::new("整改期限", 0.0, Set::Date, any.clone(), "应当整改完成的日期。"),
        BlankCell::new("整改完成日期", 0.0, Set::Date, any, "整改完成后补填。"),
        BlankCell::new("填报自查", 0.0, Set::Center, Check::Locked, ""),
    ]
}

/// The form of a unit: its title and its rows.
pub fn form(results: &Results, known: &Reported<'_>, drawn: &Drawn) -> (String, Leaf) {
    let unit = if drawn.unit.branch.is_empty() { &drawn.unit.committee } else { &drawn.unit.branch };
    (format!("{unit}督查记录"), Page::default().write(results, known, drawn))
}

#[derive(Default)]
struct Page {
    leaf: Leaf,
    row: u32,
}

impl Page {
    /// Text over columns, merged where there are several.
    fn put(&mut self, from: u16, to: u16, text: &str, ink: Ink) {
        self.leaf.merge((self.row, from), (self.row, to), text, ink);
    }

    /// A row of texts: columns from–to, text, centred.
    fn line(&mut self, cells: &[(u16, u16, &str, bool)], header: bool) {
        let mut height: f64 = 0.0;
        for (from, to, text, centred) in cells {
            let ink = match (header, centred) {
                (true, _) => Ink::Label,
                (false, true) => Ink::ShownCenter,
                (false, false) => Ink::Shown,
            };
            self.put(*from, *to, text, ink);
            let room: f64 = (*from..=*to).map(|c| WIDTHS[c as usize]).sum();
            height = height.max(measure::tall(text, room, FORM));
        }
        self.end(height);
    }

    fn end(&mut self, height: f64) {
        self.leaf.height(self.row, height);
        self.row += 1;
    }

    fn section(&mut self, text: &str) {
        self.put(0, LAST, text, Ink::Section);
        self.end(24.0);
    }

    fn write(mut self, results: &Results, known: &Reported<'_>, drawn: &Drawn) -> Leaf {
        let outcome = known.outcome;
        let branches = known.branches(drawn);
        let period = spoken::period(results.info.period);
        self.put(0, LAST, &results.info.titled(&format!("{period}{}抽查督查记录", system(&outcome.profile))), Ink::Title);
        self.end(36.0);
        self.about(known, &branches, drawn, &period);
        self.activities(known, &branches);
        self.findings(known, &branches, drawn);
        self.checks(results.info.as_of, outcome, &branches, drawn);
        self.put(0, LAST, "检查人（签字）：　　　　　　　　　　受查单位负责人（签字）：　　　　　　　　　　", Ink::Lead);
        self.end(34.0);
        self.leaf
    }

    fn about(&mut self, known: &Reported<'_>, branches: &[BranchIx], drawn: &Drawn, period: &str) {
        let outcome = known.outcome;
        let branch = branches.first().filter(|_| !drawn.unit.branch.is_empty()).map(|ix| outcome.corpus.branch(*ix));
        let dash = |t: &str| if t.trim().is_empty() { "—".to_string() } else { brief(t, 60) };
        let unit = if drawn.unit.branch.is_empty() { &drawn.unit.committee } else { &drawn.unit.branch };
        let secretary = dash(branch.map_or("", |b| &b.secretary));
        let members = match branch {
            Some(b) => b.members_on(outcome.corpus.period.last().last_day()).map_or_else(|| "—".to_string(), |n| format!("{n}人")),
            None => format!("{}个党支部", branches.len()),
        };
        let order = format!("第{}号（{}）", drawn.order, drawn.unit.stratum);
        let ticket: String = drawn.ticket.chars().take(16).collect();
        let figures = branch.and(branches.first()).and_then(|ix| known.figures(*ix));
        let figures = figures.map(|f| {
            format!(
                "完整率 {}　按时率 {}　参与率 {}　错误 {} 项　警告 {} 项",
                f.completeness.shown(),
                f.timeliness.shown(),
                f.participation.shown(),
                f.errors,
                f.warnings
            )
        });
        let label = |page: &mut Page, from: u16, to: u16, text: &str| page.put(from, to, text, Ink::Label);
        let value = |page: &mut Page, from: u16, to: u16, text: &str| page.put(from, to, text, Ink::Shown);
        for (a, b, c) in [
            (("受查单位", unit.as_str()), ("抽查范围", period), ("抽查序号", order.as_str())),
            (("负责同志", secretary.as_str()), ("在册党员", members.as_str()), ("入选理由", drawn.reason.as_str())),
        ] {
            label(self, 0, 1, a.0);
            value(self, 2, 4, a.1);
            label(self, 5, 5, b.0);
            value(self, 6, 6, b.1);
            label(self, 7, 7, c.0);
            value(self, 8, LAST, c.1);
            let room = |from: usize, to: usize| WIDTHS[from..=to].iter().sum();
            self.end(measure::tall(c.1, room(8, 10), FORM).max(measure::tall(a.1, room(2, 4), FORM)));
        }
        label(self, 0, 1, "所报概况");
        value(self, 2, 6, &figures.unwrap_or_else(|| "见汇总报告".to_string()));
        label(self, 7, 7, "签号（前 16 位）");
        value(self, 8, LAST, &ticket);
        self.end(24.0);
    }

    fn activities(&mut self, known: &Reported<'_>, branches: &[BranchIx]) {
        self.section("一、台账所报情况（供现场核对）");
        let head =
            ["所报月份", "所报日期", "所报时段", "所报主题", "所报到会（实到/应到）", "所报要点", "所报参与率", "报送状态", "台账出处"];
        self.activity(&head, true);
        let several = branches.len() > 1;
        let mut lines: Vec<(String, reported::Line)> = Vec::new();
        for ix in branches {
            let name = known.outcome.corpus.branch(*ix).name.to_string();
            lines.extend(known.lines(*ix).into_iter().map(|l| (name.clone(), l)));
        }
        let rest = lines.len().saturating_sub(MOST);
        for (name, line) in lines.iter().take(MOST) {
            let theme = if several { format!("{name} {}", line.theme) } else { line.theme.clone() };
            let texts = [&line.month, &line.date, &line.time, &theme, &line.counts, &line.content, &line.rate, &line.status, &line.source];
            self.activity(&texts.map(String::as_str), false);
        }
        if lines.is_empty() {
            self.line(&[(0, LAST, "抽查范围内没有应当开展活动的月份。", false)], false);
        }
        if rest > 0 {
            self.line(&[(0, LAST, &format!("其余 {rest} 条见汇总报告的台账明细。"), false)], false);
        }
    }

    fn activity(&mut self, texts: &[&str; 9], header: bool) {
        let [month, date, time, theme, counts, content, rate, status, source] = texts;
        self.line(
            &[
                (0, 0, month, true),
                (1, 1, date, true),
                (2, 2, time, true),
                (3, 4, theme, false),
                (5, 5, counts, true),
                (6, 6, content, false),
                (7, 8, source, false),
                (9, 9, rate, true),
                (LAST, LAST, status, true),
            ],
            header,
        );
    }

    fn findings(&mut self, known: &Reported<'_>, branches: &[BranchIx], drawn: &Drawn) {
        self.section("二、核查发现的疑点（请现场核实）");
        let committee = drawn.unit.branch.is_empty().then_some(drawn.unit.unit.as_str());
        let all = known.findings(branches, committee);
        self.line(&[(0, 1, "核查项", true), (2, 2, "所涉时间", true), (3, 7, "疑点", true), (8, LAST, "所在单元格", true)], true);
        for finding in all.iter().take(MOST_FINDINGS) {
            let span = finding.span.map_or_else(|| "—".to_string(), spoken::span);
            let message = brief(finding.say.message(), 160);
            self.line(
                &[
                    (0, 1, finding.code.name(), false),
                    (2, 2, &span, true),
                    (3, 7, &message, false),
                    (8, LAST, &reported::place(finding), false),
                ],
                false,
            );
        }
        if all.is_empty() {
            self.line(&[(0, LAST, "没有发现疑点。", false)], false);
        }
        if all.len() > MOST_FINDINGS {
            self.line(&[(0, LAST, &format!("其余 {} 项见汇总报告的问题清单。", all.len() - MOST_FINDINGS), false)], false);
        }
    }

    /// The table that comes back.
    fn checks(&mut self, as_of: NaiveDate, outcome: &Outcome, branches: &[BranchIx], drawn: &Drawn) {
        self.leaf.mark(ABOVE, self.row.saturating_sub(1));
        self.section("三、现场检查记录");
        // These lines also keep the words of findings (党费 …) away from the header below, where they would speak for other registers.
        for text in [
            "1．浅黄色格由检查人填写；检查日期、检查方式每份只填一次，适用于全部要点。",
            "2．逐项核对检查要点，在“是否符合”中选择；不符合的，写明发现问题、整改要求和整改期限，一行一个问题。",
            "3．要点以外的问题写在“其他”各行；全部符合的，只填检查日期、检查方式和“是否符合”。",
            "4．整改完成后补填整改完成日期；本表填好后放回工作目录，下次运行时读取。",
        ] {
            self.put(0, LAST, text, Ink::Lead);
            self.end(19.0);
        }
        self.put(0, 1, "检查人", Ink::Label);
        self.put(2, 4, "", Ink::Open);
        self.put(5, 5, "陪同人员", Ink::Label);
        self.put(6, 6, "", Ink::Open);
        self.end(24.0);
        // Names that two committees share are told apart by the committee named here, next above the table.
        self.put(0, 1, "上级党组织", Ink::Label);
        self.put(2, 4, &drawn.unit.committee, Ink::Given);
        self.end(22.0);
        let params = match branches.first().filter(|_| !drawn.unit.branch.is_empty()) {
            Some(ix) => outcome.profile.params(outcome.corpus.branch(*ix).kind),
            None => &outcome.profile.base,
        };
        let points = points(&outcome.profile, params);
        let rows = (points.len() + OTHER) as u32;
        let (who, unit) =
            if drawn.unit.branch.is_empty() { ("党委", &drawn.unit.committee) } else { ("党支部名称", &drawn.unit.branch) };
        let header = self.row;
        let (first, end) = (header + 1, header + rows);
        for (col, cell) in columns(as_of, outcome).iter().enumerate() {
            self.leaf.text(header, col as u16, if col == 0 { who } else { &cell.heading }, Ink::Label);
        }
        self.leaf.height(header, 26.0);
        self.leaf.merge((first, 0), (end, 0), unit.as_str(), Ink::GivenCenter);
        self.leaf.merge((first, 1), (end, 1), "", Ink::OpenDate);
        self.leaf.merge((first, 2), (end, 2), "", Ink::OpenCenter);
        self.leaf.mark(HEAD, header);
        self.leaf.mark(FIRST, first);
        self.leaf.mark(END, end);
        for at in 0..rows {
            self.check(first, first + at, points.get(at as usize), at);
        }
        self.row = end + 1;
    }

    fn check(&mut self, first: u32, row: u32, point: Option<&Point>, at: u32) {
        let text = match point {
            Some(point) if point.clause.is_empty() => point.text.clone(),
            Some(point) => format!("{}（{}）", point.text, point.clause),
            None => "其他".to_string(),
        };
        let text = brief(&text, 120);
        self.leaf.height(row, measure::tall(&text, WIDTHS[4], FORM) + 4.0);
        self.leaf.number(row, 3, f64::from(at + 1), Ink::GivenCount);
        self.leaf.text(row, 4, text, Ink::Given);
        for (col, ink) in [(5, Ink::OpenCenter), (6, Ink::Open), (7, Ink::Open), (8, Ink::OpenDate), (9, Ink::OpenDate)] {
            self.leaf.blank(row, col, ink);
        }
        let (day, line) = (first + 1, row + 1);
        let formula = format!(
            "IF($B${day}=\"\",\"缺检查日期\",IF(AND(F{line}=\"不符合\",G{line}=\"\"),\"缺发现问题\",IF(AND(G{line}<>\"\",G{line}<>\"无\",I{line}=\"\"),\"缺整改期限\",IF(F{line}=\"\",\"未查\",\"已填\"))))"
        );
        self.leaf.formula(row, 10, formula, "缺检查日期", Ink::GivenCenter);
    }
}
