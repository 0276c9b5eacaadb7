//! 缺报清单: branches without an activity in a due month, and where each stands in the roster.

use super::context::{Context, branch_name, branch_of, committee_of, place_item, span_words, status_words};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col, side};
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::cell::Place;
use crate::model::finding::{Code, Finding};
use crate::model::time::Span;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let columns = vec![
        col("序号", 8.0),
        col("上级党组织", 22.0),
        col("党支部", 34.0),
        col("支部编号", 14.0),
        col("类型", 10.0),
        col("书记", 12.0),
        col("缺报月份", 10.0),
        col("情形", 8.0),
        col("状态", 12.0),
        col("说明", 40.0),
        col("依据", 30.0),
        side("花名册出处", 60.0),
        side("空报出处", 60.0),
    ];
    let found = cx.findings(|f| f.code == Code::SUB001);
    let rows = found.into_iter().enumerate().map(|(at, (o, f))| row(cx, at, o, f)).collect();
    Sheet {
        name: "缺报清单".into(),
        title: cx.title("缺报清单"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：到期月份没有活动记录的列入本表；“空报”指报表只有支部和月份，没有日期、人数和主题。".to_string()],
        tables: vec![Table::new(cx.columns(columns), Rows::Ready(rows), "本期没有缺报的党支部。")],
        freeze: 3 + cx.lead(),
    }
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, finding: &'a Finding) -> Vec<Item<'a>> {
    let branch = branch_of(outcome, finding.branch);
    let empty = empty_report(outcome, finding);
    let kind = if empty.is_some() { Item::Marked(Look::Empty, "空报".into()) } else { Item::Marked(Look::Missing, "缺报".into()) };
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::text(committee_of(outcome, finding)),
        Item::text(branch_name(outcome, finding.branch)),
        branch.map_or(Item::Blank, |b| Item::Key(Look::Center, b.shown_id())),
        branch.map_or(Item::Blank, |b| Item::center(b.kind.as_str())),
        branch.map_or(Item::Blank, |b| Item::center(&*b.secretary)),
        Item::center(span_words(finding.span)),
        kind,
        Item::center(status_words(finding.status)),
        Item::text(finding.say.message()),
        Item::text(finding.basis.as_str()),
        place_item(branch.and_then(|b| b.place.as_ref()).or(finding.place.as_ref())),
        place_item(empty),
    ];
    cx.row(outcome, items)
}

/// The empty report of the finding's branch and month.
fn empty_report<'a>(outcome: &'a Outcome, finding: &Finding) -> Option<&'a Place> {
    let (Some(branch), Some(Span::Month(month))) = (finding.branch, finding.span) else { return None };
    let reports = &outcome.corpus.empty_reports;
    reports.iter().find(|r| r.branch == branch && r.month == month).map(|r| &r.place)
}
