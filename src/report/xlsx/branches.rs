//! 支部排名: rank, figures, score with every deduction in words, grade, and what each stands on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::{Context, grade_item, place_item, rank_item};
use super::item::Item;
use super::sheet::{Column, Rows, Sheet, Table, bar, col, side};
use super::style::Look;
use crate::model::assessment::{BranchAssessment, DeductionLine, Outcome};
use crate::model::finding::BranchIx;
use crate::model::time::Period;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let quarters = cx.quarters();
    let waivers = Waivers::of(cx);
    let mut columns = vec![
        col("名次", 8.0),
        col("类内\n名次", 8.0),
        col("党支部", 30.0),
        col("上级党组织", 16.0),
        col("类型", 10.0),
        col("得分", 9.0),
        col("等次", 9.0),
        col("已/应\n开展", 9.0),
        bar("完整率", 9.0),
        bar("按时率", 9.0),
        bar("参与率", 9.5),
        col("实到/应到", 13.0),
        col("允许\n缺席", 8.0),
        col("错误", 8.0),
        col("警告", 8.0),
        col("扣分明细", 30.0),
        col("可否\n评优", 8.0),
    ];
    columns.extend(waivers.columns());
    columns.extend([side("应开展\n月次", 9.0), side("已开展\n月次", 9.0), side("按时/\n有期", 9.0), side("不得评优理由", 90.0)]);
    columns.extend(quarters.iter().flat_map(|q| [side(format!("{q}\n得分"), 10.0), side(format!("{q}\n等次"), 10.0)]));
    columns.push(side("花名册出处", 60.0));
    let count = cx.results.outcomes.iter().map(|o| o.assessed.branches.len()).sum();
    let of_outcome = |o: &'a Outcome| {
        let quarters = Arc::new(by_quarter(o, &quarters));
        o.assessed.branches.iter().map(move |b| (o, quarters.clone(), b))
    };
    let all: Vec<_> = cx.results.outcomes.iter().flat_map(of_outcome).collect();
    let mut notes: Vec<String> = cx.unranked_note().into_iter().collect();
    notes.push(
        "说明：名次依次按得分、完整率、参与率确定，三项均相同的名次并列；扣分明细为“规则 条数×每条分值＝扣分”，达到上限的注明封顶；▼ 为参与率低于规定下限，“允许缺席”为全期按下限最多可缺席的人次，“按时/有期”为按时报送月次与有报送日期的月次。右侧各栏供核对，不打印。"
            .to_string(),
    );
    notes.extend(waivers.note());
    Sheet {
        name: "支部排名".into(),
        title: cx.title("支部排名"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![Table::new(
            cx.columns(columns),
            Rows::Made(count, Box::new(move |at| row(cx, all[at].0, all[at].2, &all[at].1, &waivers))),
            "本期没有可供汇总的党支部。",
        )],
        freeze: 3 + cx.lead(),
    }
}

/// A branch's figures in each of the quarters.
type Quarters<'a> = Vec<BTreeMap<BranchIx, &'a BranchAssessment>>;

fn by_quarter<'a>(outcome: &'a Outcome, quarters: &[Period]) -> Quarters<'a> {
    let of = |q: &Period| outcome.quarters.iter().filter(|a| a.period == *q).flat_map(|a| &a.branches).map(|b| (b.branch, b)).collect();
    quarters.iter().map(of).collect()
}

fn row<'a>(cx: &Context<'a>, outcome: &'a Outcome, b: &'a BranchAssessment, quarters: &Quarters<'a>, waivers: &Waivers) -> Vec<Item<'a>> {
    let branch = outcome.corpus.branch(b.branch);
    let floor = outcome.profile.params(branch.kind).participation.min;
    let mut items = vec![
        rank_item(b.rank),
        rank_item(b.rank_in_type),
        Item::text(&*branch.name),
        Item::text(&*branch.committee),
        Item::center(branch.kind.as_str()),
        Item::Points(b.score),
        grade_item(&b.grade),
        Item::Fraction(b.completeness),
        Item::Percent(b.completeness),
        Item::Percent(b.timeliness),
        Item::judged(b.participation, floor),
        Item::Fraction(b.participation),
        if b.participation.applies() { Item::Count(b.participation.absences_allowed(floor)) } else { Item::Blank },
        Item::Count(b.errors.into()),
        Item::Count(b.warnings.into()),
        Item::text(deductions(cx, &b.deductions)),
        if b.eligible { Item::center("是") } else { Item::Marked(Look::Error, "否".into()) },
    ];
    items.extend(waivers.items(b));
    items.extend([
        Item::Count(b.completeness.of),
        Item::Count(b.completeness.part),
        Item::Fraction(b.timeliness),
        Item::text(b.grounds.iter().map(|g| g.reason.as_str()).collect::<Vec<_>>().join("；")),
    ]);
    for quarter in quarters {
        match quarter.get(&b.branch) {
            Some(q) => items.extend([Item::Points(q.score), grade_item(&q.grade)]),
            None => items.extend([Item::center("—"), Item::center("—")]),
        }
    }
    items.push(place_item(branch.place.as_ref()));
    cx.row(outcome, items)
}

/// What explanations changed, where there are any.
struct Waivers {
    /// Any finding is waived or asks to be.
    any: bool,
    /// Scores and ranks as they would be without any approved are known.
    before: bool,
}

impl Waivers {
    fn of(cx: &Context<'_>) -> Self {
        let all = || cx.results.outcomes.iter().flat_map(|o| &o.assessed.branches);
        Waivers { any: all().any(|b| b.waived + b.requested > 0), before: all().any(|b| b.before_waivers.is_some()) }
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        if self.any {
            columns.extend([col("说明\n已批", 7.0), col("说明\n待批", 7.0)]);
        }
        if self.before {
            columns.extend([col("不计说\n明得分", 9.0), col("不计说\n明名次", 9.0)]);
        }
        columns
    }

    fn items<'a>(&self, b: &BranchAssessment) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        if self.any {
            items.extend([Item::Count(b.waived.into()), Item::Count(b.requested.into())]);
        }
        if self.before {
            items.extend(match b.before_waivers {
                Some((score, rank)) => [Item::Points(score), rank_item(rank)],
                None => [Item::center("—"), Item::center("—")],
            });
        }
        items
    }

    fn note(&self) -> Option<String> {
        let before = if self.before {
            "；“不计说明得分、名次”是假定全部说明均未批准时的得分和名次，供比较"
        } else {
            ""
        };
        self.any.then(|| format!("情况说明：“说明已批”的问题不扣分，“说明待批”的问题照常扣分{before}。"))
    }
}

/// 缺报 SUB001 2×10=20；…
pub(super) fn deductions(cx: &Context<'_>, lines: &[DeductionLine]) -> String {
    let line = |d: &DeductionLine| {
        let sum = crate::model::figure::Points::from_hundredths(d.each.hundredths().saturating_mul(d.count.into()));
        let capped = if d.capped { format!("，封顶{}", d.cost) } else { String::new() };
        format!("{} {} {}×{}={sum}{capped}", cx.rule_name(d.code), d.code, d.count, d.each)
    };
    lines.iter().map(line).collect::<Vec<_>>().join("；")
}
