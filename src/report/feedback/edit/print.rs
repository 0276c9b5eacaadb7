//! A marked sheet on paper. The column of remarks makes a sheet wider than it was; where its own set-up would cut columns off, it is turned to lie
//! across, and brought to the page's width if that is not enough, as long as its smallest letters can still be read. A sheet that fits as it is, or
//! that its author has brought to the page's width, is left alone, and so is every other setting of its print.

use std::ops::Range;

use super::scan::Scan;
use super::xml::{Splices, TagKind, attribute, each_inner_tag, each_tag, number, with_attribute, without_attribute};

/// Smallest letters, in points as printed.
const SMALLEST: f64 = 7.5;
/// Widths and heights in points of the papers that are in use, by their number.
const PAPERS: [(u32, f64, f64); 5] = [(1, 612.0, 792.0), (5, 612.0, 1008.0), (8, 841.9, 1190.6), (9, 595.3, 841.9), (11, 419.5, 595.3)];
/// The paper of a sheet that names none.
const USUAL: u32 = 9;
/// Margins left and right of a sheet that gives none, in points.
const MARGINS: f64 = 2.0 * 0.7 * 72.0;
/// Points that a column's unit takes: a digit is 7 pixels wide.
const UNIT: f64 = 7.0 * 0.75;
/// Width of a column that says nothing of it.
const COLUMN: f64 = 9.14;
/// What stands behind the set-up of the page in a sheet's part.
const AFTER: [&str; 17] = [
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It fits.
    As,
    /// Across.
    Across,
    /// Across, and all columns on the width of a page.
    Width,
    /// Across, at so many percent, for on the width of a page nobody could read it.
    Percent(u32),
}

/// What is to be done with a sheet that is so wide on a page with so much room upright and across, printed at so many percent; its smallest letters are
/// of that size. All in points.
pub fn fit(wide: f64, [now, across]: [f64; 2], percent: u32, letters: f64) -> Fit {
    let at = |room: f64| wide * f64::from(percent) / 100.0 <= room;
    if at(now) {
        return Fit::As;
    }
    if at(across) {
        return Fit::Across;
    }
    let least = (SMALLEST / letters * 100.0).ceil();
    if across / wide * 100.0 >= least { Fit::Width } else { Fit::Percent((least as u32).clamp(10, percent.max(10))) }
}

/// Room that a page of A4 has across, in points.
fn room_across() -> f64 {
    PAPERS.into_iter().find(|(paper, ..)| *paper == USUAL).map_or(0.0, |(_, _, long)| long - MARGINS)
}

/// Most units of columns that letters of that size can still be read at on the width of a page across.
pub fn most_units(letters: f64) -> f64 {
    room_across() / UNIT * letters / SMALLEST
}

/// What is to be done with a sheet of our own that lies across on A4 and is so many units wide.
pub fn across(units: f64, letters: f64) -> Fit {
    fit(units * UNIT, [room_across(); 2], 100, letters)
}

/// Where a sheet's part speaks of its print.
#[derive(Default)]
struct SetUp {
    /// End of the root's tag.
    root: usize,
    properties: Option<(Range<usize>, TagKind)>,
    /// Start of the properties' closing tag.
    properties_close: usize,
    fitting: Option<Range<usize>>,
    format: Option<Range<usize>>,
    margins: Option<Range<usize>>,
    page: Option<Range<usize>>,
    /// Where a set-up of the page would stand.
    place: usize,
}

impl SetUp {
    fn of(text: &str, scan: &Scan<'_>) -> Option<Self> {
        let data = scan.data?;
        let mut found = SetUp::default();
        each_tag(&text[..data.start], |tag| {
            let at = tag.start..tag.end;
            match (tag.name, tag.kind) {
                ("worksheet", _) => found.root = tag.end,
                ("sheetPr", TagKind::End) => found.properties_close = tag.start,
                ("sheetPr", kind) => found.properties = Some((at, kind)),
                ("pageSetUpPr", _) => found.fitting = Some(at),
                ("sheetFormatPr", _) => found.format = Some(at),
                _ => {}
            }
            true
        })?;
        let from = data.close? + "</sheetData>".len() + scan.prefix.len();
        let (mut depth, mut place) = (0_u32, None);
        each_inner_tag(text.get(from..)?, |tag| {
            let at = from + tag.start..from + tag.end;
            if depth == 0 && (AFTER.contains(&tag.name) || tag.name == "worksheet") {
                place = place.or(Some(at.start));
            }
            match (depth, tag.name, tag.kind) {
                (_, _, TagKind::End) => depth = depth.saturating_sub(1),
                (0, "pageMargins", _) => found.margins = Some(at),
                (0, "pageSetup", _) => found.page = Some(at),
                _ => {}
            }
            depth += u32::from(tag.kind == TagKind::Start);
            true
        })?;
        found.place = place?;
        (found.root > 0).then_some(found)
    }

    fn tag<'t>(&self, text: &'t str, at: &Option<Range<usize>>) -> &'t str {
        at.clone().map_or("", |at| &text[at])
    }
}

/// Points that the columns up to the one of remarks take, which is `remarks` units wide.
fn wide(text: &str, scan: &Scan<'_>, set_up: &SetUp, column: u32, remarks: f64) -> f64 {
    let usual = attribute(set_up.tag(text, &set_up.format), "defaultColWidth").and_then(|w| w.parse().ok()).unwrap_or(COLUMN);
    let mut units = f64::from(column) * usual;
    for col in scan.col.iter().filter(|col| col.first < column) {
        let tag = &text[col.start..col.end];
        let own = attribute(tag, "width").and_then(|w| w.parse().ok()).unwrap_or(usual);
        let own = if matches!(attribute(tag, "hidden"), Some("1" | "true")) { 0.0 } else { own };
        units += f64::from(col.last.min(column - 1) - col.first + 1) * (own - usual);
    }
    (units + remarks) * UNIT
}

/// Changes of the sheet's set-up; none where it fits as it is, or where what it says is not understood.
pub fn turn(text: &str, scan: &Scan<'_>, (column, remarks): (u32, f64), letters: f64, splices: &mut Splices) {
    let Some(set_up) = SetUp::of(text, scan) else { return };
    let (page, fitting) = (set_up.tag(text, &set_up.page), set_up.tag(text, &set_up.fitting));
    let fitted = matches!(attribute(fitting, "fitToPage"), Some("1" | "true"));
    if fitted && number(page, "fitToWidth") != Some(0) {
        return;
    }
    let paper = number(page, "paperSize").filter(|paper| *paper > 0).unwrap_or(USUAL);
    let Some((_, short, long)) = PAPERS.into_iter().find(|(known, ..)| *known == paper) else { return };
    let margins = set_up.tag(text, &set_up.margins);
    let margin = |name: &str| attribute(margins, name).and_then(|inches| inches.parse::<f64>().ok()).map(|inches| inches * 72.0);
    let margins = margin("left").zip(margin("right")).map_or(MARGINS, |(left, right)| left + right);
    let lies = attribute(page, "orientation") == Some("landscape");
    let room = [if lies { long } else { short } - margins, long - margins];
    let percent = number(page, "scale").filter(|scale| (10..=400).contains(scale)).unwrap_or(100);
    let fit = fit(wide(text, scan, &set_up, column, remarks), room, percent, letters);
    let p = scan.prefix;
    let fresh = format!("<{p}pageSetup paperSize=\"{paper}\"/>");
    let tag = if page.is_empty() { fresh.as_str() } else { page };
    let tag = with_attribute(tag, "orientation", "landscape");
    let tag = match fit {
        Fit::As => return,
        Fit::Across => tag,
        Fit::Width => {
            set_up.fit_to_page(text, p, splices);
            let tag = without_attribute(&tag, "scale");
            with_attribute(&with_attribute(&tag, "fitToWidth", "1"), "fitToHeight", "0")
        }
        Fit::Percent(percent) => with_attribute(&tag, "scale", &percent.to_string()),
    };
    let at = set_up.page.unwrap_or(set_up.place..set_up.place);
    splices.put(at.start, at.end, tag);
}

impl SetUp {
    /// Says that the sheet is brought to a number of pages.
    fn fit_to_page(&self, text: &str, p: &str, splices: &mut Splices) {
        let own = format!("<{p}pageSetUpPr fitToPage=\"1\"/>");
        match (&self.fitting, &self.properties) {
            (Some(at), _) => splices.put(at.start, at.end, with_attribute(&text[at.clone()], "fitToPage", "1")),
            (None, Some((at, TagKind::Empty))) => {
                let open = text[at.clone()].trim_end_matches("/>").trim_end();
                splices.put(at.start, at.end, format!("{open}>{own}</{p}sheetPr>"));
            }
            (None, Some(_)) => splices.put(self.properties_close, self.properties_close, own),
            (None, None) => splices.put(self.root, self.root, format!("<{p}sheetPr>{own}</{p}sheetPr>")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    fn turned(before: &str, after: &str, column: u32) -> String {
        let text = format!("<worksheet>{before}<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>{after}</worksheet>");
        let mut splices = Splices::default();
        turn(&text, &scan(&text).unwrap(), (column, 60.0), 10.0, &mut splices);
        splices.apply(&text).unwrap()
    }

    #[test]
    fn only_what_would_be_cut_off_is_changed() {
        let same = |before: &str, after: &str, column| {
            let text = turned(before, after, column);
            assert!(text.contains(before) && text.contains(&format!("</sheetData>{after}</worksheet>")), "{text}");
        };
        same("", "", 2);
        same("", "<pageSetup paperSize=\"8\" orientation=\"landscape\"/>", 12);
        same("<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>", "<pageSetup/>", 30);
        same("", "<pageSetup paperSize=\"256\"/>", 30);
        same("<cols><col min=\"1\" max=\"30\" width=\"12\" hidden=\"1\"/></cols>", "", 30);
    }

    #[test]
    fn a_sheet_is_turned_and_then_brought_to_the_width_as_long_as_it_can_be_read() {
        let across = turned("", "<pageMargins left=\"0.7\" right=\"0.7\"/><headerFooter/>", 8);
        assert!(across.contains("right=\"0.7\"/><pageSetup paperSize=\"9\" orientation=\"landscape\"/><headerFooter/>"), "{across}");
        let width = turned("<sheetPr codeName=\"S\"/>", "<pageSetup scale=\"100\" r:id=\"rId1\"/><drawing r:id=\"rId2\"/>", 12);
        assert!(width.contains("<sheetPr codeName=\"S\"><pageSetUpPr fitToPage=\"1\"/></sheetPr>"), "{width}");
        let set = "<pageSetup r:id=\"rId1\" orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/><drawing";
        assert!(width.contains(set), "{width}");
        let percent = turned("", "", 40);
        assert!(percent.contains("<pageSetup paperSize=\"9\" orientation=\"landscape\" scale=\"75\"/></worksheet>"), "{percent}");
        assert!(!percent.contains("fitToPage"), "{percent}");
        // letters that are small already are not made smaller, nor larger than their author has them
        assert_eq!(fit(2000.0, [500.0, 700.0], 60, 10.0), Fit::Percent(60));
        assert_eq!(fit(2000.0, [500.0, 700.0], 100, 7.0), Fit::Percent(100));
    }
}
