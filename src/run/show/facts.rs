//! What `show` tells, as facts: names are kept, since scripts read them; sentences are made by whoever shows them.

use serde::Serialize;

/// Everything about one branch or committee in a finished run.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Version of this form: raised when a key changes its meaning.
    pub version: u32,
    /// The run.
    pub run: Run,
    /// Whom it is about.
    pub subject: About,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What it lost, by rule.
    pub deductions: Vec<Deduction>,
    /// The findings on it.
    pub findings: Vec<FindingLine>,
    /// Why it may not be rated 优秀.
    pub grounds: Vec<Ground>,
    /// What could not be judged for want of data.
    pub not_assessable: Vec<RuleName>,
    /// What little more would have changed.
    pub changes: Vec<Change>,
    /// Whether the ledgers are still what they were.
    pub inputs: InputState,
}

/// The run that is told of.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Run {
    pub run_id: String,
    pub program: String,
    pub unit: String,
    pub unit_name: String,
    pub jurisdiction: String,
    pub period: String,
    pub as_of: String,
    /// Parameters changed for that run alone.
    pub trial: Vec<String>,
}

/// Whom it is about.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct About {
    /// `branch` or `committee`.
    pub kind: &'static str,
    pub committee: String,
    pub branch: String,
    pub branch_id: String,
    pub branch_key: String,
    pub branch_type: String,
}

/// A figure with all that it is made of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    /// Its name for programs: a column of the tables, or a month.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// As it is shown.
    pub value: String,
    /// Numerator of a rate, hundredths of points, or the number itself.
    pub part: Option<i64>,
    /// Denominator.
    pub of: Option<i64>,
    /// How it is made.
    pub formula: String,
    /// The formula with its numbers.
    pub numbers: String,
    /// Document and clause.
    pub basis: String,
    /// What it is made of.
    pub inputs: Vec<Input>,
    /// Made anew from its inputs: is it the same? `None` where the inputs are not all there is to it.
    pub agrees: Option<bool>,
}

/// An input of a figure.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Input {
    /// What it is: `due`, `actual`, `date`, `reported`, `month`, `returned` (returned or not used, and may be of the month), `rule`, `branch`, `finding`.
    pub what: &'static str,
    /// The month that it belongs to.
    pub month: String,
    /// Its value as it was read.
    pub value: String,
    /// Where it stands.
    pub file: String,
    /// Its sheet.
    pub sheet: String,
    /// Its cell; empty where it was not read from one cell.
    pub cell: String,
    /// How it stands: 计入 or why not, the state of the month, what a finding is.
    pub stands: String,
}

/// What was lost by a rule.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Deduction {
    pub rule: String,
    pub name: String,
    pub count: i64,
    /// In hundredths of a point.
    pub points: i64,
    pub cap: Option<i64>,
    pub applied: i64,
    pub basis: String,
    pub finding_ids: Vec<String>,
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RuleName {
    pub rule: String,
    pub name: String,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FindingLine {
    pub finding_id: String,
    pub rule: String,
    pub name: String,
    pub level: String,
    pub month: String,
    pub member: String,
    pub observed: String,
    pub expected: String,
    pub message: String,
    pub basis: String,
    pub file: String,
    pub sheet: String,
    pub cell: String,
    pub status: String,
    pub in_period: bool,
}

/// A ground against 优秀.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Ground {
    pub rule: String,
    pub count: i64,
    pub reason: String,
    pub basis: String,
}

/// What would have changed.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// `one_more_attendee`, `enough_attendees` or `one_more_month`.
    pub kind: &'static str,
    /// In which month.
    pub month: String,
    /// How many more.
    pub more: i64,
    /// Of the month's attendance, or of the period's completeness: before.
    pub before: (i64, i64),
    /// And after.
    pub after: (i64, i64),
    /// The month's finding would be gone.
    pub clears: bool,
    /// The score before and after, in hundredths; after: as far as the rule itself goes.
    pub score: Option<(i64, i64)>,
    /// The rank before and after.
    pub rank: Option<(i64, i64)>,
}

/// The ledgers then and now.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InputState {
    /// `same`, `changed`, `not_found` or `unreadable`.
    pub state: &'static str,
    /// Where they were looked for.
    pub workspace: String,
    /// No longer as they were; only those that are told of here, where any are.
    pub changed: Vec<String>,
    /// No longer there.
    pub gone: Vec<String>,
    /// There now and not then.
    pub new: Vec<String>,
}
