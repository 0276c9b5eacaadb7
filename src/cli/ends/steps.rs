//! What to do next, in order of weight: without a roster nothing can be concluded, what could not be read may hold anything, names that are confirmed
//! bring whole rows back; what is left goes back to whoever wrote it. Only what applies is told.

use super::{Line, SHOWN};
use crate::model::assessment::Outcome;
use crate::model::book::FileOutcome;
use crate::model::cell::Place;
use crate::model::finding::Code;
use crate::model::results::Results;

/// What one step says, and whether it ends with the command to type.
struct Step {
    say: String,
    /// Files or places, each on a line of its own.
    which: Vec<String>,
    /// How many there are of these.
    of: usize,
    matches: bool,
}

/// The steps, numbered.
pub fn lines(results: &Results) -> Vec<Line> {
    let mut steps: Vec<Step> = results.outcomes.iter().flat_map(|outcome| lacks(outcome, results.outcomes.len() > 1)).collect();
    steps.extend(not_understood(results));
    let mut out = Vec::new();
    if !steps.is_empty() {
        out.push(Line::Title("下一步".to_string()));
    }
    for (at, step) in steps.into_iter().enumerate() {
        out.push(Line::Notice(format!("  {}. {}", at + 1, step.say)));
        out.extend(step.which.iter().take(SHOWN).map(|which| Line::Fact(format!("     “{which}”"))));
        if step.of > SHOWN {
            out.push(Line::Fact(format!("     共 {} 处，全部见汇总报告的“数据质量”。", step.of)));
        }
        if step.matches {
            out.push(Line::Match);
        }
    }
    out
}

fn said(say: String) -> Step {
    Step { say, which: Vec::new(), of: 0, matches: false }
}

/// Without what a unit has not enough to be judged.
fn lacks(outcome: &Outcome, several: bool) -> Vec<Step> {
    let whose = if several { format!("{}：", outcome.profile.name) } else { String::new() };
    let mut steps = Vec::new();
    if !outcome.corpus.has_roster {
        steps.push(said(format!(
            "{whose}未找到党组织花名册：已汇总台账，但无法判断缺报、不能排名，也不核对应到人数。请把花名册放入工作目录后重新运行。"
        )));
    }
    if outcome.corpus.activities.is_empty() {
        steps.push(said(format!("{whose}没有读到任何活动记录，请核对工作目录和表头名称。")));
    } else if outcome.assessed.total.activities == 0 {
        steps.push(said(format!("{whose}统计期内没有活动记录，请核对统计期。")));
    }
    steps
}

fn not_understood(results: &Results) -> Vec<Step> {
    let returned = &results.counts.returned;
    let mut steps = listed(files(results, FileOutcome::Unreadable), |n| {
        format!("{n} 个文件无法读取，请报送单位重新报送；设有打开密码的，也可用 --password 提供密码后重新运行：")
    });
    let names = (returned.names > 0).then(|| format!("{} 行因支部名称与花名册对不上被退回", returned.names));
    let columns = (returned.all.columns > 0).then(|| format!("{} 处栏目填有内容而未采用", returned.all.columns));
    let what: Vec<String> = names.into_iter().chain(columns).collect();
    if !what.is_empty() {
        let say = format!("{}：先运行下面的命令，在核对表中逐项确认，再重新运行。", what.join("，"));
        steps.push(Step { matches: true, ..said(say) });
    }
    steps.extend(listed(files(results, FileOutcome::Partly), |n| format!("{n} 个文件只读取了一部分，请核对未读取的内容是否为台账：")));
    steps.extend(listed(unknown(results), |n| format!("{n} 张表未能识别，请核对是否为台账；是台账的，按规定的表头填写后重新报送：")));
    let others = results.counts.rows.rejected.saturating_sub(returned.names);
    if others > 0 {
        let also = if returned.names > 0 { "另有 " } else { "" };
        let how = if results.info.is_trial() {
            "原因见汇总报告的“数据质量”"
        } else {
            "原因和改法见反馈给各党委的“整改反馈”"
        };
        steps.push(said(format!("{also}{others} 行被退回：{how}，更正重报后重新运行。")));
    }
    steps
}

/// A step about files or places; none where there are none.
fn listed(which: Vec<String>, say: impl Fn(usize) -> String) -> Vec<Step> {
    match which.len() {
        0 => Vec::new(),
        of => vec![Step { say: say(of), which, of, matches: false }],
    }
}

/// Files of which that became, each once.
fn files(results: &Results, kind: FileOutcome) -> Vec<String> {
    let all = results.outcomes.iter().flat_map(|o| &o.corpus.files).filter(|f| f.outcome == kind);
    sorted(all.map(|f| f.path.to_string()).collect())
}

/// Sheets that were not recognised.
fn unknown(results: &Results) -> Vec<String> {
    let all = results.outcomes.iter().flat_map(|o| &o.judgement.findings).filter(|f| f.code == Code::ING002);
    sorted(all.filter_map(|f| f.place.as_ref()).map(|place| Place { cell: None, ..place.clone() }.to_string()).collect())
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all.dedup();
    all
}
