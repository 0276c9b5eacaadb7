//! One file in, one book out, whatever happens in between.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};

use super::crypt::{self, Passwords};
use super::fault::Fault;
use super::limits::Limits;
use super::sheet::BookBuilder;
use super::sniff::{Kind, sniff};
use super::source::{Input, digest};
use super::{csv, html, ods, own, spreadsheetml, xls, xlsb, xlsx};
use crate::model::book::RawBook;
use crate::model::own::Passed;

/// A file that was read, or that could not be.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its sheets and what was wrong with them.
    pub book: RawBook,
    /// SHA-256 of the file's bytes in hex; empty if the bytes could not be had.
    pub digest: String,
    /// Nothing of it was read; `book.issues` says why.
    pub unreadable: bool,
    /// What [`Input::copy_of`] would say, where the bytes were at hand; `None` where it has to be asked.
    pub copy_of: Option<Option<String>>,
}

impl Loaded {
    /// Of a book that was read.
    pub(super) fn whole(book: RawBook, digest: String) -> Self {
        Loaded { book, digest, unreadable: false, copy_of: None }
    }
}

/// Reads one file on this thread. Never panics; whatever goes wrong is in `book.issues`, each an ING001.
pub(super) fn read_here(input: &Input, limits: &Limits, passwords: &Passwords) -> Loaded {
    match load(input, limits) {
        Ok((bytes, digest)) => parse_loaded(&input.path, bytes, digest, &limits.fitting(input.bytes), passwords, &mut |_| {}),
        Err(fault) => failed(&input.path, String::new(), &fault),
    }
}

/// Largest file, and most bytes it may unpack to, that is read without a process of its own. So little XML, read as a stream and held to the sizes
/// that the archive declares, can ask for no more than some dozens of megabytes and a fraction of a second.
const SMALL: u64 = 256 << 10;
const SMALL_INFLATED: u64 = 2 << 20;

/// Reads a small plain package on this thread: most ledgers are one, and a process of their own costs them a seventh more. `None`: it is no such
/// file, and nothing has been read.
pub(super) fn read_small(input: &Input, limits: &Limits) -> Option<Loaded> {
    if input.bytes > SMALL {
        return None;
    }
    let (bytes, digest) = load(input, limits).ok()?;
    match guarded(|| sniff(&bytes, limits)) {
        Ok(Kind::Xlsx(inflated)) if inflated <= SMALL_INFLATED => {}
        Ok(Kind::Passed(passed)) => return Some(Loaded::whole(passed_over(&input.path, passed), digest)),
        _ => return None,
    }
    let book = guarded(|| {
        let mut book = BookBuilder::new(&input.path, limits);
        xlsx::read(&bytes, &mut book)?;
        finished(&input.path, book)
    });
    Some(match book {
        Ok(book) => Loaded { copy_of: Some(guarded(|| Ok(own::original(&bytes))).ok().flatten()), ..Loaded::whole(book, digest) },
        Err(fault) => failed(&input.path, digest, &fault),
    })
}

/// Reads bytes that somebody holds already, on this thread, as [`super::read`] reads a file without a process of its own: for tests and for
/// fuzzing, which go through thousands a second.
pub fn read_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Loaded {
    let digest = digest(&bytes);
    let limits = limits.fitting(bytes.len() as u64);
    parse_loaded(&Arc::from(name), bytes, digest, &limits, &Passwords::default(), &mut |_| {})
}

/// Its bytes and their digest.
pub(super) fn load(input: &Input, limits: &Limits) -> Result<(Vec<u8>, String), Fault> {
    let bytes = guarded(|| input.load(limits))?;
    let digest = digest(&bytes);
    Ok((bytes, digest))
}

/// Said while a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Passwords are being tried, which takes its own time, or are no longer.
    Trying(bool),
    /// Bytes of its content that have been gone through, and how many there are.
    At(u64, u64),
}

/// The book that the bytes are. Calls back with what is to be said on the way.
pub(super) fn parse_loaded(
    path: &Arc<str>,
    bytes: Vec<u8>,
    digest: String,
    limits: &Limits,
    passwords: &Passwords,
    say: &mut dyn FnMut(Word),
) -> Loaded {
    match guarded(|| parse(path, bytes, limits, passwords, say)) {
        Ok(book) => Loaded::whole(book, digest),
        Err(fault) => failed(path, digest, &fault),
    }
}

/// A file of which nothing was read.
pub(super) fn failed(path: &Arc<str>, digest: String, fault: &Fault) -> Loaded {
    let book = RawBook { path: path.clone(), sheets: Vec::new(), issues: vec![fault.for_file(path)], passed: None };
    Loaded { unreadable: true, ..Loaded::whole(book, digest) }
}

fn parse(path: &Arc<str>, mut bytes: Vec<u8>, limits: &Limits, passwords: &Passwords, say: &mut dyn FnMut(Word)) -> Result<RawBook, Fault> {
    let kind = match sniff(&bytes, limits)? {
        Kind::Sealed(sealed) => {
            say(Word::Trying(true));
            bytes = sealed.open(passwords, limits)?;
            say(Word::Trying(false));
            sniff(&bytes, limits)?
        }
        kind => kind,
    };
    let total = match &kind {
        Kind::Xlsx(inflated) => *inflated,
        Kind::Text(text) => text.len() as u64,
        _ => 0,
    };
    let mut book = BookBuilder::new(path, limits).telling(total, say);
    match kind {
        Kind::Passed(passed) => return Ok(passed_over(path, passed)),
        // One layer is what the programs write; layers without end are what a hostile file would have.
        Kind::Sealed(_) => return Err(Fault::damaged("加密内容不符合格式")),
        Kind::Xlsx(_) => xlsx::read(&bytes, &mut book)?,
        Kind::Xlsb => xlsb::read(&bytes, &mut book)?,
        Kind::Ods => ods::read(&bytes, &mut book)?,
        Kind::FlatOds(text) => ods::read_flat(&text, &mut book)?,
        Kind::Xls(stream) => {
            drop(bytes);
            xls::read(crypt::open_stream(stream, passwords)?, &mut book)?;
        }
        Kind::Html(text) => html::read(&text, stem(path), &mut book)?,
        Kind::SpreadsheetMl(text) => spreadsheetml::read(&text, &mut book)?,
        Kind::Text(text) => {
            drop(bytes);
            csv::read(&text, &mut book)?;
        }
    }
    finished(path, book)
}

fn finished(path: &Arc<str>, book: BookBuilder<'_>) -> Result<RawBook, Fault> {
    let (sheets, issues) = book.finish()?;
    let book = RawBook { path: path.clone(), sheets, issues, passed: None };
    Ok(match own::book(&book) {
        Some(passed) => passed_over(path, passed),
        None => book,
    })
}

/// A file that is no ledger, without what it holds.
fn passed_over(path: &Arc<str>, passed: Passed) -> RawBook {
    RawBook { path: path.clone(), sheets: Vec::new(), issues: Vec::new(), passed: Some(passed) }
}

/// The file's name without its extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

thread_local! {
    /// This thread is inside a reader, so a panic is about a file and will be told as a finding.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; a panic of it is a fault like others.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let before = READING.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    READING.set(before);
    outcome.unwrap_or(Err(Fault::Internal))
}

/// Keeps panics inside readers from printing; they come back as ING001 anyway. Other panics print as before. Once per process is enough.
pub fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !READING.get() {
                before(info);
            }
        }));
    });
}
