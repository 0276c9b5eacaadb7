//! What can be answered, once it has been read.

use chrono::NaiveDate;

use crate::model::figure::Share;
use crate::model::finding::Code;
use crate::model::kind::YearDay;
use crate::model::org::OwnDay;
use crate::model::profile::{Consent, Every, HolidayRule};

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A name or title.
    Name(String),
    /// A day of a certain year.
    Date(NaiveDate),
    /// The activity day.
    Day(Day),
    /// What a holiday does to it.
    Holiday(HolidayRule),
    /// Terms of a change of date: what it needs, and within how many days.
    Adjust(Consent, Option<u32>),
    /// A number of days.
    Days(u32),
    /// A share of a whole.
    Share(Share),
    /// Fewest activities of a year, and the day by which the plan is filed.
    Plan(Option<u32>, Option<YearDay>),
    /// Set content.
    Items(Vec<SetItem>),
    /// Counts of absences.
    Absences(Absences),
    /// The inspection draw.
    Draw(Draw),
    /// What bars from 优秀, with how many of each.
    Grounds(Vec<(Code, u32)>),
}

/// The activity day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// Any of the month.
    Any,
    /// Each branch fixes its own.
    Own,
    /// One certain day, or one of several: days of the month, or a single weekday of it.
    Fixed(Vec<OwnDay>),
}

/// An item of the set content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetItem {
    pub every: Every,
    pub name: String,
    /// Its name first.
    pub words: Vec<String>,
    /// Empty where none was given.
    pub clause: String,
}

/// Counts of absences in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absences {
    /// Call for a talk.
    pub remind: Option<u32>,
    /// Call for verification.
    pub verify: Option<u32>,
    /// Leave counts.
    pub leave: Option<bool>,
}

/// The inspection draw. What is not said is not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Draw {
    /// Committees are drawn, not branches.
    pub committees: bool,
    /// `type` or `committee`.
    pub strata: Option<&'static str>,
    pub share: Option<Share>,
    pub min: Option<u32>,
    pub max: Option<u32>,
    pub rest_months: Option<u32>,
}

impl Answer {
    /// Has a part of it a clause of its own?
    pub fn has_clause(&self) -> bool {
        matches!(self, Answer::Items(items) if items.iter().any(|item| !item.clause.is_empty()))
    }

    /// Is there a part of it that stands on no clause yet, where none was given with the whole?
    pub fn lacks_clause(&self) -> bool {
        match self {
            Answer::Items(items) => items.iter().any(|item| item.clause.is_empty()),
            _ => true,
        }
    }
}
