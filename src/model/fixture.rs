//! A small jurisdiction for tests: branches, activities and findings in a few words, put together the way collation and the rules would.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::assessment::Judgement;
use super::book::FileOutcome;
use super::cell::{CellRef, Place};
use super::corpus::{Activity, ActivityIx, BranchMonth, Corpus, InputFile, MemberMarks, Standing};
use super::figure::{Points, Rate, Share};
use super::finding::{BranchIx, Code, Finding, Issue, Level, Status};
use super::org::{Branch, BranchSpan, BranchType, Member};
use super::profile::*;
use super::record::{ActivityRow, Count, Field, Mark, OrgHint, RowHead, RowTally, Slot, SourceTable, TimeOfDay};
use super::returned::Open;
use super::time::{Month, Period, Span};

/// A day written `2017-07-05`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A month written `2017-07`.
pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// The jurisdiction under construction. Add branches in order of committee and name, then the rest, then `build`.
pub struct Fixture {
    /// By whose rules.
    pub profile: Profile,
    /// What was handed in.
    pub corpus: Corpus,
    /// What the rules said.
    pub judgement: Judgement,
}

impl Fixture {
    /// A period and an as-of day, with the office's default scheme of points.
    pub fn new(period: &str, as_of: &str) -> Self {
        let corpus = Corpus {
            period: period.parse::<Period>().unwrap(),
            as_of: day(as_of),
            has_roster: true,
            has_member_roster: true,
            branches: Vec::new(),
            members: Vec::new(),
            activities: Vec::new(),
            attendance: Vec::new(),
            adjustments: Vec::new(),
            empty_reports: Vec::new(),
            returns: Default::default(),
            months: Vec::new(),
            issues: Vec::new(),
            files: Vec::new(),
            tallies: BTreeMap::new(),
            notes: Vec::new(),
            taught: Vec::new(),
        };
        Fixture { profile: profile(), corpus, judgement: Judgement::default() }
    }

    /// A branch.
    pub fn branch(&mut self, id: &str, name: &str, committee: &str, kind: BranchType) -> BranchIx {
        let span = BranchSpan { name: name.into(), committee: committee.into(), members: None, from: None, to: None };
        self.corpus.branches.push(Branch {
            id: id.into(),
            name: name.into(),
            committee: committee.into(),
            kind,
            member_count: Some(20),
            founded: None,
            dissolved: None,
            own_days: Vec::new(),
            former_names: Vec::new(),
            spans: vec![span],
            place: Some(place("花名册.xlsx", "Sheet1", 1, 0)),
            exempt_members: Some(0),
            secretary: "".into(),
        });
        assert!(self.corpus.branches.is_sorted_by(|a, b| (&a.committee, &a.name, &a.id) <= (&b.committee, &b.name, &b.id)));
        BranchIx(self.corpus.branches.len() - 1)
    }

    /// An activity that counts, reported two days later; in order of branch and date.
    pub fn activity(&mut self, branch: BranchIx, date: &str, due: u32, actual: u32) -> &mut Activity {
        let date = day(date);
        let number = self.corpus.activities.len() as u32 + 1;
        let slots = [(Field::Branch, Slot::Column(0)), (Field::Date, Slot::Column(1))].into_iter().collect();
        let table = SourceTable {
            layout: "activity_ledger".into(),
            file: "台账/甲.xlsx".into(),
            sheet: "7月".into(),
            sheet_position: 0,
            slots,
            record_items: Vec::new(),
            unit: None,
            title: "".into(),
        };
        let time = TimeOfDay { start: NaiveTime::from_hms_opt(9, 0, 0), end: NaiveTime::from_hms_opt(11, 30, 0), ..TimeOfDay::default() };
        let row = ActivityRow {
            head: RowHead { table: Arc::new(table), row: number },
            who: Arc::new(OrgHint::default()),
            date: Some(date),
            until: None,
            month: None,
            theme: "学习".into(),
            time: time.into(),
            time_text: "9:00-11:30".into(),
            venue: "会议室".into(),
            due: Count::Given(due),
            actual: Count::Given(actual),
            content: "集中学习".into(),
            set_actions: "".into(),
            host: "".into(),
            recorder: "".into(),
            absentees: "".into(),
            make_up: "".into(),
            records: Arc::default(),
            reported: date.checked_add_days(chrono::Days::new(2)),
            remark: "".into(),
            pictures: Box::default(),
        };
        let activity =
            Activity { branch, date, month: Month::of(date), standing: Standing::Counts, first: None, left_out: None, row: Box::new(row) };
        self.corpus.activities.push(activity);
        self.corpus.activities.last_mut().unwrap()
    }

    /// An open finding at level error.
    pub fn finding(&mut self, code: Code, branch: BranchIx, span: Option<Span>) -> &mut Finding {
        self.judgement.findings.push(Finding {
            code,
            level: Level::Error,
            branch: Some(branch),
            committee: None,
            member: None,
            span,
            observed: "无".into(),
            expected: "有".into(),
            say: say!("应当有。"),
            facts: None,
            from: None,
            basis: "《意见》一".into(),
            place: None,
            status: Status::Open,
            id: Default::default(),
        });
        self.judgement.findings.last_mut().unwrap()
    }

    /// An open finding on a month.
    pub fn on_month(&mut self, code: Code, branch: BranchIx, on: &str) -> &mut Finding {
        self.finding(code, branch, Some(Span::Month(month(on))))
    }

    /// A member with marks.
    pub fn member(&mut self, branch: BranchIx, name: &str, marks: &[(&str, Mark)]) {
        let index = self.corpus.members.len();
        self.corpus.members.push(Member {
            key: format!("32010219900101{index:04}").into(),
            name: name.into(),
            branch,
            joined: None,
            kind: "".into(),
            rank: "".into(),
            exempt: "".into(),
            place: None,
        });
        let marks = marks.iter().map(|(m, mark)| (month(m), (*mark, place("考勤.xlsx", "", 1, 1)))).collect();
        self.corpus.attendance.push(MemberMarks { member: index, marks, unclear: BTreeMap::new() });
    }

    /// An input file with its rows.
    pub fn file(&mut self, path: &str, outcome: FileOutcome, rows: RowTally) {
        let layouts = vec!["主题党日活动台账".into()];
        self.corpus.files.push(InputFile { path: path.into(), digest: "00".into(), bytes: 10, outcome, layouts, rows, committee: None });
    }

    /// An issue of a row that was left out.
    pub fn issue(&mut self, code: Code, row: u32, raw: &str) {
        let issue = Issue::new(code, place("台账/甲.xlsx", "7月", row - 1, 1), say!("日期无法识别。"));
        self.corpus.issues.push(Issue { field: "活动日期".into(), raw: raw.into(), rejects_row: true, ..issue });
    }

    /// Fills in the branch-months: due once the as-of day is past the month.
    pub fn build(mut self) -> Self {
        let open = Open::new(&self.corpus.issues, self.corpus.period);
        let mut months = Vec::new();
        for ix in (0..self.corpus.branches.len()).map(BranchIx) {
            for month in self.corpus.period.months() {
                let exists = self.corpus.branch(ix).exists_on(month.first_day());
                let of_month = |a: &&(usize, &Activity)| a.1.branch == ix && a.1.month == month && a.1.standing == Standing::Counts;
                let all: Vec<(usize, &Activity)> = self.corpus.activities.iter().enumerate().collect();
                let mut participation = Rate::default();
                let mut counted = 0;
                for (_, activity) in all.iter().filter(of_month) {
                    if let Some((due, actual)) = activity.rated() {
                        participation += Rate::new(actual.into(), due.into());
                        counted += 1;
                    }
                }
                let activities = all.iter().filter(of_month).map(|(n, _)| ActivityIx(*n)).collect();
                let due = exists && self.corpus.has_roster && self.corpus.as_of > month.last_day();
                let empty = self.corpus.empty_reports.iter().find(|e| e.branch == ix && e.month == month);
                let empty_report = empty.map(|e| Box::new(e.place.clone()));
                let returned = open.of(ix, month);
                months.push(BranchMonth {
                    branch: ix,
                    month,
                    exists,
                    in_force: true,
                    due,
                    activities,
                    empty_report,
                    participation,
                    counted,
                    returned,
                });
            }
        }
        self.corpus.months = months;
        self
    }
}

/// A place, row and column from 0.
pub fn place(file: &str, sheet: &str, row: u32, col: u32) -> Place {
    Place { file: file.into(), sheet: sheet.into(), cell: Some(CellRef::new(row, col)) }
}

fn points(value: f64) -> Points {
    Points::from_f64(value).unwrap()
}

fn profile() -> Profile {
    let member = MemberParams {
        absent_remind: Some(3),
        absent_unqualified: Some(6),
        leave_counts: true,
        official_leave_counts: false,
        clause: "四.2".into(),
        make_up: None,
    };
    let base = Params::default()
        .with(Report { within_days: 3, clause: "附件".into() })
        .with(Participation { min: Share::from_f64(0.8).unwrap(), clause: "三.2".into() })
        .with(member);
    let costs =
        [(Code::SUB001, 10.0, Some(40.0)), (Code::PAR001, 5.0, Some(20.0)), (Code::DAY001, 2.0, Some(8.0)), (Code::PLN001, 5.0, None)];
    let deductions = costs.map(|(code, each, cap)| (code, Deduction { points: points(each), cap: cap.map(points) })).into_iter().collect();
    let grades = [("优秀", 90.0), ("良好", 80.0), ("合格", 60.0), ("不合格", 0.0)].map(|(name, low)| ScoreGrade {
        name: name.into(),
        min: points(low),
        needs: None,
    });
    Profile {
        id: "chizhou".into(),
        name: "池州市".into(),
        system: "党员活动日".into(),
        document: "意见".into(),
        document_number: "".into(),
        base: Arc::new(base),
        score: Score { base: points(100.0), deductions, grades: grades.into(), ..Score::default() },
        excellence: Excellence {
            veto: [(Code::SUB001, 1), (Code::PAR001, 1), (Code::DAY001, 3), (Code::INS001, 1)]
                .map(|(rule, count)| Veto { rule: rule.into(), count })
                .to_vec(),
            clause: "四.2".into(),
            ..Excellence::default()
        },
        digest: "d1".into(),
        ..Profile::default()
    }
}
