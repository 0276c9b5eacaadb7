//! What stands out: what was read, how far it is complete, who is lowest, who may not be rated 优秀, what was drawn.

use std::cmp::Ordering;

use super::{Line, counted, named};
use crate::cli::taught;
use crate::model::assessment::{BranchAssessment, CommitteeAssessment, Outcome};
use crate::model::corpus::FileCounts;
use crate::model::counts::Counts;
use crate::model::figure::Rate;
use crate::model::record::RowTally;
use crate::model::results::Results;
use crate::model::spoken;

/// The facts of a result, unit by unit.
pub fn lines(results: &Results) -> Vec<Line> {
    let info = &results.info;
    let when = format!("{}，截至{}", spoken::period(info.period), spoken::day(info.as_of));
    let several = results.outcomes.len() > 1;
    let mut out = Vec::new();
    if !info.trial.is_empty() {
        out.push(Line::Notice(format!("试算（{}）：结果只供比较，不作为以后统计期的依据。", info.trial.join("，"))));
    }
    if several {
        out.push(Line::Title(format!("合计 {} 个地区　{when}", results.outcomes.len())));
        counts(results.counts.files, results.counts.rows, &mut out);
    }
    for (outcome, counts) in results.outcomes.iter().zip(&results.of_each) {
        let when = if several { String::new() } else { format!("　{when}") };
        out.push(Line::Title(format!("【{}】{when}", outcome.profile.name)));
        unit(outcome, counts, &mut out);
    }
    // ranks and names above are not final while something is out, and each place that has them says so
    let open = results.counts.returned.sentence();
    if open.is_some() || !info.notes.is_empty() {
        out.push(Line::Title("注意".to_string()));
    }
    out.extend(open.iter().chain(&info.notes).map(|said| Line::Notice(format!("  {said}"))));
    out
}

/// Numbers that are not 0, with their words.
fn parts<const N: usize>(all: [(&str, u64); N], between: &str) -> String {
    all.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word} {n}")).collect::<Vec<_>>().join(between)
}

/// Files and rows by outcome, in the numbers of summary.json.
fn counts(files: FileCounts, rows: RowTally, out: &mut Vec<Line>) {
    let FileCounts { total, read, partly, unrecognised, unreadable, skipped } = files;
    let became = [("读取", read), ("部分读取", partly), ("未识别", unrecognised), ("无法读取", unreadable), ("跳过", skipped)];
    out.push(Line::Fact(format!("  文件：共 {total} 个，{}。", parts(became, "，"))));
    let RowTally { total, accepted, rejected, duplicate, superseded, ignored } = rows;
    let became = [("采用", accepted), ("退回", rejected), ("重复", duplicate), ("被更正", superseded), ("表头等", ignored)];
    if total > 0 {
        out.push(Line::Fact(format!("  行数：共 {total} 行 = {}。", parts(became, " + "))));
    }
}

fn unit(outcome: &Outcome, sums: &Counts, out: &mut Vec<Line>) {
    let (corpus, total) = (&outcome.corpus, &outcome.assessed.total);
    counts(sums.files, sums.rows, out);
    out.push(Line::Fact(if corpus.has_roster {
        format!("  情况：党支部 {} 个，完整率 {}，参与率 {}。", total.branches, total.completeness.shown(), total.participation.shown())
    } else {
        format!("  情况：台账涉及党支部 {} 个，参与率 {}。", corpus.branches.len(), total.participation.shown())
    }));
    lowest(outcome, out);
    let barred: Vec<String> = outcome.assessed.branches.iter().filter(|b| !b.eligible).map(|b| branch(outcome, b)).collect();
    if !barred.is_empty() {
        out.push(Line::Fact(format!("  不得评为优秀的党支部 {} 个：{}。", barred.len(), named(&barred))));
    }
    let drawn = outcome.draw.drawn.iter().map(|d| &d.unit);
    let drawn: Vec<String> = drawn.map(|u| format!("{} {}", u.committee, u.branch).trim_end().to_string()).collect();
    if !drawn.is_empty() {
        out.push(Line::Fact(format!("  抽查 {} 个：{}。", drawn.len(), named(&drawn))));
    }
    let (levels, outside) = (sums.levels, sums.outside);
    let outside = if outside > 0 { format!("（另有统计期以外的 {outside} 条，不计入）") } else { String::new() };
    let found = parts([("错误", levels.error), ("警告", levels.warning), ("提示", levels.info)], "，");
    out.push(Line::Fact(if found.is_empty() {
        format!("  没有发现问题{outside}。")
    } else {
        format!("  问题：{found}{outside}。")
    }));
    taught::words(&corpus.taught).into_iter().for_each(|line| out.push(Line::Fact(format!("  {line}"))));
}

/// The committees with the lowest rates and the branches that come last; nothing where nobody is compared.
fn lowest(outcome: &Outcome, out: &mut Vec<Line>) {
    let assessed = &outcome.assessed;
    let ranked = || assessed.branches.iter().filter_map(|b| Some((b.rank?, b)));
    let Some(last) = ranked().map(|(rank, _)| rank).max().filter(|last| *last > 1) else { return };
    let rates = [("完整率", least(&assessed.committees, |c| c.completeness)), ("参与率", least(&assessed.committees, |c| c.participation))];
    let words: Vec<String> = rates
        .iter()
        .filter_map(|(what, least)| least.as_ref().map(|(rate, whose)| format!("{what}最低的党委为{whose}，{}", rate.shown())))
        .collect();
    if !words.is_empty() {
        out.push(Line::Fact(format!("  {}。", words.join("；"))));
    }
    let lasts: Vec<String> = ranked().filter(|(rank, _)| *rank == last).map(|(_, b)| branch(outcome, b)).collect();
    out.push(Line::Fact(format!("  党支部排名末位（第 {last} 名）：{}。", counted(&lasts))));
}

/// A branch with its committee, for several committees may have one of that name.
fn branch(outcome: &Outcome, branch: &BranchAssessment) -> String {
    let known = outcome.corpus.branch(branch.branch);
    format!("{} {}", known.committee, known.name)
}

/// The lowest rate, with those that have it; `None` where all have the same, or none has any.
fn least(all: &[CommitteeAssessment], of: impl Fn(&CommitteeAssessment) -> Rate) -> Option<(Rate, String)> {
    let rates = || all.iter().map(|c| (of(c), &c.committee)).filter(|(rate, _)| rate.applies());
    let (least, _) = rates().min_by(|a, b| a.0.compare(b.0))?;
    let whose: Vec<String> = rates().filter(|(rate, _)| rate.compare(least) == Ordering::Equal).map(|(_, c)| c.to_string()).collect();
    (whose.len() < rates().count()).then(|| (least, counted(&whose)))
}
