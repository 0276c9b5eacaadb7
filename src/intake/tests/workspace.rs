//! Discovery: folders, archives, names, what is passed over.

use super::*;

fn paths(found: &Discovery) -> Vec<&str> {
    found.inputs.iter().map(|i| &*i.path).collect()
}

/// A zip whose names are raw bytes, without the UTF-8 flag: as old Chinese archivers write it, stored and hand-made.
fn raw_zip(files: &[(Vec<u8>, &[u8])]) -> Vec<u8> {
    let mut plain: Vec<(String, &[u8])> = Vec::new();
    for (n, (name, bytes)) in files.iter().enumerate() {
        plain.push((format!("{n:0>width$}", width = name.len()), bytes));
    }
    let parts: Vec<(&str, &[u8])> = plain.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let mut zip = zipped(&parts);
    for ((name, _), (raw, _)) in plain.iter().zip(files) {
        let mut at = 0;
        while let Some(hit) = zip[at..].windows(name.len()).position(|w| w == name.as_bytes()) {
            zip[at + hit..at + hit + raw.len()].copy_from_slice(raw);
            at += hit + raw.len();
        }
    }
    zip
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

#[test]
fn a_folder_is_listed_in_byte_order_and_leftovers_are_counted() {
    let inner = zipped(&[("b.csv", b"x"), ("__MACOSX/._b.csv", b"x"), ("deep/c.csv", b"y"), ("in.rar", b"Rar!"), ("p.png", b"p")]);
    let dir = folder(&[
        ("乙/7月.csv", b"a,b"),
        ("a.zip", &inner),
        ("a/z.csv", b"1"),
        ("~$乙.xlsx", b"lock"),
        ("照片.jpg", b"p"),
        ("dangri.toml", b""),
        (".dangri/cache", b""),
        ("旧-结果/汇总报告.xlsx", b""),
        ("_truth/truth.json", b""),
        ("_truth/x.csv", b""),
        ("x.7z", b"7z"),
        ("out/y.csv", b""),
    ]);
    let found = discover(dir.path(), &[dir.path().join("out")], &Limits::default()).unwrap();
    assert_eq!(paths(&found), ["a.zip/b.csv", "a.zip/deep/c.csv", "a/z.csv", "乙/7月.csv"]);
    let skipped: Vec<_> = found.skipped.iter().map(|s| &*s.path).collect();
    let want = ["a.zip/__MACOSX/._b.csv", "a.zip/p.png", "~$乙.xlsx"];
    assert_eq!(skipped[..3], want);
    assert_eq!(skipped[3..], ["旧-结果/汇总报告.xlsx", "照片.jpg"]);
    let refused: Vec<_> = found.unreadable.iter().map(|(p, _)| &**p).collect();
    assert_eq!(refused, ["a.zip/in.rar", "x.7z"]);
    assert_eq!(found.issues.len(), 2);
    assert!(found.issues.iter().all(|i| i.code == Code::ING001 && i.say.message().contains("解压")));
}

#[test]
fn a_zipped_workspace_is_the_folder_that_was_zipped() {
    let deep = zipped(&[("e.csv", b"1"), ("f.zip", &zipped(&[("g.csv", b"1")]))]);
    let zip = raw_zip(&[
        (gbk("池州\\镇甲\\一支部.csv"), "甲".as_bytes()),
        (gbk("池州/内.zip"), &deep),
        (gbk("池州/dangri.toml"), b"jurisdiction = \"chizhou\""),
    ]);
    let dir = folder(&[("工作区.zip", &zip)]);
    let root = dir.path().join("工作区.zip");
    let found = find(&root);
    assert_eq!(paths(&found), ["内.zip/e.csv", "内.zip/f.zip", "镇甲/一支部.csv"]);
    let limits = Limits::default();
    let toml = super::super::workspace_file(&root, "dangri.toml", &limits).unwrap();
    assert_eq!(toml.as_deref(), Some(&b"jurisdiction = \"chizhou\""[..]));
    assert_eq!(super::super::workspace_file(&root, "no.toml", &limits).unwrap(), None);
    let nested = read(&found.inputs[1], &limits, &Passwords::default());
    assert!(nested.unreadable && nested.book.issues[0].say.message().contains("先解压"));
    let branch = read(&found.inputs[2], &limits, &Passwords::default());
    assert_eq!(value(&branch.book.sheets[0], 0, 0), text("甲"));
    assert_eq!(branch.digest, super::super::source::digest("甲".as_bytes()));
}

#[test]
fn content_tells_workbook_from_archive() {
    let book = xlsx_of(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, None);
    let pack = zipped(&[("甲.csv", b"a"), ("../../乙.csv", b"b")]);
    let dir =
        folder(&[("其实是台账.zip", &book), ("其实是压缩包.xlsx", &pack), ("坏.zip", b"PK\x03\x04 cut"), ("坏.xlsx", b"PK\x03\x04 cut")]);
    let found = find(dir.path());
    assert_eq!(paths(&found), ["其实是压缩包.xlsx/乙.csv", "其实是压缩包.xlsx/甲.csv", "其实是台账.zip", "坏.xlsx"]);
    assert_eq!(found.unreadable.len(), 1);
    assert!(found.issues[0].say.message().contains("损坏"));
    assert!(!read(&found.inputs[2], &Limits::default(), &Passwords::default()).unreadable);
    assert!(read(&found.inputs[3], &Limits::default(), &Passwords::default()).unreadable);
}

#[test]
fn a_root_may_be_one_file_or_nothing() {
    let dir = folder(&[("七月.csv", b"a")]);
    assert_eq!(paths(&find(&dir.path().join("七月.csv"))), ["七月.csv"]);
    assert!(discover(&dir.path().join("没有"), &[], &Limits::default()).is_err());
    // What is called an archive and is none that opens leaves nothing to work on.
    let dir = folder(&[("空.zip", b""), ("文.zip", b"text"), ("甲.rar", b"Rar!\x1a\x07\x00"), ("坏.zip", b"PK\x03\x04 cut")]);
    for name in ["空.zip", "文.zip", "甲.rar", "坏.zip"] {
        let refused = discover(&dir.path().join(name), &[], &Limits::default());
        assert!(matches!(refused, Err(crate::intake::IntakeError::Archive(..))), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let dir = folder(&[("甲/a.csv", b"a")]);
    std::os::unix::fs::symlink(dir.path().join("甲"), dir.path().join("乙")).unwrap();
    let found = find(dir.path());
    assert_eq!(paths(&found), ["甲/a.csv"]);
    assert_eq!(found.skipped.len(), 1);
}

#[test]
fn many_members_share_one_parsed_directory() {
    let names: Vec<String> = (0..3000).map(|n| format!("镇{}/支部{n}.csv", n % 7)).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), n.as_bytes())).collect();
    let dir = folder(&[("全部.zip", &zipped(&parts))]);
    let found = find(dir.path());
    assert_eq!(found.inputs.len(), 3000);
    std::thread::scope(|scope| {
        for half in found.inputs.chunks(1500) {
            scope.spawn(move || {
                for input in half {
                    let loaded = read(input, &Limits::default(), &Passwords::default());
                    let name = input.path.strip_prefix("全部.zip/").unwrap();
                    assert_eq!(value(&loaded.book.sheets[0], 0, 0), text(name));
                }
            });
        }
    });
}

#[test]
fn every_locked_member_is_told_of() {
    let mut zip = zipped(&[("甲.csv", b"a"), ("乙.csv", b"b")]);
    // the flag of encryption, in the local headers and in the directory
    for (magic, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let hits: Vec<usize> = (0..zip.len() - 4).filter(|i| zip[*i..].starts_with(magic)).collect();
        hits.into_iter().for_each(|hit| zip[hit + at] |= 1);
    }
    let found = find(folder(&[("密.zip", &zip)]).path());
    assert!(found.inputs.is_empty());
    let told: Vec<_> = found.issues.iter().map(|i| &*i.place.file).collect();
    assert_eq!(told, ["密.zip/乙.csv", "密.zip/甲.csv"]);
    assert_eq!(found.unreadable.len(), 2);
    assert!(found.issues.iter().all(|i| i.say.message().contains("解压密码")));
}
