//! A short talk at a terminal: which folder, whose rules, which months, and go. What is proposed has its reason beside it and is taken only when
//! somebody says so; the line that would have done the same is shown before it is done, so that it can be learnt.

mod ask;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::Local;

use super::say::{Tone, prose};
use super::usage::UNUSABLE;
use super::{fail, line, say, upset};
use crate::config::Schemas;
use crate::model::spoken;
use crate::model::time::Period;
use crate::run::check::{CheckRequest, Checked, check};
use crate::run::prospect::{Prospect, propose, set_up};
use crate::run::{RunError, SET_UP, Silent, placing};

use ask::{Ended, agreed, answer};

/// Holds it. Where the answers end before the talk does, nothing is run.
pub fn hold(paths: &[PathBuf]) -> u8 {
    prose(
        Tone::Plain,
        &format!("党日（dangri {}）：按提示逐项回答，直接回车即采用〔〕中的内容；按 Ctrl-C 随时退出。", env!("CARGO_PKG_VERSION")),
    );
    prose(Tone::Plain, "全部命令见 dangri --help；想在浏览器里操作，可运行 dangri window。");
    println!();
    let mut cut = false;
    // Told here as well should we be wrong ourselves, before its window closes.
    let code = upset::told(|| {
        talk(paths).unwrap_or_else(|Ended| {
            cut = true;
            UNUSABLE
        })
    });
    if cut {
        return fail(&"回答已中断，没有运行。", UNUSABLE);
    }
    // A double click closes its window together with the program: what was said would be gone before it is read.
    let _ = answer("按回车键结束");
    code
}

fn talk(paths: &[PathBuf]) -> Result<u8, Ended> {
    let workspace = match paths {
        [only] if only.is_dir() || is_zip(only) => only.clone(),
        [] => folder()?,
        files => match of_files(files)? {
            Some(workspace) => workspace,
            None => return Ok(checked_alone(files)),
        },
    };
    prose(Tone::Plain, &format!("台账：{}", workspace.display()));
    prose(Tone::Plain, "正在查看其中的文件……");
    let (prospect, schemas) = match looked(&workspace) {
        Ok(found) => found,
        Err(error) => return Ok(fail(&error, error.exit_code())),
    };
    let mut words: Vec<OsString> = vec!["run".into(), workspace.clone().into_os_string()];
    let place = place(&prospect, &schemas)?;
    if let Some(id) = &place {
        words.extend(["-j".into(), id.into()]);
    }
    words.extend(["-p".into(), period(&prospect)?.to_string().into()]);
    println!();
    println!("将要运行的命令：{}", words::command_line(&words));
    if !agreed("现在运行吗", true)? {
        prose(Tone::Plain, "没有运行。以后可以直接输入上面的命令。");
        return Ok(0);
    }
    let code = line(&words);
    if code <= 1
        && workspace.is_dir()
        && !prospect.has_set_up
        && let Some(id) = &place
    {
        remember(&workspace, id)?;
    }
    Ok(code)
}

/// Is it a packed workspace, by its name?
pub fn is_zip(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Asks until there is a folder or a packed one.
fn folder() -> Result<PathBuf, Ended> {
    loop {
        let typed = answer("台账所在的文件夹（可以把文件夹拖进来）〔当前文件夹〕")?;
        let path = if typed.is_empty() { PathBuf::from(".") } else { words::dragged(&typed) };
        if path.is_dir() || is_zip(&path) {
            return Ok(path);
        }
        match path.exists() {
            true => prose(Tone::Plain, &format!("  “{}”是一个文件。请给出存放台账的文件夹，或者它的压缩包（.zip）。", path.display())),
            false => prose(Tone::Plain, &format!("  找不到“{}”。请核对路径，或者把文件夹直接拖进来。", path.display())),
        }
    }
}

/// Several things, or lone ledgers: a run needs the folder that holds them all, roster among them.
fn of_files(files: &[PathBuf]) -> Result<Option<PathBuf>, Ended> {
    let parent = |path: &PathBuf| std::path::absolute(path).ok().and_then(|full| full.parent().map(Path::to_path_buf));
    let first = files.first().and_then(parent);
    let shared = first.filter(|first| files.iter().all(|file| parent(file).as_deref() == Some(first)));
    prose(Tone::Plain, &format!("给出的是 {} 个文件（文件夹）。", files.len()));
    match shared {
        Some(folder) => {
            prose(Tone::Plain, &format!("  1. 只检查这 {} 个，不汇总、不排名", files.len()));
            prose(Tone::Plain, &format!("  2. 汇总它们所在的整个文件夹：{}", folder.display()));
            loop {
                match answer("请选择〔1〕")?.as_str() {
                    "" | "1" | "１" => return Ok(None),
                    "2" | "２" => return Ok(Some(folder)),
                    _ => prose(Tone::Plain, "  请回答 1 或 2。"),
                }
            }
        }
        None => Ok(None),
    }
}

fn checked_alone(files: &[PathBuf]) -> u8 {
    let words: Vec<OsString> = std::iter::once("check".into()).chain(files.iter().map(|file| file.clone().into_os_string())).collect();
    println!("运行的命令：{}", words::command_line(&words));
    line(&words)
}

/// What lies in the workspace, told; and what may be meant.
fn looked(workspace: &Path) -> Result<(Prospect, Schemas), RunError> {
    let today = Local::now().date_naive();
    let request = CheckRequest { paths: vec![workspace.to_path_buf()], today, ..CheckRequest::default() };
    let checked: Checked = check(&request, &Silent)?;
    say::text(&words::found(&checked));
    let schemas = Schemas::load(None)?;
    let committees = checked.by_month.iter().map(|(committee, _, _)| committee.as_str());
    let names = checked.files.iter().map(|file| file.path.as_str()).chain(committees);
    let read = checked.period.filter(|_| !checked.by_month.is_empty());
    Ok((propose(workspace, &schemas, names, read, today)?, schemas))
}

/// Id of the place, as answered; `None` where `dangri.toml` settles it.
fn place(prospect: &Prospect, schemas: &Schemas) -> Result<Option<String>, Ended> {
    if prospect.members > 0 {
        prose(Tone::Plain, &format!("地区：按 {SET_UP} 所列的 {} 个地区分别核查。", prospect.members));
        return Ok(None);
    }
    let only = match prospect.places.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let question = match only {
        Some(only) => format!("地区〔{}，{}〕", only.name, words::place_why(only.why)),
        None => {
            say::text(&words::places(&prospect.places, schemas));
            "地区（名称或代码）".to_string()
        }
    };
    loop {
        let typed = answer(&question)?;
        if let (true, Some(only)) = (typed.is_empty(), only) {
            return Ok(Some(only.id.clone()));
        }
        match schemas.id_of(&typed) {
            Some(id) => return Ok(Some(id.to_string())),
            None if typed.is_empty() => prose(Tone::Plain, "  地区决定按哪一份制度核查，不能空着。"),
            None => {
                prose(Tone::Plain, &format!("  没有地区“{typed}”。"));
                say::text(&words::places(&[], schemas));
            }
        }
    }
}

fn period(prospect: &Prospect) -> Result<Period, Ended> {
    let (best, others) = match prospect.periods.as_slice() {
        [best, others @ ..] => (Some(best), others),
        [] => (None, &[][..]),
    };
    for (period, why) in others {
        prose(Tone::Plain, &format!("  也可以填 {}（{}）", spoken::period(*period), words::period_why(*why)));
    }
    let question = match best {
        Some((period, why)) => format!("统计期，如 2017年7月、2017年第三季度〔{}，{}〕", spoken::period(*period), words::period_why(*why)),
        None => "统计期，如 2017年7月、2017年第三季度".to_string(),
    };
    loop {
        let typed = answer(&question)?;
        match (typed.is_empty(), best) {
            (true, Some((period, _))) => return Ok(*period),
            _ => match typed.parse() {
                Ok(period) => return Ok(period),
                Err(why) => prose(Tone::Plain, &format!("  {why}。")),
            },
        }
    }
}

/// Offers to keep the place, so that the next time the folder alone is enough. The period is another one every time.
fn remember(workspace: &Path, id: &str) -> Result<(), Ended> {
    let path = workspace.join(SET_UP);
    if !agreed(&format!("把地区记到“{}”，以后不必再填吗", path.display()), false)? {
        return Ok(());
    }
    match placing::place_new(&path, set_up(id).as_bytes()) {
        Ok(()) => prose(Tone::Plain, &format!("已写入 {}，可用记事本打开修改。", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            prose(Tone::Plain, &format!("“{}”已经存在，没有改动。", path.display()))
        }
        Err(error) => prose(Tone::Plain, &format!("没有写成：{}。结果不受影响。", crate::model::io_words::io_words(&error))),
    }
    Ok(())
}
