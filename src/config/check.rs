//! Structure of a tree against a JSON Schema: unknown keys, missing keys, wrong kinds, values out of range. All faults at once, each at its
//! line, in Chinese; this is why a file is checked here before serde, which gives up at the first fault. Knows the part of JSON Schema
//! that `schema.rs` produces.

use serde_json::Value as Json;

use super::fault::Fault;
use super::tree::{Data, Node};
use crate::model::kind::misfit;

/// A schema with its definitions.
pub struct Checker<'s> {
    root: &'s Json,
}

impl<'s> Checker<'s> {
    /// For a root schema.
    pub fn new(root: &'s Json) -> Self {
        Checker { root }
    }

    /// The root schema.
    pub fn root(&self) -> &'s Json {
        self.root
    }

    /// Follows `$ref` to the definition.
    pub fn resolve(&self, schema: &'s Json) -> &'s Json {
        let mut schema = schema;
        for _ in 0..16 {
            let Some(name) = schema["$ref"].as_str() else { break };
            schema = &self.root["$defs"][name.trim_start_matches("#/$defs/")];
        }
        schema
    }

    /// Checks a whole file.
    pub fn check(&self, node: &Node) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.node(node, self.root, "", "", &mut faults);
        faults
    }

    /// Checks what stands under a key of the file.
    pub fn check_key(&self, key: &str, node: &Node) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.node(node, &self.root["properties"][key], key, "", &mut faults);
        faults
    }

    /// A file, or a part of it, as JSON for its types: texts trimmed. Of values whose kind is more than the structure check sees (months, shares …)
    /// those that cannot be read are told, and something harmless stands in for them.
    pub fn json(&self, node: &Node, faults: &mut Vec<Fault>) -> Json {
        self.value(node, self.root, "", faults)
    }

    fn value(&self, node: &Node, schema: &'s Json, path: &str, faults: &mut Vec<Fault>) -> Json {
        let about = schema["description"].as_str().unwrap_or_default();
        let schema = self.resolve(schema);
        let within = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        let misfit = |schema: &Json, value: &Json| misfit(schema["format"].as_str()?, value, path, about);
        match &node.data {
            Data::Table(map) => {
                let mut read = serde_json::Map::new();
                for (key, value) in map {
                    if let Some((told, _)) = misfit(&schema["propertyNames"], &Json::from(key.trim())) {
                        faults.push(value.at.fault(told));
                        continue;
                    }
                    let property = schema["properties"].get(key).unwrap_or(&schema["additionalProperties"]);
                    read.insert(key.trim().to_string(), self.value(value, property, &within(key), faults));
                }
                Json::Object(read)
            }
            Data::List(list) => {
                list.iter().enumerate().map(|(n, item)| self.value(item, &schema["items"], &within(&n.to_string()), faults)).collect()
            }
            _ => {
                let value = node.text().map_or_else(|| node.to_json(), |text| Json::from(text.trim()));
                let Some((told, instead)) = misfit(schema, &value) else { return value };
                faults.push(node.at.fault(told));
                instead
            }
        }
    }

    fn node(&self, node: &Node, schema: &'s Json, path: &str, told: &str, faults: &mut Vec<Fault>) {
        let told = schema["description"].as_str().unwrap_or(told);
        let schema = self.resolve(schema);
        let kind = schema["type"].as_str();
        let fits = match &node.data {
            Data::Table(_) => kind == Some("object"),
            Data::List(_) => kind == Some("array"),
            Data::Bool(_) => kind == Some("boolean"),
            Data::Text(_) | Data::Date(_) => kind == Some("string"),
            Data::Int(_) => matches!(kind, Some("integer" | "number")),
            Data::Float(_) => kind == Some("number"),
        };
        if kind.is_some() && !fits {
            let wanted = match schema["type"].as_str() {
                Some("object") => "一组设置（[标题] 或 { … }）",
                Some("array") => "列表（[ … ] 或 [[标题]]）",
                Some("boolean") => "true 或 false",
                Some("string") => "加引号的文字",
                Some("integer") => "整数",
                _ => "数字",
            };
            faults.push(node.at.fault(format!("“{path}”应为{wanted}，现为{}{}", node.shown(), hint(told))));
            return;
        }
        match &node.data {
            Data::Table(_) => self.table(node, schema, path, faults),
            Data::List(list) => {
                let fewest = schema["minItems"].as_u64().unwrap_or(0);
                if (list.len() as u64) < fewest {
                    faults.push(node.at.fault(format!("“{path}”至少要有 {fewest} 项{}", hint(told))));
                }
                for (n, item) in list.iter().enumerate() {
                    self.node(item, &schema["items"], &format!("{path} 第 {} 项", n + 1), "", faults);
                }
            }
            Data::Text(text) | Data::Date(text) => {
                if let Some(allowed) = schema["enum"].as_array()
                    && !allowed.iter().any(|a| a.as_str() == Some(text))
                {
                    let names: Vec<&str> = allowed.iter().filter_map(Json::as_str).collect();
                    faults.push(node.at.fault(format!("“{path}”不能为“{text}”，可选：{}{}", names.join("、"), nearest(text, &names))));
                } else if schema["minLength"].as_u64().unwrap_or(0) > 0 && text.trim().is_empty() {
                    faults.push(node.at.fault(format!("“{path}”不能为空{}", hint(told))));
                }
            }
            Data::Int(_) | Data::Float(_) => self.range(node, schema, path, told, faults),
            Data::Bool(_) => {}
        }
    }

    fn table(&self, node: &Node, schema: &'s Json, path: &str, faults: &mut Vec<Fault>) {
        let Some(map) = node.table() else { return };
        let within = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        let properties = schema["properties"].as_object();
        let keys: Vec<&str> = match properties {
            Some(p) => sorted(p.keys().map(String::as_str)),
            None => schema["propertyNames"]["enum"].as_array().map(|a| a.iter().filter_map(Json::as_str).collect()).unwrap_or_default(),
        };
        for (key, value) in map {
            if let Some(property) = properties.and_then(|p| p.get(key)) {
                self.node(value, property, &within(key), "", faults);
            } else if properties.is_none() && (keys.is_empty() || keys.contains(&key.as_str())) {
                self.node(value, &schema["additionalProperties"], &within(key), "", faults);
            } else {
                let place = if path.is_empty() { "文件顶层".to_string() } else { format!("“{path}”") };
                faults.push(value.at.fault(format!("不认识的项“{key}”，{place}可用：{}{}", keys.join("、"), nearest(key, &keys))));
            }
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !map.contains_key(key) {
                let told = properties.and_then(|p| p.get(key)).and_then(|p| p["description"].as_str()).unwrap_or("");
                faults.push(node.at.fault(format!("缺少必填项“{}”{}", within(key), hint(told))));
            }
        }
    }

    fn range(&self, node: &Node, schema: &Json, path: &str, told: &str, faults: &mut Vec<Fault>) {
        let value = match &node.data {
            Data::Int(i) => *i as f64,
            Data::Float(f) => *f,
            _ => return,
        };
        let (low, high) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        if low.is_some_and(|l| value < l) || high.is_some_and(|h| value > h) {
            let bounds = match (low, high) {
                (Some(l), Some(h)) => format!("在 {l} 至 {h} 之间"),
                (Some(l), None) => format!("不小于 {l}"),
                (None, Some(h)) => format!("不大于 {h}"),
                (None, None) => String::new(),
            };
            faults.push(node.at.fault(format!("“{path}”应{bounds}，现为 {}{}", node.shown(), hint(told))));
        }
    }
}

fn hint(told: &str) -> String {
    if told.is_empty() { String::new() } else { format!("（{told}）") }
}

fn sorted<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    keys
}

/// `；是否应为“clause”？` when one of the words is close enough to be a slip of the pen.
pub fn nearest(word: &str, words: &[&str]) -> String {
    let best = words.iter().map(|w| (strsim::normalized_damerau_levenshtein(word, w), *w)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((likeness, w)) if likeness >= 0.6 => format!("；是否应为“{w}”？"),
        _ => String::new(),
    }
}
