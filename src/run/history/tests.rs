//! What is kept of a run, what of it a later run sees, and what becomes of files that time or people have touched.

use super::*;
use crate::model::draw::Drawn;
use crate::model::fixture::{Fixture, day};
use crate::model::org::BranchType;

fn drawn(jurisdiction: &str, period: &str) -> PastRun {
    PastRun {
        version: VERSION,
        jurisdiction: jurisdiction.into(),
        period: period.into(),
        drawn: vec!["天马镇党委".into()],
        ..PastRun::default()
    }
}

/// Writes a run down and keeps it.
fn keep(dir: &Path, run: &PastRun) -> io::Result<()> {
    write(dir, run)?.keep()
}

fn periods(dir: &Path, jurisdiction: &str, member: &str, period: &str) -> Vec<String> {
    earlier(Some(dir), jurisdiction, member, period.parse().unwrap()).runs.into_iter().map(|(_, run)| run.period).collect()
}

#[test]
fn only_earlier_periods_of_the_same_jurisdiction_count() {
    let dir = tempfile::tempdir().unwrap();
    for (jurisdiction, period) in
        [("changshan", "2017-06"), ("changshan", "2017-05"), ("changshan", "2017Q2"), ("changshan", "2017-07"), ("kaihua", "2017-05")]
    {
        keep(dir.path(), &drawn(jurisdiction, period)).unwrap();
    }
    assert_eq!(periods(dir.path(), "changshan", "", "2017-07"), ["2017-05", "2017Q2", "2017-06"]);
    assert_eq!(periods(dir.path(), "changshan", "", "2017-06"), ["2017-05"]);
    assert!(periods(dir.path(), "changshan", "", "2017Q2").is_empty());
    assert!(periods(dir.path(), "longyou", "", "2017-07").is_empty());
    assert!(periods(&dir.path().join("没有"), "changshan", "", "2017-07").is_empty());
}

#[test]
fn files_without_a_version_hold_the_drawn_units_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path()).unwrap();
    let old = "{\n  \"jurisdiction\": \"changshan\",\n  \"period\": \"2017-06\",\n  \"drawn\": [\n    \"天马镇党委\"\n  ]\n}";
    fs::write(dir.path().join("changshan-2017-06.json"), old).unwrap();
    let found = earlier(Some(dir.path()), "changshan", "常山县/", "2017-07".parse().unwrap());
    assert_eq!((found.runs[0].1.drawn.len(), found.runs[0].1.findings.len(), found.notes.len()), (1, 0, 0));
}

#[test]
fn damaged_files_are_noted_and_the_runs_own_is_not_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    keep(dir.path(), &drawn("changshan", "2017-06")).unwrap();
    let dangling = PastRun {
        findings: vec![PastFinding {
            unit: 3,
            code: Code::SUB001,
            span: "2017-04".into(),
            member: String::new(),
            level: Level::Error,
            status: Status::Open,
        }],
        ..drawn("changshan", "2017-04")
    };
    keep(dir.path(), &dangling).unwrap();
    keep(dir.path(), &PastRun { version: VERSION + 1, ..drawn("changshan", "2017-03") }).unwrap();
    keep(dir.path(), &PastRun { period: "某年".into(), ..drawn("changshan", "") }).unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    for name in ["changshan-2017-05.json", "changshan-2017-07.json", "kaihua-2017-05.json", "别的.txt", ".tmpabc"] {
        write(name, "{\"jurisdiction\": ");
    }
    let found = earlier(Some(dir.path()), "changshan", "", "2017-07".parse().unwrap());
    assert_eq!(found.runs.iter().map(|(_, run)| run.period.as_str()).collect::<Vec<_>>(), ["2017-06"]);
    let noted: Vec<&str> = found.notes.iter().map(|n| n.place.file.rsplit('/').next().unwrap()).collect();
    let expected = ["changshan-2017-03.json", "changshan-2017-04.json", "changshan-2017-05.json", "changshan-某年.json"];
    assert_eq!(noted, expected);
}

#[test]
fn jurisdictions_of_one_profile_are_told_apart_by_their_folders() {
    let dir = tempfile::tempdir().unwrap();
    for (folder, period) in [("东区/", "2017-05"), ("西区/", "2017-06")] {
        keep(dir.path(), &PastRun { folder: folder.into(), ..drawn("chizhou", period) }).unwrap();
    }
    assert_eq!(periods(dir.path(), "chizhou", "东区/", "2017-07"), ["2017-05"]);
    assert_eq!(periods(dir.path(), "chizhou", "西区/", "2017-07"), ["2017-06"]);
    assert!(periods(dir.path(), "chizhou", "", "2017-07").is_empty());
}

#[test]
fn a_period_run_again_replaces_its_file_and_long_past_ones_go() {
    let dir = tempfile::tempdir().unwrap();
    let count = || fs::read_dir(dir.path()).unwrap().count();
    for period in ["2014-05", "2014-06", "2014-07", "2017-07", "2017-07"] {
        keep(dir.path(), &drawn("changshan", period)).unwrap();
    }
    // three years before July 2017 is July 2014
    assert_eq!((count(), periods(dir.path(), "changshan", "", "2017-08")), (2, vec!["2014-07".into(), "2017-07".into()]));
    // an old period run again loses nothing of later ones
    keep(dir.path(), &drawn("changshan", "2012-01")).unwrap();
    assert_eq!(count(), 3);
}

#[test]
fn a_run_hands_on_what_counts_by_unit_and_masked() {
    let mut f = Fixture::new("2017-07", "2017-08-31");
    let a = f.branch("001", "甲支部", "镇党委", BranchType::Rural);
    f.on_month(Code::SUB001, a, "2017-07").level = Level::Info;
    f.on_month(Code::ACT009, a, "2017-07").level = Level::Info;
    f.on_month(Code::ING004, a, "2017-07");
    f.on_month(Code::DAY001, a, "2017-07").status = Status::Waived;
    f.on_month(Code::MEM003, a, "2017-07").member = Some("张三320102199001011234".into());
    let own = f.on_month(Code::PLN004, a, "2017-07");
    (own.branch, own.committee) = (None, Some("镇党委".into()));
    f.finding(Code::REC004, a, None);
    let Fixture { profile, corpus, judgement } = f.build();
    let mut outcome = crate::run::conclude::conclude_one(
        corpus,
        judgement,
        Arc::new(profile),
        &crate::run::conclude::Terms {
            unit: "chizhou",
            history: None,
            folder: "",
            calendar: &crate::calendar::Calendar::new(Default::default()),
            ranking: true,
            seed: None,
            draw_number: 1,
            judge: &|_| Default::default(),
        },
    );
    outcome.draw.drawn = ["b", "a", "b"]
        .map(|unit| {
            let mut drawn: Drawn = serde_json::from_value(serde_json::json!({
                "order": 1, "unit": unit, "committee": "", "branch_id": "", "branch": "", "stratum": "", "weight": 1, "certain": "",
                "resting": null, "ticket": "", "variate": "", "probability": "", "reason": ""
            }))
            .unwrap();
            drawn.unit.unit = unit.into();
            drawn
        })
        .into();
    let run = PastRun::of(&outcome, "", &BTreeMap::new());
    let text = serde_json::to_string(&run).unwrap();
    assert_eq!(
        text,
        "{\"version\":3,\"jurisdiction\":\"chizhou\",\"folder\":\"\",\"period\":\"2017-07\",\"as_of\":\"2017-08-31\",\"drawn\":[\"a\",\"b\"],\
         \"units\":[{\"committee\":\"镇党委\",\"id\":\"001\",\"name\":\"甲支部\"},{\"committee\":\"镇党委\"}],\"findings\":[\
         {\"unit\":0,\"code\":\"SUB001\",\"span\":\"2017-07\",\"level\":\"info\",\"status\":\"open\"},\
         {\"unit\":0,\"code\":\"DAY001\",\"span\":\"2017-07\",\"level\":\"error\",\"status\":\"waived\"},\
         {\"unit\":0,\"code\":\"MEM003\",\"span\":\"2017-07\",\"member\":\"张三320***********1234\",\"level\":\"error\",\"status\":\"open\"},\
         {\"unit\":1,\"code\":\"PLN004\",\"span\":\"2017-07\",\"level\":\"error\",\"status\":\"open\"}],\"grounds\":{},\
         \"total\":{\"branches\":1,\"completeness\":{\"part\":0,\"of\":1},\"timeliness\":{\"part\":0,\"of\":0},\
         \"participation\":{\"part\":0,\"of\":0},\"activities\":0,\"pending\":0}}"
    );
    let dir = tempfile::tempdir().unwrap();
    keep(dir.path(), &run).unwrap();
    let back = earlier(Some(dir.path()), "chizhou", "", "2017-08".parse().unwrap());
    assert_eq!((back.runs.len(), &back.runs[0].1, run.as_of), (1, &run, Some(day("2017-08-31"))));
}

#[test]
fn spans_are_read_as_they_are_written() {
    use crate::model::time::Month;
    let july = Month::new(2017, 7).unwrap();
    for span in [Span::Month(july), Span::Quarter(2017, 3), Span::Half(2017, 2), Span::Year(2017)] {
        assert_eq!(super::span(&span.to_string()), Some(span));
    }
    assert_eq!([super::span("2017-03..2017-05"), super::span(""), super::span("x")], [None; 3]);
}
