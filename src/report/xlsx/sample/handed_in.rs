//! What the sample's branches handed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;

use super::{BRANCHES, arc, day, place};
use crate::model::assessment::{MatrixRow, MonthStatus};
use crate::model::book::FileOutcome;
use crate::model::corpus::*;
use crate::model::figure::{Rate, Share};
use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::org::{Branch, BranchSpan, BranchType, Member};
use crate::model::record::*;
use crate::model::time::{Month, Period};

/// The status that the sample gives to branch `b` in its `m`-th month.
fn status(b: usize, m: usize) -> MonthStatus {
    match (b, m) {
        (_, 5) => MonthStatus::NotYetDue,
        (2, 0..=1) => MonthStatus::NotApplicable,
        (4, 1 | 3) => MonthStatus::Missing,
        (5, 2) => MonthStatus::Empty,
        (3, 2 | 4) | (7, 1) => MonthStatus::Late,
        _ => MonthStatus::OnTime,
    }
}

fn activity(b: usize, month: Month, nth: usize, place: &Arc<SourceTable>) -> Activity {
    let due = 20 + 3 * b as u32;
    let actual = if b == 5 && nth == 1 { due * 7 / 10 } else { due - 2 };
    let date = month.day(10).unwrap();
    let row = ActivityRow {
        head: RowHead { table: place.clone(), row: 3 + (b * 6 + nth) as u32 },
        who: Arc::new(OrgHint::default()),
        date: Some(date),
        until: None,
        month: Some(month),
        theme: ArcStr::from(if b == 0 && nth == 0 {
            "=HYPERLINK(\"http://x\",\"点我\")"
        } else {
            "学习党的十八届六中全会精神"
        }),
        time: Arc::new(TimeOfDay { start: chrono::NaiveTime::from_hms_opt(9, 0, 0), end: None, minutes: Some(150), half_day: false }),
        time_text: ArcStr::from("上午9:00-11:30"),
        venue: ArcStr::from("党员活动室"),
        due: Count::Given(due),
        actual: if b == 6 && nth == 2 { Count::Bad(ArcStr::from("约二十人")) } else { Count::Given(actual) },
        content:
            "集中学习党章党规和系列讲话，交纳党费，开展民主议事，就美丽乡村建设征求党员意见；会后组织党员到河道清理垃圾，慰问困难群众三户。"
                .into(),
        set_actions: ArcStr::from("集中学习、交纳党费"),
        host: ArcStr::from("张明"),
        recorder: ArcStr::from("李华"),
        absentees: ArcStr::from("王五（320102199001011234）外出务工"),
        make_up: ArcStr::from("送学上门"),
        records: vec![Tick::Present, Tick::Missing].into(),
        reported: date.succ_opt(),
        remark: ArcStr::from(""),
        pictures: Box::default(),
    };
    Activity { branch: BranchIx(b), date, month, standing: Standing::Counts, first: None, left_out: None, row: Box::new(row) }
}

fn table() -> Arc<SourceTable> {
    let slots = [(Field::Branch, 1), (Field::Date, 2), (Field::Due, 5), (Field::Actual, 6)];
    Arc::new(SourceTable {
        layout: arc("activity_ledger"),
        file: arc("平天湖镇党委/2017年上半年台账（汇总）.xlsx"),
        sheet: arc("台账"),
        sheet_position: 0,
        slots: slots.into_iter().map(|(f, c)| (f, Slot::Column(c))).collect(),
        record_items: vec![(arc("会议记录"), Slot::Column(9)), (arc("照片"), Slot::Column(10))],
        unit: None,
        title: arc("台账"),
    })
}

pub(super) fn corpus(period: Period) -> (Corpus, Vec<MatrixRow>) {
    let table = table();
    let floor = Share::from_f64(0.8).unwrap();
    let (mut activities, mut months, mut matrix) = (Vec::new(), Vec::new(), Vec::new());
    for b in 0..BRANCHES.len() {
        for (nth, month) in period.months().enumerate() {
            let status = status(b, nth);
            let held = matches!(status, MonthStatus::OnTime | MonthStatus::Late);
            let due = !matches!(status, MonthStatus::NotYetDue | MonthStatus::NotApplicable);
            let mut participation = Rate::default();
            let mut own = Vec::new();
            if held {
                own.push(ActivityIx(activities.len()));
                let a = activity(b, month, nth, &table);
                if let (Some(actual), Some(of)) = (a.row.actual.value(), a.row.due.value()) {
                    participation = Rate::new(actual.into(), of.into());
                }
                activities.push(a);
            }
            matrix.push(MatrixRow {
                report_known: true,
                on_time: true,
                branch: BranchIx(b),
                month,
                due,
                held,
                activities: own.len() as u32,
                participation,
                absences_allowed: participation.applies().then(|| participation.absences_allowed(floor)),
                status,
                returned: 0,
            });
            let counted = u32::from(participation.applies());
            months.push(BranchMonth {
                branch: BranchIx(b),
                month,
                exists: true,
                in_force: true,
                due,
                activities: own.into(),
                empty_report: None,
                participation,
                counted,
                returned: 0,
            });
        }
    }
    let branch = |(at, (name, committee, kind)): (usize, &(&str, &str, BranchType))| Branch {
        id: arc(&format!("Z{:03}", at + 1)),
        name: arc(name),
        committee: arc(committee),
        kind: *kind,
        member_count: Some(20),
        founded: None,
        dissolved: None,
        own_days: Vec::new(),
        former_names: Vec::new(),
        spans: vec![BranchSpan { name: arc(name), committee: arc(committee), members: None, from: None, to: None }],
        place: Some(place("花名册.xlsx", "党支部", at as u32 + 2, 1)),
        exempt_members: None,
        secretary: "".into(),
    };
    let march = period.first().plus(2);
    let absent = |m: u32| (period.first().plus(m as i32), (Mark::Absent, place("考勤/平天湖.xlsx", "2017", 4, 2 + m)));
    let corpus = Corpus {
        period,
        as_of: day(2017, 6, 28),
        has_roster: true,
        has_member_roster: true,
        branches: BRANCHES.iter().enumerate().map(branch).collect(),
        members: vec![Member {
            key: arc("320102199001011234"),
            name: arc("王五"),
            branch: BranchIx(0),
            joined: None,
            kind: arc(""),
            rank: arc(""),
            exempt: arc(""),
            place: Some(place("党员花名册.xlsx", "党员", 7, 1)),
        }],
        activities,
        attendance: vec![MemberMarks { member: 0, marks: (0..3).map(absent).collect(), unclear: Default::default() }],
        adjustments: Vec::new(),
        returns: Default::default(),
        empty_reports: vec![EmptyReport { branch: BranchIx(5), month: march, place: place("华宇.xlsx", "3月", 3, 0) }],
        months,
        issues: vec![issue()],
        files: vec![
            file("花名册.xlsx", FileOutcome::Read),
            file("秋浦/坏.xls", FileOutcome::Unreadable),
            file("说明.docx", FileOutcome::Skipped),
        ],
        tallies: BTreeMap::from([(
            arc("activity_ledger"),
            RowTally { total: 52, accepted: 41, rejected: 1, duplicate: 2, superseded: 1, ignored: 7 },
        )]),
        taught: Vec::new(),
        notes: vec![Note { place: place("花名册.xlsx", "党支部", 4, 0), text: "第5行为隐藏行，已照常读取。".into() }],
    };
    (corpus, matrix)
}

fn file(path: &str, outcome: FileOutcome) -> InputFile {
    let digest = if outcome == FileOutcome::Skipped { String::new() } else { "ab".repeat(32) };
    let rows = RowTally { total: 9, accepted: 8, ignored: 1, ..RowTally::default() };
    InputFile { path: arc(path), digest, bytes: 12_345, outcome, layouts: vec![arc("党组织花名册")], rows, committee: None }
}

fn issue() -> Issue {
    let say = say!("花名册中有两个党支部与“清风社区支部”相近，无法确定是哪一个，本行退回。");
    Issue {
        field: arc("党支部名称"),
        raw: arc("清风社区支部\u{7}"),
        expected: "花名册中的党支部全称".into(),
        rejects_row: true,
        ..Issue::new(Code::ING003, place("秋浦/台账.xlsx", "5月", 8, 1), say)
    }
}
