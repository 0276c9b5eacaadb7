//! The rows of a sheet that is printed from a layout: cells, heights, merged ranges. Written in any order; what is written last stands.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::{io, mem};

use super::markup::{self, USUAL, Value};
use super::measure::pixels;
use super::package::Packed;
use super::style::Ink;
use super::text::{clean, looks_like_formula};
use crate::model::cell::column_letters;

/// Rows that are packed in one go; fewer are packed together with what stands around them.
const PART: usize = if cfg!(test) { 3 } else { 4096 };

#[derive(Clone, Debug)]
struct Line {
    /// Points.
    height: f64,
    /// By column.
    cells: Vec<(u16, Ink, Value<'static>)>,
}

/// A sheet's rows. Rows and columns are counted from 0.
#[derive(Default)]
pub struct Leaf {
    lines: BTreeMap<u32, Line>,
    merges: Vec<String>,
    /// The range of all cells and the rows as they lie in a package, once there were many of them.
    packed: Option<(String, Vec<Packed>)>,
    /// What marks stand for.
    pub(super) marks: Vec<(u32, u32)>,
}

impl Leaf {
    fn line(&mut self, row: u32) -> &mut Line {
        debug_assert!(self.packed.is_none(), "rows are packed once all are written");
        self.lines.entry(row).or_insert_with(|| Line { height: USUAL, cells: Vec::new() })
    }

    fn put(&mut self, row: u32, col: u16, value: Value<'static>, ink: Ink) {
        let cells = &mut self.line(row).cells;
        let at = cells.partition_point(|cell| cell.0 < col);
        match cells.get_mut(at) {
            Some(cell) if cell.0 == col => *cell = (col, ink, value),
            _ => cells.insert(at, (col, ink, value)),
        }
    }

    /// A text, made fit for a cell; nothing but the format if it is empty.
    pub fn text(&mut self, row: u32, col: u16, text: impl Into<String>, ink: Ink) {
        let mut text = text.into();
        if let Cow::Owned(fit) = clean(&text) {
            text = fit;
        }
        self.fit(row, col, text, ink);
    }

    /// A text that is fit for a cell.
    pub fn fit(&mut self, row: u32, col: u16, text: String, ink: Ink) {
        let ink = if looks_like_formula(&text) { ink.quoted() } else { ink };
        self.put(row, col, Value::text(text), ink);
    }

    /// A number.
    pub fn number(&mut self, row: u32, col: u16, value: f64, ink: Ink) {
        self.put(row, col, Value::Number(value), ink);
    }

    /// A format without a value.
    pub fn blank(&mut self, row: u32, col: u16, ink: Ink) {
        self.put(row, col, Value::Blank, ink);
    }

    /// A formula (without `=`) and its result, a text.
    pub fn formula(&mut self, row: u32, col: u16, formula: impl Into<String>, result: &str, ink: Ink) {
        self.put(row, col, Value::formula(formula.into(), result.to_string()), ink);
    }

    /// A text over a range of cells; one cell alone is not merged with anything.
    pub fn merge(&mut self, from: (u32, u16), to: (u32, u16), text: impl Into<String>, ink: Ink) {
        self.span(from, to, ink);
        self.text(from.0, from.1, text, ink);
    }

    /// A range of cells that are one, without a value.
    pub fn span(&mut self, from: (u32, u16), to: (u32, u16), ink: Ink) {
        for row in from.0..=to.0 {
            for col in from.1..=to.1 {
                self.blank(row, col, ink);
            }
        }
        if from != to {
            self.merges.push(format!("{}:{}", name(from.0, from.1), name(to.0, to.1)));
        }
    }

    /// Height of a row in points, brought to whole pixels as the library does.
    pub fn height(&mut self, row: u32, points: f64) {
        self.line(row).height = pixels(points);
    }

    /// Says which row a mark of the layout stands for.
    pub fn mark(&mut self, number: u32, row: u32) {
        self.marks.push((number, row));
    }

    /// The range that holds all cells.
    pub(super) fn dimension(&self) -> String {
        let filled = || self.lines.iter().filter(|(_, line)| !line.cells.is_empty());
        let columns = || filled().flat_map(|(_, line)| line.cells.iter().map(|cell| cell.0));
        let (Some((first, _)), Some((last, _)), Some(left), Some(right)) =
            (filled().next(), filled().next_back(), columns().min(), columns().max())
        else {
            return "A1".to_string();
        };
        let (from, to) = (name(*first, left), name(*last, right));
        if from == to { from } else { format!("{from}:{to}") }
    }

    /// Packs the rows, of which nothing is written any more, if there are many. `formats`: numbers of the looks' formats in the layout.
    pub(super) fn settle(&mut self, formats: &[String]) -> io::Result<()> {
        if self.lines.len() <= PART {
            return Ok(());
        }
        let dimension = self.dimension();
        let mut rows = Vec::with_capacity(self.lines.len().div_ceil(PART));
        // what has been packed is let go
        while let Some((first, _)) = self.lines.first_key_value() {
            let rest = self.lines.split_off(&(first + PART as u32));
            rows.push(Packed::new(&markup(&mem::replace(&mut self.lines, rest), formats))?);
        }
        self.packed = Some((dimension, rows));
        Ok(())
    }

    /// The sheet in texts as they lie in a package, between what the layout has before its dimension, before its rows, before its merged ranges and
    /// behind them.
    pub(super) fn print(mut self, formats: &[String], [start, head, middle, tail]: [&str; 4]) -> io::Result<Vec<Packed>> {
        self.settle(formats)?;
        let merged = self.merged();
        let Some((dimension, mut rows)) = self.packed else {
            let text = [start, &self.dimension(), head, &markup(&self.lines, formats), middle, &merged, tail].concat();
            return Ok(vec![Packed::new(&text)?]);
        };
        rows.insert(0, Packed::new(&[start, &dimension, head].concat())?);
        rows.push(Packed::new(&[middle, &merged, tail].concat())?);
        Ok(rows)
    }

    /// The element that lists merged ranges; nothing without any.
    pub(super) fn merged(&self) -> String {
        if self.merges.is_empty() {
            return String::new();
        }
        let each: Vec<String> = self.merges.iter().map(|range| format!("<mergeCell ref=\"{range}\"/>")).collect();
        format!("<mergeCells count=\"{}\">{}</mergeCells>", each.len(), each.concat())
    }
}

/// `<row>` after `<row>`.
fn markup(lines: &BTreeMap<u32, Line>, formats: &[String]) -> String {
    let mut out = String::with_capacity(lines.values().map(|l| 80 + 70 * l.cells.len()).sum());
    for (row, line) in lines {
        let number = (row + 1).to_string();
        markup::row(&mut out, &number, line.height);
        for (col, ink, value) in &line.cells {
            markup::cell(&mut out, [&column_letters((*col).into()), &number], &formats[*ink as usize], value);
        }
        out.push_str("</row>");
    }
    out
}

fn name(row: u32, col: u16) -> String {
    format!("{}{}", column_letters(col.into()), row + 1)
}
