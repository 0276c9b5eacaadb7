//! A made-up run for tests: a few branches, every status of the matrix, findings of every kind that a sheet singles out.

mod handed_in;
mod judged;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use self::handed_in::corpus;
use self::judged::{assessed, draw, findings};
use crate::model::assessment::*;
use crate::model::cell::{CellRef, Place};
use crate::model::corpus::Corpus;
use crate::model::figure::Share;
use crate::model::finding::{Code, Level};
use crate::model::org::BranchType;
use crate::model::profile::*;
use crate::model::results::{Results, RuleLine, RunInfo};
use crate::model::time::Period;

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

fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

fn place(file: &str, sheet: &str, row: u32, col: u32) -> Place {
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
        returns: Default::default(),
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
    o.assessed = PeriodAssessment { branches: Vec::new(), committees: Vec::new(), total: Totals::default(), ..o.assessed.clone() };
    o.draw.frame.clear();
    o.draw.drawn.clear();
    Results::new(results.info, results.outcomes, Vec::new())
}

fn wrap(outcomes: Vec<Outcome>) -> Results {
    let rules = outcomes.iter().map(|o| (o.profile.name.clone(), rule_lines())).collect();
    let info = RunInfo {
        version: "0.1.0".into(),
        run_id: "0123456789abcdef".into(),
        period: "2017H1".parse().unwrap(),
        as_of: day(2017, 6, 28),
        options: BTreeMap::new(),
        schemas: BTreeMap::new(),
        trial: Vec::new(),
        office: Some("市委组织部组织科".into()),
        files: Vec::new(),
        notes: vec!["本次抽查避让了 2016Q4 已抽单位。".into()],
    };
    Results::new(info, outcomes, rules)
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
    let params = Params::default().with(Participation { min: Share::from_f64(0.8).unwrap(), clause: "二".into() });
    Profile {
        id: arc(id),
        name: arc(name),
        system: arc(system),
        document: arc("关于建立党员活动日制度的意见"),
        document_number: arc("2017年7月13日"),
        base: Arc::new(params),
        digest: arc("00"),
        ..Profile::default()
    }
}

fn outcome(id: &str, name: &str, system: &str) -> Outcome {
    let period: Period = "2017H1".parse().unwrap();
    let (corpus, matrix) = corpus(period);
    let quarters = period.quarters().into_iter().map(|q| assessed(Period::of(q), &matrix)).collect();
    let findings = findings(&corpus, &matrix);
    let reason = Verdict::NotAssessable(arc("台账没有时间栏目，无法判断时长"));
    let verdicts = BTreeMap::from([(Code::DAY004, vec![reason; BRANCHES.len()].into())]);
    Outcome {
        profile: Arc::new(profile(id, name, system)),
        assessed: assessed(period, &matrix),
        corpus,
        judgement: Judgement { findings, verdicts },
        matrix,
        members: vec![MemberFigures {
            member: 0,
            absent: 3,
            leave: 0,
            caught_up: 0,
            present: 2,
            status: MemberStatus::Talk,
            ..MemberFigures::default()
        }],
        quarters,
        draw: draw(id),
        inspections: Default::default(),
        services: Vec::new(),
        statistics: Default::default(),
        escalated: Vec::new(),
        follow_ups: Vec::new(),
        earlier_runs: Vec::new(),
        records: Vec::new(),
        papers: Default::default(),
        unit: String::new(),
    }
}
