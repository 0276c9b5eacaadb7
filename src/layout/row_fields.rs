//! Which fields say what of a row: those that a record goes by, those of words, those that a blank ledger is handed out with.

use crate::model::record::Field;

/// Fields that blank ledgers are handed out with, filled in from roster and calendar.
pub const GIVEN: &[Field] = &[
    Field::Id,
    Field::Branch,
    Field::Committee,
    Field::Member,
    Field::Month,
    Field::OriginalDate,
    Field::PlannedDate,
    Field::SelfCheck,
    Field::Point,
];

/// Fields of prose, where 合计 is a word like others.
pub const PROSE: &[Field] = &[
    Field::Theme,
    Field::Content,
    Field::SetActions,
    Field::Remark,
    Field::Reason,
    Field::Materials,
    Field::Problem,
    Field::Demand,
    Field::Settled,
    Field::Effect,
    Field::Affair,
    Field::Rule,
    Field::Explanation,
];

/// Fields that a record goes by: where one is filled no sum stands.
pub const IDENTITY: &[Field] = &[
    Field::Branch,
    Field::Member,
    Field::Date,
    Field::Day,
    Field::Time,
    Field::Theme,
    Field::OriginalDate,
    Field::AdjustedDate,
    Field::Problem,
];

/// Fields that say what a row is about: where 合计 stands in one of them, the row adds up.
pub const LEADING: &[Field] = &[
    Field::Serial,
    Field::Id,
    Field::Branch,
    Field::Committee,
    Field::Member,
    Field::Month,
    Field::Quarter,
    Field::Date,
    Field::Day,
    Field::Theme,
    Field::OriginalDate,
    Field::AdjustedDate,
    Field::PlannedDate,
    Field::RosterName,
    Field::ReportedName,
];

/// Fields two of which make a row.
pub const KEYS: &[Field] = &[
    Field::Branch,
    Field::Member,
    Field::Date,
    Field::Time,
    Field::Due,
    Field::Actual,
    Field::Month,
    Field::Theme,
    Field::Committee,
    Field::OriginalDate,
    Field::AdjustedDate,
    Field::RosterName,
    Field::ReportedName,
    Field::PlannedDate,
    Field::Problem,
    Field::Deadline,
    Field::Affair,
    Field::Quarter,
    Field::Reported,
    Field::Rule,
    Field::Explanation,
];
