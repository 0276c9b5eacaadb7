//! `dangri calendar`: the activity days of a year, as text for people, csv or json for programs.

use crate::calendar::{Calendar, CalendarRow};
use crate::config::Schemas;
use crate::model::io_words::io_words;
use crate::run::placing;

use super::args::{CalendarArgs, Common};
use super::usage::UNUSABLE;
use super::{fail, say};

/// Runs the command.
pub fn run(args: &CalendarArgs, common: &Common) -> u8 {
    let schemas = match Schemas::load(common.schemas.as_deref()) {
        Ok(schemas) => schemas,
        Err(faults) => return fail(&faults, UNUSABLE),
    };
    let Some(id) = schemas.id_of(&args.jurisdiction) else {
        let message = format!("没有地区“{}”。可用的地区：{}。", args.jurisdiction, schemas.ids().join("、"));
        return fail(&message, UNUSABLE);
    };
    if !(1949..=2999).contains(&args.year) {
        return fail(&format!("年份“{}”无效，应为四位年份，如 2017。", args.year), UNUSABLE);
    }
    let profile = match schemas.profile(id, &[]) {
        Ok(profile) => profile,
        Err(faults) => return fail(&faults, UNUSABLE),
    };
    let calendar = Calendar::new(schemas.holidays.clone());
    let rows = calendar.year_rows(&profile, args.year);
    let text = match args.format.as_str() {
        "csv" => csv(&rows),
        "json" => json(&rows),
        "text" => text(&profile.name, &profile.system, args.year, &rows),
        other => return fail(&format!("没有输出格式“{other}”，可用的有：text、csv、json。"), UNUSABLE),
    };
    match &args.output {
        None => {
            say::text(&text);
            0
        }
        Some(path) => {
            // Excel and WPS take a csv for GBK unless it begins with a byte order mark.
            let mark = if args.format == "csv" { "\u{feff}" } else { "" };
            // whatever lies there and reads otherwise is kept: a calendar is quickly made again, and what somebody wrote into one is not
            match placing::place(path, format!("{mark}{text}").as_bytes(), |_| false) {
                Ok(placed) => {
                    if let (false, Some(line)) = (common.quiet, placed.told(path)) {
                        println!("{line}");
                    }
                    0
                }
                Err(error) => fail(&format!("无法写入“{}”：{}。", path.display(), io_words(&error)), 3),
            }
        }
    }
}

fn csv(rows: &[CalendarRow]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let header = ["jurisdiction", "year", "month", "branch_type", "date", "nominal", "note"];
    let written = writer.write_record(header).and_then(|()| rows.iter().try_for_each(|row| writer.write_record(fields(row))));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn fields(row: &CalendarRow) -> [String; 7] {
    [
        row.jurisdiction.to_string(),
        row.year.to_string(),
        row.month.month().to_string(),
        row.branch_type.to_string(),
        row.date.to_string(),
        row.nominal.to_string(),
        row.note.to_string(),
    ]
}

fn json(rows: &[CalendarRow]) -> String {
    let names = ["jurisdiction", "year", "month", "branch_type", "date", "nominal", "note"];
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let mut object = serde_json::Map::new();
            for (name, value) in names.iter().zip(fields(row)) {
                let number = matches!(*name, "year" | "month").then(|| value.parse::<i64>().ok()).flatten();
                object.insert((*name).to_string(), number.map_or(serde_json::Value::String(value), serde_json::Value::from));
            }
            serde_json::Value::Object(object)
        })
        .collect();
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}

fn text(name: &str, system: &str, year: i32, rows: &[CalendarRow]) -> String {
    let mut out = format!("{name} {year} 年“{system}”日历\n");
    if rows.is_empty() {
        out.push_str("本地不规定固定日期，每月开展一次即可。\n");
    }
    for row in rows {
        let weekday = ["一", "二", "三", "四", "五", "六", "日"][chrono::Datelike::weekday(&row.date).num_days_from_monday() as usize];
        let note = if row.note.is_empty() { String::new() } else { format!("  {}", row.note) };
        out.push_str(&format!("{:>2} 月  {}（星期{weekday}）  {}{note}\n", row.month.month(), row.date, row.branch_type));
    }
    out
}
