//! `--set participation.min=0.85`: one parameter changed in the tree before it is validated, so that a changed parameter is checked just as
//! a written one. A path names sections by their keys and list elements by their name, branch type, rule or number (from 1):
//! `items.交纳党费.every`, `override.机关.review.in_fourth_quarter`. An override that sets the same key keeps its own value.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::check::Checker;
use super::fault::Fault;
use super::tree::{At, Data, Node, belongs_to_other_rule};

/// Clause of a section that exists only because of `--set`.
const CLAUSE: &str = "本次运行临时设定";

/// Applies one parameter. Errors: a path that the profile cannot have, with the nearest ones that it can.
pub fn apply(tree: &mut Node, schema: &Json, path: &str, value: &str) -> Result<(), Fault> {
    let checker = Checker::new(schema);
    let at = At { file: Arc::from(format!("--set {path}={value}")), line: 0 };
    let keys: Vec<&str> = path.split('.').map(|k| k.trim().trim_matches('"')).collect();
    if put(tree, &checker, schema, &keys, value, &at).is_some() {
        return Ok(());
    }
    let mut known = Vec::new();
    paths(Some(tree), &checker, schema, "", &mut known);
    let likeness = |k: &str| strsim::normalized_damerau_levenshtein(path, k);
    known.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)).then_with(|| a.cmp(b)));
    known.truncate(5);
    Err(at.fault(format!("没有“{path}”这一参数，相近的有：{}", known.join("、"))))
}

/// `None` when the schema has no such path.
fn put<'s>(node: &mut Node, checker: &Checker<'s>, schema: &'s Json, keys: &[&str], value: &str, at: &At) -> Option<()> {
    let (key, rest) = keys.split_first()?;
    let schema = checker.resolve(schema);
    if let Data::List(list) = &mut node.data {
        let element = find(list, key)?;
        return if rest.is_empty() { None } else { put(&mut list[element], checker, &schema["items"], rest, value, at) };
    }
    let Data::Table(map) = &mut node.data else { return None };
    let property = child(schema, key)?;
    if rest.is_empty() {
        if *key == "rule" {
            // what was written for the old rule goes; what `--set` gave for the new one stays
            map.retain(|k, n| n.at.line == 0 || !belongs_to_other_rule(k, value));
        }
        map.insert(key.to_string(), read(value, checker.resolve(property), at));
        return Some(());
    }
    if let Some(existing) = map.get_mut(*key) {
        return put(existing, checker, property, rest, value, at);
    }
    // a section that the profile does not have yet
    // sections of overrides refer to a copy of the definition that requires nothing
    let whole = property["$ref"].as_str().unwrap_or_default().trim_start_matches("#/$defs/").trim_end_matches("Partial");
    let wants_clause = checker.root()["$defs"][whole]["required"].as_array().is_some_and(|r| r.iter().any(|k| k == "clause"));
    let mut section = Node { at: at.clone(), data: Data::Table(BTreeMap::new()) };
    put(&mut section, checker, property, rest, value, at)?;
    if let Data::Table(new) = &mut section.data
        && wants_clause
    {
        let clause = Node { at: at.clone(), data: Data::Text(CLAUSE.to_string()) };
        new.entry("clause".to_string()).or_insert(clause);
    }
    map.insert(key.to_string(), section);
    Some(())
}

/// Schema of a key of a table.
fn child<'s>(schema: &'s Json, key: &str) -> Option<&'s Json> {
    if let Some(properties) = schema["properties"].as_object() {
        return properties.get(key);
    }
    let names = schema["propertyNames"]["enum"].as_array()?;
    names.iter().any(|n| n == key).then_some(&schema["additionalProperties"])
}

/// What a list element goes by: its name, branch types, rule, or first month.
fn labels(node: &Node) -> Vec<&str> {
    let single = ["name", "rule", "from"].iter().filter_map(|k| node.get(k)?.text());
    let types = node.get("types").and_then(Node::list).unwrap_or_default().iter().filter_map(Node::text);
    single.chain(types).collect()
}

fn find(list: &[Node], key: &str) -> Option<usize> {
    let number = key.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < list.len());
    list.iter().position(|n| labels(n).contains(&key)).or(number)
}

/// The value as the schema's kind: text needs no quotes, a list no brackets.
fn read(value: &str, schema: &Json, at: &At) -> Node {
    let text = |t: &str| Node { at: at.clone(), data: Data::Text(t.trim().to_string()) };
    let value = value.trim();
    match schema["type"].as_str() {
        Some("string") => Node::parse_value(value, at).filter(|n| matches!(n.data, Data::Text(_))).unwrap_or_else(|| text(value)),
        Some("array") if !value.starts_with('[') => {
            let words = value.split([',', '，', '、']).filter(|w| !w.trim().is_empty());
            Node { at: at.clone(), data: Data::List(words.map(|w| read(w, &schema["items"], at)).collect()) }
        }
        _ => Node::parse_value(value, at).unwrap_or_else(|| text(value)),
    }
}

/// Every path that may be set, in the order of the schema.
fn paths<'s>(node: Option<&Node>, checker: &Checker<'s>, schema: &'s Json, path: &str, out: &mut Vec<String>) {
    let schema = checker.resolve(schema);
    let within = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
    if let Some(properties) = schema["properties"].as_object() {
        for (key, property) in properties {
            paths(node.and_then(|n| n.get(key)), checker, property, &within(key), out);
        }
    } else if let Some(names) = schema["propertyNames"]["enum"].as_array() {
        for key in names.iter().filter_map(Json::as_str) {
            paths(node.and_then(|n| n.get(key)), checker, &schema["additionalProperties"], &within(key), out);
        }
    } else {
        out.push(path.to_string());
        for element in node.and_then(Node::list).unwrap_or_default() {
            if let Some(label) = labels(element).first() {
                paths(Some(element), checker, &schema["items"], &within(label), out);
            }
        }
    }
}
