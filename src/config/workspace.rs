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
    /// Who the result is about (`340825`).
    pub unit: Option<String>,
    /// Its name in titles (`清源县`).
    pub unit_name: Option<String>,
    /// Who makes and signs it (`中共清源县委组织部`).
    pub office: Option<String>,
    /// Keys at the top of the file, in order of their names.
    pub keys: Vec<String>,
    /// A list of passwords that a packed workspace names: not used, and not read as a ledger either.
    pub unused_list: Option<String>,
}

/// What a workspace that was handed over may ask of whoever runs it: what is judged, and nothing about this machine.
const ASKED: &[&str] = &["jurisdiction", "period", "as_of", "seed", "unit", "unit_name", "office", "member"];

impl WorkspaceOptions {
    /// The options of a workspace that others have packed, and the keys that are not honoured there.
    pub fn handed_over(self) -> (Self, Vec<String>) {
        let WorkspaceOptions { jurisdiction, period, as_of, seed, unit, unit_name, office, members, keys, password_file, .. } = self;
        let left_out = keys.iter().filter(|key| !ASKED.contains(&key.as_str())).cloned().collect();
        let asked = WorkspaceOptions {
            jurisdiction,
            period,
            as_of,
            seed,
            unit,
            unit_name,
            office,
            members,
            keys,
            unused_list: password_file,
            ..WorkspaceOptions::default()
        };
        (asked, left_out)
    }
}

/// One member of a workspace one level up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOption {
    /// Subfolder, `/` between folders.
    pub path: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
    /// Who it is, where that is not the folder's name.
    pub unit: Option<String>,
    /// Its name in titles, where that is not the jurisdiction's.
    pub unit_name: Option<String>,
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
    #[schemars(description = "单位代码，用于各表和抽查签号，如 340825；不填则为辖区代号", length(min = 1))]
    pub unit: Option<String>,
    #[schemars(description = "单位名称，用于标题，如 清源县；不填则为辖区名称", length(min = 1))]
    pub unit_name: Option<String>,
    #[schemars(description = "制表单位，如 中共清源县委组织部", length(min = 1))]
    pub office: Option<String>,
    #[serde(default, rename = "member")]
    #[schemars(description = "上一级汇总时的各成员")]
    pub members: Vec<RawMemberOption>,
}

fn only_formats(schema: &mut schemars::Schema) {
    crate::model::section::list_of(schema, FORMATS.to_vec());
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RawMemberOption {
    #[schemars(description = "所在子目录", length(min = 1))]
    pub path: String,
    #[schemars(description = "辖区代号", length(min = 1))]
    pub jurisdiction: String,
    #[schemars(description = "单位代码；不填则为所在子目录", length(min = 1))]
    pub unit: Option<String>,
    #[schemars(description = "单位名称；不填则为辖区名称", length(min = 1))]
    pub unit_name: Option<String>,
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
    check_units(&tree, &mut faults);
    if let Data::Table(map) = &tree.data {
        options.keys = map.keys().cloned().collect();
    }
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
        members: raw.members.into_iter().map(member).collect(),
        unit: raw.unit,
        unit_name: raw.unit_name,
        office: raw.office,
        ..options
    })
}

fn member(raw: RawMemberOption) -> MemberOption {
    MemberOption { path: clean(&raw.path), jurisdiction: raw.jurisdiction, unit: raw.unit, unit_name: raw.unit_name }
}

/// What is wrong with the code of a unit: it stands before `/` in the keys of draws and tables.
pub fn unit_fault(unit: &str) -> Option<String> {
    let wrong = unit.trim() != unit || unit.is_empty() || unit.contains(['/', '\\']) || unit.chars().any(char::is_control);
    wrong.then(|| format!("单位代码“{unit}”无效：不能为空，首尾不能有空格，其中不能有“/”“\\”和换行"))
}

fn check_units(tree: &Node, faults: &mut Vec<Fault>) {
    let of_members = tree.get("member").and_then(Node::list).into_iter().flatten();
    for node in std::iter::once(tree).chain(of_members).filter_map(|node| node.get("unit")) {
        if let Some(fault) = node.text().and_then(unit_fault) {
            faults.push(node.at.fault(fault));
        }
    }
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
