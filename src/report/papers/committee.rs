//! 成绩单: what a committee came to over the period, its branches one by one, and the problems that stand, with the cells.

use super::about::{About, fraction, mean, named, or_dash};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment};
use crate::model::finding::Finding;
use crate::model::spoken;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// Most problems that are told one by one; the workbook has them all.
const MOST: usize = 200;
/// Most branches, likewise: more than any committee has, but not more than lie under none.
const MOST_BRANCHES: usize = 500;

/// The paper.
pub fn paper(about: &About<'_>, committee: &str) -> Option<Document> {
    let outcome = about.outcome;
    let own = outcome.assessed.committees.iter().find(|c| *c.committee == *committee)?;
    let mut doc = about.paper(&format!("{}{}成绩单", named(committee), outcome.profile.system), Lie::Side);
    about.subtitle(&mut doc);
    if let Some(returned) = about.returned(Some(committee)) {
        doc.say(Kind::Note, &returned);
    }
    doc.grid(&sums(about, own));
    doc.say(Kind::Table, "一、各党支部情况");
    let own_branches = about.branches(committee);
    doc.grid(&branches(about, &own_branches[..own_branches.len().min(MOST_BRANCHES)]));
    if own_branches.len() > MOST_BRANCHES {
        doc.say(
            Kind::Note,
            &format!("共{}个党支部，以上按花名册顺序列出前{MOST_BRANCHES}个，其余见汇总报告的支部排名。", own_branches.len()),
        );
    }
    doc.say(Kind::Note, "完整率＝已开展月次÷应开展月次；参与率＝实到人数之和÷应到人数之和，均舍去尾数、不进位。");
    doc.say(Kind::Table, "二、需要整改的问题");
    let problems: Vec<&Finding> = about.findings(committee).iter().copied().filter(|f| f.counts()).collect();
    if problems.is_empty() {
        doc.say(Kind::Note, "本期没有需要整改的问题。");
    } else {
        doc.grid(&list(about, &problems));
    }
    if problems.len() > MOST {
        doc.say(Kind::Note, &format!("共{}项，以上列出前{MOST}项，其余见汇总报告的问题清单。", problems.len()));
    }
    Some(doc)
}

fn sums(about: &About<'_>, c: &CommitteeAssessment) -> Grid {
    let rank = c.rank.map_or("—".to_string(), |rank| format!("第{rank}名"));
    let mut rows = vec![vec![
        Cell::label("党支部数"),
        Cell::of(c.branches),
        Cell::label("完整率"),
        Cell::of(c.completeness.shown()),
        Cell::label("参与率"),
        Cell::of(c.participation.shown()),
    ]];
    rows.push(vec![
        Cell::label("按时率"),
        Cell::of(c.timeliness.shown()),
        Cell::label("错误、警告"),
        Cell::of(format!("{}项、{}项", c.errors, c.warnings)),
        Cell::label("待核月次"),
        Cell::of(c.pending),
    ]);
    let own: Vec<String> = c.deductions.iter().map(|d| format!("{}{}项扣{}分", d.code.name(), d.count, d.cost)).collect();
    let own = if own.is_empty() { "无".to_string() } else { own.join("，") };
    let mut last = vec![Cell::label("得分"), Cell::of(mean(c.score))];
    if about.ranked() {
        last.extend([Cell::label("名次"), Cell::of(rank)]);
    }
    last.extend([Cell::label("党委（党工委）自身扣分"), Cell::of(own)]);
    rows.push(last);
    Grid::form(&[14, 16, 14, 22, 14, 20], rows)
}

fn branches(about: &About<'_>, branches: &[&BranchAssessment]) -> Grid {
    let ranked = about.ranked();
    let mut cols = vec![
        Col::center("序号", 5),
        Col::left("党支部", 22),
        Col::center("类型", 7),
        Col::right("应开展", 7),
        Col::right("已开展", 7),
        Col::right("完整率", 9),
        Col::right("按时率", 9),
        Col::right("参与率", 9),
        Col::right("实到/应到", 10),
        Col::right("错误", 6),
        Col::right("警告", 6),
        Col::right("得分", 7),
    ];
    if ranked {
        cols.extend([Col::center("等次", 7), Col::center("全部名次", 7)]);
    }
    cols.push(Col::center("评优", 9));
    let row = |(at, b): (usize, &&BranchAssessment)| {
        let known = about.outcome.corpus.branch(b.branch);
        let mut row = vec![
            Cell::of(at + 1),
            Cell::text(&*known.name),
            Cell::of(known.kind.as_str()),
            Cell::of(b.completeness.of),
            Cell::of(b.completeness.part),
            Cell::of(b.completeness.percent()),
            Cell::of(b.timeliness.percent()),
            Cell::of(b.participation.percent()),
            Cell::of(fraction(b.participation)),
            Cell::some(b.errors),
            Cell::some(b.warnings),
            Cell::or_dash(b.score),
        ];
        if ranked {
            row.extend([Cell::of(or_dash(&b.grade)), Cell::or_dash(b.rank)]);
        }
        row.push(Cell::of(if b.eligible { "" } else { "不得评优" }));
        row
    };
    Grid::new(cols, branches.iter().enumerate().map(row).collect()).tight()
}

fn list(about: &About<'_>, problems: &[&Finding]) -> Grid {
    let cols = vec![
        Col::left("党支部", 18),
        Col::center("时段", 11),
        Col::left("问题", 13),
        Col::left("实际情况", 20),
        Col::left("规定要求", 18),
        Col::left("出处", 20),
    ];
    let row = |f: &&Finding| {
        let branch = f.branch.map_or("（本级）", |ix| &*about.outcome.corpus.branch(ix).name);
        let who = f.member.as_ref().map_or(String::new(), |name| format!("{name}："));
        vec![
            Cell::text(branch),
            Cell::of(f.span.map(spoken::span).unwrap_or_default()),
            Cell::of(f.code.name()),
            Cell::text(format!("{who}{}", f.observed)),
            Cell::text(&f.expected),
            Cell::text(f.place.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]
    };
    Grid::new(cols, problems.iter().take(MOST).map(row).collect()).tight()
}
