//! The rooms that meet what others wrote, as they lie in the program, without the rooms above them. And what all targets ask: a panic of ours
//! ends the fuzzing, one in a library that is caught and told as a finding does not.

#![allow(dead_code)]

#[path = "../../src/calendar/mod.rs"]
pub mod calendar;
#[path = "../../src/config/mod.rs"]
pub mod config;
#[path = "../../src/files.rs"]
pub mod files;
#[path = "../../src/intake/mod.rs"]
pub mod intake;
#[path = "../../src/layout/mod.rs"]
pub mod layout;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/names/mod.rs"]
pub mod names;
#[path = "../../src/rules/mod.rs"]
pub mod rules;

use std::sync::OnceLock;

use intake::{Limits, Loaded};
use layout::Layouts;
use model::book::RawBook;
use model::record::FileRecords;

/// Panics of ours abort, so that the input is kept; those of libraries unwind into the reader's net.
pub fn watch() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| l.file().to_owned()).unwrap_or_default();
        let library = place.contains(".cargo/registry") || place.contains("/rustc/") || place.contains("/library/");
        if !library {
            eprintln!("{info}");
            std::process::abort();
        }
    }));
}

/// Limits for inputs of some kilobytes: what takes longer than that is a find.
pub fn limits() -> Limits {
    Limits {
        inflated_bytes: 64 << 20,
        shared_strings_bytes: 16 << 20,
        cells: 100_000,
        cells_seen: 1_000_000,
        string_bytes: 8 << 20,
        seconds: 3,
        ..Limits::default()
    }
}

/// What the layouts make of a book, and what must hold whatever is in it.
pub fn laid_out(book: &RawBook) -> FileRecords {
    static SCHEMAS: OnceLock<config::Schemas> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(|| config::Schemas::load(None).expect("the built-in schemas"));
    let out = Layouts::new(&schemas.layouts, &[]).read(book);
    for tally in out.tallies.values() {
        assert_eq!(tally.total, tally.accepted + tally.rejected + tally.duplicate + tally.superseded + tally.ignored);
    }
    for issue in &out.issues {
        assert!(!issue.say.message().is_empty());
    }
    assert!(out.recognised.is_empty() || !out.tallies.is_empty());
    out
}

/// What must hold of any file that was read or refused.
pub fn sound(loaded: &Loaded) {
    let book = &loaded.book;
    assert_eq!(loaded.unreadable, book.sheets.is_empty() && !book.issues.is_empty());
    for sheet in &book.sheets {
        assert!(sheet.cells.is_sorted_by(|a, b| a.at < b.at));
    }
}
