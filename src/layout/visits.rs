//! Rows of 督查记录.

use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};

use super::activity::Outcome;
use super::coerce::dates::{self, DateContext};
use super::coerce::{plain_text, raw_of, text_of};
use super::issues::Sink;
use super::table::{DATE, Row, is_negation};
use crate::model::record::Field;
use crate::model::returns::InspectionRow;

/// Reads a row: a visit, with at most one problem.
pub fn inspection(row: &Row<'_>, sink: &mut Sink) -> Outcome<InspectionRow> {
    let owned = row.who.branch.is_some() || row.who.committee.is_some() || row.who.around.unit.is_some();
    if !owned {
        sink.reject(row.fault(Field::Branch, "", say!("没有写明督查的是哪个党支部或党委"), "花名册中的名称"));
    }
    let date = row.needed_date(Field::Date, say!("没有填写督查日期"), sink);
    let (Some(date), true) = (date, owned) else { return Outcome::Rejected };
    let deadline = deadline(row, date, sink);
    Outcome::Accepted(InspectionRow {
        head: row.head(),
        who: row.who.clone(),
        date,
        method: row.text(Field::Method),
        problem: at_point(row, found(row.text(Field::Problem))),
        demand: found(row.text(Field::Demand)),
        deadline,
        done: done(row, deadline.unwrap_or(date), sink),
        settled: settled(row),
    })
}

/// What was found at a point of a check of ours: the point tells equal words apart, and a point that is not met is a problem by itself.
fn at_point(row: &Row<'_>, problem: Arc<str>) -> Arc<str> {
    if !row.scope.header.slots.contains_key(&Field::SelfCheck) {
        return problem;
    }
    let point = row.text(Field::Point);
    let failed = row.text(Field::Meets).starts_with('不');
    match (problem.is_empty(), &*point) {
        (true, point) if failed && !matches!(point, "" | "其他") => Arc::from(format!("“{point}”不符合")),
        (false, point) if !matches!(point, "" | "其他") => Arc::from(format!("{point}：{problem}")),
        _ => problem,
    }
}

/// What was found; empty when the cell says that nothing was.
fn found(text: Arc<str>) -> Arc<str> {
    let plain: String = plain_text(&text).chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_matches(|c: char| c.is_ascii_punctuation() || matches!(c, '。' | '，' | '、' | '；'));
    let nothing = matches!(
        plain,
        "" | "无"
            | "否"
            | "没有"
            | "暂无"
            | "正常"
            | "良好"
            | "较好"
            | "合格"
            | "规范"
            | "未发现"
            | "暂未发现"
            | "符合要求"
            | "一切正常"
            | "情况正常"
            | "情况良好"
            | "不需整改"
            | "无需整改"
            | "0"
    );
    let none = ["无", "未发现", "没有发现", "暂未发现", "没有", "暂无", "未见"].iter().any(|head| {
        plain.strip_prefix(head).is_some_and(|rest| {
            matches!(
                rest,
                "问题"
                    | "明显问题"
                    | "突出问题"
                    | "异常"
                    | "存在问题"
                    | "明显异常"
                    | "相关问题"
                    | "任何问题"
                    | "整改事项"
                    | "整改要求"
            )
        })
    });
    if nothing || none { Arc::default() } else { text }
}

/// 整改期限: a date, also `8月31日前` and `8月底前`, or so many days after the visit (`7日内`, `一周内`, `一个月内`).
fn deadline(row: &Row<'_>, visit: NaiveDate, sink: &mut Sink) -> Option<NaiveDate> {
    let seen = row.filled(Field::Deadline)?;
    let text: String = plain_text(&text_of(seen.value)).chars().filter(|c| !c.is_whitespace()).collect();
    if is_negation(&text) || dates::is_unfilled(seen.value) {
        return None;
    }
    if let Some(day) = within(&text, visit) {
        return Some(day);
    }
    let context = DateContext { near: Some(visit), ..row.around(row.year(), None) };
    let bare = ["之前", "以前", "前", "为止", "止"].iter().find_map(|tail| text.strip_suffix(tail)).unwrap_or(&text);
    if let Some(month) = bare.strip_suffix("月底").or_else(|| bare.strip_suffix("月末")) {
        let first = crate::model::book::Value::Text(format!("{month}月1日").into());
        if let Ok(read) = dates::read(&first, &context) {
            return Some(crate::model::time::Month::of(read.date).last_day());
        }
    }
    let value = if bare.len() < text.len() { crate::model::book::Value::Text(bare.into()) } else { seen.value.clone() };
    match dates::read(&value, &context) {
        // a range of days for the work ends on its last one
        Ok(read) => Some(read.until.unwrap_or(read.date)),
        Err(reason) => {
            sink.warn(row.fault(Field::Deadline, &raw_of(seen.value), reason, DATE));
            None
        }
    }
}

/// `7日内`, `7天之内`, `一周内`, `两周内`, `1个月内` after the visit.
fn within(text: &str, visit: NaiveDate) -> Option<NaiveDate> {
    let bare = text.strip_suffix("之内").or_else(|| text.strip_suffix("以内")).or_else(|| text.strip_suffix('内'))?;
    let number = |t: &str| t.parse::<u32>().ok().or_else(|| super::coerce::number_in_words(t)).filter(|n| (1..=366).contains(n));
    let after = |days: u32| visit.checked_add_days(Days::new(u64::from(days)));
    if let Some(n) = ["个自然日", "日", "天"].iter().find_map(|u| bare.strip_suffix(u)).and_then(number) {
        return after(n);
    }
    if let Some(n) = ["个星期", "星期", "周"].iter().find_map(|u| bare.strip_suffix(u)).and_then(number) {
        return after(n * 7);
    }
    let months = bare.strip_suffix("个月").and_then(number)?;
    visit.checked_add_months(Months::new(months))
}

/// 整改完成日期. A word in its place says no day: 已整改 asks for one, 整改中 is simply not done.
fn done(row: &Row<'_>, near: NaiveDate, sink: &mut Sink) -> Option<NaiveDate> {
    let seen = row.filled(Field::Done)?;
    let text: String = plain_text(&text_of(seen.value)).chars().filter(|c| !c.is_whitespace()).collect();
    let pending = ["未", "正在", "整改中", "待", "尚未", "没有", "推进", "限期", "拟", "持续"];
    if is_negation(&text) || dates::is_unfilled(seen.value) || pending.iter().any(|w| text.starts_with(w)) {
        return None;
    }
    let context = DateContext { near: Some(near), ..row.around(row.year(), None) };
    match dates::read(seen.value, &context) {
        Ok(read) => Some(read.until.unwrap_or(read.date)),
        Err(reason) => {
            let claimed = ["已", "完成", "整改", "到位", "办结", "销号"].iter().any(|w| text.contains(w));
            let reason = if claimed { say!("写明已整改，但没有完成日期") } else { reason };
            sink.warn(row.fault(Field::Done, &raw_of(seen.value), reason, DATE));
            None
        }
    }
}

/// Matters settled on the spot: a number as given, a text is one matter.
fn settled(row: &Row<'_>) -> u32 {
    let Some(seen) = row.filled(Field::Settled) else { return 0 };
    let text: String = plain_text(&text_of(seen.value)).chars().filter(|c| !c.is_whitespace()).collect();
    if found(Arc::from(text.as_str())).is_empty() {
        return 0;
    }
    let bare = ["个", "件", "项", "条", "次", "起", "处"].iter().fold(text.as_str(), |t, unit| t.strip_suffix(unit).unwrap_or(t));
    let number = bare.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && (0.0..10_000.0).contains(n)).map(|n| n as u32);
    number.or_else(|| super::coerce::number_in_words(bare)).unwrap_or(1)
}
