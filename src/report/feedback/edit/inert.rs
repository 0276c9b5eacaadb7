//! One part's markup with nothing in it that acts: formulas that lead outside give way to the value that they last showed, names and checks that
//! lead outside go, orders to start a macro are emptied, and what pointed at a part or an address that has been taken out goes, too. What
//! cannot be cut out so that the part stays valid is told by `None`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::active::{Active, plain_link};
use super::formula::{Names, outside};
use super::xml::{
    Splices, Tag, TagKind, attribute, attributes, each_inner_tag, each_loose_tag, each_tag, prefix, with_attribute, without_attribute,
};

/// What a cell shows whose formula had never been calculated.
pub const NO_VALUE: &str = "公式已去除";

/// Lists that must not be left empty (18.2.9, 18.3.1.48, 18.3.1.34 …): the last line takes the list with it.
const LISTS: &[&str] =
    &["externalReferences", "hyperlinks", "dataValidations", "definedNames", "sparklines", "sparklineGroup", "sparklineGroups"];

/// What the whole package says of a part.
pub struct Around<'a> {
    /// Ids of relationships of this part that have been taken out.
    pub ids: &'a BTreeSet<String>,
    pub names: &'a Names,
    /// Markup for old browsers (VML), which names addresses outright.
    pub vml: bool,
}

/// The part with nothing active; what was taken out is added to `told`.
pub fn neutral<'t>(text: &'t str, around: &Around<'_>, told: &mut BTreeSet<Active>) -> Option<Cow<'t, str>> {
    // entities of its own would hide what is said
    if memmem::find(text.as_bytes(), b"<!DOCTYPE").is_some() {
        return None;
    }
    let mut walk = Walk { text, around, open: Vec::new(), splices: Vec::new(), shared: shared(text, around.names)?, told, sound: true };
    match calm_data(text) {
        Some((from, to)) => {
            each_tag(&text[..from], |tag| walk.take(tag, 0))?;
            walk.open.pop();
            each_inner_tag(&text[to..], |tag| walk.take(tag, to))?;
        }
        None if around.vml => each_loose_tag(text, |tag| walk.take(tag, 0))?,
        None => each_tag(text, |tag| walk.take(tag, 0))?,
    }
    let Walk { splices, sound, .. } = walk;
    if !sound {
        return None;
    }
    if splices.is_empty() {
        return Some(Cow::Borrowed(text));
    }
    let mut all = Splices::default();
    splices.into_iter().for_each(|(start, end, new)| all.put(start, end, new));
    all.apply(text).map(Cow::Owned)
}

/// From where to where a sheet's cells stand that hold no formula at all: no need to look at each. The place is after the opening tag and after
/// the closing one.
fn calm_data(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let find = |needle: &[u8], from: usize| memmem::find(&bytes[from..], needle).map(|at| from + at);
    let from = find(b"<sheetData>", 0)? + b"<sheetData>".len();
    let end = find(b"</sheetData>", from)?;
    let formula =
        memmem::find_iter(&bytes[from..end], b"<f").any(|at| matches!(bytes[from + at + 2], b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
    let odd = memmem::find(bytes, b"<!").is_some() || memmem::find(&bytes[from..end], b":f").is_some();
    (!formula && !odd).then_some((from, end + b"</sheetData>".len()))
}

/// Shared formulas that lead outside, by number: the other cells of each give no text of their own (18.3.1.40).
fn shared(text: &str, names: &Names) -> Option<BTreeMap<String, BTreeSet<Active>>> {
    let mut found = BTreeMap::new();
    if memmem::find(text.as_bytes(), b"shared").is_none() {
        return Some(found);
    }
    let mut open = None;
    each_tag(text, |tag| {
        match (tag.name, tag.kind) {
            ("f", TagKind::Start) => open = attribute(&text[tag.start..tag.end], "si").map(|si| (si, tag.end)),
            ("f", TagKind::End) => {
                if let Some((si, from)) = open.take() {
                    let kinds = outside(&text[from..tag.start], names);
                    if !kinds.is_empty() {
                        found.insert(si.to_string(), kinds);
                    }
                }
            }
            _ => {}
        }
        true
    })?;
    Some(found)
}

/// An element that has begun.
struct Open<'t> {
    name: &'t str,
    start: usize,
    tag_end: usize,
    /// Its opening tag, where it changes.
    tag: Option<String>,
    kids: usize,
    lost: usize,
    doomed: bool,
    /// Of a cell: the formula that goes.
    formula: Option<(usize, usize)>,
    /// Of a cell: it shows something.
    valued: bool,
}

struct Walk<'w, 't> {
    text: &'t str,
    around: &'w Around<'w>,
    open: Vec<Open<'t>>,
    splices: Vec<(usize, usize, String)>,
    shared: BTreeMap<String, BTreeSet<Active>>,
    told: &'w mut BTreeSet<Active>,
    sound: bool,
}

impl<'t> Walk<'_, 't> {
    fn take(&mut self, tag: Tag<'t>, offset: usize) -> bool {
        let (start, end) = (tag.start + offset, tag.end + offset);
        match tag.kind {
            TagKind::Start => self.begin(tag.name, start, end),
            TagKind::Empty => {
                self.begin(tag.name, start, end);
                self.finish(end, end);
            }
            // the end of an element that began before what is looked at says nothing
            TagKind::End => {
                if let Some(at) = self.open.iter().rposition(|o| o.name == tag.name) {
                    self.open.truncate(at + 1);
                    self.finish(start, end);
                }
            }
        }
        self.sound
    }

    fn begin(&mut self, name: &'t str, start: usize, end: usize) {
        if let Some(parent) = self.open.last_mut() {
            parent.kids += 1;
        }
        let mut open = Open { name, start, tag_end: end, tag: None, kids: 0, lost: 0, doomed: false, formula: None, valued: false };
        let tag = &self.text[start..end];
        for (key, at) in attributes(tag) {
            self.attribute(&mut open, tag, key, &tag[at]);
        }
        match name {
            "webPublishItems" | "webPublishing" | "webPublishObjects" => self.doom(&mut open, [Active::Publishing]),
            "DDE" if self.around.vml => self.doom(&mut open, [Active::Dde]),
            "ScriptText" | "ScriptExtended" | "ScriptLanguage" | "ScriptLocation" if self.around.vml => {
                self.doom(&mut open, [Active::Macro])
            }
            "definedName" if ["xlm", "function", "vbProcedure"].iter().any(|key| matches!(attribute(tag, key), Some("1" | "true"))) => {
                self.doom(&mut open, [Active::Macro]);
            }
            // a table filled by a query that has been taken out is a table
            "table" if attribute(tag, "tableType") == Some("queryTable") => open.tag = Some(without_attribute(tag, "tableType")),
            "tableColumn" if attribute(tag, "queryTableFieldId").is_some() => open.tag = Some(without_attribute(tag, "queryTableFieldId")),
            _ => {}
        }
        self.open.push(open);
    }

    fn attribute(&mut self, open: &mut Open<'t>, tag: &str, key: &str, value: &str) {
        let local = key.rsplit(':').next().unwrap_or(key);
        let now = |open: &Open<'t>| open.tag.clone().unwrap_or_else(|| tag.to_string());
        if key.contains(':') && self.around.ids.contains(value) {
            match open.name {
                "externalReference" | "hyperlink" | "hlinkClick" | "hlinkHover" | "hlinkMouseOver" | "picture" | "externalData" => {
                    open.doomed = true
                }
                "blip" | "imagedata" | "fill" | "stroke" => open.tag = Some(without_attribute(&now(open), key)),
                _ => self.sound = false,
            }
            return;
        }
        match local {
            "macro" if !value.is_empty() => {
                self.told.insert(Active::Macro);
                open.tag = Some(with_attribute(&now(open), key, ""));
            }
            "textlink" | "fmlaLink" | "fmlaRange" | "fmlaTxbx" | "fmlaPict" | "fmlaGroup" | "linkedCell" | "listFillRange"
                if self.leads(value) =>
            {
                open.tag = Some(without_attribute(&now(open), key));
            }
            "val" if open.name == "cfvo" && value.parse::<f64>().is_err() && self.leads(value) => {
                open.tag = Some(with_attribute(&now(open), key, "0"));
            }
            "formula" if self.leads(value) => self.sound = false,
            "href" | "src" if self.around.vml && (local == "src" || !plain_link(value)) => {
                self.told.insert(if local == "src" { Active::RemotePicture } else { Active::Hyperlink });
                open.tag = Some(without_attribute(&now(open), key));
            }
            _ => {}
        }
    }

    /// Does a formula lead outside? If so, it is told.
    fn leads(&mut self, formula: &str) -> bool {
        let kinds = outside(formula, self.around.names);
        let leads = !kinds.is_empty();
        self.told.extend(kinds);
        leads
    }

    fn doom(&mut self, open: &mut Open<'t>, kinds: impl IntoIterator<Item = Active>) {
        open.doomed = true;
        self.told.extend(kinds);
    }

    /// The innermost element ends: its closing tag is `close..end`.
    fn finish(&mut self, close: usize, end: usize) {
        let Some(mut open) = self.open.pop() else { return };
        let inner = &self.text[open.tag_end.min(close)..close];
        self.content(&mut open, inner, close, end);
        let emptied = open.kids > 0 && open.lost == open.kids;
        if open.doomed || emptied && LISTS.contains(&open.name) {
            self.splices.retain(|(from, ..)| *from < open.start);
            self.splices.push((open.start, end, String::new()));
            if let Some(parent) = self.open.last_mut() {
                parent.lost += 1;
            }
            return;
        }
        let tag = &self.text[open.start..open.tag_end];
        if open.lost > 0 && attribute(tag, "count").is_some() {
            let now = open.tag.as_deref().unwrap_or(tag);
            open.tag = Some(with_attribute(now, "count", &(open.kids - open.lost).to_string()));
        }
        if open.name == "c" {
            self.cell(&mut open, close);
        }
        if let Some(tag) = open.tag {
            self.splices.push((open.start, open.tag_end, tag));
        }
    }

    /// What an element holds: formulas, by where they stand.
    fn content(&mut self, open: &mut Open<'t>, inner: &str, close: usize, end: usize) {
        let parent = self.open.last().map_or("", |o| o.name);
        match (open.name, parent) {
            ("v", "c") => {
                let text = self.open.last().is_some_and(|c| attribute(&self.text[c.start..c.tag_end], "t") == Some("str"));
                self.mark_cell(|cell| cell.valued |= text || !inner.trim().is_empty());
            }
            ("is", "c") => self.mark_cell(|cell| cell.valued = true),
            ("f", "c") => {
                let si = attribute(&self.text[open.start..open.tag_end], "si");
                let mut kinds = si.and_then(|si| self.shared.get(si)).cloned().unwrap_or_default();
                kinds.extend(outside(inner, self.around.names));
                if !kinds.is_empty() {
                    self.told.extend(kinds);
                    let span = (open.start, end);
                    self.mark_cell(|cell| cell.formula = Some(span));
                }
            }
            ("f", "sparkline") if self.leads(inner) => self.doom_around("sparkline"),
            ("formula1" | "formula2", _) | ("f", "formula1" | "formula2") if self.leads(inner_formula(inner)) => {
                self.doom_around("dataValidation")
            }
            ("formula", _) | ("f", "cfRule") if self.leads(inner) => self.splices.push((open.tag_end, close, "FALSE".to_string())),
            ("f", "cfvo") if self.leads(inner) => self.splices.push((open.tag_end, close, "0".to_string())),
            // a chart keeps what it showed last beside the reference
            ("f", _) if self.leads(inner) => self.splices.push((open.tag_end, close, "#REF!".to_string())),
            ("definedName", _) => {
                let name = attribute(&self.text[open.start..open.tag_end], "name").unwrap_or_default().to_uppercase();
                let starts = name.starts_with("_XLNM.AUTO_") || name.starts_with("AUTO_OPEN") || name.starts_with("AUTO_CLOSE");
                if starts {
                    self.doom(open, [Active::Macro]);
                } else if self.around.names.gone.iter().any(|(gone, _)| *gone == name) || self.leads(inner) {
                    self.leads(inner);
                    open.doomed = true;
                }
            }
            ("calculatedColumnFormula", _) if self.leads(inner) => open.doomed = true,
            // what the column computes in its last line is said by an attribute, too
            ("totalsRowFormula", _) if self.leads(inner) => self.sound = false,
            ("FmlaMacro", _) => self.doom(open, [Active::Macro]),
            ("FmlaLink" | "FmlaRange" | "FmlaTxbx" | "FmlaPict" | "FmlaGroup", _) if self.leads(inner) => open.doomed = true,
            _ => {}
        }
    }

    fn mark_cell(&mut self, mark: impl FnOnce(&mut Open<'t>)) {
        if let Some(cell) = self.open.last_mut() {
            mark(cell);
        }
    }

    /// The element of that name around the current one goes; where there is none, the part is not what it seems.
    fn doom_around(&mut self, name: &str) {
        match self.open.iter_mut().rev().find(|o| o.name == name) {
            Some(open) => open.doomed = true,
            None => self.sound = false,
        }
    }

    /// A cell whose formula goes keeps the value that it last showed.
    fn cell(&mut self, open: &mut Open<'t>, close: usize) {
        let Some((from, to)) = open.formula else { return };
        let tag = open.tag.take().unwrap_or_else(|| self.text[open.start..open.tag_end].to_string());
        // what it said of values that a formula spreads over cells holds no more
        let tag = without_attribute(&without_attribute(&tag, "cm"), "vm");
        if open.valued {
            self.splices.push((from, to, String::new()));
            open.tag = Some(tag);
            return;
        }
        let p = prefix(&self.text[open.start..open.tag_end]);
        open.tag = Some(with_attribute(&tag, "t", "inlineStr"));
        self.splices.push((open.tag_end, close, format!("<{p}is><{p}t>{NO_VALUE}</{p}t></{p}is>")));
    }
}

/// Older checks hold their formula outright, newer ones in an element of its own, which is looked at by itself.
fn inner_formula(inner: &str) -> &str {
    if inner.contains('<') { "" } else { inner }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, ids: &[&str], vml: bool) -> (Option<String>, Vec<Active>) {
        let ids = ids.iter().map(ToString::to_string).collect();
        let names = Names { kept: BTreeSet::new(), gone: vec![("取数".into(), Active::WebFormula)] };
        let mut told = BTreeSet::new();
        let new = neutral(text, &Around { ids: &ids, names: &names, vml }, &mut told).map(Cow::into_owned);
        (new, told.into_iter().collect())
    }

    fn sheet(rows: &str, rest: &str) -> String {
        format!("<worksheet><sheetData>{rows}</sheetData>{rest}</worksheet>")
    }

    #[test]
    fn a_cell_keeps_the_value_that_it_showed() {
        let rows = "<row r=\"1\"><c r=\"A1\" cm=\"1\"><f>WEBSERVICE(B1)</f><v>3</v></c><c r=\"B1\"><f>SUM(A1)</f><v>3</v></c>\
                    <c r=\"C1\" s=\"2\"><f>[1]a!A1</f></c><c r=\"D1\"><f t=\"shared\" ref=\"D1:D2\" si=\"0\">取数+1</f><v>1</v></c></row>\
                    <row r=\"2\"><c r=\"D2\"><f t=\"shared\" si=\"0\"/><v>2</v></c><c r=\"E2\" t=\"str\"><f>cmd|'a'!b</f><v></v></c></row>";
        let want = "<row r=\"1\"><c r=\"A1\"><v>3</v></c><c r=\"B1\"><f>SUM(A1)</f><v>3</v></c>\
                    <c r=\"C1\" s=\"2\" t=\"inlineStr\"><is><t>公式已去除</t></is></c><c r=\"D1\"><v>1</v></c></row>\
                    <row r=\"2\"><c r=\"D2\"><v>2</v></c><c r=\"E2\" t=\"str\"><v></v></c></row>";
        let (new, told) = of(&sheet(rows, ""), &[], false);
        assert_eq!(new.unwrap(), sheet(want, ""));
        assert_eq!(told, [Active::ExternalLink, Active::Dde, Active::WebFormula]);
    }

    #[test]
    fn checks_links_and_orders_go_with_their_lists() {
        let rest = "<dataValidations count=\"2\"><dataValidation sqref=\"A1\"><formula1>[1]a!A:A</formula1></dataValidation>\
                    <dataValidation sqref=\"B1\"><formula1>\"是,否\"</formula1></dataValidation></dataValidations>\
                    <conditionalFormatting><cfRule><formula>WEBSERVICE(A1)=1</formula></cfRule></conditionalFormatting>\
                    <hyperlinks><hyperlink ref=\"A1\" r:id=\"rId9\"/></hyperlinks><control><controlPr macro=\"[0]!a\"/></control>";
        let want = "<dataValidations count=\"1\"><dataValidation sqref=\"B1\"><formula1>\"是,否\"</formula1></dataValidation></dataValidations>\
                    <conditionalFormatting><cfRule><formula>FALSE</formula></cfRule></conditionalFormatting>\
                    <control><controlPr macro=\"\"/></control>";
        for rows in ["<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "<row r=\"1\"><c r=\"A1\"><f>1</f></c></row>"] {
            let (new, _) = of(&sheet(rows, rest), &["rId9"], false);
            assert_eq!(new.unwrap(), sheet(rows, want));
        }
        assert_eq!(of(&sheet("", "<unknown r:id=\"rId9\"/>"), &["rId9"], false).0, None);
        assert_eq!(of("<!DOCTYPE a><a/>", &[], false).0, None);
    }

    #[test]
    fn drawings_start_nothing_and_fetch_nothing() {
        let (new, told) = of("<x><sp macro=\"[0]!a\" textlink=\"[1]a!A1\"/><a:blip r:embed=\"a\" r:link=\"rId3\"/></x>", &["rId3"], false);
        assert_eq!(new.unwrap(), "<x><sp macro=\"\"/><a:blip r:embed=\"a\"/></x>");
        assert_eq!(told, [Active::Macro, Active::ExternalLink]);
        let vml = "<xml><v:shape href=\"file://a\"><v:imagedata src=\"http://a\" o:title=\"\"/><b>a<br></b><x:FmlaMacro>a</x:FmlaMacro></v:shape></xml>";
        let (new, _) = of(vml, &[], true);
        assert_eq!(new.unwrap(), "<xml><v:shape><v:imagedata o:title=\"\"/><b>a<br></b></v:shape></xml>");
        let (new, _) = of("<c:chart><c:f>[1]a!A1</c:f><c:v>1</c:v></c:chart>", &[], false);
        assert_eq!(new.unwrap(), "<c:chart><c:f>#REF!</c:f><c:v>1</c:v></c:chart>");
    }
}
