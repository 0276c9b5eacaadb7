//! Which layout the labels of a header satisfy, and how well. Required columns decide first; where headings alone are ambiguous, a sign word among
//! them or in title, sheet or file name must speak for the layout.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::group::{self, Candidate};
use super::header::Label;
use super::index::{Index, TAUGHT, Words};
use super::sessions::{self, MonthColumn, Sessions};
use crate::model::record::{Field, RecordKind};
use crate::model::schema::Shape;
use crate::model::understood::ListIs;

/// What stands around a table, folded.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Sheet name and title lines: what a table says that it is. Who filled it in and when, and notes, never decide that.
    pub near: String,
    /// All lines above, those included.
    pub lead: String,
    /// What the clerk has said that the sheet is: that goes before whatever it says of itself.
    pub is: Option<ListIs>,
    /// A line above tells the one day on which it was held.
    pub day: bool,
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
    /// Further columns for a field that has one: nobody can tell which of them counts where they differ.
    pub doubles: BTreeMap<Field, Vec<u32>>,
    /// No column tells the day: it stands above the table, at least where a column of times holds clocks alone.
    pub day_above: bool,
}

/// Why labels that name columns of a layout are not taken for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A column is wanting, or a word rules the layout out.
    Other,
    /// Headings that many lists have, and nothing says that this is the list.
    Untitled,
    /// Title, sheet name or file name say that it is another list; the word that says so.
    OtherList(Arc<str>),
    /// Several months stand side by side, each with columns of its own.
    MonthsAside,
}

/// The layout with the most matches; title words weigh in.
pub fn best(index: &Index<'_>, labels: &[Label], about: &About) -> Option<(usize, Fit)> {
    let mut found: Option<(usize, Fit)> = None;
    let named = index.fields_named(labels.iter().flat_map(Label::readings));
    for (ix, words) in index.layouts.iter().enumerate() {
        if words.schema.shape == Shape::Form || !words.may_be(named[ix]) {
            continue;
        }
        if let Ok(fit) = fit(words, labels, about)
            && found.as_ref().is_none_or(|(_, best)| fit.score > best.score)
        {
            found = Some((ix, fit));
        }
    }
    found
}

/// Field that a label names; `loose`: also by headings that need a title to speak for the layout.
pub fn readings_field(words: &Words<'_>, label: &Label, loose: bool) -> Option<(Field, usize)> {
    let known = label.readings().iter().find_map(|r| words.field_if(r, loose));
    known.or_else(|| label.readings().first().and_then(|whole| words.taught(whole)).map(|field| (field, TAUGHT)))
}

pub fn item_of<'i>(index: &'i Index<'_>, label: &Label) -> Option<&'i Arc<str>> {
    label.readings().iter().find_map(|r| index.item(r))
}

/// Does a title word stand above the table, in its sheet's or in its file's name?
pub fn sure(words: &Words<'_>, about: &About) -> bool {
    let said = |w: &Arc<str>| about.near.contains(&**w) || about.file.contains(&**w);
    is_decided(words, about) || words.schema.title_words.iter().any(said)
}

/// Has the clerk said that this sheet is this list?
fn is_decided(words: &Words<'_>, about: &About) -> bool {
    about.is.and_then(ListIs::record).is_some_and(|record| record == words.schema.record)
}

/// What the layout makes of the labels, or why nothing.
pub fn fit(words: &Words<'_>, labels: &[Label], about: &About) -> Result<Fit, Why> {
    let schema = words.schema;
    let decided = is_decided(words, about);
    let a_roster = matches!(schema.record, RecordKind::BranchRoster | RecordKind::MemberRoster);
    if about.is.is_some_and(|is| !decided && (is != ListIs::Neither || a_roster)) {
        return Err(Why::Other);
    }
    if !decided && schema.not_words.iter().any(|w| w.chars().count() > 1 && about.near.contains(&**w)) {
        return Err(Why::Other);
    }
    let sure = sure(words, about);
    let (mut signed, mut whole) = (false, true);
    let mut named: BTreeMap<Field, Vec<Candidate<'_>>> = BTreeMap::new();
    let known = |reading: &str| words.field_if(reading, sure).is_some();
    // 出勤情况 over 实到 is one heading with it, and says of 实到人数 beside it not whose figures they are
    let plain: Vec<String> = labels.iter().filter(|label| label.is_whole(known)).filter_map(Label::over).collect();
    for label in labels {
        match readings_field(words, label, sure) {
            Some((field, rank)) => {
                signed = signed || label.parts.iter().any(|p| schema.signs.iter().any(|w| p.folded.contains(&**w)));
                let group = label.group(known).filter(|group| !plain.contains(group));
                named.entry(field).or_default().push(Candidate { rank, label, group });
            }
            None if !decided && label.parts.iter().any(|p| schema.not_words.iter().any(|w| **w == *p.folded)) => return Err(Why::Other),
            None => whole = false,
        }
    }
    let (mut slots, mut doubles) = (BTreeMap::new(), BTreeMap::new());
    for (field, candidates) in named {
        // all columns of marks are read, whichever days stand over them
        if schema.shape == Shape::Matrix && field == Field::Attendance {
            slots.extend(candidates.first().map(|c| (field, c.label.col)));
            continue;
        }
        let Some((first, others)) = group::choose(candidates)? else { continue };
        slots.insert(field, first);
        if !others.is_empty() && !matches!(field, Field::Serial | Field::SelfCheck) {
            doubles.insert(field, others);
        }
    }
    let has = |f: &Field| slots.contains_key(f);
    let above = |f: Field| schema.branch_above && f == Field::Branch && names_branch(about);
    let required = schema.columns.iter().filter(|c| c.required).all(|c| has(&c.field) || above(c.field));
    // the day of all rows may stand above the table, where it says that it is a ledger of branches: above a form it is the form's own
    let of_branches = [Field::Branch, Field::Due, Field::Actual].iter().all(has);
    let day_above = schema.date_above && sure && about.day && of_branches && ![Field::Date, Field::Day].iter().any(has);
    let has = |f: &Field| slots.contains_key(f) || day_above && *f == Field::Date;
    let titled = sure && schema.if_titled.iter().any(|set| set.iter().all(has));
    if !required || !schema.any_of.iter().all(|group| titled || group.iter().any(|set| set.iter().all(has))) {
        return Err(Why::Other);
    }
    let said = schema.title_words.iter().any(|w| about.near.contains(&**w));
    // a sheet's own title weighs more than the name of the file
    let elsewhere = |w: &&Arc<str>| about.near.contains(&***w) || !said && about.file.contains(&***w);
    if let Some(word) = schema.not_titles.iter().find(elsewhere).filter(|_| !decided) {
        return Err(Why::OtherList(word.clone()));
    }
    if !(schema.signs.is_empty() || sure || signed || schema.if_whole && whole) {
        return Err(Why::Untitled);
    }
    let (months, sessions) = if schema.shape == Shape::Matrix { sessions::read(words, labels, sure) } else { Default::default() };
    if schema.shape == Shape::Matrix && months.is_empty() && sessions.len() == 0 {
        return Err(Why::Other);
    }
    // a date speaks for lists that are of dates
    let own = slots.len() - usize::from(schema.shape == Shape::Matrix && has(&Field::Date));
    let score = (own + months.len() + sessions.days.len() + sessions.numbers.len()) * 2 + if said { 3 } else { 0 };
    Ok(Fit { slots, months, sessions, score, doubles, day_above })
}

/// Does a branch stand above the table, in its sheet's or in its file's name?
fn names_branch(about: &About) -> bool {
    ["支部", "总支", "填报单位", "报送单位"].iter().any(|w| about.near.contains(w) || about.lead.contains(w)) || about.file.contains("支部")
}
