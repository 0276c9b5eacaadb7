//! `dangri run`: the main job. What is said at its end is worded in `ends`.

use std::fmt::Display;
use std::path::Path;

use chrono::Local;

use crate::files;
use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::corpus::FileCounts;
use crate::model::finding::Level;
use crate::model::identity::mask_identity;
use crate::model::options::FailOn;
use crate::run::{self, Done, Finished, Request, Unchanged};

use super::args::{Common, RunArgs, TextOrJson, WorkspaceArgs};
use super::bars::Bars;
use super::fail;
use super::record::{Ended, Record};
use super::say::{self, Tone, prose};
use super::usage::UNUSABLE;
use super::{ends, told};

/// Largest summary.
const LARGEST: u64 = 256 << 20;

/// The request that workspace options make.
///
/// # Errors
/// What is wrong with them, for the user.
pub fn request(at: &WorkspaceArgs, common: &Common) -> Result<Request, String> {
    Ok(Request {
        workspace: at.workspace.clone(),
        jurisdiction: at.jurisdiction.clone(),
        period: at.period.clone(),
        as_of: at.as_of,
        seed: at.seed.clone(),
        sets: at.set.clone(),
        output: None,
        dataset: None,
        unit: at.unit.clone(),
        history: at.history.clone(),
        formats: Vec::new(),
        ranking: true,
        jobs: at.jobs,
        schemas: common.schemas.clone(),
        opening: at.opening.asked()?,
        no_cache: at.no_cache,
        today: Local::now().date_naive(),
    })
}

/// Runs the command, and records it where that is asked.
pub fn run(args: &RunArgs, common: &Common) -> u8 {
    let Some(path) = &args.record else { return go(args, common, &mut Ended::default()) };
    let record = match Record::start(path, &args.at.workspace, args.output.as_deref()) {
        Ok(record) => record,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let mut ended = Ended::default();
    let code = go(args, common, &mut ended);
    match record.write(code, &args.at.workspace, &ended) {
        Ok(()) => code,
        Err(message) => fail(&message, code.max(UNUSABLE)),
    }
}

fn go(args: &RunArgs, common: &Common, ended: &mut Ended) -> u8 {
    let mut refuse = |message: &dyn Display, code: u8| {
        ended.error = Some(mask_identity(&message.to_string()));
        fail(message, code)
    };
    let fail_on = match fail_on(args.fail_on.as_deref()) {
        Ok(level) => level,
        Err(message) => return refuse(&message, UNUSABLE),
    };
    if args.at.jobs == Some(0) {
        return refuse(&"--jobs 至少为 1。", UNUSABLE);
    }
    let request = match request(&args.at, common) {
        Ok(request) => Request {
            output: args.output.clone(),
            dataset: args.dataset.clone(),
            formats: args.format.clone(),
            ranking: !args.no_ranking,
            ..request
        },
        Err(message) => return refuse(&message, UNUSABLE),
    };
    let bars = Bars::new(common.quiet);
    let finished = run::run(&request, &bars);
    bars.finish(finished.is_ok());
    match finished {
        Ok(Done::Written(finished)) => {
            let words = ends::lines(&finished);
            if args.verbose {
                file_words(&finished.results.outcomes).iter().for_each(|line| eprintln!("{line}"));
            }
            if args.summary == TextOrJson::Json {
                told::lines(&finished.told).iter().for_each(|line| eprintln!("{line}"));
                summary(&finished.target);
            } else if !common.quiet {
                ends::say(&words, &args.at.workspace);
                told::lines(&finished.told).iter().for_each(|line| prose(Tone::Notice, line));
                told::dataset(&finished.dataset).iter().for_each(|line| prose(Tone::Plain, line));
                prose(Tone::Whole, &format!("结果已写入：{}", finished.target.display()));
            }
            let Finished { results, fail_on: own, seal, target, .. } = *finished;
            if let Some(seal) = seal {
                seal.keep(&ends::kept(&words));
            }
            let files = results.counts.files;
            *ended = Ended {
                target: Some(target.display().to_string()),
                period: Some(results.info.period.to_string()),
                as_of: Some(results.info.as_of.to_string()),
                files: Some(files),
                rows: Some(results.counts.rows),
                ..Ended::default()
            };
            let code = exit(args, files, fail_on, own, |level| results.counts.levels.any_at(level));
            // The program ends here: a million rows are given back faster all at once than one by one.
            std::mem::forget(results);
            code
        }
        Ok(Done::Unchanged(unchanged)) => {
            let Unchanged { target, fail_on: own, findings, words, files, rows, period, as_of, told } = *unchanged;
            if args.summary == TextOrJson::Json {
                told::lines(&told).iter().for_each(|line| eprintln!("{line}"));
                summary(&target);
            } else if !common.quiet {
                ends::say(&ends::again(&words), &args.at.workspace);
                told::lines(&told).iter().for_each(|line| prose(Tone::Notice, line));
                let stands = target.display();
                prose(Tone::Good, &format!("结果没有变化：台账、选项和结果文件均与上次运行相同，未重新写出（“{stands}”）。"));
            }
            *ended = Ended {
                target: Some(target.display().to_string()),
                period: Some(period.to_string()),
                as_of: Some(as_of.to_string()),
                unchanged: true,
                files: Some(files),
                rows: Some(rows),
                error: None,
            };
            exit(args, files, fail_on, own, |level| findings.any_at(level))
        }
        Err(error) => refuse(&error, error.exit_code()),
    }
}

/// The numbers of a result for scripts, as they stand in its file.
fn summary(target: &Path) {
    match files::read(&target.join("data/summary.json"), LARGEST) {
        Ok(bytes) => say::text(&String::from_utf8_lossy(&bytes)),
        Err(_) => eprintln!("结果中没有 data/summary.json：--summary json 须写出 json 格式，请在 --format 中加上 json。"),
    }
}

fn outcome_word(outcome: FileOutcome) -> &'static str {
    match outcome {
        FileOutcome::Read => "读取",
        FileOutcome::Partly => "部分读取",
        FileOutcome::Unrecognised => "未识别",
        FileOutcome::Unreadable => "无法读取",
        FileOutcome::Skipped => "跳过",
    }
}

/// What became of each file.
fn file_words(outcomes: &[Outcome]) -> Vec<String> {
    let mut all: Vec<String> =
        outcomes.iter().flat_map(|o| &o.corpus.files).map(|f| format!("{}：{}", outcome_word(f.outcome), f.path)).collect();
    all.sort();
    all.dedup();
    all
}

/// 1 if there is anything at the level asked for, on the command line or else in dangri.toml, or if too few files could be read.
fn exit(args: &RunArgs, files: FileCounts, asked: Option<FailOn>, own: Option<FailOn>, any: impl Fn(Level) -> bool) -> u8 {
    let level = asked.or(own).unwrap_or_default().level();
    let readable = files.readable();
    let short = args.min_read.filter(|least| readable.below(*least));
    if let Some(least) = short {
        eprintln!(
            "可读取的文件占比低于 --min-read {least}：应读 {} 个，读取和部分读取 {} 个（{}）。",
            readable.of,
            readable.part,
            readable.percent()
        );
    }
    u8::from(short.is_some() || level.is_some_and(any))
}

fn fail_on(word: Option<&str>) -> Result<Option<FailOn>, String> {
    let unknown = |word: &str| format!("--fail-on 的值“{word}”无效，可用的有：info、warning、error、never。");
    word.map(|word| FailOn::named(word).ok_or_else(|| unknown(word))).transpose()
}
