//! Rows of 志愿服务记录, of 领导干部参加情况 and of 任务台账: what a person did, and what was there to be done.

use super::activity::Outcome;
use super::coerce::{plain_text, raw_of, text_of, times};
use super::issues::Sink;
use super::table::{Row, is_negation};
use crate::model::record::{Count, Field};
use crate::model::returns::{CadreRow, ServiceRow, TaskRow};

/// A member's service.
pub fn service(row: &Row<'_>, sink: &mut Sink) -> Outcome<ServiceRow> {
    let name = row.named(Field::Member);
    if name.is_none() {
        sink.reject(row.fault(Field::Member, "", say!("志愿服务记录每行应有姓名"), "党员姓名"));
    }
    let date = row.day_or_month(Field::Date, say!("没有填写服务日期"), sink);
    let (Some(name), Some(date)) = (name, date) else { return Outcome::Rejected };
    let id = row.id().filter(|t| !is_negation(t));
    let (minutes, half_days) = length(row, sink);
    Outcome::Accepted(ServiceRow {
        head: row.head(),
        who: row.who.clone(),
        id,
        name: name.name(),
        date,
        minutes,
        half_days,
        content: row.said(Field::Content),
        effect: row.said(Field::Effect),
    })
}

/// 时长 in minutes, else in half days: how many hours these have, the profile says or nobody.
fn length(row: &Row<'_>, sink: &mut Sink) -> (Option<u32>, Option<u32>) {
    let Some(seen) = row.filled(Field::Duration).filter(|s| !is_negation(&text_of(s.value))) else { return (None, None) };
    let reason = match times::length(seen.value, row.scope.header.minutes) {
        Ok(read) if read.minutes.is_some() => return (read.minutes, None),
        Ok(_) => match times::half_days(&text_of(seen.value)) {
            Some(half_days) => return (None, Some(half_days)),
            None => say!("没有写明小时数"),
        },
        Err(reason) => reason,
    };
    sink.warn(row.fault(Field::Duration, &raw_of(seen.value), reason, "形如 2小时 或 90分钟 的时长"));
    (None, None)
}

/// A task, and who took it on.
pub fn task(row: &Row<'_>, sink: &mut Sink) -> Outcome<TaskRow> {
    let task = row.said(Field::Task);
    if task.is_empty() {
        sink.reject(row.fault(Field::Task, "", say!("没有填写任务名称"), "任务名称"));
    }
    let published = row.needed_date(Field::Published, say!("没有填写发布日期"), sink);
    let (Some(published), false) = (published, task.is_empty()) else { return Outcome::Rejected };
    let named = row.named(Field::Member).filter(|n| !is_negation(&n.text));
    Outcome::Accepted(TaskRow {
        head: row.head(),
        who: row.who.clone(),
        task,
        published,
        id: row.id().filter(|t| !is_negation(t)),
        name: named.map_or_else(|| "".into(), |n| n.name()),
        takers: quantity(row, Field::Takers, sink),
        completed: row.date(Field::Completed, Some(published), sink),
    })
}

/// A cadre's attendance.
pub fn cadre(row: &Row<'_>, sink: &mut Sink) -> Outcome<CadreRow> {
    let name = row.named(Field::Member);
    if name.is_none() {
        sink.reject(row.fault(Field::Member, "", say!("领导干部参加情况每行应有姓名"), "领导干部姓名"));
    }
    let affair = row.said(Field::Affair);
    if affair.is_empty() {
        sink.reject(row.fault(Field::Affair, "", say!("没有填写参加的事项"), "参加所在支部、联系点走访、驻点、党课等"));
    }
    let date = row.day_or_month(Field::Date, say!("没有填写日期"), sink);
    let (Some(name), Some(date), false) = (name, date, affair.is_empty()) else { return Outcome::Rejected };
    Outcome::Accepted(CadreRow {
        head: row.head(),
        who: row.who.clone(),
        name: name.name(),
        rank: row.said(Field::Rank),
        date,
        affair,
        quantity: quantity(row, Field::Quantity, sink),
            counterpart: row.said(Field::Counterpart),
    })
}

/// `2`, `2次`, `3天`, `1篇`, 两次. A blank or a dash is no number; what is written and no whole number is told.
fn quantity(row: &Row<'_>, field: Field, sink: &mut Sink) -> Count {
    let Some(seen) = row.seen(field) else { return Count::Missing };
    let text: String = plain_text(&text_of(seen.value)).chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '/' | '_')) {
        return Count::Missing;
    }
    if matches!(text.as_str(), "无" | "没有") {
        return Count::Given(0);
    }
    let units = ["人次", "个", "次", "天", "篇", "份", "件", "场", "堂", "节", "人", "户", "日", "期", "课", "回", "趟", "名"];
    let bare = text.strip_prefix('共').unwrap_or(&text);
    let bare = units.iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare);
    let number = bare.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && (0.0..10_000.0).contains(n)).map(|n| n as u32);
    if let Some(n) = number.or_else(|| super::coerce::number_in_words(bare)) {
        return Count::Given(n);
    }
    let raw = raw_of(seen.value);
    sink.warn(row.fault(field, &raw, say!("不是整数"), "整数，如 2 或 2次"));
    Count::Bad(crate::model::identity::mask_identity(&raw).into())
}
