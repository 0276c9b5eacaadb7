//! Pictures to the activities in whose records they stand. A picture on a form belongs to the form; one beside a ledger's rows to the row at its
//! middle, of tables side by side to the one that begins last left of it; one on a sheet without activities to the file's only activity, if there
//! is but one. Any other belongs to nobody.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::book::{RawBook, RawPicture, RawSheet};
use crate::model::cell::CellRef;
use crate::model::record::{ActivityRow, BoxedRow, Field, Picture, Slot};

/// Gives the pictures of a sheet to the activities that were read from it.
pub fn of_sheet(sheet: &RawSheet, activities: &mut [BoxedRow]) {
    let mut owned: BTreeMap<usize, Vec<Picture>> = BTreeMap::new();
    for picture in &sheet.pictures {
        let middle = CellRef::new(picture.from.row.midpoint(picture.to.row), picture.from.col.midpoint(picture.to.col));
        if let Some(owner) = owner(picture, middle, activities) {
            owned.entry(owner).or_default().push(Picture { at: picture.from, print: picture.print, bytes: picture.bytes });
        }
    }
    for (owner, pictures) in owned {
        add(&mut activities[owner], pictures);
    }
}

/// Gives the pictures of sheets without activities to the only activity of the file. `read` are the sheets that have some.
pub fn of_file(book: &RawBook, read: &[usize], activities: &mut [BoxedRow]) {
    let [only] = activities else { return };
    for (_, sheet) in book.sheets.iter().enumerate().filter(|(ix, _)| !read.contains(ix)) {
        // Cells of another sheet would be taken for the row's own: the row's place has to do.
        let at = only.head.line().cell.unwrap_or(CellRef::new(only.head.row, 0));
        add(only, sheet.pictures.iter().map(|p| Picture { at, print: p.print, bytes: p.bytes }).collect());
    }
}

fn add(activity: &mut ActivityRow, more: Vec<Picture>) {
    let mut pictures = std::mem::take(&mut activity.pictures).into_vec();
    pictures.extend(more);
    activity.pictures = pictures.into();
}

/// The activity that a picture belongs to.
fn owner(picture: &RawPicture, middle: CellRef, activities: &[BoxedRow]) -> Option<usize> {
    let inside: Range<u32> = picture.from.row..picture.to.row + 1;
    let rows = activities.iter().enumerate().filter(|(_, a)| !is_form(a));
    let near = |a: &ActivityRow| Reverse(a.head.row.abs_diff(middle.row));
    let beside = rows.filter(|(_, a)| inside.contains(&a.head.row)).rev().max_by_key(|(_, a)| (near(a), left_of(a, middle)));
    beside.map(|(ix, _)| ix).or_else(|| {
        let forms = || activities.iter().enumerate().filter(|(_, a)| is_form(a));
        // The one that begins last above the picture.
        let begun = forms().filter(|(_, a)| a.head.row <= middle.row).max_by_key(|(_, a)| (a.head.row, left_of(a, middle)));
        begun.or_else(|| forms().next()).map(|(ix, _)| ix)
    })
}

/// Of several side by side that one is best which begins last left of the picture.
fn left_of(activity: &ActivityRow, middle: CellRef) -> (bool, u32) {
    let col = activity.head.line().cell.map_or(0, |c| c.col);
    let begun = col <= middle.col + 1;
    (begun, if begun { col } else { u32::MAX - col })
}

/// Its fields stand in cells of their own, not in columns.
fn is_form(activity: &ActivityRow) -> bool {
    let slots = &activity.head.table.slots;
    slots.get(&Field::Date).or_else(|| slots.values().next()).is_some_and(|slot| matches!(slot, Slot::Cell(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing::{grid_sheet, read};

    fn picture(print: u8, from: (u32, u32), to: (u32, u32)) -> RawPicture {
        RawPicture { from: CellRef::new(from.0, from.1), to: CellRef::new(to.0, to.1), print: [print; 32], bytes: 20_000 }
    }

    fn prints(rows: &[BoxedRow]) -> Vec<Vec<u8>> {
        rows.iter().map(|r| r.pictures.iter().map(|p| p.print[0]).collect()).collect()
    }

    #[test]
    fn a_ledgers_row_has_what_stands_beside_it() {
        let mut sheet = grid_sheet(
            "台账",
            &[
                &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"],
                &["甲支部", "2017-07-05", "学习", "#9", "#9"],
                &["甲支部", "2017-08-05", "学习", "#9", "#9"],
                &["甲支部", "2017-09-05", "学习", "#9", "#9"],
            ],
        );
        // in a row; reaching a little into its neighbours; over the heading; far below
        sheet.pictures =
            vec![picture(1, (1, 6), (1, 7)), picture(2, (1, 8), (3, 9)), picture(3, (0, 0), (0, 3)), picture(4, (20, 0), (22, 3))];
        let out = read("a.xlsx", vec![sheet]);
        assert_eq!(prints(&out.records.activities), [vec![1], vec![2], vec![]]);
        assert_eq!(out.records.activities[0].pictures[0].at, CellRef::new(1, 6));
    }

    #[test]
    fn of_two_tables_side_by_side_each_has_its_own() {
        let head = ["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];
        let row = |branch: &'static str| [branch, "2017-07-05", "学习", "#9", "#9"];
        let lines = [[&head[..], &[""], &head].concat(), [&row("甲支部")[..], &[""], &row("乙支部")].concat()];
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        let mut sheet = grid_sheet("台账", &lines);
        sheet.pictures = vec![picture(1, (1, 4), (1, 4)), picture(2, (1, 10), (1, 12)), picture(3, (1, 6), (1, 6))];
        let out = read("a.xlsx", vec![sheet]);
        assert_eq!(prints(&out.records.activities), [vec![1], vec![2, 3]]);
    }

    #[test]
    fn a_form_has_what_stands_on_it_and_below_it() {
        let form = |month: &str| {
            [
                vec!["党日活动记录表".to_string()],
                vec!["党组织".into(), "甲支部".into(), "活动日期".into(), format!("2017年{month}月5日")],
                vec!["活动主题".into(), "学习".into(), "活动地点".into(), "会议室".into()],
                vec!["参加党员情况".into(), "应参加党员 9 人，实际参加党员 9 人".into()],
                vec!["活动内容".into(), "学习党章".into()],
            ]
        };
        let lines: Vec<Vec<String>> = form("7").into_iter().chain(vec![vec![]; 5]).chain(form("8")).collect();
        let lines: Vec<Vec<&str>> = lines.iter().map(|l| l.iter().map(String::as_str).collect()).collect();
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        let mut sheet = grid_sheet("表", &lines);
        sheet.pictures =
            vec![picture(1, (4, 1), (4, 3)), picture(2, (6, 0), (8, 2)), picture(3, (30, 0), (40, 2)), picture(4, (0, 0), (0, 0))];
        let out = read("a.xlsx", vec![sheet]);
        assert_eq!(prints(&out.records.activities), [vec![1, 2, 4], vec![3]]);
    }

    #[test]
    fn a_sheet_of_photographs_belongs_to_the_only_activity() {
        let ledger = |rows: &[&[&str]]| {
            let head: &[&str] = &["党支部名称", "活动日期", "活动主题", "应到人数", "实到人数"];
            grid_sheet("台账", &[&[head], rows].concat())
        };
        let photos = || RawSheet { name: "照片".into(), position: 1, pictures: vec![picture(7, (0, 0), (9, 9))], ..RawSheet::default() };
        let (one, two): (&[&str], &[&str]) = (&["甲支部", "2017-07-05", "学习", "#9", "#9"], &["乙支部", "2017-07-05", "学习", "#9", "#9"]);
        let out = read("a.xlsx", vec![ledger(&[one]), photos()]);
        assert_eq!(prints(&out.records.activities), [vec![7]]);
        let out = read("a.xlsx", vec![ledger(&[one, two]), photos()]);
        assert_eq!(prints(&out.records.activities), [vec![], vec![]] as [Vec<u8>; 2]);
    }
}
