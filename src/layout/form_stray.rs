//! Labels of a form that no field knows, with what stands behind them: every label is used or told.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::coerce::{dates, is_zero, text_of};
use super::form::{Form, Hit, is_label};
use super::grid::{Grid, Seen};
use super::index::{Index, TAUGHT, Words};
use super::issues::{Sink, shorten};
use super::own;
use super::pairs::{self, Pair};
use super::unused::is_declined;
use super::words::{ABOUT, COMMITTEE, MADE, PEOPLE, REPORTED, UNIT, is_note, is_one};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::OrgHint;
use crate::model::schema::LayoutSchema;
use crate::model::text::fold_heading;
use crate::model::time::Month;
use crate::model::understood::Taught;

/// Longest text that is a label, in characters.
const LONGEST_LABEL: usize = 14;
/// Most labels that are named one by one.
const NAMED: usize = 12;
/// Words by which a list of people or pictures begins, in which what stands side by side is no label with its value.
const LISTS: &[&str] = &["签到", "签名", "签字", "名单", "人员", "照片", "图片"];
/// Words by which a label may be of what an activity is judged by.
const OF_ACTIVITIES: &[&str] =
    &["人数", "人次", "应到", "实到", "应参", "实参", "到会", "到场", "出席", "出勤", "日期", "时间", "月份", "支部"];

/// A label that feeds nothing.
#[derive(Clone, Debug)]
pub struct Stray {
    /// As written.
    pub label: String,
    /// The label's cell.
    pub at: CellRef,
    /// What stands behind it, and where.
    pub value: Value,
    pub cell: CellRef,
}

/// What the labels that are known take: their own cells, those of their values, and the rows beside a label that is merged over several.
struct Taken {
    labels: HashSet<CellRef>,
    values: HashSet<CellRef>,
    /// Columns in which labels stand, and lines.
    columns: HashSet<u32>,
    lines: HashSet<usize>,
    /// Further rows of labels over several, with the column behind the label.
    beside: Vec<(RangeInclusive<u32>, u32)>,
}

impl Taken {
    fn new(grid: &Grid<'_>, hits: &[&Hit]) -> Self {
        let at = |hit: &Hit| CellRef::new(grid.line(hit.line).row(), hit.col);
        let over = |hit: &&Hit| {
            let extent = grid.extent(at(hit));
            (extent.to.row > extent.from.row).then(|| (extent.from.row + 1..=extent.to.row, extent.to.col))
        };
        Taken {
            labels: hits.iter().map(|hit| at(hit)).collect(),
            values: hits.iter().filter(|hit| hit.value.is_some()).map(|hit| grid.extent(hit.cell).from).collect(),
            columns: hits.iter().map(|hit| hit.col).collect(),
            lines: hits.iter().filter(|hit| hit.field.is_some()).map(|hit| hit.line).collect(),
            beside: hits.iter().filter_map(over).collect(),
        }
    }

    fn is_value(&self, at: CellRef) -> bool {
        self.values.contains(&at) || self.beside.iter().any(|(rows, col)| rows.contains(&at.row) && at.col > *col)
    }
}

/// The labels between the first and the last line of a form's own that feed nothing and behind which something stands.
pub fn strays(grid: &Grid<'_>, index: &Index<'_>, words: &Words<'_>, hits: &[&Hit], (from, to): (u32, u32)) -> Vec<Stray> {
    let taken = Taken::new(grid, hits);
    let (Some(first), Some(last)) = (hits.iter().map(|h| h.line).min(), hits.iter().map(|h| h.line).max()) else { return Vec::new() };
    let ours = handed_out(grid, (from, to));
    let mut found = Vec::new();
    // below the heading of a list what stands side by side are names
    let mut listed = false;
    for ix in first..=last {
        let line = grid.line(ix);
        let cells: Vec<Seen<'_>> = line.distinct(from, to).filter(|s| s.at.row == line.row() && !ours.contains(&s.col)).collect();
        let known = taken.lines.contains(&ix);
        // labels and values in turn, under labels
        let in_turn = cells.iter().step_by(2).all(|s| taken.columns.contains(&s.col));
        listed &= !known;
        let mut k = 0;
        while let Some(seen) = cells.get(k) {
            k += 1;
            let Value::Text(text) = seen.value else { continue };
            if taken.is_value(seen.at) {
                continue;
            }
            let pairs = pairs::pairs(text);
            if !pairs.is_empty() {
                let own = pairs.into_iter().filter(|pair| !known_pair(index, words, pair) && is_like_label(&pair.label));
                let own = own.filter(|pair| !pair.value.is_empty() && !is_unfilled(&Value::Text(pair.value.as_str().into())));
                found.extend(own.map(|Pair { label, value, .. }| Stray {
                    label,
                    at: seen.at,
                    value: Value::Text(value.into()),
                    cell: seen.at,
                }));
                continue;
            }
            if taken.labels.contains(&seen.at) || is_note(text) {
                continue;
            }
            let folded = fold_heading(text);
            listed |= LISTS.iter().any(|word| folded.contains(word));
            let beside = cells.get(k).filter(|next| {
                let labelled = matches!(next.value, Value::Text(t) if is_label(words, index, t) || !pairs::pairs(t).is_empty());
                !taken.is_value(next.at) && !taken.labels.contains(&next.at) && !labelled
            });
            let Some(next) = beside.filter(|_| is_like_label(&folded)) else { continue };
            if is_given(&folded) {
                k += 1;
            } else if known || in_turn && !listed {
                k += 1;
                if !is_unfilled(next.value) {
                    let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    found.push(Stray { label, at: seen.at, value: next.value.clone(), cell: next.at });
                }
            }
        }
    }
    found
}

/// Columns that the program's own marked copies have beside a form.
fn handed_out(grid: &Grid<'_>, (from, to): (u32, u32)) -> HashSet<u32> {
    let cells = (0..grid.len()).flat_map(|ix| grid.line(ix).distinct(from, to));
    cells.filter(|s| matches!(s.value, Value::Text(text) if own::is_handed_out(text))).map(|s| s.col).collect()
}

fn known_pair(index: &Index<'_>, words: &Words<'_>, pair: &Pair) -> bool {
    is_given(&pair.label) || is_label(words, index, &pair.label)
}

/// Labels of who made a sheet, when, and of which unit it is: they are read elsewhere, or say nothing of an activity.
fn is_given(folded: &str) -> bool {
    [UNIT, COMMITTEE, MADE, REPORTED, ABOUT, PEOPLE].iter().any(|labels| is_one(folded, labels))
}

/// Short, of words, and no sentence.
fn is_like_label(folded: &str) -> bool {
    let count = folded.chars().count();
    let of_words = folded.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let value = Value::Text(folded.into());
    (2..=LONGEST_LABEL).contains(&count)
        && of_words
        && !folded.contains(['。', '，', '；', '！', '？', ',', ';', '、'])
        && !folded.starts_with(|c: char| c.is_ascii_digit())
        && dates::whole_date(&value).is_none()
        && !dates::is_unfilled(&value)
}

/// Nothing was written: blanks, lines, a zero, a date's empty places.
fn is_unfilled(value: &Value) -> bool {
    let text = text_of(value);
    is_zero(value) || dates::is_unfilled(value) || text.chars().all(|c| c.is_whitespace() || "_＿-—/（）()盖章签字".contains(c))
}

/// Tells which labels of a form feed nothing, and what the clerk's confirmations came to; gives the latter.
pub fn tell(form: &Form, schema: &LayoutSchema, who: &Arc<OrgHint>, month: Option<Month>, sink: &mut Sink) -> Vec<Taught> {
    let mut told = Vec::new();
    let layout = || schema.name.clone();
    for (field, hit) in form.fields.iter().filter(|(_, hit)| hit.rank >= TAUGHT) {
        let (heading, field) = (shorten(hit.label()), schema.field_name(*field).to_string());
        sink.note(Some(hit.cell), format!("“{heading}”按名称核对表中的确认，作“{field}”采用。"));
        told.push(Taught::Heading { layout: layout(), heading, field });
    }
    let (declined, open): (Vec<&Stray>, Vec<&Stray>) = form.strays.iter().partition(|stray| is_declined(schema, &stray.label));
    for stray in declined {
        let heading = shorten(&stray.label);
        sink.note(Some(stray.at), format!("“{heading}”按名称核对表中的确认，不采用。"));
        told.push(Taught::Declined { layout: layout(), heading });
    }
    let judged = |stray: &&&Stray| OF_ACTIVITIES.iter().any(|word| stray.label.contains(word));
    let name = |stray: &&Stray| format!("{}“{}”", stray.at, shorten(&stray.label));
    let (of_activity, other): (Vec<&Stray>, Vec<&Stray>) = open.iter().partition(|stray| judged(stray));
    if let Some(first) = of_activity.first() {
        sink.unused(first.at, &named(&of_activity, name), who, month);
    }
    if let Some(first) = other.first() {
        let text = format!("记录表上有 {} 项内容不在模板中，没有采用：{}。", other.len(), named(&other, name).join("、"));
        sink.note(Some(first.at), text);
    }
    told
}

fn named(strays: &[&Stray], name: impl Fn(&&Stray) -> String) -> Vec<String> {
    let mut all: Vec<String> = strays.iter().take(NAMED).map(name).collect();
    if strays.len() > NAMED {
        all.push(format!("另有 {} 项", strays.len() - NAMED));
    }
    all
}
