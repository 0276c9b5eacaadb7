//! dangri (党日): reads the ledgers that branches hand in, judges them by the jurisdiction's policy, and reports. Each room may use only the
//! rooms on lower floors (`docs/architecture.md`, kept by a test).

#![warn(missing_docs)]

#[macro_use]
pub mod model;

pub mod assess;
pub mod bulk;
pub mod calendar;
pub mod cli;
pub mod collate;
pub mod config;
pub mod demo;
pub mod draw;
pub mod files;
pub mod frame;
pub mod intake;
pub mod layout;
pub mod names;
pub mod report;
pub mod rules;
pub mod run;
pub mod tables;
pub mod window;
