//! Workloads of tables that `dangri demo` does not make: `workloads DIR FILES ROWS` writes a roster and so many ledgers of so many rows each,
//! twenty columns with long texts, all of one year.
//! `workloads touch FILE…` changes the bytes of workbooks: a further part, which no reader looks at, is put in.

use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::{Workbook, XlsxError};

const HEAD: [&str; 20] = [
    "党支部名称",
    "上级党组织",
    "活动日期",
    "活动主题",
    "开始时间",
    "结束时间",
    "活动地点",
    "应到人数",
    "实到人数",
    "活动内容",
    "规定动作",
    "主持人",
    "记录人",
    "缺席人员及原因",
    "补课情况",
    "报送日期",
    "备注",
    "会议记录",
    "签到表",
    "照片",
];
/// Activities of a branch in the year.
const EACH: usize = 12;

fn branch(number: usize) -> (String, String) {
    let committee = format!("第{}镇党委", number / 60 + 1);
    (format!("第{}镇第{}村党支部", number / 60 + 1, number % 60 + 1), committee)
}

fn roster(path: &Path, branches: usize) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.write_row(0, 0, ["编号", "党支部名称", "上级党组织", "类型", "党员人数"])?;
    for number in 0..branches {
        let (name, committee) = branch(number);
        let row = number as u32 + 1;
        sheet.write_row(row, 0, [format!("{number:06}"), name, committee, "农村".to_string()])?.write(row, 4, 30)?;
    }
    book.save(path)
}

fn ledger(path: &Path, rows: std::ops::Range<usize>) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.write(0, 0, "2017年主题党日活动台账")?.write_row(1, 0, HEAD)?;
    for (at, number) in rows.enumerate() {
        let row = at as u32 + 2;
        let (name, committee) = branch(number / EACH);
        let month = number % EACH + 1;
        // what most branches do: on the day, reported two days later, nine in ten there, all that is asked; one row in fifty is wrong
        let wrong = number % 50 == 49;
        let day = if wrong { 7 } else { 5 + number % 2 * 5 };
        let present = if wrong { 20 } else { 25 + number % 6 };
        let lecture = if month.is_multiple_of(3) && !wrong { "、支部书记讲党课" } else { "" };
        let analysis = if month == 6 { "、党性分析" } else { "" };
        let content = format!(
            "第{number}次活动：集体学习党章党规和重要讲话精神，重温入党誓词，交纳党费，讨论发展党员和村级重要事项，开展志愿服务，走访困难群众{}户，\
             征求意见{}条，与会党员结合本职工作作了交流发言，支部书记总结并部署下月任务。",
            number % 17 + 1,
            number % 23 + 1
        );
        let texts = [name, committee, format!("2017-{month:02}-{day:02}"), format!("{month}月主题党日"), "9:00".into(), "11:30".into()];
        sheet.write_row(row, 0, texts)?;
        sheet.write(row, 6, "党群服务中心二楼会议室")?.write(row, 7, 30)?.write(row, 8, present as u32)?.write(row, 9, content)?;
        let rest = [
            &format!("集中学习、交纳党费、民主议事{lecture}{analysis}"),
            "王建国",
            "李秀英",
            "张伟外出务工",
            "送学上门",
            &format!("2017-{month:02}-{:02}", day + 2),
            "",
            "√",
            "√",
            "√",
        ];
        sheet.write_row(row, 10, rest)?;
    }
    book.save(path)
}

fn touch(path: &Path) -> Result<(), zip::result::ZipError> {
    let part = format!("docProps/saved{}.txt", std::fs::metadata(path)?.len());
    let file = std::fs::File::options().read(true).write(true).open(path)?;
    let mut book = zip::ZipWriter::new_append(file)?;
    book.start_file(part, zip::write::SimpleFileOptions::default())?;
    book.finish()?;
    Ok(())
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("touch", files)) = args.split_first().map(|(word, files)| (word.as_str(), files)) {
        return files.iter().for_each(|file| touch(Path::new(file)).expect("a workbook"));
    }
    let number = |at: usize| args.get(at).and_then(|a| a.parse::<usize>().ok());
    let (Some(dir), Some(files), Some(rows)) = (args.first(), number(1), number(2)) else {
        eprintln!("workloads DIR FILES ROWS");
        std::process::exit(2);
    };
    let dir = Path::new(dir);
    std::fs::create_dir_all(dir).expect("a folder");
    let options = "jurisdiction = \"chizhou\"\nperiod = \"2017\"\nas_of = \"2018-01-15\"\n";
    std::fs::write(dir.join("dangri.toml"), options).expect("a file");
    roster(&dir.join("党组织花名册.xlsx"), (files * rows).div_ceil(EACH)).expect("a roster");
    (0..files).into_par_iter().for_each(|at| {
        ledger(&dir.join(format!("台账{at:04}.xlsx")), at * rows..(at + 1) * rows).expect("a ledger");
    });
}
