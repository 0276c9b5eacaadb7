//! 台账明细: every accepted activity with every field as normalised, whether it counts, and the row that it came from.

use chrono::{NaiveTime, Timelike};

use super::column::{Field, branch, col, committee, side};
use super::context::Context;
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use super::style::Look;
use crate::model::corpus::Activity;
use crate::model::figure::Rate;
use crate::model::record::{self as model, Count, Tick};
use crate::tables::Row;

type Line<'a> = Row<'a, &'a Activity>;

/// Sheet row (from 1) of the first activity: title, what it covers, how many, header.
pub(super) const FIRST_ROW: u32 = 5;

/// Name of the sheet, counted from 0.
pub(super) fn name(at: usize) -> String {
    if at == 0 { "台账明细".to_string() } else { format!("台账明细({})", at + 1) }
}

/// The sheets: one, or several of at most `most` rows.
pub(super) fn sheets<'a>(cx: &'a Context<'a>, most: usize) -> Vec<Sheet<'a>> {
    let lines: Vec<Line<'a>> = cx.activities();
    if lines.is_empty() {
        return vec![sheet(cx, name(0), lines, String::new())];
    }
    let (all, most) = (lines.len(), most.max(1));
    let part = |(at, lines): (usize, &[Line<'a>])| {
        let first = at * most;
        let range = if all > most { format!("　本表为第 {} 至第 {} 条。", first + 1, first + lines.len()) } else { String::new() };
        sheet(cx, name(at), lines.to_vec(), format!("共采用活动记录 {all} 条。{range}"))
    };
    lines.chunks(most).enumerate().map(part).collect()
}

fn sheet<'a>(cx: &'a Context<'a>, name: String, part: Vec<Line<'a>>, note: String) -> Sheet<'a> {
    Sheet {
        name,
        title: cx.title("台账明细"),
        subtitle: &cx.subtitle,
        notes: Some(note).into_iter().filter(|n| !n.is_empty()).map(Note::from).collect(),
        tables: vec![SheetTable::of(cx, part, fields(), "本次没有采用任何活动记录。")],
        freeze: 2 + cx.lead(),
        off_paper: false,
    }
}

fn fields<'a>() -> Vec<Field<'a, Line<'a>>> {
    let of = |r: &Line<'a>| r.outcome.corpus.branch(r.of.branch);
    let clock = |t: Option<NaiveTime>| t.map_or(Item::Blank, |t| Item::center(format!("{:02}:{:02}", t.hour(), t.minute())));
    let counts = [model::Field::Actual, model::Field::Attendance, model::Field::Due];
    vec![
        committee(16.0).of(move |r: &Line<'a>| Item::text(&*of(r).committee)),
        branch(22.0).of(move |r: &Line<'a>| Item::text(&*of(r).name)),
        col("活动日期", 12.0).of(|r: &Line<'a>| Item::Date(r.of.date)),
        col("所属月份", 10.0).of(|r: &Line<'a>| Item::Month(r.of.month)),
        col("统计口径", 11.0).of(|r: &Line<'a>| Item::center(r.of.stands(r.outcome.corpus.period))),
        col("活动主题", 24.0).of(|r: &Line<'a>| Item::text(&*r.of.row.theme)),
        col("应到\n人数", 9.0).of(|r: &Line<'a>| count_item(&r.of.row.due)),
        col("实到\n人数", 9.0).of(|r: &Line<'a>| count_item(&r.of.row.actual)),
        col("参与率", 9.0).of(|r: &Line<'a>| Some(rate(r)).filter(|rate| rate.applies()).map_or(Item::Blank, Item::Percent)),
        col("活动内容", 36.0).of(|r: &Line<'a>| Item::text(&r.of.row.content)),
        col("主持人", 10.0).of(|r: &Line<'a>| Item::center(&*r.of.row.host)),
        col("报送日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.row.reported)),
        side("支部编号", 12.0).of(move |r: &Line<'a>| Item::Key(Look::Center, of(r).shown_id())),
        side("类型", 10.0).of(move |r: &Line<'a>| Item::center(of(r).kind.as_str())),
        side("截止日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.row.until)),
        side("活动时间\n（原填）", 30.0).of(|r: &Line<'a>| Item::text(&*r.of.row.time_text)),
        side("开始", 8.0).of(move |r: &Line<'a>| clock(r.of.row.time.start)),
        side("结束", 8.0).of(move |r: &Line<'a>| clock(r.of.row.time.end)),
        side("时长\n（分钟）", 9.0).of(|r: &Line<'a>| Item::count(r.of.row.time.minutes)),
        side("活动地点", 30.0).of(|r: &Line<'a>| Item::text(&*r.of.row.venue)),
        side("实到/应到", 12.0).of(|r: &Line<'a>| Item::Fraction(rate(r))),
        side("规定动作", 60.0).of(|r: &Line<'a>| Item::text(&*r.of.row.set_actions)),
        side("记录人", 10.0).of(|r: &Line<'a>| Item::center(&*r.of.row.recorder)),
        side("缺席人员\n及原因", 50.0).of(|r: &Line<'a>| Item::text(&*r.of.row.absentees)),
        side("补课情况", 40.0).of(|r: &Line<'a>| Item::text(&*r.of.row.make_up)),
        side("材料", 60.0).of(|r: &Line<'a>| Item::text(materials(r.of))),
        side("备注", 40.0).of(|r: &Line<'a>| Item::text(&*r.of.row.remark)),
        side("文件", 70.0).of(|r: &Line<'a>| Item::text(&*r.of.row.head.table.file)),
        side("工作表", 24.0).of(|r: &Line<'a>| Item::text(&*r.of.row.head.table.sheet)),
        side("行", 8.0).of(|r: &Line<'a>| Item::Count(r.of.row.head.number().into())),
        side("人数\n单元格", 10.0).of(move |r: &Line<'a>| Item::center(r.of.row.head.place_of_first(&counts).cell_text())),
    ]
}

/// Nothing is due where a count is missing.
fn rate(row: &Line<'_>) -> Rate {
    let (due, actual) = (row.of.row.due.value(), row.of.row.actual.value());
    due.zip(actual).map_or(Rate::default(), |(due, actual)| Rate::new(actual.into(), due.into()))
}

/// A count; what was written where it is none.
fn count_item(count: &Count) -> Item<'_> {
    match count {
        Count::Given(n) => Item::Count((*n).into()),
        Count::Missing => Item::Blank,
        Count::Bad(raw) | Count::Unread(_, raw) => Item::text(format!("无法识别：{raw}")),
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
