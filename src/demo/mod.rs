//! Synthetic workspaces with known truth (`dangri demo DIR`): first it is decided what every branch did and what its clerk got wrong, then the
//! ledgers are written from the decisions, and the expected findings, figures and row counts from the same decisions by the contract's
//! sentences. Nothing here calls the program's rules, layouts, collation or calendar: the truth in `_truth/` is what they are checked against.

mod activities;
mod apart;
mod attendance;
mod calendar;
mod cells;
mod corrected;
mod deal;
mod debris;
mod dice;
mod duties;
mod duty;
mod extra;
mod faults;
mod form;
mod grid;
mod handed;
mod header;
mod holidays;
mod july;
mod ledger;
mod lists;
mod marks;
mod moves;
mod oracle;
mod oracle_days;
mod oracle_returns;
mod oracle_rites;
mod org;
mod other_lists;
mod photos;
mod plans;
mod policies;
mod policy;
mod returns;
mod rituals;
mod shelf;
mod signs;
mod spans;
mod style;
mod submissions;
mod table;
mod tags;
mod truth;
mod visits;
mod waivers;
mod words;
mod write;
mod zipfile;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use thiserror::Error;

use crate::model::finding::Code;
use crate::model::time::{Month, Period};

/// How activities are handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shape {
    /// One workbook per committee and month with all its branches.
    #[default]
    Townships,
    /// One one-form workbook per activity.
    Forms,
    /// Every other committee hands in forms.
    Mixed,
}

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// Jurisdiction id (`chizhou`).
    pub jurisdiction: String,
    /// Number of branches, 1–50 000.
    pub branches: u32,
    /// Number of months, 1–36, from `start` on.
    pub months: u32,
    /// Same seed and options, same bytes.
    pub seed: u64,
    /// 0 clean tables … 3 everything that clerks do.
    pub mess: u8,
    /// First month; the whole period must lie in 2016–2019.
    pub start: Month,
    /// Tables or forms.
    pub shape: Shape,
    /// Day on which the run judges; by default fifteen days after the last month.
    pub as_of: Option<NaiveDate>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            jurisdiction: "chizhou".to_string(),
            branches: 24,
            months: 12,
            seed: 1,
            mess: 1,
            start: Month::of(NaiveDate::from_ymd_opt(2017, 1, 1).unwrap_or_default()),
            shape: Shape::Townships,
            as_of: None,
        }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that a run will find (those inside archives included, `_truth` and `dangri.toml` not).
    pub files: u32,
    /// Branches in the roster.
    pub branches: u32,
    /// Rows and forms of activities handed in, whatever becomes of them.
    pub activities: u32,
    /// Expected findings by rule.
    pub findings: BTreeMap<Code, u32>,
}

/// Why nothing was made.
#[derive(Debug, Error)]
pub enum DemoError {
    /// No such jurisdiction.
    #[error("辖区“{0}”没有内置，可选：{1}")]
    Jurisdiction(String, String),
    /// An option out of its range.
    #[error("{0}")]
    Option(String),
    /// The folder holds something already.
    #[error("文件夹“{}”不是空的，请另选一个", .0.display())]
    Occupied(PathBuf),
    /// Writing failed.
    #[error("无法写入“{}”：{source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A workbook could not be put together.
    #[error("无法生成工作簿“{0}”：{1}")]
    Workbook(String, rust_xlsxwriter::XlsxError),
}

/// Ids and names of the jurisdictions that can be made, in the order of the requirements.
pub fn jurisdictions() -> Vec<(&'static str, &'static str)> {
    policy::POLICIES.iter().map(|p| (p.id, p.name)).collect()
}

/// Writes a workspace into `dir` (made if need be; must be empty) and what a run over it should give into `dir/_truth`.
pub fn generate(dir: &Path, options: &Options) -> Result<Summary, DemoError> {
    let mut world = plan(options)?;
    let mut shelf = shelf::fill(&world, options);
    let (truth, explained) = truth::Truth::of(&world, &mut shelf, options.seed);
    write::all(dir, &world, &shelf, &truth, options)?;
    let summary = Summary {
        files: shelf.files.values().sum(),
        branches: world.branches.len() as u32,
        activities: world.entries.iter().filter(|e| e.fate != activities::Fate::Never).count() as u32,
        findings: truth.findings.iter().fold(BTreeMap::new(), |mut by, f| {
            *by.entry(f.code).or_insert(0) += 1;
            by
        }),
    };
    // What comes back put right is judged as well: the plan is no longer needed as it was.
    let corrections = corrected::corrections(&world, &shelf);
    corrected::apply(&mut world, &mut shelf, &corrections);
    let again = truth::Truth::again(&world, &shelf, &explained);
    write::corrected(dir, &world, &shelf, (&again, &corrections))?;
    Ok(summary)
}

/// Decides everything.
fn plan(options: &Options) -> Result<activities::World, DemoError> {
    let policy = policy::find(&options.jurisdiction).ok_or_else(|| {
        let known: Vec<&str> = policy::POLICIES.iter().map(|p| p.id).collect();
        DemoError::Jurisdiction(options.jurisdiction.clone(), known.join("、"))
    })?;
    let fail = |text: &str| Err(DemoError::Option(text.to_string()));
    if !(1..=50_000).contains(&options.branches) {
        return fail("支部数应在 1 至 50000 之间");
    }
    if !(1..=36).contains(&options.months) {
        return fail("月数应在 1 至 36 之间");
    }
    if options.mess > 3 {
        return fail("杂乱程度应为 0、1、2 或 3");
    }
    let last = options.start.plus(options.months as i32 - 1);
    let years = holidays::YEARS;
    let Some(period) = Period::new(options.start, last).filter(|_| years.contains(&options.start.year()) && years.contains(&last.year()))
    else {
        return fail("统计期应在 2016 年至 2019 年之内");
    };
    let as_of = options.as_of.unwrap_or_else(|| last.last_day() + Days::new(15));
    let (committees, branches) = org::people(options, policy, period);
    let mut world = activities::World {
        policy,
        period,
        as_of,
        mess: options.mess,
        committees,
        branches,
        entries: Vec::new(),
        filings: Vec::new(),
        marks: Vec::new(),
        returns: returns::Returns::default(),
        regular: Vec::new(),
        photos: BTreeMap::new(),
    };
    activities::clean_year(&mut world, &mut dice::Dice::new(options.seed, 2));
    rituals::observe(&mut world, options.seed);
    returns::draw(&mut world, options.seed);
    faults::plant(&mut world, options.seed);
    marks::fill(&mut world, options.seed);
    photos::plant(&mut world, options.seed);
    apart::plant(&mut world, options.seed);
    Ok(world)
}
