//! How the charts of 情况分析 look. Colours keep apart for the colour-blind, and series differ by dash, marker or pattern as well, so that a
//! black-and-white print reads the same. In the library's bar charts the y axis is the one of the labels.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartMarker, ChartMarkerType, ChartPatternFill, ChartPatternFillType, ChartPoint, ChartSolidFill, ChartType, Color,
};

use crate::report::palette;

const BLUE: Color = Color::RGB(palette::BLUE);
const ORANGE: Color = Color::RGB(palette::ORANGE);
const AMBER: Color = Color::RGB(palette::AMBER);
const INK: Color = Color::RGB(palette::GREY);
const GRID: Color = Color::RGB(palette::GRID);
const WHITE: Color = Color::RGB(palette::WHITE);

/// Pixels of a chart: half the board.
const SIZE: (u32, u32) = (490, 234);

/// Where a chart's data stand on 情况分析: labels in column `label`, a series in each column after it.
pub(super) struct Block {
    pub title: String,
    pub series: Vec<&'static str>,
    pub label: u16,
    pub first: u32,
    pub last: u32,
}

/// Rates over the months as lines.
pub(super) fn lines(block: &Block, lowest: f64) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    let styles = [(BLUE, ChartLineDashType::Solid, ChartMarkerType::Circle), (ORANGE, ChartLineDashType::Dash, ChartMarkerType::Diamond)];
    for (at, (color, dash, marker)) in styles.into_iter().enumerate().take(block.series.len()) {
        let line = ChartLine::new().set_color(color).set_width(2.25).set_dash_type(dash).clone();
        let mut fill = solid(color);
        series(&mut chart, block, at)
            .set_format(ChartFormat::new().set_line(&line))
            .set_marker(ChartMarker::new().set_type(marker).set_size(6).set_format(&mut fill));
    }
    // lines near 100 % would lie on one another above an empty half
    percent_axis(chart.y_axis(), ((lowest * 10.0).floor() / 10.0 - 0.1).max(0.0));
    finish(&mut chart, block, true);
    chart
}

/// Rates as bars, those below the floor in another colour and pattern.
pub(super) fn rate_bars(block: &Block, low: &[bool]) -> Chart {
    let mut chart = bars(block, "0.0%", low, (solid(BLUE), hatched(ORANGE)));
    full_bars(chart.x_axis());
    chart
}

/// Counts as bars, errors and warnings apart.
pub(super) fn count_bars(block: &Block, grave: &[bool]) -> Chart {
    let mut chart = bars(block, "0", grave, (hatched(AMBER), solid(ORANGE)));
    chart.x_axis().set_min(0).set_major_gridlines(false);
    chart
}

/// Two rates side by side for each label.
pub(super) fn pairs(block: &Block) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    for (at, mut look) in [solid(BLUE), hatched(ORANGE)].into_iter().enumerate().take(block.series.len()) {
        let label = label("0.0%");
        series(&mut chart, block, at).set_format(&mut look).set_data_label(&label).set_gap(25).set_overlap(0);
    }
    categories(&mut chart);
    full_bars(chart.x_axis());
    finish(&mut chart, block, true);
    chart
}

/// The first label on top, every one of them shown; what each bar says stands at its end, so the other axis says nothing.
fn categories(chart: &mut Chart) {
    chart.y_axis().set_reverse().set_major_gridlines(false).set_label_interval(1);
    chart.x_axis().set_hidden(true);
}

fn bars(block: &Block, number: &str, marked: &[bool], (plain, other): (ChartFormat, ChartFormat)) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    let point = |marked: &bool| ChartPoint::new().set_format(&mut if *marked { other.clone() } else { plain.clone() });
    let points: Vec<ChartPoint> = marked.iter().map(point).collect();
    let label = label(number);
    series(&mut chart, block, 0).set_format(&mut plain.clone()).set_points(&points).set_data_label(&label).set_gap(40);
    categories(&mut chart);
    finish(&mut chart, block, false);
    chart
}

fn series<'c>(chart: &'c mut Chart, block: &Block, at: usize) -> &'c mut rust_xlsxwriter::ChartSeries {
    let col = block.label + 1 + at as u16;
    chart
        .add_series()
        .set_name(block.series[at])
        .set_categories((super::ANALYSIS, block.first, block.label, block.last, block.label))
        .set_values((super::ANALYSIS, block.first, col, block.last, col))
}

fn solid(color: Color) -> ChartFormat {
    ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)).clone()
}

fn hatched(color: Color) -> ChartFormat {
    let pattern = ChartPatternFillType::DiagonalStripesWideUpwards;
    let fill = ChartPatternFill::new().set_pattern(pattern).set_foreground_color(color).set_background_color(WHITE).clone();
    ChartFormat::new().set_pattern_fill(&fill).set_border(ChartLine::new().set_color(color).set_width(1.0)).clone()
}

fn label(number: &str) -> ChartDataLabel {
    let font = font(9.5);
    ChartDataLabel::new().show_value().set_num_format(number).set_position(ChartDataLabelPosition::OutsideEnd).set_font(&font).clone()
}

fn grid() -> ChartLine {
    ChartLine::new().set_color(GRID).set_width(0.75).clone()
}

/// From nought past 100 %, so that the label of a full bar has room.
fn full_bars(axis: &mut ChartAxis) {
    axis.set_min(0).set_max(1.18).set_num_format("0%").set_major_gridlines(false);
}

/// From `min` to 100 %, in steps of 10 or 20 %.
fn percent_axis(axis: &mut ChartAxis, min: f64) {
    let step = if min < 0.5 { 0.2 } else { 0.1 };
    axis.set_min(min).set_max(1.0).set_major_unit(step).set_num_format("0%").set_major_gridlines(true).set_major_gridlines_line(&grid());
}

fn font(size: f64) -> ChartFont {
    ChartFont::new().set_name("宋体").set_size(size).set_color(INK).unset_bold().clone()
}

fn finish(chart: &mut Chart, block: &Block, legend: bool) {
    chart.x_axis().set_font(&font(9.5));
    chart.y_axis().set_font(&font(9.5));
    if legend {
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.5));
    } else {
        chart.legend().set_hidden();
    }
    chart.title().set_name(&block.title).set_font(font(11.0).set_name("黑体"));
    chart.set_width(SIZE.0).set_height(SIZE.1).set_alt_text(&block.title);
}
