//! 统计: what bulletins count, as far as the profile asks, each figure with its definition, its clause and what the document itself prints; the same by
//! committee; what each figure counts, one by one with its place; plan, record and pictures side by side.

use super::column::{branch, col, committee, serial, side};
use super::context::{Context, branch_name, place_item};
use super::item::Item;
use super::sheet::{Sheet, SheetTable};
use super::style::Look;
use crate::model::figure::{Points, Rate};
use crate::model::statistic::{Figure, Gap, Listed, Measure, RecordMatch};
use crate::tables::{Row, rows};

type Line<'a> = Row<'a, &'a Figure>;

/// Said where nothing is asked.
const NOTHING: &str = "本地文件没有要求统计的项目。";

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let outcomes = || cx.results.outcomes.iter();
    let mut notes = Vec::new();
    let mut tables = vec![figures(cx)];
    if outcomes().any(|o| !o.statistics.figures.is_empty()) {
        notes.push("说明：本表只列数字，不作评判；每个数都是“统计明细”所列各条之和，可以按出处核对。".into());
        if outcomes().any(|o| o.profile.statistics.iter().any(|terms| !terms.printed.is_empty())) {
            notes.push("“通报数”是文件本身所列的数，只供对照，不是要求。".into());
        }
        tables.push(committees(cx));
        if outcomes().any(|o| !o.statistics.matches.is_empty()) {
            tables.push(matches(cx));
        }
        tables.push(list(cx));
    }
    Sheet {
        name: "统计".into(), title: cx.title("统计"), subtitle: &cx.subtitle, notes, tables, freeze: 1 + cx.lead(), off_paper: false
    }
}

/// The number as people read it: minutes as hours.
fn value<'a>(of: &Figure) -> Item<'a> {
    match (of.value, of.doc.measure) {
        (None, _) => Item::center("—"),
        (Some(minutes), Measure::Minutes) => in_hours(minutes),
        (Some(n), _) => Item::Count(n),
    }
}

/// Hours as a number, floored to hundredths.
fn in_hours<'a>(minutes: u64) -> Item<'a> {
    Item::Points(Points::from_hundredths(i64::try_from(minutes * 100 / 60).unwrap_or(i64::MAX)))
}

fn measure(of: Measure) -> &'static str {
    match of {
        Measure::Of(word) => word,
        Measure::Minutes => "小时",
    }
}

fn rate(of: &Figure) -> Option<Rate> {
    Some(Rate::new(of.value?, of.of?))
}

fn figures<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let fields = vec![
        serial(6.0),
        col("统计项目", 26.0).id("statistic").readable().of(|r: &Line<'a>| Item::text(r.of.doc.name)),
        col("分项", 20.0).readable().of(|r: &Line<'a>| Item::text(&*r.of.item)),
        col("数值", 9.0).readable().of(|r: &Line<'a>| value(r.of)),
        col("单位", 9.0).readable().of(|r: &Line<'a>| Item::center(measure(r.of.doc.measure))),
        col("总数", 9.0).of(|r: &Line<'a>| Item::count(r.of.of.filter(|_| r.of.value.is_some()))),
        col("占比", 10.0).of(|r: &Line<'a>| rate(r.of).map_or(Item::Blank, Item::Percent)),
        col("通报数", 16.0).of(|r: &Line<'a>| r.of.printed(&r.outcome.profile).map_or(Item::Blank, |text| Item::center(&**text))),
        col("统计口径", 60.0).of(|r: &Line<'a>| Item::text(r.of.definition(&r.outcome.profile))),
        col("依据", 26.0).of(|r: &Line<'a>| Item::text(r.of.basis(&r.outcome.profile))),
        col("说明", 16.0).of(|r: &Line<'a>| Item::text(r.of.lacks)),
    ];
    let unit = rows(cx.results, |o| o.statistics.figures.iter().filter(|f| f.committee.is_empty()));
    SheetTable::of(cx, unit, fields, NOTHING).headed("统计数（全部）")
}

fn committees<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    let fields = vec![
        serial(6.0),
        committee(24.0).of(|r: &Line<'a>| Item::text(&*r.of.committee)),
        col("统计项目", 30.0).of(|r: &Line<'a>| Item::text(r.of.doc.name)),
        col("分项", 26.0).of(|r: &Line<'a>| Item::text(&*r.of.item)),
        col("数值", 10.0).of(|r: &Line<'a>| value(r.of)),
        col("单位", 10.0).of(|r: &Line<'a>| Item::center(measure(r.of.doc.measure))),
        col("总数", 10.0).of(|r: &Line<'a>| Item::count(r.of.of)),
        col("占比", 12.0).of(|r: &Line<'a>| rate(r.of).map_or(Item::Blank, Item::Percent)),
    ];
    let of_committees = rows(cx.results, |o| o.statistics.figures.iter().filter(|f| !f.committee.is_empty()));
    // each committee's figures together
    let of_committees = cx.in_roster_order(of_committees, |r| (&*r.of.committee, None), |_| ());
    SheetTable::of(cx, of_committees, fields, "没有分党委的统计数。").tab("分党委统计").headed("统计数（按党委）")
}

fn list<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, &'a Listed>;
    let fields = vec![
        serial(7.0),
        col("统计项目", 26.0).of(|r: &Line<'a>| Item::text(r.of.doc.name)),
        col("分项", 20.0).of(|r: &Line<'a>| Item::text(&*r.of.item)),
        committee(18.0).of(|r: &Line<'a>| Item::text(&*r.of.committee)),
        branch(24.0).of(|r: &Line<'a>| Item::text(branch_name(r.outcome, r.of.branch))),
        col("党员", 9.0)
            .id("member")
            .of(|r: &Line<'a>| r.of.member.map_or(Item::Blank, |at| Item::center(&*r.outcome.corpus.members[at].name))),
        col("月份", 9.0).of(|r: &Line<'a>| r.of.month.map_or(Item::Blank, Item::Month)),
        col("日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.date)),
        col("内容", 34.0).of(|r: &Line<'a>| Item::text(&*r.of.what)),
        col("计入数", 8.0).of(|r: &Line<'a>| match (r.of.counts, r.of.doc.measure) {
            (false, _) => Item::Blank,
            (true, Measure::Minutes) => in_hours(r.of.amount),
            (true, _) => Item::Count(r.of.amount),
        }),
        col("只计入\n总数", 8.0).of(|r: &Line<'a>| if r.of.counts { Item::Blank } else { Item::Count(r.of.amount) }),
        side("出处", 80.0).of(|r: &Line<'a>| place_item(r.of.place.as_ref())),
    ];
    SheetTable::of(cx, rows(cx.results, |o| &o.statistics.listed), fields, "没有统计明细。")
        .tab("统计明细")
        .headed("统计明细（各统计数所计的每一条及出处）")
}

fn matches<'a>(cx: &'a Context<'a>) -> SheetTable<'a> {
    type Line<'a> = Row<'a, &'a RecordMatch>;
    let of = |r: &Line<'a>| r.outcome.corpus.branch(r.of.branch);
    let fields = vec![
        serial(6.0),
        committee(18.0).of(move |r: &Line<'a>| Item::text(&*of(r).committee)),
        branch(24.0).of(move |r: &Line<'a>| Item::text(&*of(r).name)),
        col("月份", 9.0).of(|r: &Line<'a>| Item::Month(r.of.month)),
        col("计划日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.planned.as_ref().and_then(|(date, ..)| *date))),
        col("计划主题", 26.0).of(|r: &Line<'a>| r.of.planned.as_ref().map_or(Item::Blank, |(_, theme, _)| Item::text(&**theme))),
        col("开展日期", 12.0).of(|r: &Line<'a>| Item::date(r.of.held.as_ref().map(|(date, ..)| *date))),
        col("活动主题", 26.0).of(|r: &Line<'a>| r.of.held.as_ref().map_or(Item::Blank, |(_, theme, _)| Item::text(&**theme))),
        col("记录和影像", 20.0).of(|r: &Line<'a>| Item::center(signs(r.of))),
        col("不一致或缺少", 30.0).of(|r: &Line<'a>| match &r.of.gaps[..] {
            [] => Item::Marked(Look::OnTime, "相互印证".into()),
            gaps => Item::text(gaps.iter().map(Gap::words).collect::<Vec<_>>().join("；")),
        }),
        side("计划出处", 60.0).of(|r: &Line<'a>| place_item(r.of.planned.as_ref().map(|(.., place)| place))),
        side("记录出处", 60.0).of(|r: &Line<'a>| place_item(r.of.held.as_ref().map(|(.., place)| place))),
    ];
    SheetTable::of(cx, rows(cx.results, |o| &o.statistics.matches), fields, "没有需要核对的月份。")
        .tab("方案记录影像")
        .headed("方案、记录、影像核对（√ 有，× 无，— 台账没有该栏）")
}

/// `文字√ 照片× 视频—`.
fn signs(of: &RecordMatch) -> String {
    let sign = |there: Option<bool>| there.map_or("—", |there| if there { "√" } else { "×" });
    of.records.iter().map(|(name, there)| format!("{name}{}", sign(*there))).collect::<Vec<_>>().join(" ")
}
