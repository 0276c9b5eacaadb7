//! Clap's errors retold in Chinese: what is wrong with the command line, and what to type instead.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;

/// Exit code for an unusable command line.
pub const UNUSABLE: u8 = 2;

/// Prints help or version (exit 0), or the error in Chinese (exit 2).
pub fn answer(error: &clap::Error, typed: &[OsString]) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print!("{}", error.render());
            0
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            eprintln!("未指定命令。可用的命令见 dangri --help，例如：dangri run 台账目录 -j chizhou -p 2017-07");
            UNUSABLE
        }
        _ => {
            eprintln!("命令行有误：{}", message(error));
            let command = typed.first().and_then(|word| word.to_str()).filter(|word| Cli::command().find_subcommand(word).is_some());
            match command {
                Some(command) => eprintln!("该命令的全部选项和用法：dangri {command} --help"),
                None => eprintln!("用法见 dangri --help；也可以直接运行 dangri，按提示操作。"),
            }
            UNUSABLE
        }
    }
}

/// What commands may be called by those who do not know their names.
const CHINESE: [(&str, &[&str]); 14] = [
    ("run", &["运行", "汇总", "统计", "核查"]),
    ("window", &["窗口", "打开", "页面"]),
    ("check", &["检查", "自查", "核对"]),
    ("match", &["匹配", "对照", "名称核对"]),
    ("sample", &["抽查", "抽取"]),
    ("template", &["模板", "空白台账"]),
    ("calendar", &["日历", "活动日"]),
    ("explain", &["说明", "规则"]),
    ("profiles", &["地区", "制度"]),
    ("show", &["查看", "显示"]),
    ("diff", &["比较", "对比"]),
    ("verify", &["验证"]),
    ("rollup", &["上级汇总"]),
    ("demo", &["演示", "模拟"]),
];

fn in_chinese(name: &str) -> Option<&'static str> {
    CHINESE.iter().find(|(_, words)| words.contains(&name)).map(|(command, _)| *command)
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn message(error: &clap::Error) -> String {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let near = context(error, ContextKind::SuggestedArg);
            if near.is_empty() {
                format!("没有选项“{arg}”。")
            } else {
                format!("没有选项“{arg}”，是否为“{near}”？")
            }
        }
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand);
            let near = context(error, ContextKind::SuggestedSubcommand);
            if let Some(command) = in_chinese(&name) {
                format!("没有命令“{name}”，是否为“{command}”？")
            } else if near.is_empty() {
                format!(
                    "没有命令“{name}”，也没有叫这个名称的文件夹或文件。如果是台账所在的文件夹，请核对路径；也可以把文件夹直接拖到程序上。"
                )
            } else {
                format!("没有命令“{name}”，是否为“{near}”？")
            }
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}。"),
        ErrorKind::ArgumentConflict => format!("{arg} 不能重复使用，或不能与其他选项同时使用。"),
        ErrorKind::NoEquals | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues | ErrorKind::TooManyValues => {
            format!("{arg} 的值个数不对。")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 需要一个值。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).filter(|w| w.chars().any(|c| c > '\u{2e80}'));
            match why {
                Some(why) => format!("{arg} 的值无效：{why}。"),
                None => format!("{arg} 的值“{value}”无效。"),
            }
        }
        ErrorKind::InvalidUtf8 => "命令行中有无法识别的文字编码。".to_string(),
        _ => format!("无法识别（{}）。", error.kind()),
    }
}
