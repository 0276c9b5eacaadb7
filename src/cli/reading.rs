//! How a table was read, in lines: columns side by side, as many as a line takes, padded by what they are wide on a screen.

use unicode_width::UnicodeWidthStr;

use crate::run::check::{ColumnRead, TableRead};

/// How wide a line may be, in columns of a screen.
const WIDE: usize = 100;

/// Lines about one table; `like`: an earlier one whose columns are the same.
pub fn lines(table: &TableRead, like: Option<String>) -> Vec<String> {
    let sheet = if table.sheet.is_empty() { String::new() } else { format!("工作表“{}”", table.sheet) };
    let (first, last) = table.header;
    let at = match (table.form, first == last) {
        (true, _) => format!("第 {first} 至 {last} 行"),
        (false, true) => format!("第 {first} 行为表头"),
        (false, false) => format!("第 {first} 至 {last} 行为表头"),
    };
    let (read, returned, passed) = table.rows;
    let mut out = Vec::new();
    if table.lacks.is_empty() {
        let form = if table.form { "（一格一项）" } else { "" };
        out.push(format!("  读法：{sheet}{at}，按“{}”{form}读取：读到 {read} 行，退回 {returned} 行，略过 {passed} 行。", table.layout));
    } else {
        let lacks = table.lacks.join("”“");
        out.push(format!("  读法：{sheet}{at}，像是“{}”，缺“{lacks}”栏，整表没有读取。", table.layout));
    }
    match like {
        Some(like) => out.push(format!("    各栏读法同{like}。")),
        None => out.extend(columns(&table.columns)),
    }
    let whence = [("党支部", &table.branch), ("党委", &table.committee), ("月份", &table.month)];
    let whence: Vec<String> = whence.iter().filter(|(_, at)| !at.is_empty()).map(|(what, at)| format!("{what}见{at}")).collect();
    let whence: Vec<String> = whence.into_iter().map(|text| text.replace("见没有写明", "没有写明")).collect();
    if !whence.is_empty() && table.lacks.is_empty() {
        out.push(format!("    {}。", whence.join("；")));
    }
    out
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
