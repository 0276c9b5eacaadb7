//! Encrypted ledgers through the public door: which passwords open them, where passwords may stand, and that none of them ever comes out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use crate::door::{book, csv_rows, dangri, dangri_ok, json, root, tree};

const PASSWORD: &str = "支部2017";
const WRONG: [&str; 2] = ["hunter2-secret", "另一个口令"];
/// Those that are quick to try a password on; all schemes are read in the tests of intake.
const LEDGERS: [&str; 3] = ["lo.xlsx", "lo-rc4.xls", "cryptoapi-128.xls"];

struct Office {
    temp: tempfile::TempDir,
}

impl Office {
    /// A roster and three encrypted copies of one ledger.
    fn new() -> Self {
        let office = Office { temp: tempfile::tempdir().unwrap() };
        let roster: &[&[&str]] = &[&["编号", "党支部名称", "上级党组织", "党员人数"], &["01", "金星村党支部", "华埠镇党委", "20"]];
        book(&office.workspace().join("党组织花名册.xlsx"), &[("花名册", roster)]);
        for name in LEDGERS {
            fs::copy(root().join("tests/data/encrypted").join(name), office.workspace().join(name)).unwrap();
        }
        office
    }

    fn workspace(&self) -> PathBuf {
        self.temp.path().join("台账")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.temp.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn args(&self, workspace: &Path, out: &str, options: &[&str]) -> Vec<String> {
        let out = self.temp.path().join(out);
        let fixed =
            ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "kaihua", "-p", "2017-07", "--as-of", "2017-08-10"];
        fixed.iter().chain(options).map(ToString::to_string).collect()
    }

    /// Runs the workspace; gives what was printed and the folder of the result.
    fn run(&self, out: &str, options: &[&str]) -> (String, PathBuf) {
        (dangri_ok(&self.args(&self.workspace(), out, options)), self.temp.path().join(out))
    }
}

/// Unreadable files with their messages.
fn refused(out: &Path) -> BTreeMap<String, String> {
    let rows = csv_rows(&out.join("data/findings.csv"), true).into_iter().filter(|r| r["rule"] == "ING001");
    rows.map(|r| (r["file"].clone(), r["message"].clone())).collect()
}

/// Everything a run wrote, with what is inside of its workbooks.
fn all_bytes(out: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for bytes in tree(out).into_values() {
        if let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(&bytes)) {
            for index in 0..zip.len() {
                zip.by_index(index).unwrap().read_to_end(&mut all).unwrap();
            }
        }
        all.extend(bytes);
    }
    all
}

fn holds(all: &[u8], word: &str) -> bool {
    all.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn without_the_password_each_file_is_one_finding_that_says_what_to_do() {
    let office = Office::new();
    let (said, out) = office.run("无", &["--format", "csv"]);
    let messages = refused(&out);
    assert_eq!(messages.len(), LEDGERS.len());
    // whoever handed them in is told no option; whoever runs the program is
    assert!(messages.values().all(|m| m.contains("打开密码") && m.contains("重新报送") && !m.contains("--password")), "{messages:?}");
    assert!(said.contains("--password"), "{said}");
    let (_, out) = office.run("错", &["--format", "csv", "--password", WRONG[0], "--password", WRONG[1], "--password", WRONG[0]]);
    let messages = refused(&out);
    assert_eq!(messages.len(), LEDGERS.len());
    assert!(messages.values().all(|m| m.contains("2 个密码均未能打开")), "{messages:?}");
}

#[test]
fn passwords_open_and_neither_they_nor_their_order_come_out() {
    let office = Office::new();
    let given = |order: [&'static str; 3]| order.into_iter().flat_map(|p| ["--password", p]).collect::<Vec<_>>();
    let (printed, one) = office.run("甲", &given([WRONG[0], PASSWORD, WRONG[1]]));
    let (printed_too, two) = office.run("乙", &given([WRONG[1], WRONG[0], PASSWORD]));
    assert!(refused(&one).is_empty(), "{:?}", refused(&one));
    let summary = json(&one.join("data/summary.json"));
    assert_eq!((summary["files"]["read"].as_u64(), summary["files"]["unreadable"].as_u64()), (Some(4), Some(0)));
    // One ledger in three files: the first counts, the copies are copies.
    let rows = &summary["rows_by_layout"]["activity_ledger"];
    assert!(rows["accepted"].as_u64() > Some(0) && rows["duplicate"].as_u64() >= rows["accepted"].as_u64().map(|n| n * 2), "{rows}");

    assert_eq!(tree(&one), tree(&two));
    assert_eq!(printed.replace("甲", "乙"), printed_too);
    let all = [all_bytes(&one), printed.into_bytes()].concat();
    assert!(holds(&all, "金星村党支部"));
    assert!(WRONG.iter().chain(&[PASSWORD]).all(|word| !holds(&all, word)));
}

#[test]
fn a_list_of_passwords_may_stand_in_any_encoding_and_in_the_workspace() {
    let office = Office::new();
    let list = format!("\r\n{}\r\n {PASSWORD} \r\n", WRONG[0]);
    for (name, bytes) in [
        ("utf8.txt", list.clone().into_bytes()),
        ("bom.txt", format!("\u{feff}{list}").into_bytes()),
        ("gbk.txt", encoding_rs::GBK.encode(&list).0.into_owned()),
    ] {
        let path = office.write(name, &bytes);
        let (_, out) = office.run("单", &["--format", "csv,json", "--password-file", &path]);
        assert!(refused(&out).is_empty(), "{name}");
    }
    let (_, plain) = office.run("对照", &["--format", "csv,json", "--password", PASSWORD]);
    // In the workspace it is no ledger: nothing of it is read, counted or digested.
    fs::write(office.workspace().join("密码.txt"), PASSWORD).unwrap();
    fs::write(office.workspace().join("dangri.toml"), "password_file = \"密码.txt\"\n").unwrap();
    let (_, own) = office.run("自带", &["--format", "csv,json"]);
    assert_eq!(tree(&plain), tree(&own));
    let inside = office.workspace().join("密码.txt");
    fs::remove_file(office.workspace().join("dangri.toml")).unwrap();
    let (_, named) = office.run("指名", &["--format", "csv,json", "--password-file", inside.to_str().unwrap()]);
    assert_eq!(tree(&plain), tree(&named));
}

/// What others have packed says nothing of passwords; the list in it is neither used nor read as a ledger.
#[test]
fn a_list_in_a_zipped_workspace_is_neither_used_nor_read() {
    let office = Office::new();
    fs::write(office.workspace().join("dangri.toml"), "password_file = \"口令/密码.txt\"\n").unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let files = tree(&office.workspace()).into_iter().chain([("口令/密码.txt".to_owned(), PASSWORD.as_bytes().to_vec())]);
    for (name, bytes) in files {
        zip.start_file(format!("台账/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let path = office.write("台账.zip", &zip.finish().unwrap().into_inner());
    dangri_ok(&office.args(Path::new(&path), "包", &["--format", "csv,json"]));
    let out = office.temp.path().join("包");
    assert!(!refused(&out).is_empty());
    assert_eq!(json(&out.join("data/summary.json"))["files"]["total"].as_u64(), Some(4));
    assert!(!holds(&all_bytes(&out), "密码.txt"));
}

#[test]
fn unusable_lists_stop_the_run_and_no_error_shows_a_password() {
    let office = Office::new();
    let empty = office.write("空.txt", b"\n \n");
    let binary = office.write("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0");
    let many: String = (0..201).map(|n| format!("secret-{n}\n")).collect();
    let many = office.write("多.txt", many.as_bytes());
    let missing = office.temp.path().join("没有.txt").to_str().unwrap().to_owned();
    for (list, says) in [(empty, "其中没有密码"), (binary, "不是文本文件"), (many, "超过 200 个"), (missing, "文件不存在")]
    {
        let output = dangri(&office.args(&office.workspace(), "果", &["--password-file", &list]));
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("密码清单") && text.contains(says) && !text.contains("secret-"), "{text}");
    }
    for wrong in
        [["--password=hunter2-secret", "--bogus"], ["--passwort=hunter2-secret", "--jobs=1"], ["--password=hunter2-secret", "--jobs=x"]]
    {
        let output = dangri(&office.args(&office.workspace(), "果", &wrong));
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8(output.stderr).unwrap().contains("hunter2"), "{wrong:?}");
    }
    fs::write(office.workspace().join("dangri.toml"), "password = \"hunter2-secret\"\n").unwrap();
    let output = dangri(&office.args(&office.workspace(), "果", &[]));
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text.contains("password_file") && !text.contains("hunter2"), "{text}");
    assert!(!office.temp.path().join("果").exists());
}

#[test]
fn sample_takes_passwords_too() {
    let office = Office::new();
    let workspace = office.workspace();
    let args = ["sample", workspace.to_str().unwrap(), "-j", "kaihua", "-p", "2017-07", "--as-of", "2017-08-10", "--password", PASSWORD];
    assert!(dangri_ok(&args).contains("抽查"));
}
