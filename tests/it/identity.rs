//! Numbers of persons, planted in many notations wherever people write, are readable nowhere in a result; numbers of branches, tickets and digests are
//! whole everywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::door::{book, csv_rows, dangri, json, tree};
use crate::filled::parts;

/// How a number may be written.
fn notations(id: &str) -> Vec<String> {
    let cut = |at: &[usize], between: &str| {
        let mut text = String::new();
        for (i, c) in id.chars().enumerate() {
            if at.contains(&i) {
                text.push_str(between);
            }
            text.push(c);
        }
        text
    };
    let all: Vec<usize> = (1..18).collect();
    let wide: String = id.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
    vec![
        id.to_string(),
        cut(&[6, 14], " "),
        cut(&[6, 14], "-"),
        cut(&[4, 8, 12, 16], " "),
        cut(&all, " "),
        cut(&[6, 14], "\u{a0}"),
        cut(&all, "\u{200b}"),
        cut(&[3, 9], "\u{ad}"),
        cut(&[6, 14], "\u{3000}"),
        cut(&[9], "\n"),
        cut(&[6, 14], "\t"),
        cut(&[6, 14], "."),
        cut(&[6, 14], "·"),
        cut(&[6, 14], "—"),
        cut(&[6, 14], "_"),
        cut(&[6, 10, 12, 14], "–"),
        wide,
        format!("No{id}abc"),
    ]
}

/// Gives out numbers, each once.
#[derive(Default)]
struct Planted(Vec<String>);

impl Planted {
    fn next(&mut self) -> String {
        let id = format!("34170219{:02}0315{:04}", 30 + self.0.len() % 60, 1111 + 7 * self.0.len());
        self.0.push(id.clone());
        id
    }

    /// A number in a notation, each time another one.
    fn text(&mut self) -> String {
        let at = self.0.len();
        let all = notations(&self.next());
        all[at % all.len()].clone()
    }

    /// One that may stand in the name of a file or sheet.
    fn name(&mut self) -> String {
        let at = self.0.len() % 4;
        let all = notations(&self.next());
        [&all[0], &all[1], &all[2], &all[14]][at].clone()
    }
}

const PHONE: &str = "13905661234";
const BRANCHES: [&str; 3] = ["341702199001010001", "341702199001010002", "341702000000003"];

fn fill(workspace: &Path) -> Planted {
    let mut p = Planted::default();
    let toml = "jurisdiction = \"jiangshan\"\nperiod = \"2017-07\"\nas_of = \"2017-10-15\"\nseed = \"2017年第三季度抽查\"\n";
    fs::write(workspace.join("dangri.toml"), toml).unwrap();
    let nameless = format!("丁村{}党支部", p.name());
    let committee = format!("石桥镇{}党委", p.name());
    let secretary = p.text();
    let head = ["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"];
    let rows: Vec<Vec<&str>> = vec![
        head.to_vec(),
        vec![BRANCHES[0], "甲村党支部", "柳塘镇党委", "农村", "20", &secretary],
        vec![BRANCHES[1], "乙村党支部", "柳塘镇党委", "农村", "20", ""],
        vec![BRANCHES[2], "丙村党支部", &committee, "农村", "20", ""],
        vec!["", &nameless, &committee, "农村", "20", ""],
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(&workspace.join("花名册.xlsx"), &[("党组织花名册", &rows)]);
    let members = [["编号", "姓名", "所在党支部"].map(String::from), [p.text(), format!("张三{}", p.text()), "甲村党支部".into()]];
    let rows: Vec<Vec<&str>> = members.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(&workspace.join("党员.xlsx"), &[("党员花名册", &rows)]);
    let folder = workspace.join(format!("柳塘镇党委{}", p.name()));
    let head = "党支部名称,活动日期,活动主题,应到人数,实到人数,活动地点,活动内容,主持人,记录人,缺席人员及原因,补课情况,备注";
    for round in 0..4 {
        let mut rows: Vec<Vec<String>> = vec![head.split(',').map(String::from).collect()];
        for (branch, day) in [("甲村党支部", 5), ("乙村党支部", 6), ("没有的村党支部", 7), ("丙村党支部", 8)] {
            let unknown = if branch.starts_with("没有") { format!("{branch}{}", p.text()) } else { branch.to_string() };
            let bad = if day == 6 { format!("不详{}", p.text()) } else { "8".into() };
            let mut row = vec![unknown, format!("2017-07-{:02}", day + round), format!("学习{}", p.text()), "20".into(), bad];
            row.extend(
                (0..7).map(|n| format!("某某{}{}", p.text(), if n == 6 { format!("电话{PHONE}、139 0566 1234") } else { String::new() })),
            );
            rows.push(row);
        }
        let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        book(&folder.join(format!("台账{}.xlsx", p.name())), &[(&format!("甲{}", p.name()), &rows)]);
    }
    let (reason, approver) = (format!("因{}请假", p.text()), format!("李四{}", p.text()));
    let waiver = [
        ["党支部名称", "月份", "规则", "说明", "批准人", "批准日期"],
        ["乙村党支部", "2017-07", "DAY001", &reason, &approver, "2017-08-01"],
    ];
    let rows: Vec<&[&str]> = waiver.iter().map(|r| r.as_slice()).collect();
    book(&workspace.join("情况说明.xlsx"), &[("情况说明", &rows)]);
    fs::write(workspace.join(format!("损坏{}.xlsx", p.name())), "不是表格").unwrap();
    p
}

/// Digits in half width and nothing else, tags taken out.
fn digits(text: &str) -> String {
    let mut inside = false;
    let of = |c: char| match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0),
        // what has been masked is no longer a number
        '*' | '＊' => Some('*'),
        _ => None,
    };
    let seen = |c: &char| {
        let keep = !inside && *c != '<';
        inside = (inside || *c == '<') && *c != '>';
        keep
    };
    text.chars().filter(seen).filter_map(of).collect()
}

/// Every text of a result: files as they are, parts of packages, names.
fn texts(dir: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, bytes) in tree(dir) {
        all.push((name.clone(), name.clone()));
        if name.ends_with(".xlsx") {
            let parts = parts(&dir.join(&name)).into_iter();
            all.extend(parts.map(|(part, bytes)| (format!("{name}!{part}"), String::from_utf8_lossy(&bytes).into_owned())));
        } else {
            all.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    all
}

fn wants_none_readable(planted: &Planted, all: &[(String, String)]) {
    let mut wrong = BTreeSet::new();
    for (name, text) in all {
        // quotes and brackets of markup may stand unbalanced in other texts, which are looked at whole
        for digits in [digits(text), digits(&text.replace('<', " "))] {
            wrong.extend(planted.0.iter().filter(|id| digits.contains(*id)).map(|id| format!("{id} in {name}")));
        }
        if text.contains(PHONE) || text.contains("139 0566 1234") {
            wrong.insert(format!("phone in {name}"));
        }
    }
    assert!(wrong.is_empty(), "{} places: {:#?}", wrong.len(), wrong.iter().take(20).collect::<Vec<_>>());
}

#[test]
fn planted_numbers_are_readable_nowhere_and_keys_are_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (workspace, out) = (dir.path().join("台账"), dir.path().join("结果"));
    fs::create_dir_all(&workspace).unwrap();
    let planted = fill(&workspace);
    assert!(planted.0.len() > 130);
    let ran = dangri(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let told = [("stdout", &ran.stdout), ("stderr", &ran.stderr)].map(|(n, b)| (n.to_string(), String::from_utf8_lossy(b).into_owned()));
    let mut all = texts(&out);
    assert!(
        all.iter().any(|(name, _)| name.starts_with("反馈/") && name.contains('!')),
        "{:?}",
        all.iter().map(|a| &a.0).collect::<Vec<_>>()
    );
    all.extend(told);
    wants_none_readable(&planted, &all);
    // and what earlier runs leave for later ones
    wants_none_readable(&planted, &texts(&workspace.join(".dangri/history")));

    let ids: BTreeSet<String> = csv_rows(&out.join("data/matrix.csv"), true).into_iter().map(|r| r["branch_id"].clone()).collect();
    assert!(BRANCHES.iter().all(|id| ids.contains(*id)) && ids.len() == 4, "{ids:?}");
    let sample = json(&out.join("data/sample.json"));
    let units: Vec<&str> = sample["frame"].as_array().unwrap().iter().map(|u| u["draw_unit"].as_str().unwrap()).collect();
    assert_eq!(units.iter().collect::<BTreeSet<_>>().len(), units.len());
    let (seed, number) = (sample["seed"].as_str().unwrap(), &sample["draw_number"]);
    for drawn in sample["drawn"].as_array().unwrap() {
        let unit = drawn["draw_unit"].as_str().unwrap();
        let digest = Sha256::digest(format!("{seed},{number},{unit}"));
        let ticket: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(drawn["ticket"], ticket.as_str());
        let shown = all.iter().filter(|(name, text)| name.ends_with(".xml") && text.contains(&ticket)).count();
        assert!(shown >= 2, "the ticket of {unit} stands whole in {shown} workbooks");
    }
    let verified = dangri(&["sample", "--verify", out.join("data/sample.json").to_str().unwrap()]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let inputs = json(&out.join("data/summary.json"))["inputs"].to_string();
    for (name, bytes) in tree(&workspace).into_iter().filter(|(n, _)| n.ends_with(".xlsx")) {
        let digest: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert!(inputs.contains(&digest), "{name}");
    }
}

#[test]
fn other_commands_show_none_either() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("台账");
    fs::create_dir_all(&workspace).unwrap();
    let planted = fill(&workspace);
    let place = workspace.to_str().unwrap();
    let ledger = tree(&workspace).into_keys().find(|n| n.contains("柳塘镇党委")).unwrap();
    let ledger = workspace.join(ledger);
    let sheet = dir.path().join("核对.xlsx");
    let blank = dir.path().join("模板");
    for args in [
        vec!["check", ledger.to_str().unwrap(), "-j", "jiangshan"],
        vec!["check", ledger.to_str().unwrap(), "-j", "jiangshan", "--format", "json"],
        vec!["match", place, "-o", sheet.to_str().unwrap()],
        vec!["sample", place],
        vec!["template", place, "-o", blank.to_str().unwrap()],
        vec!["run", "没有320102199001011234"],
    ] {
        let ran = dangri(&args);
        let told = [&ran.stdout, &ran.stderr].map(|b| (args.join(" "), String::from_utf8_lossy(b).into_owned()));
        assert!(told.iter().any(|(_, t)| !t.is_empty()), "{args:?}");
        wants_none_readable(&planted, &told);
        assert!(told.iter().all(|(_, t)| !t.contains("199001011234")), "{told:?}");
    }
    let made: Vec<(String, String)> = parts(&sheet).into_iter().map(|(n, b)| (n, String::from_utf8_lossy(&b).into_owned())).collect();
    wants_none_readable(&planted, &made);
    wants_none_readable(&planted, &texts(&blank));
}

#[test]
fn a_seed_with_a_number_of_a_person_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    let place = dir.path().to_str().unwrap();
    for seed in ["320102 19900101 1234", "抽查13905661234"] {
        let ran = dangri(&["run", place, "--seed", seed]);
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.code() == Some(2) && told.contains("抽查种子") && !told.contains("1234"), "{told}");
        let toml = format!("jurisdiction = \"jiangshan\"\nperiod = \"2017-07\"\nseed = \"{seed}\"\n");
        fs::write(dir.path().join("dangri.toml"), toml).unwrap();
        assert_eq!(dangri(&["run", place]).status.code(), Some(2));
    }
}
