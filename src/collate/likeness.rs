//! Are two rows of one branch and date copies, two activities, or two accounts of one?

use chrono::NaiveDate;

use crate::model::record::{ActivityRow, Count, Field, Tick};
use crate::model::spoken;

/// Rows that differ both in theme and in time of day are two activities of one day.
pub fn two_activities(a: &ActivityRow, b: &ActivityRow) -> bool {
    let themes = !a.theme.is_empty() && !b.theme.is_empty() && squeezed(&a.theme) != squeezed(&b.theme);
    let clock = |r: &ActivityRow| (r.time.start.is_some() || r.time.half_day).then(|| (r.time.start, squeezed(&r.time_text)));
    let times = matches!((clock(a), clock(b)), (Some(x), Some(y)) if x != y);
    themes && times
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every mapped column, normalised: equal keys make copies.
pub fn content_key(row: &ActivityRow) -> String {
    FIELDS.iter().map(|f| shown(row, *f)).collect::<Vec<_>>().join("\u{1}")
}

/// The columns that are compared, in the order in which a difference is named.
const FIELDS: &[Field] = &[
    Field::Actual,
    Field::Due,
    Field::Theme,
    Field::Month,
    Field::Time,
    Field::Duration,
    Field::Place,
    Field::Content,
    Field::SetActions,
    Field::Host,
    Field::Recorder,
    Field::Absentees,
    Field::MakeUp,
    Field::Materials,
    Field::Remark,
    Field::Reported,
    Field::End,
];

/// The first column in which two rows differ, of those that both tables have; else of all.
pub fn first_difference(a: &ActivityRow, b: &ActivityRow) -> Field {
    let differ = |f: &Field| shown(a, *f) != shown(b, *f);
    let both = |f: &Field| has(a, *f) && has(b, *f);
    let all = || FIELDS.iter().copied();
    all().find(|f| both(f) && differ(f)).or_else(|| all().find(differ)).unwrap_or(Field::Date)
}

/// Do two rows of different tables say the same in every column that both tables have (a sheet that sums up has no 主持人), and at most one of them
/// something more?
pub fn says_the_same(a: &ActivityRow, b: &ActivityRow) -> bool {
    let shared = |f: &Field| has(a, *f) && has(b, *f);
    let apart = FIELDS.iter().any(|f| has(a, *f) != has(b, *f));
    apart && FIELDS.iter().all(|f| !shared(f) || shown(a, *f) == shown(b, *f)) && !(adds(a, b) && adds(b, a))
}

/// Does a row say something in a column that the other's table does not have?
pub fn adds(row: &ActivityRow, to: &ActivityRow) -> bool {
    FIELDS.iter().any(|f| has(row, *f) && !has(to, *f) && !shown(row, *f).is_empty())
}

/// Does the row's table have a column of the field?
fn has(row: &ActivityRow, field: Field) -> bool {
    let slots = &row.head.table.slots;
    let any = |fields: &[Field]| fields.iter().any(|f| slots.contains_key(f));
    match field {
        Field::Time => any(&[Field::Time, Field::Start, Field::End]),
        Field::Duration => any(&[Field::Duration, Field::Time, Field::Start, Field::End]),
        Field::Materials => any(&[Field::Materials]) || !row.head.table.record_items.is_empty(),
        // a day on which it was reported stands above the table as well
        Field::Reported => any(&[Field::Reported]) || row.reported.is_some(),
        // the last day of a range stands in the date's cell
        Field::End => true,
        field => any(&[field]),
    }
}

/// A column, normalised.
pub fn shown(row: &ActivityRow, field: Field) -> String {
    let count = |c: &Count| match c {
        Count::Given(n) => n.to_string(),
        Count::Missing => String::new(),
        Count::Bad(raw) | Count::Unread(_, raw) => squeezed(raw),
    };
    let date = |d: Option<NaiveDate>| d.map(spoken::day).unwrap_or_default();
    match field {
        Field::Actual => count(&row.actual),
        Field::Due => count(&row.due),
        Field::Theme => squeezed(&row.theme),
        Field::Month => row.month.map(spoken::month).unwrap_or_default(),
        Field::Time if row.time.start.is_some() => {
            let at = |t: Option<chrono::NaiveTime>| t.map(|t| t.to_string()).unwrap_or_default();
            format!("{}-{}", at(row.time.start), at(row.time.end))
        }
        Field::Time => squeezed(&row.time_text),
        Field::Duration => row.time.minutes.map(|m| m.to_string()).unwrap_or_default(),
        Field::Place => squeezed(&row.venue),
        Field::Content => squeezed(&row.content.text()),
        Field::SetActions => squeezed(&row.set_actions),
        Field::Host => squeezed(&row.host),
        Field::Recorder => squeezed(&row.recorder),
        Field::Absentees => squeezed(&row.absentees),
        Field::MakeUp => squeezed(&row.make_up),
        Field::Materials => {
            // by name: the columns of the items may stand in any order
            let items = row.head.table.record_items.iter().zip(row.records.iter());
            let mut names: Vec<&str> = items.filter(|(_, tick)| **tick == Tick::Present).map(|((name, _), _)| &**name).collect();
            names.sort_unstable();
            names.dedup();
            names.join("、")
        }
        Field::Remark => squeezed(&row.remark),
        Field::Reported => date(row.reported),
        Field::End => date(row.until),
        _ => String::new(),
    }
}
