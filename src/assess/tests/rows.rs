//! Rows of the other returns in a few words.

use std::sync::Arc;

use crate::model::finding::BranchIx;
use crate::model::fixture::{Fixture, day};
use crate::model::record::{Count, OrgHint, RowHead, SourceTable};
use crate::model::returns::{CadreAct, CadreRow, Inspection, InspectionRow, Service, ServiceRow};

fn head(layout: &str) -> RowHead {
    let table = SourceTable {
        layout: layout.into(),
        file: format!("{layout}.xlsx").into(),
        sheet: "".into(),
        sheet_position: 0,
        slots: Default::default(),
        record_items: Vec::new(),
        unit: None,
        title: "".into(),
    };
    RowHead { table: Arc::new(table), row: 1 }
}

fn nobody() -> Arc<OrgHint> {
    Arc::new(OrgHint::default())
}

/// A service of the `member`-th member, of `minutes` if they are given.
pub fn service(f: &mut Fixture, member: usize, date: &str, minutes: Option<u32>, content: &str) {
    let of = &f.corpus.members[member];
    let row = ServiceRow {
        head: head("volunteer"),
        who: nobody(),
        id: None,
        name: of.name.clone(),
        date: day(date),
        minutes,
        half_days: None,
        content: content.into(),
        effect: "好".into(),
    };
    let service = Service { branch: of.branch, member, row };
    f.corpus.returns.services.push(service);
}

/// Something a cadre did.
pub fn cadre(f: &mut Fixture, member: usize, date: &str, affair: &str, quantity: Count) {
    let of = &f.corpus.members[member];
    let row = CadreRow {
        head: head("cadre"),
        who: nobody(),
        name: of.name.clone(),
        rank: "".into(),
        date: day(date),
        affair: affair.into(),
        quantity,
        counterpart: "".into(),
    };
    let act = CadreAct { branch: Some(of.branch), committee: "".into(), member: Some(member), row };
    f.corpus.returns.cadres.push(act);
}

/// A visit to a branch (or, without one, to the committee).
pub fn visit<'f>(f: &'f mut Fixture, branch: Option<BranchIx>, committee: &str, date: &str, problem: &str) -> &'f mut InspectionRow {
    let row = InspectionRow {
        head: head("inspection"),
        who: nobody(),
        date: day(date),
        method: "实地查看".into(),
        problem: problem.into(),
        demand: "".into(),
        deadline: None,
        done: None,
        settled: 0,
    };
    f.corpus.returns.inspections.push(Inspection { branch, committee: committee.into(), row });
    &mut f.corpus.returns.inspections.last_mut().unwrap().row
}
