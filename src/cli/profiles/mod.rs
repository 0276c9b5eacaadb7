//! `dangri profiles`: the jurisdictions there are, a check of one of the office's own, or a new one from answers.

mod new;

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::config::{ProfileSummary, Schemas, Sound, check_path};

use super::args::{Common, ProfilesArgs, TextOrJson};
use super::usage::UNUSABLE;
use super::{fail, say};

/// Runs the command.
pub fn run(args: &ProfilesArgs, common: &Common) -> u8 {
    if let Some(path) = &args.check {
        return match check_path(path) {
            Ok(sound) => {
                println!("“{}”没有错误：{}", path.display(), told(&sound));
                0
            }
            Err(faults) => fail(&faults, UNUSABLE),
        };
    }
    if let Some(file) = &args.new {
        return new::run(file.as_deref(), args.answers.as_deref());
    }
    let schemas = match Schemas::load(common.schemas.as_deref()) {
        Ok(schemas) => schemas,
        Err(faults) => return fail(&faults, UNUSABLE),
    };
    if args.format == TextOrJson::Json {
        let of = |p: &ProfileSummary| json!({ "id": p.id, "name": p.name, "system": p.system, "document": p.document, "document_number": p.document_number });
        say::json(&schemas.summaries().iter().map(of).collect::<Vec<_>>());
        return 0;
    }
    println!("{}{}{}依据", padded("代码", 18), padded("地区", 18), padded("制度名称", 20));
    for profile in schemas.summaries() {
        let number = if profile.document_number.is_empty() { String::new() } else { format!("（{}）", profile.document_number) };
        let (id, name, system) = (padded(&profile.id, 18), padded(&profile.name, 18), padded(&profile.system, 20));
        println!("{id}{name}{system}《{}》{number}", profile.document);
    }
    0
}

fn told(sound: &Sound) -> String {
    match sound {
        Sound::Profile(profile) => format!("{}（{}），“{}”。", profile.name, profile.id, profile.system),
        Sound::Layout { name, adds: false } => format!("台账版式“{name}”。"),
        Sound::Layout { name, adds: true } => format!("在台账版式“{name}”上增加写法。"),
        Sound::Folder(schemas) => format!("制度 {} 个，台账版式 {} 个。", schemas.ids().len(), schemas.layouts.len()),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
