//! When it was held: on the activity day, how far from it, with what consent, how long, and whether all branches of a committee met together.

mod moves;
mod no_consent;
mod off_day;
mod same_day;
mod too_far;
mod too_short;

use super::rule::Rule;
use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::record::Field;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[&off_day::OffDay, &too_far::TooFar, &no_consent::NoConsent, &too_short::TooShort, &same_day::SameDay];

/// Where an activity's date stands.
pub fn date_place(activity: &Activity) -> Place {
    activity.row.head.place_of_first(&[Field::Date, Field::Day, Field::Month])
}
