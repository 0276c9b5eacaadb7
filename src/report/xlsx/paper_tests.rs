//! The workbook as a zip of XML: what Excel, WPS and LibreOffice make charts, links and pages of.

use std::collections::BTreeMap;
use std::io::Read;

use super::sample;
use super::sheet::MOST_LINKS;
use super::*;
use crate::model::finding::Finding;

/// Parts of the package by name.
fn parts(results: &Results) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let file = std::fs::File::open(write(results, dir.path()).unwrap()).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

fn sheets(parts: &BTreeMap<String, String>) -> Vec<&str> {
    (1..).map_while(|n| parts.get(&format!("xl/worksheets/sheet{n}.xml")).map(String::as_str)).collect()
}

#[test]
fn the_overview_has_four_charts_none_of_them_empty() {
    let parts = parts(&sample::results());
    let charts: Vec<&String> = parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).map(|(_, text)| text).collect();
    assert_eq!(charts.len(), 4);
    for (chart, title) in charts.iter().zip(["各月完整率与参与率", "各党委参与率", "各项规则的问题", "各类党支部的完整率与参与率"])
    {
        assert!(chart.contains(title), "{title}");
        assert!(chart.contains("<c:v>") && chart.contains("情况分析!$"), "{title}");
    }
    let none = super::paper_tests::parts(&sample::nothing());
    assert!(!none.keys().any(|name| name.starts_with("xl/charts/")));
}

#[test]
fn every_sheet_is_ready_for_paper() {
    let parts = parts(&sample::two());
    let sheets = sheets(&parts);
    assert!(sheets.len() > 14);
    for (at, sheet) in sheets.iter().enumerate() {
        for wanted in
            ["paperSize=\"", "fitToPage=\"1\"", "scaleWithDoc=\"0\"", "第 &amp;P 页，共 &amp;N 页", "制表单位：", "制表日期：2017年6月28日"]
        {
            assert!(sheet.contains(wanted), "sheet {at} lacks {wanted}");
        }
    }
    // 总览 is one page, upright; 技术信息 is none
    assert!(sheets[0].contains("orientation=\"portrait\"") && !sheets[0].contains("fitToHeight"), "总览");
    let book = &parts["xl/workbook.xml"];
    assert_eq!(book.matches("_xlnm.Print_Titles").count(), sheets.len() - 2);
    assert_eq!(book.matches("_xlnm.Print_Area").count(), sheets.len());
    assert!(book.contains("name=\"技术信息\"") && book.matches("state=\"hidden\"").count() == 1);
}

#[test]
fn every_printed_page_carries_the_headings_of_its_own_table() {
    let dir = tempfile::tempdir().unwrap();
    let results = sample::two();
    let mut book: super::tests::Book = calamine::open_workbook(write(&results, dir.path()).unwrap()).unwrap();
    let parts = parts(&results);
    let named = &parts["xl/workbook.xml"];
    for name in calamine::Reader::sheet_names(&book).into_iter().filter(|name| !["总览", "情况分析", "技术信息"].contains(&name.as_str()))
    {
        // the last row that is repeated is the header: the row above the first of the table's
        let quoted = if named.contains(&format!("'{name}'!$")) { format!("'{name}'!$") } else { format!("{name}!$") };
        let of_rows = named.split(&quoted).skip(1).find_map(|rest| rest.split('<').next()?.split_once(":$")?.1.parse::<usize>().ok());
        let header = &super::tests::rows(&mut book, &name)[of_rows.unwrap_or_else(|| panic!("{name} repeats nothing")) - 1];
        assert_eq!(header[0], "地区", "{name}");
        assert!(header.iter().filter(|cell| !cell.is_empty()).count() > 2, "{name}: {header:?}");
    }
}

#[test]
fn columns_that_only_trace_figures_are_off_the_paper() {
    let parts = parts(&sample::results());
    let book = &parts["xl/workbook.xml"];
    let area = |sheet: &str| {
        let from = book.find(&format!("{sheet}!$A$1:$")).unwrap() + sheet.len() + "!$A$1:$".len();
        book[from..].chars().take_while(char::is_ascii_alphabetic).collect::<String>()
    };
    assert_eq!([area("支部排名"), area("问题清单"), area("台账明细")], ["M", "M", "L"]);
}

#[test]
fn links_stay_within_what_excel_keeps_and_lead_to_sheets_that_exist() {
    let mut results = sample::results();
    let one: Finding =
        results.outcomes[0].judgement.findings.iter().find(|f| f.code == crate::model::finding::Code::PAR001).unwrap().clone();
    results.outcomes[0].judgement.findings = vec![one; MOST_LINKS + 50];
    let parts = parts(&results);
    let book = &parts["xl/workbook.xml"];
    for sheet in sheets(&parts) {
        let links = sheet.matches("<hyperlink ").count();
        assert!(links <= MOST_LINKS, "{links}");
        for target in sheet.split("location=\"'").skip(1).filter_map(|rest| rest.split('\'').next()) {
            assert!(book.contains(&format!("name=\"{target}\"")), "{target}");
        }
    }
    assert!(sheets(&parts).iter().any(|s| s.matches("<hyperlink ").count() == MOST_LINKS));
}

#[test]
fn the_course_of_a_committee_is_drawn_even_if_there_is_only_one() {
    let mut results = sample::results();
    results.outcomes[0].assessed.committees.truncate(1);
    let parts = parts(&results);
    let course = sheets(&parts)[3];
    assert_eq!(course.matches("<x14:sparkline>").count(), 1);
    assert!(course.contains("党委逐月参与率!"));
}

#[test]
fn styles_name_a_family_to_fall_back_on() {
    let parts = parts(&sample::results());
    let styles = &parts["xl/styles.xml"];
    for face in ["方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"] {
        let at = styles.find(&format!("<name val=\"{face}\"/>")).unwrap_or_else(|| panic!("{face}"));
        let rest = &styles[at..styles[at..].find("</font>").unwrap() + at];
        assert!(rest.contains("<family val=") && rest.contains("<charset val=\"134\"/>"), "{rest}");
    }
    // formats by condition are few and by column, not by row
    assert!(sheets(&parts).iter().all(|s| s.matches("<conditionalFormatting").count() <= 12));
}
