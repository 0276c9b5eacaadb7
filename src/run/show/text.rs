//! What is shown, in lines for a clerk: figures with their formula, numbers and clause, then the cells, aligned by what they are wide on a screen.

use unicode_width::UnicodeWidthStr;

use super::facts::{Change, Deduction, Figure, FindingLine, Input, InputState, RuleName, Shown};
use super::figure::points;
use crate::model::figure::Rate;

/// The whole.
pub fn text(shown: &Shown) -> String {
    let mut lines = head(shown);
    lines.extend(state(&shown.inputs).into_iter().map(|line| format!("注意：{line}")));
    for figure in &shown.figures {
        lines.push(String::new());
        lines.extend(figure_lines(figure, shown));
    }
    section(&mut lines, "扣分", shown.deductions.iter().map(deduction_line).collect());
    section(
        &mut lines,
        "不得评优的情形",
        shown.grounds.iter().map(|g| with_basis(format!("{}：{}", g.rule, g.reason), &g.basis)).collect(),
    );
    section(&mut lines, NOT_ASSESSABLE, shown.not_assessable.iter().map(rule_line).collect());
    section(&mut lines, "问题", shown.findings.iter().flat_map(finding_lines).collect());
    section(&mut lines, "再多一点会怎样（只改这一处，其余不变）", shown.changes.iter().map(change_line).collect());
    lines.push(String::new());
    lines.join("\n")
}

/// Heads the rules that could not be judged.
pub(super) const NOT_ASSESSABLE: &str = "不可评定的规则（缺少判定所需数据，不算合格也不扣分；缺什么，见“汇总报告.xlsx”的“不可评定规则”）";

/// A rule by code and name.
pub(super) fn rule_line(rule: &RuleName) -> String {
    format!("{} {}", rule.rule, rule.name)
}

/// Whom and which run it is about.
pub(super) fn head(shown: &Shown) -> Vec<String> {
    let (run, who) = (&shown.run, &shown.subject);
    let mut lines = Vec::new();
    if !run.trial.is_empty() {
        lines.push(format!("【试算：{}】", run.trial.join("，")));
    }
    lines.push(match who.kind {
        "branch" => {
            let number = if who.branch_id == who.branch { String::new() } else { format!("编号 {}，", who.branch_id) };
            format!(
                "{} {}（{number}{}）",
                who.committee,
                who.branch,
                if who.branch_type.is_empty() { "统计期内不存在" } else { &who.branch_type }
            )
        }
        _ => who.committee.clone(),
    });
    lines.push(format!("{} {}，截至 {}，运行编号 {}", run.unit_name, run.period, run.as_of, run.run_id));
    lines
}

/// How the ledgers stand, where they are not as they were.
pub(super) fn state(inputs: &InputState) -> Vec<String> {
    match inputs.state {
        "same" => Vec::new(),
        "not_found" => vec!["没有找到当时的台账，不知道此后是否有改动。可加 --workspace 指明工作目录。".to_string()],
        "unreadable" => vec![format!("工作目录“{}”无法核对，不知道台账此后是否有改动。", inputs.workspace)],
        _ => {
            let told =
                |title: &str, files: &[String]| (!files.is_empty()).then(|| format!("{title} {} 个：{}", files.len(), files.join("、")));
            let all = [told("已改动", &inputs.changed), told("已不在", &inputs.gone), told("新增", &inputs.new)];
            let files = all.into_iter().flatten().collect::<Vec<_>>().join("；");
            vec![format!("运行以后台账有变化，以下数字是运行时的。{files}。")]
        }
    }
}

fn section(lines: &mut Vec<String>, title: &str, body: Vec<String>) {
    if !body.is_empty() {
        lines.push(String::new());
        lines.push(title.to_string());
        lines.extend(body.into_iter().map(|line| format!("  {line}")));
    }
}

fn with_basis(text: String, basis: &str) -> String {
    if basis.is_empty() { text } else { format!("{text}（依据：{basis}）") }
}

fn figure_lines(figure: &Figure, shown: &Shown) -> Vec<String> {
    let mut lines = vec![format!("{}：{}", figure.name, figure.value)];
    for (title, text) in [("算法", &figure.formula), ("数字", &figure.numbers), ("依据", &figure.basis)] {
        if !text.is_empty() {
            lines.push(format!("  {title}：{text}"));
        }
    }
    if figure.agrees == Some(false) {
        lines.push(DISAGREES.to_string());
    }
    // each month follows with its own cells
    let by_month = figure.key == "participation" && shown.subject.kind == "branch" && shown.figures.len() > 1;
    if by_month {
        lines.push("  各月的人数和出处见下。".to_string());
    } else {
        lines.extend(aligned(&figure.inputs).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

/// Said of a figure that its inputs do not make.
pub(super) const DISAGREES: &str = "  ※ 按下列来源重新计算，与结果中的数字不一致，请向程序维护人员反馈。";

/// What an input is, in words.
pub(super) fn what(input: &Input) -> &'static str {
    match input.what {
        "due" => "应到",
        "actual" => "实到",
        "date" => "活动日期",
        "reported" => "报送日期",
        "rule" => "扣分",
        "returned" => "退回或未采用",
        _ => "",
    }
}

/// Where an input stands. What was returned or not used may be a whole sheet or file.
pub(super) fn input_place(input: &Input) -> String {
    match input.what {
        "returned" => {
            [&input.file, &input.sheet, &input.cell].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        }
        _ => place(&input.file, &input.sheet, &input.cell),
    }
}

/// File, sheet and cell.
fn place(file: &str, sheet: &str, cell: &str) -> String {
    let cell = if cell.is_empty() && !file.is_empty() { "（不是取自单独的单元格）" } else { cell };
    [file, sheet, cell].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn aligned(inputs: &[Input]) -> Vec<String> {
    let rows: Vec<[String; 5]> =
        inputs.iter().map(|i| [i.month.clone(), what(i).to_string(), i.value.clone(), i.stands.clone(), input_place(i)]).collect();
    let wide: Vec<usize> = (0..4).map(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or(0)).collect();
    let line = |row: &[String; 5]| {
        let mut out = String::new();
        for (at, width) in wide.iter().enumerate().filter(|(_, width)| **width > 0) {
            out.push_str(&row[at]);
            out.push_str(&" ".repeat(width - row[at].width() + 2));
        }
        out.push_str(&row[4]);
        out.trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

/// A rule's deduction in a line.
pub(super) fn deduction_line(d: &Deduction) -> String {
    let cap = d.cap.map_or_else(String::new, |cap| format!("，封顶 {} 分", points(cap)));
    let text = format!("{} {}：{} 个问题，共 {} 分{cap}，实扣 {} 分", d.rule, d.name, d.count, points(d.points), points(d.applied));
    let ids = if d.finding_ids.is_empty() { String::new() } else { format!("；问题编号 {}", d.finding_ids.join("、")) };
    with_basis(format!("{text}{ids}"), &d.basis)
}

/// A level or status in words.
fn word(text: &str) -> &str {
    match text {
        "error" => "错误",
        "warning" => "警告",
        "info" => "提示",
        "open" => "未改",
        "requested" => "说明待批",
        "waived" => "说明已批，不计",
        other => other,
    }
}

pub(super) fn finding_lines(f: &FindingLine) -> Vec<String> {
    let outside = if f.in_period { "" } else { "，期外不计" };
    let member = if f.member.is_empty() { String::new() } else { format!(" {}", f.member) };
    let mut lines = vec![
        format!("{} {} {}{member}（{}，{}{outside}）编号 {}", f.rule, f.name, f.month, word(&f.level), word(&f.status), f.finding_id),
        format!("  {}", f.message),
    ];
    lines.push(format!("  见到：{}；要求：{}；依据：{}", f.observed, f.expected, f.basis));
    let at = if f.file.is_empty() { String::new() } else { place(&f.file, &f.sheet, &f.cell) };
    if !at.is_empty() {
        lines.push(format!("  出处：{at}"));
    }
    lines
}

/// What would have changed, in a line.
pub(super) fn change_line(c: &Change) -> String {
    let rate = |(part, of): (i64, i64)| Rate::new(part.unsigned_abs(), of.unsigned_abs()).shown();
    let what = match c.kind {
        "one_more_month" => format!("{} 开展了活动：完整率", c.month),
        _ => format!("{} 多到 {} 人：当月参与率", c.month, c.more),
    };
    let clears = match (c.kind, c.clears) {
        (_, true) => "，该月的问题消除",
        ("one_more_month", false) => "",
        _ => "，该月的问题仍在",
    };
    let moved = |name: &str, pair: Option<(i64, i64)>, shown: fn(i64) -> String| match pair {
        Some((from, to)) if from == to => format!("，{name}仍为 {}", shown(from)),
        Some((from, to)) => format!("，{name} {}→{}", shown(from), shown(to)),
        None => String::new(),
    };
    let (score, rank) = (moved("得分", c.score, points), moved("名次", c.rank, |n| n.to_string()));
    format!("{what} {}→{}{clears}{score}{rank}", rate(c.before), rate(c.after))
}
