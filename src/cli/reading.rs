//! How a table was read, in lines: columns side by side, as many as a line takes, padded by what they are wide on a screen.

use unicode_width::UnicodeWidthStr;

use crate::run::check::{ColumnRead, TableRead};

/// How wide a line may be, in columns of a screen.
const WIDE: usize = 100;

/// Lines about one table. `like`: an earlier one whose columns are the same, and what it is called; `first`: no table was told before.
pub fn lines(table: &TableRead, like: Option<(&TableRead, &str)>, first: bool) -> Vec<String> {
    let sheet = if table.sheet.is_empty() { String::new() } else { format!("工作表“{}”", table.sheet) };
    let (top, last) = table.header;
    let at = match (table.form, top == last) {
        (true, _) => format!("第 {top} 至 {last} 行"),
        (false, true) => format!("第 {top} 行为表头"),
        (false, false) => format!("第 {top} 至 {last} 行为表头"),
    };
    let (read, returned, passed) = table.rows;
    let what = if first { "（标题、表头、合计、说明等）" } else { "" };
    let rows = format!("读到 {read} 行，退回 {returned} 行，略过 {passed} 行{what}");
    let mut out = Vec::new();
    match (table.lacks.as_slice(), like) {
        ([], Some((_, name))) => out.push(format!("  读法：{sheet}{at}，各栏同{name}；{rows}。")),
        ([], None) => out.push(format!("  读法：{sheet}{at}，按“{}”读取；{rows}。", table.layout)),
        (lacks, _) => {
            out.push(format!("  读法：{sheet}{at}，像是“{}”，缺“{}”栏，整表没有读取。", table.layout, lacks.join("”“")));
        }
    }
    if like.is_none() {
        out.extend(columns(&table.columns));
    }
    let whence = whence(table);
    if table.lacks.is_empty() && !whence.is_empty() && like.is_none_or(|(other, _)| self::whence(other) != whence) {
        out.push(format!("    {whence}。"));
    }
    out
}

/// Where branch, committee and month were found.
fn whence(table: &TableRead) -> String {
    let all = [("党支部", &table.branch), ("党委", &table.committee), ("月份", &table.month)];
    let told = all.into_iter().filter(|(_, at)| !at.is_empty()).map(|(what, at)| match at.strip_prefix("没有写明") {
        Some(rest) => format!("{what}没有写明{rest}"),
        None => format!("{what}见 {at}"),
    });
    told.collect::<Vec<_>>().join("；")
}

fn columns(all: &[ColumnRead]) -> Vec<String> {
    let used: Vec<String> = all.iter().filter(|c| c.why.is_empty()).map(used).collect();
    let mut out = Vec::new();
    let wide = used.iter().map(|text| text.width()).max().unwrap_or(0) + 2;
    let each = ((WIDE - 4) / wide.max(1)).max(1);
    for line in used.chunks(each) {
        let cells: String = line.iter().map(|text| format!("{text}{}", " ".repeat(wide - text.width()))).collect();
        out.push(format!("    {}", cells.trim_end()));
    }
    // what holds nothing is nobody's loss
    for column in all.iter().filter(|c| !c.why.is_empty() && !matches!(c.becomes, "blank" | "own")) {
        let heading = if column.heading.is_empty() { "（无名称）" } else { &column.heading };
        let field = if column.field.is_empty() { String::new() } else { format!("{}，", column.field) };
        out.push(format!(
            "    {} {heading} → {field}{}：{}",
            column.at,
            if column.field.is_empty() { "未采用" } else { "有重复" },
            column.why
        ));
    }
    out
}

/// `B 活动日期 → 活动日期`.
fn used(column: &ColumnRead) -> String {
    let confirmed = if column.becomes == "taught" { "（已确认）" } else { "" };
    format!("{} {} → {}{confirmed}", column.at, column.heading, column.field)
}
