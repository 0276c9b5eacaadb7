//! Every row once: what the program says became of each file's rows is added up, and compared with a count of the sheets' rows that knows nothing
//! of the program: the workbooks are opened again and their non-blank rows (for forms, the forms) are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Range, Reader};

use crate::door::{dangri_ok, json, root};

const PARTS: [&str; 5] = ["采用", "退回", "重复", "被更正", "非数据行"];

/// A line of 输入文件清单.
struct Line {
    path: String,
    outcome: String,
    total: u64,
    parts: [u64; 5],
    layouts: String,
}

fn words(cell: &Data) -> String {
    cell.to_string().trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned()
}

/// 输入文件清单.
fn listed(report: &Path) -> Vec<Line> {
    let mut book = calamine::open_workbook_auto(report).unwrap();
    let sheet = book.worksheet_range("输入文件清单").unwrap();
    let mut rows = sheet.rows().skip_while(|r| !r.iter().any(|c| words(c).starts_with("输入文件清单"))).skip(1);
    let head: Vec<String> = rows.next().unwrap().iter().map(words).collect();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name} in {head:?}"));
    let number = |row: &[Data], name: &str| words(&row[at(name)]).parse::<f64>().unwrap_or(0.0) as u64;
    rows.take_while(|row| !words(&row[at("文件")]).is_empty())
        .map(|row| Line {
            path: words(&row[at("文件")]),
            outcome: words(&row[at("结果")]),
            total: number(row, "总行数"),
            parts: PARTS.map(|name| number(row, name)),
            layouts: words(&row[at("识别出的表种")]),
        })
        .collect()
}

/// The bytes of a file of the workspace, which may lie in an archive.
fn bytes(workspace: &Path, path: &str) -> Vec<u8> {
    if let Ok(bytes) = fs::read(workspace.join(path)) {
        return bytes;
    }
    let (archive, member) = path.split_once(".zip/").expect("a member of an archive");
    let packed = fs::read(workspace.join(format!("{archive}.zip"))).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    for ix in 0..zip.len() {
        let mut entry = zip.by_index(ix).unwrap();
        let raw = entry.name_raw().to_vec();
        let name = String::from_utf8(raw).unwrap_or_else(|raw| encoding_rs::GB18030.decode(raw.as_bytes()).0.into_owned());
        if name.replace('\\', "/") == member {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            return bytes;
        }
    }
    panic!("{path} is not in its archive");
}

/// A label that every form has once.
fn is_theme_label(cell: &Data) -> bool {
    let text: String = cell.to_string().chars().filter(|c| !c.is_whitespace() && !matches!(c, '：' | ':')).collect();
    matches!(text.as_str(), "活动主题" | "主题" | "活动名称" | "活动（会议）名称" | "会议名称")
}

/// The columns of a sheet in runs that blank columns part, where a run repeats headings of the first: tables side by side.
fn side_by_side(range: &Range<Data>) -> Vec<std::ops::Range<usize>> {
    let filled = |col: usize| range.rows().any(|row| !words(&row[col]).is_empty());
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for col in (0..range.width()).filter(|col| filled(*col)) {
        match runs.last_mut() {
            Some(run) if run.end == col => run.end += 1,
            _ => runs.push(col..col + 1),
        }
    }
    let texts = |run: &std::ops::Range<usize>| -> BTreeSet<String> {
        let rows = range.rows().take(8).flat_map(|row| row[run.clone()].iter().map(words).collect::<Vec<_>>());
        rows.filter(|text| text.chars().count() > 1).collect()
    };
    let Some(first) = runs.first().map(texts) else { return Vec::new() };
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for run in runs {
        match blocks.last_mut() {
            Some(last) if texts(&run).intersection(&first).count() < 3 => last.end = run.end,
            _ => blocks.push(run),
        }
    }
    blocks
}

/// Non-blank rows of a sheet, of each table where several stand side by side.
fn rows_of(range: &Range<Data>) -> u64 {
    let blocks = side_by_side(range).into_iter();
    blocks.map(|block| range.rows().filter(|row| row[block.clone()].iter().any(|c| !words(c).is_empty())).count() as u64).sum()
}

/// Rows of a page or of an XML sheet that hold text.
fn marked_up(text: &str, row: &str) -> u64 {
    let holds = |part: &str| {
        let end = part.find("</table").or_else(|| part.find("</Table")).unwrap_or(part.len());
        let mut in_tag = true;
        part[..end].chars().any(|c| {
            let text = !in_tag && c != '<' && !c.is_whitespace();
            in_tag = if c == '<' {
                true
            } else if c == '>' {
                false
            } else {
                in_tag
            };
            text
        })
    };
    text.split(row).skip(1).filter(|part| holds(part)).count() as u64
}

fn counted(bytes: &[u8], forms: bool) -> u64 {
    if let Ok(mut book) = calamine::open_workbook_auto_from_rs(Cursor::new(bytes.to_vec())) {
        let sheets: Vec<Range<Data>> = book.sheet_names().iter().filter_map(|name| book.worksheet_range(name).ok()).collect();
        let labels = |range: &Range<Data>| range.rows().flatten().filter(|c| is_theme_label(c)).count() as u64;
        return sheets.iter().map(|range| if forms { labels(range) } else { rows_of(range) }).sum();
    }
    let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|raw| encoding_rs::GB18030.decode(raw.as_bytes()).0.into_owned());
    if text.contains("<tr") {
        return marked_up(&text, "<tr");
    }
    if text.contains("<Row") {
        return marked_up(&text, "<Row");
    }
    let blank = |line: &&str| !line.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '\t' | '"' | '\u{feff}'));
    text.split(['\n', '\r']).filter(blank).count() as u64
}

/// Runs a workspace and compares; gives what differs, and the rows that were compared.
fn differences(workspace: &Path) -> (Vec<String>, u64) {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("结果");
    dangri_ok(&["run", workspace.to_str().unwrap(), "-o", out.to_str().unwrap(), "--format", "xlsx,json"]);
    let summary = json(&out.join("data/summary.json"));
    let lines = listed(&out.join("汇总报告.xlsx"));
    let mut wrong = Vec::new();
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    let mut files: BTreeMap<&str, u64> = BTreeMap::new();
    let mut compared = 0;
    for line in &lines {
        if line.parts.iter().sum::<u64>() != line.total {
            wrong.push(format!("{}: {} is not the sum of {:?}", line.path, line.total, line.parts));
        }
        *sums.entry("total").or_default() += line.total;
        for (name, part) in ["accepted", "rejected", "duplicate", "superseded", "ignored"].into_iter().zip(line.parts) {
            *sums.entry(name).or_default() += part;
        }
        *files.entry("total").or_default() += 1;
        let outcome = match line.outcome.as_str() {
            "全部识别" => "read",
            "部分识别" => "partly",
            "未识别" => "unrecognised",
            "无法读取" => "unreadable",
            "跳过" => "skipped",
            other => panic!("an outcome {other}"),
        };
        *files.entry(outcome).or_default() += 1;
        if outcome == "read" {
            let counted = counted(&bytes(workspace, &line.path), line.layouts.contains("activity_form") || line.layouts.contains("记录表"));
            compared += line.total;
            if counted != line.total {
                wrong.push(format!("{} ({}): said {} {:?}, counted {counted}", line.path, line.layouts, line.total, line.parts));
            }
        } else if outcome != "partly" && line.total > 0 {
            wrong.push(format!("{}: {} rows of a file that was not read", line.path, line.total));
        }
    }
    for (of, there) in [("rows", &sums), ("files", &files)] {
        for (name, said) in summary[of].as_object().unwrap() {
            if said.as_u64() != Some(there.get(name.as_str()).copied().unwrap_or(0)) {
                wrong.push(format!("summary {of}.{name} says {said}, the list {there:?}"));
            }
        }
    }
    let by_layout = summary["rows_by_layout"].as_object().unwrap();
    for name in ["total", "accepted", "rejected", "duplicate", "superseded", "ignored"] {
        let sum: u64 = by_layout.values().map(|tally| tally[name].as_u64().unwrap()).sum();
        if Some(sum) != summary["rows"][name].as_u64() {
            wrong.push(format!("rows_by_layout.{name} adds up to {sum}"));
        }
    }
    (wrong, compared)
}

#[test]
fn the_rows_of_every_sample_are_all_there() {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for sample in fs::read_dir(root().join("sample_data")).unwrap().flatten().filter(|e| e.path().is_dir()) {
        let (differ, rows) = differences(&sample.path());
        compared += rows;
        wrong.extend(differ.into_iter().map(|line| format!("{}: {line}", sample.file_name().to_string_lossy())));
    }
    assert!(compared > 2_000, "only {compared} rows");
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_rows_of_messy_workspaces_are_all_there() {
    let temp = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (jurisdiction, shape) in [("chizhou", "forms"), ("yangzhou", "townships"), ("huiji", "mixed")] {
        for mess in ["1", "3"] {
            let name = format!("{jurisdiction}-{shape}-{mess}");
            let workspace = temp.path().join(&name);
            let size = ["--branches", "16", "--months", "12", "--seed", "11", "--mess", mess, "--shape", shape];
            dangri_ok(&[&["demo", workspace.to_str().unwrap(), "-j", jurisdiction][..], &size].concat());
            let (differ, rows) = differences(&workspace);
            compared += rows;
            wrong.extend(differ.into_iter().map(|line| format!("{name}: {line}")));
        }
    }
    assert!(compared > 1_500, "only {compared} rows");
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}
