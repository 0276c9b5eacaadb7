//! 活动记录表: one activity to a sheet, labels with their cells, on a page of A4.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::cells::{BlankCell, Check};
use super::lists::Lists;
use super::sheet::finish;
use super::tables::{activity, heading};
use super::{Blank, BranchLine, MonthLine, Per};
use crate::model::cell::column_letters;
use crate::model::profile::MemberParams;
use crate::model::record::Field;
use crate::report::file_name::Taken;
use crate::report::paper::style::{Ink, Set, given, open};

/// Columns: label and value, three times.
const LAST: u16 = 5;

/// A sheet for each branch and month.
pub fn sheets(blank: &Blank<'_>, lists: &mut Lists) -> Result<Vec<Worksheet>, XlsxError> {
    let mut taken = Taken::default();
    let mut sheets = Vec::new();
    for branch in blank.branches {
        for month in &branch.months {
            let name = match blank.per {
                Per::Branch => format!("{}年{}月", month.month.year(), month.month.month()),
                Per::Committee => format!("{}月{}", month.month.month(), branch.name),
            };
            sheets.push(sheet(blank, branch, month, taken.sheet(&name), lists)?);
        }
    }
    Ok(sheets)
}

/// Writes a form from the top down.
struct Page<'a> {
    ws: Worksheet,
    row: u32,
    lists: &'a mut Lists,
    /// Cells written so far, by heading.
    places: Vec<(String, String)>,
}

impl Page<'_> {
    /// A label and its value over the columns up to `to`.
    fn pair(&mut self, at: u16, to: u16, cell: &BlankCell, value: Option<&str>) -> Result<(), XlsxError> {
        self.ws.write_string_with_format(self.row, at, &cell.heading, &Ink::Label.format())?;
        let locked = matches!(cell.check, Check::Locked) || value.is_some();
        let format = if locked { given(cell.look) } else { open(cell.look) };
        let text = value.unwrap_or_default();
        if to > at + 1 {
            self.ws.merge_range(self.row, at + 1, self.row, to, text, &format)?;
        } else if text.is_empty() {
            self.ws.write_blank(self.row, at + 1, &format)?;
        } else {
            self.ws.write_string_with_format(self.row, at + 1, text, &format)?;
        }
        let own = format!("{}{}", column_letters(u32::from(at) + 1), self.row + 1);
        let places = &self.places;
        let of = |heading: &str| places.iter().find(|(h, _)| h == heading).map(|(_, place)| place.clone());
        if let Some(rule) = cell.rule(&own, &of, self.lists)? {
            self.ws.add_data_validation(self.row, at + 1, self.row, at + 1, &rule)?;
        }
        self.places.push((cell.heading.clone(), own));
        Ok(())
    }

    fn end(&mut self, height: f64) -> Result<(), XlsxError> {
        self.ws.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    fn place(&self, heading: &str) -> String {
        self.places.iter().find(|(h, _)| h == heading).map_or_else(String::new, |(_, place)| place.clone())
    }
}

fn sheet(blank: &Blank<'_>, branch: &BranchLine, month: &MonthLine, name: String, lists: &mut Lists) -> Result<Worksheet, XlsxError> {
    let mut ws = Worksheet::new();
    ws.set_name(&name)?;
    for (col, width) in [13.0, 17.0, 13.0, 17.0, 13.0, 17.0].iter().enumerate() {
        ws.set_column_width(col as u16, *width)?;
    }
    let at = |field| heading(blank, field);
    let given = |field| BlankCell::new(at(field), 0.0, Set::Center, Check::Locked, "");
    let text = |field, prompt: &str| BlankCell::new(at(field), 0.0, Set::Left, Check::Text, prompt);
    let words = format!("{}年{}月", month.month.year(), month.month.month());
    ws.merge_range(0, 0, 0, LAST, &format!("{words}{}", blank.kind.title(blank.profile)), &Ink::Title.format())?;
    let mut page = Page { ws, row: 0, lists, places: Vec::new() };
    page.end(40.0)?;
    // Branch and committee in one line would pass for the header of a roster.
    page.pair(0, 3, &given(Field::Branch), Some(&branch.name))?;
    page.pair(4, LAST, &given(Field::Month), Some(&words))?;
    page.end(38.0)?;
    page.pair(0, LAST, &given(Field::Committee), Some(&branch.committee))?;
    page.end(32.0)?;
    page.pair(0, LAST, &text(Field::Theme, "写明主题；当月没有开展的填“无”。"), None)?;
    page.end(38.0)?;
    // Below the theme: a date above it would pass for the activity's own.
    if !month.words.is_empty() {
        page.pair(0, LAST, &BlankCell::new(activity::DAY, 0.0, Set::Left, Check::Locked, ""), Some(&month.words))?;
        page.end(32.0)?;
    }
    let when = Check::Date(month.month.first_day(), month.month.last_day());
    page.pair(0, 1, &BlankCell::new(at(Field::Date), 0.0, Set::Date, when, "实际开展的日期，写全年月日。"), None)?;
    let times = activity::times(blank, 0.0);
    match &times[..] {
        [one] => page.pair(2, LAST, one, None)?,
        more => more.iter().take(2).enumerate().try_for_each(|(i, cell)| page.pair(2 + 2 * i as u16, 3 + 2 * i as u16, cell, None))?,
    }
    page.end(32.0)?;
    page.pair(0, LAST, &text(Field::Place, ""), None)?;
    page.end(32.0)?;
    page.pair(0, 1, &BlankCell::new(at(Field::Due), 0.0, Set::Count, Check::Count, "应当参加的党员人数，免予考勤的不计。"), None)?;
    let most = Check::CountUpTo(at(Field::Due));
    page.pair(2, 3, &BlankCell::new(at(Field::Actual), 0.0, Set::Count, most, "实际参加的党员人数，不多于应到人数。"), None)?;
    page.pair(4, 5, &BlankCell::new(at(Field::Host), 0.0, Set::Center, Check::Text, ""), None)?;
    page.end(32.0)?;
    page.pair(0, LAST, &text(Field::Absentees, "没有缺席的填“无”。"), None)?;
    page.end(40.0)?;
    if blank.profile.all_params().any(|p| p.the::<MemberParams>().make_up.is_some()) {
        page.pair(0, LAST, &text(Field::MakeUp, ""), None)?;
        page.end(38.0)?;
    }
    if let Some(cell) = activity::set_actions(blank, 0.0) {
        page.pair(0, LAST, &cell, None)?;
        page.end(38.0)?;
    }
    page.pair(0, LAST, &text(Field::Content, "写明活动的主要内容和效果。"), None)?;
    page.end(330.0)?;
    for three in activity::items(blank).chunks(3) {
        for (i, name) in three.iter().enumerate() {
            page.pair(2 * i as u16, 2 * i as u16 + 1, &activity::tick(name, 0.0), None)?;
        }
        page.end(38.0)?;
    }
    page.pair(0, 1, &BlankCell::new(at(Field::Recorder), 0.0, Set::Center, Check::Text, ""), None)?;
    let (from, to) = (month.month.first_day(), month.month.plus(3).last_day());
    page.pair(2, 3, &BlankCell::new(at(Field::Reported), 0.0, Set::Date, Check::Date(from, to), "报上级党组织的日期。"), None)?;
    verdict(&mut page, blank)?;
    page.end(32.0)?;
    page.pair(0, LAST, &text(Field::Remark, ""), None)?;
    page.end(32.0)?;
    let mut ws = page.ws;
    finish(&mut ws, false);
    ws.set_print_fit_to_pages(1, 1);
    ws.set_selection(3, 1, 3, 1)?;
    Ok(ws)
}

/// 填报自查, by formula.
fn verdict(page: &mut Page<'_>, blank: &Blank<'_>) -> Result<(), XlsxError> {
    let place = |field| page.place(&heading(blank, field));
    let (date, theme, due, actual) = (place(Field::Date), place(Field::Theme), place(Field::Due), place(Field::Actual));
    let own = [heading(blank, Field::Branch), heading(blank, Field::Committee), heading(blank, Field::Month), activity::DAY.to_string()];
    let open: Vec<&str> = page.places.iter().filter(|(h, _)| !own.contains(h)).map(|(_, place)| place.as_str()).collect();
    let formula = format!(
        "=IF(COUNTA({})=0,\"未填\",IF({theme}=\"无\",\"未开展\",IF({date}=\"\",\"缺活动日期\",IF({theme}=\"\",\"缺活动主题\",IF(OR({due}=\"\",{actual}=\"\"),\"缺人数\",IF({actual}>{due},\"实到多于应到\",\"已填\"))))))",
        open.join(",")
    );
    page.ws.write_string_with_format(page.row, 4, heading(blank, Field::SelfCheck), &Ink::Label.format())?;
    page.ws.write_formula_with_format(page.row, 5, Formula::new(formula).set_result("未填"), &given(Set::Center))?;
    Ok(())
}
