//! What bulletins count, through the door: small workspaces of which every figure is known by hand. Of every run it is asked besides that each figure
//! is the sum of its list, and that every line of the list names a file that was handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::door::{csv_rows, dangri_ok};

type Row = BTreeMap<String, String>;

/// A finished run.
struct Ran {
    _dir: tempfile::TempDir,
    data: PathBuf,
    figures: Vec<Row>,
    list: Vec<Row>,
}

/// Runs a workspace of csv files.
fn ran(jurisdiction: &str, period: &str, as_of: &str, files: &[(&str, &str)]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    for (name, text) in files {
        let path = workspace.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let out = dir.path().join("结果");
    let args = ["run", workspace.to_str().unwrap(), "-j", jurisdiction, "-p", period, "--as-of", as_of, "-o", out.to_str().unwrap()];
    dangri_ok(&[&args[..], &["--format", "csv,json,xlsx"]].concat());
    let data = out.join("data");
    let read = |name: &str| csv_rows(&data.join(name), true);
    let ran = Ran { figures: read("statistics.csv"), list: read("statistics_list.csv"), data, _dir: dir };
    ran.adds_up(&workspace);
    ran
}

impl Ran {
    /// `value` or `value/of` of a figure, by the id, the item and the committee.
    fn of(&self, id: &str, item: &str, committee: &str) -> String {
        let fits = |r: &&Row| r["id"] == id && r["item"] == item && r["committee"] == committee;
        let found: Vec<&Row> = self.figures.iter().filter(fits).collect();
        let [row] = found[..] else { panic!("{} rows of {id} {item} {committee}", found.len()) };
        if row["of"].is_empty() { row["value"].clone() } else { format!("{}/{}", row["value"], row["of"]) }
    }

    /// Of the whole unit.
    fn unit(&self, id: &str) -> String {
        self.of(id, "", "")
    }

    /// Columns of the list of a figure.
    fn list(&self, id: &str, columns: [&str; 3]) -> Vec<String> {
        self.list.iter().filter(|r| r["id"] == id).map(|r| columns.map(|c| r[c].as_str()).join(" ")).collect()
    }

    fn adds_up(&self, workspace: &Path) {
        for figure in self.figures.iter().filter(|f| !f["value"].is_empty()) {
            let behind = |r: &&Row| {
                r["id"] == figure["id"]
                    && r["item"] == figure["item"]
                    && (figure["committee"].is_empty() || r["committee"] == figure["committee"])
            };
            let sum = |of: &dyn Fn(&&Row) -> bool| -> u64 {
                self.list.iter().filter(behind).filter(of).map(|r| r["amount"].parse::<u64>().unwrap()).sum()
            };
            assert_eq!(figure["value"], sum(&|r| r["counted"] == "true").to_string(), "{figure:?}");
            if !figure["of"].is_empty() {
                assert_eq!(figure["of"], sum(&|_| true).to_string(), "{figure:?}");
            }
            assert!(figure["definition"].ends_with('。') && !figure["basis"].is_empty(), "{figure:?}");
        }
        for line in self.list.iter().filter(|line| !line["file"].is_empty()) {
            assert!(workspace.join(&line["file"]).exists() && !line["cell"].is_empty(), "{line:?}");
        }
    }

    fn sheet(&self, name: &str) -> String {
        use calamine::{Reader, open_workbook_auto};
        let mut book = open_workbook_auto(self.data.parent().unwrap().join("汇总报告.xlsx")).unwrap();
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(|row| row.iter().map(|cell| cell.to_string()).collect::<Vec<_>>().join("|")).collect::<Vec<_>>().join("\n")
    }
}

const LEDGER: &str = "党支部名称,活动日期,活动主题,应到人数,实到人数,活动内容\n";

#[test]
fn service_on_party_days_is_counted_apart_from_service_on_others() {
    let files = [
        ("党组织花名册.csv", "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,10\n2,乙村党支部,西镇党委,农村,10\n"),
        (
            "主题党日台账.csv",
            &format!(
                "{LEDGER}甲村党支部,2017-07-05,学习,10,9,学习\n甲村党支部,2017-08-05,服务,10,9,清扫\n乙村党支部,2017-07-06,党员项目攻坚,10,8,拆违\n"
            ),
        ),
        (
            "志愿服务记录.csv",
            "姓名,党支部,日期,时长,内容,成效\n张三,甲村党支部,2017-07-05,2小时,扫街,好\n李四,甲村党支部,2017-07-05,半天,扫街,好\n\
             李四,甲村党支部,2017-07-05,,扫雪,好\n张三,甲村党支部,2017-08-05,全天,清渠,好\n王五,乙村党支部,2017-07-05,1小时,扫街,好\n\
             王五,乙村党支部,2017-10-06,1小时,扫街,好\n",
        ),
    ];
    let ran = ran("jiangshan", "2017Q3", "2017-10-15", &files);
    // of 乙村 the day of 甲村 is no party day
    assert_eq!(
        ["service_days", "service_day_persons", "service_day_unmeasured", "service_other_days"].map(|id| ran.unit(id)),
        ["2", "2", "1", "1"]
    );
    assert_eq!(["service_day_minutes", "service_other_minutes"].map(|id| ran.unit(id)), ["840", "60"]);
    assert_eq!([ran.of("service_days", "", "东镇党委"), ran.of("service_other_days", "", "西镇党委")], ["2", "1"]);
    assert_eq!(ran.list("service_day_minutes", ["member", "amount", "cell"]), ["张三 120 D2", "李四 240 D3", "张三 480 D5"]);
    assert_eq!(["item_branches", "item_activities", "item_attendance"].map(|id| ran.of(id, "项目攻坚", "")), ["1/2", "1", "8"]);
    let sheet = ran.sheet("统计");
    assert!(sheet.contains("主题党日中的志愿服务时长||14|小时|||近 2 万小时|"), "{sheet}");
    assert!(ran.sheet("统计明细").contains("志愿服务记录.csv｜D3"));
}

#[test]
fn half_a_day_without_hours_is_told_and_no_length() {
    let files = [
        ("党组织花名册.csv", "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,10\n"),
        (
            "志愿服务记录.csv",
            "姓名,党支部,日期,时长,内容,成效\n张三,甲村党支部,2017-07-05,半天,扫街,好\n李四,甲村党支部,2017-07-05,2小时,扫街,好\n",
        ),
    ];
    let ran = ran("yangzhou", "2017Q3", "2017-10-15", &files);
    let told: Vec<Row> = csv_rows(&ran.data.join("findings.csv"), true).into_iter().filter(|f| f["rule"] == "ING004").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["message"].contains("没有写明小时数") && told[0]["cell"] == "D2", "{told:?}");
    assert_eq!(csv_rows(&ran.data.join("services.csv"), true)[0]["hours"], "2.00");
}

#[test]
fn village_and_community_pairs_are_told_by_types_and_names() {
    let files = [
        (
            "党组织花名册.csv",
            "编号,党支部名称,上级党组织,类型,党员人数\n1,甲沟村党支部,东镇党委,农村,10\n2,东镇乙沟村党支部,东镇党委,农村,10\n\
             3,丙山社区党支部,西街道党委,社区,10\n4,丁山社区党支部,西街道党委,社区,10\n5,新村党支部,东镇党委,农村,10\n6,机关党支部,西街道党委,机关,10\n\
             7,和平村党支部,南镇党委,农村,10\n8,和平村党支部,北镇党委,农村,10\n",
        ),
        (
            "党员花名册.csv",
            "编号,姓名,所在党支部,党员类型\nA1,张三,甲沟村党支部,正式\nA2,李四,甲沟村党支部,正式\nA3,王五,丙山社区党支部,正式\n",
        ),
        (
            "主题党日台账.csv",
            &format!(
                "{LEDGER}甲沟村党支部,2018-07-05,与丙山社区党支部联合开展主题党日,10,9,学习\n丙山社区党支部,2018-08-05,学习,10,9,联合开展，甲沟村参加\n\
                 乙沟村党支部,2018-07-05,村社联合开展主题党日,10,9,学习\n丁山社区党支部,2018-07-06,联合开展,10,9,甲沟村、乙沟村、机关党支部参加\n\
                 新村党支部,2018-07-06,学习,10,9,到丁山社区参观\n机关党支部,2018-07-06,与甲沟村联合开展,10,9,学习\n丁山社区党支部,2018-08-06,与和平村联合开展,10,9,学习\n"
            ),
        ),
        (
            "志愿服务记录.csv",
            "姓名,党支部,日期,时长,内容,成效\n张三,甲沟村党支部,2018-07-05,2小时,服务周清扫,好\n张三,甲沟村党支部,2018-07-06,2小时,服务周巡河,好\n赵六,丙山社区党支部,2018-07-06,2小时,清扫,好\n",
        ),
    ];
    let ran = ran("kecheng", "2018Q3", "2018-10-15", &files);
    // that of 机关 is none of villages and communities; 和平村 is borne by two, so nobody is paired
    assert_eq!(["joint_activities", "joint_branches", "joint_pairs", "joint_unpaired"].map(|id| ran.unit(id)), ["5", "4", "3", "2"]);
    assert_eq!(
        ran.list("joint_pairs", ["what", "date", "cell"]),
        [
            "丁山社区党支部与东镇乙沟村党支部（东镇党委） 2018-07-06 A5",
            "丁山社区党支部与甲沟村党支部（东镇党委） 2018-07-06 A5",
            "甲沟村党支部与丙山社区党支部（西街道党委） 2018-07-05 A2"
        ]
    );
    assert_eq!((ran.of("joint_branches", "", "东镇党委"), ran.of("joint_branches", "", "西街道党委")), ("2".into(), "2".into()));
    assert_eq!(
        ["service_members", "service_strangers", "service_week", "service_week_persons"].map(|id| ran.unit(id)),
        ["1/3", "1", "2", "1"]
    );
    let printed = ran.figures.iter().find(|f| f["id"] == "joint_branches" && f["committee"].is_empty()).unwrap();
    assert_eq!(printed["printed"], "40 余个");
}

#[test]
fn inspections_count_trips_and_the_problems_that_the_rule_tells() {
    let files = [
        (
            "党组织花名册.csv",
            "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,10\n2,乙村党支部,东镇党委,农村,10\n3,丙村党支部,西镇党委,农村,10\n",
        ),
        (
            "督查记录.csv",
            "日期,党支部名称,党委,方式,发现问题,整改期限,整改完成日期,协调解决事项\n2018-07-10,甲村党支部,,暗访,无记录,2018-07-20,2018-07-19,2\n\
             2018-07-10,甲村党支部,,暗访,无签到,2018-07-20,,\n2018-07-10,乙村党支部,,明查,无方案,2018-07-20,2018-07-25,1\n2018-07-10,丙村党支部,,电话,,,,\n\
             2018-08-10,,东镇党委,明查,未部署,2018-10-10,,\n2018-05-14,乙村党支部,,明查,旧问题,2018-05-20,,\n2018-05-14,丙村党支部,,明查,已改的旧问题,2018-05-20,2018-06-01,\n",
        ),
    ];
    let ran = ran("jiangshan", "2018Q3", "2018-10-15", &files);
    let ids = ["inspection_trips", "inspection_visits", "inspection_settled", "inspection_problems", "inspection_put_right"];
    assert_eq!(ids.map(|id| ran.unit(id)), ["3", "4", "3", "4", "2"]);
    assert_eq!(["明查", "暗访", "其他方式"].map(|item| ran.of("inspection_methods", item, "")), ["2", "1", "1"]);
    assert_eq!((ran.of("inspection_trips", "", "东镇党委"), ran.of("inspection_visits", "", "东镇党委")), ("2".into(), "3".into()));
    // 督查整改 and the rule count the same
    let cells = |rows: Vec<Row>| rows.into_iter().map(|r| r["cell"].clone()).collect::<BTreeSet<_>>();
    let read = |name: &str| csv_rows(&ran.data.join(name), true);
    let told: Vec<Row> = read("findings.csv").into_iter().filter(|f| f["rule"] == "INS001").collect();
    let problems = read("inspection_problems.csv");
    let overdue: Vec<Row> = problems.iter().filter(|p| p["state"] == "逾期未改").cloned().collect();
    assert_eq!(told.len(), 2);
    assert_eq!(cells(told), cells(overdue));
    let states: Vec<_> = problems.iter().map(|p| format!("{} {} {}", p["problem"], p["state"], p["left_over"])).collect();
    assert_eq!(
        states,
        ["旧问题 逾期未改 true", "无记录 按期整改 false", "无签到 逾期未改 false", "无方案 逾期整改 false", "未部署 期后逾期 false"]
    );
    let counts = &read("inspections.csv")[0];
    assert_eq!(
        ["trips", "visits", "problems", "put_right", "open", "overdue", "overdue_later", "left_over"].map(|c| counts[c].as_str()),
        ["3", "4", "4", "2", "0", "1", "1", "1"]
    );
    assert!(ran.sheet("督查整改").contains("所列逾期未改共 2 个：本期督查发现的 1 个，以往督查遗留的 1 个"));
}

#[test]
fn guidance_is_covered_by_month_and_committees_meet_on_one_day_or_not() {
    let files = [
        (
            "党组织花名册.csv",
            "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,10\n2,乙村党支部,东镇党委,农村,10\n3,丙村党支部,西镇党委,农村,10\n4,丁村党支部,西镇党委,农村,10\n5,戊村党支部,南镇党委,农村,10\n",
        ),
        (
            "主题党日台账.csv",
            &format!(
                "{LEDGER}甲村党支部,2017-08-11,缅怀先烈,10,9,扫墓\n乙村党支部,2017-08-11,活动,10,9,义务献血；缅怀先烈\n丙村党支部,2017-08-11,美丽乡村,10,9,清扫\n\
                 丁村党支部,2017-08-18,缅怀先烈,10,9,扫墓\n丁村党支部,2017-08-25,在职党员进社区,10,9,服务\n戊村党支部,2017-08-04,乡风,10,9,讨论\n"
            ),
        ),
    ];
    let ran = ran("huiji", "2017-08", "2017-10-15", &files);
    let items = ["2017年8月 缅怀先烈", "2017年8月 红军老战士", "2017年8月 义务献血"];
    assert_eq!(items.map(|item| ran.of("theme_item_branches", item, "")), ["3/5", "0/5", "1/5"]);
    assert_eq!((ran.of("theme_own_branches", "2017年8月", ""), ran.unit("theme_untaken")), ("2/5".into(), "4".into()));
    let untaken = ["铭记党史", "抗战胜利", "红军老战士", "革命故事"].map(|what| format!("2017-08 {what} 1"));
    let mut listed = ran.list("theme_untaken", ["month", "what", "amount"]);
    listed.sort();
    let mut wanted = untaken.to_vec();
    wanted.sort();
    assert_eq!(listed, wanted);
    assert_eq!(["东镇党委", "西镇党委", "南镇党委"].map(|c| ran.of("days_used", "2017年8月", c)), ["1", "2", "1"]);
    assert_eq!(ran.of("same_day_committees", "2017年8月", ""), "1/2");
    assert_eq!(ran.of("item_branches", "在职党员进社区", ""), "1/5");
}

#[test]
fn plan_record_and_pictures_bear_each_other_out() {
    let files = [
        (
            "党组织花名册.csv",
            "编号,党支部名称,上级党组织,类型,党员人数,成立日期\n1,甲公司党支部,东镇党委,非公,10,\n2,乙公司党支部,东镇党委,非公,10,\n3,丙厂党支部,东镇党委,国企,10,\n4,丁村党支部,东镇党委,农村,10,\n",
        ),
        (
            "年度活动计划.csv",
            "党支部名称,月份,计划日期,主题\n甲公司党支部,2017年8月,2017-08-10,技能比武\n甲公司党支部,2017年9月,2017-09-10,走访慰问\n甲公司党支部,2017年10月,2017-10-10,知识竞赛\n",
        ),
        (
            "主题党日台账.csv",
            "党支部名称,活动日期,活动主题,应到人数,实到人数,活动内容,文字记录,照片,视频,报送日期\n甲公司党支部,2017-08-10,党员技能比武,10,9,比武,√,√,√,2017-08-12\n\
             甲公司党支部,2017-09-11,学习,10,9,党务公开,√,,√,\n乙公司党支部,2017-08-10,学习,10,9,学习,√,√,√,\n丙厂党支部,2017-08-10,学习,10,9,学习,√,√,√,2017-08-11\n\
             丙厂党支部,2017-09-10,学习,10,9,学习,√,√,√,\n丁村党支部,2017-09-01,学习,10,9,党务公开、村务公开,√,√,√,\n",
        ),
    ];
    let ran = ran("suizhou-gaoxin", "2017-08..2017-10", "2017-11-15", &files);
    assert_eq!((ran.unit("record_match"), ran.unit("reports")), ("1/6".into(), "1/2".into()));
    let matches: Vec<String> = csv_rows(&ran.data.join("record_match.csv"), true)
        .iter()
        .map(|r| ["branch", "month", "planned_date", "held_date", "records", "gaps"].map(|c| r[c].as_str()).join(" "))
        .collect();
    assert_eq!(
        matches,
        [
            "乙公司党支部 2017-08  2017-08-10 文字√;照片√;视频√ 未报送年度活动计划",
            "乙公司党支部 2017-09   文字—;照片—;视频— 未报送年度活动计划;未见活动记录",
            "乙公司党支部 2017-10   文字—;照片—;视频— 未报送年度活动计划;未见活动记录",
            "甲公司党支部 2017-08 2017-08-10 2017-08-10 文字√;照片√;视频√ ",
            "甲公司党支部 2017-09 2017-09-10 2017-09-11 文字√;照片×;视频√ 开展日期与计划不同;活动主题与计划不同;缺照片",
            "甲公司党支部 2017-10 2017-10-10  文字—;照片—;视频— 计划列有活动，未见活动记录",
        ]
    );
    assert_eq!(["党务公开", "村（居）务公开", "财务公开"].map(|item| ran.of("item_branches", item, "")), ["2/4", "1/1", "0/1"]);
}

#[test]
fn offices_without_a_joint_activity_are_listed_and_forms_are_summed() {
    let roster = "编号,党支部名称,上级党组织,类型,党员人数\n1,甲局党支部,县直党委,机关,10\n2,乙局党支部,县直党委,机关,10\n3,丙校党支部,县直党委,事业单位,10\n4,丁村党支部,东镇党委,农村,10\n5,戊局党支部,县直党委,机关,10\n";
    let ledger = format!(
        "{LEDGER}甲局党支部,2017-08-05,到结对帮扶村开展活动,10,9,学习\n乙局党支部,2017-08-05,学习,10,9,微党课\n丙校党支部,2017-08-05,学习,10,9,学习\n丁村党支部,2017-08-05,学习,10,9,红色教育、微党课\n"
    );
    let files = [("党组织花名册.csv", roster), ("台账.csv", ledger.as_str())];
    let chizhou = ran("chizhou", "2017-08", "2017-10-15", &files);
    assert_eq!(chizhou.unit("without_joint"), "2/3");
    let of = |counted: &str| {
        let listed = chizhou.list.iter().filter(|r| r["id"] == "without_joint" && r["counted"] == counted);
        listed.map(|r| format!("{} {}", r["branch"], r["file"])).collect::<Vec<_>>()
    };
    assert_eq!(of("true"), ["丙校党支部 党组织花名册.csv", "乙局党支部 党组织花名册.csv"]);
    assert_eq!(of("false"), ["甲局党支部 台账.csv"]);
    let kaihua = ran("kaihua", "2017-08", "2017-10-15", &files);
    let forms = ["主题党日+微党课", "主题党日+红色教育", "主题党日+互看互比互学"];
    assert_eq!(forms.map(|form| kaihua.of("form_activities", form, "")), ["2", "1", "0"]);
}

#[test]
fn tasks_and_the_members_who_took_part_are_counted() {
    let files = [
        ("党组织花名册.csv", "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,3\n2,乙村党支部,西镇党委,农村,2\n"),
        (
            "党员花名册.csv",
            "编号,姓名,所在党支部,党员类型\nA1,张三,甲村党支部,正式\nA2,李四,甲村党支部,正式\nA3,王五,甲村党支部,正式\nA4,赵六,乙村党支部,正式\nA5,钱七,乙村党支部,正式\n",
        ),
        (
            "任务台账.csv",
            "任务名称,发布日期,党支部,姓名,参与人数,完成日期\n网格巡逻,2018-07-02,甲村党支部,张三,,2018-07-09\n网格巡逻,2018-07-02,甲村党支部,李四,,2018-07-09\n\
             网格巡逻,2018-07-02,乙村党支部,赵六,,2018-07-10\n义务献血,2018-08-01,甲村党支部,张三,,2018-08-05\n义务献血,2018-08-01,乙村党支部,,4,2018-08-05\n\
             义务献血,2018-08-01,乙村党支部,周八,,2018-08-05\n防汛值守,2018-09-01,,,,\n上季任务,2018-06-01,甲村党支部,王五,,2018-06-05\n",
        ),
    ];
    let ran = ran("qujiang", "2018Q3", "2018-10-15", &files);
    assert_eq!(["tasks", "task_members", "task_completions", "task_unmatched"].map(|id| ran.unit(id)), ["3", "3/5", "9", "1"]);
    assert_eq!((ran.of("task_members", "", "东镇党委"), ran.of("task_completions", "", "西镇党委")), ("2/3".into(), "6".into()));
    assert_eq!(ran.list("tasks", ["date", "what", "cell"]), ["2018-07-02 网格巡逻 A2", "2018-08-01 义务献血 A5", "2018-09-01 防汛值守 A8"]);
    let printed: Vec<_> =
        ran.figures.iter().filter(|f| !f["printed"].is_empty()).map(|f| (f["id"].as_str(), f["printed"].as_str())).collect();
    assert_eq!(printed, [("tasks", "100 余条"), ("task_members", "90%以上")]);
    let rows = crate::door::json(&ran.data.join("summary.json"))["rows_by_layout"]["task"].clone();
    assert_eq!((rows["accepted"].as_u64(), rows["rejected"].as_u64()), (Some(8), Some(0)), "{rows}");
}

#[test]
fn what_was_not_handed_in_is_no_nought_and_nothing_is_counted_unasked() {
    let files = [
        ("党组织花名册.csv", "编号,党支部名称,上级党组织,类型,党员人数\n1,甲村党支部,东镇党委,农村,10\n"),
        ("台账.csv", &format!("{LEDGER}甲村党支部,2017-08-05,学习,10,9,学习\n")),
    ];
    let none = ran("jiangshan", "2017-08", "2017-10-15", &files);
    let trips = none.figures.iter().find(|f| f["id"] == "inspection_trips").unwrap();
    assert_eq!((trips["value"].as_str(), trips["lacks"].as_str()), ("", "未报送督查记录"));
    assert_eq!(none.figures.iter().filter(|f| f["id"].starts_with("service") && !f["value"].is_empty()).count(), 0);
    let silent = ran("longyou", "2017-08", "2017-10-15", &files);
    assert!(silent.figures.is_empty() && silent.list.is_empty());
    assert!(silent.sheet("统计").contains("本地文件没有要求统计的项目"));
}
