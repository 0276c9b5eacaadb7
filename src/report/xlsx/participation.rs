//! 参与率预警: branch-months below the floor, with the absences that the floor would have allowed and the cells the counts came from.

use super::column::{col, serial, side};
use super::context::{Context, branch_of, status_words, whose};
use super::item::Item;
use super::sheet::{Sheet, SheetTable};
use crate::model::corpus::BranchMonth;
use crate::model::figure::{Rate, Share};
use crate::model::finding::{Code, Finding};
use crate::model::record::Field;
use crate::model::time::Span;
use crate::tables::Row;

type Line<'a> = Row<'a, &'a Finding>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let [committee, branch] = whose([16.0, 28.0]);
    let count = |of: fn(&Low) -> u64| move |r: &Line<'a>| low(r).map_or(Item::Blank, |low| Item::Count(of(&low)));
    let fields = vec![
        serial(8.0),
        committee,
        branch,
        col("类型", 10.0).of(|r: &Line<'a>| branch_of(r.outcome, r.of.branch).map_or(Item::Blank, |b| Item::center(b.kind.as_str()))),
        col("月份", 10.0).of(|r: &Line<'a>| Item::span(r.of.span)),
        col("参与率", 9.0).of(|r: &Line<'a>| low(r).map_or(Item::Blank, |low| Item::Percent(low.rate))),
        col("实到/应到", 12.0).of(|r: &Line<'a>| low(r).map_or_else(|| Item::text(r.of.observed.as_str()), |low| Item::Fraction(low.rate))),
        col("规定\n下限", 9.0)
            .of(|r: &Line<'a>| low(r).map_or_else(|| Item::text(r.of.expected.as_str()), |low| Item::center(low.floor.to_string()))),
        col("允许\n缺席", 9.0).minor().of(count(Low::allowed)),
        col("实际\n缺席", 9.0).of(count(Low::absent)),
        col("超出", 8.0).of(count(|low| low.absent().saturating_sub(low.allowed()))),
        col("状态", 12.0).of(|r: &Line<'a>| Item::center(status_words(r.of.status))),
        col("说明", 40.0).of(|r: &Line<'a>| Item::text(r.of.say.message())),
        side("台账\n明细", 11.0).shown().of(|r: &Line<'a>| cx.detail(r.outcome, r.of)),
        side("应到\n人数", 9.0).shown().of(count(|low| low.rate.of)),
        side("实到\n人数", 9.0).shown().of(count(|low| low.rate.part)),
        side("依据", 80.0).shown().of(|r: &Line<'a>| Item::text(r.of.basis.as_str())),
        side("人数出处", 80.0).of(|r: &Line<'a>| Item::text(sources(r))),
    ];
    Sheet {
        name: "参与率预警".into(),
        title: cx.title("参与率预警"),
        subtitle: &cx.subtitle,
        notes: vec!["说明：参与率＝当月各次活动实到人数之和÷应到人数之和，舍去尾数；“允许缺席”为按下限计算最多可缺席的人数。".into()],
        tables: vec![SheetTable::of(
            cx,
            cx.by_unit(cx.findings(|f| f.code == Code::PAR001)),
            fields,
            "本期没有参与率低于规定下限的党支部。",
        )],
        freeze: 3 + cx.lead(),
        off_paper: false,
    }
}

/// A month below the floor.
struct Low {
    rate: Rate,
    floor: Share,
}

impl Low {
    fn allowed(&self) -> u64 {
        self.rate.absences_allowed(self.floor)
    }

    fn absent(&self) -> u64 {
        self.rate.of.saturating_sub(self.rate.part)
    }
}

/// The facts of the finding's month.
fn facts<'a>(row: &Line<'a>) -> Option<&'a BranchMonth> {
    let (Some(ix), Some(Span::Month(month))) = (row.of.branch, row.of.span) else { return None };
    let corpus = &row.outcome.corpus;
    (ix.0 < corpus.branches.len() && corpus.period.contains(month)).then(|| corpus.months_of(ix).iter().find(|m| m.month == month))?
}

fn low(row: &Line<'_>) -> Option<Low> {
    let facts = facts(row)?;
    let floor = row.outcome.profile.params(row.outcome.corpus.branch(facts.branch).kind).floor();
    Some(Low { rate: facts.participation, floor })
}

/// The cell of every actual count in the month's rate; else where the finding was seen.
fn sources(row: &Line<'_>) -> String {
    let Some(facts) = facts(row) else { return row.of.place.as_ref().map(|p| p.to_string()).unwrap_or_default() };
    let counted = facts.activities.iter().map(|a| row.outcome.corpus.activity(*a)).filter(|a| a.rated().is_some());
    counted.map(|a| a.row.head.place(Field::Actual).to_string()).collect::<Vec<_>>().join("\n")
}
