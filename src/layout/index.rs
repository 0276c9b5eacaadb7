//! All headings of all layouts, for quick look-up: which rows may be a header at all, and which field a label names in a layout.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::coerce::months;
use crate::model::profile::RecordItem;
use crate::model::record::Field;
use crate::model::schema::LayoutSchema;
use crate::model::text::fold_heading;

/// Longest text (in bytes) that can be a heading; anything longer is content.
const LONGEST: usize = 150;

/// The headings of one layout.
pub struct Words<'s> {
    pub schema: &'s LayoutSchema,
    headings: HashMap<&'s str, (Field, usize)>,
    /// Headings that count only where a title speaks for the layout.
    loose: HashMap<&'s str, (Field, usize)>,
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
}

/// The index.
pub struct Index<'s> {
    pub layouts: Vec<Words<'s>>,
    /// Record items of the profile with their folded headings.
    items: Vec<(Arc<str>, Vec<String>)>,
    first: HashSet<char>,
}

impl<'s> Index<'s> {
    pub fn new(schemas: &'s [LayoutSchema], items: &[RecordItem]) -> Self {
        let layouts: Vec<Words<'s>> = schemas
            .iter()
            .map(|schema| {
                let (mut headings, mut loose) = (HashMap::new(), HashMap::new());
                for column in &schema.columns {
                    for (rank, heading) in column.headings.iter().enumerate() {
                        headings.entry(&**heading).or_insert((column.field, rank));
                    }
                    for (rank, heading) in column.loose.iter().enumerate() {
                        loose.entry(&**heading).or_insert((column.field, column.headings.len() + rank));
                    }
                }
                Words { schema, headings, loose }
            })
            .collect();
        let items: Vec<(Arc<str>, Vec<String>)> = items
            .iter()
            .map(|item| (item.name.clone(), std::iter::once(&item.name).chain(&item.headings).map(|h| fold_heading(h)).collect()))
            .collect();
        let mut first: HashSet<char> =
            layouts.iter().flat_map(|l| l.headings.keys().chain(l.loose.keys())).filter_map(|h| h.chars().next()).collect();
        first.extend(items.iter().flat_map(|(_, h)| h).filter_map(|h| h.chars().next()));
        Index { layouts, items, first }
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
        if !self.first.contains(&start) && !text.starts_with(['（', '(', '【', '[']) && !numbered() {
            return None;
        }
        let folded = fold_heading(text);
        let known = self.layouts.iter().any(|l| l.field_if(&folded, true).is_some()) || self.item(&folded).is_some();
        known.then_some(folded)
    }

    /// The record item that a folded label names.
    pub fn item(&self, folded: &str) -> Option<&Arc<str>> {
        let bare = without_number(folded);
        self.items.iter().find(|(_, headings)| headings.iter().any(|h| h == folded || h == bare)).map(|(name, _)| name)
    }
}

/// `1.活动主题`, `一、活动主题` → `活动主题`.
pub fn without_number(folded: &str) -> &str {
    let rest = folded.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    match rest.strip_prefix(['.', '、', ':']) {
        Some(bare) if rest.len() < folded.len() && !bare.is_empty() => bare,
        _ => folded,
    }
}
