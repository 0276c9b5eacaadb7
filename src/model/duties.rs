//! What documents ask, as far as more rooms than the rules read it: a section of the file each, with its clause. A section that is absent asks
//! nothing. What a single rule asks lies in that rule's file.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::figure::Share;
use super::kind::{Clause, Date, Minutes, YearDay};
use super::section::{Params, Section, Tell};
use super::time::Month;
use super::words::Words;

/// SUB005: a unified activity around 1 July.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct JulyFirstTerms {
    /// Calendar days before 1 July.
    #[schemars(description = "7 月 1 日以前几天内开展可算", range(max = 60))]
    pub before: u32,
    /// Calendar days after 1 July.
    #[schemars(description = "7 月 1 日以后几天内开展可算", range(max = 60))]
    pub after: u32,
    /// Words by which the regular party day in that window serves.
    #[serde(default = "july_words")]
    #[schemars(description = "当月活动日正在其内的，须出现的用词；不写为“七一”“建党”", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for JulyFirstTerms {}

fn july_words() -> Words {
    ["七一", "7·1", "7.1", "建党", "党的生日"].map(Arc::from).into_iter().collect()
}

/// SUB002.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Report {
    /// Calendar days.
    #[schemars(description = "活动后几日内报送，活动当日为第 0 日", range(max = 366))]
    pub within_days: u32,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Report {}

/// PAR001.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Participation {
    /// Least share; equal to it is enough.
    #[schemars(description = "参与率下限，0—1，至多四位小数；低于此数为不达标，等于为达标")]
    pub min: Share,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Participation {}

impl Params {
    /// The lowest rate of participation that will do.
    pub fn floor(&self) -> Share {
        self.the::<Participation>().min
    }

    /// Is the month over on that day: later than its last day and the days for reporting? From then on a branch that had to meet in it is due.
    pub fn is_over(&self, month: Month, on: NaiveDate) -> bool {
        let grace = Days::new(self.get::<Report>().map_or(0, |report| u64::from(report.within_days)));
        month.last_day().checked_add_days(grace).is_some_and(|last| on > last)
    }
}

/// DAY004.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Duration {
    /// Fewest minutes.
    #[serde(rename = "min_hours")]
    #[schemars(description = "每次活动最短时长（小时）", range(min = 0.0, max = 24.0))]
    pub min: Minutes,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Duration {}

/// DAY002, DAY003.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Adjust {
    /// Calendar days; absent: DAY002 does not apply.
    #[schemars(description = "与活动日前后相差不超过几天；不写为不限", range(max = 366))]
    pub within_days: Option<u32>,
    /// What a filing must carry.
    #[schemars(description = "filing 须备案；approval 须上级同意")]
    pub needs: Consent,
    /// Whose filing counts.
    #[serde(default)]
    #[schemars(description = "谁的备案有效：branch 党支部或党委均可（不写即是）；committee 只有党（工）委的有效，支部自己的备案不算")]
    pub by: FiledBy,
    /// A filing or consent dated after the day held will do.
    #[serde(default)]
    #[schemars(description = "备案（批准）日期晚于活动日的是否有效，不写为 false")]
    pub after_allowed: bool,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Adjust {}

/// What a change of date must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// A filing with its date of filing (备案日期).
    Filing,
    /// The superior's consent (批准单位, else 批准日期).
    Approval,
}

/// Whose filing of a change of date counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FiledBy {
    /// The branch's own, or its committee's.
    #[default]
    Branch,
    /// The committee's alone: its row names it, for the branch that it names, else for all its branches.
    Committee,
}

/// How often something is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Every {
    Month,
    Quarter,
    Half,
    Year,
}

/// SUB003, PLN001, PLN002.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct Plan {
    /// Planned (PLN001) and, unless `planned_only`, held (SUB003).
    #[schemars(description = "全年最少活动次数；只要求报备、不规定次数的不写", range(min = 1, max = 366))]
    pub min: Option<u32>,
    /// The number binds the plan alone.
    #[serde(default)]
    #[schemars(description = "次数只约束计划（PLN001），不要求全年开展次数（SUB003）")]
    pub planned_only: bool,
    /// The plan names a focus of each quarter, where it has a column for it.
    #[serde(default)]
    #[schemars(description = "年度计划每季度写明重点（有“季度重点”栏的才核对），不写为不要求")]
    pub quarter_focus: bool,
    /// Words of which any one tells it.
    #[serde(default = "plan_words")]
    #[schemars(description = "报送登记“事项”中指年度计划的用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Who owes the filing by its date.
    #[serde(default)]
    #[schemars(
        description = "按期报备由谁负责：committee 党委（不写即是）；branch 党支部；county 县（市、区）；jurisdiction 制定文件的单位。后两项是组织部门自己的期限，只列入时限，不作为乡镇和支部的问题"
    )]
    pub owed_by: DutyHolder,
    /// Of the plan's own year (PLN002).
    #[schemars(description = "年度计划备案的截止日，写作 03-25")]
    pub due: Option<YearDay>,
    /// A year with an exception has no other date.
    #[serde(default)]
    #[schemars(description = "个别计划的另定截止日")]
    pub exceptions: Vec<PlanException>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

fn plan_words() -> Words {
    ["年度计划", "活动计划", "活动安排"].map(Arc::from).into_iter().collect()
}

/// Who owes what a document asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyHolder {
    /// A branch.
    Branch,
    /// What stands over branches.
    #[default]
    Committee,
    /// The county's own office: never a fault of those below it.
    County,
    /// The office that issued the document.
    Jurisdiction,
}

impl DutyHolder {
    /// Is it somebody who is judged here?
    pub fn is_judged(self) -> bool {
        matches!(self, DutyHolder::Branch | DutyHolder::Committee)
    }
}

/// Another date for one plan (`2017-07`: of the second half of 2017; `2017-01`: of all of 2017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct PlanException {
    /// First month of the plan.
    #[schemars(description = "计划所含的第一个月，写作 2017-07")]
    pub from: Month,
    /// Last day.
    #[schemars(with = "Date", description = "截止日，写作 2017-07-31")]
    pub due: NaiveDate,
}

impl Section for Plan {}

/// PLN003.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Preview {
    /// Last day of the month (1–31).
    #[schemars(description = "最迟在当月几日预告", range(min = 1, max = 31))]
    pub by_day: u32,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for Preview {}

/// ACT001: an item of the set content.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Item {
    /// What it is called.
    #[schemars(description = "名称", length(min = 1))]
    pub name: Arc<str>,
    /// In which spans it is asked.
    #[schemars(description = "month 每月；quarter 每季度；half 每半年；year 每年")]
    pub every: Every,
    /// Words of which any one tells it.
    #[schemars(description = "认定用词，活动主题、活动内容、规定动作中出现任何一个即算", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Words that mean something else though they hold one of the others.
    #[serde(default)]
    #[schemars(description = "含有认定用词而不算的写法，如“业务学习”不算“学习”", inner(length(min = 1)))]
    pub not_words: Vec<Arc<str>>,
    /// Does it make a party day by itself? Paying dues does not (ACT005).
    #[serde(default = "yes")]
    #[schemars(description = "单独开展能否算作党日活动（ACT005）；交纳党费之类的写 false，不写为 true")]
    pub is_activity: bool,
    /// Asked of branches with so many members and more.
    #[schemars(description = "党员达到几人的支部才要求；不写为全部支部", range(min = 1, max = 10000))]
    pub min_members: Option<u32>,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

fn yes() -> bool {
    true
}

impl Section for Vec<Item> {
    fn check(&self, tell: &mut Tell) {
        tell.twice(self.iter().map(|item| &item.name), "规定动作", |n| format!("{n}.name"));
    }
}

/// ACT002–ACT004: so often in every span.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct Occurrence {
    /// In which spans it is asked.
    #[schemars(description = "month 每月；quarter 每季度；half 每半年；year 每年")]
    pub every: Every,
    /// Fewest.
    #[serde(default = "once")]
    #[schemars(description = "每个时段至少几次，不写为一次；只有党课可以多于一次", range(min = 1, max = 366))]
    pub min: u32,
    /// Of halves one, the year's only one.
    #[serde(default)]
    #[schemars(description = "是否须有一次在第四季度，用于每半年、每年的要求")]
    pub in_fourth_quarter: bool,
    /// Words of which any one tells it.
    #[schemars(description = "认定用词", length(min = 1), inner(length(min = 1)))]
    pub words: Words,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

fn once() -> u32 {
    1
}

impl Occurrence {
    fn check(&self, tell: &mut Tell, may_be_several: bool) {
        let section = tell.section().to_string();
        if self.in_fourth_quarter && !matches!(self.every, Every::Half | Every::Year) {
            tell.at("in_fourth_quarter", format!("“{section}.in_fourth_quarter”只用于每半年或每年一次的要求"));
        }
        if self.min > 1 && !may_be_several {
            tell.at("min", format!("“{section}.min”只能为 1，每个时段多于一次的要求只用于党课"));
        }
    }
}

macro_rules! occurrences {
    ($($code:literal $kind:ident $several:literal)*) => {$(
        #[doc = $code]
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $kind(pub Occurrence);

        impl Section for $kind {
            fn check(&self, tell: &mut Tell) {
                self.0.check(tell, $several);
            }
        }
    )*};
}

occurrences! {
    "ACT002." LectureTerms true
    "ACT003." OrgLifeTerms false
    "ACT004." ReviewTerms false
}

/// INS001.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct InspectionTerms {
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for InspectionTerms {}
