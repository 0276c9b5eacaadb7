//! What must hold whatever comes in: the sums of the rows, and that the figures depend on the rows alone, not on how they are spread over files,
//! what those are called, or how the names of the branches are dressed.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use crate::door::{Judged, book};

const BRANCHES: [&str; 5] = ["金星村党支部", "华阳社区党支部", "机关党支部", "东岸村党支部", "青联村党支部"];
const TABLES: [&str; 5] = ["matrix.csv", "ranking.csv", "committees.csv", "eligibility.csv", "sample.csv"];

/// A row of a ledger: branch, month, day, due, actual.
type Row = (usize, u32, u32, u32, u32);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..BRANCHES.len(), 7_u32..=9, 1_u32..=28, 10_u32..20, 5_u32..20);
    // One activity a branch and month: which of two rows of one day counts does depend on the path, by the contract.
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let unique: BTreeMap<(usize, u32), Row> = rows.into_iter().map(|row| ((row.0, row.1), row)).collect();
        unique.into_values().collect()
    })
}

fn roster(workspace: &Path) {
    let head: &[&str] = &["编号", "党支部名称", "上级党组织", "类型", "党员人数"];
    let numbers = ["B1", "B2", "B3", "B4", "B5"];
    let lines: Vec<[&str; 5]> = BRANCHES.iter().zip(numbers).map(|(name, id)| [id, name, "华埠镇党委", "农村", "20"]).collect();
    let lines: Vec<&[&str]> = std::iter::once(head).chain(lines.iter().map(|l| &l[..])).collect();
    book(&workspace.join("党组织花名册.xlsx"), &[("花名册", &lines)]);
}

/// Writes rows as a ledger; `dress` changes how a branch's name is written.
fn ledger(path: &Path, rows: &[Row], dress: impl Fn(&str) -> String) {
    let mut lines: Vec<Vec<String>> = vec![["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"].map(String::from).to_vec()];
    lines.extend(rows.iter().map(|(branch, month, day, due, actual)| {
        let date = format!("2017-{month:02}-{day:02}");
        vec![dress(BRANCHES[*branch]), date, "学习".into(), due.to_string(), actual.to_string()]
    }));
    let lines: Vec<Vec<&str>> = lines.iter().map(|l| l.iter().map(String::as_str).collect()).collect();
    let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
    book(path, &[("台账", &lines)]);
}

fn run(fill: impl FnOnce(&Path)) -> Judged {
    let filled = |workspace: &Path| {
        roster(workspace);
        fill(workspace);
    };
    Judged::run(filled, &["-j", "kaihua", "-p", "2017Q3", "--as-of", "2017-12-01", "--seed", "甲"])
}

fn figures(judged: &Judged) -> Vec<Vec<BTreeMap<String, String>>> {
    TABLES.iter().map(|table| judged.table(table)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_depend_on_the_rows_alone(
        rows in rows(),
        places in prop::collection::vec(0_usize..4, 12),
        names in prop::sample::subsequence(vec!["甲", "乙（1）", "副本 丙", "子/丁", "子/孙/ 戊", "z", "Ａ"], 4),
        dressed in 0_usize..4,
    ) {
        let plain = run(|workspace| ledger(&workspace.join("台账.xlsx"), &rows, str::to_owned));
        let spread = run(|workspace| {
            for (file, name) in names.iter().enumerate() {
                let own: Vec<Row> = rows.iter().zip(&places).rev().filter(|(_, at)| **at == file).map(|(row, _)| *row).collect();
                if !own.is_empty() {
                    ledger(&workspace.join(format!("{name}.xlsx")), &own, |name| match dressed {
                        0 => name.to_owned(),
                        1 => format!(" {name}\u{3000}"),
                        2 => format!("中共{name}"),
                        _ => name.replace("党支部", "支部"),
                    });
                }
            }
        });
        prop_assert_eq!(figures(&plain), figures(&spread));
        for judged in [&plain, &spread] {
            let summary = judged.summary();
            let tally = &summary["rows"];
            let part = |name: &str| tally[name].as_u64().unwrap();
            prop_assert_eq!(part("total"), ["accepted", "rejected", "duplicate", "superseded", "ignored"].map(part).iter().sum::<u64>());
            // the roster's five, and the ledger's
            prop_assert_eq!(part("accepted"), 5 + rows.len() as u64);
        }
    }
}
