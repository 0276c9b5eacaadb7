//! 活动计划表, 活动日调整备案表, 督查记录, 情况说明.

use super::super::cells::{BlankCell, Check};
use super::super::sheet::{BlankTable, Given};
use super::super::{Blank, BranchLine, MonthLine, Per};
use super::{around, blank_of, each_month, first_day, heading, last_day, month_words, months, self_check, table, verdict, who, whole};
use crate::model::profile::Preview;
use crate::model::record::Field;
use crate::report::paper::style::Set;

/// Spare lines of a sheet.
const SPARE: usize = 5;
/// Lines of a branch's own sheet of explanations or visits.
const OWN: usize = 8;

/// What stands in a line beforehand.
type Line<'b> = Option<(&'b BranchLine, Option<&'b MonthLine>)>;

/// The rows of a table: `lines` given, and spare ones.
fn rows(blank: &Blank<'_>, cells: &[BlankCell], lines: &[Line<'_>], faults: &[(String, &str)]) -> Vec<Vec<Given>> {
    let fill = |field: Field, line: &Line<'_>| -> Given {
        let Some((branch, month)) = line else { return Given::Blank };
        let day = month.and_then(|m| m.days.first()).map_or(Given::Blank, |d| Given::day(*d));
        match field {
            Field::Branch => Given::text(branch.name.clone()),
            Field::Committee => Given::text(branch.committee.clone()),
            Field::Month => month.map_or(Given::Blank, |m| Given::text(month_words(m.month))),
            Field::PlannedDate | Field::OriginalDate => day,
            _ => Given::Blank,
        }
    };
    let given = [Field::Branch, Field::Committee, Field::Month, Field::PlannedDate, Field::OriginalDate];
    let fields: Vec<Option<Field>> = cells.iter().map(|c| given.iter().copied().find(|f| heading(blank, *f) == c.heading)).collect();
    let (serial, check) = (heading(blank, Field::Serial), heading(blank, Field::SelfCheck));
    let branch = heading(blank, Field::Branch);
    let row = |(at, line): (usize, &Line<'_>)| -> Vec<Given> {
        let cell = |(cell, field): (&BlankCell, &Option<Field>)| match field {
            _ if cell.heading == serial => Given::Number(at as f64 + 1.0),
            _ if cell.heading == check => verdict(&branch, faults, line.is_some()),
            Some(field) => fill(*field, line),
            None => Given::Blank,
        };
        cells.iter().zip(&fields).map(cell).collect()
    };
    lines.iter().enumerate().map(row).collect()
}

fn monthly<'b>(blank: &Blank<'b>) -> Vec<Line<'b>> {
    let mut lines: Vec<Line<'b>> = each_month(blank).map(|(b, m)| Some((b, Some(m)))).collect();
    lines.extend((0..SPARE).map(|_| None));
    lines
}

/// A line per branch and spare ones, or several lines of the one branch.
fn by_branch<'b>(blank: &Blank<'b>) -> Vec<Line<'b>> {
    let branches = blank.branches;
    if blank.per == Per::Branch {
        return branches.iter().flat_map(|b| (0..OWN).map(move |_| Some((b, None)))).collect();
    }
    let mut lines: Vec<Line<'b>> = branches.iter().map(|b| Some((b, None))).collect();
    lines.extend((0..SPARE).map(|_| None));
    lines
}

fn text(blank: &Blank<'_>, field: Field, width: f64, prompt: &str) -> BlankCell {
    BlankCell::new(heading(blank, field), width, Set::Left, Check::Text, prompt)
}

fn date(blank: &Blank<'_>, field: Field, check: Check, prompt: &str) -> BlankCell {
    BlankCell::new(heading(blank, field), 12.0, Set::Date, check, prompt)
}

fn open(mut cell: BlankCell) -> BlankCell {
    cell.open = true;
    cell
}

pub fn plan(blank: &Blank<'_>) -> BlankTable {
    let mut cells = who(blank);
    cells.push(months(blank, Field::Month));
    let within = Check::Date(first_day(blank), last_day(blank));
    cells.push(open(date(blank, Field::PlannedDate, within, "已按活动日预填，可以修改。")));
    cells.push(text(blank, Field::Theme, 44.0, "计划开展的活动主题，必填。"));
    cells.push(date(blank, Field::Filed, around(blank), "计划报上级党组织备案的日期。"));
    if blank.profile.all_params().any(|p| p.get::<Preview>().is_some()) {
        cells.push(date(blank, Field::Announced, around(blank), "向党员预告当月内容的日期。"));
    }
    cells.push(text(blank, Field::Remark, 18.0, ""));
    cells.push(self_check(blank));
    let faults = [(blank_of(&heading(blank, Field::Month)), "缺月份"), (blank_of(&heading(blank, Field::Theme)), "缺主题")];
    let rows = rows(blank, &cells, &monthly(blank), &faults);
    table(blank, whole(blank), &whole(blank), cells, rows)
}

pub fn adjustment(blank: &Blank<'_>) -> BlankTable {
    let mut cells = who(blank);
    let mut committee = text(blank, Field::Committee, 20.0, "");
    committee.check = Check::Locked;
    cells.push(committee);
    cells.push(months(blank, Field::Month));
    cells.push(open(date(blank, Field::OriginalDate, Check::Date(first_day(blank), last_day(blank)), "已按活动日预填，可以修改。")));
    let near = Check::Date(blank.period.first().plus(-1).first_day(), blank.period.last().plus(1).last_day());
    cells.push(date(blank, Field::AdjustedDate, near, "实际改在哪一天。"));
    cells.push(text(blank, Field::Reason, 30.0, "写明不能在活动日开展的原因。"));
    cells.push(date(blank, Field::Filed, around(blank), "报上级党组织备案的日期。"));
    cells.push(text(blank, Field::Approver, 18.0, "同意调整的上级党组织。"));
    cells.push(date(blank, Field::Approved, around(blank), ""));
    cells.push(text(blank, Field::Remark, 12.0, ""));
    cells.push(self_check(blank));
    let at = |f| heading(blank, f);
    let faults = [
        (format!("AND({},{})", blank_of(&at(Field::Month)), blank_of(&at(Field::OriginalDate))), "缺月份"),
        (blank_of(&at(Field::AdjustedDate)), "缺调整后日期"),
        (blank_of(&at(Field::Reason)), "缺原因"),
    ];
    let rows = rows(blank, &cells, &monthly(blank), &faults);
    table(blank, whole(blank), &whole(blank), cells, rows)
}

/// How visits are made.
pub const METHODS: [&str; 5] = ["实地查看", "随机抽查", "暗访", "查阅资料", "列席活动"];

pub fn inspection(blank: &Blank<'_>) -> BlankTable {
    let mut cells = who(blank);
    let mut committee = text(blank, Field::Committee, 18.0, "");
    committee.check = Check::Locked;
    cells.push(committee);
    let after = Check::Date(first_day(blank), blank.period.last().plus(12).last_day());
    cells.push(date(blank, Field::Date, after.clone(), "督查当天的日期。"));
    let methods = METHODS.iter().map(ToString::to_string).collect();
    cells.push(BlankCell::new(heading(blank, Field::Method), 11.0, Set::Center, Check::Offer(methods), "可从列表中选择。"));
    cells.push(text(blank, Field::Problem, 34.0, "一行写一个问题；没有问题的写“无”。"));
    cells.push(text(blank, Field::Demand, 24.0, ""));
    cells.push(date(blank, Field::Deadline, after.clone(), "应当整改完成的日期。"));
    cells.push(date(blank, Field::Done, after, "整改完成后填写；没有完成的留空。"));
    cells.push(text(blank, Field::Settled, 12.0, "现场协调解决的事项，可写件数。"));
    cells.push(text(blank, Field::Remark, 12.0, ""));
    cells.push(self_check(blank));
    let at = |f| heading(blank, f);
    let (problem, deadline) = (at(Field::Problem), at(Field::Deadline));
    let faults = [
        (blank_of(&at(Field::Date)), "缺日期"),
        (blank_of(&problem), "缺发现问题"),
        (format!("AND({{{problem}}}<>\"无\",{})", blank_of(&deadline)), "缺整改期限"),
    ];
    let rows = rows(blank, &cells, &by_branch(blank), &faults);
    table(blank, whole(blank), &whole(blank), cells, rows)
}

pub fn waiver(blank: &Blank<'_>) -> BlankTable {
    let mut cells = who(blank);
    let mut spans: Vec<String> = blank.period.months().map(month_words).collect();
    let longer = blank.period.quarters().into_iter().chain(blank.period.halves()).chain(blank.period.years());
    spans.extend(longer.map(|s| super::super::period_words(crate::model::time::Period::of(s))));
    cells.push(BlankCell::new(heading(blank, Field::Month), 15.0, Set::Center, Check::OneOf(spans), "问题所属的月份、季度或年度。"));
    let rules = blank.rules.to_vec();
    cells.push(BlankCell::new(heading(blank, Field::Rule), 24.0, Set::Left, Check::OneOf(rules), "一行选一条规则。"));
    cells.push(BlankCell::new(heading(blank, Field::Member), 10.0, Set::Center, Check::Text, "只涉及个别党员的填写，否则留空。"));
    cells.push(text(blank, Field::Explanation, 48.0, "写明原因和情况，必填。"));
    cells.push(BlankCell::new(heading(blank, Field::Approver), 14.0, Set::Center, Check::Text, "由上级党组织填写。"));
    cells.push(date(blank, Field::Approved, around(blank), "由上级党组织填写。"));
    cells.push(text(blank, Field::Remark, 12.0, ""));
    cells.push(self_check(blank));
    let faults = [
        (blank_of(&heading(blank, Field::Month)), "缺月份"),
        (blank_of(&heading(blank, Field::Rule)), "缺规则"),
        (blank_of(&heading(blank, Field::Explanation)), "缺说明"),
    ];
    let rows = rows(blank, &cells, &by_branch(blank), &faults);
    table(blank, whole(blank), &whole(blank), cells, rows)
}
