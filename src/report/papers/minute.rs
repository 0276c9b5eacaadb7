//! 抽查纪要: what was drawn, from whom, how, and by which seed, to be signed by those who drew and those who watched. What nobody but them knows
//! (day, place, names) is left open for them.

use super::about::mark;
use crate::model::draw::{Draw, FrameUnit};
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};
use crate::report::drawn::{how, in_words, name_of};

/// Name of its file.
pub const FILE: &str = "抽查纪要.docx";

/// Characters of a ticket on paper: enough to tell it from all others, and to be read out.
const SHOWN: usize = 12;

/// The paper, a page for each unit that was drawn from; `None` where there was nobody to draw from.
pub fn paper(results: &Results) -> Option<Document> {
    let title = format!("{}督查抽查纪要", spoken::period(results.info.period));
    let mut doc = Document::new(&title, results.info.as_of, Lie::Upright);
    let mut any = false;
    for outcome in results.outcomes.iter().filter(|outcome| !outcome.draw.frame.is_empty()) {
        let draw = &outcome.draw;
        any = true;
        doc.page();
        mark(&mut doc, results);
        doc.say(Kind::Title, &title);
        doc.say(
            Kind::Subtitle,
            &format!("{}　第{}次抽查　名册截至{}", outcome.profile.name, draw.draw_number, spoken::day(results.info.as_of)),
        );
        if let Some(returned) = results.counts.returned.sentence() {
            doc.say(Kind::Note, &returned);
        }
        doc.grid(&head(draw));
        doc.say(Kind::Table, &format!("抽查结果（{}个）", draw.drawn.len()));
        match draw.drawn.is_empty() {
            true => doc.say(Kind::Note, "本次没有抽中的单位。"),
            false => doc.grid(&drawn(draw)),
        }
        doc.say(Kind::Note, &format!("抽取办法：{}", how(draw)));
        doc.say(
            Kind::Note,
            "名册在抽取前固定，种子事先公布；每个单位的签号由种子、抽查次数和单位代码算出，各层中签号最小的抽中，任何人都可以复核。完整的签号、名册和复核方法见“抽查名单”。",
        );
        doc.say(Kind::Note, "主持人（签字）：____________　　　抽取人（签字）：____________　　　监督人（签字）：____________");
    }
    any.then_some(doc)
}

fn head(draw: &Draw) -> Grid {
    let open = || Cell::text("");
    let rows = vec![
        vec![Cell::label("抽取时间"), open(), Cell::label("抽取地点"), open()],
        vec![Cell::label("主持人"), open(), Cell::label("监督人"), open()],
        vec![
            Cell::label("参加抽取的单位"),
            Cell::of(format!("{}个", draw.frame.len())),
            Cell::label("抽查次数"),
            Cell::of(format!("第{}次", draw.draw_number)),
        ],
        vec![Cell::label("种子"), Cell::of(&draw.seed)],
        vec![Cell::label("名册摘要"), Cell::of(&draw.frame_digest)],
        vec![Cell::label("避让的往期抽查"), Cell::of(in_words(&draw.history))],
    ];
    Grid::form(&[20, 30, 20, 30], rows)
}

fn drawn(draw: &Draw) -> Grid {
    let cols = vec![
        Col::center("序号", 8),
        Col::left("主管组织", 22),
        Col::left("抽中单位", 28),
        Col::center("类别", 10),
        Col::left("入选理由", 18),
        Col::left("签号（开头）", 14),
    ];
    let row = |d: &crate::model::draw::Drawn| {
        let unit: &FrameUnit = &d.unit;
        vec![
            Cell::of(d.order),
            Cell::text(&unit.committee),
            Cell::text(name_of(unit)),
            Cell::text(&unit.stratum),
            Cell::text(&d.reason),
            Cell::of(d.ticket.chars().take(SHOWN).collect::<String>()),
        ]
    };
    Grid::new(cols, draw.drawn.iter().map(row).collect()).tight()
}
