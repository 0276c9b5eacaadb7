//! A sheet that no layout knows: its first words, and what it is where nothing is wrong with it.

use super::coerce::text_of;
use super::grid::Grid;
use super::issues::shorten;
use crate::model::book::Value;
use crate::model::cell::CellRef;
use crate::model::identity::mask_identity;

/// What the first lines of an unrecognised sheet say, for words that tell what it may hold.
pub fn said(grid: &Grid<'_>) -> String {
    let lines = (0..grid.len().min(12)).flat_map(|ix| grid.line(ix).distinct(0, u32::MAX).take(12).collect::<Vec<_>>());
    lines.map(|s| text_of(s.value)).filter(|t| t.len() < 120).collect::<Vec<_>>().join(" ")
}

/// First words of an unrecognised sheet: its first row with two cells and more, else its first cells.
pub fn first_words(grid: &Grid<'_>) -> (Option<CellRef>, String) {
    let lines = (0..grid.len().min(30)).map(|ix| grid.line(ix));
    let line = lines.clone().find(|l| l.distinct(0, u32::MAX).take(2).count() > 1).or_else(|| lines.clone().next());
    let Some(line) = line else { return (None, String::new()) };
    let cells: Vec<_> = line.distinct(0, u32::MAX).take(6).collect();
    let words: Vec<String> =
        cells.iter().map(|s| text_of(s.value).split_whitespace().collect::<Vec<_>>().join("")).filter(|t| !t.is_empty()).collect();
    (cells.first().map(|s| s.at), shorten(&mask_identity(&words.join("、"))))
}

/// What leads to the digest of a frame, as it is called now and was once.
const LEADS: [&str; 2] = ["抽样名册摘要（SHA-256）", "抽样框摘要（SHA-256）"];

/// 抽查名单 with its frame, handed in together with the filled forms: named so, and with the digest above the table.
pub fn is_our_list(grid: &Grid<'_>, name: &str) -> bool {
    let digest = |ix: usize| grid.line(ix).distinct(0, u32::MAX).any(|s| LEADS.iter().any(|lead| text_of(s.value).contains(lead)));
    matches!(name, "抽查名单" | "抽样名册" | "抽样框") && (0..grid.len().min(6)).any(digest)
}

/// A sheet of instructions: named so, and nothing but one text to a row.
pub fn is_prose(grid: &Grid<'_>, name: &str) -> bool {
    let named = ["说明", "须知", "封面", "目录", "注意事项"].iter().any(|w| name.contains(w));
    named
        && (0..grid.len()).all(|ix| {
            let mut cells = grid.line(ix).distinct(0, u32::MAX);
            let text = cells.next().is_some_and(|s| matches!(s.value, Value::Text(_)));
            text && cells.next().is_none()
        })
}
