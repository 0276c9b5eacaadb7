//! 党员预警: what attendance sheets say about members, with what was missed in a row and over all, with leave and without; and volunteer
//! service. Everything here is to be verified; nothing is a conclusion on a person.

use std::collections::BTreeMap;

use super::context::{Context, place_item, status_words};
use super::item::Item;
use super::service;
use super::sheet::{Column, Rows, Sheet, Table, col, side};
use super::style::Look;
use crate::model::assessment::{MemberFigures, Outcome};
use crate::model::cell::Place;
use crate::model::finding::{Code, Finding};
use crate::model::record::Mark;

/// Findings by branch and name; the branch's own, which name nobody, under the empty name.
pub(super) type ByMember<'a> = BTreeMap<(usize, &'a str), Vec<&'a Finding>>;

/// Findings of those rules, by branch and member.
pub(super) fn by_member<'a>(outcome: &'a Outcome, codes: &[Code]) -> ByMember<'a> {
    let mut found = ByMember::new();
    for finding in outcome.judgement.findings.iter().filter(|f| codes.contains(&f.code)) {
        if let (Some(branch), Some(name)) = (finding.branch, &finding.member) {
            found.entry((branch.0, name)).or_default().push(finding);
        }
    }
    found
}

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let codes = [Code::MEM001, Code::MEM002, Code::MEM003];
    let found: Vec<ByMember<'a>> = cx.results.outcomes.iter().map(|o| by_member(o, &codes)).collect();
    // Leave and make-up alone are no warning: a county has tens of thousands of them, and members.csv lists everybody.
    let ordinary = ["正常", "免考勤", "无记录"];
    let (mut listed, mut rest, mut talk, mut verify) = (Vec::new(), 0_usize, 0_usize, 0_usize);
    for (outcome, found) in cx.results.outcomes.iter().zip(&found) {
        for figures in &outcome.members {
            let Some(member) = outcome.corpus.members.get(figures.member) else { continue };
            let told = found.get(&(member.branch.0, &*member.name)).cloned().unwrap_or_default();
            talk += usize::from(figures.status == "提醒谈话");
            verify += usize::from(figures.status == "提示核实");
            if figures.absent > 0 || !ordinary.contains(&figures.status) || !told.is_empty() {
                listed.push((outcome, figures, told));
            } else {
                rest += 1;
            }
        }
    }
    // the gravest first; within a step in order of branch and name
    listed.sort_by_key(|(_, m, _)| match m.status {
        "提示核实" => 0,
        "提醒谈话" => 1,
        _ => 2,
    });
    let count = listed.len();
    let mut notes = vec![
        "说明：本表依据考勤记录生成，仅用于提示核实，不作为对党员的评价结论；处理前应与所在党支部核对原始记录。次数自当年1月1日起算；\
         “无故缺席”不含请假，“未参加”含请假；“连续”按有记录的月份计，中间没有记录的月份不打断。"
            .to_string(),
    ];
    if count > 0 || rest > 0 {
        notes.push(format!(
            "达到提醒谈话次数的党员 {talk} 名，达到提示核实次数的党员 {verify} 名；下表列出有无故缺席记录或提示事项的党员 {count} 名，其余 {rest} 名见 data/members.csv。"
        ));
    }
    notes.extend(cx.results.outcomes.iter().filter_map(|o| scheme(cx, o)));
    let first = Table::new(
        cx.columns(columns()),
        Rows::Made(count, Box::new(move |at| row(cx, at, listed[at].0, listed[at].1, &listed[at].2))),
        "本期未报送考勤表，或考勤表中没有缺勤记录。",
    )
    .headed(format!("党员考勤、积分及提示事项（{count} 名）"));
    let mut tables = vec![first];
    tables.extend(service::tables(cx));
    Sheet {
        name: "党员预警".into(), title: cx.title("党员预警（提示核实）"), subtitle: &cx.subtitle, notes, tables, freeze: cx.lead()
    }
}

/// Which scheme the points stand on.
fn scheme(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let scheme = outcome.profile.points.as_ref()?;
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    Some(format!("{name}积分按“{}”计算，年初基数 {} 分，年度结束后划定等次；办法见“规则说明”。", scheme.name, scheme.base))
}

fn columns() -> Vec<Column> {
    vec![
        col("序号", 7.0),
        col("上级党组织", 15.0),
        col("党支部", 25.0),
        col("党员", 9.0),
        col("提示", 11.0),
        col("无故缺席\n累计", 9.0),
        col("无故缺席\n最长连续", 9.0),
        col("请假", 7.0),
        col("未参加\n累计", 8.0),
        col("未参加\n最长连续", 9.0),
        col("补课", 7.0),
        col("到会", 7.0),
        col("免考勤", 7.0),
        col("志愿服务\n小时", 9.0),
        col("积分", 8.0),
        col("积分\n等次", 8.0),
        col("未参加月份", 24.0),
        col("提示事项", 28.0),
        side("月份与单元格", 90.0),
        side("考勤表", 80.0),
        side("花名册出处", 60.0),
    ]
}

fn row<'a>(cx: &Context<'a>, at: usize, outcome: &'a Outcome, m: &'a MemberFigures, told: &[&'a Finding]) -> Vec<Item<'a>> {
    let corpus = &outcome.corpus;
    let Some(member) = corpus.members.get(m.member) else { return Vec::new() };
    let branch = corpus.branch(member.branch);
    let (cells, sheet) = marks(outcome, m.member);
    let n = |n: u32| Item::Count(n.into());
    let missed = m.missed.iter().map(|(month, mark)| format!("{month}{}", if *mark == Mark::Leave { "（假）" } else { "（缺）" }));
    let (points, band) = match &m.points {
        Some(account) => {
            (Item::Points(account.total), Item::center(if account.band.is_empty() { "—".to_string() } else { account.band.to_string() }))
        }
        None => (Item::center("—"), Item::center("—")),
    };
    let items = vec![
        Item::Count(at as u64 + 1),
        Item::text(&*branch.committee),
        Item::text(&*branch.name),
        Item::center(&*member.name),
        status(m.status),
        n(m.absent),
        n(m.absent_run),
        n(m.leave),
        n(m.absent + m.leave),
        n(m.missed_run),
        n(m.caught_up),
        n(m.present),
        n(m.exempt),
        Item::center(service::hours(m.service_minutes.into())),
        points,
        band,
        Item::text(missed.collect::<Vec<_>>().join("、")),
        Item::text(summary(cx, told)),
        Item::text(cells),
        Item::text(sheet),
        place_item(member.place.as_ref()),
    ];
    cx.row(outcome, items)
}

fn status<'a>(status: &'static str) -> Item<'a> {
    match status {
        "提示核实" => Item::Marked(Look::Error, status.into()),
        "提醒谈话" => Item::Marked(Look::Warning, status.into()),
        _ => Item::center(status),
    }
}

/// `缺席达提醒次数 MEM001（待处理）；缺席未补课 MEM003 2条（待处理）`.
fn summary(cx: &Context<'_>, told: &[&Finding]) -> String {
    let mut counts: BTreeMap<(Code, &str), u64> = BTreeMap::new();
    for finding in told {
        *counts.entry((finding.code, status_words(finding.status))).or_default() += 1;
    }
    let line = |((code, status), n): (&(Code, &str), &u64)| {
        let many = if *n > 1 { format!(" {n}条") } else { String::new() };
        format!("{} {code}{many}（{status}）", cx.rule_name(*code))
    };
    counts.iter().map(line).collect::<Vec<_>>().join("；")
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
