//! Header lines: one, two with groups above, three with a roof over the groups; merged as offices merge them.

use super::activities::World;
use super::cells::Col;
use super::extra::Extra;
use super::grid::{Grid, Line, text};
use super::style::Style;

/// Writes the header at `top`, `left`; returns the first row below it. Every header line is ignored as data.
pub(super) fn write(grid: &mut Grid, (top, left): (u32, u32), world: &World, cols: &[Col], style: &Style, extra: &Extra) -> u32 {
    let group = |col: &Col| match col {
        Col::Beside(k) => extra.columns[*k as usize].group,
        Col::Due | Col::Actual if extra.group.is_some() => extra.group,
        _ => col.group(),
    };
    let heading = |col: &Col| match col {
        Col::Beside(k) => extra.columns[*k as usize].heading.to_string(),
        _ => col.heading(world, style),
    };
    let depth = style.depth;
    let last = top + depth - 1;
    for (n, col) in cols.iter().enumerate() {
        let at = left + n as u32;
        match group(col).filter(|_| depth > 1) {
            Some(_) => grid.put(last, at, text(heading(col))),
            None => {
                grid.put(top, at, text(heading(col)));
                grid.merge(top, at, last, at);
            }
        }
    }
    if depth > 1 {
        for (from, to, name) in runs(cols, group) {
            let row = last - 1;
            grid.put(row, left + from, text(name));
            grid.merge(row, left + from, row, left + to);
        }
    }
    if depth > 2 {
        for (from, to, name) in runs(cols, |c| group(c).map(|_| "主题党日开展情况")) {
            grid.put(top, left + from, text(name));
            grid.merge(top, left + from, top, left + to);
        }
    }
    for row in top..=last {
        grid.heads.push(row);
        grid.lines.push(Line::Ignored);
    }
    if style.required_row {
        for n in 0..cols.len() {
            grid.put(last + 1, left + n as u32, text(if n % 4 == 3 { "选填" } else { "必填" }));
        }
        grid.lines.push(Line::Ignored);
        return last + 2;
    }
    last + 1
}

/// Runs of neighbouring columns under one group.
fn runs(cols: &[Col], group: impl Fn(&Col) -> Option<&'static str>) -> Vec<(u32, u32, &'static str)> {
    let mut out: Vec<(u32, u32, &'static str)> = Vec::new();
    for (n, col) in cols.iter().enumerate() {
        let Some(name) = group(col) else { continue };
        match out.last_mut() {
            Some((_, to, last)) if *last == name && *to + 1 == n as u32 => *to += 1,
            _ => out.push((n as u32, n as u32, name)),
        }
    }
    out
}
