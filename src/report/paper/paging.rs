//! How a table goes on paper: A4 upright where it fits at its own size, A4 across, else A3 across; and where it fits on none of them its texts are broken
//! into more lines. What it never does is shrink print below `SMALLEST`.

use super::style::{SMALLEST, Sheet as Paper, TABLE};

/// Points of a unit of a column's width, and of each column's edge, where a program has to do without the workbook's standard typeface and takes a wide
/// one instead: what is readable there is so everywhere.
const UNIT: f64 = 7.0;
const EDGE: f64 = 5.0;
/// Share of that where the typeface is at hand.
const USUAL: f64 = 0.75;
/// Programs set the same column a little wider or narrower: so much is kept free.
const SPARE: f64 = 0.96;
/// A column of texts that is wider than this (units) may be made narrower.
const WIDE: f64 = 14.0;
/// First by no more than this, before a larger paper is taken.
const GENTLY: f64 = 0.6;

/// The paper for a table whose first `printed` columns are printed; may make wide columns narrower.
pub fn choose(widths: &mut [f64], printed: usize) -> Paper {
    let columns = &mut widths[..printed];
    if points(columns) <= Paper::Upright.room().0 * SPARE {
        return Paper::Upright;
    }
    for (paper, least) in [(Paper::Across, 1.0), (Paper::Across, GENTLY), (Paper::Large, 1.0), (Paper::Large, GENTLY)] {
        if narrow(columns, widest(paper), least) {
            return paper;
        }
    }
    // texts of many columns: every wide one as narrow as it takes
    narrow(columns, widest(Paper::Large), 0.0);
    Paper::Large
}

/// The same for a page that has been made to lie in one way: A4 so as long as its print stays readable, texts broken into more lines before it is turned.
pub fn keep(widths: &mut [f64], lie: Paper) -> Paper {
    for (paper, least) in [(lie, 1.0), (lie, GENTLY)] {
        if narrow(widths, widest(paper), least) {
            return paper;
        }
    }
    match choose(widths, widths.len()) {
        // it would have fitted
        Paper::Upright => lie,
        paper => paper,
    }
}

/// Points of a page before it is scaled, with the typeface at hand and without.
pub fn heights(paper: Paper, widths: &[f64]) -> [f64; 2] {
    let (wide, tall) = paper.room();
    [USUAL, 1.0].map(|share| tall * (points(widths) * share / wide).max(1.0))
}

/// Points that a table may be wide, so that its print is not below the smallest.
fn widest(paper: Paper) -> f64 {
    paper.room().0 * TABLE / SMALLEST * SPARE
}

fn points(widths: &[f64]) -> f64 {
    widths.iter().map(|width| width * UNIT + EDGE).sum()
}

/// Makes wide columns narrower, each by the same share and to no less than `least` of its width, until all fit; leaves them alone if they cannot.
fn narrow(widths: &mut [f64], room: f64, least: f64) -> bool {
    let over = points(widths) - room;
    if over <= 0.0 {
        return true;
    }
    let spare = |width: f64| (width - WIDE.max(width * least)).max(0.0);
    let all: f64 = widths.iter().map(|width| spare(*width) * UNIT).sum();
    if all < over && least > 0.0 || all <= 0.0 {
        return false;
    }
    let share = (over / all).min(1.0);
    widths.iter_mut().for_each(|width| *width = ((*width - spare(*width) * share) * 10.0).floor() / 10.0);
    all >= over
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_smallest_paper_that_leaves_its_print_readable() {
        assert_eq!(choose(&mut [15.0, 20.0, 20.0], 3), Paper::Upright);
        let mut eleven = [10.0; 11];
        assert_eq!((choose(&mut eleven, 11), eleven), (Paper::Across, [10.0; 11]));
        let mut numbers = [10.0; 18];
        assert_eq!((choose(&mut numbers, 18), numbers), (Paper::Large, [10.0; 18]));
    }

    #[test]
    fn a_page_lies_as_it_was_made_to_as_long_as_it_can_be_read() {
        assert_eq!(keep(&mut [15.0, 20.0, 20.0], Paper::Across), Paper::Across);
        let mut letter = [6.0, 28.0, 10.0, 11.0, 22.0, 24.0, 12.0];
        assert_eq!((keep(&mut letter, Paper::Upright), letter[0]), (Paper::Upright, 6.0));
        assert!(points(&letter) <= widest(Paper::Upright) && letter[1] < 28.0, "{letter:?}");
        assert_eq!(keep(&mut [10.0; 11], Paper::Upright), Paper::Across);
    }

    #[test]
    fn texts_are_broken_before_the_print_gets_smaller() {
        let mut texts = [8.0, 60.0, 60.0, 60.0];
        assert_eq!(choose(&mut texts, 4), Paper::Across);
        assert!(texts[0] == 8.0 && texts[1] < 60.0 && texts[1] > 35.0, "{texts:?}");
        let mut many = [60.0; 9];
        assert_eq!(choose(&mut many, 9), Paper::Large);
        assert!(points(&many) <= widest(Paper::Large), "{many:?}");
        // what is not printed is not looked at
        let mut aside = [20.0, 90.0, 90.0, 90.0];
        assert_eq!((choose(&mut aside, 1), aside[1]), (Paper::Upright, 90.0));
    }
}
