//! 述职评议依据表: a page for the committee's secretary and one for each branch's, with the facts that a yearly review rests on. What is made of them is left
//! blank.

use super::about::{About, mean, named, or_dash};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground};
use crate::model::paper_facts::{ProblemSums, SecretaryFigures};
use crate::report::docx::{Cell, Document, Grid, Kind, Lie};

/// The paper.
pub fn paper(about: &About<'_>, committee: &str, volume: usize) -> Option<Document> {
    let outcome = about.outcome;
    let title = format!("{}党组织书记述职评议依据表", named(committee));
    let mut doc = Document::new(&title, outcome.corpus.as_of, Lie::Upright);
    let own = outcome.assessed.committees.iter().find(|c| *c.committee == *committee);
    if let Some((own, figures)) = own.zip(about.secretary(committee, None)).filter(|_| volume == 0) {
        page(about, &mut doc, committee, of_committee(about, own, figures));
    }
    for branch in about.volume(committee, volume) {
        if let Some(figures) = about.secretary(committee, Some(branch.branch)) {
            page(about, &mut doc, committee, of_branch(about, branch, figures));
        }
    }
    Some(doc)
}

fn page(about: &About<'_>, doc: &mut Document, committee: &str, rows: Vec<Vec<Cell>>) {
    doc.page();
    about.head(doc, "党组织书记述职评议依据表");
    about.subtitle(doc);
    if let Some(returned) = about.returned(Some(committee)) {
        doc.say(Kind::Note, &returned);
    }
    doc.grid(&Grid::form(&[19, 31, 19, 31], rows));
    doc.say(Kind::Note, "本表只列台账所见的事实，供述职评议时对照，不代替评议意见。书记签名：____________　　上级党组织（盖章）：____________　　____年__月__日");
}

fn of_committee(about: &About<'_>, c: &CommitteeAssessment, figures: &SecretaryFigures) -> Vec<Vec<Cell>> {
    let own: Vec<String> = c.deductions.iter().map(|d| format!("{}{}项", d.code.name(), d.count)).collect();
    let own = if own.is_empty() { String::new() } else { format!("（其中扣分的：{}）", own.join("、")) };
    let (errors, warnings) = c.of_branches();
    // to whom inspections went stands beside what they found
    let (within, below) = (figures.own_problems.found, figures.problems_below());
    let found = format!("{}（本级{within}项、所属党支部{below}项）", inspected(figures.problems));
    let mut rows = vec![
        vec![Cell::label("姓名"), Cell::of(""), Cell::label("职务"), Cell::of("党委（党工委）书记")],
        vec![Cell::label("党组织"), Cell::text(named(&c.committee))],
        vec![Cell::label("所属党支部"), Cell::of(format!("{}个", c.branches)), Cell::label("待核月次"), Cell::of(c.pending)],
        vec![Cell::label("完整率"), Cell::of(c.completeness.shown()), Cell::label("按时率"), Cell::of(c.timeliness.shown())],
        vec![
            Cell::label("参与率"),
            Cell::of(c.participation.shown()),
            Cell::label("本级调整备案"),
            Cell::of(format!("{}次", figures.moves)),
        ],
        vec![
            Cell::label("所属支部问题"),
            Cell::of(format!("错误{errors}项、警告{warnings}项")),
            Cell::label("督查发现问题"),
            Cell::of(found),
        ],
        vec![Cell::label("自身问题"), Cell::of(format!("错误{}项、警告{}项{own}", c.own_errors, c.own_warnings))],
    ];
    let mut score = vec![Cell::label("得分"), Cell::of(mean(c.score))];
    if about.ranked() {
        score.extend([Cell::label("名次"), Cell::or_dash(c.rank)]);
    }
    rows.push(score);
    rows.push(vec![Cell::label("不得评优的情形"), Cell::text(grounds(&c.grounds))]);
    rows.push(vec![Cell::label("评议意见"), Cell::of("\n\n")]);
    rows
}

fn of_branch(about: &About<'_>, b: &BranchAssessment, figures: &SecretaryFigures) -> Vec<Vec<Cell>> {
    let branch = about.outcome.corpus.branch(b.branch);
    let step = about.outcome.escalated.iter().find(|e| e.branch == b.branch);
    let mut rows = vec![
        vec![Cell::label("姓名"), Cell::text(&*branch.secretary), Cell::label("职务"), Cell::of("党支部书记")],
        vec![Cell::label("党支部"), Cell::text(&*branch.name)],
        vec![Cell::label("上级党组织"), Cell::text(named(&branch.committee)), Cell::label("支部类型"), Cell::of(branch.kind.as_str())],
        vec![Cell::label("完整率"), Cell::of(b.completeness.shown()), Cell::label("按时率"), Cell::of(b.timeliness.shown())],
        vec![Cell::label("参与率"), Cell::of(b.participation.shown()), Cell::label("待核月次"), Cell::of(b.pending)],
        vec![
            Cell::label("调整备案"),
            Cell::of(format!("{}次", figures.moves)),
            Cell::label("书记讲党课"),
            Cell::of(figures.lecture_words()),
        ],
        vec![
            Cell::label("发现问题"),
            Cell::of(format!("错误{}项、警告{}项", b.errors, b.warnings)),
            Cell::label("督查发现问题"),
            Cell::of(inspected(figures.problems)),
        ],
        vec![
            Cell::label("情况说明"),
            Cell::of(format!("已批准{}项、待批{}项", b.waived, b.requested)),
            Cell::label("递进处置"),
            Cell::of(step.map_or("—".to_string(), |e| format!("{}（{}个月）", e.name, e.months.len()))),
        ],
    ];
    let mut score = vec![Cell::label("得分"), Cell::or_dash(b.score)];
    if about.ranked() {
        let grade = format!("{}，第{}名", or_dash(&b.grade), b.rank.map_or("—".to_string(), |rank| rank.to_string()));
        score.extend([Cell::label("等次、名次"), Cell::of(grade)]);
    }
    rows.push(score);
    rows.push(vec![Cell::label("不得评优的情形"), Cell::text(grounds(&b.grounds))]);
    rows.push(vec![Cell::label("评议意见"), Cell::of("\n\n")]);
    rows
}

fn inspected(of: ProblemSums) -> String {
    format!("{}项，已整改{}项，逾期未改{}项", of.found, of.put_right, of.overdue)
}

fn grounds(of: &[Ground]) -> String {
    if of.is_empty() {
        "—".to_string()
    } else {
        of.iter().map(|g| format!("{}（{}）", g.reason, g.basis)).collect::<Vec<_>>().join("；")
    }
}
