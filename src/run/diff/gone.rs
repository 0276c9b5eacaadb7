//! Why a finding of the first run is not in the second. Put right is only what the second run asked again, had the data to judge, and did not find:
//! whatever rests on less than the first run had is no longer assessable, whatever was not asked is outside.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Pair;
use super::side::{Lacks, MonthSeen, Whom, Witness};
use crate::frame::Rows;
use crate::model::assessment::MonthStatus;
use crate::model::finding::{Code, Family};
use crate::model::time::{Month, Period};
use crate::run::finished::Unfinished;

/// What became of a finding that is not in the second run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// Asked again, judged, not found.
    PutRight,
    /// Its month is 待核.
    Pending,
    /// The second run lacks what the rule needs.
    NotAssessable,
    /// The ledger that it stood in is no longer there.
    WithLedger,
    /// The second run did not ask.
    NotAsked,
    /// The matter stands, by a graver rule.
    Graver,
}

impl Gone {
    /// As scripts read it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Gone::PutRight => "put_right",
            Gone::Pending => "pending",
            Gone::NotAssessable => "not_assessable",
            Gone::WithLedger => "ledger_gone",
            Gone::NotAsked => "not_asked",
            Gone::Graver => "graver",
        }
    }
}

/// On what the absence of a finding rests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rests {
    /// That the month holds an activity at all.
    Month,
    /// Activities of its month, or of the months of its span.
    Activities,
    /// What members' marks come to since January.
    Marks,
    /// What is read in the file itself, month by month.
    File,
    /// Something that is no activity: plans, filings, inspections.
    Other,
}

fn rests(code: Code) -> Rests {
    match code {
        Code::SUB001 => Rests::Month,
        // a committee's, and leads
        Code::DAY005 | Code::ACT010 | Code::ACT011 | Code::REC003 | Code::REC004 => Rests::Other,
        Code::MEM001 | Code::MEM002 => Rests::Marks,
        Code::MEM003 => Rests::File,
        _ => match code.family() {
            Family::Reading => Rests::File,
            Family::Reporting | Family::Participation | Family::ActivityDay | Family::Content | Family::Records => Rests::Activities,
            Family::Filing | Family::Member | Family::Cadre | Family::Inspection => Rests::Other,
        },
    }
}

/// What of its activities a rule cannot do without; `None`: what is missing is itself what it asks about.
fn needs(code: Code) -> Option<fn(&Lacks) -> u32> {
    match code {
        Code::PAR001 => Some(|lacks| lacks.rate),
        Code::PAR002 => Some(|lacks| lacks.due.max(lacks.actual)),
        Code::PAR003 => Some(|lacks| lacks.due),
        Code::PAR005 => Some(|lacks| lacks.actual),
        Code::SUB002 => Some(|lacks| lacks.reported),
        Code::DAY004 => Some(|lacks| lacks.minutes),
        _ => None,
    }
}

/// Is it about what one row says, so that it is gone as well where that row is returned and others of the month remain?
fn is_about_a_row(code: Code) -> bool {
    let rows = [Code::PAR001, Code::PAR002, Code::PAR003, Code::PAR004, Code::PAR005, Code::SUB002, Code::SUB004];
    rows.contains(&code) || [Code::DAY002, Code::DAY003, Code::DAY004, Code::REC001, Code::REC002].contains(&code)
}

/// What only the roster says decides them.
fn needs_roster(code: Code) -> bool {
    [Code::SUB001, Code::PAR003, Code::DAY001, Code::DAY002, Code::DAY003].contains(&code)
}

/// A finding of the first run, as far as it matters here.
struct Was<'r> {
    code: Option<Code>,
    whom: Whom<'r>,
    member: &'r str,
    span: Option<Period>,
}

/// Both runs, as far as gone findings ask.
pub(super) struct Judge<'r> {
    a: Option<Period>,
    b: Option<Period>,
    as_of: (NaiveDate, NaiveDate),
    units: BTreeSet<&'r str>,
    ledgers: BTreeSet<&'r str>,
    before: Witness,
    after: Witness,
    graver: BTreeSet<(String, String, String)>,
    off: BTreeSet<(String, String)>,
}

impl<'r> Judge<'r> {
    /// Reads what there is on the branches of these findings of the first run.
    pub(super) fn new(pair: &Pair<'r>, then: &Rows, gone: &[usize], now: &Rows) -> Result<Self, Unfinished> {
        let text = |row: usize, column: &str| then.text(row, column).to_string();
        let concerned: BTreeSet<(String, String)> = gone.iter().map(|row| (text(*row, "unit"), text(*row, "branch_key"))).collect();
        let (before, after) = Witness::both(pair, &concerned)?;
        let is_second = |row: &usize| now.text(*row, "rule") == Code::MEM002.as_str() && now.flag(*row, "in_period") == Some(true);
        let member = |row: usize| ["unit", "branch_key", "member"].map(|column| now.text(row, column).to_string()).into();
        Ok(Judge {
            a: pair.a.question().period.parse().ok(),
            b: pair.b.question().period.parse().ok(),
            as_of: (pair.a.question().as_of, pair.b.question().as_of),
            units: pair.b.question().units.iter().map(|unit| unit.unit.as_str()).collect(),
            ledgers: pair.b.question().inputs.iter().map(|input| input.path.as_str()).collect(),
            before,
            after,
            graver: (0..now.len()).filter(is_second).map(member).collect(),
            off: switched_off(pair)?,
        })
    }

    /// Why the finding is not there.
    pub(super) fn why(&self, then: &Rows, row: usize) -> Gone {
        let whom = Whom { unit: then.text(row, "unit"), branch: then.text(row, "branch_key") };
        let (code, span) = (Code::named(then.text(row, "rule")), then.text(row, "month").parse().ok());
        let was = Was { code, whom, member: then.text(row, "member"), span };
        let Some(code) = was.code.filter(|_| self.asked(&was)) else { return Gone::NotAsked };
        if self.is_pending(&was, code) {
            return Gone::Pending;
        }
        let file = then.text(row, "file");
        if !file.is_empty() && !self.ledgers.contains(file) {
            return Gone::WithLedger;
        }
        let whose = (whom.unit.to_string(), whom.branch.to_string(), was.member.to_string());
        match rests(code) {
            _ if needs_roster(code) && self.before.any_due && !self.after.has_roster => Gone::NotAssessable,
            Rests::Marks if code == Code::MEM001 && self.graver.contains(&whose) => Gone::Graver,
            _ if self.after.not_assessable.contains(&(whom.unit.to_string(), whom.branch.to_string(), code.to_string())) => {
                Gone::NotAssessable
            }
            Rests::Month => self.of_month(&was),
            Rests::Activities if !whom.branch.is_empty() => self.of_activities(&was, code),
            Rests::Marks => match (self.before.marks.get(&whose), self.after.marks.get(&whose)) {
                (_, None) => Gone::NotAssessable,
                (Some(a), Some(b)) if b.known < a.known || b.unclear > a.unclear => Gone::NotAssessable,
                _ => Gone::PutRight,
            },
            _ => Gone::PutRight,
        }
    }

    /// Did the second run ask about it?
    fn asked(&self, was: &Was<'_>) -> bool {
        let known = was.whom.branch.is_empty() || self.after.branches.contains(&was.whom.owned());
        let rule = was.code.map_or("", Code::as_str);
        if !known || !self.units.contains(was.whom.unit) || self.off.contains(&(was.whom.unit.to_string(), rule.to_string())) {
            return false;
        }
        let (Some(span), Some(b)) = (was.span, self.b) else { return true };
        // a lead is between two records, one of which may lie anywhere in the first run's period
        let within = |a: Period, b: Period| b.first() <= a.first() && a.last() <= b.last();
        if matches!(was.code, Some(Code::REC003 | Code::REC004)) && self.a.is_some_and(|a| !within(a, b)) {
            return false;
        }
        // a problem stays one after the month of its deadline
        if was.code == Some(Code::INS001) {
            return span.first() <= b.last();
        }
        let over = |as_of: NaiveDate| as_of > span.last().last_day();
        let reading = was.code.is_some_and(Code::is_about_reading);
        if span.last() < b.first() || b.last() < span.first() || (!reading && over(self.as_of.0) && !over(self.as_of.1)) {
            return false;
        }
        if within(span, b) || self.a == Some(b) {
            return true;
        }
        // what counts on from January to the end of the period is asked again by a run that ends no earlier; all else by one that holds the span
        let counts_on = was.code.is_some_and(|code| rests(code) == Rests::Marks);
        counts_on && self.a.is_some_and(|a| span.last().min(a.last()) <= b.last())
    }

    /// Its month is open again, or one of the months that it rests on.
    fn is_pending(&self, was: &Was<'_>, code: Code) -> bool {
        let one = was.span.is_some_and(|span| span.first() == span.last());
        let looked = match rests(code) {
            Rests::Month | Rests::Activities => true,
            Rests::File => one,
            Rests::Marks | Rests::Other => false,
        };
        looked && self.months(was).any(|month| self.now(was, month).is_some_and(|seen| seen.status == Some(MonthStatus::Pending)))
    }

    /// The months of its span that the second run looked at.
    fn months(&self, was: &Was<'_>) -> impl Iterator<Item = Month> + use<> {
        let b = self.b;
        was.span.into_iter().flat_map(Period::months).filter(move |month| b.is_none_or(|b| b.contains(*month)))
    }

    fn now(&self, was: &Was<'_>, month: Month) -> Option<&MonthSeen> {
        self.after.months.get(&(was.whom.owned(), month))
    }

    fn then(&self, was: &Was<'_>, month: Month) -> MonthSeen {
        self.before.months.get(&(was.whom.owned(), month)).copied().unwrap_or_default()
    }

    /// A month without an activity is put right by one; one that is not due any more was not asked.
    fn of_month(&self, was: &Was<'_>) -> Gone {
        let held = self.months(was).any(|month| self.now(was, month).is_some_and(|seen| seen.held));
        if held { Gone::PutRight } else { Gone::NotAsked }
    }

    fn of_activities(&self, was: &Was<'_>, code: Code) -> Gone {
        if was.span.is_none() {
            return Gone::PutRight;
        }
        let held: Vec<(MonthSeen, MonthSeen)> =
            self.months(was).filter_map(|month| Some((self.then(was, month), *self.now(was, month).filter(|seen| seen.held)?))).collect();
        let less = |of: fn(&Lacks) -> u32| held.iter().any(|(a, b)| of(&b.lacks) > of(&a.lacks));
        let out = |a: &MonthSeen, b: &MonthSeen| b.returned > a.returned && b.activities < a.activities;
        let returned = is_about_a_row(code) && held.iter().any(|(a, b)| out(a, b));
        let unrated = code == Code::PAR001 && held.iter().all(|(_, b)| !b.rated);
        if held.is_empty() || returned || unrated || needs(code).is_some_and(less) { Gone::NotAssessable } else { Gone::PutRight }
    }
}

/// Rules that the second run's profiles switch off, by unit.
fn switched_off(pair: &Pair<'_>) -> Result<BTreeSet<(String, String)>, Unfinished> {
    if !pair.b.has("parameters") {
        return Ok(BTreeSet::new());
    }
    let rows = pair.b.columns("parameters", &["unit", "parameter", "value"], None)?;
    let off = |row: usize| {
        let rule = rows.text(row, "parameter").strip_prefix("rules.")?.strip_suffix(".off")?;
        (rows.text(row, "value") == "true").then(|| (rows.text(row, "unit").to_string(), rule.to_string()))
    };
    Ok((0..rows.len()).filter_map(off).collect())
}
