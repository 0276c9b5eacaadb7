//! 规则说明: every rule with its level, parameters, clause and way of judging, for each jurisdiction; then what a score, the grades, members'
//! points and the steps against those in charge are made of, each with its clause.

use super::column::col;
use super::context::{Context, level_item};
use super::item::Item;
use super::schemes;
use super::sheet::{Note, Rows, Sheet, SheetTable};
use crate::model::results::RuleLine;

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let columns = vec![
        col("规则名称", 20.0).id("rule_name"),
        col("级别", 8.0),
        col("是否采用", 10.0),
        col("参数", 40.0),
        col("依据条款", 40.0),
        col("判定方法", 60.0),
        col("规则", 10.0).id("rule"),
    ];
    let lines = cx.results.rules.iter().flat_map(|(place, lines)| lines.iter().map(move |l| (place, l)));
    let rows = lines.map(|(place, line)| cx.several.then(|| Item::text(&**place)).into_iter().chain(row(line)).collect()).collect();
    let mut notes: Vec<Note> = documents(cx).into_iter().map(Note::from).collect();
    notes.push("说明：“未采用”表示本地文件没有此项要求，不作判定；所需数据未报送的，列为“不可评定”，既不算合格，也不扣分。".into());
    let list = SheetTable::new(cx.columns(columns), Rows::Ready(rows), "本次运行没有附带规则清单。");
    let mut tables = vec![list, schemes::scores(cx), schemes::excellence(cx)];
    tables.extend(schemes::points(cx));
    tables.extend(schemes::steps(cx));
    Sheet {
        name: "规则说明".into(),
        title: cx.title("规则说明"),
        subtitle: &cx.subtitle,
        notes,
        tables,
        freeze: 2 + cx.lead(),
        off_paper: false,
    }
}

/// Which documents the profiles stand on.
fn documents(cx: &Context<'_>) -> Option<String> {
    let of = |o: &crate::model::assessment::Outcome| {
        let p = &o.profile;
        let number = if p.document_number.is_empty() { String::new() } else { format!("（{}）", p.document_number) };
        format!("{}：《{}》{number}", p.name, p.document)
    };
    let all: Vec<String> = cx.results.outcomes.iter().map(of).collect();
    (!all.is_empty()).then(|| format!("制度依据　{}", all.join("；")))
}

fn row(line: &RuleLine) -> Vec<Item<'_>> {
    vec![
        Item::text(&*line.name),
        level_item(line.level),
        Item::center(if line.applies { "采用" } else { "未采用" }),
        Item::text(line.parameters.as_str()),
        Item::text(line.clause.as_str()),
        Item::text(line.how.as_str()),
        Item::center(line.code.as_str()),
    ]
}
