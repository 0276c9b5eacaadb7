//! What a committee has to put right, as its own view lists it: equal faults in one line with their cells, what to do, what would be right. The same
//! faults go back to it in 整改反馈.xlsx: whose they are is decided once, where that is made.

use serde::Serialize;

use super::pool::Pool;
use crate::model::results::Results;
use crate::model::spoken;
use crate::report::feedback::slips;
use crate::report::group::{self, Message};
use crate::report::xlsx::plain::shown;

/// A fault: level, code, name, file, sheets, cells, places, entries, whose, when, what is wrong, what to do, what is asked, basis, 1 where rows were
/// returned.
#[derive(Serialize)]
pub(super) struct Fault(&'static str, u32, u32, u32, u32, u32, usize, u32, u32, u32, u32, u32, u32, u32, u8);

/// What goes to one committee: its unit, its name, what of it was returned, its faults.
pub(super) struct Duties {
    pub unit: usize,
    pub committee: String,
    pub returned: u32,
    pub faults: Vec<Fault>,
    /// Faults for which there was no room.
    pub left: usize,
}

/// By unit, then committee; what belongs to no committee stands in 数据质量 alone.
pub(super) fn all(results: &Results, pool: &mut Pool) -> Vec<Duties> {
    let mut all = Vec::new();
    for slip in slips(results) {
        let Some(committee) = &slip.committee else { continue };
        let unit = results.outcomes.iter().position(|o| std::ptr::eq(o, slip.outcome)).unwrap_or(0);
        let messages = group::of_findings(&slip.outcome.corpus, slip.findings.iter().copied());
        let (mut faults, mut left) = (Vec::new(), 0);
        for message in &messages {
            if pool.full() {
                left += 1;
            } else {
                faults.push(fault(message, pool));
            }
        }
        let returned = pool.put(slip.returned.as_deref().unwrap_or_default());
        all.push(Duties { unit, committee: shown(committee), returned, faults, left });
    }
    all
}

fn fault(m: &Message, pool: &mut Pool) -> Fault {
    pool.charge(60);
    Fault(
        m.level.as_str(),
        pool.put(m.code.as_str()),
        pool.put(m.code.name()),
        pool.put(&shown(&m.file)),
        pool.put(&shown(&m.sheets().join("、"))),
        pool.put(&m.cells()),
        m.spots.len(),
        pool.put(&shown(&m.entries())),
        pool.put(&shown(&m.names())),
        pool.put(&spoken::spans(m.spots.iter().filter_map(|s| s.span))),
        pool.put(&shown(&m.problem)),
        pool.put(&shown(&m.remedy)),
        pool.put(&shown(&m.expected)),
        pool.put(&m.basis),
        m.returned.into(),
    )
}
