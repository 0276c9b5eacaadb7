//! Tests through the public door: the program is started, files go in, files come out. One binary, so that it links once.

mod check;
mod cli;
mod collation;
mod door;
mod golden;
mod matching;
mod schemas;
mod tidy;
mod truth;
