//! The workbook read back: what a reader of 汇总报告.xlsx finds.

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::sample;
use super::*;
use crate::model::finding::Code;

pub(super) type Book = Xlsx<std::io::BufReader<std::fs::File>>;

/// Writes into a folder that is gone with the value; `DANGRI_KEEP=dir` keeps a copy to look at.
pub(super) fn written(results: &Results, keep: &str) -> (tempfile::TempDir, Book) {
    let dir = tempfile::tempdir().unwrap();
    let path = write(results, dir.path()).unwrap();
    if let Some(to) = std::env::var_os("DANGRI_KEEP") {
        std::fs::copy(&path, Path::new(&to).join(format!("{keep}.xlsx"))).unwrap();
    }
    (dir, open_workbook(path).unwrap())
}

/// Rows of a sheet as texts; numbers as they are stored, dates as dates.
pub(super) fn rows(book: &mut Book, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    let (height, width) = range.end().map_or((0, 0), |(r, c)| (r + 1, c + 1));
    let text = |r, c| match range.get_value((r, c)) {
        Some(Data::DateTime(day)) => day.as_datetime().map(|d| d.to_string()).unwrap_or_default(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    (0..height).map(|r| (0..width).map(|c| text(r, c)).collect()).collect()
}

/// The table whose header starts with `head`: header and the rows below it.
pub(super) fn table(rows: &[Vec<String>], head: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let at = rows.iter().position(|r| r[0] == head).unwrap_or_else(|| panic!("no header {head}"));
    (rows[at].clone(), rows[at + 1..].iter().take_while(|r| r.iter().any(|c| !c.is_empty())).cloned().collect())
}

pub(super) fn column(head: &[String], name: &str) -> usize {
    head.iter().position(|h| h.replace('\n', "") == name).unwrap_or_else(|| panic!("no column {name} in {head:?}"))
}

const NAMES: [&str; 17] = [
    "总览",
    "情况分析",
    "党委排名",
    "支部排名",
    "月度矩阵",
    "缺报清单",
    "参与率预警",
    "问题清单",
    "不得评优",
    "党员预警",
    "抽查名单",
    "督查整改",
    "统计",
    "数据质量",
    "台账明细",
    "规则说明",
    "技术信息",
];

#[test]
fn sheets_stand_in_the_order_of_the_contract() {
    let (_dir, book) = written(&sample::results(), "one");
    let own = ["党委逐月参与率", "不可评定规则", "报送文件统计", "数据行统计", "输入文件清单", "评分与等次"];
    assert_eq!(book.sheet_names().into_iter().filter(|name| !own.contains(&name.as_str())).collect::<Vec<_>>(), NAMES);
}

#[test]
fn every_sheet_says_what_it_covers() {
    let (_dir, mut book) = written(&sample::results(), "one");
    for name in NAMES {
        let rows = rows(&mut book, name);
        assert!(rows[0][0].starts_with("池州市党员活动日"), "{name}: {:?}", rows[0]);
        for word in ["地区：池州市", "统计期：2017年上半年", "截至日期：2017年6月28日", "制表单位：市委组织部组织科"]
        {
            assert!(rows[1][0].contains(word), "{name}: {:?}", rows[1]);
        }
    }
}

#[test]
fn a_rate_just_below_eighty_is_never_shown_as_eighty() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, rows) = table(&rows(&mut book, "支部排名"), "名次");
    let row = rows.iter().find(|r| r[column(&head, "党支部")] == "市档案馆党支部").unwrap();
    assert_eq!(row[column(&head, "参与率")], "0.799");
    assert_eq!(row[column(&head, "实到/应到")], "7996/10000");
}

#[test]
fn deductions_are_told_in_words_with_quarters_beside() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, rows) = table(&rows(&mut book, "支部排名"), "名次");
    let row = rows.iter().find(|r| r[column(&head, "党支部")] == "秋江圩村党支部").unwrap();
    assert_eq!(row[column(&head, "扣分明细")], "缺报 2×10=20，封顶15");
    assert_eq!(row[column(&head, "可否评优")], "否");
    assert_eq!(row[column(&head, "第一季度得分")], "85");
    assert_eq!(row[column(&head, "花名册出处")], "花名册.xlsx｜党支部｜B7");
}

#[test]
fn the_matrix_marks_every_status() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, rows) = table(&rows(&mut book, "月度矩阵"), "党支部");
    let mark = |branch: &str, month: &str| rows.iter().find(|r| r[0] == branch).unwrap()[column(&head, month)].clone();
    assert_eq!(mark("平天湖村党支部", "2017-01"), "✓");
    assert_eq!(mark("石门高中学党支部", "2017-01"), "—");
    assert_eq!(mark("秋江圩村党支部", "2017-02"), "缺");
    assert_eq!(mark("华宇非公企业联合党支部", "2017-02"), "✓▼");
    assert_eq!(mark("华宇非公企业联合党支部", "2017-03"), "空");
    assert_eq!(mark("市档案馆党支部", "2017-02"), "迟");
    assert_eq!(mark("市档案馆党支部", "2017-06"), "·");
    assert_eq!(mark("已开展/应开展", "2017-01"), "7/7");
}

#[test]
fn lists_carry_their_sources() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, found) = table(&rows(&mut book, "缺报清单"), "序号");
    assert_eq!(found.len(), 3);
    assert_eq!(found[0][column(&head, "花名册出处")], "花名册.xlsx｜党支部｜B7");
    assert_eq!(found[0][column(&head, "状态")], "说明已批");
    assert_eq!(found[2][column(&head, "情形")], "空报");
    assert_eq!(found[2][column(&head, "空报出处")], "华宇.xlsx｜3月｜A4");

    let (head, found) = table(&rows(&mut book, "参与率预警"), "序号");
    let figures =
        ["应到人数", "实到人数", "参与率", "规定下限", "允许缺席", "实际缺席", "超出"].map(|h| found[0][column(&head, h)].clone());
    assert_eq!(figures, ["35", "24", "0.685", "80%", "7", "11", "4"]);
    assert_eq!(found[0][column(&head, "人数出处")], "平天湖镇党委/2017年上半年台账（汇总）.xlsx｜台账｜G35");

    let (head, found) = table(&rows(&mut book, "问题清单"), "序号");
    assert_eq!(found.len(), sample::results().outcomes[0].judgement.findings.len());
    let of_member = found.iter().find(|r| r[column(&head, "党员")] == "王五").unwrap();
    assert_eq!(
        ["规则", "党员", "文件", "工作表", "单元格"].map(|h| of_member[column(&head, h)].clone()),
        ["MEM001", "王五", "考勤/平天湖.xlsx", "2017", "E5"]
    );
}

#[test]
fn ledger_text_stays_text_and_identity_numbers_are_masked() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, found) = table(&rows(&mut book, "台账明细"), "上级党组织");
    assert_eq!(found[0][column(&head, "活动主题")], "=HYPERLINK(\"http://x\",\"点我\")");
    let formulas = book.worksheet_formula("台账明细").unwrap();
    assert!(formulas.is_empty(), "{formulas:?}");
    for name in NAMES {
        let all = rows(&mut book, name).concat().concat();
        assert!(!all.contains("320102199001011234"), "{name}");
    }
    assert!(found[0][column(&head, "缺席人员及原因")].contains("320***********1234"));
    assert_eq!(found[0][column(&head, "活动日期")], "2017-01-10 00:00:00");
    assert!(found.iter().any(|r| r[column(&head, "实到人数")] == "无法识别：约二十人"));
}

#[test]
fn quality_shows_rejects_with_raw_text_and_adds_rows_up() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let all = rows(&mut book, "数据质量");
    let (head, found) = table(&all, "文件");
    assert_eq!(
        ["规则", "处理", "原填内容", "单元格"].map(|h| found[0][column(&head, h)].clone()),
        ["ING003", "退回", "清风社区支部", "B9"]
    );
    let (_, found) = table(&rows(&mut book, "数据行统计"), "表种");
    assert_eq!(found[0][..7], ["主题党日活动台账", "52", "41", "1", "2", "1", "7"].map(String::from));
    let overview = rows(&mut book, "情况分析").concat().concat();
    assert!(overview.contains("数据行：共 52 行＝采用 41＋退回 1＋重复 2＋被更正 1＋非数据行（标题、合计、备注等）7（核对相符）。"));
    assert!(overview.contains("文件：共 3 个＝全部识别 1＋部分识别 0＋未识别 0＋无法读取 1＋跳过 1。"));
}

#[test]
fn a_sheet_with_nothing_to_say_says_so() {
    let (_dir, mut book) = written(&sample::nothing(), "nothing");
    // of tables without rows the sheet that they belong to says so; files, rows and the score's base are always told
    let more = ["报送文件统计", "数据行统计", "评分与等次"];
    assert_eq!(book.sheet_names().into_iter().filter(|name| !more.contains(&name.as_str())).collect::<Vec<_>>(), NAMES);
    assert!(rows(&mut book, "督查整改").iter().any(|r| r[0].starts_with("往期问题整改跟踪：没有可供跟踪的往期问题")));
    for (sheet, sentence) in [
        ("党委排名", "本期没有可供汇总的党委。"),
        ("缺报清单", "本期没有缺报的党支部。"),
        ("问题清单", "本期未发现问题。"),
        ("抽查名单", "本期没有抽取检查对象。"),
        ("督查整改", "本期未报送督查记录。"),
        ("台账明细", "本次没有采用任何活动记录。"),
        ("规则说明", "本次运行没有附带规则清单。"),
    ] {
        assert!(rows(&mut book, sheet).iter().any(|r| r[0] == sentence), "{sheet}");
    }
}

#[test]
fn several_jurisdictions_stand_in_one_table() {
    let (_dir, mut book) = written(&sample::two(), "two");
    for name in &NAMES[2..] {
        let rows = rows(&mut book, name);
        assert!(rows.iter().any(|r| r[0] == "地区"), "{name}");
    }
    let (_, found) = table(&rows(&mut book, "月度矩阵"), "地区");
    assert_eq!(found.iter().filter(|r| r[0] == "衢江区").count(), 8);
    assert!(rows(&mut book, "情况分析").concat().contains(&"分地区比较".to_string()));
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let bytes = || {
        let dir = tempfile::tempdir().unwrap();
        std::fs::read(write(&sample::two(), dir.path()).unwrap()).unwrap()
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_long_ledger_goes_on_on_further_sheets() {
    let dir = tempfile::tempdir().unwrap();
    let results = sample::results();
    let count = results.outcomes[0].corpus.activities.len();
    let mut book: Book = open_workbook(write_split(&results, dir.path(), 20, LONG).unwrap()).unwrap();
    let names: Vec<String> = book.sheet_names().into_iter().filter(|n| n.starts_with("台账明细")).collect();
    assert_eq!(names, ["台账明细", "台账明细(2)"]);
    let read: usize = names.iter().map(|n| table(&rows(&mut book, n), "上级党组织").1.len()).sum();
    assert_eq!(read, count);
    let names = book.sheet_names();
    let at = |name: &str| names.iter().position(|n| n == name).unwrap();
    assert_eq!(at("规则说明"), at("台账明细(2)") + 1);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn long_tables_read_as_if_the_library_had_written_them() {
    let results = sample::results();
    let made = |least| {
        let dir = tempfile::tempdir().unwrap();
        let path = write_split(&results, dir.path(), MOST_ROWS, least).unwrap();
        let size = std::fs::metadata(&path).unwrap().len();
        (dir, open_workbook::<Book, _>(path).unwrap(), size)
    };
    // every table that its placeholder fits into, and none
    let ((_a, mut ours, size), (_b, mut theirs, other)) = (made(LONG), made(usize::MAX));
    assert_ne!(size, other, "no table of the sample is long");
    for name in NAMES {
        assert_eq!(ours.worksheet_range(name).unwrap(), theirs.worksheet_range(name).unwrap(), "{name}");
    }
}

#[test]
fn rules_are_listed_with_their_use() {
    let (_dir, mut book) = written(&sample::results(), "one");
    let (head, found) = table(&rows(&mut book, "规则说明"), "规则名称");
    assert_eq!(found.len(), Code::ALL.len());
    let row = |code: &str| found.iter().find(|r| r[column(&head, "规则")] == code).unwrap();
    assert_eq!(row("PAR001")[column(&head, "参数")], "参与率下限 80%");
    assert_eq!(row("CAD001")[column(&head, "是否采用")], "未采用");
}
