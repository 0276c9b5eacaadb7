//! Lines between the rows of a table that say for whose or for which month the rows below them are: 填报单位：乙支部, a name alone over its group, a
//! second title. What stands over a group of rows holds for that group as what stands over the table holds for the whole.

use super::coerce::months::{heading, hint};
use super::coerce::text_of;
use super::grid::{Grid, Line, Seen};
use super::header::Header;
use super::index::Index;
use super::lead::Lead;
use super::pairs;
use super::rows::Kind;
use super::sheet::Block;
use super::words::{PEOPLE, UNIT, is_note, is_one, is_organisation, looks_like_title, unnumbered};
use crate::model::book::Value;
use crate::model::record::Field;

/// Rows of a table from such a line on.
pub struct Section {
    /// Line of the grid that says it.
    pub ix: usize,
    /// What holds below it.
    pub lead: Lead,
}

/// The sections of a block, from top to bottom. `kinds`: what its lines are, from the first below the header on.
pub fn sections(grid: &Grid<'_>, block: &Block, kinds: &[Kind]) -> Vec<Section> {
    let first = block.header.last + 1;
    let mut found: Vec<Section> = Vec::new();
    for (ix, _) in (first..).zip(kinds).filter(|(ix, kind)| **kind == Kind::Note && !block.repeated.contains(ix)) {
        let cells: Vec<Seen<'_>> = grid.line(ix).distinct(block.from, block.header.to).collect();
        if let Some(own) = says(block, &cells) {
            let lead = own.below(found.last().map_or(&block.lead, |last| &last.lead));
            found.push(Section { ix, lead });
        }
    }
    // who filled it in may as well stand below: then the last of them has no rows
    let data = |from: usize, to: usize| kinds[from - first..to - first].contains(&Kind::Data);
    let Some((head, tail)) = found.first().zip(found.last()) else { return found };
    let below = block.lead.unit.is_none() && data(first, head.ix) && !data(tail.ix, first + kinds.len());
    if below { Vec::new() } else { found }
}

/// Is a row below a header one of headings, though not those of the header (支部, 时间, 主题, 到会)?
pub fn is_headings(index: &Index<'_>, header: &Header, line: Line<'_>) -> bool {
    let words = |s: &Seen<'_>| matches!(s.value, Value::Text(t) if t.chars().count() <= 12 && !t.contains(|c: char| c.is_ascii_digit()));
    let counts = [Field::Due, Field::Actual, Field::Attendance].iter().filter_map(|field| header.slots.get(field));
    // hardly any row has words where its counts should stand
    if !counts.filter_map(|col| line.get(*col)).any(|s| words(&s)) {
        return false;
    }
    let cells: Vec<Seen<'_>> = line.distinct(header.from, header.to).collect();
    let known = cells.iter().filter(|s| index.heading(&text_of(s.value)).is_some()).count();
    cells.len() > 2 && cells.iter().all(words) && known > 1
}

/// What a line says of the rows below it.
fn says(block: &Block, cells: &[Seen<'_>]) -> Option<Lead> {
    let text = text_of(cells.first()?.value);
    if cells.len() > 6 || is_note(&text) || !cells.iter().all(|s| matches!(s.value, Value::Text(_) | Value::Date(_))) {
        return None;
    }
    let pairs = pairs::pairs(&text);
    if cells.len() == 1 && pairs.iter().all(|pair| pair.whole.is_empty()) {
        return alone(block, &cells[0], text.trim().trim_end_matches(['：', ':']));
    }
    // 审核人：甲　填报日期：… below the table is nobody's name
    let signs = |seen: &Seen<'_>| pairs::pairs(&text_of(seen.value)).iter().any(|pair| is_one(&pair.label, PEOPLE));
    let named = |seen: &Seen<'_>| pairs::pairs(&text_of(seen.value)).iter().any(|pair| is_one(&pair.label, UNIT));
    if cells.iter().any(signs) && !cells.iter().any(named) {
        return None;
    }
    let mut lead = Lead::default();
    lead.line(cells);
    lead.titles.clear();
    lead.says_something().then_some(lead)
}

/// A name, a month or a title alone in its line.
fn alone(block: &Block, seen: &Seen<'_>, text: &str) -> Option<Lead> {
    let has = |field: Field| block.header.slots.contains_key(&field);
    let name = bare(text);
    if is_organisation(name) {
        let own = Lead::organisation(seen, name);
        // beside names of their own, 机关党支部 over a group is a kind of branches
        let holds = if own.unit.is_some() { !has(Field::Branch) } else { !has(Field::Committee) };
        return holds.then_some(own);
    }
    let year = || hint(text).year.is_some() && text.chars().count() <= 8;
    let titled = looks_like_title(text)
        && (is_organisation(name) || text.contains("支部") || hint(text).month.is_some() || hint(text).year.is_some());
    let month = heading(unnumbered(text)).map(|_| unnumbered(text));
    if month.is_none() && !titled && !year() {
        return None;
    }
    let mut lead = Lead::default();
    lead.titled(month.unwrap_or(text), seen);
    Some(lead)
}

/// A name without its number before it and the size of its group behind it.
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches(['：', ':']).trim();
    let name = unnumbered(text);
    match name.split_once(['（', '(']) {
        Some((name, size)) if size.contains(|c: char| c.is_ascii_digit()) => name.trim(),
        _ => name,
    }
}
