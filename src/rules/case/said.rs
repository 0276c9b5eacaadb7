//! What a branch's activities say, folded for looking words up.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use super::Case;
use crate::model::corpus::Activity;
use crate::model::words::Words;
use crate::rules::words;

/// Contents of the branch's activities, folded when a rule first asks.
#[derive(Default)]
pub struct Said(OnceCell<Vec<OnceCell<String>>>);

impl Case<'_> {
    /// 规定动作, 活动主题 and 活动内容 of an activity, one below the other, folded.
    pub fn content(&self, activity: &Activity) -> Cow<'_, str> {
        let own = self.corpus.activities_of(self.ix);
        let said = self.said.0.get_or_init(|| own.iter().map(|_| OnceCell::new()).collect());
        match own.element_offset(activity).and_then(|at| said.get(at)) {
            Some(text) => Cow::Borrowed(text.get_or_init(|| words::content(activity))),
            None => Cow::Owned(words::content(activity)),
        }
    }

    /// Does the activity's content hold one of the words?
    pub fn speaks_of(&self, activity: &Activity, words: &Words) -> bool {
        !words.is_empty() && words.are_in(&self.content(activity))
    }

    /// The same, with words that mean something else though they hold one of the others.
    pub fn shows(&self, activity: &Activity, words: &Words, not: &[Arc<str>]) -> bool {
        words.are_in_without(&self.content(activity), not)
    }
}
