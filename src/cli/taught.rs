//! The words that say what was read as it was because the clerk has confirmed it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::understood::{ListIs, Taught, TaughtUse};

/// How many are named before the rest is counted.
const SHOWN: usize = 5;

/// What was confirmed, with the files and sheets in which it was used.
type Named<'u> = BTreeMap<String, BTreeSet<(&'u str, &'u str)>>;

/// Lines for the end of a run or a check; none where nothing was confirmed.
pub fn words(uses: &[TaughtUse]) -> Vec<String> {
    let mut kinds: [Named<'_>; 4] = Default::default();
    for TaughtUse { file, sheet, what } in uses {
        let list = || if sheet.is_empty() { file.to_string() } else { format!("{file}｜{sheet}") };
        let (kind, name) = match what {
            Taught::Heading { layout, heading, field } => (0, format!("“{heading}”作“{field}”（{layout}）")),
            Taught::Declined { layout, heading } => (1, format!("“{heading}”（{layout}）")),
            Taught::List(ListIs::Neither) => (3, list()),
            Taught::List(is) => (2, format!("{}{}", list(), is.word())),
            // told where they stand, as what is to be put right
            Taught::Contradicts { .. } | Taught::NoList(_) => continue,
        };
        kinds[kind].entry(name).or_default().insert((file, sheet));
    }
    let heads = ["采用的栏目", "不采用的栏目", "采用的名单", "不作花名册的名单"];
    let line = |(head, all): (&str, &Named<'_>)| {
        let one = |(name, sheets): (&String, &BTreeSet<_>)| {
            if head.contains("栏目") { format!("{name}，{} 张表", sheets.len()) } else { name.clone() }
        };
        let shown: Vec<String> = all.iter().take(SHOWN).map(one).collect();
        let more = if all.len() > SHOWN { " 等" } else { "" };
        (!all.is_empty()).then(|| format!("按名称核对表的确认，{head}（{}）：{}{more}。", all.len(), shown.join("；")))
    };
    heads.into_iter().zip(&kinds).filter_map(line).collect()
}
