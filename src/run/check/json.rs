//! The machine-readable form of a check. Keys and codes are kept; new keys may be added.

use serde_json::{Value, json};

use super::{Checked, CheckedFile, TableRead, is_entry, is_problem, problems};
use crate::model::book::FileOutcome;
use crate::report::group::Message;

/// Version of the form: raised when a key changes its meaning.
const VERSION: u32 = 1;

/// The whole check.
pub fn of(checked: &Checked) -> Value {
    json!({
        "version": VERSION,
        "ok": checked.is_fine(),
        "problems": checked.problems(),
        "as_of": checked.as_of.to_string(),
        "period": checked.period.map(|p| p.to_string()),
        "jurisdiction": checked.jurisdiction.as_ref().map(|(id, _)| id),
        "has_roster": checked.has_roster,
        "files": checked.files.iter().map(file).collect::<Vec<_>>(),
        "general": checked.general.iter().map(message).collect::<Vec<_>>(),
        "unjudged": checked.unjudged.iter().map(|(why, codes)| json!({
            "reason": why,
            "rules": codes.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "by_month": checked.by_month.iter().map(|(committee, month, n)| json!({
            "committee": committee,
            "month": month.to_string(),
            "activities": n,
        })).collect::<Vec<_>>(),
        "branches": checked.branches,
        "absent": checked.absent,
        "skipped": checked.skipped.iter().map(|(path, reason)| json!({"file": path, "reason": reason})).collect::<Vec<_>>(),
        "missing": checked.missing.iter().map(|(path, why)| json!({"file": path.to_string_lossy(), "reason": why})).collect::<Vec<_>>(),
    })
}

fn file(file: &CheckedFile) -> Value {
    let outcome = match file.outcome {
        FileOutcome::Read => "read",
        FileOutcome::Partly => "partly",
        FileOutcome::Unrecognised => "unrecognised",
        FileOutcome::Unreadable => "unreadable",
        FileOutcome::Skipped => "skipped",
    };
    json!({
        "file": file.path,
        "ok": problems(&file.messages) == 0,
        "problems": problems(&file.messages),
        "outcome": outcome,
        "layouts": file.layouts,
        "rows": file.rows,
        "tables": file.tables.iter().map(table).collect::<Vec<_>>(),
        "messages": file.messages.iter().map(message).collect::<Vec<_>>(),
        "notes": file.notes.iter().map(|n| json!({"sheet": &*n.place.sheet, "cell": n.place.cell_text(), "text": n.text})).collect::<Vec<_>>(),
    })
}

fn table(table: &TableRead) -> Value {
    let (read, returned, passed) = table.rows;
    json!({
        "sheet": table.sheet,
        "layout": table.layout,
        "form": table.form,
        "lacks": table.lacks,
        "header_rows": [table.header.0, table.header.1],
        "columns": table.columns.iter().map(|c| json!({
            "column": c.at,
            "heading": c.heading,
            "field": (!c.field.is_empty()).then_some(&c.field),
            "use": c.becomes,
            "why": c.why,
        })).collect::<Vec<_>>(),
        "rows": {"read": read, "returned": returned, "passed": passed},
        "branch": table.branch,
        "committee": table.committee,
        "month": table.month,
    })
}

fn message(message: &Message) -> Value {
    json!({
        "code": message.code.as_str(),
        "level": message.level.as_str(),
        "problem": is_problem(message),
        "kind": if is_entry(message) { "entry" } else { "rule" },
        "returned": message.returned,
        "field": message.field,
        "message": message.problem,
        "remedy": message.remedy,
        "expected": message.expected,
        "basis": message.basis,
        "places": message.spots.iter().map(|spot| json!({
            "sheet": spot.sheet,
            "row": (spot.row > 0).then_some(spot.row),
            "cell": spot.cell.map(|c| c.to_string()),
            "raw": spot.raw,
            "branch": spot.name,
            "member": spot.member,
            "month": spot.span.map(|s| s.to_string()),
        })).collect::<Vec<_>>(),
        "follows": message.follows.iter().map(|(code, what)| json!({"code": code.as_str(), "about": what})).collect::<Vec<_>>(),
    })
}
