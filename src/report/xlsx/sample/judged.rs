//! What was said of the sample's branches: findings, assessment, draw.

use super::{BRANCHES, arc, place};
use crate::model::assessment::*;
use crate::model::cell::Place;
use crate::model::corpus::Corpus;
use crate::model::counts::MonthSums;
use crate::model::draw::{Draw, DrawParams, Drawn, FrameUnit};
use crate::model::figure::{Points, Rate, Share};
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::time::{Period, Span};

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
        say: say!("{message}"),
        facts: None,
        from: None,
        basis: "《关于建立党员活动日制度的意见》（2017年7月13日）四.1".into(),
        place: at,
        status: Status::Open,
        id: Default::default(),
    }
}

pub(super) fn findings(corpus: &Corpus, matrix: &[MatrixRow]) -> Vec<Finding> {
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

pub(super) fn assessed(period: Period, matrix: &[MatrixRow]) -> PeriodAssessment {
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
                mean: zero,
                deductions: Vec::new(),
                score: zero,
                eligible: None,
                grounds: Vec::new(),
                errors: 0,
                warnings: 0,
                own_errors: 0,
                own_warnings: 0,
                pending: 0,
            };
            committees.push(c);
            committees.len() - 1
        });
        let c = &mut committees[at];
        c.branches += 1;
        c.completeness += b.completeness;
        c.timeliness += b.timeliness;
        c.participation += b.participation;
        c.mean += Rate::new(b.score.unwrap_or_default().hundredths() as u64 * b.completeness.of, b.completeness.of);
        c.score = c.mean;
        c.errors += b.errors;
    }
    PeriodAssessment { period, branches, committees, total, spared: Default::default(), year: None }
}

fn branch_assessment(b: usize, period: Period, matrix: &[MatrixRow]) -> BranchAssessment {
    let own: Vec<&MatrixRow> = matrix.iter().filter(|r| r.branch.0 == b && period.contains(r.month)).collect();
    let MonthSums { held: completeness, mut participation, .. } = MonthSums::of(own.iter().copied());
    if b == 7 {
        participation = Rate::new(7996, 10_000);
    }
    let missing = own.iter().filter(|r| matches!(r.status, MonthStatus::Missing | MonthStatus::Empty)).count() as u32;
    let points = |n: u32| Points::from_hundredths(i64::from(n) * 100);
    let line = DeductionLine {
        code: Code::SUB001,
        count: missing,
        each: points(10),
        spared: 0,
        cost: points(missing.min(1) * 15),
        capped: missing > 1,
    };
    let ground = Ground { rule: Code::SUB001.into(), count: missing, reason: format!("缺报 {missing} 个月"), basis: "四.2".into() };
    BranchAssessment {
        branch: BranchIx(b),
        rank: None,
        rank_in_type: None,
        size_band: None,
        rank_in_band: None,
        score: Some(points(100 - 15 * missing.min(1))),
        deductions: if missing > 0 { vec![line] } else { Vec::new() },
        grade: arc(if missing > 0 { "良好" } else { "优秀" }),
        lowered: Vec::new(),
        completeness,
        timeliness: Rate::new(completeness.part.saturating_sub(1), completeness.part),
        participation,
        errors: missing,
        warnings: 0,
        waived: 0,
        requested: 0,
        before_waivers: None,
        pending: 0,
        least_held: 0,
        eligible: missing == 0,
        grounds: if missing > 0 { vec![ground] } else { Vec::new() },
    }
}

pub(super) fn draw(id: &str) -> Draw {
    let unit = |b: usize| FrameUnit {
        unit: format!("{id}/Z{:03}", b + 1),
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
        version: 2,
        unit: id.into(),
        ticket_recipe: String::new(),
        frame_digest_recipe: String::new(),
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
