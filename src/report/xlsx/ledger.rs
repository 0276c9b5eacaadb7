//! 台账明细: every accepted activity with every field as normalised, whether it counts, and the row that it came from.

use std::ops::Range;

use chrono::Timelike;

use super::context::Context;
use super::item::Item;
use super::sheet::{Column, Rows, Sheet, Table, col, side};
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::corpus::Activity;
use crate::model::figure::Rate;
use crate::model::record::{Count, Field, Tick};
use crate::model::time::Period;

/// Sheet row (from 1) of the first activity: title, what it covers, how many, header.
pub(super) const FIRST_ROW: u32 = 5;

/// Name of the sheet, counted from 0.
pub(super) fn name(at: usize) -> String {
    if at == 0 { "台账明细".to_string() } else { format!("台账明细({})", at + 1) }
}

/// The sheets: one, or several of at most `most` rows.
pub(super) fn sheets<'a>(cx: &'a Context<'a>, most: usize) -> Vec<Sheet<'a>> {
    let all: usize = cx.results.outcomes.iter().map(|o| o.corpus.activities.len()).sum();
    if all == 0 {
        return vec![sheet(cx, name(0), 0..0, String::new())];
    }
    let most = most.max(1);
    (0..all.div_ceil(most))
        .map(|at| {
            let (first, end) = (at * most, all.min((at + 1) * most));
            let range = if all > most { format!("　本表为第 {} 至第 {end} 条。", first + 1) } else { String::new() };
            sheet(cx, name(at), first..end, format!("共采用活动记录 {all} 条。{range}"))
        })
        .collect()
}

/// The activity of that number, over all outcomes.
fn nth<'a>(cx: &Context<'a>, number: usize) -> Option<(&'a Outcome, &'a Activity)> {
    let mut before = 0;
    for outcome in &cx.results.outcomes {
        match outcome.corpus.activities.get(number - before) {
            Some(activity) => return Some((outcome, activity)),
            None => before += outcome.corpus.activities.len(),
        }
    }
    None
}

fn sheet<'a>(cx: &'a Context<'a>, name: String, part: Range<usize>, note: String) -> Sheet<'a> {
    let period = cx.results.info.period;
    let count = part.len();
    let made = move |at: usize| nth(cx, part.start + at).map_or_else(Vec::new, |(outcome, activity)| row(cx, period, outcome, activity));
    let rows = Rows::Made(count, Box::new(made));
    Sheet {
        name,
        title: cx.title("台账明细"),
        subtitle: &cx.subtitle,
        notes: Some(note).into_iter().filter(|n| !n.is_empty()).collect(),
        tables: vec![Table::new(cx.columns(columns()), rows, "本次没有采用任何活动记录。")],
        freeze: 2 + cx.lead(),
    }
}

fn columns() -> Vec<Column> {
    vec![
        col("上级党组织", 16.0),
        col("党支部", 22.0),
        col("活动日期", 12.0),
        col("所属月份", 10.0),
        col("统计口径", 11.0),
        col("活动主题", 24.0),
        col("应到\n人数", 9.0),
        col("实到\n人数", 9.0),
        col("参与率", 9.0),
        col("活动内容", 36.0),
        col("主持人", 10.0),
        col("报送日期", 12.0),
        side("支部编号", 12.0),
        side("类型", 10.0),
        side("截止日期", 12.0),
        side("活动时间\n（原填）", 30.0),
        side("开始", 8.0),
        side("结束", 8.0),
        side("时长\n（分钟）", 9.0),
        side("活动地点", 30.0),
        side("实到/应到", 12.0),
        side("规定动作", 60.0),
        side("记录人", 10.0),
        side("缺席人员\n及原因", 50.0),
        side("补课情况", 40.0),
        side("材料", 60.0),
        side("备注", 40.0),
        side("文件", 70.0),
        side("工作表", 24.0),
        side("行", 8.0),
        side("人数\n单元格", 10.0),
    ]
}

fn row<'a>(cx: &Context<'a>, period: Period, outcome: &'a Outcome, activity: &'a Activity) -> Vec<Item<'a>> {
    let branch = outcome.corpus.branch(activity.branch);
    let row = &activity.row;
    let rate =
        Rate::new(row.actual.value().unwrap_or(0).into(), row.due.value().filter(|_| row.actual.value().is_some()).unwrap_or(0).into());
    let clock = |t: Option<chrono::NaiveTime>| t.map_or(Item::Blank, |t| Item::center(format!("{:02}:{:02}", t.hour(), t.minute())));
    let items = vec![
        Item::text(&*branch.committee),
        Item::text(&*branch.name),
        Item::Date(activity.date),
        Item::center(activity.month.to_string()),
        Item::center(activity.stands(period)),
        Item::text(&*row.theme),
        count_item(&row.due),
        count_item(&row.actual),
        if rate.applies() { Item::Percent(rate) } else { Item::Blank },
        Item::text(&row.content),
        Item::center(&*row.host),
        Item::date(row.reported),
        Item::Key(Look::Center, branch.shown_id()),
        Item::center(branch.kind.as_str()),
        Item::date(row.until),
        Item::text(&*row.time_text),
        clock(row.time.start),
        clock(row.time.end),
        Item::count(row.time.minutes),
        Item::text(&*row.venue),
        Item::Fraction(rate),
        Item::text(&*row.set_actions),
        Item::center(&*row.recorder),
        Item::text(&*row.absentees),
        Item::text(&*row.make_up),
        Item::text(materials(activity)),
        Item::text(&*row.remark),
        Item::text(&*row.head.table.file),
        Item::text(&*row.head.table.sheet),
        Item::Count(row.head.number().into()),
        Item::center(row.head.place_of_first(&[Field::Actual, Field::Attendance, Field::Due]).cell_text()),
    ];
    cx.row(outcome, items)
}

/// A count; what was written where it is none.
fn count_item(count: &Count) -> Item<'_> {
    match count {
        Count::Given(n) => Item::Count((*n).into()),
        Count::Missing => Item::Blank,
        Count::Bad(raw) => Item::text(format!("无法识别：{raw}")),
    }
}

/// `会议记录√、照片×`.
fn materials(activity: &Activity) -> String {
    let names = activity.row.head.table.record_items.iter().map(|(name, _)| name);
    let ticks = activity.row.records.iter().map(|t| if *t == Tick::Present { "√" } else { "×" });
    let mut all = String::new();
    for (name, tick) in names.zip(ticks) {
        let comma = if all.is_empty() { "" } else { "、" };
        all.extend([comma, &**name, tick]);
    }
    all
}
