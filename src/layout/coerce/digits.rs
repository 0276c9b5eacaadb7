//! What begins with a number: dates, clock times and lengths in digits, and the units behind them.

use super::chinese_number;
use super::tokens::{Partial, Scan, Token};

impl Scan<'_> {
    fn run_of_digits(&mut self) -> String {
        let run: String = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        self.at += run.len();
        run
    }

    pub(super) fn digits(&mut self) {
        let start = self.at;
        let run = self.run_of_digits();
        let Ok(number) = run.parse::<u32>() else {
            self.out.push(Token::Number(run));
            return;
        };
        let next = self.chars.get(self.at).copied();
        if run.len() <= 2 && next == Some(':') && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit) {
            self.clock(number);
        } else if let Some(minutes) = self.decimal_hours(start) {
            self.out.push(Token::Length(minutes));
        } else if matches!(next, Some('.' | '-' | '/')) && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit) {
            self.numeric_date(run, number);
        } else {
            self.after_number(number, &run, run.len());
        }
    }

    fn clock(&mut self, hour: u32) {
        self.at += 1;
        let minute = self.run_of_digits();
        if self.chars.get(self.at) == Some(&':') {
            self.at += 1;
            self.run_of_digits();
        }
        self.out.push(Token::Clock(hour, minute.parse().ok().filter(|m| *m < 60).unwrap_or(99)));
    }

    /// `2.5小时`, `2.5h` from `start`; nothing is consumed otherwise.
    fn decimal_hours(&mut self, start: usize) -> Option<u32> {
        let run: String = self.chars[start..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
        if !run.contains('.') {
            return None;
        }
        let hours: f64 = run.parse().ok()?;
        let (held, end) = (self.at, start + run.len());
        self.at = end;
        if self.take(&["个小时", "小时", "hours", "hour", "h", "H"]) {
            return Some((hours * 60.0).round() as u32);
        }
        self.at = held;
        None
    }

    /// A number with a unit behind it: year, month, day, hour, minutes; or bare.
    pub(super) fn after_number(&mut self, number: u32, run: &str, digits: usize) {
        if self.take(&["个半小时"]) {
            self.out.push(Token::Length(number.saturating_mul(60).saturating_add(30)));
        } else if self.take(&["个小时", "小时", "hours", "hour", "h", "H"]) {
            let minutes = number.saturating_mul(60).saturating_add(self.minutes_behind());
            self.out.push(Token::Length(minutes));
        } else if self.take(&["分钟", "min"]) {
            self.out.push(Token::Length(number));
        } else if self.take(&["时", "点钟", "点"]) {
            let minute = self.minutes_behind();
            self.out.push(Token::Clock(number, minute));
        } else if matches!(digits, 2 | 4) && self.take(&["年"]) {
            let year = if digits == 2 { full_year(number) } else { number as i32 };
            self.after_year(year);
        } else if self.take(&["月份", "月"]) {
            self.after_month(None, number);
        } else if self.take(&["日", "号"]) {
            self.out.push(Token::Date(Partial { day: Some(number), ..Partial::default() }));
        } else if digits == 8 && (1900..2200).contains(&(number / 10000)) {
            let date = Partial {
                year: Some((number / 10000) as i32),
                month: Some(number / 100 % 100),
                day: Some(number % 100),
                ..Partial::default()
            };
            self.out.push(Token::Date(date));
        } else {
            self.out.push(Token::Number(run.to_string()));
        }
    }

    /// Minutes behind an hour: 半, 一刻, `30分`, `30`, 整.
    fn minutes_behind(&mut self) -> u32 {
        if self.take(&["半"]) {
            return 30;
        }
        if self.take(&["一刻"]) {
            return 15;
        }
        let at = self.skip_blanks(self.at);
        let run = self.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let mut minutes = 0;
        if (1..=2).contains(&run) {
            let text: String = self.chars[at..at + run].iter().collect();
            let bare = at == self.at && run == 2 && !matches!(self.chars.get(at + run), Some('.' | '/' | ':' | '日' | '月'));
            if bare || matches!(self.chars.get(at + run), Some('分')) {
                minutes = text.parse().unwrap_or(0);
                self.at = at + run;
            }
        }
        self.take(&["分钟", "分", "整"]);
        minutes
    }

    /// A short number (digits or numerals) at the current place, if `unit` (one of) follows it or may be left out.
    fn small(&mut self) -> Option<u32> {
        let at = self.skip_blanks(self.at);
        let digits = self.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let numerals = self.chars[at..].iter().take_while(|c| "零一二三四五六七八九十廿元".contains(**c)).count();
        let run = if digits > 0 { digits } else { numerals };
        let text: String = self.chars[at..at + run].iter().collect();
        let number = if digits > 0 { text.parse().ok().filter(|_| run <= 2) } else { chinese_number(&text) }?;
        self.at = at + run;
        Some(number)
    }

    fn after_year(&mut self, year: i32) {
        let held = self.at;
        let Some(month) = self.small() else {
            self.out.push(Token::Date(Partial { year: Some(year), ..Partial::default() }));
            return;
        };
        if self.take(&["月份", "月"]) {
            self.after_month(Some(year), month);
            return;
        }
        // 2017年7.5
        if matches!(self.chars.get(self.at), Some('.' | '-' | '/')) && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit) {
            self.at += 1;
            let day = self.run_of_digits();
            let shaky = matches!(day.as_str(), "1" | "2" | "3");
            self.take(&["日", "号"]);
            self.out.push(Token::Date(Partial {
                year: Some(year),
                month: Some(month),
                day: day.parse().ok(),
                shaky,
                ..Partial::default()
            }));
            return;
        }
        self.at = held;
        self.out.push(Token::Date(Partial { year: Some(year), ..Partial::default() }));
    }

    fn after_month(&mut self, year: Option<i32>, month: u32) {
        let held = self.at;
        let mut day = self.small();
        if day.is_some() {
            let colon = matches!(self.chars.get(self.at), Some(':' | '时' | '点'));
            if colon {
                (self.at, day) = (held, None);
            } else {
                self.take(&["日", "号"]);
            }
        }
        self.out.push(Token::Date(Partial { year, month: Some(month), day, ..Partial::default() }));
    }

    /// `2017-7-5`, `2017.7`, `7/5`, `5.18`, `17-7-5`, `5/7/2017`; also the hours of `9-11点` and the days of `5-7日`.
    fn numeric_date(&mut self, first: String, a: u32) {
        let sep = self.chars[self.at];
        self.at += 1;
        let second = self.run_of_digits();
        let b: u32 = second.parse().unwrap_or(99);
        if sep == '-' && first.len() <= 2 && matches!(self.chars.get(self.at), Some('时' | '点' | '日' | '号' | '月')) {
            self.out.push(match self.chars[self.at] {
                '时' | '点' => Token::Clock(a, 0),
                '月' => Token::Date(Partial { month: Some(a), ..Partial::default() }),
                _ => Token::Date(Partial { day: Some(a), ..Partial::default() }),
            });
            self.out.push(Token::Range);
            self.after_number(b, &second, second.len());
            return;
        }
        let third = (self.chars.get(self.at) == Some(&sep) && self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit)).then(|| {
            self.at += 1;
            self.run_of_digits()
        });
        self.take(&["日", "号"]);
        let c: Option<u32> = third.as_ref().map(|t| t.parse().unwrap_or(99));
        let date = match (first.len(), c, third.as_ref().map_or(0, String::len)) {
            (4, day, _) => Partial { year: Some(a as i32), month: Some(b), day, ..Partial::default() },
            (1 | 2, Some(year), 4) => {
                let (month, day) = if a > 12 { (b, a) } else { (a, b) };
                let reversed = a <= 12 && b <= 12 && a != b;
                Partial { year: Some(year as i32), month: Some(month), day: Some(day), reversed, ..Partial::default() }
            }
            (1 | 2, Some(day), _) => Partial { month: Some(b), day: Some(day), short_year: true, ..Partial::default() },
            (1 | 2, None, _) => {
                let shaky = sep == '.' && matches!(second.as_str(), "1" | "2" | "3");
                Partial { month: Some(a), day: Some(b), shaky, ..Partial::default() }
            }
            _ => {
                self.out.push(Token::Number(format!("{first}{sep}{second}")));
                return;
            }
        };
        self.out.push(Token::Date(date));
    }
}

/// Two digits before 年: 17 → 2017, 98 → 1998.
pub fn full_year(two: u32) -> i32 {
    if two < 70 { 2000 + two as i32 } else { 1900 + two as i32 }
}
