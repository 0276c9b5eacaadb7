//! Changes of where things stand on a sheet: blank rows and columns, the order of rows and columns, what is hidden, what is merged.

use super::grid::{Cell, Sheet, text};
use super::harness::Change;
use super::tables::{Kind, Table};

/// The rows of a table in groups that belong together (of a branch, a committee, a person), in the order in which the groups begin.
pub fn groups(sheet: &Sheet, table: &Table) -> Vec<Vec<usize>> {
    let by = table.branch().or(table.committee());
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for row in &table.body {
        let key = by.map(|col| sheet.cell(*row, col).squeezed()).unwrap_or_default();
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, rows)) => rows.push(*row),
            None => groups.push((key, vec![*row])),
        }
    }
    groups.into_iter().map(|(_, rows)| rows).collect()
}

/// A blank column before that one.
fn blank(sheet: &mut Sheet, at: usize) {
    sheet.insert_col(at, |_| Cell::Blank);
}

/// No column is torn from a group that has a heading of its own: that would be two groups.
fn between(sheet: &Sheet, table: &Table, at: usize) -> usize {
    let inside = |col: usize| {
        sheet.merges.iter().any(|m| (table.head..table.head + table.depth).contains(&m[0]) && m[1] < col && col <= m[3] && m[1] != m[3])
    };
    (at..sheet.width()).find(|col| !inside(*col)).unwrap_or(at)
}

pub fn changes() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |change: Change| all.push(change);
    add(Change::new("written anew", |s| {
        s.each(&[], |sheet, _| {
            sheet.day_format = Some("yyyy/m/d");
            true
        })
    })
    .everywhere());
    add(Change::new("a blank column before the first", |s| {
        s.each(&[], |sheet, _| {
            blank(sheet, 0);
            true
        })
    })
    .everywhere());
    add(Change::new("a blank column behind the first", |s| {
        s.each(&[], |sheet, _| {
            blank(sheet, 1);
            true
        })
    })
    .everywhere());
    add(Change::new("a blank column in the middle", |s| {
        s.each(&[], |sheet, table| {
            blank(sheet, between(sheet, table, sheet.width() / 2));
            true
        })
    })
    .everywhere());
    add(Change::new("a blank column before the last", |s| {
        s.each(&[], |sheet, table| {
            blank(sheet, between(sheet, table, sheet.width() - 1));
            true
        })
    })
    .everywhere());
    add(Change::new("two blank columns in two places", |s| {
        s.each(&[], |sheet, table| {
            for at in [sheet.width() * 2 / 3, sheet.width() / 3] {
                let at = between(sheet, table, at);
                blank(sheet, at);
                blank(sheet, at);
            }
            true
        })
    })
    .everywhere());
    add(Change::new("blank rows at the top", |s| {
        s.each(&[], |sheet, _| {
            (0..3).for_each(|_| sheet.insert_row(0, Vec::new()));
            true
        })
    })
    .everywhere());
    add(Change::new("a blank row behind the heading", |s| {
        s.each(&[], |sheet, table| {
            sheet.insert_row(table.head + table.depth.max(1), Vec::new());
            true
        })
    })
    .everywhere());
    add(Change::new("a blank row behind every third", |s| {
        s.each(&[], |sheet, table| {
            let merged = |at: usize| sheet.merges.iter().any(|m| m[0] < at && at <= m[2]);
            let places: Vec<usize> = table.body.iter().copied().skip(2).step_by(3).map(|row| row + 1).filter(|at| !merged(*at)).collect();
            places.iter().rev().for_each(|at| sheet.insert_row(*at, Vec::new()));
            !places.is_empty()
        })
    }));
    add(Change::new("five blank rows in the middle", |s| {
        s.each(&[], |sheet, table| {
            let at = table.body[table.body.len() / 2];
            (0..5).for_each(|_| sheet.insert_row(at, Vec::new()));
            true
        })
    })
    .everywhere());
    add(Change::new("formatted rows without a value below", |s| {
        s.each(&[], |sheet, _| {
            sheet.ghosts = 40;
            true
        })
    })
    .everywhere());
    add(Change::new("columns the other way round", |s| {
        s.each(&[], |sheet, table| {
            let order: Vec<usize> = (0..sheet.width()).rev().collect();
            table.kind != Kind::Form && sheet.reorder(&table.rows(), &order)
        })
    }));
    add(Change::new("the first column behind the last", |s| {
        s.each(&[], |sheet, table| {
            let order: Vec<usize> = (1..sheet.width()).chain([0]).collect();
            table.kind != Kind::Form && sheet.reorder(&table.rows(), &order)
        })
    }));
    add(Change::new("the right half before the left", |s| {
        s.each(&[], |sheet, table| {
            let (width, cut) = (sheet.width(), between(sheet, table, sheet.width() / 2));
            let order: Vec<usize> = (cut..width).chain(0..cut).collect();
            table.kind != Kind::Form && sheet.reorder(&table.rows(), &order)
        })
    }));
    add(Change::new("groups of rows the other way round", |s| {
        s.each(&[], |sheet, table| {
            let groups = groups(sheet, table);
            if table.kind == Kind::Form || groups.len() < 2 {
                return false;
            }
            sheet.unmerge(&table.body);
            let rows: Vec<Vec<Cell>> = groups.iter().rev().flatten().map(|row| sheet.cells[*row].clone()).collect();
            table.body.iter().zip(rows).for_each(|(row, cells)| sheet.cells[*row] = cells);
            true
        })
    }));
    add(Change::new("serial numbers", |s| {
        s.each(&[], |sheet, table| {
            let numbered = table.columns.first().is_some_and(|c| c == "序号");
            if table.kind == Kind::Form || numbered {
                return false;
            }
            let (head, body) = (table.head, table.body.clone());
            let again = table.again.clone();
            sheet.insert_col(0, |row| match body.iter().position(|r| *r == row) {
                Some(n) => Cell::Number((n + 1) as f64),
                None if row == head || again.contains(&row) => text("序号"),
                None => Cell::Blank,
            });
            true
        })
    }));
    add(Change::new("hidden columns", |s| {
        s.each(&[], |sheet, _| {
            sheet.hidden_cols = (1..sheet.width()).step_by(2).collect();
            true
        })
    })
    .everywhere());
    add(Change::new("hidden rows", |s| {
        s.each(&[], |sheet, table| {
            sheet.hidden_rows = table.body.iter().copied().step_by(2).collect();
            true
        })
    })
    .everywhere());
    add(Change::new("hidden sheets", |s| {
        let count = s.each(&[], |sheet, _| {
            sheet.hidden = true;
            true
        });
        s.books.iter_mut().for_each(|b| b.sheets.insert(0, Sheet::named("Sheet9", Vec::new())));
        count
    }));
    add(Change::new("equal neighbours merged", |s| {
        s.each(&[], |sheet, table| {
            let Some(col) = table.branch().filter(|_| table.kind != Kind::Roster) else { return false };
            sheet.unmerge(&table.body);
            let mut from = 0;
            let mut merged = false;
            for n in 1..=table.body.len() {
                let goes_on = table.body.get(n).is_some_and(|row| {
                    *row == table.body[n - 1] + 1
                        && sheet.cell(*row, col) == sheet.cell(table.body[from], col)
                        && !sheet.cell(*row, col).is_blank()
                });
                if goes_on {
                    continue;
                }
                let (top, bottom) = (table.body[from], table.body[n - 1]);
                if bottom > top {
                    (top + 1..=bottom).for_each(|row| sheet.put(row, col, Cell::Blank));
                    sheet.merges.push([top, col, bottom, col]);
                    merged = true;
                }
                from = n;
            }
            merged
        })
    }));
    all
}
