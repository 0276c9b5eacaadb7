//! An activity as a line of the consolidated table: what the ledgers said, identity numbers masked, with the place it came from.

use chrono::{NaiveDate, NaiveTime};

use crate::model::assessment::Outcome;
use crate::model::corpus::{Activity, Corpus, Standing};
use crate::model::record::TimeOfDay;
use crate::model::text::mask_identity;

use super::column::ActivityColumn;

/// A line. Texts are masked; counts are as reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ActivityLine {
    pub jurisdiction: String,
    pub committee: String,
    pub branch_id: String,
    pub branch: String,
    pub branch_type: String,
    pub date: NaiveDate,
    /// `2017-07`.
    pub month: String,
    pub theme: String,
    /// `09:00`; empty where the ledger has none.
    pub start: String,
    pub end: String,
    /// 时长, else from start to end.
    pub minutes: Option<u32>,
    pub venue: String,
    pub due: Option<u32>,
    pub actual: Option<u32>,
    pub content: String,
    pub set_actions: String,
    pub host: String,
    pub recorder: String,
    pub absentees: String,
    pub make_up: String,
    pub reported: Option<NaiveDate>,
    /// 计入, 重复冲突未计入, 时间不符未计入.
    pub standing: String,
    pub remark: String,
    pub file: String,
    pub sheet: String,
    /// The sheet's own row number.
    pub row: u32,
}

/// A value of a line, as a column holds it.
pub(super) enum Value<'a> {
    Text(&'a str),
    Count(Option<u32>),
    Date(Option<NaiveDate>),
}

impl ActivityLine {
    /// Standing of an activity that enters the sums.
    pub const COUNTS: &'static str = "计入";

    /// The line of an activity.
    pub fn of(jurisdiction: &str, corpus: &Corpus, activity: &Activity) -> Self {
        let branch = corpus.branch(activity.branch);
        let row = &activity.row;
        let table = &row.head.table;
        ActivityLine {
            jurisdiction: jurisdiction.to_string(),
            committee: mask_identity(&branch.committee),
            branch_id: mask_identity(&branch.id),
            branch: mask_identity(&branch.name),
            branch_type: branch.kind.as_str().to_string(),
            date: activity.date,
            month: activity.month.to_string(),
            theme: mask_identity(&row.theme),
            start: clock(row.time.start),
            end: clock(row.time.end),
            minutes: minutes(&row.time),
            venue: mask_identity(&row.venue),
            due: row.due.value(),
            actual: row.actual.value(),
            content: mask_identity(&row.content.text()),
            set_actions: mask_identity(&row.set_actions),
            host: mask_identity(&row.host),
            recorder: mask_identity(&row.recorder),
            absentees: mask_identity(&row.absentees),
            make_up: mask_identity(&row.make_up),
            reported: row.reported,
            standing: standing(activity.standing).to_string(),
            remark: mask_identity(&row.remark),
            file: mask_identity(&table.file),
            sheet: mask_identity(&table.sheet),
            row: row.head.number(),
        }
    }

    /// The value that a column holds.
    pub(super) fn value(&self, column: ActivityColumn) -> Value<'_> {
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
    pub fn cell(&self, column: ActivityColumn) -> String {
        match self.value(column) {
            Value::Text(text) => text.to_string(),
            Value::Count(count) => count.map(|n| n.to_string()).unwrap_or_default(),
            Value::Date(date) => date.map(|d| d.to_string()).unwrap_or_default(),
        }
    }
}

/// Lines of all accepted activities: by jurisdiction as given, then committee, branch, date, order of submission.
pub fn activity_lines(outcomes: &[Outcome]) -> Vec<ActivityLine> {
    let of_outcome =
        |o: &Outcome| -> Vec<ActivityLine> { o.corpus.activities.iter().map(|a| ActivityLine::of(&o.profile.id, &o.corpus, a)).collect() };
    outcomes.iter().flat_map(of_outcome).collect()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Counts => ActivityLine::COUNTS,
        Standing::Conflict => "重复冲突未计入",
        Standing::OutOfTime => "时间不符未计入",
    }
}

fn clock(time: Option<NaiveTime>) -> String {
    time.map(|t| t.format("%H:%M").to_string()).unwrap_or_default()
}

fn minutes(time: &TimeOfDay) -> Option<u32> {
    let between = || {
        let (start, end) = time.start.zip(time.end)?;
        u32::try_from((end - start).num_minutes()).ok()
    };
    time.minutes.or_else(between)
}
