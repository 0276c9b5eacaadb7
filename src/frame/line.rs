//! An activity as a line of the consolidated table: what the ledgers said, identity numbers masked, with the place it came from.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::model::assessment::Outcome;
use crate::model::corpus::{Activity, Corpus, Standing};
use crate::model::identity::{masked, masked_copy};
use crate::model::record::TimeOfDay;

use super::column::ActivityColumn;

/// A line. Texts are masked; counts are as reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ActivityLine<'a> {
    pub jurisdiction: Cow<'a, str>,
    pub committee: Cow<'a, str>,
    pub branch_id: Cow<'a, str>,
    pub branch: Cow<'a, str>,
    pub branch_type: Cow<'a, str>,
    pub date: NaiveDate,
    /// `2017-07`.
    pub month: Cow<'a, str>,
    pub theme: Cow<'a, str>,
    /// `09:00`; empty where the ledger has none.
    pub start: Cow<'a, str>,
    pub end: Cow<'a, str>,
    /// 时长, else from start to end.
    pub minutes: Option<u32>,
    pub venue: Cow<'a, str>,
    pub due: Option<u32>,
    pub actual: Option<u32>,
    pub content: Cow<'a, str>,
    pub set_actions: Cow<'a, str>,
    pub host: Cow<'a, str>,
    pub recorder: Cow<'a, str>,
    pub absentees: Cow<'a, str>,
    pub make_up: Cow<'a, str>,
    pub reported: Option<NaiveDate>,
    /// 计入, 重复冲突未计入, 时间不符未计入.
    pub standing: Cow<'a, str>,
    pub remark: Cow<'a, str>,
    pub file: Cow<'a, str>,
    pub sheet: Cow<'a, str>,
    /// The sheet's own row number.
    pub row: u32,
}

/// A value of a line, as a column holds it.
pub(super) enum Value<'l, 'a> {
    Text(&'l Cow<'a, str>),
    Count(Option<u32>),
    Date(Option<NaiveDate>),
}

impl<'a> ActivityLine<'a> {
    /// Standing of an activity that enters the sums.
    pub const COUNTS: &'static str = "计入";

    /// The line of an activity.
    pub fn of(jurisdiction: &'a str, corpus: &'a Corpus, activity: &'a Activity) -> Self {
        let branch = corpus.branch(activity.branch);
        let row = &activity.row;
        let table = &row.head.table;
        ActivityLine {
            jurisdiction: jurisdiction.into(),
            committee: masked(&branch.committee),
            branch_id: branch.shown_id(),
            branch: masked(&branch.name),
            branch_type: branch.kind.as_str().into(),
            date: activity.date,
            month: activity.month.to_string().into(),
            theme: masked(&row.theme),
            start: clock(row.time.start),
            end: clock(row.time.end),
            minutes: minutes(&row.time),
            venue: masked(&row.venue),
            due: row.due.value(),
            actual: row.actual.value(),
            content: masked_copy(row.content.text()),
            set_actions: masked(&row.set_actions),
            host: masked(&row.host),
            recorder: masked(&row.recorder),
            absentees: masked(&row.absentees),
            make_up: masked(&row.make_up),
            reported: row.reported,
            standing: standing(activity.standing).into(),
            remark: masked(&row.remark),
            file: masked(&table.file),
            sheet: masked(&table.sheet),
            row: row.head.number(),
        }
    }

    /// The value that a column holds.
    pub(super) fn value(&self, column: ActivityColumn) -> Value<'_, 'a> {
        use ActivityColumn as C;
        match column {
            C::Jurisdiction => Value::Text(&self.jurisdiction),
            C::Committee => Value::Text(&self.committee),
            C::BranchId => Value::Text(&self.branch_id),
            C::Branch => Value::Text(&self.branch),
            C::BranchType => Value::Text(&self.branch_type),
            C::Date => Value::Date(Some(self.date)),
            C::Month => Value::Text(&self.month),
            C::Theme => Value::Text(&self.theme),
            C::Start => Value::Text(&self.start),
            C::End => Value::Text(&self.end),
            C::Minutes => Value::Count(self.minutes),
            C::Venue => Value::Text(&self.venue),
            C::Due => Value::Count(self.due),
            C::Actual => Value::Count(self.actual),
            C::Content => Value::Text(&self.content),
            C::SetActions => Value::Text(&self.set_actions),
            C::Host => Value::Text(&self.host),
            C::Recorder => Value::Text(&self.recorder),
            C::Absentees => Value::Text(&self.absentees),
            C::MakeUp => Value::Text(&self.make_up),
            C::Reported => Value::Date(self.reported),
            C::Standing => Value::Text(&self.standing),
            C::Remark => Value::Text(&self.remark),
            C::File => Value::Text(&self.file),
            C::Sheet => Value::Text(&self.sheet),
            C::Row => Value::Count(Some(self.row)),
        }
    }

    /// The cell as text (dates ISO, missing values empty).
    pub fn cell(&self, column: ActivityColumn) -> Cow<'a, str> {
        match self.value(column) {
            Value::Text(text) => text.clone(),
            Value::Count(count) => count.map(|n| n.to_string()).unwrap_or_default().into(),
            Value::Date(date) => date.map(|d| d.to_string()).unwrap_or_default().into(),
        }
    }
}

/// Lines of all accepted activities: by jurisdiction as given, then committee, branch, date, order of submission.
pub fn activity_lines(outcomes: &[Outcome]) -> Vec<ActivityLine<'_>> {
    outcomes.iter().flat_map(|o| o.corpus.activities.iter().map(|a| ActivityLine::of(&o.profile.id, &o.corpus, a))).collect()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Counts => ActivityLine::COUNTS,
        Standing::Conflict => "重复冲突未计入",
        Standing::OutOfTime => "时间不符未计入",
    }
}

fn clock<'a>(time: Option<NaiveTime>) -> Cow<'a, str> {
    time.map(|t| format!("{:02}:{:02}", t.hour(), t.minute())).unwrap_or_default().into()
}

fn minutes(time: &TimeOfDay) -> Option<u32> {
    let between = || {
        let (start, end) = time.start.zip(time.end)?;
        u32::try_from((end - start).num_minutes()).ok()
    };
    time.minutes.or_else(between)
}
