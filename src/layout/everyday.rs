//! Attendance at work and of courses: marks on more days than anybody holds meetings. Sheets of it lie in the same folder, name the same people and
//! use the same marks.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::attendance;
use super::coerce::dates::{self, DateContext};
use super::coerce::text_of;
use super::grid::{Grid, Line};
use super::header::Header;
use super::sessions::is_weekdays;
use crate::model::record::Field;

/// Days with marks in one month beyond which a sheet is of everyday attendance, and of no meetings.
pub const MEETINGS: usize = 6;
/// The same, of days in a row.
pub const RUN: u32 = 4;
/// Lines below a header that are looked at.
const PEEK: usize = 200;
/// Rows of a log, a day and a person each, that are looked at.
const LOGGED: usize = 2_000;

/// The year of days whose year nobody tells: any with a 29 February.
const SOME_YEAR: i32 = 2000;

/// Are the marks of the table of work or of a course?
pub fn is_everyday(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    grid_of_days(grid, header, end) || row_of_dates(grid, header, end) || log(grid, header, end)
}

/// Days of a month side by side, more of them filled than there are meetings.
fn grid_of_days(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    let days = &header.sessions.days;
    let distinct = |days: &mut dyn Iterator<Item = u32>| days.collect::<BTreeSet<u32>>().len();
    if distinct(&mut days.iter().map(|d| d.1)) <= MEETINGS {
        return false;
    }
    let mut marked = BTreeSet::new();
    for line in lines(grid, header, end, PEEK) {
        // a line of weekdays under the days is no line of marks
        if !is_weekdays(days.iter().filter_map(|d| line.get(d.0)).map(|s| text_of(s.value))) {
            marked.extend(days.iter().filter(|d| is_marked(line, d.0)).map(|d| d.1));
        }
    }
    marked.len() > MEETINGS
}

/// Dates side by side, and a person with marks on too many of them: members of several branches may share a sheet, each branch with days of its own.
fn row_of_dates(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    if header.sessions.dated.len() < RUN as usize {
        return false;
    }
    let when: HashMap<u32, (i32, u32)> =
        header.months.iter().map(|(col, year, month)| (*col, (year.unwrap_or(SOME_YEAR), *month))).collect();
    let date = |(col, day): &(u32, u32)| {
        let (year, month) = when.get(col)?;
        Some((*col, NaiveDate::from_ymd_opt(*year, *month, *day)?))
    };
    let dates: Vec<(u32, NaiveDate)> = header.sessions.dated.iter().filter_map(date).collect();
    lines(grid, header, end, PEEK).any(|line| {
        let marked: BTreeSet<NaiveDate> = dates.iter().filter(|(col, _)| is_marked(line, *col)).map(|(_, day)| *day).collect();
        crowded(&marked)
    })
}

/// A row a day: somebody comes on too many.
fn log(grid: &Grid<'_>, header: &Header, end: usize) -> bool {
    let Some(name) = header.slots.get(&Field::Member).filter(|_| header.months.is_empty() && header.sessions.days.is_empty()) else {
        return false;
    };
    let date = header.slots.get(&Field::Date);
    // 2月10日 will do: the year is nothing to the count of days
    let context = DateContext { year: Some(SOME_YEAR), ..DateContext::default() };
    let mut days: HashMap<String, BTreeSet<NaiveDate>> = HashMap::new();
    for line in lines(grid, header, end, LOGGED) {
        let signed = || header.sessions.signs.iter().filter_map(|col| line.get(*col)).find_map(|s| attendance::when(s.value));
        let when =
            date.and_then(|col| line.get(*col)).and_then(|s| dates::read(s.value, &context).ok()).map(|read| read.date).or_else(signed);
        let (Some(when), Some(who)) = (when, line.get(*name)) else { continue };
        let own = days.entry(text_of(who.value).into_owned()).or_default();
        own.insert(when);
        if own.len() >= RUN as usize && crowded(own) {
            return true;
        }
    }
    false
}

/// More days of a month, or days in a row, than anybody holds meetings.
fn crowded(days: &BTreeSet<NaiveDate>) -> bool {
    let (mut before, mut of_month, mut run) = (None::<NaiveDate>, 0, 0);
    for day in days {
        let same = before.is_some_and(|b| (b.year(), b.month()) == (day.year(), day.month()));
        of_month = if same { of_month + 1 } else { 1 };
        run = if before.is_some_and(|b| b.succ_opt() == Some(*day)) { run + 1 } else { 1 };
        if of_month > MEETINGS || run >= RUN {
            return true;
        }
        before = Some(*day);
    }
    false
}

fn lines<'g>(grid: &'g Grid<'_>, header: &Header, end: usize, most: usize) -> impl Iterator<Item = Line<'g>> {
    let first = header.last + 1;
    (first..end.min(first + most)).map(|ix| grid.line(ix))
}

fn is_marked(line: Line<'_>, col: u32) -> bool {
    line.get(col).is_some_and(|s| s.at.row == line.row() && !text_of(s.value).is_empty())
}
