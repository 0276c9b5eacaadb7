//! What blank ledgers say: periods and days in words, and how to fill them in.

use chrono::{Datelike, NaiveDate};

use super::{Blank, Kind};
use crate::model::profile::{Adjust, Item, Preview, Report, RequiredRecords};
use crate::model::time::{Month, Period, Span};

/// `2017年7月`, `2017年第三季度`, `2017年上半年`, `2017年度`, `2017年3月至9月`.
pub fn period_words(period: Period) -> String {
    let (first, last) = (period.first(), period.last());
    let month = |m: Month| format!("{}年{}月", m.year(), m.month());
    if first == last {
        return month(first);
    }
    for span in period.years().into_iter().chain(period.halves()).chain(period.quarters()) {
        if (span.first(), span.last()) == (first, last) {
            return match span {
                Span::Year(y) => format!("{y}年度"),
                Span::Half(y, 1) => format!("{y}年上半年"),
                Span::Half(y, _) => format!("{y}年下半年"),
                Span::Quarter(y, q) => format!("{y}年第{}季度", ["一", "二", "三", "四"][(q.clamp(1, 4) - 1) as usize]),
                Span::Month(m) => month(m),
            };
        }
    }
    if first.year() == last.year() {
        format!("{}至{}月", month(first), last.month())
    } else {
        format!("{}至{}", month(first), month(last))
    }
}

/// `7月5日（周三）`.
pub fn day_words(day: NaiveDate) -> String {
    let weekday = ["一", "二", "三", "四", "五", "六", "日"][day.weekday().num_days_from_monday() as usize];
    format!("{}月{}日（周{weekday}）", day.month(), day.day())
}

/// The line above the table.
pub fn hint() -> String {
    "说明：浅黄色格由填报人填写，灰色格已预填并锁定；填法见“填表说明”。".to_string()
}

/// 填表说明, a text to a line; the first is its title.
pub fn notes(blank: &Blank<'_>) -> Vec<String> {
    let profile = blank.profile;
    let mut lines = vec![format!("{}填表说明", blank.kind.title(profile))];
    let mut say = |text: String| {
        let n = lines.len();
        lines.push(format!("{n}．{text}"));
    };
    say("浅黄色格由填报人填写；灰色格由花名册和活动日历预填或自动计算，已锁定，没有密码，一般无须改动。".into());
    say("日期写全年月日，如 2017-07-05；人数只写整数，不写“人”字；有下拉列表的，请从列表中选择。不要增删列、改动栏目名称。".into());
    say("没有用到的行留空即可，留空的行不算填报；“填报自查”一栏随填随查，全部显示“已填”再报送。".into());
    for text in own(blank) {
        say(text);
    }
    let clause = |c: &str| profile.basis(c);
    if let (Some(report), Kind::Activity | Kind::Form) = (profile.base.get::<Report>(), blank.kind) {
        say(format!("活动后 {} 日内报送（活动当日为第 0 日）。依据：{}。", report.within_days, clause(&report.clause)));
    }
    say("填好后保存为 xlsx 格式报上级党组织；报送前可用 dangri check 自行检查。".into());
    lines
}

fn own(blank: &Blank<'_>) -> Vec<String> {
    let profile = blank.profile;
    let base = &profile.base;
    match blank.kind {
        Kind::Activity | Kind::Form => {
            let mut lines = vec![
                "一次活动填一行（一表）；“规定活动日”为当月应开展的日期，已按法定节假日调整，实际哪天开展就在“活动日期”中填哪天。"
                    .to_string(),
                "当月没有开展活动的，在“活动主题”中填“无”，其余留空，并另报情况说明。".to_string(),
                "“应到人数”为应当参加的党员人数，经批准免予考勤的不计；“实到人数”不得多于应到人数。".to_string(),
            ];
            let items: Vec<&str> = base.list::<Item>().iter().map(|i| &*i.name).collect();
            if !items.is_empty() {
                lines.push(format!("“规定动作”写明本次完成的项目，可选：{}；一次完成多项的用顿号隔开。", items.join("、")));
            }
            if let Some(records) = base.get::<RequiredRecords>() {
                let names: Vec<&str> = records.required.iter().map(|r| &*r.name).collect();
                lines.push(format!("{}：有的选“√”，没有的选“×”。依据：{}。", names.join("、"), profile.basis(&records.clause)));
            }
            lines
        }
        Kind::Attendance => vec![
            "每名党员一行，每月一格：到会“√”，缺席“×”，请假“假”，已补课“补”，免予考勤“免”；当月没有活动的留空。".to_string(),
            "没有预填姓名的，请逐行填写姓名。".to_string(),
        ],
        Kind::Plan => {
            let mut lines = vec!["每月至少一行；“计划日期”已按活动日预填，可以修改；“主题”必填。".to_string()];
            if let Some(preview) = base.get::<Preview>() {
                lines.push(format!("当月内容应于 {} 日前预告。依据：{}。", preview.by_day, profile.basis(&preview.clause)));
            }
            lines
        }
        Kind::Adjustment => match base.get::<Adjust>() {
            Some(adjust) => {
                let days = adjust.within_days.map(|d| format!("前后 {d} 日之内")).unwrap_or_else(|| "不限天数".to_string());
                vec![
                    "“原定日期”已按活动日预填；改到哪天，就在“调整后日期”中填哪天。".to_string(),
                    format!("调整幅度：{days}。依据：{}。", profile.basis(&adjust.clause)),
                ]
            }
            None => vec!["本地区文件没有关于调整活动日的规定，本表供备查之用，不改变对活动日的判定。".to_string()],
        },
        Kind::Inspection => vec![
            "一行写一个问题；同一单位、同一日期、同一方式的各行算一次督查。没有发现问题的，也填一行，“发现问题”写“无”。".to_string(),
            "有问题的，应写明整改要求和整改期限；整改完成后补填“整改完成日期”。".to_string(),
        ],
        Kind::Waiver => vec![
            "一行说明一个党支部一个月（季度、年度）的一个问题；“规则”从列表中选择。只涉及个别党员的，填写姓名。".to_string(),
            "“批准人”由上级党组织填写；没有批准人的，列为待批的说明，问题照计。".to_string(),
        ],
    }
}
