//! `units`: a row for each unit that counts. `totals`: over all of them, then over those that were judged by the same rules.

use std::sync::LazyLock;

use super::{Line, table};
use crate::model::figure::Rate;
use crate::model::rolled::{Rolled, Sums, Total, UnitHead, UnitSums};
use crate::tables::table::{Column, Table, col};
use crate::tables::value::Kind::{Count, Date, Ordinal, Points, Rate as RateKind, Word};
use crate::tables::value::Value;

type Unit<'a> = Line<'a, &'a UnitSums>;
type Sum<'a> = Line<'a, &'a Total>;

/// Nobody's.
static NOBODY: LazyLock<UnitHead> = LazyLock::new(UnitHead::default);

/// Points as their two sums; nothing where there are none.
pub(super) fn mean<'a>(score: Rate) -> Value<'a> {
    if score.applies() { score.into() } else { Value::None }
}

/// The columns of sums, of rows that have some.
macro_rules! sums {
    ($of:expr) => {
        vec![
            col("branches", Count, |l| $of(l).branches.into()),
            col("activities", Count, |l| $of(l).activities.into()),
            col("months_due", Count, |l| $of(l).completeness.of.into()),
            col("months_held", Count, |l| $of(l).completeness.part.into()),
            col("completeness", RateKind, |l| $of(l).completeness.into()),
            col("timeliness", RateKind, |l| $of(l).timeliness.into()),
            col("participation", RateKind, |l| $of(l).participation.into()),
            col("months_pending", Count, |l| $of(l).pending.into()),
            col("months_not_yet", Count, |l| $of(l).not_yet.into()),
            col("errors", Count, |l| $of(l).errors.into()),
            col("warnings", Count, |l| $of(l).warnings.into()),
            col("barred", Count, |l| $of(l).barred.into()),
            col("branch_mean", Points, |l| mean($of(l).score)),
        ]
    };
}

fn of_unit(line: &Unit<'_>) -> Sums {
    line.of.sums
}

fn of_total(line: &Sum<'_>) -> Sums {
    line.of.sums
}

pub(super) fn units(rolled: &Rolled) -> Table<'_> {
    let rows = rolled.units.iter().map(|unit| Line { rolled, head: &unit.head, committee: "", of: unit }).collect();
    let mut columns: Vec<Column<'_, Unit<'_>>> = sums!(of_unit);
    columns.extend([
        col("rank_completeness", Ordinal, |l: &Unit<'_>| l.of.by_completeness.into()),
        col("rank_participation", Ordinal, |l| l.of.by_participation.into()),
        col("rank_timeliness_in_policy", Ordinal, |l| l.of.by_timeliness.into()),
        col("rank_score_in_policy", Ordinal, |l| l.of.by_score.into()),
        col("policy", Word, |l| (&l.rolled.policies[l.of.policy].letter).into()),
        col("as_of", Date, |l| l.of.as_of.into()),
        col("version", Word, |l| (&l.of.version).into()),
        col("files", Count, |l| l.of.files.total.into()),
        col("files_read", Count, |l| l.of.files.read.into()),
        col("files_partly", Count, |l| l.of.files.partly.into()),
        col("files_unrecognised", Count, |l| l.of.files.unrecognised.into()),
        col("files_unreadable", Count, |l| l.of.files.unreadable.into()),
        col("files_skipped", Count, |l| l.of.files.skipped.into()),
        col("rows", Count, |l| l.of.rows.total.into()),
        col("rows_accepted", Count, |l| l.of.rows.accepted.into()),
        col("rows_rejected", Count, |l| l.of.rows.rejected.into()),
        col("rows_duplicate", Count, |l| l.of.rows.duplicate.into()),
        col("rows_superseded", Count, |l| l.of.rows.superseded.into()),
        col("rows_ignored", Count, |l| l.of.rows.ignored.into()),
    ]);
    table("units", rows, columns)
}

pub(super) fn totals(rolled: &Rolled) -> Table<'_> {
    let rows = rolled.totals.iter().map(|total| Line { rolled, head: &NOBODY, committee: "", of: total }).collect();
    let mut columns: Vec<Column<'_, Sum<'_>>> = vec![
        // empty: over all
        col("policy", Word, |l| l.of.policy.map(|at| &l.rolled.policies[at].letter).into()),
        col("units", Count, |l| l.of.units.into()),
    ];
    columns.extend::<Vec<Column<'_, Sum<'_>>>>(sums!(of_total));
    table("totals", rows, columns)
}
