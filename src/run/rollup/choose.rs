//! Which of the units that were found count. Nobody chooses between two that differ: what is double, of another version or not expected is left out by
//! its name.

use std::collections::{BTreeMap, BTreeSet};

use super::NotRolledUp;
use super::expected::Expected;
use super::source::{Gathered, Source, nobody};
use crate::model::rolled::{SourceLine, SourceState};
use crate::model::spoken;
use crate::model::time::{Month, Period};

/// What counts, as far as the lists tell.
#[derive(Debug)]
pub(super) struct Chosen {
    /// In order of their units.
    pub(super) counting: Vec<Source>,
    /// What does not, and why.
    pub(super) lines: Vec<SourceLine>,
    /// The period of all.
    pub(super) period: Period,
    /// Parameters that all of them were run with for trial.
    pub(super) trial: Vec<String>,
}

/// Chooses.
///
/// # Errors
/// There are several periods and none was asked for; there is nothing.
pub(super) fn choose(
    gathered: Gathered,
    expected: Option<&[Expected]>,
    asked: Option<Period>,
    allow_mixed: bool,
) -> Result<Chosen, NotRolledUp> {
    let Gathered { sources, mut lines } = gathered;
    let period_of = |source: &Source| source.entry.period.parse::<Period>().ok();
    let periods: BTreeMap<(Month, Month), Period> = sources.iter().filter_map(period_of).map(|p| ((p.first(), p.last()), p)).collect();
    let period = match (asked, periods.len()) {
        (Some(period), _) => period,
        (None, 0..=1) => match periods.values().next() {
            Some(period) => *period,
            None => return Err(NotRolledUp::Nothing(told(&lines))),
        },
        _ => return Err(NotRolledUp::Periods(periods.values().map(|p| spoken::period(*p)).collect::<Vec<_>>().join("、"))),
    };
    let (sources, others): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| period_of(source) == Some(period));
    lines.extend(others.iter().map(|source| source.line(SourceState::OtherPeriod, source.entry.period.clone())));
    // a trial of all of them in the same way is a question one level up as well
    let trial = match sources.first() {
        Some(first) if sources.iter().all(|source| source.trial == first.trial) => first.trial.clone(),
        _ => Vec::new(),
    };
    let mut by_unit: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in sources {
        let own = env!("CARGO_PKG_VERSION");
        if source.trial != trial && !allow_mixed {
            lines.push(source.line(SourceState::Trial, source.trial.join("，")));
        } else if source.entry.version != own && !allow_mixed {
            lines.push(source.line(SourceState::OtherVersion, source.entry.version.clone()));
        } else {
            by_unit.entry(source.entry.unit.clone()).or_default().push(source);
        }
    }
    let mut counting = Vec::new();
    for (unit, mut all) in by_unit {
        if expected.is_some_and(|expected| !expected.iter().any(|one| one.unit == unit)) {
            lines.extend(all.iter().map(|source| source.line(SourceState::Unexpected, String::new())));
            continue;
        }
        all.sort_by(|a, b| a.place.cmp(&b.place));
        let alike: BTreeSet<String> = all.iter().map(answer).collect();
        if alike.len() > 1 {
            lines.extend(all.iter().map(|source| source.line(SourceState::Double, String::new())));
            continue;
        }
        // the very same in two places: one that is whole counts
        let whole = all.iter().position(Source::is_whole).unwrap_or(0);
        for (at, source) in all.into_iter().enumerate() {
            if at == whole {
                counting.push(source);
            } else {
                lines.push(source.line(SourceState::Same, String::new()));
            }
        }
    }
    for one in expected.into_iter().flatten() {
        let known = counting.iter().any(|source| source.entry.unit == one.unit)
            || lines.iter().any(|line| line.unit == one.unit && line.state != SourceState::OtherPeriod);
        if !known {
            let name = one.name.clone();
            lines.push(SourceLine { unit: one.unit.clone(), unit_name: name, period: period.to_string(), ..nobody(SourceState::Missing) });
        }
    }
    Ok(Chosen { counting, lines, period, trial })
}

/// By what two results of one unit are the same answer: the question, but for the formats that it was written in.
fn answer(source: &Source) -> String {
    let mut entry = source.entry.clone();
    entry.options.remove("format");
    entry.run_id.clear();
    entry.commit.clear();
    format!("{entry:?} {:?}", source.trial)
}

fn told(lines: &[SourceLine]) -> String {
    lines.iter().map(|line| format!("  {}：{}", line.place, line.state.words())).collect::<Vec<_>>().join("\n")
}
