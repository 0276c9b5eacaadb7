//! What offices hand in beside ledgers: plans, the register of what was filed, service, cadres' attendance, visits, explanations. Decided here as
//! lines; written as tables elsewhere.

use chrono::NaiveDate;

use crate::model::finding::Code;
use crate::model::time::{Month, Span};

use super::activities::World;
use super::{duty, plans, visits};

/// A planned activity.
#[derive(Clone, Debug)]
pub(super) struct PlanLine {
    pub branch: usize,
    pub month: Month,
    pub planned: Option<NaiveDate>,
    pub theme: String,
    pub filed: Option<NaiveDate>,
    pub announced: Option<NaiveDate>,
}

/// A line of 报送登记: something that a committee handed in or held.
#[derive(Clone, Debug)]
pub(super) struct RegisterLine {
    pub committee: usize,
    pub affair: String,
    pub span: Span,
    pub date: NaiveDate,
}

/// A member's service.
#[derive(Clone, Debug)]
pub(super) struct ServiceLine {
    pub branch: usize,
    pub member: usize,
    pub date: NaiveDate,
    pub minutes: Option<u32>,
    pub content: String,
    pub effect: String,
}

/// A cadre's attendance.
#[derive(Clone, Debug)]
pub(super) struct CadreLine {
    pub branch: usize,
    pub member: usize,
    pub date: NaiveDate,
    pub affair: &'static str,
    /// Members with whom; empty: the cell is blank.
    pub with: Vec<usize>,
    /// `None`: the cell is blank, which counts as one.
    pub quantity: Option<u32>,
}

/// A visit, with at most one problem.
#[derive(Clone, Debug)]
pub(super) struct VisitLine {
    /// `None`: the committee was visited.
    pub branch: Option<usize>,
    pub committee: usize,
    pub date: NaiveDate,
    pub method: &'static str,
    /// As written; [`VisitLine::found`] says whether it is one.
    pub problem: &'static str,
    pub demand: &'static str,
    pub deadline: Option<NaiveDate>,
    pub done: Option<NaiveDate>,
}

impl VisitLine {
    /// "problems = non-blank 发现问题 …(无, 未发现问题, 正常 are blank)".
    pub fn found(&self) -> bool {
        !visits::NOTHING.contains(&self.problem)
    }
}

/// An explanation.
#[derive(Clone, Debug)]
pub(super) struct WaiverLine {
    pub branch: usize,
    pub span: Span,
    pub code: Code,
    /// About this member alone; empty: about the branch.
    pub member: String,
    pub why: &'static str,
    pub approver: String,
    pub approved: Option<NaiveDate>,
}

impl WaiverLine {
    /// "批准人 filled and 批准日期 not after as_of".
    pub fn granted(&self, as_of: NaiveDate) -> bool {
        !self.approver.is_empty() && self.approved.is_none_or(|day| day <= as_of)
    }
}

/// All lines but the explanations, which are written when the findings are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Returns {
    pub plans: Vec<PlanLine>,
    pub registers: Vec<RegisterLine>,
    pub services: Vec<ServiceLine>,
    pub cadres: Vec<CadreLine>,
    pub visits: Vec<VisitLine>,
}

/// Decides them. Plans name the themes that are held: this comes before the faults of the activities.
pub(super) fn draw(world: &mut World, seed: u64) {
    let returns = Returns {
        plans: plans::plans(world, seed),
        registers: plans::registers(world, seed),
        services: duty::services(world, seed),
        cadres: duty::cadres(world, seed),
        visits: visits::visits(world, seed),
    };
    world.returns = returns;
}
