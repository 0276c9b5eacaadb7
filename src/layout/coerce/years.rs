//! Years that nobody wrote. A ledger's own words come first (row, title, sheet, file, folder); where none of them tells a year, the workspace's name and
//! the months that are judged do, and whoever takes a year from there is told so that a note can say it.

use crate::model::say::Say;
use crate::model::time::{Month, Period};

/// What stands around all ledgers and may tell a year: the workspace's own name and the months that are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Year that the workspace's name gives away.
    pub named: Option<i32>,
    /// The months that are judged.
    pub period: Option<Period>,
    /// The months of two years that the ledger itself tells as its own: they go before what stands around it.
    pub span: Option<Period>,
}

impl Beyond {
    /// The year of a month: of the name, else the only one in which the period has that month, else that of a period within one year.
    pub fn year(&self, month: u32) -> Option<i32> {
        let of_period = |period: Period| {
            let years = period.first().year()..=period.last().year();
            let mut fit = years.clone().filter(|y| Month::new(*y, month).is_some_and(|m| period.contains(m)));
            match (fit.next(), fit.next()) {
                (Some(year), None) => Some(year),
                (None, _) if years.start() == years.end() => Some(*years.start()),
                _ => None,
            }
        };
        match self.span {
            Some(span) => match fitting(span, month)[..] {
                [year] => Some(year),
                _ => None,
            },
            None => self.named.or_else(|| self.period.and_then(of_period)),
        }
    }
}

/// The years in which a span has a month (1–12).
fn fitting(span: Period, month: u32) -> Vec<i32> {
    let years = span.first().year()..=span.last().year();
    years.filter(|year| Month::new(*year, month).is_some_and(|m| span.contains(m))).collect()
}

/// What gives a year to a month that is written without one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Years {
    /// Year of the row, the title, the sheet, the file or a folder: nearest first.
    pub told: Option<i32>,
    /// Asked where nothing of the ledger tells one.
    pub beyond: Beyond,
}

impl Years {
    /// The year of a month (1–12).
    pub fn of(&self, month: u32) -> Option<i32> {
        self.told.or_else(|| self.beyond.year(month))
    }

    /// The year of a whole year: never one of several.
    pub fn only(&self) -> Option<i32> {
        let whole = |period: Period| (period.first().year() == period.last().year()).then(|| period.first().year());
        let around = || self.beyond.named.or_else(|| self.beyond.period.and_then(whole));
        self.told.or_else(|| if self.beyond.span.is_some() { None } else { around() })
    }

    /// The month in its year, if there is one.
    pub fn month(&self, month: u32) -> Option<Month> {
        Month::new(self.of(month)?, month)
    }

    /// The same with a year that stands nearer, if one does.
    pub fn nearer(self, year: Option<i32>) -> Self {
        Years { told: year.or(self.told), ..self }
    }

    /// Why a month (1–12) without a year has none, or a whole year that is not told.
    pub fn untold(&self, month: Option<u32>) -> Say {
        let Some(span) = self.beyond.span else {
            return say!("没有年份，标题、表名、文件名中也找不到年份，应写明年份");
        };
        let (first, last) = (span.first().year(), span.last().year());
        match month {
            None => say!("没有年份，而表上写明的是 {first} 年至 {last} 年，无法确定，应写明年份"),
            Some(month) if fitting(span, month).len() > 1 => {
                say!("没有年份，而表上写明的是 {first} 年至 {last} 年，其中不止一个 {month} 月，无法确定，应写明年份")
            }
            Some(_) => say!("没有年份，又不在表上写明的起止月份之内，应写明年份"),
        }
    }

    /// Is a year taken from around the ledgers?
    pub fn are_borrowed(&self) -> bool {
        self.told.is_none() && self.beyond.span.is_none()
    }
}

impl From<Option<i32>> for Years {
    fn from(told: Option<i32>) -> Self {
        Years { told, beyond: Beyond::default() }
    }
}
