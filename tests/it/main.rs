//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

mod cli;
mod collation;
mod door;
mod eleventh;
mod formats;
mod golden;
mod ledger;
mod passwords;
mod schemas;
mod tidy;
mod truth;
