//! Rows as a layout gives them: typed, located, but not yet resolved against the roster. One struct per kind of record. Every row points
//! at its table, which knows the file, the sheet, and in which column each field stands.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cell::{CellRef, Place};
use super::finding::Issue;
use super::long_text::LongText;
use super::org::{BranchType, OwnDay};

use super::time::Month;

pub use super::field::{Field, RecordKind, Slot};
use super::returns::{CadreRow, FilingRow, InspectionRow, PlanRow, ServiceRow, WaiverRow};

/// A text with the cell it came from, or none when it came from a sheet, file or folder name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As written, trimmed.
    pub text: ArcStr,
    /// Where it is written.
    pub cell: Option<CellRef>,
}

impl Named {
    /// The text, in the form in which names are held.
    pub fn name(&self) -> Arc<str> {
        Arc::from(&*self.text)
    }
}

/// A recognised table (or form): what its rows share.
#[derive(Clone, Debug)]
pub struct Table {
    /// Layout id (`activity_ledger`).
    pub layout: Arc<str>,
    /// File.
    pub file: Arc<str>,
    /// Sheet; empty for csv.
    pub sheet: Arc<str>,
    /// Sheet position from 0: second sort key after the path.
    pub sheet_position: u32,
    /// Fields whose heading exists, and where.
    pub slots: BTreeMap<Field, Slot>,
    /// The profile's record items whose heading exists (standard item name → column), in column order.
    pub record_items: Vec<(Arc<str>, Slot)>,
    /// 填报单位 / 党组织 above the table, if written.
    pub unit: Option<Named>,
    /// Title lines above the header, joined by a blank.
    pub title: Arc<str>,
}

impl Table {
    /// Does the table have a heading for the field?
    pub fn has(&self, field: Field) -> bool {
        self.slots.contains_key(&field)
    }

    /// The cell of a slot in row `row` (from 0).
    pub fn cell(&self, slot: Slot, row: u32) -> CellRef {
        match slot {
            Slot::Column(col) => CellRef::new(row, col),
            Slot::Cell(cell) => cell,
        }
    }
}

/// What every row carries.
#[derive(Clone, Debug)]
pub struct RowHead {
    /// The table it stands in.
    pub table: Arc<Table>,
    /// Row from 0 (a form: its first row).
    pub row: u32,
}

impl RowHead {
    /// The place of a field of this row; the row without a cell when the heading does not exist.
    pub fn place(&self, field: Field) -> Place {
        let cell = self.table.slots.get(&field).map(|slot| self.table.cell(*slot, self.row));
        Place { file: self.table.file.clone(), sheet: self.table.sheet.clone(), cell }
    }

    /// The cell of the first of these fields that has a heading.
    pub fn cell_of(&self, fields: &[Field]) -> Option<CellRef> {
        fields.iter().find_map(|field| self.table.slots.get(field)).map(|slot| self.table.cell(*slot, self.row))
    }

    /// The first of these fields that has a heading, as a place.
    pub fn place_of_first(&self, fields: &[Field]) -> Place {
        let field = fields.iter().find(|f| self.table.has(**f)).or(fields.first());
        field.map_or_else(|| self.line(), |f| self.place(*f))
    }

    /// The row as a whole: its first recognised column.
    pub fn line(&self) -> Place {
        Place { file: self.table.file.clone(), sheet: self.table.sheet.clone(), cell: self.first_cell() }
    }

    fn first_cell(&self) -> Option<CellRef> {
        self.table.slots.values().map(|slot| self.table.cell(*slot, self.row)).min()
    }

    /// Sheet row from 1, as shown.
    pub fn number(&self) -> u32 {
        self.row + 1
    }

    /// Order of submission where dates do not decide: path in byte order, sheet position, row.
    pub fn order(&self) -> (&str, u32, u32, Option<CellRef>) {
        (&self.table.file, self.table.sheet_position, self.row, self.first_cell())
    }

    /// Compares two rows by `order`.
    pub fn by_submission(&self, other: &RowHead) -> Ordering {
        // most rows that are compared stand in one table, where nothing but their number tells them apart
        if Arc::ptr_eq(&self.table, &other.table) { self.row.cmp(&other.row) } else { self.order().cmp(&other.order()) }
    }
}

/// All that a row says about whose it is. Resolution takes `branch` (else `unit`), and disambiguates by the nearest committee named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgHint {
    /// Branch as the row's own column (or a form's 党组织) writes it.
    pub branch: Option<Named>,
    /// Committee as the row's own column writes it.
    pub committee: Option<Named>,
    /// 填报单位 above the table: a branch or a committee.
    pub unit: Option<Named>,
    /// Title above the table.
    pub title: Arc<str>,
    /// Sheet name.
    pub sheet: Arc<str>,
    /// Path of the file.
    pub file: Arc<str>,
    /// An attendance sheet, whose branch may also stand in title, sheet or file name alone.
    pub by_sheet: bool,
}

/// A count as handed in.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct TimeOfDay {
    /// Start.
    pub start: Option<NaiveTime>,
    /// End.
    pub end: Option<NaiveTime>,
    /// 时长, in minutes.
    pub minutes: Option<u32>,
    /// 上午, 下午, 半天, 全天 stands in the time field: meets half a day.
    pub half_day: bool,
}

/// A tick in a record-material column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    /// √, 有, or any other content.
    Present,
    /// Blank, ×, 无.
    Missing,
}

/// A row of 党组织花名册.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct MemberRow {
    pub head: RowHead,
    /// 编号 or 身份证号, unmasked: a key only.
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    pub who: Arc<OrgHint>,
    /// 正式 / 预备 as written.
    pub kind: Arc<str>,
    pub joined: Option<NaiveDate>,
    pub rank: Arc<str>,
    /// 免考勤 as written; empty, 否 and 无 are empty.
    pub exempt: Arc<str>,
}

/// A picture in the record of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The cell of its upper left corner, on the row's sheet.
    pub at: CellRef,
    /// SHA-256 of its bytes.
    pub print: [u8; 32],
    /// Its bytes.
    pub bytes: u64,
}

/// An activity of a ledger or a form. `date` is `None` only for an empty report.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    pub head: RowHead,
    /// Empty once collation has found the branch.
    pub who: Arc<OrgHint>,
    pub date: Option<NaiveDate>,
    /// Last day where the cell held a range of days.
    pub until: Option<NaiveDate>,
    /// 所属月份 (or 月份), year resolved.
    pub month: Option<Month>,
    pub theme: ArcStr,
    /// Shared by rows of very many.
    pub time: Arc<TimeOfDay>,
    /// Time as written, for the consolidated table.
    pub time_text: ArcStr,
    pub venue: ArcStr,
    pub due: Count,
    pub actual: Count,
    pub content: LongText,
    pub set_actions: ArcStr,
    pub host: ArcStr,
    pub recorder: ArcStr,
    pub absentees: ArcStr,
    pub make_up: ArcStr,
    /// One per `table.record_items`.
    pub records: Arc<Vec<Tick>>,
    pub reported: Option<NaiveDate>,
    pub remark: ArcStr,
    /// Pictures that stand beside the row, or on the form; what tells nothing of equality of rows.
    pub pictures: Box<[Picture]>,
}

/// A row where it lies for good: a million of them are sorted and handed on, and none is copied for it.
pub type BoxedRow = Box<ActivityRow>;

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
#[derive(Clone, Debug)]
pub struct AttendanceRow {
    pub head: RowHead,
    pub who: Arc<OrgHint>,
    pub id: Option<Arc<str>>,
    pub name: Arc<str>,
    /// Marks with their cells; blank cells are not listed.
    pub marks: Vec<(Month, Mark, CellRef)>,
}

/// A row of 活动日调整备案表.
#[derive(Clone, Debug)]
pub struct AdjustmentRow {
    pub head: RowHead,
    /// `branch` empty and `committee` given: a committee's filing, for all its branches.
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// In Chinese.
    pub text: String,
}
