//! The data rows of a table, read side by side where there are many: a row tells nothing of its neighbours. What comes out is in the order of the
//! rows, however many threads there were.

use std::iter::Sum;
use std::mem::take;

use rayon::prelude::*;

use super::activity::{self, Outcome};
use super::attendance::{self, Meanings};
use super::grid::Grid;
use super::issues::Sink;
use super::sums::Sums;
use super::table::{Row, Scope};
use super::{filings, moves, plans, rosters, service, visits};
use crate::model::record::{RecordKind, Records};
use crate::model::schema::LayoutSchema;

/// Rows that one thread reads at a go.
const AT_A_GO: usize = 512;

/// How many of those are read before they are put in order.
const WAVE: usize = 64;

/// What all rows of a table are read with.
pub struct Reading<'r> {
    pub grid: &'r Grid<'r>,
    pub schema: &'r LayoutSchema,
    pub scope: &'r Scope<'r>,
    pub meanings: &'r Meanings,
    /// Some formula of the sheet has no value.
    pub faulty: bool,
}

/// Rows that became no record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Left {
    pub rejected: u64,
    /// Of 名称对照表, without 花名册名称.
    pub unconfirmed: u64,
    /// Of 情况说明回复单, without an explanation.
    pub unanswered: u64,
    /// Of attendance sheets, of people who are no members.
    pub outsiders: u64,
}

impl Sum for Left {
    fn sum<I: Iterator<Item = Left>>(all: I) -> Left {
        all.fold(Left::default(), |a, b| Left {
            rejected: a.rejected + b.rejected,
            unconfirmed: a.unconfirmed + b.unconfirmed,
            unanswered: a.unanswered + b.unanswered,
            outsiders: a.outsiders + b.outsiders,
        })
    }
}

impl Reading<'_> {
    /// Reads these lines of the grid, puts their records and issues behind those that are there, and their counts into the sums.
    pub fn rows(&self, lines: &mut Vec<usize>, into: &mut Records, sums: &mut Sums, sink: &mut Sink) -> Left {
        let lines = take(lines);
        let before = into.activities.len();
        let left = if lines.len() < 4 * AT_A_GO { self.some(&lines, into, sink) } else { self.many(&lines, into, sink) };
        sums.left_out(left.rejected);
        for row in &into.activities[before..] {
            sums.add(&row.due, &row.actual);
        }
        left
    }

    fn many(&self, lines: &[usize], into: &mut Records, sink: &mut Sink) -> Left {
        let (file, sheet) = (&sink.file.clone(), &sink.sheet.clone());
        if self.schema.record == RecordKind::Activity {
            into.activities.reserve(lines.len());
        }
        let read = |lines: &[usize]| {
            let (mut records, mut sink) = (Records::default(), Sink::new(file, sheet));
            let left = self.some(lines, &mut records, &mut sink);
            (records, sink, left)
        };
        // In waves: what one of them read is moved before the next begins, so that no table is held twice.
        let waves = lines.chunks(AT_A_GO * WAVE).map(|wave| {
            let parts: Vec<(Records, Sink, Left)> = wave.par_chunks(AT_A_GO).map(read).collect();
            let each = parts.into_iter().map(|(mut records, mut part, left)| {
                into.append(&mut records);
                sink.issues.append(&mut part.issues);
                sink.notes.append(&mut part.notes);
                left
            });
            each.sum()
        });
        waves.sum()
    }

    fn some(&self, lines: &[usize], into: &mut Records, sink: &mut Sink) -> Left {
        let mut left = Left::default();
        for ix in lines {
            let row = Row::new(self.scope, self.grid.line(*ix));
            if let Some(proposal) = (self.schema.record == RecordKind::Alias).then(|| rosters::proposal(&row)).flatten() {
                left.unconfirmed += 1;
                into.proposals.push(proposal);
            } else if self.schema.record == RecordKind::Waiver && filings::unanswered(&row) {
                left.unanswered += 1;
            } else if self.schema.record == RecordKind::Attendance && attendance::is_outsider(&row) {
                left.outsiders += 1;
            } else {
                let issues = sink.issues.len();
                left.rejected += u64::from(!self.row(&row, into, sink));
                if self.faulty {
                    row.unsaid(issues, sink);
                }
            }
        }
        left
    }

    /// Reads a data row. False: rejected.
    fn row(&self, row: &Row<'_>, records: &mut Records, sink: &mut Sink) -> bool {
        match self.schema.record {
            RecordKind::BranchRoster => keep(rosters::branch(row, sink), &mut records.branches),
            RecordKind::MemberRoster => keep(rosters::member(row, sink), &mut records.members),
            RecordKind::Alias => keep(rosters::alias(row, sink), &mut records.aliases),
            RecordKind::Adjustment => keep(moves::adjustment(row, sink), &mut records.adjustments),
            RecordKind::Attendance => keep(attendance::read(row, self.meanings, sink), &mut records.attendance),
            RecordKind::Activity => keep(activity::read(row, sink), &mut records.activities),
            RecordKind::Plan => keep(plans::plan(row, sink), &mut records.plans),
            RecordKind::Inspection => keep(visits::inspection(row, sink), &mut records.inspections),
            RecordKind::Service => keep(service::service(row, sink), &mut records.services),
            RecordKind::Cadre => keep(service::cadre(row, sink), &mut records.cadres),
            RecordKind::Filing => keep(filings::filing(row, sink), &mut records.filings),
            RecordKind::Waiver => keep(filings::waiver(row, sink), &mut records.waivers),
            RecordKind::Task => keep(service::task(row, sink), &mut records.tasks),
        }
    }
}

fn keep<T>(outcome: Outcome<T>, into: &mut Vec<T>) -> bool {
    match outcome {
        Outcome::Accepted(record) => {
            into.push(record);
            true
        }
        Outcome::Rejected => false,
    }
}
