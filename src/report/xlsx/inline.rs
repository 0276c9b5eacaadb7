//! What is drawn within a cell: bars behind rates, small lines of their course.

use rust_xlsxwriter::{ChartEmptyCells, Color, ConditionalFormatDataBar, ConditionalFormatType, Sparkline, SparklineType};

use crate::report::palette;

/// A light bar from 0 to 100 %, behind the number.
pub(super) fn rate_bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_fill_color(Color::RGB(palette::BAR))
        .set_solid_fill(true)
        .set_border_off(true)
}

/// A small line with its lowest point marked; gaps stay gaps.
pub(super) fn rate_line() -> Sparkline {
    Sparkline::new()
        .set_type(SparklineType::Line)
        .set_sparkline_color(Color::RGB(palette::BLUE))
        .set_line_weight(1.5)
        .show_markers(true)
        .set_markers_color(Color::RGB(palette::BLUE))
        .show_low_point(true)
        .set_low_point_color(Color::RGB(palette::ORANGE))
        .show_empty_cells_as(ChartEmptyCells::Gaps)
}
