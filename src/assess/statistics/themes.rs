//! How far the guidance of the months was taken up: of each item the branches that did, items that nobody took up, and branches that went by a theme
//! of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Count, entry, firsts, number, of_activity, share, whole};
use crate::model::corpus::Activity;
use crate::model::finding::BranchIx;
use crate::model::spoken;
use crate::model::statistic::{FigureDoc, Listed, ToldOf};
use crate::model::time::Month;
use crate::model::words::Words;
use crate::rules::activity::themes::ThemesTerms;
use crate::rules::{content, has_content};

const REST: &str = "该月有主题党日、没有选用本项的党支部（名单见“自定主题的党支部”该月各条）";
const NO_GUIDANCE: &str = "规则中没有统计期各月的指导性主题";

static ITEMS: FigureDoc = FigureDoc {
    told_of: ToldOf::Unit,
    ..share("theme_item_branches", "选用指导性主题的党支部", "个", |_, _| {
        "该月有主题党日计入统计的党支部中，规定动作、活动主题、活动内容写有该指导性主题字样的；总数为该月有主题党日计入统计的党支部。"
            .into()
    })
};
static UNTAKEN: FigureDoc = FigureDoc {
    told_of: ToldOf::Unit,
    ..number("theme_untaken", "无人选用的指导性主题", "项", |_, _| "统计期各月的指导性主题中，没有一个党支部选用的。".into())
};
static OWN: FigureDoc = share("theme_own_branches", "自定主题的党支部", "个", |_, _| {
    "该月有主题党日计入统计的党支部中，没有选用当月任何一项指导性主题的；总数为该月有主题党日计入统计的党支部。".into()
});

/// Coverage by month.
pub(super) fn count(count: &mut Count<'_, '_>) {
    let corpus = count.corpus;
    let months: Vec<Month> = corpus.period.months().filter(|month| !items(count, *month).is_empty()).collect();
    if months.is_empty() {
        return [&ITEMS, &UNTAKEN, &OWN].into_iter().for_each(|doc| count.lacks(doc, NO_GUIDANCE));
    }
    let mut by_month: BTreeMap<Month, Vec<&Activity>> = BTreeMap::new();
    count.activities().filter(|a| has_content(a)).for_each(|a| by_month.entry(a.month).or_default().push(a));
    let mut untaken = Vec::new();
    for month in months {
        let activities = by_month.remove(&month).unwrap_or_default();
        let texts: Vec<String> = activities.iter().map(|a| content(a)).collect();
        let held = firsts(activities.iter().copied());
        let mut guided: BTreeSet<BranchIx> = BTreeSet::new();
        for item in items(count, month) {
            let words: Words = std::iter::once(item.clone()).collect();
            let took = firsts(activities.iter().zip(&texts).filter(|(_, text)| words.are_in(text)).map(|(a, _)| *a));
            guided.extend(took.keys());
            let name: Arc<str> = format!("{} {item}", spoken::month(month)).into();
            if took.is_empty() {
                untaken.push(Listed { month: Some(month), what: item, ..entry(&UNTAKEN) });
            }
            // every branch of the month stands in the list of own themes: here a line tells how many are left
            let rest = (held.len() - took.len()) as u64;
            let rest = Listed { month: Some(month), what: REST.into(), amount: rest, counts: false, ..entry(&ITEMS) };
            let listed = took.into_values().map(|a| of_activity(corpus, &ITEMS, a));
            count.figure(&ITEMS, &name, listed.chain((rest.amount > 0).then_some(rest)).collect());
        }
        let own = held.iter().map(|(ix, first)| Listed { counts: !guided.contains(ix), ..of_activity(corpus, &OWN, first) });
        count.figure(&OWN, &spoken::month(month).into(), own.collect());
    }
    count.figure(&UNTAKEN, &whole(), untaken);
}

/// The guidance of a month, as base and types of branches have it; each item once.
fn items(count: &Count<'_, '_>, month: Month) -> Vec<Arc<str>> {
    let mut all: Vec<Arc<str>> = Vec::new();
    for terms in count.profile.all_params().filter_map(|params| params.get::<ThemesTerms>()) {
        for item in terms.guidance.get(&month).into_iter().flat_map(|words| words.iter()) {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
    }
    all
}
