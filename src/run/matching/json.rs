//! The machine-readable form of what waits for the clerk. Keys are kept; new ones may be added. `Answers` goes by the same keys.

use serde_json::{Value, json};

use super::Matched;
use crate::model::understood::ListIs;
use crate::report::xlsx::teach::DECLINE;

/// One workspace, or member of one.
pub fn of(matched: &Matched) -> Value {
    let names = matched.pending.iter().zip(&matched.choices).map(|(name, choices)| {
        json!({
            "written": &*name.written,
            "committee": name.clue.as_deref().unwrap_or_default(),
            "is_committee": name.is_committee,
            "rows": name.rows.len(),
            "first": name.rows.first().map(|(place, _)| place.to_string()),
            "candidates": name.candidates.iter().map(|c| json!({
                "label": &*c.label,
                "name": &*c.name,
                "committee": &*c.committee,
                "reasons": c.reasons,
            })).collect::<Vec<_>>(),
            "choices": choices,
        })
    });
    let headings = matched.headings.iter().map(|row| {
        json!({
            "heading": row.heading,
            "layout": row.layout,
            "rows": row.counts.2,
            "samples": row.samples,
            "candidates": row.candidates,
            "hint": row.hint,
            "choice": row.choice,
            "choices": row.choices.iter().map(String::as_str).chain([DECLINE]).collect::<Vec<_>>(),
        })
    });
    let lists = matched.lists.iter().map(|row| {
        json!({
            "file": row.file,
            "sheet": row.sheet,
            "adds": row.adds,
            "why": row.why,
            "choice": row.choice,
            "choices": ListIs::ALL.map(ListIs::word),
        })
    });
    json!({
        "member": matched.member,
        "names": names.collect::<Vec<_>>(),
        "headings": headings.collect::<Vec<_>>(),
        "lists": lists.collect::<Vec<_>>(),
        "no_roster": matched.no_roster,
        "nameless": matched.nameless,
        "confirmed": matched.confirmed,
        "wrong": matched.wrong,
        "unused": matched.unused,
        "written": matched.written.as_ref().map(|path| path.to_string_lossy()),
        "is_read": matched.is_read,
    })
}
