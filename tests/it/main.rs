//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

mod accounting;
mod check;
mod cli;
mod collation;
mod door;
mod drawn;
mod eleventh;
mod feedback;
mod filled;
mod formats;
mod golden;
mod history;
mod ledger;
mod matching;
mod notice;
mod page;
mod page_browser;
mod page_chrome;
mod passwords;
mod pictures;
mod requirements;
mod scene;
mod schemas;
mod template;
mod tidy;
mod truth;
