//! What stands around the rows of a table: put together once for all rows below the same lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::carried::Carried;
use super::continued::Continued;
use super::lead::Lead;
use super::sheet::Block;
use super::table::{Hints, Scope};
use crate::model::book::RawSheet;
use crate::model::record::{Around, Field, OrgHint, RecordKind, Slot, SourceTable};
use crate::model::schema::LayoutSchema;

/// File, sheet, layout, and what stands around the sheet.
pub type AtHand<'r> = (&'r Arc<str>, &'r RawSheet, &'r LayoutSchema, Hints);

/// What the rows below some lines of a block share.
pub fn scope<'r>(
    (path, sheet, schema, hints): AtHand<'_>,
    block: &'r Block,
    lead: &Lead,
    slots: &BTreeMap<Field, Slot>,
    (carried, continued): (&Arc<Carried>, &Arc<Continued>),
) -> Scope<'r> {
    let title: Arc<str> = Arc::from(lead.title());
    let above = OrgHint {
        branch: None,
        committee: lead.committee.clone(),
        around: Arc::new(Around {
            unit: lead.unit.clone(),
            title: title.clone(),
            sheet: sheet.name.clone(),
            file: path.clone(),
            // where rows have a column for it, a blank one is a fault of the row
            by_sheet: !block.header.slots.contains_key(&Field::Branch)
                || matches!(
                    schema.record,
                    RecordKind::Attendance | RecordKind::Plan | RecordKind::Service | RecordKind::Cadre | RecordKind::Waiver
                ),
        }),
    };
    let table = SourceTable {
        layout: schema.id.clone(),
        file: path.clone(),
        sheet: sheet.name.clone(),
        sheet_position: sheet.position,
        slots: slots.clone(),
        record_items: block.header.items.iter().map(|(name, col)| (name.clone(), Slot::Column(*col))).collect(),
        unit: lead.unit.clone(),
        title,
    };
    Scope {
        table: Arc::new(table),
        record: schema.record,
        header: &block.header,
        hints: match schema.record {
            RecordKind::Attendance => lead.meeting(hints),
            _ => Hints { title: lead.hint(), ..hints },
        },
        above: Arc::new(above),
        reported: lead.reported.clone(),
        day: block.header.day_above.then(|| lead.day()).flatten(),
        carried: carried.clone(),
        continued: continued.clone(),
    }
}
