//! What may stand in a cell: its look, what it is checked for, and what the clerk is told.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, XlsxError};

use super::lists::Lists;
use crate::report::paper::style::Set;

/// What a cell is checked for while it is filled in.
#[derive(Clone, Debug, Default)]
pub enum Check {
    /// Given: nothing to fill in.
    Locked,
    /// Any text.
    #[default]
    Text,
    /// A date between two days; others on confirmation.
    Date(NaiveDate, NaiveDate),
    /// A time of day.
    Time,
    /// People: a whole number.
    Count,
    /// People, no more than in the cell of that heading.
    CountUpTo(String),
    /// One of these and nothing else.
    OneOf(Vec<String>),
    /// One of these, or other words.
    Offer(Vec<String>),
}

/// A column of a table or a field of a form.
#[derive(Clone, Debug, Default)]
pub struct BlankCell {
    pub heading: String,
    pub width: f64,
    pub look: Set,
    pub check: Check,
    /// Shown beside the cell; may be empty.
    pub prompt: String,
    /// What is given stays open to change.
    pub open: bool,
}

impl BlankCell {
    pub fn new(heading: impl Into<String>, width: f64, look: Set, check: Check, prompt: impl Into<String>) -> Self {
        BlankCell { heading: heading.into(), width, look, check, prompt: prompt.into(), open: false }
    }

    /// The rule of the cell; `of` gives the cell of another heading in the first row that the rule is for, `own` this one's.
    pub fn rule(&self, own: &str, of: &dyn Fn(&str) -> Option<String>, lists: &mut Lists) -> Result<Option<DataValidation>, XlsxError> {
        let date = |d: NaiveDate| ExcelDateTime::from_ymd(d.year().clamp(1900, 9999) as u16, d.month() as u8, d.day() as u8);
        let stop = DataValidationErrorStyle::Stop;
        let (rule, style, error) = match &self.check {
            Check::Locked => return Ok(None),
            Check::Text if self.prompt.is_empty() => return Ok(None),
            Check::Text => (DataValidation::new().allow_any_value(), stop, String::new()),
            Check::Date(from, to) => (
                DataValidation::new().allow_date(DataValidationRule::Between(date(*from)?, date(*to)?)),
                DataValidationErrorStyle::Warning,
                format!("应填 {from} 至 {to} 之间的日期，写作 {from}。确需填写其他日期的，选“是”保留。"),
            ),
            Check::Time => (
                DataValidation::new()
                    .allow_time(DataValidationRule::Between(ExcelDateTime::from_hms(0, 0, 0)?, ExcelDateTime::from_hms(23, 59, 59)?)),
                stop,
                "应填时刻，写作 9:00 或 14:30。".to_string(),
            ),
            Check::Count => (
                DataValidation::new().allow_whole_number(DataValidationRule::Between(0, 99_999)),
                stop,
                "应填人数，只写不小于 0 的整数，不写“人”字。".to_string(),
            ),
            Check::CountUpTo(other) => {
                let most = of(other).unwrap_or_else(|| own.to_string());
                let formula = format!("=AND(ISNUMBER({own}),{own}=INT({own}),{own}>=0,OR({most}=\"\",{own}<={most}))");
                (DataValidation::new().allow_custom(Formula::new(formula)), stop, format!("应填不小于 0 的整数，且不得多于{other}。"))
            }
            Check::OneOf(choices) => (lists.rule(choices)?, stop, "请从下拉列表中选择。".to_string()),
            Check::Offer(choices) => {
                (lists.rule(choices)?, DataValidationErrorStyle::Information, "所填内容不在下拉列表中，可以保留。".to_string())
            }
        };
        let heading: String = self.heading.chars().filter(|c| !c.is_whitespace()).take(30).collect();
        let mut rule = rule.set_error_style(style);
        if !self.prompt.is_empty() {
            rule = rule.set_input_title(heading.as_str())?.set_input_message(self.prompt.as_str())?;
        }
        if error.is_empty() {
            return Ok(Some(rule));
        }
        Ok(Some(rule.set_error_title(heading.as_str())?.set_error_message(error)?))
    }
}
