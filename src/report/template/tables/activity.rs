//! 主题党日活动台账: for a committee a sheet per month, for a branch one sheet with a line per month.

use super::super::cells::{BlankCell, Check};
use super::super::sheet::{BlankTable, Given, locked};
use super::super::{Blank, BranchLine, MonthLine, Per};
use super::{around, blank_of, first_day, heading, last_day, month_words, months, self_check, table, verdict, who, whole};
use crate::model::profile::{Duration, Item, MemberParams, RecordItem, Report, RequiredFields, RequiredRecords};
use crate::model::record::Field;
use crate::model::time::{Month, Period, Span};
use crate::report::paper::style::Set;

/// Spare lines of a sheet, for further activities.
const SPARE: usize = 5;
/// What the branch was told to do on which day: no heading of the layout, so that it is never taken for the day itself.
pub const DAY: &str = "规定活动日";
/// Members by the roster, beside the count that the branch gives.
const ROSTER: &str = "花名册党员数";

/// The sheets.
pub fn tables(blank: &Blank<'_>) -> Vec<BlankTable> {
    if blank.per == Per::Branch {
        let lines: Vec<_> = super::each_month(blank).collect();
        return vec![sheet(blank, whole(blank), &lines, blank.period)];
    }
    let one = |month: Month| {
        let lines: Vec<_> = super::each_month(blank).filter(|(_, m)| m.month == month).collect();
        let span = Period::of(Span::Month(month));
        sheet(blank, month_words(month), &lines, span)
    };
    blank.period.months().map(one).collect()
}

fn sheet(blank: &Blank<'_>, name: String, lines: &[(&BranchLine, &MonthLine)], span: Period) -> BlankTable {
    let blank = &Blank { period: span, ..*blank };
    let cells = cells(blank, lines);
    let at = |field: Field| heading(blank, field);
    let (date, theme, due, actual) = (at(Field::Date), at(Field::Theme), at(Field::Due), at(Field::Actual));
    let faults = [
        (format!("{{{theme}}}=\"无\""), "未开展"),
        (blank_of(&date), "缺活动日期"),
        (blank_of(&theme), "缺活动主题"),
        (format!("OR({},{})", blank_of(&due), blank_of(&actual)), "缺人数"),
        (format!("{{{actual}}}>{{{due}}}"), "实到多于应到"),
    ];
    let row = |at: usize, given: Option<(&BranchLine, &MonthLine)>| -> Vec<Given> {
        cells
            .iter()
            .map(|cell| match (cell.heading.as_str(), given) {
                (h, _) if h == heading(blank, Field::Serial) => Given::Number(at as f64 + 1.0),
                (h, _) if h == heading(blank, Field::SelfCheck) => verdict(&heading(blank, Field::Branch), &faults, given.is_some()),
                (h, Some((b, _))) if h == heading(blank, Field::Branch) => Given::text(b.name.clone()),
                (h, Some((_, m))) if h == heading(blank, Field::Month) => Given::text(month_words(m.month)),
                (h, None) if h == heading(blank, Field::Month) && span.first() == span.last() => Given::text(month_words(span.first())),
                (DAY, Some((_, m))) => Given::text(m.words.clone()),
                (ROSTER, Some((b, _))) => b.members.map_or(Given::Blank, |n| Given::Number(n.into())),
                _ => Given::Blank,
            })
            .collect()
    };
    let mut rows: Vec<Vec<Given>> = lines.iter().enumerate().map(|(at, line)| row(at, Some(*line))).collect();
    rows.extend((0..SPARE).map(|n| row(lines.len() + n, None)));
    table(blank, name.clone(), &name, cells, rows)
}

/// Does the profile ask for the field?
pub fn wants(blank: &Blank<'_>, field: Field) -> bool {
    blank.profile.all_params().any(|p| p.get::<RequiredFields>().is_some_and(|f| f.required.contains(&field)))
}

/// The profile's record items, with a heading that is no field's of the layout.
pub fn items(blank: &Blank<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let layout = blank.layouts.iter().find(|l| *l.id == *blank.kind.layout());
    let taken = |h: &str| {
        let folded = crate::model::text::fold_heading(h);
        layout.is_some_and(|l| l.columns.iter().any(|c| c.headings.iter().chain(&c.weak).chain(&c.loose).any(|x| **x == *folded)))
    };
    let all = blank.profile.all_params().filter_map(|p| p.get::<RequiredRecords>()).flat_map(|r| &r.required);
    for item in all {
        let item: &RecordItem = item;
        let names = std::iter::once(&item.name).chain(&item.headings);
        let name = names.clone().find(|n| !taken(n)).unwrap_or(&item.name).to_string();
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Times asked for: begin and end where a length is wanted, else one text.
pub fn times(blank: &Blank<'_>, width: f64) -> Vec<BlankCell> {
    let clock = |field, prompt: &str| BlankCell::new(heading(blank, field), width, Set::Time, Check::Time, prompt);
    if blank.profile.all_params().any(|p| p.get::<Duration>().is_some()) {
        return vec![clock(Field::Start, "写作 9:00 或 14:30。"), clock(Field::End, "写作 11:30 或 17:00，晚于开始时间。")];
    }
    vec![BlankCell::new(heading(blank, Field::Time), width + 4.0, Set::Center, Check::Text, "写作 9:00-11:00。")]
}

/// 规定动作 with what may be chosen.
pub fn set_actions(blank: &Blank<'_>, width: f64) -> Option<BlankCell> {
    let mut names: Vec<String> = Vec::new();
    let mut monthly: Vec<String> = Vec::new();
    for item in blank.profile.all_params().flat_map(|p| p.list::<Item>()) {
        let name = item.name.to_string();
        if item.every == crate::model::profile::Every::Month && !monthly.contains(&name) {
            monthly.push(name.clone());
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let mut choices = if monthly.len() > 1 { vec![monthly.join("、")] } else { Vec::new() };
    choices.extend(names);
    Some(BlankCell::new(
        heading(blank, Field::SetActions),
        width,
        Set::Left,
        Check::Offer(choices),
        "可从列表中选择；完成多项的用顿号隔开，可自行增补。",
    ))
}

/// A tick for an item.
pub fn tick(name: &str, width: f64) -> BlankCell {
    BlankCell::new(name, width, Set::Center, Check::OneOf(vec!["√".to_string(), "×".to_string()]), "有的选“√”，没有的选“×”。")
}

fn cells(blank: &Blank<'_>, lines: &[(&BranchLine, &MonthLine)]) -> Vec<BlankCell> {
    let text = |field, width| BlankCell::new(heading(blank, field), width, Set::Left, Check::Text, "");
    let mut cells = who(blank);
    cells.push(months(blank, Field::Month));
    if lines.iter().any(|(_, m)| !m.words.is_empty()) {
        cells.push(locked(DAY, 16.0, Set::Center));
    }
    let when = Check::Date(first_day(blank), last_day(blank));
    cells.push(BlankCell::new(heading(blank, Field::Date), 11.0, Set::Date, when, "实际开展的日期，写全年月日。"));
    cells.push(BlankCell::new(heading(blank, Field::Theme), 19.0, Set::Left, Check::Text, "写明主题；当月没有开展的填“无”。"));
    cells.extend(times(blank, 8.0));
    cells.push(text(Field::Place, 11.0));
    if lines.iter().any(|(b, _)| b.members.is_some()) {
        cells.push(locked(ROSTER, 7.5, Set::Count));
    }
    cells.push(BlankCell::new(heading(blank, Field::Due), 7.0, Set::Count, Check::Count, "应当参加的党员人数，免予考勤的不计。"));
    let due = heading(blank, Field::Due);
    cells.push(BlankCell::new(
        heading(blank, Field::Actual),
        7.0,
        Set::Count,
        Check::CountUpTo(due),
        "实际参加的党员人数，不多于应到人数。",
    ));
    cells.push(text(Field::Content, 24.0));
    cells.extend(set_actions(blank, 13.0));
    for field in [Field::Host, Field::Recorder] {
        if field == Field::Host || wants(blank, field) {
            cells.push(BlankCell::new(heading(blank, field), 9.0, Set::Center, Check::Text, ""));
        }
    }
    cells.push(text(Field::Absentees, 13.0));
    if blank.profile.all_params().any(|p| p.the::<MemberParams>().make_up.is_some()) {
        cells.push(text(Field::MakeUp, 11.0));
    }
    cells.extend(items(blank).iter().map(|name| tick(name, 6.0)));
    if blank.profile.all_params().any(|p| p.get::<Report>().is_some()) {
        cells.push(BlankCell::new(heading(blank, Field::Reported), 11.0, Set::Date, around(blank), "报上级党组织的日期。"));
    }
    cells.push(text(Field::Remark, 8.0));
    cells.push(self_check(blank));
    cells
}
