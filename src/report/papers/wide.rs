//! 通报 over several units: what each came to, side by side, for the office above them. No ranks across units: each is judged by its own rules. What a unit
//! hands out itself lies in its own result.

use super::about::{fraction, in_lines, mark, office};
use crate::model::paper_facts::{BulletinLine, BulletinPart};
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// Name of its file.
pub const FILE: &str = "通报.docx";

/// The paper.
pub fn paper(results: &Results) -> Document {
    let (info, counts) = (&results.info, &results.counts);
    let period = spoken::period(info.period);
    let title = format!("关于{period}主题党日开展情况的通报");
    let mut doc = Document::new(&title, info.as_of, Lie::Upright);
    mark(&mut doc, results);
    doc.say(Kind::Title, &in_lines(&title));
    doc.gap();
    doc.say(Kind::To, "各县（市、区）委组织部：");
    let total = &counts.totals;
    doc.say(
        Kind::Body,
        &format!(
            "现将{period}{}个地区主题党日开展情况通报如下（数据截至{}）。各地区按本地文件的规定核对，数据并列，不排名次。",
            results.outcomes.len(),
            spoken::day(info.as_of)
        ),
    );
    doc.say(
        Kind::Body,
        &format!(
            "{}个党委（党工委）、{}个党支部应开展活动{}个支部月次，已开展{}个，完整率{}；党员参与率{}。不得评优的党支部{}个。",
            counts.committees,
            total.branches,
            total.completeness.of,
            total.completeness.part,
            total.completeness.shown(),
            total.participation.shown(),
            counts.barred
        ),
    );
    if let Some(returned) = counts.returned.sentence() {
        doc.say(Kind::Body, &returned);
    }
    doc.say(Kind::Table, "各地区情况");
    doc.grid(&units(results));
    doc.say(Kind::Table, "各地区主要问题");
    doc.grid(&problems(results));
    doc.gap();
    doc.say(Kind::Sign, office(results));
    doc.say(Kind::Sign, &spoken::day(info.as_of));
    doc
}

fn units(results: &Results) -> Grid {
    let cols = vec![
        Col::left("地区", 22),
        Col::right("支部数", 9),
        Col::right("应开展月次", 10),
        Col::right("已开展月次", 10),
        Col::right("完整率", 11),
        Col::right("按时率", 11),
        Col::right("参与率", 11),
        Col::right("实到/应到", 16),
    ];
    let row = |outcome: &crate::model::assessment::Outcome| {
        let total = &outcome.assessed.total;
        vec![
            Cell::text(&*outcome.profile.name),
            Cell::of(total.branches),
            Cell::of(total.completeness.of),
            Cell::of(total.completeness.part),
            Cell::of(total.completeness.percent()),
            Cell::of(total.timeliness.percent()),
            Cell::of(total.participation.percent()),
            Cell::of(fraction(total.participation)),
        ]
    };
    Grid::new(cols, results.outcomes.iter().map(row).collect()).tight()
}

fn problems(results: &Results) -> Grid {
    let cols = vec![Col::left("地区", 24), Col::left("问题", 40), Col::right("支部数", 18), Col::right("问题数", 18)];
    let lines = results.outcomes.iter().flat_map(|outcome| {
        let kinds = outcome.papers.bulletin.iter().filter(|line| line.part == BulletinPart::Problem);
        kinds.map(move |line| (outcome, line))
    });
    let row = |(outcome, line): (&crate::model::assessment::Outcome, &BulletinLine)| {
        let name = line.rule.map_or("", |code| code.name());
        vec![Cell::text(&*outcome.profile.name), Cell::of(name), Cell::of(line.branches), Cell::of(line.count)]
    };
    Grid::new(cols, lines.map(row).collect()).tight()
}
