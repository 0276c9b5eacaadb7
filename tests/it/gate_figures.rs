//! One figure everywhere: what `summary.json` and the tables say is looked up in 总览, the sheets of lists, 通报, 成绩单 and the closing lines of the
//! terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::door::{csv_rows, json};
use crate::filled::{cells, find};
use crate::papers::read;

/// Committees that 总览 has room for.
const MOST_COMMITTEES: usize = 28;

type Row = BTreeMap<String, String>;

/// A part of a whole.
#[derive(Clone, Copy)]
struct Share(u64, u64);

impl Share {
    fn of(summary: &Value, name: &str) -> Self {
        let number = |key: &str| summary[name][key].as_u64().unwrap();
        Share(number("part"), number("of"))
    }

    fn row(row: &Row, name: &str) -> Self {
        let number = |key: &str| row[&format!("{name}_{key}")].parse().unwrap();
        Share(number("part"), number("of"))
    }

    /// Never rounded up.
    fn percent(self) -> String {
        if self.1 == 0 {
            return "不适用".into();
        }
        let tenths = self.0 * 1000 / self.1;
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    fn fraction(self) -> String {
        format!("{}/{}", self.0, self.1)
    }

    fn whole(self) -> String {
        if self.1 == 0 { self.percent() } else { format!("{}（{}）", self.percent(), self.fraction()) }
    }
}

/// Text without blanks, for the workbook sets figures apart and a paper does not.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The places that tell figures, and what they do not tell.
struct Told {
    places: Vec<(String, String)>,
    faults: Vec<String>,
}

impl Told {
    fn put(&mut self, place: &str, text: &str) {
        self.places.push((place.to_string(), bare(text)));
    }

    fn wants(&mut self, place: &str, what: &str) {
        let (_, text) = self.places.iter().find(|(name, _)| name == place).unwrap_or_else(|| panic!("no {place}"));
        if !text.contains(&bare(what)) {
            self.faults.push(format!("{place} does not say “{what}”"));
        }
    }

    fn lacks(&mut self, place: &str, what: &str) {
        let (_, text) = self.places.iter().find(|(name, _)| name == place).unwrap_or_else(|| panic!("no {place}"));
        if text.contains(&bare(what)) {
            self.faults.push(format!("{place} says “{what}” of nothing"));
        }
    }
}

fn sheet(path: &Path, name: &str) -> String {
    cells(path, name).concat().join("\n")
}

/// Rows below the heading that hold a number in the column of 序号.
fn listed(path: &Path, name: &str) -> u64 {
    let rows = cells(path, name);
    let (head, col) = find(&rows, "序号");
    rows[head as usize + 1..].iter().filter(|row| row[col as usize].parse::<u64>().is_ok()).count() as u64
}

/// What differs from the tables in what a run wrote and said.
pub fn differences(out: &Path, said: &str) -> Vec<String> {
    let summary = json(&out.join("data/summary.json"));
    let table = |name: &str| csv_rows(&out.join("data").join(name), true);
    let number = |path: &str| path.split('.').fold(&summary, |v, key| &v[key]).as_u64().unwrap_or_else(|| panic!("no {path}"));
    let (completeness, participation) = (Share::of(&summary, "completeness"), Share::of(&summary, "participation"));
    let (due, held, rejected) = (number("months_due"), number("months_held"), number("rows.rejected"));
    let barred: BTreeSet<_> = table("eligibility.csv").into_iter().filter(|r| r["eligible"] == "false" && r["kind"] == "branch").collect();
    let barred = barred.iter().map(|row| &row["branch_key"]).collect::<BTreeSet<_>>().len();
    let book = out.join("汇总报告.xlsx");
    let paper = |name: &str| read(&std::fs::read(out.join("公文").join(name)).unwrap()).join("\n");

    let mut told = Told { places: Vec::new(), faults: Vec::new() };
    told.put("总览", &sheet(&book, "总览"));
    told.put("情况分析", &sheet(&book, "情况分析"));
    told.put("通报", &paper("通报.docx"));
    told.put("the terminal", said);

    // the tables agree among themselves
    let ranking = table("ranking.csv");
    let sum = |rows: &[Row], key: &str| rows.iter().map(|row| row[key].parse::<u64>().unwrap()).sum::<u64>();
    let committees = table("committees.csv");
    for (rows, name) in [(&ranking, "ranking.csv"), (&committees, "committees.csv")] {
        let sums = [sum(rows, "months_due"), sum(rows, "months_held"), sum(rows, "participation_part"), sum(rows, "participation_of")];
        if sums != [due, held, participation.0, participation.1] {
            told.faults.push(format!("{name} adds up to {sums:?}"));
        }
    }
    if (completeness.0, completeness.1) != (held, due) {
        told.faults.push(format!("completeness {} of {due} months due, {held} held", completeness.fraction()));
    }

    for place in ["总览", "通报"] {
        told.wants(place, &format!("应开展活动{due}个支部月次，已开展{held}个，完整率{}", completeness.percent()));
        told.wants(place, &format!("参与率{}", participation.whole()));
    }
    told.wants("the terminal", &format!("完整率 {}，参与率 {}", completeness.whole(), participation.whole()));
    told.wants("the terminal", &format!("退回 {rejected} +"));
    for place in ["总览", "通报", "the terminal"] {
        match rejected {
            0 => told.lacks(place, "行数据已退回"),
            _ => told.wants(place, &format!("尚有{rejected}行数据已退回")),
        }
    }
    match barred {
        0 => told.lacks("the terminal", "不得评为优秀的党支部"),
        _ => {
            told.wants("the terminal", &format!("不得评为优秀的党支部{barred}个"));
            told.wants("通报", &format!("{barred}个党支部存在不得评优的情形"));
        }
    }
    let cards = cells(&book, "情况分析");
    for (label, value) in [("缺报月次", due - held), ("不得评优", barred as u64)] {
        if card(&cards, label) != Some(value.to_string()) {
            told.faults.push(format!("情况分析: {label} is {:?} and not {value}", card(&cards, label)));
        }
    }
    for (name, of) in [("缺报清单", due - held), ("问题清单", table("findings.csv").len() as u64)] {
        let lines = listed(&book, name);
        if lines != of {
            told.faults.push(format!("{name} lists {lines} and not {of}"));
        }
    }
    for row in &committees {
        let name = &row["committee"];
        let (whole, held) = (Share::row(row, "completeness"), Share::row(row, "participation"));
        let place = format!("成绩单/{name}");
        told.put(&place, &paper(&format!("成绩单/{name}.docx")));
        told.wants(&place, &format!("完整率{}参与率{}", whole.whole(), held.whole()));
        // 总览 lists those alone that something is to be said of, where they are many
        let many = committees.len() > MOST_COMMITTEES;
        for place in ["总览", "通报"].into_iter().filter(|place| *place == "通报" || !many) {
            let shown = [(place == "通报").then(|| held.percent()), (held.1 > 0).then(|| held.fraction())];
            shown.into_iter().flatten().for_each(|figure| told.wants(place, &figure));
        }
    }
    told.faults
}

/// The figure of a card: it stands above or below its label.
fn card(rows: &[Vec<String>], label: &str) -> Option<String> {
    let (r, c) = rows.iter().enumerate().find_map(|(r, row)| row.iter().position(|text| text == label).map(|c| (r, c)))?;
    let near = [rows.get(r + 1), r.checked_sub(1).and_then(|above| rows.get(above))];
    near.into_iter().flatten().map(|row| row[c].clone()).find(|text| text.parse::<u64>().is_ok())
}
