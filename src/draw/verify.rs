//! Proves an old draw: everything that can be computed again is, and each discrepancy is told.

use std::collections::BTreeMap;

use crate::model::draw::{Draw, Drawn};

use super::VERSION;
use super::select::select;
use super::ticket::digest;

/// Reads a `sample.json`: one draw, or a list of them (one for each jurisdiction).
pub fn read(text: &str) -> Result<Vec<Draw>, serde_json::Error> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('[') {
        serde_json::from_str(text.trim_start_matches('\u{feff}'))
    } else {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map(|draw| vec![draw])
    }
}

/// Draws again from the recorded frame, parameters, seed and number. The error lists every discrepancy in Chinese.
pub fn verify(draw: &Draw) -> Result<(), Vec<String>> {
    // The first version called its units otherwise; the procedure is the same.
    if !(1..=VERSION).contains(&draw.version) {
        return Err(vec![format!("抽查记录的版本为 {}，本程序只能核验版本 1 至 {VERSION}。", draw.version)]);
    }
    let mut faults = Vec::new();
    if !draw.frame.is_sorted_by(|a, b| a.unit <= b.unit) {
        faults.push("抽样名册未按单位编号排序，抽样名册可能被改动。".to_string());
    }
    let recomputed = digest(&draw.frame);
    if recomputed != draw.frame_digest {
        faults.push(format!("抽样名册摘要不符：记录为 {}，重新计算为 {recomputed}，抽样名册可能被改动。", draw.frame_digest));
    }
    let again = select(&draw.frame, &draw.parameters, &draw.seed, draw.draw_number);
    faults.extend(compare(&draw.drawn, &again));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn compare(recorded: &[Drawn], again: &[Drawn]) -> Vec<String> {
    let mut faults = Vec::new();
    let expected: BTreeMap<&str, &Drawn> = again.iter().map(|d| (d.unit.unit.as_str(), d)).collect();
    let listed: BTreeMap<&str, &Drawn> = recorded.iter().map(|d| (d.unit.unit.as_str(), d)).collect();
    if listed.len() < recorded.len() {
        faults.push("名单中有单位重复列出。".to_string());
    }
    for (name, drawn) in &listed {
        match expected.get(name) {
            None => faults.push(format!("单位“{name}”列入名单，但重新抽取时未抽中。")),
            Some(right) => faults.extend(differences(name, drawn, right)),
        }
    }
    for name in expected.keys().filter(|name| !listed.contains_key(*name)) {
        faults.push(format!("单位“{name}”重新抽取时抽中，但名单中没有。"));
    }
    faults
}

fn differences(name: &str, recorded: &Drawn, right: &Drawn) -> Vec<String> {
    let (order, right_order) = (recorded.order.to_string(), right.order.to_string());
    let pairs = [
        ("签号", &recorded.ticket, &right.ticket),
        ("加权变量", &recorded.variate, &right.variate),
        ("序号", &order, &right_order),
        ("入样概率", &recorded.probability, &right.probability),
        ("抽取原因", &recorded.reason, &right.reason),
    ];
    let told = pairs.into_iter().filter(|(_, a, b)| a != b);
    let mut faults: Vec<String> = told.map(|(what, a, b)| format!("单位“{name}”的{what}不符：记录为“{a}”，重新计算为“{b}”。")).collect();
    if recorded.unit != right.unit {
        faults.push(format!("单位“{name}”在名单中的信息与抽样名册不一致。"));
    }
    faults
}
