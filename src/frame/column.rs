//! The columns of the consolidated activities: their names, their types, their order. `activities.csv` and `activities.parquet` have the same.

use polars::prelude::DataType;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; empty where the ledger has none.
    Text,
    /// A count; null where the ledger has none.
    Count,
    /// A day; null where the ledger has none.
    Date,
}

impl Kind {
    pub(super) fn dtype(self) -> DataType {
        match self {
            Kind::Text => DataType::String,
            Kind::Count => DataType::UInt32,
            Kind::Date => DataType::Date,
        }
    }
}

macro_rules! columns {
    ($($variant:ident $name:literal $kind:ident;)*) => {
        /// A column of the consolidated activities.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum ActivityColumn { $($variant),* }

        impl ActivityColumn {
            /// All columns in order.
            pub const ALL: &'static [ActivityColumn] = &[$(ActivityColumn::$variant),*];
            /// Heading.
            pub fn name(self) -> &'static str { match self { $(ActivityColumn::$variant => $name),* } }
            /// Type.
            pub fn kind(self) -> Kind { match self { $(ActivityColumn::$variant => Kind::$kind),* } }
        }
    };
}

columns! {
    Jurisdiction "jurisdiction" Text;
    Committee "committee" Text;
    BranchId "branch_id" Text;
    Branch "branch" Text;
    BranchType "branch_type" Text;
    Date "date" Date;
    Month "month" Text;
    Theme "theme" Text;
    Start "start" Text;
    End "end" Text;
    Minutes "minutes" Count;
    Venue "venue" Text;
    Due "due" Count;
    Actual "actual" Count;
    Content "content" Text;
    SetActions "set_actions" Text;
    Host "host" Text;
    Recorder "recorder" Text;
    Absentees "absentees" Text;
    MakeUp "make_up" Text;
    Reported "reported" Date;
    Standing "standing" Text;
    Remark "remark" Text;
    File "file" Text;
    Sheet "sheet" Text;
    Row "row" Count;
}
