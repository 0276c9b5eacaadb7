//! 缺报清单: branches without an activity in a due month, and where each stands in the roster.

use super::column::{col, serial, side};
use super::context::{Context, branch_of, place_item, status_words, whose};
use super::item::Item;
use super::sheet::{Sheet, SheetTable};
use super::style::Look;
use crate::model::cell::Place;
use crate::model::finding::{Code, Finding};
use crate::model::org::Branch;
use crate::model::time::Span;
use crate::tables::Row;

type Line<'a> = Row<'a, &'a Finding>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let [committee, branch] = whose([22.0, 34.0]);
    let fields = vec![
        serial(8.0),
        committee,
        branch,
        col("支部编号", 14.0).minor().of(|r: &Line<'a>| of(r).map_or(Item::Blank, |b| Item::Key(Look::Center, b.shown_id()))),
        col("类型", 10.0).of(|r: &Line<'a>| of(r).map_or(Item::Blank, |b| Item::center(b.kind.as_str()))),
        col("书记", 12.0).minor().of(|r: &Line<'a>| of(r).map_or(Item::Blank, |b| Item::center(&*b.secretary))),
        col("缺报月份", 10.0).of(|r: &Line<'a>| Item::span(r.of.span)),
        col("情形", 8.0).of(|r: &Line<'a>| match empty_report(r) {
            Some(_) => Item::Marked(Look::Empty, "空报".into()),
            None => Item::Marked(Look::Missing, "缺报".into()),
        }),
        col("状态", 12.0).of(|r: &Line<'a>| Item::center(status_words(r.of.status))),
        col("说明", 40.0).of(|r: &Line<'a>| Item::text(r.of.say.message())),
        col("依据", 30.0).of(|r: &Line<'a>| Item::text(r.of.basis.as_str())),
        side("花名册出处", 60.0).of(|r: &Line<'a>| place_item(of(r).and_then(|b| b.place.as_ref()).or(r.of.place.as_ref()))),
        side("空报出处", 60.0).of(|r: &Line<'a>| place_item(empty_report(r))),
    ];
    Sheet {
        name: "缺报清单".into(),
        title: cx.title("缺报清单"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：到期月份没有活动记录的列入本表；“空报”指报表只有支部和月份，没有日期、人数和主题。".into()],
        tables: vec![SheetTable::of(cx, cx.by_unit(cx.findings(|f| f.code == Code::SUB001)), fields, "本期没有缺报的党支部。")],
        freeze: 3 + cx.lead(),
        off_paper: false,
    }
}

fn of<'a>(row: &Line<'a>) -> Option<&'a Branch> {
    branch_of(row.outcome, row.of.branch)
}

/// The empty report of the finding's branch and month.
fn empty_report<'a>(row: &Line<'a>) -> Option<&'a Place> {
    let (Some(branch), Some(Span::Month(month))) = (row.of.branch, row.of.span) else { return None };
    let reports = &row.outcome.corpus.empty_reports;
    reports.iter().find(|r| r.branch == branch && r.month == month).map(|r| &r.place)
}
