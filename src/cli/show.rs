//! `dangri show`: one branch or committee of a finished run, with where every figure comes from.

use crate::model::finding::Code;
use crate::run::show::{self, NotShown, ShowRequest};

use super::args::{ShowArgs, ShowFormat};
use super::diff::not_one;
use super::usage::UNUSABLE;
use super::{fail, say};

/// Runs the command.
pub fn run(args: &ShowArgs) -> u8 {
    let rule = match &args.rule {
        None => None,
        Some(typed) => match Code::named(typed) {
            Some(code) => Some(code),
            None => return fail(&format!("没有规则“{typed}”，全部规则见 dangri explain。"), UNUSABLE),
        },
    };
    let request = ShowRequest {
        result: args.result.clone(),
        whom: args.whom.clone(),
        unit: args.unit.clone(),
        rule,
        figure: args.figure.clone(),
        workspace: args.workspace.clone(),
    };
    match show::show(&request) {
        Ok(shown) => {
            match args.format {
                ShowFormat::Text => say::text(&show::text(&shown)),
                ShowFormat::Html => say::text(&show::page(&shown)),
                ShowFormat::Json => say::text(&(serde_json::to_string_pretty(&shown).unwrap_or_default() + "\n")),
            }
            0
        }
        Err(NotShown::Result(error)) => fail(&error, error.exit_code()),
        Err(NotShown::Name(why)) => fail(&not_one(&args.whom, &why), UNUSABLE),
        Err(NotShown::Figure(known)) => {
            let known = known.iter().map(|(key, name)| format!("{name}（{key}）")).collect::<Vec<_>>().join("、");
            fail(&format!("没有“{}”这一数字，可用：{known}", args.figure.as_deref().unwrap_or_default()), UNUSABLE)
        }
    }
}
