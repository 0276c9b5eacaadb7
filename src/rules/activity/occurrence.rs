//! Something wanted once in every quarter, half or year: what ACT002 to ACT004 and ACT006 share.

use std::sync::Arc;

use crate::model::corpus::Activity;
use crate::model::profile::Every;
use crate::model::spoken;
use crate::model::time::Span;
use crate::model::words::Words;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Seen};
use crate::rules::words::in_quotes;

use super::{content_place, legible};

/// `每月`, `每季度`, `每半年`, `每年`.
pub fn every_text(every: Every) -> &'static str {
    match every {
        Every::Month => "每月",
        Every::Quarter => "每季度",
        Every::Half => "每半年",
        Every::Year => "每年",
    }
}

/// The activities of a span that speak of the words, or `None` if their content cannot be judged.
pub fn found<'a>(case: &Case<'a>, span: Span, words: &Words, not: &[Arc<str>], seen: &mut Seen) -> Option<Vec<&'a Activity>> {
    let activities = case.within(span);
    legible(&activities, seen).then(|| activities.into_iter().filter(|a| case.shows(a, words, not)).collect())
}

/// The finding that a span has none. `what` is what is wanted (党课), `wanted` how often.
pub fn none(case: &Case<'_>, span: Span, what: &str, wanted: &str, words: &[Arc<str>]) -> Draft {
    let activities = case.within(span);
    let observed = format!("{}次活动均未体现{what}", activities.len());
    let say = say!(
        "{}的活动记录中未见{what}（规定动作、活动主题、活动内容均未出现{}字样），不符合{wanted}的要求；", spoken::span(span), in_quotes(words);
        "已开展的请在记录中写明后重报，未开展的应及时补上。"
    );
    Draft::new(span, observed, wanted, say).at(content_place(case, &activities))
}
