//! `dangri profiles`: the jurisdictions there are, or a check of one of the office's own.

use unicode_width::UnicodeWidthStr;

use crate::config::{Schemas, check_file};

use super::args::{Common, ProfilesArgs};
use super::fail;
use super::usage::UNUSABLE;

/// Runs the command.
pub fn run(args: &ProfilesArgs, common: &Common) -> u8 {
    if let Some(path) = &args.check {
        return match check_file(path) {
            Ok(profile) => {
                println!("“{}”没有错误：{}（{}），“{}”。", path.display(), profile.name, profile.id, profile.system);
                0
            }
            Err(faults) => fail(&faults, UNUSABLE),
        };
    }
    let schemas = match Schemas::load(common.schemas.as_deref()) {
        Ok(schemas) => schemas,
        Err(faults) => return fail(&faults, UNUSABLE),
    };
    println!("{}{}{}依据", padded("代码", 18), padded("地区", 18), padded("制度名称", 20));
    for profile in schemas.summaries() {
        let number = if profile.document_number.is_empty() { String::new() } else { format!("（{}）", profile.document_number) };
        let (id, name, system) = (padded(&profile.id, 18), padded(&profile.name, 18), padded(&profile.system, 20));
        println!("{id}{name}{system}《{}》{number}", profile.document);
    }
    0
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
