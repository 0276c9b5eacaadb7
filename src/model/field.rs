//! The fields that ledgers have, under their standard names, and where a field stands in a table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cell::CellRef;

macro_rules! fields {
    ($($variant:ident $key:literal $name:literal;)*) => {
        /// A field that a layout's column can feed. The key is what schemas write, the name is what people read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[allow(missing_docs)]
        pub enum Field { $(#[serde(rename = $key)] $variant),* }

        impl Field {
            /// All fields.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];
            /// Key in schema files.
            pub fn key(self) -> &'static str { match self { $(Field::$variant => $key),* } }
            /// Standard Chinese name, for messages and headings.
            pub fn name(self) -> &'static str { match self { $(Field::$variant => $name),* } }
        }
    };
}

fields! {
    Id "id" "编号";
    Branch "branch" "党支部名称";
    Committee "committee" "上级党组织";
    BranchKind "branch_type" "类型";
    MemberCount "member_count" "党员人数";
    Secretary "secretary" "书记";
    Founded "founded" "成立日期";
    Dissolved "dissolved" "撤销日期";
    OwnDay "own_day" "固定活动日";
    FormerNames "former_names" "曾用名";
    ValidFrom "valid_from" "生效日期";
    ValidTo "valid_to" "失效日期";
    Member "member" "姓名";
    MemberKind "member_kind" "党员类型";
    Joined "joined" "入党日期";
    Rank "rank" "职务级别";
    Exempt "exempt" "免考勤";
    Date "date" "活动日期";
    Month "month" "所属月份";
    Day "day" "日";
    Theme "theme" "活动主题";
    Start "start" "开始时间";
    End "end" "结束时间";
    Time "time" "活动时间";
    Duration "duration" "时长";
    Place "place" "活动地点";
    Due "due" "应到人数";
    Actual "actual" "实到人数";
    Attendance "attendance" "参加党员情况";
    Content "content" "活动内容";
    SetActions "set_actions" "规定动作";
    Host "host" "主持人";
    Recorder "recorder" "记录人";
    Absentees "absentees" "缺席人员及原因";
    MakeUp "make_up" "补课情况";
    Materials "materials" "材料";
    Reported "reported" "报送日期";
    Remark "remark" "备注";
    OriginalDate "original_date" "原定日期";
    AdjustedDate "adjusted_date" "调整后日期";
    Reason "reason" "原因";
    Filed "filed" "备案日期";
    Approver "approver" "批准单位";
    Approved "approved" "批准日期";
    ReportedName "reported_name" "填报名称";
    RosterName "roster_name" "花名册名称";
    Serial "serial" "序号";
    PlannedDate "planned_date" "计划日期";
    Announced "announced" "预告日期";
    Focus "focus" "季度重点";
    Method "method" "方式";
    Problem "problem" "发现问题";
    Demand "demand" "整改要求";
    Deadline "deadline" "整改期限";
    Done "done" "整改完成日期";
    Settled "settled" "协调解决事项";
    Effect "effect" "成效";
    Affair "affair" "事项";
    Quantity "quantity" "数量";
    Counterpart "counterpart" "对象";
    Year "year" "年度";
    Quarter "quarter" "季度";
    Rule "rule" "规则";
    Explanation "explanation" "说明";
    SelfCheck "self_check" "填报自查";
    Point "point" "检查要点";
    Meets "meets" "是否符合";
    Task "task" "任务名称";
    Published "published" "发布日期";
    Takers "takers" "参与人数";
    Completed "completed" "完成日期";
}

/// What a layout's rows become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RecordKind {
    BranchRoster,
    MemberRoster,
    Activity,
    Attendance,
    Adjustment,
    Alias,
    Plan,
    Inspection,
    Service,
    Cadre,
    Filing,
    Waiver,
    Task,
}

/// Where a field stands in a table: a column (the row decides the cell) or, on a form, one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slot {
    /// Column from 0.
    Column(u32),
    /// The value's cell on a form.
    Cell(CellRef),
}
