//! What acts when a workbook is opened is not in the copy that goes back: packages are made here with each kind, and the copy's parts are looked at.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};

use crate::door::{book, dangri_ok};

const HEADS: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动内容"];
const SHEET: &str = "xl/worksheets/sheet1.xml";
const RELS: &str = "xl/_rels/workbook.xml.rels";
const SHEET_RELS: &str = "xl/worksheets/_rels/sheet1.xml.rels";
const TYPES: &str = "[Content_Types].xml";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const OF_SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A package: its parts by name.
struct Package(BTreeMap<String, Vec<u8>>);

impl Package {
    fn open(path: &Path) -> Self {
        let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
        let names: Vec<String> = zip.file_names().map(|n| n.unwrap().to_string()).collect();
        let mut part = |name: String| {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        };
        Package(names.into_iter().map(&mut part).collect())
    }

    fn save(&self, path: &Path) {
        let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
        for (name, bytes) in &self.0 {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.0.get(name).unwrap_or_else(|| panic!("{name} in {:?}", self.0.keys())).clone()).unwrap()
    }

    fn put(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_string(), text.as_bytes().to_vec());
    }

    fn swap(&mut self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name}: {from} in {text}");
        self.put(name, &text.replacen(from, to, 1));
    }

    /// A part with its content type, related to from another.
    fn part(&mut self, name: &str, kind: &str, text: &str, rels: &str, relation: &str) {
        self.put(name, text);
        self.swap(TYPES, "</Types>", &format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/></Types>"));
        self.relate(rels, &format!("Type=\"{relation}\" Target=\"/{name}\""));
    }

    fn relate(&mut self, rels: &str, rest: &str) {
        if !self.0.contains_key(rels) {
            self.put(rels, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>");
        }
        let id = format!("x{}", self.text(rels).matches("<Relationship ").count());
        let rest = if rest.starts_with("Id=") { rest.to_string() } else { format!("Id=\"{id}\" {rest}") };
        self.swap(rels, "</Relationships>", &format!("<Relationship {rest}/></Relationships>"));
    }

    /// Nothing of this stands in any part.
    fn lacks(&self, words: &[&str]) {
        for (name, bytes) in &self.0 {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            for word in words {
                assert!(!text.contains(&word.to_lowercase()), "{word} in {name}: {text}");
            }
        }
        // what is named is there, and what is there is named
        let types = self.text(TYPES);
        for name in types.split("PartName=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(self.0.contains_key(name), "{name} is declared and gone");
        }
        for (name, _) in self.0.iter().filter(|(name, _)| name.ends_with(".rels")) {
            let text = self.text(name);
            let internal = text.split("<Relationship ").skip(1).filter(|r| !r.contains("TargetMode=\"External\""));
            for target in internal.filter_map(|r| r.split("Target=\"").nth(1)?.split('"').next()) {
                let file = target.rsplit('/').next().unwrap();
                assert!(self.0.keys().any(|part| part.ends_with(file)), "{name}: {target} is related to and gone");
            }
        }
    }
}

/// A faulty ledger: one branch attends too little.
fn ledger(path: &Path) {
    let row = ["东村党支部", "2017-07-10", "学习", "20", "8", "学习"];
    book(path, &[("台账", &[HEADS, &row])]);
}

struct Sent {
    dir: tempfile::TempDir,
}

impl Sent {
    /// The ledger with what `fill` puts into it, judged.
    fn new(name: &str, fill: impl FnOnce(&mut Package)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join("台账");
        let roster: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数", "书记"],
            &["001", "东村党支部", "城关镇党委", "农村", "20", "张东"],
        ];
        book(&workspace.join("党组织花名册.xlsx"), &[("花名册", roster)]);
        let path = workspace.join("城关镇党委").join(name);
        ledger(&path);
        let mut package = Package::open(&path);
        fill(&mut package);
        package.save(&path);
        let out = dir.path().join("结果");
        let args = ["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "-j", "changshan", "-p", "2017-07"];
        dangri_ok(&[&args[..], &["--as-of", "2017-10-15", "--format", "xlsx"]].concat());
        Sent { dir }
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("结果/反馈/城关镇党委")
    }

    /// The copy, which must be one and open.
    fn copy(&self, name: &str) -> Package {
        let path = self.folder().join("台账标注").join(name);
        let mut opened = open_workbook_auto(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let range = opened.worksheet_range("台账").unwrap();
        assert_eq!(range.get_value((1, 4)), Some(&Data::Float(8.0)));
        Package::open(&path)
    }

    /// What is said of it.
    fn remark(&self) -> String {
        let mut opened = open_workbook_auto(self.folder().join("整改反馈.xlsx")).unwrap();
        let range = opened.worksheet_range("台账副本").unwrap();
        let all: Vec<String> = range.used_cells().map(|(_, _, d)| d.to_string()).collect();
        all.into_iter().find(|text| text.starts_with("原件加注") || text.starts_with("转出件")).unwrap()
    }
}

#[test]
fn a_copy_has_no_macros_and_is_a_plain_workbook() {
    let sent = Sent::new("台账.xlsm", |p| {
        p.swap(TYPES, &format!("{OF_SHEET}.sheet.main+xml"), "application/vnd.ms-excel.sheet.macroEnabled.main+xml");
        p.swap(TYPES, "<Override", "<Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Override");
        p.put("xl/vbaProject.bin", "vba");
        p.relate(RELS, "Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"vbaProject.bin\"");
        p.put("xl/vbaProjectSignature.bin", "signature");
        p.swap(
            TYPES,
            "</Types>",
            "<Override PartName=\"/xl/vbaProjectSignature.bin\" ContentType=\"application/vnd.ms-office.vbaProjectSignature\"/></Types>",
        );
        p.relate(
            "xl/_rels/vbaProject.bin.rels",
            "Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature\" Target=\"vbaProjectSignature.bin\"",
        );
        p.put("xl/JDEData.bin", "js");
        p.relate(RELS, "Type=\"http://www.wps.cn/officeDocument/2020/relationships/jdeExtension\" Target=\"JDEData.bin\"");
        p.part(
            "customUI/customUI.xml",
            "application/xml",
            "<customUI onLoad=\"go\"/>",
            "_rels/.rels",
            "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
        );
        let names = "<definedNames><definedName name=\"_xlnm.Auto_Open\" hidden=\"1\">台账!$A$1</definedName>\
                     <definedName name=\"运行\" xlm=\"1\">台账!$A$1</definedName></definedNames>";
        p.swap("xl/workbook.xml", "<calcPr", &format!("{names}<calcPr"));
    });
    let copy = sent.copy("台账.xlsx");
    copy.lacks(&["vba", "macroEnabled", "jde", "customUI", "extensibility", "definedName", "Auto_Open"]);
    assert!(!copy.0.keys().any(|name| name.contains("vba") || name.contains("JDE") || name.contains("customUI")), "{:?}", copy.0.keys());
    assert!(copy.text(TYPES).contains(&format!("{OF_SHEET}.sheet.main+xml")));
    assert!(sent.remark().contains("原件中的宏、加载项和自定义功能区已去除"), "{}", sent.remark());
}

#[test]
fn a_copy_fetches_nothing_and_keeps_what_was_shown() {
    let sent = Sent::new("台账.xlsx", |p| {
        let link = format!("{OFFICE}/externalLink");
        let kind = format!("{OF_SHEET}.externalLink+xml");
        p.part("xl/externalLinks/externalLink1.xml", &kind, "<externalLink><externalBook/></externalLink>", RELS, &link);
        p.relate(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            &format!("Type=\"{OFFICE}/externalLinkPath\" Target=\"file:///c:/甲.xlsx\" TargetMode=\"External\""),
        );
        let dde = "<externalLink><ddeLink ddeService=\"cmd\" ddeTopic=\"/C calc\"/></externalLink>";
        p.part("xl/externalLinks/externalLink2.xml", &kind, dde, RELS, &link);
        let rels = p.text(RELS);
        let id = |name: &str| {
            let tag = rels.split("<Relationship ").find(|t| t.contains(name)).unwrap();
            tag.split("Id=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
        };
        let (one, two) = (id("externalLink1"), id("externalLink2"));
        p.swap(
            "xl/workbook.xml",
            "<calcPr",
            &format!(
                "<externalReferences><externalReference r:id=\"{one}\"/><externalReference r:id=\"{two}\"/></externalReferences>\
                 <definedNames><definedName name=\"取数\">WEBSERVICE(\"http://evil\")</definedName>\
                 <definedName name=\"再取\">取数&amp;1</definedName><definedName name=\"本表\">台账!$A$1</definedName></definedNames><calcPr"
            ),
        );
        p.part(
            "xl/calcChain.xml",
            &format!("{OF_SHEET}.calcChain+xml"),
            "<calcChain><c r=\"A9\"/></calcChain>",
            RELS,
            &format!("{OFFICE}/calcChain"),
        );
        let cells = "<row r=\"9\"><c r=\"A9\" t=\"str\"><f>_xlfn.WEBSERVICE(&quot;http://evil&quot;)</f><v>网上的</v></c>\
                     <c r=\"B9\"><f>[1]Sheet1!A1</f><v>41</v></c><c r=\"C9\"><f>cmd|' /C calc'!A0</f></c><c r=\"D9\"><f>SUM(D2:E2)</f><v>28</v></c>\
                     <c r=\"E9\"><f>再取</f><v>42</v></c><c r=\"F9\"><f>本表</f><v>43</v></c></row>";
        p.swap(SHEET, "</sheetData>", &format!("{cells}</sheetData>"));
    });
    let copy = sent.copy("台账.xlsx");
    copy.lacks(&["externalReference", "ddeLink", "WEBSERVICE", "evil", "cmd|", "[1]", "取数", "calcChain"]);
    let sheet = copy.text(SHEET);
    for kept in ["<v>网上的</v>", "<v>41</v>", "<t>公式已去除</t>", "<f>SUM(D2:E2)</f>", "<v>42</v>", "<f>本表</f>"] {
        assert!(sheet.contains(kept), "{kept}: {sheet}");
    }
    assert!(!copy.0.keys().any(|name| name.contains("externalLink")));
    assert!(copy.text("xl/workbook.xml").contains("<definedNames><definedName name=\"本表\">"), "{}", copy.text("xl/workbook.xml"));
    assert!(sent.remark().contains("外部链接、调用其他程序的公式（DDE）、网络公式已去除"), "{}", sent.remark());
}

#[test]
fn links_to_pages_stay_and_those_to_files_and_programs_go() {
    let sent = Sent::new("台账.xlsx", |p| {
        let targets = [
            "http://www.example.cn/",
            "mailto:a@example.cn",
            "file:///c:/a.exe",
            "\\\\evil\\share\\a",
            "javascript:go",
            "ms-word:ofe|u|http://evil",
        ];
        let mut links = String::new();
        for (at, target) in targets.iter().enumerate() {
            p.relate(SHEET_RELS, &format!("Id=\"h{at}\" Type=\"{OFFICE}/hyperlink\" Target=\"{target}\" TargetMode=\"External\""));
            links.push_str(&format!("<hyperlink ref=\"A{}\" r:id=\"h{at}\"/>", at + 1));
        }
        p.swap(SHEET, "<pageMargins", &format!("<hyperlinks>{links}</hyperlinks><pageMargins"));
        p.relate(SHEET_RELS, &format!("Id=\"d1\" Type=\"{OFFICE}/drawing\" Target=\"../drawings/drawing1.xml\""));
        p.swap(SHEET, "</worksheet>", "<drawing r:id=\"d1\"/></worksheet>");
        p.put(
            "xl/drawings/drawing1.xml",
            "<xdr:wsDr><xdr:pic macro=\"[0]!运行\"><a:blip r:embed=\"\" r:link=\"p1\"/><a:hlinkClick r:id=\"p2\"/></xdr:pic></xdr:wsDr>",
        );
        let drawing = "application/vnd.openxmlformats-officedocument.drawing+xml";
        p.swap(TYPES, "</Types>", &format!("<Override PartName=\"/xl/drawings/drawing1.xml\" ContentType=\"{drawing}\"/></Types>"));
        let rels = "xl/drawings/_rels/drawing1.xml.rels";
        p.relate(rels, &format!("Id=\"p1\" Type=\"{OFFICE}/image\" Target=\"http://evil/a.png\" TargetMode=\"External\""));
        p.relate(rels, &format!("Id=\"p2\" Type=\"{OFFICE}/hyperlink\" Target=\"file:///c:/a.exe\" TargetMode=\"External\""));
    });
    let copy = sent.copy("台账.xlsx");
    copy.lacks(&["evil", "file:", "javascript", "ms-word", "h2\"", "p1", "hlinkClick", "运行"]);
    let links = "<hyperlinks><hyperlink ref=\"A1\" r:id=\"h0\"/><hyperlink ref=\"A2\" r:id=\"h1\"/></hyperlinks>";
    assert!(copy.text(SHEET).contains(links), "{}", copy.text(SHEET));
    assert!(copy.text("xl/drawings/drawing1.xml").contains("<xdr:pic macro=\"\"><a:blip r:embed=\"\"/></xdr:pic>"));
    assert!(sent.remark().contains("宏、网络图片、指向文件或程序的超链接已去除"), "{}", sent.remark());
}

#[test]
fn queries_checks_and_shared_formulas_are_calm() {
    let sent = Sent::new("台账.xlsx", |p| {
        let kind = |name: &str| format!("{OF_SHEET}.{name}+xml");
        p.part("xl/connections.xml", &kind("connections"), "<connections/>", RELS, &format!("{OFFICE}/connections"));
        p.part("xl/queryTables/queryTable1.xml", &kind("queryTable"), "<queryTable/>", SHEET_RELS, &format!("{OFFICE}/queryTable"));
        let mashup: Vec<u8> = "<DataMashup>x</DataMashup>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        p.part("customXml/item1.xml", "application/xml", "", RELS, &format!("{OFFICE}/customXml"));
        p.0.insert("customXml/item1.xml".into(), [&[0xFF, 0xFE][..], &mashup].concat());
        p.part("customXml/item2.xml", "application/xml", "<own>内部资料</own>", RELS, &format!("{OFFICE}/customXml"));
        let cells = "<row r=\"9\"><c r=\"A9\"><f t=\"shared\" ref=\"A9:A10\" si=\"0\">CALL(\"a\",B9)</f><v>51</v></c></row>\
                     <row r=\"10\"><c r=\"A10\"><f t=\"shared\" si=\"0\"/><v>52</v></c><c r=\"B10\" cm=\"1\"><f t=\"array\" ref=\"B10:C10\">RTD(\"a\",,1)</f><v>53</v></c></row>";
        p.swap(SHEET, "</sheetData>", &format!("{cells}</sheetData>"));
        let checks = "<conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"1\"><formula>WEBSERVICE(A1)=\"1\"</formula></cfRule></conditionalFormatting>\
                      <dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"B1\"><formula1>[1]甲!$A:$A</formula1></dataValidation></dataValidations>";
        p.swap(SHEET, "<pageMargins", &format!("{checks}<pageMargins"));
    });
    let copy = sent.copy("台账.xlsx");
    copy.lacks(&["connections", "queryTable", "DataMashup", "CALL(", "RTD(", "WEBSERVICE", "[1]", "dataValidation", "t=\"shared\"", "cm="]);
    let sheet = copy.text(SHEET);
    for kept in ["<v>51</v>", "<v>52</v>", "<v>53</v>", "<formula>FALSE</formula>"] {
        assert!(sheet.contains(kept), "{kept}: {sheet}");
    }
    assert!(!copy.0.contains_key("customXml/item1.xml") && copy.text("customXml/item2.xml").contains("内部资料"));
    let remark = sent.remark();
    assert!(remark.contains("外部链接、网络公式、自定义函数和宏表函数公式、数据连接和查询已去除"), "{remark}");
}

#[test]
fn what_nobody_knows_goes_out_as_values_alone() {
    let unknown: [&dyn Fn(&mut Package); 5] = [
        &|p| p.part("xl/new/new1.xml", "application/vnd.example.new+xml", "<new/>", RELS, &format!("{OFFICE}/new")),
        &|p| {
            let kind = "application/vnd.ms-excel.macrosheet+xml";
            let relation = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";
            p.part("xl/macrosheets/sheet1.xml", kind, "<xm:macrosheet/>", RELS, relation);
        },
        &|p| {
            let kind = "application/vnd.ms-office.activeX+xml";
            p.part("xl/activeX/activeX1.xml", kind, "<ax:ocx/>", SHEET_RELS, &format!("{OFFICE}/control"));
        },
        &|p| {
            p.part(
                "xl/embeddings/a.bin",
                "application/vnd.openxmlformats-officedocument.oleObject",
                "ole",
                SHEET_RELS,
                &format!("{OFFICE}/oleObject"),
            )
        },
        &|p| {
            let cache = "<pivotCacheDefinition><cacheSource type=\"external\" connectionId=\"1\"/></pivotCacheDefinition>";
            let kind = format!("{OF_SHEET}.pivotCacheDefinition+xml");
            p.part("xl/pivotCache/pivotCacheDefinition1.xml", &kind, cache, RELS, &format!("{OFFICE}/pivotCacheDefinition"));
        },
    ];
    for fill in unknown {
        let sent = Sent::new("台账.xlsx", |p| {
            fill(p);
            p.swap(
                SHEET,
                "</sheetData>",
                "<row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><t>=cmd|'/c calc'!A0</t></is></c></row></sheetData>",
            );
        });
        let copy = sent.copy("台账.xlsx");
        copy.lacks(&["example.new", "macrosheet", "activeX", "oleObject", "pivotCache", "<f>"]);
        assert!(copy.text("xl/styles.xml").contains("quotePrefix=\"1\""), "text like a formula stays text when it is edited");
        assert!(sent.remark().starts_with("转出件："), "{}", sent.remark());
    }
}
