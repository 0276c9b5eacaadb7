//! Files that nobody should send. Each is one ING001 or a good book, and never more memory or time than a ledger takes.

use super::*;
use crate::intake::cfb;

#[test]
fn what_is_no_workbook_says_so() {
    assert!(refused("空.xlsx", b"").contains("文件为空"));
    assert!(refused("零.xlsx", &[0; 600]).contains("损坏"));
    assert!(refused("图.xlsx", b"\x89PNG\r\n\x1a\n....").contains("图片"));
    assert!(refused("包.xlsx", b"Rar!\x1A\x07\x01\x00").contains("解压"));
    let noise: Vec<u8> = (0..5000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    assert!(refused("乱.xlsx", &noise).contains("不是可识别的表格文件"));
    assert!(refused("文.xlsx", &zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])).contains("文字文档"));
    assert!(refused("老.xls", b"\x09\x00\x04\x00\x02\x00\x10\x00").contains("另存"));
}

#[test]
fn encrypted_workbooks_that_do_not_say_how_are_damaged() {
    let ooxml = cfb::build(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")]);
    assert!(refused("密.xlsx", &ooxml).contains("加密信息不完整"));
    let bof = [0x09, 0x08, 8, 0, 0, 6, 5, 0, 0, 0, 0, 0];
    let xls = cfb::build(&[("Workbook", &[&bof[..], &[0x2F, 0, 6, 0, 1, 0, 1, 0, 1, 0]].concat())]);
    assert!(refused("密.xls", &xls).contains("加密信息不完整"));
    let manifest = br#"<manifest:manifest><manifest:file-entry full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    assert!(
        refused("密.ods", &zipped(&[("mimetype", b"x"), ("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest)]))
            .contains("加密算法")
    );
}

#[test]
fn truncated_files_end_in_one_issue() {
    let whole = xlsx_of(&r#"<row><c t="inlineStr"><is><t>甲</t></is></c></row>"#.repeat(500), None);
    for cut in [5, 30, whole.len() / 2, whole.len() - 1] {
        let loaded = load("断.xlsx", &whole[..cut]);
        assert_eq!(loaded.book.issues.len(), 1, "{cut}");
        assert!(loaded.unreadable, "{cut}");
    }
    let xls = cfb::build(&[("Workbook", &[0x09, 0x08, 8, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0x85, 0, 9, 0, 99, 0, 0, 0, 0, 0, 1, 0, b'a'])]);
    assert!(refused("断.xls", &xls).contains("损坏"));
    assert!(refused("断2.xls", &xls[..700]).contains("损坏"));
}

#[test]
fn far_cells_cost_nothing() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>
        <row r="4294967295"><c r="A4294967295"><v>3</v></c></row>"#;
    let loaded = load("远.xlsx", &xlsx_of(rows, None));
    assert_eq!(loaded.book.sheets[0].cells.len(), 2);
    assert_eq!(loaded.book.issues.len(), 1);
}

#[test]
fn promises_of_size_are_not_believed() {
    let lie = r#"<sst count="1" uniqueCount="4294967295"><si><t>甲</t></si></sst>"#;
    assert!(refused("谎.xlsx", &xlsx_of("", Some(lie))).contains("数目与内容不符"));
    let late = format!("<?xml version=\"1.0\"?>{}{lie}", " ".repeat(2 << 20));
    assert!(refused("迟.xlsx", &xlsx_of("", Some(&late))).contains("损坏"));

    let mut limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    let bomb = xlsx_of(&" ".repeat(4 << 20), None);
    let dir = folder(&[("弹.xlsx", &bomb)]);
    let found = find(dir.path());
    let loaded = read(&found.inputs[0], &limits, &Passwords::default());
    assert!(loaded.unreadable && loaded.book.issues[0].say.message().contains("解压后的大小"));
    limits.inflated_bytes = 1 << 30;
    limits.ratio_from = 1 << 20;
    assert!(read(&found.inputs[0], &limits, &Passwords::default()).book.issues[0].say.message().contains("压缩比"));
    // A declared size that is smaller than what comes out: unpacking stops there.
    let mut short = bomb;
    let declared: Vec<usize> = (0..short.len() - 4)
        .filter(|at| short[*at..at + 4].try_into().is_ok_and(|n| (4 << 20..5 << 20).contains(&u32::from_le_bytes(n))))
        .collect();
    assert!(declared.len() >= 2);
    for at in declared {
        short[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    assert!(load("短.xlsx", &short).unreadable);
}

#[test]
fn budgets_hold() {
    let dir = folder(&[("大.csv", "1,2,3\n".repeat(100).as_bytes())]);
    let found = find(dir.path());
    for (limits, word) in [
        (Limits { cells: 50, ..Limits::default() }, "单元格数"),
        (Limits { file_bytes: 100, ..Limits::default() }, "文件大小"),
        (Limits { cells_seen: 10, ..Limits::default() }, "单元格数"),
        (Limits { sheets: 0, ..Limits::default() }, "工作表数"),
    ] {
        let loaded = read(&found.inputs[0], &limits, &Passwords::default());
        assert!(loaded.unreadable && loaded.book.issues[0].say.message().contains(word), "{word}: {:?}", loaded.book.issues);
    }
    let rows = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/></table:table-row>"#;
    let ods = format!("<x><table:table table:name=\"a\">{rows}</table:table></x>");
    let limits = Limits { cells: 100_000, ..Limits::default() };
    let dir = folder(&[("弹.ods", &zipped(&[("mimetype", b"x"), ("content.xml", ods.as_bytes())]))]);
    assert!(read(&find(dir.path()).inputs[0], &limits, &Passwords::default()).book.issues[0].say.message().contains("单元格数"));
}

#[test]
fn flipped_bytes_never_panic() {
    let good: [(&str, Vec<u8>); 3] = [
        (
            "a.xlsx",
            xlsx_of(
                r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1</f></c></row>"#,
                Some("<sst uniqueCount=\"1\"><si><t>甲</t></si></sst>"),
            ),
        ),
        ("b.xls", super::binary::sample(true)),
        ("c.xls", super::binary::sample(false)),
    ];
    let limits = Limits::default();
    let dir = tempfile::tempdir().unwrap();
    silence_panics();
    let mut seed = 0x9E37_79B9_u32;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed as usize
    };
    for (name, bytes) in good {
        let path = dir.path().join(name);
        for _ in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..1 + next() % 4 {
                let at = next() % bytes.len();
                bytes[at] = next() as u8;
            }
            fs::write(&path, &bytes).unwrap();
            for input in find(&path).inputs {
                let loaded = read(&input, &limits, &Passwords::default());
                assert_eq!(loaded.unreadable, loaded.book.sheets.is_empty() && !loaded.book.issues.is_empty());
                assert!(loaded.book.issues.iter().all(|i| i.code == Code::ING001 && !i.say.message().is_empty()));
            }
        }
    }
}

#[test]
fn text_of_another_format_is_no_table() {
    for (bytes, what) in [
        (&b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>"[..], "单个文件网页"),
        (b"ID;PWXL;N;E\r\nC;Y1;X1;K\"a\"\r\n", "SYLK"),
        (b"TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n", "DIF"),
    ] {
        let loaded = load("甲.xls", bytes);
        assert!(loaded.unreadable && loaded.book.issues[0].say.message().contains(what), "{what}");
    }
}
