//! Word documents in the layout of official papers (GB/T 9704): A4, a type area of 156 by 225 mm, 22 lines of 28 characters, page numbers at the outer
//! side. A document is a list of paragraphs and tables by kind (`Kind`, `Grid`); how each kind looks stands in `parts` once. The markup is printed as
//! it comes and packed by the paper kit: rosters of members run to a hundred thousand rows, for which a tree of boxes is too slow and too large. No
//! clock and no chance: equal contents give equal bytes.

mod grid;
mod parts;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use quick_xml::escape::partial_escape;
use rust_xlsxwriter::XlsxError;

pub use grid::{Cell, Col, Grid};
pub use parts::Kind;

use super::paper::clean;
use super::paper::package::{Package, Packed};
use super::seal;
use crate::model::own::OwnKind;

/// How the paper lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Upright: 156 mm of text.
    Upright,
    /// On its side, for wide tables: 225 mm of text.
    Side,
}

impl Lie {
    /// Width of the text in twentieths of a point.
    fn width(self) -> u32 {
        match self {
            Lie::Upright => parts::WIDTH,
            Lie::Side => parts::HEIGHT,
        }
    }
}

/// A document in the making.
pub struct Document {
    title: String,
    day: NaiveDate,
    lie: Lie,
    body: String,
    /// Nothing stands on the page yet.
    fresh: bool,
}

impl Document {
    /// An empty document, made on that day.
    pub fn new(title: &str, day: NaiveDate, lie: Lie) -> Self {
        Document { title: title.to_string(), day, lie, body: String::new(), fresh: true }
    }

    /// A paragraph. Identity numbers in it are masked; lines in it stay lines.
    pub fn say(&mut self, kind: Kind, text: &str) {
        self.paragraph(kind, &[(Weight::Plain, text)]);
    }

    /// A paragraph that begins with a part set apart (`一是`, a heading within the line).
    pub fn say_led(&mut self, kind: Kind, lead: &str, text: &str) {
        self.paragraph(kind, &[(Weight::Lead, lead), (Weight::Plain, text)]);
    }

    /// An empty line of the body.
    pub fn gap(&mut self) {
        self.say(Kind::Plain, "");
    }

    /// A table over the whole width of the text.
    pub fn grid(&mut self, grid: &Grid) {
        grid.print(&mut self.body, self.lie.width());
        // Word wants a paragraph behind a table; a low one leaves no gap
        self.say(Kind::Behind, "");
    }

    /// The next thing stands on a page of its own, but for the first.
    pub fn page(&mut self) {
        if !self.fresh {
            self.body.push_str("<w:p><w:pPr><w:pStyle w:val=\"Behind\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>");
        }
        self.fresh = true;
    }

    fn paragraph(&mut self, kind: Kind, parts: &[(Weight, &str)]) {
        self.fresh = false;
        self.body.push_str("<w:p><w:pPr><w:pStyle w:val=\"");
        self.body.push_str(kind.id());
        self.body.push_str("\"/></w:pPr>");
        for (weight, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            run(&mut self.body, *weight, &clean(text));
        }
        self.body.push_str("</w:p>");
    }

    /// Writes it.
    ///
    /// # Errors
    /// Those of writing.
    pub fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        parts::section(&mut self.body, self.lie);
        let mut package = Package::new(BufWriter::new(File::create(path)?));
        for (name, packed) in parts::fixed() {
            package.add(name, |entry| Ok(entry.add(packed)?))?;
        }
        let title = partial_escape(clean(&self.title));
        for (name, text) in [
            ("docProps/core.xml", parts::core(&title, self.day)),
            (seal::PART, seal::part(OwnKind::Report, Vec::new())),
            ("word/document.xml", parts::document(&self.body)),
        ] {
            let packed = Packed::new(&text)?;
            package.add(name, |entry| Ok(entry.add(&packed)?))?;
        }
        package.finish()?.flush()?;
        Ok(())
    }
}

/// How a part of a line is set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Plain,
    Strong,
    /// A heading within the line: 楷体.
    Lead,
}

/// A run of text: masked and cleaned already. Quotation marks, dashes and dots that Latin and Chinese share are set as Chinese.
fn run(out: &mut String, weight: Weight, text: &str) {
    let shared = weight != Weight::Lead && text.contains(['“', '”', '‘', '’', '—', '…', '·', '×', '÷', '√', '－']);
    out.push_str("<w:r>");
    if shared || weight != Weight::Plain {
        out.push_str("<w:rPr>");
        if shared {
            out.push_str("<w:rFonts w:hint=\"eastAsia\"/>");
        }
        match weight {
            Weight::Plain => {}
            Weight::Strong => out.push_str("<w:b/>"),
            Weight::Lead => out.push_str(&format!("<w:rFonts w:hint=\"eastAsia\" w:eastAsia=\"{}\"/>", parts::KAI)),
        }
        out.push_str("</w:rPr>");
    }
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push_str("<w:br/>");
        }
        out.push_str("<w:t xml:space=\"preserve\">");
        out.push_str(&partial_escape(line));
        out.push_str("</w:t>");
    }
    out.push_str("</w:r>");
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use super::*;

    fn sample() -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let mut doc = Document::new("通报 320102199001011234", "2018-01-10".parse().unwrap(), Lie::Side);
        doc.page();
        doc.say(Kind::Title, "关于<甲>的“通报”");
        doc.say_led(Kind::Body, "一是", "身份证 320102199001011234\n第二行");
        let grid =
            Grid::new(vec![Col::left("单位", 30), Col::right("数", 10)], vec![vec![Cell::text("甲&乙"), Cell::text("320102199001011234")]]);
        doc.grid(&grid);
        doc.page();
        doc.say(Kind::Body, "横");
        let path = dir.path().join("a.docx");
        doc.save(&path).unwrap();
        std::fs::read(path).unwrap()
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut text = String::new();
        ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn every_part_is_well_formed_and_named_in_the_package() {
        let bytes = sample();
        let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let types = part(&bytes, "[Content_Types].xml");
        let names: Vec<String> = (0..zip.len()).map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned()).collect();
        assert!(names.len() >= 10, "{names:?}");
        for name in names {
            let text = part(&bytes, &name);
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut open = 0;
            loop {
                match reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) {
                    quick_xml::events::Event::Start(_) => open += 1,
                    quick_xml::events::Event::End(_) => open -= 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(open, 0, "{name}");
            let told = name.ends_with(".rels") || name == "[Content_Types].xml" || types.contains(&format!("\"/{name}\""));
            assert!(told, "{name} has no type");
        }
    }

    #[test]
    fn text_is_escaped_and_masked_and_bytes_are_the_same() {
        let bytes = sample();
        let document = part(&bytes, "word/document.xml");
        assert!(document.contains("关于&lt;甲&gt;的“通报”") && document.contains("甲&amp;乙"), "{document}");
        assert!(!document.contains("320102199001011234") && document.contains("320***********1234"));
        assert!(!part(&bytes, "docProps/core.xml").contains("320102199001011234"));
        assert!(document.contains("w:hint=\"eastAsia\"") && document.contains("<w:br/>"));
        assert_eq!(document.matches("w:orient=\"landscape\"").count(), 1);
        assert_eq!(document.matches("<w:br w:type=\"page\"/>").count(), 1, "no empty page before the first");
        assert!(document.contains("<w:tblHeader/>") && document.contains("<w:cantSplit/>"));
        assert!(
            part(&bytes, "docProps/custom.xml").contains("name=\"dangri\"")
                && part(&bytes, "docProps/core.xml").contains("2018-01-10T00:00:00Z")
        );
        assert!(bytes == sample());
    }
}
