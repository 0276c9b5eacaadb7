//! `policies`: by whose rules units were judged, with every parameter that is not the same in all. `sources`: what was named or expected, and whether it
//! counts.

use std::sync::LazyLock;

use super::{Line, table};
use crate::model::rolled::{Parameter, Policy, Rolled, SourceLine, UnitHead};
use crate::tables::table::{Column, Table, col};
use crate::tables::value::Kind::{FreeText, Key, Name, Span, Word};
use crate::tables::value::Value;

type Asked<'a> = Line<'a, (&'a Policy, Option<&'a Parameter>)>;
type Source<'a> = &'a SourceLine;

/// Nobody's.
static NOBODY: LazyLock<UnitHead> = LazyLock::new(UnitHead::default);

pub(super) fn policies(rolled: &Rolled) -> Table<'_> {
    let row = |policy, parameter| -> Asked<'_> { Line { rolled, head: &NOBODY, committee: "", of: (policy, parameter) } };
    // a policy that differs in nothing stands there all the same
    let rows_of = |policy: &'_ Policy| (0..policy.differs.len().max(1)).collect::<Vec<_>>();
    let mut rows = Vec::new();
    for policy in &rolled.policies {
        rows.extend(rows_of(policy).into_iter().map(|at| row(policy, policy.differs.get(at))));
    }
    let columns = vec![
        col("policy", Word, |l: &Asked<'_>| (&l.of.0.letter).into()),
        col("policy_jurisdiction", Key, |l| (&l.of.0.jurisdiction).into()),
        col("profile_digest", Key, |l| (&l.of.0.digest).into()),
        col("types", Word, |l| l.of.1.map(|p| &p.types).into()),
        col("parameter", FreeText, |l| l.of.1.map(|p| &p.path).into()),
        col("value", FreeText, |l| l.of.1.map(|p| &p.value).into()),
        col("clause", FreeText, |l| l.of.1.map(|p| &p.clause).into()),
    ];
    table("policies", rows, columns)
}

pub(super) fn sources(rolled: &Rolled) -> Table<'_> {
    let columns: Vec<Column<'_, Source<'_>>> = vec![
        col("unit", Key, |s: &Source<'_>| (&s.unit).into()),
        col("unit_name", Name, |s| (&s.unit_name).into()),
        col("jurisdiction", Key, |s| (&s.jurisdiction).into()),
        col("period", Span, |s| (&s.period).into()),
        col("run_id", Key, |s| (&s.run_id).into()),
        col("committee", Name, |_| Value::None),
        col("branch_id", Key, |_| Value::None),
        col("branch_key", Key, |_| Value::None),
        col("branch", Name, |_| Value::None),
        col("state", Word, |s| s.state.as_str().into()),
        col("place", Name, |s| (&s.place).into()),
        col("detail", FreeText, |s| (&s.detail).into()),
    ];
    Table::plain("sources", rolled.sources.iter().collect(), columns)
}
