//! Results that are put in their place, moved aside, proven, and put right after a run that was killed at any step.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::lock::{Lock, Note};
use super::*;
use crate::model::own::MANIFEST;
use crate::run::RunError;

fn question(period: &str) -> Question {
    Question { period: period.into(), ..Question::default() }
}

/// A place for results beside a workspace.
struct Place {
    root: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Place { root: tempfile::tempdir().unwrap() };
        fs::create_dir(place.at("台账")).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().canonicalize().unwrap().join(name)
    }

    fn open(&self) -> Result<Staging, RunError> {
        Staging::open(&self.at("结果"), &self.at("台账"))
    }

    /// Writes a result of these files.
    fn put(&self, period: &str, files: &[(&str, &str)]) -> Placed {
        let staging = self.open().unwrap();
        write(staging.dir(), files);
        staging.publish(question(period), "c", ReadCounts::default()).unwrap().0
    }

    /// Everything below the root, the list's own text left out.
    fn tree(&self) -> BTreeMap<String, String> {
        let entries = walkdir::WalkDir::new(self.root.path()).into_iter().flatten();
        let files = entries.filter(|e| e.file_type().is_file() && e.file_name() != MANIFEST);
        let name = |path: &Path| path.strip_prefix(self.root.path()).unwrap().to_string_lossy().into_owned();
        files.map(|e| (name(e.path()), fs::read_to_string(e.path()).unwrap())).collect()
    }

    fn names(&self) -> Vec<String> {
        self.tree().into_keys().collect()
    }
}

fn write(dir: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn a_result_of_ours_is_replaced_whole() {
    let place = Place::new();
    assert_eq!(place.put("2017Q3", &[("a.txt", "1"), ("data/b.csv", "2")]).told, []);
    let dropped = place.open().unwrap();
    write(dropped.dir(), &[("半成品", "x")]);
    drop(dropped);
    assert_eq!(place.names(), ["结果/a.txt", "结果/data/b.csv"]);
    assert_eq!(place.put("2017Q3", &[("c.txt", "3")]).told, []);
    assert_eq!(place.names(), ["结果/c.txt"]);
    assert_eq!(fs::read_dir(place.root.path()).unwrap().count(), 2, "nothing stays beside it");
}

#[test]
fn whatever_a_person_made_is_moved_aside_whole() {
    type Touch = fn(&Path);
    let touches: [(Touch, &[&str]); 6] = [
        (|dir| fs::write(dir.join("会议记录.docx"), "纪要").unwrap(), &["会议记录.docx"]),
        (|dir| fs::write(dir.join("data/b.csv"), "9").unwrap(), &["data/b.csv"]),
        (|dir| fs::create_dir(dir.join("照片")).unwrap(), &["照片/"]),
        (|dir| fs::write(dir.join(MANIFEST), "{}").unwrap(), &[]),
        (
            |dir| drop(fs::OpenOptions::new().append(true).open(dir.join(MANIFEST)).map(|mut f| std::io::Write::write(&mut f, b" "))),
            &[MANIFEST],
        ),
        (|dir| fs::write(dir.join(".DS_Store"), "x").unwrap(), &[".DS_Store"]),
    ];
    for (at, (touch, named)) in touches.into_iter().enumerate() {
        let place = Place::new();
        place.put("2017Q3", &[("a.txt", "1"), ("data/b.csv", "2")]);
        touch(&place.at("结果"));
        let before: BTreeMap<String, String> = place.tree().into_iter().map(|(k, v)| (k.replace("结果/", "结果-旧-1/"), v)).collect();
        let told = place.put("2017Q3", &[("c.txt", "3")]).told;
        let why = match named {
            [] => Why::Unproven,
            named => Why::Touched(named.iter().map(ToString::to_string).collect()),
        };
        assert_eq!(told, [Told::Aside { to: place.at("结果-旧-1"), why }], "touch {at}");
        let mut after = place.tree();
        assert_eq!(after.remove("结果/c.txt").as_deref(), Some("3"));
        assert_eq!(after, before, "touch {at}");
    }
}

#[test]
fn a_missing_file_is_no_reason_and_another_period_is() {
    let place = Place::new();
    place.put("2017Q3", &[("a.txt", "1"), ("b.txt", "2")]);
    fs::remove_file(place.at("结果/a.txt")).unwrap();
    assert_eq!(place.put("2017Q3", &[("c.txt", "3")]).told, []);
    let told = place.put("2017-07", &[("d.txt", "4")]).told;
    assert!(matches!(&told[..], [Told::Aside { why: Why::Other(about), .. }] if about.contains("2017Q3")), "{told:?}");
    assert_eq!(place.names(), ["结果-旧-1/c.txt", "结果/d.txt"]);
    let trial = Question { trial: vec!["a=1".into()], ..question("2017-07") };
    let staging = place.open().unwrap();
    let told = staging.publish(trial, "c", ReadCounts::default()).unwrap().0.told;
    assert!(matches!(&told[..], [Told::Aside { why: Why::Other(_), .. }]), "{told:?}");
}

#[test]
fn what_is_no_result_is_refused_and_left_alone() {
    let place = Place::new();
    write(&place.at("结果"), &[("照片/a.jpg", "x"), ("汇总报告.xlsx", "y"), ("data/summary.json", "{}")]);
    let before = place.tree();
    assert!(matches!(place.open(), Err(RunError::ForeignOutput(_))));
    assert_eq!(place.tree(), before);
    // sums of the first edition prove nothing of the rest: it goes aside whole
    write(&place.at("结果"), &[("data/summary.json", "{\"profile_digest\": \"\", \"rows_by_layout\": {}}")]);
    let told = place.put("2017Q3", &[("a.txt", "1")]).told;
    assert_eq!(told, [Told::Aside { to: place.at("结果-旧-1"), why: Why::Unproven }]);
    assert!(matches!(Staging::open(place.root.path(), &place.at("台账")), Err(RunError::OutputOverWorkspace(_))));
    fs::write(place.at("文件"), "x").unwrap();
    assert!(matches!(Staging::open(&place.at("文件"), &place.at("台账")), Err(RunError::ForeignOutput(_))));
    assert!(matches!(Staging::open(&place.at("文件/结果"), &place.at("台账")), Err(RunError::Output { .. })));
}

#[test]
fn two_runs_never_write_one_result() {
    let place = Place::new();
    let first = place.open().unwrap();
    let second = place.open();
    assert!(matches!(&second, Err(RunError::Busy { process: Some(number), .. }) if *number == std::process::id()), "{second:?}");
    drop(first);
    assert_eq!(fs::read_dir(place.root.path()).unwrap().count(), 1);
    fs::write(place.at(".结果-写入中.lock"), "我的笔记").unwrap();
    assert!(matches!(place.open(), Err(RunError::ForeignLock(_))));
    assert_eq!(place.tree()[".结果-写入中.lock"], "我的笔记");
}

#[test]
fn folders_made_for_a_result_that_is_not_written_go_again() {
    let place = Place::new();
    let target = place.at("甲/乙/结果");
    drop(Staging::open(&target, &place.at("台账")).unwrap());
    assert!(!place.at("甲").exists());
    let staging = Staging::open(&target, &place.at("台账")).unwrap();
    staging.publish(question("2017"), "c", ReadCounts::default()).unwrap();
    assert!(target.join(MANIFEST).is_file());
}

/// What a killed run leaves: the lock with its note and whatever `make` makes of the staging folder.
fn killed(place: &Place, swapping: bool, make: impl FnOnce(&Path)) {
    let staging = place.at(".结果-写入中-99-0");
    let (mut lock, _) = Lock::take(&place.at("结果")).unwrap();
    lock.note(&Note::of(".结果-写入中-99-0", swapping)).unwrap();
    make(&staging);
}

/// A finished result at some other place.
fn finished(place: &Place, at: &Path, text: &str) {
    let staging = Staging::open(at, &place.at("台账")).unwrap();
    write(staging.dir(), &[("a.txt", text)]);
    staging.publish(question("2017Q3"), "c", ReadCounts::default()).unwrap();
}

#[test]
fn what_a_killed_run_left_is_put_right() {
    let swept = |place: &Place| {
        let told = place.open().unwrap().told().to_vec();
        assert!(matches!(&told[..], [Told::Swept(_)]), "{told:?}");
        assert_eq!(place.names(), ["结果/a.txt"]);
        assert_eq!(fs::read_dir(place.root.path()).unwrap().count(), 2);
    };
    // half written
    let place = Place::new();
    place.put("2017Q3", &[("a.txt", "旧")]);
    killed(&place, false, |dir| write(dir, &[("半", "x"), ("data/半", "x")]));
    swept(&place);
    // all written, and stopped in the middle of its list
    let place = Place::new();
    place.put("2017Q3", &[("a.txt", "旧")]);
    killed(&place, false, |dir| write(dir, &[("a.txt", "新"), ("结果清单.json.写入中", "{\"程序\":")]));
    swept(&place);
    // exchanged, the previous one not yet away, or half away
    for half in [false, true] {
        let place = Place::new();
        finished(&place, &place.at("结果"), "新");
        killed(&place, true, |dir| {
            finished(&place, dir, "旧");
            if half {
                fs::remove_file(dir.join("a.txt")).unwrap();
            }
        });
        swept(&place);
        assert_eq!(place.tree()["结果/a.txt"], "新");
    }
    // exchanged, and the previous one holds what a person made
    let place = Place::new();
    finished(&place, &place.at("结果"), "新");
    killed(&place, true, |dir| {
        finished(&place, dir, "旧");
        fs::write(dir.join("批示.txt"), "同意").unwrap();
    });
    let told = place.open().unwrap().told().to_vec();
    assert!(matches!(&told[..], [Told::Aside { why: Why::Touched(_), .. }]), "{told:?}");
    assert_eq!(place.names(), ["结果-旧-1/a.txt", "结果-旧-1/批示.txt", "结果/a.txt"]);
    // exchanged with a folder that had no list
    let place = Place::new();
    finished(&place, &place.at("结果"), "新");
    killed(&place, true, |dir| write(dir, &[("照片.jpg", "x")]));
    place.open().unwrap();
    assert_eq!(place.names(), ["结果-旧-1/照片.jpg", "结果/a.txt"]);
}

#[test]
fn a_result_half_put_in_is_put_right() {
    let taken = |place: &Place| place.at(".结果-写入中-99-0-换下");
    // the new one is whole: it goes in, and the previous one goes
    let place = Place::new();
    killed(&place, true, |dir| {
        finished(&place, dir, "新");
        finished(&place, &taken(&place), "旧");
    });
    let told = place.open().unwrap().told().to_vec();
    assert_eq!(told, [Told::Finished(place.at("结果")), Told::Swept(taken(&place))]);
    assert_eq!(place.tree(), BTreeMap::from([("结果/a.txt".to_string(), "新".to_string())]));
    // it is not: the previous one comes back
    let place = Place::new();
    killed(&place, true, |dir| {
        write(dir, &[("半", "x")]);
        finished(&place, &taken(&place), "旧");
    });
    let told = place.open().unwrap().told().to_vec();
    assert_eq!(told[0], Told::Restored(place.at("结果")));
    assert_eq!(place.tree()["结果/a.txt"], "旧");
}

#[test]
fn only_what_the_lock_names_is_touched() {
    let place = Place::new();
    write(&place.at(".结果-写入中-1-1"), &[("别人的", "x")]);
    write(&place.at(".结果-写入中-甲"), &[("别人的", "x")]);
    let before = place.tree();
    place.put("2017Q3", &[("a.txt", "1")]);
    let mut after = place.tree();
    after.remove("结果/a.txt");
    assert_eq!(after, before);
    // nor does a note lead out of the folder
    let (mut lock, _) = Lock::take(&place.at("结果")).unwrap();
    lock.note(&Note::of("../台账", true)).unwrap();
    drop(lock);
    assert_eq!(place.open().unwrap().told(), []);
    assert!(place.at("台账").is_dir());
}
