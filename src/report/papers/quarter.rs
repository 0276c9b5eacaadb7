//! 季度考核表: where the document assesses each quarter by itself, what each whole quarter of the period came to for a committee: the mean of its branches,
//! what its own faults cost, the rest; and its branches behind it.

use super::about::{About, mean, named, or_dash};
use crate::model::assessment::{CommitteeAssessment, PeriodAssessment};
use crate::model::spoken;
use crate::model::time::Period;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// The paper.
pub fn paper(about: &About<'_>, committee: &str) -> Option<Document> {
    let outcome = about.outcome;
    outcome.profile.excellence.quarterly.as_ref()?;
    let own = &outcome.assessed;
    let is_quarter = own.period.quarters().into_iter().map(Period::of).any(|quarter| quarter == own.period);
    let quarters = outcome.quarters.iter().chain((is_quarter && outcome.quarters.is_empty()).then_some(own));
    let found = |quarter: &PeriodAssessment| quarter.committees.iter().position(|c| *c.committee == *committee);
    let quarters: Vec<(&PeriodAssessment, &CommitteeAssessment)> =
        quarters.filter_map(|quarter| Some((quarter, &quarter.committees[found(quarter)?]))).collect();
    let (first, _) = quarters.first()?;
    let title =
        |quarter: &PeriodAssessment| format!("{}{}{}考核表", named(committee), spoken::period(quarter.period), outcome.profile.system);
    let mut doc = Document::new(&title(first), outcome.corpus.as_of, Lie::Upright);
    for (quarter, c) in &quarters {
        doc.page();
        about.head(&mut doc, &title(quarter));
        about.subtitle(&mut doc);
        if let Some(returned) = about.returned(Some(committee)) {
            doc.say(Kind::Note, &returned);
        }
        doc.grid(&sums(about, c));
        doc.say(Kind::Table, "所属党支部季度得分");
        doc.grid(&branches(about, quarter, committee));
        doc.say(Kind::Note, "得分＝所属支部得分按应开展月次加权的平均分，减去党委（党工委）自身问题的扣分，扣完为止；舍去尾数、不进位。");
        doc.say(Kind::Note, "被考核单位意见：________________　　　考核单位（盖章）：________________　　　____年__月__日");
    }
    Some(doc)
}

fn sums(about: &About<'_>, c: &CommitteeAssessment) -> Grid {
    let own: Vec<String> =
        c.deductions.iter().map(|d| format!("{}：{}项，每项{}分，扣{}分", d.code.name(), d.count, d.each, d.cost)).collect();
    let own = if own.is_empty() { "无".to_string() } else { own.join("\n") };
    let mut rows = vec![
        vec![Cell::label("党支部数"), Cell::of(c.branches), Cell::label("待核月次"), Cell::of(c.pending)],
        vec![Cell::label("完整率"), Cell::of(c.completeness.shown()), Cell::label("按时率"), Cell::of(c.timeliness.shown())],
        vec![
            Cell::label("参与率"),
            Cell::of(c.participation.shown()),
            Cell::label("错误、警告"),
            Cell::of(format!("{}项、{}项", c.errors, c.warnings)),
        ],
        vec![Cell::label("所属支部平均分"), Cell::of(mean(c.mean)), Cell::label("自身问题扣分"), Cell::of(c.own_cost())],
        vec![Cell::label("自身问题明细"), Cell::of(own)],
    ];
    let mut last = vec![Cell::label("季度得分"), Cell::of(mean(c.score))];
    if about.ranked() {
        last.extend([Cell::label("名次"), Cell::or_dash(c.rank)]);
    }
    rows.push(last);
    Grid::form(&[20, 30, 20, 30], rows)
}

fn branches(about: &About<'_>, quarter: &PeriodAssessment, committee: &str) -> Grid {
    let mut cols = vec![
        Col::center("序号", 7),
        Col::left("党支部", 32),
        Col::right("应开展", 10),
        Col::right("已开展", 10),
        Col::right("参与率", 12),
        Col::right("得分", 10),
    ];
    if about.ranked() {
        cols.push(Col::center("等次", 10));
    }
    let mut branches: Vec<_> = quarter.branches.iter().filter(|b| about.is_of(b.branch, committee)).collect();
    branches.sort_by_key(|b| b.branch);
    let row = |(at, b): (usize, &&crate::model::assessment::BranchAssessment)| {
        let mut row = vec![
            Cell::of(at + 1),
            Cell::text(&*about.outcome.corpus.branch(b.branch).name),
            Cell::of(b.completeness.of),
            Cell::of(b.completeness.part),
            Cell::of(b.participation.percent()),
            Cell::or_dash(b.score),
        ];
        if about.ranked() {
            row.push(Cell::of(or_dash(&b.grade)));
        }
        row
    };
    Grid::new(cols, branches.iter().enumerate().map(row).collect())
}
