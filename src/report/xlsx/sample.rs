//! A made-up run for tests: a few branches, every status of the matrix, findings of every kind that a sheet singles out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::assessment::*;
use crate::model::book::FileOutcome;
use crate::model::cell::{CellRef, Place};
use crate::model::corpus::*;
use crate::model::draw::{Draw, DrawParams, Drawn, FrameUnit};
use crate::model::figure::{Points, Rate, Share};
use crate::model::finding::{BranchIx, Code, Finding, Issue, Level, Status};
use crate::model::org::{Branch, BranchSpan, BranchType, Member};
use crate::model::profile::*;
use crate::model::record::*;
use crate::model::time::{Month, Period, Span};
use crate::report::{Results, RuleLine, RunInfo};

/// Branches of a sample: name, committee, type.
const BRANCHES: [(&str, &str, BranchType); 8] = [
    ("平天湖村党支部", "平天湖镇党委", BranchType::Rural),
    ("杏花村社区第一党支部", "平天湖镇党委", BranchType::Community),
    ("石门高中学党支部", "平天湖镇党委", BranchType::School),
    ("秋浦街道清风社区流动党员党支部", "秋浦街道党工委", BranchType::Community),
    ("秋江圩村党支部", "秋浦街道党工委", BranchType::Rural),
    ("华宇非公企业联合党支部", "秋浦街道党工委", BranchType::Private),
    ("市发展改革委机关第二党支部", "市直机关工委", BranchType::Organ),
    ("市档案馆党支部", "市直机关工委", BranchType::Organ),
];

pub(super) fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

pub(super) fn place(file: &str, sheet: &str, row: u32, col: u32) -> Place {
    Place { file: arc(file), sheet: arc(sheet), cell: Some(CellRef::new(row, col)) }
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// A run over the first half of 2017 with one jurisdiction.
pub(super) fn results() -> Results {
    wrap(vec![outcome("chizhou", "池州市", "党员活动日")])
}

/// The same for two jurisdictions side by side.
pub(super) fn two() -> Results {
    wrap(vec![outcome("kecheng", "柯城区", "主题党日"), outcome("qujiang", "衢江区", "主题党日")])
}

/// A run that found nothing at all.
pub(super) fn nothing() -> Results {
    let mut results = wrap(vec![outcome("chizhou", "池州市", "党员活动日")]);
    let o = &mut results.outcomes[0];
    o.corpus = Corpus {
        branches: Vec::new(),
        members: Vec::new(),
        activities: Vec::new(),
        attendance: Vec::new(),
        empty_reports: Vec::new(),
        months: Vec::new(),
        issues: Vec::new(),
        files: Vec::new(),
        tallies: BTreeMap::new(),
        notes: Vec::new(),
        ..o.corpus.clone()
    };
    o.judgement = Judgement::default();
    o.matrix.clear();
    o.members.clear();
    o.quarters.clear();
    o.assessed = PeriodAssessment { branches: Vec::new(), committees: Vec::new(), total: Totals::default(), period: o.assessed.period };
    o.draw.frame.clear();
    o.draw.drawn.clear();
    results.rules.clear();
    results
}

fn wrap(outcomes: Vec<Outcome>) -> Results {
    let rules = outcomes.iter().map(|o| (o.profile.name.clone(), rule_lines())).collect();
    let info = RunInfo {
        version: "0.1.0".into(),
        period: "2017H1".parse().unwrap(),
        as_of: day(2017, 6, 28),
        options: BTreeMap::from([("unit".to_string(), "市委组织部组织科".to_string())]),
        schemas: BTreeMap::new(),
        files: Vec::new(),
        notes: vec!["本次抽查避让了 2016Q4 已抽单位。".into()],
    };
    Results { info, outcomes, rules }
}

fn rule_lines() -> Vec<RuleLine> {
    let name = |c: Code| match c {
        Code::SUB001 => "缺报",
        Code::SUB002 => "迟报",
        Code::PAR001 => "参与率偏低",
        Code::MEM001 => "党员缺勤提醒",
        Code::REC001 => "记录材料不全",
        Code::ING003 => "党支部不识别",
        Code::ING004 => "单元格不识别",
        _ => "其他规则",
    };
    let line = |c: &Code| RuleLine {
        code: *c,
        name: arc(name(*c)),
        level: if *c == Code::SUB002 { Level::Warning } else { Level::Error },
        applies: *c != Code::CAD001,
        parameters: if *c == Code::PAR001 { "参与率下限 80%".into() } else { String::new() },
        clause: "《关于建立党员活动日制度的意见》四.1".into(),
        how: "到期月份没有一次采用的活动记录即为缺报；只有支部和月份的空报不算开展，单独注明。".into(),
    };
    Code::ALL.iter().map(line).collect()
}

fn profile(id: &str, name: &str, system: &str) -> Profile {
    let params = Params { participation: Participation { min: Share::from_f64(0.8).unwrap(), clause: arc("二") }, ..Params::default() };
    Profile {
        id: arc(id),
        name: arc(name),
        system: arc(system),
        document: arc("关于建立党员活动日制度的意见"),
        document_number: arc("2017年7月13日"),
        base: Arc::new(params),
        by_type: Vec::new(),
        rules: BTreeMap::new(),
        score: Score::default(),
        excellence: Excellence::default(),
        sampling: Sampling::default(),
        digest: arc("00"),
    }
}

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

fn activity(b: usize, month: Month, nth: usize, place: &Arc<Table>) -> Activity {
    let due = 20 + 3 * b as u32;
    let actual = if b == 5 && nth == 1 { due * 7 / 10 } else { due - 2 };
    let date = month.day(10).unwrap();
    let row = ActivityRow {
        head: RowHead { table: place.clone(), row: 3 + (b * 6 + nth) as u32 },
        who: Arc::new(OrgHint::default()),
        date: Some(date),
        until: None,
        month: Some(month),
        theme: arc(if b == 0 && nth == 0 { "=HYPERLINK(\"http://x\",\"点我\")" } else { "学习党的十八届六中全会精神" }),
        time: TimeOfDay { start: chrono::NaiveTime::from_hms_opt(9, 0, 0), end: None, minutes: Some(150), half_day: false },
        time_text: arc("上午9:00-11:30"),
        venue: arc("党员活动室"),
        due: Count::Given(due),
        actual: if b == 6 && nth == 2 { Count::Bad(arc("约二十人")) } else { Count::Given(actual) },
        content: arc(
            "集中学习党章党规和系列讲话，交纳党费，开展民主议事，就美丽乡村建设征求党员意见；会后组织党员到河道清理垃圾，慰问困难群众三户。",
        ),
        set_actions: arc("集中学习、交纳党费"),
        host: arc("张明"),
        recorder: arc("李华"),
        absentees: arc("王五（320102199001011234）外出务工"),
        make_up: arc("送学上门"),
        records: vec![Tick::Present, Tick::Missing],
        reported: date.succ_opt(),
        remark: arc(""),
    };
    Activity { branch: BranchIx(b), date, month, standing: Standing::Counts, row }
}

fn table() -> Arc<Table> {
    let slots = [(Field::Branch, 1), (Field::Date, 2), (Field::Due, 5), (Field::Actual, 6)];
    Arc::new(Table {
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

fn corpus(period: Period) -> (Corpus, Vec<MatrixRow>) {
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
                branch: BranchIx(b),
                month,
                due,
                held,
                activities: own.len() as u32,
                participation,
                absences_allowed: participation.applies().then(|| participation.absences_allowed(floor)),
                status,
            });
            let counted = u32::from(participation.applies());
            months.push(BranchMonth {
                branch: BranchIx(b),
                month,
                exists: true,
                due,
                activities: own,
                empty_report: None,
                participation,
                counted,
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
        spans: vec![BranchSpan { name: arc(name), committee: arc(committee), from: None, to: None }],
        place: Some(place("花名册.xlsx", "党支部", at as u32 + 2, 1)),
        exempt_members: None,
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
            rank: arc(""),
            exempt: arc(""),
            place: Some(place("党员花名册.xlsx", "党员", 7, 1)),
        }],
        activities,
        attendance: vec![MemberMarks { member: 0, marks: (0..3).map(absent).collect() }],
        adjustments: Vec::new(),
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
        notes: vec![Note { place: place("花名册.xlsx", "党支部", 4, 0), text: "第5行为隐藏行，已照常读取。".into() }],
    };
    (corpus, matrix)
}

fn file(path: &str, outcome: FileOutcome) -> InputFile {
    let digest = if outcome == FileOutcome::Skipped { String::new() } else { "ab".repeat(32) };
    let rows = RowTally { total: 9, accepted: 8, ignored: 1, ..RowTally::default() };
    InputFile { path: arc(path), digest, bytes: 12_345, outcome, layouts: vec![arc("党组织花名册")], rows }
}

fn issue() -> Issue {
    Issue {
        code: Code::ING003,
        place: place("秋浦/台账.xlsx", "5月", 8, 1),
        row: 9,
        field: arc("党支部名称"),
        raw: arc("清风社区支部\u{7}"),
        message: "花名册中有两个党支部与“清风社区支部”相近，无法确定是哪一个，本行退回。".into(),
        expected: "花名册中的党支部全称".into(),
        level: None,
        who: None,
        branch: None,
        month: None,
        rejects_row: true,
    }
}

fn finding(code: Code, b: usize, span: Option<Span>, message: &str, at: Option<Place>) -> Finding {
    Finding {
        code,
        level: if matches!(code, Code::SUB002 | Code::MEM001) { Level::Warning } else { Level::Error },
        branch: Some(BranchIx(b)),
        committee: None,
        member: None,
        span,
        observed: "当月无活动记录".into(),
        expected: "每月至少开展一次".into(),
        message: message.into(),
        basis: "《关于建立党员活动日制度的意见》（2017年7月13日）四.1".into(),
        place: at,
        status: Status::Open,
    }
}

fn findings(corpus: &Corpus, matrix: &[MatrixRow]) -> Vec<Finding> {
    let floor = Share::from_f64(0.8).unwrap();
    let mut all = Vec::new();
    for row in matrix {
        let (b, span) = (row.branch.0, Some(Span::Month(row.month)));
        let roster = corpus.branches[b].place.clone();
        match row.status {
            MonthStatus::Missing | MonthStatus::Empty => {
                all.push(finding(Code::SUB001, b, span, "该月到期未开展活动，请补报或说明情况。", roster));
            }
            MonthStatus::Late => {
                all.push(finding(Code::SUB002, b, span, "活动结束后第5天才报送，超过3天。", Some(place("台账.xlsx", "", 11, 4))));
            }
            _ => {}
        }
        if row.participation.below(floor) {
            all.push(finding(
                Code::PAR001,
                b,
                span,
                "当月参与率低于下限，请核实缺席原因并组织补课。",
                Some(place("台账.xlsx", "台账", 34, 6)),
            ));
        }
    }
    if let Some(first) = all.iter_mut().find(|f| f.code == Code::SUB001) {
        first.status = Status::Waived;
    }
    let mut member =
        finding(Code::MEM001, 0, Some(Span::Year(2017)), "今年已缺席3次，提示核实。", Some(place("考勤/平天湖.xlsx", "2017", 4, 4)));
    member.member = Some(arc("王五"));
    all.push(member);
    all
}

fn assessed(period: Period, matrix: &[MatrixRow]) -> PeriodAssessment {
    let mut branches: Vec<BranchAssessment> = (0..BRANCHES.len()).map(|b| branch_assessment(b, period, matrix)).collect();
    branches.sort_by(|a, b| b.score.cmp(&a.score).then(a.branch.cmp(&b.branch)));
    for (at, b) in branches.iter_mut().enumerate() {
        b.rank = Some(at as u32 + 1);
        b.rank_in_type = Some(1);
    }
    let (mut total, mut committees) = (Totals { branches: 8, activities: 40, ..Totals::default() }, Vec::<CommitteeAssessment>::new());
    for b in &branches {
        total.completeness += b.completeness;
        total.timeliness += b.timeliness;
        total.participation += b.participation;
        let name = BRANCHES[b.branch.0].1;
        let at = committees.iter().position(|c| &*c.committee == name).unwrap_or_else(|| {
            let (zero, rank) = (Rate::default(), Some(committees.len() as u32 + 1));
            let c = CommitteeAssessment {
                committee: arc(name),
                rank,
                branches: 0,
                completeness: zero,
                timeliness: zero,
                participation: zero,
                score: zero,
                errors: 0,
                warnings: 0,
            };
            committees.push(c);
            committees.len() - 1
        });
        let c = &mut committees[at];
        c.branches += 1;
        c.completeness += b.completeness;
        c.timeliness += b.timeliness;
        c.participation += b.participation;
        c.score += Rate::new(b.score.hundredths() as u64 * b.completeness.of, b.completeness.of);
        c.errors += b.errors;
    }
    PeriodAssessment { period, branches, committees, total }
}

fn branch_assessment(b: usize, period: Period, matrix: &[MatrixRow]) -> BranchAssessment {
    let own: Vec<&MatrixRow> = matrix.iter().filter(|r| r.branch.0 == b && period.contains(r.month)).collect();
    let (completeness, mut participation) = super::matrix::sums(own.iter().copied());
    if b == 7 {
        participation = Rate::new(7996, 10_000);
    }
    let missing = own.iter().filter(|r| matches!(r.status, MonthStatus::Missing | MonthStatus::Empty)).count() as u32;
    let points = |n: u32| Points::from_hundredths(i64::from(n) * 100);
    let line =
        DeductionLine { code: Code::SUB001, count: missing, each: points(10), cost: points(missing.min(1) * 15), capped: missing > 1 };
    let ground = Ground { code: Code::SUB001, count: missing, reason: format!("缺报 {missing} 个月"), basis: "四.2".into() };
    BranchAssessment {
        branch: BranchIx(b),
        rank: None,
        rank_in_type: None,
        score: points(100 - 15 * missing.min(1)),
        deductions: if missing > 0 { vec![line] } else { Vec::new() },
        grade: arc(if missing > 0 { "良好" } else { "优秀" }),
        completeness,
        timeliness: Rate::new(completeness.part.saturating_sub(1), completeness.part),
        participation,
        errors: missing,
        warnings: 0,
        eligible: missing == 0,
        grounds: if missing > 0 { vec![ground] } else { Vec::new() },
    }
}

fn outcome(id: &str, name: &str, system: &str) -> Outcome {
    let period: Period = "2017H1".parse().unwrap();
    let (corpus, matrix) = corpus(period);
    let quarters = period.quarters().into_iter().map(|q| assessed(Period::of(q), &matrix)).collect();
    let findings = findings(&corpus, &matrix);
    let reason = Verdict::NotAssessable(arc("台账没有时间栏目，无法判断时长"));
    let verdicts = BTreeMap::from([(Code::DAY004, vec![reason; BRANCHES.len()])]);
    Outcome {
        profile: Arc::new(profile(id, name, system)),
        assessed: assessed(period, &matrix),
        corpus,
        judgement: Judgement { findings, verdicts },
        matrix,
        members: vec![MemberFigures { member: 0, absent: 3, leave: 0, caught_up: 0, present: 2, points: None, status: "提醒谈话" }],
        quarters,
        draw: draw(id),
    }
}

fn draw(id: &str) -> Draw {
    let unit = |b: usize| FrameUnit {
        unit: format!("Z{:03}", b + 1),
        committee: BRANCHES[b].1.into(),
        branch_id: format!("Z{:03}", b + 1),
        branch: BRANCHES[b].0.into(),
        stratum: "全部".into(),
        weight: 1,
        certain: String::new(),
        resting: None,
    };
    let drawn = |order: u32, b: usize, reason: &str| Drawn {
        order,
        unit: unit(b),
        ticket: format!("{order:02x}").repeat(32),
        variate: String::new(),
        probability: "0.2500".into(),
        reason: reason.into(),
    };
    let parameters = DrawParams {
        unit: "branch".into(),
        strata: "none".into(),
        min: 2,
        max: Some(2),
        share_parts: None,
        per_stratum: false,
        rest_months: 3,
        risk_weighted: false,
        basis: "《意见》四.5".into(),
    };
    Draw {
        version: 1,
        jurisdiction: id.into(),
        period: "2017H1".into(),
        seed: "2017-06 抽查".into(),
        draw_number: 1,
        frame_digest: "cd".repeat(32),
        parameters,
        frame: (0..BRANCHES.len()).map(unit).collect(),
        drawn: vec![drawn(1, 4, "必查：SUB001 缺报 2 次"), drawn(2, 0, "随机抽取")],
        history: vec!["2016Q4".into()],
    }
}
