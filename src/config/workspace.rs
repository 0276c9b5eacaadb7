//! `dangri.toml` at the top of a workspace: the options of a run, and the members one level up. Only read here; which option wins is the
//! command line's business.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::check::Checker;
use super::fault::{Fault, Faults};
use super::limits::RawLimits;
use super::schema;
use super::tree::{Data, Node};
use crate::model::time::Period;

/// Output formats.
pub const FORMATS: &[&str] = &["xlsx", "html", "csv", "json", "parquet"];

/// Options as written; what is absent is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkspaceOptions {
    /// Jurisdiction id; not checked against the built-in ones here.
    pub jurisdiction: Option<String>,
    /// Period to judge.
    pub period: Option<Period>,
    /// Day on which the run judges what is due.
    pub as_of: Option<NaiveDate>,
    /// Seed of the draw.
    pub seed: Option<String>,
    /// Output folder.
    pub output: Option<String>,
    /// Output formats, each one of [`FORMATS`].
    pub format: Option<Vec<String>>,
    /// `--set` parameters in order of their paths.
    pub set: Vec<(String, String)>,
    /// Limits of reading, as key and value; intake knows what they mean.
    pub limits: Vec<(String, u64)>,
    /// Threads.
    pub jobs: Option<usize>,
    /// Problems only, no ranks and grades.
    pub no_ranking: Option<bool>,
    /// `info`, `warning`, `error` or `never`.
    pub fail_on: Option<String>,
    /// Folder with schemas of one's own.
    pub schemas: Option<String>,
    /// File with passwords of encrypted workbooks, relative to the workspace.
    pub password_file: Option<String>,
    /// Members of a workspace one level up.
    pub members: Vec<MemberOption>,
}

/// One member of a workspace one level up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOption {
    /// Subfolder, `/` between folders.
    pub path: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
}

/// The file as written.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "工作区选项", description = "工作区的 dangri.toml：可写命令行的任何选项，命令行另有规定的以命令行为准")]
#[expect(dead_code, reason = "period, as_of and set are read from the tree, so that they are judged beside other faults")]
pub(super) struct RawWorkspace {
    #[schemars(description = "辖区代号", length(min = 1))]
    pub jurisdiction: Option<String>,
    #[schemars(description = "统计期：2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09")]
    pub period: Option<String>,
    #[schemars(description = "判定是否到期的日期，写作 2017-10-15")]
    pub as_of: Option<String>,
    #[schemars(description = "抽查种子")]
    pub seed: Option<String>,
    #[schemars(description = "结果目录", length(min = 1))]
    pub output: Option<String>,
    #[schemars(description = "输出格式", transform = only_formats)]
    pub format: Option<Vec<String>>,
    #[schemars(description = "临时改动的参数，如 participation.min = 0.85", extend("type" = "object"))]
    pub set: Option<serde_json::Map<String, serde_json::Value>>,
    #[schemars(description = "读取上限：防止损坏或恶意文件拖垮程序，通常不必改动")]
    pub limits: Option<RawLimits>,
    #[schemars(description = "并行数", range(min = 1, max = 1024))]
    pub jobs: Option<usize>,
    #[schemars(description = "只列问题，不排名次、不评等次")]
    pub no_ranking: Option<bool>,
    #[schemars(description = "达到此级别即以状态 1 退出", extend("enum" = ["info", "warning", "error", "never"]))]
    pub fail_on: Option<String>,
    #[schemars(description = "自备规则文件所在目录", length(min = 1))]
    pub schemas: Option<String>,
    #[schemars(description = "密码清单文件（相对于工作区），每行一个打开密码；密码本身不写入本文件", length(min = 1))]
    pub password_file: Option<String>,
    #[serde(default, rename = "member")]
    #[schemars(description = "上一级汇总时的各成员")]
    pub members: Vec<RawMemberOption>,
}

fn only_formats(schema: &mut schemars::Schema) {
    super::raw::list_of(schema, FORMATS.to_vec());
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RawMemberOption {
    #[schemars(description = "所在子目录", length(min = 1))]
    pub path: String,
    #[schemars(description = "辖区代号", length(min = 1))]
    pub jurisdiction: String,
}

/// Reads the text of a `dangri.toml`; `file` is its name for faults. Errors: all faults at once.
pub fn parse(file: &str, text: &str) -> Result<WorkspaceOptions, Faults> {
    let mut tree = Node::parse(file, text).map_err(Faults)?;
    accept_format_text(&mut tree);
    let mut faults = Checker::new(&schema::WORKSPACE).check(&tree);
    let mut options = WorkspaceOptions::default();
    // values that do read are judged even when others don't, so that all faults come at once
    if let Some(node) = tree.get("period") {
        match node.text().map(str::parse::<Period>) {
            Some(Ok(period)) => options.period = Some(period),
            Some(Err(message)) => faults.push(node.at.fault(message)),
            None => {}
        }
    }
    if let Some(node) = tree.get("as_of")
        && let Some(text) = node.text()
    {
        options.as_of = super::date(text);
        if options.as_of.is_none() {
            faults.push(node.at.fault(format!("“as_of”应为日期，写作 2017-10-15，现为“{text}”")));
        }
    }
    if let Some(node) = tree.get("set") {
        flatten_set(node, "", &mut options.set);
    }
    check_members(&tree, &mut faults);
    if !faults.is_empty() {
        return Err(Faults::of(faults));
    }
    let raw: RawWorkspace =
        serde_json::from_value(tree.to_json()).map_err(|e| Faults(vec![Fault::whole(file, format!("无法读取：{e}"))]))?;
    Ok(WorkspaceOptions {
        jurisdiction: raw.jurisdiction,
        seed: raw.seed,
        output: raw.output,
        format: raw.format,
        limits: raw.limits.map(|limits| limits.written()).unwrap_or_default(),
        jobs: raw.jobs,
        no_ranking: raw.no_ranking,
        fail_on: raw.fail_on,
        schemas: raw.schemas,
        password_file: raw.password_file,
        members: raw.members.into_iter().map(|m| MemberOption { path: clean(&m.path), jurisdiction: m.jurisdiction }).collect(),
        ..options
    })
}

/// `format = "xlsx,csv"`, as on the command line, is as good as a list.
fn accept_format_text(tree: &mut Node) {
    let Data::Table(map) = &mut tree.data else { return };
    let Some(node) = map.get_mut("format") else { return };
    let Some(text) = node.text().map(str::to_string) else { return };
    let words = text.split([',', '，', '、']).map(|w| Node { at: node.at.clone(), data: Data::Text(w.trim().to_string()) });
    node.data = Data::List(words.collect());
}

/// Tables of `set` as dotted paths with the values as the command line would write them.
fn flatten_set(node: &Node, path: &str, out: &mut Vec<(String, String)>) {
    match &node.data {
        Data::Table(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten_set(value, &path, out);
            }
        }
        Data::Text(t) | Data::Date(t) => out.push((path.to_string(), t.clone())),
        // 1.0 stays a decimal number, a list stays a list
        Data::Float(f) => out.push((path.to_string(), format!("{f:?}"))),
        _ => out.push((path.to_string(), node.to_json().to_string())),
    }
}

fn check_members(tree: &Node, faults: &mut Vec<Fault>) {
    let Some(members) = tree.get("member").and_then(Node::list) else { return };
    let mut seen = BTreeSet::new();
    for member in members {
        let Some(node) = member.get("path") else { continue };
        let path = clean(node.text().unwrap_or_default());
        let outside = path.starts_with('/') || path.contains(':') || path.split('/').any(|part| part == "..");
        if outside {
            faults.push(node.at.fault(format!("成员目录“{path}”应是工作区之内的子目录，不能用绝对路径或“..”")));
        } else if !seen.insert(path.clone()) {
            faults.push(node.at.fault(format!("成员目录“{path}”重复列出")));
        }
    }
}

fn clean(path: &str) -> String {
    path.trim().replace('\\', "/").trim_start_matches("./").trim_end_matches('/').to_string()
}
