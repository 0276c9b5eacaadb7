//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

mod cache;
mod check;
mod cli;
mod collation;
mod door;
mod eleventh;
mod formats;
mod golden;
mod history;
mod ledger;
mod matching;
mod passwords;
mod requirements;
mod scene;
mod schemas;
mod tidy;
mod truth;
