//! What columns, rows and sheets say of one member's month, put together. The order in which they came in decides nothing: marks that say the same are
//! one, and where two differ neither counts.

use std::sync::Arc;

use crate::model::cell::Place;
use crate::model::finding::{BranchIx, Code, Issue, Level};
use crate::model::identity::mask_identity;
use crate::model::record::{Field, Mark, RowHead};
use crate::model::spoken;
use crate::model::time::Month;

/// What columns, rows and sheets say of one member's month.
#[derive(Default)]
pub struct Heard {
    pub first: Option<(Mark, Place)>,
    /// What is rare.
    pub besides: Option<Box<Besides>>,
}

/// What else was said of the month.
#[derive(Default)]
pub struct Besides {
    /// Marks that differ from the first, each where it was first written.
    pub others: Vec<(Mark, Place)>,
    /// Row (by index) that brought the first of them.
    pub row: usize,
    /// A cell that nobody could read.
    pub unread: Option<Place>,
}

impl Heard {
    /// Takes in what a cell says.
    pub fn take(&mut self, mark: Mark, place: impl Fn() -> Place, row: usize) {
        let Some((first, at)) = &mut self.first else {
            self.first = Some((mark, place()));
            return;
        };
        if *first == mark || first.was_there() && mark.was_there() {
            // 到会 and 迟到 say the same; the closer one stays
            if *first == Mark::Present && mark != Mark::Present {
                (*first, *at) = (mark, place());
            }
            return;
        }
        let besides = self.besides.get_or_insert_default();
        if besides.others.is_empty() {
            besides.row = row;
        }
        if !besides.others.iter().any(|(known, _)| *known == mark) {
            besides.others.push((mark, place()));
        }
    }

    /// Takes in a cell that nobody could read.
    pub fn unread(&mut self, place: Place) {
        self.besides.get_or_insert_default().unread.get_or_insert(place);
    }
}

/// The issue of a month whose marks differ, at the cell that brought the second of them.
pub fn contradiction(head: &RowHead, branch: BranchIx, month: Month, name: &str, marks: &[(Mark, Place)], place: Place) -> Issue {
    let name: Arc<str> = mask_identity(name).into();
    let here = |at: &Place| at.file == place.file && at.sheet == place.sheet;
    let seen = |(mark, at): &(Mark, Place)| {
        let at = if here(at) { at.cell_text() } else { at.to_string() };
        format!("{at}为{}", mark.word())
    };
    let all = marks.iter().map(seen).collect::<Vec<_>>().join("，");
    let todo = match marks.iter().all(|(_, at)| here(at)) {
        true => "请核实后更正；当月开展多次活动的，请按当月总的情况统一填一种标记。",
        false => "请核实后更正有误的一处。",
    };
    let say = say!("“{name}”{}的考勤标记不一致：{all}；该月既不计到会，也不计缺席，", spoken::month(month); "{todo}");
    Issue {
        row: head.number(),
        field: Field::Member.name().into(),
        raw: name,
        level: Some(Level::Warning),
        branch: Some(branch),
        month: Some(month),
        ..Issue::new(Code::ING004, place, say)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Mark::{Absent, Late, Leave, Present};

    fn heard(marks: &[Mark]) -> (Option<Mark>, Vec<Mark>) {
        let mut heard = Heard::default();
        for (row, mark) in marks.iter().enumerate() {
            heard.take(*mark, || Place::file(&Arc::from(format!("{row}.xlsx"))), row);
        }
        let others = heard.besides.map(|b| b.others.into_iter().map(|o| o.0).collect()).unwrap_or_default();
        (heard.first.map(|f| f.0), others)
    }

    #[test]
    fn equal_marks_are_one_and_others_are_kept() {
        assert_eq!(heard(&[]), (None, vec![]));
        assert_eq!(heard(&[Present, Present]), (Some(Present), vec![]));
        assert_eq!(heard(&[Present, Absent, Absent, Leave]), (Some(Present), vec![Absent, Leave]));
        assert_eq!(heard(&[Absent, Present]), (Some(Absent), vec![Present]), "either way round");
        assert_eq!((heard(&[Present, Late]), heard(&[Late, Present])), ((Some(Late), vec![]), (Some(Late), vec![])));
    }
}
