//! Joint activities: how many, who held them, which pairs; branches without any; and how often each form of activity was held that the profile only
//! counts. What a joint activity is, the words of ACT011's forms say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::partners::{Names, Pairs};
use super::{Count, entry, firsts, kinds, number, of_activity, share, whole};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::org::BranchType;
use crate::model::statistic::{FigureDoc, Listed, StatisticTerms, ToldOf};
use crate::rules::activity::modes::Mode;
use crate::rules::{content, has_content};

const NO_HEADING: &str = "台账没有规定动作、活动主题、活动内容栏";

static ACTIVITIES: FigureDoc = number("joint_activities", "联合开展的主题党日", "次", |terms, _| {
    format!("{}计入统计的主题党日中，{}的，一条记录为一次。", kinds(&both(terms)), told_by(terms))
});
static BRANCHES: FigureDoc = number("joint_branches", "联合开展主题党日的党组织", "个", |terms, _| {
    format!("{}中，有上述记录的，或者在他方的上述记录中写有名称的，一个只计一次。", kinds(&both(terms)))
});
static PAIRS: FigureDoc = FigureDoc {
    told_of: ToldOf::Unit,
    ..number("joint_pairs", "结对", "对", |terms, _| {
        format!("上述记录写有名称、与填报支部可以对上的{}与{}，同样两个只计一对。", kinds(&terms.types), kinds(&terms.with))
    })
};
static UNPAIRED: FigureDoc = number("joint_unpaired", "未能认定对方的记录", "次", |_, _| {
    "上述记录中没有写明花名册所列的对方党组织，或者所写名称不止一个党组织使用的，计入次数，不计入结对。".into()
});
static WITHOUT: FigureDoc = share("without_joint", "没有联合开展主题党日的党支部", "个", |terms, _| {
    format!("统计期内有主题党日计入统计的{}中，没有一次{}的；总数为统计期内有主题党日计入统计的{0}。", kinds(&terms.types), told_by(terms))
});
static FORMS: FigureDoc = number("form_activities", "特色形式的主题党日", "次", |_, _| {
    "计入统计的主题党日中，规定动作、活动主题、活动内容写有该形式字样的，一条记录每种形式计一次，字样见规则 ACT011。".into()
});
static FORM_BRANCHES: FigureDoc =
    number("form_branches", "采用特色形式的党支部", "个", |_, _| "有上述记录的党支部，一个只计一次。".into());

/// The types of either side.
fn both(terms: &StatisticTerms) -> Vec<BranchType> {
    if terms.types.is_empty() || terms.with.is_empty() {
        return terms.types.clone();
    }
    let mut types = terms.types.clone();
    types.extend(terms.with.iter().filter(|t| !terms.types.contains(t)));
    types
}

fn told_by(terms: &StatisticTerms) -> String {
    match &terms.mode {
        Some(mode) => format!("规定动作、活动主题、活动内容写有“{mode}”的用词（规则 ACT011 所用）"),
        None => format!("规定动作、活动主题、活动内容写有“{}”字样", terms.words.join("”“")),
    }
}

/// Is the activity a joint one?
fn is_joint(count: &Count<'_, '_>, activity: &Activity) -> bool {
    let text = content(activity);
    match &count.terms.mode {
        Some(name) => {
            let modes = count.profile.params(count.corpus.branch(activity.branch).kind).list::<Mode>();
            modes.iter().any(|mode| mode.name == *name && mode.is_told_by(activity, &text))
        }
        None => activity.is_joint() || count.terms.words.are_in(&text),
    }
}

/// Activities of which one row tells, by file, sheet and row.
type Together<'a> = BTreeMap<(&'a str, &'a str, u32), Vec<&'a Activity>>;

fn row_of(activity: &Activity) -> (&str, &str, u32) {
    let head = &activity.row.head;
    (&head.table.file, &head.table.sheet, head.number())
}

/// All of which the activity's row tells, if it tells of several.
fn of_row<'t, 'a>(together: &'t Together<'a>, activity: &'a Activity) -> Option<&'t Vec<&'a Activity>> {
    together.get(&row_of(activity)).filter(|_| activity.is_joint())
}

/// Joint activities and pairs.
pub(super) fn joint(count: &mut Count<'_, '_>) {
    let (corpus, types) = (count.corpus, both(count.terms));
    let mut headed = false;
    let mut found: Vec<&Activity> = Vec::new();
    for activity in count.all_activities().filter(|a| corpus.branch(a.branch).kind.is_in(&types)) {
        headed |= has_content(activity);
        if is_joint(count, activity) {
            found.push(activity);
        }
    }
    if !headed {
        return [&ACTIVITIES, &BRANCHES, &PAIRS].into_iter().for_each(|doc| count.lacks(doc, NO_HEADING));
    }
    let names = Names::new(corpus);
    // a branch's own record goes before others' that name it
    let mut branches = firsts(found.iter().copied());
    let mut pairs = Pairs::new();
    let mut unpaired = Vec::new();
    // one row for several branches is one activity, and each of them the others' partner
    let mut together = Together::new();
    for activity in found.iter().filter(|a| a.is_joint()) {
        together.entry(row_of(activity)).or_default().push(activity);
    }
    for activity in &found {
        let named = names.besides(activity, corpus);
        let beside = of_row(&together, activity).into_iter().flatten().map(|a| a.branch).filter(|ix| *ix != activity.branch);
        let partners: BTreeSet<BranchIx> = named.branches.iter().copied().chain(beside).collect();
        let partners = partners.into_iter().filter(|ix| fits(count.terms, corpus.branch(activity.branch).kind, corpus.branch(*ix).kind));
        let mut any = false;
        for partner in partners {
            any = true;
            branches.entry(partner).or_insert(activity);
            pairs.entry((activity.branch.min(partner), activity.branch.max(partner))).or_insert(*activity);
        }
        if !any {
            unpaired.push(*activity);
        }
    }
    let once = |a: &&&Activity| of_row(&together, a).is_none_or(|all| all.first().is_some_and(|first| first.branch == a.branch));
    count.figure(&ACTIVITIES, &whole(), found.iter().filter(once).map(|a| of_activity(corpus, &ACTIVITIES, a)).collect());
    let by_branch = branches.into_iter().map(|(ix, a)| Listed {
        branch: Some(ix),
        committee: corpus.branch(ix).committee.clone(),
        ..of_activity(corpus, &BRANCHES, a)
    });
    count.figure(&BRANCHES, &whole(), by_branch.collect());
    let pair = |((one, other), activity): ((BranchIx, BranchIx), &Activity)| {
        let partner = if activity.branch == one { other } else { one };
        let (own, partner) = (corpus.branch(activity.branch), corpus.branch(partner));
        let what = Arc::from(format!("{}与{}（{}）", own.name, partner.name, partner.committee));
        Listed { what, ..of_activity(corpus, &PAIRS, activity) }
    };
    count.figure(&PAIRS, &whole(), pairs.into_iter().map(pair).collect());
    count.figure(&UNPAIRED, &whole(), unpaired.into_iter().map(|a| of_activity(corpus, &UNPAIRED, a)).collect());
}

/// May branches of these types be a pair, whichever of them reports?
fn fits(terms: &StatisticTerms, own: BranchType, other: BranchType) -> bool {
    (own.is_in(&terms.types) && other.is_in(&terms.with)) || (other.is_in(&terms.types) && own.is_in(&terms.with))
}

/// Branches that held something, and nothing together with others.
pub(super) fn without(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    let mut held: BTreeMap<BranchIx, (Option<&Activity>, &Activity)> = BTreeMap::new();
    let mut headed = false;
    for activity in count.activities() {
        headed |= has_content(activity);
        let of_branch = held.entry(activity.branch).or_insert((None, activity));
        if of_branch.0.is_none() && is_joint(count, activity) {
            of_branch.0 = Some(activity);
        }
    }
    if !headed {
        return count.lacks(&WITHOUT, NO_HEADING);
    }
    let line = |(ix, (joint, first)): (BranchIx, (Option<&Activity>, &Activity))| {
        let place = corpus.branch(ix).place.clone().unwrap_or_else(|| first.row.head.line());
        let none = Listed { branch: Some(ix), committee: corpus.branch(ix).committee.clone(), place: Some(place), ..entry(&WITHOUT) };
        joint.map_or(none, |activity| Listed { counts: false, ..of_activity(corpus, &WITHOUT, activity) })
    };
    count.figure(&WITHOUT, &whole(), held.into_iter().map(line).collect());
}

/// How often each form was held, and by how many branches.
pub(super) fn forms(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    // forms in the order of the profile, each once though several types of branches have it
    let mut names: Vec<Arc<str>> = Vec::new();
    for mode in count.profile.all_params().flat_map(|params| params.list::<Mode>()) {
        if !names.contains(&mode.name) {
            names.push(mode.name.clone());
        }
    }
    let mut found: BTreeMap<Arc<str>, Vec<&Activity>> = BTreeMap::new();
    for activity in count.activities() {
        let text = content(activity);
        let modes = count.profile.params(corpus.branch(activity.branch).kind).list::<Mode>();
        for mode in modes.iter().filter(|mode| mode.is_told_by(activity, &text)) {
            found.entry(mode.name.clone()).or_default().push(activity);
        }
    }
    for name in names {
        let activities = found.remove(&name).unwrap_or_default();
        let branches = firsts(activities.iter().copied());
        count.figure(&FORMS, &name, activities.into_iter().map(|a| of_activity(corpus, &FORMS, a)).collect());
        count.figure(&FORM_BRANCHES, &name, branches.into_values().map(|a| of_activity(corpus, &FORM_BRANCHES, a)).collect());
    }
}
