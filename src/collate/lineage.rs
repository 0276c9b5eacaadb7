//! Marked copies that came back. What went out with its faults marked says of which ledger it is a copy; handed in again it takes the place of that
//! ledger, branch by branch and month by month, however the dates in it were put right, and what was wrong in the rows it takes the place of is gone.
//! Tables of other kinds take the place of theirs sheet by sheet; of one that came back with fewer rows only those of the same name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::record::{ActivityRow, BoxedRow, FileRecords, OrgHint, Records, RowHead, Slot};
use crate::model::time::Month;
use crate::names::fold_person;

use super::FileFacts;
use super::tally::{Fate, Outcomes};

/// A row of a sheet of a family of files.
type Spot = (usize, Arc<str>, u32);

/// Which files are copies of which, and what stands in them.
#[derive(Default)]
pub struct Lineage {
    /// Family and generation of a file: 0 the ledger as first handed in, 1 a marked copy of it that came back, and so on.
    of: HashMap<Arc<str>, (usize, u32)>,
    /// Families whose ledger is one table without a name (csv): a copy of it is a workbook, in which the sheet has one.
    nameless: HashSet<usize>,
    /// Newest generation in which a row was read, or returned.
    rows: HashMap<Spot, u32>,
    /// Newest generation in which rows of a sheet were read.
    sheets: HashMap<(usize, Arc<str>), u32>,
    /// The same of forms: of one that was returned nobody knows by a row which it is.
    forms: HashMap<(usize, Arc<str>), u32>,
}

/// When rows that others take the place of were reported.
#[derive(Default)]
pub struct Before {
    days: HashMap<(BranchIx, NaiveDate), NaiveDate>,
    months: HashMap<(BranchIx, Month), NaiveDate>,
}

impl Before {
    /// The first report of an activity, as far as rows that it takes the place of tell: those of its day, else those of its month.
    pub fn of(&self, branch: BranchIx, date: NaiveDate, month: Month) -> Option<NaiveDate> {
        self.days.get(&(branch, date)).or_else(|| self.months.get(&(branch, month))).copied()
    }

    fn note(&mut self, branch: BranchIx, row: &ActivityRow, month: Month) {
        let Some(reported) = row.reported else { return };
        let first = |day: &mut NaiveDate| *day = reported.min(*day);
        if let Some(date) = row.date {
            self.days.entry((branch, date)).and_modify(first).or_insert(reported);
        }
        self.months.entry((branch, month)).and_modify(first).or_insert(reported);
    }
}

impl Lineage {
    /// Of the files that were handed in.
    pub fn new(files: &[(FileRecords, FileFacts)]) -> Self {
        let mut lineage = Lineage::default();
        let copies: HashMap<&str, &str> =
            files.iter().filter_map(|(file, facts)| Some((&*facts.digest, file.copy_of.as_deref()?))).collect();
        if copies.is_empty() {
            return lineage;
        }
        let mut families: HashMap<&str, usize> = HashMap::new();
        let originals: HashSet<&str> = copies.values().copied().collect();
        for (file, facts) in files.iter().filter(|(_, facts)| copies.contains_key(&*facts.digest) || originals.contains(&*facts.digest)) {
            let (mut root, mut generation) = (&*facts.digest, 0);
            // a file cannot be among its own forefathers, whatever the properties say
            while let Some(parent) = copies.get(root).filter(|_| (generation as usize) < files.len()) {
                (root, generation) = (parent, generation + 1);
            }
            let next = families.len();
            let family = *families.entry(root).or_insert(next);
            let nameless = |sheet: &str| sheet.is_empty();
            let read = file.recognised.iter().any(|(_, sheet)| nameless(sheet));
            if generation == 0 && (read || file.issues.iter().any(|issue| issue.row > 0 && nameless(&issue.place.sheet))) {
                lineage.nameless.insert(family);
            }
            lineage.of.insert(file.file.clone(), (family, generation));
        }
        lineage
    }

    /// Is nothing a copy of anything?
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The sheet by which a family's rows are found again.
    fn sheet(&self, family: usize, sheet: &Arc<str>) -> Arc<str> {
        if self.nameless.contains(&family) { "".into() } else { sheet.clone() }
    }

    fn of_row(&self, row: &ActivityRow) -> Option<(usize, u32)> {
        self.of_head(&row.head)
    }

    fn of_head(&self, head: &RowHead) -> Option<(usize, u32)> {
        self.of.get(&head.table.file).copied()
    }

    /// Takes out the rows of all kinds but activities that a later copy takes the place of.
    pub fn renew(&mut self, records: &mut Records, outcomes: &mut Outcomes) {
        if self.is_empty() {
            return;
        }
        macro_rules! renew {
            ($kind:ident) => {
                renew!($kind, |_| None)
            };
            ($kind:ident, $name:expr) => {
                records.$kind = self.newest(std::mem::take(&mut records.$kind), |row| &row.head, $name, outcomes)
            };
        }
        let member = |who: &OrgHint, name: &str| {
            let branch = who.branch.as_ref().or(who.around.unit.as_ref()).map(|named| &*named.text).unwrap_or_default();
            Some(format!("{branch}\n{}", fold_person(name)))
        };
        renew!(members, |row| member(&row.who, &row.name));
        renew!(attendance, |row| member(&row.who, &row.name));
        renew!(branches);
        renew!(adjustments);
        renew!(plans);
        renew!(inspections);
        renew!(services);
        renew!(cadres);
        renew!(filings);
        renew!(waivers);
        renew!(tasks);
        renew!(aliases);
    }

    /// Rows of a kind without those that a later copy takes the place of; these are counted. `name`: what the row is about, if that can be told from
    /// the row alone.
    fn newest<T>(
        &mut self,
        rows: Vec<T>,
        head: impl Fn(&T) -> &RowHead,
        name: impl Fn(&T) -> Option<String>,
        outcomes: &mut Outcomes,
    ) -> Vec<T> {
        if self.is_empty() || rows.iter().all(|row| self.of_head(head(row)).is_none()) {
            return rows;
        }
        let mut counts: HashMap<(usize, Arc<str>), BTreeMap<u32, usize>> = HashMap::new();
        let mut names: HashMap<(usize, String), u32> = HashMap::new();
        for row in &rows {
            let Some((family, generation)) = self.of_head(head(row)) else { continue };
            let sheet = self.sheet(family, &head(row).table.sheet);
            *counts.entry((family, sheet.clone())).or_default().entry(generation).or_default() += 1;
            if let Some(name) = name(row) {
                newest(&mut names, (family, name), generation);
            }
            newest(&mut self.sheets, (family, sheet), generation);
        }
        // where no row was left out, what stands in a row stands for what stood in it
        let whole = |family: usize, sheet: &Arc<str>, generation: u32| {
            let all = counts.get(&(family, sheet.clone()))?;
            let own = all.get(&generation).copied().unwrap_or_default();
            all.iter().rev().find(|(newer, count)| **newer > generation && **count >= own).map(|(newer, _)| *newer)
        };
        for row in &rows {
            let Some((family, generation)) = self.of_head(head(row)) else { continue };
            let spot = (family, self.sheet(family, &head(row).table.sheet), head(row).number());
            if (0..generation).any(|older| whole(family, &spot.1, older).is_some()) {
                newest(&mut self.rows, spot, generation);
            } else if whole(family, &spot.1, generation).is_some() {
                newest(&mut self.rows, spot, generation + 1);
            }
        }
        let gone = |row: &T| {
            let Some((family, generation)) = self.of_head(head(row)) else { return false };
            whole(family, &self.sheet(family, &head(row).table.sheet), generation).is_some()
                || name(row).is_some_and(|name| names.get(&(family, name)).is_some_and(|newest| *newest > generation))
        };
        let (gone, kept): (Vec<T>, Vec<T>) = rows.into_iter().partition(gone);
        gone.iter().for_each(|row| outcomes.count(head(row), Fate::Superseded));
        kept
    }

    /// Takes down where activities stand.
    pub fn see(&mut self, rows: &[BoxedRow]) {
        if self.is_empty() {
            return;
        }
        for row in rows {
            let Some((family, generation)) = self.of_row(row) else { continue };
            let table = &row.head.table;
            let sheet = self.sheet(family, &table.sheet);
            newest(&mut self.rows, (family, sheet.clone(), row.head.number()), generation);
            newest(&mut self.sheets, (family, sheet.clone()), generation);
            if table.slots.values().any(|slot| matches!(slot, Slot::Cell(_))) {
                newest(&mut self.forms, (family, sheet), generation);
            }
        }
    }

    /// Which rows (by index, with branch and month) a later copy takes the place of.
    pub fn superseded<'r>(
        &self,
        filed: impl Iterator<Item = (usize, BranchIx, Month)> + Clone,
        row: impl Fn(usize) -> &'r ActivityRow,
    ) -> (HashSet<usize>, Before) {
        let (mut gone, mut before) = (HashSet::new(), Before::default());
        if self.is_empty() {
            return (gone, before);
        }
        let mut last: HashMap<(usize, BranchIx, Month), u32> = HashMap::new();
        for (at, branch, month) in filed.clone() {
            if let Some((family, generation)) = self.of_row(row(at)) {
                newest(&mut last, (family, branch, month), generation);
            }
        }
        // a wrong date that was put right in its row is of another month now
        let spot = |at: usize, family: usize| {
            let head = &row(at).head;
            (family, self.sheet(family, &head.table.sheet), head.number())
        };
        let mut spots: HashMap<Spot, Vec<(u32, BranchIx, Month, usize)>> = HashMap::new();
        for (at, branch, month) in filed.clone() {
            if let Some((family, generation)) = self.of_row(row(at)) {
                spots.entry(spot(at, family)).or_default().push((generation, branch, month, at));
            }
        }
        for (at, branch, month) in filed {
            let Some((family, generation)) = self.of_row(row(at)) else { continue };
            if last.get(&(family, branch, month)).is_some_and(|newest| generation < *newest) {
                gone.insert(at);
                before.note(branch, row(at), month);
                continue;
            }
            let moved = |(newer, of, _, other): &&(u32, BranchIx, Month, usize)| {
                *newer > generation && *of == branch && is_but_for_its_date(row(at), row(*other))
            };
            if let Some((.., now, _)) = spots.get(&spot(at, family)).and_then(|all| all.iter().find(moved)) {
                gone.insert(at);
                before.note(branch, row(at), *now);
            }
        }
        (gone, before)
    }

    /// Takes away what was wrong in rows and sheets that a later copy holds again. A returned row of them counts as replaced.
    pub fn settle(&mut self, issues: &mut Vec<Issue>, outcomes: &mut Outcomes) {
        if self.is_empty() {
            return;
        }
        for issue in issues.iter().filter(|issue| issue.rejects_row) {
            if let Some((family, generation)) = self.of.get(&issue.place.file).copied() {
                let sheet = self.sheet(family, &issue.place.sheet);
                newest(&mut self.rows, (family, sheet, issue.row), generation);
            }
        }
        let mut moved: HashSet<(Arc<str>, Arc<str>, u32)> = HashSet::new();
        issues.retain(|issue| {
            let place = &issue.place;
            let Some((family, generation)) = self.of.get(&place.file).copied() else { return true };
            let of_sheet = (family, self.sheet(family, &place.sheet));
            let newest = match issue.row {
                // a table that nobody could read by its headings is told at them
                row if row == 0 || issue.code == Code::ING002 => self.sheets.get(&of_sheet),
                row => self.rows.get(&(family, of_sheet.1.clone(), row)).max(self.forms.get(&of_sheet)),
            };
            let stays = newest.is_none_or(|newest| *newest <= generation);
            if !stays && issue.rejects_row && moved.insert((place.file.clone(), place.sheet.clone(), issue.row)) {
                outcomes.shift(&place.file, &issue.layout, Fate::Superseded);
            }
            stays
        });
    }
}

/// Do two rows tell the same activity, whatever its day? One that tells nothing beside the day is no other's.
fn is_but_for_its_date(a: &ActivityRow, b: &ActivityRow) -> bool {
    let told = |row: &ActivityRow| (row.theme.clone(), row.venue.clone(), row.due.clone(), row.actual.clone(), row.host.clone());
    told(a) == told(b) && !(a.theme.is_empty() && a.due.value().is_none() && a.actual.value().is_none())
}

fn newest<K: std::hash::Hash + Eq>(map: &mut HashMap<K, u32>, key: K, generation: u32) {
    map.entry(key).and_modify(|known| *known = generation.max(*known)).or_insert(generation);
}
