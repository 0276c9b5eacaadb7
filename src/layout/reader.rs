//! A workbook to records: sheet by sheet, table by table, with the tally of rows that become none.

use std::collections::HashSet;
use std::sync::Arc;

use super::attendance::Meanings;
use super::batch::{Left, Reading};
use super::carried::Carried;
use super::coerce::years::Beyond;
use super::coerce::{months, unsaid};
use super::form;
use super::grid::Grid;
use super::index::Index;
use super::issues::{self, Sink};
use super::rows::{Judge, Kind};
use super::sheet::{self, Block};
use super::sums::Sums;
use super::table::{Hints, Row, Scope};
use super::unknown::first_words;
use super::unused::Unused;
use super::{continued, explain, own, pictures, scope, section, sessions};
use crate::model::book::{FileOutcome, RawBook, RawSheet};
use crate::model::cell::{CellRef, Place};
use crate::model::finding::Issue;
use crate::model::identity::mask_identity;
use crate::model::profile::RecordItem;
use crate::model::record::{Field, FileRecords, Note, RecordKind, Records, RowTally};
use crate::model::schema::LayoutSchema;
use crate::model::time::Period;
use crate::model::understood::{ListIs, Taught, TaughtUse, Understood};

/// Reads a workbook with these layouts; `record_items` are the profile's, looked for among the headings of activity layouts. Never fails: what cannot
/// be understood is among the issues.
pub fn read_book(book: &RawBook, schemas: &[LayoutSchema], record_items: &[RecordItem]) -> FileRecords {
    Layouts::new(schemas, record_items).read(book)
}

/// Layouts made ready for many workbooks: what [`read_book`] builds anew for each.
pub struct Layouts<'s> {
    index: Index<'s>,
    beyond: Beyond,
    /// File, sheet, and what the clerk has said that it is.
    decided: Vec<(Arc<str>, Arc<str>, ListIs)>,
    explains: bool,
}

impl<'s> Layouts<'s> {
    /// Indexes the headings of the layouts and of the profile's record items.
    pub fn new(schemas: &'s [LayoutSchema], record_items: &[RecordItem]) -> Self {
        Layouts { index: Index::new(schemas, record_items), beyond: Beyond::default(), decided: Vec::new(), explains: false }
    }

    /// With what stands around all ledgers: the name of the workspace and the months that are judged.
    pub fn within(self, beyond: Beyond) -> Self {
        Layouts { beyond, ..self }
    }

    /// With what the clerk has said of lists: file, sheet, what it is.
    pub fn deciding(self, decided: Vec<(Arc<str>, Arc<str>, ListIs)>) -> Self {
        Layouts { decided, ..self }
    }

    /// Telling how everything was understood.
    pub fn explaining(self, explains: bool) -> Self {
        Layouts { explains, ..self }
    }

    /// Reads a workbook; see [`read_book`].
    pub fn read(&self, book: &RawBook) -> FileRecords {
        read(book, self)
    }
}

/// What a workspace's name and the period tell of a year that is not shown.
pub fn beyond(workspace: &str, period: Period) -> Beyond {
    Beyond { named: months::hint(workspace).year, period: Some(period), span: None }
}

/// May what becomes of the book depend on what stands around it? Titles and cells may tell their year all the same: then it is read once more for nothing.
fn asks_beyond(names: &Hints) -> bool {
    names.year().is_none()
}

fn read(book: &RawBook, layouts: &Layouts<'_>) -> FileRecords {
    let Layouts { index, beyond, decided, explains } = layouts;
    let out = FileRecords {
        file: book.path.clone(),
        records: Records::default(),
        issues: book.issues.clone(),
        tallies: std::collections::BTreeMap::new(),
        recognised: Vec::new(),
        notes: Vec::new(),
        copy_of: None,
        outcome: FileOutcome::Unrecognised,
        asked_beyond: false,
        taught: Vec::new(),
        teaches: false,
        understood: Understood::default(),
    };
    if let Some(passed) = book.passed {
        let note = Note { place: Place::file(&book.path), text: passed.sentence().to_string() };
        return FileRecords { notes: vec![note], outcome: FileOutcome::Skipped, ..out };
    }
    let names = Hints { beyond: *beyond, ..file_hints(&book.path) };
    let out = FileRecords { asked_beyond: asks_beyond(&names), ..out };
    let mut reader = Reader { path: &book.path, index, names, decided, explains: *explains, out };
    let mut filled = 0;
    let mut unrecognised = 0;
    let mut active = Vec::new();
    for (ix, sheet) in book.sheets.iter().enumerate().filter(|(_, s)| !s.cells.is_empty()) {
        filled += 1;
        let before = reader.out.records.activities.len();
        unrecognised += usize::from(!reader.sheet(sheet));
        let activities = &mut reader.out.records.activities[before..];
        if !activities.is_empty() {
            active.push(ix);
            pictures::of_sheet(sheet, activities);
        }
    }
    let mut out = reader.out;
    pictures::of_file(book, &active, &mut out.records.activities);
    if filled == 0 && book.issues.is_empty() {
        let text = "文件中没有任何内容，未计入；如系误交空表，请填写后重新报送。".to_string();
        out.notes.push(Note { place: Place::file(&book.path), text });
    }
    out.outcome = match (out.recognised.is_empty(), unrecognised == 0 && book.issues.is_empty()) {
        (true, _) if filled == 0 && !book.issues.is_empty() => FileOutcome::Unreadable,
        (true, _) => FileOutcome::Unrecognised,
        (false, true) => FileOutcome::Read,
        (false, false) => FileOutcome::Partly,
    };
    out
}

/// A file's name without folders and ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Year and month that the file's name and its folders give away, nearest folder first.
fn file_hints(path: &str) -> Hints {
    let mut parts = path.rsplit('/');
    parts.next();
    let mut hints = Hints { file: months::hint(stem(path)), ..Hints::default() };
    for folder in parts.map(months::hint) {
        hints.folder.year = hints.folder.year.or(folder.year);
        hints.folder.month = hints.folder.month.or(folder.month);
    }
    hints
}

pub(super) struct Reader<'a> {
    pub(super) path: &'a Arc<str>,
    pub(super) index: &'a Index<'a>,
    pub(super) names: Hints,
    /// What the clerk has said of lists.
    decided: &'a [(Arc<str>, Arc<str>, ListIs)],
    /// How everything was understood is asked.
    pub(super) explains: bool,
    pub(super) out: FileRecords,
}

impl Reader<'_> {
    /// Reads a sheet with data. False: ING002 was raised.
    fn sheet(&mut self, sheet: &RawSheet) -> bool {
        if own::is_for_reading(sheet) {
            let place = Place { sheet: sheet.name.clone(), ..Place::file(self.path) };
            self.out.notes.push(Note { place, text: "程序生成的反馈表，不作台账读取。".to_string() });
            return true;
        }
        if own::confirms(sheet).is_some() {
            self.out.teaches = true;
            return true;
        }
        let is = self.decided.iter().find(|(file, name, _)| **file == **self.path && *name == sheet.name).map(|(_, _, is)| *is);
        let grid = Grid::new(sheet);
        let mut sink = Sink::new(self.path, &sheet.name);
        let hints = Hints { sheet: months::hint(&sheet.name), file_is_sheet: sheet.name.is_empty(), ..self.names };
        let mut blocks = sheet::blocks(&grid, self.index, &sheet.name, stem(self.path), is);
        // what is no attendance of the branch's meetings, or of a month that nobody names, is told and not read
        let mut refused = Vec::new();
        blocks.retain_mut(|b| {
            let schema = self.index.layouts[b.header.layout].schema;
            if schema.record != RecordKind::Attendance {
                return true;
            }
            let around = sessions::Around { lead: &b.lead, hints: b.lead.meeting(hints), sheet: &sheet.name, file: stem(self.path) };
            match sessions::settle(schema, &mut b.header, &grid, b.end.min(grid.len()), &around) {
                Ok(notes) => notes.into_iter().for_each(|(cell, text)| sink.note(Some(cell), text)),
                Err(say) => refused.push((CellRef::new(grid.line(b.header.first).row(), b.header.from), say)),
            }
            refused.last().is_none_or(|(cell, _)| *cell != CellRef::new(grid.line(b.header.first).row(), b.header.from))
        });
        let tables: HashSet<usize> = blocks.iter().flat_map(|b| b.header.first..b.end.min(grid.len())).collect();
        let forms = form::forms(&grid, self.index, &|ix| !tables.contains(&ix));
        for block in &mut blocks {
            // a form above a table is one row of its own
            block.above.retain(|ix| !forms.iter().any(|f| f.lines.contains(ix)));
            self.table(&grid, block, sheet, (hints, is), &mut sink);
        }
        self.forms(&grid, &forms, sheet, hints, &mut sink);
        let read = !blocks.is_empty() || !forms.is_empty();
        let told = !sheet.hidden && !refused.is_empty();
        let known = self.close(&grid, sheet, read || told, is, &mut sink) && !told;
        for (cell, say) in refused.into_iter().filter(|_| told) {
            sink.refused(cell, &first_words(&grid).1, say);
        }
        // Whatever an issue came to quote (a legend, a heading, a second cell of the row), it quotes no identity number.
        for issue in &mut sink.issues {
            issue.say = issue.say.masked();
        }
        for note in &mut sink.notes {
            note.text = mask_identity(&note.text);
        }
        self.out.issues.append(&mut sink.issues);
        self.out.notes.append(&mut sink.notes);
        known
    }

    pub(super) fn tally(&mut self, layout: &Arc<str>, ignored: u64, rejected: u64) {
        let tally = RowTally { total: ignored + rejected, ignored, rejected, ..RowTally::default() };
        self.out.tallies.entry(layout.clone()).or_default().add(tally);
    }

    pub(super) fn recognise(&mut self, layout: &Arc<str>, sheet: &RawSheet) {
        let entry = (layout.clone(), sheet.name.clone());
        if !self.out.recognised.contains(&entry) {
            self.out.recognised.push(entry);
        }
    }

    fn table(&mut self, grid: &Grid<'_>, block: &Block, sheet: &RawSheet, (hints, is): (Hints, Option<ListIs>), sink: &mut Sink) {
        let schema = self.index.layouts[block.header.layout].schema;
        let before = sink.issues.len();
        self.recognise(&schema.id, sheet);
        if let Some(is) = is.filter(|is| is.record() == Some(schema.record)) {
            let what = Taught::List(is);
            self.out.taught.push(TaughtUse { file: self.path.clone(), sheet: sheet.name.clone(), what });
            let cell = CellRef::new(block.header.row, block.header.from);
            sink.note(Some(cell), format!("按名称核对表中的确认，该工作表{}采用。", is.word()));
        }
        let end = block.end.min(grid.len());
        let lines = block.header.last + 1..end;
        let repeats = |ix: usize| block.repeated.contains(&ix);
        let meanings = if schema.record == RecordKind::Attendance { Meanings::new(grid, block, end) } else { Meanings::default() };
        let mut judge = Judge::new(&block.header, schema.record, block.from, &sheet.totals).with_names_alone(meanings.blank().is_some());
        let mut kinds: Vec<Kind> = lines.clone().map(|ix| if repeats(ix) { Kind::Note } else { judge.kind(grid.line(ix)) }).collect();
        let continued = Arc::new(continued::continued(grid, block, schema.record, lines.clone(), &mut kinds));
        let sections = section::sections(grid, block, &kinds);
        let carried = Arc::new(Carried::new(grid, block, schema.record, &sheet.totals));
        let slots = block.slots(schema.record);
        let place = (self.path, sheet, schema, hints);
        let leads = std::iter::once((lines.start, &block.lead)).chain(sections.iter().map(|section| (section.ix, &section.lead)));
        let scopes: Vec<(usize, Scope<'_>)> =
            leads.map(|(ix, lead)| (ix, scope::scope(place, block, lead, &slots, (&carried, &continued)))).collect();
        let scope = &scopes[0].1;
        if let Some((field, cell)) = carried.told() {
            let name = field.name();
            sink.note(Some(cell), format!("{name}只写在每组的第一行，其下各行按第一行计。"));
        }
        if let Some(row) = continued.values().flatten().next() {
            let (cell, rows) = (CellRef::new(*row, block.header.from), continued.values().flatten().count());
            sink.note(
                Some(cell),
                format!("有 {rows} 行与其上一行合并填写同一次活动（日期、人数为合并单元格），所写内容并入该次活动，不另计一次。"),
            );
        }
        if let Some((field, cell)) = carried.first_ditto() {
            sink.note(Some(cell), format!("{}写作“同上”等的，按其上一行的名称计。", field.name()));
        }
        if let Some(blank) = meanings.blank() {
            let cell = CellRef::new(block.header.row, block.header.from);
            sink.note(Some(cell), format!("表上写明空白表示{}，有人填写的各栏中，空白的格按此计。", blank.word()));
        }
        if meanings.says_unclearly_of_blank() {
            let cell = CellRef::new(block.header.row, block.header.from);
            let note = "表上对空白格的说明没有读懂或者前后不一，空白的格没有按它计；请写作“空白为缺席”一类的话，一表只写一种。";
            sink.note(Some(cell), note.into());
        }
        if let Some(first) = sections.first() {
            let cell = grid.line(first.ix).distinct(block.from, block.header.to).next().map(|seen| seen.at);
            sink.note(cell, format!("表中有 {} 行写明其下各行的单位或时间，各行按其上最近的一行计。", sections.len()));
        }
        let mut sums = Sums::default();
        let faulty = sheet.cells.iter().any(|cell| unsaid(&cell.value).is_some());
        let readings = scopes.iter().map(|(ix, scope)| (*ix, Reading { grid, schema, scope, meanings: &meanings, faulty }));
        let readings: Vec<(usize, Reading<'_>)> = readings.collect();
        let mut now = 0;
        let (mut ignored, mut left) = (block.above.len() as u64, Vec::new());
        let (index, records) = (self.index, &mut self.out.records);
        let mut rows: Vec<usize> = Vec::new();
        let (mut row_like, mut data) = (false, Vec::new());
        let mut lost: Option<u32> = None;
        let mut unused = Unused::new(&block.header, block.from, block.to);
        for (ix, kind) in lines.zip(kinds) {
            let line = grid.line(ix);
            let repeated = repeats(ix);
            if readings.get(now + 1).is_some_and(|(from, _)| *from == ix) {
                left.push(readings[now].1.rows(&mut rows, records, &mut sums, sink));
                now += 1;
            }
            let reading = &readings[now].1;
            match kind {
                Kind::Outside => {}
                // below headings that were not understood no column is what it was
                Kind::Data
                    if schema.record == RecordKind::Activity && lost.is_none() && section::is_headings(index, &block.header, line) =>
                {
                    lost = Some(line.row());
                    ignored += 1;
                }
                Kind::Data if let Some(headings) = lost => {
                    unused.see(line);
                    let row = Row::new(reading.scope, line);
                    let reason = say!("该行之上的第{}行像是又一行表头，但其中的栏目没有全部认出，无法判断各栏是什么内容", headings + 1);
                    sink.reject(row.fault(Field::Date, &row.text(Field::Date), reason, "与模板一致的表头"));
                    left.push(Left { rejected: 1, ..Left::default() });
                }
                Kind::Data => {
                    unused.see(line);
                    rows.push(ix);
                    if self.explains {
                        data.push(ix);
                    }
                }
                Kind::Continues => {
                    unused.see(line);
                    ignored += 1;
                }
                kind @ (Kind::Note | Kind::Padding) => {
                    row_like |= kind == Kind::Note && !repeated && line.distinct(block.from, block.header.to).take(3).count() > 2;
                    ignored += 1;
                    if repeated {
                        lost = None;
                        left.push(reading.rows(&mut rows, records, &mut sums, sink));
                        sums.header_again();
                    }
                }
                Kind::Total(kind) => {
                    ignored += 1;
                    if schema.record == RecordKind::Activity {
                        left.push(reading.rows(&mut rows, records, &mut sums, sink));
                        sums.check(kind, &Row::new(reading.scope, line), sink);
                    }
                }
            }
        }
        left.push(readings[now].1.rows(&mut rows, records, &mut sums, sink));
        sums.finish(&scope.above, sink);
        // whatever else a table of names says (candidates, where a name was seen) helps to choose
        if schema.record != RecordKind::Alias {
            unused.tell(scope, schema, sink, &mut self.out.taught);
        }
        let Left { rejected, unconfirmed, unanswered, outsiders } = left.into_iter().sum();
        let got = rejected + unconfirmed + unanswered;
        if got == 0 && !unused.saw_rows() && !block.header.slots.contains_key(&Field::SelfCheck) {
            let cell = CellRef::new(block.header.row, block.header.from);
            sink.empty(cell, &schema.name, row_like);
        }
        if unconfirmed > 0 {
            sink.note(None, format!("名称对照表中有 {unconfirmed} 行尚未填写花名册名称，未采用。"));
        }
        if unanswered > 0 {
            sink.note(None, format!("情况说明回复单中有 {unanswered} 行没有填写说明，未作处理。"));
        }
        if let Some(col) = block.header.slots.get(&Field::MemberKind).filter(|_| outsiders > 0) {
            let cell = CellRef::new(block.header.row, *col);
            sink.note(Some(cell), format!("有 {outsiders} 行在该栏写明是积极分子、群众等，不是党员，未计入党员考勤。"));
        }
        self.tally(&schema.id, ignored + unconfirmed + unanswered + outsiders, rejected);
        if self.explains {
            let passed = unconfirmed + unanswered + outsiders;
            let tally = (data.len() as u64 - rejected - passed, rejected, ignored + passed);
            self.out.understood.tables.push(explain::table(grid, block, scope, schema, &data, tally));
        }
        for issue in &mut sink.issues[before..] {
            // a row of a roster or a plan that comes back leaves no month open
            issue.taints &= schema.record == RecordKind::Activity;
            issue.files_move = issue.rejects_row && schema.record == RecordKind::Adjustment;
            // what is told of a table is no row's
            let of_row = issue.row > block.header.row + 1;
            let line = |issue: &Issue| issue.row.checked_sub(1).and_then(|row| grid.at(row));
            issues::known_by(issue, &schema.id, of_row, |issue| line(issue).map_or(0, |line| line.print()));
        }
    }
}
