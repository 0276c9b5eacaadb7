//! `dangri show`: one branch or committee of a finished run, every figure with its formula, its numbers, its clause and the cells that it came from.
//! Made from the folder of the result alone. What can be made anew from its inputs is, and a figure that does not agree says so.

mod branch;
mod change;
mod committee;
pub mod facts;
mod figure;
mod page;
mod pending;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::finished::{Finished, Named, NotOne, Subject, Terms, Unfinished, find};
use super::verify::Inputs;
use crate::frame::{Rows, Wanted};
use crate::model::finding::Code;
use crate::model::org::BranchType;
use facts::{About, Deduction, FindingLine, Ground, InputState, RuleName, Run, Shown};

pub(super) use branch::COUNTED;
pub use page::page;
pub use text::text;

/// Version of the form that scripts read.
const VERSION: u32 = 1;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct ShowRequest {
    /// Folder of the result.
    pub result: PathBuf,
    /// The branch or committee as somebody calls it.
    pub whom: String,
    /// The unit, where several units know the name.
    pub unit: Option<String>,
    /// Only what this rule has to do with.
    pub rule: Option<Code>,
    /// Only this figure, by its key or name.
    pub figure: Option<String>,
    /// Where the ledgers are, if not near by.
    pub workspace: Option<PathBuf>,
}

/// Why nothing is shown.
#[derive(Debug)]
pub enum NotShown {
    /// The result cannot be used.
    Result(Unfinished),
    /// The name leads to nobody, or to several.
    Name(NotOne),
    /// There is no such figure; those there are, as key and name.
    Figure(Vec<(String, String)>),
}

impl From<Unfinished> for NotShown {
    fn from(error: Unfinished) -> Self {
        NotShown::Result(error)
    }
}

/// The tables that a subject is told from, its own rows of each.
struct Tables {
    ranking: Rows,
    matrix: Rows,
    activities: Rows,
    deductions: Rows,
    findings: Rows,
    /// Of the whole unit: what was returned or not used, whomever it may concern.
    returned: Rows,
    eligibility: Rows,
    /// Of the whole unit.
    all: Rows,
    terms: Terms,
    kind: BranchType,
}

/// Looks a branch or committee up.
///
/// # Errors
/// The result is none, or nobody is called so.
pub fn show(request: &ShowRequest) -> Result<Shown, NotShown> {
    let run = Finished::open(&request.result)?;
    // the matrix knows every branch, also one that exists on no day of the period
    let known = run.table("matrix", None)?;
    let subject = find(&known, &request.whom, request.unit.as_deref()).map_err(NotShown::Name)?;
    let tables = of(&run, &subject, &known)?;
    let mut figures = match &subject.branch {
        Some(_) => branch::figures(&tables),
        None => committee::figures(&run.table("committees", None)?, &subject, &tables),
    };
    // of a committee its own: what its branches failed in is told with each of them
    let mut deductions = deductions(&tables, subject.branch.is_some());
    let mut findings = findings(&tables, subject.branch.is_some());
    let mut grounds = if subject.branch.is_some() { grounds(&tables) } else { Vec::new() };
    let mut not_assessable = if subject.branch.is_some() { not_assessable(&tables) } else { Vec::new() };
    let mut changes = if subject.branch.is_some() { change::changes(&tables) } else { Vec::new() };
    if let Some(name) = &request.figure {
        let known: Vec<(String, String)> = figures.iter().map(|f| (f.key.clone(), f.name.clone())).collect();
        figures.retain(|f| f.key == *name || f.name == *name);
        if figures.is_empty() {
            return Err(NotShown::Figure(known));
        }
        let told = |all: &[&str]| figures.iter().any(|f| all.contains(&f.key.as_str()));
        if !told(&["score"]) {
            deductions.clear();
        }
        if !told(&["excellent_eligible"]) {
            grounds.clear();
        }
        let ids: BTreeSet<&str> = deductions.iter().flat_map(|d| &d.finding_ids).map(String::as_str).collect();
        findings.retain(|f| ids.contains(f.finding_id.as_str()));
        not_assessable.clear();
        changes
            .retain(|c| figures.iter().any(|f| f.key == c.month || matches!((f.key.as_str(), c.kind), ("completeness", "one_more_month"))));
    }
    if let Some(rule) = request.rule {
        let code = rule.as_str();
        findings.retain(|f| f.rule == code);
        deductions.retain(|d| d.rule == code);
        grounds.retain(|g| g.rule == code);
        not_assessable.retain(|r| r.rule == code);
        let months: BTreeSet<&str> = findings.iter().map(|f| f.month.as_str()).collect();
        figures.retain(|f| request.figure.is_some() || months.contains(f.key.as_str()) || (f.key == "score" && !deductions.is_empty()));
        changes.retain(|c| months.contains(c.month.as_str()));
    }
    let question = run.question();
    let unit = question.units.iter().find(|u| u.unit == subject.unit);
    Ok(Shown {
        version: VERSION,
        run: Run {
            run_id: run.run_id().to_string(),
            program: question.version.clone(),
            unit: subject.unit.clone(),
            unit_name: unit.map_or_else(String::new, |u| u.unit_name.clone()),
            jurisdiction: unit.map_or_else(String::new, |u| u.jurisdiction.clone()),
            period: question.period.clone(),
            as_of: question.as_of.to_string(),
            trial: question.trial.clone(),
        },
        subject: about(&subject, &tables),
        inputs: inputs(run.inputs(request.workspace.as_deref())),
        figures,
        deductions,
        findings,
        grounds,
        not_assessable,
        changes,
    })
}

fn of(run: &Finished, subject: &Subject, known: &Rows) -> Result<Tables, Unfinished> {
    let unit = BTreeSet::from([subject.unit.clone()]);
    let (column, any) = match &subject.branch {
        Some(branch) => ("branch_key", BTreeSet::from([branch.key.clone()])),
        None => ("committee", BTreeSet::from([subject.committee.clone()])),
    };
    let own =
        |name: &'static str| -> Result<Rows, Unfinished> { Ok(run.table(name, Some(&Wanted { column, any: &any }))?.with("unit", &unit)?) };
    let all = run.table("ranking", Some(&Wanted { column: "unit", any: &unit }))?;
    let parameters = if run.has("parameters") { Some(run.table("parameters", None)?) } else { None };
    let ranking = all.with(column, &any)?;
    let kind =
        if subject.branch.is_some() && !ranking.is_empty() { BranchType::from_words(ranking.text(0, "type")) } else { BranchType::Other };
    let rules = pending::RULES.iter().map(|code| code.as_str().to_string()).collect();
    let returned = match &subject.branch {
        Some(_) => run.table("findings", Some(&Wanted { column: "rule", any: &rules }))?.with("unit", &unit)?,
        None => Rows::default(),
    };
    Ok(Tables {
        returned,
        matrix: known.with(column, &any)?.with("unit", &unit)?,
        activities: if subject.branch.is_some() { own("activities")? } else { Rows::default() },
        deductions: own("deductions")?,
        findings: own("findings")?,
        eligibility: own("eligibility")?,
        terms: Terms::of(parameters.as_ref(), &subject.unit),
        ranking,
        all,
        kind,
    })
}

fn about(subject: &Subject, tables: &Tables) -> About {
    let of = |get: fn(&Named) -> &String| subject.branch.as_ref().map_or_else(String::new, |b| get(b).clone());
    About {
        kind: if subject.branch.is_some() { "branch" } else { "committee" },
        committee: subject.committee.clone(),
        branch: of(|b| &b.name),
        branch_id: of(|b| &b.id),
        branch_key: of(|b| &b.key),
        branch_type: if tables.ranking.is_empty() || subject.branch.is_none() {
            String::new()
        } else {
            tables.ranking.text(0, "type").to_string()
        },
    }
}

/// Chinese name of a rule.
fn rule_name(code: &str) -> String {
    Code::named(code).map_or_else(String::new, |code| code.name().to_string())
}

/// Rules that could not be judged of a branch; a result of an earlier edition does not tell them.
fn not_assessable(tables: &Tables) -> Vec<RuleName> {
    let codes = if tables.ranking.is_empty() { "" } else { tables.ranking.text(0, "not_assessable") };
    codes.split(';').filter(|code| !code.is_empty()).map(|code| RuleName { rule: code.to_string(), name: rule_name(code) }).collect()
}

/// Of a branch, or of a committee by its own faults.
fn deductions(tables: &Tables, of_branch: bool) -> Vec<Deduction> {
    let rows = &tables.deductions;
    // what a committee's own faults cost stands on a clause of its own
    let path = |row: usize| match of_branch {
        true => "score.base".to_string(),
        false => format!("score.committee.deductions.{}.points", rows.text(row, "rule")),
    };
    let of = |row: usize| Deduction {
        rule: rows.text(row, "rule").to_string(),
        name: rule_name(rows.text(row, "rule")),
        count: rows.int(row, "count").unwrap_or_default(),
        points: rows.int(row, "points_part").unwrap_or_default(),
        cap: rows.int(row, "cap_part"),
        applied: rows.int(row, "applied_part").unwrap_or_default(),
        basis: tables.terms.basis(&path(row), tables.kind),
        finding_ids: rows.text(row, "finding_ids").split(';').filter(|id| !id.is_empty()).map(str::to_string).collect(),
    };
    (0..rows.len()).filter(|row| of_branch != rows.text(*row, "branch_key").is_empty()).map(of).collect()
}

fn findings(tables: &Tables, of_branch: bool) -> Vec<FindingLine> {
    let rows = &tables.findings;
    let of = |row: usize| {
        let text = |column: &str| rows.text(row, column).to_string();
        FindingLine {
            finding_id: text("finding_id"),
            rule: text("rule"),
            name: rule_name(rows.text(row, "rule")),
            level: text("level"),
            month: text("month"),
            member: text("member"),
            observed: text("observed"),
            expected: text("expected"),
            message: text("message"),
            basis: text("basis"),
            file: text("file"),
            sheet: text("sheet"),
            cell: text("cell"),
            status: text("status"),
            in_period: rows.flag(row, "in_period").unwrap_or_default(),
        }
    };
    (0..rows.len()).filter(|row| of_branch != rows.text(*row, "branch_key").is_empty()).map(of).collect()
}

fn grounds(tables: &Tables) -> Vec<Ground> {
    let rows = &tables.eligibility;
    let of = |row: usize| Ground {
        rule: rows.text(row, "rule").to_string(),
        count: rows.int(row, "count").unwrap_or_default(),
        reason: rows.text(row, "reason").to_string(),
        basis: rows.text(row, "basis").to_string(),
    };
    (0..rows.len()).filter(|row| !rows.text(*row, "rule").is_empty()).map(of).collect()
}

fn inputs(found: Inputs) -> InputState {
    match found {
        Inputs::NotFound => InputState { state: "not_found", ..InputState::default() },
        Inputs::Unreadable(workspace, _) => {
            InputState { state: "unreadable", workspace: workspace.display().to_string(), ..InputState::default() }
        }
        Inputs::Looked { workspace, changed, gone, new, .. } => InputState {
            state: if changed.is_empty() && gone.is_empty() && new.is_empty() { "same" } else { "changed" },
            workspace: workspace.display().to_string(),
            changed,
            gone,
            new,
        },
    }
}
