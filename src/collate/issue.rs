//! Issues about rows: raised in one form, attributed to a branch where the row's name leads to one.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::sync::Arc;

use crate::model::cell::Place;
use crate::model::corpus::InputFile;
use crate::model::finding::{BranchIx, Code, Issue, Level};
use crate::model::identity::mask_identity;
use crate::model::org::Branch;
use crate::model::record::{Around, Field, Named, OrgHint, RowHead};
use crate::model::say::Say;
use crate::model::text::print;
use crate::model::time::Period;
use crate::names::{Likely, Unresolved};

use super::handed::Handed;
use super::resolver::Resolver;
use super::when;

/// Gives issues that layouts raised their branch, where the row's name leads to one, else the committee as the roster writes it. A name that
/// leads to neither is told elsewhere. What may hold activities and was returned or not used is given to all whose it may be.
pub fn attribute(issues: &mut [Issue], resolver: &mut Resolver<'_>, period: Period) {
    for issue in issues.iter_mut() {
        if let (None, Some(who)) = (issue.branch, issue.who.clone()) {
            match resolver.resolve(&who) {
                Ok(branch) => issue.branch = Some(branch),
                Err(unresolved) => {
                    if issue.rejects_row && (issue.taints || issue.files_move) {
                        issue.may_be = resolver.may_be(&who, &unresolved);
                    }
                    issue.who = Some(resolver.with_committee(&who));
                }
            }
        }
        if !issue.leaves_open() && !issue.files_move {
            continue;
        }
        if issue.branch.is_none() && !issue.rejects_row {
            let at = || OrgHint {
                around: Arc::new(Around { sheet: issue.place.sheet.clone(), file: issue.place.file.clone(), ..Around::default() }),
                ..OrgHint::default()
            };
            issue.may_be = match &issue.who {
                Some(who) => resolver.belongs_to(who),
                None => resolver.belongs_to(&at()),
            };
        }
        if issue.month.is_none() {
            let title = issue.who.as_ref().map_or("", |who| &*who.around.title);
            issue.within = when::told(title, &issue.place, period);
        }
    }
}

/// Finds the committee that is told of what no branch is: the one of the roster that the row names, that stands above its table, or that handed the file
/// in; else that of all branches that may be meant, the one to which the file goes back, or a name that the roster does not know.
pub fn to_whom(issues: &mut [Issue], branches: &[Branch], handed: &mut Handed<'_>, files: &[InputFile]) {
    let back: HashMap<&Arc<str>, &Arc<str>> = files.iter().filter_map(|file| Some((&file.path, file.committee.as_ref()?))).collect();
    let known: HashSet<&Arc<str>> = branches.iter().map(|b| &b.committee).filter(|name| !name.is_empty()).collect();
    let untitled: Arc<str> = Arc::default();
    for issue in issues.iter_mut().filter(|issue| issue.branch.is_none()) {
        let who = issue.who.as_deref();
        let named = who.and_then(|who| who.committee.as_ref()).map(Named::name).filter(|text| !text.is_empty());
        let above = who.and_then(|who| who.around.unit.as_ref()).map(Named::name);
        let told = [named.clone(), above].into_iter().flatten().find(|name| known.contains(name));
        let title = who.map_or(&untitled, |who| &who.around.title);
        let place = &issue.place;
        let by = || handed.by_place(&place.file, &place.sheet, title);
        let meant = || {
            let of = |ix: &BranchIx| branches.get(ix.0).map(|b| &b.committee).filter(|name| !name.is_empty());
            let first = issue.may_be.first().and_then(of)?;
            issue.may_be.iter().all(|ix| of(ix) == Some(first)).then(|| first.clone())
        };
        let goes_back = || back.get(&place.file).map(|name| (*name).clone());
        issue.committee = told.or_else(by).or_else(meant).or_else(goes_back).or(named);
    }
}

/// By what a returned row is known again in a copy: all that it says beside its name.
pub fn print_of(said: &dyn Debug) -> u64 {
    print([&*format!("{said:?}")])
}

/// An ING003 for a row whose name leads nowhere. The row is left out; it is taken to be of no activity.
pub fn unknown_branch(head: &RowHead, who: &Arc<OrgHint>, field: Field, unresolved: &Unresolved) -> Issue {
    let named = who.branch.as_ref().or(who.committee.as_ref()).or(who.around.unit.as_ref());
    let raw = mask_identity(named.map_or("", |n| &*n.text));
    let cell = named.and_then(|n| n.cell);
    let place = match cell {
        Some(cell) => Place { file: head.table.file.clone(), sheet: head.table.sheet.clone(), cell: Some(cell) },
        None => head.place(field),
    };
    let say = match unresolved {
        Unresolved::Nobody => say!("未填写党支部名称，本行未计入；"; "请补填党支部全称后重新报送。"),
        Unresolved::Committee => say!(
            "“{raw}”是党委名称，看不出是哪个党支部，本行未计入；";
            "请在党支部名称栏补填党支部全称后重新报送。"
        ),
        Unresolved::Unknown(near) if near.is_empty() => {
            say!("党组织花名册中没有“{raw}”，本行未计入；"; "请核对名称，或在名称对照表中登记。")
        }
        Unresolved::Unknown(near) => say!(
            "党组织花名册中没有“{raw}”，本行未计入；名称相近的有：{}。", listed(near);
            "请核对名称，或在名称对照表中登记。"
        ),
        Unresolved::Several(count) => say!(
            "“{raw}”是 {count} 个党支部，这张表一行只记一个党支部，本行未计入；";
            "请每个党支部各写一行后重新报送。"
        ),
        Unresolved::Ambiguous(all) => say!(
            "“{raw}”对应花名册中的多个党支部：{}，无法确定是哪一个，本行未计入；", listed(all);
            "请写明上级党组织或在名称对照表中登记。"
        ),
    };
    Issue {
        row: head.number(),
        field: field.name().into(),
        raw: raw.into(),
        expected: "党组织花名册中唯一的党支部名称".to_string(),
        who: Some(who.clone()),
        rejects_row: true,
        layout: head.table.layout.clone(),
        taints: false,
        ..Issue::new(Code::ING003, place, say)
    }
}

fn listed(likely: &[Likely]) -> String {
    likely.iter().map(|l| l.label.as_str()).collect::<Vec<_>>().join("、")
}

/// An ING004 about a field of a row, taken to be of no activity. `rejects` leaves the row out (error), otherwise it stays (warning).
pub fn bad_cell(head: &RowHead, field: Field, raw: &str, say: Say, rejects: bool) -> Issue {
    Issue {
        row: head.number(),
        field: field.name().into(),
        raw: mask_identity(raw).into(),
        level: (!rejects).then_some(Level::Warning),
        rejects_row: rejects,
        layout: head.table.layout.clone(),
        taints: false,
        ..Issue::new(Code::ING004, head.place(field), say)
    }
}
