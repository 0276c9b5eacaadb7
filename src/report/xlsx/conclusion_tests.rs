//! What the workbook tells beside scores: problems and their state, steps, follow-ups, service, points, explanations, links to the ledger.

use std::sync::Arc;

use super::sample;
use super::tests::{column, rows, table, written};
use super::*;
use crate::model::assessment::*;
use crate::model::figure::Points;
use crate::model::finding::{BranchIx, Code, Status};
use crate::model::points::PointAccount;
use crate::model::profile::{Escalation, Step};
use crate::model::record::Mark;
use crate::model::results::Results;
use crate::model::returns::{Inspection, InspectionRow};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// The sample, with all that a run may conclude besides.
fn busy() -> Results {
    let mut results = sample::results();
    let o = &mut results.outcomes[0];
    let head = o.corpus.activities[0].row.head.clone();
    let visit = |b: usize, problem: &str, done: Option<&str>| Inspection {
        branch: Some(BranchIx(b)),
        committee: o.corpus.branches[b].committee.clone(),
        row: InspectionRow {
            head: head.clone(),
            who: Default::default(),
            date: day("2017-05-12"),
            method: "暗访".into(),
            problem: problem.into(),
            demand: "补齐".into(),
            deadline: Some(day("2017-05-31")),
            done: done.map(day),
            settled: 1,
        },
    };
    o.corpus.returns.inspections = vec![visit(0, "记录不全", None), visit(1, "未公示", Some("2017-06-05"))];
    let counts = InspectionCounts {
        trips: 1,
        visits: 2,
        units: 2,
        settled: 2,
        problems: 2,
        put_right: 1,
        put_right_late: 1,
        open: 0,
        overdue: 1,
        ..InspectionCounts::default()
    };
    o.inspections = InspectionFigures {
        total: counts,
        committees: [("平天湖镇党委".into(), counts)].into(),
        problems: vec![(0, ProblemState::Overdue), (1, ProblemState::PutRightLate)],
    };
    o.services = vec![
        ServiceFigures { persons: 1, services: 2, activities: 2, minutes: 150, complete: 1, ..ServiceFigures::default() },
        ServiceFigures {
            branch: Some(BranchIx(0)),
            committee: "平天湖镇党委".into(),
            persons: 1,
            services: 2,
            ..ServiceFigures::default()
        },
    ];
    let member = &mut o.members[0];
    member.missed = vec![("2017-01".parse().unwrap(), Mark::Absent), ("2017-03".parse().unwrap(), Mark::Leave)];
    (member.leave, member.absent_run, member.missed_run) = (1, 2, 3);
    (member.services, member.services_complete, member.service_minutes) = (2, 1, 150);
    member.points =
        Some(PointAccount { months: [].into(), balance: [].into(), total: Points::from_hundredths(9150), band: "优秀".into() });
    let profile = Arc::make_mut(&mut o.profile);
    profile.escalation = Some(Escalation {
        rules: vec![Code::SUB001],
        window_months: 12,
        steps: [("提醒", 1), ("函询", 2), ("诫勉", 3)].map(|(name, count)| Step { name: name.into(), count }).to_vec(),
        clause: "三".into(),
    });
    let months = vec![("2017-02".parse().unwrap(), vec![Code::SUB001], false), ("2017-04".parse().unwrap(), vec![Code::SUB001], true)];
    o.escalated = vec![Escalated { branch: BranchIx(4), step: 1, name: "函询".into(), months, basis: "《意见》三".into() }];
    let follow = |state| FollowUp {
        period: "2016Q4".into(),
        committee: "秋浦街道党工委".into(),
        branch_id: "Z005".into(),
        branch: "秋江圩村党支部".into(),
        code: Code::SUB001,
        month: "2016-11".into(),
        member: String::new(),
        state,
    };
    o.follow_ups = vec![follow(FollowState::Still), follow(FollowState::PutRight)];
    o.earlier_runs = vec!["2016Q4".into()];
    o.assessed.branches[0].waived = 1;
    o.assessed.branches[0].before_waivers = Some((Points::from_hundredths(9000), Some(5)));
    results
}

fn says(rows: &[Vec<String>], words: &str) -> bool {
    rows.iter().flatten().any(|c| c.contains(words))
}

#[test]
fn inspections_are_told_with_counts_states_steps_and_follow_ups() {
    let (_dir, mut book) = written(&busy(), "busy");
    let all = rows(&mut book, "督查整改");
    assert!(says(
        &all,
        "本期共督查 1 次（同一党委同一天为一次），到访 2 单位次，涉及 2 个单位，协调解决事项 2 件；发现问题 2 个，已整改 1 个（其中逾期整改 1 个），整改中 0 个，逾期未改 1 个，整改率 50.0%。"
    ));
    let mut below = |sheet: &str, heading: &str| {
        let all = rows(&mut book, sheet);
        assert!(says(&all, heading), "no {heading}");
        table(&all, "序号")
    };
    let (head, found) = below("督查发现问题", "督查发现问题及整改状态（逾期未改 1，逾期整改 1）");
    assert_eq!(found.iter().map(|r| r[column(&head, "整改状态")].as_str()).collect::<Vec<_>>(), ["逾期未改", "逾期整改"]);
    assert_eq!(found[1][column(&head, "整改完成日期")], "2017-06-05 00:00:00");
    let (head, found) = below("递进处置建议", "连续问题递进处置建议（近 12 个月内问题月份累计1 个月提醒、2 个月函询、3 个月诫勉");
    assert_eq!(found[0][column(&head, "应采取措施")], "函询");
    assert_eq!(found[0][column(&head, "问题月份及理由")], "2017年2月缺报（往期）；2017年4月缺报");
    let (head, found) = below("往期问题跟踪", "往期问题整改跟踪（仍未整改 1，已整改 1）");
    assert_eq!(found[0][column(&head, "目前状态")], "仍未整改");
    assert_eq!(found[0][column(&head, "往期问题")], "缺报");
    for sheet in ["情况分析", "递进处置办法"] {
        let all = rows(&mut book, sheet);
        assert!(says(&all, if sheet == "情况分析" { "引用的往期统计期：2016年第四季度。" } else { "提醒→函询→诫勉" }), "{sheet}");
    }
}

#[test]
fn members_are_told_with_runs_points_and_service() {
    let (_dir, mut book) = written(&busy(), "busy");
    let all = rows(&mut book, "党员预警");
    let (head, found) = table(&all, "序号");
    let row = |heads: &[&str]| heads.iter().map(|h| found[0][column(&head, h)].clone()).collect::<Vec<_>>();
    assert_eq!(row(&["无故缺席累计", "无故缺席最长连续", "请假", "未参加累计", "未参加最长连续"]), ["3", "2", "1", "4", "3"]);
    assert_eq!(
        row(&["提示", "志愿服务小时", "积分", "积分等次", "未参加月份"]),
        ["提醒谈话", "2.5", "91.5", "优秀", "2017年1月（缺）、3月（假）"]
    );
    let (head, units) = table(&rows(&mut book, "志愿服务情况"), "级别");
    assert_eq!(
        ["级别", "记录情况", "记录完整率", "时长（小时）"].map(|h| units[0][column(&head, h)].as_str()),
        ["全部", "不完整", "0.5", "2.5"]
    );
    let (head, members) = table(&rows(&mut book, "党员志愿服务"), "序号");
    assert_eq!(members[0][column(&head, "记录情况")], "不完整");
    let words = all.concat().concat();
    assert!(words.contains("不作为对党员的评价结论") && !words.contains("不合格"));
}

#[test]
fn ranks_stand_with_and_without_explanations() {
    let (_dir, mut book) = written(&busy(), "busy");
    let (head, found) = table(&rows(&mut book, "支部排名"), "名次");
    assert_eq!(
        ["说明已批", "说明待批", "不计说明得分", "不计说明名次"].map(|h| found[0][column(&head, h)].as_str()),
        ["1", "0", "90", "5"]
    );
    assert_eq!(found[1][column(&head, "不计说明名次")], "—");
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, _) = table(&rows(&mut book, "支部排名"), "名次");
    assert!(!head.iter().any(|h| h.contains("说明得分")));
}

#[test]
fn what_is_lacking_is_told_with_the_rules_that_wait_for_it() {
    let mut results = sample::results();
    results.outcomes[0].judgement.findings[1].status = Status::Requested;
    let results = Results::new(results.info, results.outcomes, results.rules);
    let (_dir, mut book) = written(&results, "one");
    let all = rows(&mut book, "情况分析");
    assert!(says(&all, "台账没有时间栏目，无法判断时长") && says(&all, "其他规则"));
    assert!(says(&all, "已报说明待批准 1 条（以上计入评分）；说明已批准 1 条"));
}

#[test]
fn a_finding_leads_to_the_row_that_it_is_about_on_whichever_sheet() {
    let mut results = sample::results();
    let o = &mut results.outcomes[0];
    let (at, activity) = o.corpus.activities.iter().enumerate().nth(30).unwrap();
    let (file, row) = (activity.row.head.table.file.to_string(), activity.row.head.number());
    let place = activity.row.head.place(crate::model::record::Field::Actual);
    let finding = o.judgement.findings.iter_mut().find(|f| f.code == Code::PAR001).unwrap();
    finding.place = Some(place);
    let cx = Context::new(&results, 20);
    let found = results.outcomes[0].judgement.findings.iter().find(|f| f.code == Code::PAR001).unwrap();
    let (sheet, line) = cx.details.of(&results.outcomes[0], found).unwrap();
    assert_eq!((sheet.as_str(), at), ("台账明细(2)", 30));
    let dir = tempfile::tempdir().unwrap();
    let mut book: super::tests::Book = calamine::open_workbook(write_split(&results, dir.path(), 20, super::long::LONG).unwrap()).unwrap();
    let all = rows(&mut book, &sheet);
    let head = all.iter().find(|r| r[0] == "上级党组织").unwrap();
    let told = &all[line as usize - 1];
    assert_eq!((&told[column(head, "文件")], &told[column(head, "行")]), (&file, &row.to_string()));
}
