//! `dangri rollup`: finished runs put together one level up, without the ledgers. What was named is listed (`source`), what does not fit is left out by its
//! name (`choose`), the tables of the rest are read one unit at a time and added up (`unit`), ranks are given among what is comparable (`ranks`), and a
//! result is written like any other.

mod choose;
mod expected;
mod ranks;
mod source;
mod unit;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::dataset::{self, Dataset};
use super::error::RunError;
use super::finished::Unfinished;
use super::result::{InputLine, Question, ReadCounts, Staging, Told, UnitLine, absolute};
use super::{COMMIT, digest, in_pool};
use crate::model::rolled::{CommitteeLine, Limit, MonthLine, Parameter, Policy, Rolled, RuleLine, SourceState, Sums, Total, UnitSums};
use crate::model::time::Period;
use crate::report;
use choose::Chosen;
use source::Source;
use unit::{Summed, Tables};

/// What stands for the unit in the question of a rollup; the units themselves are its inputs.
const ROLLUP: &str = "rollup";

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct RollupRequest {
    /// Results and data sets.
    pub sources: Vec<PathBuf>,
    /// Where the result goes.
    pub output: PathBuf,
    /// Data set that the tables of the units are put into.
    pub dataset: Option<PathBuf>,
    /// List of the units that are expected.
    pub expect: Option<PathBuf>,
    /// The period, as it was typed.
    pub period: Option<String>,
    /// Versions of the program and trials may be mixed.
    pub allow_mixed: bool,
    /// Threads.
    pub jobs: Option<usize>,
}

/// A finished rollup.
#[derive(Debug)]
pub struct RolledUp {
    /// What came of it.
    pub rolled: Rolled,
    /// Where it stands.
    pub target: PathBuf,
    /// What became of folders that were there before.
    pub told: Vec<Told>,
    /// What became of the units of the data set.
    pub dataset: Vec<dataset::Put>,
}

/// Why nothing is put together.
#[derive(Debug, thiserror::Error)]
pub enum NotRolledUp {
    /// One of those named is neither a result nor a data set.
    #[error("{0}")]
    Source(#[from] Unfinished),
    /// It is a rollup itself.
    #[error("“{}”是逐级汇总的结果。逐级汇总请用各单位的结果目录或数据集，上一级可把各单位写入同一个数据集（--dataset）后再汇总。", .0.display())]
    Rollup(PathBuf),
    /// Several periods, and none was chosen.
    #[error("所给的结果属于几个统计期（{0}），各期不能相加。请用 -p 指明汇总哪一期。")]
    Periods(String),
    /// Nothing counts: everything that was named, with the reason.
    #[error("没有可以汇总的单位：\n{0}")]
    Nothing(String),
    /// The list of units that are expected.
    #[error("应报单位名单“{}”无法使用：{why}。", path.display())]
    Expected {
        /// The list.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A run's tables cannot go into a data set.
    #[error("“{0}”的结果中没有 Parquet 表格，不能写入数据集。请重新运行 dangri run（不加 --format，或加上 parquet）。")]
    NoParquet(String),
    /// As of a run.
    #[error("{0}")]
    Run(#[from] RunError),
}

impl NotRolledUp {
    /// 2: what was named cannot be used; 3: input or output failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            NotRolledUp::Source(error) => error.exit_code(),
            NotRolledUp::Run(error) => error.exit_code(),
            _ => 2,
        }
    }
}

/// Puts runs together.
///
/// # Errors
/// Nothing that was named can be put together, or the disk refuses.
pub fn rollup(request: &RollupRequest) -> Result<RolledUp, NotRolledUp> {
    in_pool(request.jobs, || Ok(within(request)))?
}

fn within(request: &RollupRequest) -> Result<RolledUp, NotRolledUp> {
    let output = absolute(&request.output)?;
    for path in &request.sources {
        let own = absolute(path)?;
        if own.starts_with(&output) || output.starts_with(&own) {
            return Err(RunError::BadOption(format!(
                "结果目录“{}”与所给的“{}”相互包含，请换一个 -o 目录。",
                output.display(),
                path.display()
            ))
            .into());
        }
    }
    let expected = request.expect.as_deref().map(expected::read).transpose()?;
    let period = request.period.as_deref().map(str::parse::<Period>).transpose().map_err(RunError::BadOption)?;
    let gathered = source::gather(&request.sources)?;
    let chosen = choose::choose(gathered, expected.as_deref(), period, request.allow_mixed)?;
    let Some(first) = request.sources.first() else { return Err(NotRolledUp::Nothing(String::new())) };
    let staging = Staging::open(&output, first)?;
    let apart: Vec<&Path> = vec![staging.target()];
    let dataset = request.dataset.as_deref().map(|dir| Dataset::open(dir, &apart, &[], &chosen.trial)).transpose()?;
    let (rolled, counting) = put_together(chosen, request)?;
    report::rolled::write(&rolled, staging.dir()).map_err(|error| RunError::from(error.told_of(staging.dir(), staging.target())))?;
    let question = question(&rolled, request, &counting);
    let staged = match &dataset {
        Some(dataset) => counting.iter().map(|source| stage(dataset, source)).collect::<Result<Vec<_>, _>>()?,
        None => Vec::new(),
    };
    let (placed, _) = staging.publish(question, COMMIT, counts(&rolled))?;
    let put = staged.into_iter().map(dataset::Staged::commit).collect::<Result<_, _>>()?;
    Ok(RolledUp { rolled, target: placed.target, told: placed.told, dataset: put })
}

/// Copies the tables of a unit into a data set.
fn stage(dataset: &Dataset, source: &Source) -> Result<dataset::Staged, NotRolledUp> {
    if !source.tables.values().all(|table| table.path.ends_with(".parquet")) {
        return Err(NotRolledUp::NoParquet(source.entry.unit.clone()));
    }
    let copy = |dir: &Path| {
        let folder = dir.join("data");
        std::fs::create_dir(&folder).map_err(|e| RunError::output(&folder, e))?;
        for (name, table) in &source.tables {
            let to = folder.join(format!("{name}.parquet"));
            let bytes = source.bytes(table).map_err(|e| RunError::output(&to, e))?;
            std::fs::write(&to, bytes).map_err(|e| RunError::output(&to, e))?;
        }
        Ok(())
    };
    Ok(dataset.stage(source.entry.clone(), copy)?)
}

/// Reads the units that were chosen, adds them up and ranks them.
fn put_together(chosen: Chosen, request: &RollupRequest) -> Result<(Rolled, Vec<Source>), NotRolledUp> {
    let Chosen { counting, mut lines, period, trial } = chosen;
    let tables = Tables::new();
    let read: Vec<Result<Summed, unit::Unreadable>> =
        counting.par_iter().with_max_len(1).map(|source| unit::summed(source, &tables)).collect();
    let (mut sources, mut summed) = (Vec::new(), Vec::new());
    for (source, read) in counting.into_iter().zip(read) {
        match read {
            Ok(sums) => {
                lines.push(source.line(SourceState::Counted, String::new()));
                sources.push(source);
                summed.push(sums);
            }
            Err(why) => lines.push(source.line(why.state, why.detail)),
        }
    }
    lines.sort_by(|a, b| (&a.unit, &a.place, a.state).cmp(&(&b.unit, &b.place, b.state)));
    if sources.is_empty() {
        let told = lines.iter().map(|l| format!("  {} {}：{} {}", l.unit, l.place, l.state.words(), l.detail)).collect::<Vec<_>>();
        return Err(NotRolledUp::Nothing(told.join("\n")));
    }
    let policies = policies(&sources, &tables)?;
    let rolled = Rolled {
        version: env!("CARGO_PKG_VERSION").to_string(),
        run_id: String::new(),
        period: period.to_string(),
        as_of: sources.iter().map(|source| source.entry.as_of).max().unwrap_or_default(),
        trial,
        policies,
        units: Vec::new(),
        committees: Vec::new(),
        months: Vec::new(),
        rules: Vec::new(),
        totals: Vec::new(),
        sources: lines,
        limits: Vec::new(),
    };
    let mut rolled = with_units(rolled, &sources, summed);
    rolled.run_id = question(&rolled, request, &sources).run_id();
    Ok((rolled, sources))
}

fn with_units(mut rolled: Rolled, sources: &[Source], summed: Vec<Summed>) -> Rolled {
    for (at, (source, sums)) in sources.iter().zip(summed).enumerate() {
        let policy = rolled.policies.iter().position(|policy| policy.digest == source.entry.profile_digest).unwrap_or_default();
        rolled.units.push(UnitSums {
            head: source.head(),
            policy,
            version: source.entry.version.clone(),
            as_of: source.entry.as_of,
            sums: sums.sums,
            files: source.entry.counts.files,
            rows: source.entry.counts.rows,
            by_completeness: None,
            by_participation: None,
            by_timeliness: None,
            by_score: None,
        });
        rolled.committees.extend(sums.committees.into_iter().map(|line| CommitteeLine { unit: at, ..line }));
        rolled.months.extend(sums.months.into_iter().map(|line| MonthLine { unit: at, ..line }));
        rolled.rules.extend(sums.rules.into_iter().map(|line| RuleLine { unit: at, ..line }));
    }
    rolled.totals = totals(&rolled);
    rolled.limits = limits(&rolled, sources);
    ranks::give(&mut rolled);
    rolled
}

/// Over all units, then over those of each policy. Points are the same thing only under the same rules.
fn totals(rolled: &Rolled) -> Vec<Total> {
    let of = |policy: Option<usize>| {
        let mut total = Total { policy, units: 0, sums: Sums::default() };
        for unit in rolled.units.iter().filter(|unit| policy.is_none_or(|policy| policy == unit.policy)) {
            total.units += 1;
            total.sums += unit.sums;
        }
        if policy.is_none() && rolled.policies.len() > 1 {
            total.sums.score = Default::default();
        }
        total
    };
    std::iter::once(None).chain((0..rolled.policies.len()).map(Some)).map(of).collect()
}

fn limits(rolled: &Rolled, sources: &[Source]) -> Vec<Limit> {
    let mut limits = Vec::new();
    if rolled.policies.len() > 1 {
        limits.push(Limit::Policies(rolled.policies.len()));
    }
    let several = |of: &dyn Fn(&Source) -> String| sources.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]));
    if rolled.units.iter().any(|unit| unit.sums.not_yet > 0) && several(&|s| s.entry.as_of.to_string()) {
        limits.push(Limit::AsOf);
    }
    if sources.iter().any(|source| source.entry.options.get("ranking").is_some_and(|word| word == "false")) {
        limits.push(Limit::NoRanking);
    }
    if several(&|s| format!("{} {}", s.entry.version, s.entry.schemas)) {
        limits.push(Limit::Mixed);
    }
    let (pending, rejected) = rolled.units.iter().fold((0, 0), |sum, unit| (sum.0 + unit.sums.pending, sum.1 + unit.rows.rejected));
    if pending + rejected > 0 {
        limits.push(Limit::Open(pending, rejected));
    }
    limits
}

/// The policies, in order of jurisdiction and digest, with what is not the same in all of them.
fn policies(sources: &[Source], tables: &Tables) -> Result<Vec<Policy>, NotRolledUp> {
    let mut by_digest: BTreeMap<(&str, &str), &Source> = BTreeMap::new();
    for source in sources {
        by_digest.entry((&source.entry.jurisdiction, &source.entry.profile_digest)).or_insert(source);
    }
    // one digest that goes by two names is one policy
    let mut seen = std::collections::BTreeSet::new();
    let first: Vec<(&str, &str, &Source)> = by_digest
        .into_iter()
        .filter(|((_, digest), _)| seen.insert(*digest))
        .map(|((name, digest), source)| (name, digest, source))
        .collect();
    let mut of_each: Vec<Vec<Parameter>> = Vec::new();
    for (.., source) in &first {
        // a unit that counts has been read already; one without this table was judged by an older program
        of_each.push(if first.len() > 1 { unit::parameters(source, tables).unwrap_or_default() } else { Vec::new() });
    }
    let mut known: BTreeMap<&Parameter, usize> = BTreeMap::new();
    of_each.iter().flatten().for_each(|parameter| *known.entry(parameter).or_default() += 1);
    let differs =
        |parameters: &[Parameter]| parameters.iter().filter(|p| known.get(p) != Some(&of_each.len())).cloned().collect::<Vec<_>>();
    let of = |(at, (name, digest, _)): (usize, &(&str, &str, &Source))| Policy {
        letter: letter(at),
        jurisdiction: name.to_string(),
        digest: digest.to_string(),
        differs: differs(&of_each[at]),
    };
    Ok(first.iter().enumerate().map(of).collect())
}

/// `A` … `Z`, `AA` …
fn letter(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (at % 26) as u8));
        if at < 26 {
            return letters.into_iter().rev().collect();
        }
        at = at / 26 - 1;
    }
}

/// What a rollup is an answer to: the units that count are its inputs, each by the digest of what its list says of its tables.
fn question(rolled: &Rolled, request: &RollupRequest, counting: &[Source]) -> Question {
    let input = |source: &Source| InputLine {
        path: source.entry.unit.clone(),
        sha256: source.digest(),
        bytes: source.tables.values().map(|table| table.bytes).sum(),
        outcome: SourceState::Counted.as_str().to_string(),
    };
    let mut options = BTreeMap::from([
        (ROLLUP.to_string(), "true".to_string()),
        ("period".to_string(), rolled.period.clone()),
        ("allow_mixed".to_string(), request.allow_mixed.to_string()),
    ]);
    let gaps: Vec<String> = rolled.gaps().map(|gap| format!("{} {} {} {}", gap.unit, gap.state.as_str(), gap.place, gap.detail)).collect();
    options.insert("left_out".to_string(), digest::hex(gaps.join("\n").as_bytes()));
    Question {
        version: rolled.version.clone(),
        units: vec![UnitLine { unit: ROLLUP.to_string(), unit_name: "逐级汇总".to_string(), ..UnitLine::default() }],
        schemas: String::new(),
        period: rolled.period.clone(),
        as_of: rolled.as_of,
        trial: rolled.trial.clone(),
        options,
        inputs: counting.iter().map(input).collect(),
        history: Vec::new(),
    }
}

fn counts(rolled: &Rolled) -> ReadCounts {
    let mut counts = ReadCounts::default();
    for unit in &rolled.units {
        counts.rows.add(unit.rows);
        counts.files.total += unit.files.total;
        counts.files.read += unit.files.read;
        counts.files.partly += unit.files.partly;
        counts.files.unrecognised += unit.files.unrecognised;
        counts.files.unreadable += unit.files.unreadable;
        counts.files.skipped += unit.files.skipped;
    }
    counts
}

/// Is a result one of these?
fn is_rollup(question: &Question) -> bool {
    question.options.contains_key(ROLLUP)
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 1, 25, 26, 27, 51, 52, 701, 702].map(letter), ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
    }
}
