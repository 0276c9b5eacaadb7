//! Headings that no field knows and lists that could be rosters, put before the clerk with what may be meant. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::cell::Place;
use crate::model::corpus::Corpus;
use crate::model::record::{Field, RecordKind};
use crate::model::schema::{ColumnType, LayoutSchema};
use crate::model::text::heading_key;
use crate::model::understood::{Becomes, ColumnSeen, Held, ListSeen, Understood};
use crate::names::{Directory, fold_person};
use crate::report::xlsx::teach::{DECLINE, HeadingRow, ListRow};
use crate::run::teaching::sheets::{HeadingLine, Lines};

/// How many fields are proposed for a heading.
const CANDIDATES: usize = 3;
/// How many names a list shows.
const NAMES: usize = 8;
/// Values shown of a heading.
const SAMPLES: usize = 5;
/// Likeness (of 1) from which a field is proposed for its words.
const ALIKE: f64 = 0.34;
/// Share of values (of 100) that makes a column one of that kind.
const MOSTLY: u64 = 60;

/// All files with how they were understood.
pub type Seen = [(Arc<str>, Understood)];

/// A heading under which data stand, over all files.
#[derive(Default)]
struct Heading<'a> {
    written: &'a str,
    files: BTreeSet<&'a str>,
    sheets: BTreeSet<(&'a str, &'a str)>,
    held: Held,
    first: Option<Place>,
    /// Fields that every table with it has already.
    taken: Option<BTreeSet<Field>>,
    contradicts: bool,
    /// What a table with it lacks.
    lacks: BTreeSet<&'a str>,
    /// Somewhere it was used, or not used, as a workbook says.
    settled: bool,
}

/// Lines of headings: those that wait first, most rows first; behind them those that were confirmed.
pub fn headings(seen: &Seen, layouts: &[LayoutSchema], old: &Lines) -> Vec<HeadingRow> {
    let mut found: BTreeMap<(usize, String), Heading<'_>> = BTreeMap::new();
    for (file, understood) in seen {
        for table in &understood.tables {
            let Some(layout) = layouts.iter().position(|l| l.id == table.layout) else { continue };
            // whatever else a table of names says helps to choose, and is no field's
            if layouts[layout].record == RecordKind::Alias {
                continue;
            }
            let taken: BTreeSet<Field> = table.columns.iter().filter_map(|c| field_of(c.becomes)).collect();
            for column in table.columns.iter().filter(|c| is_open(c)) {
                let heading = found.entry((layout, heading_key(&column.heading))).or_default();
                heading.add(file, &table.sheet, column, &taken);
                heading.lacks.extend(table.lacks.iter().map(String::as_str));
            }
        }
    }
    let mut known: BTreeMap<(usize, String), &HeadingLine> = BTreeMap::new();
    for line in &old.headings {
        if let Some(layout) = layouts.iter().position(|l| *l.name == *line.layout) {
            known.entry((layout, heading_key(&line.heading))).or_insert(line);
        }
    }
    let mut rows: Vec<HeadingRow> = Vec::new();
    for (key, heading) in &found {
        // what another workbook has settled is none of this one's
        let line = known.get(key).copied();
        if !heading.settled || line.is_some_and(|l| !l.choice.is_empty()) {
            rows.push(heading.row(&layouts[key.0], line));
        }
    }
    // a confirmed heading of which no file has any more is kept, and says so
    for (key, line) in known.iter().filter(|(key, line)| !found.contains_key(*key) && !line.choice.is_empty()) {
        let heading = Heading { written: &line.heading, ..Heading::default() };
        rows.push(heading.row(&layouts[key.0], Some(line)));
    }
    for line in old.headings.iter().filter(|l| !l.choice.is_empty() && !layouts.iter().any(|layout| *layout.name == *l.layout)) {
        let (heading, layout) = (line.heading.clone(), line.layout.clone());
        let hint = "没有这个表种，未采用。".to_string();
        rows.push(HeadingRow { heading, layout, hint, choice: line.choice.clone(), remark: line.remark.clone(), ..HeadingRow::default() });
    }
    rows.sort_by(|a, b| {
        (!a.choice.is_empty(), b.counts.2, &a.layout, &a.heading).cmp(&(!b.choice.is_empty(), a.counts.2, &b.layout, &b.heading))
    });
    rows
}

/// The field that a column feeds.
fn field_of(becomes: Becomes) -> Option<Field> {
    match becomes {
        Becomes::Field(field) | Becomes::Double(field) | Becomes::Beside(field) => Some(field),
        _ => None,
    }
}

/// Is it a column of which the clerk may say what it is?
fn is_open(column: &ColumnSeen) -> bool {
    let may = matches!(column.becomes, Becomes::Unknown | Becomes::Taught(_) | Becomes::Contradicts(_) | Becomes::Declined);
    may && column.held.rows > 0 && !heading_key(&column.heading).is_empty()
}

impl<'a> Heading<'a> {
    fn add(&mut self, file: &'a Arc<str>, sheet: &'a Arc<str>, column: &'a ColumnSeen, taken: &BTreeSet<Field>) {
        if self.written.is_empty() {
            self.written = &column.heading;
            self.first = Some(Place { file: file.clone(), sheet: sheet.clone(), cell: Some(column.at) });
        }
        self.files.insert(file);
        self.sheets.insert((file, sheet));
        self.held.rows += column.held.rows;
        self.held.dates += column.held.dates;
        self.held.counts += column.held.counts;
        for sample in &column.held.samples {
            if self.held.samples.len() < SAMPLES && !self.held.samples.contains(sample) {
                self.held.samples.push(sample.clone());
            }
        }
        self.contradicts |= matches!(column.becomes, Becomes::Contradicts(_));
        self.settled |= !matches!(column.becomes, Becomes::Unknown | Becomes::Contradicts(_));
        self.taken = Some(match self.taken.take() {
            None => taken.clone(),
            Some(all) => all.intersection(taken).copied().collect(),
        });
    }

    fn kind(&self) -> Kind {
        let Held { rows, dates, counts, .. } = self.held;
        match rows {
            0 => Kind::None,
            _ if dates * 100 >= rows * MOSTLY => Kind::Dates,
            _ if counts * 100 >= rows * MOSTLY => Kind::Counts,
            _ => Kind::Texts,
        }
    }

    fn row(&self, layout: &LayoutSchema, line: Option<&HeadingLine>) -> HeadingRow {
        let none = BTreeSet::new();
        let taken = self.taken.as_ref().unwrap_or(&none);
        let may =
            |field: Field| !taken.contains(&field) && !matches!(field, Field::SelfCheck | Field::Serial | Field::Point | Field::Meets);
        let open: Vec<_> = layout.columns.iter().filter(|c| may(c.field)).collect();
        let candidates = candidates(self, &open, layout);
        let hint = match (line.is_some_and(|l| !l.choice.is_empty()), self.held.rows) {
            (true, 0) => "本次台账中没有见到该栏目，确认仍然保留。".to_string(),
            (false, _) if !self.lacks.is_empty() && !candidates.is_empty() => {
                format!("该表因缺少“{}”栏，整表没有采用；确认后即可读取。", self.lacks.iter().copied().collect::<Vec<_>>().join("”“"))
            }
            _ if self.contradicts => "同一张表中已有该项内容的栏目，确认没有采用，请改选。".to_string(),
            (false, _) if candidates.is_empty() => {
                format!("“{}”中没有字面或内容相近的栏目，多与统计无关，核实后可选“{DECLINE}”。", layout.name)
            }
            _ => String::new(),
        };
        HeadingRow {
            heading: self.written.to_string(),
            layout: layout.name.to_string(),
            counts: (self.files.len() as u64, self.sheets.len() as u64, self.held.rows),
            kind: self.kind().word().to_string(),
            samples: self.held.samples.join("；"),
            candidates: candidates.join("\n"),
            hint,
            choice: line.map(|l| l.choice.clone()).unwrap_or_default(),
            remark: line.map(|l| l.remark.clone()).unwrap_or_default(),
            first: self.first.as_ref().map(ToString::to_string).unwrap_or_default(),
            choices: open.iter().map(|c| layout.field_name(c.field).to_string()).collect(),
        }
    }
}

/// What kind of values stand under a heading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Dates,
    Counts,
    Texts,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::None => "",
            Kind::Dates => "日期",
            Kind::Counts => "人数、次数",
            Kind::Texts => "文字",
        }
    }

    /// Could a column of that type hold such values?
    fn fits(self, kind: ColumnType) -> bool {
        match self {
            Kind::None => true,
            Kind::Dates => matches!(kind, ColumnType::Date | ColumnType::Month | ColumnType::Day | ColumnType::Time),
            Kind::Counts => {
                matches!(kind, ColumnType::Count | ColumnType::Month | ColumnType::Day | ColumnType::Duration | ColumnType::Identity)
            }
            Kind::Texts => matches!(kind, ColumnType::Text | ColumnType::Time | ColumnType::Duration | ColumnType::Identity),
        }
    }
}

/// The fields that may be meant, best first, each with the reasons.
fn candidates(heading: &Heading<'_>, open: &[&crate::model::schema::Column], layout: &LayoutSchema) -> Vec<String> {
    let key = heading_key(heading.written);
    let kind = heading.kind();
    let mut ranked: Vec<(u64, &'static str, String)> = Vec::new();
    for column in open {
        let words = column.headings.iter().chain(&column.weak).chain(&column.loose);
        let words = words.filter(|word| shares_two(&key, word));
        let best = words.map(|word| (likeness(&key, word), word)).max_by(|a, b| a.0.total_cmp(&b.0));
        let (alike, word) = best.map_or((0.0, ""), |(alike, word)| (alike, &**word));
        let fits = kind.fits(column.kind);
        // a kind that few columns have speaks for them
        let telling = fits && matches!(kind, Kind::Dates | Kind::Counts) && matches!(column.kind, ColumnType::Date | ColumnType::Count);
        let name = layout.field_name(column.field);
        let wanting = heading.lacks.contains(name) || heading.lacks.contains(column.field.name());
        if !fits || alike < ALIKE && !telling && !wanting {
            continue;
        }
        let mut reasons = Vec::new();
        if alike >= ALIKE {
            reasons.push(format!("字面近似“{word}”"));
        }
        if telling {
            reasons.push(format!("内容多为{}", kind.word()));
        }
        if wanting {
            reasons.push("该表正缺这一栏".to_string());
        }
        let score = (alike * 1000.0) as u64 + if telling { 250 } else { 0 } + if wanting { 500 } else { 0 };
        ranked.push((score, name, format!("{name}：{}", reasons.join("，"))));
    }
    ranked.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    ranked.into_iter().take(CANDIDATES).map(|(_, _, text)| text).collect()
}

/// Do two headings share two characters in a row? One is in common to words of any meaning.
fn shares_two(a: &str, b: &str) -> bool {
    let chars: Vec<char> = a.chars().collect();
    chars.windows(2).any(|pair| b.contains(&pair.iter().collect::<String>()))
}

/// How alike two headings are, 0 to 1: shared characters weigh as much as their order.
fn likeness(a: &str, b: &str) -> f64 {
    let set = |text: &str| text.chars().collect::<BTreeSet<char>>();
    let (of_a, of_b) = (set(a), set(b));
    let shared = of_a.intersection(&of_b).count() as f64;
    let all = of_a.union(&of_b).count().max(1) as f64;
    (shared / all + strsim::normalized_damerau_levenshtein(a, b)) / 2.0
}

/// Lines of lists: those that wait first, then those that were decided.
pub fn lists(seen: &Seen, corpus: &Corpus, directory: &Directory, layouts: &[LayoutSchema], old: &Lines) -> Vec<ListRow> {
    let members: BTreeSet<String> = corpus.members.iter().map(|m| fold_person(&m.name).into_owned()).collect();
    let mut rows: Vec<ListRow> = Vec::new();
    let line_of = |file: &str, sheet: &str| old.lists.iter().find(|l| l.file == file && l.sheet == sheet);
    for (file, understood) in seen {
        for list in &understood.lists {
            let line = line_of(file, &list.sheet);
            rows.push(ListRow {
                file: file.to_string(),
                sheet: list.sheet.to_string(),
                headings: list.headings.clone(),
                names: (list.column.clone(), list.rows),
                adds: adds(list, corpus, directory, &members),
                why: list.why.clone(),
                hint: lacking(list),
                choice: line.map(|l| l.choice.clone()).unwrap_or_default(),
                remark: line.map(|l| l.remark.clone()).unwrap_or_default(),
            });
        }
    }
    // what was decided is no longer among the unread ones
    for line in old.lists.iter().filter(|l| !l.choice.is_empty()) {
        if rows.iter().any(|r| r.file == line.file && r.sheet == line.sheet) {
            continue;
        }
        let read = seen.iter().filter(|(file, _)| **file == *line.file).flat_map(|(_, u)| &u.tables);
        let roster =
            |id: &str| layouts.iter().any(|l| *l.id == *id && matches!(l.record, RecordKind::BranchRoster | RecordKind::MemberRoster));
        let made: u64 = read.filter(|t| *t.sheet == *line.sheet && roster(&t.layout)).map(|t| t.made).sum();
        let there = seen.iter().any(|(file, _)| **file == *line.file);
        let hint = match (made, there) {
            (0, false) => "该文件已不在工作目录中，或已改名，确认没有采用。".to_string(),
            (0, true) => String::new(),
            (n, _) => format!("已按确认采用，读到 {n} 行。"),
        };
        let (file, sheet) = (line.file.clone(), line.sheet.clone());
        rows.push(ListRow { file, sheet, hint, choice: line.choice.clone(), remark: line.remark.clone(), ..ListRow::default() });
    }
    rows.sort_by(|a, b| (!a.choice.is_empty(), &a.file, &a.sheet).cmp(&(!b.choice.is_empty(), &b.file, &b.sheet)));
    rows
}

/// Is somebody of that name on a roster?
type Known<'k> = Box<dyn Fn(&str) -> bool + 'k>;

/// What a list would add to what there is.
fn adds(list: &ListSeen, corpus: &Corpus, directory: &Directory, members: &BTreeSet<String>) -> String {
    let (what, there): (&str, Known<'_>) = match list.kind {
        RecordKind::BranchRoster => ("个党支部", Box::new(|name| corpus.has_roster && directory.meant(name, &[]).is_ok())),
        _ => ("名党员", Box::new(|name| members.contains(&*fold_person(name)))),
    };
    let new: Vec<&String> = list.names.iter().filter(|name| !there(name)).collect();
    let all = list.names.len();
    let register = if list.kind == RecordKind::BranchRoster { "党组织花名册" } else { "党员花名册" };
    if new.is_empty() {
        return format!("所列 {all} {what}都已在{register}中，不增加内容。");
    }
    let shown = new.iter().take(NAMES).map(|n| n.as_str()).collect::<Vec<_>>().join("、");
    let more = if new.len() > NAMES { "等" } else { "" };
    format!("所列 {all} {what}中，{} {}{register}没有：{shown}{more}。", new.len(), what.chars().next().unwrap_or('个'))
}

/// What keeps a list from being a roster even if the clerk says that it is.
fn lacking(list: &ListSeen) -> String {
    if list.lacks.is_empty() {
        return String::new();
    }
    let register = if list.kind == RecordKind::BranchRoster { "党组织花名册" } else { "党员花名册" };
    format!("缺少“{}”栏，补上后才能作为{register}。", list.lacks.join("”“"))
}
