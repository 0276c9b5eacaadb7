//! The slips of a branch and month on one sheet: as many to a page as fit whole, all of one height, so that a page is cut the same way each time.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::layout::own::NOT_A_LEDGER;
use crate::model::assessment::{MemberFigures, Outcome};
use crate::model::figure::Points;
use crate::model::org::Branch;
use crate::model::points::{PointLine, PointScheme};
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::report::paper;
use crate::report::paper::style::{Formats, Ink, page};

/// Lines for what happened in the month, at least.
const LEAST_LINES: usize = 4;
/// Widths of the columns: what A4 holds at full size, whatever the program takes for a column's unit.
const WIDTHS: [f64; 4] = [18.0, 10.0, 12.0, 28.0];
/// Height of an A4 page between its margins, of a slip without its lines, and of a line, in points.
const PAGE: f64 = 750.0;
const FIXED: f64 = 176.0;
const LINE: f64 = 17.0;
/// Height of the sentence on what is still out.
const RETURNED: f64 = 32.0;

/// What the account stood at on the month's last day; `None` as long as nothing was recorded for the member in the year.
pub fn balance(member: &MemberFigures, month: Month) -> Option<Points> {
    let account = member.points.as_ref()?;
    account.balance.range(..=month).next_back().filter(|(last, _)| last.year() == month.year()).map(|(_, points)| *points)
}

fn lines(member: &MemberFigures, month: Month) -> &[PointLine] {
    member.points.as_ref().and_then(|account| account.months.get(&month)).map_or(&[], Vec::as_slice)
}

/// What the slips of a sheet share.
pub struct About<'a> {
    pub outcome: &'a Outcome,
    pub scheme: &'a PointScheme,
    pub branch: &'a Branch,
    pub month: Month,
    /// How much of what the committee handed in is still out, as a sentence.
    pub returned: Option<&'a str>,
}

impl About<'_> {
    /// The sheet of the month.
    ///
    /// # Errors
    /// Those of writing.
    pub fn sheet(&self, members: &[&MemberFigures], ink: &Formats) -> Result<Worksheet, XlsxError> {
        let mut ws = Worksheet::new();
        ws.set_name(format!("{}年{}月", self.month.year(), self.month.month()))?;
        for (at, width) in WIDTHS.iter().enumerate() {
            ws.set_column_width(at as u16, *width)?;
        }
        let most = members.iter().map(|m| lines(m, self.month).len()).max().unwrap_or(0).max(LEAST_LINES);
        let mut breaks = Vec::new();
        let mut row = 0;
        let fixed = FIXED + self.returned.map_or(0.0, |_| RETURNED);
        let per_page = ((PAGE / (fixed + LINE * most as f64)) as usize).max(1);
        for (at, member) in members.iter().enumerate() {
            if at > 0 && at % per_page == 0 {
                breaks.push(row);
            }
            row = self.slip(&mut ws, row, member, most, ink)?;
        }
        ws.set_page_breaks(&breaks)?;
        page(&mut ws, false, [""; 2]);
        // Breaks stand where the slips end; fitting to a page would set them aside.
        ws.set_print_scale(100);
        ws.set_print_area(0, 0, row.max(1) - 1, WIDTHS.len() as u16 - 1)?;
        Ok(ws)
    }

    /// Writes a slip of so many lines from a row on; gives the row after it.
    fn slip(&self, ws: &mut Worksheet, from: u32, member: &MemberFigures, most: usize, ink: &Formats) -> Result<u32, XlsxError> {
        let corpus = &self.outcome.corpus;
        let name = paper::clean(&corpus.members[member.member].name);
        let mut row = from;
        let wide = |ws: &mut Worksheet, row: u32, text: &str, format: &Format, height: f64| -> Result<(), XlsxError> {
            ws.set_row_height(row, height)?;
            ws.merge_range(row, 0, row, WIDTHS.len() as u16 - 1, text, format).map(|_| ())
        };
        wide(ws, row, &format!("{}通知单（{}）", self.scheme.name, spoken::span(Span::Month(self.month))), &ink[Ink::Title], 30.0)?;
        row += 1;
        ws.set_row_height(row, 30.0)?;
        ws.write_string_with_format(row, 0, "姓名", &ink[Ink::Head])?;
        ws.write_string_with_format(row, 1, name, &ink[Ink::Bold])?;
        ws.write_string_with_format(row, 2, "所在党支部", &ink[Ink::Head])?;
        ws.write_string_with_format(row, 3, paper::clean(&self.branch.name), &ink[Ink::Center])?;
        row += 1;
        ws.set_row_height(row, 18.0)?;
        for (at, head) in ["本月记录", "数量", "分值", "备注"].iter().enumerate() {
            ws.write_string_with_format(row, at as u16, *head, &ink[Ink::Head])?;
        }
        row += 1;
        let lines = lines(member, self.month);
        for at in 0..most {
            ws.set_row_height(row, LINE)?;
            self.line(ws, row, at, lines, ink)?;
            row += 1;
        }
        let sum = lines.iter().fold(0, |sum, line| sum + line.points.hundredths());
        ws.set_row_height(row, 20.0)?;
        ws.write_string_with_format(row, 0, "本月增减", &ink[Ink::Head])?;
        ws.write_string_with_format(row, 1, signed(Points::from_hundredths(sum)), &ink[Ink::Bold])?;
        ws.write_string_with_format(row, 2, "月末累计", &ink[Ink::Head])?;
        let total = balance(member, self.month).unwrap_or(self.scheme.base);
        ws.write_string_with_format(row, 3, format!("{total} 分（年初基数 {} 分）", self.scheme.base), &ink[Ink::Bold])?;
        row += 1;
        let note = format!(
            "本单依据截至 {} 报送的考勤、志愿服务等记录计算，供本人核对，不作为对本人的评价结论；如有出入，请在收到后与所在党支部核实更正。",
            spoken::day(corpus.as_of)
        );
        wide(ws, row, &note, &ink[Ink::Small], 32.0)?;
        row += 1;
        if let Some(returned) = self.returned {
            wide(ws, row, returned, &ink[Ink::Small], RETURNED)?;
            row += 1;
        }
        wide(ws, row, "支部经手人：____________　　本人签收：____________　　日期：____年__月__日", &ink[Ink::Small], 22.0)?;
        row += 1;
        if from == 0 {
            // Once on a sheet, where it disturbs nobody: handed back by mistake, the sheet is no ledger.
            ws.write_string_with_format(0, WIDTHS.len() as u16 + 1, NOT_A_LEDGER, &ink[Ink::Small])?;
        }
        ws.set_row_height(row, 12.0)?;
        for at in 0..WIDTHS.len() as u16 {
            ws.write_blank(row, at, &ink[Ink::Cut])?;
        }
        ws.set_row_height(row + 1, 12.0)?;
        Ok(row + 2)
    }

    fn line(&self, ws: &mut Worksheet, row: u32, at: usize, lines: &[PointLine], ink: &Formats) -> Result<(), XlsxError> {
        let Some(line) = lines.get(at) else {
            let text = if at == 0 { "本月没有计分记录" } else { "" };
            ws.write_string_with_format(row, 0, text, &ink[Ink::Text])?;
            for at in 1..WIDTHS.len() as u16 {
                ws.write_blank(row, at, &ink[Ink::Text])?;
            }
            return Ok(());
        };
        ws.write_string_with_format(row, 0, line.event.name(), &ink[Ink::Text])?;
        ws.write_number_with_format(row, 1, f64::from(line.count), &ink[Ink::Center])?;
        ws.write_string_with_format(row, 2, signed(line.points), &ink[Ink::Center])?;
        ws.write_string_with_format(row, 3, if line.capped { "已达最多计分" } else { "" }, &ink[Ink::Text])?;
        Ok(())
    }
}

/// `+2`, `-4`, `0`.
fn signed(points: Points) -> String {
    if points.hundredths() > 0 { format!("+{points}") } else { points.to_string() }
}
