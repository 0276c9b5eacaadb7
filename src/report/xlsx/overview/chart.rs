//! The chart of 总览.

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill,
    ChartType, Color,
};

use super::board::COLUMNS;

/// Rows that the chart takes.
pub(super) const CHART_ROWS: u32 = 11;
/// Pixels of a row, and of a column of the board.
const PIXELS: (u32, u32) = (20, 86);

/// Completeness and participation over the months in those rows. Lines differ by dash and marker as well as by colour.
pub(super) fn rates(first: u32, last: u32) -> Chart {
    let ink = Color::RGB(0x404040);
    let font = |size: f64| ChartFont::new().set_size(size).set_color(ink).unset_bold().clone();
    let mut chart = Chart::new(ChartType::Line);
    for (name, col, color, dash, marker) in [
        ("完整率", 3_u16, 0x0B4F8A, ChartLineDashType::Solid, ChartMarkerType::Circle),
        ("参与率", 9, 0xB5460F, ChartLineDashType::Dash, ChartMarkerType::Diamond),
    ] {
        let line = ChartLine::new().set_color(Color::RGB(color)).set_width(2.25).set_dash_type(dash).clone();
        let fill = ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(color))).clone();
        chart
            .add_series()
            .set_name(name)
            .set_categories(("总览", first, 0, last, 0))
            .set_values(("总览", first, col, last, col))
            .set_format(ChartFormat::new().set_line(&line))
            .set_marker(ChartMarker::new().set_type(marker).set_size(7).set_format(&mut fill.clone()));
    }
    let grid = ChartLine::new().set_color(Color::RGB(0xD9D9D9)).set_width(0.75).clone();
    chart.y_axis().set_min(0).set_max(1).set_major_unit(0.2).set_num_format("0%").set_major_gridlines_line(&grid).set_font(&font(9.0));
    chart.x_axis().set_font(&font(9.0));
    chart.legend().set_position(ChartLegendPosition::Right).set_font(&font(9.0));
    chart.title().set_name("各月完整率与参与率").set_font(&font(11.0));
    chart.set_width(u32::from(COLUMNS) * PIXELS.1).set_height(CHART_ROWS * PIXELS.0 - 8);
    chart
}
