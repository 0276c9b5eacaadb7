//! The tables of plans, of what was filed, of service, cadres, visits and explanations, and where every line of them stands.

use chrono::Datelike;

use crate::model::finding::Code;
use crate::model::time::{Month, Span};

use super::activities::{World, years};
use super::cells::DayStyle;
use super::dice::Dice;
use super::grid::{Line, Val, text};
use super::org::variants;
use super::returns::WaiverLine;
use super::shelf::Shelf;
use super::table::{Column, Row, Seats, Table, col, of, put};
use super::truth::At;
use super::words::VILLAGE_B;

/// Where the lines stand: a cell of each, in the order of [`super::returns::Returns`].
#[derive(Clone, Debug, Default)]
pub(super) struct Spots {
    pub plans: Vec<At>,
    /// The plan's table has a column for 预告日期; for 报备日期.
    pub plan_heads: Vec<(bool, bool)>,
    pub registers: Vec<At>,
    pub services: Vec<At>,
    pub cadres: Vec<At>,
    pub visits: Vec<At>,
}

const BRANCH: &[&str] = &["党支部名称", "支部名称", "所在党支部"];
const NAME: &[&str] = &["姓名"];

/// A branch's name as such a table writes it.
fn name(world: &World, b: usize, dice: &mut Dice) -> Option<Val> {
    let branch = &world.branches[b];
    text(match &branch.former {
        Some(former) if dice.permille(200) => former.clone(),
        _ if world.mess >= 2 && dice.permille(120) => variants(&branch.name, dice),
        _ => branch.name.clone(),
    })
}

fn day(value: Option<chrono::NaiveDate>, style: DayStyle) -> Option<Val> {
    value.map(|d| style.of(d))
}

/// A row of a branch that the roster does not know (ING003), at the table's end.
fn stray(world: &World, rows: &mut Vec<Row>, column: usize, committee: usize, dice: &mut Dice) {
    if world.mess < 2 || rows.is_empty() || !dice.permille(250) {
        return;
    }
    let mut cells = rows[dice.below(rows.len())].cells.clone();
    cells[column] = text(format!("{}新{}村党支部", world.committees[committee].stem, dice.pick(VILLAGE_B)));
    rows.push(Row::rejected(cells, Code::ING003, column, None));
}

/// Writes all but the explanations.
pub(super) fn books(world: &World, shelf: &mut Shelf, seed: u64) {
    let returns = &world.returns;
    let mut spots = Spots {
        plans: vec![At::default(); returns.plans.len()],
        plan_heads: vec![(false, false); returns.plans.len()],
        services: vec![At::default(); returns.services.len()],
        cadres: vec![At::default(); returns.cadres.len()],
        ..Spots::default()
    };
    for c in 0..world.committees.len() {
        let mut dice = Dice::new(seed, 4_000_000 + c as u64);
        for year in years(world) {
            plans(world, shelf, &mut spots, c, year, &mut dice);
            services(world, shelf, &mut spots, c, year, &mut dice);
            cadres(world, shelf, &mut spots, c, year, &mut dice);
        }
    }
    let mut dice = Dice::new(seed, 14);
    registers(world, shelf, &mut spots, &mut dice);
    visits(world, shelf, &mut spots, &mut dice);
    shelf.spots = spots;
}

/// A committee's table of a year, of the lines with these numbers; nothing without lines.
#[allow(clippy::too_many_arguments)]
fn table(
    world: &World,
    shelf: &mut Shelf,
    (c, year): (usize, i32),
    (layout, sheet, what): (&'static str, &'static str, &str),
    columns: Vec<Column>,
    rows: Vec<Row>,
    total: Option<usize>,
    dice: &mut Dice,
) -> Option<Seats> {
    let unit = world.committees[c].name.clone();
    if rows.is_empty() {
        return None;
    }
    let title = format!("{unit}{year}年{what}");
    Some(put(world, shelf, Table { layout, stem: format!("{unit}/{title}"), sheet, title, unit, columns, rows, total }, dice))
}

fn plans(world: &World, shelf: &mut Shelf, spots: &mut Spots, c: usize, year: i32, dice: &mut Dice) {
    let lines = &world.returns.plans;
    let mine: Vec<usize> =
        (0..lines.len()).filter(|n| world.branches[lines[*n].branch].committee == c && lines[*n].month.year() == year).collect();
    let announced = world.policy.duties.preview_by.is_some();
    let filed = mine.iter().any(|n| lines[*n].filed.is_some()) && (world.mess == 0 || dice.permille(750));
    let planned = dice.permille(700);
    let days = DayStyle::draw(world.mess, dice);
    let spelt = world.mess >= 1 && dice.permille(500);
    let mut columns = vec![col(BRANCH), col(&["月份", "计划月份"])];
    if planned {
        columns.push(of("计划安排", &["计划日期"]));
    }
    columns.push(of("计划安排", &["主题", "活动主题"]));
    if filed {
        columns.push(col(&["报备日期"]));
    }
    if announced {
        columns.push(col(&["预告日期"]));
    }
    let rows = mine.iter().map(|n| {
        let line = &lines[*n];
        let mut cells = vec![name(world, line.branch, dice), month(line.month, spelt)];
        if planned {
            cells.push(day(line.planned, days));
        }
        cells.push(text(&*line.theme));
        if filed {
            cells.push(day(line.filed, days));
        }
        if announced {
            cells.push(day(line.announced, days));
        }
        Row::of(cells)
    });
    let mut rows: Vec<Row> = rows.collect();
    stray(world, &mut rows, 0, c, dice);
    let seats = table(world, shelf, (c, year), ("annual_plan", "计划", "度主题党日活动计划表"), columns, rows, None, dice);
    for (row, n) in mine.into_iter().enumerate() {
        spots.plans[n] = seats.as_ref().map(|s| s.at(row, 1)).unwrap_or_default();
        spots.plan_heads[n] = (announced, filed);
    }
}

/// `2017年3月`, or `3月` under a title with the year.
fn month(month: Month, spelt: bool) -> Option<Val> {
    text(if spelt { format!("{}月", month.month()) } else { format!("{}年{}月", month.year(), month.month()) })
}

fn services(world: &World, shelf: &mut Shelf, spots: &mut Spots, c: usize, year: i32, dice: &mut Dice) {
    let lines = &world.returns.services;
    let mine: Vec<usize> =
        (0..lines.len()).filter(|n| world.branches[lines[*n].branch].committee == c && lines[*n].date.year() == year).collect();
    let days = DayStyle::draw(world.mess, dice);
    let unit = if world.mess == 0 { 0 } else { dice.below(4) };
    let columns = vec![
        col(NAME),
        col(&["党支部", "所在党支部", "党支部名称"]),
        col(&["日期", "服务日期"]),
        of("服务情况", &["时长", "服务时长"]),
        of("服务情况", &["内容", "服务内容"]),
        of("服务情况", &["成效", "服务成效"]),
    ];
    let rows = mine.iter().map(|n| {
        let line = &lines[*n];
        Row::of(vec![
            text(&*world.branches[line.branch].members[line.member].name),
            name(world, line.branch, dice),
            Some(days.of(line.date)),
            line.minutes.map(|m| duration(m, unit)),
            text(&*line.content),
            text(&*line.effect),
        ])
    });
    let mut rows: Vec<Row> = rows.collect();
    stray(world, &mut rows, 1, c, dice);
    if world.mess >= 2 && !mine.is_empty() && dice.permille(300) {
        // The thirtieth of February: the row is left out, and counts for nobody.
        let k = dice.below(mine.len());
        let mut cells = rows[k].cells.clone();
        cells[2] = text("2月30日");
        rows.push(Row::rejected(cells, Code::ING004, 2, Some(lines[mine[k]].branch)));
    }
    let seats = table(world, shelf, (c, year), ("volunteer", "志愿服务", "党员志愿服务记录表"), columns, rows, None, dice);
    for (row, n) in mine.into_iter().enumerate() {
        spots.services[n] = seats.as_ref().map(|s| s.at(row, 0)).unwrap_or_default();
    }
}

/// "2小时, 2.5, 1小时30分, 90分钟".
fn duration(minutes: u32, unit: usize) -> Val {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match unit {
        0 => Val::Float(f64::from(minutes) / 60.0),
        1 => Val::Text(format!("{minutes}分钟")),
        _ if rest == 0 => Val::Text(format!("{hours}小时")),
        2 => Val::Text(format!("{hours}小时{rest}分")),
        _ => Val::Text(format!("{hours}.5小时")),
    }
}

fn cadres(world: &World, shelf: &mut Shelf, spots: &mut Spots, c: usize, year: i32, dice: &mut Dice) {
    let lines = &world.returns.cadres;
    let mine: Vec<usize> =
        (0..lines.len()).filter(|n| world.branches[lines[*n].branch].committee == c && lines[*n].date.year() == year).collect();
    let days = DayStyle::draw(world.mess, dice);
    let mut columns = vec![
        col(NAME),
        col(&["所在党支部", "党支部"]),
        col(&["级别", "职务级别"]),
        of("参加情况", &["日期"]),
        of("参加情况", &["事项"]),
        of("参加情况", &["数量"]),
    ];
    let named = mine.iter().any(|n| !lines[*n].with.is_empty());
    columns.extend(named.then(|| of("参加情况", &["谈话对象"])));
    let rows = mine.iter().map(|n| {
        let line = &lines[*n];
        let members = &world.branches[line.branch].members;
        let member = &members[line.member];
        let mut cells = vec![
            text(&*member.name),
            name(world, line.branch, dice),
            text(member.rank),
            Some(days.of(line.date)),
            text(line.affair),
            line.quantity.map(|q| Val::Int(i64::from(q))),
        ];
        if named {
            cells.push(text(line.with.iter().map(|m| members[*m].name.as_str()).collect::<Vec<_>>().join("、")));
        }
        Row::of(cells)
    });
    let rows = rows.collect();
    let seats = table(world, shelf, (c, year), ("cadre", "参加情况", "领导干部参加情况表"), columns, rows, None, dice);
    for (row, n) in mine.into_iter().enumerate() {
        spots.cadres[n] = seats.as_ref().map(|s| s.at(row, 0)).unwrap_or_default();
    }
}

/// One for the whole jurisdiction: the superior office keeps it.
fn registers(world: &World, shelf: &mut Shelf, spots: &mut Spots, dice: &mut Dice) {
    let lines = &world.returns.registers;
    if lines.is_empty() {
        return;
    }
    let days = DayStyle::draw(world.mess, dice);
    let quarters = lines.iter().any(|l| matches!(l.span, Span::Quarter(..)));
    let mut columns = vec![col(&["党委", "所属党委"]), col(&["事项", "报送事项"]), col(&["年度"])];
    if quarters {
        columns.push(col(&["季度"]));
    }
    columns.push(col(&["报送日期", "报送时间"]));
    let rows = lines.iter().map(|line| {
        let mut cells = vec![text(&*world.committees[line.committee].name), text(&*line.affair)];
        cells.push(match line.span {
            Span::Half(year, half) => text(format!("{year}年{}半年", if half == 1 { "上" } else { "下" })),
            Span::Month(m) => month(m, false),
            span => Some(Val::Int(i64::from(span.first().year()))),
        });
        if quarters {
            let quarter = if let Span::Quarter(_, q) = line.span { Some(q) } else { None };
            cells.push(quarter.and_then(|q| text(format!("第{}季度", ["一", "二", "三", "四"][q as usize - 1]))));
        }
        cells.push(Some(days.of(line.date)));
        Row::of(cells)
    });
    let unit = world.policy.name.to_string();
    let table = Table {
        layout: "filing",
        stem: "报送登记表".to_string(),
        sheet: "报送登记",
        title: format!("{unit}{}报送登记表", world.policy.system),
        unit,
        rows: rows.collect(),
        columns,
        total: None,
    };
    let seats = put(world, shelf, table, dice);
    spots.registers = (0..lines.len()).map(|row| seats.at(row, 1)).collect();
}

fn visits(world: &World, shelf: &mut Shelf, spots: &mut Spots, dice: &mut Dice) {
    let lines = &world.returns.visits;
    if lines.is_empty() {
        return;
    }
    let days = DayStyle::draw(world.mess, dice);
    let columns = vec![
        col(&["日期", "督查日期"]),
        col(&["党委", "所属党委"]),
        col(BRANCH),
        col(&["方式", "督查方式"]),
        col(&["发现问题", "存在问题"]),
        of("整改情况", &["整改要求"]),
        of("整改情况", &["整改期限"]),
        of("整改情况", &["整改完成日期"]),
    ];
    let mut rows: Vec<Row> = Vec::new();
    let mut at = Vec::new();
    for line in lines {
        let cells = vec![
            Some(days.of(line.date)),
            text(&*world.committees[line.committee].name),
            line.branch.and_then(|b| name(world, b, dice)),
            text(line.method),
            text(line.problem),
            text(line.demand),
            day(line.deadline, days),
            day(line.done, days),
        ];
        // "A problem handed in again with its 整改完成日期, which it lacked before, takes the place of the earlier row."
        if line.found() && line.done.is_some() && world.mess >= 2 && dice.permille(120) {
            let mut before = cells.clone();
            before[7] = None;
            rows.push(Row { line: Line::Superseded, ..Row::of(before) });
        }
        at.push(rows.len());
        rows.push(Row::of(cells));
    }
    stray(world, &mut rows, 2, 0, dice);
    let unit = world.policy.name.to_string();
    let title = format!("{unit}{}督查记录", world.policy.system);
    let table = Table { layout: "inspection", stem: "督查记录".to_string(), sheet: "督查", title, unit, columns, rows, total: None };
    let seats = put(world, shelf, table, dice);
    spots.visits = at.into_iter().map(|row| seats.at(row, 6)).collect();
}

/// 情况说明, a committee's each.
pub(super) fn waivers(world: &World, shelf: &mut Shelf, lines: &[WaiverLine], seed: u64) {
    for c in 0..world.committees.len() {
        let mut dice = Dice::new(seed, 5_000_000 + c as u64);
        let mine: Vec<&WaiverLine> = lines.iter().filter(|l| world.branches[l.branch].committee == c).collect();
        if mine.is_empty() {
            continue;
        }
        let days = DayStyle::draw(world.mess, &mut dice);
        let by_name = world.mess >= 1 && dice.permille(500);
        let members = mine.iter().any(|l| !l.member.is_empty());
        let mut columns = vec![col(BRANCH), col(&["月份"]), col(&["规则"])];
        if members {
            columns.push(col(NAME));
        }
        columns.extend([col(&["说明", "情况说明"]), of("审批", &["批准人"]), of("审批", &["批准日期"])]);
        let rows = mine.iter().map(|line| {
            let code = if by_name { line.code.name() } else { line.code.as_str() };
            let mut cells = vec![name(world, line.branch, &mut dice), span(line.span), text(code)];
            if members {
                cells.push(text(&*line.member));
            }
            cells.extend([text(line.why), text(&*line.approver), day(line.approved, days)]);
            Row::of(cells)
        });
        let rows: Vec<Row> = rows.collect();
        let year = world.period.last().year();
        table(world, shelf, (c, year), ("waiver", "情况说明", "情况说明表"), columns, rows, None, &mut dice);
    }
}

fn span(span: Span) -> Option<Val> {
    match span {
        Span::Month(m) => month(m, false),
        span => text(format!("{}年", span.first().year())),
    }
}
