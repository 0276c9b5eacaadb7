//! From a raw workbook to records: what each sheet is, where its header stands, what its cells mean.

pub mod coerce;
