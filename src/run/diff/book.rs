//! What differs, as a workbook for the desk: a page that says it all in short and prints, the findings with what is to be done about each and room for what
//! was done, branches that crossed a threshold, ranks, cells.

use super::facts::{Compared, FindingChange};
use super::text::{BECAME, cell_line, question, rank_line, side, standing, sums, threshold};
use crate::model::finding::Code;
use crate::model::identity::masked;
use crate::report::ReportError;
use crate::report::listing::{Cell, Head, Sheet, workbook as book};

/// What the office does about a finding that became so.
const ACTIONS: [(&str, &str); 7] = [
    ("put_right", "核对改正情况，销号"),
    ("waived", "情况说明存档"),
    ("pending", "催补退回的台账，补齐后再判定"),
    ("not_assessable", "补齐缺少的数据后再判定，不能视为改正"),
    ("ledger_gone", "查明台账为何不再报送，不能视为改正"),
    ("not_asked", "不属本次比较范围，无须处理"),
    ("new", "反馈党委（党工委），限期整改"),
];

/// The bytes of the workbook, made on the later run's as-of day.
///
/// # Errors
/// Those of writing.
pub fn workbook(c: &Compared) -> Result<Vec<u8>, ReportError> {
    let notes = [format!("前：{}", side(&c.a)), format!("后：{}", side(&c.b))].map(|line| masked(&line).into_owned());
    let head = |title: &str, columns, none| Head { title: title.to_string(), notes: &notes, columns, none };
    let line = |text: String| vec![Cell::text(masked(&text).into_owned())];
    let mut page: Vec<Vec<Cell<'_>>> = question(&c.question).into_iter().map(line).collect();
    page.push(line(sums(&c.sums)));
    let count = |what: &str| c.crossed.iter().filter(|crossed| crossed.what == what).count();
    page.push(line(format!(
        "跨过界线：本期参与率 {} 个党支部，等次 {} 个，评优资格 {} 个（名单见“跨过界线”）。",
        count("participation"),
        count("grade"),
        count("eligible")
    )));
    let crossed = |c: &super::facts::Crossed| {
        [c.committee.clone(), c.branch.clone(), threshold(c).to_string(), standing(c.what, &c.a), standing(c.what, &c.b)]
            .map(|text| Cell::text(masked(&text).into_owned()))
            .into()
    };
    let sheets = vec![
        Sheet { name: "比较结论", head: head("两次结果的比较", &[("内容", 90.0)], ""), rows: page },
        Sheet {
            name: "问题变化",
            head: head(
                "问题的变化",
                &[
                    ("变化", 20.0),
                    ("党委（党工委）", 20.0),
                    ("党支部", 24.0),
                    ("规则", 18.0),
                    ("时间", 10.0),
                    ("情况", 30.0),
                    ("位置", 30.0),
                    ("应作处理", 24.0),
                    ("处理情况", 20.0),
                ],
                "没有变化。",
            ),
            rows: c.findings.iter().map(finding).collect(),
        },
        Sheet {
            name: "跨过界线",
            head: head(
                "跨过界线的党支部",
                &[("党委（党工委）", 24.0), ("党支部", 30.0), ("界线", 14.0), ("前", 34.0), ("后", 34.0)],
                "没有党支部跨过界线。",
            ),
            rows: c.crossed.iter().map(crossed).collect(),
        },
        Sheet {
            name: "名次得分",
            head: head("名次、得分的变化", &[("内容", 120.0)], "没有变化。"),
            rows: c.ranks.iter().map(|rank| line(rank_line(rank))).collect(),
        },
        Sheet {
            name: "活动记录",
            head: head("活动记录的变化", &[("内容", 120.0)], "没有变化。"),
            rows: c.cells.iter().map(|cell| line(cell_line(cell))).collect(),
        },
    ];
    let day = c.b.as_of.parse().unwrap_or_default();
    book("两次结果的比较", day, sheets)
}

fn finding(f: &FindingChange) -> Vec<Cell<'_>> {
    let of = |list: &[(&str, &'static str)]| list.iter().find(|(became, _)| *became == f.became).map_or("", |(_, words)| words);
    let name = Code::named(&f.rule).map_or("", |code| code.name());
    let at = [f.file.as_str(), f.sheet.as_str(), f.cell.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    vec![
        Cell::text(of(&BECAME)),
        Cell::text(masked(&f.committee)),
        Cell::text(masked(&f.branch)),
        Cell::text(format!("{} {name}", f.rule)),
        Cell::center(f.month.as_str()),
        Cell::text(masked(&f.observed)),
        Cell::text(masked(&at).into_owned()),
        Cell::text(of(&ACTIONS)),
        Cell::Field,
    ]
}
