//! Activities: resolved to branches, resubmissions weighed. All rows of one branch and date are judged together: a dated report beats an undated
//! one, the newest wins, equal rows are copies, and rows that contradict each other with the same standing are a conflict (SUB004) in which
//! the first handed in counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::corpus::{Activity, EmptyReport, Standing};
use crate::model::finding::{BranchIx, Code, Issue};
use crate::model::org::Branch;
use crate::model::record::{ActivityRow, Count, Field, Tick};
use crate::model::time::Month;

use super::issue::{Resolver, bad_cell, unknown_branch};
use super::tally::{Fate, Outcomes};

/// Accepted activities and empty reports.
pub struct Sorted {
    pub activities: Vec<Activity>,
    pub empty_reports: Vec<EmptyReport>,
}

/// Resolves and weighs all activity rows.
pub fn activities(rows: Vec<ActivityRow>, resolver: &mut Resolver<'_>, outcomes: &mut Outcomes, issues: &mut Vec<Issue>) -> Sorted {
    let mut dated: BTreeMap<(BranchIx, NaiveDate), Vec<ActivityRow>> = BTreeMap::new();
    let mut empty: BTreeMap<(BranchIx, Month), Vec<ActivityRow>> = BTreeMap::new();
    for row in rows {
        let branch = match resolver.resolve(&row.who) {
            Ok(branch) => branch,
            Err(unresolved) => {
                outcomes.count(&row.head, Fate::Rejected);
                let mut issue = unknown_branch(&row.head, &row.who, Field::Branch, &unresolved);
                issue.month = row.month.or_else(|| row.date.map(Month::of));
                issues.push(issue);
                continue;
            }
        };
        match (row.date, row.month) {
            (Some(date), _) => dated.entry((branch, date)).or_default().push(row),
            (None, Some(month)) => empty.entry((branch, month)).or_default().push(row),
            (None, None) => {
                // The layout gives every row a date or, for an empty report, a month; a row with neither would be nobody's.
                outcomes.count(&row.head, Fate::Rejected);
                issues.push(bad_cell(&row.head, Field::Date, "", "未填写活动日期，本行未计入；请补填后重新报送。".to_string(), true));
            }
        }
    }
    let mut activities = Vec::new();
    for ((branch, date), rows) in dated {
        weigh(branch, date, rows, outcomes, issues, &mut activities);
    }
    let mut empty_reports = Vec::new();
    for ((branch, month), mut rows) in empty {
        rows.sort_by(|a, b| a.head.order().cmp(&b.head.order()));
        for (i, row) in rows.iter().enumerate() {
            outcomes.count(&row.head, if i == 0 { Fate::Accepted } else { Fate::Duplicate });
        }
        if let Some(first) = rows.first() {
            let place = first.head.place_of_first(&[Field::Branch, Field::Month]);
            empty_reports.push(EmptyReport { branch, month, place });
        }
    }
    Sorted { activities, empty_reports }
}

/// Judges all rows of one branch and date together.
fn weigh(
    branch: BranchIx,
    date: NaiveDate,
    mut rows: Vec<ActivityRow>,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
    out: &mut Vec<Activity>,
) {
    rows.sort_by(|a, b| a.head.order().cmp(&b.head.order()));
    let mut clusters: Vec<Vec<ActivityRow>> = Vec::new();
    for row in rows {
        match clusters.iter_mut().find(|cluster| cluster.iter().any(|other| !two_activities(other, &row))) {
            Some(cluster) => cluster.push(row),
            None => clusters.push(vec![row]),
        }
    }
    for cluster in clusters {
        settle(branch, date, cluster, outcomes, issues, out);
    }
}

/// Rows that differ both in theme and in time of day are two activities of one day.
fn two_activities(a: &ActivityRow, b: &ActivityRow) -> bool {
    let themes = !a.theme.is_empty() && !b.theme.is_empty() && squeezed(&a.theme) != squeezed(&b.theme);
    let clock = |r: &ActivityRow| (r.time.start.is_some() || r.time.half_day).then(|| (r.time.start, squeezed(&r.time_text)));
    let times = matches!((clock(a), clock(b)), (Some(x), Some(y)) if x != y);
    themes && times
}

fn settle(
    branch: BranchIx,
    date: NaiveDate,
    cluster: Vec<ActivityRow>,
    outcomes: &mut Outcomes,
    issues: &mut Vec<Issue>,
    out: &mut Vec<Activity>,
) {
    let newest = cluster.iter().filter_map(|r| r.reported).max();
    let mut kept: Vec<ActivityRow> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut conflict: Option<Issue> = None;
    for row in cluster {
        let content = content_key(&row);
        if known.contains(&content) {
            outcomes.count(&row.head, Fate::Duplicate);
        } else if row.reported != newest {
            outcomes.count(&row.head, Fate::Superseded);
        } else {
            outcomes.count(&row.head, Fate::Accepted);
            if let Some(first) = kept.first()
                && conflict.is_none()
            {
                conflict = Some(conflicting(branch, date, first, &row));
            }
            known.insert(content);
            kept.push(row);
        }
    }
    issues.extend(conflict);
    for (i, row) in kept.into_iter().enumerate() {
        let month = row.month.unwrap_or_else(|| Month::of(date));
        out.push(Activity { branch, date, month, standing: if i == 0 { Standing::Counts } else { Standing::Conflict }, row });
    }
}

fn conflicting(branch: BranchIx, date: NaiveDate, first: &ActivityRow, other: &ActivityRow) -> Issue {
    let field = first_difference(first, other);
    let place = other.head.place_of_first(&[field, Field::Date]);
    let counted = first.head.place_of_first(&[field, Field::Date]);
    let remedy = match first.head.table.file == other.head.table.file {
        true => "请核实后只保留正确的一行",
        false => "请核实后以新的报送日期重报一份",
    };
    Issue {
        code: Code::SUB004,
        place,
        row: other.head.number(),
        field: field.name().into(),
        raw: format!("{}／{}", shown(first, field), shown(other, field)).into(),
        message: format!(
            "同一党支部 {date} 的活动报送了内容不一致的两份记录（{}不同），无法判断以哪份为准，暂按先报的一份（{counted}）统计；{remedy}。",
            field.name()
        ),
        expected: "同一活动只报送一份，更正时填写新的报送日期".to_string(),
        level: None,
        who: None,
        branch: Some(branch),
        month: Some(first.month.unwrap_or_else(|| Month::of(date))),
        rejects_row: false,
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every mapped column, normalised: equal keys make copies.
fn content_key(row: &ActivityRow) -> String {
    FIELDS.iter().map(|f| shown(row, *f)).collect::<Vec<_>>().join("\u{1}")
}

/// The columns that are compared, in the order in which a difference is named.
const FIELDS: &[Field] = &[
    Field::Actual,
    Field::Due,
    Field::Theme,
    Field::Month,
    Field::Time,
    Field::Duration,
    Field::Place,
    Field::Content,
    Field::SetActions,
    Field::Host,
    Field::Recorder,
    Field::Absentees,
    Field::MakeUp,
    Field::Materials,
    Field::Remark,
    Field::Reported,
    Field::End,
];

fn first_difference(a: &ActivityRow, b: &ActivityRow) -> Field {
    FIELDS.iter().copied().find(|f| shown(a, *f) != shown(b, *f)).unwrap_or(Field::Date)
}

fn shown(row: &ActivityRow, field: Field) -> String {
    let count = |c: &Count| match c {
        Count::Given(n) => n.to_string(),
        Count::Missing => String::new(),
        Count::Bad(raw) => squeezed(raw),
    };
    let date = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    match field {
        Field::Actual => count(&row.actual),
        Field::Due => count(&row.due),
        Field::Theme => squeezed(&row.theme),
        Field::Month => row.month.map(|m| m.to_string()).unwrap_or_default(),
        Field::Time if row.time.start.is_some() => {
            let at = |t: Option<chrono::NaiveTime>| t.map(|t| t.to_string()).unwrap_or_default();
            format!("{}-{}", at(row.time.start), at(row.time.end))
        }
        Field::Time => squeezed(&row.time_text),
        Field::Duration => row.time.minutes.map(|m| m.to_string()).unwrap_or_default(),
        Field::Place => squeezed(&row.venue),
        Field::Content => squeezed(&row.content),
        Field::SetActions => squeezed(&row.set_actions),
        Field::Host => squeezed(&row.host),
        Field::Recorder => squeezed(&row.recorder),
        Field::Absentees => squeezed(&row.absentees),
        Field::MakeUp => squeezed(&row.make_up),
        Field::Materials => {
            let items = row.head.table.record_items.iter().zip(&row.records);
            items.filter(|(_, tick)| **tick == Tick::Present).map(|((name, _), _)| &**name).collect::<Vec<_>>().join("、")
        }
        Field::Remark => squeezed(&row.remark),
        Field::Reported => date(row.reported),
        Field::End => date(row.until),
        _ => String::new(),
    }
}

/// An activity after the as-of day, or before its branch was founded, stays listed and enters no sum.
pub fn out_of_time(activities: &mut [Activity], branches: &[Branch], as_of: NaiveDate, issues: &mut Vec<Issue>) {
    for activity in activities.iter_mut() {
        let founded = branches[activity.branch.0].founded;
        let reason = if activity.date > as_of {
            format!("活动日期 {} 晚于统计截止日 {as_of}，本行列入明细但不计入统计；请核对日期。", activity.date)
        } else if founded.is_some_and(|f| activity.date < f) {
            let founded = founded.map(|f| f.to_string()).unwrap_or_default();
            format!("活动日期 {} 早于党支部成立日期 {founded}，本行列入明细但不计入统计；请核对活动日期或花名册。", activity.date)
        } else {
            continue;
        };
        if activity.standing == Standing::Counts {
            activity.standing = Standing::OutOfTime;
        }
        let mut issue = bad_cell(&activity.row.head, Field::Date, &activity.date.to_string(), reason, false);
        issue.branch = Some(activity.branch);
        issue.month = Some(activity.month);
        issues.push(issue);
    }
}
