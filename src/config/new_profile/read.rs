//! How answers are read, each into what the file holds. An error says what is wrong with the answer, without a full stop; the example follows.

use chrono::NaiveDate;

use super::answer::{Absences, Answer, Day, Draw};
use super::phrase::{any, number_at_end, number_before, numbers, parts, plain};
use super::place_name;
use crate::layout::coerce::dates::{self, DateContext};
use crate::layout::coerce::own_day;
use crate::model::book::Value;
use crate::model::figure::Share;
use crate::model::finding::Code;
use crate::model::kind::YearDay;
use crate::model::org::OwnDay;
use crate::model::profile::{Consent, HolidayRule};

/// Most days that a term may have.
const MOST_DAYS: u32 = 366;

/// The id of the profile.
pub fn id(said: &str) -> Result<Answer, String> {
    match place_name::is_id(said) {
        true => Ok(Answer::Name(said.to_string())),
        false => Err(format!("“{said}”不能作代号：只能用汉字、小写字母、数字和连字符，不能以连字符开头，不超过 40 字")),
    }
}

/// A name, without the marks of a title around it.
pub fn name(said: &str) -> Result<Answer, String> {
    let bare = said.strip_prefix('《').and_then(|s| s.strip_suffix('》')).unwrap_or(said).trim();
    if bare.is_empty() { Err("没有写出名称".to_string()) } else { Ok(Answer::Name(bare.to_string())) }
}

/// A whole date.
pub fn date(said: &str) -> Result<Answer, String> {
    let read = dates::read(&Value::Text(said.into()), &DateContext::default())
        .map_err(|why| format!("“{said}”不是完整的日期：{}", why.message()))?;
    match read.until.is_some() || read.wrong_weekday.is_some() {
        true => Err(format!("“{said}”不是一个确定的日期")),
        false => Ok(Answer::Date(read.date)),
    }
}

/// The activity day.
pub fn day(said: &str) -> Result<Answer, String> {
    let text = plain(said);
    if matches!(&*text, "不固定" | "不定" | "任意一天" | "每月任意一天" | "每月一次" | "不限" | "时间不限") {
        return Ok(Answer::Day(Day::Any));
    }
    if any(&text, &["支部自定", "支部自行", "各自固定", "自行固定", "自行确定"]) {
        return Ok(Answer::Day(Day::Own));
    }
    let days = own_day::read(&Value::Text(text.as_str().into())).map_err(|why| why.message().to_string())?;
    let weekdays = days.iter().filter(|day| matches!(day, OwnDay::NthWeekday(..))).count();
    if weekdays > 0 && days.len() > 1 {
        return Err("第几个周几只能写一个；日期可以写几个".to_string());
    }
    if days.iter().enumerate().any(|(n, day)| days[..n].contains(day)) {
        return Err("日期有重复".to_string());
    }
    Ok(Answer::Day(Day::Fixed(days)))
}

/// What a statutory holiday does.
pub fn holiday(said: &str) -> Result<Answer, String> {
    let text = plain(said);
    if said.contains(['｜', '|']) {
        return Err("这一项的条款与活动日相同，不另写".to_string());
    }
    let ways = [
        (HolidayRule::NextWorkingDay, any(&text, &["工作日"])),
        (HolidayRule::NextWeek, any(&text, &["下周", "下一周", "下个周", "下星期", "下一个周"])),
        (HolidayRule::AnyDay, any(&text, &["任意", "当月", "另行"])),
        (HolidayRule::Filing, any(&text, &["备案"])),
        (HolidayRule::Silent, any(&text, &["未规定", "没有规定", "未作规定"])),
    ];
    let mut said_ways = ways.into_iter().filter(|(_, said)| *said).map(|(way, _)| way);
    let denied = any(&text, &["不顺延", "不得", "不再", "不需", "不作", "不可", "不能"]);
    match (said_ways.next(), said_ways.next()) {
        (Some(way), None) if !denied => Ok(Answer::Holiday(way)),
        _ => Err("只能是其中一种：顺延至下一工作日、顺延至下周同一天、当月任意一天均可、仍为当天（改期须备案）、文件未规定".to_string()),
    }
}

/// The terms of a change of date.
pub fn adjust(said: &str) -> Result<Answer, String> {
    let text = plain(said);
    if any(&text, &["不需", "无需", "无须", "不须", "不用", "不必", "不得", "不经", "免"]) {
        return Err("只写需要的手续；不需要手续的空着，不得改期的也空着".to_string());
    }
    let (filing, approval) = (any(&text, &["备案"]), any(&text, &["同意", "批准", "审批"]));
    if filing == approval {
        return Err("须写明是“备案”还是“上级同意”，只写一种".to_string());
    }
    let needs = if filing { Consent::Filing } else { Consent::Approval };
    let within = if any(&text, &["天", "日", "周"]) { Some(term(&text)?) } else { None };
    if within.is_none() && text.chars().any(|c| c.is_ascii_digit()) {
        return Err("数字后面须写明是“天”".to_string());
    }
    Ok(Answer::Adjust(needs, within))
}

/// A term in days.
pub fn days(said: &str) -> Result<Answer, String> {
    let text = plain(said);
    let bare = if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None };
    let days = bare.map_or_else(|| term(&text), Ok)?;
    if days > MOST_DAYS { Err(format!("期限不应超过 {MOST_DAYS} 天")) } else { Ok(Answer::Days(days)) }
}

/// 3 of 3日内, 7 of 一周内, 0 of 当日.
fn term(text: &str) -> Result<u32, String> {
    if any(text, &["工作日", "月底", "月末", "次月"]) {
        return Err(format!("“{text}”：期限只能按自然日计，写作几日内"));
    }
    match (any(text, &["当天", "当日"]), numbers(text)) {
        (true, 0) => return Ok(0),
        (false, 1) => {}
        _ => return Err(format!("“{text}”应当只写一个期限")),
    }
    let weeks = number_before(text, &["周", "星期"]).map(|weeks| weeks.saturating_mul(7));
    let days = number_before(text, &["日", "天"]).or(weeks).filter(|days| *days <= MOST_DAYS);
    days.ok_or_else(|| format!("“{text}”没有写明是几天"))
}

/// A share.
pub fn share(said: &str) -> Result<Answer, String> {
    share_in(&plain(said)).map(Answer::Share)
}

/// 80% of 不低于80%; 0.80; 八成.
fn share_in(text: &str) -> Result<Share, String> {
    let unclear = || format!("“{text}”不是比例，应写作 80% 或 0.80");
    if let Some(tenths) = number_before(text, &["成"]) {
        return Share::from_parts(tenths.saturating_mul(1_000)).ok_or_else(unclear);
    }
    let bare = ["不低于", "不少于", "不得低于", "达到", "至少"].iter().fold(text, |t, word| t.strip_prefix(word).unwrap_or(t));
    let bare = ["以上", "及以上"].iter().fold(bare, |t, word| t.strip_suffix(word).unwrap_or(t));
    // 80 by itself may be a share or a number of people
    let typed = bare.contains(['%', '.']).then(|| Share::typed(bare)).flatten();
    typed.filter(|share| share.parts() > 0).ok_or_else(unclear)
}

/// The plan of a year.
pub fn plan(said: &str) -> Result<Answer, String> {
    let (mut min, mut due) = (None, None);
    for part in parts(said) {
        if any(&part, &["上年", "上一年", "前一年", "去年"]) {
            return Err("截止日须在计划的当年；上一年的截止日请在写出的文件中用 exceptions 逐年写明".to_string());
        }
        if number_before(&part, &["年"]).is_some() {
            return Err(format!("“{part}”：每年都适用的截止日只写几月几日；只管某一年的请在写出的文件中用 exceptions 写明"));
        }
        if let Some(day) = year_day(&part) {
            if due.replace(day).is_some() {
                return Err("截止日写了两个".to_string());
            }
        } else if let Some(count) = one_before(&part, &["次"]).filter(|n| (1..=MOST_DAYS).contains(n)) {
            if min.replace(count).is_some() {
                return Err("次数写了两个".to_string());
            }
        } else {
            return Err(format!("“{part}”既不是几次，也不是几月几日"));
        }
    }
    if min.is_none() && due.is_none() { Err("没有写出次数或截止日".to_string()) } else { Ok(Answer::Plan(min, due)) }
}

/// The number before a word, where it is the only one of the part.
fn one_before(part: &str, words: &[&str]) -> Option<u32> {
    number_before(part, words).filter(|_| numbers(part) == 1)
}

/// 3月25日, 03-25.
fn year_day(text: &str) -> Option<YearDay> {
    let dashed = |text: &str| {
        let (month, day) = text.trim_end_matches('前').split_once('-')?;
        Some((month.parse().ok()?, day.parse().ok()?))
    };
    let (month, day) = match text.split_once('月') {
        Some((month, rest)) if numbers(text) == 2 => (number_at_end(month)?, number_before(rest, &["日", "号"])?),
        Some(_) => return None,
        None => dashed(text)?,
    };
    // any leap year will do for asking whether they exist
    NaiveDate::from_ymd_opt(2016, month, day).map(|_| YearDay(month, day))
}

/// Counts of absences.
pub fn absences(said: &str) -> Result<Answer, String> {
    let mut read = Absences::default();
    for part in parts(said) {
        let twice = if part.contains("请假") {
            let counts = any(&part, &["计入", "算"]) && !any(&part, &["不计", "不算", "不列"]);
            if !counts && !any(&part, &["不计", "不算"]) {
                return Err(format!("“{part}”没有写明请假是计入还是不计"));
            }
            read.leave.replace(counts).is_some()
        } else {
            let slot = if any(&part, &["核实", "不合格", "处置"]) {
                &mut read.verify
            } else if any(&part, &["提醒", "谈话"]) {
                &mut read.remind
            } else {
                return Err(format!("“{part}”没有写明是谈话提醒还是提示核实"));
            };
            let count = one_before(&part, &["次"]).filter(|n| (1..=MOST_DAYS).contains(n));
            slot.replace(count.ok_or_else(|| format!("“{part}”没有写明几次"))?).is_some()
        };
        if twice {
            return Err(format!("“{part}”与前面重复"));
        }
    }
    match (read.remind, read.verify) {
        (None, None) => Err("没有写明缺席几次谈话提醒或提示核实".to_string()),
        (Some(remind), Some(verify)) if remind >= verify => Err("提示核实的次数应大于谈话提醒的次数".to_string()),
        _ => Ok(Answer::Absences(read)),
    }
}

/// The inspection draw.
pub fn draw(said: &str) -> Result<Answer, String> {
    let mut draw = Draw::default();
    for part in parts(said) {
        let count = || {
            let count = number_before(&part, &["个"]).or_else(|| number_at_end(&part));
            count.filter(|n| (1..=100_000).contains(n)).ok_or_else(|| format!("“{part}”没有写明几个"))
        };
        // how it is divided may stand by itself or before the number: 每类10%
        let divided = match () {
            () if any(&part, &["按类", "按支部类", "分类", "每类", "各类"]) => Some("type"),
            () if any(&part, &["按党委", "每个党委", "每党委", "各党委"]) => Some("committee"),
            () => None,
        };
        if divided.is_some() && draw.strata.is_some_and(|other| Some(other) != divided) {
            return Err(format!("“{part}”与前面的分层办法不同"));
        }
        draw.strata = divided.or(draw.strata);
        match (divided.is_some(), numbers(&part)) {
            (true, 0) => continue,
            (_, 0 | 1) => {}
            _ => return Err(format!("“{part}”中有几个数，请用逗号分开")),
        }
        let twice = match () {
            () if any(&part, &["抽党委", "党委为单位"]) => std::mem::replace(&mut draw.committees, true),
            () if any(&part, &["不分层", "抽支部", "支部为单位"]) => false,
            () if part.contains('月') => {
                let months = number_before(&part, &["个月", "月"]).filter(|n| *n <= 120);
                draw.rest_months.replace(months.ok_or_else(|| format!("“{part}”没有写明几个月"))?).is_some()
            }
            () if any(&part, &["%", "成"]) || part.contains('.') => draw.share.replace(share_in(amount(&part))?).is_some(),
            () if any(&part, &["至少", "不少于", "最少"]) => draw.min.replace(count()?).is_some(),
            () if any(&part, &["至多", "最多", "不超过"]) => draw.max.replace(count()?).is_some(),
            () if part.contains('个') => {
                let count = count()?;
                let min = draw.min.replace(count).is_some();
                draw.max.replace(count).is_some() || min
            }
            () => return Err(format!("“{part}”看不出是比例、个数还是分层办法")),
        };
        if twice {
            return Err(format!("“{part}”与前面重复"));
        }
    }
    if draw.share.is_none() && draw.max.is_none() {
        return Err("没有写明抽多少：写比例（10%）或个数（20个）".to_string());
    }
    if draw.min.zip(draw.max).is_some_and(|(min, max)| max < min) {
        return Err("最多抽取数不应小于最少抽取数".to_string());
    }
    if draw.committees && draw.strata.is_some() {
        return Err("抽党委时不能再按类型或党委分层".to_string());
    }
    Ok(Answer::Draw(draw))
}

/// 10% of 每类抽10%.
fn amount(part: &str) -> &str {
    part.find(|c: char| c.is_ascii_digit())
        .or_else(|| part.find('成').map(|at| at.saturating_sub('一'.len_utf8())))
        .map_or(part, |at| &part[at..])
}

/// Grounds against 优秀, by what people call them.
const GROUNDS: &[(Code, &[&str])] = &[
    (Code::PAR001, &["参与率", "PAR001"]),
    (Code::INS001, &["督查", "整改", "INS001"]),
    (Code::DAY001, &["活动日", "党日", "改期", "擅自", "DAY001"]),
    (Code::SUB001, &["缺月", "缺报", "未开展", "SUB001"]),
];

/// Grounds against 优秀.
pub fn grounds(said: &str) -> Result<Answer, String> {
    if matches!(&*plain(said), "不设" | "没有" | "无") {
        return Ok(Answer::Grounds(Vec::new()));
    }
    let mut grounds: Vec<(Code, u32)> = Vec::new();
    for part in parts(said) {
        let known = GROUNDS.iter().find(|(_, words)| any(&part, words));
        let code = known.ok_or_else(|| format!("“{part}”不是可以核查的情形，可用：缺月、参与率不达标、擅自改期、督查逾期未改"))?.0;
        let count = one_before(&part, &["次", "个月", "项", "处"]);
        if count.is_none() && numbers(&part) > 0 && !part.contains("001") {
            return Err(format!("“{part}”应当只写一个次数"));
        }
        let count = match (count, code) {
            (Some(count), _) if (1..=1_000).contains(&count) => count,
            // the period has one rate
            (None, Code::PAR001) => 1,
            _ => return Err(format!("“{part}”没有写明达到几次")),
        };
        if grounds.iter().any(|(other, _)| *other == code) {
            return Err(format!("“{part}”与前面重复"));
        }
        grounds.push((code, count));
    }
    Ok(Answer::Grounds(grounds))
}
