//! The forms of a sheet: each is one record, one returned row, or a spare form.

use std::sync::Arc;

use super::coerce::months;
use super::form::{self, Form};
use super::form_row::{self, FormOutcome};
use super::grid::Grid;
use super::issues::{self, Sink};
use super::reader::Reader;
use super::table::Hints;
use super::{explain, form_stray};
use crate::model::book::RawSheet;
use crate::model::cell::CellRef;
use crate::model::finding::Issue;
use crate::model::record::{Around, Field, OrgHint, SourceTable};
use crate::model::time::Month;
use crate::model::understood::TaughtUse;

impl Reader<'_> {
    /// Reads the forms that were found on a sheet.
    pub(super) fn forms(&mut self, grid: &Grid<'_>, found: &[Form], sheet: &RawSheet, hints: Hints, sink: &mut Sink) {
        for form in found {
            let id = self.index.layouts[form.layout].schema.id.clone();
            self.recognise(&id, sheet);
            let base = SourceTable {
                layout: id.clone(),
                file: self.path.clone(),
                sheet: sheet.name.clone(),
                sheet_position: sheet.position,
                slots: std::collections::BTreeMap::new(),
                record_items: Vec::new(),
                unit: None,
                title: Arc::default(),
            };
            let before = sink.issues.len();
            let outcome = form_row::read(form, &base, hints, sink);
            for issue in &mut sink.issues[before..] {
                let print = |_: &Issue| form.lines.clone().map(|ix| grid.line(ix).print()).fold(1, u64::wrapping_add).max(1);
                issues::known_by(issue, &id, true, print);
            }
            let above = || {
                let named = |field| form.fields.get(&field).and_then(form::Hit::named);
                OrgHint {
                    branch: named(Field::Branch),
                    committee: named(Field::Committee),
                    around: Arc::new(Around {
                        unit: None,
                        title: Arc::from(form.title.as_str()),
                        sheet: sheet.name.clone(),
                        file: self.path.clone(),
                        by_sheet: true,
                    }),
                }
            };
            let mut taught = Vec::new();
            if !matches!(outcome, FormOutcome::Blank) && form.is_more_than_known() {
                let month = match &outcome {
                    FormOutcome::Row(row) => row.month.or(row.date.map(Month::of)),
                    _ => None,
                };
                taught = form_stray::tell(form, self.index.layouts[form.layout].schema, &Arc::new(above()), month, sink);
            }
            if self.explains {
                let tally = match outcome {
                    FormOutcome::Row(_) => (1, 0, 0),
                    FormOutcome::Rejected => (0, 1, 0),
                    FormOutcome::Blank => (0, 0, 1),
                };
                let around = Hints { title: months::hint(&form.title), ..hints };
                let schema = self.index.layouts[form.layout].schema;
                self.out.understood.tables.push(explain::form(grid, form, schema, above(), &around, tally));
            }
            let told = taught.into_iter().map(|what| TaughtUse { file: self.path.clone(), sheet: sheet.name.clone(), what });
            self.out.taught.extend(told);
            match outcome {
                FormOutcome::Row(row) => {
                    self.tally(&id, 0, 0);
                    self.out.records.activities.push(row);
                }
                FormOutcome::Rejected => self.tally(&id, 0, 1),
                FormOutcome::Blank => {
                    self.tally(&id, 1, 0);
                    sink.note(Some(CellRef::new(form.row, 0)), "空白记录表，未填写任何内容。".to_string());
                }
            }
        }
    }
}
