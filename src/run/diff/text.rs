//! What differs, in lines for a clerk.

use std::collections::BTreeMap;

use super::facts::{Asked, CellChange, Compared, Crossed, FindingChange, Fraction, RankChange, Side, Standing, Sums};
use crate::model::figure::{Points, Rate, Share};
use crate::model::finding::Code;

/// By what findings stand together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Committee and branch.
    #[default]
    Branch,
    /// Rule.
    Rule,
    /// Committee.
    Committee,
}

/// Most files that are named of those that differ.
const MOST_FILES: usize = 20;

/// What became of findings, in words.
pub(super) const BECAME: [(&str, &str); 7] = [
    ("put_right", "改正的问题"),
    ("waived", "说明已批、不再计入的问题"),
    ("pending", "该月转为待核、不再判定的问题"),
    ("not_assessable", "缺少数据、无法再判定的问题"),
    ("ledger_gone", "台账已不在、不再列出的问题"),
    ("not_asked", "不在另一次统计范围内的问题"),
    ("new", "新增的问题"),
];

/// The line of sums.
pub(super) fn sums(s: &Sums) -> String {
    format!(
        "问题：改正 {}，说明已批 {}，转为待核 {}，无法再判定 {}，台账已不在 {}，不在另一次范围内 {}，新增 {}，仍未改 {}；名次、得分等有变化的党支部 {} 个；活动记录变化 {} 处。",
        s.put_right, s.waived, s.pending, s.not_assessable, s.ledger_gone, s.not_asked, s.new, s.open, s.ranks, s.cells
    )
}

/// The whole.
pub fn text(c: &Compared, by: By) -> String {
    let mut lines = vec![format!("前：{}", side(&c.a)), format!("后：{}", side(&c.b))];
    lines.push(String::new());
    lines.extend(question(&c.question));
    lines.push(String::new());
    lines.push(sums(&c.sums));
    for (became, title) in BECAME {
        let all: Vec<&FindingChange> = c.findings.iter().filter(|f| f.became == became).collect();
        section(&mut lines, title, grouped(&all, by));
    }
    section(&mut lines, "跨过界线的党支部", c.crossed.iter().map(crossed_line).collect());
    section(&mut lines, "名次、得分的变化", c.ranks.iter().map(rank_line).collect());
    section(&mut lines, "活动记录的变化", c.cells.iter().map(cell_line).collect());
    lines.push(String::new());
    lines.join("\n")
}

pub(super) fn side(side: &Side) -> String {
    let trial = if side.trial.is_empty() { String::new() } else { format!("【试算：{}】", side.trial.join("，")) };
    format!("{trial}{} {}，截至 {}，运行编号 {}", side.units, side.period, side.as_of, side.run_id)
}

fn section(lines: &mut Vec<String>, title: &str, body: Vec<String>) {
    if !body.is_empty() {
        lines.push(String::new());
        lines.push(format!("{title}："));
        lines.extend(body.into_iter().map(|line| format!("  {line}")));
    }
}

pub(super) fn question(all: &[Asked]) -> Vec<String> {
    if all.is_empty() {
        return vec!["统计的前提相同：程序、制度、统计期、截止日、选项和台账都没有变化。".to_string()];
    }
    let mut lines = vec!["统计的前提有不同，以下变化可能由此而来：".to_string()];
    let none = |text: &str| if text.is_empty() { "（无）".to_string() } else { text.to_string() };
    for asked in all.iter().filter(|a| !matches!(a.what, "inputs" | "history" | "schemas")) {
        let what = match asked.what {
            "version" => "程序版本",
            "units" => "单位",
            "period" => "统计期",
            "as_of" => "截止日",
            "trial" => "试算参数",
            "option" => "选项",
            _ => "制度参数",
        };
        let name = if asked.name.is_empty() { String::new() } else { format!(" {}", asked.name) };
        lines.push(format!("  {what}{name}：{} → {}", none(&asked.a), none(&asked.b)));
    }
    if all.iter().any(|asked| asked.what == "schemas") {
        lines.push("  台账版式或节假日表不同。".to_string());
    }
    for (what, title) in [("inputs", "台账"), ("history", "往期记录")] {
        for (word, is) in [("改动", (true, true)), ("减少", (true, false)), ("增加", (false, true))] {
            let files: Vec<&str> =
                all.iter().filter(|a| a.what == what && (!a.a.is_empty(), !a.b.is_empty()) == is).map(|a| a.name.as_str()).collect();
            if !files.is_empty() {
                let more = if files.len() > MOST_FILES { " 等" } else { "" };
                lines.push(format!("  {title}{word} {} 个：{}{more}", files.len(), files[..files.len().min(MOST_FILES)].join("、")));
            }
        }
    }
    lines
}

fn grouped(all: &[&FindingChange], by: By) -> Vec<String> {
    let mut groups: BTreeMap<String, Vec<&FindingChange>> = BTreeMap::new();
    for finding in all {
        let whom =
            [finding.committee.as_str(), finding.branch.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
        let key = match by {
            By::Branch => whom,
            By::Rule => format!("{} {}", finding.rule, Code::named(&finding.rule).map_or("", |code| code.name())),
            By::Committee => finding.committee.clone(),
        };
        groups.entry(key).or_default().push(finding);
    }
    let lines = |(key, all): (String, Vec<&FindingChange>)| {
        let head = format!("{}（{}）", if key.is_empty() { "未归属" } else { &key }, all.len());
        std::iter::once(head).chain(all.into_iter().map(|f| format!("  {}", finding_line(f, by)))).collect::<Vec<_>>()
    };
    groups.into_iter().flat_map(lines).collect()
}

fn finding_line(f: &FindingChange, by: By) -> String {
    let branch = if by == By::Branch { "" } else { f.branch.as_str() };
    let at = [f.file.as_str(), f.sheet.as_str(), f.cell.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    let at = if at.is_empty() { String::new() } else { format!("（{at}）") };
    let parts = [branch, f.month.as_str(), f.rule.as_str(), f.member.as_str(), f.observed.as_str()];
    format!("{}{at}", parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" "))
}

fn points(hundredths: i64) -> String {
    Points::from_hundredths(hundredths).to_string()
}

/// `12→9：得分 80→85；SUB001 少扣 5`.
pub(super) fn rank_line(r: &RankChange) -> String {
    let number = |n: Option<i64>| n.map_or_else(|| "无".to_string(), |n| n.to_string());
    let score = |n: Option<i64>| n.map_or_else(|| "无".to_string(), points);
    let mut parts = Vec::new();
    if r.score.0 != r.score.1 {
        parts.push(format!("得分 {}→{}", score(r.score.0), score(r.score.1)));
    }
    for cause in &r.causes {
        let (was, is) = cause.applied;
        let what = match (was, is) {
            (_, 0) => format!("{} 扣分消除（{}）", cause.rule, points(was)),
            (0, _) => format!("{} 新扣 {}", cause.rule, points(is)),
            _ => format!("{} 扣分 {}→{}", cause.rule, points(was), points(is)),
        };
        parts.push(what);
    }
    if r.grade.0 != r.grade.1 {
        let word = |grade: &str| if grade.is_empty() { "无".to_string() } else { grade.to_string() };
        parts.push(format!("等次 {}→{}", word(&r.grade.0), word(&r.grade.1)));
    }
    if r.eligible.0 != r.eligible.1 {
        let word = |eligible: Option<bool>| match eligible {
            Some(true) => "可以评优",
            Some(false) => "不得评优",
            None => "无",
        };
        parts.push(format!("{}→{}", word(r.eligible.0), word(r.eligible.1)));
    }
    parts.extend([("完整率", r.completeness), ("参与率", r.participation)].iter().filter_map(|(name, rates)| moved(name, *rates)));
    if let (Some(was), Some(is)) = r.months_least
        && was != is
    {
        parts.push(format!("按得分排名所需的开展月份 {was}→{is} 个"));
    }
    if parts.is_empty() {
        parts.push("自身没有变化，其他党支部有升降".to_string());
    }
    let rank = if r.rank.0 == r.rank.1 {
        format!("名次仍为 {}", number(r.rank.1))
    } else {
        format!("{}→{}", number(r.rank.0), number(r.rank.1))
    };
    format!("{} {} {rank}：{}", r.committee, r.branch, parts.join("，"))
}

/// `参与率 81.2%（13/16）→93.7%（15/16）`, where the two sums differ.
fn moved(name: &str, (was, is): (Fraction, Fraction)) -> Option<String> {
    let of = |n: i64| u64::try_from(n).unwrap_or_default();
    let shown = |rate: Option<(i64, i64)>| rate.map_or_else(|| "无".to_string(), |(part, all)| Rate::new(of(part), of(all)).shown());
    (was != is).then(|| format!("{name} {}→{}", shown(was), shown(is)))
}

/// `参与率 81.2%（13/16）≥80% → 81.2%（13/16）<85%`.
fn crossed_line(c: &Crossed) -> String {
    format!("{} {} {}：{} → {}", c.committee, c.branch, threshold(c), standing(c.what, &c.a), standing(c.what, &c.b))
}

/// Which threshold.
pub(super) fn threshold(c: &Crossed) -> &'static str {
    match c.what {
        "participation" => "本期参与率",
        "grade" => "等次",
        _ => "评优资格",
    }
}

/// How it stands there, in words.
pub(super) fn standing(what: &str, s: &Standing) -> String {
    let of = |n: i64| u64::try_from(n).unwrap_or_default();
    match (what, s.stands.as_str(), s.rate, s.floor.and_then(Share::from_parts)) {
        (_, "", ..) => "无".to_string(),
        (_, stands, Some((part, all)), Some(floor)) => {
            let sign = if stands == "reached" { "达到" } else { "低于" };
            format!("{}，{sign} {floor}", Rate::new(of(part), of(all)).shown())
        }
        ("eligible", "reached", ..) => "可以评优".to_string(),
        ("eligible", ..) => "不得评优".to_string(),
        (_, grade, ..) => grade.to_string(),
    }
}

/// `F6 应到 9→10`.
pub(super) fn cell_line(c: &CellChange) -> String {
    let at = [c.file.as_str(), c.sheet.as_str(), c.cell.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    let none = |text: &str| if text.is_empty() { "（空）".to_string() } else { text.to_string() };
    let what = match c.what {
        "due" => "应到",
        "actual" => "实到",
        "theme" => "活动主题",
        "reported" => "报送日期",
        "standing" => "是否计入",
        _ if c.b.is_empty() => return format!("{} {} {} 的活动已不在：{}（原在 {at}）", c.committee, c.branch, c.date, none(&c.a)),
        _ => return format!("{} {} {} 新增活动：{}（{at}）", c.committee, c.branch, c.date, none(&c.b)),
    };
    format!("{} {} {}：{at} {what} {}→{}", c.committee, c.branch, c.date, none(&c.a), none(&c.b))
}
