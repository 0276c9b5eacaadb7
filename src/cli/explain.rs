//! `dangri explain CODE`: the page of a rule.

use clap::Args;
use serde_json::{Value, json};

use crate::config::Schemas;
use crate::model::finding::Code;
use crate::rules;

use super::args::{Common, TextOrJson};
use super::usage::UNUSABLE;
use super::{fail, say};

/// `dangri explain`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ExplainArgs {
    /// 规则代码，如 PAR001；不填则列出全部规则
    #[arg(value_name = "规则代码", help_heading = "参数")]
    pub code: Option<String>,
    /// 输出格式：text（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: TextOrJson,
}

/// Runs the command.
pub fn run(args: &ExplainArgs, common: &Common) -> u8 {
    let Some(text) = &args.code else {
        if args.format == TextOrJson::Json {
            let of = |code: &Code| rules::doc(*code).map(summary);
            say::json(&Code::ALL.iter().filter_map(of).collect::<Vec<_>>());
            return 0;
        }
        println!("规则代码（dangri explain <代码> 查看说明）：");
        for doc in Code::ALL.iter().filter_map(|code| rules::doc(*code)) {
            println!("  {}  {}  {}", doc.code, doc.level.chinese(), doc.name);
        }
        return 0;
    };
    let Some(code) = rules::named(text) else {
        return fail(&format!("没有规则“{text}”。现有规则见 dangri explain。"), UNUSABLE);
    };
    let schemas = match Schemas::load(common.schemas.as_deref()) {
        Ok(schemas) => schemas,
        Err(faults) => return fail(&faults, UNUSABLE),
    };
    let profiles: Result<Vec<_>, _> = schemas.ids().into_iter().map(|id| schemas.profile(id, &[])).collect();
    match profiles {
        Ok(profiles) if args.format == TextOrJson::Json => {
            let mut value = rules::doc(code).map(summary).unwrap_or_default();
            value["page"] = rules::page(code, &profiles).unwrap_or_default().trim_end().into();
            say::json(&value);
            0
        }
        Ok(profiles) => {
            println!("{}", rules::page(code, &profiles).unwrap_or_default().trim_end());
            0
        }
        Err(faults) => fail(&faults, UNUSABLE),
    }
}

/// A rule in one line, for scripts.
fn summary(doc: &rules::RuleDoc) -> Value {
    json!({ "code": doc.code.to_string(), "level": doc.level.as_str(), "name": doc.name })
}
