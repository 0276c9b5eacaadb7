//! Periods as people write them: 2017年7月, 2017-7, 201707, 2017年第三季度, 2017年下半年, 2017年3月至9月, full-width or not. Turned into the one form
//! that the program writes itself; what could mean two things stays as it is and is refused by whoever reads it.

use super::text::half_width;

/// Quarters and halves by what they are called.
const PARTS: [(&str, &[&str]); 6] = [
    ("Q1", &["第一季度", "一季度", "第1季度", "1季度", "Q1", "-Q1"]),
    ("Q2", &["第二季度", "二季度", "第2季度", "2季度", "Q2", "-Q2"]),
    ("Q3", &["第三季度", "三季度", "第3季度", "3季度", "Q3", "-Q3"]),
    ("Q4", &["第四季度", "四季度", "第4季度", "4季度", "Q4", "-Q4"]),
    ("H1", &["上半年", "H1", "-H1"]),
    ("H2", &["下半年", "H2", "-H2"]),
];
/// Words between the first and the last month of a range.
const BETWEEN: [&str; 5] = ["..", "至", "到", "~", "--"];

/// The same period in the program's own form, else what was written (trimmed, half-width).
pub fn canonical(text: &str) -> String {
    let plain: String = half_width(text).chars().filter(|c| !c.is_whitespace()).map(plain_sign).collect();
    let plain = plain.to_ascii_uppercase();
    one(&plain).or_else(|| range(&plain)).unwrap_or(plain)
}

/// Dashes and waves of all kinds.
fn plain_sign(c: char) -> char {
    match c {
        '—' | '–' | '−' | '‐' | '‑' | '－' | '―' => '-',
        '～' | '〜' | '∼' => '~',
        other => other,
    }
}

fn one(text: &str) -> Option<String> {
    let (year, rest) = split_year(text)?;
    let rest = rest.strip_prefix('年').map(|rest| rest.trim_start_matches('度')).unwrap_or(rest);
    if matches!(rest, "" | "全年") {
        return Some(year.to_string());
    }
    if let Some((part, _)) = PARTS.iter().find(|(_, names)| names.contains(&rest)) {
        return Some(format!("{year}{part}"));
    }
    // 2017-7, 2017.7, 2017/7, 2017年7月, 201707
    let after_sign = rest.strip_prefix(['-', '.', '/']);
    let month = after_sign.unwrap_or(rest);
    let month = month.strip_suffix("月份").or_else(|| month.strip_suffix('月')).unwrap_or(month);
    // 20177 may be many things: without a sign the month has two digits.
    let bare = after_sign.is_none() && !text.contains('年');
    (digits(month) && month.len() <= 2 && !(bare && month.len() != 2)).then(|| format!("{year}-{month:0>2}"))
}

/// `a..b`, where the last month may leave out its year (2017年3月至9月, 2017年3-9月).
fn range(text: &str) -> Option<String> {
    let cut = BETWEEN.iter().find_map(|word| text.split_once(word));
    let (first, last) = match cut {
        Some(halves) => halves,
        // a single dash only where 年 tells that it can be no part of a month
        None if text.contains('年') => text.split_once('-')?,
        None => return None,
    };
    let first = one(first).filter(|first| is_month(first))?;
    let year = &first[..4];
    let whole = one(last).filter(|last| is_month(last));
    let last = match whole {
        Some(last) => last,
        None => one(&format!("{year}年{last}")).filter(|last| is_month(last))?,
    };
    Some(format!("{first}..{last}"))
}

fn is_month(text: &str) -> bool {
    text.len() == 7 && text.as_bytes()[4] == b'-'
}

fn split_year(text: &str) -> Option<(&str, &str)> {
    let year = text.get(..4).filter(|year| digits(year))?;
    Some((year, &text[4..]))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::model::time::Period;

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (written, meant) in [
            ("2017年7月", "2017-07"),
            ("2017年07月份", "2017-07"),
            ("2017-7", "2017-07"),
            ("2017.7", "2017-07"),
            ("2017/07", "2017-07"),
            ("201707", "2017-07"),
            ("２０１７－０７", "2017-07"),
            ("2017—07", "2017-07"),
            ("2017 年 7 月", "2017-07"),
            ("2017年第三季度", "2017Q3"),
            ("2017年3季度", "2017Q3"),
            ("2017第三季度", "2017Q3"),
            ("２０１７Ｑ３", "2017Q3"),
            ("2017q3", "2017Q3"),
            ("2017年下半年", "2017H2"),
            ("2017年度上半年", "2017H1"),
            ("2017年", "2017"),
            ("2017年度", "2017"),
            ("2017年全年", "2017"),
            ("2017年3月至9月", "2017-03..2017-09"),
            ("2017年3月—9月", "2017-03..2017-09"),
            ("2017年3-9月", "2017-03..2017-09"),
            ("2016年11月～2017年2月", "2016-11..2017-02"),
            ("2017-03..2017-09", "2017-03..2017-09"),
            ("2017-03至2017-09", "2017-03..2017-09"),
        ] {
            let read = written.parse::<Period>().map(|period| period.to_string());
            assert_eq!(read.as_deref(), Ok(meant), "{written}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_refused() {
        for written in [
            "",
            "17年7月",
            "7月",
            "2017-13",
            "2017年13月",
            "20177",
            "2017-03-09",
            "2017.3-9",
            "2017年第五季度",
            "2017年9月至3月",
            "第三季度",
            "2017年三",
            "0000",
        ] {
            assert!(written.parse::<Period>().is_err(), "{written}: {:?}", written.parse::<Period>());
        }
    }
}
