//! What is to be shown in a faulty ledger: which cells of which sheet, and what is said of each. Findings that cost nothing and point at nothing
//! wrong (leads, counts) are no marks; what an approved explanation covers is none either.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::cell::CellRef;
use crate::model::finding::{Code, Finding, Level, Status};
use crate::model::identity::mask_identity;

/// Heading of the column of remarks.
pub const HEADING: &str = "问题说明";

/// Numbers of branches that look like a person's: keys, left as they are where a cell holds nothing else.
pub type Keys = BTreeSet<Arc<str>>;

/// The marks of a file, by sheet.
#[derive(Clone, Debug, Default)]
pub struct FileMarks<'f> {
    pub sheets: BTreeMap<&'f str, SheetMarks<'f>>,
    pub keys: Arc<Keys>,
}

/// The marks of a sheet: what was found at each cell.
#[derive(Clone, Debug, Default)]
pub struct SheetMarks<'f> {
    pub cells: BTreeMap<CellRef, Vec<&'f Finding>>,
}

impl<'f> FileMarks<'f> {
    /// Takes up a finding at a cell.
    pub fn add(&mut self, finding: &'f Finding) {
        let Some(place) = finding.place.as_ref() else { return };
        let Some(cell) = place.cell else { return };
        self.sheets.entry(&place.sheet).or_default().cells.entry(cell).or_default().push(finding);
    }

    /// How many cells are marked.
    pub fn count(&self) -> usize {
        self.sheets.values().map(|s| s.cells.len()).sum()
    }
}

impl SheetMarks<'_> {
    /// The remark of each row that has one.
    pub fn remarks(&self) -> BTreeMap<u32, String> {
        let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (at, findings) in &self.cells {
            let mut said: Vec<String> = Vec::with_capacity(findings.len());
            for text in findings.iter().map(|f| words(f)) {
                if !said.contains(&text) {
                    said.push(text);
                }
            }
            rows.entry(at.row).or_default().extend(said.iter().map(|text| format!("【{at}】{text}")));
        }
        // what is said of columns stands in the line of headings, where the remarks' own heading is read from when the copy comes back
        let columns: BTreeSet<u32> =
            self.cells.iter().filter(|(_, all)| all.iter().any(|f| f.code == Code::ING006)).map(|(at, _)| at.row).collect();
        rows.into_iter()
            .map(|(row, lines)| {
                let said = lines.join("\n");
                (row, if columns.contains(&row) { format!("{HEADING}\n{said}") } else { said })
            })
            .collect()
    }
}

/// What is said of a cell.
fn words(finding: &Finding) -> String {
    let member = finding.member.as_deref().map(|m| format!("{m}：")).unwrap_or_default();
    mask_identity(&format!("{}：{member}{}", finding.code.name(), finding.say))
}

/// Is the finding one that a ledger shows?
pub fn shows(finding: &Finding) -> bool {
    let data = finding.code.is_about_reading() && finding.code != Code::ING001;
    let cell = finding.place.as_ref().is_some_and(|p| p.cell.is_some());
    cell && finding.status != Status::Waived && (data || finding.level > Level::Info)
}
