//! The pipeline, as one readable function: plan, discover, read, collate, judge, assess, draw, write. Files are read in parallel and dropped
//! as soon as their rows are out; everything parallel is put into order before the next step sees it.

mod cache;
pub mod check;
mod conclude;
mod error;
mod follow_up;
mod history;
mod kept;
pub mod matching;
mod opening;
mod passwords;
mod pipeline;
pub mod placing;
mod progress;
mod request;
mod roots;
mod scratch;
mod slim;
mod span;
mod store;
pub mod template;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::{Schemas, workspace, workspace::WorkspaceOptions};
use crate::intake::{self, Discovery, Limits, Originals};
use crate::model::assessment::Outcome;
use crate::report::{self, Results};

pub use error::RunError;
pub use kept::{Seal, Unchanged};
pub use opening::{Asked, Opening};
pub use passwords::{PasswordList, gather};
pub use progress::{Progress, Silent, Stage};
pub use request::{Plan, Request};
pub use scratch::abandon;

use kept::{Kept, Listing};
use request::MemberPlan;
use store::Staging;

/// A finished run.
#[derive(Debug)]
pub struct Finished {
    /// What was found.
    pub results: Results,
    /// Where the result stands; `None` when nothing was written (`conclude`).
    pub target: PathBuf,
    /// `fail_on` of dangri.toml, for a command line that says nothing of it.
    pub fail_on: Option<String>,
    /// By which the next run knows that nothing has changed, once it is kept.
    pub seal: Option<Seal>,
}

/// What a run came to.
#[derive(Debug)]
pub enum Done {
    /// A result was written.
    Written(Box<Finished>),
    /// Inputs, options and result are those of the last run: everything was left as it is.
    Unchanged(Unchanged),
}

/// Runs the main job: reads the workspace and puts the result in place.
pub fn run(request: &Request, progress: &dyn Progress) -> Result<Done, RunError> {
    let (plan, schemas, jobs) = plan(request)?;
    in_pool(jobs, || {
        // Opened before anything is read: an output that cannot be written is told at once.
        let staging = Staging::open(&plan.target, &request.workspace)?;
        let found = pipeline::discover(request, &plan, staging.target(), progress)?;
        let mut kept = Kept::open(request, &plan);
        let listing = Listing::new(&found, &plan);
        if let Some(unchanged) = kept.unchanged(&found, &listing, &plan, &schemas, staging.target(), progress) {
            return Ok(Done::Unchanged(unchanged));
        }
        // Faulty ledgers are looked up once more where they lie.
        let inputs = Discovery { inputs: found.inputs.clone(), ..Discovery::default() };
        let results = pipeline::conclude(request, &plan, &schemas, (found, &kept), 1, progress);
        let originals = Originals::new(inputs, &plan.opening.limits);
        let exporters: Vec<_> = report::exporters().iter().filter(|e| plan.formats.iter().any(|f| f == e.name())).collect();
        progress.stage(Stage::Write(exporters.len() as u64));
        // Each writes files of its own, so they need not wait for each other.
        let write = |results: &Results, dir: &Path, done: &(dyn Fn() + Sync)| {
            let formats = || {
                exporters.par_iter().with_max_len(1).try_for_each(|exporter| {
                    exporter.write(results, dir)?;
                    done();
                    Ok(())
                })
            };
            let (formats, back) = rayon::join(formats, || feedback(&plan, results, &originals, dir));
            formats.and(back)
        };
        // So can what later runs want to know; it is kept when the result stands.
        let (written, past) =
            rayon::join(|| write(&results, staging.dir(), &|| progress.step()), || pipeline::remember(request, &plan, &results));
        written?;
        let results = each_on_its_own(results, &plan, |one, name| {
            let dir = staging.dir().join(name);
            std::fs::create_dir_all(&dir).map_err(|e| RunError::output(&dir, e))?;
            write(one, &dir, &|| ())
        })?;
        let target = staging.publish()?;
        // A workspace that will not keep it has no memory, and nothing else is lost.
        past.into_iter().for_each(|run| drop(run.keep()));
        let seal = kept.finish(&listing, &plan, &schemas, &results, &target);
        Ok(Done::Written(Box::new(Finished { results, target, fail_on: plan.fail_on, seal })))
    })
}

/// What goes back to the committees, beside the workbook. Passwords are not handed on: what only they open is not copied.
fn feedback(plan: &Plan, results: &Results, originals: &Originals, dir: &Path) -> Result<(), RunError> {
    if plan.formats.iter().any(|f| f == "xlsx") {
        report::feedback::write(results, dir, originals)?;
    }
    Ok(())
}

/// A prefecture's members also get a result each, in a folder called like theirs: what goes back to the county. Nothing for a single
/// jurisdiction.
fn each_on_its_own(
    mut results: Results,
    plan: &Plan,
    write: impl Fn(&Results, &str) -> Result<(), RunError> + Sync,
) -> Result<Results, RunError> {
    if results.outcomes.len() < 2 {
        return Ok(results);
    }
    let outcomes = std::mem::take(&mut results.outcomes);
    let rules = std::mem::take(&mut results.rules);
    let info = &results.info;
    let one = |((outcome, rule), member): ((Outcome, _), &MemberPlan)| {
        let name = member.prefix.trim_matches('/').replace('/', "-");
        let one = Results { info: info.clone(), outcomes: vec![outcome], rules: vec![rule] };
        write(&one, &name).map(|()| one)
    };
    let written = outcomes.into_par_iter().zip(rules).zip(&plan.members).with_max_len(1).map(one).collect::<Result<Vec<_>, _>>()?;
    for one in written {
        results.outcomes.extend(one.outcomes);
        results.rules.extend(one.rules);
    }
    Ok(results)
}

/// Draws the inspection list alone; nothing is written.
pub fn sample(request: &Request, draw_number: u32, progress: &dyn Progress) -> Result<Results, RunError> {
    let (plan, schemas, jobs) = plan(request)?;
    in_pool(jobs, || {
        let found = pipeline::discover(request, &plan, &plan.target, progress)?;
        let kept = Kept::open(request, &plan);
        Ok(pipeline::conclude(request, &plan, &schemas, (found, &kept), draw_number, progress))
    })
}

fn plan(request: &Request) -> Result<(Plan, Schemas, Option<usize>), RunError> {
    if !request.workspace.exists() {
        return Err(RunError::NoWorkspace(request.workspace.clone()));
    }
    let file = match intake::workspace_file(&request.workspace, "dangri.toml", &Limits::default())? {
        Some(bytes) => workspace::parse("dangri.toml", &String::from_utf8_lossy(&bytes))?,
        None => WorkspaceOptions::default(),
    };
    let own = file.schemas.as_ref().map(PathBuf::from);
    let schemas = Schemas::load(request.schemas.as_deref().or(own.as_deref()))?;
    let mut plan = Plan::new(request, &file, &schemas)?;
    plan.opening = plan.opening.with_list(&request.workspace)?;
    Ok((plan, schemas, request.jobs.or(file.jobs)))
}

fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> Result<T, RunError> + Send) -> Result<T, RunError> {
    let threads = jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| RunError::Threads(threads))?;
    pool.install(work)
}
