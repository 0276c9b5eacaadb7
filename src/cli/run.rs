//! `dangri run`: the main job, and the words at its end that say what was read, what was not, what stands out and where the results are.

use chrono::Local;

use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::finding::{Code, Level, Status};
use crate::model::record::RowTally;
use crate::report::Results;
use crate::run::{self, Done, Finished, Request, Unchanged};

use super::args::{Common, RunArgs, WorkspaceArgs};
use super::bars::Bars;
use super::fail;
use super::told;
use super::usage::UNUSABLE;

/// Adds a line.
macro_rules! tell {
    ($out:expr, $($word:tt)*) => { $out.push(format!($($word)*)) };
}

/// How many lines of one kind the end words show.
const SHOWN: usize = 5;

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

/// Runs the command.
pub fn run(args: &RunArgs, common: &Common) -> u8 {
    let fail_on = match fail_on(args.fail_on.as_deref()) {
        Ok(level) => level,
        Err(message) => return fail(&message, UNUSABLE),
    };
    if args.at.jobs == Some(0) {
        return fail(&"--jobs 至少为 1。", UNUSABLE);
    }
    let request = match request(&args.at, common) {
        Ok(request) => Request { output: args.output.clone(), formats: args.format.clone(), ranking: !args.no_ranking, ..request },
        Err(message) => return fail(&message, UNUSABLE),
    };
    let bars = Bars::new(common.quiet);
    let finished = run::run(&request, &bars);
    bars.finish();
    match finished {
        Ok(Done::Written(finished)) => {
            let words = end_words(&finished);
            if !common.quiet {
                words.iter().for_each(|line| println!("{line}"));
                told::lines(&finished.told).iter().for_each(|line| println!("{line}"));
                println!("结果已写入：{}", finished.target.display());
            }
            let Finished { results, fail_on: own, seal, .. } = *finished;
            if let Some(seal) = seal {
                seal.keep(&words);
            }
            let code = exit(args, fail_on, own.as_deref(), |level| open_at(&results, level));
            // The program ends here: a million rows are given back faster all at once than one by one.
            std::mem::forget(results);
            code
        }
        Ok(Done::Unchanged(Unchanged { target, fail_on: own, findings, words, told })) => {
            if !common.quiet {
                words.iter().for_each(|line| println!("{line}"));
                told::lines(&told).iter().for_each(|line| println!("{line}"));
                println!("结果没有变化：台账、选项和结果文件均与上次运行相同，未重新写出（{}）。", target.display());
            }
            exit(args, fail_on, own.as_deref(), |level| findings[level as usize..].iter().any(|n| *n > 0))
        }
        Err(error) => fail(&error, error.exit_code()),
    }
}

/// 1 if there is anything at the level asked for, on the command line or else in dangri.toml.
fn exit(args: &RunArgs, asked: Option<Level>, own: Option<&str>, any: impl Fn(Level) -> bool) -> u8 {
    let level = if args.fail_on.is_some() { asked } else { fail_on(own).ok().flatten() };
    u8::from(level.is_some_and(any))
}

fn fail_on(word: Option<&str>) -> Result<Option<Level>, String> {
    match word {
        None | Some("never") => Ok(None),
        Some("info") => Ok(Some(Level::Info)),
        Some("warning") => Ok(Some(Level::Warning)),
        Some("error") => Ok(Some(Level::Error)),
        Some(other) => Err(format!("--fail-on 的值“{other}”无效，可用的有：info、warning、error、never。")),
    }
}

fn open_at(results: &Results, level: Level) -> bool {
    results.outcomes.iter().flat_map(|o| &o.judgement.findings).any(|f| f.status != Status::Waived && f.level >= level)
}

/// What is told at the end, line by line, apart from where the result is.
fn end_words(finished: &Finished) -> Vec<String> {
    let results = &finished.results;
    let mut out = Vec::new();
    if !results.info.trial.is_empty() {
        tell!(out, "试算（{}）：结果只供比较，不作为以后统计期的依据。", results.info.trial.join("，"));
    }
    tell!(out, "统计期 {}，截至 {}。", results.info.period, results.info.as_of);
    for outcome in &results.outcomes {
        outcome_words(outcome, &mut out);
    }
    for note in &results.info.notes {
        tell!(out, "注意：{note}");
    }
    out
}

fn outcome_words(outcome: &Outcome, out: &mut Vec<String>) {
    let corpus = &outcome.corpus;
    let files = |kind: FileOutcome| corpus.files.iter().filter(|f| f.outcome == kind).count();
    let mut rows = RowTally::default();
    corpus.tallies.values().for_each(|t| rows.add(*t));
    tell!(out, "");
    tell!(out, "【{}】", outcome.profile.name);
    tell!(
        out,
        "  读取：共 {} 个文件，读取 {}，部分读取 {}，未识别 {}，无法读取 {}，跳过 {}。",
        corpus.files.len(),
        files(FileOutcome::Read),
        files(FileOutcome::Partly),
        files(FileOutcome::Unrecognised),
        files(FileOutcome::Unreadable),
        files(FileOutcome::Skipped)
    );
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
    finding_words(outcome, out);
}

fn finding_words(outcome: &Outcome, out: &mut Vec<String>) {
    let count = |level: Level| outcome.judgement.findings.iter().filter(|f| f.level == level && f.status != Status::Waived).count();
    tell!(out, "  问题：错误 {}，警告 {}，提示 {}。", count(Level::Error), count(Level::Warning), count(Level::Info));
    let of = |code: Code| outcome.judgement.findings.iter().filter(move |f| f.code == code);
    list(out, "无法读取的文件", of(Code::ING001).map(|f| f.place.as_ref().map(|p| p.file.to_string()).unwrap_or_default()));
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
