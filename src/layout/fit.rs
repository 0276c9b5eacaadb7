//! Which layout the labels of a header satisfy, and how well. Required columns decide first; where headings alone are ambiguous, a sign word among
//! them or in title, sheet or file name must speak for the layout.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::header::Label;
use super::index::{Index, Words};
use super::sessions::{self, MonthColumn, Sessions};
use crate::model::record::Field;
use crate::model::schema::Shape;

/// What stands around a table, folded.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Sheet name and the lines above.
    pub near: String,
    /// Name of the file: speaks for a layout only where its headings do not suffice.
    pub file: String,
}

/// What a layout makes of a run of labels.
pub struct Fit {
    pub slots: BTreeMap<Field, u32>,
    pub months: Vec<MonthColumn>,
    /// Other columns of marks of an attendance sheet.
    pub sessions: Sessions,
    pub score: usize,
}

/// The layout with the most matches; title words weigh in.
pub fn best(index: &Index<'_>, labels: &[Label], about: &About) -> Option<(usize, Fit)> {
    let mut found: Option<(usize, Fit)> = None;
    let named = index.fields_named(labels.iter().flat_map(Label::readings));
    for (ix, words) in index.layouts.iter().enumerate() {
        if words.schema.shape == Shape::Form || !words.may_be(named[ix]) {
            continue;
        }
        if let Some(fit) = fit(words, labels, about)
            && found.as_ref().is_none_or(|(_, best)| fit.score > best.score)
        {
            found = Some((ix, fit));
        }
    }
    found
}

/// Field that a label names; `loose`: also by headings that need a title to speak for the layout.
pub fn readings_field(words: &Words<'_>, label: &Label, loose: bool) -> Option<(Field, usize)> {
    label.readings().iter().find_map(|r| words.field_if(r, loose))
}

pub fn item_of<'i>(index: &'i Index<'_>, label: &Label) -> Option<&'i Arc<str>> {
    label.readings().iter().find_map(|r| index.item(r))
}

/// Does a title word stand above the table, in its sheet's or in its file's name?
pub fn sure(words: &Words<'_>, about: &About) -> bool {
    words.schema.title_words.iter().any(|w| about.near.contains(&**w) || about.file.contains(&**w))
}

fn fit(words: &Words<'_>, labels: &[Label], about: &About) -> Option<Fit> {
    let schema = words.schema;
    if schema.not_words.iter().any(|w| w.chars().count() > 1 && about.near.contains(&**w)) {
        return None;
    }
    let sure = sure(words, about);
    let mut ranked: BTreeMap<Field, (usize, u32)> = BTreeMap::new();
    let (mut signed, mut whole) = (false, true);
    for label in labels {
        match readings_field(words, label, sure) {
            Some((field, rank)) => {
                signed = signed || label.parts.iter().any(|p| schema.signs.iter().any(|w| p.folded.contains(&**w)));
                let best = ranked.entry(field).or_insert((rank, label.col));
                if rank < best.0 {
                    *best = (rank, label.col);
                }
            }
            None if label.parts.iter().any(|p| schema.not_words.iter().any(|w| **w == *p.folded)) => return None,
            None => whole = false,
        }
    }
    if !(schema.signs.is_empty() || sure || signed || schema.if_whole && whole) {
        return None;
    }
    let slots: BTreeMap<Field, u32> = ranked.into_iter().map(|(f, (_, col))| (f, col)).collect();
    let has = |f: &Field| slots.contains_key(f);
    let above = |f: Field| schema.branch_above && f == Field::Branch && names_branch(about);
    let required = schema.columns.iter().filter(|c| c.required).all(|c| has(&c.field) || above(c.field));
    if !required || !schema.any_of.iter().all(|group| group.iter().any(|set| set.iter().all(has))) {
        return None;
    }
    let (months, sessions) = if schema.shape == Shape::Matrix { sessions::read(words, labels, sure) } else { Default::default() };
    if schema.shape == Shape::Matrix && months.is_empty() && sessions.len() == 0 {
        return None;
    }
    let said = schema.title_words.iter().any(|w| about.near.contains(&**w));
    // a date speaks for lists that are of dates
    let own = slots.len() - usize::from(schema.shape == Shape::Matrix && has(&Field::Date));
    let score = (own + months.len() + sessions.days.len() + sessions.numbers.len()) * 2 + if said { 3 } else { 0 };
    Some(Fit { slots, months, sessions, score })
}

/// Does a branch stand above the table, in its sheet's or in its file's name?
fn names_branch(about: &About) -> bool {
    ["支部", "总支", "填报单位", "报送单位"].iter().any(|w| about.near.contains(w)) || about.file.contains("支部")
}
