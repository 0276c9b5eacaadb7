//! `dangri demo`: a synthetic workspace with its planted truth.

use crate::demo::{self, Options};

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
                println!("{summary}");
                println!("核查：dangri run {}", args.dir.display());
            }
            0
        }
        Err(error) => fail(&error, error.exit_code()),
    }
}

fn options(args: &DemoArgs) -> Result<Options, String> {
    let shape = args.shape.parse().map_err(|()| format!("没有台账样式“{}”，可用的有：townships、forms、mixed。", args.shape))?;
    Ok(Options {
        jurisdiction: args.jurisdiction.clone(),
        branches: args.branches,
        months: args.months,
        seed: args.seed,
        mess: args.mess,
        shape,
        ..Options::default()
    })
}
