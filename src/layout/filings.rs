//! Rows of 报送登记 and of 情况说明.

use std::sync::Arc;

use super::activity::Outcome;
use super::coerce::spans::{self, Bare};
use super::coerce::{is_zero, plain_text, raw_of, text_of};
use super::issues::Sink;
use super::table::{Row, is_negation};
use crate::model::finding::Code;
use crate::model::record::Field;
use crate::model::returns::{FilingRow, WaiverRow};
use crate::model::say::Say;
use crate::model::time::Span;

/// What a span cell should hold.
const SPAN: &str = "形如 2017年、2017年第三季度、2017年下半年、2017年7月 的所属期";

/// Something that was handed in.
pub fn filing(row: &Row<'_>, sink: &mut Sink) -> Outcome<FilingRow> {
    let owned = row.who.branch.is_some() || row.who.committee.is_some() || row.who.around.unit.is_some();
    if !owned {
        sink.reject(row.fault(Field::Committee, "", say!("没有写明是哪个党委或党支部报送的"), "花名册中的名称"));
    }
    let affair = row.said(Field::Affair);
    if affair.is_empty() {
        sink.reject(row.fault(Field::Affair, "", say!("没有填写报送的事项"), "年度计划、季度总结、动员大会等"));
    }
    let span = filed_span(row, sink);
    let date = row.needed_date(Field::Reported, say!("没有填写报送日期"), sink);
    let (Some(span), Some(date), true, false) = (span, date, owned, affair.is_empty()) else { return Outcome::Rejected };
    Outcome::Accepted(FilingRow { head: row.head(), who: row.who.clone(), affair, span, date })
}

/// 年度 and 季度 together: each may hold the whole span, a 季度 without a year takes that of 年度, else of title, sheet, file, folder.
fn filed_span(row: &Row<'_>, sink: &mut Sink) -> Option<Span> {
    let cell = |field: Field| row.filled(field).filter(|s| !is_zero(s.value) && !is_negation(&text_of(s.value)));
    let mut failed = |field: Field, raw: &str, reason: Say| {
        sink.reject(row.fault(field, raw, reason, SPAN));
        None
    };
    let year = match cell(Field::Year) {
        Some(seen) => match spans::read(seen.value, row.scope.hints.years(), Bare::Year) {
            Ok(span) => Some(span),
            Err(reason) => return failed(Field::Year, &raw_of(seen.value), reason),
        },
        None => None,
    };
    let near = row.scope.hints.years().nearer(year.map(|s| s.first().year()));
    let part = match cell(Field::Quarter) {
        Some(seen) => match spans::read(seen.value, near, Bare::Quarter) {
            Ok(span) => Some((seen, span)),
            Err(reason) => return failed(Field::Quarter, &raw_of(seen.value), reason),
        },
        None => None,
    };
    match (year, part) {
        (Some(Span::Year(y)), Some((seen, part))) if part.first().year() != y => {
            failed(Field::Quarter, &raw_of(seen.value), say!("与年度一列的年份不一致"))
        }
        (Some(Span::Year(_)) | None, Some((_, part))) => Some(part),
        (Some(whole), Some((seen, part))) if whole != part => {
            failed(Field::Quarter, &raw_of(seen.value), say!("与年度一列所写的时间不一致"))
        }
        (Some(whole), _) => Some(whole),
        (None, None) => {
            let field = if row.scope.table.has(Field::Year) { Field::Year } else { Field::Quarter };
            failed(field, "", say!("没有写明是哪个年度或季度的"))
        }
    }
}

/// A line of a reply form of ours that nobody answered: what it came with says nothing.
pub fn unanswered(row: &Row<'_>) -> bool {
    let ours = row.scope.table.title.contains(super::own::REPLY_TITLE);
    ours && [Field::Explanation, Field::Approver, Field::Approved].iter().all(|f| row.said(*f).is_empty())
}

/// An explanation.
pub fn waiver(row: &Row<'_>, sink: &mut Sink) -> Outcome<WaiverRow> {
    let span = match row.filled(Field::Month).filter(|s| !is_negation(&text_of(s.value))) {
        Some(seen) => match spans::read(seen.value, row.years(), Bare::Month) {
            Ok(span) => Some(span),
            Err(reason) => {
                sink.reject(row.fault(Field::Month, &raw_of(seen.value), reason, SPAN));
                None
            }
        },
        None => {
            sink.reject(row.fault(Field::Month, "", say!("没有写明说明的是哪个月份的问题"), SPAN));
            None
        }
    };
    let code = code(row, sink);
    let explanation = row.said(Field::Explanation);
    if explanation.is_empty() {
        sink.reject(row.fault(Field::Explanation, "", say!("没有填写说明"), "说明原因和情况"));
    }
    let (Some(span), Some(code), false) = (span, code, explanation.is_empty()) else { return Outcome::Rejected };
    Outcome::Accepted(WaiverRow {
        head: row.head(),
        who: row.who.clone(),
        span,
        code,
        member: row.named(Field::Member).map_or_else(Arc::default, |n| n.name()),
        explanation,
        approver: approver(row),
        approved: row.date(Field::Approved, None, sink),
    })
}

/// Who approved; empty where the cell says that nobody did.
fn approver(row: &Row<'_>) -> Arc<str> {
    let text = row.said(Field::Approver);
    let refused = ["未", "不", "待", "拟", "尚"].iter().any(|w| text.starts_with(w));
    let refused = refused || ["不同意", "不予", "驳回", "审批中", "退回"].iter().any(|w| text.contains(w));
    if refused { Arc::default() } else { text }
}

/// The rule: its code, its Chinese name, or both in one cell.
fn code(row: &Row<'_>, sink: &mut Sink) -> Option<Code> {
    let seen = row.filled(Field::Rule);
    let Some(seen) = seen else {
        sink.reject(row.fault(Field::Rule, "", say!("没有写明说明的是哪条规则的问题"), EXAMPLE));
        return None;
    };
    let text: String = plain_text(&text_of(seen.value)).chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(code) = Code::named(&text) {
        return Some(code);
    }
    let upper = text.to_ascii_uppercase();
    let mut found: Vec<Code> = Code::ALL.iter().copied().filter(|c| upper.contains(c.as_str())).collect();
    if found.is_empty() {
        found = Code::ALL.iter().copied().filter(|c| text.contains(c.name())).collect();
    }
    let reason = match found[..] {
        [only] => return Some(only),
        [] => say!("没有这条规则，相近的有：{}", nearest(&text).join("、")),
        _ => say!("写了多条规则，应一行写一条"),
    };
    sink.reject(row.fault(Field::Rule, &raw_of(seen.value), reason, EXAMPLE));
    None
}

const EXAMPLE: &str = "规则代码或中文名称，如 SUB001 或 缺报";

/// Three rules whose code or name is most like the text.
fn nearest(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    let mut all: Vec<(i64, String)> = Code::ALL
        .iter()
        .map(|code| {
            let shared = code.name().chars().filter(|c| text.contains(*c)).count() as f64 / code.name().chars().count() as f64;
            let name = strsim::normalized_damerau_levenshtein(code.name(), text);
            let likeness = strsim::normalized_damerau_levenshtein(code.as_str(), &upper).max((name + shared) / 2.0);
            (-(likeness * 10_000.0) as i64, format!("{}（{code}）", code.name()))
        })
        .collect();
    all.sort();
    all.into_iter().take(3).map(|(_, name)| name).collect()
}
