//! 情况说明: for some findings the branch explains itself; some explanations are approved, others not, or only later than the run judges.

use std::collections::BTreeSet;

use chrono::Days;

use crate::model::finding::{Code, Status};
use crate::model::time::Span;

use super::activities::World;
use super::dice::Dice;
use super::returns::WaiverLine;
use super::truth::Expected;

/// What is explained rather than put right.
const EXPLAINED: &[Code] = &[
    Code::SUB001,
    Code::SUB002,
    Code::SUB005,
    Code::PAR001,
    Code::DAY001,
    Code::DAY002,
    Code::DAY004,
    Code::ACT001,
    Code::ACT009,
    Code::REC001,
    Code::MEM001,
    Code::MEM002,
    Code::MEM003,
    Code::PLN001,
    Code::PLN003,
];

const REASONS: &[&str] =
    &["全体党员参加防汛值守", "支部换届，延至下月合并开展", "多数党员外出务工", "镇里统一组织拉练检查", "流动党员返乡较少"];

/// Draws explanations for the findings, and one that fits none.
pub(super) fn draw(world: &World, findings: &[Expected], seed: u64) -> Vec<WaiverLine> {
    let mut dice = Dice::new(seed, 15);
    let mut open: Vec<&Expected> =
        findings.iter().filter(|f| f.branch.is_some() && f.span.is_some() && EXPLAINED.contains(&f.code)).collect();
    dice.shuffle(&mut open);
    let count = (open.len() / 25).max(3);
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (n, finding) in open.into_iter().take(count).enumerate() {
        // The table tells a month, or a year.
        let span = finding.span.map(|span| if matches!(span, Span::Month(_)) { span } else { Span::Year(span.first().year()) });
        let (Some(branch), Some(span)) = (finding.branch, span) else { continue };
        if !seen.insert((branch, finding.code, span)) {
            continue;
        }
        let approver = format!("{}组织委员", world.committees[world.branches[branch].committee].stem);
        // The first is approved and the second is not; the others as it comes.
        let (approver, approved) = match if n < 2 { n * 9 } else { dice.below(10) } {
            0..=5 => (approver, Some(world.as_of - Days::new(u64::from(dice.range(0, 9))))),
            6 => (approver, None),
            7 => (approver, Some(world.as_of + Days::new(u64::from(dice.range(1, 9))))),
            _ => (String::new(), None),
        };
        let member = if dice.permille(500) { finding.member.clone() } else { String::new() };
        out.push(WaiverLine { branch, span, code: finding.code, member, why: dice.word(REASONS), approver, approved });
    }
    if world.mess >= 1 {
        // "A waiver that fits no finding is noted."
        let branch = dice.below(world.branches.len());
        let span = Span::Month(world.period.first());
        if !findings.iter().any(|f| f.branch == Some(branch) && f.code == Code::PAR002) {
            let why = dice.word(REASONS);
            out.push(WaiverLine { branch, span, code: Code::PAR002, member: String::new(), why, approver: String::new(), approved: None });
        }
    }
    out.sort_by_key(|w| (w.branch, w.span, w.code));
    out
}

/// "finding of that branch and code whose span overlaps the waiver's span (and member equal, if the waiver names one)"; "An approved one wins
/// over a request."
pub(super) fn status(finding: &Expected, waivers: &[WaiverLine], world: &World) -> Status {
    let overlaps = |a: Span, b: Span| a.first() <= b.last() && b.first() <= a.last();
    let fits = |w: &&WaiverLine| {
        let whose = finding.branch == Some(w.branch) && finding.code == w.code;
        whose && finding.span.is_some_and(|s| overlaps(s, w.span)) && (w.member.is_empty() || w.member == finding.member)
    };
    let granted: Vec<bool> = waivers.iter().filter(fits).map(|w| w.granted(world.as_of)).collect();
    match (granted.is_empty(), granted.contains(&true)) {
        (true, _) => Status::Open,
        (_, true) => Status::Waived,
        _ => Status::Requested,
    }
}
