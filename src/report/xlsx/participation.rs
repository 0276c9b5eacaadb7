//! 参与率预警: branch-months below the floor, with the absences that the floor would have allowed and the cells the counts came from.

use super::context::{Context, branch_name, branch_of, committee_of, detail_column, span_words, status_words};
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col, side};
use crate::model::assessment::Outcome;
use crate::model::finding::{Code, Finding};
use crate::model::record::Field;
use crate::model::time::Span;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let columns = vec![
        col("序号", 8.0),
        col("上级党组织", 16.0),
        col("党支部", 28.0),
        col("类型", 10.0),
        col("月份", 10.0),
        col("应到\n人数", 9.0),
        col("实到\n人数", 9.0),
        col("参与率", 9.0),
        col("实到/应到", 12.0),
        col("规定\n下限", 9.0),
        col("允许\n缺席", 9.0),
        col("实际\n缺席", 9.0),
        col("超出", 8.0),
        col("状态", 12.0),
        col("说明", 40.0),
        detail_column(),
        side("依据", 80.0),
        side("人数出处", 80.0),
    ];
    let found = cx.findings(|f| f.code == Code::PAR001);
    let rows = Rows::Made(found.len(), Box::new(move |at| row(cx, at, found[at].0, found[at].1)));
    Sheet {
        name: "参与率预警".into(),
        title: cx.title("参与率预警"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：参与率＝当月各次活动实到人数之和÷应到人数之和，舍去尾数；“允许缺席”为按下限计算最多可缺席的人数。".to_string()],
        tables: vec![Table::new(cx.columns(columns), rows, "本期没有参与率低于规定下限的党支部。")],
        freeze: 3 + cx.lead(),
    }
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, finding: &'a Finding) -> Vec<Item<'a>> {
    let branch = branch_of(outcome, finding.branch);
    let mut items = vec![
        Item::Count(at as u64 + 1),
        Item::text(committee_of(outcome, finding)),
        Item::text(branch_name(outcome, finding.branch)),
        branch.map_or(Item::Blank, |b| Item::center(b.kind.as_str())),
        Item::center(span_words(finding.span)),
    ];
    match (branch, figures(outcome, finding)) {
        (Some(branch), Some((rate, sources))) => {
            let floor = outcome.profile.params(branch.kind).participation.min;
            let allowed = rate.absences_allowed(floor);
            let absent = rate.of.saturating_sub(rate.part);
            items.extend([
                Item::Count(rate.of),
                Item::Count(rate.part),
                Item::Percent(rate),
                Item::Fraction(rate),
                Item::center(floor.to_string()),
                Item::Count(allowed),
                Item::Count(absent),
                Item::Count(absent.saturating_sub(allowed)),
            ]);
            items.extend(words(cx, outcome, finding));
            items.push(Item::text(sources));
        }
        _ => {
            items.extend([
                Item::Blank,
                Item::Blank,
                Item::Blank,
                Item::text(finding.observed.as_str()),
                Item::text(finding.expected.as_str()),
            ]);
            items.extend([Item::Blank, Item::Blank, Item::Blank]);
            items.extend(words(cx, outcome, finding));
            items.push(Item::text(finding.place.as_ref().map(|p| p.to_string()).unwrap_or_default()));
        }
    }
    cx.row(outcome, items)
}

fn words<'a>(cx: &Context<'a>, outcome: &Outcome, finding: &'a Finding) -> [Item<'a>; 4] {
    [
        Item::center(status_words(finding.status)),
        Item::text(finding.say.message()),
        cx.detail(outcome, finding),
        Item::text(finding.basis.as_str()),
    ]
}

/// The month's rate, and the cell of every actual count in it.
fn figures(outcome: &Outcome, finding: &Finding) -> Option<(crate::model::figure::Rate, String)> {
    let (Some(ix), Some(Span::Month(month))) = (finding.branch, finding.span) else { return None };
    let corpus = &outcome.corpus;
    if ix.0 >= corpus.branches.len() || !corpus.period.contains(month) {
        return None;
    }
    let facts = corpus.months_of(ix).iter().find(|m| m.month == month)?;
    let counted =
        facts.activities.iter().map(|a| &corpus.activity(*a).row).filter(|r| r.due.value().is_some() && r.actual.value().is_some());
    let sources: Vec<String> = counted.map(|r| r.head.place(Field::Actual).to_string()).collect();
    Some((facts.participation, sources.join("\n")))
}
