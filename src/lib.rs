//! dangri (党日): reads the ledgers that branches hand in, judges them by the jurisdiction's policy, and reports. The modules below stand in
//! the order in which data pass through them; each may use only those above it (`docs/architecture.md`, kept by a test).

pub mod assess;
pub mod calendar;
pub mod collate;
pub mod config;
pub mod draw;
pub mod frame;
pub mod model;
pub mod names;
pub mod report;
pub mod rules;
