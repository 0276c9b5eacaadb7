//! What a row of a table is: data, a total, a note, or nothing but padding.

use std::collections::BTreeSet;

use super::coerce::legend::{self, Legend};
use super::coerce::{dates, is_zero, marks, plain_text, text_of};
use super::grid::{Line, Seen};
use super::header::Header;
use super::row_fields::{GIVEN, IDENTITY, KEYS, LEADING, PROSE};
use super::sessions::is_weekdays;
use super::words::{PEOPLE, Total, is_hint, is_note, is_one, is_title_of_a_time, total, unnumbered};
use super::{coerce, pairs};
use crate::model::book::Value;
use crate::model::record::{Field, RecordKind};
use crate::model::text::fold_heading;

/// What a non-blank row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No cell of the row stands in the table's columns.
    Outside,
    Data,
    Total(Total),
    /// A note, a signature line, a hint under the header, a section heading.
    Note,
    /// Further words of the activity above (told by [`continued`](super::continued)).
    Continues,
    /// Only 序号 or formula zeros.
    Padding,
}

/// Judges rows of one table from the top down.
pub struct Judge<'h> {
    header: &'h Header,
    record: RecordKind,
    from: u32,
    /// Rows that add up others, by their formulas.
    totals: &'h BTreeSet<u32>,
    /// The row before was a note: single cells below belong to it.
    in_note: bool,
    seen_data: bool,
    /// A member's name without a mark is a row: the sheet says what its blank cells mean.
    names_alone: bool,
    columns: Columns,
}

/// Columns of the table as rows are judged by them.
struct Columns {
    /// Themes, contents, remarks: where 合计 may be a word among others.
    prose: Vec<u32>,
    /// Those that feed a field, a month, a year or an item.
    mapped: Vec<u32>,
    /// Those that a blank ledger of ours comes with: what stands there alone was never reported by anybody.
    given: Vec<u32>,
    /// Those that make a row.
    keys: Vec<u32>,
    /// Those of marks.
    marks: Vec<u32>,
}

impl Columns {
    fn new(h: &Header) -> Self {
        let of = |fields: &[Field]| fields.iter().filter_map(|f| h.slots.get(f)).copied().collect::<Vec<u32>>();
        let months = h.months.iter().map(|m| m.0).chain(h.sessions.columns());
        let marks: Vec<u32> = months.collect();
        let mapped = h.slots.values().chain(h.spans.values().flatten()).copied().chain(marks.iter().copied()).chain(h.year);
        let ours = h.slots.contains_key(&Field::SelfCheck);
        Columns {
            prose: of(PROSE),
            mapped: mapped.chain(h.items.iter().map(|i| i.1)).collect(),
            given: if ours { of(GIVEN) } else { Vec::new() },
            keys: of(KEYS),
            marks,
        }
    }
}

/// Where no row is a total by its formulas.
pub const NO_TOTALS: &BTreeSet<u32> = &BTreeSet::new();

impl<'h> Judge<'h> {
    /// `from`: first column that belongs to the table (0 for the leftmost block).
    pub fn new(header: &'h Header, record: RecordKind, from: u32, totals: &'h BTreeSet<u32>) -> Self {
        Judge { header, record, from, totals, in_note: false, seen_data: false, names_alone: false, columns: Columns::new(header) }
    }

    /// The same, where a member's name alone makes a row (or not).
    pub fn with_names_alone(self, names_alone: bool) -> Self {
        Judge { names_alone, ..self }
    }

    /// What the row is.
    pub fn kind(&mut self, line: Line<'_>) -> Kind {
        if !line.has_own(self.from, self.header.to) {
            return Kind::Outside;
        }
        let cells: Vec<Seen<'_>> = line.distinct(self.from, self.header.to).collect();
        let kind = self.judge(line, &cells);
        match kind {
            Kind::Note => self.in_note = self.in_note || self.seen_data,
            Kind::Data => {
                self.in_note = false;
                self.seen_data = true;
            }
            _ => {}
        }
        kind
    }

    fn judge(&self, line: Line<'_>, cells: &[Seen<'_>]) -> Kind {
        // what the header reaches down to is a line of it, whatever its words mean
        if cells.iter().any(|seen| seen.at.row <= self.header.row) {
            return Kind::Note;
        }
        if let Some(total) = self.total(line, cells) {
            return Kind::Total(total);
        }
        if self.is_note(line, cells) {
            return Kind::Note;
        }
        let serial = self.header.slots.get(&Field::Serial).copied();
        let Columns { given, mapped, .. } = &self.columns;
        // A point of a check that is met says nothing beyond the visit.
        let meets = self.header.slots.get(&Field::Meets).filter(|_| !given.is_empty());
        let met = |s: &Seen<'_>| meets == Some(&s.col) && !text_of(s.value).starts_with('不');
        let meaningful = line
            .cells(self.from, self.header.to)
            .filter(|s| Some(s.col) != serial && !given.contains(&s.col) && mapped.contains(&s.col) && !met(s))
            .any(|s| s.at.row == line.row() && !is_zero(s.value));
        let own = |col: &u32| line.get(*col).is_some_and(|s| s.at.row == line.row() && !is_zero(s.value));
        let named = || self.names_alone && self.header.slots.get(&Field::Member).is_some_and(own);
        if meaningful || named() { Kind::Data } else { Kind::Padding }
    }

    /// 合计 among the first columns: alone in any, with words before it where no theme or text is expected. Where the row has a day, a member or a
    /// theme of its own, 共计2人 among its figures is one of them.
    fn total(&self, line: Line<'_>, cells: &[Seen<'_>]) -> Option<Total> {
        let found = cells.iter().take(5).filter(|s| !self.columns.prose.contains(&s.col)).find_map(|s| match s.value {
            Value::Text(text) => total(text, s.at.row == line.row()).filter(|_| self.leads(s.col) || !self.is_of_something(line)),
            _ => None,
        });
        found.or_else(|| self.member_total(line)).or_else(|| self.formula_total(line))
    }

    /// Does the column say what a row is about, or nothing that is known?
    fn leads(&self, col: u32) -> bool {
        let slots = &self.header.slots;
        slots.iter().filter(|(_, at)| **at == col).all(|(field, _)| LEADING.contains(field)) && !self.columns.marks.contains(&col)
    }

    /// Is the row one of a day, a member or a theme?
    fn is_of_something(&self, line: Line<'_>) -> bool {
        let said = |seen: Seen<'_>| {
            let text = text_of(seen.value);
            seen.at.row == line.row() && !is_zero(seen.value) && !text.is_empty() && total(&text, true).is_none()
        };
        let filled = |field: &Field| self.header.slots.get(field).and_then(|col| line.get(*col)).is_some_and(said);
        IDENTITY.iter().filter(|field| **field != Field::Branch).any(filled)
    }

    /// Formulas that add up other rows, and nothing that a record goes by.
    fn formula_total(&self, line: Line<'_>) -> Option<Total> {
        let said = |seen: Seen<'_>| seen.at.row == line.row() && !is_zero(seen.value) && !text_of(seen.value).is_empty();
        let filled = |field: &Field| self.header.slots.get(field).and_then(|col| line.get(*col)).is_some_and(said);
        (self.totals.contains(&line.row()) && !IDENTITY.iter().any(filled)).then_some(Total::Formula)
    }

    /// 应到人数, 出勤率 … in the names' column of an attendance sheet.
    fn member_total(&self, line: Line<'_>) -> Option<Total> {
        if self.record != RecordKind::Attendance {
            return None;
        }
        let name = self.header.slots.get(&Field::Member).and_then(|col| line.get(*col));
        let first = line.cells(self.from, self.header.to).next();
        let counted = [
            "应到",
            "实到",
            "出勤率",
            "到会率",
            "参加率",
            "参学率",
            "缺勤",
            "缺席",
            "请假人数",
            "出勤人数",
            "到会人数",
            "参加人数",
            "应出勤",
            "实出勤",
            "未到人数",
            "党员总数",
            "补课人数",
            "应参加",
            "实参加",
            "人数",
        ];
        [name, first]
            .into_iter()
            .flatten()
            .any(|s| {
                let folded = fold_heading(&text_of(s.value));
                counted.iter().any(|w| folded.starts_with(w)) && folded.chars().count() <= 8
            })
            .then_some(Total::Grand)
    }

    fn is_note(&self, line: Line<'_>, cells: &[Seen<'_>]) -> bool {
        let Some(first) = cells.first() else { return false };
        let text = text_of(first.value);
        let texts = || cells.iter().filter(|s| matches!(s.value, Value::Text(_)));
        let keyed = self.keyed(line);
        if is_note(&text) && (cells.len() == 1 || !keyed) {
            return true;
        }
        // 制表人：甲　审核人：乙　日期：…, seals and dates below
        let signed = |s: &Seen<'_>| {
            let text = text_of(s.value);
            let pairs = pairs::pairs(&text);
            let label = fold_heading(&text);
            !pairs.is_empty() && pairs.iter().all(|p| p.label.chars().count() <= 12 && !p.label.contains(|c: char| c.is_ascii_digit()))
                || is_one(&label, PEOPLE)
                || is_note(&text)
        };
        let date_like = |s: &Seen<'_>| dates::whole_date(s.value).is_some() || dates::is_unfilled(s.value);
        if !keyed && cells.iter().any(signed) && cells.iter().all(|s| signed(s) || date_like(s) || beside_label(s, cells)) {
            return true;
        }
        if cells.len() == 1 {
            return self.lone(line, first, &text);
        }
        let hint = |s: &Seen<'_>| matches!(s.value, Value::Text(_)) && is_hint(&text_of(s.value));
        // under a header that is repeated further down as well
        if cells.len() >= 3 && cells.iter().all(hint) {
            return true;
        }
        // the weekdays under the days of a month
        if self.record == RecordKind::Attendance && is_weekdays(cells.iter().map(|s| text_of(s.value))) {
            return true;
        }
        if !self.seen_data {
            let hints = cells.iter().filter(|s| hint(s)).count();
            if hints > 0 && texts().count() <= hints * 2 && !cells.iter().any(|s| matches!(s.value, Value::Date(_) | Value::Part(_))) {
                return true;
            }
            if matches!(
                plain_text(&text).trim_matches(['(', ')', ':', ' ']),
                "示例" | "例" | "样例" | "填写示例" | "范例" | "样表" | "举例"
            ) || numbered(cells)
            {
                return true;
            }
        }
        // further lines of a note, a legend in cells of its own
        let symbol = text.starts_with(is_symbol) && text.chars().nth(1).is_some();
        !keyed && (self.in_note && cells.len() <= 2 || symbol)
    }

    /// One cell alone in the row.
    fn lone(&self, line: Line<'_>, seen: &Seen<'_>, text: &str) -> bool {
        let merged = line.cells(self.from, self.header.to).count() > 1;
        let long = text.chars().count() > 30 || text.contains(['。', '；', '：', ':']);
        // a problem alone in its row is a problem, however long: without its day and unit it is returned, not passed over
        if self.header.slots.get(&Field::Problem) == Some(&seen.col) && seen.at.row == line.row() && !is_note(text) {
            return false;
        }
        let key = self.header.slots.iter().any(|(f, col)| *col == seen.col && !matches!(f, Field::Serial | Field::Remark));
        let date = (dates::whole_date(seen.value).is_some() || dates::is_unfilled(seen.value))
            && self.header.slots.get(&Field::Date) != Some(&seen.col);
        let numbered_line = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(['.', '、', '．']) && text.chars().count() > 6;
        let month = self.header.slots.get(&Field::Month) != Some(&seen.col)
            && coerce::months::heading(unnumbered(text.trim_end_matches(['：', ':']))).is_some();
        let legend = self.record == RecordKind::Attendance && !legend::legend(text).is_empty();
        // a title of another time in the column of names: nobody is called so, and the rows below are of its time
        let titled = |field: Field| self.header.slots.get(&field) == Some(&seen.col);
        let title = (titled(Field::Branch) || titled(Field::Committee)) && is_title_of_a_time(text);
        merged
            || long
            || date
            || month
            || legend
            || title
            || self.in_note
            || numbered_line
            || (!key && matches!(seen.value, Value::Text(_)))
    }

    /// Are two and more of the columns that make a row filled, one of them by the row itself (so that it is data after all)? A member with a mark is, too.
    fn keyed(&self, line: Line<'_>) -> bool {
        let filled = |col: &u32| {
            let seen = line.get(*col)?;
            let text = text_of(seen.value);
            (!coerce::is_zero(seen.value) && !text.contains(['：', ':']) && !is_note(&text)).then_some(seen.at)
        };
        let (mut first, mut own) = (None, false);
        for at in self.columns.keys.iter().filter_map(filled) {
            own |= at.row == line.row();
            if own && first.is_some_and(|first| first != at) {
                return true;
            }
            first = first.or(Some(at));
        }
        self.marked(line)
    }

    /// A member, and a mark in a column of marks. Of a legend's words (√到会) none is a name.
    fn marked(&self, line: Line<'_>) -> bool {
        let own = |col: &u32| line.get(*col).filter(|seen| seen.at.row == line.row());
        let Some(member) = self.header.slots.get(&Field::Member).and_then(own) else { return false };
        let text = text_of(member.value);
        let name = text.trim_start_matches(is_symbol).trim();
        let standing = Legend::new();
        let is_mark = |value: &Value| matches!(marks::read(value, &standing), Ok(Some(_)));
        name.contains(char::is_alphabetic)
            && !is_note(&text)
            && !is_mark(&Value::Text(name.into()))
            && self.columns.marks.iter().filter_map(own).any(|seen| is_mark(seen.value))
    }
}

/// Signs that stand for marks, and with which some names are marked.
fn is_symbol(c: char) -> bool {
    "√✓×✗△★○▲●◎☆".contains(c)
}

/// Is the cell the value of a label in the cell before it (`制表人` | `张三`)?
fn beside_label(seen: &Seen<'_>, cells: &[Seen<'_>]) -> bool {
    let before = cells.iter().take_while(|s| s.col < seen.col).last();
    before.is_some_and(|s| {
        let text = text_of(s.value);
        is_one(&fold_heading(&text), PEOPLE) || pairs::pairs(&text).last().is_some_and(|p| p.value.is_empty())
    })
}

/// `1 2 3 4 …`, `甲 乙 1 2 3`, `(1) (2)` under the header.
fn numbered(cells: &[Seen<'_>]) -> bool {
    let (mut next, mut letters) = (1, 0);
    for seen in cells {
        let text = plain_text(&text_of(seen.value));
        let bare = text.trim_matches(['(', ')', ' ', '栏']);
        if bare == next.to_string() {
            next += 1;
        } else if next == 1 && matches!(bare, "甲" | "乙" | "丙" | "丁" | "戊" | "栏次") {
            letters += 1;
        } else {
            return false;
        }
    }
    next > 3 || letters > 1 && next > 1
}
