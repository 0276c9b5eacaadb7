//! `dangri demo`: a synthetic workspace with its planted truth.

use crate::demo::{self, DemoError, Options, Shape, Summary};

use super::args::{Common, DemoArgs};
use super::fail;
use super::usage::UNUSABLE;

/// Runs the command.
pub fn run(args: &DemoArgs, common: &Common) -> u8 {
    let occupied = args.dir.exists() && std::fs::read_dir(&args.dir).map_or(true, |mut entries| entries.next().is_some());
    if occupied {
        return fail(&format!("“{}”已存在且不为空，请换一个目录。", args.dir.display()), UNUSABLE);
    }
    let options = match options(args) {
        Ok(options) => options,
        Err(message) => return fail(&message, UNUSABLE),
    };
    match demo::generate(&args.dir, &options) {
        Ok(summary) => {
            if !common.quiet {
                println!("已生成模拟台账：{}", args.dir.display());
                print_summary(&summary);
                println!("核查：dangri run {}", args.dir.display());
            }
            0
        }
        Err(error @ (DemoError::Io { .. } | DemoError::Workbook(..))) => fail(&error, 3),
        Err(error) => fail(&error, UNUSABLE),
    }
}

fn print_summary(summary: &Summary) {
    println!("党支部 {} 个，文件 {} 个，活动记录 {} 条。", summary.branches, summary.files, summary.activities);
    let planted: Vec<String> = summary.findings.iter().map(|(code, count)| format!("{code} {count}")).collect();
    println!("预置问题：{}。", if planted.is_empty() { "无".to_string() } else { planted.join("，") });
}

fn options(args: &DemoArgs) -> Result<Options, String> {
    let shape = match args.shape.as_str() {
        "townships" => Shape::Townships,
        "forms" => Shape::Forms,
        "mixed" => Shape::Mixed,
        other => return Err(format!("没有台账样式“{other}”，可用的有：townships、forms、mixed。")),
    };
    let start = match &args.start {
        Some(text) => text.parse().map_err(|()| format!("起始月份“{text}”无效，应写作 2017-01。"))?,
        None => Options::default().start,
    };
    Ok(Options {
        jurisdiction: args.jurisdiction.clone(),
        branches: args.branches,
        months: args.months,
        seed: args.seed,
        mess: args.mess,
        shape,
        start,
        ..Options::default()
    })
}
