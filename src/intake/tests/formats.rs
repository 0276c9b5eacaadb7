//! The workbook formats, read as they are meant.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;
use crate::model::book::{Merge, PartDate, Shows};

fn date(y: i32, m: u32, d: u32, h: u32, min: u32) -> Option<Value> {
    Some(Value::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap().and_hms_opt(h, min, 0).unwrap()))
}

fn part(y: i32, m: u32, d: u32, shows: Shows) -> Option<Value> {
    Some(Value::Part(PartDate { day: NaiveDate::from_ymd_opt(y, m, d).unwrap(), shows }))
}

#[test]
fn an_xlsx_with_everything() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("1月").unwrap();
    sheet.merge_range(0, 0, 0, 3, "主题党日活动台账", &Format::new()).unwrap();
    sheet.merge_range(3, 0, 900, 0, "城东社区党支部", &Format::new()).unwrap();
    sheet.write(1, 0, "  两端有空格 ").unwrap();
    sheet.write(1, 1, " \u{3000}").unwrap();
    sheet
        .write_with_format(2, 0, ExcelDateTime::from_ymd(2017, 7, 5).unwrap(), &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""))
        .unwrap();
    sheet.write_with_format(2, 1, 42_921.604_166_666_67, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
    sheet.write_with_format(2, 2, 0.375, &Format::new().set_num_format("h:mm")).unwrap();
    sheet.write_with_format(2, 3, 1.5, &Format::new().set_num_format("[h]:mm")).unwrap();
    sheet.write_with_format(2, 4, 10, &Format::new().set_num_format("m\"月\"d\"日\"")).unwrap();
    sheet.write(3, 1, 20).unwrap();
    sheet.write(3, 2, true).unwrap();
    sheet.write(3, 3, Formula::new("NA()").set_result("#N/A")).unwrap();
    sheet.write(3, 4, Formula::new("B4*2").set_result("40")).unwrap();
    sheet.write(3, 5, Formula::new("B4&\"\"").set_result("")).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(2).unwrap();
    book.add_worksheet().set_name("字典").unwrap().set_hidden(true).write(0, 0, "甲").unwrap();
    let sheets = good("台账.xlsx", &book.save_to_buffer().unwrap());

    assert_eq!(sheets.iter().map(|s| (&*s.name, s.position, s.hidden)).collect::<Vec<_>>(), [("1月", 0, false), ("字典", 1, true)]);
    let s = &sheets[0];
    assert_eq!(value(s, 0, 0), text("主题党日活动台账"));
    assert_eq!(value(s, 1, 0), text("  两端有空格 "));
    assert_eq!(value(s, 1, 1), None);
    assert_eq!(value(s, 2, 0), date(2017, 7, 5, 0, 0));
    assert_eq!(value(s, 2, 1), date(2017, 7, 5, 14, 30));
    assert_eq!(value(s, 2, 2), Some(Value::Duration(0.375)));
    assert_eq!(value(s, 2, 3), Some(Value::Duration(1.5)));
    assert_eq!(value(s, 2, 4), part(1900, 1, 10, Shows::MonthDay));
    assert_eq!(value(s, 3, 1), Some(Value::Number(20.0)));
    assert_eq!(value(s, 3, 2), Some(Value::Bool(true)));
    assert_eq!(value(s, 3, 4), Some(Value::Number(40.0)));
    let merge = |r1, c1, r2, c2| Merge { from: CellRef::new(r1, c1), to: CellRef::new(r2, c2) };
    assert_eq!(s.merges, [merge(0, 0, 0, 3)], "the second merge is clipped to the used box and then holds one cell");
    assert_eq!(s.hidden_rows, BTreeSet::from([3]));
    assert_eq!(s.hidden_cols, BTreeSet::from([2]));
}

#[test]
fn odd_cells_of_an_xlsx() {
    let rows = r##"<row r="2"><c r="B2"><f>SUM(A1:A9)</f></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2" t="d"><v>2017-07-05T09:30:00</v></c></row>
        <row><c><v>7</v></c><c t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r></is></c></row>"##;
    let sheets = good("a.xlsx", &xlsx_of(rows, None));
    assert_eq!(value(&sheets[0], 1, 1), Some(Value::Uncalculated));
    assert_eq!(value(&sheets[0], 1, 2), Some(Value::Error("#N/A".into())));
    assert_eq!(value(&sheets[0], 1, 3), date(2017, 7, 5, 9, 30));
    assert_eq!(value(&sheets[0], 2, 0), Some(Value::Number(7.0)));
    assert_eq!(value(&sheets[0], 2, 1), text("富文本"));
}

#[test]
fn dates_of_a_1904_workbook_strict_and_with_backslashes() {
    let frame = |name: &str| super::XLSX_FRAME.iter().find(|(n, _)| *n == name).map(|(_, t)| (*t).to_owned()).unwrap();
    let workbook = frame("xl/workbook.xml").replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    let strict = |text: String| {
        text.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    };
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>41459</v></c><c r="B1" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#;
    let strings = r#"<sst uniqueCount="1"><si><t>甲</t></si></sst>"#;
    let parts = [
        ("[Content_Types].xml", frame("[Content_Types].xml")),
        ("_rels\\.rels", strict(frame("_rels/.rels"))),
        ("xl\\workbook.xml", strict(workbook)),
        ("xl\\_rels\\workbook.xml.rels", strict(frame("xl/_rels/workbook.xml.rels"))),
        ("xl\\styles.xml", styles.to_owned()),
        ("xl\\SharedStrings.xml", strings.to_owned()),
        ("xl\\worksheets\\sheet1.xml", sheet.to_owned()),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let sheets = good("严格.xlsx", &zipped(&parts));
    assert_eq!(value(&sheets[0], 0, 0), date(2017, 7, 5, 0, 0));
    assert_eq!(value(&sheets[0], 0, 1), text("甲"));
    assert_eq!(sheets[0].merges.len(), 1);
}

#[test]
fn bad_cells_are_noted_and_the_rest_is_read() {
    let rows = r##"<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>NaN</v></c><c r="C1" t="s"><v>9</v></c><c r="A0"><v>1</v></c><c r="D1"><v>5</v></c></row>"##;
    let loaded = load("a.xlsx", &xlsx_of(rows, None));
    assert!(!loaded.unreadable);
    assert_eq!(value(&loaded.book.sheets[0], 0, 3), Some(Value::Number(5.0)));
    assert_eq!(loaded.book.issues.len(), 1);
    let issue = &loaded.book.issues[0];
    assert_eq!((issue.code, &*issue.place.sheet), (Code::ING001, "台账"));
    assert!(issue.say.message().contains("3 个单元格"), "{}", issue.say.message());
}

#[test]
fn an_ods_with_repeats_and_spans() {
    let content = r#"<?xml version="1.0"?>
<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c">
 <office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
 <office:body><office:spreadsheet>
  <table:table table:name="台账" table:style-name="ta1">
   <table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
   <table:table-row>
    <table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>标题</text:p><text:p>第二行<text:s text:c="2"/>末</text:p></table:table-cell>
    <table:covered-table-cell/>
    <table:table-cell office:value-type="date" office:date-value="2017-07-05"><text:p>7月5日</text:p></table:table-cell>
   </table:table-row>
   <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
   <table:table-row table:number-rows-repeated="2" table:visibility="filter">
    <table:table-cell office:value-type="float" office:value="20" table:number-columns-repeated="2"><office:annotation><text:p>批注</text:p></office:annotation><text:p>20</text:p></table:table-cell>
    <table:table-cell office:value-type="time" office:time-value="PT09H30M00S"><text:p>9:30</text:p></table:table-cell>
   </table:table-row>
   <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
  </table:table>
  <table:table table:name="字典" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>a&amp;b</text:p></table:table-cell></table:table-row></table:table>
 </office:spreadsheet></office:body></office:document-content>"#;
    let flat = good("a.fods", content.replace("office:document-content", "office:document").as_bytes());
    let sheets =
        good("a.ods", &zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]));
    let s = &sheets[0];
    assert_eq!(value(s, 0, 0), text("标题\n第二行  末"));
    assert_eq!(value(s, 0, 2), part(2017, 7, 5, Shows::MonthDay));
    for row in [4, 5] {
        assert_eq!(value(s, row, 0), Some(Value::Number(20.0)));
        assert_eq!(value(s, row, 1), Some(Value::Number(20.0)));
        assert_eq!(value(s, row, 2), Some(Value::Duration(9.5 / 24.0)));
    }
    assert_eq!(s.cells.len(), 8);
    assert_eq!(s.merges, [Merge { from: CellRef::new(0, 0), to: CellRef::new(0, 1) }]);
    assert_eq!((s.hidden_rows.clone(), s.hidden_cols.clone()), (BTreeSet::from([4, 5]), BTreeSet::from([2])));
    assert!(sheets[1].hidden);
    assert_eq!(value(&sheets[1], 0, 0), text("a&b"));
    assert_eq!(flat[0].cells, s.cells);
}
