//! Members and their attendance. The key of a member is 编号, else the name within the branch. Marks of several sheets for one member are put
//! together month by month; where two sheets contradict each other the first handed in counts and the other is returned.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::cell::Place;
use crate::model::corpus::MemberMarks;
use crate::model::finding::{BranchIx, Code, Issue, Level};
use crate::model::org::{Branch, Member};
use crate::model::record::{AttendanceRow, Field, Mark, MemberRow, RowHead};
use crate::model::text::mask_identity;
use crate::model::time::Month;

use super::issue::{Resolver, bad_cell, unknown_branch};
use super::tally::{Fate, Outcomes};

/// Branch, name, key: the order of members.
type Key = (BranchIx, Arc<str>, Arc<str>);
type Marks = BTreeMap<Month, (Mark, Place)>;

/// Members sorted by branch, name, key; marks sorted by member.
pub fn members(
    mut rows: Vec<MemberRow>,
    mut attendance: Vec<AttendanceRow>,
    resolver: &mut Resolver<'_>,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
    branches: &mut [Branch],
    has_member_roster: bool,
) -> (Vec<Member>, Vec<MemberMarks>) {
    rows.sort_by(|a, b| a.head.order().cmp(&b.head.order()));
    attendance.sort_by(|a, b| a.head.order().cmp(&b.head.order()));
    let mut members: BTreeMap<Key, Member> = BTreeMap::new();
    let mut contents: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    for row in rows {
        let Some(branch) = resolved(resolver.resolve(&row.who), &row.head, &row.who, outcomes, issues) else { continue };
        let mut key = (branch, row.name.clone(), row.id.clone().unwrap_or_else(|| row.name.clone()));
        let content = format!("{:?}", (&row.id, &row.name, &row.kind, row.joined, &row.rank, &row.exempt));
        let known = contents.entry(key.clone()).or_default();
        if known.contains(&content) {
            outcomes.count(&row.head, Fate::Duplicate);
            continue;
        }
        known.push(content);
        if known.len() > 1 && row.id.is_some() {
            outcomes.count(&row.head, Fate::Rejected);
            let id = row.id.clone().unwrap_or_default();
            let message = "党员编号重复登记且内容不一致，本行未采用；请核对后只保留一行。".to_string();
            issues.push(of_branch(bad_cell(&row.head, Field::Id, &id, message, true), branch));
            continue;
        }
        // Two members of one name without numbers are two people.
        if known.len() > 1 {
            key.2 = format!("{}#{}", row.name, known.len()).into();
        }
        outcomes.count(&row.head, Fate::Accepted);
        members.insert(
            key.clone(),
            Member {
                key: key.2,
                name: row.name.clone(),
                branch,
                joined: row.joined,
                rank: row.rank.clone(),
                exempt: row.exempt.clone(),
                place: Some(row.head.place(Field::Member)),
            },
        );
    }
    let mut marks: BTreeMap<Key, Marks> = BTreeMap::new();
    let mut seen: BTreeMap<Key, Vec<Vec<(Month, Mark)>>> = BTreeMap::new();
    for row in attendance {
        let Some(branch) = resolved(resolver.resolve(&row.who), &row.head, &row.who, outcomes, issues) else { continue };
        let key = match member_key(&members, branch, &row) {
            Ok(key) => key,
            Err(count) => {
                outcomes.count(&row.head, Fate::Rejected);
                let message =
                    format!("本支部有 {count} 名党员同名“{}”，无法确定是谁，本行未计入；请在考勤表中增加编号。", mask_identity(&row.name));
                issues.push(of_branch(bad_cell(&row.head, Field::Member, &row.name, message, true), branch));
                continue;
            }
        };
        members.entry(key.clone()).or_insert_with(|| Member {
            key: key.2.clone(),
            name: row.name.clone(),
            branch,
            joined: None,
            rank: Arc::from(""),
            exempt: Arc::from(""),
            place: None,
        });
        let content: Vec<(Month, Mark)> = row.marks.iter().map(|(month, mark, _)| (*month, *mark)).collect();
        let known = seen.entry(key.clone()).or_default();
        if known.contains(&content) {
            outcomes.count(&row.head, Fate::Duplicate);
            continue;
        }
        known.push(content);
        outcomes.count(&row.head, Fate::Accepted);
        let all = marks.entry(key).or_default();
        for (month, mark, cell) in &row.marks {
            let place = Place { file: row.head.table.file.clone(), sheet: row.head.table.sheet.clone(), cell: Some(*cell) };
            match all.get(month) {
                None => {
                    all.insert(*month, (*mark, place));
                }
                Some((first, at)) if first != mark => issues.push(contradiction(&row.head, branch, *month, &row.name, at, place)),
                Some(_) => {}
            }
        }
    }
    if has_member_roster {
        branches.iter_mut().for_each(|branch| branch.exempt_members = Some(0));
        // one walk over the members: a county has tens of thousands, and thousands of branches
        for member in members.values().filter(|m| !m.exempt.is_empty()) {
            if let Some(count) = branches.get_mut(member.branch.0).and_then(|b| b.exempt_members.as_mut()) {
                *count += 1;
            }
        }
    }
    let index: BTreeMap<_, usize> = members.keys().cloned().enumerate().map(|(i, key)| (key, i)).collect();
    let marks = marks.into_iter().filter_map(|(key, marks)| index.get(&key).map(|i| MemberMarks { member: *i, marks })).collect();
    (members.into_values().collect(), marks)
}

fn resolved(
    found: Result<BranchIx, crate::names::Unresolved>,
    head: &RowHead,
    who: &Arc<crate::model::record::OrgHint>,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
) -> Option<BranchIx> {
    found
        .map_err(|unresolved| {
            outcomes.count(head, Fate::Rejected);
            issues.push(unknown_branch(head, who, Field::Branch, &unresolved));
        })
        .ok()
}

fn of_branch(mut issue: Issue, branch: BranchIx) -> Issue {
    issue.branch = Some(branch);
    issue
}

/// The member that an attendance row means; a name nobody of the roster has is a member of its own. `Err`: how many share the name.
fn member_key<'a>(members: &'a BTreeMap<Key, Member>, branch: BranchIx, row: &AttendanceRow) -> Result<Key, usize> {
    let from = (branch, row.name.clone(), Arc::from(""));
    let named: Vec<&'a Key> = members.range(from..).map(|(key, _)| key).take_while(|k| k.0 == branch && k.1 == row.name).collect();
    if let Some(id) = &row.id
        && let Some(key) = named.iter().find(|k| k.2 == *id)
    {
        return Ok((*key).clone());
    }
    match named.as_slice() {
        [] => Ok((branch, row.name.clone(), row.id.clone().unwrap_or_else(|| row.name.clone()))),
        [only] => Ok((*only).clone()),
        several => Err(several.len()),
    }
}

fn contradiction(head: &RowHead, branch: BranchIx, month: Month, name: &Arc<str>, first: &Place, place: Place) -> Issue {
    let name: Arc<str> = mask_identity(name).into();
    Issue {
        code: Code::ING004,
        place,
        row: head.number(),
        field: Field::Member.name().into(),
        raw: name.clone(),
        message: format!("“{name}”{month} 的考勤标记与先报的一处（{first}）不一致，暂按先报的统计；请核实后更正。"),
        expected: String::new(),
        level: Some(Level::Warning),
        who: None,
        branch: Some(branch),
        month: Some(month),
        rejects_row: false,
    }
}
