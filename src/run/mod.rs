//! The pipeline, as one readable function: plan, discover, read, collate, judge, assess, draw, write. Files are read in parallel and dropped
//! as soon as their rows are out; everything parallel is put into order before the next step sees it.

mod cache;
pub mod check;
mod conclude;
mod crowd;
pub mod dataset;
pub mod diff;
mod digest;
mod error;
pub mod finished;
mod follow_up;
mod history;
mod kept;
mod lookback;
pub mod matching;
mod opening;
mod own_folder;
mod passwords;
mod pipeline;
pub mod placing;
mod progress;
pub mod prospect;
mod request;
pub mod result;
pub mod rollup;
mod roots;
mod scratch;
mod set_up;
pub mod show;
mod span;
mod teaching;
pub mod template;
pub mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::config::Schemas;
use crate::files;
use crate::intake::{Discovery, Originals};
use crate::model::assessment::Outcome;
use crate::model::options::FailOn;
use crate::model::results::{Results, RunInfo};
use crate::report::{self, ExportJob, Exporter};

pub use error::RunError;
pub use kept::{Seal, Unchanged};
pub use opening::{Asked, Opening};
pub use passwords::gather;
pub use progress::{Progress, Silent, Stage};
pub use request::{Plan, Request};
pub use result::{Told, Why};
pub use scratch::abandon;
pub use set_up::{FILE as SET_UP, Notice};

use kept::{Kept, Listing};
use own_folder::OwnFolder;
use request::MemberPlan;
use result::{Question, ReadCounts, Staging};
use set_up::SetUp;

/// The commit that the program was built from, or why it is not known.
pub const COMMIT: &str = env!("DANGRI_COMMIT");

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What was found.
    pub results: Results,
    /// Where the result stands; `None` when nothing was written (`conclude`).
    pub target: PathBuf,
    /// What became of folders that were there before.
    pub told: Vec<Told>,
    /// What became of the units of the data set.
    pub dataset: Vec<dataset::Put>,
    /// `fail_on` of dangri.toml, for a command line that says nothing of it.
    pub fail_on: Option<FailOn>,
    /// By which the next run knows that nothing has changed, once it is kept.
    pub seal: Option<Seal>,
}

/// What a run came to.
#[derive(Debug)]
pub enum Done {
    /// A result was written.
    Written(Box<Finished>),
    /// Inputs, options and result are those of the last run: everything was left as it is.
    Unchanged(Box<Unchanged>),
}

/// Runs the main job: reads the workspace and puts the result in place.
///
/// # Errors
/// The set-up is unusable, or the result cannot be written; the previous one stands.
pub fn run(request: &Request, progress: &dyn Progress) -> Result<Done, RunError> {
    let (plan, schemas, jobs) = plan(request)?;
    progress.notices(&plan.notices);
    in_pool(jobs, || {
        // Opened before anything is read: an output that cannot be written is told at once.
        let staging = Staging::open(&plan.target, &request.workspace)?;
        let dataset = open_dataset(request, &plan, staging.target())?;
        let found = pipeline::discover(request, &plan, staging.target(), progress)?;
        let history = history_folder(request, &plan)?;
        let history = history.as_ref().map(OwnFolder::path);
        let mut kept = Kept::open(request, &plan, history);
        let listing = Listing::new(&found, &plan);
        // A data set that lacks the result, or has it otherwise, is reason enough to write it.
        let is_kept = dataset.as_ref().is_none_or(|dataset| dataset.holds(staging.target()));
        if is_kept && let Some(unchanged) = kept.unchanged(&found, &listing, &plan, &schemas, staging.target(), progress) {
            return Ok(Done::Unchanged(Box::new(Unchanged { told: staging.told().to_vec(), ..unchanged })));
        }
        // Faulty ledgers are looked up once more where they lie.
        let inputs = Discovery { inputs: found.inputs.clone(), ..Discovery::default() };
        let results = pipeline::conclude(history, &plan, &schemas, (found, &kept), 1, progress);
        let originals = Originals::new(inputs, &plan.opening.limits);
        let exporters: Vec<_> = report::exporters().iter().filter(|e| plan.formats.contains(&e.format())).collect();
        progress.stage(Stage::Write(exporters.len() as u64));
        // Each writes files of its own, so they need not wait for each other. Passwords are not handed on: what only they open is not copied.
        let write = |results: &Results, dir: &Path, done: &(dyn Fn() + Sync)| {
            let job = ExportJob { results, dir, originals: &originals };
            let one = |exporter: &&&dyn Exporter| exporter.write(&job).map(|_| done());
            let written = exporters.par_iter().with_max_len(1).try_for_each(one);
            written.map_err(|error| RunError::from(error.told_of(staging.dir(), staging.target())))
        };
        // So can what later runs want to know; it is kept when the result stands. A trial is not remembered.
        let remembered = history.filter(|_| plan.trial.is_empty());
        let (written, past) = rayon::join(
            || write(&results, staging.dir(), &|| progress.step()),
            || remembered.map(|history| pipeline::remember(history, &plan, &results)),
        );
        written?;
        let staged = Mutex::new(Vec::new());
        let stage = |one: &Results, question: &Question| -> Result<(), RunError> {
            let Some(dataset) = &dataset else { return Ok(()) };
            let tables = |dir: &Path| {
                let written = report::data::Parquet.write(&ExportJob { results: one, dir, originals: &originals });
                written.map(drop).map_err(|error| RunError::from(error.told_of(dir, dataset.dir())))
            };
            let Some(unit) = question.units.first() else { return Ok(()) };
            let one = dataset.stage(dataset::Entry::new(question, unit, COMMIT, ReadCounts::of(one), Vec::new()), tables)?;
            staged.lock().unwrap_or_else(PoisonError::into_inner).push(one);
            Ok(())
        };
        let results = each_on_its_own(results, &plan, |one, member, name| {
            let dir = files::make_below(staging.dir(), Path::new(name)).map_err(|e| RunError::output(staging.dir(), e))?;
            let question = Question::of(&plan, std::slice::from_ref(member), &schemas, one);
            one.info.run_id = question.run_id();
            write(one, &dir, &|| ())?;
            stage(one, &question)?;
            staging.list(name, question, COMMIT, ReadCounts::of(one)).map(drop)
        })?;
        let question = Question::of(&plan, &plan.members, &schemas, &results);
        if plan.members.len() == 1 {
            stage(&results, &question)?;
        }
        let (placed, list) = staging.publish(question, COMMIT, ReadCounts::of(&results))?;
        let mut staged = staged.into_inner().unwrap_or_else(PoisonError::into_inner);
        staged.sort_by(|a, b| a.unit().cmp(b.unit()));
        let dataset = staged.into_iter().map(dataset::Staged::commit).collect::<Result<_, _>>()?;
        // A workspace that will not keep it has no memory, and nothing else is lost.
        past.into_iter().flatten().for_each(|run| drop(run.keep()));
        let seal = kept.finish(&listing, &plan, &schemas, &results, (&placed.target, &list));
        Ok(Done::Written(Box::new(Finished { results, target: placed.target, told: placed.told, dataset, fail_on: plan.fail_on, seal })))
    })
}

/// The data set that was named, apart from what is read and what is written.
fn open_dataset(request: &Request, plan: &Plan, target: &Path) -> Result<Option<dataset::Dataset>, RunError> {
    let open = |dir: &PathBuf| dataset::Dataset::open(dir, &[&request.workspace, target], &plan.members, &plan.trial);
    request.dataset.as_ref().map(open).transpose()
}

/// The folder of the records of earlier runs: the one that was named, else the workspace's own; `None` where the workspace can keep none.
fn history_folder(request: &Request, plan: &Plan) -> Result<Option<OwnFolder>, RunError> {
    match &plan.history {
        Some(path) => OwnFolder::given(path).map(Some).map_err(|e| RunError::output(path, e)),
        None => Ok(OwnFolder::in_workspace(&request.workspace, "history")),
    }
}

/// A prefecture's members also get a result each, in a folder called like theirs: what goes back to the county. Nothing for a single
/// jurisdiction.
fn each_on_its_own(
    mut results: Results,
    plan: &Plan,
    write: impl Fn(&mut Results, &MemberPlan, &str) -> Result<(), RunError> + Sync,
) -> Result<Results, RunError> {
    if results.outcomes.len() < 2 {
        return Ok(results);
    }
    let outcomes = std::mem::take(&mut results.outcomes);
    let rules = std::mem::take(&mut results.rules);
    let info = &results.info;
    let one = |((outcome, rule), member): ((Outcome, _), &MemberPlan)| {
        let name = result::own_folder(&member.prefix);
        // what lies with other members, and was passed over there, is none of this one's files
        let files = info.files.iter().filter(|file| file.path.starts_with(&member.prefix)).cloned().collect();
        let mut one = Results::new(RunInfo { files, ..info.clone() }, vec![outcome], vec![rule]);
        write(&mut one, member, &name).map(|()| one)
    };
    let written = outcomes.into_par_iter().zip(rules).zip(&plan.members).with_max_len(1).map(one).collect::<Result<Vec<_>, _>>()?;
    for one in written {
        results.outcomes.extend(one.outcomes);
        results.rules.extend(one.rules);
    }
    Ok(results)
}

/// Draws the inspection list alone; nothing is written.
///
/// # Errors
/// The set-up is unusable.
pub fn sample(request: &Request, draw_number: u32, progress: &dyn Progress) -> Result<Results, RunError> {
    let (plan, schemas, jobs) = plan(request)?;
    progress.notices(&plan.notices);
    in_pool(jobs, || {
        let found = pipeline::discover(request, &plan, &plan.target, progress)?;
        let history = history_folder(request, &plan)?;
        let history = history.as_ref().map(OwnFolder::path);
        let kept = Kept::open(request, &plan, history);
        Ok(pipeline::conclude(history, &plan, &schemas, (found, &kept), draw_number, progress))
    })
}

fn plan(request: &Request) -> Result<(Plan, Schemas, Option<usize>), RunError> {
    if !request.workspace.exists() {
        return Err(RunError::NoWorkspace(request.workspace.clone()));
    }
    let set_up = SetUp::of(&request.workspace)?;
    let schemas = set_up.schemas(request.schemas.as_deref())?;
    let mut plan = Plan::new(request, &set_up, &schemas)?;
    plan.opening = plan.opening.with_list()?;
    Ok((plan, schemas, request.jobs.or(set_up.options.jobs)))
}

fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> Result<T, RunError> + Send) -> Result<T, RunError> {
    let threads = jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| RunError::Threads(threads))?;
    pool.install(work)
}
