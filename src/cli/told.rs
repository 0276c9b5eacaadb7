//! What a run has to say of folders and of its set-up, in words.

use crate::run::dataset::{Became, Put};
use crate::run::{Notice, Told, Why};

/// Names that are told before the rest is counted.
const NAMED: usize = 5;

/// What became of folders that were there before, a line each.
pub fn lines(told: &[Told]) -> Vec<String> {
    told.iter().map(line).collect()
}

fn line(told: &Told) -> String {
    match told {
        Told::Aside { to, why } => format!("注意：{}，原目录已整体移到“{}”，其中的内容未作任何改动。", reason(why), to.display()),
        Told::Finished(target) => format!("注意：上次运行在放入结果时中断，已将其写好的结果放入“{}”。", target.display()),
        Told::Restored(target) => format!("注意：上次运行在放入结果时中断，已恢复“{}”中原来的结果。", target.display()),
        Told::Swept(_) => "上次运行中断时留下的未完成内容已清除。".to_string(),
        Told::Left(path, why) => {
            format!("注意：换下的旧结果暂存于“{}”，未能清除：{why}；下次运行时再清除，也可自行查看后删除。", path.display())
        }
    }
}

/// What became of the units of a data set, a line each; several new ones in one.
pub fn dataset(put: &[Put]) -> Vec<String> {
    let mut lines = Vec::new();
    for (became, words) in [(Became::New, "新增"), (Became::Replaced, "替换"), (Became::Same, "未变")] {
        let units: Vec<&str> = put.iter().filter(|put| put.became == became).map(|put| put.unit.as_str()).collect();
        if !units.is_empty() {
            lines.push(format!("数据集：{words} {} 个单位（{}）。", units.len(), units.join("、")));
        }
    }
    for path in put.iter().flat_map(|put| &put.aside) {
        lines.push(format!("注意：数据集中原有的文件可能已有人改动，或不是本程序写出的，已移到“{}”保留。", path.display()));
    }
    lines
}

fn reason(why: &Why) -> String {
    match why {
        Why::Touched(files) => {
            let named = files.iter().take(NAMED).map(|f| format!("“{f}”")).collect::<Vec<_>>().join("、");
            let more = if files.len() > NAMED { format!("等 {} 个文件", files.len()) } else { String::new() };
            format!("结果目录中有本程序以外的文件，或写出后改动过的文件（{named}{more}）")
        }
        Why::Other(about) => format!("结果目录中原有另一份结果（{about}）"),
        Why::Unproven => "结果目录中原有的内容没有结果清单，无法确认是否改动过".to_string(),
    }
}

/// What the user should know of the set-up first.
pub fn notice(notice: &Notice) -> String {
    match notice {
        Notice::NotHonoured(keys) => format!(
            "注意：工作目录是压缩包，其中 dangri.toml 的以下设置未采用：{}。压缩包中只采用地区、统计期、截止日、抽查种子和单位；其余请在命令行上指定。",
            keys.join("、")
        ),
        Notice::TextEnding => "提示：设置取自 dangri.toml.txt（文件名多了 .txt），内容已采用；建议改名为 dangri.toml。".to_string(),
        Notice::TwoFiles => "注意：工作目录中同时有 dangri.toml 和 dangri.toml.txt，只采用了 dangri.toml。请删去不用的一个。".to_string(),
        Notice::Outside { key, path } => {
            let what = match *key {
                "output" => "结果目录",
                "schemas" => "规则文件目录",
                _ => "密码清单",
            };
            format!("提示：按工作目录中 dangri.toml 的设置，{what}（{key}）在工作目录之外：{}", path.display())
        }
    }
}
