//! Clap's errors retold in Chinese: what is wrong with the command line, and what to type instead.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Exit code for an unusable command line.
pub const UNUSABLE: u8 = 2;

/// Prints help or version (exit 0), or the error in Chinese (exit 2).
pub fn answer(error: &clap::Error) -> u8 {
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
            eprintln!("用法见 dangri --help 或 dangri <命令> --help。");
            UNUSABLE
        }
    }
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
            if near.is_empty() {
                format!("没有命令“{name}”。")
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
