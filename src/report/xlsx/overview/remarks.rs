//! What a reader of 情况分析 should know besides: explanations and what they change, earlier runs, and which data would let more rules be judged.

use rust_xlsxwriter::XlsxError;

use super::board::Board;
use super::figures;
use crate::model::counts::ByStatus;
use crate::model::spoken;
use crate::report::xlsx::context::Context;
use crate::report::xlsx::item::Item;

/// Most lines of each list; the rest stands on 数据质量.
const MOST: usize = 8;

/// The section.
pub(super) fn section(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    board.section("六、情况说明、往期记录与待补数据")?;
    let outcomes = &cx.results.outcomes;
    let ByStatus { open, requested, waived } = cx.results.counts.explained;
    board.say(&format!(
        "错误和警告共 {} 条：待处理 {open} 条，已报说明待批准 {requested} 条（以上计入评分）；说明已批准 {waived} 条（只列出，不扣分、不影响评优）。",
        open + requested + waived
    ))?;
    let idle = figures::idle(outcomes);
    if !idle.is_empty() {
        board.say(&format!("没有对应问题、不起作用的情况说明 {} 条：", idle.len()))?;
        for note in idle.iter().take(MOST) {
            board.say(&format!("　· {}（{}）", note.text.trim_end_matches('。'), note.place))?;
        }
        if idle.len() > MOST {
            board.say("　· 其余见“数据质量”。")?;
        }
    }
    for note in &cx.results.info.notes {
        board.say(note)?;
    }
    for outcome in outcomes.iter().filter(|o| !o.earlier_runs.is_empty()) {
        let name = if cx.several { format!("【{}】", outcome.profile.name) } else { String::new() };
        let runs: Vec<String> = outcome.earlier_runs.iter().map(|run| spoken::written(run)).collect();
        board.say(&format!("{name}引用的往期统计期：{}。", runs.join("、")))?;
    }
    lacking(cx, board)
}

fn lacking(cx: &Context<'_>, board: &mut Board<'_>) -> Result<(), XlsxError> {
    let lacking = figures::lacking(cx);
    if lacking.is_empty() {
        return board.say("各项规则所需数据齐全，没有不可评定的规则。");
    }
    let row = |(reason, codes, branches): &(&str, Vec<_>, u64)| {
        let codes: Vec<&str> = codes.iter().map(|c| cx.rule_name(*c)).collect();
        vec![Item::text(reason.to_string()), Item::text(codes.join("、")), Item::Count(*branches)]
    };
    let rows: Vec<_> = lacking.iter().take(MOST).map(row).collect();
    board.table(&[("待补数据（报送后可评估）", 6), ("暂不可评定的规则", 5), ("支部数", 1)], &rows)?;
    if lacking.len() > MOST {
        board.say(&format!("另有 {} 种情形，见“不可评定规则”。", lacking.len() - MOST))?;
    }
    Ok(())
}
