//! What offices hand in beside ledgers and attendance sheets: plans, inspections, volunteer service, cadres' attendance, registers of what was
//! filed, explanations. First each as a row, as its layout gives it; then resolved against the roster.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cell::Place;
use super::finding::{BranchIx, Code};
use super::once;
use super::record::{Count, OrgHint, RowHead};
use super::time::{Month, Span};

/// A row of 年度活动计划: one planned activity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// The month.
    pub month: Month,
    /// 计划日期, if given.
    pub planned: Option<NaiveDate>,
    /// 活动主题.
    pub theme: Arc<str>,
    /// 报备日期: when the plan went to the superior.
    pub filed: Option<NaiveDate>,
    /// 预告日期: when the month's content was announced to the members.
    pub announced: Option<NaiveDate>,
    /// 季度重点 as written; may be empty.
    pub focus: Arc<str>,
}

/// A row of 督查记录: a visit, with at most one problem. Several rows with the same unit, date and method are one visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InspectionRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// `branch` empty and `committee` given: a committee was visited.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// The day.
    pub date: NaiveDate,
    /// 方式 (实地查看, 暗访 …).
    pub method: Arc<str>,
    /// 发现问题; empty when nothing was found.
    pub problem: Arc<str>,
    /// 整改要求.
    pub demand: Arc<str>,
    /// 整改期限.
    pub deadline: Option<NaiveDate>,
    /// 整改完成日期.
    pub done: Option<NaiveDate>,
    /// 协调解决事项: matters settled on the spot. A number as given; a text is one matter.
    pub settled: u32,
}

/// A row of 志愿服务记录: one member's service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 编号 or 身份证号, unmasked: a key only.
    pub id: Option<Arc<str>>,
    /// What it is called.
    pub name: Arc<str>,
    /// The day.
    pub date: NaiveDate,
    /// 时长 in minutes; `None` when blank (or not understood: then ING004 was raised).
    pub minutes: Option<u32>,
    /// Half days, where 时长 says so (半天: 1, 全天: 2): collation makes minutes of them, if the profile says how many.
    pub half_days: Option<u32>,
    /// 服务内容.
    pub content: Arc<str>,
    /// 成效.
    pub effect: Arc<str>,
}

/// A row of 领导干部参加情况.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CadreRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// 所在党支部 or 单位, if a column gives it.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// What it is called.
    pub name: Arc<str>,
    /// 级别 as written.
    pub rank: Arc<str>,
    /// The day.
    pub date: NaiveDate,
    /// 事项 as written.
    pub affair: Arc<str>,
    /// 数量; a blank counts as one.
    pub quantity: Count,
    /// 对象: with whom a talk was held, as written; may be empty.
    pub counterpart: Arc<str>,
}

/// A row of 报送登记: something that a committee or branch handed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilingRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 事项 as written (年度计划, 季度总结, 动员大会 …).
    pub affair: Arc<str>,
    /// 年度 or 季度 (also half years and months) that it is about.
    pub span: Span,
    /// 报送日期 (of a meeting: the day on which it was held).
    pub date: NaiveDate,
}

/// A row of 情况说明.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaiverRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// The span it is about.
    pub span: Span,
    /// The rule.
    pub code: Code,
    /// 姓名: the explanation is about this member alone; empty for the branch as a whole.
    pub member: Arc<str>,
    /// 说明.
    pub explanation: Arc<str>,
    /// 批准人; empty: not approved.
    pub approver: Arc<str>,
    /// 批准日期.
    pub approved: Option<NaiveDate>,
}

/// A row of 任务台账: a task that was published, and who took it on: one member, so many of a branch, or nobody yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TaskRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 任务名称.
    pub task: Arc<str>,
    /// 发布日期.
    pub published: NaiveDate,
    /// 编号 or 身份证号, unmasked: a key only.
    pub id: Option<Arc<str>>,
    /// 姓名; empty where none is given.
    pub name: Arc<str>,
    /// 参与人数, where it is given instead of names.
    pub takers: Count,
    /// 完成日期.
    pub completed: Option<NaiveDate>,
}

/// A planned activity of a branch.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The branch.
    pub branch: BranchIx,
    /// What was handed in.
    pub row: PlanRow,
}

/// An inspection of a branch or of a committee.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The branch, or `None` when a committee was visited.
    pub branch: Option<BranchIx>,
    /// The committee as in the roster (the branch's own if `branch` is given).
    pub committee: Arc<str>,
    /// What was handed in.
    pub row: InspectionRow,
}

/// A member's service.
#[derive(Clone, Debug)]
pub struct Service {
    /// The branch.
    pub branch: BranchIx,
    /// Index in `Corpus::members`; a member whom neither roster nor attendance sheets know is added there.
    pub member: usize,
    /// What was handed in.
    pub row: ServiceRow,
}

/// A cadre's attendance.
#[derive(Clone, Debug)]
pub struct CadreAct {
    /// The cadre's own branch, where the row or the member roster (a unique name) tells it.
    pub branch: Option<BranchIx>,
    /// The committee as in the roster, where known; else empty.
    pub committee: Arc<str>,
    /// Index in `Corpus::members`, where the name within the branch (or unique in the roster) tells it.
    pub member: Option<usize>,
    /// What was handed in.
    pub row: CadreRow,
}

/// Something handed in by a committee or a branch.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The branch; `None` where it concerns none.
    pub branch: Option<BranchIx>,
    /// The committee as in the roster (the branch's own if `branch` is given).
    pub committee: Arc<str>,
    /// What was handed in.
    pub row: FilingRow,
}

/// An explanation of a branch.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The branch.
    pub branch: BranchIx,
    /// What was handed in.
    pub row: WaiverRow,
}

/// A task, as far as it is known who took it on.
#[derive(Clone, Debug)]
pub struct Task {
    /// The branch; `None` where the row names none (a task that was only published).
    pub branch: Option<BranchIx>,
    /// Index in `Corpus::members`, where the row names a member of the branch.
    pub member: Option<usize>,
    /// What was handed in.
    pub row: TaskRow,
}

/// All of it, for one jurisdiction. Each list is sorted by order of submission (path, sheet, row); copies are left out.
#[derive(Clone, Debug, Default)]
pub struct Returns {
    /// Planned activities.
    pub plans: Vec<Planned>,
    /// Inspections.
    pub inspections: Vec<Inspection>,
    /// Services of members.
    pub services: Vec<Service>,
    /// Cadres' attendance.
    pub cadres: Vec<CadreAct>,
    /// What committees and branches filed.
    pub filings: Vec<Filed>,
    /// Explanations.
    pub waivers: Vec<Waiver>,
    /// Tasks that were published, and who took them on.
    pub tasks: Vec<Task>,
    /// Layout ids of which at least one table was recognised, whoever handed it in: "nobody handed in a plan" and "this branch did not" are
    /// different things.
    pub seen: std::collections::BTreeSet<Arc<str>>,
}

impl Returns {
    /// Was any table of this layout handed in by anybody?
    pub fn has(&self, layout: &str) -> bool {
        self.seen.contains(layout)
    }

    /// The branch's planned activities.
    pub fn plans_of(&self, ix: BranchIx) -> impl Iterator<Item = &Planned> {
        self.plans.iter().filter(move |p| p.branch == ix)
    }
}

impl Waiver {
    /// Approved by somebody: with 批准人, or else it is an open request.
    pub fn approved(&self, as_of: NaiveDate) -> bool {
        !self.row.approver.trim().is_empty() && self.row.approved.is_none_or(|day| day <= as_of)
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        self.row.head.line()
    }
}
