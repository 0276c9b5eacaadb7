//! The rows of one table, read from the top down: what a row sees of its table, the tally of rows, and the check of printed totals.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arcstr::ArcStr;

use super::carried::Carried;
use super::coerce::counts::{self, Side};
use super::coerce::dates;
use super::coerce::months::Hint;
use super::coerce::years::{Beyond, Years};
use super::coerce::{is_zero, lost_digits, plain_text, raw_of, text_of, unsaid};
use super::continued::Continued;
use super::grid::{Line, Seen};
use super::header::Header;
use super::issues::{Fault, Sink};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{Count, Field, Named, OrgHint, RecordKind, RowHead, SourceTable};
use crate::model::say::Say;
use crate::model::time::Month;

/// Year and month that stand nearest to a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints {
    pub title: Hint,
    pub sheet: Hint,
    pub file: Hint,
    pub folder: Hint,
    /// A text file has no sheet: its name stands for the sheet's.
    pub file_is_sheet: bool,
    /// What stands around all ledgers.
    pub beyond: Beyond,
}

impl Hints {
    fn near(&self) -> [Hint; 4] {
        [self.title, self.sheet, self.file, self.folder]
    }

    /// Year of title, sheet, file, folder: nearest first. None where the nearest tells a span over two years.
    pub fn year(&self) -> Option<i32> {
        self.of_year()?.year
    }

    fn of_year(&self) -> Option<Hint> {
        self.near().into_iter().find(|h| h.year.is_some() || h.span.is_some())
    }

    /// What stands around, and the span of two years that the ledger tells as its own.
    pub fn beyond(&self) -> Beyond {
        Beyond { span: self.of_year().and_then(|h| h.span), ..self.beyond }
    }

    /// What gives a year to a month without one.
    pub fn years(&self) -> Years {
        Years { told: self.year(), beyond: self.beyond() }
    }

    /// Month of title, sheet, file, folder: nearest first.
    pub fn month(&self) -> Option<u32> {
        self.near().iter().find_map(|h| h.month)
    }

    /// Month that title or sheet name say: enough to place an empty report.
    pub fn own_month(&self) -> Option<Month> {
        let file = self.file_is_sheet.then_some(self.file.month).flatten();
        let month = self.title.month.or(self.sheet.month).or(file)?;
        self.years().month(month)
    }
}

/// What the rows of a table share.
pub struct Scope<'a> {
    pub table: Arc<SourceTable>,
    /// What its rows become.
    pub record: RecordKind,
    pub header: &'a Header,
    pub hints: Hints,
    /// Organisation as the lines above the table name it.
    pub above: Arc<OrgHint>,
    /// 报送日期 above the table.
    pub reported: Option<(CellRef, Value)>,
    /// What is written in the first row of a group and holds for all of it.
    pub carried: Arc<Carried>,
    /// The day of all rows, where it stands above the table alone.
    pub day: Option<(CellRef, Value)>,
    /// Rows that go on with the activity of another.
    pub continued: Arc<Continued>,
}

/// One row of a table.
pub struct Row<'a> {
    pub scope: &'a Scope<'a>,
    pub line: Line<'a>,
    pub who: Arc<OrgHint>,
}

impl<'a> Row<'a> {
    pub fn new(scope: &'a Scope<'a>, line: Line<'a>) -> Self {
        let mut row = Row { scope, line, who: scope.above.clone() };
        let (branch, committee) = (row.named(Field::Branch), row.named(Field::Committee));
        // rows of a table that is one branch's own share what stands above it
        if branch.is_some() || committee.is_some() {
            let who = OrgHint { branch, ..(*scope.above).clone() };
            row.who = Arc::new(OrgHint { committee: committee.or(who.committee.clone()), ..who });
        }
        row
    }

    pub fn head(&self) -> RowHead {
        RowHead { table: self.scope.table.clone(), row: self.line.row() }
    }

    /// The cell of a field, if it is filled.
    pub fn seen(&self, field: Field) -> Option<Seen<'a>> {
        let header = self.scope.header;
        let scope: &'a Scope<'a> = self.scope;
        let own = scope.carried.ditto(field, self.line.row()).or_else(|| header.slots.get(&field).and_then(|col| self.line.get(*col)));
        let more = |of: &'a BTreeMap<Field, Vec<u32>>| of.get(&field).and_then(|cols| cols.iter().find_map(|col| self.line.get(*col)));
        let found = own.or_else(|| more(&header.spans)).or_else(|| more(&header.doubles));
        found.or_else(|| scope.carried.get(field, self.line.row()))
    }

    /// What stands in the columns of a field that has two and more, with their headings, where it is not the same.
    pub fn differing(&self, field: Field) -> Option<String> {
        let header = self.scope.header;
        // hardly any table has such columns
        if header.doubles.is_empty() && header.spans.is_empty() {
            return None;
        }
        // below one heading over several columns each may hold a part of what it says; of counts two are two
        let counts = matches!(field, Field::Due | Field::Actual | Field::Attendance);
        let spanned = header.spans.get(&field).filter(|_| counts).into_iter().flatten();
        let number = |col: &&u32| self.line.get(**col).is_some_and(|s| text_of(s.value).contains(|c: char| c.is_ascii_digit()));
        let further = header.doubles.get(&field).into_iter().flatten().chain(spanned.filter(number));
        let cols = header.slots.get(&field).into_iter().chain(further);
        let filled: Vec<(Seen<'_>, Cow<'_, str>)> = cols.filter_map(|col| self.line.get(*col)).map(|s| (s, text_of(s.value))).collect();
        let filled: Vec<_> = filled.into_iter().filter(|(_, text)| !text.is_empty() && !is_negation(text)).collect();
        let bare = |text: &str| plain_text(text).trim_end_matches(['人', '名']).to_string();
        let same = filled.windows(2).all(|w| bare(&w[0].1) == bare(&w[1].1) || self.one_meaning(field, w[0].0.value, w[1].0.value));
        let headed = |(seen, text): &(Seen<'_>, Cow<'_, str>)| match header.written.get(&seen.col) {
            Some(heading) => format!("{text}（{heading}）"),
            None => text.to_string(),
        };
        (!same).then(|| filled.iter().map(headed).collect::<Vec<_>>().join("／"))
    }

    /// Do two notations of a count or a date come to the same: `31人` and `31.0`, `7月5日` and 2017-07-05?
    fn one_meaning(&self, field: Field, one: &Value, other: &Value) -> bool {
        let count = |side| matches!((counts::read(one, side), counts::read(other, side)), (Count::Given(a), Count::Given(b)) if a == b);
        match field {
            Field::Due => count(Side::Due),
            Field::Actual => count(Side::Actual),
            Field::Date | Field::Reported => {
                let context = self.around(self.year(), None);
                let day = |value| dates::read(value, &context).ok().map(|read| (read.date, read.until));
                day(one).is_some_and(|one| Some(one) == day(other))
            }
            _ => false,
        }
    }

    /// What stands in a cell that is merged over rows of several branches: nobody can say how much of it is whose.
    pub fn over_several(&self, field: Field) -> Option<String> {
        let col = *self.scope.header.slots.get(&Field::Branch)?;
        let seen = self.seen(field)?;
        let extent = self.line.extent(seen.at);
        if extent.from.row == extent.to.row {
            return None;
        }
        let lines = (extent.from.row..=extent.to.row).filter_map(|row| self.line.other(row));
        let names = lines.filter_map(|line| line.get(col)).map(|s| text_of(s.value)).filter(|name| !name.is_empty());
        (names.collect::<BTreeSet<_>>().len() > 1).then(|| raw_of(seen.value).into_owned())
    }

    /// Texts of all columns of a field of words, and of the rows that go on with this one: nothing of them is lost, whichever was meant.
    fn joined(&self, field: Field) -> Option<ArcStr> {
        let header = self.scope.header;
        let further = self.scope.continued.get(&self.line.row());
        if header.doubles.is_empty() && further.is_none() || is_single(field) {
            return None;
        }
        let doubles = header.doubles.get(&field);
        if doubles.is_none() && further.is_none() {
            return None;
        }
        let mut cols: Vec<u32> = header.slots.get(&field).into_iter().chain(doubles.into_iter().flatten()).copied().collect();
        cols.sort_unstable();
        let mut texts: Vec<Cow<'_, str>> = Vec::new();
        let lines = std::iter::once(self.line).chain(further.into_iter().flatten().filter_map(|row| self.line.other(*row)));
        let cells = lines.flat_map(|line| cols.iter().filter_map(move |col| line.get(*col)));
        let said = cells.filter(|s| unsaid(s.value).is_none());
        for text in said.map(|s| text_of(s.value)).filter(|t| !t.is_empty()) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        (texts.len() > 1).then(|| ArcStr::from(texts.join("；")))
    }

    /// The field's cell, filled with something other than a formula zero.
    pub fn filled(&self, field: Field) -> Option<Seen<'a>> {
        self.seen(field).filter(|s| matches!(s.value, Value::Uncalculated) || !is_zero(s.value) && !text_of(s.value).is_empty())
    }

    /// Where the field stands in this row.
    pub fn cell(&self, field: Field) -> Option<CellRef> {
        let col = self.seen(field).map(|s| s.col).or_else(|| self.scope.header.slots.get(&field).copied());
        col.map(|col| CellRef::new(self.line.row(), col))
    }

    /// Trimmed text of a field; empty when blank.
    pub fn text(&self, field: Field) -> Arc<str> {
        let joined = self.joined(field).map(|text| Arc::from(&*text));
        let own = || self.seen(field).filter(|s| unsaid(s.value).is_none()).map_or_else(Arc::default, |s| Arc::from(&*text_of(s.value)));
        joined.unwrap_or_else(own)
    }

    /// The same, sharing the cell's own text where nothing is trimmed.
    pub fn cell_text(&self, field: Field) -> ArcStr {
        self.joined(field).unwrap_or_else(|| self.seen(field).map_or_else(ArcStr::default, |s| shared(s.value)))
    }

    /// The number that a person or branch goes by, if one is written.
    pub fn id(&self) -> Option<Arc<str>> {
        let seen = self.seen(Field::Id).filter(|s| !is_zero(s.value) && unsaid(s.value).is_none() && !lost_digits(s.value))?;
        let text = text_of(seen.value);
        (!text.is_empty()).then(|| Arc::from(&*text))
    }

    /// Text of a name's cell; zeros and dashes are blank.
    pub fn named(&self, field: Field) -> Option<Named> {
        let seen = self.filled(field)?;
        // of two names neither is taken: what stands in both is looked for, and told as unknown
        let differing = if is_single(field) { self.differing(field).map(ArcStr::from) } else { self.joined(field) };
        let text = differing.unwrap_or_else(|| shared(seen.value));
        let blank = unsaid(seen.value).is_some() || text.chars().all(|c| matches!(c, '-' | '—' | '/' | '／' | '－' | '_'));
        (!blank).then_some(Named { text, cell: self.cell(field) })
    }

    /// What a field is called: the date of a visit or a service is no date of an activity.
    pub fn name(&self, field: Field) -> &'static str {
        match field {
            Field::Date if self.scope.record != RecordKind::Activity => "日期",
            field => field.name(),
        }
    }

    pub fn fault<'f>(&'f self, field: Field, raw: &'f str, reason: Say, expected: &'f str) -> Fault<'f> {
        let cell = self.cell(field).or_else(|| self.head().line().cell);
        // what a formula did not say is the reason, whatever was looked for
        let unsaid = self.seen(field).and_then(|s| Some((s.value, unsaid(s.value)?)));
        if let Some((value, reason)) = unsaid {
            let mut fault = Fault::new(self.name(field), cell, self.line.row(), (raw, reason, expected), &self.who);
            fault.shown_as = Some(raw_of(value).into_owned());
            return fault;
        }
        Fault::new(self.name(field), cell, self.line.row(), (raw, reason, expected), &self.who)
    }

    /// Text of a field; empty when blank, zero, an error, 无 or a dash.
    pub fn said(&self, field: Field) -> Arc<str> {
        self.named(field).map(|n| n.text).filter(|t| !is_negation(t)).map(|t| Arc::from(&*t)).unwrap_or_default()
    }

    /// Cells of this row that formulas left without a value, and that nobody has told of yet: each is told, whatever its field. Counts are told by the
    /// rule that asks them. `from`: where the issues of this row begin.
    pub fn unsaid(&self, from: usize, sink: &mut Sink) {
        let header = self.scope.header;
        let items = header.items.iter().map(|(_, col)| (&Field::Materials, col));
        for (field, col) in header.slots.iter().chain(header.further()).chain(items) {
            let Some(seen) = self.line.get(*col).filter(|s| s.at.row == self.line.row()) else { continue };
            let Some(reason) = unsaid(seen.value) else { continue };
            let counted = self.scope.record == RecordKind::Activity
                && matches!(field, Field::Due | Field::Actual | Field::Attendance)
                && header.slots.get(field) == Some(col);
            let told = sink.issues[from..].iter().any(|issue| issue.place.cell == Some(seen.at));
            if !counted && !told && *field != Field::Serial {
                let raw = raw_of(seen.value);
                let mut fault = Fault::new(self.name(*field), Some(seen.at), self.line.row(), (&raw, reason, field.name()), &self.who);
                fault.shown_as = Some(raw.to_string());
                sink.warn(fault);
            }
        }
    }
}

/// Why a field that has two columns is not understood.
pub fn two_columns() -> Say {
    say!("同一项内容有两栏，填写不同，无法判断以哪一栏为准")
}

/// Is a field's content one thing, so that of two that differ neither can be taken? Of words all are kept.
pub fn is_single(field: Field) -> bool {
    !matches!(
        field,
        Field::Theme
            | Field::Content
            | Field::SetActions
            | Field::Remark
            | Field::Absentees
            | Field::MakeUp
            | Field::Materials
            | Field::Place
            | Field::Host
            | Field::Recorder
            | Field::Rank
            | Field::MemberKind
            | Field::BranchKind
            | Field::Reason
            | Field::Problem
            | Field::Demand
            | Field::Settled
            | Field::Effect
            | Field::Explanation
            | Field::FormerNames
    )
}

/// What a date cell should hold.
pub const DATE: &str = "形如 2017-07-05 的日期";

/// A cell's text; the sheet's own string where nothing is to be trimmed.
pub fn shared(value: &Value) -> ArcStr {
    match value {
        Value::Text(text) if text.trim().len() == text.len() => text.clone(),
        value if unsaid(value).is_some() => ArcStr::default(),
        value => ArcStr::from(&*text_of(value)),
    }
}

/// 7月, 7月中旬, 月底, 每月第一周: when, but no day.
pub fn is_vague(text: &str) -> bool {
    ["旬", "底", "初", "周", "待定", "另行", "季度", "全年", "节前", "前后", "左右"].iter().any(|w| text.contains(w))
        || text.trim_end().ends_with(['月', '份'])
}

/// 无, 否, a dash: nothing, said aloud.
pub fn is_negation(text: &str) -> bool {
    matches!(text.trim(), "无" | "否" | "没有" | "-" | "—" | "——" | "/" | "／" | "－" | "暂无" | "不" | "N" | "n" | "0")
}

pub fn weekday_name(day: chrono::Weekday) -> &'static str {
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][day.num_days_from_monday() as usize]
}
