//! Of which months a row, sheet or file may be whose own month nobody can tell: what title, sheet, file and folders say of it, nearest first.

use crate::layout::coerce::months::hint;
use crate::layout::coerce::number_in_words;
use crate::model::cell::Place;
use crate::model::time::{Month, Period};

/// First and last month that are told; `None`: any month.
pub fn told(title: &str, place: &Place, period: Period) -> Option<(Month, Month)> {
    let mut parts = place.file.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let texts: Vec<&str> = [title, &place.sheet, stem].into_iter().chain(parts).filter(|text| !text.is_empty()).collect();
    let year = texts.iter().find_map(|text| hint(text).year);
    let part = texts.iter().find_map(|text| part(text)).map(|nearest| {
        // a month that something farther away tells may be meant as well: the nearest may be what could not be read
        texts.iter().filter_map(|text| hint(text).month).fold(nearest, |told, month| match told {
            Part::Of(first, last) => Part::Of(first.min(month), last.max(month)),
            Part::Several => Part::Several,
        })
    });
    match (year, part) {
        (_, Some(Part::Several)) | (None, None) => year.and_then(|year| span(year, 1, 12)),
        (Some(year), None) => span(year, 1, 12),
        (Some(year), Some(Part::Of(first, last))) => span(year, first, last),
        // a part of no year in particular is one of this period, where the period has it once
        (None, Some(Part::Of(first, last))) => {
            let mut years: Vec<i32> = period.months().filter(|m| (first..=last).contains(&m.month())).map(Month::year).collect();
            years.dedup();
            match years[..] {
                [year] => span(year, first, last),
                [] => span(period.first().year(), first, last),
                _ => None,
            }
        }
    }
}

fn span(year: i32, first: u32, last: u32) -> Option<(Month, Month)> {
    Some((Month::new(year, first)?, Month::new(year, last)?))
}

/// A part of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// From month to month.
    Of(u32, u32),
    /// Several months, in some way that is not read: nothing farther away is asked.
    Several,
}

fn part(text: &str) -> Option<Part> {
    if let Some(month) = hint(text).month {
        return Some(Part::Of(month, month));
    }
    for (word, first) in [("上半年", 1), ("下半年", 7)] {
        if text.contains(word) {
            return Some(Part::Of(first, first + 5));
        }
    }
    for (at, _) in text.match_indices('季') {
        let before = text[..at].chars().next_back()?;
        let number = number_in_words(&before.to_string()).or(before.to_digit(10)).filter(|n| (1..=4).contains(n));
        if let Some(number) = number {
            return Some(Part::Of(3 * number - 2, 3 * number));
        }
    }
    let mut before = text.match_indices('月').filter_map(|(at, _)| text[..at].chars().next_back());
    before.any(|c| c.is_numeric() || number_in_words(&c.to_string()).is_some()).then_some(Part::Several)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sheet: &str, file: &str, period: &str) -> String {
        let place = Place { sheet: sheet.into(), ..Place::file(&file.into()) };
        let shown = |(first, last): (Month, Month)| if first == last { first.to_string() } else { format!("{first}..{last}") };
        told("", &place, period.parse().unwrap()).map(shown).unwrap_or_default()
    }

    #[test]
    fn the_nearest_name_tells_the_month_and_what_is_not_told_is_any() {
        for (sheet, file, want) in [
            ("Sheet1", "甲镇/台账.xlsx", ""),
            ("7月", "甲镇/台账.xlsx", "2017-07"),
            ("", "甲镇/2017年8月台账.xlsx", "2017-08"),
            ("8月", "2017年/7月/台账.xlsx", "2017-07..2017-08"),
            ("8月", "2017年第三季度/台账.xlsx", "2017-08"),
            ("", "2017年第三季度/台账.xlsx", "2017-07..2017-09"),
            ("", "2017年下半年.xlsx", "2017-07..2017-12"),
            ("", "台账（2017年）.xlsx", "2017-01..2017-12"),
            ("", "2016年/7月.xlsx", "2016-07"),
            ("7、8月", "2017年7月/台账.xlsx", "2017-01..2017-12"),
            ("7、8月", "9月/台账.xlsx", ""),
            ("", "1月.xlsx", "2017-01"),
        ] {
            assert_eq!(of(sheet, file, "2017Q3"), want, "{sheet}|{file}");
        }
        assert_eq!(of("7月", "台账.xlsx", "2016-01..2017-12"), "");
    }
}
