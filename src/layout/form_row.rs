//! One form to one activity.

use std::collections::BTreeMap;
use std::sync::Arc;

use arcstr::ArcStr;
use chrono::{Datelike, NaiveDate};

use super::activity::{self, Outcome};
use super::coerce::counts::{self, Both, Order};
use super::coerce::dates::{self, DateContext, DateRead};
use super::coerce::{is_zero, months, raw_of, text_of, times, unsaid};
use super::form::Form;
use super::issues::{Fault, Sink};
use super::row_fields::GIVEN;
use super::table::{DATE, Hints, is_negation, shared};
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::record::{ActivityRow, Around, Count, Field, Named, OrgHint, RowHead, Slot, SourceTable, TimeOfDay, Unread};
use crate::model::say::Say;
use crate::model::spoken;
use crate::model::time::Month;

/// What became of a form.
pub enum FormOutcome {
    Row(Box<ActivityRow>),
    Rejected,
    /// Nothing is filled in: a spare form.
    Blank,
}

struct Reading<'a> {
    form: &'a Form,
    head: RowHead,
    who: Arc<OrgHint>,
    hints: Hints,
}

/// Reads one form. `base` is the table without slots, `hints` without the form's own title.
pub fn read(form: &Form, base: &SourceTable, hints: Hints, sink: &mut Sink) -> FormOutcome {
    let hints = Hints { title: months::hint(&form.title), ..hints };
    let mut slots: BTreeMap<Field, Slot> = form.fields.iter().map(|(f, hit)| (*f, Slot::Cell(hit.cell))).collect();
    if let Some((cell, _)) = form.headlines.first() {
        slots.entry(Field::Date).or_insert(Slot::Cell(*cell));
    } else if let Some(hit) = form.fields.get(&Field::Time) {
        slots.entry(Field::Date).or_insert(Slot::Cell(hit.cell));
    }
    if let Some(hit) = form.fields.get(&Field::Attendance) {
        slots.entry(Field::Due).or_insert(Slot::Cell(hit.cell));
        slots.entry(Field::Actual).or_insert(Slot::Cell(hit.cell));
    }
    let named = |field: Field| {
        let hit = form.fields.get(&field)?;
        let text = hit.value.as_ref().map(|v| super::pairs::clean(&text_of(v))).filter(|t| !t.is_empty() && !is_negation(t))?;
        Some(Named { text: text.into(), cell: Some(hit.cell) })
    };
    let branch = named(Field::Branch);
    let who = OrgHint {
        branch: branch.clone(),
        committee: named(Field::Committee),
        around: Arc::new(Around {
            unit: None,
            title: Arc::from(form.title.as_str()),
            sheet: base.sheet.clone(),
            file: base.file.clone(),
            by_sheet: branch.is_none(),
        }),
    };
    let record_items = form.items.iter().map(|(name, hit)| (name.clone(), Slot::Cell(hit.cell))).collect();
    let table = SourceTable { slots, record_items, unit: branch, title: Arc::from(form.title.as_str()), ..base.clone() };
    let reading = Reading { form, head: RowHead { table: Arc::new(table), row: form.row }, who: Arc::new(who), hints };
    let from = sink.issues.len();
    let outcome = reading.row(sink);
    reading.unsaid(from, sink);
    match outcome {
        None => FormOutcome::Blank,
        Some(Outcome::Accepted(row)) => FormOutcome::Row(Box::new(row)),
        Some(Outcome::Rejected) => FormOutcome::Rejected,
    }
}

impl Reading<'_> {
    fn value(&self, field: Field) -> Option<&Value> {
        let value = self.form.fields.get(&field)?.value.as_ref()?;
        (!is_zero(value) && !dates::is_unfilled(value) && !text_of(value).is_empty()).then_some(value)
    }

    /// The same, and a formula without a result as well: it is not blank.
    fn filled(&self, field: Field) -> Option<&Value> {
        let value = self.form.fields.get(&field)?.value.as_ref()?;
        if matches!(value, Value::Uncalculated) { Some(value) } else { self.value(field) }
    }

    fn text(&self, field: Field) -> ArcStr {
        self.value(field).map_or_else(ArcStr::default, shared)
    }

    fn fault<'f>(&'f self, field: Field, raw: &'f str, reason: Say, expected: &'f str) -> Fault<'f> {
        let (name, cell) = (field.name(), self.cell(field));
        // what a formula did not say is the reason, whatever was looked for
        let value = self.form.fields.get(&field).and_then(|hit| hit.value.as_ref());
        if let Some((value, reason)) = value.and_then(|value| Some((value, unsaid(value)?))) {
            let mut fault = Fault::new(name, cell, cell.map_or(self.form.row, |c| c.row), (raw, reason, expected), &self.who);
            fault.shown_as = Some(raw_of(value).into_owned());
            return fault;
        }
        Fault::new(name, cell, cell.map_or(self.form.row, |c| c.row), (raw, reason, expected), &self.who)
    }

    /// Values that formulas left without a text, and that nobody has told of yet; counts are told by the rule that asks them. `from`: where the issues
    /// of this form begin.
    fn unsaid(&self, from: usize, sink: &mut Sink) {
        for (field, hit) in &self.form.fields {
            let Some(reason) = hit.value.as_ref().and_then(unsaid) else { continue };
            let counted = matches!(field, Field::Due | Field::Actual | Field::Attendance);
            let told = sink.issues[from..].iter().any(|issue| issue.place.cell == Some(hit.cell));
            if !counted && !told && *field != Field::SelfCheck {
                sink.warn(self.fault(*field, "", reason, field.name()));
            }
        }
        for (name, hit) in &self.form.items {
            let Some(reason) = hit.value.as_ref().and_then(unsaid) else { continue };
            let told = sink.issues[from..].iter().any(|issue| issue.place.cell == Some(hit.cell));
            if !told {
                let mut fault = Fault::new(Field::Materials.name(), Some(hit.cell), hit.cell.row, ("", reason, "√ 或 ×"), &self.who);
                fault.shown_as = hit.value.as_ref().map(|value| format!("{name} {}", raw_of(value)));
                sink.warn(fault);
            }
        }
    }

    /// Did a formula leave anything that people fill in without a text?
    fn uncalculated(&self) -> bool {
        let own =
            |(field, hit): (&Field, &super::form::Hit)| !GIVEN.contains(field) && hit.value.as_ref().is_some_and(|v| unsaid(v).is_some());
        self.form.fields.iter().any(own)
    }

    /// Where the field stands, else where the form begins.
    fn cell(&self, field: Field) -> Option<CellRef> {
        let table = &self.head.table;
        table.slots.get(&field).map(|slot| table.cell(*slot, self.form.row)).or_else(|| self.head.line().cell)
    }

    /// `None` for a spare form.
    fn row(&self, sink: &mut Sink) -> Option<Outcome<ActivityRow>> {
        let Both { due, actual, all } = self.counts();
        if all {
            let field = if self.value(Field::Actual).is_some() { Field::Actual } else { Field::Attendance };
            let written = self.value(field).map(raw_of).unwrap_or_default();
            sink.note(self.cell(field), activity::all_text(&written, &due));
        }
        let theme = self.text(Field::Theme);
        let dated = self.date_values().next().is_some();
        let counted = due != Count::Missing || actual != Count::Missing;
        let month = self.month(sink);
        let owned = self.who.branch.is_some();
        if !dated && !counted && theme.is_empty() {
            let any =
                [Field::Content, Field::Time, Field::Place, Field::Host].iter().any(|f| self.value(*f).is_some()) || self.uncalculated();
            let spare = self.form.fields.contains_key(&Field::SelfCheck) && self.untouched();
            if !owned && !any || spare {
                return None;
            }
        }
        if !dated && !counted && theme.is_empty() {
            let month = month.or(self.hints.own_month());
            if month.is_none() {
                sink.reject(self.fault(Field::Date, "", say!("没有活动日期，也看不出是哪个月"), DATE));
            }
            return Some(match month {
                Some(month) => Outcome::Accepted(self.build(None, Some(month), (due, actual), sink)),
                None => Outcome::Rejected,
            });
        }
        Some(match self.date() {
            Ok((field, read)) => {
                self.remarks(field, &read, sink);
                Outcome::Accepted(self.build(Some(&read), month, (due, actual), sink))
            }
            Err((field, raw, reason)) => {
                let mut fault = self.fault(field, &raw, reason, DATE);
                (fault.month, fault.also) = (month, activity::wrong_counts(&due, &actual));
                sink.reject(fault);
                Outcome::Rejected
            }
        })
    }

    /// Nothing stands on it but what it was handed out with.
    fn untouched(&self) -> bool {
        let own = self.form.fields.keys().filter(|f| !GIVEN.contains(f)).all(|f| self.value(*f).is_none());
        own && self.form.items.iter().all(|(_, hit)| hit.value.is_none())
    }

    fn counts(&self) -> Both {
        let own = |field: Field| self.form.fields.get(&field).and_then(|h| h.value.as_ref()).filter(|v| !blank_count(v));
        let mut read = counts::read_all(own(Field::Due), own(Field::Actual), self.filled(Field::Attendance), Order::Unsaid);
        for (field, text) in &self.form.differing {
            let count = if *field == Field::Due { &mut read.due } else { &mut read.actual };
            *count = Count::Unread(Unread::TwoColumns, ArcStr::from(text.as_str()));
        }
        read
    }

    fn month(&self, sink: &mut Sink) -> Option<Month> {
        let value = self.value(Field::Month)?;
        match months::read(value, self.hints.years()) {
            Ok(month) => {
                if self.hints.years().are_borrowed() && months::parts(value).is_ok_and(|(year, _)| year.is_none()) {
                    sink.borrowed_year(Field::Month.name(), self.cell(Field::Month), month.year());
                }
                Some(month)
            }
            Err(reason) => {
                sink.warn(self.fault(Field::Month, &raw_of(value), reason, "形如 2017年7月 的月份"));
                None
            }
        }
    }

    fn context(&self) -> DateContext {
        DateContext { year: self.hints.year(), month: self.hints.month(), near: None, beyond: self.hints.beyond() }
    }

    /// Values that may be the date, best first: its own label, the unlabelled date line, the activity's time.
    fn date_values(&self) -> impl Iterator<Item = (Field, &Value)> {
        let own = self.value(Field::Date).map(|v| (Field::Date, v));
        let lines = self.form.headlines.iter().map(|(_, v)| (Field::Date, v)).filter(|(_, v)| !dates::is_unfilled(v));
        let time = [Field::Time, Field::Start].into_iter().filter_map(|f| self.value(f).map(|v| (f, v)));
        let context = self.context();
        let dated = move |v: &Value| dates::whole_date(v).is_some() || dates::read(v, &DateContext { month: None, ..context }).is_ok();
        own.into_iter().chain(lines).chain(time.filter(move |(_, v)| dated(v)))
    }

    /// The day that the activity's time tells beside its clock, where it writes one: its month, or a whole date.
    fn day_of_time(&self, near: Option<NaiveDate>) -> Option<(Field, &Value, DateRead)> {
        let times = [Field::Time, Field::Start].into_iter().filter_map(|field| Some((field, self.value(field)?)));
        times.filter(|(_, value)| dates::tells_day(value)).find_map(|(field, value)| {
            let read = dates::read(value, &DateContext { near, ..self.context() }).ok()?;
            Some((field, value, read))
        })
    }

    /// Of a date and another day in the activity's time: an unlabelled line may be the day on which the form was filled in, so the time goes before it;
    /// of two labels in different months the one whose month title, sheet, file or folder name, else neither.
    fn weigh(&self, field: Field, value: &Value, read: DateRead) -> Result<(Field, DateRead), (Field, String, Say)> {
        let Some((time, said, day)) = self.day_of_time(Some(read.date)).filter(|(time, _, day)| *time != field && !day.same_days(&read))
        else {
            return Ok((field, read));
        };
        let (here, there) = (Month::of(read.date), Month::of(day.date));
        if here == there {
            return Ok(if self.value(Field::Date).is_some() { (field, read) } else { (time, day) });
        }
        match self.hints.month() {
            Some(month) if month == here.month() && month != there.month() => Ok((field, read)),
            Some(month) if month == there.month() && month != here.month() => Ok((time, day)),
            _ => Err((field, format!("{}／{}", raw_of(value), raw_of(said)), say!("记录表上写有不同月份的两个日期，无法判断以哪个为准"))),
        }
    }

    fn date(&self) -> Result<(Field, DateRead), (Field, String, Say)> {
        let context = self.context();
        let mut first = None;
        for (field, value) in self.date_values() {
            match dates::read(value, &context) {
                Ok(read) => return self.weigh(field, value, read),
                Err(reason) => {
                    first.get_or_insert((field, raw_of(value).into_owned(), reason));
                }
            }
        }
        if let Some(value) = self.value(Field::Time)
            && let Err(reason) = dates::read(value, &context)
            && first.is_none()
        {
            let reason = if times::read(value).is_ok() { say!("只有时刻，没有活动日期") } else { reason };
            return Err((Field::Time, raw_of(value).into_owned(), reason));
        }
        Err(first.unwrap_or((Field::Date, String::new(), say!("没有填写活动日期"))))
    }

    fn year_note(&self, field: Field, read: &DateRead, sink: &mut Sink) {
        if let Some(stored) = read.stored {
            sink.without_year(field.name(), self.cell(field), read.date, stored);
        } else if read.borrowed {
            sink.borrowed_year(field.name(), self.cell(field), read.date.year());
        }
    }

    fn remarks(&self, field: Field, read: &DateRead, sink: &mut Sink) {
        let cell = self.cell(field);
        self.year_note(field, read, sink);
        if let Some(until) = read.until {
            sink.note(cell, format!("{}为{}至{}的一段日期，按第一天计。", field.name(), spoken::day(read.date), spoken::day(until)));
        }
        if read.wrong_weekday.is_some() {
            let value = self.date_values().next().map(|(_, v)| raw_of(v).into_owned()).unwrap_or_default();
            let mut fault = self.fault(field, &value, say!("所写的星期与日期不符，按日期计"), "星期与日期一致");
            fault.month = Some(Month::of(read.date));
            sink.warn(fault);
        }
        let line = || self.date_values().find(|(other, _)| *other == Field::Date).and_then(|(_, v)| dates::read(v, &self.context()).ok());
        let other = if field == Field::Date { self.day_of_time(Some(read.date)).map(|(.., day)| day) } else { line() };
        if let Some(other) = other.filter(|other| !other.same_days(read)) {
            let (date, time) = if field == Field::Date { (read.date, other.date) } else { (other.date, read.date) };
            let which = if field == Field::Date { "前者" } else { "后者" };
            sink.note(cell, format!("记录表的日期{}与活动时间中的{}不同，以{which}为活动日期。", spoken::day(date), spoken::day(time)));
        }
    }

    fn optional_date(&self, field: Field, near: Option<NaiveDate>, sink: &mut Sink) -> Option<NaiveDate> {
        let value = self.value(field)?;
        match dates::read(value, &DateContext { near, month: None, ..self.context() }) {
            Ok(read) => {
                self.year_note(field, &read, sink);
                Some(read.date)
            }
            Err(_) if is_negation(&text_of(value)) => None,
            Err(reason) => {
                sink.warn(self.fault(field, &raw_of(value), reason, DATE));
                None
            }
        }
    }

    fn build(&self, read: Option<&DateRead>, month: Option<Month>, counts: (Count, Count), sink: &mut Sink) -> ActivityRow {
        let date = read.map(|r| r.date);
        let mut time: TimeOfDay = read.and_then(|r| times::of_tokens(&r.tokens)).unwrap_or_default();
        time.start = time.start.or(read.and_then(|r| r.clock));
        let mut written: Vec<String> = Vec::new();
        for field in [Field::Time, Field::Start, Field::End] {
            let Some(value) = self.value(field) else { continue };
            written.push(times::written(value));
            if let Some(minutes) = time.start.filter(|_| field == Field::End).and_then(|start| times::beyond_day(start, value)) {
                (time.minutes, time.end) = (time.minutes.or(Some(minutes)), None);
                continue;
            }
            let Ok(found) = times::read(value) else { continue };
            match field {
                Field::Time => time = found,
                Field::Start => time.start = found.start.or(time.start),
                _ => time.end = found.end.or(found.start).or(time.end),
            }
        }
        if let Some(value) = self.value(Field::Duration) {
            match times::length(value, false) {
                Ok(length) => {
                    time.minutes = length.minutes.or(time.minutes);
                    time.half_day = length.half_day || time.half_day;
                }
                Err(reason) => sink.warn(self.fault(Field::Duration, &raw_of(value), reason, "形如 3小时 的时长")),
            }
        }
        ActivityRow {
            head: self.head.clone(),
            who: self.who.clone(),
            date,
            until: read.and_then(|r| r.until),
            month,
            theme: self.text(Field::Theme),
            time_text: if written.is_empty() { activity::shown(&time) } else { ArcStr::from(written.join("-")) },
            time: time.into(),
            venue: self.text(Field::Place),
            due: counts.0,
            actual: counts.1,
            content: self.text(Field::Content).into(),
            set_actions: self.text(Field::SetActions),
            host: self.text(Field::Host),
            recorder: self.text(Field::Recorder),
            absentees: self.text(Field::Absentees),
            make_up: self.text(Field::MakeUp),
            records: self.form.items.iter().map(|(_, hit)| activity::tick(hit.value.as_ref())).collect::<Vec<_>>().into(),
            reported: self.optional_date(Field::Reported, date, sink),
            remark: self.text(Field::Remark),
            pictures: Box::default(),
        }
    }
}

/// An unfilled `　　人`.
fn blank_count(value: &Value) -> bool {
    matches!(value, Value::Text(t) if t.trim_matches(|c: char| c.is_whitespace() || "_人名".contains(c)).is_empty())
}
