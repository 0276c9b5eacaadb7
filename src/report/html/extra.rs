//! What a run concludes beside the sheets of the workbook: visits and what was found, steps against those in charge, what became of earlier
//! findings, volunteer service. Each is a table of the same plain kind.

use crate::model::assessment::Outcome;
use crate::model::conclusion::InspectionCounts;
use crate::report::Results;
use crate::report::xlsx::plain::{PlainCell, PlainTable, Tone, shown};

fn text(value: &str) -> PlainCell {
    PlainCell { text: shown(value), ..PlainCell::default() }
}

fn number(value: impl ToString) -> PlainCell {
    PlainCell { text: value.to_string(), number: true, ..PlainCell::default() }
}

/// Collects the rows of all jurisdictions, led by 地区 where there are several.
fn table<'a>(
    results: &'a Results,
    heading: &str,
    heads: &[&str],
    rows: impl Fn(&'a Outcome) -> Vec<Vec<PlainCell>>,
    empty: &str,
) -> PlainTable {
    let several = results.outcomes.len() > 1;
    let lead = |o: &Outcome| several.then(|| text(&o.profile.name));
    let of = |o: &'a Outcome| rows(o).into_iter().map(|r| lead(o).into_iter().chain(r).collect()).collect::<Vec<Vec<_>>>();
    PlainTable {
        heading: Some(heading.to_string()),
        heads: several.then_some("地区").into_iter().chain(heads.iter().copied()).map(str::to_string).collect(),
        rows: results.outcomes.iter().flat_map(of).collect(),
        totals: Vec::new(),
        empty: empty.to_string(),
    }
}

/// Counts of visits, and each problem with its state.
pub(super) fn inspections(results: &Results) -> Vec<PlainTable> {
    let heads = ["上级党组织", "检查次数", "检查单位", "当场解决", "发现问题", "已整改", "其中逾期整改", "整改中", "逾期未改"];
    let counts = |o: &Outcome| {
        let line = |name: &str, c: &InspectionCounts| {
            let counts = [c.visits, c.units, c.settled, c.problems, c.put_right, c.put_right_late, c.open, c.overdue];
            std::iter::once(text(name)).chain(counts.map(number)).collect::<Vec<_>>()
        };
        let figures = &o.inspections;
        let total = (figures.total.visits > 0).then(|| line("全部", &figures.total));
        figures.committees.iter().map(|(name, c)| line(name, c)).chain(total).collect()
    };
    let problems = |o: &Outcome| {
        let day = |d: Option<chrono::NaiveDate>| text(&d.map(|d| d.to_string()).unwrap_or_default());
        let of = |(at, state): &(usize, crate::model::conclusion::ProblemState)| {
            let visit = o.corpus.returns.inspections.get(*at)?;
            let branch = visit.branch.map_or("", |ix| &o.corpus.branch(ix).name);
            let place = visit.row.head.line();
            let tone = if state.as_str() == "逾期未改" { Tone::Error } else { Tone::None };
            Some(vec![
                text(&visit.committee),
                text(branch),
                text(&visit.row.date.to_string()),
                text(&visit.row.method),
                text(&visit.row.problem),
                text(&visit.row.demand),
                day(visit.row.deadline),
                day(visit.row.done),
                PlainCell { tone, ..text(state.as_str()) },
                text(&place.file),
                text(&place.sheet),
                text(&place.cell_text()),
            ])
        };
        o.inspections.problems.iter().filter_map(of).collect()
    };
    let found = [
        "上级党组织",
        "党支部",
        "检查日期",
        "方式",
        "发现问题",
        "整改要求",
        "整改期限",
        "整改完成日期",
        "整改情况",
        "文件",
        "工作表",
        "单元格",
    ];
    vec![
        table(results, "督查情况统计", &heads, counts, "本期未报送督查记录。"),
        table(results, "督查发现问题及整改情况", &found, problems, "本期督查没有发现问题，或未报送督查记录。"),
    ]
}

/// Steps against those in charge.
pub(super) fn steps(results: &Results) -> PlainTable {
    let rows = |o: &Outcome| {
        let of = |e: &crate::model::conclusion::Escalated| {
            let branch = o.corpus.branch(e.branch);
            let month = |(month, codes, own): &(_, Vec<crate::model::finding::Code>, bool)| {
                let codes = codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
                format!("{month} {codes}{}", if *own { "" } else { "（以前统计期）" })
            };
            let months = e.months.iter().map(month).collect::<Vec<_>>().join("；");
            vec![text(&branch.committee), text(&branch.name), text(&e.name), number(e.months.len()), text(&months), text(&e.basis)]
        };
        o.escalated.iter().map(of).collect()
    };
    let heads = ["上级党组织", "党支部", "建议措施", "不合格月数", "月份及规则", "依据"];
    table(
        results,
        "提醒、函询、诫勉（建议，由有权机关决定）",
        &heads,
        rows,
        "本期没有达到提醒、函询、诫勉次数的党支部，或本地文件没有此项规定。",
    )
}

/// What became of earlier findings.
pub(super) fn follow_ups(results: &Results) -> PlainTable {
    let rows = |o: &Outcome| {
        let of = |f: &crate::model::conclusion::FollowUp| {
            let tone = if f.state == "仍未整改" { Tone::Error } else { Tone::None };
            vec![
                text(&f.period),
                text(&f.committee),
                text(&f.branch),
                text(f.code.as_str()),
                text(f.code.name()),
                text(&f.month),
                text(&f.member),
                PlainCell { tone, ..text(f.state) },
            ]
        };
        o.follow_ups.iter().map(of).collect()
    };
    let heads = ["统计期", "上级党组织", "党支部", "规则", "规则名称", "期间", "党员", "整改情况"];
    table(results, "以前统计期问题的整改情况", &heads, rows, "没有以前统计期的运行记录，或以前没有发现问题。")
}

/// Volunteer service.
pub(super) fn services(results: &Results) -> PlainTable {
    let rows = |o: &Outcome| {
        let of = |s: &crate::model::conclusion::ServiceFigures| {
            let branch = s.branch.map_or("", |ix| &o.corpus.branch(ix).name);
            let committee = if s.committee.is_empty() { "全部" } else { &s.committee };
            let mut cells = vec![text(committee), text(branch)];
            cells.extend([s.persons, s.services, s.activities].map(number));
            cells.push(number(format!("{}.{}", s.minutes / 60, s.minutes % 60 * 10 / 60)));
            cells.push(number(s.complete));
            cells
        };
        o.services.iter().map(of).collect()
    };
    let heads = ["上级党组织", "党支部", "参加人数", "人次", "活动数", "时长（小时）", "记录完整"];
    table(results, "志愿服务情况", &heads, rows, "本期未报送志愿服务记录。")
}
