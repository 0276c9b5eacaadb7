//! What the tables of a run tell of the months and members that gone findings were about: how a month stands, how many of its activities lack what a
//! rule needs, how much of it was returned, how many marks of a member are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Pair;
use crate::frame::Rows;
use crate::model::assessment::MonthStatus;
use crate::model::time::Month;
use crate::run::finished::Unfinished;
use crate::run::show::COUNTED;

const MONTHS: &[&str] = &["unit", "committee", "branch_key", "month", "due", "held", "activities", "due_count", "status", "returned"];
const ACTIVITIES: &[&str] =
    &["unit", "committee", "branch_key", "month", "minutes", "due", "actual", "standing", "left_out", "first_reported"];
const MEMBERS: &[&str] = &["unit", "committee", "branch_key", "member", "absent", "leave", "caught_up", "present", "exempt", "unclear"];
const RANKING: &[&str] = &["unit", "committee", "branch_key", "not_assessable"];

/// A unit and one of its branches; none: the unit or a committee.
#[derive(Clone, Copy)]
pub(super) struct Whom<'r> {
    pub(super) unit: &'r str,
    pub(super) branch: &'r str,
}

impl Whom<'_> {
    pub(super) fn owned(self) -> (String, String) {
        (self.unit.to_string(), self.branch.to_string())
    }
}

/// How many of a month's activities lack something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lacks {
    pub(super) due: u32,
    pub(super) actual: u32,
    /// One of the two, or what is left out of rates.
    pub(super) rate: u32,
    pub(super) reported: u32,
    pub(super) minutes: u32,
}

/// A month of a branch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MonthSeen {
    pub(super) status: Option<MonthStatus>,
    pub(super) held: bool,
    /// Something of it stands in the rate.
    pub(super) rated: bool,
    pub(super) activities: i64,
    pub(super) returned: i64,
    pub(super) lacks: Lacks,
}

/// Marks of a member.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub(super) known: i64,
    pub(super) unclear: i64,
}

/// What one of the runs tells.
#[derive(Debug, Default)]
pub(super) struct Witness {
    /// All branches that it knows.
    pub(super) branches: BTreeSet<(String, String)>,
    /// Months of the branches concerned.
    pub(super) months: HashMap<((String, String), Month), MonthSeen>,
    /// Their members, by unit, branch and name.
    pub(super) marks: BTreeMap<(String, String, String), Marks>,
    /// Rules that could not be judged of a branch, by unit, branch and code.
    pub(super) not_assessable: BTreeSet<(String, String, String)>,
    /// Some month is due.
    pub(super) any_due: bool,
    /// Some month is due or will be: without a roster none ever is.
    pub(super) has_roster: bool,
}

impl Witness {
    /// Of both runs, on the branches concerned.
    pub(super) fn both(pair: &Pair<'_>, concerned: &BTreeSet<(String, String)>) -> Result<(Self, Self), Unfinished> {
        let (mut before, mut after) = (Witness::default(), Witness::default());
        let (then, now) = pair.tables("matrix", MONTHS)?;
        before.read_months(&then, concerned);
        after.read_months(&now, concerned);
        drop((then, now));
        let (then, now) = pair.tables("activities", ACTIVITIES)?;
        before.read_activities(&then);
        after.read_activities(&now);
        drop((then, now));
        let (then, now) = pair.tables("members", MEMBERS)?;
        before.read_marks(&then, concerned);
        after.read_marks(&now, concerned);
        drop((then, now));
        let (then, now) = pair.tables("ranking", RANKING)?;
        before.read_verdicts(&then, concerned);
        after.read_verdicts(&now, concerned);
        Ok((before, after))
    }

    fn read_months(&mut self, rows: &Rows, concerned: &BTreeSet<(String, String)>) {
        for row in 0..rows.len() {
            let whom = (rows.text(row, "unit").to_string(), rows.text(row, "branch_key").to_string());
            let status = MonthStatus::ALL.into_iter().find(|status| status.as_str() == rows.text(row, "status"));
            let due = rows.flag(row, "due") == Some(true);
            self.any_due |= due;
            self.has_roster |= due || status == Some(MonthStatus::NotYetDue);
            if let Some(month) = rows.text(row, "month").parse().ok().filter(|_| concerned.contains(&whom)) {
                let seen = MonthSeen {
                    status,
                    held: rows.flag(row, "held") == Some(true),
                    rated: rows.int(row, "due_count").unwrap_or_default() > 0,
                    activities: rows.int(row, "activities").unwrap_or_default(),
                    returned: rows.int(row, "returned").unwrap_or_default(),
                    lacks: Lacks::default(),
                };
                self.months.insert((whom.clone(), month), seen);
            }
            self.branches.insert(whom);
        }
    }

    fn read_activities(&mut self, rows: &Rows) {
        for row in (0..rows.len()).filter(|row| rows.text(*row, "standing") == COUNTED) {
            let whom = (rows.text(row, "unit").to_string(), rows.text(row, "branch_key").to_string());
            let Ok(month) = rows.text(row, "month").parse() else { continue };
            let Some(seen) = self.months.get_mut(&(whom, month)) else { continue };
            let [due, actual, minutes] = ["due", "actual", "minutes"].map(|column| rows.int(row, column).is_none());
            seen.lacks.due += u32::from(due);
            seen.lacks.actual += u32::from(actual);
            seen.lacks.rate += u32::from(due || actual || !rows.text(row, "left_out").is_empty());
            seen.lacks.minutes += u32::from(minutes);
            seen.lacks.reported += u32::from(rows.date(row, "first_reported").is_none());
        }
    }

    fn read_verdicts(&mut self, rows: &Rows, concerned: &BTreeSet<(String, String)>) {
        for row in 0..rows.len() {
            let (unit, branch) = (rows.text(row, "unit").to_string(), rows.text(row, "branch_key").to_string());
            let codes = rows.text(row, "not_assessable").split(';').filter(|code| !code.is_empty());
            if concerned.contains(&(unit.clone(), branch.clone())) {
                self.not_assessable.extend(codes.map(|code| (unit.clone(), branch.clone(), code.to_string())));
            }
        }
    }

    fn read_marks(&mut self, rows: &Rows, concerned: &BTreeSet<(String, String)>) {
        for row in 0..rows.len() {
            let whom = (rows.text(row, "unit").to_string(), rows.text(row, "branch_key").to_string());
            if concerned.contains(&whom) {
                let count = |column: &str| rows.int(row, column).unwrap_or_default();
                // two whose names read alike are told by their sum
                let marks = self.marks.entry((whom.0, whom.1, rows.text(row, "member").to_string())).or_default();
                marks.known += ["absent", "leave", "caught_up", "present", "exempt"].map(count).iter().sum::<i64>();
                marks.unclear += count("unclear");
            }
        }
    }
}
