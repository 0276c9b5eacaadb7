//! The schemas: jurisdictions, layouts, holidays, built into the binary and overridable with `--schemas DIR`. Raw types mirror the TOML;
//! validation turns them into the model's types and collects every fault before it gives up.

pub mod fault;
pub mod layouts;
