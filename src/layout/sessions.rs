//! The columns of an attendance sheet in which marks stand: months, dates, days of the month that the sheet is about, or columns without a date of
//! their own (签到, 签名). Which month a column belongs to is read where heading, title, sheet or file name say so, and never guessed: a row of numbers is
//! months only if it is 1 to 12, and days only if it is a whole month; all others may be the times of a course.

use std::collections::BTreeSet;

use super::attendance;
use super::coerce::{months, plain_text, text_of};
use super::fit::readings_field;
use super::grid::Grid;
use super::header::{Header, Label};
use super::index::Words;
use super::lead::Lead;
use super::table::Hints;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::Field;
use crate::model::say::Say;

/// Days with marks in one month beyond which a sheet is of everyday attendance at work, and of no meetings.
const MEETINGS: usize = 6;
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

/// What the labels of an attendance sheet are; `sure`: a title says that it is one.
pub fn read(words: &Words<'_>, labels: &[Label], sure: bool) -> (Vec<MonthColumn>, Sessions) {
    let mut found: Vec<MonthColumn> = Vec::new();
    let mut sessions = Sessions::default();
    for label in labels {
        match readings_field(words, label, sure) {
            Some((Field::Attendance, _)) => sessions.signs.push(label.col),
            Some(_) => {}
            None => {
                let Some(last) = label.parts.last() else { continue };
                let month = label.readings().iter().find_map(|r| months::heading(r));
                let year = || label.parts.first().filter(|_| label.parts.len() > 1).and_then(|p| months::hint(&p.raw).year);
                let dotted = || sure.then(|| dotted(&last.raw)).flatten().map(|m| (year(), m));
                let number = || last.folded.parse::<u32>().ok().filter(|n| (1..=31).contains(n));
                // 月份 over 1, 2, 3: months; 1月 over 10, 25: days, and read above
                let under_month = || {
                    let over = label.parts.first().filter(|_| label.parts.len() > 1)?;
                    (over.folded.contains('月') && months::heading(&over.folded).is_none()).then(|| months::hint(&over.raw).year)
                };
                if let Some((year, month)) = month.or_else(dotted) {
                    found.push((label.col, year, month));
                } else if let Some(number) = number() {
                    match under_month() {
                        Some(year) if number <= 12 => found.push((label.col, year, number)),
                        _ => sessions.numbers.push((label.col, number)),
                    }
                } else if let Some(day) = day(&last.folded) {
                    sessions.days.push((label.col, day));
                }
            }
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

/// `1.10`, `2/10`: month and day of a meeting, as a text. A number may have lost a nought, but not its month.
fn dotted(raw: &str) -> Option<u32> {
    let text = plain_text(raw);
    let (month, day) = text.split_once(['.', '/'])?;
    let part = |t: &str| (1..=2).contains(&t.len()).then(|| t.parse::<u32>().ok()).flatten();
    part(month).filter(|m| (1..=12).contains(m)).filter(|_| part(day).is_some_and(|d| (1..=31).contains(&d)))
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

/// 1 to 28 … 31, every one, in order.
fn is_month(numbers: &[(u32, u32)]) -> bool {
    (28..=31).contains(&numbers.len()) && numbers.iter().map(|n| n.1).eq(1..=numbers.len() as u32)
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
pub fn settle(header: &mut Header, grid: &Grid<'_>, end: usize, around: &Around<'_>) -> Result<Vec<Told>, Refusal> {
    if let Some(word) = strangers(around) {
        return Err(say!(
            "标题或名称中有“{word}”，不是本支部党员的考勤表，整表未采用；";
            "如确为主题党日考勤，请在标题中写明“党员考勤表”后重新报送。"
        ));
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
    let sessions = &header.sessions;
    if sessions.days.len() > MEETINGS && everyday(grid, header, end) {
        return Err(say!(
            "一个月中有 {MEETINGS} 天以上填有标记，是日常上班考勤，不是主题党日考勤，整表未采用；";
            "请另报主题党日的考勤表。"
        ));
    }
    let alone = header.months.is_empty() && sessions.days.is_empty();
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

/// Do marks stand on more days than anybody holds meetings?
fn everyday(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    let mut marked = BTreeSet::new();
    for ix in header.last + 1..end.min(header.last + 1 + PEEK) {
        let line = grid.line(ix);
        let filled = |col: &&(u32, u32)| line.get(col.0).is_some_and(|s| s.at.row == line.row() && !text_of(s.value).is_empty());
        // a line of weekdays under the days is no line of marks
        if !is_weekdays(header.sessions.days.iter().filter_map(|d| line.get(d.0)).map(|s| text_of(s.value))) {
            marked.extend(header.sessions.days.iter().filter(filled).map(|d| d.0));
        }
    }
    marked.len() > MEETINGS
}

/// 一 二 三 … 日, 周一, 星期一: the second line of a grid of days.
pub fn is_weekdays<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> bool {
    let mut any = 0;
    for text in texts {
        let text = text.as_ref();
        let bare = text.trim_start_matches("星期").trim_start_matches("礼拜").trim_start_matches('周');
        if !matches!(bare, "一" | "二" | "三" | "四" | "五" | "六" | "日" | "天") {
            return false;
        }
        any += 1;
    }
    any > 2
}

/// Words of lists of people who are not the branch's members, or of meetings that are not its own.
const STRANGERS: &[&str] = &[
    "积极分子",
    "发展对象",
    "入党申请人",
    "团员",
    "少先队",
    "上机",
    "村民代表",
    "居民代表",
    "村民大会",
    "党代表",
    "党代会",
    "代表大会",
    "职代会",
    "人大代表",
    "家长",
    "民兵",
    "志愿者",
    "值班",
];
/// The same, where they are no part of a branch's name (学生党支部).
const NO_BRANCH: &[&str] = &["学员", "学生", "新生", "教职工", "妇联", "工会", "群众"];
/// Words of courses, to which members of many branches go.
const COURSES: &[&str] = &["培训班", "学习班", "读书班", "轮训", "研修班", "课程", "学期"];
/// Words of a branch's own meetings.
const OWN: &[&str] = &["主题党日", "党员大会", "支部大会", "组织生活", "三会一课", "支部党员"];

/// The word that says that a sheet is not of the branch's own members.
fn strangers(around: &Around<'_>) -> Option<&'static str> {
    let title = format!("{} {} {}", around.lead.title(), around.sheet, around.file).replace("群众路线", "");
    if let Some(word) = COURSES.iter().find(|w| title.contains(**w)) {
        return Some(word);
    }
    let branch = title.contains("支部");
    let word = STRANGERS.iter().chain(NO_BRANCH.iter().filter(|_| !branch)).find(|w| title.contains(**w))?;
    // 党员、入党积极分子考勤表 is of members, too; 发展党员对象 is not
    let rest = ["发展党员", "党员发展对象", "预备党员培训"].iter().fold(title.clone(), |t, w| t.replace(w, ""));
    let own = OWN.iter().any(|w| title.contains(w)) || rest.contains("党员");
    (!own).then_some(*word)
}
