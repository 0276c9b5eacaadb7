//! What activities name (open party affairs, project work, days of a kind): how many branches, how often, and how many were there; and activities whose
//! report to the superior is on record.

use std::collections::BTreeMap;

use super::{Count, firsts, kinds, number, of_activity, share, whole};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::record::Field;
use crate::model::statistic::{FigureDoc, Listed, StatisticGroup, StatisticTerms};
use crate::rules::{CONTENT_FIELDS, content, has_content};

const NO_HEADING: &str = "台账没有规定动作、活动主题、活动内容栏";
const NO_REPORTED: &str = "台账没有报送日期栏";

static BRANCHES: FigureDoc = share("item_branches", "开展该项内容的党支部", "个", |terms, item| {
    let whose = whose(terms, item);
    format!("统计期内有主题党日计入统计的{whose}中，{}的；总数为统计期内有主题党日计入统计的{whose}。", told_by(terms, item))
});
static ACTIVITIES: FigureDoc = number("item_activities", "开展该项内容的主题党日", "次", |terms, item| {
    format!("{}计入统计的主题党日中，{}的，一条记录为一次。", whose(terms, item), told_by(terms, item))
});
static ATTENDANCE: FigureDoc = number("item_attendance", "该项主题党日的参加人次", "人次", |terms, item| {
    format!("{}的主题党日的实到人数之和，没有实到人数的不计；同一党员参加几次计几次。", told_by(terms, item))
});

fn group<'t>(terms: &'t StatisticTerms, item: &str) -> Option<&'t StatisticGroup> {
    terms.groups.iter().find(|group| *group.name == *item)
}

/// The branches that an item is about.
fn whose(terms: &StatisticTerms, item: &str) -> String {
    kinds(group(terms, item).map(|g| &g.types).filter(|types| !types.is_empty()).unwrap_or(&terms.types))
}

fn told_by(terms: &StatisticTerms, item: &str) -> String {
    let words = group(terms, item).map(|g| g.words.join("”“")).unwrap_or_default();
    format!("规定动作、活动主题、活动内容写有“{words}”字样")
}
static REPORTS: FigureDoc = share("reports", "已报上级党组织的主题党日", "次", |terms, _| {
    format!("{}计入统计的主题党日中，台账填有报送日期的；总数为台账设有报送日期栏的主题党日。", kinds(&terms.types))
});

/// Each of the statistic's items.
pub(super) fn items(count: &mut Count<'_, '_>) {
    let (corpus, groups) = (count.corpus, &count.terms.groups);
    // each text is read once, however many items are looked for
    let mut headed = false;
    let mut found: Vec<Vec<&Activity>> = vec![Vec::new(); groups.len()];
    let mut held: Vec<BTreeMap<BranchIx, &Activity>> = vec![BTreeMap::new(); groups.len()];
    for activity in count.activities() {
        headed |= has_content(activity);
        let text = content(activity);
        for (at, group) in groups.iter().enumerate().filter(|(_, g)| corpus.branch(activity.branch).kind.is_in(&g.types)) {
            held[at].entry(activity.branch).or_insert(activity);
            if group.words.are_in(&text) {
                found[at].push(activity);
            }
        }
    }
    if !headed {
        return count.lacks(&BRANCHES, NO_HEADING);
    }
    for ((group, found), held) in groups.iter().zip(found).zip(held) {
        let at = |a: &Activity| Some(a.row.head.place_of_first(&CONTENT_FIELDS));
        let named = firsts(found.iter().copied());
        let branches = held.iter().map(|(ix, first)| {
            let activity = named.get(ix).copied();
            Listed { counts: activity.is_some(), ..of_activity(corpus, &BRANCHES, activity.unwrap_or(first)) }
        });
        count.figure(&BRANCHES, &group.name, branches.collect());
        let activities = found.iter().map(|a| Listed { place: at(a), ..of_activity(corpus, &ACTIVITIES, a) });
        count.figure(&ACTIVITIES, &group.name, activities.collect());
        if !count.terms.attendance {
            continue;
        }
        let there = found.iter().filter_map(|a| Some((a, a.row.actual.value()?)));
        let listed = there.map(|(a, n)| Listed {
            amount: n.into(),
            place: Some(a.row.head.place_of_first(&[Field::Actual, Field::Attendance])),
            ..of_activity(corpus, &ATTENDANCE, a)
        });
        count.figure(&ATTENDANCE, &group.name, listed.collect());
    }
}

/// Activities that were reported, of those whose ledger has a column for it.
pub(super) fn reports(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    let headed: Vec<&Activity> = count.activities().filter(|a| a.row.head.table.has(Field::Reported)).collect();
    if headed.is_empty() {
        return count.lacks(&REPORTS, NO_REPORTED);
    }
    let listed = headed.into_iter().map(|a| Listed {
        counts: a.reported().is_some(),
        place: Some(a.row.head.place(Field::Reported)),
        ..of_activity(corpus, &REPORTS, a)
    });
    count.figure(&REPORTS, &whole(), listed.collect());
}
