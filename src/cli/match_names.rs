//! `dangri match`: names, headings and lists that are not understood, put before the clerk in a workbook.

use std::path::Path;

use chrono::Local;

use crate::files;
use crate::model::identity::masked;
use crate::model::io_words::io_words;
use crate::run::matching::{self, Answers, MatchRequest, Matched};

use super::args::{Common, MatchArgs, TextOrJson};
use super::bars::Bars;
use super::usage::UNUSABLE;
use super::{fail, say};

/// How many names are shown before the rest is counted.
const SHOWN: usize = 5;

/// Runs the command.
pub fn run(args: &MatchArgs, common: &Common) -> u8 {
    if args.jobs == Some(0) {
        return fail(&"--jobs 至少为 1。", UNUSABLE);
    }
    let opening = match args.opening.asked() {
        Ok(opening) => opening,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let answers = match args.answers.as_deref().map(answers).transpose() {
        Ok(answers) => answers.unwrap_or_default(),
        Err(message) => return fail(&message, UNUSABLE),
    };
    let request = MatchRequest {
        answers,
        workspace: args.workspace.clone(),
        output: args.output.clone(),
        schemas: common.schemas.clone(),
        jobs: args.jobs,
        opening,
        today: Local::now().date_naive(),
    };
    let bars = Bars::new(common.quiet);
    let matched = matching::matching(&request, &bars);
    bars.finish(matched.is_ok());
    match matched {
        Ok(all) => {
            if args.format == TextOrJson::Json {
                say::json(&all.iter().map(Matched::json).collect::<Vec<_>>());
            } else if !common.quiet {
                say::text(&masked(&all.iter().map(told).collect::<String>()));
            }
            0
        }
        Err(error) => fail(&error, error.exit_code()),
    }
}

/// Most bytes of answers.
const LARGEST: u64 = 16 << 20;

/// Choices that were made elsewhere than in the workbook.
fn answers(path: &Path) -> Result<Answers, String> {
    let bytes = files::read(path, LARGEST).map_err(|error| format!("“{}”无法读取：{}。", path.display(), io_words(&error)))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| format!("“{}”不是选择的清单（第 {} 行第 {} 列）。", path.display(), error.line(), error.column()))
}

/// Headings that no field knows, and lists that could be rosters.
fn taught(matched: &Matched, say: &mut dyn FnMut(String)) {
    let (settled, waiting): (Vec<_>, Vec<_>) = matched.headings.iter().partition(|row| !row.choice.is_empty());
    if !waiting.is_empty() {
        say(format!("有 {} 个栏目填有内容而没有采用，可在“栏目”一表中确认：", waiting.len()));
    }
    for (at, row) in waiting.iter().take(SHOWN).enumerate() {
        let best =
            row.candidates.lines().next().map_or("没有相近的栏目，多与统计无关".to_string(), |best| format!("可能是{best}"));
        say(format!("  {}. {}（{}，{} 行）→ {best}", at + 1, row.heading, row.layout, row.counts.2));
    }
    if waiting.len() > SHOWN {
        say(format!("  其余 {} 个见核对表。", waiting.len() - SHOWN));
    }
    let (decided, open): (Vec<_>, Vec<_>) = matched.lists.iter().partition(|row| !row.choice.is_empty());
    if !open.is_empty() {
        say(format!("有 {} 张表列有党支部名称或姓名而没有作为花名册采用，可在“疑似花名册”一表中认定：", open.len()));
    }
    for (at, row) in open.iter().take(SHOWN).enumerate() {
        let sheet = if row.sheet.is_empty() { String::new() } else { format!("｜{}", row.sheet) };
        say(format!("  {}. {}{sheet}：{}", at + 1, row.file, row.adds));
    }
    if open.len() > SHOWN {
        say(format!("  其余 {} 张见核对表。", open.len() - SHOWN));
    }
    if !settled.is_empty() || !decided.is_empty() {
        say(format!("此前已确认的栏目 {} 个、名单 {} 张已保留。", settled.len(), decided.len()));
    }
    if matched.unused > 0 {
        say(format!("核对表中有 {} 处确认前后矛盾或已无对应内容，没有采用，请在表中核对（原因见运行结果的“数据质量”）。", matched.unused));
    }
}

fn told(matched: &Matched) -> String {
    let mut text = String::new();
    let mut say = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    if !matched.member.is_empty() {
        say(format!("【{}】", matched.member));
    }
    let rows: usize = matched.pending.iter().map(|p| p.rows.len()).sum();
    if matched.no_roster {
        say("工作目录中没有党组织花名册，名称无从核对；只列出栏目和可能是花名册的名单。".to_string());
    } else if matched.pending.is_empty() {
        say("台账中的名称均能与花名册对应，没有需要确认的名称。".to_string());
    } else {
        say(format!("有 {} 个名称在花名册中找不到或不能唯一对应，涉及 {rows} 行记录，确认后即可计入：", matched.pending.len()));
    }
    for (at, name) in matched.pending.iter().take(SHOWN).enumerate() {
        let best = name.best().unwrap_or_else(|| "没有名称相近的，可能是花名册漏登".to_string());
        say(format!("  {}. {}（{} 行）→ {best}", at + 1, name.written, name.rows.len()));
    }
    if matched.pending.len() > SHOWN {
        say(format!("  其余 {} 个见核对表。", matched.pending.len() - SHOWN));
    }
    taught(matched, &mut say);
    if matched.confirmed > 0 {
        say(format!("此前已确认的 {} 个名称已保留。", matched.confirmed));
    }
    if matched.wrong > 0 {
        say(format!("名称对照表中有 {} 行的花名册名称在花名册中没有或不唯一，未采用，请核对。", matched.wrong));
    }
    if matched.nameless > 0 {
        say(format!("另有 {} 行没有填写党支部名称，无从对应，须退回填报单位补填。", matched.nameless));
    }
    let Some(path) = &matched.written else { return text };
    if let Some(line) = &matched.kept_beside {
        say(line.clone());
    }
    say(format!("核对表已写入：{}", path.display()));
    say("请用 Excel 或 WPS 打开，在浅黄色的一栏（“花名册名称”“采用为”“认定”）逐行选择后保存，再重新运行 dangri run；拿不准的留空，留空的行不会采用。".to_string());
    if !matched.is_read {
        say("注意：核对表不在工作目录（文件夹）中，填好后请放入工作目录，运行时才会读取。".to_string());
    }
    text
}
