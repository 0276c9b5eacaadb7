//! `dangri rollup`: finished runs put together one level up, without the ledgers.

use std::path::PathBuf;

use clap::Args;

use crate::model::identity::masked;
use crate::model::rolled::{Rolled, SourceLine};
use crate::model::spoken;
use crate::run::rollup::{self, RollupRequest};

use super::args::Common;
use super::usage::UNUSABLE;
use super::{fail, told};

/// `dangri rollup`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct RollupArgs {
    /// 各单位的结果目录，或数据集目录，可写多个
    #[arg(value_name = "结果或数据集", required = true, help_heading = "参数")]
    pub sources: Vec<PathBuf>,
    /// 汇总结果写入哪个目录
    #[arg(short = 'o', long, value_name = "目录")]
    pub output: PathBuf,
    /// 汇总哪一期；所给的结果只有一期时可不填
    #[arg(short = 'p', long, value_name = "统计期")]
    pub period: Option<String>,
    /// 同时把各单位的表写入该数据集目录
    #[arg(long, value_name = "目录")]
    pub dataset: Option<PathBuf>,
    /// 应报单位名单（CSV，含 unit 或“单位代码”一栏）：缺少的逐个列出，名单以外的不计入
    #[arg(long, value_name = "文件")]
    pub expect: Option<PathBuf>,
    /// 其他版本程序的结果和试算结果也计入（注明口径可能不同）；默认不计入并逐个列出
    #[arg(long)]
    pub allow_mixed: bool,
    /// 同时处理的线程数；默认使用全部处理器
    #[arg(long, value_name = "个数")]
    pub jobs: Option<usize>,
}

/// Runs the command. 0: all that was named or expected counts; 1: something was left out.
pub fn run(args: &RollupArgs, common: &Common) -> u8 {
    if args.jobs == Some(0) {
        return fail(&"--jobs 至少为 1。", UNUSABLE);
    }
    let request = RollupRequest {
        sources: args.sources.clone(),
        output: args.output.clone(),
        dataset: args.dataset.clone(),
        expect: args.expect.clone(),
        period: args.period.clone(),
        allow_mixed: args.allow_mixed,
        jobs: args.jobs,
    };
    match rollup::rollup(&request) {
        Ok(done) => {
            if !common.quiet {
                tell(&done.rolled);
                told::lines(&done.told).iter().for_each(|line| println!("{line}"));
                println!("汇总结果已写入：{}", done.target.display());
                told::dataset(&done.dataset).iter().for_each(|line| println!("{line}"));
            }
            u8::from(done.rolled.gaps().next().is_some())
        }
        Err(error) => fail(&masked(&error.to_string()), error.exit_code()),
    }
}

fn tell(rolled: &Rolled) {
    if !rolled.trial.is_empty() {
        println!("试算（{}）：结果只供比较。", rolled.trial.join("，"));
    }
    println!("{}，截至{}，汇总 {} 个单位。", spoken::written(&rolled.period), spoken::day(rolled.as_of), rolled.units.len());
    for total in &rolled.totals {
        let policy = total.policy.and_then(|at| Some((rolled.policies.get(at)?, rolled.under(at))));
        if policy.is_some() && rolled.policies.len() < 2 {
            continue;
        }
        let scope = policy.map_or_else(|| "合计".to_string(), |(policy, who)| format!("制度 {}（{who}）", policy.letter));
        let sums = &total.sums;
        println!(
            "  {scope}：党支部 {} 个，完整率 {}，参与率 {}；错误 {}，警告 {}，待核 {} 个月次。",
            sums.branches,
            sums.completeness.shown(),
            sums.participation.shown(),
            sums.errors,
            sums.warnings,
            sums.pending
        );
    }
    let gaps: Vec<&SourceLine> = rolled.gaps().collect();
    if !gaps.is_empty() {
        println!("未计入 {} 项：", gaps.len());
        for gap in gaps {
            let who = [gap.unit.as_str(), gap.unit_name.as_str(), gap.place.as_str()];
            let who = masked(&who.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")).into_owned();
            let detail = if gap.detail.is_empty() { String::new() } else { format!("：{}", masked(&gap.detail)) };
            println!("  {who}（{}{detail}）", gap.state.words());
        }
    }
}
