//! Changes of what stands around a table: titles, who filled it in and when, notes, sums, heading lines again; and of how the headings are written.

use super::grid::{Book, Cell, Sheet, text};
use super::harness::Change;
use super::rows::groups;
use super::tables::{Kind, Table, count};

/// A line above the table, below its title.
fn above(sheet: &mut Sheet, table: &Table, cells: &[&str]) -> bool {
    sheet.insert_row(table.head, cells.iter().map(|t| text(*t)).collect());
    true
}

fn below(sheet: &mut Sheet, lines: &[&[&str]]) -> bool {
    let at = sheet.cells.len();
    for (n, line) in lines.iter().enumerate() {
        line.iter().enumerate().for_each(|(col, t)| sheet.put(at + n, col, text(*t)));
    }
    true
}

/// Who hands the book in: the folder's committee, else the office.
fn unit(book: &Book) -> String {
    match book.folder() {
        "" => "中共县委组织部".to_string(),
        folder => folder.to_string(),
    }
}

fn says(sheet: &Sheet, word: &str) -> bool {
    sheet.cells.iter().flatten().any(|c| c.squeezed().contains(word))
}

/// A line with the sums of these rows.
fn sums(sheet: &Sheet, table: &Table, rows: &[usize], word: &str) -> Option<Vec<Cell>> {
    let (due, actual) = table.counts()?;
    let sum = |col| rows.iter().map(|row| count(sheet.cell(*row, col))).sum::<Option<u32>>();
    let (dues, actuals) = (sum(due)?, sum(actual)?);
    let mut line = vec![Cell::Blank; sheet.width()];
    line[0] = text(word);
    line[due] = Cell::Number(f64::from(dues));
    line[actual] = Cell::Number(f64::from(actuals));
    Some(line)
}

/// Changes every heading that is a text.
fn headings(sheet: &mut Sheet, table: &Table, change: impl Fn(usize, &str) -> String) -> bool {
    for row in (table.head..table.head + table.depth).chain(table.again.iter().copied()) {
        for (col, cell) in sheet.cells[row].iter_mut().enumerate() {
            if let Cell::Text(t) = cell {
                *t = change(col, t);
            }
        }
    }
    table.depth > 0
}

fn cut(t: &str) -> (String, String) {
    let chars: Vec<char> = t.chars().collect();
    let (a, b) = chars.split_at(chars.len() / 2);
    (a.iter().collect(), b.iter().collect())
}

pub fn changes() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |change: Change| all.push(change);
    add(Change::new("an annex number above", |s| {
        s.each(&[], |sheet, _| {
            sheet.insert_row(0, vec![text("附件3")]);
            true
        })
    }));
    // with its committee named above, a wrong total is told as the committee's; by its folder alone as nobody's
    add(Change::new("who and when above", |s| {
        s.each_in(&[], |book, sheet, table| {
            let line = format!("填报单位：{}　　　　填报日期：2019年1月3日", unit(book));
            // whose filing a change of the day is says who fills it in
            !matches!(table.kind, Kind::Form | Kind::Moves) && !says(sheet, "填报单位") && above(sheet, table, &[&line])
        })
    })
    .told(&["ING005"]));
    add(Change::new("who and when above, in cells", |s| {
        s.each_in(&[], |book, sheet, table| {
            !matches!(table.kind, Kind::Form | Kind::Moves)
                && !says(sheet, "填报单位")
                && above(sheet, table, &["填报单位：", &unit(book), "", "填报日期：", "2019-01-03"])
        })
    })
    .told(&["ING005"]));
    add(Change::new("the day it was filled in above", |s| {
        s.each(&[], |sheet, table| table.kind != Kind::Form && !says(sheet, "填报日期") && above(sheet, table, &["填报日期：2019年1月3日"]))
    }));
    add(Change::new("a note above", |s| {
        s.each(&[], |sheet, table| {
            table.kind != Kind::Form && above(sheet, table, &["说明：请如实填写本表，于每月5日前报送电子版和纸质版。"])
        })
    }));
    add(Change::new("whom to ask above", |s| {
        s.each(&[], |sheet, table| table.kind != Kind::Form && above(sheet, table, &["联系人：王小明", "", "联系电话：0570-7012345"]))
    }));
    add(Change::new("notes and signatures below", |s| {
        s.each(&[], |sheet, _| {
            below(sheet, &[&["注：1.本表一式两份；2.每月10日前报送。"], &["制表人：张三", "", "审核人：李四", "", "联系电话：13800000000"]])
        })
    }));
    add(Change::new("where to sign below", |s| {
        s.each(&[], |sheet, _| below(sheet, &[&[], &["党组织书记签字：", "", "", "（盖章）"], &["年　　月　　日"]]))
    }));
    add(Change::new("a total", |s| {
        s.each(&[], |sheet, table| {
            let Some(line) = sums(sheet, table, &table.body, "合计").filter(|_| table.totals.is_empty() && table.again.is_empty()) else {
                return false;
            };
            sheet.insert_row(table.body.last().unwrap() + 1, line);
            true
        })
    }));
    add(Change::new("the number of lines as a total", |s| {
        s.each(&[], |sheet, table| {
            let line = vec![text("合计"), text(format!("共{}条", table.body.len()))];
            let fits = table.kind != Kind::Form && table.totals.is_empty();
            if fits {
                sheet.insert_row(table.body.last().unwrap() + 1, line);
            }
            fits
        })
    }));
    add(Change::new("subtotals", |s| {
        s.each(&[], |sheet, table| {
            let groups = groups(sheet, table);
            let apart = groups.iter().flatten().eq(&table.body);
            if table.kind != Kind::Ledger || !apart || !table.totals.is_empty() || !table.again.is_empty() || groups.len() < 2 {
                return false;
            }
            let lines: Option<Vec<(usize, Vec<Cell>)>> =
                groups.iter().map(|rows| Some((rows.last()? + 1, sums(sheet, table, rows, "小计")?))).collect();
            let Some(lines) = lines else { return false };
            lines.into_iter().rev().for_each(|(at, line)| sheet.insert_row(at, line));
            true
        })
    }));
    add(Change::new("the heading again", |s| {
        s.each(&[], |sheet, table| {
            let at = table.body[table.body.len() / 2];
            let torn = sheet.merges.iter().any(|m| m[0] < at && at <= m[2]);
            if table.depth != 1 || torn || table.body.len() < 2 || !table.totals.is_empty() {
                return false;
            }
            sheet.insert_row(at, sheet.cells[table.head].clone());
            true
        })
    }));
    add(Change::new("a row of hints", |s| {
        s.each(&[], |sheet, table| {
            let hints = (0..sheet.width()).map(|c| text(if c % 3 == 2 { "选填" } else { "必填" })).collect();
            if table.depth > 0 {
                sheet.insert_row(table.head + table.depth, hints);
            }
            table.depth > 0
        })
    }));
    add(Change::new("numbers of the columns", |s| {
        s.each(&[], |sheet, table| {
            let numbers = (0..sheet.width()).map(|c| text(format!("({})", c + 1))).collect();
            if table.depth > 0 {
                sheet.insert_row(table.head + table.depth, numbers);
            }
            table.depth > 0
        })
    }));
    add(Change::new("line breaks in headings", |s| {
        s.each(&[], |sheet, table| {
            headings(sheet, table, |_, t| {
                let (a, b) = cut(t);
                format!("{a}\n{b}")
            })
        })
    }));
    add(Change::new("blanks in headings", |s| {
        s.each(&[], |sheet, table| headings(sheet, table, |_, t| t.chars().map(|c| format!(" {c}\u{3000}")).collect()))
    }));
    add(Change::new("stars and hints in headings", |s| {
        s.each(&[], |sheet, table| headings(sheet, table, |col, t| if col % 2 == 0 { format!("*{t}") } else { format!("{t}（必填）") }))
    }));
    add(Change::new("headings over two lines", |s| {
        s.each(&[], |sheet, table| {
            if table.depth != 1 || !table.again.is_empty() {
                return false;
            }
            sheet.insert_row(table.head + 1, Vec::new());
            let filled: Vec<usize> = (0..sheet.width()).filter(|c| !sheet.cell(table.head, *c).is_blank()).collect();
            sheet.merges.extend(filled.into_iter().map(|col| [table.head, col, table.head + 1, col]));
            true
        })
    }));
    add(Change::new("a heading over both counts", |s| {
        s.each(&[Kind::Ledger], |sheet, table| {
            let Some((due, actual)) = table.counts().filter(|(d, a)| *a == d + 1 && table.depth == 1 && table.again.is_empty()) else {
                return false;
            };
            sheet.insert_row(table.head + 1, Vec::new());
            for col in (0..sheet.width()).filter(|c| !sheet.cell(table.head, *c).is_blank()).collect::<Vec<_>>() {
                if col == due || col == actual {
                    sheet.put(table.head + 1, col, sheet.cell(table.head, col).clone());
                } else {
                    sheet.merges.push([table.head, col, table.head + 1, col]);
                }
            }
            sheet.put(table.head, due, text("出勤情况"));
            sheet.put(table.head, actual, Cell::Blank);
            sheet.merges.push([table.head, due, table.head, actual]);
            true
        })
    }));
    add(Change::new("other words for the headings", |s| {
        let words = |t: &str| match t {
            "党支部名称" | "支部名称" | "所在党支部" | "党组织名称" | "所属党支部" | "党支部" => "所在支部",
            "所属党委" | "党委" => "党委名称",
            "活动日期" => "开展日期",
            "活动主题" => "主题",
            "活动内容" => "主要内容",
            "应到人数" | "应到" => "应参加人数",
            "实到人数" | "实到" => "实际参加人数",
            "主持人" => "主持",
            "记录人" => "记录",
            "报送日期" => "报送时间",
            _ => "",
        };
        s.each(&[Kind::Ledger], |sheet, table| {
            headings(sheet, table, |_, t| match words(t) {
                "" => t.to_string(),
                other => other.to_string(),
            })
        })
    }));
    for (name, month) in [
        ("months as 1月份", (|m| format!("{m}月份")) as fn(u32) -> String),
        ("months in words", |m| {
            let words = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
            format!("{}月", words[m as usize - 1])
        }),
        ("months with their year", |m| format!("2017年{m}月")),
        ("months as numbers", |m| format!("2017.{m:02}")),
    ] {
        add(Change::new(name, move |s| {
            s.each(&[Kind::Attendance], |sheet, table| {
                headings(sheet, table, |_, t| t.strip_suffix('月').and_then(|m| m.parse().ok()).map_or_else(|| t.to_string(), month))
            })
        }));
    }
    all
}
