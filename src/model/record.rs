//! Rows as a layout gives them: typed, located, but not yet resolved against the roster. One struct per kind of record. Every row points
//! at its table, which knows the file, the sheet, and in which column each field stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cell::{CellRef, Place};
use super::finding::Issue;
use super::once;
use super::org::{BranchType, OwnDay};
use super::time::Month;
use crate::bulk::slim::{Alike, Slim};
use crate::bulk::{LongText, numbers};

pub use super::field::{Field, RecordKind, Slot};
pub use super::origin::{Named, OrgHint, RowHead, Table};
use super::returns::{CadreRow, FilingRow, InspectionRow, PlanRow, ServiceRow, WaiverRow};

/// A count as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Count {
    /// Understood.
    Given(u32),
    /// Heading there or not, nothing written.
    #[default]
    Missing,
    /// Written but not a count; as written.
    Bad(ArcStr),
}

impl Count {
    /// The number, if there is one.
    pub fn value(&self) -> Option<u32> {
        match self {
            Count::Given(n) => Some(*n),
            _ => None,
        }
    }
}

/// How long an activity lasted, as far as the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct TimeOfDay {
    /// Start.
    #[serde(with = "numbers")]
    pub start: Option<NaiveTime>,
    /// End.
    #[serde(with = "numbers")]
    pub end: Option<NaiveTime>,
    /// 时长, in minutes.
    pub minutes: Option<u32>,
    /// 上午, 下午, 半天, 全天 stands in the time field: meets half a day.
    pub half_day: bool,
}

/// A tick in a record-material column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tick {
    /// √, 有, or any other content.
    Present,
    /// Blank, ×, 无.
    Missing,
}

/// A row of 党组织花名册.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BranchRow {
    pub head: RowHead,
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    pub committee: Arc<str>,
    pub kind: BranchType,
    pub member_count: Option<u32>,
    pub secretary: Arc<str>,
    pub founded: Option<NaiveDate>,
    pub dissolved: Option<NaiveDate>,
    pub own_days: Vec<OwnDay>,
    pub former_names: Vec<Arc<str>>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

/// A row of 党员花名册.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRow {
    pub head: RowHead,
    /// 编号 or 身份证号, unmasked: a key only.
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 正式 / 预备 as written.
    pub kind: Arc<str>,
    pub joined: Option<NaiveDate>,
    pub rank: Arc<str>,
    /// 免考勤 as written; empty, 否 and 无 are empty.
    pub exempt: Arc<str>,
}

/// A picture in the record of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The cell of its upper left corner, on the row's sheet.
    pub at: CellRef,
    /// SHA-256 of its bytes.
    pub print: [u8; 32],
    /// Its bytes.
    pub bytes: u64,
}

/// An activity of a ledger or a form. `date` is `None` only for an empty report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ActivityRow {
    pub head: RowHead,
    /// Empty once collation has found the branch.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    #[serde(with = "numbers")]
    pub date: Option<NaiveDate>,
    /// Last day where the cell held a range of days.
    #[serde(with = "numbers")]
    pub until: Option<NaiveDate>,
    /// 所属月份 (or 月份), year resolved.
    pub month: Option<Month>,
    #[serde(with = "once")]
    pub theme: ArcStr,
    /// Shared by rows of very many.
    pub time: Arc<TimeOfDay>,
    /// Time as written, for the consolidated table.
    #[serde(with = "once")]
    pub time_text: ArcStr,
    #[serde(with = "once")]
    pub venue: ArcStr,
    pub due: Count,
    pub actual: Count,
    pub content: LongText,
    #[serde(with = "once")]
    pub set_actions: ArcStr,
    #[serde(with = "once")]
    pub host: ArcStr,
    #[serde(with = "once")]
    pub recorder: ArcStr,
    #[serde(with = "once")]
    pub absentees: ArcStr,
    #[serde(with = "once")]
    pub make_up: ArcStr,
    /// One per `table.record_items`.
    pub records: Arc<Vec<Tick>>,
    #[serde(with = "numbers")]
    pub reported: Option<NaiveDate>,
    #[serde(with = "once")]
    pub remark: ArcStr,
    /// Pictures that stand beside the row, or on the form; what tells nothing of equality of rows.
    pub pictures: Box<[Picture]>,
}

/// A row where it lies for good: a million of them are sorted and handed on, and none is copied for it.
pub type BoxedRow = Box<ActivityRow>;

impl Slim for ActivityRow {
    type Said = (Alike<ArcStr>, Alike<Arc<TimeOfDay>>, Alike<Arc<Vec<Tick>>>);

    fn share(&mut self, (texts, times, ticks): &mut Self::Said) {
        let ActivityRow { theme, time_text, venue, set_actions, host, recorder, absentees, make_up, remark, .. } = self;
        [theme, time_text, venue, set_actions, host, recorder, absentees, make_up, remark]
            .into_iter()
            .for_each(|text| texts.share_text(text));
        if let Some(who) = Arc::get_mut(&mut self.who) {
            [&mut who.branch, &mut who.committee].into_iter().flatten().for_each(|named| texts.share_text(&mut named.text));
        }
        times.share(&mut self.time);
        ticks.share(&mut self.records);
    }

    fn long(&mut self) -> &mut LongText {
        &mut self.content
    }
}

/// What an attendance mark means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// √ 到 …
    Present,
    /// × 缺 …
    Absent,
    /// 假 事假 病假 …
    Leave,
    /// 补课.
    CaughtUp,
    /// 免, 流动.
    Exempt,
}

/// A member's row of an attendance sheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttendanceRow {
    pub head: RowHead,
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    /// Marks with their cells; blank cells are not listed.
    pub marks: Vec<(Month, Mark, CellRef)>,
}

/// A row of 活动日调整备案表.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdjustmentRow {
    pub head: RowHead,
    /// `branch` empty and `committee` given: a committee's filing, for all its branches.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// Month of 原定日期, else 月份.
    pub month: Month,
    pub original: Option<NaiveDate>,
    pub adjusted: NaiveDate,
    pub reason: Arc<str>,
    pub filed: Option<NaiveDate>,
    pub approver: Arc<str>,
    pub approved: Option<NaiveDate>,
}

/// A row of 名称对照表.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AliasRow {
    pub head: RowHead,
    pub reported: Arc<str>,
    /// Empty in a proposal that nobody has confirmed.
    pub roster: Arc<str>,
    /// The committee in whose ledgers the name is meant so, where given.
    pub committee: Option<Arc<str>>,
    pub remark: Arc<str>,
}

/// All rows of one file by kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Records {
    pub branches: Vec<BranchRow>,
    pub members: Vec<MemberRow>,
    pub activities: Vec<BoxedRow>,
    pub attendance: Vec<AttendanceRow>,
    pub adjustments: Vec<AdjustmentRow>,
    pub aliases: Vec<AliasRow>,
    pub plans: Vec<PlanRow>,
    pub inspections: Vec<InspectionRow>,
    pub services: Vec<ServiceRow>,
    pub cadres: Vec<CadreRow>,
    pub filings: Vec<FilingRow>,
    pub waivers: Vec<WaiverRow>,
    /// Rows of 名称对照表 without 花名册名称: counted as ignored, they decide nothing.
    pub proposals: Vec<AliasRow>,
}

impl Records {
    /// Takes all rows of another, behind its own.
    pub fn append(&mut self, other: &mut Records) {
        let Records { branches, members, activities, attendance, adjustments, aliases, plans, .. } = other;
        self.branches.append(branches);
        self.members.append(members);
        self.activities.append(activities);
        self.attendance.append(attendance);
        self.adjustments.append(adjustments);
        self.aliases.append(aliases);
        self.plans.append(plans);
        let Records { inspections, services, cadres, filings, waivers, proposals, .. } = other;
        self.inspections.append(inspections);
        self.services.append(services);
        self.cadres.append(cadres);
        self.filings.append(filings);
        self.waivers.append(waivers);
        self.proposals.append(proposals);
    }
}

/// Rows by outcome. `total` is the sum of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowTally {
    pub total: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub duplicate: u64,
    pub superseded: u64,
    pub ignored: u64,
}

impl RowTally {
    /// Adds another tally.
    pub fn add(&mut self, other: RowTally) {
        self.total += other.total;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.duplicate += other.duplicate;
        self.superseded += other.superseded;
        self.ignored += other.ignored;
    }
}

/// What a layout made of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileRecords {
    /// The file.
    pub file: Arc<str>,
    /// Rows.
    pub records: Records,
    /// ING002, ING004, ING005 seen here, and the file's ING001.
    pub issues: Vec<Issue>,
    /// Rows that never became records: ignored, and rejected by the layout (ING004). By layout id. `total` counts only these; collation adds
    /// the records it sorts into accepted, rejected, duplicate and superseded.
    pub tallies: BTreeMap<Arc<str>, RowTally>,
    /// Sheets recognised, by layout id and sheet name.
    pub recognised: Vec<(Arc<str>, Arc<str>)>,
    /// Notes for 数据质量: hidden sheets, rows and columns that were read, rows of a date range taken by its first day …
    pub notes: Vec<Note>,
    /// Outcome for the file counts.
    pub outcome: super::book::FileOutcome,
}

/// Something a reader of 数据质量 should know that is not wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// In Chinese.
    pub text: String,
}
