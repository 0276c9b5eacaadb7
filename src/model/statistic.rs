//! Statistics as bulletins print them: what a profile asks for, and what each comes to. A figure knows its definition and the clause behind it, and
//! every figure is the sum of a list that names file, sheet and cell, so that a clerk can follow it. None of them judges anybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::words::Words;
use super::cell::Place;
use super::finding::BranchIx;
use super::kind::{Clause, Minutes};
use super::org::BranchType;
use super::profile::Profile;
use super::section::{Section, Tell};
use super::time::Month;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatisticKind {
    /// Party days with volunteer service: how many, by how many persons, how long; service on other days apart.
    ServiceDays,
    /// Share of members with a service.
    ServiceMembers,
    /// Services of a service week, by words.
    ServiceWeek,
    /// Joint activities, who held them, and the pairs.
    Joint,
    /// Branches without a joint activity.
    WithoutJoint,
    /// Activities of each form that is counted (`[[modes]]`).
    Forms,
    /// Trips, visits, matters settled, problems found and put right.
    Inspections,
    /// Guidance of the months: who took it up, what nobody did, own themes.
    Themes,
    /// Days on which the branches of a committee met, month by month.
    SameDay,
    /// Plan, record and pictures side by side.
    RecordMatch,
    /// Activities that name certain content.
    Items,
    /// Activities whose report to the superior is on record.
    Reports,
    /// Tasks published, and members who took part.
    Tasks,
}

impl StatisticKind {
    /// As the file writes it.
    pub fn key(self) -> &'static str {
        match self {
            StatisticKind::ServiceDays => "service_days",
            StatisticKind::ServiceMembers => "service_members",
            StatisticKind::ServiceWeek => "service_week",
            StatisticKind::Joint => "joint",
            StatisticKind::WithoutJoint => "without_joint",
            StatisticKind::Forms => "forms",
            StatisticKind::Inspections => "inspections",
            StatisticKind::Themes => "themes",
            StatisticKind::SameDay => "same_day",
            StatisticKind::RecordMatch => "record_match",
            StatisticKind::Items => "items",
            StatisticKind::Reports => "reports",
            StatisticKind::Tasks => "tasks",
        }
    }
}

impl StatisticKind {
    /// The ids of its figures.
    pub fn figures(self) -> &'static [&'static str] {
        match self {
            StatisticKind::ServiceDays => &[
                "service_days",
                "service_day_persons",
                "service_day_minutes",
                "service_day_unmeasured",
                "service_other_days",
                "service_other_minutes",
            ],
            StatisticKind::ServiceMembers => &["service_members", "service_strangers"],
            StatisticKind::ServiceWeek => &["service_week", "service_week_persons"],
            StatisticKind::Joint => &["joint_activities", "joint_branches", "joint_pairs", "joint_unpaired"],
            StatisticKind::WithoutJoint => &["without_joint"],
            StatisticKind::Forms => &["form_activities", "form_branches"],
            StatisticKind::Inspections => &[
                "inspection_trips",
                "inspection_visits",
                "inspection_methods",
                "inspection_settled",
                "inspection_problems",
                "inspection_put_right",
            ],
            StatisticKind::Themes => &["theme_item_branches", "theme_own_branches", "theme_untaken"],
            StatisticKind::SameDay => &["days_used", "same_day_committees"],
            StatisticKind::RecordMatch => &["record_match"],
            StatisticKind::Items => &["item_branches", "item_activities", "item_attendance"],
            StatisticKind::Reports => &["reports"],
            StatisticKind::Tasks => &["tasks", "task_members", "task_completions", "task_unmatched"],
        }
    }
}

/// One kind of statistics that the profile asks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct StatisticTerms {
    /// What is counted.
    #[schemars(description = "统计的种类")]
    pub kind: StatisticKind,
    /// Branches that it is about; empty: all.
    #[serde(default)]
    #[schemars(description = "只统计这些类型的党支部；不写为全部")]
    pub types: Vec<BranchType>,
    /// The other side of a pair; empty: any branch.
    #[serde(default)]
    #[schemars(description = "结对另一方的类型（joint）；不写为不限")]
    pub with: Vec<BranchType>,
    /// The form of activity (`[[modes]]`) whose words tell it.
    #[schemars(description = "以 [[modes]] 中这一形式的用词认定（joint、without_joint），与 words 二者写一", length(min = 1))]
    pub mode: Option<Arc<str>>,
    /// Words of which any one tells it.
    #[serde(default)]
    #[schemars(description = "认定用词", inner(length(min = 1)))]
    pub words: Words,
    /// Things that are counted each by itself.
    #[serde(default)]
    #[schemars(description = "分别统计的各项：items 为内容，inspections 为督查方式，record_match 为记录材料")]
    pub groups: Vec<StatisticGroup>,
    /// Attendance is added up as well.
    #[serde(default)]
    #[schemars(description = "items 是否另计参加人次")]
    pub attendance: bool,
    /// Figures that the document itself prints, by id, for comparison.
    #[serde(default)]
    #[schemars(description = "文件通报的数，按统计项代号填写，只列出以供对照", extend("additionalProperties" = {"type": "string", "minLength": 1}))]
    pub printed: BTreeMap<Arc<str>, Arc<str>>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

/// One of several things that a statistic tells apart.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct StatisticGroup {
    /// What it is called.
    #[schemars(description = "名称", length(min = 1))]
    pub name: Arc<str>,
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Branches that it is about; empty: those of the statistic.
    #[serde(default)]
    #[schemars(description = "这一项只统计这些类型的党支部")]
    pub types: Vec<BranchType>,
}

/// Hours that half a day and a whole one of volunteer service stand for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(description = "志愿服务时长写作半天、全天的，各折合多少小时")]
pub struct ServiceHours {
    /// Half a day, a morning, an afternoon.
    #[schemars(description = "半天、上午、下午折合的小时数")]
    pub half_day: Minutes,
    /// A day.
    #[schemars(description = "一天、全天折合的小时数")]
    pub day: Minutes,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl ServiceHours {
    /// Minutes of so many half days.
    pub fn minutes(&self, half_days: u32) -> u32 {
        (half_days / 2).saturating_mul(self.day.0).saturating_add((half_days % 2) * self.half_day.0)
    }
}

impl Section for Vec<StatisticTerms> {
    fn check(&self, tell: &mut Tell) {
        for (n, terms) in self.iter().enumerate() {
            if self[..n].iter().any(|earlier| earlier.kind == terms.kind) {
                tell.at(format!("{n}.kind"), format!("统计“{}”已在前面列出，同一种统计只列一次", terms.kind.key()));
            }
            tell.within(&n.to_string(), |tell| terms.check(tell));
        }
    }
}

impl Section for StatisticTerms {
    fn check(&self, tell: &mut Tell) {
        use StatisticKind::{Inspections, Items, Joint, RecordMatch, ServiceWeek, WithoutJoint};
        let key = self.kind.key();
        let joint = matches!(self.kind, Joint | WithoutJoint);
        if joint && self.words.is_empty() == self.mode.is_none() {
            tell.at("", format!("统计“{key}”应写明 mode 或者 words，且只写一个"));
        }
        if self.kind == ServiceWeek && self.words.is_empty() {
            tell.at("", format!("统计“{key}”应写明 words"));
        }
        if matches!(self.kind, Items | RecordMatch) && self.groups.is_empty() {
            tell.at("", format!("统计“{key}”应写明 groups"));
        }
        for id in self.printed.keys().filter(|id| !self.kind.figures().contains(&&***id)) {
            tell.at(format!("printed.{id}"), format!("统计“{key}”没有“{id}”这一项，可以填写：{}", self.kind.figures().join("、")));
        }
        tell.twice(self.groups.iter().map(|group| &group.name), "分项", |n| format!("groups.{n}.name"));
        let unused = [
            ("words", !self.words.is_empty() && !joint && self.kind != ServiceWeek),
            ("mode", self.mode.is_some() && !joint),
            ("with", !self.with.is_empty() && self.kind != Joint),
            ("attendance", self.attendance && self.kind != Items),
            ("groups", !self.groups.is_empty() && !matches!(self.kind, Inspections | Items | RecordMatch)),
        ];
        for (name, _) in unused.into_iter().filter(|(_, unused)| *unused) {
            tell.at(name, format!("统计“{key}”不使用 {name}，请删去"));
        }
    }
}

/// In what a figure is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Things, with their word (次, 名, 个).
    Of(&'static str),
    /// Minutes; shown to people as hours.
    Minutes,
}

impl Measure {
    /// The word for the unit in which the integer is given.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Of(word) => word,
            Measure::Minutes => "分钟",
        }
    }
}

/// Of whom a figure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldOf {
    /// The unit, and each committee that has a part in it.
    Both,
    /// The unit alone: what it counts belongs to several committees at once.
    Unit,
    /// Each committee: the numbers of several committees make no sum.
    Committees,
}

/// What a figure is: the same wherever it is told.
#[derive(Debug)]
pub struct FigureDoc {
    /// Its name in data.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it is measured in.
    pub measure: Measure,
    /// A part of a whole: what does not count is listed as well, and the sum of both is what it is a part of.
    pub share: bool,
    /// Of whom it is told.
    pub told_of: ToldOf,
    /// What it counts, in a sentence; of several things the one that is named.
    pub define: fn(&StatisticTerms, &str) -> String,
}

/// What a figure comes to, for the unit or for one of its committees.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it is.
    pub doc: &'static FigureDoc,
    /// Which of the profile's statistics asks for it.
    pub terms: usize,
    /// Which of several (a month, a theme, a form); may be empty.
    pub item: Arc<str>,
    /// The committee; empty: the whole unit.
    pub committee: Arc<str>,
    /// The number; `None` where it cannot be told.
    pub value: Option<u64>,
    /// What it is a part of, where it is a share.
    pub of: Option<u64>,
    /// Why it cannot be told, in Chinese; else empty.
    pub lacks: &'static str,
}

impl Figure {
    /// What asks for it.
    pub fn asked<'p>(&self, profile: &'p Profile) -> &'p StatisticTerms {
        &profile.statistics[self.terms]
    }

    /// What it counts, in a sentence.
    pub fn definition(&self, profile: &Profile) -> String {
        (self.doc.define)(self.asked(profile), &self.item)
    }

    /// Document and clause.
    pub fn basis(&self, profile: &Profile) -> String {
        profile.basis(&self.asked(profile).clause)
    }

    /// What the document itself prints of the whole unit.
    pub fn printed<'p>(&self, profile: &'p Profile) -> Option<&'p Arc<str>> {
        self.asked(profile).printed.get(self.doc.id).filter(|_| self.committee.is_empty() && self.item.is_empty())
    }
}

/// One thing that a figure counts.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The figure.
    pub doc: &'static FigureDoc,
    /// Which of several; may be empty.
    pub item: Arc<str>,
    /// The committee; may be empty.
    pub committee: Arc<str>,
    /// The branch.
    pub branch: Option<BranchIx>,
    /// The member, as an index in `Corpus::members`.
    pub member: Option<usize>,
    /// The month.
    pub month: Option<Month>,
    /// The day.
    pub date: Option<NaiveDate>,
    /// What it is: a theme, a problem, the other branch of a pair.
    pub what: Arc<str>,
    /// How much of the figure it is.
    pub amount: u64,
    /// It is in the number; else only in what the number is a part of.
    pub counts: bool,
    /// Where it stands, if a file tells of it.
    pub place: Option<Place>,
}

/// What stands in plan, record and pictures of one branch and month.
#[derive(Clone, Debug)]
pub struct RecordMatch {
    /// The branch.
    pub branch: BranchIx,
    /// The month.
    pub month: Month,
    /// 计划日期 and theme, with their place, as far as a plan was handed in.
    pub planned: Option<(Option<NaiveDate>, Arc<str>, Place)>,
    /// Date and theme of the activity held, with its place.
    pub held: Option<(NaiveDate, Arc<str>, Place)>,
    /// By group of the statistic: is it there? `None` where the ledger has no such heading.
    pub records: Vec<(Arc<str>, Option<bool>)>,
    /// What does not bear the rest out.
    pub gaps: Vec<Gap>,
}

/// What is amiss between plan, record and pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The branch handed in no plan.
    WithoutPlan,
    /// Held, and its plan leaves the month out.
    NoPlan,
    /// Planned, and nothing was held.
    NotHeld,
    /// Not planned, and nothing was held.
    NothingHeld,
    /// Held on another day than planned.
    OtherDay,
    /// Held under another theme than planned.
    OtherTheme,
    /// A kind of record is not there.
    Lacks(Arc<str>),
    /// A kind of record has no heading in the ledger.
    Untold(Arc<str>),
}

impl Gap {
    /// As it is told.
    pub fn words(&self) -> String {
        match self {
            Gap::WithoutPlan => "未报送年度活动计划".to_string(),
            Gap::NoPlan => "计划未列该月活动".to_string(),
            Gap::NotHeld => "计划列有活动，未见活动记录".to_string(),
            Gap::NothingHeld => "未见活动记录".to_string(),
            Gap::OtherDay => "开展日期与计划不同".to_string(),
            Gap::OtherTheme => "活动主题与计划不同".to_string(),
            Gap::Lacks(name) => format!("缺{name}"),
            Gap::Untold(name) => format!("台账没有“{name}”栏"),
        }
    }
}

/// All statistics of a jurisdiction.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// Figures in the order of the profile; of each the unit first, then committees.
    pub figures: Vec<Figure>,
    /// What the figures count, in the same order.
    pub listed: Vec<Listed>,
    /// Plan, record and pictures, by branch and month.
    pub matches: Vec<RecordMatch>,
}
