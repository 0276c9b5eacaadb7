//! The sheets of the workbook, each with its columns and rows.

use super::book::{Leaf, Row};
use crate::model::finding::Code;
use crate::model::identity::masked;
use crate::model::rolled::{CommitteeLine, MonthLine, Rolled, RuleLine, SourceLine, Sums, Total, UnitHead, UnitSums};
use crate::model::spoken;
use crate::report::listing::Cell;

/// All of them, in order.
pub(super) const ALL: &[Leaf] = &[
    Leaf {
        name: "总览",
        columns: &[
            ("范围", 22.0),
            ("单位数", 9.0),
            ("支部数", 10.0),
            ("应开展\n月次", 10.0),
            ("已开展\n月次", 10.0),
            ("完整率", 10.0),
            ("按时率", 10.0),
            ("参与率", 10.0),
            ("实到/应到", 20.0),
            ("待核\n月次", 9.0),
            ("错误", 9.0),
            ("警告", 9.0),
            ("不得评优\n支部", 10.0),
            ("支部\n平均得分", 10.0),
        ],
        none: "没有可以汇总的单位。",
        rows: overview,
    },
    Leaf {
        name: "各单位情况",
        columns: &[
            ("单位", 16.0),
            ("名称", 18.0),
            ("制度", 7.0),
            ("完整率\n名次", 8.0),
            ("参与率\n名次", 8.0),
            ("同制度\n得分名次", 9.0),
            ("支部数", 9.0),
            ("应开展\n月次", 9.0),
            ("已开展\n月次", 9.0),
            ("完整率", 9.0),
            ("按时率", 9.0),
            ("参与率", 9.0),
            ("实到/应到", 18.0),
            ("支部\n平均得分", 9.0),
            ("待核\n月次", 8.0),
            ("错误", 8.0),
            ("警告", 8.0),
            ("不得评优\n支部", 9.0),
            ("退回\n行数", 8.0),
        ],
        none: "没有可以汇总的单位。",
        rows: units,
    },
    Leaf {
        name: "党委情况",
        columns: &[
            ("单位", 16.0),
            ("党委（党工委）", 30.0),
            ("制度", 7.0),
            ("本单位\n名次", 8.0),
            ("同制度\n名次", 8.0),
            ("支部数", 9.0),
            ("应开展\n月次", 9.0),
            ("已开展\n月次", 9.0),
            ("完整率", 9.0),
            ("按时率", 9.0),
            ("参与率", 9.0),
            ("得分", 9.0),
            ("待核\n月次", 8.0),
            ("错误", 8.0),
            ("警告", 8.0),
        ],
        none: "没有党委。",
        rows: committees,
    },
    Leaf {
        name: "逐月情况",
        columns: &[
            ("单位", 16.0),
            ("名称", 18.0),
            ("月份", 10.0),
            ("应开展\n支部", 10.0),
            ("已开展\n支部", 10.0),
            ("完整率", 10.0),
            ("按时率", 10.0),
            ("参与率", 10.0),
            ("实到/应到", 18.0),
            ("待核", 8.0),
            ("未到期", 8.0),
        ],
        none: "没有月份。",
        rows: months,
    },
    Leaf {
        name: "问题分类",
        columns: &[
            ("单位", 16.0),
            ("名称", 18.0),
            ("规则名称", 24.0),
            ("级别", 10.0),
            ("计入", 9.0),
            ("其中说明\n待审批", 10.0),
            ("已说明", 9.0),
            ("期外", 9.0),
            ("规则", 10.0),
        ],
        none: "没有问题。",
        rows: rules,
    },
    Leaf {
        name: "制度差异",
        columns: &[("制度", 7.0), ("适用单位", 18.0), ("适用类型", 18.0), ("参数", 34.0), ("取值", 34.0), ("依据", 34.0)],
        none: "没有制度。",
        rows: policies,
    },
    Leaf {
        name: "汇总来源",
        columns: &[("单位", 16.0), ("名称", 18.0), ("统计期", 12.0), ("情况", 34.0), ("位置", 40.0), ("说明", 34.0), ("运行编号", 20.0)],
        none: "没有来源。",
        rows: sources,
    },
];

fn name<'a>(head: &'a UnitHead) -> [Cell<'a>; 2] {
    // a code is a key: never masked
    [Cell::text(head.unit.as_str()), Cell::text(masked(&head.unit_name))]
}

fn rates<'a>(sums: &Sums) -> [Cell<'a>; 5] {
    [
        Cell::Count(sums.completeness.of),
        Cell::Count(sums.completeness.part),
        Cell::Percent(sums.completeness),
        Cell::Percent(sums.timeliness),
        Cell::Percent(sums.participation),
    ]
}

fn overview<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |total: &'a Total| -> Box<Row<'a>> {
        Box::new(move || {
            let scope = total
                .policy
                .map_or_else(|| "全部".to_string(), |at| format!("制度 {}（{}）", rolled.policies[at].letter, rolled.under(at)));
            let mut cells = vec![Cell::text(scope), Cell::Count(total.units), Cell::Count(total.sums.branches)];
            cells.extend(rates(&total.sums));
            cells.extend([
                Cell::Fraction(total.sums.participation),
                Cell::Count(total.sums.pending),
                Cell::Count(total.sums.errors),
                Cell::Count(total.sums.warnings),
                Cell::Count(total.sums.barred),
                Cell::Points(total.sums.score),
            ]);
            cells
        })
    };
    rolled.totals.iter().map(row).collect()
}

fn units<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |unit: &'a UnitSums| -> Box<Row<'a>> {
        Box::new(move || {
            let mut cells: Vec<Cell<'a>> = name(&unit.head).into();
            cells.extend([
                Cell::center(rolled.policies[unit.policy].letter.as_str()),
                Cell::Rank(unit.by_completeness),
                Cell::Rank(unit.by_participation),
                Cell::Rank(unit.by_score),
                Cell::Count(unit.sums.branches),
            ]);
            cells.extend(rates(&unit.sums));
            cells.extend([
                Cell::Fraction(unit.sums.participation),
                Cell::Points(unit.sums.score),
                Cell::Count(unit.sums.pending),
                Cell::Count(unit.sums.errors),
                Cell::Count(unit.sums.warnings),
                Cell::Count(unit.sums.barred),
                Cell::Count(unit.rows.rejected),
            ]);
            cells
        })
    };
    rolled.units.iter().map(row).collect()
}

fn committees<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |line: &'a CommitteeLine| -> Box<Row<'a>> {
        Box::new(move || {
            let unit = &rolled.units[line.unit];
            let mut cells = vec![
                Cell::text(unit.head.unit.as_str()),
                Cell::text(masked(&line.committee)),
                Cell::center(rolled.policies[unit.policy].letter.as_str()),
                Cell::Rank(line.rank),
                Cell::Rank(line.in_policy),
                Cell::Count(line.sums.branches),
            ];
            cells.extend(rates(&line.sums));
            cells.extend([
                Cell::Points(line.points),
                Cell::Count(line.sums.pending),
                Cell::Count(line.sums.errors),
                Cell::Count(line.sums.warnings),
            ]);
            cells
        })
    };
    rolled.committees.iter().map(row).collect()
}

fn months<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |line: &'a MonthLine| -> Box<Row<'a>> {
        Box::new(move || {
            let mut cells: Vec<Cell<'a>> = name(&rolled.units[line.unit].head).into();
            cells.push(Cell::center(spoken::written(&line.month)));
            cells.extend(rates(&line.sums));
            cells.extend([Cell::Fraction(line.sums.participation), Cell::Count(line.sums.pending), Cell::Count(line.sums.not_yet)]);
            cells
        })
    };
    rolled.months.iter().map(row).collect()
}

fn rules<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |line: &'a RuleLine| -> Box<Row<'a>> {
        Box::new(move || {
            let mut cells: Vec<Cell<'a>> = name(&rolled.units[line.unit].head).into();
            // a rule of another version has no name here
            let name = line.rule.parse::<Code>().map_or("—", Code::name);
            cells.extend([Cell::text(name), Cell::center(level(&line.level))]);
            cells.extend([line.open + line.requested, line.requested, line.waived, line.outside].map(Cell::Count));
            cells.push(Cell::center(line.rule.as_str()));
            cells
        })
    };
    rolled.rules.iter().map(row).collect()
}

fn level(word: &str) -> &str {
    match word {
        "error" => "错误",
        "warning" => "警告",
        "info" => "提示",
        other => other,
    }
}

fn policies<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let mut rows: Vec<Box<Row<'a>>> = Vec::new();
    for (at, policy) in rolled.policies.iter().enumerate() {
        if policy.differs.is_empty() {
            let same = "没有与其他制度不同的参数";
            rows.push(Box::new(move || {
                vec![
                    Cell::center(policy.letter.as_str()),
                    Cell::text(rolled.under(at)),
                    Cell::text(""),
                    Cell::text(same),
                    Cell::text(""),
                    Cell::text(""),
                ]
            }));
        }
        for parameter in &policy.differs {
            rows.push(Box::new(move || {
                let mut cells = vec![Cell::center(policy.letter.as_str()), Cell::text(rolled.under(at))];
                let (path, value) =
                    (named(&parameter.path), parameter.value.parse().map_or_else(|()| named(&parameter.value), spoken::month));
                cells.extend([&parameter.types, &path, &value, &parameter.clause].map(|text| Cell::text(masked(text).into_owned())));
                cells
            }));
        }
    }
    rows
}

/// The text with rules by their names; the tables have the codes.
fn named(text: &str) -> String {
    let word = |part: &str| part.parse::<Code>().map_or_else(|()| part.to_string(), |code| code.name().to_string());
    text.split_inclusive(['.', ';'])
        .map(|part| match part.char_indices().next_back() {
            Some((at, end)) if ".;".contains(end) => format!("{}{end}", word(&part[..at])),
            _ => word(part),
        })
        .collect()
}

fn sources<'a>(rolled: &'a Rolled) -> Vec<Box<Row<'a>>> {
    let row = |source: &'a SourceLine| -> Box<Row<'a>> {
        Box::new(move || {
            vec![
                Cell::text(source.unit.as_str()),
                Cell::text(masked(&source.unit_name)),
                Cell::center(super::book::period(&source.period)),
                Cell::text(source.state.words()),
                Cell::text(masked(&source.place)),
                Cell::text(masked(&source.detail)),
                Cell::text(source.run_id.as_str()),
            ]
        })
    };
    rolled.sources.iter().map(row).collect()
}
