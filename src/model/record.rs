//! Rows as a layout gives them: typed, located, but not yet resolved against the roster. One struct per kind of record. Every row points
//! at its table, which knows the file, the sheet, and in which column each field stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::cell::{CellRef, Place};
use super::finding::Issue;
pub use super::mark::Mark;
use super::once;
use super::org::{BranchType, OwnDay};
use super::time::Month;
use crate::bulk::slim::{Alike, Slim};
use crate::bulk::{LongText, numbers};

pub use super::field::{Field, RecordKind, Slot};
pub use super::head_count::{Count, Unread};
pub use super::origin::{Around, Named, OrgHint, RowHead, SourceTable};
use super::returns::{CadreRow, FilingRow, InspectionRow, PlanRow, ServiceRow, TaskRow, WaiverRow};
use super::understood::{TaughtUse, Understood};

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
    /// Table and row that it stands in.
    pub head: RowHead,
    /// 编号, if there is one.
    pub id: Option<Arc<str>>,
    /// What it is called.
    pub name: Arc<str>,
    /// Its committee.
    pub committee: Arc<str>,
    /// Type.
    pub kind: BranchType,
    /// 党员人数, if given.
    pub member_count: Option<u32>,
    /// 书记; may be empty.
    pub secretary: Arc<str>,
    /// 成立日期.
    pub founded: Option<NaiveDate>,
    /// 撤销日期.
    pub dissolved: Option<NaiveDate>,
    /// 固定活动日.
    pub own_days: Vec<OwnDay>,
    /// 曾用名.
    pub former_names: Vec<Arc<str>>,
    /// 生效日期.
    pub valid_from: Option<NaiveDate>,
    /// 失效日期.
    pub valid_to: Option<NaiveDate>,
}

/// A row of 党员花名册.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// 编号 or 身份证号, unmasked: a key only.
    pub id: Option<Arc<str>>,
    /// What it is called.
    pub name: Arc<str>,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 正式 / 预备 as written.
    pub kind: Arc<str>,
    /// 入党日期.
    pub joined: Option<NaiveDate>,
    /// 职务级别 or 级别 as written.
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
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Empty once collation has found the branch.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// The day, if it is given.
    #[serde(with = "numbers")]
    pub date: Option<NaiveDate>,
    /// Last day where the cell held a range of days.
    #[serde(with = "numbers")]
    pub until: Option<NaiveDate>,
    /// 所属月份 (or 月份), year resolved.
    pub month: Option<Month>,
    /// 活动主题.
    #[serde(with = "once")]
    pub theme: ArcStr,
    /// Shared by rows of very many.
    pub time: Arc<TimeOfDay>,
    /// Time as written, for the consolidated table.
    #[serde(with = "once")]
    pub time_text: ArcStr,
    /// 活动地点.
    #[serde(with = "once")]
    pub venue: ArcStr,
    /// 应到人数.
    pub due: Count,
    /// 实到人数.
    pub actual: Count,
    /// 活动内容.
    pub content: LongText,
    /// 规定动作.
    #[serde(with = "once")]
    pub set_actions: ArcStr,
    /// 主持人.
    #[serde(with = "once")]
    pub host: ArcStr,
    /// 记录人.
    #[serde(with = "once")]
    pub recorder: ArcStr,
    /// 缺席人员及原因.
    #[serde(with = "once")]
    pub absentees: ArcStr,
    /// 补课情况.
    #[serde(with = "once")]
    pub make_up: ArcStr,
    /// One per `table.record_items`.
    pub records: Arc<Vec<Tick>>,
    /// 报送日期.
    #[serde(with = "numbers")]
    pub reported: Option<NaiveDate>,
    /// 备注.
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

/// A member's row of an attendance sheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttendanceRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// Whose row it is, as far as it says.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// 编号, if there is one.
    pub id: Option<Arc<str>>,
    /// What it is called.
    pub name: Arc<str>,
    /// Marks with their cells; blank cells are not listed. A month may be marked more than once.
    pub marks: Vec<(Month, Mark, CellRef)>,
    /// Cells whose mark nobody could read.
    pub unread: Vec<(Month, CellRef)>,
}

/// A row of 活动日调整备案表.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdjustmentRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// `branch` empty and `committee` given: a committee's filing, for all its branches.
    #[serde(with = "once")]
    pub who: Arc<OrgHint>,
    /// Month of 原定日期, else 月份.
    pub month: Month,
    /// 原定日期.
    pub original: Option<NaiveDate>,
    /// 调整后日期.
    pub adjusted: NaiveDate,
    /// 原因.
    pub reason: Arc<str>,
    /// 备案日期.
    pub filed: Option<NaiveDate>,
    /// 批准单位 or 批准人.
    pub approver: Arc<str>,
    /// 批准日期.
    pub approved: Option<NaiveDate>,
}

impl AdjustmentRow {
    /// Does the row, or the line above its table, name a committee that files for the branch?
    pub fn names_committee(&self) -> bool {
        self.who.committee.is_some() || (self.who.branch.is_some() && self.who.around.unit.is_some())
    }
}

/// A row of 名称对照表.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AliasRow {
    /// Table and row that it stands in.
    pub head: RowHead,
    /// 填报名称.
    pub reported: Arc<str>,
    /// Empty in a proposal that nobody has confirmed.
    pub roster: Arc<str>,
    /// The committee in whose ledgers the name is meant so, where given.
    pub committee: Option<Arc<str>>,
    /// 备注.
    pub remark: Arc<str>,
}

/// All rows of one file by kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Records {
    /// 党组织花名册.
    pub branches: Vec<BranchRow>,
    /// 党员花名册.
    pub members: Vec<MemberRow>,
    /// Ledgers and forms.
    pub activities: Vec<BoxedRow>,
    /// 考勤表.
    pub attendance: Vec<AttendanceRow>,
    /// 活动日调整备案表.
    pub adjustments: Vec<AdjustmentRow>,
    /// 名称对照表.
    pub aliases: Vec<AliasRow>,
    /// 年度活动计划.
    pub plans: Vec<PlanRow>,
    /// 督查记录.
    pub inspections: Vec<InspectionRow>,
    /// 志愿服务记录.
    pub services: Vec<ServiceRow>,
    /// 领导干部参加情况.
    pub cadres: Vec<CadreRow>,
    /// 报送登记.
    pub filings: Vec<FilingRow>,
    /// 情况说明.
    pub waivers: Vec<WaiverRow>,
    /// 任务台账.
    pub tasks: Vec<TaskRow>,
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
        let Records { inspections, services, cadres, filings, waivers, tasks, proposals, .. } = other;
        self.inspections.append(inspections);
        self.services.append(services);
        self.cadres.append(cadres);
        self.filings.append(filings);
        self.waivers.append(waivers);
        self.tasks.append(tasks);
        self.proposals.append(proposals);
    }
}

/// Rows by outcome. `total` is the sum of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowTally {
    /// The sum of the rest.
    pub total: u64,
    /// Taken into the corpus.
    pub accepted: u64,
    /// Returned.
    pub rejected: u64,
    /// Copies of others.
    pub duplicate: u64,
    /// Replaced by a correction.
    pub superseded: u64,
    /// No data (headings, sums, remarks).
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
    /// SHA-256 (hex) of the ledger that this is a marked copy of, should it be one that came back.
    pub copy_of: Option<Arc<str>>,
    /// Outcome for the file counts.
    pub outcome: super::book::FileOutcome,
    /// A date of it shows no year and the file's own names tell none: what became of it depends on the workspace's name and the period.
    pub asked_beyond: bool,
    /// What confirmations of the clerk's came to here.
    pub taught: Vec<TaughtUse>,
    /// A sheet of it is where the clerk confirms headings or lists.
    pub teaches: bool,
    /// How its tables were understood, where that was asked.
    #[serde(skip)]
    pub understood: Understood,
}

/// Something a reader of 数据质量 should know that is not wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// In Chinese.
    pub text: String,
}
