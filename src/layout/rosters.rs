//! Rows of 党组织花名册, 党员花名册 and 名称对照表.

use std::sync::Arc;

use chrono::NaiveDate;

use super::activity::Outcome;
use super::coerce::{counts, dates, lost_digits, own_day, plain_text, raw_of, text_of};
use super::issues::Sink;
use super::table::{Row, is_negation};
use crate::model::org::BranchType;
use crate::model::record::{AliasRow, BranchRow, Count, Field, MemberRow, Named};
use crate::model::say::Say;
use crate::model::time::Month;

/// A row of 党组织花名册.
pub fn branch(row: &Row<'_>, sink: &mut Sink) -> Outcome<BranchRow> {
    let Some(name) = row.named(Field::Branch) else {
        sink.reject(row.fault(Field::Branch, "", say!("花名册每行应有党支部名称"), "党支部全称"));
        return Outcome::Rejected;
    };
    let committee = row.who.committee.as_ref().or(row.who.around.unit.as_ref()).map(Named::name);
    if committee.is_none() {
        sink.warn(row.fault(Field::Committee, "", say!("该党支部没有写明上级党组织"), "党委或党工委名称"));
    }
    let member_count = row.filled(Field::MemberCount).and_then(|seen| match counts::read(seen.value, counts::Side::Due) {
        Count::Given(n) => Some(n),
        _ if is_negation(&text_of(seen.value)) => None,
        _ => {
            sink.warn(row.fault(Field::MemberCount, &raw_of(seen.value), say!("不是人数"), "整数"));
            None
        }
    });
    let own_days = row.filled(Field::OwnDay).filter(|s| !is_negation(&text_of(s.value))).map(|seen| match own_day::read(seen.value) {
        Ok(days) => days,
        Err(reason) => {
            sink.warn(row.fault(Field::OwnDay, &raw_of(seen.value), reason, "形如 每月15日 或 每月第一个周五"));
            Vec::new()
        }
    });
    Outcome::Accepted(BranchRow {
        head: row.head(),
        id: key(row, sink),
        name: name.name(),
        committee: committee.unwrap_or_default(),
        kind: BranchType::from_words(&plain_text(&row.text(Field::BranchKind))),
        member_count,
        secretary: row.text(Field::Secretary),
        founded: founding(row, Field::Founded, sink),
        dissolved: founding(row, Field::Dissolved, sink),
        own_days: own_days.unwrap_or_default(),
        former_names: former_names(&row.text(Field::FormerNames)),
        valid_from: row.date(Field::ValidFrom, None, sink),
        valid_to: row.date(Field::ValidTo, None, sink),
    })
}

/// The number that a branch or member goes by. One that lost digits may be several that became one, and is no key.
fn key(row: &Row<'_>, sink: &mut Sink) -> Option<Arc<str>> {
    let seen = row.seen(Field::Id);
    if let Some(seen) = seen.filter(|s| lost_digits(s.value)) {
        let raw = raw_of(seen.value);
        let mut fault = row.fault(Field::Id, &raw, Say::default(), "文本格式的编号");
        fault.say = Some(say!(
            "{}“{}”超过 15 位而存成了数字，后面的位数已被表格软件丢失，不同的编号可能变成同一个，未作为编号使用；该行已计入，按名称区分，",
            Field::Id.name(), fault.shown();
            "请把该栏设为文本格式后重新填写编号。"
        ));
        sink.warn(fault);
        return None;
    }
    row.named(Field::Id).map(|n| n.name())
}

/// The day from or until which a branch is there. A month or a year alone is a span: it began on its first day and ended on its last, and a note
/// says so.
fn founding(row: &Row<'_>, field: Field, sink: &mut Sink) -> Option<NaiveDate> {
    let seen = row.filled(field).filter(|s| !is_negation(&text_of(s.value)))?;
    let Some((year, month)) = dates::year_and_month(seen.value) else { return row.date(field, None, sink) };
    let first = Month::new(year, month.unwrap_or(1))?;
    let ends = field == Field::Dissolved;
    let date = match (ends, month) {
        (false, _) => first.first_day(),
        (true, Some(_)) => first.next().first_day(),
        (true, None) => Month::new(year + 1, 1)?.first_day(),
    };
    let what = if month.is_some() { "月" } else { "年" };
    let taken = if ends { "该{}结束时撤销计" } else { "该{}第一天计" };
    sink.note(row.cell(field), format!("{}只写到{what}（{}），按{}。", field.name(), raw_of(seen.value), taken.replace("{}", what)));
    Some(date)
}

/// 曾用名 split at commas, strokes and blanks.
fn former_names(text: &str) -> Vec<Arc<str>> {
    text.split(|c: char| c.is_whitespace() || "、，,；;/／".contains(c))
        .map(str::trim)
        .filter(|n| !n.is_empty() && !is_negation(n))
        .map(Arc::from)
        .collect()
}

/// A row of 党员花名册.
pub fn member(row: &Row<'_>, sink: &mut Sink) -> Outcome<MemberRow> {
    let name = row.named(Field::Member);
    if name.is_none() {
        sink.reject(row.fault(Field::Member, "", say!("花名册每行应有姓名"), "党员姓名"));
    }
    let owned = row.who.branch.is_some() || row.who.around.unit.is_some() || row.who.around.by_sheet;
    if !owned {
        sink.reject(row.fault(Field::Branch, "", say!("没有写明所在党支部，表上方也没有填报单位"), "花名册中的党支部名称"));
    }
    let (Some(name), true) = (name, owned) else { return Outcome::Rejected };
    let exempt = row.text(Field::Exempt);
    Outcome::Accepted(MemberRow {
        head: row.head(),
        id: key(row, sink),
        name: name.name(),
        who: row.who.clone(),
        kind: row.text(Field::MemberKind),
        joined: row.date(Field::Joined, None, sink),
        rank: row.text(Field::Rank),
        exempt: if is_negation(&exempt) || matches!(&*exempt, "×" | "✗" | "FALSE") { Arc::default() } else { exempt },
    })
}

/// A row of 名称对照表 that proposes a name and waits for somebody to confirm it: nothing is said yet, and nothing is wrong.
pub fn proposal(row: &Row<'_>) -> Option<AliasRow> {
    let reported = row.named(Field::ReportedName).filter(|_| row.named(Field::RosterName).is_none())?;
    Some(alias_row(row, reported, Arc::default()))
}

/// A row of 名称对照表.
pub fn alias(row: &Row<'_>, sink: &mut Sink) -> Outcome<AliasRow> {
    let mut side = |field: Field| {
        let name = row.named(field);
        if name.is_none() {
            sink.reject(row.fault(field, "", say!("对照表每行应同时有填报名称和花名册名称"), "党支部名称"));
        }
        name
    };
    match (side(Field::ReportedName), side(Field::RosterName)) {
        (Some(reported), Some(roster)) => Outcome::Accepted(alias_row(row, reported, roster.name())),
        _ => Outcome::Rejected,
    }
}

fn alias_row(row: &Row<'_>, reported: Named, roster: Arc<str>) -> AliasRow {
    let committee = row.named(Field::Committee).map(|n| n.name());
    AliasRow { head: row.head(), reported: reported.name(), roster, committee, remark: row.text(Field::Remark) }
}
