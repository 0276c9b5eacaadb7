//! Entries as they are kept: nothing of a file's records is lost, what was shared is shared again, and no bytes do harm.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use arcstr::ArcStr;
use proptest::prelude::*;

use super::*;
use crate::config::Schemas;
use crate::demo::{self, Options};
use crate::intake::{self, Input, Passwords};
use crate::layout::Layouts;
use crate::model::finding::BranchIx;
use crate::model::record::{ActivityRow, OrgHint, Records};

/// Every file of some counties that make mistakes.
fn files() -> &'static [FileRecords] {
    static FILES: OnceLock<Vec<FileRecords>> = OnceLock::new();
    FILES.get_or_init(|| {
        let schemas = Schemas::load(None).unwrap();
        let layouts = Layouts::new(&schemas.layouts, &[]);
        let read = |input: &Input| layouts.read(&intake::read(input, &Limits::default(), &Passwords::default()).book);
        let of = |jurisdiction: &str| {
            let dir = tempfile::tempdir().unwrap();
            let workspace = dir.path().join("台账");
            let options = Options { jurisdiction: jurisdiction.to_owned(), branches: 12, mess: 3, ..Options::default() };
            demo::generate(&workspace, &options).unwrap();
            fs::write(workspace.join("名称对照表.csv"), "填报名称,花名册名称,备注\n金光支部,金光村党支部,旧称\n").unwrap();
            fs::write(
                workspace.join("志愿服务记录.csv"),
                "党支部名称,姓名,服务日期,时长,服务内容\n金光村党支部,张三,2017-07-05,2小时,扫雪\n",
            )
            .unwrap();
            let found = intake::discover(&workspace, &[], &Limits::default()).unwrap();
            found.inputs.iter().map(read).collect::<Vec<_>>()
        };
        ["chizhou", "huiji", "kaihua"].into_iter().flat_map(of).collect()
    })
}

fn activities(file: &FileRecords) -> impl Iterator<Item = &ActivityRow> {
    file.records.activities.iter().map(|row| &**row)
}

/// How many values there are by where they lie.
fn apart<T: ?Sized>(values: impl Iterator<Item = *const T>) -> usize {
    values.map(<*const T>::addr).collect::<BTreeSet<_>>().len()
}

/// Tables, hints, texts and paths that rows point at.
fn pointed_at(file: &FileRecords) -> [usize; 4] {
    let Records { activities: rows, attendance, .. } = &file.records;
    let heads = rows.iter().map(|r| &r.head).chain(attendance.iter().map(|r| &r.head));
    let who = || rows.iter().map(|r| &r.who).chain(attendance.iter().map(|r| &r.who));
    let texts = activities(file).flat_map(|r| [&r.theme, &r.venue, &r.host, &r.set_actions]).filter(|text| !text.is_empty());
    let path = |hint: &Arc<OrgHint>| Arc::as_ptr(&hint.around.file);
    [
        apart(heads.map(|head| Arc::as_ptr(&head.table))),
        apart(who().map(Arc::as_ptr)),
        apart(texts.map(|text: &ArcStr| text.as_ptr())),
        apart(who().map(path).map(<*const str>::cast::<u8>)),
    ]
}

#[test]
fn all_of_a_file_is_kept_and_shared_as_before() {
    let mut all = Records::default();
    for file in files() {
        let back = decoded(&encoded(file).unwrap()).unwrap();
        assert_eq!(format!("{back:?}"), format!("{file:?}"));
        assert_eq!(pointed_at(&back), pointed_at(file), "{}", file.file);
        all.append(&mut back.records.clone());
    }
    let Records { branches, members, activities, attendance, adjustments, aliases, plans, .. } = &all;
    let rosters = [branches.len(), members.len(), activities.len(), attendance.len(), adjustments.len(), aliases.len(), plans.len()];
    let Records { inspections, services, cadres, filings, waivers, .. } = &all;
    let returns = [inspections.len(), services.len(), cadres.len(), filings.len(), waivers.len()];
    assert!(rosters.iter().chain(&returns).all(|rows| *rows > 0), "a kind of row was not tried: {rosters:?} {returns:?}");
    assert!(files().iter().any(|file| !file.issues.is_empty()) && files().iter().any(|file| !file.notes.is_empty()));
}

#[test]
fn damaged_entries_are_as_good_as_absent() {
    let whole = |file: &&FileRecords| !file.records.activities.is_empty() && !file.issues.is_empty();
    let bytes = files().iter().filter(whole).map(|file| encoded(file).unwrap()).min_by_key(Vec::len).unwrap();
    for end in 0..bytes.len() {
        assert!(decoded(&bytes[..end]).is_none(), "{end} of {} bytes", bytes.len());
    }
    assert!(decoded(&[&bytes[..], &[0]].concat()).is_none());
    for at in 0..bytes.len() {
        for change in [1, 0x7f, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            // what still makes sense can be looked at
            drop(decoded(&damaged).map(|file| format!("{file:?}")));
        }
    }
    let mut resolved = files().iter().find(whole).unwrap().clone();
    resolved.issues[0].branch = Some(BranchIx(usize::MAX));
    assert!(decoded(&encoded(&resolved).unwrap()).is_none(), "no branch is known yet");
    // a list that claims to be longer than anything, in the place of each byte
    for at in 0..bytes.len() {
        let claim = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        drop(decoded(&[&bytes[..at], &claim, &bytes[at + 1..]].concat()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(decoded(&bytes));
    }
}

/// What it costs to keep a large ledger: `cargo test --lib run::cache -- --ignored --nocapture`.
#[test]
#[ignore = "measures"]
fn a_large_ledger() {
    let rows: Vec<_> = files().iter().flat_map(|file| &file.records.activities).cycle().take(50_000).cloned().collect();
    let file = FileRecords { records: Records { activities: rows, ..Records::default() }, ..files()[0].clone() };
    let begun = Instant::now();
    let bytes = encoded(&file).unwrap();
    let written = begun.elapsed();
    decoded(&bytes).unwrap();
    println!(
        "{} bytes, {} packed; {written:?} to write, {:?} to read",
        bytes.len(),
        bulk::packed(&bytes).unwrap().len(),
        begun.elapsed() - written
    );
}
