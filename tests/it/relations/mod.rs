//! What must not move a figure, and what figures must obey: generated workspaces of every jurisdiction are written in other ways, cut otherwise,
//! saved as something else, with other things beside them. A workspace made by hand, small enough to be read, says the same of its kinds.

mod around;
mod beside;
mod cuts;
mod formats;
mod grid;
mod handmade;
mod harness;
mod laws;
mod notations;
mod rows;
mod tables;
mod told;

use std::collections::BTreeSet;

use harness::{Base, Change, PLACES, TIDY};
use tables::Kind;

/// Changes of a kind, each kind tried in every jurisdiction.
fn groups() -> Vec<Vec<Change>> {
    vec![rows::changes(), around::changes(), notations::changes(), cuts::changes(), formats::changes(), beside::changes()]
}

/// Whether that workspace takes the change in the ordinary test. Each change is taken by two tidy ones at least and by a messy one, and each tidy one takes
/// some of every group.
fn taken(place: usize, group: usize, n: usize, size: usize) -> bool {
    if place >= TIDY {
        return (n + group) % TIDY == place - TIDY;
    }
    let each = TIDY.div_ceil(size).max(2);
    (0..each).any(|k| (n * each + k + group * 3) % TIDY == place)
}

/// Makes the changes that are chosen, in a jurisdiction; lines say what moved and what proved nothing.
fn hold(place: usize, chosen: impl Fn(usize, usize, usize) -> bool) {
    let base = Base::of(place);
    let mut wrong = Vec::new();
    for (group, changes) in groups().into_iter().enumerate() {
        let size = changes.len();
        for (_, change) in changes.iter().enumerate().filter(|(n, _)| chosen(group, *n, size)) {
            let outcome = change.check(place);
            // a change of every list reaches every kind of list
            if place < TIDY && change.everywhere && outcome.kinds != base.kinds() {
                wrong.push(format!("{}: “{}” concerned {:?} of {:?}", base.id, change.name, outcome.kinds, base.kinds()));
            }
            if place < TIDY && outcome.count == 0 {
                wrong.push(format!("{}: “{}” concerned nothing", base.id, change.name));
            }
            if !outcome.moved.is_empty() {
                let some: Vec<String> = outcome.moved.iter().take(6).map(|line| line.chars().take(300).collect()).collect();
                wrong.push(format!("{}: “{}” moved {} lines: {some:#?}", base.id, change.name, outcome.moved.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! jurisdictions {
    ($($test:ident $long:ident $n:literal;)*) => { $(
        #[test]
        fn $test() { hold($n, |group, at, size| taken($n, group, at, size)); }
        #[test]
        #[ignore = "every change in every jurisdiction takes minutes"]
        fn $long() { hold($n, |_, _, _| true); }
    )* };
}

jurisdictions! {
    yangzhou every_change_yangzhou 0;
    chizhou every_change_chizhou 1;
    huiji every_change_huiji 2;
    suizhou every_change_suizhou 3;
    kecheng every_change_kecheng 4;
    qujiang every_change_qujiang 5;
    longyou every_change_longyou 6;
    jiangshan every_change_jiangshan 7;
    changshan every_change_changshan 8;
    kaihua every_change_kaihua 9;
    yangzhou_in_a_mess every_change_yangzhou_in_a_mess 10;
    chizhou_in_a_mess every_change_chizhou_in_a_mess 11;
    huiji_in_a_mess every_change_huiji_in_a_mess 12;
    suizhou_in_a_mess every_change_suizhou_in_a_mess 13;
    kecheng_in_a_mess every_change_kecheng_in_a_mess 14;
    qujiang_in_a_mess every_change_qujiang_in_a_mess 15;
    longyou_in_a_mess every_change_longyou_in_a_mess 16;
    jiangshan_in_a_mess every_change_jiangshan_in_a_mess 17;
    changshan_in_a_mess every_change_changshan_in_a_mess 18;
    kaihua_in_a_mess every_change_kaihua_in_a_mess 19;
}

/// Each change is taken twice at least, each jurisdiction takes some of each group, and no name stands twice.
#[test]
fn the_rotation_reaches_all() {
    let mut names = BTreeSet::new();
    for (group, changes) in groups().into_iter().enumerate() {
        let size = changes.len();
        for (n, change) in changes.iter().enumerate() {
            assert!(names.insert(change.name), "{}", change.name);
            assert!((0..TIDY).filter(|p| taken(*p, group, n, size)).count() >= 2, "{}", change.name);
        }
        for (place, (id, ..)) in PLACES.iter().enumerate().take(TIDY) {
            assert!((0..size).any(|n| taken(place, group, n, size)), "{id} {group}");
        }
    }
    assert!(names.len() >= 60, "{}", names.len());
}

/// What is changed has something to move: many kinds of lists, many kinds of findings, branches of every fortune.
#[test]
fn the_workspaces_are_rich() {
    let mut kinds = BTreeSet::new();
    let mut rules = BTreeSet::new();
    for place in 0..PLACES.len() {
        let base = Base::of(place);
        kinds.extend(base.kinds());
        let figures = &base.figures;
        let own: BTreeSet<String> =
            figures["findings.csv"].iter().filter_map(|l| l.split(' ').find_map(|w| w.strip_prefix("rule="))).map(str::to_string).collect();
        assert!(own.len() >= 6, "{}: {own:?}", base.id);
        assert!(figures["eligibility.csv"].iter().any(|l| l.contains("eligible=false")), "{}", base.id);
        assert!(figures["eligibility.csv"].iter().any(|l| l.contains("eligible=true")), "{}", base.id);
        assert!(base.summary()["rows"]["accepted"].as_u64().unwrap() > 300, "{}", base.id);
        rules.extend(own);
    }
    let all = [
        Kind::Ledger,
        Kind::Form,
        Kind::Attendance,
        Kind::Plan,
        Kind::Roster,
        Kind::Members,
        Kind::Moves,
        Kind::Visits,
        Kind::Service,
        Kind::Cadres,
        Kind::Filings,
        Kind::Waivers,
    ];
    assert!(all.iter().all(|k| kinds.contains(k)), "{kinds:?}");
    assert!(rules.len() >= 25, "{rules:?}");
}
