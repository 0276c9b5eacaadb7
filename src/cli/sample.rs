//! `dangri sample`: draw the inspection list, or prove an old draw.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::draw;
use crate::files;
use crate::model::draw::Draw;
use crate::model::io_words::io_words;
use crate::model::results::Results;
use crate::report::{data, papers};
use crate::run::{self, placing};

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
    bars.finish(results.is_ok());
    let results = match results {
        Ok(results) => results,
        Err(error) => return fail(&error, error.exit_code()),
    };
    for outcome in &results.outcomes {
        print_draw(&outcome.profile.name, &outcome.draw);
    }
    let Some(dir) = &args.output else { return 0 };
    match put(&results, dir) {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            0
        }
        Err(message) => fail(&message, 3),
    }
}

/// Puts the files in place; gives what is to be told. An earlier draw gives way if both are as this program would write it; else both stay.
fn put(results: &Results, dir: &Path) -> Result<Vec<String>, String> {
    let new = made(results)?;
    let ours = earlier(dir);
    let mut told = Vec::new();
    for (name, bytes) in new {
        let path = dir.join(name);
        // a minute may have been filled in since: it never gives way
        let ours = ours && !name.ends_with(".docx");
        let placed = placing::place(&path, &bytes, |_| ours).map_err(|e| format!("无法写入“{}”：{}。", path.display(), io_words(&e)))?;
        told.extend(placed.told(&path));
        told.push(format!("已写入：{}", path.display()));
    }
    Ok(told)
}

/// The files as they are written.
fn made(results: &Results) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    let fail = |e: std::io::Error| format!("无法写入临时文件：{}。", io_words(&e));
    let dir = tempfile::tempdir().map_err(fail)?;
    let names = data::write_sample(results, dir.path()).map_err(|e| e.to_string())?;
    let minute = papers::write_minute(results, dir.path()).map_err(|e| e.to_string())?;
    names.into_iter().chain(minute).map(|name| Ok((name, std::fs::read(dir.path().join(name)).map_err(fail)?))).collect()
}

/// Does the folder hold an earlier draw that proves itself, and both files as it makes them?
fn earlier(dir: &Path) -> bool {
    let Ok(bytes) = files::read(&dir.join("sample.json"), LARGEST) else { return false };
    let Ok(text) = String::from_utf8(bytes) else { return false };
    let (Ok(old), Ok(list)) = (draw::read(&text), files::read(&dir.join("sample.csv"), LARGEST)) else { return false };
    old.iter().all(|draw| draw::verify(draw).is_ok()) && data::is_sample(&list, text.as_bytes(), &old)
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
    println!("验证签号：见手册“抽查”一节，用 certutil 或 sha256sum 均可；整次抽查用 dangri sample --verify 结果目录。");
}

/// Largest drawn list.
const LARGEST: u64 = 256 << 20;

/// The drawn list that is meant by a folder: that of a result, or of a draw that stands alone.
fn of_folder(path: &Path) -> PathBuf {
    if !path.is_dir() {
        return path.to_path_buf();
    }
    let (of_result, alone) = (path.join("data/sample.json"), path.join("sample.json"));
    // the folder of forms lies beside the data
    let beside = path.parent().map(|result| result.join("data/sample.json"));
    [Some(of_result), beside].into_iter().flatten().find(|at| !alone.exists() && at.exists()).unwrap_or(alone)
}

fn verify(path: &Path) -> u8 {
    let file = &of_folder(path);
    let read = files::read(file, LARGEST).and_then(|bytes| String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into()));
    let text = match read {
        Ok(text) => text,
        Err(error) => return fail(&format!("无法读取“{}”：{}。", file.display(), io_words(&error)), 3),
    };
    let draws: Vec<Draw> = match serde_json::from_str::<Draw>(&text).map(|d| vec![d]).or_else(|_| serde_json::from_str(&text)) {
        Ok(draws) => draws,
        Err(_) => {
            return fail(&format!("“{}”不是抽查结果（sample.json）。请写 sample.json，即抽查时写出的文件。", file.display()), UNUSABLE);
        }
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
