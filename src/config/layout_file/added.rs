//! What a file adds to a layout that there is (`extends`): further headings and words, and nothing taken away.

use std::sync::Arc;

use super::{Spot, Words};
use crate::config::fault::Fault;
use crate::model::schema::{Column, LayoutSchema};

/// A column, and where each of its headings stands.
pub type Placed = (Column, Vec<(Arc<str>, Spot)>);

/// What a file adds to a layout that there is.
#[derive(Debug)]
pub struct Addition {
    /// Id of that layout, and where it is named.
    pub base: (String, Spot),
    /// The words that are added; no columns.
    pub(super) words: Words,
    /// Columns with what is added to them, and where each heading stands.
    pub(super) columns: Vec<Placed>,
}

impl Addition {
    /// Puts what is added behind what the layout has.
    ///
    /// # Errors
    /// Headings that the layout has for another field, or rules out.
    pub fn apply(&self, base: &mut LayoutSchema) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (column, spots) in &self.columns {
            for (heading, spot) in spots {
                match base.names(heading) {
                    Some(field) if field != column.field => {
                        let (key, name) = (field.key(), field.name());
                        let told = format!("表头“{heading}”在版式“{}”中已是字段 {key}（{name}）的写法，不能再指其他字段", base.id);
                        faults.push(spot.fault(told));
                    }
                    _ if base.not_words.contains(heading) && !column.loose.contains(heading) => {
                        faults.push(spot.fault(format!("表头“{heading}”同时在版式“{}”的 not_words 中，两者矛盾", base.id)));
                    }
                    _ => {}
                }
            }
        }
        // a title that names this list and another one is never this list's
        let titles = || base.title_words.iter().chain(&self.words.title);
        for other in base.not_titles.iter().chain(&self.words.not_titles) {
            let ours = |word: &Arc<str>| self.words.title.contains(word) || self.words.not_titles.contains(other);
            for word in titles().filter(|word| word.contains(&**other) && ours(word)) {
                let told = format!("title_words 中的“{word}”含有 not_titles 中的“{other}”，永远不会认作版式“{}”", base.id);
                faults.push(self.base.1.fault(told));
            }
        }
        if !faults.is_empty() {
            return faults;
        }
        let more = |to: &mut Vec<Arc<str>>, from: &[Arc<str>]| {
            from.iter().for_each(|word| {
                if !to.contains(word) {
                    to.push(word.clone())
                }
            });
        };
        for (column, _) in &self.columns {
            let known = base.names_of(column.field);
            let new = |from: &[Arc<str>]| from.iter().filter(|h| !known.contains(*h)).cloned().collect::<Vec<_>>();
            match base.columns.iter_mut().find(|c| c.field == column.field) {
                Some(own) => {
                    more(&mut own.headings, &new(&column.headings));
                    more(&mut own.weak, &new(&column.weak));
                    more(&mut own.loose, &new(&column.loose));
                }
                None => base.columns.push(column.clone()),
            }
        }
        more(&mut base.title_words, &self.words.title);
        more(&mut base.not_words, &self.words.not);
        more(&mut base.not_titles, &self.words.not_titles);
        more(&mut base.signs, &self.words.signs);
        faults
    }
}
