//! Tasks that were published, and the members who took part in them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Count, entry, number, share, whole};
use crate::model::finding::BranchIx;
use crate::model::record::Field;
use crate::model::returns::Task;
use crate::model::statistic::{FigureDoc, Listed, ToldOf};
use crate::model::time::Month;
use crate::rules::folded;

const NONE_HANDED_IN: &str = "未报送任务台账";
const NO_ROSTER: &str = "未报送党员花名册，党员总数无从得知";
const NO_NAMES: &str = "任务台账没有写明参与党员姓名";

static TASKS: FigureDoc = FigureDoc {
    told_of: ToldOf::Unit,
    ..number("tasks", "发布任务", "条", |_, _| "任务台账中统计期内发布的任务，名称和发布日期都相同的为一条。".into())
};
static MEMBERS: FigureDoc = share("task_members", "参与任务的党员", "名", |_, _| {
    "党员花名册所列党员中，任务台账写有姓名、参与统计期内发布的任务的，一人只计一次；总数为花名册所列党员数。".into()
});
static COMPLETIONS: FigureDoc = number("task_completions", "参与任务人次", "人次", |_, _| {
    "任务台账中统计期内发布的任务的参与情况：写姓名的一行为一人次，只写参与人数的按人数。".into()
});
static UNMATCHED: FigureDoc = number("task_unmatched", "未对上党员花名册的参与记录", "条", |_, _| {
    "写有姓名、但在所写党支部的党员中对不上或者有同名的行，计入人次，不计入参与党员。".into()
});

/// The figures.
pub(super) fn count(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    if !corpus.returns.has("task") {
        return [&TASKS, &MEMBERS, &COMPLETIONS].into_iter().for_each(|doc| count.lacks(doc, NONE_HANDED_IN));
    }
    let of_period = |t: &&Task| corpus.period.contains(Month::of(t.row.published)) && t.row.published <= corpus.as_of;
    let all: Vec<&Task> = corpus.returns.tasks.iter().filter(of_period).collect();
    let mut published = BTreeMap::new();
    for task in &all {
        published.entry((task.row.published, folded(&task.row.task).into_owned())).or_insert(*task);
    }
    let listed = published.into_values().map(|t| Listed { branch: None, member: None, committee: whole(), ..of(count, &TASKS, t) });
    count.figure(&TASKS, &whole(), listed.collect());
    let asked: Vec<&Task> = all.into_iter().filter(|t| t.branch.is_some_and(|ix| count.asks(corpus.branch(ix).kind))).collect();
    members(count, &asked);
    let amount = |t: &Task| if t.row.name.is_empty() { t.row.takers.value().unwrap_or(0).into() } else { 1 };
    let taken = asked.iter().filter(|t| amount(t) > 0);
    let field = |t: &Task| if t.row.name.is_empty() { Field::Takers } else { Field::Member };
    let listed = taken.map(|t| Listed { amount: amount(t), place: Some(t.row.head.place(field(t))), ..of(count, &COMPLETIONS, t) });
    count.figure(&COMPLETIONS, &whole(), listed.collect());
    let of_roster = |t: &Task| t.member.is_some_and(|at| corpus.members[at].place.is_some());
    let unmatched = asked.iter().filter(|t| !t.row.name.is_empty() && corpus.has_member_roster && !of_roster(t));
    count.figure(&UNMATCHED, &whole(), unmatched.map(|t| of(count, &UNMATCHED, t)).collect());
}

/// Members of the roster who took part, of all that it lists.
fn members(count: &mut Count<'_, '_>, tasks: &[&Task]) {
    let corpus = count.corpus;
    if !corpus.has_member_roster {
        return count.lacks(&MEMBERS, NO_ROSTER);
    }
    if tasks.iter().all(|t| t.row.name.is_empty()) {
        return count.lacks(&MEMBERS, NO_NAMES);
    }
    let mut first: BTreeMap<usize, &Task> = BTreeMap::new();
    for task in tasks {
        if let Some(member) = task.member.filter(|at| corpus.members[*at].place.is_some()) {
            first.entry(member).or_insert(task);
        }
    }
    let part: BTreeSet<usize> = first.keys().copied().collect();
    let mut listed: Vec<Listed> = first.into_values().map(|t| of(count, &MEMBERS, t)).collect();
    listed.extend(count.rest_of_roster(&MEMBERS, "花名册所列、没有参与任务的党员", &part));
    count.figure(&MEMBERS, &whole(), listed);
}

fn of(count: &Count<'_, '_>, doc: &'static FigureDoc, task: &Task) -> Listed {
    let committee = |ix: BranchIx| count.corpus.branch(ix).committee.clone();
    Listed {
        committee: task.branch.map_or_else(whole, committee),
        branch: task.branch,
        member: task.member,
        month: Some(Month::of(task.row.published)),
        date: Some(task.row.published),
        what: task.row.task.clone(),
        place: Some(task.row.head.place(Field::Task)),
        ..entry(doc)
    }
}
