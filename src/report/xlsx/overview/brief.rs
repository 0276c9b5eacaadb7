//! 总览: one page upright that says how the period went: what was due and held, who took part against the floor, what stands out and whom it concerns; the
//! period before beside it, grades, every committee, the last five with a reason each. Below the printed page stands the table of contents, for the screen.

use std::cmp::Ordering;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::board::{Board, COLUMNS, Head};
use super::{Entry, sections};
use crate::model::assessment::{BranchAssessment, Outcome};
use crate::model::figure::{Rate, Share};
use crate::model::paper_facts::{BulletinLine, BulletinPart};
use crate::model::spoken;
use crate::report::paper::Ink;
use crate::report::paper::style::Sheet as Paper;
use crate::report::xlsx::branches::deductions;
use crate::report::xlsx::context::{Context, points_item, rank_item};
use crate::report::xlsx::item::Item;
use crate::report::xlsx::style::{Look, Styles};
use crate::tables::rows;

/// Units of each of the board's columns, so that all of them fill A4 upright.
const WIDTH: f64 = 7.6;
/// Most committees that the page has room for, and how many fewer where the period before is told.
const MOST_COMMITTEES: usize = 28;
const COMPARED: usize = 6;
/// Most jurisdictions whose period before is told beside.
const MOST_COMPARED: usize = 4;
/// Most kinds of problems and units that the third sentence names.
const NAMED: usize = 3;
/// How many of the last are shown.
const LAST: usize = 5;

/// The sheet.
pub(in crate::report::xlsx) fn write(cx: &Context<'_>, styles: &Styles, entries: &[Entry]) -> Result<Worksheet, XlsxError> {
    let mut board = Board::new("总览", styles, WIDTH)?;
    board.line(&cx.title("情况总览"), &styles.ink[Ink::Title], 30.0)?;
    board.line(&cx.subtitle, styles.look(Look::Subtitle, false), 0.0)?;
    let page = Page { cx };
    page.conclusion(&mut board)?;
    page.before(&mut board)?;
    page.grades(&mut board)?;
    page.committees(&mut board)?;
    page.last(&mut board)?;
    let printed = board.row;
    sections::contents(entries, &mut board)?;
    let Board { mut ws, .. } = board;
    ws.set_freeze_panes(2, 0)?;
    ws.set_print_area(0, 0, printed - 1, COLUMNS - 1)?;
    styles.page(&mut ws, Paper::Upright);
    ws.set_print_fit_to_pages(1, 1);
    Ok(ws)
}

/// What the page is made from.
struct Page<'c, 'a> {
    cx: &'c Context<'a>,
}

impl<'a> Page<'_, 'a> {
    fn outcomes(&self) -> &'a [Outcome] {
        &self.cx.results.outcomes
    }

    /// Lines of a part of the bulletins, of all outcomes.
    fn lines(&self, part: BulletinPart) -> impl Iterator<Item = &'a BulletinLine> {
        self.outcomes().iter().flat_map(|o| &o.papers.bulletin).filter(move |line| line.part == part)
    }

    /// Committees and branches of a part.
    fn units(&self, part: BulletinPart) -> (usize, usize) {
        (self.lines(part).filter(|l| l.branch.is_none()).count(), self.lines(part).filter(|l| l.branch.is_some()).count())
    }

    fn conclusion(&self, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let (counts, totals) = (&self.cx.results.counts, &self.cx.results.counts.totals);
        board.section("一、基本情况")?;
        let held = totals.completeness;
        let gaps = match self.units(BulletinPart::Incomplete) {
            (0, 0) => "应开展的月次均已开展".to_string(),
            (committees, branches) => format!("有月份未开展的党支部 {branches} 个，分属 {committees} 个党委（党工委）"),
        };
        let pending = if totals.pending > 0 {
            format!("；另有待核 {} 个支部月次，不计入以上各数", totals.pending)
        } else {
            String::new()
        };
        board.say(&format!(
            "1. 开展情况：{} 个党委（党工委）、{} 个党支部应开展活动 {} 个支部月次，已开展 {} 个，完整率 {}；{gaps}{pending}。",
            counts.committees,
            totals.branches,
            held.of,
            held.part,
            held.percent()
        ))?;
        board.say(&format!("2. 参与情况：参与率 {}，{}；{}。", totals.participation.shown(), self.against_floor(), self.below()))?;
        board.say(&format!("3. 需要关注：{}。", self.stands_out()))
    }

    /// The floor, and on which side of it the whole lies: where all have one.
    fn against_floor(&self) -> String {
        let mut floors = self.outcomes().iter().map(|o| o.profile.base.floor());
        match (floors.next(), self.cx.several) {
            (Some(floor), false) => format!("规定下限 {floor}，{}", side(self.cx.results.counts.totals.participation, floor)),
            _ => "各地按本地文件规定的下限判定".to_string(),
        }
    }

    fn below(&self) -> String {
        match self.units(BulletinPart::BelowFloor) {
            (0, 0) => "没有低于下限的党委（党工委）和党支部".to_string(),
            (committees, branches) => format!("低于下限的党委（党工委）{committees} 个、党支部 {branches} 个"),
        }
    }

    /// The most frequent kinds of problems with those most concerned; of several jurisdictions the first kind of each.
    fn stands_out(&self) -> String {
        let told = |line: &BulletinLine| {
            let whom = if line.branches > 0 { format!("（涉及 {} 个党支部）", line.branches) } else { String::new() };
            format!("{} {} 项{whom}", line.rule.map_or("", |code| code.name()), line.count)
        };
        let kinds = |o: &'a Outcome| o.papers.bulletin.iter().filter(|line| line.part == BulletinPart::Problem);
        if self.cx.several {
            let all: Vec<String> =
                self.outcomes().iter().filter_map(|o| Some(format!("{}：{}", o.profile.name, told(kinds(o).next()?)))).collect();
            return if all.is_empty() { "本期未发现需要通报的问题".to_string() } else { all.join("；") };
        }
        let Some(outcome) = self.outcomes().first() else { return "本期未发现需要通报的问题".to_string() };
        let all: Vec<String> = kinds(outcome).take(NAMED).map(told).collect();
        let Some(first) = kinds(outcome).next() else { return "本期未发现需要通报的问题".to_string() };
        let mut of: Vec<&BulletinLine> =
            outcome.papers.bulletin.iter().filter(|l| l.part == BulletinPart::ProblemOf && l.rule == first.rule).collect();
        of.sort_by_key(|l| (std::cmp::Reverse(l.count), l.branch, l.committee.clone()));
        let name = |l: &&BulletinLine| match l.branch {
            Some(ix) => outcome.corpus.branch(ix).name.to_string(),
            None => l.committee.to_string(),
        };
        let names: Vec<String> = of.iter().take(NAMED).map(name).filter(|name| !name.is_empty()).collect();
        let more = if of.len() > names.len() { "等" } else { "" };
        let whom = if names.is_empty() {
            String::new()
        } else {
            format!("；其中“{}”较多的是{}{more}", first.rule.map_or("", |c| c.name()), names.join("、"))
        };
        format!("{}{whom}", all.join("，"))
    }

    /// The period before, and which way the rates went; each rate with its fraction beside it.
    fn before(&self, board: &mut Board<'_>) -> Result<(), XlsxError> {
        board.section("二、与上期比较")?;
        let mut table = Vec::new();
        for outcome in self.outcomes().iter().take(MOST_COMPARED) {
            let of = |part| outcome.papers.bulletin.iter().find(|line| line.part == part);
            let (Some(now), Some(before)) = (of(BulletinPart::Whole), of(BulletinPart::Previous)) else { continue };
            let place = if self.cx.several { format!("{}　", outcome.profile.name) } else { String::new() };
            let line = |name: &str, line: &BulletinLine| {
                let rates = [line.completeness, line.timeliness, line.participation];
                let label = Item::text(format!("{place}{name}（{}）", spoken::period(line.period)));
                [label]
                    .into_iter()
                    .chain(rates.into_iter().flat_map(|rate| [Item::Percent(rate), Item::Fraction(rate)]))
                    .collect::<Vec<_>>()
            };
            let change =
                [(before.completeness, now.completeness), (before.timeliness, now.timeliness), (before.participation, now.participation)];
            table.extend([line("上期", before), line("本期", now)]);
            let course = change.into_iter().flat_map(|(a, b)| [Item::center(course(a, b)), Item::Blank]);
            table.push([Item::text(format!("{place}变化"))].into_iter().chain(course).collect());
        }
        if table.is_empty() {
            return board.say("没有上一统计期的运行记录，未作比较。");
        }
        let heads =
            [("统计期", 3), ("完整率", 1), ("已/应开展", 2), ("按时率", 1), ("按时/有报送日期", 2), ("参与率", 1), ("实到/应到", 2)];
        board.table(&heads, &table)?;
        Ok(())
    }

    fn grades(&self, board: &mut Board<'_>) -> Result<(), XlsxError> {
        board.section("三、等次分布（党支部数）")?;
        let grades = &self.cx.results.counts.grades;
        if grades.is_empty() || grades.len() > usize::from(COLUMNS) / 2 {
            return board.say("本次未定等次。");
        }
        let named = |name: &'a str| if name.is_empty() { "不定等次" } else { name };
        let heads: Vec<Head<'_>> = grades.iter().map(|(name, _)| (named(name), 2)).collect();
        board.table(&heads, &[grades.iter().map(|(_, count)| Item::Count(*count)).collect()])?;
        Ok(())
    }

    /// All committees, or all jurisdictions, against the floor: two to a line, as the roster names them.
    fn committees(&self, board: &mut Board<'_>) -> Result<(), XlsxError> {
        let mut all: Vec<(&'a str, Rate, Rate, Share)> = Vec::new();
        if self.cx.several {
            for (outcome, counts) in self.outcomes().iter().zip(&self.cx.results.of_each) {
                let totals = &counts.totals;
                all.push((&outcome.profile.name, totals.completeness, totals.participation, outcome.profile.base.floor()));
            }
        } else {
            let listed = rows(self.cx.results, |o| &o.assessed.committees);
            for row in self.cx.in_roster_order(listed, |r| (&*r.of.committee, None), |_| ()) {
                all.push((&row.of.committee, row.of.completeness, row.of.participation, row.outcome.profile.base.floor()));
            }
        }
        board.section(if self.cx.several {
            "四、各地完整率和参与率"
        } else {
            "四、各党委（党工委）完整率和参与率"
        })?;
        if all.is_empty() {
            return board.say("本期没有可供汇总的党委。");
        }
        let number = all.len();
        let compared = self.lines(BulletinPart::Previous).next().is_some();
        let most = MOST_COMMITTEES - if compared { COMPARED } else { 0 };
        if number > most {
            all.retain(|(_, held, participation, floor)| held.part < held.of || participation.below(*floor));
        }
        let found = all.len();
        if found == 0 {
            return board.say(&format!("共 {number} 个，均按月开展且参与率不低于下限，见“党委排名”。"));
        }
        all.truncate(most);
        let cells = |of: Option<&(&'a str, Rate, Rate, Share)>| match of {
            Some((name, held, came, floor)) => {
                [Item::text(*name), Item::Percent(*held), Item::judged(*came, *floor), Item::Fraction(*came)]
            }
            None => [Item::Blank, Item::Blank, Item::Blank, Item::Blank],
        };
        let half = all.len().div_ceil(2);
        let lines: Vec<Vec<Item<'_>>> = (0..half).map(|at| [cells(all.get(at)), cells(all.get(half + at))].concat()).collect();
        let block = [(if self.cx.several { "地区" } else { "党委（党工委）" }, 2), ("完整率", 1), ("参与率", 1), ("实到/应到", 2)];
        board.table(&[block, block].concat(), &lines)?;
        if number > most {
            let listed = if found > all.len() { format!("列出前 {} 个", all.len()) } else { "均列出".to_string() };
            return board.say(&format!("共 {number} 个，有月份未开展或者低于下限（▼）的 {found} 个，以上{listed}，其余见“党委排名”。"));
        }
        board.say("▼ 为低于规定下限。")
    }

    /// The last by rank, each with what cost it most.
    fn last(&self, board: &mut Board<'_>) -> Result<(), XlsxError> {
        board.section("五、名次靠后的党支部")?;
        let each = if self.cx.several { 1 } else { LAST };
        let mut lines = Vec::new();
        for outcome in self.outcomes() {
            let troubled = |b: &&BranchAssessment| b.rank.is_some() && b.errors + b.warnings > 0;
            let half = outcome.assessed.branches.len().div_ceil(2);
            let last = outcome.assessed.branches.iter().rev().take(each.min(half)).filter(troubled);
            lines.extend(last.map(|b| {
                let branch = outcome.corpus.branch(b.branch);
                let place = if self.cx.several { format!("{}，", outcome.profile.name) } else { String::new() };
                let name = Item::text(format!("{}（{place}{}）", branch.name, branch.committee));
                vec![name, rank_item(b.rank), points_item(b.score), Item::text(self.reason(b))]
            }));
        }
        lines.truncate(LAST);
        if lines.is_empty() {
            return board.say("没有名次靠后而存在错误、警告的党支部，或者本次未排名。");
        }
        board.table(&[("党支部", 5), ("名次", 1), ("得分", 1), ("主要原因", 5)], &lines)?;
        Ok(())
    }

    fn reason(&self, b: &BranchAssessment) -> String {
        let most = b.deductions.iter().enumerate().max_by_key(|(at, d)| (d.cost.hundredths(), std::cmp::Reverse(*at)));
        most.map_or_else(|| b.lowered_words().to_string(), |(at, _)| deductions(self.cx, &b.deductions[at..=at]))
    }
}

fn side(rate: Rate, floor: Share) -> &'static str {
    match (rate.applies(), rate.below(floor)) {
        (false, _) => "没有可供比较的人数",
        (true, true) => "低于下限",
        (true, false) => "不低于下限",
    }
}

fn course(before: Rate, now: Rate) -> &'static str {
    if !before.applies() || !now.applies() {
        return "—";
    }
    match now.compare(before) {
        Ordering::Greater => "上升",
        Ordering::Less => "下降",
        Ordering::Equal => "持平",
    }
}
