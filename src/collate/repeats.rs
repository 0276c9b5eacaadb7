//! Rows of copied files: what is wrong in a row is told once, however often the file lies there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use arcstr::ArcStr;

use crate::model::cell::Place;
use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::record::Note;
use crate::model::time::Month;

use super::tally::{Fate, Outcomes};

/// By what two rows of which something is told are the same: what is wrong, whose they are, and all that stands in them.
type Same = (Code, u64, Arc<str>, Arc<str>, Option<Month>, Option<BranchIx>, [Option<ArcStr>; 3]);

/// Takes away what is told of the tables of a file that is a copy throughout (a wrong total, a column that is not used), where the same is told of the
/// same place in another.
pub fn told_of_one_copy(issues: &mut Vec<Issue>, outcomes: &mut Outcomes) {
    let of_table = |issue: &Issue| matches!(issue.code, Code::ING005 | Code::ING006) && !issue.rejects_row;
    let files: BTreeSet<Arc<str>> = issues.iter().filter(|issue| of_table(issue)).map(|issue| issue.place.file.clone()).collect();
    let mut copy = |file: &Arc<str>| {
        let rows = outcomes.of_file(file);
        rows.duplicate > 0 && (rows.accepted, rows.rejected, rows.superseded) == (0, 0, 0)
    };
    let copies: BTreeSet<Arc<str>> = files.into_iter().filter(|file| copy(file)).collect();
    if copies.is_empty() {
        return;
    }
    let key = |issue: &Issue| {
        let place = &issue.place;
        (issue.code, place.sheet.clone(), place.cell, issue.field.clone(), issue.raw.clone(), issue.expected.clone())
    };
    let told: HashSet<_> = issues.iter().filter(|i| of_table(i) && !copies.contains(&i.place.file)).map(key).collect();
    issues.retain(|issue| !(of_table(issue) && copies.contains(&issue.place.file) && told.contains(&key(issue))));
}

/// Takes away issues of rows that a file earlier in order holds as well, cell for cell. A row that was returned counts as a copy then; what became of one
/// that stays is decided where its kind is. Equal rows within one file are told each.
pub fn told_once(issues: &mut Vec<Issue>, outcomes: &mut Outcomes, notes: &mut Vec<Note>) {
    let mut order: Vec<usize> = (0..issues.len()).filter(|at| issues[*at].print != 0).collect();
    order.sort_by(|a, b| (&issues[*a].place, issues[*a].row, a).cmp(&(&issues[*b].place, issues[*b].row, b)));
    // of each: the file last seen and how often it stands there, and most often in one before; and the first file of all
    let mut seen: HashMap<Same, (Arc<str>, u32, u32, Arc<str>)> = HashMap::new();
    let mut elsewhere: BTreeMap<Arc<str>, (usize, BTreeSet<Arc<str>>)> = BTreeMap::new();
    let mut gone: HashSet<usize> = HashSet::new();
    let mut moved: HashSet<(Arc<str>, Arc<str>, u32)> = HashSet::new();
    for at in order {
        let issue = &issues[at];
        let place = &issue.place;
        let new = || (place.file.clone(), 0, 0, place.file.clone());
        let (file, here, before, first) = seen.entry(same(issue)).or_insert_with(new);
        if *file != place.file {
            (*before, *here, *file) = ((*before).max(*here), 0, place.file.clone());
        }
        *here += 1;
        if *here <= *before {
            gone.insert(at);
            let (count, files) = elsewhere.entry(place.file.clone()).or_default();
            *count += 1;
            files.insert(first.clone());
            if issue.rejects_row && moved.insert((place.file.clone(), place.sheet.clone(), issue.row)) {
                outcomes.shift(&place.file, &issue.layout, Fate::Duplicate);
            }
        }
    }
    for (file, (count, others)) in elsewhere {
        let others = others.iter().map(|other| format!("“{other}”")).collect::<Vec<_>>().join("、");
        let text = format!("另有 {count} 处问题与{others}中的逐字相同，只列在该文件名下；改正一处后，请删去或一并改正本文件。");
        notes.push(Note { place: Place::file(&file), text });
    }
    if !gone.is_empty() {
        let mut at = 0;
        issues.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
}

fn same(issue: &Issue) -> Same {
    let named =
        issue.who.as_ref().map(|who| [&who.branch, &who.committee, &who.around.unit].map(|named| named.as_ref().map(|n| n.text.clone())));
    (issue.code, issue.print, issue.field.clone(), issue.raw.clone(), issue.month, issue.branch, named.unwrap_or_default())
}
