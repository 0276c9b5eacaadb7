//! One activity written over several rows: its branch, its day and its counts are merged over them, and each row adds words (a part of what was done, a
//! further remark). The rows below the first are no records of their own; what they say goes with it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::grid::{Grid, Line};
use super::header::Header;
use super::rows::Kind;
use super::sheet::Block;
use crate::model::record::{Field, RecordKind};

/// By the first row of an activity: the rows that go on with it.
pub type Continued = BTreeMap<u32, Vec<u32>>;

/// Fields that a further row may add to.
const WORDS: &[Field] = &[
    Field::Theme,
    Field::Content,
    Field::SetActions,
    Field::Remark,
    Field::Absentees,
    Field::MakeUp,
    Field::Host,
    Field::Recorder,
    Field::Place,
];

/// The rows that go on with another; their kind becomes that.
pub fn continued(grid: &Grid<'_>, block: &Block, record: RecordKind, lines: Range<usize>, kinds: &mut [Kind]) -> Continued {
    let mut found = Continued::new();
    if record != RecordKind::Activity {
        return found;
    }
    // the last row that is an activity's own: below an example, a total or a note nothing goes on with it
    let mut above = None;
    for (ix, kind) in lines.zip(kinds).filter(|(_, kind)| **kind == Kind::Data) {
        let line = grid.line(ix);
        match first_of(&block.header, line).filter(|first| above == Some(*first)) {
            Some(first) => {
                found.entry(first).or_default().push(line.row());
                *kind = Kind::Continues;
            }
            None => above = Some(line.row()),
        }
    }
    found
}

/// The row above that the line goes on with: day, branch and counts are that row's own cells, and all else is its, too, or words.
fn first_of(header: &Header, line: Line<'_>) -> Option<u32> {
    let at = |field: Field| header.slots.get(&field).and_then(|col| line.get(*col)).map(|seen| seen.at.row);
    // hardly any row has its day from above
    let first = [Field::Date, Field::Day, Field::Time].into_iter().find_map(at).filter(|row| *row < line.row())?;
    let counted = [Field::Due, Field::Actual, Field::Attendance].into_iter().any(|field| at(field) == Some(first));
    let owned = !header.slots.contains_key(&Field::Branch) || at(Field::Branch) == Some(first);
    let of_words =
        |col: u32| header.slots.iter().chain(header.further()).filter(|(_, at)| **at == col).all(|(field, _)| WORDS.contains(field));
    let rest = || line.cells(0, u32::MAX).filter(|seen| is_known(header, seen.col));
    (counted
        && owned
        && rest().all(|seen| seen.at.row == first || seen.at.row == line.row() && of_words(seen.col) && !is_ticked(header, seen.col)))
    .then_some(first)
}

/// Does the column feed anything?
fn is_known(header: &Header, col: u32) -> bool {
    let fields = || header.slots.iter().chain(header.further());
    fields().any(|(_, at)| *at == col) || is_ticked(header, col) || header.year == Some(col)
}

fn is_ticked(header: &Header, col: u32) -> bool {
    header.items.iter().any(|(_, at)| *at == col)
}
