//! Dates and times of day as people type them, cut into tokens. The meaning of a sequence is for `dates` and `times` to judge.

use chrono::Weekday;

use super::{chinese_number, plain};

/// A date as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Partial {
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    /// `6.1`: the 1st, or the 10th that lost its nought.
    pub shaky: bool,
    /// `17.7.5`: two digits without 年 are no year.
    pub short_year: bool,
    /// `5/7/2017`: day and month cannot be told apart.
    pub reversed: bool,
}

/// Part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Date(Partial),
    Clock(u32, u32),
    Part(Part),
    /// 半天, 全天.
    HalfDay,
    /// A length in minutes.
    Length(u32),
    Weekday(Weekday),
    /// `-`, 至, 到.
    Range,
    /// A bare run of digits.
    Number(String),
    /// 年, 月 or 日 with nothing before it.
    Unfilled,
    Word(String),
}

const PARTS: &[(&str, Part)] = &[
    ("上午", Part::Morning),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("清晨", Part::Morning),
    ("凌晨", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("傍晚", Part::Evening),
    ("晚上", Part::Evening),
    ("晚间", Part::Evening),
    ("夜间", Part::Evening),
    ("晚", Part::Evening),
    ("am", Part::Morning),
    ("pm", Part::Afternoon),
    ("AM", Part::Morning),
    ("PM", Part::Afternoon),
];

const WHOLE: &[&str] = &["半天", "全天", "整天", "一天", "半日", "全日"];

/// Cuts a text into tokens. Blanks, brackets and commas only separate.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = plain(text).chars().collect();
    let mut scan = Scan { chars: &chars, at: 0, out: Vec::new(), word: String::new() };
    scan.run();
    scan.out
}

/// The scanner; what begins with a digit is read in `digits`.
pub(super) struct Scan<'c> {
    pub(super) chars: &'c [char],
    pub(super) at: usize,
    pub(super) out: Vec<Token>,
    word: String,
}

impl Scan<'_> {
    fn run(&mut self) {
        while self.at < self.chars.len() {
            let c = self.chars[self.at];
            if c.is_whitespace() || matches!(c, ',' | ';' | '、' | '。' | '(' | ')' | '[' | ']' | '【' | '】' | '\'' | '’' | '‘' | '"')
            {
                self.flush();
                self.at += 1;
            } else if c.is_ascii_digit() {
                self.flush();
                self.digits();
            } else if !(self.phrase() || self.chinese() || self.range(c) || self.unfilled(c)) {
                self.word.push(c);
                self.at += 1;
            }
        }
        self.flush();
    }

    fn flush(&mut self) {
        if !self.word.is_empty() {
            let word = std::mem::take(&mut self.word);
            self.out.push(Token::Word(word));
        }
    }

    fn push(&mut self, token: Token) {
        self.flush();
        self.out.push(token);
    }

    fn starts(&self, at: usize, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.chars.get(at + i) == Some(&c))
    }

    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let at = self.skip_blanks(self.at);
        match words.iter().find(|w| self.starts(at, w)) {
            Some(word) => {
                self.at = at + word.chars().count();
                true
            }
            None => false,
        }
    }

    pub(super) fn skip_blanks(&self, mut at: usize) -> usize {
        while self.chars.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        at
    }

    /// Weekdays, parts of the day, half days.
    fn phrase(&mut self) -> bool {
        if let Some(weekday) = self.weekday() {
            self.push(Token::Weekday(weekday));
            return true;
        }
        if let Some(word) = WHOLE.iter().find(|w| self.starts(self.at, w)) {
            self.at += word.chars().count();
            self.push(Token::HalfDay);
            return true;
        }
        if let Some((word, part)) = PARTS.iter().find(|(w, _)| self.starts(self.at, w)) {
            self.at += word.chars().count();
            self.push(Token::Part(*part));
            return true;
        }
        if self.starts(self.at, "半小时") || self.starts(self.at, "半个小时") {
            self.at += if self.starts(self.at, "半小时") { 3 } else { 4 };
            self.push(Token::Length(30));
            return true;
        }
        // the T of an ISO date-time
        if self.chars[self.at] == 'T' && matches!(self.out.last(), Some(Token::Date(_))) && self.word.is_empty() {
            self.at += 1;
            return true;
        }
        false
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let (skip, rest) =
            [("星期", 2), ("礼拜", 2), ("周", 1)].iter().find_map(|(w, n)| self.starts(self.at, w).then_some((*n, self.at + n)))?;
        let day = match self.chars.get(rest)? {
            '一' | '1' => Weekday::Mon,
            '二' | '2' => Weekday::Tue,
            '三' | '3' => Weekday::Wed,
            '四' | '4' => Weekday::Thu,
            '五' | '5' => Weekday::Fri,
            '六' | '6' => Weekday::Sat,
            '日' | '天' | '七' => Weekday::Sun,
            _ => return None,
        };
        self.at += skip + 1;
        Some(day)
    }

    /// Chinese numerals before a unit.
    fn chinese(&mut self) -> bool {
        let run = self.chars[self.at..].iter().take_while(|c| "〇○零一二三四五六七八九十两廿元".contains(**c)).count();
        let end = self.at + run;
        let unit = self.chars.get(end).copied().unwrap_or(' ');
        let hours = self.starts(end, "小时") || self.starts(end, "个小时") || self.starts(end, "个半小时");
        if run == 0 || !(matches!(unit, '年' | '月' | '日' | '号' | '时' | '点') || hours || self.starts(end, "分钟")) {
            return false;
        }
        let text: String = self.chars[self.at..end].iter().collect();
        let Some(number) = chinese_number(&text) else { return false };
        self.flush();
        self.at = end;
        self.after_number(number, &number.to_string(), text.chars().count());
        true
    }

    fn range(&mut self, c: char) -> bool {
        let after =
            matches!(self.out.last(), Some(Token::Date(_) | Token::Clock(..) | Token::Number(_) | Token::Part(_))) && self.word.is_empty();
        if c == '-' || (after && matches!(c, '至' | '到')) {
            self.at += 1;
            if after && self.out.last() != Some(&Token::Range) {
                self.out.push(Token::Range);
            }
            return true;
        }
        false
    }

    fn unfilled(&mut self, c: char) -> bool {
        let blank_x = matches!(c, 'X' | 'x' | '×' | '_' | '*');
        if blank_x && self.chars.get(self.at + 1).is_some_and(|n| matches!(n, '年' | '月' | '日' | 'X' | 'x' | '×' | '_' | '*')) {
            self.at += 1;
            return true;
        }
        let next = self.chars.get(self.at + 1);
        let alone = next.is_none_or(|n| n.is_whitespace() || n.is_ascii_digit() || matches!(n, '年' | '月' | '日' | 'X' | 'x' | '×' | '_'));
        if matches!(c, '年' | '月' | '日') && alone && self.word.is_empty() {
            self.at += 1;
            self.out.push(Token::Unfilled);
            return true;
        }
        false
    }
}
