//! Volunteer service and cadres' attendance: whose act it was. A member is known by 编号, else by a name that is unique; one whom no sheet knew
//! before is added to the members, so that nothing that was handed in is lost.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::corpus::MemberMarks;
use crate::model::finding::{BranchIx, Issue};
use crate::model::identity::mask_identity;
use crate::model::org::Member;
use crate::model::record::{Count, Field};
use crate::model::returns::{CadreAct, CadreRow, Returns, Service, ServiceRow, Task, TaskRow};
use crate::model::statistic::ServiceHours;
use crate::names::{Unresolved, fold_person};

use super::issue::{bad_cell, print_of, unknown_branch};
use super::members::namesakes;
use super::returns::{first, squeezed};
use super::whose::Owners;

/// The members while service rows may still add to them.
pub struct People {
    members: Vec<Member>,
    /// How many there were before any was added: they stand in order.
    before: usize,
    /// Made when a row first asks.
    index: OnceCell<Index>,
}

/// Members (by index) by what rows call them.
#[derive(Default)]
struct Index {
    by_name: HashMap<(BranchIx, Arc<str>), Vec<usize>>,
    by_key: HashMap<Arc<str>, Vec<usize>>,
    /// Members of the member roster by name, in whatever branch.
    everywhere: HashMap<Arc<str>, Vec<usize>>,
    /// Branches of which the member roster names anybody.
    covered: HashSet<BranchIx>,
}

impl Index {
    fn of(members: &[Member]) -> Self {
        let mut index = Index::default();
        for (at, member) in members.iter().enumerate() {
            if member.place.is_some() {
                index.covered.insert(member.branch);
            }
            index.add(at, member);
        }
        index
    }

    fn add(&mut self, at: usize, member: &Member) {
        let name: Arc<str> = fold_person(&member.name).into();
        if member.place.is_some() {
            self.everywhere.entry(name.clone()).or_default().push(at);
        }
        self.by_name.entry((member.branch, name)).or_default().push(at);
        self.by_key.entry(member.key.clone()).or_default().push(at);
    }
}

impl People {
    /// Members as roster and attendance sheets know them, in the order of the corpus.
    pub fn new(members: Vec<Member>) -> Self {
        People { before: members.len(), members, index: OnceCell::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.members))
    }

    fn add(&mut self, member: Member) -> usize {
        let at = self.members.len();
        if let Some(index) = self.index.get_mut() {
            index.add(at, &member);
        }
        self.members.push(member);
        at
    }

    fn named(&self, branch: BranchIx, name: &str) -> &[usize] {
        self.index().by_name.get(&(branch, fold_person(name).into())).map_or(&[], Vec::as_slice)
    }

    /// Members whose key is this number; a name that serves as a key is no number.
    fn numbered(&self, id: &Arc<str>) -> impl Iterator<Item = usize> {
        let found = self.index().by_key.get(id).map_or(&[][..], Vec::as_slice);
        found.iter().copied().filter(|at| *self.members[*at].key != *fold_person(&self.members[*at].name))
    }

    /// Sorts the members as the corpus wants them, and lets all that point at them follow.
    pub fn settle(self, attendance: &mut [MemberMarks], returns: &mut Returns) -> Vec<Member> {
        if self.members.len() == self.before {
            return self.members;
        }
        let mut order: Vec<usize> = (0..self.members.len()).collect();
        let key = |at: &usize| (self.members[*at].branch, &self.members[*at].name, &self.members[*at].key);
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut moved = vec![0; order.len()];
        for (to, from) in order.iter().enumerate() {
            moved[*from] = to;
        }
        attendance.iter_mut().for_each(|m| m.member = moved[m.member]);
        attendance.sort_by_key(|m| m.member);
        returns.services.iter_mut().for_each(|s| s.member = moved[s.member]);
        let cadres = returns.cadres.iter_mut().map(|c| &mut c.member);
        cadres.chain(returns.tasks.iter_mut().map(|t| &mut t.member)).for_each(|member| *member = member.map(|at| moved[at]));
        let mut members: Vec<Option<Member>> = self.members.into_iter().map(Some).collect();
        order.into_iter().filter_map(|from| members[from].take()).collect()
    }
}

/// Members' services.
pub fn services(mut rows: Vec<ServiceRow>, hours: Option<&ServiceHours>, people: &mut People, owners: &mut Owners<'_, '_>) -> Vec<Service> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let Some((branch, member)) = server(&row, people, owners) else { continue };
        let key = (branch, member, row.date, row.minutes, row.half_days, squeezed(&row.content), squeezed(&row.effect));
        if first(&mut seen, key, &row.head, owners.outcomes) {
            let minutes = row.minutes.or_else(|| Some(hours?.minutes(row.half_days?)));
            if minutes.is_none() && row.half_days.is_some() {
                owners.issues.push(without_hours(&row, branch));
            }
            kept.push(Service { branch, member, row: ServiceRow { minutes, ..row } });
        }
    }
    kept
}

/// Half a day is no length by itself: nobody said how many hours it has.
fn without_hours(row: &ServiceRow, branch: BranchIx) -> Issue {
    let raw = if row.half_days == Some(1) { "半天" } else { "整天" };
    let say = say!("时长只写了{raw}，没有写明小时数，不计入服务时长；"; "请写明小时数后重报。");
    Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Duration, raw, say, false) }
}

/// Branch and member of a service row; `None` after it was rejected.
fn server(row: &ServiceRow, people: &mut People, owners: &mut Owners<'_, '_>) -> Option<(BranchIx, usize)> {
    let branch = match owners.resolver.resolve(&row.who) {
        Ok(branch) => branch,
        // a row that names no branch, but a number that only one member has
        Err(Unresolved::Nobody) if only(row.id.iter().flat_map(|id| people.numbered(id))).is_some() => {
            let member = only(row.id.iter().flat_map(|id| people.numbered(id)))?;
            return Some((people.members[member].branch, member));
        }
        Err(unresolved) => {
            let said = (&row.id, &row.name, row.date, row.minutes, &row.content, &row.effect);
            let issue = unknown_branch(&row.head, &row.who, Field::Branch, &unresolved);
            owners.reject(&row.head, Issue { print: print_of(&said), ..issue });
            return None;
        }
    };
    let numbered = row.id.iter().flat_map(|id| people.numbered(id)).find(|at| people.members[*at].branch == branch);
    if let Some(member) = numbered {
        return Some((branch, member));
    }
    match *people.named(branch, &row.name) {
        [only] => Some((branch, only)),
        [] => {
            if people.index().covered.contains(&branch) {
                let name = mask_identity(&row.name);
                let say = say!("花名册中没有该党员“{name}”；该行已计入，"; "请核对姓名和所在党支部，或补登党员花名册。");
                owners.issues.push(Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Member, &row.name, say, false) });
            }
            let key = row.id.clone().unwrap_or_else(|| fold_person(&row.name).into());
            let none = || Arc::from("");
            let member =
                Member { key, name: row.name.clone(), branch, joined: None, kind: none(), rank: none(), exempt: none(), place: None };
            Some((branch, people.add(member)))
        }
        ref several => {
            let name = mask_identity(&row.name);
            let say = namesakes(&name, several.iter().map(|at| &people.members[*at]));
            owners.reject(&row.head, Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Member, &row.name, say, true) });
            None
        }
    }
}

/// Tasks. A row may name no branch: then the task was only published. A name that the branch does not know, or that several bear, is nobody's:
/// statistics tell how many such rows there are.
pub fn tasks(mut rows: Vec<TaskRow>, people: &People, owners: &mut Owners<'_, '_>) -> Vec<Task> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let said = (&row.task, row.published, &row.id, &row.name, row.completed);
        let nobody = row.who.branch.is_none() && row.name.is_empty() && row.takers.value().is_none();
        let branch = match nobody {
            true => None,
            false => match owners.branch(&row.head, &row.who, &said) {
                Some(branch) => Some(branch),
                None => continue,
            },
        };
        let numbered = row.id.iter().flat_map(|id| people.numbered(id)).find(|at| Some(people.members[*at].branch) == branch);
        let named = branch.filter(|_| !row.name.is_empty()).and_then(|branch| match people.named(branch, &row.name) {
            [one] => Some(*one),
            _ => None,
        });
        let member = numbered.or(named);
        let name = fold_person(&row.name).into_owned();
        let key = (branch, squeezed(&row.task), row.published, name, row.id.clone(), row.takers.value(), row.completed);
        if first(&mut seen, key, &row.head, owners.outcomes) {
            kept.push(Task { branch, member, row });
        }
    }
    kept
}

/// Cadres' attendance. Whose branch a cadre is tells the row, else a name that is unique in the member roster.
pub fn cadres(mut rows: Vec<CadreRow>, people: &People, owners: &mut Owners<'_, '_>) -> Vec<CadreAct> {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in rows {
        let Some(whose) = cadre(&row, people, owners) else { continue };
        let (branch, committee, member) = whose;
        let who = (branch, committee.clone(), fold_person(&row.name).into_owned(), squeezed(&row.rank));
        let quantity = match &row.quantity {
            Count::Given(n) => n.to_string(),
            Count::Missing => String::new(),
            Count::Bad(text) | Count::Unread(_, text) => squeezed(text),
        };
        if first(&mut seen, (who, row.date, squeezed(&row.affair), quantity), &row.head, owners.outcomes) {
            kept.push(CadreAct { branch, committee, member, row });
        }
    }
    kept
}

/// Branch, committee and member of a cadre's row; `None` after ING003: a branch that is named must be known.
fn cadre(row: &CadreRow, people: &People, owners: &mut Owners<'_, '_>) -> Option<(Option<BranchIx>, Arc<str>, Option<usize>)> {
    if row.who.branch.is_some() {
        let branch = owners.branch(&row.head, &row.who, &(&row.name, &row.rank, row.date, &row.affair, &row.quantity))?;
        return Some((Some(branch), owners.branches[branch.0].committee.clone(), only(people.named(branch, &row.name).iter().copied())));
    }
    // where the sheet as a whole is a branch's
    if let Ok(branch) = owners.resolver.resolve(&row.who) {
        return Some((Some(branch), owners.branches[branch.0].committee.clone(), only(people.named(branch, &row.name).iter().copied())));
    }
    let above = row.who.committee.as_ref().or(row.who.around.unit.as_ref());
    let committee = above.and_then(|name| owners.directory.committee(&name.text)).unwrap_or_else(|| Arc::from(""));
    let within = |at: &usize| committee.is_empty() || owners.branches[people.members[*at].branch.0].committee == committee;
    let named = people.index().everywhere.get(&*fold_person(&row.name)).map_or(&[][..], Vec::as_slice);
    let member = only(named.iter().copied().filter(within));
    let branch = member.map(|at| people.members[at].branch);
    let committee = branch.map_or(committee, |ix| owners.branches[ix.0].committee.clone());
    Some((branch, committee, member))
}

/// The only one.
fn only(mut found: impl Iterator<Item = usize>) -> Option<usize> {
    let one = found.next()?;
    found.next().is_none().then_some(one)
}
