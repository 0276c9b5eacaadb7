//! Service, cadres, filings, explanations: their shapes and their messy values.

use super::{codes, day, tally, whose};
use crate::layout::testing::{grid_sheet, read};
use crate::model::finding::Code;
use crate::model::record::Count;

#[test]
fn services_with_numbers_lengths_and_months() {
    let out = read(
        "a.xlsx",
        vec![grid_sheet(
            "7月",
            &[
                &["甲村党支部2017年志愿服务记录"],
                &["序号", "姓名", "身份证号", "日期", "时长", "内容", "成效"],
                &["#1", "张三", "320102199001011234", "7月8日", "2小时", "清洁家园", "整洁"],
                &["#2", "李四", "", "8日", "90分钟", "清洁家园", "无"],
                &["#3", "王五", "", "2017年7月", "1小时30分", "巡河", "/"],
                &["#4", "赵六", "0", "2017-07-08", "#2.5", "", ""],
                &["#5", "钱七", "", "2017-07-08", "半天", "巡河", "好"],
                &["#6", "孙八", "", "2017-07-08", "120", "巡河", "好"],
                &["#7", "周九", "", "2017-07-08", "8:30-11:00", "巡河", "好"],
                &["#8", "吴十", "", "下周", "2小时", "巡河", "好"],
                &["#9", "", "", "2017-07-08", "2小时", "巡河", "好"],
                &["#10", "郑一", "", "", "", "", ""],
                &["", "小计", "", "", "12小时", "", ""],
            ],
        )],
    );
    let rows: Vec<String> = out
        .records
        .services
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {}/{}/{}",
                r.name,
                r.id.is_some(),
                r.date,
                r.minutes.map_or_else(|| format!("{:?}", r.half_days), |m| m.to_string()),
                r.content,
                r.effect
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "张三 true 2017-07-08 120/清洁家园/整洁",
            "李四 false 2017-07-08 90/清洁家园/",
            "王五 false 2017-07-01 90/巡河/",
            "赵六 false 2017-07-08 150//",
            "钱七 false 2017-07-08 Some(1)/巡河/好",
            "孙八 false 2017-07-08 None/巡河/好",
            "周九 false 2017-07-08 150/巡河/好",
        ]
    );
    assert_eq!(codes(&out), ["ING004 E8 时长", "ING004 D10 日期 rejected", "ING004 B11 姓名 rejected", "ING004 D12 日期 rejected"]);
    assert_eq!(out.notes.len(), 1);
    assert!(out.records.services[0].who.around.by_sheet && out.records.services[0].who.around.title.contains("甲村党支部"));
    assert_eq!(tally(&out, "volunteer"), (3, 3));
}

#[test]
fn minutes_in_the_heading_and_two_blocks_side_by_side() {
    let out = read(
        "2017年志愿服务.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["姓名", "日期", "时长（分钟）", "", "姓名", "日期", "时长（分钟）"],
                &["张三", "7月8日", "#120", "", "李四", "7月9日", "#60"],
                &["王五", "7月8日", "#30", "", "", "", ""],
            ],
        )],
    );
    let rows: Vec<String> = out.records.services.iter().map(|r| format!("{} {} {:?}", r.name, r.date, r.minutes)).collect();
    assert_eq!(rows, ["张三 2017-07-08 Some(120)", "王五 2017-07-08 Some(30)", "李四 2017-07-09 Some(60)"]);
    assert_eq!((codes(&out).len(), tally(&out, "volunteer")), (0, (2, 0)));
}

#[test]
fn cadres_and_their_quantities() {
    let out = read(
        "2017年领导干部参加情况.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["姓名", "级别", "所在党支部", "单位", "日期", "事项", "数量"],
                &["张三", "正科", "机关党支部", "县委办", "7月8日", "联系点走访", "2次"],
                &["张三", "正科", "机关党支部", "县委办", "7月9日-11日", "驻点", "3天"],
                &["李四", "副县", "", "县政府", "2017年8月", "调研报告", "1篇"],
                &["李四", "副县", "", "县政府", "2017-08-05", "党课", ""],
                &["王五", "", "/", "", "2017-08-05", "谈心谈话", "两次"],
                &["赵六", "—", "", "", "2017-08-05", "谈心谈话", "多次"],
                &["钱七", "正科", "", "", "2017-08-05", "无", ""],
                &["", "正科", "", "", "2017-08-05", "党课", ""],
                &["孙八", "正科", "", "", "", "党课", ""],
            ],
        )],
    );
    let rows: Vec<String> = out
        .records
        .cadres
        .iter()
        .map(|r| format!("{} {} {} {} {} {:?}", r.name, r.rank, whose(&r.who), r.date, r.affair, r.quantity.value()))
        .collect();
    assert_eq!(
        rows,
        [
            "张三 正科 机关党支部|县委办| 2017-07-08 联系点走访 Some(2)",
            "张三 正科 机关党支部|县委办| 2017-07-09 驻点 Some(3)",
            "李四 副县 |县政府| 2017-08-01 调研报告 Some(1)",
            "李四 副县 |县政府| 2017-08-05 党课 None",
            "王五  || 2017-08-05 谈心谈话 Some(2)",
            "赵六  || 2017-08-05 谈心谈话 None",
        ]
    );
    assert_eq!(out.records.cadres[3].quantity, Count::Missing);
    assert_eq!(out.records.cadres[5].quantity, Count::Bad("多次".into()));
    assert_eq!(codes(&out), ["ING004 G7 数量", "ING004 F8 事项 rejected", "ING004 A9 姓名 rejected", "ING004 E10 日期 rejected"]);
    assert_eq!(tally(&out, "cadre"), (1, 3));
}

#[test]
fn filings_and_what_they_are_about() {
    let out = read(
        "报送登记.xlsx",
        vec![grid_sheet(
            "2017年",
            &[
                &["党委", "党支部名称", "事项", "年度", "季度", "报送日期"],
                &["某镇党委", "", "年度计划", "#2017", "", "3月20日"],
                &["某镇党委", "", "季度总结", "2017年", "三季度", "2017-10-10"],
                &["某镇党委", "", "季度总结", "", "#2", "2017-07-10"],
                &["", "甲村党支部", "下半年计划", "2017年度", "下半年", "2017-07-30"],
                &["某镇党委", "", "动员大会", "2017Q1", "", "2017-01-18"],
                &["某镇党委", "", "月报", "2017年", "7月", "2017-08-02"],
                &["某镇党委", "", "季度总结", "2016年", "2017年一季度", "2017-04-02"],
                &["某镇党委", "", "季度总结", "2017", "第五季度", "2017-04-02"],
                &["某镇党委", "", "", "2017", "", "2017-04-02"],
                &["", "", "年度计划", "2017", "", "2017-04-02"],
                &["某镇党委", "", "年度计划", "2017", "", "已报"],
                &["某镇党委", "", "年度计划", "", "/", ""],
            ],
        )],
    );
    let rows: Vec<String> = out.records.filings.iter().map(|r| format!("{} {} {} {}", whose(&r.who), r.affair, r.span, r.date)).collect();
    assert_eq!(
        rows,
        [
            "|某镇党委| 年度计划 2017 2017-03-20",
            "|某镇党委| 季度总结 2017Q3 2017-10-10",
            "|某镇党委| 季度总结 2017Q2 2017-07-10",
            "甲村党支部|| 下半年计划 2017H2 2017-07-30",
            "|某镇党委| 动员大会 2017Q1 2017-01-18",
            "|某镇党委| 月报 2017-07 2017-08-02",
        ]
    );
    assert_eq!(
        codes(&out),
        [
            "ING004 E8 季度 rejected",
            "ING004 E9 季度 rejected",
            "ING004 C10 事项 rejected",
            "ING004 A11 上级党组织 rejected",
            "ING004 F12 报送日期 rejected",
            "ING004 D13 年度 rejected",
            "ING004 F13 报送日期 rejected",
        ]
    );
    assert_eq!(tally(&out, "filing"), (1, 6));
}

#[test]
fn the_year_of_a_quarter_is_never_that_of_the_filing_date() {
    let head: &[&str] = &["党委", "事项", "季度", "报送日期"];
    let row: &[&str] = &["某镇党委", "季度总结", "四季度", "2018-01-10"];
    let out = read("a.xlsx", vec![grid_sheet("s", &[head, row])]);
    assert_eq!(codes(&out), ["ING004 C2 季度 rejected"]);
    let out = read("a.xlsx", vec![grid_sheet("s", &[&["2017年报送登记"], head, row])]);
    assert_eq!(out.records.filings[0].span.to_string(), "2017Q4");
}

#[test]
fn explanations_and_the_rules_that_they_name() {
    let rows: &[(&str, &str, Result<Code, &str>)] = &[
        ("2017年7月", "SUB001", Ok(Code::SUB001)),
        ("2017Q3", "act002", Ok(Code::ACT002)),
        ("2017年下半年", "未开组织生活会", Ok(Code::ACT003)),
        ("2017", " 全年次数 不足 ", Ok(Code::SUB003)),
        ("7月", "缺报（SUB001）", Ok(Code::SUB001)),
        ("7月", "合计与明细不符", Ok(Code::ING005)),
        ("7月", "参与率低", Err("参与率不达标（PAR001）")),
        ("7月", "SUB01", Err("缺报（SUB001）")),
        ("7月", "SUB001、PAR001", Err("多条规则")),
        ("7月", "缺报和迟报", Err("多条规则")),
    ];
    for (span, rule, want) in rows {
        let sheet = grid_sheet("2017年", &[&["党支部名称", "月份", "规则", "说明"], &["甲村党支部", span, rule, "防汛"]]);
        let out = read("a.xlsx", vec![sheet]);
        match want {
            Ok(code) => assert_eq!(out.records.waivers.iter().map(|w| w.code).collect::<Vec<_>>(), [*code], "{rule}"),
            Err(part) => {
                assert_eq!((codes(&out), tally(&out, "waiver")), (vec!["ING004 C2 规则 rejected".to_string()], (1, 1)), "{rule}");
                assert!(out.issues[0].say.message().contains(part), "{rule}: {}", out.issues[0].say.message());
            }
        }
    }
}

#[test]
fn approved_requested_and_incomplete_explanations() {
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "情况说明",
            &[
                &["填报单位：甲村党支部"],
                &["月份", "规则", "姓名", "情况说明", "批准人", "批准日期"],
                &["7月", "缺报", "", "防汛", "王部长", "8月10日"],
                &["2017年三季度", "未上党课", "", "防汛", "待批", ""],
                &["7月", "缺席未补课", "张三", "外出务工", "/", "/"],
                &["7月", "迟报", "", "网络故障", "不同意", "2017-08-10"],
                &["7月", "迟报", "", "", "王部长", ""],
                &["", "迟报", "", "网络故障", "王部长", ""],
                &["7月", "", "", "网络故障", "王部长", "近期"],
            ],
        )],
    );
    let rows: Vec<String> = out
        .records
        .waivers
        .iter()
        .map(|w| format!("{} {} {} {} {} {} {}", whose(&w.who), w.span, w.code, w.member, w.explanation, w.approver, day(w.approved)))
        .collect();
    assert_eq!(
        rows,
        [
            "||甲村党支部 2017-07 SUB001  防汛 王部长 2017-08-10",
            "||甲村党支部 2017Q3 ACT002  防汛  -",
            "||甲村党支部 2017-07 MEM003 张三 外出务工  -",
            "||甲村党支部 2017-07 SUB002  网络故障  2017-08-10",
        ]
    );
    assert_eq!(codes(&out), ["ING004 D7 说明 rejected", "ING004 A8 所属月份 rejected", "ING004 B9 规则 rejected"]);
    assert_eq!(tally(&out, "waiver"), (2, 3));
}

#[test]
fn blocks_of_the_new_layouts_under_one_another() {
    let out = read(
        "2017.xlsx",
        vec![grid_sheet(
            "s",
            &[
                &["督查记录"],
                &["日期", "党支部名称", "发现问题"],
                &["7月20日", "甲村党支部", "培训计划未落实"],
                &["合计", "", "1"],
                &[],
                &["志愿服务记录"],
                &["姓名", "党支部", "日期", "时长"],
                &["张三", "甲村党支部", "7月8日", "2小时"],
                &[],
                &["报送登记"],
                &["党委", "事项", "季度", "报送日期"],
                &["某镇党委", "季度总结", "三季度", "10月10日"],
            ],
        )],
    );
    let records = &out.records;
    assert_eq!((records.inspections.len(), records.services.len(), records.filings.len()), (1, 1, 1));
    assert_eq!(["inspection", "volunteer", "filing"].map(|l| tally(&out, l)), [(3, 0), (2, 0), (2, 0)]);
    assert!(out.issues.is_empty());
}
