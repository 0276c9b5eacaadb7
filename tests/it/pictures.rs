//! One photograph in the records of two branches: a lead with both places, and no figure that differs for it.

use std::path::Path;

use rust_xlsxwriter::{Image, Workbook};

use crate::door::{Judged, book};

/// A picture as far as anybody looks into it.
fn photo(seed: u8) -> Image {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0\0\0\0\0".to_vec();
    png.extend(30_000_u32.to_be_bytes());
    png.extend(b"IDAT");
    png.extend((0..30_000_u32).map(|n| (n as u8).wrapping_mul(31).wrapping_add(seed)));
    png.extend(b"\0\0\0\0\0\0\0\0IEND\xaeB`\x82");
    Image::new_from_buffer(&png).unwrap()
}

fn ledger(path: &Path, branch: &str, pictures: &[(u32, u8)]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("台账").unwrap();
    let head = ["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数", "活动照片"];
    for (col, text) in head.into_iter().enumerate() {
        sheet.write(0, col as u16, text).unwrap();
    }
    for (row, day) in [(1, "2017-07-05"), (2, "2017-08-05")] {
        for (col, text) in [branch, day, "学习"].into_iter().enumerate() {
            sheet.write(row, col as u16, text).unwrap();
        }
        sheet.write(row, 3, 10).unwrap();
        sheet.write(row, 4, 10).unwrap();
        sheet.set_row_height(row, 80).unwrap();
    }
    for (row, seed) in pictures {
        sheet.insert_image(*row, 5, &photo(*seed)).unwrap();
    }
    workbook.save(path).unwrap();
}

fn judged(same: bool) -> Judged {
    let fill = |workspace: &Path| {
        let rows: &[&[&str]] = &[
            &["编号", "党支部名称", "上级党组织", "类型", "党员人数"],
            &["B01", "金星村党支部", "华埠镇党委", "农村", "10"],
            &["B02", "东岸村党支部", "华埠镇党委", "农村", "10"],
        ];
        book(&workspace.join("党组织花名册.xlsx"), &[("花名册", rows)]);
        ledger(&workspace.join("金星.xlsx"), "金星村党支部", &[(1, 1), (2, 2)]);
        ledger(&workspace.join("东岸.xlsx"), "东岸村党支部", &[(1, 3), (2, if same { 1 } else { 4 })]);
    };
    Judged::run(fill, &["-j", "kaihua", "-p", "2017-07..2017-08", "--as-of", "2017-10-01"])
}

#[test]
fn a_photograph_of_another_branch_is_a_lead_and_no_more() {
    let (same, other) = (judged(true), judged(false));
    assert_eq!(same.findings("REC004"), ["东岸村党支部 2017-08 F3"]);
    let message = &same.table("findings.csv").into_iter().find(|r| r["rule"] == "REC004").unwrap()["message"];
    assert!(message.contains("东岸.xlsx｜台账｜F3") && message.contains("金星.xlsx｜台账｜F2"), "{message}");
    assert_eq!(other.findings("REC004"), [] as [String; 0]);
    for table in ["ranking.csv", "matrix.csv", "committees.csv", "eligibility.csv", "sample.csv"] {
        assert_eq!(same.table(table), other.table(table), "{table}");
    }
}
