//! dangri (党日): reads the ledgers that branches hand in, judges them by the jurisdiction's policy, and reports. The modules below stand in
//! the order in which data pass through them; each may use only those above it (`docs/architecture.md`, kept by a test).

pub mod config;
pub mod layout;
pub mod model;
