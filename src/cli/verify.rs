//! `dangri verify`: is a result as it was written, are its inputs still the same; every file that is not is named.

use super::args::VerifyArgs;
use super::fail;
use crate::model::identity::masked;
use crate::run::verify::{self, Held, Inputs, Verified, VerifyRequest};

/// Runs the command. 0: as it was written, inputs the same or not at hand; 1: something is not.
pub fn run(args: &VerifyArgs) -> u8 {
    let request = VerifyRequest { result: args.result.clone(), workspace: args.workspace.clone() };
    match verify::verify(&request) {
        Ok(Verified::NoList) => {
            println!("“{}”不是一份完整的结果：其中没有结果清单（结果清单.json），或者结果清单已损坏、无法读取。", args.result.display());
            println!("请重新运行 dangri run；需要保留该目录时请先移到别处。");
            1
        }
        Ok(Verified::Listed(held)) => {
            tell(&held, args);
            u8::from(!(held.as_written() && held.inputs_stand()))
        }
        Err(error) => fail(&error, error.exit_code()),
    }
}

fn tell(held: &Held, args: &VerifyArgs) {
    let question = &held.question;
    let about = masked(&question.shown()).into_owned();
    println_keys!("{about}，截至 {}，运行编号 {}（程序 {}，{}）。", question.as_of, held.run_id, question.version, held.commit);
    if held.as_written() {
        println!("结果：{} 个文件均与写出时一致。", held.files);
    } else {
        println!("结果：与写出时不一致。");
        list("已改动", &held.changed);
        list("缺少", &held.missing);
        list("不是本程序写出的", &held.foreign);
    }
    match &held.inputs {
        Inputs::NotFound => println!("台账：未核对，没有找到当时的工作目录。请加 --workspace 指明工作目录后再核对。"),
        Inputs::Unreadable(workspace, why) => println!("台账：“{}”无法核对：{why}", workspace.display()),
        Inputs::Looked { workspace, files, changed, gone, new } => {
            let from = if args.workspace.is_some() { "" } else { "（按结果清单找到，不对时请用 --workspace 指明）" };
            println!("台账：工作目录“{}”{from}", workspace.display());
            if held.inputs_stand() {
                println!("  {files} 个文件均与运行时相同。");
            } else {
                println!("  与运行时不同，现在重新运行，结果可能不同。");
                list("已改动", changed);
                list("已不在", gone);
                list("新增", new);
            }
        }
    }
}

/// Every file is named: that is what the command is for.
fn list(title: &str, files: &[String]) {
    if !files.is_empty() {
        println!("  {title}（{} 个）：", files.len());
        files.iter().for_each(|file| println!("    {file}"));
    }
}
