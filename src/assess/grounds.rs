//! Why a branch may not be rated with the best grade: the profile's veto list against what the period shows.

use std::collections::BTreeSet;

use crate::model::assessment::Ground;
use crate::model::finding::{BranchIx, Code, Finding};
use crate::model::time::Span;

use super::figures::Sheet;

/// Grounds against the branch, in the order of the rules. A branch with no due month has none.
pub(super) fn grounds(sheet: &Sheet<'_>, ix: BranchIx) -> Vec<Ground> {
    if !sheet.months(ix).any(|m| m.due) {
        return Vec::new();
    }
    let basis = sheet.profile.basis(&sheet.profile.excellence.clause);
    let ground = |(code, count, reason)| Ground { code, count, reason, basis: basis.clone() };
    let mut grounds: Vec<Ground> = sheet
        .profile
        .excellence
        .veto
        .iter()
        .filter_map(|(code, from)| match code {
            Code::PAR001 => low_participation(sheet, ix),
            code => repeated(sheet, ix, *code, *from),
        })
        .map(ground)
        .collect();
    grounds.sort_by_key(|g| g.code);
    grounds
}

fn low_participation(sheet: &Sheet<'_>, ix: BranchIx) -> Option<(Code, u32, String)> {
    let floor = sheet.profile.params(sheet.corpus.branch(ix).kind).participation.min;
    let rate = sheet.vetoing_participation(ix).filter(|rate| rate.below(floor))?;
    Some((Code::PAR001, 1, format!("统计期内参与率{}，低于 {floor}", rate.shown())))
}

fn repeated(sheet: &Sheet<'_>, ix: BranchIx, code: Code, from: u32) -> Option<(Code, u32, String)> {
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
        Code::SUB001 => format!("统计期内缺报 {count} 个月{when}"),
        Code::DAY001 => format!("统计期内 {count} 个月未在活动日开展活动且未备案{when}"),
        Code::INS001 => format!("统计期内督查问题逾期未整改 {count} 项{when}"),
        code => format!("统计期内存在 {code} 问题 {count} 项{when}"),
    }
}
