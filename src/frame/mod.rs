//! Columns: the consolidated activities as a typed frame, its Parquet file, and group-bys over the whole of it. The only room that names
//! polars; others see lines and figures. Every column name is declared once, in `column`.

mod column;
mod group;
mod line;
mod table;

pub use column::{ActivityColumn, Kind};
pub use group::{CommitteeMonth, participation_by_committee_month};
pub use line::{ActivityLine, activity_lines};
pub use table::{ActivitiesFrame, FrameError};
