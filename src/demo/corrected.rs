//! What clerks put right when marked copies come back to them, and what a second run must find: the copies lie beside the ledgers that they correct,
//! take their place, and the first report still decides what is late.

use super::activities::{Fate, World};
use super::cells::Col;
use super::grid::Container;
use super::org::Medium;
use super::shelf::Shelf;
use super::truth::At;

/// A cell that is put right.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    entry: usize,
    what: What,
    pub at: At,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Date,
    Name,
    Count(Col),
    /// The day on which the copy is handed in; the first report counts all the same.
    Report,
}

/// Decides what is put right: in workbooks that lie in a committee's own folder, where there is something to be put right at all.
pub(super) fn corrections(world: &World, shelf: &Shelf) -> Vec<Correction> {
    let mut out: Vec<Correction> = Vec::new();
    let plain = |file: &str| shelf.books.iter().any(|b| b.archive.is_none() && b.path == file && b.container == Container::Xlsx);
    let mut put = |entry: usize, what: What, col: Col, value: String| {
        let Some(place) = &shelf.placements[entry] else { return };
        if let Some(cell) = place.cells.get(&col).filter(|_| place.file.matches('/').count() == 1 && plain(&place.file)) {
            let at = At { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(*cell) };
            out.push(Correction { entry, what, at, value });
        }
    };
    for (n, entry) in world.entries.iter().enumerate() {
        let table = world.branches[entry.branch].medium != Medium::Form;
        match entry.fate {
            Fate::BadDate(_) => put(n, What::Date, Col::Date, entry.date.format("%Y-%m-%d").to_string()),
            // Rows of branches that never were stay what they are.
            Fate::Stranger if table && world.regular[entry.branch].contains(&Some(n)) => {
                put(n, What::Name, Col::Branch, world.name_on(entry.branch, entry.date));
            }
            _ => {}
        }
    }
    for ((n, col), stands) in &shelf.unread {
        let entry = &world.entries[*n];
        let number = if *col == Col::Due { entry.due } else { entry.actual };
        // Of months that nobody asks for nothing is told, and nothing comes back.
        let asked = world.day(entry.branch, entry.month).in_force;
        if let (Some(stands), Some(number), true) = (stands, number.value(), asked) {
            put(*n, What::Count(*col), *stands, number.to_string());
        }
    }
    // Whoever hands a ledger in again writes the day on which he does.
    let mut files: Vec<&str> = out.iter().map(|c| &*c.at.file).collect();
    files.sort_unstable();
    files.dedup();
    let again = |n: &usize| {
        let here = shelf.placements[*n].as_ref().is_some_and(|p| files.contains(&&*p.file));
        let entry = &world.entries[*n];
        here && entry.reported.is_some() && n.is_multiple_of(3) && super::extra::alone(world, shelf, *n)
    };
    let reports: Vec<usize> = (0..world.entries.len()).filter(again).collect();
    let mut dated: Vec<Correction> = Vec::new();
    for n in reports {
        let Some(place) = &shelf.placements[n] else { continue };
        if let Some(cell) = place.cells.get(&Col::Reported) {
            let at = At { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(*cell) };
            dated.push(Correction { entry: n, what: What::Report, at, value: world.as_of.format("%Y-%m-%d").to_string() });
        }
    }
    out.append(&mut dated);
    out
}

/// Makes the plan what it is once all that is handed in.
pub(super) fn apply(world: &mut World, shelf: &mut Shelf, corrections: &[Correction]) {
    for Correction { entry, what, .. } in corrections {
        match what {
            What::Date | What::Name => world.entries[*entry].fate = Fate::Counts,
            What::Count(col) => drop(shelf.unread.remove(&(*entry, *col))),
            What::Report => {}
        }
    }
}
