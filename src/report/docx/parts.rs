//! What all documents share: page, styles, typefaces, page numbers, and the frame of the package. Lengths are in twentieths of a point (twips).

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::Lie;
use crate::report::paper::package::Packed;
use crate::report::seal;

/// Width and height of the type area: 156 and 225 mm.
pub const WIDTH: u32 = 8845;
pub const HEIGHT: u32 = 12756;
/// A4, and its margins: 37 mm above, 35 below, 28 at the binding, 26 outside.
const PAGE: (u32, u32) = (11906, 16838);
const MARGINS: [u32; 4] = [2098, 1474, 1984, 1588];
/// 22 lines in the type area.
const LINE: u32 = 579;
/// Lines as high as they are, off the page's grid: else every line of a table is as high as one of the body.
const OFF: &str = "<w:snapToGrid w:val=\"0\"/>";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const RELATED: &str = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// Typefaces of official papers, and what stands in for each where it is not installed.
const SONG: &str = "宋体";
const TITLE: &str = "方正小标宋简体";
const FANG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";
pub const KAI: &str = "楷体_GB2312";
const LATIN: &str = "Times New Roman";
const FACES: &[(&str, &str, &str)] =
    &[(TITLE, "小标宋", "roman"), (FANG, "仿宋", "modern"), (KAI, "楷体", "modern"), (HEI, "SimHei", "modern"), (SONG, "SimSun", "auto")];

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 试算, 草稿: what must be known before anything is read.
    Mark,
    /// The title: 二号小标宋.
    Title,
    /// What the paper is about, below the title.
    Subtitle,
    /// 主送机关, flush left.
    To,
    /// Body: 三号仿宋, two characters in.
    Body,
    /// 一、 黑体.
    First,
    /// （一） 楷体.
    Second,
    /// Like the body, without its indent.
    Plain,
    /// The list of annexes below the body, kept with what follows.
    List,
    /// 附件 at the head of a page: 三号黑体.
    Annex,
    /// Name of a table.
    Table,
    /// Small print below or above a table.
    Note,
    /// 落款 and date.
    Sign,
    /// Behind a table.
    Behind,
}

impl Kind {
    /// All of them.
    const ALL: [Kind; 14] = [
        Kind::Mark,
        Kind::Title,
        Kind::Subtitle,
        Kind::To,
        Kind::Body,
        Kind::First,
        Kind::Second,
        Kind::Plain,
        Kind::List,
        Kind::Annex,
        Kind::Table,
        Kind::Note,
        Kind::Sign,
        Kind::Behind,
    ];

    /// Id of its style.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Mark => "Mark",
            Kind::Title => "PaperTitle",
            Kind::Subtitle => "PaperSubtitle",
            Kind::To => "To",
            Kind::Body => "PaperBody",
            Kind::First => "First",
            Kind::Second => "Second",
            Kind::Plain => "Plain",
            Kind::List => "AnnexList",
            Kind::Annex => "Annex",
            Kind::Table => "TableName",
            Kind::Note => "Note",
            Kind::Sign => "Sign",
            Kind::Behind => "Behind",
        }
    }

    /// Its style: name, typeface, half points, and properties of the paragraph.
    fn look(self) -> (&'static str, &'static str, u32, String) {
        let exact = format!("<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{LINE}\" w:lineRule=\"exact\"/>");
        let indented = format!("{exact}<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>");
        let loose = |before: u32, after: u32| {
            format!("{OFF}<w:spacing w:before=\"{before}\" w:after=\"{after}\" w:line=\"360\" w:lineRule=\"atLeast\"/>")
        };
        let kept = "<w:keepNext/>";
        match self {
            Kind::Mark => ("标记", HEI, 28, format!("{kept}{}<w:jc w:val=\"left\"/>", loose(0, 0))),
            Kind::Title => (
                "公文标题",
                TITLE,
                44,
                format!(
                    "{kept}<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"660\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>"
                ),
            ),
            Kind::Subtitle => ("公文副题", KAI, 28, format!("{kept}{}<w:jc w:val=\"center\"/>", loose(0, 120))),
            Kind::To => ("主送机关", FANG, 32, exact),
            Kind::Body => ("公文正文", FANG, 32, format!("{indented}<w:jc w:val=\"left\"/>")),
            Kind::First => ("一级标题", HEI, 32, format!("{kept}{indented}<w:outlineLvl w:val=\"1\"/>")),
            Kind::Second => ("二级标题", KAI, 32, format!("{kept}{indented}<w:outlineLvl w:val=\"2\"/>")),
            Kind::Plain => ("正文顶格", FANG, 32, exact),
            Kind::List => ("附件说明", FANG, 32, format!("{kept}{indented}<w:jc w:val=\"left\"/>")),
            Kind::Annex => ("附件", HEI, 32, format!("{kept}{exact}")),
            Kind::Table => ("表名", HEI, 28, format!("{kept}{}<w:jc w:val=\"center\"/>", loose(120, 60))),
            Kind::Note => (
                "表注",
                FANG,
                21,
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"300\" w:lineRule=\"atLeast\"/>".to_string(),
            ),
            // four characters in from the right
            Kind::Sign => ("落款", FANG, 32, format!("{exact}<w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>")),
            Kind::Behind => (
                "表后",
                FANG,
                8,
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/>".to_string(),
            ),
        }
    }
}

fn fonts(face: &str) -> String {
    format!("<w:rFonts w:ascii=\"{LATIN}\" w:hAnsi=\"{LATIN}\" w:eastAsia=\"{face}\" w:cs=\"{LATIN}\"/>")
}

fn style(id: &str, name: &str, face: &str, size: u32, paragraph: &str) -> String {
    // the order within pPr is fixed: keepNext, spacing, ind, jc, outlineLvl
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr>{paragraph}</w:pPr><w:rPr>{}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>",
        fonts(face)
    )
}

fn styles() -> String {
    let mut out = format!(
        "{HEAD}<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>\
         <w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:tblPr>\
         <w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"70\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
        fonts(FANG)
    );
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|edge| format!("<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"))
        .collect();
    out.push_str(&format!(
        "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Grid\"><w:name w:val=\"公文表格\"/><w:basedOn w:val=\"TableNormal\"/>\
         <w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>"
    ));
    for kind in Kind::ALL {
        let (name, face, size, paragraph) = kind.look();
        out.push_str(&style(kind.id(), name, face, size, &paragraph));
    }
    // the body's fixed height of lines must not reach a table: rows grow with what is in them
    let cell = "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\" w:lineRule=\"auto\"/>";
    out.push_str(&style("Cell", "表内", FANG, 21, cell));
    out.push_str(&style("CellTight", "表内小字", FANG, 18, cell));
    for (id, name, side) in [("FootOdd", "单页页码", "right"), ("FootEven", "双页页码", "left")] {
        // one character in from the outer side
        let paragraph = format!("<w:ind w:{side}Chars=\"100\" w:{side}=\"280\"/><w:jc w:val=\"{side}\"/>");
        out.push_str(&style(id, name, SONG, 28, &paragraph));
    }
    out.push_str("</w:styles>");
    out
}

fn font_table() -> String {
    let mut out = format!("{HEAD}<w:fonts {MAIN}>");
    for (face, other, family) in FACES {
        out.push_str(&format!(
            "<w:font w:name=\"{face}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/><w:family w:val=\"{family}\"/><w:pitch w:val=\"variable\"/></w:font>"
        ));
    }
    out.push_str(&format!(
        "<w:font w:name=\"{LATIN}\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font></w:fonts>"
    ));
    out
}

fn settings() -> String {
    format!(
        "{HEAD}<w:settings {MAIN}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/>\
         <w:drawingGridVerticalSpacing w:val=\"156\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/>\
         <w:useFELayout/>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

/// `— 1 —`.
fn footer(style: &str) -> String {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let dash = |text: &str| format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    format!(
        "{HEAD}<w:ftr {MAIN} {RELATED}><w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}{}<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
         {}<w:r><w:t>1</w:t></w:r>{}{}</w:p></w:ftr>",
        dash("— "),
        field("begin"),
        field("separate"),
        field("end"),
        dash(" —"),
    )
}

/// Page, margins and page numbers of a part of the document.
pub fn section(out: &mut String, lie: Lie) {
    let (width, height) = PAGE;
    let [top, right, bottom, left] = MARGINS;
    // on its side the head of the page lies at the binding
    let (size, margins) = match lie {
        Lie::Upright => (format!("w:w=\"{width}\" w:h=\"{height}\""), [top, right, bottom, left]),
        Lie::Side => (format!("w:w=\"{height}\" w:h=\"{width}\" w:orient=\"landscape\""), [left, top, right, bottom]),
    };
    let [top, right, bottom, left] = margins;
    // 7 mm below the type area, as far as the margin goes
    let foot = bottom.saturating_sub(397 + 280).max(567);
    out.push_str(&format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/><w:type w:val=\"nextPage\"/>\
         <w:pgSz {size}/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"851\" w:footer=\"{foot}\" w:gutter=\"0\"/>\
         <w:docGrid w:type=\"lines\" w:linePitch=\"{LINE}\"/></w:sectPr>"
    ));
}

/// The main part.
pub fn document(body: &str) -> String {
    format!("{HEAD}<w:document {MAIN} {RELATED}><w:body>{body}</w:body></w:document>")
}

/// What the document says about itself; the day stands for the time of making.
pub fn core(title: &str, day: NaiveDate) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title><dc:creator>dangri {}</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>",
        env!("CARGO_PKG_VERSION")
    )
}

fn app() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>dangri</Application></Properties>"
    )
}

fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let office = "application/vnd.openxmlformats-officedocument";
    let parts = [
        ("word/document.xml", format!("{word}.document.main+xml")),
        ("word/styles.xml", format!("{word}.styles+xml")),
        ("word/settings.xml", format!("{word}.settings+xml")),
        ("word/fontTable.xml", format!("{word}.fontTable+xml")),
        ("word/footer1.xml", format!("{word}.footer+xml")),
        ("word/footer2.xml", format!("{word}.footer+xml")),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_string()),
        ("docProps/app.xml", format!("{office}.extended-properties+xml")),
        (seal::PART, format!("{office}.custom-properties+xml")),
    ];
    let parts: String = parts.iter().map(|(name, kind)| format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")).collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{parts}</Types>"
    )
}

fn relations(of: &[(&str, &str)]) -> String {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let line = |(at, (kind, target)): (usize, &(&str, &str))| {
        let kind = if kind.starts_with("http") { (*kind).to_string() } else { format!("{office}/{kind}") };
        format!("<Relationship Id=\"rId{}\" Type=\"{kind}\" Target=\"{target}\"/>", at + 1)
    };
    let lines: String = of.iter().enumerate().map(line).collect();
    format!("{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>")
}

/// The parts that are the same in every document, packed once.
pub fn fixed() -> &'static [(&'static str, Packed)] {
    static PARTS: LazyLock<Vec<(&'static str, Packed)>> = LazyLock::new(|| {
        let of_package = [
            ("officeDocument", "word/document.xml"),
            ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
            ("custom-properties", seal::PART),
        ];
        let of_document = [
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
        ];
        let texts = [
            ("[Content_Types].xml", content_types()),
            ("_rels/.rels", relations(&of_package)),
            ("docProps/app.xml", app()),
            ("word/_rels/document.xml.rels", relations(&of_document)),
            ("word/styles.xml", styles()),
            ("word/settings.xml", settings()),
            ("word/fontTable.xml", font_table()),
            ("word/footer1.xml", footer("FootOdd")),
            ("word/footer2.xml", footer("FootEven")),
        ];
        // packing into memory cannot fail
        texts.into_iter().filter_map(|(name, text)| Some((name, Packed::new(&text).ok()?))).collect()
    });
    &PARTS
}
