//! 党员预警: what attendance sheets say about members, with what was missed in a row and over all, with leave and without; and volunteer
//! service. Everything here is to be verified; nothing is a conclusion on a person.

use std::collections::BTreeMap;

use super::column::{Field, branch, col, committee, serial, side};
use super::context::{Context, grade_item, place_item, status_words};
use super::item::Item;
use super::service;
use super::sheet::{Note, Sheet, SheetTable};
use super::style::Look;
use crate::model::assessment::{MemberFigures, MemberStatus, Outcome};
use crate::model::cell::Place;
use crate::model::finding::{Code, Finding};
use crate::model::org::{Branch, Member};
use crate::model::record::Mark;
use crate::model::spoken;
use crate::model::time::Span;
use crate::tables::{Row, rows};

/// Findings by branch and name; the branch's own, which name nobody, under the empty name.
type ByMember<'a> = BTreeMap<(usize, &'a str), Vec<&'a Finding>>;

/// Findings of those rules, by branch and member.
fn by_member<'a>(outcome: &'a Outcome, codes: &[Code]) -> ByMember<'a> {
    let mut found = ByMember::new();
    for finding in outcome.judgement.findings.iter().filter(|f| codes.contains(&f.code)) {
        if let (Some(branch), Some(name)) = (finding.branch, &finding.member) {
            found.entry((branch.0, name)).or_default().push(finding);
        }
    }
    found
}

/// A member with what rules found.
pub(super) struct Told<'a> {
    pub figures: &'a MemberFigures,
    pub member: &'a Member,
    pub branch: &'a Branch,
    pub told: Vec<&'a Finding>,
}

pub(super) type Line<'a> = Row<'a, Told<'a>>;

/// Members with what those rules found, in order.
pub(super) fn lines<'a>(cx: &Context<'a>, codes: &[Code]) -> Vec<Line<'a>> {
    rows(cx.results, |outcome| {
        let found = by_member(outcome, codes);
        let line = |figures: &'a MemberFigures| {
            let member = &outcome.corpus.members[figures.member];
            let told = found.get(&(member.branch.0, &*member.name)).cloned().unwrap_or_default();
            Told { figures, member, branch: outcome.corpus.branch(member.branch), told }
        };
        outcome.members.iter().map(line).collect::<Vec<_>>()
    })
}

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let codes = [Code::MEM001, Code::MEM002, Code::MEM003];
    // Leave and make-up alone are no warning: a county has tens of thousands of them, and members.csv lists everybody.
    let all = lines(cx, &codes);
    let with = |status: MemberStatus| all.iter().filter(|r| r.of.figures.status == status).count();
    let (talk, verify) = (with(MemberStatus::Talk), with(MemberStatus::Verify));
    let warns = |r: &Line<'a>| r.of.figures.absent + r.of.figures.unclear > 0 || r.of.figures.status.is_step() || !r.of.told.is_empty();
    let sum = |of: fn(&MemberFigures) -> u32| all.iter().map(|r| u64::from(of(r.of.figures))).sum::<u64>();
    let (late, early, unclear) = (sum(|m| m.late), sum(|m| m.left_early), sum(|m| m.unclear));
    let (listed, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(warns);
    let rest = rest.len();
    // the gravest first; within a step in order of branch and name
    let mut listed = cx.in_roster_order(listed, |r| (&*r.of.branch.committee, Some(r.of.member.branch)), |_| ());
    listed.sort_by_key(|r| Some(r.of.figures.status).filter(|status| status.is_step()).unwrap_or(MemberStatus::Ordinary));
    let count = listed.len();
    let mut notes: Vec<Note> = vec![
        "说明：本表依据考勤记录生成，仅用于提示核实，不作为对党员的评价结论；处理前应与所在党支部核对原始记录。次数自当年1月1日起算；\
         “无故缺席”不含请假，“未参加”含请假；“连续”按有记录的月份计，中间没有记录的月份不打断。"
            .into(),
    ];
    if count > 0 || rest > 0 {
        notes.push(Note::from(format!(
            "达到提醒谈话次数的党员 {talk} 名，达到提示核实次数的党员 {verify} 名；下表列出有无故缺席记录、待核标记或提示事项的党员 {count} 名，其余 {rest} 名见 data/members.csv。"
        )));
    }
    if late + early > 0 {
        notes.push(Note::from(format!("到会次数中含迟到 {late} 次、早退 {early} 次，均计为到会。")));
    }
    if unclear > 0 {
        notes.push(Note::from(format!(
            "有 {unclear} 人次的考勤标记前后不一致或无法识别（“标记待核”），既不计到会，也不计缺席；请按数据质量表所列单元格核实。"
        )));
    }
    notes.extend(cx.results.outcomes.iter().filter_map(|o| scheme(cx, o)).map(Note::from));
    let first = SheetTable::of(cx, listed, fields(cx), "本期未报送考勤表，或考勤表中没有缺勤记录。")
        .headed(format!("党员考勤、积分及提示事项（{count} 名）"));
    let mut tables = vec![first];
    tables.extend(service::tables(cx));
    Sheet {
        name: "党员预警".into(),
        title: cx.title("党员预警（提示核实）"),
        subtitle: &cx.subtitle,
        notes,
        tables,
        freeze: cx.lead(),
        off_paper: false,
    }
}

/// Which scheme the points stand on.
fn scheme(cx: &Context<'_>, outcome: &Outcome) -> Option<String> {
    let scheme = outcome.profile.points.as_ref()?;
    let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
    Some(format!("{name}积分按“{}”计算，年初基数 {} 分，年度结束后划定等次；办法见“规则说明”。", scheme.name, scheme.base))
}

fn fields<'a>(cx: &'a Context<'a>) -> Vec<Field<'a, Line<'a>>> {
    let count = |of: fn(&MemberFigures) -> u32| move |r: &Line<'a>| Item::Count(of(r.of.figures).into());
    vec![
        serial(7.0),
        committee(13.0).of(|r: &Line<'a>| Item::text(&*r.of.branch.committee)),
        branch(23.0).of(|r: &Line<'a>| Item::text(&*r.of.branch.name)),
        col("党员", 9.0).id("member").of(|r: &Line<'a>| Item::center(&*r.of.member.name)),
        col("提示", 11.0).of(|r: &Line<'a>| status(r.of.figures.status)),
        col("无故缺席\n累计", 9.0).of(count(|m| m.absent)),
        col("无故缺席\n最长连续", 9.0).of(count(|m| m.absent_run)),
        col("请假", 7.0).of(count(|m| m.leave)),
        col("未参加\n累计", 8.0).of(count(|m| m.absent + m.leave)),
        col("未参加\n最长连续", 9.0).of(count(|m| m.missed_run)),
        col("补课", 7.0).of(count(|m| m.caught_up)),
        col("到会", 7.0).of(count(|m| m.present)),
        col("积分", 8.0).of(|r: &Line<'a>| r.of.figures.points.as_ref().map_or(Item::center("—"), |account| Item::Points(account.total))),
        col("积分\n等次", 8.0).of(|r: &Line<'a>| grade_item(r.of.figures.points.as_ref().map_or("", |account| &account.band))),
        col("未参加月份", 20.0).of(|r: &Line<'a>| Item::text(missed(r.of.figures))),
        col("提示事项", 22.0).of(|r: &Line<'a>| Item::text(summary(cx, &r.of.told))),
        side("其中迟\n到早退", 7.0).shown().of(count(|m| m.late + m.left_early)),
        side("标记\n待核", 7.0).shown().of(count(|m| m.unclear)),
        side("免考勤", 7.0).shown().of(count(|m| m.exempt)),
        side("志愿服务\n小时", 9.0).shown().of(|r: &Line<'a>| Item::center(service::hours(r.of.figures.service_minutes.into()))),
        side("月份与单元格", 90.0).of(|r: &Line<'a>| Item::text(marks(r.outcome, r.of.figures.member).0)),
        side("考勤表", 80.0).of(|r: &Line<'a>| Item::text(marks(r.outcome, r.of.figures.member).1)),
        side("花名册出处", 60.0).of(|r: &Line<'a>| place_item(r.of.member.place.as_ref())),
    ]
}

/// `2017年1月（缺）、3月（假）`.
fn missed(figures: &MemberFigures) -> String {
    let month = |(month, mark): &(_, Mark)| {
        let word = match mark {
            Mark::Leave => "（假）",
            Mark::OfficialLeave => "（公假）",
            _ => "（缺）",
        };
        (Span::Month(*month), word.to_string())
    };
    spoken::noted(figures.missed.iter().map(month))
}

fn status<'a>(status: MemberStatus) -> Item<'a> {
    match status {
        MemberStatus::Verify => Item::Marked(Look::Error, status.as_str().into()),
        MemberStatus::Talk => Item::Marked(Look::Warning, status.as_str().into()),
        _ => Item::center(status.as_str()),
    }
}

/// `缺席达提醒次数（待处理）；缺席未补课 2条（待处理）`.
fn summary(cx: &Context<'_>, told: &[&Finding]) -> String {
    let mut counts: BTreeMap<(Code, &str), u64> = BTreeMap::new();
    for finding in told {
        *counts.entry((finding.code, status_words(finding.status))).or_default() += 1;
    }
    let line = |((code, status), n): (&(Code, &str), &u64)| {
        let many = if *n > 1 { format!(" {n}条") } else { String::new() };
        format!("{}{many}（{status}）", cx.rule_name(*code))
    };
    counts.iter().map(line).collect::<Vec<_>>().join("；")
}

/// `2017年3月缺（D7）、…` of every month that is not plainly present, and the sheets that they stand on.
fn marks(outcome: &Outcome, member: usize) -> (String, String) {
    let all = &outcome.corpus.attendance;
    let own = &all[all.partition_point(|m| m.member < member)..all.partition_point(|m| m.member <= member)];
    let (mut cells, mut sheets) = (Vec::new(), Vec::new());
    for (month, (mark, place)) in own.iter().flat_map(|m| &m.marks) {
        let word = match mark {
            Mark::Absent => "缺",
            Mark::Leave => "假",
            Mark::OfficialLeave => "公假",
            Mark::CaughtUp => "补",
            Mark::Late => "迟到",
            Mark::LeftEarly => "早退",
            Mark::Present | Mark::Exempt => continue,
        };
        cells.push((Span::Month(*month), format!("{word}（{}）", place.cell_text())));
        let sheet = Place { cell: None, ..place.clone() }.to_string();
        if !sheets.contains(&sheet) {
            sheets.push(sheet);
        }
    }
    for (month, place) in own.iter().flat_map(|m| &m.unclear) {
        cells.push((Span::Month(*month), format!("待核（{}）", place.cell_text())));
    }
    (spoken::noted(cells), sheets.join("\n"))
}
