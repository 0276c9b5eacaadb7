//! A profile parameter by parameter, as it came to be after defaults and `--set`: kept in a result, so that whoever asks later which number a figure
//! was judged by need not look for the file.

use super::tree::{Data, Node};
use crate::model::profile::Written;

/// Key of the clause that the values beside and below it stand on.
const CLAUSE: &str = "clause";
/// Key of parameters set for some types of branches.
const OVERRIDE: &str = "override";

/// All parameters: those of all branches in order of their paths, then those of each override.
pub fn of(tree: &Node) -> Vec<Written> {
    let mut all = Vec::new();
    descend(&tree.part(|key| key != OVERRIDE), "", "", "", &mut all);
    for part in tree.get(OVERRIDE).and_then(Node::list).unwrap_or_default() {
        let types = part.get("types").map(value).unwrap_or_default();
        descend(&part.part(|key| key != "types"), &types, "", "", &mut all);
    }
    all
}

fn descend(node: &Node, types: &str, path: &str, clause: &str, all: &mut Vec<Written>) {
    let within = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
    match &node.data {
        Data::Table(map) => {
            let clause = map.get(CLAUSE).and_then(Node::text).unwrap_or(clause);
            for (key, value) in map.iter().filter(|(key, _)| *key != CLAUSE) {
                descend(value, types, &within(key), clause, all);
            }
            // a section that only says that something is asked
            if map.len() == 1 && map.contains_key(CLAUSE) && !path.is_empty() {
                all.push(Written { types: types.into(), path: path.into(), value: "true".into(), clause: clause.into() });
            }
        }
        Data::List(list) if list.iter().any(|one| one.table().is_some()) => {
            for (n, one) in list.iter().enumerate() {
                let name = ["name", "rule"].into_iter().find_map(|key| one.get(key)?.text());
                let name = name.map_or_else(|| (n + 1).to_string(), str::to_string);
                descend(one, types, &within(&name), clause, all);
            }
        }
        _ => all.push(Written { types: types.into(), path: path.into(), value: value(node), clause: clause.into() }),
    }
}

/// A value in one text.
fn value(node: &Node) -> String {
    match &node.data {
        Data::List(list) => list.iter().map(value).collect::<Vec<_>>().join(";"),
        Data::Text(text) | Data::Date(text) => text.trim().to_string(),
        _ => node.to_json().to_string(),
    }
}
