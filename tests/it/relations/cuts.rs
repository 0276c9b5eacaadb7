//! Changes of how ledgers are cut into files: by branch, month and committee, into sheets or blocks, into folders and archives, under other names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;

use super::grid::{Book, Cell, Sheet, text};
use super::harness::{Change, Scene};
use super::rows::groups;
use super::tables::{Kind, Table};
use crate::door::tree;

/// The sheet with these rows of its table alone; what stands above the table stays, what stands below does not.
fn part(sheet: &Sheet, table: &Table, rows: &[usize]) -> Sheet {
    let mut whole = sheet.clone();
    whole.unmerge(&table.body);
    let top = table.head + table.depth;
    let mut cells = whole.cells[..top].to_vec();
    cells.extend(rows.iter().map(|row| whole.cells[*row].clone()));
    let merges = whole.merges.into_iter().filter(|m| m[2] < top).collect();
    Sheet { cells, merges, ..Sheet::named(&sheet.name, Vec::new()) }
}

/// A book for each group of rows of a book with one table.
fn split(book: &Book) -> Vec<Book> {
    let Some((sheet, table)) = only(book) else { return Vec::new() };
    let groups = groups(sheet, &table);
    if groups.len() < 2 {
        return Vec::new();
    }
    let stem = book.path.trim_end_matches(".xlsx");
    let parts = groups
        .iter()
        .enumerate()
        .map(|(n, rows)| Book { path: format!("{stem}-{:02}.xlsx", n + 1), sheets: vec![part(sheet, &table, rows)] });
    parts.collect()
}

/// The one table of a book that has no other.
fn only(book: &Book) -> Option<(&Sheet, Table)> {
    let mut filled = book.sheets.iter().filter(|s| !s.is_blank());
    let sheet = filled.next()?;
    let table = Table::of(book, sheet)?;
    filled.next().is_none().then_some((sheet, table))
}

/// Where a branch's name stands when no column holds it.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    Title,
    Unit,
    Sheet,
    File,
    Folder,
}

/// A branch's name without what clerks add to it.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name.trim_start_matches("中国共产党").trim_start_matches("中共");
    let stem = ["支部委员会", "党支部", "支部"].iter().find_map(|tail| name.strip_suffix(tail));
    stem.map_or_else(|| name.to_string(), |stem| format!("{stem}党支部"))
}

/// A book for each branch without the column of names, which is told once.
fn own(scene: &mut Scene, kinds: &[Kind], named: Named) -> usize {
    let roster = scene.base.books.iter().find(|b| b.path == "党组织花名册.xlsx").unwrap().clone();
    let (sheet, table) = only(&roster).unwrap();
    let known: BTreeSet<String> = table.body.iter().map(|row| sheet.cell(*row, table.branch().unwrap()).text()).collect();
    scene.replace(kinds, |book| {
        let Some((sheet, table)) = only(book).filter(|(_, t)| t.branch().is_some()) else { return Vec::new() };
        let mut sheet = sheet.clone();
        sheet.unmerge(&table.body);
        let col = table.branch().unwrap();
        for row in &table.body {
            let name = plain(&sheet.cell(*row, col).text());
            sheet.put(*row, col, text(name));
        }
        if table.body.iter().any(|row| !known.contains(&sheet.cell(*row, col).text())) {
            return Vec::new();
        }
        let (folder, stem) = (book.folder(), book.stem());
        let year_and_kind = stem.split_once("党委").map_or(stem, |(_, rest)| rest);
        let mut books = Vec::new();
        for (n, rows) in groups(&sheet, &table).iter().enumerate() {
            let name = sheet.cell(rows[0], col).text();
            let mut piece = part(&sheet, &Table { head: table.head, ..table.clone() }, rows);
            piece.cells.drain(..table.head);
            // headings over two lines stay what they are
            piece.merges.retain(|m| m[0] >= table.head);
            piece.merges.iter_mut().for_each(|m| (m[0], m[2]) = (m[0] - table.head, m[2] - table.head));
            piece.remove_col(col);
            piece.name = if named == Named::Sheet { name.chars().take(31).collect() } else { "Sheet1".to_string() };
            let title = if named == Named::Title { format!("{name}{year_and_kind}") } else { year_and_kind.to_string() };
            piece.insert_row(0, vec![text(title)]);
            if named == Named::Unit {
                piece.insert_row(1, vec![text(format!("填报单位：{name}"))]);
            }
            let path = match named {
                Named::File => format!("{folder}/{name}{year_and_kind}.xlsx"),
                Named::Folder => format!("{folder}/{name}/{year_and_kind}.xlsx"),
                _ => format!("{folder}/{stem}-{:02}.xlsx", n + 1),
            };
            books.push(Book { path, sheets: vec![piece] });
        }
        books
    })
}

/// A sheet's name that is not taken yet.
fn free(taken: &mut BTreeSet<String>, name: &str) -> String {
    let short: String = name.chars().take(27).collect();
    let mut n = 1;
    let mut found = short.clone();
    while !taken.insert(found.to_lowercase()) {
        n += 1;
        found = format!("{short}（{n}）");
    }
    found
}

/// All books of these kinds in one book for each committee; `name` makes the names of its sheets.
fn join(scene: &mut Scene, kinds: &[Kind], file: &str, name: impl Fn(&Book, &Sheet) -> String) -> usize {
    let mut joined: BTreeMap<String, (Book, BTreeSet<String>)> = BTreeMap::new();
    let mut count = 0;
    let mut rest = Vec::new();
    for book in std::mem::take(&mut scene.books) {
        let tables: Vec<Table> = book.sheets.iter().filter_map(|s| Table::of(&book, s)).collect();
        let fits = !tables.is_empty() && tables.iter().all(|t| kinds.contains(&t.kind)) && !book.folder().is_empty();
        if !fits {
            rest.push(book);
            continue;
        }
        count += tables.len();
        scene.kinds.extend(tables.iter().map(|t| t.kind));
        let path = format!("{0}/{0}{file}", book.folder());
        let (whole, taken) = joined.entry(path.clone()).or_insert_with(|| (Book { path, sheets: Vec::new() }, BTreeSet::new()));
        for sheet in book.sheets.iter().filter(|s| !s.is_blank()) {
            let name = free(taken, &name(&book, sheet));
            whole.sheets.push(Sheet { name, ..sheet.clone() });
        }
    }
    scene.books = rest;
    scene.books.extend(joined.into_values().map(|(book, _)| book));
    count
}

/// All ledgers of a committee below each other on one sheet.
fn stack(scene: &mut Scene) -> usize {
    let count = join(scene, &[Kind::Ledger], "2017年台账合订.xlsx", |book, _| book.stem().to_string());
    for book in scene.books.iter_mut().filter(|b| b.path.ends_with("台账合订.xlsx")) {
        let mut whole = Sheet::named("台账", Vec::new());
        for sheet in std::mem::take(&mut book.sheets) {
            let at = whole.cells.len();
            whole.merges.extend(sheet.merges.iter().map(|m| [m[0] + at, m[1], m[2] + at, m[3]]));
            whole.cells.extend(sheet.cells);
            whole.cells.push(Vec::new());
        }
        book.sheets.push(whole);
    }
    count
}

/// Puts files into an archive and takes them away.
fn pack(scene: &Scene, folder: &str, archive: &str, within: &str) {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let home = scene.dir.join(folder);
    for (path, bytes) in tree(&home).into_iter().filter(|(path, _)| !path.ends_with(".zip")) {
        out.start_file(format!("{within}{path}"), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
        fs::remove_file(home.join(&path)).unwrap();
    }
    scene.lay(archive, &out.finish().unwrap().into_inner());
}

/// Moves every workbook of a committee's folder.
fn moved(scene: &mut Scene, to: impl Fn(&Book, usize) -> String) -> usize {
    let mut count = 0;
    for (n, book) in scene.books.iter_mut().enumerate() {
        let new = to(book, n);
        count += usize::from(new != book.path);
        book.path = new;
    }
    count
}

pub fn changes() -> Vec<Change> {
    let mut all = Vec::new();
    let mut add = |change: Change| all.push(change);
    let lists = [Kind::Attendance, Kind::Plan, Kind::Members, Kind::Service, Kind::Cadres, Kind::Waivers];
    // a total is one of all rows: it does not go along; a column that feeds nothing, and rows for others, are told of each file
    let of_files = &["ING005", "ING006", "ING007"];
    add(Change::new("a ledger for each branch", |s| s.replace(&[Kind::Ledger], split)).told(of_files));
    add(Change::new("a list for each branch", move |s| s.replace(&lists, split)));
    add(Change::new("a roster for each committee", |s| {
        s.replace(&[Kind::Roster], |book| {
            let (sheet, table) = only(book).unwrap();
            let col = table.column(&["上级党组织"]).unwrap();
            let names: BTreeSet<String> = table.body.iter().map(|row| sheet.cell(*row, col).text()).collect();
            let part = |name: &String| {
                let rows: Vec<usize> = table.body.iter().copied().filter(|row| sheet.cell(*row, col).text() == *name).collect();
                Book { path: format!("党组织花名册（{name}）.xlsx"), sheets: vec![part(sheet, &table, &rows)] }
            };
            names.iter().map(part).collect()
        })
    }));
    for (name, named) in [
        ("a ledger for each branch, named in the title", Named::Title),
        ("a ledger for each branch, named as who fills it in", Named::Unit),
        ("a ledger for each branch, named by the sheet", Named::Sheet),
        ("a ledger for each branch, named by the file", Named::File),
        ("a ledger for each branch, named by the folder", Named::Folder),
    ] {
        add(Change::new(name, move |s| own(s, &[Kind::Ledger], named)).told(of_files));
    }
    add(Change::new("attendance for each branch, named in the title", |s| own(s, &[Kind::Attendance], Named::Title)));
    add(Change::new("lists for each branch, named by the file", |s| own(s, &[Kind::Plan, Kind::Attendance], Named::File)));
    add(Change::new("attendance for each half year", |s| {
        s.replace(&[Kind::Attendance], |book| {
            let Some((sheet, table)) = only(book) else { return Vec::new() };
            let half = |first: bool| {
                let mut sheet = sheet.clone();
                for col in (0..table.columns.len()).rev() {
                    let month: Option<u32> = table.columns[col].strip_suffix('月').and_then(|m| m.parse().ok());
                    if month.is_some_and(|m| (m <= 6) != first) {
                        sheet.remove_col(col);
                    }
                }
                sheet
            };
            let stem = book.path.trim_end_matches(".xlsx");
            [(true, "上半年"), (false, "下半年")]
                .map(|(first, word)| Book { path: format!("{stem}（{word}）.xlsx"), sheets: vec![half(first)] })
                .into()
        })
    }));
    add(Change::new("the ledgers of a committee in one book", |s| {
        join(s, &[Kind::Ledger], "2017年台账合订.xlsx", |book, _| book.stem().to_string())
    }));
    add(Change::new("the ledgers of a committee on one sheet", stack).told(of_files));
    add(Change::new("all lists of a committee in one book", |s| {
        let kinds = [Kind::Ledger, Kind::Attendance, Kind::Plan, Kind::Members, Kind::Service, Kind::Cadres, Kind::Waivers, Kind::Form];
        join(s, &kinds, "2017年材料.xlsx", |book, sheet| {
            let year = sheet.name.ends_with(['年', '月']) || sheet.name.starts_with("Sheet") || sheet.name == "台账";
            if year { book.stem().to_string() } else { sheet.name.clone() }
        })
    }));
    add(Change::new("the office's lists in one book", |s| {
        let top: Vec<Book> = s.books.iter().filter(|b| b.folder().is_empty()).cloned().collect();
        s.books.retain(|b| !b.folder().is_empty());
        let mut taken = BTreeSet::new();
        let sheets: Vec<Sheet> =
            top.iter().flat_map(|b| &b.sheets).map(|x| Sheet { name: free(&mut taken, &x.name), ..x.clone() }).collect();
        s.books.push(Book { path: "全县材料.xlsx".to_string(), sheets });
        if top.len() > 1 { top.len() } else { 0 }
    })
    // whose a list is that lies at the top says its file's name
    .told(&["ING002"]));
    add(Change::new("folders deeper", |s| {
        moved(s, |b, _| b.path.split_once('/').map_or_else(|| b.path.clone(), |(f, rest)| format!("{f}/2017年/报送材料/{rest}")))
    }));
    add(Change::new("folders within a folder of all", |s| {
        moved(s, |b, _| if b.folder().is_empty() { b.path.clone() } else { format!("各乡镇上报/{}", b.path) })
    }));
    // Forms of one month are told apart by the order of their paths alone.
    add(Change::new("names of files that sort the other way round", |s| {
        let total = s.books.len();
        moved(s, move |b, n| {
            let (folder, name) = b.path.rsplit_once('/').map_or(("", b.path.as_str()), |(f, n)| (f, n));
            let form = name.contains("活动记录表") || folder.is_empty();
            if form { b.path.clone() } else { format!("{folder}/{:03}{name}", total - n) }
        })
    }));
    add(Change::new("a folder for each committee as an archive within", |s| {
        let folders = s.committees();
        s.save();
        folders.iter().for_each(|f| pack(s, f, &format!("{f}/{f}.zip"), ""));
        folders.len()
    }));
    add(Change::new("a folder for each committee as an archive", |s| {
        let folders = s.committees();
        s.save();
        folders.iter().for_each(|f| pack(s, f, &format!("{f}.zip"), &format!("{f}/")));
        folders.len()
    }));
    add(Change::new("the whole workspace as an archive", |s| {
        let archive = s.dir.with_file_name("台账.zip");
        let mut out = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
        let files = tree(&s.dir);
        if files.keys().any(|p| p.ends_with(".zip")) {
            return 0;
        }
        for (path, bytes) in &files {
            out.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.finish().unwrap();
        s.judged = Some(archive);
        files.len()
    }));
    add(Change::new("a blank sheet and a sheet of blanks", |s| {
        s.books.iter_mut().for_each(|b| {
            b.sheets.insert(0, Sheet::named("Sheet8", Vec::new()));
            b.sheets.push(Sheet::named("Sheet9", vec![vec![Cell::Text(" ".to_string())]]));
        });
        s.books.len()
    }));
    all
}
