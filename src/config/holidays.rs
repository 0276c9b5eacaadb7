//! Holiday files: one year's notices of the State Council, as days and ranges of days.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check::Checker;
use super::fault::Fault;
use super::schema;
use super::tree::Node;
use crate::model::holiday::{HolidayYear, Holidays};

/// A whole file.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "年度节假日", description = "国务院办公厅关于一个年度节假日安排的通知")]
pub struct RawHolidayYear {
    #[schemars(description = "年度，与文件名相同", range(min = 1949, max = 2999))]
    pub year: i32,
    #[schemars(description = "通知文号，如“国办发明电〔2016〕17号”；几个通知的用分号隔开", length(min = 1))]
    pub notice: String,
    #[serde(rename = "festival")]
    #[schemars(description = "各节日", length(min = 1))]
    pub festivals: Vec<RawFestival>,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub struct RawFestival {
    #[schemars(description = "节日名称", length(min = 1))]
    pub name: String,
    #[schemars(description = "放假的日子（含调休），写作 2017-05-01 或 2017-10-01..2017-10-08", length(min = 1))]
    pub off: Vec<String>,
    #[serde(default)]
    #[schemars(description = "调休上班的日子，写法同上")]
    pub worked: Vec<String>,
}

/// A file read: its own year, and the days by date (a notice may name days of the year before).
pub struct HolidayFile {
    year: i32,
    notice: Arc<str>,
    off: BTreeMap<NaiveDate, Arc<str>>,
    worked: BTreeMap<NaiveDate, ()>,
}

/// Reads a file. Errors: all its faults.
pub fn parse(file: &str, text: &str) -> Result<HolidayFile, Vec<Fault>> {
    let tree = Node::parse(file, text)?;
    let mut faults = Checker::new(&schema::HOLIDAY).check(&tree);
    if !faults.is_empty() {
        return Err(faults);
    }
    let raw: RawHolidayYear = serde_json::from_value(tree.to_json()).map_err(|e| vec![tree.at.fault(format!("无法读取：{e}"))])?;
    let stem = super::stem(file);
    if stem != raw.year.to_string() {
        faults.push(tree.at("year").fault(format!("年度 {} 与文件名“{stem}.toml”不一致", raw.year)));
    }
    let mut read = HolidayFile { year: raw.year, notice: raw.notice.into(), off: BTreeMap::new(), worked: BTreeMap::new() };
    for (n, festival) in raw.festivals.iter().enumerate() {
        let name: Arc<str> = festival.name.as_str().into();
        for (key, list) in [("off", &festival.off), ("worked", &festival.worked)] {
            for (m, text) in list.iter().enumerate() {
                let at = tree.at(&format!("festival.{n}.{key}.{m}"));
                let days = match days(text) {
                    Ok(days) => days,
                    Err(message) => {
                        faults.push(at.fault(message));
                        continue;
                    }
                };
                for day in days {
                    let near = day.year() == raw.year || day.year() == raw.year - 1;
                    let seen = read.off.contains_key(&day) || read.worked.contains_key(&day);
                    if !near {
                        faults.push(at.fault(format!("{day} 不在 {} 年的安排之内，只能是本年或上年末的日子", raw.year)));
                    } else if seen {
                        faults.push(at.fault(format!("{day} 重复列出，一天只能列一次")));
                    } else if key == "off" {
                        read.off.insert(day, name.clone());
                    } else {
                        read.worked.insert(day, ());
                    }
                }
            }
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// A day, or the days of a range.
fn days(text: &str) -> Result<Vec<NaiveDate>, String> {
    let fail = || format!("“{text}”不是日期，应写作 2017-05-01 或 2017-10-01..2017-10-08");
    let day = |t: &str| super::date(t.trim()).ok_or_else(fail);
    let Some((from, to)) = text.split_once("..") else { return Ok(vec![day(text)?]) };
    let (from, to) = (day(from)?, day(to)?);
    match (to - from).num_days() {
        0..=30 => Ok(from.iter_days().take_while(|d| *d <= to).collect()),
        n if n < 0 => Err(format!("“{text}”的起止日期颠倒")),
        _ => Err(format!("“{text}”超过 31 天，请核对")),
    }
}

/// Puts the files together. A day goes to its own calendar year, and only if that year has a notice itself: the last days of December in
/// next year's notice don't make a year published.
pub fn assemble(files: &[HolidayFile]) -> Holidays {
    let mut holidays = Holidays::default();
    for file in files {
        holidays.years.insert(file.year, HolidayYear { notice: file.notice.clone(), ..HolidayYear::default() });
    }
    for file in files {
        for (day, name) in &file.off {
            if let Some(year) = holidays.years.get_mut(&day.year()) {
                year.off.insert(*day, name.clone());
            }
        }
        for day in file.worked.keys() {
            if let Some(year) = holidays.years.get_mut(&day.year()) {
                year.worked.insert(*day);
            }
        }
    }
    holidays
}
