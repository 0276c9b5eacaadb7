//! Which fields of a file's records are kept: all of them. Each struct is taken apart and put together by name, so that a field that is added
//! to the model and forgotten here does not compile.

use std::sync::Arc;

use chrono::Weekday;

use super::codec::{In, Item, Out};
use crate::model::book::FileOutcome;
use crate::model::cell::{CellRef, Place};
use crate::model::field::{Field, Slot};
use crate::model::finding::{BranchIx, Code, Issue, Level};
use crate::model::long_text::LongText;
use crate::model::org::{BranchType, OwnDay};
use crate::model::record::*;
use crate::model::returns::{CadreRow, FilingRow, InspectionRow, PlanRow, ServiceRow, WaiverRow};
use crate::model::say::Say;
use crate::model::time::{Month, Span};

/// A struct, field by field.
macro_rules! fields {
    ($($type:ident { $($field:ident)* })*) => {$(
        impl Item for $type {
            fn put(&self, out: &mut Out) {
                let $type { $($field),* } = self;
                $($field.put(out);)*
            }

            fn get(from: &mut In<'_>) -> Option<Self> {
                $(let $field = Item::get(from)?;)*
                Some($type { $($field),* })
            }
        }
    )*};
}

fields! {
    CellRef { row col }
    Place { file sheet cell }
    Named { text cell }
    Table { layout file sheet sheet_position slots record_items unit title }
    RowHead { table row }
    OrgHint { branch committee unit title sheet file by_sheet }
    TimeOfDay { start end minutes half_day }
    BranchRow { head id name committee kind member_count secretary founded dissolved own_days former_names valid_from valid_to }
    MemberRow { head id name who kind joined rank exempt }
    ActivityRow {
        head who date until month theme time time_text venue due actual content set_actions host recorder absentees make_up records reported
        remark pictures
    }
    Picture { at print bytes }
    AttendanceRow { head who id name marks }
    AdjustmentRow { head who month original adjusted reason filed approver approved }
    AliasRow { head reported roster committee remark }
    PlanRow { head who month planned theme filed announced }
    InspectionRow { head who date method problem demand deadline done settled }
    ServiceRow { head who id name date minutes content effect }
    CadreRow { head who name rank date affair quantity }
    FilingRow { head who affair span date }
    WaiverRow { head who span code member explanation approver approved }
    Records {
        branches members activities attendance adjustments aliases plans inspections services cadres filings waivers proposals
    }
    RowTally { total accepted rejected duplicate superseded ignored }
    Note { place text }
    Issue { code place row field raw say expected level who branch month rejects_row }
    FileRecords { file records issues tallies recognised notes outcome }
}

/// An enum of names alone, by its place in the list.
macro_rules! names {
    ($($type:ty, $all:expr;)*) => {$(
        impl Item for $type {
            fn put(&self, out: &mut Out) {
                // A list that misses a name makes an entry that is not read back.
                $all.iter().position(|one| one == self).unwrap_or(usize::MAX).put(out);
            }

            fn get(from: &mut In<'_>) -> Option<Self> {
                $all.get(usize::get(from)?).copied()
            }
        }
    )*};
}

names! {
    Field, Field::ALL;
    BranchType, BranchType::ALL;
    Code, Code::ALL;
    Level, [Level::Info, Level::Warning, Level::Error];
    Mark, [Mark::Present, Mark::Absent, Mark::Leave, Mark::CaughtUp, Mark::Exempt];
    Tick, [Tick::Present, Tick::Missing];
    FileOutcome, [FileOutcome::Read, FileOutcome::Partly, FileOutcome::Unrecognised, FileOutcome::Unreadable, FileOutcome::Skipped];
    Weekday, [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
}

impl Item for Month {
    fn put(&self, out: &mut Out) {
        self.year().put(out);
        self.month().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        Month::new(i32::get(from)?, u32::get(from)?)
    }
}

impl Item for Arc<Vec<Tick>> {
    fn put(&self, out: &mut Out) {
        self.to_vec().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        Vec::get(from).map(Arc::from)
    }
}

impl Item for LongText {
    fn put(&self, out: &mut Out) {
        self.text().into_owned().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        String::get(from).map(|text| text.as_str().into())
    }
}

impl Item for BranchIx {
    fn put(&self, out: &mut Out) {
        self.0.put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        usize::get(from).map(BranchIx)
    }
}

/// An enum with values, by a number for each case.
macro_rules! cases {
    ($($type:ident { $($tag:literal $case:ident $(($($value:ident),*))?;)* })*) => {$(
        impl Item for $type {
            fn put(&self, out: &mut Out) {
                match self {
                    $($type::$case $(($($value),*))? => {
                        out.bytes.push($tag);
                        $($($value.put(out);)*)?
                    })*
                }
            }

            fn get(from: &mut In<'_>) -> Option<Self> {
                match u8::get(from)? {
                    $($tag => {
                        $($(let $value = Item::get(from)?;)*)?
                        Some($type::$case $(($($value),*))?)
                    })*
                    _ => None,
                }
            }
        }
    )*};
}

cases! {
    Slot { 0 Column(col); 1 Cell(cell); }
    Count { 0 Given(number); 1 Missing; 2 Bad(text); }
    Span { 0 Month(month); 1 Quarter(year, quarter); 2 Half(year, half); 3 Year(year); }
    OwnDay { 0 DayOfMonth(day); 1 NthWeekday(nth, weekday); }
}

impl Item for Say {
    fn put(&self, out: &mut Out) {
        serde_json::to_string(self).unwrap_or_default().put(out);
    }

    fn get(from: &mut In<'_>) -> Option<Self> {
        serde_json::from_str(&String::get(from)?).ok()
    }
}
