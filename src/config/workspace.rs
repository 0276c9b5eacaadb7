//! `dangri.toml` at the top of a workspace: the options of a run, and the members one level up. Only read here; which option wins is the
//! command line's business.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use super::check::Checker;
use super::fault::{Fault, Faults};
use super::limits::RawLimits;
use super::schema;
use super::tree::{Data, Node};
use crate::model::options::{FailOn, Format};
use crate::model::time::Period;

/// Options as written; what is absent is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[schemars(title = "工作区选项", description = "工作区的 dangri.toml：可写命令行的任何选项，命令行另有规定的以命令行为准")]
pub struct WorkspaceOptions {
    /// Not checked against the built-in ones here.
    #[schemars(description = "辖区代号", length(min = 1))]
    pub jurisdiction: Option<String>,
    /// Period to judge.
    #[serde(default, deserialize_with = "period")]
    #[schemars(with = "Option<String>", description = "统计期：2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09")]
    pub period: Option<Period>,
    /// Day on which the run judges what is due.
    #[serde(default, deserialize_with = "day")]
    #[schemars(with = "Option<String>", description = "判定是否到期的日期，写作 2017-10-15")]
    pub as_of: Option<NaiveDate>,
    /// Seed of the draw.
    #[schemars(description = "抽查种子")]
    pub seed: Option<String>,
    /// Output folder.
    #[schemars(description = "结果目录", length(min = 1))]
    pub output: Option<String>,
    /// Output formats.
    #[schemars(description = "输出格式")]
    pub format: Option<Vec<Format>>,
    /// `--set` parameters in order of their paths.
    #[serde(default, deserialize_with = "dotted")]
    #[schemars(with = "Map<String, Json>", description = "临时改动的参数，如 participation.min = 0.85")]
    pub set: Vec<(String, String)>,
    /// As key and value; intake knows what they mean.
    #[serde(default, deserialize_with = "limits")]
    #[schemars(with = "RawLimits", description = "读取上限：防止损坏或恶意文件拖垮程序，通常不必改动")]
    pub limits: Vec<(String, u64)>,
    /// Threads.
    #[schemars(description = "并行数", range(min = 1, max = 1024))]
    pub jobs: Option<usize>,
    /// Problems only, no ranks and grades.
    #[schemars(description = "只列问题，不排名次、不评等次")]
    pub no_ranking: Option<bool>,
    /// From which level on findings make the exit code 1.
    #[schemars(description = "达到此级别即以状态 1 退出")]
    pub fail_on: Option<FailOn>,
    /// Folder with schemas of one's own.
    #[schemars(description = "自备规则文件所在目录", length(min = 1))]
    pub schemas: Option<String>,
    /// File with passwords of encrypted workbooks.
    #[schemars(description = "密码清单文件（相对于工作区），每行一个打开密码；密码本身不写入本文件", length(min = 1))]
    pub password_file: Option<String>,
    /// Members of a workspace one level up.
    #[serde(default, rename = "member")]
    #[schemars(description = "上一级汇总时的各成员")]
    pub members: Vec<MemberOption>,
    /// Who the result is about (`340825`).
    #[schemars(description = "单位代码，用于各表和抽查签号，如 340825；不填则为辖区代号", length(min = 1))]
    pub unit: Option<String>,
    /// Its name in titles (`清源县`).
    #[schemars(description = "单位名称，用于标题，如 清源县；不填则为辖区名称", length(min = 1))]
    pub unit_name: Option<String>,
    /// Who makes and signs it (`中共清源县委组织部`).
    #[schemars(description = "制表单位，如 中共清源县委组织部", length(min = 1))]
    pub office: Option<String>,
    /// The office's own files, wherever they lie.
    #[serde(default)]
    #[schemars(
        description = "组织部自己的文件或目录（目录以“/”结尾），如 花名册/；不论放在哪里，都不视为哪个党委报来的",
        inner(length(min = 1))
    )]
    pub office_files: Vec<String>,
    /// Keys at the top of the file, in order of their names.
    #[serde(skip)]
    pub keys: Vec<String>,
    /// A list of passwords that a packed workspace names: not used, and not read as a ledger either.
    #[serde(skip)]
    pub unused_list: Option<String>,
}

/// One member of a workspace one level up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct MemberOption {
    /// `/` between folders.
    #[serde(deserialize_with = "folder")]
    #[schemars(description = "所在子目录", length(min = 1))]
    pub path: String,
    /// Id of the jurisdiction.
    #[schemars(description = "辖区代号", length(min = 1))]
    pub jurisdiction: String,
    /// Who it is, where that is not the folder's name.
    #[schemars(description = "单位代码；不填则为所在子目录", length(min = 1))]
    pub unit: Option<String>,
    /// Its name in titles, where that is not the jurisdiction's.
    #[schemars(description = "单位名称；不填则为辖区名称", length(min = 1))]
    pub unit_name: Option<String>,
}

fn period<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Period>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(Error::custom)
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    String::deserialize(deserializer).map(|text| super::date(&text))
}

fn limits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, u64)>, D::Error> {
    RawLimits::deserialize(deserializer).map(|limits| limits.written())
}

fn folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|path| clean(&path))
}

fn dotted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
    let mut set = Vec::new();
    flatten_set(&Json::deserialize(deserializer)?, "", &mut set);
    Ok(set)
}

/// What a workspace that was handed over may ask of whoever runs it: what is judged, and nothing about this machine.
const ASKED: &[&str] = &["jurisdiction", "period", "as_of", "seed", "unit", "unit_name", "office", "office_files", "member"];

impl WorkspaceOptions {
    /// The options of a workspace that others have packed, and the keys that are not honoured there.
    pub fn handed_over(self) -> (Self, Vec<String>) {
        let WorkspaceOptions {
            jurisdiction, period, as_of, seed, unit, unit_name, office, office_files, members, keys, password_file, ..
        } = self;
        let left_out = keys.iter().filter(|key| !ASKED.contains(&key.as_str())).cloned().collect();
        let asked = WorkspaceOptions {
            jurisdiction,
            period,
            as_of,
            seed,
            unit,
            unit_name,
            office,
            office_files,
            members,
            keys,
            unused_list: password_file,
            ..WorkspaceOptions::default()
        };
        (asked, left_out)
    }
}

/// Reads the text of a `dangri.toml`; `file` is its name for faults. Errors: all faults at once.
pub fn parse(file: &str, text: &str) -> Result<WorkspaceOptions, Faults> {
    let mut tree = Node::parse(file, text).map_err(Faults)?;
    accept_format_text(&mut tree);
    let mut faults = Checker::new(&schema::WORKSPACE).check(&tree);
    // values that do read are judged even when others don't, so that all faults come at once
    if let Some((node, text)) = tree.get("period").and_then(|node| Some((node, node.text()?))) {
        faults.extend(text.parse::<Period>().err().map(|message| node.at.fault(message)));
    }
    if let Some((node, text)) = tree.get("as_of").and_then(|node| Some((node, node.text()?)))
        && super::date(text).is_none()
    {
        faults.push(node.at.fault(format!("“as_of”应为日期，写作 2017-10-15，现为“{text}”")));
    }
    check_members(&tree, &mut faults);
    check_units(&tree, &mut faults);
    if !faults.is_empty() {
        return Err(Faults::of(faults));
    }
    let read: Result<WorkspaceOptions, _> = serde_json::from_value(tree.to_json());
    let keys = tree.table().into_iter().flat_map(|map| map.keys().cloned()).collect();
    read.map(|options| WorkspaceOptions { keys, ..options }).map_err(|e| Faults(vec![Fault::whole(file, format!("无法读取：{e}"))]))
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
fn flatten_set(value: &Json, path: &str, out: &mut Vec<(String, String)>) {
    match value {
        Json::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten_set(value, &path, out);
            }
        }
        Json::String(text) => out.push((path.to_string(), text.clone())),
        // 1.0 stays a decimal number, a list stays a list
        _ => out.push((path.to_string(), value.to_string())),
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
