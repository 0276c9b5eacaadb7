//! The files under `schemas/` as they are shipped: equal to the generated JSON Schemas, valid against them, complete, and giving the days that
//! a computation outside the program gives (`tests/data/activity_days.csv`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use dangri::calendar::{Calendar, Judge};
use dangri::config::{Schemas, schema};
use dangri::model::org::BranchType;
use dangri::model::profile::{ActivityDay, Adjust, Item, RequiredRecords, ReviewTerms};
use dangri::model::time::Month;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn schemas() -> Schemas {
    Schemas::load(None).unwrap_or_else(|faults| panic!("{faults}"))
}

fn toml_files(kind: &str) -> Vec<PathBuf> {
    let dir = root().join("schemas").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(dir).expect("folder").map(|e| e.expect("entry").path()).collect();
    files.sort();
    files
}

fn json_of(file: &Path) -> serde_json::Value {
    let text = fs::read_to_string(file).expect("readable");
    let table: toml::Table = text.parse().expect("TOML");
    serde_json::to_value(table).expect("no dates outside quotes")
}

/// `UPDATE_SCHEMAS=1 cargo test` writes them.
#[test]
fn json_schemas_are_up_to_date() {
    for (name, generated) in schema::all() {
        let path = root().join("schemas").join(name);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            let mut text = serde_json::to_string_pretty(generated).expect("JSON");
            text.push('\n');
            fs::write(&path, text).expect("writable");
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let written: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        assert!(written == *generated, "{name} is stale: run the tests with UPDATE_SCHEMAS=1");
    }
}

#[test]
fn every_shipped_file_is_valid_and_names_its_schema() {
    let mut seen = 0;
    for (kind, schema) in [("jurisdictions", &*schema::JURISDICTION), ("holidays", &*schema::HOLIDAY)] {
        let validator = jsonschema::validator_for(schema).expect("a JSON Schema");
        for file in toml_files(kind) {
            let text = fs::read_to_string(&file).expect("readable");
            let name = kind.trim_end_matches('s');
            assert!(text.starts_with(&format!("#:schema ../{name}.schema.json\n")), "{}", file.display());
            let errors: Vec<String> = validator.iter_errors(&json_of(&file)).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", file.display());
            seen += 1;
        }
    }
    assert_eq!(seen, 23);
}

#[test]
fn every_file_in_the_folders_is_built_in() {
    let schemas = schemas();
    let stems = |kind: &str| -> BTreeSet<String> {
        toml_files(kind).iter().map(|f| f.file_stem().expect("name").to_string_lossy().into_owned()).collect()
    };
    assert_eq!(schemas.ids().into_iter().map(String::from).collect::<BTreeSet<_>>(), stems("jurisdictions"));
    assert_eq!(schemas.holidays.years.keys().map(i32::to_string).collect::<BTreeSet<_>>(), stems("holidays"));
}

#[test]
fn holidays_are_those_of_the_published_table() {
    let mut expected = BTreeSet::new();
    let mut reader = csv::Reader::from_path(root().join("tests/data/holidays_2014_2026.csv")).expect("readable");
    for row in reader.records() {
        let row = row.expect("a row");
        let worked = &row[3] == "调休上班";
        let name = if worked { "" } else { &row[2] };
        expected.insert((row[0].parse::<NaiveDate>().expect("a date"), worked, name.to_string()));
    }
    let mut found = BTreeSet::new();
    for (year, days) in &schemas().holidays.years {
        assert!(days.notice.contains(&format!("〔{}〕", year - 1)), "{year}: {}", days.notice);
        found.extend(days.off.iter().map(|(day, name)| (*day, false, name.to_string())));
        found.extend(days.worked.iter().map(|day| (*day, true, String::new())));
    }
    assert_eq!(expected.len(), 432);
    assert_eq!(found, expected);
}

/// The dates that the 惠济 document prints.
#[test]
fn huiji_2017_as_printed() {
    let schemas = schemas();
    let profile = schemas.profile("huiji", &[]).expect("huiji");
    let rows = Calendar::new(schemas.holidays.clone()).year_rows(&profile, 2017);
    let dates: Vec<String> = rows.iter().map(|r| r.date.format("%-m-%-d").to_string()).collect();
    let printed = ["1-13", "2-10", "3-10", "4-14", "5-12", "6-9", "7-14", "8-11", "9-8", "10-13", "11-10", "12-8"];
    assert_eq!(dates, printed);
    assert!(rows.iter().all(|r| r.branch_type == "全部" && r.note.is_empty()));
}

/// Every activity day of every profile, 2014–2026, and how each month is judged.
#[test]
fn activity_days_agree_with_the_outside_computation() {
    let schemas = schemas();
    let calendar = Calendar::new(schemas.holidays.clone());
    let mut expected: Vec<[String; 7]> = Vec::new();
    let mut reader = csv::Reader::from_path(root().join("tests/data/activity_days.csv")).expect("readable");
    for row in reader.records() {
        let row = row.expect("a row");
        expected.push(std::array::from_fn(|n| row[n].to_string()));
    }
    let mut found: Vec<[String; 7]> = Vec::new();
    for id in schemas.ids() {
        let profile = schemas.profile(id, &[]).expect("valid");
        for year in 2014..=2026 {
            for row in calendar.year_rows(&profile, year) {
                let kind = BranchType::from_words(&row.branch_type);
                let judge = match calendar.month_days(&profile.params(kind).the::<ActivityDay>(), &[], row.month).judge {
                    _ if row.note.contains("七一") => "july",
                    Judge::Fixed => "fixed",
                    Judge::AnyDay(_) => "any",
                    Judge::NotAssessable(_) => "none",
                    Judge::NoFixedDay => "no day",
                };
                found.push([
                    row.jurisdiction,
                    row.year.to_string(),
                    row.month.to_string(),
                    row.branch_type,
                    row.date.to_string(),
                    row.nominal.to_string(),
                    judge.to_string(),
                ]);
            }
        }
    }
    assert_eq!(expected.len(), found.len());
    for (e, f) in expected.iter().zip(&found) {
        assert_eq!(e, f);
    }
}

#[test]
fn a_year_without_a_notice_is_told_as_pending() {
    let schemas = schemas();
    let profile = schemas.profile("yangzhou", &[]).expect("yangzhou");
    let rows = Calendar::new(schemas.holidays.clone()).year_rows(&profile, 2027);
    assert_eq!(rows.len(), 12);
    assert!(rows.iter().all(|r| r.note.contains("待定") && r.date == r.nominal));
}

/// Which branch types the documents treat apart.
#[test]
fn parameters_by_branch_type() {
    let schemas = schemas();
    let suizhou = schemas.profile("suizhou-gaoxin", &[]).expect("suizhou");
    let organ = suizhou.params(BranchType::Organ);
    assert!(organ.get::<ReviewTerms>().is_some_and(|r| !r.0.in_fourth_quarter));
    assert!(suizhou.params(BranchType::Rural).get::<ReviewTerms>().is_some_and(|r| r.0.in_fourth_quarter));
    assert!(suizhou.params(BranchType::TwoNew).get::<RequiredRecords>().is_some_and(|r| r.required.len() == 3));
    assert!(organ.get::<RequiredRecords>().is_none() && organ.get::<Adjust>().is_some() && suizhou.base.get::<Adjust>().is_none());
    assert_eq!(organ.list::<Item>().len(), 3);
    let longyou = schemas.profile("longyou", &[]).expect("longyou");
    let calendar = Calendar::new(schemas.holidays.clone());
    let july = Month::new(2017, 7).expect("a month");
    let judged = |kind| calendar.month_days(&longyou.params(kind).the::<ActivityDay>(), &[], july).judge;
    assert!(matches!(judged(BranchType::Private), Judge::NotAssessable(_)));
    assert!(matches!(judged(BranchType::School), Judge::NotAssessable(_)), "the document does not name schools");
    assert_eq!(judged(BranchType::Organ), Judge::Fixed);
}

/// What an editor offers for `[limits]` is what reading knows, with the same ranges and words.
#[test]
fn limits_of_a_workspace_are_those_of_reading() {
    let schema = serde_json::to_value(&*schema::WORKSPACE).expect("JSON");
    let offered = schema["$defs"]["RawLimits"]["properties"].as_object().expect("keys");
    assert_eq!(offered.len(), dangri::intake::KEYS.len());
    for key in dangri::intake::KEYS {
        let (least, most) = key.range;
        let there = &offered[key.name];
        assert_eq!((there["minimum"].as_u64(), there["maximum"].as_u64()), (Some(least), Some(most)), "{}", key.name);
        assert_eq!(there["description"], key.chinese, "{}", key.name);
    }
}
