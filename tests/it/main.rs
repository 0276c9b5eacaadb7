//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

mod accounting;
mod check;
mod cli;
mod collation;
mod door;
mod eleventh;
mod formats;
mod golden;
mod history;
mod hostile;
mod invariants;
mod ledger;
mod matching;
mod notations;
mod passwords;
mod pictures;
mod requirements;
mod scene;
mod schemas;
mod tidy;
mod truth;
