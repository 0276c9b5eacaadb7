//! What lies about in a real workspace: lock files, pictures, documents, damaged and packed files, lists of another office.

use super::activities::World;
use super::dice::Dice;
use super::grid::{Book, Container, Grid, Val, text};
use super::shelf::{Open, Shelf, Whose};
use crate::model::finding::Code;

/// "Skipped, with a count: lock files, .DS_Store, Thumbs.db, desktop.ini, pictures, Word, PDF".
pub(super) fn skipped(world: &World, shelf: &mut Shelf) {
    let folder = &world.committees[0].name;
    let year = world.period.first().year();
    let mut lock = vec![5u8];
    lock.resize(165, b' ');
    let jpg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xD9].to_vec();
    let files: Vec<(String, Vec<u8>)> = vec![
        (format!("{folder}/~${folder}{year}年台账.xlsx"), lock.clone()),
        (format!("{folder}/.~{folder}台账.xlsx"), lock),
        (format!("{folder}/活动照片/IMG_0001.jpg"), jpg),
        (format!("{folder}/关于开展活动的通知.docx"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
        ("活动方案.pdf".to_string(), b"%PDF-1.4\n%%EOF\n".to_vec()),
        (format!("{folder}/Thumbs.db"), vec![0; 64]),
        (".DS_Store".to_string(), vec![0, 0, 0, 1]),
        ("desktop.ini".to_string(), b"[.ShellClassInfo]\r\n".to_vec()),
    ];
    for file in files {
        shelf.tally("skipped");
        shelf.raws.push(file);
    }
}

/// ING001 and ING002.
pub(super) fn broken(world: &World, shelf: &mut Shelf, seed: u64) {
    let mut dice = Dice::new(seed, 7);
    let folder = world.committees[world.committees.len() - 1].name.clone();
    // A real one, saved by an office program under a password that nobody is told.
    let encrypted = include_bytes!("encrypted.xlsx").to_vec();
    let mut truncated = b"PK\x03\x04\x14\x00\x06\x00\x08\x00".to_vec();
    truncated.extend((0..300u32).map(|n| (n * 37 % 251) as u8));
    let files: Vec<(String, Vec<u8>)> = vec![
        (format!("{folder}/补报台账（传输中断）.xlsx"), truncated),
        (format!("{folder}/加密台账.xlsx"), encrypted),
        (format!("{folder}/云端未下载台账.xlsx"), Vec::new()),
        (format!("{folder}/往年台账.rar"), b"Rar!\x1a\x07\x00\xcf\x90\x73\x00\x00\x0d\x00\x00\x00\x00\x00\x00\x00".to_vec()),
        (format!("{folder}/往年材料.7z"), b"7z\xbc\xaf\x27\x1c\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00".to_vec()),
    ];
    // They lie in its folder and tell no month.
    let whose = Whose::Committee(world.committees.len() - 1);
    shelf.open.push(Open { whose, first: world.period.first(), last: world.period.last() });
    for (path, bytes) in files {
        shelf.issue(Code::ING001, None, None, &path, "", None);
        shelf.tally("unreadable");
        shelf.raws.push((path, bytes));
    }
    let path = format!("{folder}/食堂采购清单.xlsx");
    shelf.issue(Code::ING002, None, None, &path, "采购", None);
    shelf.add(Book { path, archive: None, container: Container::Xlsx, grids: vec![foreign("采购", &mut dice)] });
    // A foreign sheet inside a ledger: the book is read in part.
    let host = shelf.books.iter_mut().find(|b| {
        b.container == Container::Xlsx
            && b.archive.is_none()
            && b.grids.len() == 1
            && b.grids[0].layout.is_some_and(|l| l == "activity_ledger")
    });
    if let Some(book) = host {
        book.grids.push(foreign("物资清单", &mut dice));
        let path = book.path.clone();
        shelf.issue(Code::ING002, None, None, &path, "物资清单", None);
    }
}

/// A sheet that no layout of the contract describes.
fn foreign(name: &str, dice: &mut Dice) -> Grid {
    let mut g = Grid { name: name.to_string(), ..Grid::default() };
    for (col, head) in ["品名", "规格", "数量", "单价", "金额"].iter().enumerate() {
        g.put(0, col as u32, text(*head));
    }
    for (n, item) in ["大米", "食用油", "面粉", "鸡蛋", "洗洁精", "垃圾袋"].iter().enumerate() {
        let (row, count, price) = (n as u32 + 1, dice.range(2, 40), dice.range(3, 90));
        g.put(row, 0, text(*item));
        g.put(row, 1, text("袋装"));
        g.put(row, 2, Val::Int(i64::from(count)));
        g.put(row, 3, Val::Int(i64::from(price)));
        g.put(row, 4, Val::Int(i64::from(count * price)));
    }
    g
}
