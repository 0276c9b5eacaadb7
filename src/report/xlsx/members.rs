//! 党员预警: what attendance sheets say about members. Everything here is to be verified; nothing is a conclusion on a person.

use super::context::{Context, place_item};
use super::findings;
use super::item::Item;
use super::sheet::{Rows, Sheet, Table, col};
use crate::model::assessment::{MemberFigures, Outcome};
use crate::model::cell::Place;
use crate::model::finding::Code;
use crate::model::record::Mark;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let found = cx.findings(|f| matches!(f.code, Code::MEM001 | Code::MEM002 | Code::MEM003));
    let all = cx.results.outcomes.iter().flat_map(|o| o.members.iter().map(move |m| (o, m)));
    // Leave and make-up alone are no warning: a county has tens of thousands of them, and members.csv lists everybody.
    let ordinary = ["正常", "免考勤", "无记录"];
    let (listed, rest): (Vec<_>, Vec<_>) = all.partition(|(_, m)| m.absent > 0 || !ordinary.contains(&m.status));
    let mut notes =
        vec!["说明：本表依据考勤记录生成，仅用于提示核实，不作为对党员的评价结论；处理前应与所在党支部核对原始记录。".to_string()];
    if !listed.is_empty() || !rest.is_empty() {
        notes.push(format!(
            "“党员考勤情况”列出有缺勤记录或达到提示标准的党员 {} 名，其余 {} 名见 data/members.csv。",
            listed.len(),
            rest.len()
        ));
    }
    let (issues, figures) = (found.len(), listed.len());
    let mut first = findings::table(cx, found, Some(format!("一、提示核实（{issues} 条）")), "本期没有需要提示核实的党员。");
    first.filter = issues > 0;
    let second = Table {
        heading: Some(format!("二、党员考勤情况（{figures} 名）")),
        columns: cx.columns(vec![
            col("序号", 8.0),
            col("缺勤", 8.0),
            col("请假", 8.0),
            col("补课", 8.0),
            col("上级党组织", 18.0),
            col("党支部", 24.0),
            col("党员", 10.0),
            col("到会", 8.0),
            col("状态", 11.0),
            col("积分", 9.0),
            col("花名册出处", 22.0),
            col("缺勤、请假、补课的月份与单元格", 40.0),
            col("考勤表", 26.0),
        ]),
        rows: Rows::Ready(listed.into_iter().enumerate().map(|(at, (o, m))| row(cx, at, o, m)).collect()),
        totals: Vec::new(),
        empty: "本期未报送考勤表，或考勤表中没有缺勤记录。",
        filter: issues == 0,
    };
    Sheet {
        name: "党员预警".into(),
        title: cx.title("党员预警（提示核实）"),
        subtitle: &cx.subtitle,
        notes,
        tables: vec![first, second],
        freeze: None,
    }
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, figures: &MemberFigures) -> Vec<Item<'a>> {
    let corpus = &outcome.corpus;
    let Some(member) = corpus.members.get(figures.member) else { return Vec::new() };
    let branch = corpus.branch(member.branch);
    let (cells, sheet) = marks(outcome, figures.member);
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::Count(figures.absent.into()),
        Item::Count(figures.leave.into()),
        Item::Count(figures.caught_up.into()),
        Item::text(&*branch.committee),
        Item::text(&*branch.name),
        Item::center(&*member.name),
        Item::Count(figures.present.into()),
        Item::center(figures.status),
        figures.points.as_ref().map_or(Item::center("—"), |p| Item::Points(p.total)),
        place_item(member.place.as_ref()),
        Item::text(cells),
        Item::text(sheet),
    ];
    cx.row(outcome, items)
}

/// `2017-03 缺（D7）、…` of every month that is not plainly present, and the sheets that they stand on.
fn marks(outcome: &Outcome, member: usize) -> (String, String) {
    let all = &outcome.corpus.attendance;
    let own = &all[all.partition_point(|m| m.member < member)..all.partition_point(|m| m.member <= member)];
    let (mut cells, mut sheets) = (Vec::new(), Vec::new());
    for (month, (mark, place)) in own.iter().flat_map(|m| &m.marks) {
        let word = match mark {
            Mark::Absent => "缺",
            Mark::Leave => "假",
            Mark::CaughtUp => "补",
            Mark::Present | Mark::Exempt => continue,
        };
        cells.push(format!("{month} {word}（{}）", place.cell_text()));
        let sheet = Place { cell: None, ..place.clone() }.to_string();
        if !sheets.contains(&sheet) {
            sheets.push(sheet);
        }
    }
    (cells.join("、"), sheets.join("\n"))
}
