//! 通报 of the period: the whole with its fractions and against the period before, who did well, problems by kind with the units, what bulletins count,
//! inspections, what is asked next and by when; behind it the committees, who may not be rated 优秀, the problems by committee, the statistics. It names
//! units and never a member.

use std::cmp::Ordering;

use chrono::Datelike;

use super::about::{About, Names, OPEN, listed, named};
use super::calendar::holder;
use crate::model::figure::Rate;
use crate::model::finding::Code;
use crate::model::paper_facts::{BulletinLine, BulletinPart, Deadline, DeadlineKind};
use crate::model::spoken;
use crate::model::statistic::{Figure, Measure};
use crate::model::time::Span;
use crate::report::docx::{Document, Kind, Lie};

/// How many units a sentence names; the annex names them all.
const NAMED: usize = 8;
/// How many kinds of problems are told one by one.
const KINDS: usize = 6;
/// How many of the next things due are told.
const NEXT: usize = 4;

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
            spoken::day(outcome.corpus.as_of)
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
        doc.say(Kind::List, &format!("{lead}{}.{name}", at + 1));
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

/// A bulletin in the making.
pub struct Bulletin<'a> {
    pub about: &'a About<'a>,
    pub names: Names,
}

impl Bulletin<'_> {
    /// Lines of a part.
    pub fn lines(&self, part: BulletinPart) -> impl Iterator<Item = &BulletinLine> {
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
                    doc.say(Kind::Body, &format!("与{}相比，{}。", spoken::period(before.period), parts.join("；")));
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

    /// A unit with the months of its problems, where these are few.
    pub fn with_months(&self, line: &BulletinLine) -> String {
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
            spoken::spans(line.months.iter().map(|m| Span::Month(*m)))
        }
    }

    fn next(&self, doc: &mut Document) {
        doc.say(Kind::First, "四、下一步要求");
        let count = |code: Code| self.lines(BulletinPart::Problem).find(|l| l.rule == Some(code)).map_or(0, |l| l.count);
        let mut asked = Vec::new();
        if count(Code::SUB001) > 0 {
            asked.push(format!("抓紧核实缺报月份。有活动而未报的，于{OPEN}前补报；确未开展的，由党委（党工委）书面说明原因。"));
        }
        if !self.about.results.counts.returned.is_nothing() {
            asked.push(format!("更正退回的数据。按反馈逐条改正，于{OPEN}前重新报送。"));
        }
        if self.lines(BulletinPart::Problem).next().is_some() {
            asked.push(format!("逐项整改存在的问题。对照附件建立清单，于{OPEN}前报送整改情况。"));
        }
        let due = self.due();
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

    /// The next things due, each with its days: where the document leaves the choice between days, they are one thing.
    fn due(&self) -> Vec<String> {
        let told = |d: &&Deadline| d.holder.is_judged() && !matches!(d.kind, DeadlineKind::Rectify | DeadlineKind::Report);
        let mut things: Vec<(&Deadline, Vec<String>)> = Vec::new();
        for due in self.about.outcome.papers.deadlines.iter().filter(told) {
            let same = |(first, _): &&mut (&Deadline, Vec<String>)| {
                (first.kind, &first.what, &first.types, &first.basis) == (due.kind, &due.what, &due.types, &due.basis)
            };
            if let Some((_, days)) = things.iter_mut().find(same) {
                days.push(format!("{}月{}日", due.day.month(), due.day.day()));
            } else if things.len() < NEXT {
                things.push((due, vec![spoken::day(due.day)]));
            }
        }
        let words = |(due, days): &(&Deadline, Vec<String>)| format!("{}：{}（{}）", due.what, days.join("或"), holder(self.about, due));
        things.iter().map(words).collect()
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
pub fn number(figure: &Figure) -> (Option<String>, &'static str) {
    match figure.doc.measure {
        Measure::Minutes => (figure.value.map(|minutes| (minutes / 60).to_string()), "小时"),
        Measure::Of(word) => (figure.value.map(|value| value.to_string()), word),
    }
}

fn told(figure: &Figure) -> Option<String> {
    let (value, measure) = number(figure);
    let of = figure.of.map_or(String::new(), |of| format!("（共{of}{measure}）"));
    Some(format!("{}{}{measure}{of}", figure.doc.name, value?))
}

/// 一 二 三 …
fn ordinal(at: usize) -> String {
    const ONES: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    ONES.get(at).map_or_else(|| (at + 1).to_string(), |word| (*word).to_string())
}
