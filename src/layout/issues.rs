//! What was wrong or worth knowing, told at its cell. One place decides how an ING issue of a layout reads.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::near::{Gap, Near};
use crate::model::cell::{CellRef, Place};
use crate::model::finding::{Code, Issue, Level};
use crate::model::identity::mask_identity;
use crate::model::record::{Field, Note, OrgHint, RecordKind};
use crate::model::say::Say;
use crate::model::time::Month;

/// Longest raw text that an issue repeats, in characters.
const LONGEST_RAW: usize = 60;
/// Notes among which one that says the same is looked for.
const LOOK_BACK: usize = 64;

/// Words by which the first line of a sheet that no layout knows may be that of a ledger all the same.
const OF_ACTIVITIES: &[&str] = &["活动", "主题", "应到", "实到", "参会", "到会"];

/// Words by which a column that feeds nothing may hold what an activity is judged by.
const OF_COLUMNS: &[&str] = &["应到", "实到", "活动日期", "活动时间", "参加人数", "参会人数", "到会人数", "月份"];

/// Collects issues and notes of one sheet.
pub struct Sink {
    pub file: Arc<str>,
    pub sheet: Arc<str>,
    pub issues: Vec<Issue>,
    pub notes: Vec<Note>,
}

/// A cell that cannot be understood.
pub struct Fault<'f> {
    /// What the field is called in this layout.
    pub name: &'static str,
    /// The cell, or where it would stand.
    pub cell: Option<CellRef>,
    pub row: u32,
    pub raw: &'f str,
    /// Why, without a full stop.
    pub reason: Say,
    pub expected: &'f str,
    pub who: &'f Arc<OrgHint>,
    pub month: Option<Month>,
    /// What is said instead of the usual.
    pub say: Option<Say>,
    /// What is shown in the place of what was written.
    pub shown_as: Option<String>,
    /// What else is wrong in the row: it is put right in one go.
    pub also: Vec<Say>,
}

/// What was written, why it cannot be understood, and what would be right.
pub type Told<'f> = (&'f str, Say, &'f str);

impl<'f> Fault<'f> {
    /// A cell of which only the usual is known.
    pub fn new(name: &'static str, cell: Option<CellRef>, row: u32, (raw, reason, expected): Told<'f>, who: &'f Arc<OrgHint>) -> Self {
        Fault { name, cell, row, raw, reason, expected, who, month: None, say: None, shown_as: None, also: Vec::new() }
    }

    /// What was written, as messages repeat it.
    pub fn shown(&self) -> String {
        shorten(&mask_identity(self.shown_as.as_deref().unwrap_or(self.raw).trim()))
    }
}

/// Gives what is told of a row (`of_row`: not of its table) the print by which it is known again in a copy, and a row that is returned its layout.
pub fn known_by(issue: &mut Issue, layout: &Arc<str>, of_row: bool, print: impl FnOnce(&Issue) -> u64) {
    if issue.rejects_row {
        issue.layout = layout.clone();
    }
    if issue.rejects_row || of_row && issue.code == Code::ING004 {
        issue.print = print(issue);
    }
}

impl Sink {
    pub fn new(file: &Arc<str>, sheet: &Arc<str>) -> Self {
        Sink { file: file.clone(), sheet: sheet.clone(), issues: Vec::new(), notes: Vec::new() }
    }

    pub fn place(&self, cell: Option<CellRef>) -> Place {
        Place { file: self.file.clone(), sheet: self.sheet.clone(), cell }
    }

    /// ING004 that leaves the row out.
    pub fn reject(&mut self, fault: Fault<'_>) {
        self.push(fault, true);
    }

    /// ING004 at warning level: the row stays, the cell is left out.
    pub fn warn(&mut self, fault: Fault<'_>) {
        self.push(fault, false);
    }

    fn push(&mut self, fault: Fault<'_>, rejects_row: bool) {
        let (raw, name) = (fault.shown(), fault.name);
        let usual = || {
            let reason = &fault.reason;
            let what = if raw.is_empty() { say!("{name}未填写：{reason}") } else { say!("{name}“{raw}”无法识别：{reason}") };
            let whole = match rejects_row {
                true => say!("{what}；该行未计入，"; "请改正后重新报送。"),
                false => say!("{what}；该行已计入，此项按未填处理，"; "请核实改正。"),
            };
            whole.with(&what).with(reason)
        };
        let mut say = fault.say.unwrap_or_else(usual);
        if !fault.also.is_empty() {
            let texts: Vec<&str> = fault.also.iter().map(Say::message).collect();
            say = say.and(&fault.also.iter().fold(say!("同一行的{}，请一并改正。", texts.join("，")), Say::with));
        }
        self.issues.push(Issue {
            row: fault.row + 1,
            field: Arc::from(name),
            expected: fault.expected.to_string(),
            level: (!rejects_row).then_some(Level::Warning),
            who: Some(fault.who.clone()),
            month: fault.month,
            rejects_row,
            ..self.issue(Code::ING004, fault.cell, &raw, say)
        });
    }

    /// ING002 of the sheet. `who` and `month`: whose and which month's rows may be in it, as far as title, sheet and file say.
    pub fn unrecognised(
        &mut self,
        cell: Option<CellRef>,
        headings: &str,
        near: Option<Near<'_>>,
        who: Option<OrgHint>,
        month: Option<Month>,
        said: &str,
    ) {
        // a list of other things is no ledger that came out wrong
        let of_activities = || headings.is_empty() || OF_ACTIVITIES.iter().filter(|word| said.contains(**word)).count() > 1;
        let taints = match &near {
            Some(Near { gap: Gap::OtherList(_), .. }) => false,
            Some(near) => near.record == RecordKind::Activity || of_activities(),
            None => of_activities(),
        };
        let say = match (near, headings) {
            (Some(Near { name, gap, record, .. }), _) => match gap {
                Gap::Lacks(lacks) => say!(
                    "该工作表的表头像是“{name}”，但缺少“{}”栏，整表未计入；", lacks.join("”“");
                    "请在表头中补上并填写后重新报送；该栏已有而名称不同的，由收集单位在名称核对表中确认。"
                )
                .apart(name)
                .apart(&lacks.join("、")),
                Gap::Untitled => say!(
                    "该工作表的栏目与“{name}”相近，但标题、工作表名和文件名都没有写明是“{name}”，未作{name}使用，整表未计入；";
                    "如确系{name}，请在表的上方写明“{name}”后重新报送{}；是其他名单的，不必处理。", or_confirm(record)
                )
                .apart(name),
                Gap::OtherList(word) => say!(
                    "该工作表的标题或文件名中有“{word}”字样，是另一类名单，不作“{name}”使用，整表未计入；";
                    "不必处理；如确系{name}，请改正标题和文件名后重新报送{}。", or_confirm(record)
                )
                .apart(name)
                .apart(&word),
                Gap::MonthsAside => say!(
                    "该工作表把几个月份的栏目并排放在一张表里，像是“{name}”，但分不清每一行各栏是哪一次活动，整表未计入；";
                    "请改为一次活动一行（或每月一张表）后重新报送。"
                )
                .apart(name),
            },
            (None, "") => say!("该工作表有内容，但没有找到表头，整表未计入；"; "请按模板填写表头，或删除无关工作表。"),
            (None, _) => say!(
                "该工作表有内容，但没有找到已知台账的表头（首先见到的内容为“{headings}”），整表未计入；";
                "请在数据上方补上一行表头，各栏名称与模板一致；与党日活动无关的工作表请删除。"
            ),
        };
        let expected = "表头与模板一致，如党支部名称、活动日期、应到人数、实到人数".to_string();
        self.issues.push(Issue { expected, who: who.map(Arc::new), month, taints, ..self.issue(Code::ING002, cell, headings, say) });
    }

    /// ING002 of a table whose rows gave no record, or a note where nothing stands under its header.
    pub fn empty(&mut self, header: CellRef, layout: &str, has_rows: bool) {
        if !has_rows {
            return self.note(Some(header), format!("该表是“{layout}”，表头下没有填写任何记录。"));
        }
        let say =
            say!("该工作表是“{layout}”，但表头下没有读出任何记录；"; "请核对各行是否按栏目填写，改正后重新报送，空白备用的不必处理。");
        self.issues.push(self.issue(Code::ING002, Some(header), "", say));
    }

    /// ING006: columns with data that were not used.
    pub fn unused(&mut self, cell: CellRef, columns: &[String], who: &Arc<OrgHint>, month: Option<Month>) {
        let say = say!(
            "该表有 {} 栏填有内容而没有采用：{}；", columns.len(), columns.join("、");
            "其中如有应当统计的内容，请将栏目名称改为模板中的名称后重新报送，或者由收集单位在名称核对表中确认各栏是什么内容，与统计无关的也在该表中选定，有关月份即可核定。"
        );
        let raw = columns.join("、");
        // a telephone number is nobody's activity
        let taints = OF_COLUMNS.iter().any(|word| raw.contains(word));
        self.column(cell, ("", &raw), say, who, month, taints);
    }

    /// ING006: a heading that the clerk has confirmed for a field which the table has already.
    pub fn contradicts(
        &mut self,
        cell: CellRef,
        (heading, field): (&str, &str),
        other: Option<&str>,
        who: &Arc<OrgHint>,
        month: Option<Month>,
    ) {
        let what = match other {
            Some(other) => format!("但该表已有“{other}”一栏是“{field}”"),
            None => format!("但该表有几栏都确认为“{field}”"),
        };
        let say = say!(
            "“{heading}”一栏在名称核对表中确认为“{field}”，{what}，一项内容不能有两栏，未采用；";
            "请在名称核对表中改选其他栏目或“不采用”，再重新运行。"
        );
        let taints = OF_COLUMNS.iter().any(|word| heading.contains(word));
        self.column(cell, ("", heading), say, who, month, taints);
    }

    /// ING006: further columns for a field that has one.
    pub fn double(&mut self, cell: CellRef, (field, used): (&str, &str), others: &[String], who: &Arc<OrgHint>, month: Option<Month>) {
        let say = say!(
            "“{field}”有 {} 栏：{used}、{}；各栏填写不一致的行，该项不予采用，", others.len() + 1, others.join("、");
            "请只保留一栏，或在表头写明各栏分别是什么后重新报送。"
        );
        let raw = format!("{used}、{}", others.join("、"));
        self.column(cell, (field, &raw), say, who, month, true);
    }

    fn column(&mut self, cell: CellRef, (field, raw): (&str, &str), say: Say, who: &Arc<OrgHint>, month: Option<Month>, taints: bool) {
        let raw = shorten(&mask_identity(raw));
        let expected = "栏目名称与模板一致，一项内容只设一栏".to_string();
        let issue = self.issue(Code::ING006, Some(cell), &raw, say);
        self.issues.push(Issue { field: Arc::from(field), expected, who: Some(who.clone()), month, row: 0, taints, ..issue });
    }

    /// ING002 of a table that was understood, but is none that is read: why, and what to do.
    pub fn refused(&mut self, cell: CellRef, headings: &str, say: Say) {
        let expected = "党支部党员的考勤表，栏目写明月份或日期".to_string();
        self.issues.push(Issue { expected, taints: false, ..self.issue(Code::ING002, Some(cell), headings, say) });
    }

    /// ING005: a printed total that differs.
    pub fn total(&mut self, cell: CellRef, field: Field, printed: u64, summed: u64, who: &Arc<OrgHint>) {
        let say = say!(
            "{}的合计数为 {printed}，与各行相加的 {summed} 不一致；统计以各行为准，", field.name();
            "请核对各行人数和合计数。"
        );
        self.issues.push(Issue {
            field: Arc::from(field.name()),
            expected: summed.to_string(),
            level: Some(Level::Info),
            who: Some(who.clone()),
            ..self.issue(Code::ING005, Some(cell), &printed.to_string(), say)
        });
    }

    fn issue(&self, code: Code, cell: Option<CellRef>, raw: &str, say: Say) -> Issue {
        Issue { raw: Arc::from(raw), ..Issue::new(code, self.place(cell), say) }
    }

    /// A date cell that shows no year, with the date that it was taken for and the one that it stores. Where both agree one note says it for many.
    pub fn without_year(&mut self, name: &str, cell: Option<CellRef>, date: NaiveDate, stored: NaiveDate) {
        // 1900 is what an office program stores when no year was typed
        if date != stored && stored.year() != 1900 {
            let shown = format!("{}月{}日", date.month(), date.day());
            let text = format!("{name}显示为“{shown}”，没有年份，按 {} 年计（单元格中存的是 {stored}，年份未采用）。", date.year());
            return self.note(cell, text);
        }
        let text = format!("{name}只显示月日，没有年份，按 {} 年计。", date.year());
        if !self.notes.iter().rev().take(LOOK_BACK).any(|note| note.text == text) {
            self.note(cell, text);
        }
    }

    /// A year that nothing in the ledger tells, taken from around the ledgers. One note says it for many.
    pub fn borrowed_year(&mut self, name: &str, cell: Option<CellRef>, year: i32) {
        let text = format!("{name}没有写年份，标题、表名、文件名中也没有，按工作目录名称和统计时段的 {year} 年计。");
        if !self.notes.iter().rev().take(LOOK_BACK).any(|note| note.text == text) {
            self.note(cell, text);
        }
    }

    pub fn note(&mut self, cell: Option<CellRef>, text: String) {
        let place = self.place(cell);
        self.notes.push(Note { place, text });
    }
}

/// What else helps where a list of branches or members was not taken for one.
fn or_confirm(record: RecordKind) -> &'static str {
    match record {
        RecordKind::BranchRoster | RecordKind::MemberRoster => "，或者由收集单位在名称核对表中确认",
        _ => "",
    }
}

/// The first characters of a long text.
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST_RAW {
        return text.to_string();
    }
    text.chars().take(LONGEST_RAW).chain(std::iter::once('…')).collect()
}
