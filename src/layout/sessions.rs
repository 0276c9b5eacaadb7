//! The columns of an attendance sheet in which marks stand: months, dates, days of the month that the sheet is about, or columns without a date of
//! their own (签到, 签名). Which month a column belongs to is read where heading, title, sheet or file name say so, and never guessed: a row of numbers is
//! months only if it is 1 to 12, and days only if it is a whole month; all others may be the times of a course.

use std::sync::Arc;

use super::attendance;
use super::coerce::{months, plain_text, text_of};
use super::everyday;
use super::fit::readings_field;
use super::grid::Grid;
use super::header::{Header, Label, Part};
use super::index::Words;
use super::lead::Lead;
use super::table::Hints;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::Field;
use crate::model::say::Say;
use crate::model::schema::LayoutSchema;

/// Lines below a header that are looked at to tell.
const PEEK: usize = 200;

/// Columns of marks that no heading gives a month of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// `10日`, `25号`: column and day.
    pub days: Vec<(u32, u32)>,
    /// Bare numbers: column and number.
    pub numbers: Vec<(u32, u32)>,
    /// 签到, 签退, 出勤 …: all columns of that field.
    pub signs: Vec<u32>,
    /// The months are bare numbers from 1 to 12.
    pub bare: bool,
    /// Days of the month that month columns name (`1月10日`): column and day.
    pub dated: Vec<(u32, u32)>,
}

impl Sessions {
    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.days.len() + self.numbers.len() + self.signs.len()
    }

    /// Columns in which marks may stand.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        let numbered = self.days.iter().chain(&self.numbers).map(|c| c.0);
        numbered.chain(self.signs.iter().copied())
    }
}

/// A month column: column, year where the heading has one, month.
pub type MonthColumn = (u32, Option<i32>, u32);

/// When a column of marks was, as far as its heading tells.
enum When {
    Month(Option<i32>, u32, Option<u32>),
    Day(u32),
    Number(u32),
}

/// What the labels of an attendance sheet are; `sure`: a title says that it is one.
pub fn read(words: &Words<'_>, labels: &[Label], sure: bool) -> (Vec<MonthColumn>, Sessions) {
    let mut found: Vec<MonthColumn> = Vec::new();
    let mut sessions = Sessions::default();
    for label in labels {
        let named = readings_field(words, label, sure).map(|(field, _)| field);
        // 上午 and 签到 under a date are of that day
        let dated = match named {
            None => when(label, sure),
            Some(Field::Attendance) if label.parts.len() > 1 => when(label, sure),
            Some(_) => None,
        };
        match dated {
            Some(When::Month(year, month, day)) => {
                found.push((label.col, year, month));
                sessions.dated.extend(day.map(|day| (label.col, day)));
            }
            Some(When::Day(day)) => sessions.days.push((label.col, day)),
            Some(When::Number(number)) => sessions.numbers.push((label.col, number)),
            None if named == Some(Field::Attendance) => sessions.signs.push(label.col),
            None => {}
        }
    }
    if found.is_empty() && sessions.days.is_empty() && is_year(&sessions.numbers) {
        found.extend(std::mem::take(&mut sessions.numbers).into_iter().map(|(col, n)| (col, None, n)));
        sessions.bare = true;
    }
    // numbers without a title may be anything
    if !sure {
        sessions.numbers.clear();
        sessions.days.clear();
    }
    (found, sessions)
}

/// The month, day or number that the labels of a column name.
fn when(label: &Label, sure: bool) -> Option<When> {
    // 10日 over 上午, 星期五: when it was stands above
    let parts: Vec<&Part> = label.parts.iter().filter(|p| !p.folded.is_empty() && !is_within_day(&p.folded)).collect();
    let last = parts.last()?;
    let marked = |p: &Part| matches!(p.folded.as_str(), "签到" | "签退" | "出勤" | "考勤" | "到会" | "签名" | "签字");
    let last = if parts.len() > 1 && marked(last) { parts[parts.len() - 2] } else { last };
    let year = || parts.first().filter(|_| parts.len() > 1).and_then(|p| months::hint(&p.raw).year);
    let month = label.readings().iter().find_map(|r| months::heading_day(r)).or_else(|| months::heading_day(&last.folded));
    if let Some((own, month, day)) = month {
        return Some(When::Month(own, month, day));
    }
    if let Some((month, day)) = sure.then(|| dotted(&last.raw)).flatten() {
        return Some(When::Month(year(), month, Some(day)));
    }
    // whatever a number over 上午 is, it is no mark of the title's month
    let grouped = label.parts.last().is_some_and(|p| is_within_day(&p.folded));
    if let Some(number) = last.folded.parse::<u32>().ok().filter(|n| grouped || (1..=31).contains(n)) {
        // 月份 over 1, 2, 3: months; 1月 over 10, 25: days, and read above
        let over = parts.first().filter(|p| parts.len() > 1 && p.folded.contains('月') && months::heading(&p.folded).is_none());
        return Some(match over {
            Some(over) if number <= 12 => When::Month(months::hint(&over.raw).year, number, None),
            _ => When::Number(number),
        });
    }
    day(&last.folded).map(When::Day)
}

/// Could a part of a day begin with this character? Of most texts their first tells that they are none.
pub fn begins_part(first: char) -> bool {
    "上下晚早中夜全星周礼一二三四五六日天".contains(first)
}

/// 上午, 下午、晚上, 星期五, 上班: a part of a day, or which day of the week it was.
pub fn is_within_day(folded: &str) -> bool {
    const PARTS: &[&str] = &["上午", "下午", "晚上", "早上", "早晨", "中午", "夜间", "全天", "上班", "下班", "早", "中", "晚"];
    let part = |text: &str| PARTS.contains(&text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':'));
    folded.split(['、', ',', '/', '和']).all(part) || is_weekday(folded)
}

/// `1.10`, `2/10`: month and day of a meeting, as a text. A number may have lost a nought, but not its month.
fn dotted(raw: &str) -> Option<(u32, u32)> {
    let text = plain_text(raw);
    let (month, day) = text.split_once(['.', '/'])?;
    let part = |t: &str| (1..=2).contains(&t.len()).then(|| t.parse::<u32>().ok()).flatten();
    Some((part(month).filter(|m| (1..=12).contains(m))?, part(day).filter(|d| (1..=31).contains(d))?))
}

/// Could the cell be a heading like `1.10`?
pub fn is_dotted(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.len() < 12 && dotted(text).is_some(),
        Value::Number(n) => n.fract() != 0.0 && (1.0..13.0).contains(n) && dotted(&text_of(value)).is_some(),
        _ => false,
    }
}

/// `10日`, `10号`.
fn day(folded: &str) -> Option<u32> {
    folded.strip_suffix(['日', '号']).and_then(|n| n.parse().ok()).filter(|n| (1..=31).contains(n))
}

/// 1 to 12, every one, in order.
fn is_year(numbers: &[(u32, u32)]) -> bool {
    numbers.iter().map(|n| n.1).eq(1..=12)
}

/// 1 to 28 … 31, every one, in order; each may stand over several columns (上午, 下午).
fn is_month(numbers: &[(u32, u32)]) -> bool {
    let mut days: Vec<u32> = numbers.iter().map(|n| n.1).collect();
    days.dedup();
    (28..=31).contains(&days.len()) && days.iter().copied().eq(1..=days.len() as u32)
}

/// What stands around a table of attendance.
pub struct Around<'a> {
    pub lead: &'a Lead,
    pub hints: Hints,
    pub sheet: &'a str,
    pub file: &'a str,
}

/// What is to be noted of a column, at its heading.
pub type Told = (CellRef, String);

/// Why a table of attendance is not used, and what to do.
pub type Refusal = Say;

/// Settles what the columns of marks are once it is known where the table stands, or why it is no sheet of the branch's meetings. `end`: the line
/// behind its last.
pub fn settle(schema: &LayoutSchema, header: &mut Header, grid: &Grid<'_>, end: usize, around: &Around<'_>) -> Result<Vec<Told>, Refusal> {
    if let Some(word) = strangers(schema, around) {
        let say = say!(
            "标题或名称中有“{word}”，不是本支部党员的考勤表，整表未采用；";
            "如确为主题党日考勤，请在标题中写明“党员考勤表”后重新报送。"
        );
        return Err(say.apart(word));
    }
    let month = around.hints.month();
    let sessions = &mut header.sessions;
    if header.months.is_empty() && is_month(&sessions.numbers) {
        sessions.days.append(&mut sessions.numbers);
    }
    let own = around.hints.title.month.or(around.hints.sheet.month);
    if sessions.bare && own.is_some() {
        return Err(say!(
            "标题写明是一个月的考勤，栏目却是1至12的数字，不能确定是月份还是第几次活动，整表未采用；";
            "请把栏目名称写成“1月”或“1月10日”后重新报送。"
        ));
    }
    if !sessions.numbers.is_empty() && header.months.is_empty() && sessions.days.is_empty() {
        let shown: Vec<String> = sessions.numbers.iter().take(5).map(|n| n.1.to_string()).collect();
        return Err(say!(
            "考勤栏目是“{}”等数字，不能确定是月份、日期还是第几次活动，整表未采用；", shown.join("、");
            "请把栏目名称写成“1月”或“1月10日”后重新报送。"
        ));
    }
    if !sessions.days.is_empty() && month.is_none() {
        return Err(say!(
            "考勤栏目是日期（几日），但标题、表名、文件名中没有写明是哪年哪月，整表未采用；";
            "请在标题中写明年月，如“2017年7月党员考勤表”，再重新报送。"
        ));
    }
    if everyday::is_everyday(grid, header, end) {
        return Err(say!(
            "一个月中有 {} 天以上、或连续 {} 天填有标记，是日常上班（上课）考勤，不是主题党日考勤，整表未采用；", everyday::MEETINGS, everyday::RUN;
            "请另报主题党日的考勤表。"
        ));
    }
    let alone = header.months.is_empty() && header.sessions.days.is_empty();
    if alone && month.is_none() && !dated(grid, header, end) {
        return Err(say!(
            "这张签到表没有写明是哪年哪月的活动（标题、表名、文件名中都没有），整表未采用；";
            "请在标题中写明年月，如“2017年7月主题党日签到表”，再重新报送。"
        ));
    }
    Ok(unticked(header, grid, end))
}

/// Do the rows of a sign-in sheet say themselves when it was?
fn dated(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    let date = header.slots.get(&Field::Date).into_iter().chain(&header.sessions.signs);
    let lines = || (header.last + 1..end.min(header.last + 1 + PEEK)).map(|ix| grid.line(ix));
    date.into_iter().any(|col| lines().any(|line| line.get(*col).is_some_and(|s| attendance::when(s.value).is_some())))
}

/// Takes columns away in which every box is still blank: nobody has filled them in yet.
fn unticked(header: &mut Header, grid: &Grid<'_>, end: usize) -> Vec<Told> {
    let blank = |value: &Value| {
        matches!(value, Value::Bool(false)) || matches!(value, Value::Text(t) if matches!(t.trim(), "☐" | "FALSE" | "false"))
    };
    let idle = |col: u32| {
        let cells = (header.last + 1..end).filter_map(|ix| grid.line(ix).get(col)).filter(|s| !text_of(s.value).is_empty());
        let mut boxes = 0;
        for seen in cells {
            if !blank(seen.value) {
                return false;
            }
            boxes += 1;
        }
        boxes > 1
    };
    let columns = header.months.iter().map(|m| m.0).chain(header.sessions.columns());
    let idle: Vec<u32> = columns.filter(|col| idle(*col)).collect();
    header.months.retain(|m| !idle.contains(&m.0));
    header.sessions.days.retain(|d| !idle.contains(&d.0));
    header.sessions.signs.retain(|col| !idle.contains(col));
    let row = grid.line(header.last).row();
    let told = |col: &u32| {
        (CellRef::new(row, *col), "该栏的复选框全部没有勾选，按尚未填写处理，不计缺席；确系全部缺席的，请填写“×”。".to_string())
    };
    idle.iter().map(told).collect()
}

/// 一 二 三 … 日, 周一, 星期一: the second line of a grid of days.
pub fn is_weekdays<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> bool {
    let mut any = 0;
    for text in texts {
        let text = text.as_ref();
        if !is_weekday(text) {
            return false;
        }
        any += 1;
    }
    any > 2
}

fn is_weekday(text: &str) -> bool {
    let bare = text.trim_start_matches("星期").trim_start_matches("礼拜").trim_start_matches('周');
    matches!(bare, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天")
}

/// The word that says that a sheet is not of the branch's own members; what stands in brackets (入党积极分子) says it as well.
fn strangers<'s>(schema: &'s LayoutSchema, around: &Around<'_>) -> Option<&'s Arc<str>> {
    let bare = |text: &str| plain_text(text).split_whitespace().collect::<String>();
    let title = [&around.lead.title(), around.sheet, around.file].map(bare).join(" ").replace("群众路线", "");
    schema.other_lists.iter().find_map(|list| list.told_by(&title))
}
