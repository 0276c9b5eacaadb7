//! Cells as people list them: `C7、C9–C12`, shortened with a count where there are many.

use crate::model::cell::CellRef;

/// Fewest cells in a row that are written as a range.
const RUN: usize = 3;

/// Cells in order of rows, runs of three and more as ranges; after `most` pieces the rest is only counted (`等`).
pub fn list(cells: &[CellRef], most: usize) -> String {
    let mut sorted: Vec<CellRef> = cells.to_vec();
    sorted.sort();
    sorted.dedup();
    let pieces = pieces(sorted);
    let shown: Vec<String> = pieces.iter().take(most.max(1)).map(piece).collect();
    let more = if pieces.len() > shown.len() { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

type Piece = (CellRef, CellRef);

/// Runs down a column first, then along a row; what is left stands alone.
fn pieces(cells: Vec<CellRef>) -> Vec<Piece> {
    let mut by_column = cells;
    by_column.sort_by_key(|c| (c.col, c.row));
    let (mut ranges, mut rest) = runs(&by_column, |a, b| a.col == b.col && a.row + 1 == b.row);
    rest.sort();
    let (along, single) = runs(&rest, |a, b| a.row == b.row && a.col + 1 == b.col);
    ranges.extend(along);
    ranges.extend(single.into_iter().map(|c| (c, c)));
    ranges.sort();
    ranges
}

fn runs(cells: &[CellRef], follows: impl Fn(CellRef, CellRef) -> bool) -> (Vec<Piece>, Vec<CellRef>) {
    let (mut ranges, mut rest) = (Vec::new(), Vec::new());
    let mut from = 0;
    while from < cells.len() {
        let mut to = from;
        while to + 1 < cells.len() && follows(cells[to], cells[to + 1]) {
            to += 1;
        }
        if to + 1 - from >= RUN {
            ranges.push((cells[from], cells[to]));
        } else {
            rest.extend_from_slice(&cells[from..=to]);
        }
        from = to + 1;
    }
    (ranges, rest)
}

fn piece((from, to): &Piece) -> String {
    if from == to { from.to_string() } else { format!("{from}–{to}") }
}

/// Rows in order (from 1), runs of three and more as ranges: `第 5、7–9 行`.
pub fn rows(rows: &[u32]) -> String {
    let mut sorted = rows.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut pieces: Vec<String> = Vec::new();
    for run in sorted.chunk_by(|a, b| a + 1 == *b) {
        match run {
            [first, .., last] if run.len() >= RUN => pieces.push(format!("{first}–{last}")),
            few => pieces.extend(few.iter().map(u32::to_string)),
        }
    }
    format!("第 {} 行", pieces.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[(u32, u32)]) -> Vec<CellRef> {
        texts.iter().map(|(row, col)| CellRef::new(row - 1, *col)).collect()
    }

    #[test]
    fn runs_become_ranges_and_the_rest_stands_alone() {
        assert_eq!(list(&cells(&[(12, 2), (7, 2), (9, 2), (10, 2), (11, 2)]), 9), "C7、C9–C12");
        assert_eq!(list(&cells(&[(7, 2), (8, 2)]), 9), "C7、C8");
        assert_eq!(list(&cells(&[(7, 2), (7, 3), (7, 4), (9, 0)]), 9), "C7–E7、A9");
        assert_eq!(list(&cells(&[(1, 0), (3, 0), (5, 0), (7, 0)]), 2), "A1、A3等");
        assert_eq!(list(&cells(&[(1, 0), (1, 0)]), 2), "A1");
        assert_eq!(list(&[], 2), "");
    }

    #[test]
    fn rows_are_listed_like_cells() {
        assert_eq!(rows(&[5]), "第 5 行");
        assert_eq!(rows(&[9, 5, 7, 8]), "第 5、7–9 行");
        assert_eq!(rows(&[5, 5, 6]), "第 5、6 行");
    }
}
