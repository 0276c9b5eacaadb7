//! Why a branch may not be rated with the best grade: the profile's veto list against what the period shows. Where quarters are assessed by
//! themselves, a quarter's grounds name it and say that they hold for the year.

use std::collections::BTreeSet;

use crate::model::assessment::Ground;
use crate::model::finding::{BranchIx, Code, Finding};
use crate::model::time::{Month, Span};

use super::figures::{PeriodSheet, Vetoing};
use super::quarterly;

/// Grounds against the branch, in the order of the rules. A branch with no due month has none.
pub(super) fn grounds(sheet: &PeriodSheet<'_>, ix: BranchIx) -> Vec<Ground> {
    if !sheet.months(ix).any(|m| m.due) {
        return Vec::new();
    }
    let excellence = &sheet.profile.excellence;
    let quarter = quarterly::span(sheet.period).filter(|_| excellence.quarterly.is_some());
    let basis = || if quarter.is_some() { quarterly::basis(sheet.profile) } else { sheet.profile.basis(&excellence.clause) };
    let ground = |(code, count, what): (Code, u32, String)| {
        let reason = match quarter {
            Some(quarter) => format!("{}{what}，按季度考核规定，全年不得评为优秀", quarterly::words(quarter)),
            None => format!("统计期内{what}"),
        };
        Ground { code, count, reason, basis: basis() }
    };
    let mut grounds: Vec<Ground> = excellence
        .veto
        .iter()
        .filter_map(|veto| match veto.rule {
            Code::PAR001 => low_participation(sheet, ix),
            code => repeated(sheet, ix, code, veto.count),
        })
        .map(ground)
        .collect();
    grounds.sort_by_key(|g| g.code);
    grounds
}

fn low_participation(sheet: &PeriodSheet<'_>, ix: BranchIx) -> Option<(Code, u32, String)> {
    let floor = sheet.profile.params(sheet.corpus.branch(ix).kind).floor();
    let Vetoing { rate, early, waived } = sheet.vetoing_participation(ix).filter(|veto| veto.rate.below(floor))?;
    // other tables have the rate of all months: where it is another one, the cell says why
    let listed = |months: &[Month], why: &str| {
        let months: Vec<String> = months.iter().map(Month::to_string).collect();
        (!months.is_empty()).then(|| format!("{}{why}", months.join("、")))
    };
    let left: Vec<String> = [listed(&waived, "的情况说明已获批准"), listed(&early, "尚未执行本规定")].into_iter().flatten().collect();
    let beside = match left.is_empty() {
        true => String::new(),
        false => format!("（{}，未计入；全部月份为{}）", left.join("，"), sheet.participation(ix).shown()),
    };
    Some((Code::PAR001, 1, format!("参与率{}，低于 {floor}{beside}", rate.shown())))
}

fn repeated(sheet: &PeriodSheet<'_>, ix: BranchIx, code: Code, from: u32) -> Option<(Code, u32, String)> {
    let findings: Vec<&Finding> = sheet.findings(ix).iter().copied().filter(|f| f.code == code).collect();
    let count = findings.len() as u32;
    (count > 0 && count >= from).then(|| (code, count, reason(code, &findings)))
}

fn reason(code: Code, findings: &[&Finding]) -> String {
    let count = findings.len();
    let spans: BTreeSet<Span> = findings.iter().filter_map(|f| f.span).collect();
    let spans: Vec<String> = spans.into_iter().map(|s| s.to_string()).collect();
    let when = if spans.is_empty() { String::new() } else { format!("（{}）", spans.join("、")) };
    match code {
        Code::SUB001 => format!("缺报 {count} 个月{when}"),
        Code::DAY001 => format!(" {count} 个月未在活动日开展活动且未备案{when}"),
        Code::INS001 => format!("督查问题逾期未整改 {count} 项{when}"),
        code => format!("存在 {code} 问题 {count} 项{when}"),
    }
}
