//! Who reports: committees, branches with their spans of name and committee, and members.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cell::Place;
use super::finding::BranchIx;
use super::identity::masked;

macro_rules! branch_types {
    ($($variant:ident $name:literal [$($word:literal)*];)*) => {
        /// Kind of branch. The words that rosters use for each are folded to one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[allow(missing_docs)]
        pub enum BranchType { $(#[serde(rename = $name)] $variant),* }

        impl BranchType {
            /// All types in the order they are listed.
            pub const ALL: &'static [BranchType] = &[$(BranchType::$variant),*];

            /// The standard name (`农村`).
            pub fn as_str(self) -> &'static str {
                match self { $(BranchType::$variant => $name),* }
            }

            /// From what a roster says; blank or a word that nobody knows is 类型不明.
            pub fn from_words(text: &str) -> Self {
                let signs = |c: char| c.is_whitespace() || "（）()、，,/／和及与".contains(c);
                let text: String = text.chars().filter(|c| !signs(*c)).collect();
                match text.trim_end_matches("党支部").trim_end_matches("支部").trim_end_matches("党组织").trim_end_matches("类") {
                    $($name $(| $word)* => BranchType::$variant,)*
                    _ => BranchType::Unknown,
                }
            }
        }
    };
}

branch_types! {
    Rural "农村" ["村" "行政村" "建制村" "乡村"];
    Community "社区" ["居委会" "居民区" "城市社区"];
    RuralOrCommunity "村社区" ["农村社区" "村居" "社区村" "社区农村" "村社"];
    Organ "机关" ["党政机关" "机关单位" "党政机关单位" "县直机关" "区直机关" "市直机关" "县级机关" "市级机关" "区级机关" "直属机关" "机关部门" "政府机关"];
    TownOrgan "乡镇机关" ["镇机关" "乡机关" "街道机关" "乡镇街道机关" "镇街道机关" "镇街机关" "乡镇街机关"];
    PublicInstitution "事业单位" ["事业"];
    OrganOrInstitution "机关事业单位" ["机关事业" "机关企事业单位"];
    School "学校" ["民办学校" "中小学校" "中小学" "中学" "小学" "高校" "教育" "学校单位" "幼儿园" "职业学校"];
    Hospital "医院" ["公立医院" "民办医院" "卫生院" "医疗卫生"];
    StateEnterprise "国企" ["国有企业" "国有控股企业"];
    Private "非公" ["非公企业" "非公有制企业" "非公有制经济组织" "非公经济组织" "非公经济" "民营企业" "私营企业"];
    Company "企业" ["公司" "企业单位"];
    Social "社会组织" ["社团" "社会团体"];
    TwoNew "两新" ["两新组织" "新经济组织新社会组织" "非公社会组织" "非公企业社会组织" "非公有制经济组织社会组织"];
    Enterprise "企事业" ["企事业单位"];
    Retired "离退休" ["离退休干部" "老干部" "离退休职工"];
    Other "其他" ["其它"];
    Unknown "类型不明" [];
}

impl BranchType {
    /// Is it a type of its own, neither composite nor part of another nor unknown?
    pub fn is_plain(self) -> bool {
        use BranchType::{Company, OrganOrInstitution, RuralOrCommunity, TownOrgan, Unknown};
        !matches!(self, Company | OrganOrInstitution | RuralOrCommunity | TownOrgan | Unknown)
    }

    /// The types that a composite may be; itself for every other.
    pub fn halves(self) -> &'static [BranchType] {
        use BranchType::*;
        match self {
            RuralOrCommunity => &[Rural, Community],
            OrganOrInstitution => &[Organ, PublicInstitution],
            Company => &[StateEnterprise, Private],
            Rural => &[Rural],
            Community => &[Community],
            Organ => &[Organ],
            TownOrgan => &[TownOrgan],
            PublicInstitution => &[PublicInstitution],
            School => &[School],
            Hospital => &[Hospital],
            StateEnterprise => &[StateEnterprise],
            Private => &[Private],
            Social => &[Social],
            TwoNew => &[TwoNew],
            Enterprise => &[Enterprise],
            Retired => &[Retired],
            Other => &[Other],
            Unknown => &[Unknown],
        }
    }

    /// Does a profile's list of types hold this one? An empty list holds all; 两新 stands for 非公 and 社会组织 either way round, 机关 for 乡镇机关 too;
    /// a composite is held where both halves are.
    pub fn is_in(self, types: &[BranchType]) -> bool {
        use BranchType::{Organ, Private, Social, TownOrgan, TwoNew};
        types.is_empty()
            || types.contains(&self)
            || (self == TownOrgan && types.contains(&Organ))
            || (self.halves().len() > 1 && self.halves().iter().all(|half| half.is_in(types)))
            || (matches!(self, Private | Social) && types.contains(&TwoNew))
            || (self == TwoNew && types.contains(&Private) && types.contains(&Social))
    }
}

/// A day that a branch fixed for itself (固定活动日).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OwnDay {
    /// Day of the month, 1–31.
    DayOfMonth(u32),
    /// The n-th (1–5) weekday of the month; 5 is the last one.
    NthWeekday(u32, chrono::Weekday),
}

/// A span of a branch's life under one name and committee.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchSpan {
    /// Name as in the roster.
    pub name: Arc<str>,
    /// Committee as in the roster.
    pub committee: Arc<str>,
    /// 党员人数 of the span's row, if given.
    pub members: Option<u32>,
    /// First day, if the roster gives one.
    pub from: Option<NaiveDate>,
    /// Last day, if the roster gives one.
    pub to: Option<NaiveDate>,
}

/// A branch of the roster.
#[derive(Clone, Debug)]
pub struct Branch {
    /// 编号, or the name where the roster gives no number.
    pub id: Arc<str>,
    /// Name in its last span.
    pub name: Arc<str>,
    /// Committee in its last span.
    pub committee: Arc<str>,
    /// Type.
    pub kind: BranchType,
    /// 党员人数, if given.
    pub member_count: Option<u32>,
    /// Founded on (exists from that day).
    pub founded: Option<NaiveDate>,
    /// Dissolved on (exists until the day before).
    pub dissolved: Option<NaiveDate>,
    /// Its own fixed days; they replace the profile's.
    pub own_days: Vec<OwnDay>,
    /// 曾用名.
    pub former_names: Vec<Arc<str>>,
    /// Spans of name and committee, oldest first, at least one.
    pub spans: Vec<BranchSpan>,
    /// Where it stands in the roster; `None` for a branch known only from ledgers (no roster was handed in).
    pub place: Option<Place>,
    /// Exempt members by the member roster; `None` without one.
    pub exempt_members: Option<u32>,
    /// 书记, as written; may be empty.
    pub secretary: Arc<str>,
}

impl Branch {
    /// 编号, where the roster gives one: a key, never masked.
    pub fn number(&self) -> Option<&str> {
        (self.id != self.name).then_some(&*self.id)
    }

    /// The id as it is written out: 编号 as it stands; a name that serves for one is free text.
    pub fn shown_id(&self) -> Cow<'_, str> {
        self.number().map_or_else(|| masked(&self.id), Cow::Borrowed)
    }

    /// Does the branch exist on that day?
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.founded.is_none_or(|f| f <= day) && self.dissolved.is_none_or(|d| day < d)
    }

    /// Does a due count of that day still hold members whom the roster exempts: more than 党员人数 without them, and no more than with them?
    pub fn holds_exempt(&self, due: u32, day: NaiveDate) -> bool {
        let (Some(members), Some(exempt)) = (self.members_on(day), self.exempt_members) else { return false };
        exempt > 0 && members.saturating_sub(exempt) < due && due <= members
    }

    /// 党员人数 on that day: of the span in force, else of the branch.
    pub fn members_on(&self, day: NaiveDate) -> Option<u32> {
        let in_force = |s: &&BranchSpan| s.from.is_none_or(|f| f <= day) && s.to.is_none_or(|t| day <= t);
        self.spans.iter().rfind(in_force).and_then(|s| s.members).or(self.member_count)
    }
}

/// A member of the member roster, or one known only from attendance sheets.
#[derive(Clone, Debug)]
pub struct Member {
    /// 编号 or identity number: a key, never written out unmasked.
    pub key: Arc<str>,
    /// Name.
    pub name: Arc<str>,
    /// Branch.
    pub branch: BranchIx,
    /// 入党日期.
    pub joined: Option<NaiveDate>,
    /// 党员类型 as written.
    pub kind: Arc<str>,
    /// 职务级别 as written.
    pub rank: Arc<str>,
    /// 免考勤 reason; empty when not exempt.
    pub exempt: Arc<str>,
    /// Where the member stands in the roster; `None` if only attendance sheets name the member.
    pub place: Option<Place>,
}
