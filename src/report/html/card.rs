//! What a branch or a committee came to, as its own view tells it: score with everything that it lost, grade, rank, whether it may be rated 优秀 and
//! why not. All figures are worded here; the script only puts them in place.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pool::Pool;
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, DeductionLine, Ground, Outcome};
use crate::model::figure::{Points, Rate};
use crate::model::finding::Code;
use crate::report::xlsx::plain::shown;

/// What a rule cost: name, code, findings, points each, cost, rest after it, spared, 1 where the cap cut it, clause.
#[derive(Serialize)]
pub(super) struct Lost(u32, u32, u32, u32, u32, u32, u32, u8, u32);

/// Names are short: they stand in the file for every branch.
#[derive(Serialize)]
pub(super) struct Card {
    /// Rank; 0 for none.
    r: u32,
    /// Score, and what it begins with.
    s: [u32; 2],
    /// Grade.
    g: u32,
    /// Other facts: label, value.
    f: Vec<[u32; 2]>,
    /// What it lost, most first.
    l: Vec<Lost>,
    /// May be rated 优秀; 0: may not, 2: nobody asks.
    e: u8,
    /// Why not: reason, basis.
    w: Vec<[u32; 2]>,
    /// Why the grade is lower than the points; may be empty.
    d: u32,
}

/// Name and clause of every rule of a unit.
pub(super) type Rules<'a> = BTreeMap<Code, (&'a str, &'a str)>;

impl Card {
    /// Of a branch.
    pub fn branch(b: &BranchAssessment, outcome: &Outcome, rules: &Rules<'_>, pool: &mut Pool) -> Self {
        let base = outcome.profile.score.base;
        let mut facts = vec![("完整率", b.completeness.shown()), ("按时率", b.timeliness.shown()), ("参与率", b.participation.shown())];
        facts.extend(b.rank_in_type.map(|rank| ("同类党支部中的名次", format!("第 {rank} 名"))));
        if b.participation.applies() {
            let floor = outcome.profile.params(outcome.corpus.branch(b.branch).kind).floor();
            facts.push(("参与率规定下限", floor.to_string()));
            facts.push(("按下限最多可缺席", format!("{} 人次", b.participation.absences_allowed(floor))));
        }
        if b.pending > 0 {
            facts.push(("待核月次", b.pending.to_string()));
        }
        Card {
            r: b.rank.unwrap_or(0),
            s: [pool.put(&b.score.map_or("—".to_string(), |s| s.to_string())), pool.put(&base.to_string())],
            g: pool.put(&b.grade),
            f: pairs(facts, pool),
            l: lost(&b.deductions, base, rules, pool),
            e: b.eligible.into(),
            w: grounds(&b.grounds, pool),
            d: pool.put(&b.lowered_words()),
        }
    }

    /// Of a committee.
    pub fn committee(c: &CommitteeAssessment, outcome: &Outcome, rules: &Rules<'_>, pool: &mut Pool) -> Self {
        let floor = outcome.profile.base.floor();
        let facts = vec![
            ("党支部", format!("{} 个", c.branches)),
            ("完整率", c.completeness.shown()),
            ("按时率", c.timeliness.shown()),
            ("参与率", format!("{}{}", if c.participation.below(floor) { "▼" } else { "" }, c.participation.shown())),
            ("参与率规定下限", floor.to_string()),
            ("错误、警告", format!("{} 条、{} 条", c.errors, c.warnings)),
            ("待核月次", c.pending.to_string()),
        ];
        let mean = points(c.mean);
        Card {
            r: c.rank.unwrap_or(0),
            s: [pool.put(&mean_words(c.score)), pool.put(&mean_words(c.mean))],
            g: 0,
            f: pairs(facts, pool),
            l: lost(&c.deductions, mean.unwrap_or_default(), rules, pool),
            e: c.eligible.map_or(2, u8::from),
            w: grounds(&c.grounds, pool),
            d: 0,
        }
    }
}

fn points(mean: Rate) -> Option<Points> {
    mean.part.checked_div(mean.of).map(|hundredths| Points::from_hundredths(i64::try_from(hundredths).unwrap_or(i64::MAX)))
}

/// Floored to hundredths; a dash where nothing was due.
pub(super) fn mean_words(mean: Rate) -> String {
    points(mean).map_or("—".to_string(), |p| p.to_string())
}

fn pairs(facts: Vec<(&str, String)>, pool: &mut Pool) -> Vec<[u32; 2]> {
    facts.into_iter().map(|(label, value)| [pool.put(label), pool.put(&value)]).collect()
}

fn grounds(grounds: &[Ground], pool: &mut Pool) -> Vec<[u32; 2]> {
    grounds.iter().map(|g| [pool.put(&shown(&g.reason)), pool.put(&g.basis)]).collect()
}

/// What cost most comes first; what is left after it is never less than nothing.
fn lost(lines: &[DeductionLine], base: Points, rules: &Rules<'_>, pool: &mut Pool) -> Vec<Lost> {
    let mut lines: Vec<&DeductionLine> = lines.iter().collect();
    lines.sort_by_key(|d| (std::cmp::Reverse(d.cost.hundredths()), d.code));
    let mut rest = base.hundredths();
    let line = |d: &&DeductionLine| {
        rest = (rest - d.cost.hundredths()).max(0);
        let (name, clause) = rules.get(&d.code).copied().unwrap_or((d.code.name(), ""));
        Lost(
            pool.put(name),
            pool.put(d.code.as_str()),
            d.count,
            pool.put(&d.each.to_string()),
            pool.put(&d.cost.to_string()),
            pool.put(&Points::from_hundredths(rest).to_string()),
            d.spared,
            d.capped.into(),
            pool.put(clause),
        )
    };
    lines.iter().map(line).collect()
}
