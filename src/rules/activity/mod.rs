//! What was done: set items, lecture, organisational life, review, substitution, the constitution.

pub mod charter;
pub mod concentrated;
mod items;
mod lecture;
pub mod modes;
pub mod oath;
mod occurrence;
mod org_life;
mod review;
pub mod secretary_lecture;
pub mod substitution;
pub mod themes;

use super::case::Case;
use super::rule::{Rule, Seen};
use super::words::{CONTENT_FIELDS, has_content};
use crate::model::cell::Place;
use crate::model::corpus::Activity;

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &items::Items,
    &lecture::Lecture,
    &org_life::OrgLife,
    &review::Review,
    &substitution::Substitution,
    &charter::Charter,
    &secretary_lecture::SecretaryLecture,
    &oath::Oath,
    &themes::Themes,
    &concentrated::Concentrated,
    &modes::Modes,
];

/// Why content cannot be judged.
pub const NO_CONTENT: &str = "报送的表格没有规定动作、活动主题、活动内容栏，补充后可评估";

/// May the content of these activities be judged? Yes if there are none (then nothing was done) or one of their tables has a heading for
/// content; if not, the reason is noted.
pub fn legible(activities: &[&Activity], seen: &mut Seen) -> bool {
    let legible = activities.is_empty() || headed(activities);
    if legible {
        seen.looks()
    } else {
        seen.lacks(NO_CONTENT)
    }
    legible
}

/// Does one of their tables have a heading for content?
pub fn headed(activities: &[&Activity]) -> bool {
    activities.iter().any(|a| has_content(a))
}

/// Where content that is not there would have stood: the first activity's content, else the branch's row in the roster.
pub fn content_place(case: &Case<'_>, activities: &[&Activity]) -> Option<Place> {
    let headed = activities.iter().find(|a| has_content(a));
    headed.map(|a| a.row.head.place_of_first(&CONTENT_FIELDS)).or_else(|| case.branch().place.clone())
}
