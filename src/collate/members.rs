//! Members and their attendance. The key of a member is 编号, else the name within the branch. Marks of several sheets for one member are put
//! together month by month; where two sheets contradict each other the first handed in counts and the other is returned.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::model::cell::Place;
use crate::model::corpus::MemberMarks;
use crate::model::finding::{BranchIx, Code, Issue, Level};
use crate::model::identity::mask_identity;
use crate::model::org::{Branch, Member};
use crate::model::record::{AttendanceRow, Field, Mark, MemberRow, OrgHint, RowHead};
use crate::model::time::Month;
use crate::names::Unresolved;

use super::issue::{bad_cell, unknown_branch};
use super::resolver::Resolver;
use super::tally::{Fate, Outcomes};

/// Name and key within a branch: the order of its members.
type Key = (Arc<str>, Arc<str>);
type Marks = BTreeMap<Month, (Mark, Place)>;

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
    let rows_of = by_branch(branches.len(), rows.iter().map(|row| (&row.head, &row.who)), found, &mut told_of_rows);
    let found = resolver.resolve_all(&attendance, |row| &row.who);
    let marks_of = by_branch(branches.len(), attendance.iter().map(|row| (&row.head, &row.who)), found, &mut told_of_marks);
    let of_branch = |(at, (own, marked)): (usize, (&Vec<usize>, &Vec<usize>))| {
        let mut group = Group::new(BranchIx(at));
        own.iter().for_each(|at| group.enter(*at, &rows[*at]));
        marked.iter().for_each(|at| group.mark(*at, &attendance[*at]));
        group
    };
    let groups: Vec<Group> = rows_of.par_iter().zip(&marks_of).enumerate().map(of_branch).collect();

    let mut members = Vec::new();
    let mut all_marks = Vec::new();
    for (group, branch) in groups.into_iter().zip(branches) {
        let Group { members: own, mut marks, rows, marked, .. } = group;
        told_of_rows.extend(rows);
        told_of_marks.extend(marked);
        if has_member_roster {
            branch.exempt_members = Some(own.values().filter(|m| !m.exempt.is_empty()).count() as u32);
        }
        for (key, member) in own {
            if let Some(marks) = marks.remove(&key) {
                all_marks.push(MemberMarks { member: members.len(), marks });
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

/// Rows (by index) of each branch, in order; those that lead to none are told.
fn by_branch<'r>(
    branches: usize,
    rows: impl Iterator<Item = (&'r RowHead, &'r Arc<OrgHint>)>,
    found: Vec<Result<BranchIx, Unresolved>>,
    told: &mut Vec<Told>,
) -> Vec<Vec<usize>> {
    let mut of_branch = vec![Vec::new(); branches];
    for (at, ((head, who), found)) in rows.zip(found).enumerate() {
        match found {
            Ok(branch) => of_branch[branch.0].push(at),
            Err(unresolved) => told.push((at, Fate::Rejected, vec![unknown_branch(head, who, Field::Branch, &unresolved)])),
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
    marks: BTreeMap<Key, Marks>,
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
            seen: BTreeMap::new(),
            rows: Vec::new(),
            marked: Vec::new(),
        }
    }

    /// A row of 党员花名册.
    fn enter(&mut self, at: usize, row: &MemberRow) {
        let branch = self.branch;
        let mut key = (row.name.clone(), row.id.clone().unwrap_or_else(|| row.name.clone()));
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
            key.1 = format!("{}#{}", row.name, known.len()).into();
        }
        self.rows.push((at, Fate::Accepted, Vec::new()));
        let member = Member {
            key: key.1.clone(),
            name: row.name.clone(),
            branch,
            joined: row.joined,
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
            Err(count) => {
                let name = mask_identity(&row.name);
                let say = say!("本支部有 {count} 名党员同名“{name}”，无法确定是谁，本行未计入；"; "请在考勤表中增加编号。");
                let issue = Issue { branch: Some(branch), ..bad_cell(&row.head, Field::Member, &row.name, say, true) };
                self.marked.push((at, Fate::Rejected, vec![issue]));
                return;
            }
        };
        self.members.entry(key.clone()).or_insert_with(|| Member {
            key: key.1.clone(),
            name: row.name.clone(),
            branch,
            joined: None,
            rank: Arc::from(""),
            exempt: Arc::from(""),
            place: None,
        });
        let content: Vec<(Month, Mark)> = row.marks.iter().map(|(month, mark, _)| (*month, *mark)).collect();
        let known = self.seen.entry(key.clone()).or_default();
        if known.contains(&content) {
            self.marked.push((at, Fate::Duplicate, Vec::new()));
            return;
        }
        known.push(content);
        let mut told = Vec::new();
        let all = self.marks.entry(key).or_default();
        for (month, mark, cell) in &row.marks {
            let place = Place { file: row.head.table.file.clone(), sheet: row.head.table.sheet.clone(), cell: Some(*cell) };
            match all.get(month) {
                None => {
                    all.insert(*month, (*mark, place));
                }
                Some((first, at)) if first != mark => told.push(contradiction(&row.head, branch, *month, &row.name, at, place)),
                Some(_) => {}
            }
        }
        self.marked.push((at, Fate::Accepted, told));
    }

    /// The member that an attendance row means; a name nobody of the roster has is a member of its own. `Err`: how many share the name.
    fn meant(&self, row: &AttendanceRow) -> Result<Key, usize> {
        let from = (row.name.clone(), Arc::from(""));
        let named: Vec<&Key> = self.members.range(from..).map(|(key, _)| key).take_while(|k| k.0 == row.name).collect();
        if let Some(id) = &row.id
            && let Some(key) = named.iter().find(|k| k.1 == *id)
        {
            return Ok((*key).clone());
        }
        match named.as_slice() {
            [] => Ok((row.name.clone(), row.id.clone().unwrap_or_else(|| row.name.clone()))),
            [only] => Ok((*only).clone()),
            several => Err(several.len()),
        }
    }
}

fn contradiction(head: &RowHead, branch: BranchIx, month: Month, name: &Arc<str>, first: &Place, place: Place) -> Issue {
    let name: Arc<str> = mask_identity(name).into();
    let say = say!("“{name}”{month} 的考勤标记与先报的一处（{first}）不一致，暂按先报的统计；"; "请核实后更正。");
    Issue {
        row: head.number(),
        field: Field::Member.name().into(),
        raw: name,
        level: Some(Level::Warning),
        branch: Some(branch),
        month: Some(month),
        ..Issue::new(Code::ING004, place, say)
    }
}
