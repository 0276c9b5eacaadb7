//! What is different from the period before: the sums that a bulletin compares, and what became of what earlier runs found. Only what history has is
//! told; where it has nothing, that is said.

use std::cmp::Ordering;

use crate::model::figure::Rate;
use crate::model::finding::Code;
use crate::model::paper_facts::{BulletinLine, BulletinPart};
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::xlsx::plain::{Names, PlainCell, PlainColumn, PlainSheet, PlainTable, Tone, shown};

/// Name of the view.
pub(super) const NAME: &str = "变化";

/// The view as tables.
pub(super) fn sheet(results: &Results) -> PlainSheet {
    let mut notes = Vec::new();
    let several = results.outcomes.len() > 1;
    for outcome in &results.outcomes {
        let name = if several { format!("{}：", shown(&outcome.profile.name)) } else { String::new() };
        notes.push(match &outcome.papers.previous {
            Some(before) => format!("{name}本期为{}，与{}相比。", spoken::period(outcome.corpus.period), spoken::period(before.period)),
            None => format!("{name}没有上一统计期的运行记录，未作比较。"),
        });
    }
    PlainSheet { name: NAME.to_string(), off_paper: false, notes, tables: vec![sums(results, several), follow_ups(results, several)] }
}

fn sums(results: &Results, several: bool) -> PlainTable {
    let mut rows = Vec::new();
    for outcome in &results.outcomes {
        let find = |part| outcome.papers.bulletin.iter().find(|line| line.part == part);
        let (Some(now), Some(before)) = (find(BulletinPart::Whole), find(BulletinPart::Previous)) else { continue };
        for (what, of) in RATES {
            let (now, before) = (of(now), of(before));
            let mut row = vec![text(what), text(&before.shown()), text(&now.shown()), course(before, now)];
            lead(&mut row, several, &outcome.profile.name);
            rows.push(row);
        }
    }
    let heads = [("指标", "what"), ("上期", ""), ("本期", ""), ("变化", "")];
    table(
        "主要指标与上期相比",
        heads.map(|(head, id)| (head, id, None, true)).to_vec(),
        rows,
        "没有上一统计期的运行记录，未作比较。",
        several,
    )
}

/// Takes a rate from a line.
type RateOf = fn(&BulletinLine) -> Rate;

/// The rates that a bulletin compares.
const RATES: [(&str, RateOf); 3] = [("完整率", |l| l.completeness), ("按时报送率", |l| l.timeliness), ("参与率", |l| l.participation)];

fn course(before: Rate, now: Rate) -> PlainCell {
    if !before.applies() || !now.applies() {
        return text("无法比较");
    }
    match now.compare(before) {
        Ordering::Greater => text("上升"),
        Ordering::Less => PlainCell { tone: Tone::Low, ..text("下降") },
        Ordering::Equal => text("持平"),
    }
}

fn follow_ups(results: &Results, several: bool) -> PlainTable {
    let mut rows = Vec::new();
    for outcome in &results.outcomes {
        for f in &outcome.follow_ups {
            let period = spoken::written(&f.period);
            let month = spoken::written(&f.month);
            let mut row = vec![
                text(f.state.as_str()),
                text(&f.committee),
                text(&f.branch),
                text(Code::name(f.code)),
                text(&month),
                text(&f.member),
                text(&period),
            ];
            lead(&mut row, several, &outcome.profile.name);
            rows.push(row);
        }
    }
    let heads = vec![
        ("目前状态", "status", None, true),
        ("上级党组织", "committee", Some(Names::Committee), true),
        ("党支部", "branch", Some(Names::Branch), true),
        ("往期问题", "", None, true),
        ("所属期间", "", None, true),
        ("党员", "member", None, false),
        ("往期统计期", "", None, false),
    ];
    table("往期问题的整改情况", heads, rows, "没有需要跟踪的往期问题。", several)
}

fn text(said: &str) -> PlainCell {
    PlainCell { text: shown(said), ..PlainCell::default() }
}

fn lead(row: &mut Vec<PlainCell>, several: bool, place: &str) {
    if several {
        row.insert(0, text(place));
    }
}

fn table(
    heading: &str,
    mut heads: Vec<(&'static str, &'static str, Option<Names>, bool)>,
    rows: Vec<Vec<PlainCell>>,
    empty: &str,
    several: bool,
) -> PlainTable {
    if several {
        heads.insert(0, ("地区", "unit_name", Some(Names::Place), true));
    }
    PlainTable {
        heading: Some(heading.to_string()),
        heads: heads.iter().map(|(head, ..)| (*head).to_string()).collect(),
        columns: heads
            .iter()
            .map(|(_, id, names, readable)| PlainColumn { id, readable: *readable, names: *names, ..PlainColumn::default() })
            .collect(),
        rows,
        totals: Vec::new(),
        empty: empty.to_string(),
    }
}
