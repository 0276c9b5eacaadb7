//! Groups of digits in a text, and which of them make a number.

use super::glyph::{self, Glyph, Script};
use super::shape::{Candidate, Gap, is_mobile};

/// Most blanks, and most marks, that part two groups of one number.
const MOST: (usize, usize) = (8, 3);
/// Digits in a row that are masked whatever they mean.
const RUN: usize = 15;
/// Digits of today's numbers.
const LENGTH: usize = 18;
/// Characters of a digest.
const DIGEST: usize = 64;
/// How far before a number the words that name it are looked for.
const NAMED_WITHIN: usize = 12;

/// The text's characters: where each stands, and what it is.
struct Text {
    glyphs: Vec<(usize, char, Glyph)>,
}

/// Groups that stand so near each other that they may be one number.
#[derive(Default)]
struct Sequence {
    /// Digits and where they stand among the text's characters.
    digits: Vec<u8>,
    places: Vec<usize>,
    /// Digits before each group, and all of them.
    starts: Vec<usize>,
    gaps: Vec<Gap>,
    /// A single full stop, as in decimals, is before the group.
    points: Vec<bool>,
}

/// The text with what is found in digits of the script masked; `None`: nothing is.
pub(super) fn once(text: &str, script: Script) -> Option<String> {
    let mut text_of = Text { glyphs: text.char_indices().map(|(at, c)| (at, c, glyph::of(c, script))).collect() };
    text_of.pass_digests_over();
    let mut hidden = vec![false; text_of.glyphs.len()];
    let mut at = 0;
    while let Some(sequence) = text_of.next_sequence(&mut at) {
        if sequence.digits.len() >= super::LEAST {
            sequence.search(&text_of, &mut hidden);
        }
    }
    if !hidden.contains(&true) {
        return None;
    }
    let chars = text_of.glyphs.iter().zip(&hidden);
    Some(chars.map(|((_, c, _), hidden)| if *hidden { '*' } else { *c }).collect())
}

impl Text {
    /// A SHA-256 digest is a key, wherever it stands, and many hold long runs of digits.
    fn pass_digests_over(&mut self) {
        let is_hex = |(_, c, _): &(usize, char, Glyph)| matches!(c, '0'..='9' | 'a'..='f');
        let word = |(_, c, _): &(usize, char, Glyph)| c.is_ascii_alphanumeric();
        for run in self.glyphs.chunk_by_mut(|a, b| word(a) == word(b)).filter(|run| run.len() == DIGEST && run.iter().all(is_hex)) {
            if run.iter().any(|(_, c, _)| c.is_ascii_lowercase()) {
                run.iter_mut().for_each(|(_, _, glyph)| *glyph = Glyph::End);
            }
        }
    }

    /// The next groups of digits, and where to go on.
    fn next_sequence(&self, at: &mut usize) -> Option<Sequence> {
        let is_digit = |(_, _, glyph): &(usize, char, Glyph)| matches!(glyph, Glyph::Digit(_));
        *at += self.glyphs[*at..].iter().position(is_digit)?;
        let mut sequence = Sequence { starts: vec![0], points: vec![false], ..Sequence::default() };
        loop {
            let mut last = *at;
            while let Some((_, _, glyph)) = self.glyphs.get(*at) {
                match glyph {
                    Glyph::Digit(digit) => {
                        sequence.digits.push(*digit);
                        sequence.places.push(*at);
                        last = *at;
                    }
                    Glyph::Unseen => {}
                    _ => break,
                }
                *at += 1;
            }
            sequence.starts.push(sequence.digits.len());
            *at = last + 1;
            let Some((gap, next)) = self.gap(*at, |g| matches!(g, Glyph::Digit(_))) else { return Some(sequence) };
            sequence.points.push(next == *at + 1 && self.glyphs[*at].1 == '.');
            sequence.gaps.push(gap);
            *at = next;
        }
    }

    /// What parts one group from what is wanted, if no more stands between them than may; and where that begins.
    fn gap(&self, from: usize, wanted: impl Fn(&Glyph) -> bool) -> Option<(Gap, usize)> {
        let (mut blanks, mut marks, mut gap) = (0, 0, Gap::Blank);
        for (at, (_, _, glyph)) in self.glyphs.iter().enumerate().skip(from) {
            match glyph {
                found if wanted(found) => return Some((gap, at)),
                Glyph::Unseen => {}
                Glyph::Blank => blanks += 1,
                Glyph::Mark(mark) => {
                    marks += 1;
                    gap = if gap == Gap::Blank || gap == Gap::Mark(*mark) { Gap::Mark(*mark) } else { Gap::Mixed };
                }
                _ => return None,
            }
            if blanks > MOST.0 || marks > MOST.1 {
                return None;
            }
        }
        None
    }

    /// An X behind a group, parted from it or not, that no word begins with.
    fn ten(&self, from: usize) -> Option<(Option<Gap>, usize)> {
        let (gap, at) = self.gap(from, |g| *g == Glyph::Ten)?;
        let word = self.glyphs.get(at + 1).is_some_and(|(_, c, _)| c.is_ascii_alphanumeric());
        let joined = self.glyphs[from..at].iter().all(|(_, _, glyph)| *glyph == Glyph::Unseen);
        (joined || !word).then_some((if joined { None } else { Some(gap) }, at))
    }

    /// Do the words just before say 身份证?
    fn is_named(&self, at: usize) -> bool {
        let before: String = self.glyphs[at.saturating_sub(NAMED_WITHIN)..at].iter().map(|(_, c, _)| *c).collect();
        ["身份", "证号", "证件"].iter().any(|word| before.contains(word))
    }

    /// `E+17` after a number with a point.
    fn has_exponent(&self, from: usize) -> bool {
        let tail: String = self.glyphs.iter().skip(from).take(4).map(|(_, c, _)| *c).collect();
        let power = tail.strip_prefix(['E', 'e']).map(|t| t.trim_start_matches('+')).unwrap_or_default();
        ["14", "15", "16", "17"].iter().any(|p| power.starts_with(p))
    }
}

impl Sequence {
    fn groups(&self) -> usize {
        self.starts.len() - 1
    }

    /// Place just behind a group.
    fn behind(&self, group: usize) -> usize {
        self.places[self.starts[group + 1] - 1] + 1
    }

    /// Masks what is found, from group to group.
    fn search(&self, text: &Text, hidden: &mut [bool]) {
        let mut group = 0;
        while group < self.groups() {
            group = match self.number(text, group) {
                Some((places, next)) => {
                    let middle = 3..places.len().saturating_sub(4).max(3);
                    places[middle].iter().for_each(|at| hidden[*at] = true);
                    next
                }
                None => group + 1,
            };
        }
    }

    /// A number that begins with the group: the places of its characters, and the first group behind it.
    fn number(&self, text: &Text, from: usize) -> Option<(Vec<usize>, usize)> {
        self.todays(text, from)
            .or_else(|| self.run(text, from))
            .or_else(|| self.mobile(from))
            .or_else(|| self.old(text, from))
            .or_else(|| self.power(text, from))
    }

    fn candidate<'a>(&self, text: &Text, from: usize, to: usize, digits: &'a [u8], sizes: &'a [usize], gaps: &'a [Gap]) -> Candidate<'a> {
        let like = |gap: Option<&Gap>| gap.is_some_and(|g| gaps.first() == Some(g));
        let alone = !(from > 0 && like(self.gaps.get(from - 1)) || like(self.gaps.get(to)));
        Candidate { digits, sizes, gaps, alone, named: text.is_named(self.places[self.starts[from]]) }
    }

    fn sizes(&self, from: usize, to: usize) -> Vec<usize> {
        self.starts[from..=to + 1].windows(2).map(|s| s[1] - s[0]).collect()
    }

    /// Eighteen characters over several groups.
    fn todays(&self, text: &Text, from: usize) -> Option<(Vec<usize>, usize)> {
        let start = self.starts[from];
        let to = (from..self.groups()).take_while(|to| self.starts[to + 1] - start <= LENGTH).last()?;
        let end = self.starts[to + 1];
        let (mut digits, mut places) = (self.digits[start..end].to_vec(), self.places[start..end].to_vec());
        let (mut sizes, mut gaps) = (self.sizes(from, to), self.gaps[from..to].to_vec());
        if digits.len() == LENGTH - 1
            && let Some((gap, at)) = text.ten(self.behind(to))
        {
            digits.push(10);
            places.push(at);
            match gap {
                Some(gap) => {
                    gaps.push(gap);
                    sizes.push(1);
                }
                None => *sizes.last_mut()? += 1,
            }
        }
        let several = !gaps.is_empty();
        (several && self.candidate(text, from, to, &digits, &sizes, &gaps).is_number()).then_some((places, to + 1))
    }

    /// A long run.
    fn run(&self, text: &Text, from: usize) -> Option<(Vec<usize>, usize)> {
        let (start, end) = (self.starts[from], self.starts[from + 1]);
        if end - start < RUN {
            return None;
        }
        let mut places = self.places[start..end].to_vec();
        places.extend(text.ten(self.behind(from)).filter(|(gap, _)| gap.is_none()).map(|(_, at)| at));
        Some((places, from + 1))
    }

    fn mobile(&self, from: usize) -> Option<(Vec<usize>, usize)> {
        // 0.13912345678 is a share
        if from > 0 && self.points[from] && self.digits[self.starts[from - 1]..self.starts[from]] == [0] {
            return None;
        }
        (from..self.groups().min(from + 3)).find_map(|to| {
            let (start, end) = (self.starts[from], self.starts[to + 1]);
            let found = is_mobile(&self.digits[start..end], &self.sizes(from, to), &self.gaps[from..to]);
            // what is kept is the number's own first three, not those of the country
            found.then(|| (self.places[end - 11..end].to_vec(), to + 1))
        })
    }

    /// Fifteen digits over several groups.
    fn old(&self, text: &Text, from: usize) -> Option<(Vec<usize>, usize)> {
        let start = self.starts[from];
        let to = (from..self.groups()).find(|to| self.starts[to + 1] - start == RUN)?;
        let end = self.starts[to + 1];
        let (sizes, gaps) = (self.sizes(from, to), &self.gaps[from..to]);
        let candidate = self.candidate(text, from, to, &self.digits[start..end], &sizes, gaps);
        (to > from && candidate.is_old_number()).then(|| (self.places[start..end].to_vec(), to + 1))
    }

    /// A number written with an exponent.
    fn power(&self, text: &Text, from: usize) -> Option<(Vec<usize>, usize)> {
        let to = from + 1;
        let scientific = to < self.groups() && self.points[to] && self.sizes(from, to)[0] == 1 && text.has_exponent(self.behind(to));
        let (start, end) = (self.starts[from], *self.starts.get(to + 1)?);
        (scientific && end - start >= super::LEAST).then(|| (self.places[start..end].to_vec(), to + 1))
    }
}
