//! The layout that an unrecognised sheet comes nearest to, and which columns it lacks: what its author must add.

use std::collections::BTreeSet;

use super::coerce::text_of;
use super::grid::Grid;
use super::index::{Index, Words};
use crate::model::record::Field;
use crate::model::schema::Shape;

/// Lines that are looked at.
const LINES: usize = 30;
/// Fewest columns that speak for a layout.
const FEWEST: usize = 3;

/// A layout that is almost met.
pub struct Near<'s> {
    /// Its Chinese name.
    pub name: &'s str,
    /// Columns that are wanting, by their standard names.
    pub lacks: Vec<&'static str>,
}

/// The layout of which some line has three columns and more and lacks one (or one pair); the fullest line decides.
pub fn nearest<'s>(grid: &Grid<'_>, index: &'s Index<'s>) -> Option<Near<'s>> {
    let mut best: Option<(usize, Near<'s>)> = None;
    for ix in 0..grid.len().min(LINES) {
        let labels: Vec<String> = grid.line(ix).distinct(0, u32::MAX).filter_map(|s| index.heading(&text_of(s.value))).collect();
        if labels.len() < FEWEST {
            continue;
        }
        for words in index.layouts.iter().filter(|w| w.schema.shape == Shape::Table) {
            let fields: BTreeSet<Field> = labels.iter().filter_map(|l| words.field(l)).map(|(f, _)| f).collect();
            let telling = fields.iter().filter(|f| !matches!(f, Field::Serial | Field::Remark)).count();
            let Some(lacks) = lacking(words, &fields).filter(|_| telling >= FEWEST) else { continue };
            if best.as_ref().is_none_or(|(most, _)| telling > *most) {
                best = Some((telling, Near { name: &words.schema.name, lacks }));
            }
        }
    }
    best.map(|(_, near)| near)
}

/// The one thing wanting: a required column, or a group of which no alternative is there.
fn lacking(words: &Words<'_>, fields: &BTreeSet<Field>) -> Option<Vec<&'static str>> {
    let required = words.schema.columns.iter().filter(|c| c.required && !fields.contains(&c.field)).map(|c| vec![c.field.name()]);
    let groups = words.schema.any_of.iter().filter(|g| !g.iter().any(|set| set.iter().all(|f| fields.contains(f))));
    let first = groups.filter_map(|g| g.first()).map(|set| set.iter().filter(|f| !fields.contains(f)).map(|f| f.name()).collect());
    let all: Vec<Vec<&'static str>> = required.chain(first).collect();
    if all.len() == 1 { all.into_iter().next() } else { None }
}
