//! The layout that an unrecognised sheet comes nearest to, and why it is not taken for it: what its author must add, or why nothing is wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fit::{About, Why, fit};
use super::grid::Grid;
use super::header::{self, Label};
use super::index::{Index, Words};
use crate::model::record::{Field, RecordKind};
use crate::model::schema::Shape;

/// Lines that are looked at.
const LINES: usize = 30;
/// Fewest columns that speak for a layout of which one is wanting.
const FEWEST: usize = 3;
/// Fields that lists of anything have: a price list has a time, and every roster of a firm names and numbers. They speak for a layout only together
/// with another, or where their heading says whose they are (党支部).
const COMMON: &[Field] = &[
    Field::Serial,
    Field::Id,
    Field::Member,
    Field::Branch,
    Field::Committee,
    Field::MemberKind,
    Field::Rank,
    Field::Date,
    Field::Month,
    Field::Day,
    Field::Time,
    Field::Start,
    Field::End,
    Field::Duration,
    Field::Place,
    Field::Host,
    Field::Recorder,
    Field::Quantity,
    Field::Reported,
    Field::Remark,
];

/// A layout that is almost met, by its Chinese name.
pub struct Near<'s> {
    pub name: &'s str,
    pub record: RecordKind,
    pub gap: Gap,
}

/// What keeps a sheet from being taken for a layout.
pub enum Gap {
    /// Columns that are wanting, by their standard names.
    Lacks(Vec<&'static str>),
    /// All columns are there, and nothing says that it is this list.
    Untitled,
    /// Title, sheet name or file name say that it is another list.
    OtherList(Arc<str>),
    /// Several months side by side.
    MonthsAside,
}

/// The layout of which some header has all columns and still is not taken, else the one of three columns and more that lacks one (or one pair); the
/// fullest header decides.
pub fn nearest<'s>(grid: &Grid<'_>, index: &'s Index<'s>, about: &dyn Fn(usize) -> About) -> Option<Near<'s>> {
    let mut best: Option<((bool, usize, bool), Near<'s>)> = None;
    for ix in 0..grid.len().min(LINES) {
        for labels in header::candidates(grid, index, ix) {
            for words in index.layouts.iter().filter(|w| w.schema.shape == Shape::Table) {
                let Some((telling, gap)) = gap(words, &labels, || about(ix)) else { continue };
                // what a sheet says of itself weighs most
                let said = matches!(gap, Gap::OtherList(_) | Gap::MonthsAside);
                let weight = (said, telling, !matches!(gap, Gap::Lacks(_)));
                if best.as_ref().is_none_or(|(most, _)| weight > *most) {
                    best = Some((weight, Near { name: &words.schema.name, record: words.schema.record, gap }));
                }
            }
        }
    }
    best.map(|(_, near)| near)
}

/// How many columns speak for the layout, and what is in the way.
fn gap(words: &Words<'_>, labels: &[Label], about: impl Fn() -> About) -> Option<(usize, Gap)> {
    let field = |l: &Label| l.readings().iter().find_map(|r| words.field(r)).map(|(field, _)| field);
    let fields: BTreeSet<Field> = labels.iter().filter_map(field).collect();
    let telling = fields.iter().filter(|f| !matches!(f, Field::Serial | Field::Remark)).count();
    if telling < 2 {
        return None;
    }
    let own = |l: &Label| {
        let ours = || l.parts.iter().any(|p| p.folded.contains('党') || p.folded.contains("支部"));
        field(l).is_some_and(|field| !COMMON.contains(&field) || ours())
    };
    let speaks = || labels.iter().any(own);
    let gap = match fit(words, labels, &about()).err()? {
        Why::Untitled if speaks() => Gap::Untitled,
        Why::OtherList(word) => Gap::OtherList(word),
        Why::MonthsAside => Gap::MonthsAside,
        Why::Other if telling >= FEWEST && (speaks() || titled(words, &about())) => Gap::Lacks(lacking(words, &fields)?),
        _ => return None,
    };
    Some((telling, gap))
}

/// Does the sheet say that it is this list of the Party's (党员花名册, and not the 花名册 of a firm)?
fn titled(words: &Words<'_>, about: &About) -> bool {
    let ours = |word: &str| ["党", "支部", "志愿", "台账"].iter().any(|own| word.contains(own));
    words.schema.title_words.iter().any(|word| ours(word) && about.near.contains(&**word))
}

/// The one thing wanting: a required column, or a group of which no alternative is there.
fn lacking(words: &Words<'_>, fields: &BTreeSet<Field>) -> Option<Vec<&'static str>> {
    let required = words.schema.columns.iter().filter(|c| c.required && !fields.contains(&c.field)).map(|c| vec![c.field.name()]);
    let groups = words.schema.any_of.iter().filter(|g| !g.iter().any(|set| set.iter().all(|f| fields.contains(f))));
    let first = groups.filter_map(|g| g.first()).map(|set| set.iter().filter(|f| !fields.contains(f)).map(|f| f.name()).collect());
    let all: Vec<Vec<&'static str>> = required.chain(first).collect();
    if all.len() == 1 { all.into_iter().next() } else { None }
}
