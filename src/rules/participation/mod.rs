//! How many came: the floor, counts that cannot be, and counts that other sheets contradict.

mod attendance_sheet;
mod bad_count;
mod below_floor;
pub mod due_and_roster;
mod more_than_due;

use super::rule::Rule;
use crate::model::corpus::Activity;
use crate::model::record::{Count, Field};

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &below_floor::BelowFloor,
    &more_than_due::MoreThanDue,
    &due_and_roster::DueAndRoster,
    &bad_count::BadCount,
    &attendance_sheet::AttendanceSheet,
];

/// Due and actual count of an activity, if it has both and they are the branch's own.
fn counts(activity: &Activity) -> Option<(u32, u32)> {
    Some((activity.row.due.value()?, activity.row.actual.value()?)).filter(|_| !activity.is_joint())
}

/// Where a count stands: its own column, else the form's line about attendance; the row without a cell if there is neither.
fn count_place(activity: &Activity, field: Field) -> crate::model::cell::Place {
    activity.row.head.place_of_first(&[field, Field::Attendance])
}

/// The count of one of the two fields.
fn count_of(activity: &Activity, field: Field) -> &Count {
    if field == Field::Due { &activity.row.due } else { &activity.row.actual }
}
