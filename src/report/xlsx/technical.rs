//! 技术信息: what machines and those who check want to know, and nobody else: versions, digests, seeds and tickets of the draw, how to check it. The
//! sheet is hidden, so that it is neither in the way nor on paper.

use super::column::col;
use super::context::Context;
use super::item::Item;
use super::sheet::{Rows, Sheet, SheetTable};
use super::style::Look;
use crate::model::assessment::Outcome;

/// Its name.
pub(super) const NAME: &str = "技术信息";

/// How a draw is checked.
const CHECK: &str = "票号是“校验原文”的 SHA-256 值，可在任一台装有 sha256sum 的计算机上执行 printf '%s' '校验原文' | sha256sum 比对；各层中票号最小者抽中。\
     全部抽样名册见 抽查 目录和 data/sample.json，整次抽查可用 dangri sample --verify data/sample.json 复核。";

/// The sheet.
pub(super) fn sheet<'a>(cx: &'a Context<'a>) -> Sheet<'a> {
    let info = &cx.results.info;
    let mut lines = Lines { several: cx.several, rows: Vec::new() };
    lines.push("", "程序版本", "dangri", &info.version);
    lines.push("", "运行标识", "", &info.run_id);
    info.options.iter().for_each(|(name, value)| lines.push("", "运行选项", name, value));
    info.schemas.iter().for_each(|(name, digest)| lines.push("", "规则文件摘要（SHA-256）", name, digest));
    cx.results.outcomes.iter().for_each(|outcome| draw(&mut lines, outcome));
    let places = cx.results.outcomes.iter().flat_map(|o| o.corpus.files.iter().map(|f| (&*o.profile.name, f)));
    for (place, file) in places.chain(info.files.iter().map(|f| ("未归属地区", f))) {
        lines.push(place, "文件摘要（SHA-256）", format!("{}（{} 字节）", file.path, file.bytes), &file.digest);
    }
    let columns = vec![col("事项", 24.0).id("what"), col("对象", 60.0), col("内容", 90.0)];
    Sheet {
        name: NAME.into(),
        title: cx.title(NAME),
        subtitle: &cx.subtitle,
        notes: vec![format!("说明：本表供核验和维护使用，平时隐藏，不打印。{CHECK}").into()],
        tables: vec![SheetTable::new(cx.columns(columns), Rows::Ready(lines.rows), "没有技术信息。")],
        freeze: cx.lead(),
        off_paper: true,
    }
}

/// The lines so far.
struct Lines<'a> {
    several: bool,
    rows: Vec<Vec<Item<'a>>>,
}

impl<'a> Lines<'a> {
    fn push(
        &mut self,
        place: &'a str,
        what: &'static str,
        of: impl Into<std::borrow::Cow<'a, str>>,
        value: impl Into<std::borrow::Cow<'a, str>>,
    ) {
        let lead = self.several.then(|| Item::text(place));
        let own = [Item::text(what), Item::text(of), Item::Key(Look::Text, value.into())];
        self.rows.push(lead.into_iter().chain(own).collect());
    }
}

/// Seed, frame and tickets.
fn draw<'a>(lines: &mut Lines<'a>, outcome: &'a Outcome) {
    let (place, draw) = (&*outcome.profile.name, &outcome.draw);
    if draw.frame.is_empty() {
        return;
    }
    lines.push(place, "抽查种子", format!("第 {} 次抽取", draw.draw_number), &draw.seed);
    lines.push(place, "抽样名册摘要（SHA-256）", format!("{} 个单位", draw.frame.len()), &draw.frame_digest);
    for drawn in &draw.drawn {
        let unit = &drawn.unit;
        let name = if unit.branch.is_empty() { &unit.committee } else { &unit.branch };
        lines.push(place, "抽查校验原文", name, format!("{},{},{}", draw.seed, draw.draw_number, unit.unit));
        lines.push(place, "抽查票号（SHA-256）", name, &drawn.ticket);
        if draw.parameters.risk_weighted {
            lines.push(place, "抽查加权变量", name, &drawn.variate);
        }
    }
}
