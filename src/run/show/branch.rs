//! The figures of a branch.

use std::collections::BTreeMap;

use super::Tables;
use super::facts::{Figure, Input};
use super::figure::{number_figure, points, rate, rate_figure, rule_input};
use super::pending;
use crate::model::assessment::MonthStatus;
use crate::model::figure::Rate;
use crate::model::profile::UNIFORM;
use crate::model::standing::{RANK_WORDS, Standing};

/// How an activity stands that enters the sums.
pub(in crate::run) const COUNTED: &str = "计入";
/// How a count stands of an activity that is in no rate, since it is none itself, or since the other of the two is none.
const NO_COUNT: &str = "未计入：没有有效人数";
const OTHER_LACKS: &str = "未计入：另一项人数无效";

/// All figures: those of the period, then each month's attendance.
pub(super) fn figures(tables: &Tables) -> Vec<Figure> {
    let mut all = Vec::new();
    if !tables.ranking.is_empty() {
        all.extend([completeness(tables), timeliness(tables), participation(tables), score(tables), grade(tables)]);
        all.extend([rank(tables, "rank", "名次"), rank(tables, "rank_in_type", "同类型名次")]);
        all.extend([findings_of(tables, "errors", "错误数", "error"), findings_of(tables, "warnings", "警告数", "warning")]);
        all.extend([eligible(tables), months_pending(tables)]);
    }
    all.extend((0..tables.matrix.len()).map(|row| month(tables, row)));
    all
}

fn months(tables: &Tables) -> impl Iterator<Item = (usize, &str, &str)> {
    let rows = &tables.matrix;
    (0..rows.len()).map(|row| (row, rows.text(row, "month"), rows.text(row, "status")))
}

/// The activities of a month, by row.
fn activities<'t>(tables: &'t Tables, month: &'t str) -> impl Iterator<Item = usize> + 't {
    let rows = &tables.activities;
    (0..rows.len()).filter(move |row| rows.text(*row, "month") == month)
}

/// An input from a cell of an activity.
fn cell(tables: &Tables, row: usize, what: &'static str, value: String, column: &str) -> Input {
    let rows = &tables.activities;
    let at = rows.text(row, column);
    Input {
        what,
        month: rows.text(row, "month").to_string(),
        value,
        file: rows.text(row, "file").to_string(),
        sheet: rows.text(row, "sheet").to_string(),
        cell: at.to_string(),
        stands: rows.text(row, "standing").to_string(),
    }
}

/// A month by itself, with how it stands.
fn month_input(month: &str, stands: &str) -> Input {
    Input { what: "month", month: month.to_string(), stands: stands.to_string(), ..Input::default() }
}

/// A month with how it stands and, where it is 待核, with what was returned or not used and may be of it.
fn month_inputs(tables: &Tables, row: usize) -> Vec<Input> {
    let (month, status) = (tables.matrix.text(row, "month"), tables.matrix.text(row, "status"));
    let why = if status == MonthStatus::Pending.as_str() { pending::inputs(tables, row) } else { Vec::new() };
    std::iter::once(month_input(month, status)).chain(why).collect()
}

fn of_ranking(tables: &Tables, column: &str) -> Rate {
    rate(&tables.ranking, 0, column).unwrap_or_default()
}

fn completeness(tables: &Tables) -> Figure {
    let given = of_ranking(tables, "completeness");
    let mut figure = rate_figure("completeness", "完整率", given, "已开展的应开展月份÷应开展月份，待核的月份不计");
    let mut sum = Rate::default();
    for (row, name, status) in months(tables) {
        figure.inputs.extend(month_inputs(tables, row));
        let held = tables.matrix.flag(row, "held").unwrap_or_default();
        if tables.matrix.flag(row, "due").unwrap_or_default() && status != MonthStatus::Pending.as_str() {
            sum += Rate::new(held.into(), 1);
        }
        for activity in activities(tables, name) {
            let date = tables.activities.date(activity, "date").map_or_else(String::new, |d| d.to_string());
            figure.inputs.push(cell(tables, activity, "date", date, "date_cell"));
        }
    }
    figure.basis = UNIFORM.to_string();
    figure.agrees = Some(sum == given);
    figure
}

fn timeliness(tables: &Tables) -> Figure {
    let given = of_ranking(tables, "timeliness");
    let mut figure = rate_figure("timeliness", "按时率", given, "按期报送的月份÷已开展且知道报送日期的应开展月份；首次报送为准");
    let mut sum = Rate::default();
    for (row, name, status) in months(tables) {
        if !tables.matrix.flag(row, "report_known").unwrap_or_default() {
            continue;
        }
        sum += Rate::new(tables.matrix.flag(row, "on_time").unwrap_or_default().into(), 1);
        figure.inputs.push(month_input(name, status));
        for activity in activities(tables, name) {
            let day = |column| tables.activities.date(activity, column).map_or_else(String::new, |d| d.to_string());
            let date = cell(tables, activity, "date", day("date"), "date_cell");
            let reported = match (tables.activities.date(activity, "reported"), tables.activities.date(activity, "first_reported")) {
                // a row that this one takes the place of was reported first: that day is in no cell of this row
                (row, Some(first)) if row != Some(first) => {
                    Input { cell: String::new(), ..cell(tables, activity, "reported", first.to_string(), "") }
                }
                _ => cell(tables, activity, "reported", day("reported"), "reported_cell"),
            };
            figure.inputs.extend([date, reported]);
        }
    }
    figure.basis = tables.terms.basis("report.within_days", tables.kind);
    if let Some(days) = tables.terms.value("report.within_days", tables.kind) {
        figure.formula = format!("{}；活动后 {days} 日内为按期，活动当日为第 0 日", figure.formula);
    }
    figure.agrees = Some(sum == given);
    figure
}

/// Inputs and sum of the attendance of a month.
fn attendance(tables: &Tables, month: &str) -> (Vec<Input>, Rate) {
    let (mut inputs, mut sum) = (Vec::new(), Rate::default());
    for activity in activities(tables, month) {
        let rows = &tables.activities;
        let count = |column| rows.int(activity, column).and_then(|n| u64::try_from(n).ok());
        let left_out = rows.text(activity, "left_out");
        let shown = |n: Option<u64>| n.map_or_else(|| "没有有效人数".to_string(), |n| n.to_string());
        let (due, actual) = (count("due"), count("actual"));
        for (what, count, other, column) in [("due", due, actual, "due_cell"), ("actual", actual, due, "actual_cell")] {
            let input = cell(tables, activity, what, shown(count), column);
            // counted as held, and in no rate
            let stands = match (input.stands.as_str(), left_out, count, other) {
                (COUNTED, "", None, _) => NO_COUNT.to_string(),
                (COUNTED, "", Some(_), None) => OTHER_LACKS.to_string(),
                (COUNTED, why, ..) if !why.is_empty() => why.to_string(),
                _ => input.stands,
            };
            inputs.push(Input { stands, ..input });
        }
        if let (COUNTED, "", Some(due), Some(actual)) = (rows.text(activity, "standing"), left_out, due, actual) {
            sum += Rate::new(actual, due);
        }
    }
    (inputs, sum)
}

fn participation(tables: &Tables) -> Figure {
    let given = of_ranking(tables, "participation");
    let mut figure = rate_figure("participation", "参与率", given, "各月实到人数之和÷应到人数之和，只计两项人数都有效的活动；舍去尾数");
    let mut sum = Rate::default();
    for (_, name, _) in months(tables) {
        let (inputs, of) = attendance(tables, name);
        figure.inputs.extend(inputs);
        sum += of;
    }
    floor(tables, &mut figure, given);
    figure.agrees = Some(sum == given);
    figure
}

/// Tells the floor that a rate is held against.
fn floor(tables: &Tables, figure: &mut Figure, rate: Rate) {
    figure.basis = tables.terms.basis("participation.min", tables.kind);
    if let Some(floor) = tables.terms.share("participation.min", tables.kind).filter(|_| rate.applies()) {
        let stands = if rate.below(floor) { "低于" } else { "达到" };
        figure.numbers = format!("{}，{stands}下限 {floor}（最多可缺席 {} 人）", figure.numbers, rate.absences_allowed(floor));
    }
}

fn month(tables: &Tables, row: usize) -> Figure {
    let name = tables.matrix.text(row, "month").to_string();
    let given = rate(&tables.matrix, row, "participation").unwrap_or_default();
    let mut figure = rate_figure(&name, &format!("{name} 参与率"), given, "当月各次活动实到人数之和÷应到人数之和；舍去尾数");
    let (inputs, sum) = attendance(tables, &name);
    figure.inputs.extend(month_inputs(tables, row));
    figure.inputs.extend(inputs);
    floor(tables, &mut figure, given);
    figure.agrees = Some(sum == given);
    figure
}

fn score(tables: &Tables) -> Figure {
    let given = tables.ranking.int(0, "score_part");
    let (mut sum, mut signs) = (0i64, String::new());
    let mut inputs = Vec::new();
    let rows = &tables.deductions;
    for row in 0..rows.len() {
        sum += rows.int(row, "applied_part").unwrap_or_default();
        let lost = rule_input(rows, row);
        signs.push_str(&format!("－{}", lost.value));
        inputs.push(lost);
    }
    let base = tables.terms.points("score.base").map(|base| base.hundredths());
    Figure {
        key: "score".to_string(),
        name: "得分".to_string(),
        value: given.map_or_else(|| "无".to_string(), points),
        part: given,
        of: Some(100).filter(|_| given.is_some()),
        formula: "基础分－各规则扣分（每项不超过封顶），不低于 0 分".to_string(),
        numbers: base.map_or_else(|| format!("基础分未写入结果{signs}"), |base| format!("{}{signs}", points(base))),
        basis: tables.terms.basis("score.base", tables.kind),
        inputs,
        agrees: base.zip(given).map(|(base, given)| (base - sum).max(0) == given),
    }
}

fn grade(tables: &Tables) -> Figure {
    let given = tables.ranking.text(0, "grade").to_string();
    let bands = tables.terms.grades().into_iter().map(|(name, min)| format!("{name} {min} 分起")).collect::<Vec<_>>().join("，");
    let eligible = if tables.ranking.flag(0, "excellent_eligible").unwrap_or_default() {
        "没有不得评优的情形"
    } else {
        "有不得评优的情形"
    };
    let score = tables.ranking.int(0, "score_part").map_or_else(|| "无".to_string(), points);
    Figure {
        key: "grade".to_string(),
        name: "等次".to_string(),
        value: if given.is_empty() { "不评等次".to_string() } else { given },
        formula: "按得分所在的分数段；有不得评优情形的不评最高等次".to_string(),
        numbers: if bands.is_empty() { format!("得分 {score}，{eligible}") } else { format!("得分 {score}，{eligible}；{bands}") },
        basis: tables.terms.basis("score.base", tables.kind),
        ..Figure::default()
    }
}

/// By what a branch is put in order.
pub(super) fn order(tables: &Tables, row: usize) -> Standing {
    let of = |column| rate(&tables.all, row, column).unwrap_or_default();
    let score = tables.all.int(row, "score_part").unwrap_or_default();
    let least_held = tables.all.int(row, "months_least").and_then(|least| u64::try_from(least).ok()).unwrap_or_default();
    Standing { score, completeness: of("completeness"), participation: of("participation"), least_held }
}

/// Does the first stand before the second?
pub(super) fn before(a: &Standing, b: &Standing) -> bool {
    a.compare(b).is_lt()
}

fn rank(tables: &Tables, column: &str, name: &str) -> Figure {
    let given = tables.ranking.int(0, column);
    let own = (0..tables.all.len()).find(|row| tables.all.text(*row, "branch_key") == tables.ranking.text(0, "branch_key"));
    let kind = tables.ranking.text(0, "type");
    let among = (0..tables.all.len())
        .filter(|row| tables.all.int(*row, column).is_some() && (column == "rank" || tables.all.text(*row, "type") == kind))
        .collect::<Vec<_>>();
    let mut figure = number_figure(column, name, given, RANK_WORDS);
    let Some(own) = own.filter(|_| given.is_some()) else {
        figure.numbers = "没有名次：不排名，或者应开展的月份都待核".to_string();
        return figure;
    };
    let mine = order(tables, own);
    let ahead: Vec<&usize> = among.iter().filter(|row| before(&order(tables, **row), &mine)).collect();
    let of = among.len();
    figure.numbers = format!("{of} 个党支部参加排名，排在前面的 {} 个", ahead.len());
    figure.agrees = Some(i64::try_from(ahead.len()).ok().map(|n| n + 1) == given);
    // the nearest on either side, so that whoever asks sees what it hangs on
    let behind = among.iter().find(|row| before(&mine, &order(tables, **row)));
    for (row, stands) in
        ahead.last().map(|row| (**row, "前一名")).into_iter().chain([(own, "本支部")]).chain(behind.map(|row| (*row, "后一名")))
    {
        let by = order(tables, row);
        let value = format!("得分 {}，完整率 {}，参与率 {}", points(by.score), by.completeness.shown(), by.participation.shown());
        let name = format!("{stands} {}／{}", tables.all.text(row, "committee"), tables.all.text(row, "branch"));
        figure.inputs.push(Input { what: "branch", value, stands: name, ..Input::default() });
    }
    figure
}

fn findings_of(tables: &Tables, column: &str, name: &str, level: &str) -> Figure {
    let given = tables.ranking.int(0, column);
    let rows = &tables.findings;
    let mut figure = number_figure(column, name, given, "统计期内这一级别的问题个数，已批准说明的不计");
    let mut by_rule: BTreeMap<&str, i64> = BTreeMap::new();
    for row in (0..rows.len()).filter(|row| rows.text(*row, "level") == level && rows.flag(*row, "in_period") == Some(true)) {
        let waived = rows.text(row, "status") == "waived";
        if !waived {
            *by_rule.entry(rows.text(row, "rule")).or_default() += 1;
        }
        let text = |column: &str| rows.text(row, column).to_string();
        let stands =
            format!("{} {}{}", text("rule"), super::rule_name(rows.text(row, "rule")), if waived { "（说明已批，不计）" } else { "" });
        figure.inputs.push(Input {
            what: "finding",
            month: text("month"),
            value: text("observed"),
            file: text("file"),
            sheet: text("sheet"),
            cell: text("cell"),
            stands,
        });
    }
    figure.numbers = by_rule.iter().map(|(rule, n)| format!("{rule} {n} 个")).collect::<Vec<_>>().join("＋");
    figure.agrees = Some(given == Some(by_rule.values().sum()));
    figure
}

fn eligible(tables: &Tables) -> Figure {
    let given = tables.ranking.flag(0, "excellent_eligible");
    let reasons: Vec<String> = super::grounds(tables).into_iter().map(|g| g.reason).collect();
    Figure {
        key: "excellent_eligible".to_string(),
        name: "评优资格".to_string(),
        value: match given {
            Some(true) => "可以评优",
            Some(false) => "不得评优",
            None => "无",
        }
        .to_string(),
        formula: "有一项不得评优的情形即不得评优".to_string(),
        numbers: if reasons.is_empty() { "没有不得评优的情形".to_string() } else { reasons.join("；") },
        basis: tables.terms.basis("excellence.veto.SUB001.count", tables.kind),
        agrees: given.map(|given| given == reasons.is_empty()),
        ..Figure::default()
    }
}

fn months_pending(tables: &Tables) -> Figure {
    let given = tables.ranking.int(0, "months_pending");
    let mut figure =
        number_figure("months_pending", "待核月份", given, "有退回的行或没能识别的内容、其中可能有该月活动的月份，不计入完整率和排名");
    let waiting: Vec<(usize, &str)> =
        months(tables).filter(|(_, _, status)| *status == MonthStatus::Pending.as_str()).map(|(row, name, _)| (row, name)).collect();
    figure.inputs = waiting.iter().flat_map(|(row, _)| month_inputs(tables, *row)).collect();
    figure.numbers = waiting.iter().map(|(_, name)| *name).collect::<Vec<_>>().join("、");
    figure.agrees = Some(given == i64::try_from(waiting.len()).ok());
    figure
}
