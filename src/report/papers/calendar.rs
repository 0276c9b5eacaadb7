//! 时限日历: what is due within a year from the as-of day on, by day, and who owes it.

use chrono::{Datelike, NaiveDate};

use super::about::About;
use crate::model::paper_facts::Deadline;
use crate::model::spoken;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};

/// The paper.
pub fn paper(about: &About<'_>, _: &str) -> Option<Document> {
    let outcome = about.outcome;
    let mut doc = about.paper(&format!("{}时限日历", outcome.profile.system), Lie::Upright);
    doc.say(Kind::Subtitle, &format!("{}　自{}起一年", outcome.profile.name, spoken::day(outcome.corpus.as_of)));
    doc.say(
        Kind::Note,
        "花名册填有固定活动日的党支部按其固定活动日开展。尚无放假通知的年份，节假日以国务院办公厅通知为准。由组织部门自己完成的事项也列在内。同名的日历文件可导入手机或电脑日历。",
    );
    let cols = vec![Col::left("日期", 20), Col::left("事项", 30), Col::left("责任单位", 16), Col::left("依据", 40)];
    let row = |d: &Deadline| vec![Cell::of(date(d.day)), Cell::text(&d.what), Cell::text(holder(about, d)), Cell::text(&d.basis)];
    doc.grid(&Grid::new(cols, outcome.papers.deadlines.iter().map(row).collect()).tight());
    Some(doc)
}

/// 2018年1月5日（周五）.
fn date(day: NaiveDate) -> String {
    let weekday = ["一", "二", "三", "四", "五", "六", "日"][day.weekday().num_days_from_monday() as usize];
    format!("{}（周{weekday}）", spoken::day(day))
}

/// Who owes it.
pub fn holder(about: &About<'_>, of: &Deadline) -> String {
    match of.branch {
        Some(ix) => format!("{}{}", of.committee, about.outcome.corpus.branch(ix).name),
        None if !of.committee.is_empty() => of.committee.to_string(),
        None if of.types == "全部" || of.types.is_empty() => of.holder.words().to_string(),
        None => format!("{}（{}）", of.holder.words(), of.types),
    }
}
