//! Members and their attendance. The key of a member is 编号, else the name within the branch, however its letters are written. Marks of several
//! columns, rows and sheets for one member are put together month by month. Where they differ, be it two sheets for one meeting or two meetings in
//! one month, nobody can tell which of them stands for the month: it is neither present nor absent, whichever came first, and is told once with
//! all that was written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::model::cell::Place;
use crate::model::corpus::MemberMarks;
use crate::model::finding::{BranchIx, Issue};
use crate::model::identity::mask_identity;
use crate::model::org::{Branch, Member};
use crate::model::record::{AttendanceRow, Field, Mark, MemberRow, OrgHint, RowHead};
use crate::model::say::Say;
use crate::model::time::Month;
use crate::names::{Unresolved, apart, confusable, fold_person};

use super::heard::{Besides, Heard, contradiction};
use super::issue::{bad_cell, print_of, unknown_branch};
use super::resolver::Resolver;
use super::tally::{Fate, Outcomes};

/// Name and key within a branch: the order of its members.
type Key = (Arc<str>, Arc<str>);
type Marks = BTreeMap<Month, (Mark, Place)>;
/// Marks, and the months of which nobody can tell what they were.
type Settled = (Marks, BTreeMap<Month, Place>);

/// What became of a row (by index): its fate, and what is to be told of it.
type Told = (usize, Fate, Vec<Issue>);

/// Members sorted by branch, name, key; marks sorted by member. Branches are looked at side by side: no member is of two.
pub fn members(
    mut rows: Vec<MemberRow>,
    mut attendance: Vec<AttendanceRow>,
    resolver: &Resolver<'_>,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
    branches: &mut [Branch],
    has_member_roster: bool,
) -> (Vec<Member>, Vec<MemberMarks>) {
    rows.sort_by(|a, b| a.head.by_submission(&b.head));
    attendance.sort_by(|a, b| a.head.by_submission(&b.head));
    let mut told_of_rows: Vec<Told> = Vec::new();
    let mut told_of_marks: Vec<Told> = Vec::new();
    let found = resolver.resolve_all(&rows, |row| &row.who);
    let rows_of = by_branch(branches.len(), rows.iter().map(|row| (&row.head, &row.who)), found, &mut told_of_rows, |at| {
        let row = &rows[at];
        print_of(&(&row.id, &row.name, &row.kind, row.joined, &row.rank, &row.exempt))
    });
    let found = resolver.resolve_all(&attendance, |row| &row.who);
    let marks_of = by_branch(branches.len(), attendance.iter().map(|row| (&row.head, &row.who)), found, &mut told_of_marks, |at| {
        let row = &attendance[at];
        print_of(&(&row.id, &row.name, row.marks.iter().map(|(month, mark, _)| (month, mark)).collect::<Vec<_>>()))
    });
    let of_branch = |(at, (own, marked)): (usize, (&Vec<usize>, &Vec<usize>))| {
        let mut group = Group::new(BranchIx(at));
        own.iter().for_each(|at| group.enter(*at, &rows[*at]));
        let marked = group.own(marked, &attendance);
        marked.iter().for_each(|at| group.mark(*at, &attendance[*at]));
        group.settled = group.settle(&attendance);
        group
    };
    let groups: Vec<Group> = rows_of.par_iter().zip(&marks_of).enumerate().map(of_branch).collect();

    let mut members = Vec::new();
    let mut all_marks = Vec::new();
    for (group, branch) in groups.into_iter().zip(branches) {
        let Group { members: own, mut settled, rows, marked, .. } = group;
        told_of_rows.extend(rows);
        told_of_marks.extend(marked);
        if has_member_roster {
            branch.exempt_members = Some(own.values().filter(|m| !m.exempt.is_empty()).count() as u32);
        }
        for (key, member) in own {
            if let Some((marks, unclear)) = settled.remove(&key) {
                all_marks.push(MemberMarks { member: members.len(), marks, unclear });
            }
            members.push(member);
        }
    }
    told_of_rows.sort_by_key(|told| told.0);
    told_of_marks.sort_by_key(|told| told.0);
    let of_rows = told_of_rows.into_iter().map(|(at, fate, told)| (&rows[at].head, fate, told));
    for (head, fate, told) in of_rows.chain(told_of_marks.into_iter().map(|(at, fate, told)| (&attendance[at].head, fate, told))) {
        outcomes.count(head, fate);
        issues.extend(told);
    }
    (members, all_marks)
}

/// Rows (by index) of each branch, in order; those that lead to none are told, each with the print of what it says.
fn by_branch<'r>(
    branches: usize,
    rows: impl Iterator<Item = (&'r RowHead, &'r Arc<OrgHint>)>,
    found: Vec<Result<BranchIx, Unresolved>>,
    told: &mut Vec<Told>,
    print: impl Fn(usize) -> u64,
) -> Vec<Vec<usize>> {
    let mut of_branch = vec![Vec::new(); branches];
    for (at, ((head, who), found)) in rows.zip(found).enumerate() {
        match found {
            Ok(branch) => of_branch[branch.0].push(at),
            Err(unresolved) => {
                let issue = Issue { print: print(at), ..unknown_branch(head, who, Field::Branch, &unresolved) };
                told.push((at, Fate::Rejected, vec![issue]));
            }
        }
    }
    of_branch
}

/// The members of a branch while rows come in.
struct Group {
    branch: BranchIx,
    members: BTreeMap<Key, Member>,
    /// What the roster says under a key: 编号, 正式 / 预备, 入党日期, 职级, 免考勤.
    contents: BTreeMap<Key, Vec<Content>>,
    marks: BTreeMap<Key, BTreeMap<Month, Heard>>,
    settled: BTreeMap<Key, Settled>,
    seen: BTreeMap<Key, Vec<Vec<(Month, Mark)>>>,
    rows: Vec<Told>,
    marked: Vec<Told>,
}

type Content = (Option<Arc<str>>, Arc<str>, Option<NaiveDate>, Arc<str>, Arc<str>);

impl Group {
    fn new(branch: BranchIx) -> Self {
        Group {
            branch,
            members: BTreeMap::new(),
            contents: BTreeMap::new(),
            marks: BTreeMap::new(),
            settled: BTreeMap::new(),
            seen: BTreeMap::new(),
            rows: Vec::new(),
            marked: Vec::new(),
        }
    }

    /// A row of 党员花名册.
    fn enter(&mut self, at: usize, row: &MemberRow) {
        let branch = self.branch;
        let name = folded(&row.name);
        let mut key = (name.clone(), row.id.clone().unwrap_or_else(|| name.clone()));
        let content = (row.id.clone(), row.kind.clone(), row.joined, row.rank.clone(), row.exempt.clone());
        let known = self.contents.entry(key.clone()).or_default();
        if known.contains(&content) {
            self.rows.push((at, Fate::Duplicate, Vec::new()));
            return;
        }
        known.push(content);
        if let Some(id) = row.id.as_ref().filter(|_| known.len() > 1) {
            let say = say!("党员编号重复登记且内容不一致，本行未采用；"; "请核对后只保留一行。");
            self.rows.push((at, Fate::Rejected, vec![Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Id, id, say, true) }]));
            return;
        }
        // Two members of one name without numbers are two people.
        if known.len() > 1 {
            key.1 = format!("{name}#{}", known.len()).into();
        }
        self.rows.push((at, Fate::Accepted, Vec::new()));
        let member = Member {
            key: key.1.clone(),
            name: row.name.clone(),
            branch,
            joined: row.joined,
            kind: row.kind.clone(),
            rank: row.rank.clone(),
            exempt: row.exempt.clone(),
            place: Some(row.head.place(Field::Member)),
        };
        self.members.insert(key, member);
    }

    /// A row of an attendance sheet.
    fn mark(&mut self, at: usize, row: &AttendanceRow) {
        let branch = self.branch;
        let key = match self.meant(row) {
            Ok(key) => key,
            Err(keys) => {
                let name = mask_identity(&row.name);
                let say = namesakes(&name, keys.iter().filter_map(|key| self.members.get(key)));
                let issue = Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Member, &row.name, say, true) };
                self.marked.push((at, Fate::Rejected, vec![issue]));
                return;
            }
        };
        let mut told = Vec::new();
        if !self.members.contains_key(&key) {
            told.extend(self.unlisted(row));
            let (joined, rank, exempt) = (None, Arc::from(""), Arc::from(""));
            let new = Member { key: key.1.clone(), name: row.name.clone(), branch, joined, kind: Arc::from(""), rank, exempt, place: None };
            self.members.insert(key.clone(), new);
        }
        let content: Vec<(Month, Mark)> = row.marks.iter().map(|(month, mark, _)| (*month, *mark)).collect();
        let place = |cell| Place { file: row.head.table.file.clone(), sheet: row.head.table.sheet.clone(), cell: Some(cell) };
        let known = self.seen.entry(key.clone()).or_default();
        let all = self.marks.entry(key).or_default();
        for (month, mark, cell) in &row.marks {
            all.entry(*month).or_default().take(*mark, || place(*cell), at);
        }
        for (month, cell) in &row.unread {
            all.entry(*month).or_default().unread(place(*cell));
        }
        if known.contains(&content) && row.unread.is_empty() {
            self.marked.push((at, Fate::Duplicate, Vec::new()));
            return;
        }
        known.push(content);
        self.marked.push((at, Fate::Accepted, told));
    }

    /// A name of nobody in the roster is told; one that looks like a name of the roster is another until somebody says otherwise, and told apart by
    /// its characters.
    fn unlisted(&self, row: &AttendanceRow) -> Option<Issue> {
        let mut listed = self.members.values().filter(|m| m.place.is_some()).peekable();
        listed.peek()?;
        let alike = listed.find_map(|m| Some((&m.name, confusable(&folded(&m.name), &folded(&row.name)).map(apart)?)));
        let name = mask_identity(&row.name);
        let Some((other, differs)) = alike else {
            let say = say!("花名册中没有该党员“{name}”；该行已计入，"; "请核对姓名和所在党支部，或补登党员花名册。");
            return Some(Issue { branch: Some(self.branch), ..bad_cell(&row.head, Field::Member, &row.name, say, false) });
        };
        let other = mask_identity(other);
        let say = say!(
            "考勤表中的“{name}”不在党员花名册中，与册上的“{other}”写法相近但不是同一个字（{differs}），按两个人处理；";
            "如系同一人，请统一写法。"
        );
        Some(Issue { branch: Some(self.branch), ..bad_cell(&row.head, Field::Member, &row.name, say, false) })
    }

    /// Takes the rows of whole tables out that name nobody of the roster, where the roster knows at least as many people: another list in the guise
    /// of an attendance sheet.
    fn own(&mut self, marked: &[usize], rows: &[AttendanceRow]) -> Vec<usize> {
        let listed = self.members.values().filter(|m| m.place.is_some()).count();
        let mut own = Vec::with_capacity(marked.len());
        for table in marked.chunk_by(|a, b| Arc::ptr_eq(&rows[*a].head.table, &rows[*b].head.table)) {
            let unknown = |at: &usize| matches!(self.meant(&rows[*at]), Ok(key) if !self.members.contains_key(&key));
            if table.len() < 2 || listed < table.len() || !table.iter().all(unknown) {
                own.extend(table);
                continue;
            }
            for at in table {
                let row = &rows[*at];
                let name = mask_identity(&row.name);
                let say = say!(
                    "“{name}”不在本支部党员花名册中，该表在本支部名下的人员无一在册，不像是本支部党员的考勤表，本行未计入；";
                    "请核对是否本支部的考勤表、党支部名称是否写错，人员有变动的请先更新党员花名册。"
                );
                let issue = Issue { branch: Some(self.branch), ..bad_cell(&row.head, Field::Member, &row.name, say, true) };
                self.marked.push((*at, Fate::Rejected, vec![issue]));
            }
        }
        own
    }

    /// What the branch's marks come to, by member; months whose marks differ are told at the row that brought the second of them.
    fn settle(&mut self, rows: &[AttendanceRow]) -> BTreeMap<Key, Settled> {
        let mut told: BTreeMap<usize, Vec<Issue>> = BTreeMap::new();
        let mut settled = BTreeMap::new();
        for (key, months) in std::mem::take(&mut self.marks) {
            let name = self.members.get(&key).map_or_else(|| key.0.clone(), |m| m.name.clone());
            let (mut marks, mut unclear) = (Marks::new(), BTreeMap::new());
            for (month, heard) in months {
                let Besides { others, row, unread } = heard.besides.map(|b| *b).unwrap_or_default();
                match (heard.first, others.first(), unread) {
                    (Some(first), None, _) => {
                        marks.insert(month, first);
                    }
                    (Some(first), Some((_, place)), _) => {
                        unclear.insert(month, place.clone());
                        let place = place.clone();
                        let all: Vec<(Mark, Place)> = std::iter::once(first).chain(others).collect();
                        told.entry(row).or_default().push(contradiction(&rows[row].head, self.branch, month, &name, &all, place));
                    }
                    (None, _, Some(place)) => {
                        unclear.insert(month, place);
                    }
                    (None, _, None) => {}
                }
            }
            settled.insert(key, (marks, unclear));
        }
        for (at, _, issues) in &mut self.marked {
            issues.extend(told.remove(at).into_iter().flatten());
        }
        settled
    }

    /// The member that an attendance row means; a name nobody of the roster has is a member of its own. `Err`: all who share the name.
    fn meant(&self, row: &AttendanceRow) -> Result<Key, Vec<Key>> {
        let name = folded(&row.name);
        let from = (name.clone(), Arc::from(""));
        let named: Vec<&Key> = self.members.range(from..).map(|(key, _)| key).take_while(|k| k.0 == name).collect();
        if let Some(id) = &row.id
            && let Some(key) = named.iter().find(|k| k.1 == *id)
        {
            return Ok((*key).clone());
        }
        match named.as_slice() {
            [] => Ok((name.clone(), row.id.clone().unwrap_or_else(|| name.clone()))),
            [only] => Ok((*only).clone()),
            several => Err(several.iter().map(|key| (*key).clone()).collect()),
        }
    }
}

/// Members of one name cannot be told apart without a number; where they are registered shows whether they are two or one entered twice.
pub fn namesakes<'m>(name: &str, members: impl Iterator<Item = &'m Member>) -> Say {
    let members: Vec<&Member> = members.collect();
    let places: Vec<String> = members.iter().filter_map(|m| m.place.as_ref()).take(3).map(ToString::to_string).collect();
    let known = if places.is_empty() { String::new() } else { format!("（登记于{}）", places.join("、")) };
    say!(
        "本支部有 {} 名党员同名“{name}”{known}，无法确定是谁，本行未计入；", members.len();
        "确有同名的，请增加编号一列后重新报送；同一人重复登记的，请在花名册中只保留一处。"
    )
}

fn folded(name: &Arc<str>) -> Arc<str> {
    match fold_person(name) {
        Cow::Borrowed(_) => name.clone(),
        Cow::Owned(folded) => folded.into(),
    }
}
