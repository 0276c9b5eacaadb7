//! The branches: roster rows become branches with their spans, copies are duplicates, contradictions are returned. Without a roster the
//! branches are those that ledgers name, so that their figures can still be put together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::finding::{Code, Issue};
use crate::model::org::{Branch, BranchSpan, BranchType};
use crate::model::record::{AliasRow, Around, BranchRow, Field, Named, OrgHint, Records};
use crate::model::time::Period;
use crate::names::{Unresolved, fold_branch, fold_committee};

use super::issue::{bad_cell, unknown_branch};
use super::tally::{Fate, Outcomes};

/// Roster rows, those first that win → branches, sorted by committee, name, id.
pub fn branches(mut rows: Vec<BranchRow>, period: Period, outcomes: &mut Outcomes, issues: &mut Vec<Issue>) -> Vec<Branch> {
    forget_cut_numbers(&mut rows, issues);
    // One committee written in two ways is one committee: its first spelling in the roster stands for all.
    let mut spellings: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut groups: BTreeMap<String, Vec<BranchRow>> = BTreeMap::new();
    for mut row in rows {
        row.committee = spellings.entry(fold_committee(&row.committee)).or_insert_with(|| row.committee.clone()).clone();
        let key = match &row.id {
            Some(id) => format!("#{id}"),
            // A branch without a number that moves between committees is told by its spans; otherwise one name under two committees is two branches.
            None if row.valid_from.is_some() || row.valid_to.is_some() => format!("~{}", fold_branch(&row.name)),
            None => format!("={}\u{1}{}", fold_committee(&row.committee), fold_branch(&row.name)),
        };
        groups.entry(key).or_default().push(row);
    }
    let mut branches: Vec<Branch> = Vec::new();
    for rows in groups.into_values() {
        let mut kept: Vec<BranchRow> = Vec::new();
        for row in rows {
            if kept.iter().any(|k| same_row(k, &row)) {
                outcomes.count(&row.head, Fate::Duplicate);
            } else if kept.iter().all(|k| apart_in_time(k, &row)) {
                outcomes.count(&row.head, Fate::Accepted);
                kept.push(row);
            } else {
                let first = kept.iter().find(|k| !apart_in_time(k, &row)).map(|k| k.head.line().to_string()).unwrap_or_default();
                outcomes.count(&row.head, Fate::Rejected);
                let (field, raw) = match &row.id {
                    Some(id) => (Field::Id, id.to_string()),
                    None => (Field::Branch, row.name.to_string()),
                };
                let say = say!(
                    "花名册中“{raw}”重复登记且内容不一致（首次见 {first}），本行未采用；";
                    "更名或改隶请分行填写生效日期、失效日期，否则请删去多余的一行。"
                );
                issues.push(bad_cell(&row.head, field, &raw, say, true));
            }
        }
        kept.sort_by_key(|r| (r.valid_from, r.valid_to));
        branches.extend(branch(&kept, period));
    }
    branches.sort_by(|a, b| (&a.committee, &a.name, &a.id).cmp(&(&b.committee, &b.name, &b.id)));
    branches
}

/// Digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;

/// Long numbers whose last digits a spreadsheet made noughts, so that several branches share one: they tell nobody apart, and the branches go by
/// their names.
fn forget_cut_numbers(rows: &mut [BranchRow], issues: &mut Vec<Issue>) {
    let cut = |id: &str| {
        let digits = id.len() > KEPT_DIGITS && id.bytes().all(|b| b.is_ascii_digit());
        digits && id[KEPT_DIGITS..].bytes().all(|b| b == b'0') || id.parse::<f64>().is_ok() && id.contains(['E', 'e'])
    };
    let mut names: BTreeMap<Arc<str>, BTreeSet<String>> = BTreeMap::new();
    for row in rows.iter() {
        if let Some(id) = row.id.as_ref().filter(|id| cut(id)) {
            names.entry(id.clone()).or_default().insert(fold_branch(&row.name));
        }
    }
    names.retain(|_, names| names.len() > 1);
    for row in rows {
        let Some(id) = row.id.take_if(|id| names.contains_key(id)) else { continue };
        let say = say!(
            "编号“{id}”超过 {KEPT_DIGITS} 位，表格软件已把后面的数字变成 0，与其他党支部的编号相同，不能用来区分，改按名称区分；";
            "请把编号列设为文本格式后重新填写完整的编号。"
        );
        issues.push(bad_cell(&row.head, Field::Id, &id, say, false));
    }
}

fn same_row(a: &BranchRow, b: &BranchRow) -> bool {
    let key = |r: &BranchRow| {
        (
            (r.id.clone(), r.name.clone(), r.committee.clone(), r.kind, r.member_count, r.secretary.clone()),
            (r.founded, r.dissolved, r.own_days.clone(), r.former_names.clone(), r.valid_from, r.valid_to),
        )
    };
    key(a) == key(b)
}

/// Do the two rows hold for spans of time that do not overlap?
fn apart_in_time(a: &BranchRow, b: &BranchRow) -> bool {
    let before = |x: &BranchRow, y: &BranchRow| match (x.valid_to, y.valid_from) {
        (Some(to), Some(from)) => to <= from,
        // Only the later row is dated: the earlier one held until then.
        (None, Some(from)) => {
            x.valid_from.is_none_or(|f| f < from) && y.valid_to.is_none_or(|to| to >= from) && x.valid_from != y.valid_from
        }
        (Some(_), None) => y.valid_to.is_none(),
        (None, None) => false,
    };
    before(a, b) || before(b, a)
}

/// One branch from its spans. Name, committee, type and members are those in force at the end of the period that is judged.
fn branch(spans: &[BranchRow], period: Period) -> Option<Branch> {
    let end = period.last().last_day();
    let last = spans.iter().rfind(|r| r.valid_from.is_none_or(|from| from <= end)).or(spans.first())?;
    let mut former_names: Vec<Arc<str>> = spans.iter().flat_map(|r| r.former_names.iter().cloned()).collect();
    former_names.sort();
    former_names.dedup();
    Some(Branch {
        id: last.id.clone().unwrap_or_else(|| last.name.clone()),
        name: last.name.clone(),
        committee: last.committee.clone(),
        kind: last.kind,
        member_count: last.member_count,
        founded: spans.iter().filter_map(|r| r.founded).min(),
        dissolved: spans.iter().filter_map(|r| r.dissolved).max(),
        own_days: last.own_days.clone(),
        former_names,
        spans: spans
            .iter()
            .map(|r| BranchSpan {
                name: r.name.clone(),
                committee: r.committee.clone(),
                members: r.member_count,
                from: r.valid_from,
                to: r.valid_to,
            })
            .collect(),
        place: Some(last.head.place(Field::Branch)),
        exempt_members: None,
        secretary: last.secretary.clone(),
    })
}

/// Branches as ledgers name them, for a run without a roster.
pub fn named_by_ledgers(records: &Records) -> Vec<Branch> {
    let mut found: BTreeMap<String, Branch> = BTreeMap::new();
    let ledgers = records.activities.iter().map(|r| &r.who).chain(records.attendance.iter().map(|r| &r.who));
    let lists = records.members.iter().map(|r| &r.who).chain(records.plans.iter().map(|r| &r.who));
    let hints = ledgers.chain(lists).chain(records.services.iter().map(|r| &r.who)).chain(records.waivers.iter().map(|r| &r.who));
    // where a committee may stand as well, only what calls itself a branch is one
    let visits = records.inspections.iter().map(|r| &r.who).chain(records.filings.iter().map(|r| &r.who));
    let visits = visits.filter(|w| w.branch.as_ref().is_some_and(|n| n.text.contains("支部") || n.text.contains("总支")));
    let named =
        visits.chain(records.cadres.iter().map(|r| &r.who).chain(records.tasks.iter().map(|r| &r.who)).filter(|w| w.branch.is_some()));
    for who in hints.chain(named) {
        let Some(name) = who.branch.as_ref().or(who.around.unit.as_ref()) else { continue };
        let committee: Arc<str> = who.committee.as_ref().map_or_else(|| Arc::from(""), Named::name);
        found.entry(fold_branch(&name.text)).or_insert_with(|| Branch {
            id: name.name(),
            name: name.name(),
            committee: committee.clone(),
            kind: BranchType::Other,
            member_count: None,
            founded: None,
            dissolved: None,
            own_days: Vec::new(),
            former_names: Vec::new(),
            spans: vec![BranchSpan { name: name.name(), committee, members: None, from: None, to: None }],
            place: None,
            exempt_members: None,
            secretary: "".into(),
        });
    }
    let mut branches: Vec<Branch> = found.into_values().collect();
    branches.sort_by(|a, b| (&a.committee, &a.name, &a.id).cmp(&(&b.committee, &b.name, &b.id)));
    branches
}

/// Accounts for the rows of 名称对照表; a row whose roster name leads nowhere is ING003.
pub fn sort_aliases(
    rows: &[AliasRow],
    wrong: Vec<(usize, Unresolved)>,
    has_roster: bool,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
) {
    let wrong: BTreeMap<usize, Unresolved> = wrong.into_iter().collect();
    let mut seen = std::collections::BTreeSet::new();
    for (i, row) in rows.iter().enumerate() {
        match wrong.get(&i) {
            Some(unresolved) if has_roster => {
                outcomes.count(&row.head, Fate::Rejected);
                let named = Named { text: (&*row.roster).into(), cell: row.head.place(Field::RosterName).cell };
                let who = OrgHint {
                    branch: Some(named),
                    around: Arc::new(Around { file: row.head.table.file.clone(), ..Around::default() }),
                    ..OrgHint::default()
                };
                issues.push(Issue { code: Code::ING003, ..unknown_branch(&row.head, &Arc::new(who), Field::RosterName, unresolved) });
            }
            _ if seen.insert((fold_branch(&row.reported), fold_branch(&row.roster), row.committee.as_deref().map(fold_committee))) => {
                outcomes.count(&row.head, Fate::Accepted)
            }
            _ => outcomes.count(&row.head, Fate::Duplicate),
        }
    }
}
