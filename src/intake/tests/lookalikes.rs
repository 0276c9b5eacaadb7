//! Text files, and what calls itself xls and is none.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::*;
use crate::model::book::Merge;

const LEDGER: &str = "党支部名称,活动日期,应到人数\n\n城东社区党支部,2017-07-05,20\n";

#[test]
fn separated_text_in_every_dress() {
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(LEDGER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let files: [(&str, Vec<u8>); 7] = [
        ("utf8.csv", LEDGER.into()),
        ("bom.csv", format!("\u{feff}{LEDGER}").into()),
        ("gbk.csv", encoding_rs::GBK.encode(LEDGER).0.into()),
        ("utf16.txt", utf16),
        ("cr.csv", LEDGER.replace(',', ";").replace('\n', "\r").into()),
        ("制表符.xls", encoding_rs::GBK.encode(&LEDGER.replace(',', "\t").replace('\n', "\r\n")).0.into()),
        ("无扩展名", LEDGER.into()),
    ];
    for (name, bytes) in files {
        let sheets = good(name, &bytes);
        assert_eq!(sheets.len(), 1, "{name}");
        assert_eq!(&*sheets[0].name, "");
        assert_eq!(value(&sheets[0], 0, 1), text("活动日期"), "{name}");
        assert_eq!(value(&sheets[0], 2, 0), text("城东社区党支部"), "{name}");
        assert_eq!(value(&sheets[0], 2, 2), text("20"), "{name}");
        assert_eq!(sheets[0].cells.len(), 6, "{name}");
    }
}

#[test]
fn one_column_is_a_sheet_too() {
    let sheets = good("名单.txt", "姓名\n张三\n 李四 \n".as_bytes());
    assert_eq!(value(&sheets[0], 2, 0), text(" 李四 "));
}

#[test]
fn a_page_with_tables() {
    let page = r#"<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>导出</title><style>td{color:red}</style>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>七月台账</x:Name></x:ExcelWorkbook></xml><![endif]--></head><body>
<h2>填报单位：城东街道</h2>
<table border=1><tr><th colspan="2">主题&nbsp;党日</th><th rowspan=2>备注
<tr><td>支部<br>名称<td title="a>b">应到 &#20154;&lt;数&gt;
<tr><td>城东<td>20<td>√</table><table><tr><td>二表</td></tr></table></body></html>"#;
    for bytes in [page.as_bytes().to_vec(), encoding_rs::GBK.encode(page).0.into_owned()] {
        let sheets = good("导出.xls", &bytes);
        let s = &sheets[0];
        assert_eq!(&*s.name, "七月台账");
        assert_eq!(value(s, 0, 0), text("填报单位：城东街道"));
        assert_eq!(value(s, 1, 0), text("主题\u{a0}党日"));
        assert_eq!(value(s, 1, 2), text("备注"));
        assert_eq!(value(s, 2, 0), text("支部\n名称"));
        assert_eq!(value(s, 2, 1), text("应到 人<数>"));
        assert_eq!(value(s, 3, 2), text("√"));
        assert_eq!(value(s, 4, 0), text("二表"));
        let merge = |r1, c1, r2, c2| Merge { from: CellRef::new(r1, c1), to: CellRef::new(r2, c2) };
        assert_eq!(s.merges, [merge(1, 0, 1, 1), merge(1, 2, 2, 2)]);
    }
    assert!(refused("空.xls", b"<html><body>no table</body></html>").contains("网页"));
}

#[test]
fn excel_2003_xml() {
    let xml = r#"<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="台账"><Table><Column ss:Index="2" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell><Cell><Data ss:Type="String">右</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">20</Data></Cell>
<Cell><Data ss:Type="DateTime">2017-07-05T00:00:00.000</Data></Cell><Cell><Data ss:Type="DateTime">1899-12-31T09:00:00.000</Data></Cell>
<Cell ss:Formula="=A1"/><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>富</B>&amp;文本</ss:Data></Cell></Row>
</Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"#;
    for bytes in [xml.as_bytes().to_vec(), encoding_rs::GBK.encode(xml).0.into_owned()] {
        let sheets = good("旧.xls", &bytes);
        let s = &sheets[0];
        assert!(s.hidden && &*s.name == "台账");
        assert_eq!(value(s, 0, 3), text("右"));
        assert_eq!(value(s, 3, 1), Some(Value::Number(20.0)));
        let day = NaiveDate::from_ymd_opt(2017, 7, 5).unwrap().and_hms_opt(0, 0, 0).unwrap();
        assert_eq!(value(s, 3, 2), Some(Value::Date(day)));
        assert_eq!(value(s, 3, 3), Some(Value::Duration(0.375)));
        assert_eq!(value(s, 3, 4), Some(Value::Uncalculated));
        assert_eq!(value(s, 3, 5), text("富&文本"));
        assert_eq!(s.merges, [Merge { from: CellRef::new(0, 0), to: CellRef::new(0, 2) }]);
        assert_eq!((s.hidden_rows.clone(), s.hidden_cols.clone()), (BTreeSet::from([3]), BTreeSet::from([1])));
    }
    assert!(refused("断.xls", &xml.as_bytes()[..xml.len() - 120]).contains("损坏"));
}
