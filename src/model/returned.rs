//! What was returned or not used, and what rests on it: of which months nothing can be concluded, and the one sentence that says how much is still
//! out, and whose. Counted here alone; every sheet, page and paper with ranks or names tells these numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::assessment::BranchAssessment;
use super::corpus::Corpus;
use super::finding::{BranchIx, Code, Issue};
use super::record::OrgHint;
use super::time::{Month, Period};

/// How many committees the sentence names.
const NAMED: usize = 5;

/// How much was returned that may be about each branch-month of a period.
#[derive(Debug, Default)]
pub struct Open {
    by_month: HashMap<(BranchIx, Month), u32>,
    /// What may be about any month.
    throughout: HashMap<BranchIx, u32>,
}

impl Open {
    /// Looks through issues; each is about its own branch, else about all that it may be, and about its month, else all that it may be.
    pub fn new(issues: &[Issue], period: Period) -> Self {
        Open::of_all(issues.iter().filter(|issue| issue.leaves_open()), period)
    }

    /// Of filed changes of date alone.
    pub fn of_moves(issues: &[Issue], period: Period) -> Self {
        Open::of_all(issues.iter().filter(|issue| issue.files_move), period)
    }

    fn of_all<'i>(issues: impl Iterator<Item = &'i Issue>, period: Period) -> Self {
        let mut open = Open::default();
        for issue in issues {
            let own = issue.branch.as_slice();
            let branches = if own.is_empty() { &*issue.may_be } else { own };
            let span = issue.month.map(|m| (m, m)).or(issue.within);
            for branch in branches {
                match span {
                    None => *open.throughout.entry(*branch).or_default() += 1,
                    Some((first, last)) => period.months().filter(|m| first <= *m && *m <= last).for_each(|month| {
                        *open.by_month.entry((*branch, month)).or_default() += 1;
                    }),
                }
            }
        }
        open
    }

    /// How much may be about that month of that branch.
    pub fn of(&self, branch: BranchIx, month: Month) -> u32 {
        let any = self.throughout.get(&branch).copied().unwrap_or(0);
        any + self.by_month.get(&(branch, month)).copied().unwrap_or(0)
    }
}

/// What one committee waits for; the one without a name stands for what tells nobody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// Rows returned, in whatever layout.
    pub rows: u64,
    /// Files that could not be read.
    pub files: u64,
    /// Sheets that were not recognised.
    pub sheets: u64,
    /// Columns that were not used.
    pub columns: u64,
    /// Branches with a month that is 待核.
    pub branches: u64,
    /// Their months that are.
    pub months: u64,
}

impl Waits {
    fn add(&mut self, other: Waits) {
        self.rows += other.rows;
        self.files += other.files;
        self.sheets += other.sheets;
        self.columns += other.columns;
        self.branches += other.branches;
        self.months += other.months;
    }

    /// How much is out of each kind; `None` where nothing is.
    fn parts(&self) -> Option<String> {
        let all = [
            (self.rows, "行数据已退回"),
            (self.files, "个文件未能读取"),
            (self.sheets, "个工作表未能识别"),
            (self.columns, "处栏目未采用"),
        ];
        let told: Vec<String> = all.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        (!told.is_empty()).then(|| told.join("、"))
    }
}

/// What is still out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// All together; its rows are those of `Counts::rows`.
    pub all: Waits,
    /// Rows returned because their branch's name fits none of the roster, or several: a confirmed name brings them back.
    pub names: u64,
    /// By unit (number among the outcomes counted) and committee; the empty name: nobody can tell.
    pub whose: BTreeMap<(usize, Arc<str>), Waits>,
    /// Names of the units, where there are several.
    places: Vec<Arc<str>>,
}

impl Returned {
    /// Adds a unit, in which so many rows were returned; `place` is what it is called, empty where it is the only one.
    pub fn add(&mut self, corpus: &Corpus, branches: &[BranchAssessment], place: Arc<str>, rows: u64) {
        let unit = self.places.len();
        self.places.push(place);
        let mut seen: BTreeSet<(&str, &str, u32)> = BTreeSet::new();
        let mut unnamed: BTreeSet<(&str, &str, u32)> = BTreeSet::new();
        let mut known = 0;
        for issue in &corpus.issues {
            let place = (&*issue.place.file, &*issue.place.sheet, issue.row);
            if issue.rejects_row {
                if issue.code == Code::ING003 && issue.who.as_deref().is_some_and(names_somebody) {
                    unnamed.insert(place);
                }
                let committee = if seen.insert(place) { committee_of(corpus, issue) } else { None };
                if let Some(committee) = committee {
                    self.whose.entry((unit, committee)).or_default().rows += 1;
                    known += 1;
                }
            } else if issue.leaves_open() {
                // what tells nobody's is counted with the empty name
                let waits = self.whose.entry((unit, committee_of(corpus, issue).unwrap_or_default())).or_default();
                match issue.code {
                    Code::ING001 => waits.files += 1,
                    Code::ING002 => waits.sheets += 1,
                    _ => waits.columns += 1,
                }
            }
        }
        self.names += unnamed.len() as u64;
        if rows > known {
            self.whose.entry((unit, Arc::default())).or_default().rows += rows - known;
        }
        for branch in branches.iter().filter(|b| b.pending > 0) {
            let waits = self.whose.entry((unit, corpus.branch(branch.branch).committee.clone())).or_default();
            waits.add(Waits { branches: 1, months: branch.pending.into(), ..Waits::default() });
        }
        self.all = Waits::default();
        self.whose.values().for_each(|waits| self.all.add(*waits));
    }

    /// Is anything out?
    pub fn is_nothing(&self) -> bool {
        self.all == Waits::default()
    }

    /// How much is out, whose it is, and what that means for months, ranks and names. `None` when nothing is.
    pub fn sentence(&self) -> Option<String> {
        if self.is_nothing() {
            return None;
        }
        let whose = self.owners();
        let whose = if whose.is_empty() { String::new() } else { format!("（{}）", whose.join("，")) };
        let whole = match self.all.parts() {
            None => String::new(),
            Some(parts) => format!("尚有 {parts}{whose}，更正重报前不计入统计。"),
        };
        Some(format!("{whole}{}", consequence(self.all)))
    }

    /// The same of one committee alone; `None` when nothing of it is out.
    pub fn sentence_of(&self, unit: usize, committee: &str) -> Option<String> {
        let waits = self.whose.get(&(unit, Arc::from(committee))).copied().filter(|waits| *waits != Waits::default())?;
        let whole = match waits.parts() {
            // what may be of its branches lies elsewhere
            None => "另有看不出属于哪个党委、可能涉及所属党支部的内容没有采用。".to_string(),
            Some(parts) => format!("尚有 {parts}，更正重报前不计入统计。"),
        };
        Some(format!("{whole}{}", consequence(waits)))
    }

    /// `甲镇党委 3 行`, those with most first; the others as a number.
    fn owners(&self) -> Vec<String> {
        let mut named: Vec<(u64, usize, &str)> = Vec::new();
        let mut unknown = 0;
        for ((unit, committee), waits) in self.whose.iter().filter(|(_, waits)| waits.rows > 0) {
            if committee.is_empty() {
                unknown += waits.rows;
            } else {
                named.push((waits.rows, *unit, committee));
            }
        }
        named.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
        let place = |unit: usize| self.places.get(unit).map_or("", |place| &**place);
        let mut all: Vec<String> =
            named.iter().take(NAMED).map(|(rows, unit, committee)| format!("{}{committee} {rows} 行", place(*unit))).collect();
        if named.len() > NAMED {
            let rest = named.iter().skip(NAMED);
            all.push(format!("其他 {} 个党委 {} 行", named.len() - NAMED, rest.map(|(rows, ..)| rows).sum::<u64>()));
        }
        if unknown > 0 {
            all.push(format!("看不出属于哪个党委的 {unknown} 行"));
        }
        all
    }
}

/// Is there a name that could be confirmed?
fn names_somebody(who: &OrgHint) -> bool {
    who.branch.is_some() || who.committee.is_some() || who.around.unit.is_some()
}

fn consequence(waits: Waits) -> String {
    match waits {
        Waits { months: 0, .. } => String::new(),
        Waits { branches, months, .. } => {
            format!("因此有 {branches} 个党支部的 {months} 个月次“待核”，不算开展也不算缺报，名次、等次和名单均为暂定。")
        }
    }
}

/// The committee of a returned row, if the roster has it.
fn committee_of(corpus: &Corpus, issue: &Issue) -> Option<Arc<str>> {
    let committee = match &issue.branch {
        Some(ix) => &corpus.branches.get(ix.0)?.committee,
        None => issue.committee.as_ref()?,
    };
    corpus.branches.iter().map(|b| &b.committee).find(|c| *c == committee).cloned().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Place;
    use crate::model::fixture::{Fixture, month};
    use crate::model::org::BranchType;

    fn issue(code: Code, row: u32) -> Issue {
        let place = Place::file(&"台账.xlsx".into());
        Issue { row, rejects_row: row > 0, ..Issue::new(code, place, say!("退回。")) }
    }

    #[test]
    fn what_was_returned_is_about_its_branch_and_month_or_all_that_may_be_meant() {
        let period = "2017Q3".parse().unwrap();
        let (a, b) = (BranchIx(0), BranchIx(1));
        let known = Issue { branch: Some(a), month: Some(month("2017-07")), ..issue(Code::ING004, 2) };
        let either = Issue { may_be: [a, b].into(), within: Some((month("2017-08"), month("2017-12"))), ..issue(Code::ING003, 3) };
        let file = Issue { may_be: [b].into(), ..issue(Code::ING001, 0) };
        let other = Issue { branch: Some(a), taints: false, ..issue(Code::ING004, 4) };
        let stays = Issue { branch: Some(a), rejects_row: false, ..issue(Code::ING004, 5) };
        let open = Open::new(&[known, either, file, other, stays], period);
        let of = |branch| ["2017-07", "2017-08", "2017-09"].map(|m| open.of(branch, month(m)));
        assert_eq!((of(a), of(b)), ([1, 1, 1], [1, 2, 2]));
    }

    #[test]
    fn the_sentence_tells_rows_and_whose_they_are() {
        let mut f = Fixture::new("2017Q3", "2017-12-31");
        f.branch("b", "二支部", "乙镇党委", BranchType::Rural);
        let a = f.branch("a", "一支部", "甲镇党委", BranchType::Rural);
        f.corpus.issues = vec![
            Issue { branch: Some(a), ..issue(Code::ING004, 2) },
            // one row, however much is wrong with it
            Issue { branch: Some(a), ..issue(Code::ING003, 2) },
            Issue { may_be: [a, BranchIx(0)].into(), ..issue(Code::ING003, 3) },
            issue(Code::ING002, 0),
        ];
        let mut returned = Returned::default();
        assert_eq!(returned.sentence(), None);
        returned.add(&f.corpus, &[], "".into(), 3);
        assert_eq!(
            returned.sentence().unwrap(),
            "尚有 3 行数据已退回、1 个工作表未能识别（甲镇党委 1 行，看不出属于哪个党委的 2 行），更正重报前不计入统计。"
        );
        assert_eq!(returned.sentence_of(0, "甲镇党委").unwrap(), "尚有 1 行数据已退回，更正重报前不计入统计。");
        assert_eq!(returned.sentence_of(0, "乙镇党委"), None);
        let column = Issue { branch: Some(BranchIx(0)), taints: true, ..issue(Code::ING006, 0) };
        f.corpus.issues = vec![column, issue(Code::ING002, 0)];
        let mut returned = Returned::default();
        returned.add(&f.corpus, &[], "".into(), 0);
        assert_eq!(returned.sentence_of(0, "乙镇党委").unwrap(), "尚有 1 处栏目未采用，更正重报前不计入统计。");
        assert_eq!(returned.sentence_of(0, "甲镇党委"), None);
        assert_eq!(
            consequence(Waits { branches: 1, months: 2, ..Waits::default() }),
            "因此有 1 个党支部的 2 个月次“待核”，不算开展也不算缺报，名次、等次和名单均为暂定。"
        );
    }
}
