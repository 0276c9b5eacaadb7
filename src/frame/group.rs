//! Group-bys over the whole table, for charts.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType};

use crate::model::assessment::Outcome;
use crate::model::figure::Rate;
use crate::model::time::Month;

use super::column::ActivityColumn;
use super::line::{ActivityLine, activity_lines};
use super::table::{ActivitiesFrame, FrameError};

/// A committee's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitteeMonth {
    /// Jurisdiction id.
    pub jurisdiction: String,
    /// Committee (identity numbers masked).
    pub committee: String,
    /// Month of the run's period.
    pub month: Month,
    /// Σ actual ÷ Σ due over the month's activities with both counts.
    pub participation: Rate,
    /// Activities with both counts.
    pub activities: u32,
}

/// Participation by committee and month, over activities of the run's periods that enter the sums. Months without any are not listed. In order
/// of jurisdiction as given, committee, month.
pub fn participation_by_committee_month(outcomes: &[Outcome]) -> Result<Vec<CommitteeMonth>, FrameError> {
    let mut all = Vec::new();
    for outcome in outcomes {
        let months: BTreeSet<String> = outcome.corpus.period.months().map(|m| m.to_string()).collect();
        let mut lines = activity_lines(std::slice::from_ref(outcome));
        lines.retain(|l| l.standing == ActivityLine::COUNTS && months.contains(&*l.month));
        let frame = ActivitiesFrame::from_lines(&lines)?;
        all.extend(by_committee_month(&outcome.profile.id, frame.frame())?);
    }
    Ok(all)
}

fn by_committee_month(jurisdiction: &str, frame: &DataFrame) -> Result<Vec<CommitteeMonth>, FrameError> {
    let column = |c: ActivityColumn| frame.column(c.name());
    let both: BooleanChunked = &column(ActivityColumn::Due)?.is_not_null() & &column(ActivityColumn::Actual)?.is_not_null();
    let mut counted = frame.filter(&both)?;
    if counted.height() == 0 {
        return Ok(Vec::new());
    }
    let keys = [ActivityColumn::Committee, ActivityColumn::Month].map(ActivityColumn::name);
    let counts = [ActivityColumn::Due, ActivityColumn::Actual].map(ActivityColumn::name);
    for name in counts {
        // counts are as reported, and a sum of 32-bit counts could run over
        let wide = counted.column(name)?.cast(&DataType::UInt64)?;
        counted.with_column(wide)?;
    }
    let groups = counted.group_by_stable(keys)?;
    // the eager sums are marked deprecated in favour of the lazy engine, which is not built in (it doubles the build)
    #[allow(deprecated)]
    let (sums, sizes) = (groups.clone().select(counts).sum()?, groups.select([counts[0]]).count()?);
    let mut figures = BTreeMap::new();
    for row in 0..sums.height() {
        let text = |c: &Column| c.str().map(|s| s.get(row).unwrap_or_default().to_string());
        let committee = text(sums.column(keys[0])?)?;
        let month = text(sums.column(keys[1])?)?;
        let number = |c: &Column| c.get(row).map(|v| v.try_extract::<u64>().unwrap_or(0));
        let due = number(sums.column(&format!("{}_sum", counts[0]))?)?;
        let actual = number(sums.column(&format!("{}_sum", counts[1]))?)?;
        let activities = number(sizes.column(&format!("{}_count", counts[0]))?)? as u32;
        let Ok(month) = month.parse::<Month>() else { continue };
        let participation = Rate::new(actual, due);
        let jurisdiction = jurisdiction.to_string();
        figures.insert((committee.clone(), month), CommitteeMonth { jurisdiction, committee, month, participation, activities });
    }
    Ok(figures.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::super::line::ActivityLine;
    use super::super::table::ActivitiesFrame;
    use super::by_committee_month;
    use crate::model::figure::Rate;
    use crate::model::fixture::Fixture;
    use crate::model::org::BranchType;
    use crate::model::record::Count;

    #[test]
    fn sums_are_by_committee_and_month_and_need_both_counts() {
        let mut f = Fixture::new("2017-07..2017-08", "2017-12-31");
        let a = f.branch("a", "a", "东镇党委", BranchType::Rural);
        let b = f.branch("b", "b", "东镇党委", BranchType::Rural);
        let c = f.branch("c", "c", "西镇党委", BranchType::Rural);
        f.activity(a, "2017-08-05", u32::MAX, 9);
        f.activity(b, "2017-07-05", 10, 8);
        f.activity(b, "2017-08-05", 10, u32::MAX);
        f.activity(b, "2017-08-06", 10, 8).row.actual = Count::Missing;
        f.activity(c, "2017-07-05", 3, 2);
        let lines: Vec<_> = f.corpus.activities.iter().map(|a| ActivityLine::of("x", &f.corpus, a)).collect();
        let figures = by_committee_month("x", ActivitiesFrame::from_lines(&lines).unwrap().frame()).unwrap();
        let told: Vec<_> = figures.iter().map(|m| (m.committee.as_str(), m.month.to_string(), m.participation, m.activities)).collect();
        let most = u64::from(u32::MAX);
        assert_eq!(
            told,
            [
                ("东镇党委", "2017-07".to_string(), Rate::new(8, 10), 1),
                ("东镇党委", "2017-08".to_string(), Rate::new(most + 9, most + 10), 2),
                ("西镇党委", "2017-07".to_string(), Rate::new(2, 3), 1),
            ]
        );
        assert!(by_committee_month("x", ActivitiesFrame::from_lines(&[]).unwrap().frame()).unwrap().is_empty());
    }
}
