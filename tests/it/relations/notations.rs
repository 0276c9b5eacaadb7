//! Changes of how values are written: days, numbers of persons, names, marks of attendance, months.

use chrono::{Datelike, NaiveDate};

use super::grid::{Cell, Sheet, text};
use super::harness::Change;
use super::tables::{Kind, Table, count, day, letter, wide};

/// Changes the days of a table, and those that a form names in a cell of their own.
fn days(sheet: &mut Sheet, table: &Table, change: impl Fn(NaiveDate) -> Cell) -> bool {
    let cols = if table.kind == Kind::Form { (0..sheet.width()).collect() } else { table.days() };
    let mut any = false;
    for row in &table.body {
        for col in &cols {
            let Some(day) = day(sheet.cell(*row, *col)) else { continue };
            sheet.put(*row, *col, change(day));
            any = true;
        }
    }
    any
}

/// Changes both counts of a ledger's rows.
fn counts(sheet: &mut Sheet, table: &Table, change: impl Fn(u32, &str) -> Cell) -> bool {
    let Some((due, actual)) = table.counts() else { return false };
    let mut any = false;
    for row in &table.body {
        for (col, word) in [(due, "应到"), (actual, "实到")] {
            let Some(n) = count(sheet.cell(*row, col)) else { continue };
            sheet.put(*row, col, change(n, word));
            any = true;
        }
    }
    any
}

/// One column in the place of both counts; not where a row lacks one of them.
fn both(sheet: &mut Sheet, table: &Table, heading: &str, change: impl Fn(u32, u32) -> String) -> bool {
    let Some((due, actual)) = table.counts().filter(|_| table.depth == 1 && table.totals.is_empty()) else { return false };
    let pair = |row: usize| Some((count(sheet.cell(row, due))?, count(sheet.cell(row, actual))?));
    let Some(pairs) = table.body.iter().map(|row| pair(*row)).collect::<Option<Vec<_>>>() else { return false };
    for (row, (d, a)) in table.body.iter().zip(pairs) {
        sheet.put(*row, due, text(change(d, a)));
    }
    for row in table.again.iter().copied().chain([table.head]) {
        sheet.put(row, due, text(heading));
    }
    sheet.remove_col(actual);
    true
}

/// Changes the names of branches wherever a list holds them but in the roster, whose names are shown.
fn branches(sheet: &mut Sheet, table: &Table, change: impl Fn(&str) -> Option<String>) -> bool {
    let mut any = false;
    if table.kind == Kind::Form {
        for cell in sheet.cells.iter_mut().flatten() {
            let Cell::Text(t) = cell else { continue };
            let (label, name) = t.split_once('：').map_or(("", t.as_str()), |(l, n)| (l, n));
            if !(label.starts_with("党组织") || label.is_empty() && name.ends_with("党支部")) {
                continue;
            }
            let Some(new) = change(name) else { continue };
            *t = if label.is_empty() { new } else { format!("{label}：{new}") };
            any = true;
        }
        return any;
    }
    let Some(col) = table.branch().filter(|_| table.kind != Kind::Roster) else { return false };
    for row in &table.body {
        if let Cell::Text(t) = sheet.cell(*row, col)
            && let Some(new) = change(t)
        {
            sheet.put(*row, col, text(new));
            any = true;
        }
    }
    any
}

fn parted(t: &str, with: &str) -> String {
    let mut chars: Vec<String> = t.chars().map(String::from).collect();
    chars.insert(chars.len() / 2, with.to_string());
    chars.concat()
}

/// Changes the marks of attendance sheets.
fn marks(sheet: &mut Sheet, table: &Table, change: impl Fn(&str) -> Option<Cell>) -> bool {
    let months: Vec<usize> = (0..table.columns.len()).filter(|c| table.columns[*c].ends_with('月')).collect();
    let mut any = false;
    for row in &table.body {
        for col in &months {
            if let Some(new) = change(&sheet.cell(*row, *col).text()) {
                sheet.put(*row, *col, new);
                any = true;
            }
        }
    }
    any
}

fn of_days() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, change: fn(NaiveDate) -> Cell| {
        all.push(Change::new(name, move |s| s.each(&[], |sheet, table| days(sheet, table, change))))
    };
    add("days as 2017-07-05", |d| text(d.to_string()));
    add("days as 2017年7月5日", |d| text(format!("{}年{}月{}日", d.year(), d.month(), d.day())));
    add("days as 2017.7.5", |d| text(format!("{}.{}.{}", d.year(), d.month(), d.day())));
    add("days as 2017/07/05", |d| text(d.format("%Y/%m/%d").to_string()));
    add("days as 2017 年 7 月 5 日", |d| text(format!("{} 年 {} 月 {} 日", d.year(), d.month(), d.day())));
    add("days as cells", Cell::Day);
    add("days with their weekday", |d| text(format!("{}年{}月{}日（星期{}）", d.year(), d.month(), d.day(), letter(d))));
    add("days with a short weekday", |d| text(format!("{} 周{}", d.format("%Y-%m-%d"), letter(d))));
    add("days in full width", |d| text(wide(&format!("{}年{}月{}日", d.year(), d.month(), d.day()))));
    add("days as eight digits", |d| text(d.format("%Y%m%d").to_string()));
    // A number stands for a day from 1990 on; earlier ones could be anything, as could one on a form without a label.
    all.push(Change::new("days as serial numbers", |s| {
        let serial = |d: NaiveDate| (d - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days() as f64;
        s.each(&[], |sheet, table| {
            table.kind != Kind::Form && days(sheet, table, |d| if d.year() >= 1990 { Cell::Number(serial(d)) } else { Cell::Day(d) })
        })
    }));
    all.push(Change::new("days as cells that show 2017年7月5日", |s| {
        s.each(&[], |sheet, table| {
            sheet.day_format = Some("yyyy\"年\"m\"月\"d\"日\"");
            days(sheet, table, Cell::Day)
        })
    }));
    all.push(Change::new("days as cells that show the weekday", |s| {
        s.each(&[], |sheet, table| {
            sheet.day_format = Some("[$-804]yyyy\"年\"m\"月\"d\"日\" aaaa");
            days(sheet, table, Cell::Day)
        })
    }));
    // The year stands in the names of the ledgers' files.
    all.push(Change::new("days without the file's year", |s| {
        s.each_in(&[Kind::Ledger], |book, sheet, table| {
            let year = book.stem().find('年').map(|at| book.stem()[at - 4..at].parse::<i32>().unwrap());
            days(sheet, table, |d| if Some(d.year()) == year { text(format!("{}月{}日", d.month(), d.day())) } else { Cell::Day(d) })
        })
    }));
    all
}

fn of_counts() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, change: fn(u32, &str) -> Cell| {
        all.push(Change::new(name, move |s| s.each(&[Kind::Ledger], |sheet, table| counts(sheet, table, change))));
    };
    add("counts as numbers and as texts", |n, _| if n % 2 == 0 { Cell::Number(f64::from(n)) } else { text(format!("{n}人")) });
    add("counts as texts", |n, _| text(n.to_string()));
    add("counts as 15人", |n, _| text(format!("{n}人")));
    add("counts as  15 名", |n, _| text(format!(" {n} 名")));
    add("counts as 应到15人", |n, word| text(format!("{word}{n}人")));
    add("counts as 15.0", |n, _| text(format!("{n}.0")));
    add("counts in full width", |n, _| text(wide(&n.to_string())));
    let mut add = |name: &'static str, heading: &'static str, change: fn(u32, u32) -> String| {
        all.push(Change::new(name, move |s| s.each(&[Kind::Ledger], |sheet, table| both(sheet, table, heading, change))));
    };
    add("both counts as 15/14", "应到/实到人数", |d, a| format!("{d}/{a}"));
    add("both counts as 14/15", "实到/应到", |d, a| format!("{a}/{d}"));
    add("both counts as 应到15人 实到14人", "出勤情况", |d, a| format!("应到{d}人 实到{a}人"));
    add("both counts as 应到：15；实到：14", "参会情况", |d, a| format!("应到：{d}；实到：{a}"));
    add("both counts in two lines", "参加情况", |d, a| format!("应参加{d}人\n实际参加{a}人"));
    all
}

fn of_names() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, change: fn(&str) -> Option<String>| {
        all.push(Change::new(name, move |s| s.each(&[], |sheet, table| branches(sheet, table, change))));
    };
    add("blanks in names of branches", |t| Some(format!(" {} ", parted(t, "\u{3000}"))));
    add("signs that nobody sees in names of branches", |t| Some(format!("\u{feff}{}\u{200b}", parted(t, "\u{a0}"))));
    add("line breaks in names of branches", |t| Some(parted(t, "\n")));
    add("names of branches in full", |t| Some(format!("中共{}支部委员会", t.strip_suffix("党支部").filter(|t| !t.starts_with("中"))?)));
    add("names of branches cut short", |t| Some(format!("{}支部", t.strip_suffix("党支部")?)));
    all.push(Change::new("names of branches without the township", |s| {
        s.each_in(&[Kind::Ledger, Kind::Attendance, Kind::Plan], |book, sheet, table| {
            let place = book.folder().trim_end_matches("党委").to_string();
            branches(sheet, table, |t| t.strip_prefix(&place).filter(|_| !place.is_empty()).map(str::to_string))
        })
    }));
    all.push(Change::new("blanks in names of persons", |s| {
        let lists = [Kind::Attendance, Kind::Service, Kind::Cadres];
        s.each(&lists, |sheet, table| {
            let Some(col) = table.column(&["姓名"]) else { return false };
            for row in &table.body {
                let new = parted(&sheet.cell(*row, col).text(), "\u{3000}");
                sheet.put(*row, col, text(new));
            }
            true
        })
    }));
    all.push(Change::new("blanks around every text", |s| {
        s.each(&[], |sheet, table| {
            for row in &table.body {
                for cell in &mut sheet.cells[*row] {
                    if let Cell::Text(t) = cell {
                        *t = format!(" {t}\u{3000}\n");
                    }
                }
            }
            true
        })
    }));
    all.push(Change::new("numbers as texts", |s| {
        s.each(&[], |sheet, table| {
            let mut any = false;
            for cell in table
                .body
                .iter()
                .flat_map(|row| sheet.cells[*row].clone().into_iter().enumerate().map(|(c, v)| (*row, c, v)))
                .collect::<Vec<_>>()
            {
                if let (row, col, Cell::Number(n)) = cell {
                    sheet.put(row, col, text(n.to_string()));
                    any = true;
                }
            }
            any
        })
    }));
    all
}

fn of_marks() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |name: &'static str, change: fn(&str) -> Option<Cell>| {
        all.push(Change::new(name, move |s| s.each(&[Kind::Attendance], |sheet, table| marks(sheet, table, change))));
    };
    add("marks as 到 and 缺", |m| match m {
        "√" | "✓" | "出" => Some(text("到")),
        "×" | "旷" | "✗" => Some(text("缺")),
        _ => None,
    });
    add("marks as 1 and 0", |m| match m {
        "√" | "✓" | "到" | "出" => Some(Cell::Number(1.0)),
        "×" | "缺" | "旷" | "✗" => Some(Cell::Number(0.0)),
        _ => None,
    });
    add("leave and make-up in other words", |m| match m {
        "假" | "请假" | "病假" => Some(text("事假")),
        "出差" => Some(text("公差")),
        "公假" => Some(text("因公请假")),
        "事假" => Some(text("病假")),
        "补" => Some(text("补课")),
        _ => None,
    });
    all.push(Change::new("months of rows as 2017-07", |s| {
        s.each(&[Kind::Ledger, Kind::Plan], |sheet, table| {
            let Some(col) = table.column(&["所属月份", "月份", "计划月份"]) else { return false };
            // 日 beside it: the two are one date
            if table.column(&["日"]).is_some() {
                return false;
            }
            let mut any = false;
            for row in &table.body {
                let written = sheet.cell(*row, col).text();
                let month = written.strip_prefix("2017年").unwrap_or(&written).trim_end_matches('月').parse::<u32>();
                let Ok(month) = month else { continue };
                sheet.put(*row, col, text(format!("2017-{month:02}")));
                any = true;
            }
            any
        })
    }));
    all
}

pub fn changes() -> Vec<Change> {
    of_days().into_iter().chain(of_counts()).chain(of_names()).chain(of_marks()).collect()
}
