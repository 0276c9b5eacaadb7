//! The sections of 情况分析 and the contents of the workbook, in the order in which they stand.

use rust_xlsxwriter::XlsxError;

use super::Entry;
use super::board::{Board, Card};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, MemberStatus, Outcome};
use crate::model::corpus::FileCounts;
use crate::model::counts::{ByStatus, Counts, MonthSums, QuarterCount, RuleCount};
use crate::model::figure::Rate;
use crate::model::finding::{Code, Status};
use crate::model::spoken;
use crate::model::time::Month;
use crate::report::xlsx::branches::deductions;
use crate::report::xlsx::committees::score_item;
use crate::report::xlsx::context::{Context, grade_item, level_item, points_item, rank_item};
use crate::report::xlsx::item::{Item, fraction};

/// Key figures, each leading to the sheet that tells more.
pub(super) fn cards(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    let outcomes = &cx.results.outcomes;
    let Counts { totals: total, committees, barred, drawn, files, rows, levels, explained, .. } = &cx.results.counts;
    let (barred, drawn, ByStatus { requested, waived, .. }) = (*barred, *drawn, *explained);
    let members = |status: MemberStatus| outcomes.iter().flat_map(|o| &o.members).filter(|m| m.status == status).count() as u64;
    let (verify, talk) = (members(MemberStatus::Verify), members(MemberStatus::Talk));
    let visits = outcomes.iter().map(|o| o.inspections.total);
    let (found, overdue) = visits.fold((0, 0), |(n, late), c| (n + u64::from(c.problems), late + u64::from(c.overdue)));
    let steps: u64 = outcomes.iter().map(|o| o.escalated.len() as u64).sum();
    let low = cx.findings(|f| f.code == Code::PAR001 && f.status != Status::Waived).len() as u64;
    let card = |label, value, foot: String, to| Card { label, value, foot, to: Some(to) };
    let rate = |label, rate: Rate, what: &str, to| card(label, Item::Percent(rate), format!("{what} {}", fraction(rate)), to);
    let n = Item::Count;
    board.section("一、主要指标（点击名称转到相应工作表）")?;
    board.cards(&[
        card("党支部", n(total.branches.into()), format!("分属 {committees} 个党委"), "支部排名"),
        card("开展活动", n(total.activities), "次（计入统计）".into(), "台账明细"),
        rate("完整率", total.completeness, "已/应开展月次", "月度矩阵"),
        rate("按时率", total.timeliness, "按时/有报送日期", "支部排名"),
        rate("参与率", total.participation, "实到/应到", "党委排名"),
        card(
            "缺报月次",
            n(total.completeness.of.saturating_sub(total.completeness.part)),
            format!("到期未开展；待核 {}", total.pending),
            "缺报清单",
        ),
        card("错误", n(levels.error), format!("条；警告 {}，提示 {}", levels.warning, levels.info), "问题清单"),
        card("情况说明", n(requested + waived), format!("已批 {waived} 条，待批 {requested} 条"), "问题清单"),
        card("参与率预警", n(low), "支部月次".into(), "参与率预警"),
        card("不得评优", n(barred), "个党支部".into(), "不得评优"),
        card("党员提示核实", n(verify), format!("名；提醒谈话 {talk} 名"), "党员预警"),
        card("本期抽查", n(drawn), "个单位".into(), "抽查名单"),
        card("督查逾期未改", n(overdue), format!("个；发现问题 {found} 个"), "督查整改"),
        card("递进处置建议", n(steps), "个党支部".into(), "督查整改"),
        card("往期问题跟踪", n(outcomes.iter().map(|o| o.follow_ups.len() as u64).sum()), "条".into(), "督查整改"),
        card("退回数据行", n(rows.rejected), format!("共 {} 行", rows.total), "数据质量"),
        card("报送文件", n(files.total), format!("未识别 {}，无法读取 {}", files.unrecognised, files.unreadable), "数据质量"),
        card("待补数据的规则", n(unassessable(cx)), "项（不可评定）".into(), "数据质量"),
    ])
}

/// Rules that lack data for some branch.
fn unassessable(cx: &Context<'_>) -> u64 {
    cx.results.counts.rules.values().filter(|count| count.unassessable() > 0).count() as u64
}

/// The jurisdictions side by side.
pub(super) fn jurisdictions(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("分地区比较")?;
    let heads = [
        ("地区", 2),
        ("党支部", 1),
        ("应开展", 1),
        ("已开展", 1),
        ("完整率", 1),
        ("按时率", 1),
        ("参与率", 1),
        ("实到/应到", 2),
        ("错误", 1),
        ("警告", 1),
    ];
    let row = |(o, counts): (&'_ Outcome, &Counts)| {
        let (t, levels) = (&counts.totals, counts.levels);
        vec![
            Item::text(o.profile.name.to_string()),
            Item::Count(t.branches.into()),
            Item::Count(t.completeness.of),
            Item::Count(t.completeness.part),
            Item::Percent(t.completeness),
            Item::Percent(t.timeliness),
            Item::Percent(t.participation),
            Item::Fraction(t.participation),
            Item::Count(levels.error),
            Item::Count(levels.warning),
        ]
    };
    let rows: Vec<_> = cx.results.outcomes.iter().zip(&cx.results.of_each).map(row).collect();
    board.table(&heads, &rows)?;
    board.say("各地按各自文件规定的活动日、下限和扣分标准判定，得分与名次只在本地区内比较。")
}

/// What stands out: the last committees, the branches with most to put right.
pub(super) fn attention(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("四、需要关注")?;
    if !cx.ranked() {
        return board.say("本次未排名，请从“缺报清单”“参与率预警”“问题清单”查看需要关注的党组织。");
    }
    let most = if cx.several { 3 } else { 5 };
    let (mut committees, mut branches) = (Vec::new(), Vec::new());
    for outcome in &cx.results.outcomes {
        let assessed = &outcome.assessed;
        let half = assessed.committees.len().div_ceil(2);
        let troubled = |c: &&CommitteeAssessment| c.rank.is_some() && c.errors + c.warnings > 0;
        committees.extend(assessed.committees.iter().rev().take(most.min(half)).filter(troubled).map(|c| committee_row(outcome, c)));
        let troubled = |b: &&BranchAssessment| b.rank.is_some() && b.errors + b.warnings > 0;
        let half = assessed.branches.len().div_ceil(2);
        branches.extend(assessed.branches.iter().rev().take((2 * most).min(half)).filter(troubled).map(|b| branch_row(cx, outcome, b)));
    }
    if committees.is_empty() && branches.is_empty() {
        return board.say("排名靠后的党组织均没有错误和警告。");
    }
    if !committees.is_empty() {
        let heads = [
            ("排名靠后的党委", 3),
            ("地区", 1),
            ("名次", 1),
            ("得分", 1),
            ("完整率", 1),
            ("参与率", 1),
            ("实到/应到", 2),
            ("错误", 1),
            ("警告", 1),
        ];
        board.table(&heads, &committees)?;
    }
    if !branches.is_empty() {
        let heads = [("排名靠后的党支部", 3), ("名次", 1), ("得分", 1), ("等次", 1), ("完整率", 1), ("参与率", 1), ("扣分明细", 4)];
        board.table(&heads, &branches)?;
    }
    Ok(())
}

fn committee_row<'a>(outcome: &'a Outcome, c: &'a CommitteeAssessment) -> Vec<Item<'a>> {
    vec![
        Item::text(&*c.committee),
        Item::center(&*outcome.profile.name),
        rank_item(c.rank),
        score_item(c.score),
        Item::Percent(c.completeness),
        Item::Percent(c.participation),
        Item::Fraction(c.participation),
        Item::Count(c.errors.into()),
        Item::Count(c.warnings.into()),
    ]
}

fn branch_row<'a>(cx: &Context<'a>, outcome: &'a Outcome, b: &'a BranchAssessment) -> Vec<Item<'a>> {
    let branch = outcome.corpus.branch(b.branch);
    let place = if cx.several { format!("{}，", outcome.profile.name) } else { String::new() };
    vec![
        Item::text(format!("{}（{place}{}）", branch.name, branch.committee)),
        rank_item(b.rank),
        points_item(b.score),
        grade_item(&b.grade),
        Item::Percent(b.completeness),
        Item::judged(b.participation, outcome.profile.params(branch.kind).floor()),
        Item::text(deductions(cx, &b.deductions)),
    ]
}

/// Month by month.
pub(super) fn months(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("三、分月情况")?;
    let heads = [
        ("月份", 1),
        ("已/应开展", 1),
        ("完整率", 1),
        ("按时", 1),
        ("迟报", 1),
        ("已报", 1),
        ("待核", 1),
        ("空报", 1),
        ("缺报", 1),
        ("活动次数", 1),
        ("参与率", 1),
        ("实到/应到", 1),
    ];
    let rate = |r: Rate| if r.applies() { Item::Percent(r) } else { Item::Blank };
    let row = |(month, s): &(Month, MonthSums)| {
        let mut items = vec![Item::Month(*month), Item::Fraction(s.held), rate(s.held)];
        items.extend(s.statuses.map(Item::Count));
        items.extend([Item::Count(s.activities), rate(s.participation), Item::Fraction(s.participation)]);
        items
    };
    let rows: Vec<_> = cx.results.counts.months.iter().map(row).collect();
    board.table(&heads, &rows)?;
    Ok(())
}

/// Quarter by quarter, where the period holds several.
pub(super) fn quarters(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    let quarters = &cx.results.counts.quarters;
    if quarters.is_empty() {
        return Ok(());
    }
    board.section("分季度情况")?;
    let heads = [
        ("季度", 3),
        ("应开展", 1),
        ("已开展", 1),
        ("完整率", 1),
        ("按时率", 1),
        ("参与率", 1),
        ("实到/应到", 2),
        ("活动次数", 1),
        ("错误", 1),
    ];
    let row = |quarter: &QuarterCount| {
        let t = &quarter.totals;
        vec![
            Item::text(spoken::period(quarter.period)),
            Item::Count(t.completeness.of),
            Item::Count(t.completeness.part),
            Item::Percent(t.completeness),
            Item::Percent(t.timeliness),
            Item::Percent(t.participation),
            Item::Fraction(t.participation),
            Item::Count(t.activities),
            Item::Count(quarter.errors),
        ]
    };
    let rows: Vec<_> = quarters.iter().map(row).collect();
    board.table(&heads, &rows)?;
    Ok(())
}

/// Findings by rule.
pub(super) fn rules(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("五、问题分布")?;
    let told = |count: &RuleCount| count.level.is_some() || count.unassessable() > 0;
    let sums: Vec<_> = cx.results.counts.rules.iter().filter(|(_, count)| told(count)).collect();
    if sums.is_empty() {
        return board.say("本期未发现问题。");
    }
    let heads =
        [("名称", 3), ("级别", 1), ("待处理", 1), ("说明待批", 1), ("说明已批", 1), ("涉及支部", 2), ("不可评定支部", 2), ("规则", 1)];
    let row = |(code, s): &(&Code, &RuleCount)| {
        vec![
            Item::text(cx.rule_name(**code)),
            s.level.or(cx.rule_level(**code)).map_or(Item::Blank, level_item),
            Item::Count(s.findings.open),
            Item::Count(s.findings.requested),
            Item::Count(s.findings.waived),
            Item::Count(s.branches),
            Item::Count(s.unassessable()),
            Item::center(code.as_str()),
        ]
    };
    let rows: Vec<_> = sums.iter().map(row).collect();
    board.table(&heads, &rows)?;
    match cx.results.counts.outside {
        0 => Ok(()),
        n => board.say(&format!("另有统计期以外的问题 {n} 条（问题清单中注明“期外”），不计入以上各数，也不计分。")),
    }
}

/// Files and rows by outcome.
pub(super) fn inputs(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("七、文件与数据行")?;
    let FileCounts { total, read, partly, unrecognised, unreadable, skipped } = cx.results.counts.files;
    board.say(&format!(
        "文件：共 {total} 个＝全部识别 {read}＋部分识别 {partly}＋未识别 {unrecognised}＋无法读取 {unreadable}＋跳过 {skipped}。"
    ))?;
    let r = cx.results.counts.rows;
    let sum = r.accepted + r.rejected + r.duplicate + r.superseded + r.ignored;
    let check = if sum == r.total { "核对相符" } else { "核对不符，请与软件维护人员联系" };
    board.say(&format!(
        "数据行：共 {} 行＝采用 {}＋退回 {}＋重复 {}＋被更正 {}＋非数据行（标题、合计、备注等）{}（{check}）。",
        r.total, r.accepted, r.rejected, r.duplicate, r.superseded, r.ignored
    ))
}

/// The sheets, with links, two to a line.
pub(super) fn contents(entries: &[Entry], board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("工作表目录（点击名称转到相应工作表，不打印）")?;
    let cells = |e: Option<&Entry>| match e {
        Some(e) => [Item::Link(e.name.clone().into(), e.name.clone().into()), Item::text(e.about.clone())],
        None => [Item::Blank, Item::Blank],
    };
    let half = entries.len().div_ceil(2);
    let rows: Vec<_> = (0..half).map(|at| [cells(entries.get(at)), cells(entries.get(half + at))].concat()).collect();
    board.table(&[("工作表", 2), ("内容", 4), ("工作表", 2), ("内容", 4)], &rows)?;
    board.say("另有“技术信息”一表存放核验数据，平时隐藏：右击任一工作表标签，选“取消隐藏”即可查看。")
}
