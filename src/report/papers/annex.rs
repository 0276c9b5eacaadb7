//! What stands behind a 通报: the committees, who may not be rated 优秀 and why, the problems by committee with all units, the figures of the statistics.

use super::about::{fraction, mean, named};
use super::bulletin::{Bulletin, number};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground};
use crate::model::finding::Code;
use crate::model::paper_facts::{BulletinLine, BulletinPart};
use crate::model::statistic::Figure;
use crate::report::docx::{Cell, Col, Grid};

/// How many lines of one statistic an annex has room for.
const LINES: usize = 6;

impl Bulletin<'_> {
    /// The annexes that there are, with their names.
    pub fn annexes(&self) -> Vec<(String, Grid)> {
        let mut all = vec![self.committees()];
        all.extend(Some(self.barred()).filter(|rows| !rows.is_empty()).map(|rows| {
            let cols = vec![
                Col::center("序号", 6),
                Col::left("党委（党工委）", 15),
                Col::left("党支部", 18),
                Col::left("情形", 30),
                Col::left("依据", 31),
            ];
            ("不得评优的单位及情形".to_string(), Grid::new(cols, rows).tight())
        }));
        all.extend(self.by_committee());
        let figures = self.figures();
        if !figures.is_empty() {
            let cols = vec![
                Col::left("统计项目", 24),
                Col::left("分项", 16),
                Col::right("数值", 10),
                Col::center("单位", 8),
                Col::left("口径", 42),
            ];
            all.push(("统计数".to_string(), Grid::new(cols, figures).tight()));
        }
        all
    }

    /// What is counted over the unit; a statistic of very many lines is told by their number.
    fn figures(&self) -> Vec<Vec<Cell>> {
        let all: Vec<&Figure> = self.about.outcome.statistics.figures.iter().filter(|f| f.committee.is_empty()).collect();
        let groups = all.chunk_by(|a, b| (a.doc.id, a.terms) == (b.doc.id, b.terms));
        let more = |group: &[&Figure]| {
            let rest = format!("另有{}个分项，见汇总报告“统计”表", group.len() - LINES);
            vec![Cell::of(group[0].doc.name), Cell::of("—"), Cell::of(""), Cell::of(""), Cell::of(rest)]
        };
        let lines = |group: &[&Figure]| {
            let mut rows: Vec<Vec<Cell>> = group.iter().take(LINES).map(|f| self.figure(f)).collect();
            rows.extend((group.len() > LINES).then(|| more(group)));
            rows
        };
        groups.flat_map(lines).collect()
    }

    fn committees(&self) -> (String, Grid) {
        let ranked = self.about.ranked();
        let mut lines: Vec<&CommitteeAssessment> = self.about.outcome.assessed.committees.iter().collect();
        if !ranked {
            lines.sort_by_key(|c| &c.committee);
        }
        let mut cols = Vec::new();
        cols.push(Col::center(if ranked { "名次" } else { "序号" }, 7));
        cols.push(Col::left("党委（党工委）", 26));
        for (head, width) in
            [("支部数", 8), ("应开展", 8), ("已开展", 8), ("完整率", 11), ("按时率", 11), ("参与率", 11), ("实到/应到", 17)]
        {
            cols.push(Col::right(head, width));
        }
        if ranked {
            cols.push(Col::right("得分", 9));
        }
        let rows = lines.iter().enumerate().map(|(at, c)| {
            let first = if ranked { Cell::or_dash(c.rank) } else { Cell::of(at + 1) };
            let mut row = vec![
                first,
                Cell::text(named(&c.committee)),
                Cell::of(c.branches),
                Cell::of(c.completeness.of),
                Cell::of(c.completeness.part),
                Cell::of(c.completeness.percent()),
                Cell::of(c.timeliness.percent()),
                Cell::of(c.participation.percent()),
                Cell::of(fraction(c.participation)),
            ];
            if ranked {
                row.push(Cell::of(mean(c.score)));
            }
            row
        });
        let name = if ranked { "各党委（党工委）排名情况" } else { "各党委（党工委）情况" };
        (name.to_string(), Grid::new(cols, rows.collect()).tight())
    }

    /// Branches and committees that may not be rated 优秀.
    pub fn barred_counts(&self) -> (usize, usize) {
        let assessed = &self.about.outcome.assessed;
        let branches = assessed.branches.iter().filter(|b| !b.eligible).count();
        (branches, assessed.committees.iter().filter(|c| c.eligible == Some(false)).count())
    }

    /// They, with the grounds.
    pub fn barred(&self) -> Vec<Vec<Cell>> {
        let (outcome, assessed) = (self.about.outcome, &self.about.outcome.assessed);
        let mut committees: Vec<&CommitteeAssessment> = assessed.committees.iter().filter(|c| c.eligible == Some(false)).collect();
        committees.sort_by_key(|c| &c.committee);
        let mut branches: Vec<&BranchAssessment> = assessed.branches.iter().filter(|b| !b.eligible).collect();
        branches.sort_by_key(|b| b.branch);
        let of_committees = committees.iter().map(|c| (&*c.committee, "（本级）", c.grounds.as_slice()));
        let of_branches = branches.iter().map(|b| {
            let known = outcome.corpus.branch(b.branch);
            (&*known.committee, &*known.name, b.grounds.as_slice())
        });
        let row = |(at, (committee, branch, grounds)): (usize, (&str, &str, &[Ground]))| {
            let join = |of: fn(&Ground) -> &str| {
                let mut parts: Vec<&str> = grounds.iter().map(of).collect();
                parts.dedup();
                parts.join("；")
            };
            vec![
                Cell::of(at + 1),
                Cell::text(named(committee)),
                Cell::text(branch),
                Cell::text(join(|g| &g.reason)),
                Cell::text(join(|g| &g.basis)),
            ]
        };
        of_committees.chain(of_branches).enumerate().map(row).collect()
    }

    fn by_committee(&self) -> Option<(String, Grid)> {
        let mut lines: Vec<&BulletinLine> = self.lines(BulletinPart::ProblemOf).collect();
        lines.sort_by_key(|l| (l.committee.clone(), l.rule, l.branch));
        let groups = lines.chunk_by(|a, b| (&a.committee, a.rule) == (&b.committee, b.rule));
        let rows: Vec<Vec<Cell>> = groups
            .map(|group| {
                let first = group[0];
                let who = group.iter().map(|l| if l.branch.is_some() { self.with_months(l) } else { format!("本级（{}项）", l.count) });
                vec![
                    Cell::text(named(&first.committee)),
                    Cell::of(first.rule.map_or("", Code::name)),
                    Cell::of(group.iter().filter(|l| l.branch.is_some()).count()),
                    Cell::of(group.iter().map(|l| l.count).sum::<u64>()),
                    Cell::text(who.collect::<Vec<_>>().join("、")),
                ]
            })
            .collect();
        let cols = vec![
            Col::left("党委（党工委）", 18),
            Col::left("问题", 18),
            Col::right("支部数", 7),
            Col::right("问题数", 7),
            Col::left("所涉单位及月份", 50),
        ];
        (!rows.is_empty()).then(|| ("各党委（党工委）存在问题清单".to_string(), Grid::new(cols, rows).tight()))
    }

    fn figure(&self, figure: &Figure) -> Vec<Cell> {
        let (value, measure) = number(figure);
        vec![
            Cell::of(figure.doc.name),
            Cell::text(&*figure.item),
            Cell::of(value.unwrap_or_else(|| "—".to_string())),
            Cell::of(measure),
            Cell::text(figure.definition(&self.about.outcome.profile)),
        ]
    }
}
