//! `dangri diff`: two finished runs side by side.

use std::path::PathBuf;

use clap::Args;

use crate::model::io_words::io_words;
use crate::run::diff::facts::Compared;
use crate::run::diff::{self, By, DiffRequest, NotCompared, Part};
use crate::run::finished::NotOne;
use crate::run::placing;

use super::usage::UNUSABLE;
use super::{fail, say};

/// Exit status where input or output failed.
const FAILED: u8 = 3;

/// `dangri diff`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct DiffArgs {
    /// 前一次的结果目录
    #[arg(value_name = "前一结果", help_heading = "参数")]
    pub a: PathBuf,
    /// 后一次的结果目录
    #[arg(value_name = "后一结果", help_heading = "参数")]
    pub b: PathBuf,
    /// 问题按什么归类：branch 党支部（默认）、rule 规则、committee 党委
    #[arg(long, value_name = "方式", value_enum, default_value = "branch", hide_default_value = true, hide_possible_values = true)]
    pub by: ByWord,
    /// 只看这个党支部或党委：名称、编号或 党委／支部
    #[arg(long, value_name = "党支部")]
    pub branch: Option<String>,
    /// 只看其中几项，逗号分隔：new 新增、gone 消除、changed 两者、rank 名次得分、cells 活动记录
    #[arg(long, value_name = "内容", value_enum, value_delimiter = ',', hide_possible_values = true)]
    pub only: Vec<OnlyWord>,
    /// 输出格式：text（默认）、json、xlsx（须用 -o 写明文件）
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: FormatWord,
    /// 写入文件而不是显示
    #[arg(short = 'o', long, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 有变化时退出码为 1
    #[arg(long)]
    pub exit_code: bool,
}

/// `--by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ByWord {
    Branch,
    Rule,
    Committee,
}

/// `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum OnlyWord {
    New,
    Gone,
    Changed,
    Rank,
    Cells,
}

/// `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FormatWord {
    Text,
    Json,
    Xlsx,
}

/// Runs the command.
pub fn run(args: &DiffArgs) -> u8 {
    let part = |word: &OnlyWord| match word {
        OnlyWord::New => Part::New,
        OnlyWord::Gone => Part::Gone,
        OnlyWord::Changed => Part::Changed,
        OnlyWord::Rank => Part::Rank,
        OnlyWord::Cells => Part::Cells,
    };
    let by = match args.by {
        ByWord::Branch => By::Branch,
        ByWord::Rule => By::Rule,
        ByWord::Committee => By::Committee,
    };
    let request =
        DiffRequest { a: args.a.clone(), b: args.b.clone(), whom: args.branch.clone(), only: args.only.iter().map(part).collect() };
    match diff::diff(&request) {
        Ok(compared) => {
            if let Err((message, code)) = give(args, &compared, by) {
                return fail(&message, code);
            }
            let differs = compared.sums.any() || !compared.question.is_empty();
            u8::from(args.exit_code && differs)
        }
        Err(NotCompared::Result(error)) => fail(&error, error.exit_code()),
        Err(NotCompared::Name(why)) => {
            let whom = args.branch.as_deref().unwrap_or_default();
            fail(&not_one(whom, &why), UNUSABLE)
        }
    }
}

/// Shows what differs, or puts it in a file.
fn give(args: &DiffArgs, compared: &Compared, by: By) -> Result<(), (String, u8)> {
    let bytes = match args.format {
        FormatWord::Text => diff::text(compared, by).into_bytes(),
        FormatWord::Json => (serde_json::to_string_pretty(compared).unwrap_or_default() + "\n").into_bytes(),
        FormatWord::Xlsx => diff::workbook(compared).map_err(|error| (error.to_string(), FAILED))?,
    };
    match &args.output {
        Some(path) => {
            let placed = placing::place(path, &bytes, |_| false);
            let placed = placed.map_err(|e| (format!("无法写入“{}”：{}。", path.display(), io_words(&e)), FAILED))?;
            placed.told(path).into_iter().for_each(|line| println!("{line}"));
            println!("已写入：{}", path.display());
        }
        None if args.format == FormatWord::Xlsx => return Err(("--format xlsx 须用 -o 写明写入哪个文件。".to_string(), UNUSABLE)),
        None => say::text(&String::from_utf8_lossy(&bytes)),
    }
    Ok(())
}

/// Why a name leads to nobody, or to several, with the names that may be meant.
pub fn not_one(whom: &str, why: &NotOne) -> String {
    match why {
        NotOne::Several(names) => {
            format!(
                "“{whom}”对应几个单位，请写明是哪一个（可写作 党委／支部 或编号，show 可加 --unit 指明地区）：\n  {}",
                names.join("\n  ")
            )
        }
        NotOne::Nobody(near) => {
            let near = if near.is_empty() { String::new() } else { format!("名称相近的有：\n  {}", near.join("\n  ")) };
            format!("结果中没有党支部或党委“{whom}”。{near}")
        }
    }
}
