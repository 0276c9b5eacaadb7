//! The table of formats with our own put at its end: a twin with a fill for every format that a marked cell has, and two for the column of
//! remarks. Nothing that is there changes its number.

use std::collections::BTreeMap;

use super::xml::{Splices, TagKind, attribute, each_tag, number, prefix, with_attribute};

/// Fill of marked cells and of remarks: yellow that prints as a light grey.
const MARK: &str = "FFFFD966";
const REMARK: &str = "FFFFF5DC";
/// Size of the letters of remarks, in points.
pub const REMARK_SIZE: f64 = 10.0;
/// Size of letters of which the table does not say it.
const USUAL_SIZE: f64 = 11.0;
/// Colour of remarks.
const INK: &str = "FF9C1C1C";

/// The new table and the numbers in it.
pub struct Styled {
    pub xml: String,
    /// Format with the fill, by the format without.
    pub marked: BTreeMap<u32, u32>,
    pub remark: u32,
    pub heading: u32,
}

/// A list of the table: its opening tag, its children, its end.
#[derive(Default)]
struct List {
    open: Option<(usize, usize)>,
    /// Offset of the closing tag.
    close: Option<usize>,
    children: Vec<(usize, usize)>,
}

/// Size of the letters of each format, in points.
pub fn sizes(text: &str) -> Option<Vec<f64>> {
    let (mut fonts, mut formats): (Vec<f64>, Vec<usize>) = Default::default();
    let mut path: Vec<&str> = Vec::new();
    each_tag(text, |tag| {
        if tag.kind == TagKind::End {
            path.pop();
            return true;
        }
        let raw = &text[tag.start..tag.end];
        match (path.get(1..).unwrap_or(&[]), tag.name) {
            (["fonts"], "font") => fonts.push(USUAL_SIZE),
            (["fonts", "font"], "sz") => {
                let size = attribute(raw, "val").and_then(|size| size.parse().ok());
                fonts.last_mut().into_iter().zip(size).for_each(|(font, size)| *font = size);
            }
            (["cellXfs"], "xf") => formats.push(number(raw, "fontId").unwrap_or(0) as usize),
            _ => {}
        }
        if tag.kind == TagKind::Start {
            path.push(tag.name);
        }
        true
    })?;
    Some(formats.into_iter().map(|font| fonts.get(font).copied().unwrap_or(USUAL_SIZE)).collect())
}

/// Adds twins of the formats `bases`. `None`: the table is not as the format wants.
pub fn add(text: &str, bases: impl IntoIterator<Item = u32>) -> Option<Styled> {
    let (mut fonts, mut fills, mut formats) = (List::default(), List::default(), List::default());
    let mut path: Vec<&str> = Vec::new();
    let mut child = 0;
    each_tag(text, |tag| {
        if tag.kind == TagKind::End {
            path.pop();
        }
        let list = match path.get(1).copied().or((path.len() == 1).then_some(tag.name)) {
            Some("fonts") => Some(&mut fonts),
            Some("fills") => Some(&mut fills),
            Some("cellXfs") => Some(&mut formats),
            _ => None,
        };
        if let Some(list) = list {
            match (path.len(), tag.kind) {
                (1, TagKind::Start) => list.open = Some((tag.start, tag.end)),
                (1, TagKind::End) => list.close = Some(tag.start),
                (2, TagKind::Start) => child = tag.start,
                (2, TagKind::Empty) => list.children.push((tag.start, tag.end)),
                (2, TagKind::End) => list.children.push((child, tag.end)),
                _ => {}
            }
        }
        if tag.kind == TagKind::Start {
            path.push(tag.name);
        }
        true
    })?;
    let p = prefix(&text[fonts.open?.0..]).to_string();
    let mut splices = Splices::default();
    let font = fonts.children.len() as u32;
    let face = |bold: &str| {
        format!(
            "<{p}font>{bold}<{p}sz val=\"{REMARK_SIZE}\"/><{p}color rgb=\"{INK}\"/><{p}name val=\"宋体\"/><{p}charset val=\"134\"/></{p}font>"
        )
    };
    fonts.append(text, &mut splices, &[face(""), face(&format!("<{p}b/>"))])?;
    let fill = fills.children.len() as u32;
    let solid = |rgb: &str| {
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{rgb}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    };
    fills.append(text, &mut splices, &[solid(MARK), solid(REMARK)])?;

    let mut next = formats.children.len() as u32;
    let (mut marked, mut twins) = (BTreeMap::new(), Vec::new());
    for base in bases {
        if marked.contains_key(&base) {
            continue;
        }
        let (start, end) = *formats.children.get(base as usize).or(formats.children.first())?;
        twins.push(filled(&text[start..end], fill)?);
        marked.insert(base, next);
        next += 1;
    }
    let own = |font: u32, level: &str| {
        format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{}\" borderId=\"0\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">\
             <{p}alignment horizontal=\"left\" vertical=\"{level}\" wrapText=\"1\"/></{p}xf>",
            fill + 1
        )
    };
    twins.extend([own(font, "top"), own(font + 1, "center")]);
    formats.append(text, &mut splices, &twins)?;
    Some(Styled { xml: splices.apply(text)?, marked, remark: next, heading: next + 1 })
}

impl List {
    fn append(&self, text: &str, splices: &mut Splices, new: &[String]) -> Option<()> {
        let (start, end) = self.open?;
        let tag = &text[start..end];
        if attribute(tag, "count").is_some() {
            splices.put(start, end, with_attribute(tag, "count", &(self.children.len() + new.len()).to_string()));
        }
        let close = self.close?;
        splices.put(close, close, new.concat());
        Some(())
    }
}

/// A format with another fill.
fn filled(format: &str, fill: u32) -> Option<String> {
    let end = format.find('>')? + 1;
    let tag = with_attribute(&format[..end], "fillId", &fill.to_string());
    let tag = if number(&tag, "applyFill") == Some(1) { tag } else { with_attribute(&tag, "applyFill", "1") };
    Some(format!("{tag}{}", &format[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "<styleSheet><fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill \
                         patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders><border/></borders>\
                         <cellStyleXfs><xf/></cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\" fillId=\"0\"/><xf numFmtId=\"14\" \
                         fillId=\"0\" applyFill=\"0\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>";

    #[test]
    fn twins_stand_at_the_end_with_a_fill() {
        let styled = add(TABLE, [1, 0, 1, 77]).unwrap();
        assert_eq!(styled.marked, BTreeMap::from([(1, 2), (0, 3), (77, 4)]));
        assert_eq!((styled.remark, styled.heading), (5, 6));
        assert!(styled.xml.contains("<fills count=\"4\">") && styled.xml.contains("<cellXfs count=\"7\">"));
        assert!(styled.xml.contains("<xf numFmtId=\"14\" fillId=\"2\" applyFill=\"1\"><alignment wrapText=\"1\"/></xf>"), "{}", styled.xml);
        assert!(add("<styleSheet><fonts/></styleSheet>", [0]).is_none());
        assert_eq!(sizes(&styled.xml).unwrap(), [11.0, 11.0, 11.0, 11.0, 11.0, REMARK_SIZE, REMARK_SIZE]);
    }
}
