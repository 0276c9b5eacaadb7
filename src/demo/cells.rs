//! Columns of the activity ledger: their headings and, row by row, what a clerk writes under them.

use chrono::{Datelike, NaiveDate};

use super::activities::{Entry, Fate, MakeUp, Num, World};
use super::calendar::weekday_letter;
use super::dice::Dice;
use super::grid::{Val, text};
use super::org::Medium;
use super::policy::Needed;
use super::style::{CountStyle, DateStyle, Style};

/// A column of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Col {
    Serial,
    Committee,
    Branch,
    Month,
    Date,
    Day,
    Theme,
    Time,
    Start,
    End,
    Duration,
    Place,
    Content,
    SetActions,
    Due,
    Actual,
    Absentees,
    MakeUp,
    Host,
    Recorder,
    Record(u8),
    Reported,
    Remark,
    /// One that the ledger has beside those that are asked.
    Beside(u8),
}

impl Col {
    /// Headings it goes by; the first is the standard one. Only words that the catalogue of real ledgers or the contract list for the field.
    fn headings(self) -> &'static [&'static str] {
        match self {
            Col::Serial => &["序号"],
            Col::Committee => &["所属党委"],
            Col::Branch => &["党支部名称", "支部名称", "所在党支部", "党组织名称", "所属党支部"],
            Col::Month => &["所属月份"],
            Col::Date => &["活动日期", "活动日期", "日期", "开展时间", "召开时间"],
            Col::Day => &["日"],
            Col::Theme => &["活动主题", "活动主题", "主题", "活动名称"],
            Col::Time => &["活动时间"],
            Col::Start => &["开始时间"],
            Col::End => &["结束时间"],
            Col::Duration => &["时长"],
            Col::Place => &["活动地点", "活动地点", "地点"],
            Col::Content => &["活动内容", "活动内容", "主要内容"],
            Col::SetActions => &["规定动作"],
            Col::Due => &["应到人数", "应到", "应到人数", "应参加人数"],
            Col::Actual => &["实到人数", "实到", "实到人数", "参加人数"],
            Col::Absentees => &["缺席人员及原因"],
            Col::MakeUp => &["补课情况"],
            Col::Host => &["主持人", "主持人", "主持人姓名"],
            Col::Recorder => &["记录人", "记录人", "记录人姓名"],
            Col::Record(_) | Col::Beside(_) => &[""],
            Col::Reported => &["报送日期"],
            Col::Remark => &["备注"],
        }
    }

    /// The heading in that style.
    pub fn heading(self, world: &World, style: &Style) -> String {
        if let Col::Record(n) = self {
            return world.policy.records.get(n as usize).copied().unwrap_or_default().to_string();
        }
        let all = self.headings();
        let standard = all[style.variant % all.len()];
        let split = style.split_date && self == Col::Month;
        let standard = if split { "月份" } else { standard };
        if !style.noise {
            return standard.to_string();
        }
        match self {
            Col::Due | Col::Actual => format!("{standard}（人）"),
            Col::Date => format!("{standard}\n（年/月/日）"),
            Col::Theme | Col::Place => format!(" {} ", spaced(standard)),
            Col::Host | Col::Recorder => spaced(standard),
            _ => standard.to_string(),
        }
    }

    /// Heading of the group above it in a two-line header.
    pub fn group(self) -> Option<&'static str> {
        match self {
            Col::Theme | Col::Time | Col::Start | Col::End | Col::Duration | Col::Place | Col::Content | Col::SetActions => {
                Some("活动情况")
            }
            Col::Due | Col::Actual | Col::Absentees | Col::MakeUp => Some("出勤情况"),
            Col::Record(_) => Some("材料"),
            _ => None,
        }
    }
}

fn spaced(t: &str) -> String {
    t.chars().map(|c| c.to_string()).collect::<Vec<_>>().join("　")
}

/// What stands in the cell; `None`: blank.
pub(super) fn value(world: &World, entry: &Entry, col: Col, style: &Style, dice: &mut Dice) -> Option<Val> {
    // An empty report names its branch and month and nothing else.
    if entry.fate == Fate::Empty && !matches!(col, Col::Branch | Col::Month | Col::Committee) {
        return None;
    }
    let blank = |f: Needed| entry.no_field.contains(&f);
    match col {
        Col::Serial => None,
        Col::Committee => text(&*world.committees[world.branches[entry.branch].committee].name),
        Col::Branch => text(&*entry.written),
        Col::Month => month(entry, style, dice),
        Col::Date => date(entry, *dice.pick(&style.dates), dice),
        Col::Day => text(format!("{}日", entry.date.day())),
        Col::Theme => entry.theme.clone().filter(|_| !blank(Needed::Theme)).and_then(text),
        Col::Time if blank(Needed::Time) => None,
        Col::Time => text(entry.half_day.map_or_else(|| clock_range(entry), str::to_string)),
        Col::Start => text(entry.half_day.map_or_else(|| clock(entry.start), str::to_string)),
        Col::End if entry.half_day.is_some() => None,
        Col::End => text(clock(entry.start + entry.minutes)),
        Col::Duration if entry.half_day.is_some() => None,
        Col::Duration => text(duration(entry.minutes)),
        Col::Place if blank(Needed::Place) => None,
        Col::Place => text(&*entry.place),
        Col::Content if blank(Needed::Content) => None,
        Col::Content => text(content(entry, !has_set_actions(world))),
        Col::SetActions => text(entry.tags.iter().map(|t| t.word()).collect::<Vec<_>>().join("、")),
        Col::Due => count(entry.due, "应到", *dice.pick(&style.counts)),
        Col::Actual => count(entry.actual, "实到", *dice.pick(&style.counts)),
        Col::Absentees => text(&*entry.absentees),
        Col::MakeUp => text(make_up(world, entry)),
        Col::Host if blank(Needed::Host) => None,
        Col::Host => text(&*entry.host),
        Col::Recorder if blank(Needed::Recorder) => None,
        Col::Recorder => text(&*entry.recorder),
        Col::Record(n) => record(world, entry, n as usize, dice),
        Col::Reported => entry.reported.map(Val::Date),
        Col::Beside(_) => None,
        Col::Remark => (entry.fate == Fate::Superseded).then(|| Val::Text("初报".to_string())),
    }
}

/// Ledgers of jurisdictions with set content have a column for it; elsewhere it is told in the content.
pub(super) fn has_set_actions(world: &World) -> bool {
    !world.policy.items.is_empty() || world.policy.review.is_some()
}

/// 活动内容, with the set content told in it where no column lists it.
pub(super) fn content(entry: &Entry, with_tags: bool) -> String {
    let own = entry.content.as_deref().unwrap_or_default();
    if !with_tags || entry.tags.is_empty() {
        return format!("{own}。");
    }
    // Few items are told, many listed: the text stays well under the length that counts as copied (REC003).
    let told: Vec<&str> = entry.tags.iter().map(|t| if entry.tags.len() > 2 { t.word() } else { t.phrase() }).collect();
    format!("{}；{own}。", told.join(if entry.tags.len() > 2 { "、" } else { "；" }))
}

/// 活动内容 as the entry's table or form holds it, before anything is blanked.
pub(super) fn written_content(world: &World, entry: &Entry) -> String {
    content(entry, world.branches[entry.branch].medium == Medium::Form || !has_set_actions(world))
}

fn record(world: &World, entry: &Entry, n: usize, dice: &mut Dice) -> Option<Val> {
    let asks = |b: usize| !world.policy.records_of(world.branches[b].kind).is_empty();
    // of two that fill one row in together the other may be asked
    let wanted = asks(entry.branch) || matches!(entry.fate, Fate::Joint(other) if asks(other));
    match (wanted, entry.no_record.contains(&n)) {
        // Branches of other types leave these columns alone.
        (false, _) => None,
        // "a blank or × under a heading that exists is missing"
        (true, true) => dice.permille(400).then(|| Val::Text("×".to_string())),
        (true, false) if world.policy.records[n].ends_with("评价") => text(*dice.pick(&["好", "较好"])),
        (true, false) => text(*dice.pick(&["√", "√", "√", "有"])),
    }
}

fn make_up(world: &World, entry: &Entry) -> String {
    match &entry.make_up {
        MakeUp::None => String::new(),
        MakeUp::All => "缺席党员已全部补课".to_string(),
        MakeUp::Denied => "未补课".to_string(),
        MakeUp::Names(who) => {
            let members = &world.branches[entry.branch].members;
            format!("{}已补课", who.iter().map(|n| members[*n].name.as_str()).collect::<Vec<_>>().join("、"))
        }
    }
}

fn month(entry: &Entry, style: &Style, dice: &mut Dice) -> Option<Val> {
    if entry.fate == Fate::OutOfTime {
        return None;
    }
    let (year, month) = (entry.month.year(), entry.month.month());
    if style.split_date {
        return text(format!("{month}月"));
    }
    let near = year == entry.book.year();
    match (style.variant % 4, near) {
        (1, true) => text(format!("{month}月")),
        (2, _) => text(format!("{year}-{month:02}")),
        (3, true) if dice.permille(500) => Some(Val::Int(i64::from(month))),
        _ => text(format!("{year}年{month}月")),
    }
}

/// The date cell.
pub(super) fn date(entry: &Entry, style: DateStyle, dice: &mut Dice) -> Option<Val> {
    let d = entry.date;
    let (y, m, day) = (d.year(), d.month(), d.day());
    if let Fate::BadDate(kind) = entry.fate {
        return text(bad_date(kind, m, dice));
    }
    if let Some(until) = entry.until {
        // "A range (`5.18-19`, `2021.2.26-3.1`) counts by its first day".
        let full = dice.permille(500) || entry.book.year() != y;
        return text(if full { format!("{y}.{m}.{day}-{}.{}", until.month(), until.day()) } else { format!("{m}.{day}-{}", until.day()) });
    }
    if entry.wrong_weekday {
        let wrong = d.succ_opt().unwrap_or(d);
        return text(format!("{y}年{m}月{day}日（星期{}）", weekday_letter(wrong)));
    }
    let spelt = matches!(style, DateStyle::HanShort | DateStyle::DotShort | DateStyle::Year1900);
    let style = if spelt && !entry.plain_date() { DateStyle::Iso } else { style };
    // Whoever leaves the time blank does not write it beside the date.
    let timed = matches!(style, DateStyle::SlashClock | DateStyle::HanClock) && entry.no_field.contains(&Needed::Time);
    let style = if timed { DateStyle::Han } else { style };
    text(match style {
        DateStyle::Cell => return Some(Val::Date(d)),
        DateStyle::Iso => d.format("%Y-%m-%d").to_string(),
        DateStyle::Slash => format!("{y}/{m}/{day}"),
        DateStyle::Dot => format!("{y}.{m:02}.{day:02}"),
        DateStyle::Han => format!("{y}年{m}月{day}日"),
        DateStyle::HanWeekday => format!("{y}年{m}月{day}日（星期{}）", weekday_letter(d)),
        DateStyle::HanShort => format!("{m}月{day}日"),
        // `6.1`, `6.2`, `6.3`, `6.10` … could be two days: never written by somebody who is to be understood.
        DateStyle::DotShort if day > 3 && !day.is_multiple_of(10) => format!("{m}.{day}"),
        DateStyle::DotShort => format!("{y}.{m}.{day}"),
        DateStyle::Compact => return Some(Val::Int(i64::from(y) * 10_000 + i64::from(m * 100 + day))),
        DateStyle::Wide => format!("{y}年{m}月{day}日  ").chars().map(wide).collect(),
        DateStyle::Raw => return Some(Val::Int(serial(d))),
        DateStyle::RawText => serial(d).to_string(),
        DateStyle::Year1900 => return NaiveDate::from_ymd_opt(1900, m, day).map(Val::Date).or(Some(Val::Date(d))),
        DateStyle::SlashClock => format!("{y}/{m}/{day}  {}", clock(entry.start)),
        DateStyle::HanClock => format!("{y}年{m}月{day}日（星期{}）{}", weekday_letter(d), clock_range(entry)),
    })
}

/// What nobody can understand: an ambiguous day, a month alone, several days, an unfilled form, a day that does not exist, a word.
pub(super) fn bad_date(kind: u8, month: u32, dice: &mut Dice) -> String {
    match kind {
        // 2.3 can only be the third: there is no 30 February.
        0 => format!("{month}.{}", dice.range(1, if month == 2 { 2 } else { 3 })),
        1 => format!("{month}月"),
        2 => format!("{month}.5   {month}.12   {month}.24"),
        3 => "    年  月  日".to_string(),
        4 => "2月30日".to_string(),
        _ => "待定".to_string(),
    }
}

/// How a table of the other kinds writes its days: always with the year, so that nothing about them is left open.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayStyle(DateStyle);

impl DayStyle {
    /// One notation for a whole table.
    pub fn draw(mess: u8, dice: &mut Dice) -> Self {
        use DateStyle as D;
        let all = [D::Cell, D::Iso, D::Slash, D::Dot, D::Han, D::HanWeekday, D::Compact, D::Wide, D::Raw];
        DayStyle(all[dice.below([2, 5, 8, 9][usize::from(mess.min(3))])])
    }

    /// The cell.
    pub fn of(self, d: NaiveDate) -> Val {
        let (y, m, day) = (d.year(), d.month(), d.day());
        Val::Text(match self.0 {
            DateStyle::Iso => d.format("%Y-%m-%d").to_string(),
            DateStyle::Slash => format!("{y}/{m}/{day}"),
            DateStyle::Dot => format!("{y}.{m:02}.{day:02}"),
            DateStyle::Han => format!("{y}年{m}月{day}日"),
            DateStyle::HanWeekday => format!("{y}年{m}月{day}日（星期{}）", weekday_letter(d)),
            DateStyle::Compact => return Val::Int(i64::from(y) * 10_000 + i64::from(m * 100 + day)),
            DateStyle::Wide => format!("{y}年{m}月{day}日").chars().map(wide).collect(),
            // A raw number stands for a day of 1990–2100 only.
            DateStyle::Raw if y >= 1990 => return Val::Int(serial(d)),
            _ => return Val::Date(d),
        })
    }
}

fn serial(d: NaiveDate) -> i64 {
    NaiveDate::from_ymd_opt(1899, 12, 30).map_or(0, |base| (d - base).num_days())
}

fn wide(c: char) -> char {
    if c.is_ascii_digit() { char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c) } else { c }
}

pub(super) fn count(n: Num, said: &str, style: CountStyle) -> Option<Val> {
    let n = match n {
        Num::Given(n) => n,
        Num::Missing => return None,
        Num::Bad("#N/A") => return Some(Val::NotAvailable),
        Num::Bad("-3") => return Some(Val::Int(-3)),
        Num::Bad("27.5") => return Some(Val::Float(27.5)),
        Num::Bad(t) => return text(t),
    };
    text(match style {
        CountStyle::Number => return Some(Val::Int(i64::from(n))),
        CountStyle::Ren => format!("{n}人"),
        CountStyle::Wide => n.to_string().chars().map(wide).collect(),
        CountStyle::Said => format!("{said}{n}人"),
        CountStyle::Decimal => format!("{n}.0"),
        CountStyle::Han => format!("{}人", han(n)),
    })
}

/// 0–99 in Chinese.
fn han(n: u32) -> String {
    let digit = |d: u32| ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"][d as usize % 10];
    match (n / 10, n % 10) {
        (0, d) => digit(d).to_string(),
        (t, d) => format!("{}十{}", if t > 1 { digit(t) } else { "" }, if d > 0 { digit(d) } else { "" }),
    }
}

/// `14:30`.
pub(super) fn clock(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// `14:30-16:30`.
pub(super) fn clock_range(entry: &Entry) -> String {
    format!("{}-{}", clock(entry.start), clock(entry.start + entry.minutes))
}

fn duration(minutes: u32) -> String {
    match minutes % 60 {
        0 => format!("{}小时", minutes / 60),
        30 => format!("{}.5小时", minutes / 60),
        _ => format!("{minutes}分钟"),
    }
}
