//! What speaks against reading a form as it stands: a figure in two places that differs, a table on its side that looks like a form.

use std::collections::BTreeMap;

use super::coerce::{dates, plain_text, text_of, unsaid};
use super::form::{Hit, field_of, grid_anchor, short_date};
use super::grid::{Grid, Seen};
use super::index::Words;
use crate::model::book::Value;
use crate::model::record::Field;
use crate::model::text::fold_heading;

/// What stands behind several labels of one field, with the cells, where it is not the same.
pub fn differing(grid: &Grid<'_>, hits: &[&Hit], field: Field) -> Option<String> {
    let written = |h: &Hit| h.value.as_ref().filter(|v| unsaid(v).is_none()).map(|v| text_of(v).into_owned());
    let bare = |text: &str| plain_text(text).trim_matches(|c: char| c.is_whitespace() || "_人名".contains(c)).to_string();
    let filled: Vec<(&Hit, String)> = hits.iter().filter(|h| h.field == Some(field)).filter_map(|h| Some((*h, written(h)?))).collect();
    let filled: Vec<_> = filled.into_iter().filter(|(_, text)| !bare(text).is_empty()).collect();
    let same = filled.windows(2).all(|w| bare(&w[0].1) == bare(&w[1].1));
    let shown = |(hit, text): &(&Hit, String)| format!("{}（{}）", text.trim(), grid_anchor(grid, hit.cell));
    (!same).then(|| filled.iter().map(shown).collect::<Vec<_>>().join("／"))
}

/// A table on its side: beside each label stand the values of several activities. Whoever reads the first of them loses the others.
pub fn is_transposed(grid: &Grid<'_>, words: &Words<'_>, fields: &BTreeMap<Field, Hit>) -> bool {
    let several = |field: &Field| {
        let Some(hit) = fields.get(field) else { return false };
        let line = grid.line(hit.line);
        let behind = line.distinct(hit.cell.col, u32::MAX).filter(|s| s.at.row == line.row());
        let value = |s: &Seen<'_>| match field {
            Field::Date | Field::Time => dates::whole_date(s.value).is_some() || short_date(s.value),
            _ => matches!(s.value, Value::Number(_)) || matches!(s.value, Value::Text(t) if t.trim().parse::<u32>().is_ok()),
        };
        let mut behind = behind.take_while(|s| !matches!(s.value, Value::Text(t) if field_of(words, &fold_heading(t)).is_some()));
        behind.next().is_some_and(|s| value(&s)) && behind.next().is_some_and(|s| value(&s))
    };
    [Field::Date, Field::Time, Field::Due, Field::Actual].iter().filter(|f| several(f)).count() > 1
}
