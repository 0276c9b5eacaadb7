//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

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
mod page;
mod page_browser;
mod page_chrome;
mod passwords;
mod requirements;
mod scene;
mod schemas;
mod tidy;
mod truth;
