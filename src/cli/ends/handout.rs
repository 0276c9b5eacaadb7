//! Which file to open, and what to hand to whom: by what lies in the result, for which files there are depends on the period, the profile and the
//! formats that were asked for.

use std::fs;
use std::path::Path;

use super::Line;
use crate::model::results::Results;
use crate::report::feedback::{self, NOBODY};
use crate::report::{drawn, notice};

/// Files and folders to hand on, in the order of a result, with what becomes of them.
const PAPERS: [(&str, &str); 9] = [
    ("公文/通报.docx", "审核签发后印发"),
    ("公文/预警.docx", "本单位掌握，必要时告知有关党委"),
    ("公文/时限日历.docx", "发各党委"),
    ("公文/抽查纪要.docx", "填上时间、地点，由主持人、抽取人、监督人签字后存档"),
    ("公文/成绩单", "分别发同名党委"),
    ("公文/季度考核表", "分别发同名党委"),
    ("公文/述职评议依据表", "述职评议时用"),
    ("公文/民主评议党员参考名册", "民主评议时分别发同名党委"),
    ("公文/草稿", "须经审批，审批前不得发出"),
];

/// What to open and hand on.
pub fn lines(results: &Results, target: &Path) -> Vec<Line> {
    let mut out = Vec::new();
    let mut tell = |what: &str, whereto: &str| out.push(Line::Fact(format!("  “{what}” → {whereto}")));
    for (name, how) in [("汇总报告.xlsx", "先看“总览”，用 Excel 或 WPS 打开"), ("报告.html", "同样的内容，用浏览器打开")]
    {
        if target.join(name).is_file() {
            tell(name, how);
        }
    }
    let (committees, nobody) = going_back(target);
    if committees > 0 {
        tell(&format!("{}/", feedback::FOLDER), &format!("{committees} 个党委，各文件夹分别交同名党委"));
    }
    if nobody {
        tell(&format!("{}/{NOBODY}/", feedback::FOLDER), "看不出属于哪个党委，留本单位核实后处理");
    }
    for (name, whereto) in PAPERS {
        let path = target.join(name);
        if path.is_file() {
            tell(name, whereto);
        } else if path.is_dir() {
            tell(&format!("{name}/"), whereto);
        }
    }
    for (folder, whereto) in [(notice::FOLDER, "各党支部书记，转交党员本人"), (drawn::FOLDER, "督查人员，填好后放回工作目录")]
    {
        if target.join(folder).is_dir() {
            tell(&format!("{folder}/"), whereto);
        }
    }
    if results.outcomes.len() > 1 {
        out.push(Line::Fact("  各地区的结果在各自的文件夹中，内容同上，分别交各地区。".to_string()));
    }
    let quiet = results.counts.committees.saturating_sub(committees);
    if committees > 0 && quiet > 0 && results.outcomes.len() == 1 {
        out.push(Line::Fact(format!("  其余 {quiet} 个党委没有需要反馈的内容，未写反馈。")));
    }
    if !out.is_empty() {
        out.insert(0, Line::Title("打开和分发".to_string()));
    }
    out
}

/// Committees to which something goes back, and whether something is left over. With several places each has a folder of its own above these.
fn going_back(target: &Path) -> (u64, bool) {
    let folders = |path: &Path| -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let is_slip = |path: &Path| feedback::FILES.iter().any(|name| path.join(name).exists());
    let below = folders(&target.join(feedback::FOLDER));
    let nested = below.iter().filter(|path| !is_slip(path)).flat_map(|path| folders(path));
    let slips: Vec<_> = below.iter().cloned().chain(nested).filter(|path| is_slip(path)).collect();
    let nobody = slips.iter().filter(|path| path.ends_with(NOBODY)).count();
    ((slips.len() - nobody) as u64, nobody > 0)
}
