//! `dangri demo`: a synthetic workspace with its planted truth.

use std::path::PathBuf;

use clap::Args;

use crate::demo::{self, DemoError, Options, Shape, Summary};

use super::args::Common;
use super::fail;
use super::usage::UNUSABLE;

/// `dangri demo`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct DemoArgs {
    /// 写入模拟台账的目录（须为空或不存在）
    #[arg(value_name = "目录", help_heading = "参数")]
    pub dir: PathBuf,
    /// 地区代码；默认 chizhou
    #[arg(short = 'j', long, value_name = "地区", default_value = "chizhou", hide_default_value = true)]
    pub jurisdiction: String,
    /// 党支部个数；默认 60
    #[arg(long, value_name = "个数", default_value_t = 60, hide_default_value = true)]
    pub branches: u32,
    /// 起始月份，2016 至 2019 年之内；默认 2017-01
    #[arg(long, value_name = "月份")]
    pub start: Option<String>,
    /// 月数，1 至 36；默认 12
    #[arg(long, value_name = "月数", default_value_t = 12, hide_default_value = true)]
    pub months: u32,
    /// 随机种子（整数）；默认 1
    #[arg(long, value_name = "整数", default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    /// 杂乱程度，0（整齐）至 3（很乱）；默认 1
    #[arg(long, value_name = "程度", default_value_t = 1, hide_default_value = true)]
    pub mess: u8,
    /// 台账样式：townships（每党委每月一簿，默认）、forms（一次活动一簿）、mixed（混合）
    #[arg(long, value_name = "样式", default_value = "townships", hide_default_value = true)]
    pub shape: String,
}

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
