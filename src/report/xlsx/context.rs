//! What every sheet needs to know of the run, and the phrases that several sheets share: titles, periods, places, states.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::column::{Column, Field, branch, committee, place};
use super::details::{Details, run_of};
use super::item::Item;
use super::style::Look;
use crate::model::assessment::Outcome;
use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::figure::Points;
use crate::model::finding::{BranchIx, Code, Finding, Level, Status};
use crate::model::org::Branch;
use crate::model::profile::Profile;
use crate::model::results::Results;
use crate::model::spoken;
use crate::model::time::Period;
use crate::report::order::RosterOrder;
use crate::tables::{Row, rows};

/// Most jurisdictions that a title names.
const MOST_PLACES: usize = 3;

/// The run as sheets see it.
pub(super) struct Context<'a> {
    pub results: &'a Results,
    /// Several jurisdictions stand side by side: every table leads with 地区.
    pub several: bool,
    /// The lines below every title: what the run is about, and what was returned.
    pub subtitle: String,
    /// At the foot of every page: unit and date of making.
    pub footer: String,
    /// Where each activity stands in 台账明细.
    pub details: Details<'a>,
    /// In which order committees and branches are listed, parallel to the outcomes.
    orders: Vec<RosterOrder>,
    rules: BTreeMap<Code, (&'a str, Level)>,
}

impl<'a> Context<'a> {
    /// Looks the results over once; `most` rows stand on each sheet of 台账明细.
    pub fn new(results: &'a Results, most: usize) -> Self {
        let mut rules = BTreeMap::new();
        for line in results.rules.iter().flat_map(|(_, lines)| lines) {
            rules.entry(line.code).or_insert((&*line.name, line.level));
        }
        let places: Vec<&str> = results.outcomes.iter().map(|o| &*o.profile.name).collect();
        let unit = results.info.office.as_deref().unwrap_or("________________");
        let mut subtitle = format!(
            "地区：{}　　统计期：{}　　截至日期：{}　　制表单位：{unit}",
            match places.len() {
                0 => "—".to_string(),
                n if n > MOST_PLACES => format!("{}等 {n} 个地区", places[..MOST_PLACES].join("、")),
                _ => places.join("、"),
            },
            spoken::period(results.info.period),
            spoken::day(results.info.as_of),
        );
        // what is still out is told wherever ranks or names are
        if let Some(returned) = results.counts.returned.sentence() {
            subtitle = format!("{subtitle}\n{returned}");
        }
        let footer = format!("制表单位：{unit}　制表日期：{}", spoken::day(results.info.as_of));
        let orders: Vec<RosterOrder> = results.outcomes.iter().map(RosterOrder::of).collect();
        let details = Details::new(results, &orders, most);
        Context { orders, results, several: results.outcomes.len() > 1, subtitle, footer, details, rules }
    }

    /// Title of a sheet: jurisdiction, system, subject.
    pub fn title(&self, subject: &str) -> String {
        self.results.info.titled(&match self.results.outcomes.as_slice() {
            [one] => format!("{}{}{subject}", one.profile.name, activity(&one.profile)),
            _ => format!("{}{subject}", self.whole()),
        })
    }

    /// The places together, and what they hold: what the office calls them, else what their names begin with alike.
    fn whole(&self) -> String {
        let profiles = || self.results.outcomes.iter().map(|o| &o.profile);
        let mut kinds = profiles().map(|p| activity(p));
        let first = kinds.next().unwrap_or_default();
        let kind = if kinds.all(|kind| kind == first) { first } else { "党日活动" };
        if let Some(name) = self.results.info.options.get("unit_name") {
            return format!("{name}{kind}");
        }
        let alike = |a: String, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect::<String>();
        let names = profiles().map(|p| &*p.name);
        let shared = names.fold(None, |shared, name| Some(shared.map_or_else(|| name.to_string(), |shared| alike(shared, name))));
        let shared = shared.unwrap_or_default();
        let whole = shared.rfind(['省', '市', '州', '盟', '区', '县']).map_or("", |at| &shared[..at + '市'.len_utf8()]);
        format!("{whole}{kind}")
    }

    /// Sorts rows of units, which stay in their order, by committee and branch as each roster names them, then by what is given.
    pub fn in_roster_order<T, K: Ord>(
        &self,
        mut rows: Vec<Row<'a, T>>,
        whose: impl Fn(&Row<'a, T>) -> (&'a str, Option<BranchIx>),
        then: impl Fn(&Row<'a, T>) -> K,
    ) -> Vec<Row<'a, T>> {
        let unit = |outcome: &Outcome| self.results.outcomes.iter().position(|o| std::ptr::eq(o, outcome)).unwrap_or(0);
        rows.sort_by_cached_key(|row| {
            let unit = unit(row.outcome);
            let (committee, branch) = whose(row);
            let order = &self.orders[unit];
            // what concerns nobody stands last
            (unit, committee.is_empty() && branch.is_none(), order.committee(committee), committee, order.branch(branch), then(row))
        });
        rows
    }

    /// Activities, committee by committee and branch by branch as each roster names them; a branch's own stay as they follow each other.
    pub fn activities(&self) -> Vec<Row<'a, &'a Activity>> {
        let of_unit = |(outcome, order): (&'a Outcome, &RosterOrder)| {
            let runs = order.listed(outcome).into_iter().map(|ix| run_of(outcome, ix));
            runs.flat_map(|run| &outcome.corpus.activities[run]).map(|of| Row { outcome, of }).collect::<Vec<_>>()
        };
        self.results.outcomes.iter().zip(&self.orders).flat_map(of_unit).collect()
    }

    /// Findings by committee, branch and month; behind them those of no branch, first of committees, then of nobody.
    pub fn by_unit(&self, rows: Vec<Row<'a, &'a Finding>>) -> Vec<Row<'a, &'a Finding>> {
        let month = |r: &Row<'a, &'a Finding>| r.of.span.map(|span| (span.first(), span.last()));
        let (of_branches, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.of.branch.is_some());
        let sorted = |rows| self.in_roster_order(rows, |r: &Row<'a, &'a Finding>| (committee_of(r.outcome, r.of), r.of.branch), month);
        sorted(of_branches).into_iter().chain(sorted(others)).collect()
    }

    /// The columns, led by 地区 where there are several.
    pub fn columns(&self, columns: Vec<Column>) -> Vec<Column> {
        let lead = self.several.then(|| place(16.0));
        lead.into_iter().chain(columns).collect()
    }

    /// How many columns `columns` puts in front.
    pub fn lead(&self) -> u16 {
        u16::from(self.several)
    }

    /// Chinese name of a rule; its code if the run brought no rule list.
    pub fn rule_name(&self, code: Code) -> &'a str {
        self.rules.get(&code).map_or(code.as_str(), |(name, _)| name)
    }

    /// Level of a rule, if the run brought a rule list.
    pub fn rule_level(&self, code: Code) -> Option<Level> {
        self.rules.get(&code).map(|(_, level)| *level)
    }

    /// Every outcome with each of its findings that `keep` keeps, in the order given; those looked back at for the year stand in 问题清单 alone.
    pub fn findings(&self, keep: impl Fn(&Finding) -> bool) -> Vec<Row<'a, &'a Finding>> {
        rows(self.results, |o| o.judgement.findings.iter().filter(|f| keep(f) && !o.assessed.looked_back(f)))
    }

    /// Every outcome with all of its findings.
    pub fn all_findings(&self) -> Vec<Row<'a, &'a Finding>> {
        rows(self.results, |o| &o.judgement.findings)
    }

    /// A link to the row of 台账明细 that a finding is about; blank where there is none.
    pub fn detail(&self, outcome: &Outcome, finding: &Finding) -> Item<'a> {
        match self.details.of(outcome, finding) {
            Some((sheet, row)) => Item::Jump(sheet.into(), row, format!("第{row}行").into()),
            None => Item::Blank,
        }
    }

    /// Quarters that have an assessment in any outcome.
    pub fn quarters(&self) -> Vec<Period> {
        self.results.counts.quarters.iter().map(|q| q.period).collect()
    }

    /// Does any outcome rank its branches?
    pub fn ranked(&self) -> bool {
        self.results.outcomes.iter().any(|o| o.assessed.branches.iter().any(|b| b.rank.is_some()))
    }

    /// Said above rankings when there are none.
    pub fn unranked_note(&self) -> Option<String> {
        (!self.ranked()).then(|| "说明：本次未提供党组织花名册，或指定不作排名，故名次、等次以“—”表示。".to_string())
    }
}

/// The branch of a finding.
pub(super) fn branch_of(outcome: &Outcome, branch: Option<BranchIx>) -> Option<&Branch> {
    branch.and_then(|ix| outcome.corpus.branches.get(ix.0))
}

/// The committee of a finding: its own, else its branch's.
pub(super) fn committee_of<'a>(outcome: &'a Outcome, finding: &'a Finding) -> &'a str {
    match (&finding.committee, branch_of(outcome, finding.branch)) {
        (Some(committee), _) => committee,
        (None, Some(branch)) => &branch.committee,
        (None, None) => "",
    }
}

/// The branch's name, or nothing.
pub(super) fn branch_name(outcome: &Outcome, branch: Option<BranchIx>) -> &str {
    branch_of(outcome, branch).map_or("", |b| &b.name)
}

/// A place in one cell.
pub(super) fn place_item(place: Option<&Place>) -> Item<'_> {
    place.map_or(Item::Blank, |p| Item::text(p.to_string()))
}

/// The committee and branch of findings.
pub(super) fn whose<'a>(caps: [f64; 2]) -> [Field<'a, Row<'a, &'a Finding>>; 2] {
    [
        committee(caps[0]).of(|r: &Row<'a, &'a Finding>| Item::text(committee_of(r.outcome, r.of))),
        branch(caps[1]).of(|r: &Row<'a, &'a Finding>| Item::text(branch_name(r.outcome, r.of.branch))),
    ]
}

/// A rank, or a dash.
pub(super) fn rank_item<'a>(rank: Option<u32>) -> Item<'a> {
    rank.map_or(Item::center("—"), |n| Item::Count(n.into()))
}

/// A score, or a dash where nothing was due.
pub(super) fn points_item<'a>(score: Option<Points>) -> Item<'a> {
    score.map_or(Item::center("—"), Item::Points)
}

/// A grade, or a dash.
pub(super) fn grade_item(grade: &str) -> Item<'_> {
    Item::center(if grade.is_empty() { "—" } else { grade })
}

/// A level under its colour.
pub(super) fn level_item<'a>(level: Level) -> Item<'a> {
    let look = match level {
        Level::Error => Look::Error,
        Level::Warning => Look::Warning,
        Level::Info => Look::Center,
    };
    Item::Marked(look, Cow::Borrowed(level.chinese()))
}

/// Where a finding stands.
pub(super) fn status_words(status: Status) -> &'static str {
    match status {
        Status::Open => "待处理",
        Status::Requested => "说明待批",
        Status::Waived => "说明已批",
    }
}

/// What a place holds, in a title: without what a campaign adds to its name.
fn activity(profile: &Profile) -> &str {
    profile.system.split(' ').next().unwrap_or_default().trim_end_matches('+')
}

/// A month over a narrow column: `2017-` above `07`.
pub(super) fn month_head(month: crate::model::time::Month) -> String {
    month.to_string().replacen('-', "-\n", 1)
}

/// 第一季度, with its year where the run covers several.
pub(super) fn quarter_words(run: Period, quarter: Period) -> String {
    let words = spoken::period(quarter);
    match words.split_once('年') {
        Some((_, quarter)) if run.first().year() == run.last().year() => quarter.to_string(),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_quarters_read_as_people_say_them() {
        let run: Period = "2017".parse().unwrap();
        assert_eq!(quarter_words(run, "2017Q3".parse().unwrap()), "第三季度");
        assert_eq!(quarter_words("2016-10..2017-03".parse().unwrap(), "2016Q4".parse().unwrap()), "2016年第四季度");
    }
}
