//! What is wrong, as data. An `Issue` is raised where data come in (intake, layout, collation); a `Finding` is a rule failed by a branch,
//! committee or member. Rules turn issues into findings, so that every finding has a rule, a level and a basis.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cell::Place;
use super::field::Field;
use super::once;
use super::record::OrgHint;
use super::say::Say;
use super::time::{Month, Period, Span};

macro_rules! codes {
    ($($(#[$about:meta])* $family:ident { $($code:ident $name:literal)* })*) => {
        /// The rule codes of the contract. Stable names: people script against them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)]
        pub enum Code { $($($code),*),* }

        /// What a code is about; in the code as written, its letters.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Family { $($(#[$about])* $family),* }

        impl Code {
            /// Every code, in the order of the contract.
            pub const ALL: &'static [Code] = &[$($(Code::$code),*),*];

            /// The code as written (`SUB001`).
            pub fn as_str(self) -> &'static str {
                match self { $($(Code::$code => stringify!($code)),*),* }
            }

            /// The Chinese name (`缺报`), by which people may call the rule as well.
            pub fn name(self) -> &'static str {
                match self { $($(Code::$code => $name),*),* }
            }

            /// What kind of thing it is about.
            pub fn family(self) -> Family {
                match self { $($(Code::$code)|* => Family::$family),* }
            }
        }
    };
}

codes! {
    /// Whether, how often and when a branch reported.
    Reporting {
        SUB001 "缺报"
        SUB002 "迟报"
        SUB003 "全年次数不足"
        SUB004 "重复报送冲突"
        SUB005 "七一活动未开展"
    }
    /// Who took part.
    Participation {
        PAR001 "参与率不达标"
        PAR002 "实到多于应到"
        PAR003 "应到与花名册不符"
        PAR004 "人数填写有误"
        PAR005 "实到与考勤表不符"
    }
    /// On which day, how long.
    ActivityDay {
        DAY001 "未在活动日开展"
        DAY002 "调整超出期限"
        DAY003 "调整手续不全"
        DAY004 "时长不足"
        DAY005 "所辖支部未同日开展"
    }
    /// What was done.
    Content {
        ACT001 "规定动作缺项"
        ACT002 "未上党课"
        ACT003 "未开组织生活会"
        ACT004 "未民主评议"
        ACT005 "以其他活动代替"
        ACT006 "未诵读党章"
        ACT007 "书记未讲党课"
        ACT008 "未重温入党誓词"
        ACT009 "主题不合安排"
        ACT010 "集中活动不足"
        ACT011 "联建与特色活动"
    }
    /// What the records hold.
    Records {
        REC001 "记录材料缺项"
        REC002 "必填项空白"
        REC003 "文字雷同"
        REC004 "图片雷同"
    }
    /// Plans and what is filed beforehand or summed up after.
    Filing {
        PLN001 "计划缺失或不足"
        PLN002 "逾期报备"
        PLN003 "未按时预告"
        PLN004 "季度总结未报"
        PLN005 "活动方案未报备"
    }
    /// What a member did.
    Member {
        MEM001 "缺席达提醒次数"
        MEM002 "缺席达核实次数"
        MEM003 "缺席未补课"
        MEM004 "志愿服务不足"
        MEM005 "志愿记录不全"
        MEM006 "未过政治生日"
    }
    /// What leading cadres did.
    Cadre {
        CAD001 "领导干部次数不足"
    }
    /// Inspections and what came of them.
    Inspection {
        INS001 "督查问题逾期"
        INS002 "检查未全覆盖"
    }
    /// Reading what was handed in, not what a branch did.
    Reading {
        ING001 "文件无法读取"
        ING002 "工作表无法识别"
        ING003 "支部名称无法对应"
        ING004 "单元格无法识别"
        ING005 "合计与明细不符"
        ING006 "有未采用或重复的栏目"
        ING007 "为其他党委支部填报"
    }
}

impl Code {
    /// Is it about reading what was handed in, and not about what a branch did?
    pub fn is_about_reading(self) -> bool {
        self.family() == Family::Reading
    }

    /// The rule that a person means: its code (any case) or its Chinese name.
    pub fn named(text: &str) -> Option<Code> {
        let text = text.trim();
        text.parse().ok().or_else(|| Code::ALL.iter().copied().find(|c| c.name() == text))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        let upper = s.trim().to_ascii_uppercase();
        Code::ALL.iter().copied().find(|c| c.as_str() == upper).ok_or(())
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A count or a lead; never costs points.
    Info,
    /// To be put right.
    Warning,
    /// A requirement is not met.
    Error,
}

impl Level {
    /// `info`, `warning`, `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// 提示, 警告, 错误.
    pub fn chinese(self) -> &'static str {
        match self {
            Level::Info => "提示",
            Level::Warning => "警告",
            Level::Error => "错误",
        }
    }
}

/// Where a finding stands with regard to explanations handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Counts.
    Open,
    /// An explanation came in but nobody approved it: counts.
    Requested,
    /// Covered by an approved explanation: listed, costs nothing, vetoes nothing.
    Waived,
}

impl Status {
    /// `open`, `requested`, `waived`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Requested => "requested",
            Status::Waived => "waived",
        }
    }
}

/// Index of a branch in `Corpus::branches`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BranchIx(pub usize);

/// Index of an issue in `Corpus::issues`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueIx(pub u32);

/// Something seen while data came in. Codes: ING001, ING002, ING003, ING004, ING005, SUB004.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// Which rule it belongs to.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// Sheet row from 1 (csv: line), 0 when it concerns no row.
    pub row: u32,
    /// The column's Chinese standard name (`活动日期`); empty when it concerns no field.
    pub field: Arc<str>,
    /// What was written there, identity numbers masked.
    pub raw: Arc<str>,
    /// What is wrong, why, what to do.
    pub say: Say,
    /// What would have been right (`形如 2017-07-05 的日期`); may be empty.
    pub expected: String,
    /// Some level other than the rule's own (ING004 of an accepted row is a warning).
    pub level: Option<Level>,
    /// Whose row it is, as far as the row says; collation resolves it.
    pub who: Option<Arc<OrgHint>>,
    /// The branch, once resolved.
    pub branch: Option<BranchIx>,
    /// Where no branch is known: the committee that it is told, as the roster writes it where the roster has it. Collation finds it.
    #[serde(skip)]
    pub committee: Option<Arc<str>>,
    /// The month it concerns, if known.
    pub month: Option<Month>,
    /// True when the whole row is left out because of it.
    pub rejects_row: bool,
    /// Layout of the table that a returned row stands in; empty where it is not known.
    #[serde(with = "once")]
    pub layout: Arc<str>,
    /// A print of all that stands in the row that it is about, whatever the order of its columns; 0 where there is none.
    pub print: u64,
    /// What is left out because of it may hold activities. False for what is plainly something else (a roster's row, a list of other things).
    pub taints: bool,
    /// It is a returned row of filed changes of date: whom it may speak for no day beside the fixed one is held against.
    pub files_move: bool,
    /// Branches that may be meant where none is known to be: those that the row's name may mean, or those whose file, sheet or column it is.
    /// Collation finds them.
    #[serde(skip)]
    pub may_be: Arc<[BranchIx]>,
    /// First and last month that may be meant, where the month is not known but sheet, file or folder tell as much. Collation finds them.
    #[serde(skip)]
    pub within: Option<(Month, Month)>,
}

impl Issue {
    /// An issue of which nothing else is known than where it is, in the row of its cell.
    pub fn new(code: Code, place: Place, say: Say) -> Self {
        Issue {
            code,
            row: place.cell.map_or(0, |c| c.row + 1),
            place,
            field: Arc::default(),
            raw: Arc::default(),
            say,
            expected: String::new(),
            level: None,
            who: None,
            branch: None,
            committee: None,
            month: None,
            rejects_row: false,
            layout: Arc::default(),
            print: 0,
            taints: true,
            files_move: false,
            may_be: Arc::default(),
            within: None,
        }
    }

    /// Does it leave out something that may hold activities? Nothing is concluded from the months that it may be about.
    pub fn leaves_open(&self) -> bool {
        self.taints && (self.rejects_row || matches!(self.code, Code::ING001 | Code::ING002 | Code::ING006))
    }
}

/// What only some findings know: about which of several things they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Which of several things that one rule asks (an item, a duty, a kind of filing); empty for the only one.
    pub item: String,
    /// The one record that it is about, by its day and its theme.
    pub record: Option<(NaiveDate, ArcStr)>,
    /// REC002: the fields that are blank.
    pub blank: Box<[Field]>,
    /// The span that it is known by, where it is listed under another: what is listed under the run's own first month has the same id in every run.
    pub known_by: Option<Span>,
}

/// One rule failed, as the rule tells it. Level, basis and jurisdiction come from profile and registry, not from each rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Level after the profile had its say.
    pub level: Level,
    /// Branch, where it concerns one.
    pub branch: Option<BranchIx>,
    /// Committee name, where it concerns a committee rather than a branch (or a rejected row whose branch is unknown).
    pub committee: Option<Arc<str>>,
    /// Member's name.
    pub member: Option<Arc<str>>,
    /// Month or span; `None` for whole-file matters.
    pub span: Option<Span>,
    /// What was seen (`24/30，80.0%`).
    pub observed: String,
    /// What is asked (`不低于 80%`).
    pub expected: String,
    /// What is wrong, why, what to do.
    pub say: Say,
    /// About which of several things it is.
    pub facts: Option<Box<Facts>>,
    /// The issue that it tells.
    pub from: Option<IssueIx>,
    /// Document and clause.
    pub basis: String,
    /// Where it was seen.
    pub place: Option<Place>,
    /// Open, requested or waived.
    pub status: Status,
    /// The same in every run that finds the same.
    pub id: FindingId,
}

impl Finding {
    /// Costs something: a lead or a count does not, nor what an approved explanation covers.
    pub fn counts(&self) -> bool {
        self.level != Level::Info && self.status != Status::Waived
    }

    /// Its span meets the period; what has no span belongs to the run as a whole. A finding outside stands apart and counts nowhere.
    pub fn in_period(&self, period: Period) -> bool {
        self.span.is_none_or(|span| span.first() <= period.last() && period.first() <= span.last())
    }
}

/// By which a finding is known again in another run: shown as 16 hex digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub u64);

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
