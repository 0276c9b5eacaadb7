//! What a million rows need and a county never notices: long texts packed, texts that rows say alike held once, and shared values written once when
//! rows are kept or sent. It knows no noun of the project; `model` says of its rows which fields are which.

pub mod long_text;
pub mod numbers;
pub mod slim;

pub use long_text::{LongText, packed};
