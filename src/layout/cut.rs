//! Where one table of a header line ends and the next begins, and what only looks like a header: blank columns stand inside tables, lists of choices
//! and further tables beside them, and rows of data hold words that are headings elsewhere.

use super::coerce::dates;
use super::fit::{About, Fit, best, item_of, readings_field, sure};
use super::grid::{Grid, Seen};
use super::header::Label;
use super::index::{Index, WEAK};
use crate::model::book::Value;
use crate::model::record::Field;

/// Counts come again within one table, under 正式党员, 预备党员 and 合计: they begin none.
const COUNTS: [Field; 3] = [Field::Attendance, Field::Due, Field::Actual];
/// Lines below a header that are looked at.
const PEEK: usize = 100;
/// Cells of a line that are looked at.
const WIDE: usize = 24;

/// Blocks among the labels of a header, each with the layout that fits it best. Blank columns inside a table do not end it: what stands behind one
/// is a table of its own only if it repeats headings that a table needs, or is a table of another kind.
pub fn blocks<'l>(grid: &Grid<'_>, below: usize, index: &Index<'_>, labels: &'l [Label], about: &About) -> Vec<(usize, Fit, &'l [Label])> {
    let mut out: Vec<(usize, Fit, &[Label])> = Vec::new();
    for part in parts(grid, below, index, labels, about) {
        out.extend(split(index, part, about));
    }
    if out.is_empty() {
        out.extend(best(index, labels, about).map(|(layout, fit)| (layout, fit, labels)));
    }
    out
}

/// The labels cut where a further table begins.
fn parts<'l>(grid: &Grid<'_>, below: usize, index: &Index<'_>, labels: &'l [Label], about: &About) -> Vec<&'l [Label]> {
    let starts: Vec<usize> = std::iter::once(0).chain((1..labels.len()).filter(|i| labels[*i].col != labels[i - 1].col + 1)).collect();
    let mut parts = Vec::new();
    let (mut from, mut to) = (0, starts.get(1).copied().unwrap_or(labels.len()));
    for (k, start) in starts.iter().copied().enumerate().skip(1) {
        let end = starts.get(k + 1).copied().unwrap_or(labels.len());
        let (before, run) = (&labels[from..to], &labels[start..end]);
        let joined = match best(index, before, about) {
            // nothing yet that is a table: what follows belongs to it
            None => best(index, run, about).is_none() || best(index, &labels[from..end], about).is_some(),
            Some((layout, fit)) => {
                let words = &index.layouts[layout];
                let loose = sure(words, about);
                let again = |l: &Label| {
                    readings_field(words, l, loose)
                        .is_some_and(|(f, rank)| rank < WEAK && !COUNTS.contains(&f) && fit.slots.contains_key(&f))
                };
                let own = best(index, run, about).or_else(|| best(index, &labels[start..], about));
                let known = |l: &Label| readings_field(words, l, loose).is_some() || item_of(index, l).is_some();
                !run.iter().any(again)
                    && !is_parked(grid, below, before, run)
                    && own.is_none_or(|(other, _)| other == layout || run.iter().all(known))
                    && best(index, &labels[from..end], about).is_some_and(|(wider, _)| wider == layout)
            }
        };
        if !joined {
            parts.push(before);
            from = start;
        }
        to = end;
    }
    parts.push(&labels[from..to]);
    parts
}

/// A list of choices beside a table, for drop-downs: two columns and more away, and filled where the table is not, or in its first rows alone.
fn is_parked(grid: &Grid<'_>, below: usize, before: &[Label], run: &[Label]) -> bool {
    let (Some(last), Some(from), Some(to)) = (before.last(), run.first(), run.last()) else { return false };
    if from.col < last.col + 3 {
        return false;
    }
    let lines = || (below..grid.len().min(below + PEEK)).map(|ix| grid.line(ix));
    let filled = |line: super::grid::Line<'_>| line.has_own(from.col, to.col);
    let table = |line: super::grid::Line<'_>| line.has_own(before[0].col, last.col);
    let prefix = || {
        let marks: Vec<bool> = lines().filter(|l| table(*l)).map(filled).collect();
        let count = marks.iter().filter(|m| **m).count();
        count < marks.len() && marks[..count].iter().all(|m| *m)
    };
    lines().any(|l| filled(l) && !table(l)) || run.len() == 1 && prefix()
}

/// A run whose first heading comes again, alone or under another group (上午 | 下午), may be two blocks without a gap.
fn split<'l>(index: &Index<'_>, run: &'l [Label], about: &About) -> Vec<(usize, Fit, &'l [Label])> {
    let lowest = |l: &Label| l.parts.last().filter(|_| l.parts.len() > 1).map(|p| p.folded.clone()).filter(|text| !text.is_empty());
    let same = |a: &Label, b: &Label| a.readings() == b.readings() || lowest(a).is_some() && lowest(a) == lowest(b);
    let cuts: Vec<usize> = (1..run.len()).filter(|i| same(&run[0], &run[*i])).collect();
    if !cuts.is_empty() {
        let bounds: Vec<usize> = std::iter::once(0).chain(cuts).chain(std::iter::once(run.len())).collect();
        let parts: Vec<_> =
            bounds.windows(2).map(|b| &run[b[0]..b[1]]).map(|part| best(index, part, about).map(|(l, f)| (l, f, part))).collect();
        if parts.iter().all(Option::is_some) {
            return parts.into_iter().flatten().collect();
        }
    }
    best(index, run, about).map(|(layout, fit)| (layout, fit, run)).into_iter().collect()
}

/// Is the line one of several rows of data? Words that ledgers use as headings stand in rows as well (党员, 党支部): what stands right above and
/// below tells, in that a date stands by a date, or one of the words comes again while others differ.
pub fn is_data(grid: &Grid<'_>, first: usize, last: usize) -> bool {
    let above = first.checked_sub(1).is_some_and(|before| alike(grid, first, before));
    above || last + 1 < grid.len() && alike(grid, last, last + 1)
}

/// Is the line one of labels, each with its value beside it (姓名： | 张三 | 日期： | 2017年7月5日)? The headings of a table have no values, and where they
/// all end with colons nothing stands between them; 填报单位： at the end of a header stands beside others.
pub fn is_pairs(grid: &Grid<'_>, index: &Index<'_>, ix: usize) -> bool {
    let label = |s: &Seen<'_>| matches!(s.value, Value::Text(t) if t.trim_end().ends_with([':', '：', '﹕', '∶']));
    let known = |s: &Seen<'_>| matches!(s.value, Value::Text(t) if index.heading(t).is_some()) && !dates::is_unfilled(s.value);
    let cells: Vec<Seen<'_>> = grid.line(ix).distinct(0, u32::MAX).take(WIDE).collect();
    if !cells.iter().any(|s| label(s) && known(s)) || cells.iter().filter(|s| !label(s) && known(s)).count() > 1 {
        return false;
    }
    let value = |at: usize| cells.get(at).is_some_and(|s| !label(s) && !known(s));
    (1..cells.len()).any(|at| label(&cells[at - 1]) && value(at) && cells.get(at + 1).is_none_or(label))
}

fn alike(grid: &Grid<'_>, ix: usize, beside: usize) -> bool {
    let (line, next) = (grid.line(ix), grid.line(beside));
    if line.row().abs_diff(next.row()) != 1 {
        return false;
    }
    let (mut again, mut differs) = (false, false);
    for seen in line.distinct(0, u32::MAX).filter(|s| s.at.row == line.row()) {
        match (seen.value, next.get(seen.col).filter(|s| s.at.row == next.row()).map(|s| s.value)) {
            (Value::Date(_), Some(Value::Date(_))) => return true,
            (Value::Text(a), Some(Value::Text(b))) if a == b => again = true,
            _ => differs = true,
        }
    }
    again && differs
}
