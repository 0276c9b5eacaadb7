//! `dangri profiles --new`: asks at a terminal, or takes the answers line by line from a file or from standard input.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::cli::fail;
use crate::cli::usage::UNUSABLE;
use crate::config::new_profile::{Interview, Question};
use crate::files;
use crate::model::io_words::io_words;
use crate::run::placing;

/// Where a file is put that was not named.
const FOLDER: &str = "规则/jurisdictions";
/// Most bytes of answers.
const LARGEST: u64 = 1 << 20;

/// Runs the command.
pub fn run(file: Option<&Path>, answers: Option<&Path>) -> u8 {
    // A folder of rules: the file goes where its rules look for it.
    let (folder, file) = match file {
        Some(path) if path.is_dir() => (path.join("jurisdictions"), None),
        other => (PathBuf::from(FOLDER), other),
    };
    let named = match file.map(stem).transpose() {
        Ok(named) => named,
        Err(message) => return fail(&message, UNUSABLE),
    };
    if let Some(taken) = file.filter(|file| file.symlink_metadata().is_ok()) {
        return fail(&exists(taken), UNUSABLE);
    }
    let interview = match Interview::new(named) {
        Ok(interview) => interview,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let heard = match answers {
        Some(path) => files::read(path, LARGEST)
            .map_err(|error| format!("答案文件“{}”无法读取：{}。", path.display(), io_words(&error)))
            .and_then(|bytes| listed(interview, &bytes)),
        None if io::stdin().is_terminal() => asked(interview),
        None => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(LARGEST).read_to_end(&mut bytes);
            read.map_err(|error| format!("答案无法读取：{}。", io_words(&error))).and_then(|_| listed(interview, &bytes))
        }
    };
    let written = heard.and_then(|interview| interview.finish().map_err(|why| format!("{why}。没有写出文件。")));
    let (id, text) = match written {
        Ok(written) => written,
        Err(message) => return fail(&message, UNUSABLE),
    };
    let path = file.map_or_else(|| folder.join(format!("{id}.toml")), Path::to_path_buf);
    match placing::place_new(&path, text.as_bytes()) {
        Ok(()) => {
            println!("已写出“{}”，检查没有错误。其中各项可以用文本编辑器修改，改后用 dangri profiles --check 检查。", path.display());
            match path.parent().filter(|dir| dir.file_name().is_some_and(|name| name == "jurisdictions")).and_then(Path::parent) {
                Some(rules) => println!("使用：dangri run 工作目录 --schemas {} -j {id}", shown(rules)),
                None => println!("使用时请放入规则目录的 jurisdictions 文件夹，再运行 dangri run 工作目录 --schemas 规则目录 -j {id}"),
            }
            0
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fail(&exists(&path), UNUSABLE),
        Err(error) => fail(&format!("无法写入“{}”：{}。", path.display(), io_words(&error)), 3),
    }
}

fn exists(path: &Path) -> String {
    format!("“{}”已经存在，不会覆盖，没有写出文件。请换一个文件名；要修改已有的制度，请直接编辑该文件。", path.display())
}

fn shown(rules: &Path) -> String {
    match rules.display().to_string() {
        path if path.is_empty() => ".".to_string(),
        path if path.contains(' ') => format!("\"{path}\""),
        path => path,
    }
}

/// The id that the name of a file gives.
fn stem(path: &Path) -> Result<&str, String> {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".toml"));
    name.ok_or_else(|| format!("“{}”应以 .toml 结尾，文件名为制度的代号，如 清源县.toml。", path.display()))
}

/// Asks one after the other; a wrong answer is told and asked again.
fn asked(mut interview: Interview) -> Result<Interview, String> {
    println!(
        "以下逐项提问，写出一个地区制度文件。直接回车即按括号中的办法；条款可以写在答案后面，如：每月10日｜二.1。按 Ctrl-C 放弃，不写任何文件。"
    );
    let mut number = 0;
    while let Some(question) = interview.question() {
        number += 1;
        print_question(number, question, &interview.blank(question));
        let heard = loop {
            print!("  > ");
            match interview.answer(&line()?) {
                Ok(heard) => break heard,
                Err(why) => println!("  {why}。请重新填写。"),
            }
        };
        if let Some(understood) = &heard.understood {
            println!("  记为：{understood}");
        }
        if heard.wants_clause {
            let whose = if heard.in_part { "没有写条款的各项" } else { "" };
            print!("  {whose}所依条款（文件没有规定的直接回车，记为本单位自定）> ");
            interview.clause(&line()?);
        }
    }
    Ok(interview)
}

fn print_question(number: usize, question: &Question, blank: &str) {
    println!();
    println!("{number}. {}：{}", question.label, question.ask);
    let blank = if blank.is_empty() { "必填".to_string() } else { format!("直接回车：{blank}") };
    println!("   例如：{}（{blank}）", question.example);
}

/// A line of the terminal.
fn line() -> Result<String, String> {
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err("没有答完，没有写出文件。".to_string()),
        Ok(_) => Ok(line),
        Err(error) => Err(format!("答案无法读取：{}。", io_words(&error))),
    }
}

/// Answers in lines: in the order of the questions (a blank line is a blank answer), or each with the label of its question.
fn listed(mut interview: Interview, bytes: &[u8]) -> Result<Interview, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "答案不是 UTF-8 编码，请另存为 UTF-8。".to_string())?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    let lines: Vec<(usize, &str)> = lines.map(|(n, line)| (n + 1, line.trim())).collect();
    let told = |n: usize, why: String| format!("答案第 {n} 行：{why}。没有写出文件。");
    let with_labels = lines.iter().find(|(_, line)| !line.is_empty()).is_some_and(|(_, line)| label(line).is_some());
    let end = lines.iter().rposition(|(_, line)| !line.is_empty()).map_or(0, |at| at + 1);
    for (n, line) in &lines[..end] {
        let answer = match (with_labels, label(line)) {
            (true, _) if line.is_empty() => continue,
            (true, Some((label, answer))) => {
                interview.go_to(label).map_err(|why| told(*n, why))?;
                answer
            }
            (true, None) => return Err(told(*n, format!("“{line}”没有写明是哪一项，应写作“活动日：每月10日”"))),
            (false, _) => line,
        };
        let asked = interview.question().map_or_else(String::new, |question| format!("“{}”，", question.label));
        interview.answer(answer).map_err(|why| told(*n, format!("{asked}{why}")))?;
    }
    Ok(interview)
}

/// `活动日：每月10日` as label and answer, where it begins with the label of a question.
fn label(line: &str) -> Option<(&str, &str)> {
    let (label, answer) = line.split_once(['：', ':'])?;
    Interview::has(label.trim()).then(|| (label.trim(), answer.trim()))
}
