//! 通报 of the period: the whole with its fractions and against the period before, who did well, problems by kind with the units, what bulletins count,
//! inspections, what is asked next and by when; behind it the committees, who may not be rated 优秀, the problems by committee, the statistics. It names
//! units and never a member.

use std::cmp::Ordering;

use super::about::{About, Names, fraction, listed, mean, named};
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Ground};
use crate::model::figure::Rate;
use crate::model::finding::Code;
use crate::model::paper_facts::{BulletinLine, BulletinPart, DeadlineKind};
use crate::model::statistic::{Figure, Measure};
use crate::model::time::Span;
use crate::report::docx::{Cell, Col, Document, Grid, Kind, Lie};
use crate::report::feedback::{OPEN_DAY, period_words, spans_words};
use crate::report::paper::day_words;

/// How many units a sentence names; the annex names them all.
const NAMED: usize = 8;
/// How many kinds of problems are told one by one.
const KINDS: usize = 6;
/// How many of the next deadlines are told.
const NEXT: usize = 5;

/// The paper.
pub fn paper(about: &About<'_>, _: &str) -> Option<Document> {
    let (outcome, info) = (about.outcome, &about.results.info);
    let mut doc = about.paper(&format!("关于{}{}开展情况的通报", about.period, outcome.profile.system), Lie::Upright);
    doc.gap();
    doc.say(Kind::To, "各党委（党工委）：");
    let office = info.office.as_ref().map_or(String::new(), |_| format!("{}根据", about.office()));
    let by = if office.is_empty() { "根据".to_string() } else { office };
    let profile = &outcome.profile;
    let number = if profile.document_number.is_empty() { String::new() } else { format!("（{}）", profile.document_number) };
    doc.say(
        Kind::Body,
        &format!(
            "{by}《{}》{number}，对{}{}{}台账进行了汇总核对（数据截至{}）。现将有关情况通报如下。",
            profile.document,
            profile.name,
            about.period,
            profile.system,
            day_words(outcome.corpus.as_of)
        ),
    );
    let paper = Bulletin { about, names: Names::of(outcome) };
    paper.whole(&mut doc);
    paper.well(&mut doc);
    paper.problems(&mut doc);
    paper.next(&mut doc);
    let annexes = paper.annexes();
    for (at, (name, _)) in annexes.iter().enumerate() {
        let lead = if at == 0 { "附件：" } else { "　　　" };
        doc.say(Kind::Body, &format!("{lead}{}.{name}", at + 1));
    }
    about.sign(&mut doc);
    for (at, (name, grid)) in annexes.iter().enumerate() {
        doc.page();
        doc.say(Kind::Annex, &format!("附件{}", at + 1));
        doc.say(Kind::Table, name);
        if let Some(returned) = about.returned(None) {
            doc.say(Kind::Note, &returned);
        }
        doc.grid(grid);
    }
    Some(doc)
}

struct Bulletin<'a> {
    about: &'a About<'a>,
    names: Names,
}

impl Bulletin<'_> {
    fn lines(&self, part: BulletinPart) -> impl Iterator<Item = &BulletinLine> {
        self.about.outcome.papers.bulletin.iter().filter(move |line| line.part == part)
    }

    /// Of a part, committees and branches.
    fn units(&self, part: BulletinPart) -> (Vec<&str>, Vec<String>) {
        let committees = self.lines(part).filter(|l| l.branch.is_none()).map(|l| named(&l.committee)).collect();
        let branches = self.lines(part).filter_map(|l| l.branch).map(|ix| self.names.name(self.about.outcome, ix)).collect();
        (committees, branches)
    }

    fn whole(&self, doc: &mut Document) {
        let outcome = self.about.outcome;
        doc.say(Kind::First, "一、总体情况");
        let Some(now) = self.lines(BulletinPart::Whole).next() else { return };
        let (held, came) = (now.completeness, now.participation);
        let mut text = format!(
            "本期共有{}个党委（党工委）、{}个党支部，应开展活动{}个支部月次，已开展{}个，完整率{}；",
            outcome.assessed.committees.len(),
            now.branches,
            held.of,
            held.part,
            held.shown()
        );
        if now.timeliness.applies() {
            text.push_str(&format!("按时报送率{}；", now.timeliness.shown()));
        }
        text.push_str(&format!("党员参与率{}，规定下限为{}。", came.shown(), outcome.profile.base.floor()));
        doc.say(Kind::Body, &text);
        if let Some(returned) = self.about.returned(None) {
            doc.say(Kind::Body, &returned);
        }
        if !outcome.corpus.has_roster {
            doc.say(Kind::Body, "本次没有党组织花名册，应开展的月次无从确定，以下只反映已报送的台账。");
        }
        match self.lines(BulletinPart::Previous).next() {
            Some(before) => {
                let parts = [
                    ("完整率", before.completeness, now.completeness),
                    ("按时报送率", before.timeliness, now.timeliness),
                    ("参与率", before.participation, now.participation),
                ];
                let parts: Vec<String> = parts.iter().filter_map(|(name, before, now)| against(name, *before, *now)).collect();
                if !parts.is_empty() {
                    doc.say(Kind::Body, &format!("与{}相比，{}。", period_words(before.period), parts.join("；")));
                }
            }
            None => doc.say(Kind::Body, "没有上一统计期的运行记录，未作比较。"),
        }
        let (low, _) = self.units(BulletinPart::BelowFloor);
        let (gaps, gap_branches) = self.units(BulletinPart::Incomplete);
        let committees = outcome.assessed.committees.len();
        if !gaps.is_empty() || !low.is_empty() {
            doc.say(
                Kind::Body,
                &format!(
                    "{committees}个党委（党工委）中，所属党支部有月份未开展活动的{}个（涉及{}个党支部），参与率低于下限的{}个。",
                    gaps.len(),
                    gap_branches.len(),
                    low.len()
                ),
            );
        }
        self.statistics(doc);
    }

    fn statistics(&self, doc: &mut Document) {
        let outcome = self.about.outcome;
        let figures: Vec<String> =
            outcome.statistics.figures.iter().filter(|f| f.committee.is_empty() && f.item.is_empty()).filter_map(told).collect();
        if !figures.is_empty() {
            doc.say(Kind::Body, &format!("据台账统计，{}。", figures.join("，")));
        }
        let seen = outcome.inspections.total;
        if seen.visits > 0 || seen.problems > 0 {
            let left =
                if seen.left_over > 0 { format!("；以前督查发现、本期仍逾期的{}项", seen.left_over) } else { String::new() };
            doc.say(
                Kind::Body,
                &format!(
                    "本期开展督查{}次，检查{}个单位，协调解决{}个问题；发现问题{}项，已整改{}项，逾期未改{}项{left}。",
                    seen.trips,
                    seen.units,
                    seen.settled,
                    seen.problems,
                    seen.put_right,
                    seen.overdue + seen.overdue_later
                ),
            );
        }
    }

    fn well(&self, doc: &mut Document) {
        doc.say(Kind::First, "二、做得好的单位");
        let (committees, branches) = self.units(BulletinPart::Commended);
        if committees.is_empty() && branches.is_empty() {
            return doc.say(Kind::Body, "没有应开展月次全部开展、参与率不低于下限且未发现问题的党委和党支部。");
        }
        let what = "应开展月次全部开展、参与率不低于下限、未发现问题";
        if !committees.is_empty() {
            let names = listed(committees.iter().copied(), NAMED, "个党委（党工委）");
            doc.say(Kind::Body, &format!("{names}所属党支部{what}。"));
        }
        if !branches.is_empty() {
            let names = listed(branches.iter().map(String::as_str), NAMED, "个党支部");
            doc.say(Kind::Body, &format!("{names}{what}。"));
        }
    }

    fn problems(&self, doc: &mut Document) {
        doc.say(Kind::First, "三、存在的问题");
        let kinds: Vec<&BulletinLine> = self.lines(BulletinPart::Problem).collect();
        if kinds.is_empty() {
            return doc.say(Kind::Body, "本期未发现需要通报的问题。");
        }
        for (at, kind) in kinds.iter().take(KINDS).enumerate() {
            let Some(code) = kind.rule else { continue };
            let of: Vec<&BulletinLine> = self.lines(BulletinPart::ProblemOf).filter(|l| l.rule == Some(code)).collect();
            let committees = of.iter().filter(|l| l.branch.is_none()).count();
            let whom = match (kind.branches, committees) {
                (0, n) => format!("涉及{n}个党委（党工委）"),
                (n, 0) => format!("涉及{n}个党支部"),
                (n, m) => format!("涉及{n}个党支部、{m}个党委（党工委）"),
            };
            let text = format!("{whom}、{}项：{}。", kind.count, self.who(&of));
            doc.say_led(Kind::Body, &format!("（{}）{}。", ordinal(at), code.name()), &text);
        }
        if let Some(rest) = kinds.get(KINDS..).filter(|rest| !rest.is_empty()) {
            let names = rest.iter().filter_map(|l| Some(format!("{}{}项", l.rule?.name(), l.count))).collect::<Vec<_>>().join("、");
            doc.say(Kind::Body, &format!("此外，还有{names}。各类问题所涉单位详见附件。"));
        }
        let barred = self.barred();
        if !barred.is_empty() {
            let (branches, committees) = self.barred_counts();
            let committees = if committees > 0 { format!("、{committees}个党委（党工委）") } else { String::new() };
            doc.say(Kind::Body, &format!("按规定，本期有{branches}个党支部{committees}存在不得评优的情形，详见附件。"));
        }
    }

    /// Those with most first, then in order.
    fn who(&self, of: &[&BulletinLine]) -> String {
        let mut of = of.to_vec();
        of.sort_by_key(|l| (std::cmp::Reverse(l.count), l.branch, l.committee.clone()));
        let names: Vec<String> = of.iter().take(NAMED).map(|l| self.with_months(l)).collect();
        let more = if of.len() > NAMED { format!("等{}个单位", of.len()) } else { String::new() };
        format!("{}{more}", names.join("、"))
    }

    fn with_months(&self, line: &BulletinLine) -> String {
        let name = line.branch.map_or_else(|| named(&line.committee).to_string(), |ix| self.names.name(self.about.outcome, ix));
        match (line.months.len(), line.count) {
            (0, 1) => name,
            (0, n) => format!("{name}（{n}项）"),
            (1..=4, _) => format!("{name}（{}）", self.months(line)),
            (_, n) => format!("{name}（{n}项）"),
        }
    }

    /// The months of a line; the year is said only where the period does not say it.
    fn months(&self, line: &BulletinLine) -> String {
        let period = self.about.results.info.period;
        if period.first().year() == period.last().year() && line.months.iter().all(|m| m.year() == period.first().year()) {
            line.months.iter().map(|m| m.month().to_string()).collect::<Vec<_>>().join("、") + "月"
        } else {
            spans_words(line.months.iter().map(|m| Span::Month(*m)))
        }
    }

    fn next(&self, doc: &mut Document) {
        let outcome = self.about.outcome;
        doc.say(Kind::First, "四、下一步要求");
        let count = |code: Code| self.lines(BulletinPart::Problem).find(|l| l.rule == Some(code)).map_or(0, |l| l.count);
        let mut asked = Vec::new();
        if count(Code::SUB001) > 0 {
            asked.push(format!("抓紧核实缺报月份。有活动而未报的，于{OPEN_DAY}前补报；确未开展的，由党委（党工委）书面说明原因。"));
        }
        if !self.about.results.counts.returned.is_nothing() {
            asked.push(format!("更正退回的数据。按反馈逐条改正，于{OPEN_DAY}前重新报送。"));
        }
        if self.lines(BulletinPart::Problem).next().is_some() {
            asked.push(format!("逐项整改存在的问题。对照附件建立清单，于{OPEN_DAY}前报送整改情况。"));
        }
        let due = outcome.papers.deadlines.iter();
        let due = due.filter(|d| d.holder.is_judged() && !matches!(d.kind, DeadlineKind::Rectify | DeadlineKind::Report));
        let due: Vec<String> = due
            .take(NEXT)
            .map(|d| {
                let types = if d.types == "全部" || d.types.is_empty() { String::new() } else { format!("（{}）", d.types) };
                format!("{}，{}{types}{}", day_words(d.day), d.holder.words(), d.what)
            })
            .collect();
        if !due.is_empty() {
            asked.push(format!("按时完成近期工作。{}。", due.join("；")));
        }
        if asked.is_empty() {
            asked.push("继续按规定开展活动，按时报送台账。".to_string());
        }
        for (at, text) in asked.iter().enumerate() {
            doc.say(Kind::Body, &format!("（{}）{text}", ordinal(at)));
        }
    }

    fn annexes(&self) -> Vec<(String, Grid)> {
        let mut all = vec![self.committees()];
        all.extend(Some(self.barred()).filter(|rows| !rows.is_empty()).map(|rows| {
            let cols = vec![
                Col::center("序号", 6),
                Col::left("党委（党工委）", 18),
                Col::left("党支部", 20),
                Col::left("情形", 36),
                Col::left("依据", 20),
            ];
            ("不得评优的单位及情形".to_string(), Grid::new(cols, rows).tight())
        }));
        all.extend(self.by_committee());
        let figures: Vec<Vec<Cell>> =
            self.about.outcome.statistics.figures.iter().filter(|f| f.committee.is_empty()).map(|f| self.figure(f)).collect();
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
            [("支部数", 8), ("应开展月次", 9), ("已开展月次", 9), ("完整率", 10), ("按时率", 10), ("参与率", 10), ("实到/应到", 14)]
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

    fn barred_counts(&self) -> (usize, usize) {
        let assessed = &self.about.outcome.assessed;
        let branches = assessed.branches.iter().filter(|b| !b.eligible).count();
        (branches, assessed.committees.iter().filter(|c| c.eligible == Some(false)).count())
    }

    fn barred(&self) -> Vec<Vec<Cell>> {
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

/// `完整率由92.0%（23/25）上升到96.0%（24/25）`; `None` where one of them does not apply.
fn against(name: &str, before: Rate, now: Rate) -> Option<String> {
    if !before.applies() || !now.applies() {
        return None;
    }
    let course = match now.compare(before) {
        Ordering::Greater => "上升到",
        Ordering::Less => "下降到",
        Ordering::Equal => "到本期持平，为",
    };
    Some(format!("{name}由{}{course}{}", before.shown(), now.shown()))
}

/// A figure as people read it (minutes as hours, floored), and its unit; no number where it cannot be told.
fn number(figure: &Figure) -> (Option<String>, &'static str) {
    let of = figure.of.map_or(String::new(), |of| format!("/{of}"));
    match figure.doc.measure {
        Measure::Minutes => (figure.value.map(|minutes| (minutes / 60).to_string()), "小时"),
        Measure::Of(word) => (figure.value.map(|value| format!("{value}{of}")), word),
    }
}

fn told(figure: &Figure) -> Option<String> {
    let (value, measure) = number(figure);
    Some(format!("{}{}{measure}", figure.doc.name, value?))
}

/// 一 二 三 …
fn ordinal(at: usize) -> String {
    const ONES: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    ONES.get(at).map_or_else(|| (at + 1).to_string(), |word| (*word).to_string())
}
