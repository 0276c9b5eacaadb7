//! The workbook's tables as the page carries them: rows of numbers into the pool of texts, each with the branch or committee that it leads to.

use serde::Serialize;
use serde_json::{Value, json};

use super::pool::Pool;
use super::tree::Tree;
use crate::model::results::Results;
use crate::report::xlsx::plain::{PlainCell, PlainTable, Tone, sheets};

/// Columns that are shown on demand: what they say stands in another column too, or is for checking by hand.
const MINOR: [&str; 17] = [
    "类内名次",
    "按时/有期",
    "按时/有报送日期",
    "得分算式",
    "允许缺席",
    "错误",
    "警告",
    "扣分明细",
    "花名册出处",
    "空报出处",
    "支部编号",
    "书记",
    "校验原文",
    "票号（SHA-256）",
    "内容摘要（SHA-256）",
    "字节数",
    "首处出处",
];
/// Columns that paper leaves to the screen: a page has the room.
const SHOWN: [&str; 5] = ["规定要求", "依据", "文件", "工作表", "单元格"];
/// Columns of the ranking of branches that are readable without script.
const READABLE: [&str; 11] = ["地区", "名次", "党支部", "上级党组织", "类型", "得分", "等次", "完整率", "按时率", "参与率", "可否评优"];

/// A section: a sheet's name and its tables.
pub(super) struct Section {
    pub id: String,
    pub name: String,
    pub notes: Vec<String>,
    pub tables: Vec<Shell>,
}

/// Where the page puts a table.
pub(super) struct Shell {
    pub id: String,
    pub caption: String,
    /// Rows in all.
    pub count: usize,
    /// Said when there are none.
    pub empty: String,
    /// Rows that found no room in the page.
    pub left: usize,
    /// A table to read without script.
    pub readable: Option<Readable>,
}

/// A table written out.
pub(super) struct Readable {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A table's data. Names are short: they stand in the file.
#[derive(Serialize)]
pub(super) struct Data {
    id: String,
    /// Caption.
    cap: String,
    heads: Vec<u32>,
    /// Columns of numbers.
    num: Vec<usize>,
    /// Columns shown on demand.
    minor: Vec<usize>,
    rows: Vec<Vec<Value>>,
    totals: Vec<Vec<Value>>,
    /// Where each row leads: a branch, −1 − a committee, or nothing.
    refs: Vec<Option<i64>>,
    /// Rows that found no room.
    left: usize,
}

/// All tables: what the page says of them, and what it carries.
pub(super) fn all(results: &Results, tree: &Tree, pool: &mut Pool) -> (Vec<Section>, Vec<Data>) {
    let (mut sections, mut data) = (Vec::new(), Vec::new());
    let own = (results.outcomes.len() == 1).then(|| results.outcomes[0].profile.name.to_string());
    for (number, sheet) in sheets(results).into_iter().enumerate() {
        let id = format!("t{}", number + 1);
        let mut shells = Vec::new();
        let several = sheet.tables.len() > 1;
        for (at, table) in sheet.tables.into_iter().enumerate() {
            let id = if several { format!("{id}-{}", at + 1) } else { id.clone() };
            let caption = table.heading.as_deref().map_or_else(|| sheet.name.clone(), for_page);
            let ranking = at == 0 && matches!(sheet.name.as_str(), "党委排名" | "支部排名");
            let readable = ranking.then(|| readable(&table));
            let (count, empty) = (table.rows.len(), table.empty.clone());
            let made = one(id.clone(), caption.clone(), table, own.as_deref(), tree, pool);
            shells.push(Shell { id, caption, count, empty, left: made.left, readable: readable.filter(|_| count > 0) });
            data.push(made);
        }
        sections.push(Section {
            id: format!("s{}", number + 1),
            name: sheet.name,
            notes: sheet.notes.iter().map(|n| for_page(n)).collect(),
            tables: shells,
        });
    }
    (sections, data)
}

/// A note without what it says of the workbook alone: what is printed, where to click, which lines are drawn.
fn for_page(note: &str) -> String {
    let about_workbook = |part: &str| ["不打印", "可点击", "走势线"].iter().any(|w| part.contains(w));
    let mut kept = String::with_capacity(note.len());
    for part in note.split_inclusive(['；', '。', '）']) {
        if !about_workbook(part) {
            kept.push_str(part);
        } else if part.ends_with('）') {
            kept.push('）');
        }
    }
    let trimmed = kept.trim_end_matches('；');
    if trimmed.len() < kept.len() { format!("{trimmed}。") } else { kept.replace("；）", "）") }
}

fn readable(table: &PlainTable) -> Readable {
    let kept: Vec<usize> =
        table.heads.iter().enumerate().filter(|(_, h)| READABLE.contains(&h.as_str()) || h.starts_with("党委")).map(|(at, _)| at).collect();
    let pick = |row: &Vec<PlainCell>| kept.iter().map(|at| row.get(*at).map(|c| c.text.clone()).unwrap_or_default()).collect();
    Readable { heads: kept.iter().map(|at| table.heads[*at].clone()).collect(), rows: table.rows.iter().map(pick).collect() }
}

fn one(id: String, cap: String, table: PlainTable, own: Option<&str>, tree: &Tree, pool: &mut Pool) -> Data {
    let column = |names: &[&str]| table.heads.iter().position(|h| names.contains(&h.as_str()));
    let (place, committee, branch) = (column(&["地区"]), column(&["上级党组织", "党委（党工委）"]), column(&["党支部"]));
    let is_number = |at: &usize| {
        let mut cells = table.rows.iter().filter_map(|r| r.get(*at)).filter(|c| !c.text.is_empty() && c.text != "—").peekable();
        cells.peek().is_some() && cells.all(|c| c.number)
    };
    let mut data = Data {
        id,
        cap,
        heads: table.heads.iter().map(|h| pool.put(h)).collect(),
        num: (0..table.heads.len()).filter(is_number).collect(),
        minor: (0..table.heads.len())
            .filter(|at| {
                let head = table.heads[*at].as_str();
                MINOR.contains(&head) || (table.side[*at] && !SHOWN.contains(&head))
            })
            .collect(),
        rows: Vec::new(),
        totals: table.totals.iter().map(|r| r.iter().map(|c| cell(c, pool)).collect()).collect(),
        refs: Vec::new(),
        left: 0,
    };
    for row in &table.rows {
        if pool.full() {
            data.left += 1;
            continue;
        }
        let said = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |c| c.text.as_str());
        let place = if place.is_some() { said(place) } else { own.unwrap_or_default() };
        data.refs.push(committee.and_then(|_| tree.find(place, said(committee), said(branch))));
        data.rows.push(row.iter().map(|c| cell(c, pool)).collect());
        pool.charge(row.len() * 5);
    }
    data
}

/// A number into the texts; with its mark where it has one.
fn cell(cell: &PlainCell, pool: &mut Pool) -> Value {
    let at = pool.put(&cell.text);
    match tone(cell.tone) {
        "" => json!(at),
        tone => json!([at, tone]),
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::None => "",
        Tone::Error => "error",
        Tone::Warning => "warning",
        Tone::OnTime => "on",
        Tone::Late => "late",
        Tone::Empty => "empty",
        Tone::Missing => "missing",
        Tone::Faint => "faint",
        Tone::Low => "low",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_say_nothing_of_the_workbook_alone() {
        for (note, page) in [
            ("各党委逐月参与率（▼ 低于规定下限；走势线上的橙色点为最低月份）", "各党委逐月参与率（▼ 低于规定下限）"),
            ("说明：名次并列。右侧各栏供核对，不打印。", "说明：名次并列。"),
            ("甲；乙；“台账明细”栏可点击，跳到所在行；出处列在右侧各栏，不打印。", "甲；乙。"),
            ("一、报送文件", "一、报送文件"),
        ] {
            assert_eq!(for_page(note), page);
        }
    }
}
