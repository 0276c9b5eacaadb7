//! Cells, merged ranges and hidden rows on their way into a sheet.

use super::*;

fn at(r: u32, c: u32) -> CellRef {
    CellRef::new(r, c)
}

#[test]
fn cells_come_out_sorted_and_the_last_of_twins_stays() {
    let limits = Limits::default();
    let mut book = BookBuilder::new(&Arc::from("a.xlsx"), &limits);
    let mut sheet = book.open("表", 0, false).unwrap();
    book.put_text(&mut sheet, 3, 1, "丙").unwrap_or_else(|_| panic!());
    book.put_text(&mut sheet, 0, 0, "甲").unwrap_or_else(|_| panic!());
    book.put_text(&mut sheet, 3, 1, "丁").unwrap_or_else(|_| panic!());
    book.put_text(&mut sheet, 9, 9, " \u{3000}\n").unwrap_or_else(|_| panic!());
    sheet.merges = vec![Merge { from: at(0, 0), to: at(1_000_000, 5) }, Merge { from: at(3, 1), to: at(9, 9) }];
    let mut hidden = Hidden::default();
    [(1, 1), (800, 9), (0, 2), (3, u32::MAX)].iter().for_each(|(from, count)| hidden.rows(*from, *count));
    hidden.apply(&mut sheet);
    book.close(sheet);
    let (sheets, issues) = book.finish().unwrap();
    let cells: Vec<_> = sheets[0].cells.iter().map(|c| (c.at, c.value.clone())).collect();
    assert_eq!(cells, [(at(0, 0), Value::Text("甲".into())), (at(3, 1), Value::Text("丁".into()))]);
    assert_eq!(sheets[0].merges, [Merge { from: at(0, 0), to: at(3, 1) }]);
    assert_eq!(sheets[0].hidden_rows, [0, 1, 3].into());
    assert!(issues.is_empty());
}

#[test]
fn a_whole_number_but_for_noise_is_whole() {
    assert_eq!(settled(17.999_999_999_999_996), 18.0);
    assert_eq!(settled(18.000_000_000_000_004), 18.0);
    for kept in [17.6, 17.999_999, 0.1, 42_921.604_166_666_67, 1e-12, 0.0, -3.0] {
        assert_eq!(settled(kept), kept);
    }
}

#[test]
fn impossible_cells_are_counted_and_noted_once() {
    let limits = Limits::default();
    let mut book = BookBuilder::new(&Arc::from("a.xlsx"), &limits);
    let mut sheet = book.open("表", 0, false).unwrap();
    book.put(&mut sheet, 0, 0, Value::Number(f64::NAN)).unwrap_or_else(|_| panic!());
    book.put(&mut sheet, u32::MAX, 0, Value::Number(1.0)).unwrap_or_else(|_| panic!());
    book.put_text(&mut sheet, 1, 0, &"长".repeat(40_000)).unwrap_or_else(|_| panic!());
    book.put(&mut sheet, 2, 0, Value::Number(1.0)).unwrap_or_else(|_| panic!());
    book.close(sheet);
    let (sheets, issues) = book.finish().unwrap();
    assert_eq!(sheets[0].cells.len(), 1);
    assert_eq!(issues.len(), 1);
    assert!(issues[0].say.message().contains("3 个单元格"));
    assert_eq!(issues[0].place.cell_text(), "A1");
}
