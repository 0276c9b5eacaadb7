//! `dangri sample`: draw the inspection list, or prove an old draw.

use std::fs;
use std::path::Path;

use crate::draw;
use crate::model::draw::Draw;
use crate::run;

use super::args::{Common, SampleArgs};
use super::bars::Bars;
use super::fail;
use super::run::request;
use super::usage::UNUSABLE;

/// Runs the command.
pub fn run(args: &SampleArgs, common: &Common) -> u8 {
    if let Some(file) = &args.verify {
        return verify(file);
    }
    if args.draw == 0 {
        return fail(&"--draw 从 1 起。", UNUSABLE);
    }
    let request = match request(&args.at, common) {
        Ok(request) => request,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let bars = Bars::new(common.quiet);
    let results = run::sample(&request, args.draw, &bars);
    bars.finish();
    let results = match results {
        Ok(results) => results,
        Err(error) => return fail(&error, error.exit_code()),
    };
    for outcome in &results.outcomes {
        print_draw(&outcome.profile.name, &outcome.draw);
    }
    match &args.output {
        Some(dir) => match crate::report::data::write_sample(&results, dir) {
            Ok(files) => {
                for file in files {
                    println!("已写入：{}", dir.join(file).display());
                }
                0
            }
            Err(error) => fail(&error, 3),
        },
        None => 0,
    }
}

fn print_draw(name: &str, draw: &Draw) {
    println_keys!("【{name}】{} 第 {} 次抽查，种子“{}”", draw.period, draw.draw_number, draw.seed);
    println!("名册 {} 个单位，摘要 {}", draw.frame.len(), draw.frame_digest);
    for drawn in &draw.drawn {
        let unit = if drawn.unit.branch.is_empty() {
            drawn.unit.committee.clone()
        } else {
            format!("{} {}", drawn.unit.committee, drawn.unit.branch)
        };
        println_keys!(
            "{:>3}. {unit}（{}；{}；签号 {}…）",
            drawn.order,
            drawn.unit.stratum,
            drawn.reason,
            drawn.ticket.chars().take(12).collect::<String>()
        );
    }
    println!("验证签号：printf '%s' '种子,次数,单位代码' | sha256sum");
}

fn verify(file: &Path) -> u8 {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return fail(&format!("无法读取“{}”：{error}。", file.display()), 3),
    };
    let draws: Vec<Draw> = match serde_json::from_str::<Draw>(&text).map(|d| vec![d]).or_else(|_| serde_json::from_str(&text)) {
        Ok(draws) => draws,
        Err(error) => return fail(&format!("“{}”不是抽查结果（sample.json）：{error}。", file.display()), UNUSABLE),
    };
    let mut wrong = 0;
    for draw in &draws {
        match draw::verify(draw) {
            Ok(()) => {
                println!("{} {}：名册摘要、签号和 {} 个中签单位均与重新计算的结果一致。", draw.jurisdiction, draw.period, draw.drawn.len())
            }
            Err(differences) => {
                wrong += 1;
                println!("{} {}：与重新计算的结果不一致：", draw.jurisdiction, draw.period);
                for difference in differences {
                    println_keys!("  {difference}");
                }
            }
        }
    }
    u8::from(wrong > 0)
}
