//! `dangri run`: the main job, and the words at its end that say what was read, what was not, what stands out and where the results are.

use std::fmt::Display;
use std::path::Path;

use chrono::Local;

use crate::files;
use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::corpus::FileCounts;
use crate::model::counts::Counts;
use crate::model::finding::{Code, Level};
use crate::model::identity::mask_identity;
use crate::model::options::FailOn;
use crate::model::record::RowTally;
use crate::run::{self, Done, Finished, Request, Unchanged};

use super::args::{Common, RunArgs, TextOrJson, WorkspaceArgs};
use super::bars::Bars;
use super::fail;
use super::record::{Ended, Record};
use super::usage::UNUSABLE;
use super::{say, taught, told};

/// Adds a line.
macro_rules! tell {
    ($out:expr, $($word:tt)*) => { $out.push(format!($($word)*)) };
}

/// How many lines of one kind the end words show.
const SHOWN: usize = 5;
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
    bars.finish();
    match finished {
        Ok(Done::Written(finished)) => {
            let words = end_words(&finished);
            if args.verbose {
                file_words(&finished.results.outcomes).iter().for_each(|line| eprintln!("{line}"));
            }
            if args.summary == TextOrJson::Json {
                told::lines(&finished.told).iter().for_each(|line| eprintln!("{line}"));
                summary(&finished.target);
            } else if !common.quiet {
                words.iter().for_each(|line| println!("{line}"));
                told::lines(&finished.told).iter().for_each(|line| println!("{line}"));
                println!("结果已写入：{}", finished.target.display());
                told::dataset(&finished.dataset).iter().for_each(|line| println!("{line}"));
            }
            let Finished { results, fail_on: own, seal, target, .. } = *finished;
            if let Some(seal) = seal {
                seal.keep(&words);
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
                words.iter().for_each(|line| println!("{line}"));
                told::lines(&told).iter().for_each(|line| println!("{line}"));
                println!("结果没有变化：台账、选项和结果文件均与上次运行相同，未重新写出（{}）。", target.display());
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

/// What is told at the end, line by line, apart from where the result is.
fn end_words(finished: &Finished) -> Vec<String> {
    let results = &finished.results;
    let mut out = Vec::new();
    if !results.info.trial.is_empty() {
        tell!(out, "试算（{}）：结果只供比较，不作为以后统计期的依据。", results.info.trial.join("，"));
    }
    tell!(out, "统计期 {}，截至 {}。", results.info.period, results.info.as_of);
    for (outcome, counts) in results.outcomes.iter().zip(&results.of_each) {
        outcome_words(outcome, counts, &mut out);
    }
    if results.outcomes.len() > 1 {
        tell!(out, "");
        tell!(out, "【合计】");
        count_words(results.counts.files, results.counts.rows, &mut out);
    }
    for note in &results.info.notes {
        tell!(out, "注意：{note}");
    }
    out
}

/// Files and rows by outcome, in the words and numbers of summary.json.
fn count_words(files: FileCounts, rows: RowTally, out: &mut Vec<String>) {
    let FileCounts { total, read, partly, unrecognised, unreadable, skipped } = files;
    tell!(out, "  读取：共 {total} 个文件，读取 {read}，部分读取 {partly}，未识别 {unrecognised}，无法读取 {unreadable}，跳过 {skipped}。");
    tell!(
        out,
        "  行数：共 {} 行 = 采用 {} + 退回 {} + 重复 {} + 被更正 {} + 表头等 {}。",
        rows.total,
        rows.accepted,
        rows.rejected,
        rows.duplicate,
        rows.superseded,
        rows.ignored
    );
}

fn outcome_words(outcome: &Outcome, counts: &Counts, out: &mut Vec<String>) {
    let corpus = &outcome.corpus;
    tell!(out, "");
    tell!(out, "【{}】", outcome.profile.name);
    count_words(counts.files, counts.rows, out);
    let total = &outcome.assessed.total;
    if corpus.has_roster {
        tell!(out, "  情况：党支部 {} 个，完整率 {}，参与率 {}。", total.branches, total.completeness.shown(), total.participation.shown());
    } else {
        tell!(out, "  未找到党组织花名册：已汇总台账，但无法判断缺报、不能排名，也不核对应到人数。请把花名册放入工作目录后重新运行。");
        tell!(out, "  情况：台账涉及党支部 {} 个，参与率 {}。", corpus.branches.len(), total.participation.shown());
    }
    if corpus.activities.is_empty() {
        tell!(out, "  注意：没有读到任何活动记录，请核对工作目录和表头名称。");
    } else if total.activities == 0 {
        tell!(out, "  注意：统计期内没有活动记录，请核对统计期。");
    }
    taught::words(&corpus.taught).into_iter().for_each(|line| tell!(out, "  {line}"));
    finding_words(outcome, counts, out);
}

fn finding_words(outcome: &Outcome, counts: &Counts, out: &mut Vec<String>) {
    let (levels, outside) = (counts.levels, counts.outside);
    let outside = if outside > 0 { format!("（另有统计期以外的 {outside} 条，不计入）") } else { String::new() };
    tell!(out, "  问题：错误 {}，警告 {}，提示 {}{outside}。", levels.error, levels.warning, levels.info);
    let of = |code: Code| outcome.judgement.findings.iter().filter(move |f| f.code == code);
    // by what became of each file, so that the lists are as long as the numbers above say
    let files = |kind: FileOutcome| {
        let mut paths: Vec<String> = outcome.corpus.files.iter().filter(|f| f.outcome == kind).map(|f| f.path.to_string()).collect();
        paths.sort();
        paths.dedup();
        paths
    };
    list(out, "无法读取的文件", files(FileOutcome::Unreadable).into_iter());
    list(out, "部分读取的文件", files(FileOutcome::Partly).into_iter());
    list(out, "未识别的表", of(Code::ING002).map(|f| f.place.as_ref().map(ToString::to_string).unwrap_or_default()));
    let vetoed = outcome.assessed.branches.iter().filter(|b| !b.eligible);
    list(
        out,
        "不得评为优秀的党支部",
        vetoed.map(|b| {
            let branch = outcome.corpus.branch(b.branch);
            format!("{} {}", branch.committee, branch.name)
        }),
    );
    let drawn = outcome
        .draw
        .drawn
        .iter()
        .map(|d| if d.unit.branch.is_empty() { d.unit.committee.clone() } else { format!("{} {}", d.unit.committee, d.unit.branch) });
    list(out, "抽查名单", drawn);
}

fn list(out: &mut Vec<String>, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let shown = lines.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("；");
    let more = if lines.len() > SHOWN { " 等" } else { "" };
    tell!(out, "  {title}（{}）：{shown}{more}", lines.len());
}
