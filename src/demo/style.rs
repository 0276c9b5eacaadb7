//! How a clerk writes: which headings, notations and ornaments a ledger gets. Drawn per book; the mess level opens the choices.

use super::dice::Dice;

/// Notation of a date cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateStyle {
    Cell,
    Iso,
    Slash,
    Dot,
    Han,
    HanWeekday,
    HanShort,
    DotShort,
    Compact,
    Wide,
    Raw,
    RawText,
    Year1900,
    SlashClock,
    HanClock,
}

/// Notation of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountStyle {
    Number,
    Ren,
    Wide,
    Said,
    Decimal,
    Han,
}

/// A ledger's looks.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// Which synonym of each heading.
    pub variant: usize,
    pub title: bool,
    pub annex: bool,
    pub key_line: bool,
    /// A total is printed (right, or now and then wrong).
    pub total: bool,
    pub notes: bool,
    /// Header lines, 1–3.
    pub depth: u32,
    pub repeat_header: Option<usize>,
    pub blank_every: Option<usize>,
    pub blocks: usize,
    pub side_by_side: bool,
    pub merge_names: bool,
    pub committee_col: bool,
    pub serial_col: bool,
    pub month_col: bool,
    pub split_date: bool,
    pub start_end: bool,
    pub duration: bool,
    pub reported: bool,
    pub remark: bool,
    /// Header cells with blanks, line breaks and units.
    pub noise: bool,
    pub required_row: bool,
    pub parked: bool,
    pub ghosts: bool,
    pub dates: Vec<DateStyle>,
    pub counts: Vec<CountStyle>,
}

impl Style {
    /// The style of level 0: one header line, real dates, numbers.
    pub fn clean(variant: usize) -> Self {
        Style {
            variant,
            title: false,
            annex: false,
            key_line: false,
            total: false,
            notes: false,
            depth: 1,
            repeat_header: None,
            blank_every: None,
            blocks: 1,
            side_by_side: false,
            merge_names: false,
            committee_col: false,
            serial_col: variant.is_multiple_of(2),
            month_col: true,
            split_date: false,
            start_end: false,
            duration: false,
            reported: true,
            remark: variant.is_multiple_of(3),
            noise: false,
            required_row: false,
            parked: false,
            ghosts: false,
            dates: vec![if variant.is_multiple_of(2) { DateStyle::Cell } else { DateStyle::Iso }],
            counts: vec![CountStyle::Number],
        }
    }

    /// Draws a style.
    pub fn draw(mess: u8, dice: &mut Dice) -> Self {
        let mut s = Style::clean(if mess == 0 { dice.below(2) } else { dice.below(12) });
        s.duration = dice.permille(400);
        if mess == 0 {
            return s;
        }
        use DateStyle as D;
        s.title = true;
        s.key_line = dice.permille(600);
        s.notes = dice.permille(500);
        s.month_col = dice.permille(450);
        s.reported = dice.permille(500);
        s.start_end = dice.permille(250);
        s.total = dice.permille(420);
        let mut dates = vec![D::Cell, D::Cell, D::Iso, D::Slash, D::Dot, D::Han, D::HanWeekday, D::HanShort];
        let mut counts = vec![CountStyle::Number, CountStyle::Number, CountStyle::Number, CountStyle::Ren];
        if mess >= 2 {
            dates.extend([D::DotShort, D::Compact, D::Wide]);
            counts.extend([CountStyle::Wide, CountStyle::Said, CountStyle::Decimal]);
            s.depth = if dice.permille(300) { 2 } else { 1 };
            s.repeat_header = dice.permille(150).then(|| dice.range(6, 12) as usize);
            s.blank_every = dice.permille(150).then(|| dice.range(4, 9) as usize);
            s.blocks = if dice.permille(120) { 2 } else { 1 };
            s.merge_names = dice.permille(400);
            s.committee_col = dice.permille(200);
            s.split_date = dice.permille(80);
            s.noise = dice.permille(350);
        }
        if mess >= 3 {
            dates.extend([D::Raw, D::RawText, D::Year1900, D::SlashClock, D::HanClock]);
            counts.push(CountStyle::Han);
            s.depth = if dice.permille(80) { 3 } else { s.depth };
            s.annex = dice.permille(150);
            s.side_by_side = dice.permille(50);
            s.required_row = dice.permille(60);
            s.parked = dice.permille(80) && !s.side_by_side;
            s.ghosts = dice.permille(120);
        }
        let mixed = mess >= 3 && dice.permille(200);
        let n = if mixed { 5 } else { 1 };
        s.dates = (0..n).map(|_| *dice.pick(&dates)).collect();
        s.counts = (0..if mixed { 2 } else { 1 }).map(|_| *dice.pick(&counts)).collect();
        s
    }

    /// For text files: nothing that needs merged cells or line breaks.
    pub fn for_text(mut self) -> Self {
        self.depth = 1;
        self.noise = false;
        self.merge_names = false;
        self.side_by_side = false;
        self.ghosts = false;
        self.parked = false;
        self.required_row = false;
        self.dates.iter_mut().filter(|d| **d == DateStyle::Year1900).for_each(|d| *d = DateStyle::Iso);
        self
    }
}
