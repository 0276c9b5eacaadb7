//! All headings of all layouts, for quick look-up: which rows may be a header at all, and which field a label names in a layout.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::coerce::months;
use crate::model::profile::RecordItem;
use crate::model::record::Field;
use crate::model::schema::{LayoutSchema, Shape};
use crate::model::text::fold_heading;

/// Longest text (in bytes) that can be a heading; anything longer is content.
const LONGEST: usize = 150;

/// Rank from which a heading names its field only where no better one stands beside it.
pub const WEAK: usize = 1 << 16;

/// Rank of a heading that the clerk has confirmed.
pub const TAUGHT: usize = 1 << 20;

/// A set of fields, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(u128);

const _: () = assert!(Field::ALL.len() <= 128);

impl Fields {
    fn with(self, field: Field) -> Self {
        Fields(self.0 | 1 << field as u32)
    }

    fn holds(self, other: Fields) -> bool {
        self.0 & other.0 == other.0
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        fields.into_iter().fold(Fields::default(), Fields::with)
    }
}

/// The headings of one layout.
pub struct Words<'s> {
    pub schema: &'s LayoutSchema,
    headings: FxHashMap<&'s str, (Field, usize)>,
    /// Headings that count only where a title speaks for the layout.
    loose: FxHashMap<&'s str, (Field, usize)>,
    /// Headings that the clerk has confirmed: whole headings, as they stand.
    taught: FxHashMap<&'s str, Field>,
    /// Columns that must be there whatever stands above the table.
    needs: Fields,
    /// Of each group one set must be there.
    needs_one: Vec<Vec<Fields>>,
}

impl Words<'_> {
    /// Field that a folded label names, and how good a name it is (0: the standard one).
    pub fn field(&self, folded: &str) -> Option<(Field, usize)> {
        self.headings.get(folded).or_else(|| self.headings.get(without_number(folded))).copied()
    }

    /// The same; `loose`: also by the headings that need a title.
    pub fn field_if(&self, folded: &str, loose: bool) -> Option<(Field, usize)> {
        let found = self.field(folded);
        let other = || self.loose.get(folded).or_else(|| self.loose.get(without_number(folded))).copied();
        found.or_else(|| if loose { other() } else { None })
    }

    /// The field that the clerk has confirmed a whole heading for.
    pub fn taught(&self, folded: &str) -> Option<Field> {
        self.taught.get(folded).copied()
    }

    /// Could a header whose labels name these fields be this layout's, whatever stands above it?
    pub fn may_be(&self, named: Fields) -> bool {
        named.holds(self.needs) && self.needs_one.iter().all(|group| group.iter().any(|set| named.holds(*set)))
    }
}

/// The index.
pub struct Index<'s> {
    pub layouts: Vec<Words<'s>>,
    /// What each heading, loose ones among them, names in which layout (not those of forms).
    named: FxHashMap<&'s str, Vec<(usize, Field)>>,
    /// All headings of all layouts.
    all: FxHashSet<&'s str>,
    /// Record items of the profile with their folded headings.
    items: Vec<(Arc<str>, Vec<String>)>,
    first: FxHashSet<char>,
    /// The two characters that each begins with.
    pairs: FxHashSet<(char, char)>,
}

impl<'s> Index<'s> {
    pub fn new(schemas: &'s [LayoutSchema], items: &[RecordItem]) -> Self {
        let layouts: Vec<Words<'s>> = schemas.iter().map(words).collect();
        let items: Vec<(Arc<str>, Vec<String>)> = items
            .iter()
            .map(|item| (item.name.clone(), std::iter::once(&item.name).chain(&item.headings).map(|h| fold_heading(h)).collect()))
            .collect();
        let all: FxHashSet<&str> =
            layouts.iter().flat_map(|l| l.headings.keys().chain(l.loose.keys()).chain(l.taught.keys())).copied().collect();
        let whole = || all.iter().copied().chain(items.iter().flat_map(|(_, h)| h).map(String::as_str));
        let first: FxHashSet<char> = whole().filter_map(|h| h.chars().next()).collect();
        let pairs: FxHashSet<(char, char)> = whole().filter_map(|h| h.chars().next().zip(h.chars().nth(1))).collect();
        let mut named: FxHashMap<&str, Vec<(usize, Field)>> = FxHashMap::default();
        for (ix, words) in layouts.iter().enumerate().filter(|(_, w)| w.schema.shape != Shape::Form) {
            let known = words.headings.iter().chain(&words.loose).map(|(heading, (field, _))| (heading, field));
            for (heading, field) in known.chain(&words.taught) {
                named.entry(heading).or_default().push((ix, *field));
            }
        }
        Index { layouts, named, all, items, first, pairs }
    }

    /// Could a table begin with labels that are read so?
    pub fn may_be_any<'r>(&self, readings: impl Iterator<Item = &'r String>) -> bool {
        let named = self.fields_named(readings);
        self.layouts.iter().zip(named).any(|(words, named)| words.schema.shape != Shape::Form && words.may_be(named))
    }

    /// All fields that these labels could name, by layout: a superset of what they do name, and cheap.
    pub fn fields_named<'r>(&self, readings: impl Iterator<Item = &'r String>) -> Vec<Fields> {
        let mut named = vec![Fields::default(); self.layouts.len()];
        for reading in readings {
            let bare = without_number(reading);
            let other = (bare.len() < reading.len()).then_some(bare);
            for (ix, field) in std::iter::once(reading.as_str()).chain(other).filter_map(|r| self.named.get(r)).flatten() {
                named[*ix] = named[*ix].with(*field);
            }
        }
        named
    }

    /// Is the text a heading of any layout, or a month of an attendance sheet?
    pub fn knows(&self, text: &str) -> bool {
        self.heading(text).is_some() || (text.len() < 40 && months::heading(text).is_some())
    }

    /// The folded text, if it is a heading of any layout. Cheap for what is not.
    pub fn heading(&self, text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        let start = text.chars().find(|c| !(c.is_whitespace() || "※*★（(【[“\"'".contains(*c)))?;
        // 1.活动主题, 一、活动主题
        let numbered = || text.chars().skip(1).take(4).any(|c| matches!(c, '.' | '、' | '．'));
        let bracketed = || text.starts_with(['（', '(', '【', '[']);
        if (!self.first.contains(&start) || self.begins_otherwise(text)) && !bracketed() && !numbered() {
            return None;
        }
        let folded = fold_heading(text);
        let known = self.all.contains(&*folded) || self.all.contains(without_number(&folded)) || self.item(&folded).is_some();
        known.then_some(folded)
    }

    /// Two Han characters that no heading begins with: folding changes neither of them.
    fn begins_otherwise(&self, text: &str) -> bool {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), Some(two)) => is_unfolded(one) && is_unfolded(two) && !self.pairs.contains(&(one, two)),
            _ => false,
        }
    }

    /// The record item that a folded label names.
    pub fn item(&self, folded: &str) -> Option<&Arc<str>> {
        let bare = without_number(folded);
        self.items.iter().find(|(_, headings)| headings.iter().any(|h| h == folded || h == bare)).map(|(name, _)| name)
    }
}

/// Characters that stand in a folded heading as they were written.
fn is_unfolded(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

fn words(schema: &LayoutSchema) -> Words<'_> {
    let (mut headings, mut loose, mut taught) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
    for column in &schema.columns {
        for (rank, heading) in column.headings.iter().enumerate() {
            headings.entry(&**heading).or_insert((column.field, rank));
        }
        for (rank, heading) in column.weak.iter().enumerate() {
            headings.entry(&**heading).or_insert((column.field, WEAK + rank));
        }
        for (rank, heading) in column.loose.iter().enumerate() {
            loose.entry(&**heading).or_insert((column.field, WEAK + column.weak.len() + rank));
        }
        taught.extend(column.taught.iter().map(|heading| (&**heading, column.field)));
    }
    // a branch may also stand above the table
    let needed = schema.columns.iter().filter(|c| c.required && !(schema.branch_above && c.field == Field::Branch));
    let sets = |group: &Vec<Vec<Field>>| group.iter().chain(&schema.if_titled).map(|set| set.iter().copied().collect()).collect();
    // and so may a day
    let of_days = |group: &&Vec<Vec<Field>>| schema.date_above && group.iter().any(|set| set[..] == [Field::Date]);
    let needs_one = schema.any_of.iter().filter(|group| !of_days(group)).map(sets).collect();
    Words { schema, headings, loose, taught, needs: needed.map(|c| c.field).collect(), needs_one }
}

/// `1.活动主题`, `一、活动主题` → `活动主题`.
pub fn without_number(folded: &str) -> &str {
    let rest = folded.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    match rest.strip_prefix(['.', '、', ':']) {
        Some(bare) if rest.len() < folded.len() && !bare.is_empty() => bare,
        _ => folded,
    }
}
