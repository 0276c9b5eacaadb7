//! The directory with a memory: a ledger of 100,000 rows names few branches, and what stands around them is the same for all.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use arcstr::ArcStr;
use rayon::prelude::*;

use crate::model::finding::BranchIx;
use crate::model::record::{Named, OrgHint};
use crate::names::{Directory, Unresolved};

type Answer = Result<BranchIx, Unresolved>;

/// What tells in which committees' surroundings a row stands: committee, 填报单位, sheet and file as written.
type Around = (Option<ArcStr>, Option<ArcStr>, Arc<str>, Arc<str>);

/// The directory with a memory.
pub struct Resolver<'a> {
    directory: &'a Directory,
    /// The committee that a sheet, file or folder name holds.
    inside: HashMap<Arc<str>, Option<Arc<str>>>,
    /// Lists of committees, and which of them holds around a row.
    contexts: Vec<Context>,
    by_committees: HashMap<Vec<Arc<str>>, usize>,
    around: HashMap<Around, usize>,
    /// What was asked last: the rows of a table stand in the same surroundings.
    last: Option<(Around, usize)>,
    /// For sheets that may name their branch in title, sheet or file name.
    sheets: HashMap<(Around, Arc<str>), Answer>,
}

/// Committees named around rows, nearest first, and the names that were looked for there.
struct Context {
    committees: Vec<Arc<str>>,
    known: HashMap<ArcStr, Answer>,
}

/// Most places at which a text is parted into names.
const MOST_TOGETHER: usize = 16;

impl<'a> Resolver<'a> {
    /// A resolver over the directory.
    pub fn new(directory: &'a Directory) -> Self {
        Resolver {
            directory,
            inside: HashMap::new(),
            contexts: Vec::new(),
            by_committees: HashMap::new(),
            around: HashMap::new(),
            last: None,
            sheets: HashMap::new(),
        }
    }

    /// See `Directory::resolve`.
    pub fn resolve(&mut self, who: &OrgHint) -> Answer {
        let context = self.context(who);
        if who.around.by_sheet && who.branch.is_none() {
            let key = (around(who), who.around.title.clone());
            let committees = &self.contexts[context].committees;
            return self.sheets.entry(key).or_insert_with(|| self.directory.resolve_sheet(who, committees)).clone();
        }
        let name = who.branch.as_ref().or(who.around.unit.as_ref()).ok_or(Unresolved::Nobody)?;
        let Context { committees, known } = &mut self.contexts[context];
        if let Some(answer) = known.get(&*name.text) {
            return answer.clone();
        }
        let answer = self.directory.find(&name.text, committees);
        known.insert(name.text.clone(), answer.clone());
        answer
    }

    /// The same where no single branch is called so.
    pub fn of_several(&mut self, who: &OrgHint) -> Option<Vec<BranchIx>> {
        matches!(self.resolve(who), Err(Unresolved::Unknown(_))).then(|| self.joint(who)).flatten()
    }

    /// The branches of a row that names several (`甲村党支部、乙村党支部`): each part must lead to one branch, and no two to the same. A line break may
    /// stand between two names, or within one for want of room.
    pub fn joint(&self, who: &OrgHint) -> Option<Vec<BranchIx>> {
        let name = &who.branch.as_ref()?.text;
        let broken = name.contains(['\r', '\n']).then(|| name.replace(['\r', '\n'], ""));
        self.each_of(who, name).or_else(|| self.each_of(who, &broken?))
    }

    fn each_of(&self, who: &OrgHint, names: &str) -> Option<Vec<BranchIx>> {
        let mut own = Resolver::new(self.directory);
        let parts = names.split(|c: char| "、，,；;/\n".contains(c)).map(str::trim).filter(|part| !part.is_empty());
        let mut found: Vec<BranchIx> = Vec::new();
        for part in parts {
            found.extend(own.together(who, part)?);
        }
        let distinct: HashSet<BranchIx> = found.iter().copied().collect();
        (found.len() > 1 && distinct.len() == found.len()).then_some(found)
    }

    /// The branches that a text without commas names: one, or several with a 和 between them. A name may hold such a word itself (`和平村党支部`), so that
    /// only the one way of parting it in which everything is known will do.
    fn together(&mut self, who: &OrgHint, text: &str) -> Option<Vec<BranchIx>> {
        let context = self.context(who);
        let committees = &self.contexts[context].committees;
        let one = |text: &str| self.directory.meant(text, committees).ok();
        if let Some(ix) = one(text) {
            return Some(vec![ix]);
        }
        let places = text.char_indices().filter(|(_, c)| "和与及同".contains(*c)).take(MOST_TOGETHER);
        let pairs: Vec<(BranchIx, &str)> = places
            .filter_map(|(at, c)| Some((one(text[..at].trim())?, text[at + c.len_utf8()..].trim())))
            .filter(|(_, rest)| !rest.is_empty())
            .collect();
        let mut ways = pairs.into_iter().filter_map(|(first, rest)| Some([vec![first], self.together(who, rest)?].concat()));
        let way = ways.next()?;
        ways.next().is_none().then_some(way)
    }

    /// Resolves many rows, in order; side by side, each part with a memory of its own.
    pub fn resolve_all<T: Sync>(&self, rows: &[T], who: impl Fn(&T) -> &OrgHint + Sync) -> Vec<Answer> {
        let part = rows.len().div_ceil(rayon::current_num_threads()).max(256);
        let of_part = |rows: &[T]| {
            let mut own = Resolver::new(self.directory);
            rows.iter().map(|row| own.resolve(who(row))).collect::<Vec<_>>()
        };
        rows.par_chunks(part).flat_map_iter(of_part).collect()
    }

    /// All whom a name may mean that led to no single branch: those listed as candidates, or all branches of a committee that stands for one.
    pub fn may_be(&self, who: &OrgHint, unresolved: &Unresolved) -> Arc<[BranchIx]> {
        match unresolved {
            Unresolved::Nobody | Unresolved::Several(_) => Arc::default(),
            Unresolved::Unknown(likely) | Unresolved::Ambiguous(likely) => likely.iter().filter_map(|l| l.branch).collect(),
            Unresolved::Committee => {
                let named = who.branch.as_ref().or(who.around.unit.as_ref());
                named.map(|named| self.directory.branches_under(&named.text).collect()).unwrap_or_default()
            }
        }
    }

    /// The same of a text that names several, of whom some are known (甲村党支部、乙村等2个党支部).
    pub fn named_by(&self, who: &OrgHint, unresolved: &Unresolved) -> Arc<[BranchIx]> {
        let mut own = Resolver::new(self.directory);
        let text = who.branch.as_ref().map_or("", |name| &name.text);
        let parts = text.split(|c: char| "、，,；;/\r\n".contains(c)).filter_map(|part| part.split('等').next());
        let known: BTreeSet<BranchIx> = parts.filter_map(|part| own.together(who, part.trim())).flatten().collect();
        if known.is_empty() { self.may_be(who, unresolved) } else { known.into_iter().collect() }
    }

    /// All to whom something belongs of which no row was read.
    pub fn belongs_to(&self, who: &OrgHint) -> Arc<[BranchIx]> {
        self.directory.belongs_to(who).into()
    }

    /// Which committees stand around a row.
    fn context(&mut self, who: &OrgHint) -> usize {
        if let Some((last, context)) = &self.last
            && is_around(last, who)
        {
            return *context;
        }
        let key = around(who);
        let context = match self.around.get(&key) {
            Some(known) => *known,
            None => {
                let (directory, inside) = (self.directory, &mut self.inside);
                let committees = directory.committees_by(who, |text| match inside.get(text) {
                    Some(known) => known.clone(),
                    None => inside.entry(text.into()).or_insert(directory.committee_inside(text)).clone(),
                });
                let next = self.contexts.len();
                let context = *self.by_committees.entry(committees.clone()).or_insert(next);
                if context == next {
                    self.contexts.push(Context { committees, known: HashMap::new() });
                }
                self.around.insert(key.clone(), context);
                context
            }
        };
        self.last = Some((key, context));
        context
    }

    /// The hint with its committee spelt as in the roster, also where the committee stands in the branch's column or above.
    pub fn with_committee(&self, who: &Arc<OrgHint>) -> Arc<OrgHint> {
        let named = [&who.committee, &who.branch, &who.around.unit].into_iter().flatten();
        let Some((named, text)) = named.filter_map(|n| Some((n, self.directory.committee(&n.text)?))).next() else { return who.clone() };
        let committee = Some(Named { text: (&*text).into(), cell: named.cell });
        Arc::new(OrgHint { committee, ..OrgHint::clone(who) })
    }
}

fn around(who: &OrgHint) -> Around {
    let text = |named: &Option<Named>| named.as_ref().map(|n| n.text.clone());
    (text(&who.committee), text(&who.around.unit), who.around.sheet.clone(), who.around.file.clone())
}

fn is_around(around: &Around, who: &OrgHint) -> bool {
    let text = |named: &'_ Option<Named>, known: &Option<ArcStr>| match (named, known) {
        (Some(named), Some(known)) => named.text == *known,
        (None, None) => true,
        _ => false,
    };
    text(&who.committee, &around.0)
        && text(&who.around.unit, &around.1)
        && same(&who.around.sheet, &around.2)
        && same(&who.around.file, &around.3)
}

fn same(a: &Arc<str>, b: &Arc<str>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}
