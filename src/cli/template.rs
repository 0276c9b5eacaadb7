//! `dangri template`: blank ledgers, filled in as far as roster and calendar know.

use crate::model::spoken;
use chrono::Local;

use crate::report::template::{Kind, Per};
use crate::run::template::{self, TemplateRequest, Templates};

use super::args::{Common, TemplateArgs};
use super::bars::Bars;
use super::usage::UNUSABLE;
use super::{fail, say};

/// Runs the command.
pub fn run(args: &TemplateArgs, common: &Common) -> u8 {
    let request = match request(args, common) {
        Ok(request) => request,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let bars = Bars::new(common.quiet);
    let made = template::template(&request, &bars);
    bars.finish(made.is_ok());
    match made {
        Ok(made) => {
            if !common.quiet {
                say::text(&told(&made, &request));
            }
            0
        }
        Err(error) => fail(&error, error.exit_code()),
    }
}

fn request(args: &TemplateArgs, common: &Common) -> Result<TemplateRequest, String> {
    if args.jobs == Some(0) {
        return Err("--jobs 至少为 1。".to_string());
    }
    let mut kinds: Vec<Kind> = Vec::new();
    for word in &args.kind {
        let kind = Kind::named(word)?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(TemplateRequest {
        workspace: args.workspace.clone(),
        jurisdiction: args.jurisdiction.clone(),
        period: args.period.clone(),
        per: Per::named(&args.per)?,
        kinds,
        output: args.output.clone(),
        schemas: common.schemas.clone(),
        jobs: args.jobs,
        opening: args.opening.asked()?,
        today: Local::now().date_naive(),
    })
}

fn told(made: &Templates, request: &TemplateRequest) -> String {
    let mut text = String::new();
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    let kinds = request.kinds.iter().map(|k| k.short()).collect::<Vec<_>>().join("、");
    say(format!("{}空白台账（{kinds}）：", spoken::period(made.period)));
    for member in &made.members {
        say(format!("  {}：{} 个党委、{} 个党支部，共 {} 份。", member.name, member.committees, member.branches, member.files));
        if member.left_out > 0 {
            say(format!("    有 {} 个党支部在该期间尚未成立或已撤销，没有生成。", member.left_out));
        }
        if member.rejected > 0 {
            say(format!("    花名册有 {} 行未能读取，相应党支部没有预填；可用 dangri check 查看原因。", member.rejected));
        }
        if request.kinds.contains(&Kind::Attendance) && !member.has_members {
            say("    没有党员花名册，考勤表中的姓名须自行填写。".to_string());
        }
    }
    say(format!("已写入：{}", made.target.display()));
    say("填好后放入工作目录即可读取；报送前可用 dangri check 自行检查。".to_string());
    text
}
