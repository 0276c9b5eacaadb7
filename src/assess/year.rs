//! The span that members' figures speak of: from 1 January to the period's end, as far as the as-of day has seen of it.

use chrono::NaiveDate;

use crate::model::corpus::Corpus;
use crate::model::time::{Month, Span};

/// The year of a period's last month, up to that month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Year {
    first: Month,
    last: Month,
    as_of: NaiveDate,
}

impl Year {
    /// Of the run's period.
    pub fn of(corpus: &Corpus) -> Self {
        let last = corpus.period.last();
        Year { first: last.plus(1 - last.month() as i32), last, as_of: corpus.as_of }
    }

    /// A month of it that has begun: a mark under a month to come is a slip of the sheet.
    pub fn holds(self, month: Month) -> bool {
        self.first <= month && month <= self.last && month.first_day() <= self.as_of
    }

    /// A day of it, not after the as-of day.
    pub fn holds_day(self, day: NaiveDate) -> bool {
        let month = Month::of(day);
        self.first <= month && month <= self.last && day <= self.as_of
    }

    /// The year as a whole, once the run's period covers it and it is over.
    pub fn finished(self, corpus: &Corpus) -> bool {
        let year = Span::Year(self.last.year());
        corpus.period.covers(year) && self.as_of > year.last().last_day()
    }
}
