//! How each table was read, as facts for whoever shows them: which column became which field, what was left out and why, what became of the rows, and
//! where branch, committee and month were found.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::cell::{CellRef, column_letters};
use crate::model::corpus::Corpus;
use crate::model::finding::Code;
use crate::model::record::{Field, RecordKind};
use crate::model::schema::LayoutSchema;
use crate::model::understood::{Around, Becomes, ColumnSeen, TableSeen};
use crate::names::Directory;

/// A table or form, as it was read.
#[derive(Clone, Debug)]
pub struct TableRead {
    /// Its sheet; empty for a text file.
    pub sheet: String,
    /// Chinese name of its layout.
    pub layout: String,
    /// Columns for want of which it was not read; none where it was.
    pub lacks: Vec<String>,
    /// A form.
    pub form: bool,
    /// First and last row of the header, from 1.
    pub header: (u32, u32),
    /// From left to right.
    pub columns: Vec<ColumnRead>,
    /// Rows read, returned, passed over.
    pub rows: (u64, u64, u64),
    /// Where the branch was found; empty where a table of its kind needs none.
    pub branch: String,
    /// Where the committee was found.
    pub committee: String,
    /// Where the month was found.
    pub month: String,
}

/// A column, as it was read.
#[derive(Clone, Debug)]
pub struct ColumnRead {
    /// `B`; of a form the cell.
    pub at: String,
    /// As written.
    pub heading: String,
    /// What the field is called; empty where there is none.
    pub field: String,
    /// `field`, `taught`, `double`, `beside`, `marks`, `item`, `year`, `own`, `unused`, `blank`.
    pub becomes: &'static str,
    /// Why it was not used; empty where it was.
    pub why: String,
}

impl TableRead {
    /// Are the columns of another table read alike?
    pub fn reads_like(&self, other: &TableRead) -> bool {
        let of =
            |t: &TableRead| t.columns.iter().map(|c| (c.at.clone(), c.heading.clone(), c.field.clone(), c.why.clone())).collect::<Vec<_>>();
        (&self.layout, self.form, &self.lacks) == (&other.layout, other.form, &other.lacks) && of(self) == of(other)
    }
}

/// Tables of a file as they were read.
pub fn tables(seen: &[TableSeen], corpus: &Corpus, layouts: &[LayoutSchema]) -> Vec<TableRead> {
    let directory = corpus.has_roster.then(|| Directory::new(&corpus.branches, &[]).0);
    let read = |table: &TableSeen| {
        let schema = layouts.iter().find(|l| l.id == table.layout)?;
        Some(one(table, schema, corpus, directory.as_ref()))
    };
    seen.iter().filter_map(read).collect()
}

fn one(table: &TableSeen, schema: &LayoutSchema, corpus: &Corpus, directory: Option<&Directory>) -> TableRead {
    let columns: Vec<ColumnRead> = table.columns.iter().map(|c| column(c, table, schema)).collect();
    let found = Found { table, schema };
    let list = matches!(schema.record, RecordKind::BranchRoster | RecordKind::Alias);
    let dated = !matches!(schema.record, RecordKind::BranchRoster | RecordKind::MemberRoster | RecordKind::Alias);
    TableRead {
        sheet: table.sheet.to_string(),
        layout: schema.name.to_string(),
        lacks: table.lacks.clone(),
        form: table.form,
        header: table.header,
        columns,
        rows: rows(table, corpus),
        branch: if list { String::new() } else { found.branch() },
        committee: if list { String::new() } else { found.committee(directory) },
        month: if dated { found.month() } else { String::new() },
    }
}

/// Rows that were returned later, because nobody is called so, are returned all the same.
fn rows(table: &TableSeen, corpus: &Corpus) -> (u64, u64, u64) {
    let (first, last) = if table.form { (table.header.0, table.header.1) } else { (table.header.1 + 1, table.end) };
    let here = corpus.issues.iter().filter(|i| i.rejects_row && i.place.file == table.above.around.file && i.place.sheet == table.sheet);
    let returned: BTreeSet<u32> = here.map(|i| i.row).filter(|row| (first..=last).contains(row)).collect();
    let returned = if table.form { u64::from(!returned.is_empty()) } else { returned.len() as u64 };
    let all = table.made + table.returned;
    let returned = returned.max(table.returned).min(all);
    (all - returned, returned, table.ignored)
}

fn column(seen: &ColumnSeen, table: &TableSeen, schema: &LayoutSchema) -> ColumnRead {
    let name = |field: Field| schema.field_name(field).to_string();
    let other = |field: Field| {
        let own = table.columns.iter().find(|c| matches!(c.becomes, Becomes::Field(f) | Becomes::Taught(f) if f == field));
        own.map(|c| format!("{}列“{}”", column_letters(c.at.col), c.heading)).unwrap_or_default()
    };
    let (becomes, field, why) = match seen.becomes {
        Becomes::Field(field) => ("field", name(field), String::new()),
        Becomes::Taught(field) => ("taught", name(field), String::new()),
        Becomes::Double(field) => ("double", name(field), format!("与{}重复，两栏不一致的行该项不采用", other(field))),
        Becomes::Beside(field) => ("beside", name(field), String::new()),
        Becomes::Marks => ("marks", "考勤标记".to_string(), String::new()),
        Becomes::Item => ("item", "材料".to_string(), String::new()),
        Becomes::Year => ("year", "年份".to_string(), String::new()),
        Becomes::Own => ("own", String::new(), "本程序所填，供参考".to_string()),
        Becomes::Unknown if seen.held.rows == 0 => ("blank", String::new(), "栏目不在模板中，下面没有内容".to_string()),
        Becomes::Unknown if seen.heading.is_empty() => ("unused", String::new(), "没有栏目名称".to_string()),
        Becomes::Unknown => ("unused", String::new(), "栏目名称不在模板中".to_string()),
        Becomes::Contradicts(field) => ("unused", String::new(), format!("确认为“{}”，但已有{}", name(field), other(field))),
        Becomes::Declined => ("unused", String::new(), "已确认不采用".to_string()),
    };
    let at = if table.form { seen.at.to_string() } else { column_letters(seen.at.col) };
    ColumnRead { at, heading: seen.heading.clone(), field, becomes, why }
}

/// A table whose branch, committee and month are looked for, in the order in which reading looks for them.
struct Found<'t> {
    table: &'t TableSeen,
    schema: &'t LayoutSchema,
}

impl Found<'_> {
    fn slot(&self, fields: &[Field]) -> Option<String> {
        let of =
            |field: &Field| self.table.columns.iter().find(|c| matches!(c.becomes, Becomes::Field(f) | Becomes::Taught(f) if f == *field));
        let column = fields.iter().find_map(of)?;
        let at = match self.table.form {
            true => format!("{} 格", CellRef::to_string(&column.at)),
            false => format!("{} 列", column_letters(column.at.col)),
        };
        Some(format!("{at}“{}”", column.heading))
    }

    /// Title, sheet, file and folders, nearest first.
    fn around(&self) -> Vec<(Around, &str)> {
        let above = &self.table.above;
        let mut all = vec![(Around::Title, &*above.around.title), (Around::Sheet, &*above.around.sheet)];
        let mut parts = above.around.file.rsplit('/');
        all.extend(parts.next().map(|file| (Around::File, file)));
        all.extend(parts.map(|folder| (Around::Folder, folder)));
        all.retain(|(_, text)| !text.is_empty());
        all
    }

    fn branch(&self) -> String {
        if let Some(slot) = self.slot(&[Field::Branch]) {
            return slot;
        }
        let above = &self.table.above;
        if let Some(unit) = &above.around.unit {
            return format!("表上方的填报单位（{}）", unit.text);
        }
        let named = self.around().into_iter().find(|(_, text)| text.contains("支部") || text.contains("总支"));
        named.map_or_else(|| "没有写明".to_string(), |(at, text)| format!("{}（{text}）", at.name()))
    }

    fn committee(&self, directory: Option<&Directory>) -> String {
        if let Some(slot) = self.slot(&[Field::Committee]) {
            return slot;
        }
        let above = &self.table.above;
        if let Some(named) = &above.committee {
            return format!("表上方的上级党组织（{}）", named.text);
        }
        let like = |text: &str| ["党委", "工委", "委员会"].iter().any(|word| text.contains(word));
        if let Some(unit) = above.around.unit.as_ref().filter(|unit| !unit.text.contains("支部") && like(&unit.text)) {
            return format!("表上方的填报单位（{}）", unit.text);
        }
        let place = |text: &str| like(text) || text.ends_with(['镇', '乡']) || text.ends_with("街道");
        let found = self.around().into_iter().find_map(|(at, text)| match directory {
            Some(directory) => directory.committee_inside(text).map(|name| format!("{}（{name}）", at.name())),
            None => place(text).then(|| format!("{}（{text}）", at.name())),
        });
        found.unwrap_or_else(|| "没有写明，只按党支部名称对应".to_string())
    }

    fn month(&self) -> String {
        let dates = [Field::Date, Field::AdjustedDate, Field::PlannedDate, Field::Day, Field::Time, Field::Start, Field::Quarter];
        let own = self.slot(&[Field::Month]).or_else(|| self.slot(&dates));
        let marks = self.table.columns.iter().any(|c| c.becomes == Becomes::Marks).then(|| "各考勤栏的栏目名称".to_string());
        let own = own.or(marks.filter(|_| self.schema.record == RecordKind::Attendance));
        let around = || self.table.month.map(|(at, month)| format!("{}（{month} 月）", at.name()));
        let month = own.or_else(around).unwrap_or_else(|| "没有写明".to_string());
        match self.table.year {
            Some((at, year)) => format!("{month}；没写年份的按{}的 {year} 年", at.name()),
            None => month,
        }
    }
}

/// Reasons why rules could not be judged, each with the rules and for how many branches; those of most rules first.
pub fn unjudged(lacking: impl Iterator<Item = (Code, String, u64)>) -> Vec<(String, Vec<(Code, u64)>)> {
    let mut all: BTreeMap<String, BTreeMap<Code, u64>> = BTreeMap::new();
    for (code, reason, n) in lacking {
        *all.entry(reason).or_default().entry(code).or_default() += n;
    }
    let mut all: Vec<_> = all.into_iter().map(|(reason, codes)| (reason, codes.into_iter().collect::<Vec<_>>())).collect();
    all.sort_by(|a, b| (b.1.len(), &a.0).cmp(&(a.1.len(), &b.0)));
    all
}
