//! 支部排名: rank, figures, score with every deduction in words, grade, and what each stands on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::column::{Field, bar, branch, col, committee, side};
use super::context::{Context, grade_item, place_item, points_item, quarter_words, rank_item};
use super::item::Item;
use super::sheet::{Note, Sheet, SheetTable};
use super::style::Look;
use crate::model::assessment::{BranchAssessment, DeductionLine, Outcome};
use crate::model::figure::Share;
use crate::model::finding::BranchIx;
use crate::model::org::Branch;
use crate::model::time::Period;
use crate::tables::{Row, rows};

/// A branch over the period, and in each of its quarters.
type Line<'a> = Row<'a, (&'a BranchAssessment, Arc<Quarters<'a>>)>;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let quarters = cx.quarters();
    let waivers = Waivers::of(cx);
    let mut fields = vec![
        col("名次", 8.0).id("rank").readable().of(|r: &Line<'a>| rank_item(r.of.0.rank)),
        branch(30.0).readable().of(|r: &Line<'a>| Item::text(&*of(r).name)),
        committee(16.0).readable().of(|r: &Line<'a>| Item::text(&*of(r).committee)),
        col("类型", 10.0).id("type").readable().of(|r: &Line<'a>| Item::center(of(r).kind.as_str())),
        col("得分", 9.0).readable().of(|r: &Line<'a>| points_item(r.of.0.score)),
        col("等次", 9.0).id("grade").readable().of(|r: &Line<'a>| grade_item(&r.of.0.grade)),
        col("已/应\n开展", 9.0).of(|r: &Line<'a>| Item::Fraction(r.of.0.completeness)),
        bar("完整率", 9.0).readable().of(|r: &Line<'a>| Item::Percent(r.of.0.completeness)),
        bar("按时率", 9.0).readable().of(|r: &Line<'a>| Item::Percent(r.of.0.timeliness)),
        bar("参与率", 9.5).readable().of(|r: &Line<'a>| Item::judged(r.of.0.participation, floor(r))),
        col("实到/应到", 13.0).of(|r: &Line<'a>| Item::Fraction(r.of.0.participation)),
        col("扣分明细", 30.0).minor().of(|r: &Line<'a>| Item::text(deductions(cx, &r.of.0.deductions))),
        col("可否\n评优", 8.0).readable().of(|r: &Line<'a>| eligible(r.of.0)),
    ];
    fields.extend(waivers.fields());
    fields.extend([
        side("错误", 8.0).of(|r: &Line<'a>| Item::Count(r.of.0.errors.into())),
        side("警告", 8.0).of(|r: &Line<'a>| Item::Count(r.of.0.warnings.into())),
        side("类内\n名次", 8.0).of(|r: &Line<'a>| rank_item(r.of.0.rank_in_type)),
        side("组内\n名次", 8.0).of(|r: &Line<'a>| rank_item(r.of.0.rank_in_band)),
        side("人数\n分组", 11.0).of(|r: &Line<'a>| size(r)),
        side("允许\n缺席", 8.0).of(|r: &Line<'a>| allowed(r)),
        side("应开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.0.completeness.of)),
        side("已开展\n月次", 9.0).of(|r: &Line<'a>| Item::Count(r.of.0.completeness.part)),
        side("按时/\n有期", 9.0).of(|r: &Line<'a>| Item::Fraction(r.of.0.timeliness)),
        side("等次说明", 60.0).shown().of(|r: &Line<'a>| Item::text(r.of.0.lowered_words())),
        side("不得评优理由", 90.0).of(|r: &Line<'a>| Item::text(reasons(r.of.0))),
    ]);
    for (at, quarter) in quarters.iter().enumerate() {
        let words = quarter_words(cx.results.info.period, *quarter);
        let in_quarter = move |r: &Line<'a>| r.of.1[at].get(&r.of.0.branch).copied();
        let score = move |r: &Line<'a>| in_quarter(r).map_or(Item::center("—"), |q| points_item(q.score));
        let grade = move |r: &Line<'a>| in_quarter(r).map_or(Item::center("—"), |q| grade_item(&q.grade));
        fields.extend([side(format!("{words}\n得分"), 10.0).of(score), side(format!("{words}\n等次"), 10.0).of(grade)]);
    }
    fields.push(side("花名册出处", 60.0).of(|r: &Line<'a>| place_item(of(r).place.as_ref())));
    let of_outcome = |o: &'a Outcome| {
        let quarters = Arc::new(by_quarter(o, &quarters));
        o.assessed.branches.iter().map(move |b| (b, quarters.clone()))
    };
    let mut notes: Vec<Note> = cx.unranked_note().into_iter().map(Note::from).collect();
    notes.push(Note::with_workbook(
        "说明：名次依次比较得分、完整率、参与率，三项都相同的并列；开展月次不足最低等次要求的，排在其他党支部之后，相互之间先比完整率；组内名次在人数相近的党支部之间排列；应开展月次为零的党支部不计分、不排名、不定等次；等次低于得分所对应的，理由见“等次说明”；扣分明细为“规则 条数×每条分值＝扣分”，达到上限的注明封顶，人数少、缺席不超过规定人数的月份注明不扣分；▼ 为参与率低于规定下限，“允许缺席”为全期按下限最多可缺席的人次，“按时/有期”为按时报送月次与有报送日期的月次。",
        "右侧各栏供核对，不打印。",
    ));
    notes.extend(waivers.note().map(Note::from));
    Sheet {
        name: "支部排名".into(),
        title: cx.title("支部排名"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![SheetTable::of(cx, rows(cx.results, of_outcome), fields, "本期没有可供汇总的党支部。")],
        freeze: 3 + cx.lead(),
        off_paper: false,
    }
}

fn of<'a>(row: &Line<'a>) -> &'a Branch {
    row.outcome.corpus.branch(row.of.0.branch)
}

fn floor(row: &Line<'_>) -> Share {
    row.outcome.profile.params(of(row).kind).floor()
}

fn size<'a>(row: &Line<'a>) -> Item<'a> {
    match row.of.0.size_band {
        Some(band) => Item::Marked(Look::Center, row.outcome.profile.score.band_words(band).into()),
        None => Item::Blank,
    }
}

fn allowed<'a>(row: &Line<'a>) -> Item<'a> {
    let rate = row.of.0.participation;
    if rate.applies() { Item::Count(rate.absences_allowed(floor(row))) } else { Item::Blank }
}

fn eligible<'a>(b: &BranchAssessment) -> Item<'a> {
    if b.eligible { Item::center("是") } else { Item::Marked(Look::Error, "否".into()) }
}

fn reasons(b: &BranchAssessment) -> String {
    b.grounds.iter().map(|g| g.reason.as_str()).collect::<Vec<_>>().join("；")
}

/// A branch's figures in each of the quarters.
type Quarters<'a> = Vec<BTreeMap<BranchIx, &'a BranchAssessment>>;

fn by_quarter<'a>(outcome: &'a Outcome, quarters: &[Period]) -> Quarters<'a> {
    let of = |q: &Period| outcome.quarters.iter().filter(|a| a.period == *q).flat_map(|a| &a.branches).map(|b| (b.branch, b)).collect();
    quarters.iter().map(of).collect()
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

    fn fields<'a>(&self) -> Vec<Field<'a, Line<'a>>> {
        let mut fields = Vec::new();
        if self.any {
            fields.push(side("说明\n已批", 7.0).shown().of(|r: &Line<'a>| Item::Count(r.of.0.waived.into())));
            fields.push(side("说明\n待批", 7.0).shown().of(|r: &Line<'a>| Item::Count(r.of.0.requested.into())));
        }
        if self.before {
            let dash = || Item::center("—");
            let before = |r: &Line<'a>| r.of.0.before_waivers;
            fields.push(
                side("不计说\n明得分", 9.0).shown().of(move |r: &Line<'a>| before(r).map_or(dash(), |(score, _)| Item::Points(score))),
            );
            fields.push(side("不计说\n明名次", 9.0).shown().of(move |r: &Line<'a>| before(r).map_or(dash(), |(_, rank)| rank_item(rank))));
        }
        fields
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

/// 缺报 2×10=20；…
pub(super) fn deductions(cx: &Context<'_>, lines: &[DeductionLine]) -> String {
    let line = |d: &DeductionLine| {
        let sum = crate::model::figure::Points::from_hundredths(d.each.hundredths().saturating_mul(d.count.into()));
        let capped = if d.capped { format!("，封顶{}", d.cost) } else { String::new() };
        let spared = if d.spared > 0 { format!("（另 {} 条不扣分）", d.spared) } else { String::new() };
        format!("{} {}×{}={sum}{capped}{spared}", cx.rule_name(d.code), d.count, d.each)
    };
    lines.iter().map(line).collect::<Vec<_>>().join("；")
}
