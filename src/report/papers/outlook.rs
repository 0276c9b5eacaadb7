//! 预警: what the year still asks. Branches that cannot reach the floor any more, those that lie below it and how many must still come, those of which that
//! cannot be said and why, those that need more than one activity a month to reach the year's number, members one absence before a step.

use std::collections::BTreeSet;

use super::about::{About, fraction, named};
use crate::model::finding::Code;
use crate::model::paper_facts::{BranchOutlook, NearStep, YearMonth};
use crate::model::spoken;
use crate::model::time::{Month, Period};
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// Numbers of the parts.
const NUMBERS: [&str; 4] = ["一", "二", "三", "四"];

/// The paper.
pub fn paper(about: &About<'_>, _: &str) -> Option<Document> {
    let outcome = about.outcome;
    let all = &outcome.papers.outlook;
    let year = outcome.corpus.period.last().year();
    let mut doc = about.paper(&format!("{year}年{}达标预警", outcome.profile.system), Lie::Upright);
    about.subtitle(&mut doc);
    if let Some(returned) = about.returned(None) {
        doc.say(Kind::Note, &returned);
    }
    doc.say(Kind::Note, &basis(about, year));
    let lost: Vec<&BranchOutlook> = all.iter().filter(|o| o.reachable() == Some(false)).collect();
    let behind: Vec<&BranchOutlook> = all.iter().filter(|o| o.is_below() && o.reachable() == Some(true)).collect();
    let open: Vec<&BranchOutlook> = all.iter().filter(|o| o.is_below() && o.reachable().is_none()).collect();
    let mut parts: Vec<(&str, Vec<&BranchOutlook>, Lay)> =
        vec![("全年已不能达到参与率下限的党支部", lost, rates), ("目前低于参与率下限、仍可达到的党支部", behind, rates)];
    if !open.is_empty() {
        parts.push(("目前低于参与率下限、全年能否达到不作结论的党支部", open, unsaid));
    }
    if all.iter().any(|o| o.planned.is_some()) {
        let short = all.iter().filter(|o| o.falls_short_monthly()).collect();
        parts.push(("剩余月份每月一次仍达不到全年次数的党支部", short, numbers));
    }
    for ((title, of, lay), number) in parts.into_iter().zip(NUMBERS) {
        part(about, &mut doc, &format!("{number}、{title}"), &of, lay);
    }
    let untold = all.iter().filter(|o| o.planned.is_some() && o.activities_left().is_none()).count();
    if untold > 0 {
        doc.say(Kind::Note, &format!("有{untold}个党支部存在待核月份，或者已经到期而没有读到台账的月份，全年次数不作测算，未列入。"));
    }
    for (code, name) in [(Code::MEM001, "提醒谈话"), (Code::MEM002, "提示核实")] {
        let near: Vec<&NearStep> = outcome.papers.near.iter().filter(|n| n.step == code).collect();
        if !near.is_empty() {
            doc.say(Kind::Table, &format!("再缺席一次即达到“{name}”次数的党员（{}名）", near.len()));
            doc.grid(&members(about, &near));
        }
    }
    doc.say(Kind::Note, "本表供提前提醒之用，不作为对党支部和党员的评价结论。");
    Some(doc)
}

/// The months that the figures rest on, how they were made, and what is not in them.
fn basis(about: &About<'_>, year: i32) -> String {
    let outcome = about.outcome;
    let of = |how: YearMonth| listed(outcome.papers.outlook.iter().flat_map(move |o| o.standing(how)));
    let counted = match of(YearMonth::Counted) {
        Some(months) => format!("按工作目录中{months}的台账测算，“已计月数”即其中计入的月数；没有计入的月份不在各数之内。"),
        None => format!("工作目录中没有{year}年可以计入的台账，参与率未作测算。"),
    };
    let left = of(YearMonth::Left).map_or_else(|| "没有".to_string(), |months| format!("在{months}之内"));
    let unknown = of(YearMonth::Unknown).map_or_else(String::new, |months| {
        format!("{months}中，有的党支部已经到期而没有读到台账（不在统计期内，或者没有花名册可据以认定），其全年情况不作结论。")
    });
    format!(
        "{counted}剩余月份是截至{}尚未到期、也没有活动记录的月份（{left}），不论是否在统计期内。{unknown}尚需到会人次＝（已应到＋剩余月数×每月应到）×下限，进位取整，减去已实到。\
         每月应到按花名册党员人数（免考勤的不计），没有的按最近一次活动的应到人数；每月按一次活动测算。",
        spoken::day(outcome.corpus.as_of)
    )
}

/// Months in words, as a span where none is left out between them; `None` where there are none.
fn listed(months: impl Iterator<Item = Month>) -> Option<String> {
    let months: BTreeSet<Month> = months.collect();
    let (first, last) = (*months.first()?, *months.last()?);
    let whole = Period::new(first, last).filter(|period| period.months().eq(months.iter().copied()));
    Some(whole.map_or_else(|| spoken::months(months), spoken::period))
}

type Lay = fn(&About<'_>, &[&BranchOutlook]) -> Grid;

fn part(about: &About<'_>, doc: &mut Document, title: &str, of: &[&BranchOutlook], lay: Lay) {
    doc.say(Kind::Table, &format!("{title}（{}个）", of.len()));
    match of.is_empty() {
        true => doc.say(Kind::Note, "没有。"),
        false => doc.grid(&lay(about, of)),
    }
}

fn whose(about: &About<'_>, of: &BranchOutlook) -> [Cell; 2] {
    let branch = about.outcome.corpus.branch(of.branch);
    [Cell::text(named(&branch.committee)), Cell::text(&*branch.name)]
}

/// What the year has come to: months counted, its sum and rate, months left.
fn so_far(of: &BranchOutlook) -> [Cell; 4] {
    let (counted, left) = (of.number(YearMonth::Counted), of.number(YearMonth::Left));
    [Cell::of(counted), Cell::of(fraction(of.participation)), Cell::of(of.participation.percent()), Cell::of(left)]
}

fn rates(about: &About<'_>, of: &[&BranchOutlook]) -> Grid {
    let cols = vec![
        Col::left("党委（党工委）", 18),
        Col::left("党支部", 22),
        Col::right("已计月数", 7),
        Col::right("实到/应到", 12),
        Col::right("参与率", 9),
        Col::right("剩余月数", 7),
        Col::right("每月应到", 7),
        Col::right("尚可到会人次", 9),
        Col::right("尚需到会人次", 9),
    ];
    let row = |o: &&BranchOutlook| {
        let mut row = Vec::from(whose(about, o));
        row.extend(so_far(o));
        row.extend([Cell::or_dash(o.due_each), Cell::or_dash(o.may_come()), Cell::or_dash(o.needed)]);
        row
    };
    Grid::new(cols, of.iter().map(row).collect()).tight()
}

fn unsaid(about: &About<'_>, of: &[&BranchOutlook]) -> Grid {
    let cols = vec![
        Col::left("党委（党工委）", 18),
        Col::left("党支部", 20),
        Col::right("已计月数", 7),
        Col::right("实到/应到", 11),
        Col::right("参与率", 8),
        Col::right("剩余月数", 7),
        Col::left("不作结论的原因", 29),
    ];
    let row = |o: &&BranchOutlook| {
        let mut row = Vec::from(whose(about, o));
        row.extend(so_far(o));
        row.push(Cell::of(reasons(o)));
        row
    };
    Grid::new(cols, of.iter().map(row).collect()).tight()
}

/// Why nobody can say what the year comes to.
fn reasons(of: &BranchOutlook) -> String {
    let all = [(YearMonth::Pending, "待核"), (YearMonth::Unknown, "没有读到台账"), (YearMonth::Uncounted, "人数未能计入")];
    let mut said: Vec<String> = all.into_iter().filter_map(|(how, why)| Some(format!("{}{why}", listed(of.standing(how))?))).collect();
    if of.due_each.is_none() {
        said.push("每月应到人数不明".to_string());
    }
    said.join("；")
}

fn numbers(about: &About<'_>, of: &[&BranchOutlook]) -> Grid {
    let cols = vec![
        Col::left("党委（党工委）", 26),
        Col::left("党支部", 30),
        Col::right("全年应开展", 11),
        Col::right("已开展", 11),
        Col::right("尚需开展", 11),
        Col::right("剩余月数", 11),
    ];
    let row = |o: &&BranchOutlook| {
        let mut row = Vec::from(whose(about, o));
        row.extend([
            Cell::or_dash(o.planned),
            Cell::of(o.activities),
            Cell::or_dash(o.activities_left()),
            Cell::of(o.number(YearMonth::Left)),
        ]);
        row
    };
    Grid::new(cols, of.iter().map(row).collect()).tight()
}

fn members(about: &About<'_>, of: &[&NearStep]) -> Grid {
    let cols = vec![
        Col::left("党委（党工委）", 26),
        Col::left("党支部", 32),
        Col::left("姓名", 18),
        Col::right("已缺席次数", 12),
        Col::right("提醒次数", 12),
    ];
    let row = |n: &&NearStep| {
        let member = &about.outcome.corpus.members[n.member];
        let branch = about.outcome.corpus.branch(member.branch);
        vec![
            Cell::text(named(&branch.committee)),
            Cell::text(&*branch.name),
            Cell::text(&*member.name),
            Cell::of(n.absences),
            Cell::of(n.at),
        ]
    };
    Grid::new(cols, of.iter().map(row).collect()).tight()
}
