//! Messages for people. What rules and readers say cell by cell is put together here as somebody wants to read it who has to put it right:
//! equal faults in one message with their cells, all at once, follow-on errors left out, in order of file, sheet and row. Nothing is
//! lost: the tables under `data/` keep every cell.

pub mod cells;
mod follow;
mod said;

use std::collections::BTreeMap;

use crate::model::cell::CellRef;
use crate::model::corpus::Corpus;
use crate::model::finding::{Code, Finding, Level, Status};
use crate::model::say::Kind;
use crate::model::time::Span;

pub use said::{Said, of_findings as said_of_findings};

/// How many pieces of cells a place shows.
const PIECES: usize = 12;
/// Where each entry is a fault of its own, whatever its row: a name that no branch answers to, a record that another one repeats.
const BY_ENTRY: &[Code] = &[Code::ING003, Code::REC003, Code::REC004];
/// How many different entries a message repeats.
const SAMPLES: usize = 5;

/// One fault, at one place or many of one sheet.
#[derive(Clone, Debug)]
pub struct Message {
    /// The rule.
    pub code: Code,
    /// How grave it is.
    pub level: Level,
    /// Where it stands with explanations.
    pub status: Status,
    /// File; empty for what was seen nowhere in particular (a month without any activity).
    pub file: String,
    /// The column's standard name; may be empty.
    pub field: String,
    /// What is wrong and why (of the first spot; the others are of its kind).
    pub problem: String,
    /// What to do.
    pub remedy: String,
    /// What would be right, or what is asked; may be empty.
    pub expected: String,
    /// Document and clause; may be empty.
    pub basis: String,
    /// Rows were left out because of it.
    pub returned: bool,
    /// Where, in order of sheet, row and column. Never empty.
    pub spots: Vec<Spot>,
    /// Code, whose and when of follow-on errors that were left out.
    pub follows: Vec<(Code, String)>,
}

/// One place of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The sheet.
    pub sheet: String,
    /// Sheet row from 1; 0 for none.
    pub row: u32,
    /// The cell, if it is about one.
    pub cell: Option<CellRef>,
    /// What was written or seen, masked.
    pub raw: String,
    /// Branch, or what the row says of itself.
    pub name: String,
    /// Name of the member; may be empty.
    pub member: String,
    /// The month or span, if it is about one.
    pub span: Option<Span>,
}

impl Message {
    /// Sheets, in order, each once.
    pub fn sheets(&self) -> Vec<&str> {
        distinct(self.spots.iter().map(|s| s.sheet.as_str()))
    }

    /// `C7、C9–C12`; where several sheets share the message, the cells of each; empty for a whole file.
    pub fn cells(&self) -> String {
        let of = |sheet: &str| {
            let cells: Vec<CellRef> = self.spots.iter().filter(|s| s.sheet == sheet).filter_map(|s| s.cell).collect();
            cells::list(&cells, PIECES)
        };
        match self.sheets().as_slice() {
            [only] => of(only),
            several => several.iter().map(|s| format!("{s}｜{}", of(s))).collect::<Vec<_>>().join("、"),
        }
    }

    /// Different entries in order of place: the only one as it is, several as `“6.3”、“6.1”`, at most five, then their number.
    pub fn entries(&self) -> String {
        let all = distinct(self.spots.iter().map(|s| s.raw.as_str()).filter(|r| !r.is_empty()));
        if let [only] = all.as_slice() {
            return (*only).to_string();
        }
        let shown = all.iter().take(SAMPLES).map(|t| format!("“{t}”")).collect::<Vec<_>>().join("、");
        if all.len() > SAMPLES { format!("{shown} 等 {} 种", all.len()) } else { shown }
    }

    /// Branches (or what rows call themselves), each once; at most five, then their number.
    pub fn names(&self) -> String {
        let all = distinct(self.spots.iter().map(|s| s.name.as_str()).filter(|n| !n.is_empty()));
        let shown = all.iter().take(SAMPLES).copied().collect::<Vec<_>>().join("、");
        if all.len() > SAMPLES { format!("{shown} 等 {} 个", all.len()) } else { shown }
    }

    /// First row, for readers who count in rows; 0 for none.
    pub fn first_row(&self) -> u32 {
        self.spots.iter().map(|s| s.row).find(|r| *r > 0).unwrap_or(0)
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// Findings as messages; see [`group`].
pub fn of_findings<'a>(corpus: &'a Corpus, findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Message> {
    group(said::of_findings(corpus, findings))
}

/// Equal faults (same code, same kind, same column, same file and sheet) become one message; follow-on errors are left out. Sorted by file,
/// sheet in the order said, row, column, code.
pub fn group(said: Vec<Said<'_>>) -> Vec<Message> {
    let mut groups: BTreeMap<Key, Vec<follow::Kept<'_>>> = BTreeMap::new();
    for kept in follow::sift(said) {
        groups.entry(Key::of(&kept.said)).or_default().push(kept);
    }
    let mut messages: Vec<Message> = groups.into_values().filter_map(message).collect();
    messages.sort_by(|a, b| order(a).cmp(&order(b)));
    messages
}

/// What makes two things said one message.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: String,
    sheet: String,
    code: Code,
    level: Level,
    status: Status,
    returned: bool,
    field: String,
    kind: Kind,
    /// What sets equal faults apart; see [`BY_ENTRY`].
    entry: String,
}

impl Key {
    fn of(said: &Said<'_>) -> Self {
        // A workbook of twelve sheets that no layout knows has one fault, where it is the same one.
        let whole = said.code == Code::ING002;
        let text = |t: &str| t.to_string();
        Key {
            file: text(said.file),
            sheet: if whole { String::new() } else { text(said.sheet) },
            code: said.code,
            level: said.level,
            status: said.status,
            returned: said.returned,
            field: text(said.field),
            kind: said.say.kind(),
            entry: if BY_ENTRY.contains(&said.code) { text(said.raw) } else { String::new() },
        }
    }
}

fn message(mut kept: Vec<follow::Kept<'_>>) -> Option<Message> {
    kept.sort_by(|a, b| place(&a.said).cmp(&place(&b.said)));
    let first = kept.first()?.said.clone();
    let mut remedy = first.say.todo().to_string();
    let doubtful = kept.iter().map(|k| k.doubtful).max().unwrap_or(0);
    // SUB001 says this itself where it knows the month.
    if doubtful > 0 {
        remedy.push_str(&format!("同期另有 {doubtful} 行记录被退回，改正后本问题可能不再存在。"));
    }
    let mut follows: Vec<(Code, String)> = kept.iter_mut().flat_map(|k| std::mem::take(&mut k.follows)).collect();
    follows.sort();
    follows.dedup();
    Some(Message {
        code: first.code,
        level: first.level,
        status: first.status,
        file: first.file.to_string(),
        field: first.field.to_string(),
        problem: first.say.what(),
        remedy,
        expected: first.expected.to_string(),
        basis: first.basis.to_string(),
        returned: first.returned,
        spots: kept.iter().map(|k| spot(&k.said)).collect(),
        follows,
    })
}

fn spot(said: &Said<'_>) -> Spot {
    Spot {
        sheet: said.sheet.to_string(),
        row: said.row,
        cell: said.cell,
        raw: crate::model::identity::mask_identity(said.raw),
        name: said.name.to_string(),
        member: said.member.to_string(),
        span: said.span,
    }
}

fn place<'s>(said: &Said<'s>) -> (&'s str, u32, Option<CellRef>, &'s str, Option<Span>, &'s str) {
    (said.sheet, said.row, said.cell, said.name, said.span, said.member)
}

fn order(message: &Message) -> impl Ord + '_ {
    let spot = message.spots.first().map(|s| (natural(&s.sheet), s.row, s.cell));
    // What was seen nowhere in particular comes last.
    (message.file.is_empty(), message.file.as_str(), spot, message.code, message.problem.as_str())
}

/// 2月 before 10月: numbers by their value.
fn natural(text: &str) -> Vec<(u64, char)> {
    let mut key: Vec<(u64, char)> = Vec::new();
    let mut number: Option<u64> = None;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit.into()));
            continue;
        }
        key.extend(number.take().map(|n| (n, '0')));
        key.push((0, c));
    }
    key.extend(number.map(|n| (n, '0')));
    key
}

#[cfg(test)]
mod tests;
