//! 考勤表: a row per member, a column per month.

use super::cells::{BlankCell, Check};
use super::sheet::{BlankTable, Given, locked};
use super::words::{hint, period_words};
use super::{Blank, Per};
use crate::report::paper::style::Set;

/// Marks that a drop-down offers.
const MARKS: [&str; 5] = ["√", "×", "假", "补", "免"];
/// Lines for a branch of which neither members nor their number are known, and spare lines of any other.
const UNKNOWN: u32 = 15;
const SPARE: usize = 3;
/// Most lines that are laid out for names nobody knows.
const MOST: u32 = 500;

/// The sheet.
pub fn table(blank: &Blank<'_>) -> BlankTable {
    let heading = |field| super::tables::heading(blank, field);
    use crate::model::record::Field;
    let several = blank.period.first().year() != blank.period.last().year();
    let months: Vec<String> = blank
        .period
        .months()
        .map(|m| if several { format!("{}年{}月", m.year(), m.month()) } else { format!("{}月", m.month()) })
        .collect();
    let with_id = blank.branches.iter().flat_map(|b| &b.people).any(|p| !p.id.is_empty());
    let with_note = blank.branches.iter().flat_map(|b| &b.people).any(|p| !p.exempt.is_empty());
    let mut cells = vec![locked("序号", 6.0, Set::Center), BlankCell::new(heading(Field::Branch), 26.0, Set::Left, Check::Locked, "")];
    if blank.per == Per::Committee {
        let names: Vec<String> = blank.branches.iter().map(|b| b.name.clone()).collect();
        cells[1].check = Check::OneOf(names);
    }
    if with_id {
        cells.push(BlankCell::new(heading(Field::Id), 12.0, Set::Center, Check::Text, ""));
    }
    cells.push(BlankCell::new(heading(Field::Member), 12.0, Set::Center, Check::Text, ""));
    let marks: Vec<String> = MARKS.iter().map(ToString::to_string).collect();
    let prompt = "到会√，缺席×，请假“假”，已补课“补”，免予考勤“免”；当月没有活动的留空。";
    for month in &months {
        cells.push(BlankCell::new(month, if several { 10.0 } else { 7.0 }, Set::Center, Check::OneOf(marks.clone()), prompt));
    }
    cells.push(locked("到会次数", 8.0, Set::Count));
    cells.push(locked("缺席次数", 8.0, Set::Count));
    if with_note {
        cells.push(locked("免予考勤原因", 16.0, Set::Left));
    }
    cells.push(locked(&heading(Field::SelfCheck), 10.0, Set::Center));
    let mut rows = Vec::new();
    let shape = Shape { with_id, with_note, months: &months, member: heading(Field::Member), branch: heading(Field::Branch) };
    for branch in blank.branches {
        for person in &branch.people {
            rows.push(shape.row(rows.len(), &branch.name, &person.id, &person.name, &person.exempt));
        }
        let open = if branch.people.is_empty() { branch.members.unwrap_or(UNKNOWN).clamp(1, MOST) as usize } else { SPARE };
        for _ in 0..open {
            rows.push(shape.row(rows.len(), &branch.name, "", "", ""));
        }
    }
    let above = if blank.per == Per::Branch { format!("　　上级党组织：{}", blank.committee) } else { String::new() };
    BlankTable {
        name: "考勤表".to_string(),
        title: format!("{}{}{}", blank.unit, period_words(blank.period), blank.kind.title(blank.profile)),
        lead: format!("填报单位：{}{above}", blank.unit),
        hint: hint(),
        cells,
        rows,
        row_height: 21.0,
    }
}

struct Shape<'a> {
    with_id: bool,
    with_note: bool,
    months: &'a [String],
    member: String,
    branch: String,
}

impl Shape<'_> {
    fn row(&self, at: usize, branch: &str, id: &str, name: &str, exempt: &str) -> Vec<Given> {
        let mut row = vec![Given::Number(at as f64 + 1.0), Given::text(branch.to_string())];
        if self.with_id {
            row.push(Given::text(id.to_string()));
        }
        row.push(Given::text(name.to_string()));
        row.extend(self.months.iter().map(|_| Given::Blank));
        let marks: Vec<String> = self.months.iter().map(|m| format!("{{{m}}}")).collect();
        let (first, last) = (marks.first().cloned().unwrap_or_default(), marks.last().cloned().unwrap_or_default());
        let count = |mark: &str| format!("COUNTIF({first}:{last},\"{mark}\")");
        row.push(Given::formula(count("√"), "0"));
        row.push(Given::formula(count("×"), "0"));
        if self.with_note {
            row.push(Given::text(exempt.to_string()));
        }
        let Shape { member, branch, months, .. } = self;
        let text = format!(
            "IF(COUNTA({first}:{last})=0,IF({{{member}}}=\"\",\"—\",\"未填\"),IF({{{branch}}}=\"\",\"缺党支部\",IF({{{member}}}=\"\",\"缺姓名\",IF(COUNTA({first}:{last})<{},\"未填全\",\"已填\"))))",
            months.len()
        );
        row.push(Given::formula(text, if name.is_empty() { "—" } else { "未填" }));
        row
    }
}
