//! 预警: what the year still asks. Branches that cannot reach the floor any more, those that lie below it and how many must still come, those that need more
//! than one activity a month to reach the year's number, members one absence before a step.

use super::about::{About, fraction, named};
use crate::model::finding::Code;
use crate::model::paper_facts::{BranchOutlook, NearStep};
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

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
    doc.say(
        Kind::Note,
        &format!(
            "按工作目录中{year}年1月至{}月的台账测算；没有台账的月份不在其内，“已计月数”即计入的月数。尚需到会人次＝（已应到＋剩余月数×每月应到）×下限，进位取整，减去已实到。\
             每月应到按花名册党员人数（免考勤的不计），没有的按最近一次活动的应到人数；每月按一次活动测算。",
            outcome.corpus.period.last().month()
        ),
    );
    let lost: Vec<&BranchOutlook> = all.iter().filter(|o| o.reachable() == Some(false)).collect();
    let behind: Vec<&BranchOutlook> = all.iter().filter(|o| o.is_below() && o.reachable() != Some(false)).collect();
    part(about, &mut doc, "一、全年已不能达到参与率下限的党支部", &lost, rates);
    part(about, &mut doc, "二、目前低于参与率下限、仍可达到的党支部", &behind, rates);
    let short: Vec<&BranchOutlook> = all.iter().filter(|o| o.falls_short_monthly()).collect();
    if all.iter().any(|o| o.planned.is_some()) {
        part(about, &mut doc, "三、剩余月份每月一次仍达不到全年次数的党支部", &short, numbers);
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
        row.extend([
            Cell::of(o.months_counted),
            Cell::of(fraction(o.participation)),
            Cell::of(o.participation.percent()),
            Cell::of(o.months_left),
            Cell::or_dash(o.due_each),
            Cell::or_dash(o.may_come()),
            Cell::or_dash(o.needed),
        ]);
        row
    };
    Grid::new(cols, of.iter().map(row).collect()).tight()
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
        row.extend([Cell::or_dash(o.planned), Cell::of(o.activities), Cell::or_dash(o.activities_left()), Cell::of(o.months_left)]);
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
