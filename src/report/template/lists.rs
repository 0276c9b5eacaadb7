//! What drop-downs offer. A short list stands in the rule itself; a long one (Excel takes 255 characters) goes to a column of a hidden sheet.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use crate::model::cell::column_letters;

/// The hidden sheet.
const SHEET: &str = "名单";
/// Most UTF-16 units that a list may have within a rule.
const SHORT: usize = 250;

/// Long lists, each once.
#[derive(Default)]
pub struct Lists {
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// A rule that offers these.
    pub fn rule(&mut self, choices: &[String]) -> Result<DataValidation, XlsxError> {
        let length: usize = choices.iter().map(|c| c.encode_utf16().count() + 1).sum();
        if length <= SHORT && choices.iter().all(|c| !c.contains([',', '，', '"'])) {
            return DataValidation::new().allow_list_strings(choices);
        }
        let at = self.columns.iter().position(|c| c == choices).unwrap_or_else(|| {
            self.columns.push(choices.to_vec());
            self.columns.len() - 1
        });
        let letters = column_letters(at as u32);
        Ok(DataValidation::new().allow_list_formula(Formula::new(format!("='{SHEET}'!${letters}$1:${letters}${}", choices.len().max(1)))))
    }

    /// The hidden sheet, if any list needs it.
    pub fn sheet(&self) -> Result<Option<Worksheet>, XlsxError> {
        if self.columns.is_empty() {
            return Ok(None);
        }
        let mut ws = Worksheet::new();
        ws.set_name(SHEET)?;
        for (col, choices) in self.columns.iter().enumerate() {
            for (row, choice) in choices.iter().enumerate() {
                ws.write_string(row as u32, col as u16, choice)?;
            }
        }
        ws.set_hidden(true);
        Ok(Some(ws))
    }
}
