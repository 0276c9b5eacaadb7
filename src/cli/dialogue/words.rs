//! The words of the talk: what was found in a folder, why something is proposed, and a line of the command as it can be typed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::Schemas;
use crate::model::book::FileOutcome;
use crate::model::spoken;
use crate::run::check::Checked;
use crate::run::prospect::{PeriodWhy, Place, PlaceWhy};

/// Lines of one kind that are shown before the rest is counted.
const SHOWN: usize = 8;

/// What lies in the workspace.
pub fn found(checked: &Checked) -> String {
    let count = |kind: FileOutcome| checked.files.iter().filter(|file| file.outcome == kind).count();
    let mut out = format!(
        "  文件：读取 {}，部分读取 {}，未识别 {}，无法读取 {}，跳过 {}。\n",
        count(FileOutcome::Read),
        count(FileOutcome::Partly),
        count(FileOutcome::Unrecognised),
        count(FileOutcome::Unreadable),
        checked.skipped.len()
    );
    let not_understood = |kind| checked.files.iter().filter(move |file| file.outcome == kind).map(|file| file.path.as_str());
    list(&mut out, "无法读取", not_understood(FileOutcome::Unreadable).collect());
    list(&mut out, "未识别", not_understood(FileOutcome::Unrecognised).collect());
    if checked.has_roster {
        out.push_str(&format!("  党组织花名册：有，台账涉及党支部 {} 个。\n", checked.branches));
    } else {
        out.push_str("  党组织花名册：没有找到。没有花名册可以汇总，但无法判断缺报、不能排名。\n");
    }
    let mut months: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (committee, month, n) in &checked.by_month {
        months.entry(committee).or_default().push(format!("{}（{n}）", spoken::month(*month)));
    }
    let rows: Vec<String> = months.iter().map(|(committee, months)| format!("{committee}：{}", months.join("，"))).collect();
    if rows.is_empty() {
        out.push_str("  没有读到任何活动记录，请核对文件夹。\n");
    } else {
        out.push_str("  各党委各月读到的活动次数：\n");
        rows.iter().take(SHOWN).for_each(|row| out.push_str(&format!("    {row}\n")));
        if rows.len() > SHOWN {
            out.push_str(&format!("    其余 {} 个党委从略\n", rows.len() - SHOWN));
        }
    }
    crate::model::identity::masked(&out).to_string()
}

fn list(out: &mut String, title: &str, names: Vec<&str>) {
    if names.is_empty() {
        return;
    }
    let more = if names.len() > SHOWN { " 等" } else { "" };
    out.push_str(&format!("  {title}（{}）：{}{more}\n", names.len(), names.iter().take(SHOWN).copied().collect::<Vec<_>>().join("；")));
}

/// Why a place is proposed.
pub fn place_why(why: PlaceWhy) -> &'static str {
    match why {
        PlaceWhy::SetUp => "dangri.toml 中的设置",
        PlaceWhy::Folder => "文件夹名称中提到",
        PlaceWhy::Files => "文件或党委名称中提到",
    }
}

/// Why a period is proposed.
pub fn period_why(why: PeriodWhy) -> &'static str {
    match why {
        PeriodWhy::SetUp => "dangri.toml 中的设置",
        PeriodWhy::Read => "台账所记的月份",
        PeriodWhy::LastQuarter => "台账所记的最后一个季度",
        PeriodWhy::LastMonth => "台账所记的最后一个月",
        PeriodWhy::Today => "上个月",
    }
}

/// Places to choose from: those that may be meant, else all.
pub fn places(likely: &[Place], schemas: &Schemas) -> String {
    if !likely.is_empty() {
        let named: Vec<String> = likely.iter().map(|p| format!("{}（{}）", p.name, p.id)).collect();
        return format!("  可能是：{}\n", named.join("、"));
    }
    let all: Vec<String> = schemas.summaries().iter().map(|p| format!("{}（{}）", p.name, p.id)).collect();
    format!("  可选的地区：{}\n  不在其中的，可先用 dangri profiles --new 写出本地的制度文件。\n", all.join("、"))
}

/// A path as terminals hand it over when something is dragged there: in quotes, or with signs before blanks.
pub fn dragged(typed: &str) -> PathBuf {
    let bare = ['"', '\''].iter().find_map(|quote| typed.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(typed);
    let path = PathBuf::from(bare);
    if path.exists() || !cfg!(unix) {
        return path;
    }
    let mut plain = String::new();
    let mut signs = bare.chars();
    while let Some(c) = signs.next() {
        plain.extend(if c == '\\' { signs.next() } else { Some(c) });
    }
    PathBuf::from(plain)
}

/// The line as it can be typed.
pub fn command_line(words: &[OsString]) -> String {
    crate::window::command_line(words)
}
