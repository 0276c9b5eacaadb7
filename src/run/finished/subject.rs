//! Whom somebody means by a name: a branch or committee of a finished run, found as the names in ledgers are. What fits several is not chosen from.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frame::Rows;
use crate::model::org::{Branch, BranchSpan, BranchType};
use crate::names::{Directory, Likely, Unresolved};

/// A branch or committee of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Unit that it belongs to.
    pub unit: String,
    /// Its committee, or itself.
    pub committee: String,
    /// `None`: the committee is meant.
    pub branch: Option<Named>,
}

/// A branch as the tables name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// 编号 or name.
    pub id: String,
    /// By which it is joined.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// Why a name leads to nobody: the names that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOne {
    /// Several answer to it.
    Several(Vec<String>),
    /// Nobody does; these are nearest.
    Nobody(Vec<String>),
}

/// Finds whom a name, a 编号 or `党委／支部` means. `rows` name branches, each at least once; `unit` narrows it to one unit.
///
/// # Errors
/// Nobody answers to it, or several do.
pub fn find(rows: &Rows, typed: &str, unit: Option<&str>) -> Result<Subject, NotOne> {
    let mut units: BTreeMap<String, Vec<(String, Named)>> = BTreeMap::new();
    for row in (0..rows.len()).filter(|row| unit.is_none_or(|unit| [rows.text(*row, "unit"), rows.text(*row, "unit_name")].contains(&unit)))
    {
        let text = |column: &str| rows.text(row, column).to_string();
        let named = Named { id: text("branch_id"), key: text("branch_key"), name: text("branch") };
        let branches = units.entry(text("unit")).or_default();
        let line = (text("committee"), named);
        // rows of one branch stand together, or there is one of each
        if branches.last() != Some(&line) {
            branches.push(line);
        }
    }
    let (mut found, mut several, mut near) = (Vec::new(), Vec::new(), Vec::new());
    let many = units.len() > 1;
    for (unit, branches) in &units {
        let label = |likely: &Likely| if many { format!("{unit}：{likely}") } else { likely.to_string() };
        match in_unit(branches, typed) {
            Ok(Found::Branch(at)) => {
                let (committee, branch) = branches[at].clone();
                found.push(Subject { unit: unit.clone(), committee, branch: Some(branch) });
            }
            Ok(Found::Committee(committee)) => found.push(Subject { unit: unit.clone(), committee: committee.to_string(), branch: None }),
            Err(Unresolved::Ambiguous(likely)) => several.extend(likely.iter().map(label)),
            Err(Unresolved::Unknown(likely)) => near.extend(likely.iter().map(label)),
            Err(_) => {}
        }
    }
    match (found.len(), several.is_empty()) {
        (1, true) => Ok(found.remove(0)),
        (0, true) => Err(NotOne::Nobody(near)),
        _ => {
            several.extend(found.iter().map(|subject| {
                let name = subject.branch.as_ref().map_or_else(String::new, |branch| format!("／{}", branch.name));
                format!("{}：{}{name}", subject.unit, subject.committee)
            }));
            Err(NotOne::Several(several))
        }
    }
}

enum Found {
    Branch(usize),
    Committee(Arc<str>),
}

fn in_unit(branches: &[(String, Named)], typed: &str) -> Result<Found, Unresolved> {
    let typed = typed.trim();
    if let Some(at) = branches.iter().position(|(_, branch)| branch.key == typed || branch.id == typed) {
        let twice = branches.iter().filter(|(_, branch)| branch.id == typed || branch.key == typed).count() > 1;
        if !twice {
            return Ok(Found::Branch(at));
        }
    }
    let known: Vec<Branch> = branches.iter().map(|(committee, branch)| of_tables(committee, branch)).collect();
    let (directory, _) = Directory::new(&known, &[]);
    let (name, around) = match typed.split_once(['／', '/']) {
        Some((committee, name)) => match directory.committee(committee) {
            Some(committee) => (name, vec![committee]),
            None => (typed, Vec::new()),
        },
        None => (typed, Vec::new()),
    };
    match directory.find(name, &around) {
        Ok(ix) => Ok(Found::Branch(ix.0)),
        Err(Unresolved::Committee) => directory.committee(name).map(Found::Committee).ok_or(Unresolved::Nobody),
        Err(why) => Err(why),
    }
}

/// A branch of which no more is known than the tables tell.
fn of_tables(committee: &str, branch: &Named) -> Branch {
    let (name, committee): (Arc<str>, Arc<str>) = (branch.name.as_str().into(), committee.into());
    Branch {
        id: branch.id.as_str().into(),
        kind: BranchType::Other,
        member_count: None,
        founded: None,
        dissolved: None,
        own_days: Vec::new(),
        former_names: Vec::new(),
        spans: vec![BranchSpan { name: name.clone(), committee: committee.clone(), members: None, from: None, to: None }],
        place: None,
        exempt_members: None,
        secretary: "".into(),
        name,
        committee,
    }
}
