//! `dangri check`: a branch's or a committee's own look before handing in. Told in plain words: where, what is wrong, what to do.

use chrono::Local;
use serde_json::Value;

use crate::model::finding::Code;
use crate::model::identity::masked;
use crate::model::spoken;
use crate::report::group::Message;
use crate::rules;
use crate::run::check::{self, CheckRequest, Checked, CheckedFile, TableRead, is_entry, is_problem, problems};

use super::args::{CheckArgs, Common};
use super::bars::Bars;
use super::usage::UNUSABLE;
use super::{fail, reading, say, taught};

/// How many notes and names are shown before the rest is counted.
const SHOWN: usize = 5;

/// Runs the command. Exit code: 0 nothing wrong; 1 something wrong; 2 unusable, or a file is not there (the others are checked all the same).
pub fn run(args: &CheckArgs, common: &Common) -> u8 {
    if !matches!(args.format.as_str(), "text" | "json") {
        return fail(&format!("--format 的值“{}”无效，可用的有：text、json。", args.format), UNUSABLE);
    }
    let opening = match args.opening.asked() {
        Ok(opening) => opening,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let request = CheckRequest {
        paths: args.files.clone(),
        roster: args.roster.clone(),
        period: args.period.clone(),
        jurisdiction: args.jurisdiction.clone(),
        as_of: args.as_of,
        schemas: common.schemas.clone(),
        jobs: None,
        opening,
        today: Local::now().date_naive(),
    };
    let bars = Bars::new(common.quiet);
    let checked = check::check(&request, &bars);
    bars.finish(checked.is_ok());
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return fail(&error, error.exit_code()),
    };
    let text = match args.format.as_str() {
        "json" => format!("{:#}\n", shown(checked.json())),
        _ => masked(&told(&checked, common.quiet)).into_owned(),
    };
    say::text(&text);
    for (path, why) in &checked.missing {
        fail(&format!("“{}”：{why}。其余文件已照常检查。", path.display()), UNUSABLE);
    }
    if !checked.missing.is_empty() {
        return UNUSABLE;
    }
    if checked.files.is_empty() {
        let seen = match skipped(&checked) {
            passed if passed.is_empty() => "所给的文件夹中没有表格文件。".to_string(),
            passed => passed,
        };
        return fail(&format!("没有可检查的台账：{seen}请指定台账文件（xlsx、xls、et、csv）或其所在文件夹。"), UNUSABLE);
    }
    u8::from(!checked.is_fine())
}

/// The same with all its texts masked; numbers stay numbers.
fn shown(json: Value) -> Value {
    match json {
        Value::String(text) => Value::String(masked(&text).into_owned()),
        Value::Array(all) => all.into_iter().map(shown).collect(),
        Value::Object(all) => all.into_iter().map(|(key, value)| (key, shown(value))).collect(),
        other => other,
    }
}

fn told(checked: &Checked, quiet: bool) -> String {
    let mut page = Page { reads: !quiet, ..Page::default() };
    for file in &checked.files {
        if !quiet || problems(&file.messages) > 0 {
            page.file(file);
        }
    }
    if !checked.general.is_empty() {
        page.line(&format!("{} 各文件合起来看", mark(&checked.general)));
        page.messages(&checked.general);
        page.line("");
    }
    if !quiet && !checked.files.is_empty() {
        page.end(checked);
    }
    page.text
}

fn mark(messages: &[Message]) -> &'static str {
    if problems(messages) > 0 { "✘" } else { "✔" }
}

/// The text as it grows.
#[derive(Default)]
struct Page<'c> {
    text: String,
    /// How tables were read is told, too.
    reads: bool,
    /// Tables told so far, with what they are called.
    told: Vec<(&'c TableRead, String)>,
}

impl<'c> Page<'c> {
    /// How the tables of a file were read.
    fn tables(&mut self, file: &'c CheckedFile) {
        for table in &file.tables {
            let like = self.told.iter().find(|(other, _)| table.reads_like(other)).map(|(other, name)| (*other, name.as_str()));
            let lines = reading::lines(table, like, self.told.is_empty());
            if like.is_none() {
                let sheet = if table.sheet.is_empty() { String::new() } else { format!("的工作表“{}”", table.sheet) };
                self.told.push((table, format!("“{}”{sheet}", file.path)));
            }
            lines.iter().for_each(|line| self.line(line));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn file(&mut self, file: &'c CheckedFile) {
        let kinds = if file.layouts.is_empty() { String::new() } else { format!("（{}）", file.layouts.join("、")) };
        let verdict = match problems(&file.messages) {
            0 => format!("未发现问题，读到 {} 行记录", file.rows.total - file.rows.ignored),
            n => format!("发现 {n} 处问题"),
        };
        self.line(&format!("{} {}{kinds}：{verdict}。", mark(&file.messages), file.path));
        if self.reads {
            self.tables(file);
        }
        self.messages(&file.messages);
        for note in file.notes.iter().take(SHOWN) {
            let at = if note.place.sheet.is_empty() { String::new() } else { format!("工作表“{}”", note.place.sheet) };
            let colon = if at.is_empty() && note.place.cell.is_none() { "" } else { "：" };
            self.line(&format!("  说明：{at}{}{colon}{}", note.place.cell_text(), note.text));
        }
        if file.notes.len() > SHOWN {
            self.line(&format!("  说明：另有 {} 条同类说明。", file.notes.len() - SHOWN));
        }
        self.line("");
    }

    /// Faults of filling in first, what the document asks after them, hints last.
    fn messages(&mut self, messages: &[Message]) {
        let entry: Vec<&Message> = messages.iter().filter(|m| is_problem(m) && is_entry(m)).collect();
        let rule: Vec<&Message> = messages.iter().filter(|m| is_problem(m) && !is_entry(m)).collect();
        let hints: Vec<&Message> = messages.iter().filter(|m| !is_problem(m)).collect();
        let headed = !rule.is_empty() || !hints.is_empty();
        for (title, part) in [
            ("填写问题（改正后再报送）", entry),
            ("与制度要求不符（请如实填报并按要求整改或说明，不要为此改动数据）", rule),
            ("提示（不算问题）", hints),
        ] {
            if headed && !part.is_empty() {
                self.line(&format!("  【{title}】"));
            }
            for (number, message) in part.into_iter().enumerate() {
                self.message(number + 1, message);
            }
        }
    }

    fn message(&mut self, number: usize, message: &Message) {
        self.line(&format!("  {number}. {}", place(message)));
        let example = if differ(message) { "（以第一处为例）" } else { "" };
        self.line(&format!("     问题{example}：{}", message.problem));
        if message.spots.iter().any(|s| s.raw != message.spots[0].raw) {
            self.line(&format!("     各处：{}", message.entries()));
        }
        let cell = matches!(message.code, Code::ING001 | Code::ING002 | Code::ING003 | Code::ING004);
        let wanted = match (message.expected.as_str(), cell) {
            // What the rows add up to is said already.
            _ if message.code == Code::ING005 => String::new(),
            ("", _) => String::new(),
            (expected, true) => format!("正确的写法：{}。", expected.trim_end_matches('。')),
            (expected, false) => format!("要求：{}。", expected.trim_end_matches('。')),
        };
        let remedy = format!("{}{wanted}", message.remedy);
        if !remedy.is_empty() {
            self.line(&format!("     怎么改：{remedy}"));
        }
        if !message.basis.is_empty() && !is_entry(message) {
            self.line(&format!("     依据：{}", message.basis));
        }
        if !message.follows.is_empty() {
            let mut names: Vec<&str> = message.follows.iter().filter_map(|(code, _)| rules::doc(*code)).map(|d| d.name).collect();
            names.dedup();
            let names = names.iter().map(|n| format!("“{n}”")).collect::<String>();
            self.line(&format!("     另有由此引起的{names} {} 处，改正后会随之消失，未再列出。", message.follows.len()));
        }
    }

    fn end(&mut self, checked: &Checked) {
        let wrong = checked.files.iter().filter(|f| problems(&f.messages) > 0).count();
        let total = checked.files.len();
        match checked.problems() {
            0 => self.line(&format!("共检查 {total} 个文件，均未发现问题。")),
            n => self.line(&format!("共检查 {total} 个文件：{} 个未发现问题，{wrong} 个有问题，共 {n} 处。", total - wrong)),
        }
        match (&checked.jurisdiction, checked.period) {
            (Some((_, name)), Some(period)) => {
                self.line(&format!(
                    "已按{name}的制度核查{}的记录，截至{}。按季、按年的要求，记录齐全的季度、年度才核查。",
                    spoken::period(period),
                    spoken::day(checked.as_of)
                ));
            }
            (None, _) => {
                self.line("未指定地区，只检查了能否读取、填写和人数计算；加 -j 地区代码可同时按本地制度核查（代码见 dangri profiles）。")
            }
            (Some(_), None) => self.line("没有读到带日期的活动记录，未能按制度核查。"),
        }
        if !checked.has_roster {
            self.line("没有党组织花名册，未核对支部名称、缺报月份和与花名册有关的各项；有花名册的，可加 --roster 花名册文件。");
        }
        if checked.jurisdiction.is_some() && !checked.unjudged.is_empty() {
            self.line("以下各项缺少判断所需的资料，没有核查（不是合格，也不是问题）：");
            for (why, codes) in &checked.unjudged {
                // of some branches alone, or of all
                let name = |(code, n): &(Code, u64)| match *n < checked.branches {
                    true => format!("{}（{n} 个党支部）", code.name()),
                    false => code.name().to_string(),
                };
                self.line(&format!("  {}：{why}。", codes.iter().map(name).collect::<Vec<_>>().join("、")));
            }
        }
        taught::words(&checked.taught).iter().for_each(|line| self.line(line));
        if !checked.absent.is_empty() {
            let shown = checked.absent.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、");
            let more = if checked.absent.len() > SHOWN { "等" } else { "" };
            self.line(&format!("花名册中同一党委的另 {} 个党支部在所查文件中没有记录：{shown}{more}。", checked.absent.len()));
        }
        if !checked.skipped.is_empty() {
            self.line(&skipped(checked));
        }
        checked.remarks.iter().for_each(|remark| self.line(&format!("注意：{remark}")));
    }
}

/// What was passed over; empty where nothing was.
fn skipped(checked: &Checked) -> String {
    if checked.skipped.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = checked.skipped.iter().take(SHOWN).map(|(path, why)| format!("{path}（{why}）")).collect();
    let more = if checked.skipped.len() > SHOWN { "等" } else { "" };
    format!("跳过 {} 个不是台账的文件：{}{more}。", checked.skipped.len(), shown.join("、"))
}

/// Are the places of one kind, but not alike?
fn differ(message: &Message) -> bool {
    message.spots.iter().any(|s| s.raw != message.spots[0].raw || s.span != message.spots[0].span)
}

/// 工作表“7月” B5、B7–B9（共 4 处），栏目“活动日期”，城北党支部.
fn place(message: &Message) -> String {
    let sheets = message.sheets();
    let cells = message.cells();
    let mut parts: Vec<String> = Vec::new();
    match sheets.as_slice() {
        _ if message.file.is_empty() => parts.push(about(message)),
        [""] if cells.is_empty() => parts.push("整个文件".to_string()),
        [""] => parts.push(format!("单元格 {cells}")),
        [only] if cells.is_empty() => parts.push(format!("工作表“{only}”")),
        [only] => parts.push(format!("工作表“{only}”的 {cells}")),
        _ => parts.push(format!("工作表 {}", sheets.join("、"))),
    }
    if message.spots.len() > 1 {
        parts[0].push_str(&format!("（共 {} 处）", message.spots.len()));
    }
    if !message.field.is_empty() {
        parts.push(message.field.clone());
    }
    let names = message.names();
    if !message.file.is_empty() && !names.is_empty() && message.code != Code::ING003 {
        parts.push(names);
    }
    parts.join("，")
}

/// Whose and when, for what was seen nowhere in particular.
fn about(message: &Message) -> String {
    let mut all: Vec<String> = Vec::new();
    for spot in &message.spots {
        let when = spot.span.map(spoken::span).unwrap_or_default();
        let text = [&spot.name, &spot.member, &when].into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if !all.contains(&text) {
            all.push(text);
        }
    }
    let more = if all.len() > SHOWN { "等" } else { "" };
    format!("{}{more}", all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、"))
}
