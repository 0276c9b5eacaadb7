//! The charts of 情况分析, two to a row: completeness and participation by month, participation by committee, findings by rule, types of branches.
//! What they are drawn from stands beside the printed page, so that anybody can look it up or draw it otherwise. A chart with nothing to
//! show is left out.

use rust_xlsxwriter::{Chart, XlsxError};

use super::board::{Board, COLUMNS};
use super::figures;
use super::plot::{self, Block};
use crate::model::counts::{MonthSums, RuleCount, TypeCount};
use crate::model::figure::Rate;
use crate::model::finding::Level;
use crate::model::org::BranchType;
use crate::model::spoken;
use crate::model::time::Month;
use crate::report::paper::text;
use crate::report::xlsx::context::Context;
use crate::report::xlsx::item::tenths;
use crate::report::xlsx::style::Look;

/// Rows of the board that a row of charts takes.
const ROWS: u32 = 12;
/// Most bars of a chart.
const MOST_BARS: usize = 10;
/// Most types of branches; each has two bars.
const MOST_TYPES: usize = 5;
/// Most characters of a label.
const LABEL: usize = 13;
/// First column of what the charts are drawn from.
const BACKSTAGE: u16 = COLUMNS + 2;

/// A line of what a chart is drawn from: label, values; a rate of nothing is left blank, or it would be drawn as nought.
struct Line {
    label: String,
    values: Vec<Option<f64>>,
}

/// The section.
pub(super) fn section(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    let mut stage = Stage { row: 2, made: Vec::new() };
    stage.months(cx, board)?;
    stage.committees(cx, board)?;
    stage.rules(cx, board)?;
    stage.types(cx, board)?;
    if stage.made.is_empty() {
        return Ok(());
    }
    board.section_above("二、图示", ROWS)?;
    for pair in stage.made.chunks(2) {
        let row = board.room(ROWS);
        for (side, chart) in pair.iter().enumerate() {
            board.ws.insert_chart_with_offset(row, side as u16 * COLUMNS / 2, chart, 2, 3)?;
        }
    }
    Ok(())
}

/// Charts made so far, and the next free row of their data.
struct Stage {
    row: u32,
    made: Vec<Chart>,
}

impl Stage {
    fn months(&mut self, cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let period = cx.results.info.period;
        let one_year = period.first().year() == period.last().year();
        let line = |(month, s): &(Month, MonthSums)| Line {
            label: if one_year { format!("{}月", month.month()) } else { spoken::month(*month) },
            values: vec![tenths(s.held), tenths(s.participation)],
        };
        let lines: Vec<Line> = cx.results.counts.months.iter().map(line).collect();
        let lowest = lines.iter().flat_map(|l| &l.values).flatten().copied().fold(1.0, f64::min);
        if lines.len() < 2 {
            return Ok(());
        }
        let block = self.put(board, "各月完整率与参与率", &["完整率", "参与率"], &lines, true)?;
        self.made.extend(block.map(|b| plot::lines(&b, lowest)));
        Ok(())
    }

    fn committees(&mut self, cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let mut all: Vec<(String, Rate, bool)> = Vec::new();
        for outcome in &cx.results.outcomes {
            let floor = outcome.profile.base.floor();
            for c in outcome.assessed.committees.iter().filter(|c| c.participation.applies()) {
                let of = if cx.several { format!("{} ", outcome.profile.name) } else { String::new() };
                all.push((format!("{of}{}", c.committee), c.participation, c.participation.below(floor)));
            }
        }
        all.sort_by(|a, b| a.1.compare(b.1).then_with(|| a.0.cmp(&b.0)));
        let title = if all.len() > MOST_BARS {
            format!("参与率最低的 {MOST_BARS} 个党委（▼ 低于下限）")
        } else {
            "各党委参与率（▼ 低于下限）".to_string()
        };
        all.truncate(MOST_BARS);
        let low: Vec<bool> = all.iter().map(|(.., low)| *low).collect();
        let mark = |low: bool| if low { "▼" } else { "" };
        let line = |(name, rate, low): &(String, Rate, bool)| Line {
            label: format!("{}{}", mark(*low), short(name)),
            values: vec![tenths(*rate)],
        };
        let lines: Vec<Line> = all.iter().map(line).collect();
        let block = self.put(board, &title, &["参与率"], &lines, true)?;
        self.made.extend(block.map(|b| plot::rate_bars(&b, &low)));
        Ok(())
    }

    fn rules(&mut self, cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let counted = |count: &RuleCount| count.findings.counting();
        let mut all: Vec<_> = cx.results.counts.rules.iter().filter(|(_, s)| counted(s) > 0 && s.level > Some(Level::Info)).collect();
        all.sort_by_key(|(code, s)| (std::cmp::Reverse(counted(s)), **code));
        let title = if all.len() > MOST_BARS {
            format!("问题最多的 {MOST_BARS} 项规则（条）")
        } else {
            "各项规则的问题（条）".to_string()
        };
        all.truncate(MOST_BARS);
        let grave: Vec<bool> = all.iter().map(|(_, s)| s.level == Some(Level::Error)).collect();
        let line = |(code, s): &(&_, &RuleCount)| Line {
            label: format!("{}（{}）", short(cx.rule_name(**code)), s.level.map_or("", Level::chinese)),
            values: vec![Some(counted(s) as f64)],
        };
        let lines: Vec<Line> = all.iter().map(line).collect();
        let block = self.put(board, &title, &["问题条数"], &lines, false)?;
        self.made.extend(block.map(|b| plot::count_bars(&b, &grave)));
        Ok(())
    }

    fn types(&mut self, cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let all = figures::types(cx);
        let title =
            if all.len() > MOST_TYPES { format!("数量居前 {MOST_TYPES} 类党支部的") } else { "各类党支部的".to_string() };
        let line = |(kind, count): &(BranchType, TypeCount)| Line {
            label: format!("{}（{}个）", kind.as_str(), count.branches),
            values: vec![tenths(count.completeness), tenths(count.participation)],
        };
        let lines: Vec<Line> = all.iter().take(MOST_TYPES).map(line).collect();
        let block = self.put(board, &format!("{title}完整率与参与率"), &["完整率", "参与率"], &lines, true)?;
        self.made.extend(block.map(|b| plot::pairs(&b)));
        Ok(())
    }

    /// Writes what a chart is drawn from; `None` if there is no value in it.
    fn put(
        &mut self,
        board: &mut Board<'_>,
        title: &str,
        series: &[&'static str],
        lines: &[Line],
        rates: bool,
    ) -> Result<Option<Block>, XlsxError> {
        if lines.iter().all(|l| l.values.iter().all(Option::is_none)) {
            return Ok(None);
        }
        let (styles, ws) = (board.styles, &mut board.ws);
        if self.made.is_empty() {
            ws.write_string_with_format(0, BACKSTAGE, "图表数据（不打印；删改会影响图表）", styles.look(Look::Backstage, false))?;
        }
        ws.set_column_width(BACKSTAGE, 30)?;
        ws.write_string_with_format(self.row, BACKSTAGE, title, styles.look(Look::Backstage, false))?;
        for (at, name) in series.iter().enumerate() {
            ws.write_string_with_format(self.row, BACKSTAGE + 1 + at as u16, *name, styles.look(Look::Backstage, false))?;
        }
        let first = self.row + 1;
        let format = if rates { styles.look(Look::BackstagePercent, false) } else { styles.look(Look::Backstage, false) };
        for (row, line) in (first..).zip(lines) {
            ws.write_string_with_format(row, BACKSTAGE, text::clean(&line.label), styles.look(Look::Backstage, false))?;
            for (col, value) in (BACKSTAGE + 1..).zip(&line.values) {
                if let Some(value) = value {
                    ws.write_number_with_format(row, col, *value, format)?;
                }
            }
        }
        let last = first + lines.len() as u32 - 1;
        self.row = last + 2;
        Ok(Some(Block { title: title.to_string(), series: series.to_vec(), label: BACKSTAGE, first, last }))
    }
}

/// A name that fits beside a bar.
fn short(name: &str) -> String {
    if name.chars().count() <= LABEL { name.to_string() } else { name.chars().take(LABEL - 1).chain(['…']).collect() }
}
