//! The file that comes of the answers: every number with its clause, every section with a line of what it means, and a line for what is left out.

use super::answer::{Absences, Answer, Day, Draw, SetItem};
use super::questions::{Topic, leave_counts};
use super::{Answers, Given};
use crate::model::figure::Share;
use crate::model::finding::Code;
use crate::model::org::OwnDay;
use crate::model::profile::{Consent, DrawUnit, Every, HolidayRule, OFFICE_SET, Profile, Sampling, Stratify};

/// A text as TOML has it (the escapes of JSON are escapes there too).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `0.80` of 80%.
fn decimal(share: Share) -> String {
    let text = format!("{}.{:04}", share.parts() / Share::WHOLE, share.parts() % Share::WHOLE);
    let short = text.trim_end_matches('0');
    format!("{short:0<4}")
}

/// The whole file.
pub fn file(given: &Answers, general: &Profile) -> String {
    let name = |topic: Topic| match given.get(&topic).map(|g| &g.answer) {
        Some(Answer::Name(name)) => name.as_str(),
        _ => "",
    };
    let day = given.get(&Topic::Day);
    let what = day.map_or_else(|| "每月一次，时间不限".to_string(), |g| told(Topic::Day, &g.answer));
    let mut lines = vec![
        format!("# {}：{what}", name(Topic::Name)),
        format!("# 每项参数的 clause 为所依条款；“{OFFICE_SET}”的，由使用单位按实际情况改定。改后用 dangri profiles --check 检查。"),
        format!("id = {}", quoted(name(Topic::Id))),
        format!("name = {}", quoted(name(Topic::Name))),
        format!("system = {}", quoted(name(Topic::System))),
        format!("document = {}", quoted(name(Topic::Document))),
    ];
    match name(Topic::Number) {
        "" => lines.push("# 没有写文号（document_number）。".to_string()),
        number => lines.push(format!("document_number = {}", quoted(number))),
    }
    match given.get(&Topic::InForce).map(|g| &g.answer) {
        Some(Answer::Date(date)) => {
            lines.push("# 活动日早于这一天的月份不作要求。".to_string());
            lines.push(format!("in_force = \"{date}\""));
        }
        _ => lines.push("# 没有写施行日期（in_force）：统计期内各月都按要求核查。".to_string()),
    }
    for topic in [
        Topic::Day,
        Topic::Adjust,
        Topic::Report,
        Topic::Plan,
        Topic::Participation,
        Topic::Items,
        Topic::Absences,
        Topic::Grounds,
        Topic::Draw,
    ] {
        lines.push(String::new());
        match given.get(&topic) {
            Some(one) => {
                lines.push(format!("# {}", comment(topic, one, given, general)));
                lines.extend(section(one, given));
            }
            None => lines.push(format!("# {}", left_out(topic, given, general))),
        }
    }
    lines.push(String::new());
    lines.push(format!(
        "# 计分和等次（[score]）没有问到，按通用方案（{OFFICE_SET}）；各项分值见汇总报告的“规则说明”，写法见自带的辖区文件。"
    ));
    lines.push(String::new());
    lines.join("\n")
}

/// What stands above a section.
fn comment(topic: Topic, one: &Given, given: &Answers, general: &Profile) -> String {
    let told = told(topic, &one.answer);
    match (topic, &one.answer) {
        (Topic::Day, Answer::Day(Day::Fixed(_))) => {
            let holiday = given.get(&Topic::Holiday).map_or_else(
                || "遇法定节假日的办法没有写，遇节假日的月份不核查活动日".to_string(),
                |g| format!("遇法定节假日，{}", self::told(Topic::Holiday, &g.answer)),
            );
            format!("{told}。{holiday}。")
        }
        (Topic::Items, _) => format!("规定动作：{told}。活动主题、活动内容、规定动作栏出现用词之一即算，用词可增补。"),
        (Topic::Absences, Answer::Absences(Absences { leave: None, .. })) => {
            let counts = if leave_counts(general) { "计入" } else { "不计入" };
            format!("{told}。请假没有写，按通用办法{counts}（{OFFICE_SET}）。")
        }
        _ => format!("{told}。"),
    }
}

/// What the absence of a section means.
fn left_out(topic: Topic, given: &Answers, general: &Profile) -> String {
    let day = given.get(&Topic::Day).map(|g| &g.answer);
    match topic {
        Topic::Day => format!("没有写活动日（[activity_day]）：每月任意一天均可，不核查是否在活动日开展（{OFFICE_SET}）。"),
        Topic::Adjust if matches!(day, None | Some(Answer::Day(Day::Any))) => {
            "活动日不固定，没有改期的手续和期限（[adjust]）。".to_string()
        }
        Topic::Adjust => "没有写改期（[adjust]）：不核查改期的手续和期限；有备案记录的改期不作问题。".to_string(),
        Topic::Report => "没有写报送期限（[report]）：不核查是否迟报，按时率不适用。".to_string(),
        Topic::Plan => "没有写年度计划（[plan]）：不核查全年次数、计划和报备。".to_string(),
        Topic::Participation => {
            format!("没有写参与率下限（[participation]）：按通用标准 {}（{OFFICE_SET}）。", general.base.floor())
        }
        Topic::Items => "没有写规定动作（[[items]]）：不核查活动内容。".to_string(),
        Topic::Absences => "没有写缺席次数（[member]）：只统计缺席，不作提醒。".to_string(),
        Topic::Grounds => "没有写不得评优的情形（[excellence]）：不设，没有支部因此不得评优。".to_string(),
        Topic::Draw => format!("没有写抽查（[sampling]）：按通用办法（{OFFICE_SET}），{}。", sampling(&general.sampling)),
        _ => String::new(),
    }
}

/// An answer in words, without a full stop.
pub fn told(topic: Topic, answer: &Answer) -> String {
    match answer {
        Answer::Name(name) => name.clone(),
        Answer::Date(date) => date.to_string(),
        Answer::Day(Day::Any) => "每月任意一天".to_string(),
        Answer::Day(Day::Own) => "由支部自行固定活动日，以花名册的固定活动日为准".to_string(),
        Answer::Day(Day::Fixed(days)) => format!("每月{}", days.iter().map(day_words).collect::<Vec<_>>().join("或")),
        Answer::Holiday(rule) => match rule {
            HolidayRule::Silent => "文件未规定，该月不核查活动日",
            HolidayRule::NextWorkingDay => "顺延至下一工作日",
            HolidayRule::NextWeek => "顺延至下周同一天",
            HolidayRule::AnyDay => "当月任意一天均可",
            HolidayRule::Filing => "仍为当天，改期须备案",
        }
        .to_string(),
        Answer::Adjust(needs, within) => {
            let needs = if *needs == Consent::Filing { "改期须备案" } else { "改期须经上级同意" };
            let within = within.map_or_else(|| "相差天数不限".to_string(), |days| format!("与活动日相差不超过 {days} 天"));
            format!("{needs}，{within}")
        }
        Answer::Days(days) => format!("活动后 {days} 日内报送，活动当日为第 0 日"),
        Answer::Share(share) => format!("参与率不低于 {share}，等于为达标"),
        Answer::Plan(min, due) => {
            let min = min.map(|n| format!("全年不少于 {n} 次"));
            let due = due.map(|day| format!("年度计划 {} 月 {} 日前报备", day.0, day.1));
            min.into_iter().chain(due).collect::<Vec<_>>().join("，")
        }
        Answer::Items(items) => items.iter().map(item_words).collect::<Vec<_>>().join("，"),
        Answer::Absences(counts) => {
            let remind = counts.remind.map(|n| format!("一年缺席 {n} 次的谈话提醒"));
            let verify = counts.verify.map(|n| format!("{n} 次及以上的提示核实"));
            let leave = counts.leave.map(|leave| if leave { "请假计入".to_string() } else { "请假不计".to_string() });
            remind.into_iter().chain(verify).chain(leave).collect::<Vec<_>>().join("，")
        }
        Answer::Grounds(all) if all.is_empty() => "不设不得评优的情形".to_string(),
        Answer::Grounds(all) => format!("不得评优：{}", grounds(all.iter().copied())),
        Answer::Draw(draw) => {
            debug_assert_eq!(topic, Topic::Draw);
            draw_words(draw)
        }
    }
}

fn day_words(day: &OwnDay) -> String {
    match day {
        OwnDay::DayOfMonth(day) => format!(" {day} 日"),
        OwnDay::NthWeekday(5, weekday) => format!("最后一个{}", weekday_word(*weekday)),
        OwnDay::NthWeekday(nth, weekday) => format!("第 {nth} 个{}", weekday_word(*weekday)),
    }
}

fn weekday_word(weekday: chrono::Weekday) -> &'static str {
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][weekday.num_days_from_monday() as usize]
}

fn every(every: Every) -> (&'static str, &'static str) {
    match every {
        Every::Month => ("month", "每月"),
        Every::Quarter => ("quarter", "每季度"),
        Every::Half => ("half", "每半年"),
        Every::Year => ("year", "每年"),
    }
}

fn item_words(item: &SetItem) -> String {
    format!("{}{}", every(item.every).1, item.name)
}

/// Grounds against 优秀, in words.
pub fn grounds(all: impl Iterator<Item = (Code, u32)>) -> String {
    let words = |(code, count): (Code, u32)| match code {
        Code::SUB001 => format!("缺月 {count} 次"),
        Code::PAR001 => "统计期参与率低于下限".to_string(),
        Code::DAY001 => format!("无备案未在活动日开展累计 {count} 个月"),
        Code::INS001 => format!("督查问题逾期未改 {count} 项"),
        other => format!("{} {count} 次", other.as_str()),
    };
    all.map(words).collect::<Vec<_>>().join("、")
}

fn draw_words(draw: &Draw) -> String {
    let strata = draw.strata.map(|strata| if strata == "type" { "按支部类型分层，每层" } else { "按党委分层，每层" });
    let unit = if draw.committees { "抽党委，" } else { "抽支部，" };
    let share = draw.share.map(|share| format!("抽 {share}"));
    let min = draw.min.map(|n| format!("至少 {n} 个"));
    let max = draw.max.map(|n| format!("至多 {n} 个"));
    let amount = share.into_iter().chain(min).chain(max).collect::<Vec<_>>().join("，");
    let rest = draw.rest_months.map_or_else(String::new, |n| format!("，近 {n} 个月查过的暂不再抽"));
    format!("{unit}{}{amount}{rest}", strata.unwrap_or_default())
}

/// A draw as a profile has it, in the same words.
pub fn sampling(sampling: &Sampling) -> String {
    draw_words(&Draw {
        committees: sampling.unit == DrawUnit::Committee,
        strata: match sampling.strata {
            Stratify::None => None,
            Stratify::Type => Some("type"),
            Stratify::Committee => Some("committee"),
        },
        share: sampling.share,
        min: (sampling.min > 0).then_some(sampling.min),
        max: sampling.max,
        rest_months: (sampling.rest_months > 0).then_some(sampling.rest_months),
    })
}

/// The lines of a section.
fn section(one: &Given, given: &Answers) -> Vec<String> {
    let mut lines = match &one.answer {
        Answer::Day(day) => day_lines(day, given.get(&Topic::Holiday).map(|g| &g.answer)),
        Answer::Adjust(needs, within) => {
            let needs = if *needs == Consent::Filing { "filing" } else { "approval" };
            let within = within.map(|days| format!("within_days = {days}"));
            std::iter::once("[adjust]".to_string()).chain(within).chain([format!("needs = \"{needs}\"")]).collect()
        }
        Answer::Days(days) => vec!["[report]".to_string(), format!("within_days = {days}")],
        Answer::Share(share) => vec!["[participation]".to_string(), format!("min = {}", decimal(*share))],
        Answer::Plan(min, due) => {
            let min = min.map(|n| format!("min = {n}"));
            let due = due.map(|day| format!("due = \"{:02}-{:02}\"", day.0, day.1));
            std::iter::once("[plan]".to_string()).chain(min).chain(due).collect()
        }
        Answer::Items(items) => return item_lines(items, one.clause()),
        Answer::Absences(counts) => {
            let remind = counts.remind.map(|n| format!("absent_remind = {n}"));
            let verify = counts.verify.map(|n| format!("absent_unqualified = {n}"));
            let leave = counts.leave.map(|leave| format!("leave_counts = {leave}"));
            std::iter::once("[member]".to_string()).chain(remind).chain(verify).chain(leave).collect()
        }
        Answer::Grounds(all) => {
            let veto = all.iter().map(|(code, count)| format!("  {{ rule = \"{}\", count = {count} }},", code.as_str()));
            let veto: Vec<String> = match all.is_empty() {
                true => vec!["veto = []".to_string()],
                false => std::iter::once("veto = [".to_string()).chain(veto).chain(["]".to_string()]).collect(),
            };
            std::iter::once("[excellence]".to_string()).chain(veto).collect()
        }
        Answer::Draw(draw) => draw_lines(draw),
        Answer::Name(_) | Answer::Date(_) | Answer::Holiday(_) => return Vec::new(),
    };
    lines.push(format!("clause = {}", quoted(one.clause())));
    lines
}

fn day_lines(day: &Day, holiday: Option<&Answer>) -> Vec<String> {
    let mut lines = vec!["[activity_day]".to_string()];
    match day {
        Day::Any => lines.push("rule = \"any\"".to_string()),
        Day::Own => lines.push("rule = \"own\"".to_string()),
        Day::Fixed(days) => {
            if let [OwnDay::NthWeekday(nth, weekday)] = days.as_slice() {
                lines.push("rule = \"nth_weekday\"".to_string());
                lines.push(format!("nth = {nth}"));
                lines.push(format!("weekday = \"{}\"", weekday_word(*weekday)));
            } else {
                let days = days.iter().filter_map(|day| match day {
                    OwnDay::DayOfMonth(day) => Some(day.to_string()),
                    OwnDay::NthWeekday(..) => None,
                });
                lines.push("rule = \"days_of_month\"".to_string());
                lines.push(format!("days = [{}]", days.collect::<Vec<_>>().join(", ")));
            }
        }
    }
    if let Some(Answer::Holiday(rule)) = holiday {
        let word = match rule {
            HolidayRule::Silent => "silent",
            HolidayRule::NextWorkingDay => "next_working_day",
            HolidayRule::NextWeek => "next_week",
            HolidayRule::AnyDay => "any_day",
            HolidayRule::Filing => "filing",
        };
        lines.push(format!("on_holiday = \"{word}\""));
    }
    lines
}

fn item_lines(items: &[SetItem], clause: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            lines.push(String::new());
        }
        let words = item.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        let clause = if item.clause.is_empty() { clause } else { &item.clause };
        lines.push("[[items]]".to_string());
        lines.push(format!("name = {}", quoted(&item.name)));
        lines.push(format!("every = \"{}\"", every(item.every).0));
        lines.push(format!("words = [{words}]"));
        lines.push(format!("clause = {}", quoted(clause)));
    }
    lines
}

fn draw_lines(draw: &Draw) -> Vec<String> {
    let unit = if draw.committees { "committee" } else { "branch" };
    let mut lines = vec!["[sampling]".to_string(), format!("unit = \"{unit}\"")];
    if let Some(strata) = draw.strata {
        lines.push(format!("strata = \"{strata}\""));
        lines.push("per_stratum = true".to_string());
    }
    lines.extend(draw.min.map(|n| format!("min = {n}")));
    lines.extend(draw.max.map(|n| format!("max = {n}")));
    lines.extend(draw.share.map(|share| format!("share = {}", decimal(share))));
    lines.extend(draw.rest_months.map(|n| format!("rest_months = {n}")));
    lines
}
