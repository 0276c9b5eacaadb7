//! From a jurisdiction's tree to its profile: the structure check first, then every section is read as its own type and says what JSON Schema cannot
//! (a day rule with its days, grades from the best down), again all at once and each fault at its line.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use super::check::Checker;
use super::fault::{Fault, Faults};
use super::place_name;
use super::schema;
use super::tree::{Data, Node};
use super::written;
use crate::model::org::BranchType;
use crate::model::profile::{Params, Profile};
use crate::model::section::{Section, Tell};
use crate::rules::sections;

/// Sections that a file replaces as a whole rather than key by key: half of one scheme and half of another would be nobody's.
const WHOLE: &[&str] = &["activity_day", "participation", "due_count", "score", "excellence", "sampling"];

/// The file with what it leaves to `defaults`.
pub fn with_defaults(tree: &Node, defaults: &Node) -> Node {
    let (Some(own), Some(general)) = (tree.table(), defaults.table()) else { return tree.clone() };
    let mut merged = own.clone();
    for (key, section) in general {
        let value = match own.get(key) {
            None => section.clone(),
            Some(mine) if WHOLE.contains(&key.as_str()) => mine.clone(),
            Some(mine) => section.overlay(mine),
        };
        merged.insert(key.clone(), value);
    }
    Node { at: tree.at.clone(), data: Data::Table(merged) }
}

/// Validates a file's tree (defaults already merged in) into a profile. Errors: all faults.
pub fn validate(tree: &Node, stem: Option<&str>) -> Result<Profile, Faults> {
    let mut reader = Reader { checker: Checker::new(&schema::JURISDICTION), faults: Vec::new() };
    let overrides = tree.get("override").and_then(Node::list).unwrap_or_default();
    let asked = tree.part(is_section);
    let variants: Vec<Node> = overrides.iter().map(|o| asked.overlay(&o.part(is_section))).collect();
    reader.faults = reader.checker.check(tree);
    for (key, node) in variants.iter().filter_map(Node::table).flatten() {
        reader.faults.extend(reader.checker.check_key(key, node));
    }
    if !reader.faults.is_empty() {
        return Err(Faults::of(reader.faults));
    }
    let mut profile = reader.profile(tree, stem)?;
    profile.base = Arc::new(reader.params(&asked)?);
    let mut known = BTreeSet::new();
    for (part, merged) in overrides.iter().zip(&variants) {
        let types: Vec<BranchType> =
            part.get("types").map_or(Ok(Vec::new()), |t| serde_json::from_value(t.to_json())).map_err(|e| unreadable(part, &e))?;
        for kind in types.iter().filter(|kind| !known.insert(**kind)) {
            let message = format!("类型“{}”已在前面另定过参数，此处不会起作用，请合并", kind.as_str());
            reader.faults.push(part.at("types").fault(message));
        }
        profile.by_type.push((types, Arc::new(reader.params(merged)?)));
    }
    profile.written = written::of(tree).into();
    profile.digest = tree.digest().into();
    if reader.faults.is_empty() { Ok(profile) } else { Err(Faults::of(reader.faults)) }
}

fn is_section(key: &str) -> bool {
    sections().any(|section| section.key == key)
}

/// Reads what the structure check let through.
struct Reader {
    checker: Checker<'static>,
    faults: Vec<Fault>,
}

impl Reader {
    /// All but the parameters of the rules.
    fn profile(&mut self, tree: &Node, stem: Option<&str>) -> Result<Profile, Faults> {
        let part = tree.part(|key| key != "override" && !is_section(key));
        let json = self.checker.json(&part, &mut self.faults);
        let profile: Profile = serde_json::from_value(json).map_err(|e| unreadable(tree, &e))?;
        let mut tell = Tell::default();
        if !place_name::is_id(&profile.id) {
            tell.at("id", format!("辖区代号“{}”只能用汉字、小写字母、数字和连字符，不能以连字符开头", profile.id));
        } else if let Some(stem) = stem.filter(|stem| **stem != *profile.id) {
            tell.at("id", format!("辖区代号“{}”与文件名“{stem}.toml”不一致", profile.id));
        }
        profile.check(&mut tell);
        self.take(tree, tell);
        Ok(profile)
    }

    /// The parameters, base and override merged.
    fn params(&mut self, tree: &Node) -> Result<Params, Faults> {
        let tree = tree.without_off();
        let (mut params, mut tell) = (Params::default(), Tell::default());
        let Json::Object(mut json) = self.checker.json(&tree, &mut self.faults) else { return Ok(params) };
        for section in sections() {
            let Some(value) = json.remove(section.key) else { continue };
            tell.within(section.key, |tell| (section.read)(value, tell, &mut params)).map_err(|e| unreadable(&tree, &e))?;
        }
        self.take(&tree, tell);
        Ok(params)
    }

    fn take(&mut self, tree: &Node, tell: Tell) {
        self.faults.extend(tell.into_faults().into_iter().map(|(path, message)| tree.at(&path).fault(message)));
    }
}

fn unreadable(tree: &Node, error: &serde_json::Error) -> Faults {
    Faults(vec![tree.at.fault(format!("无法读取：{error}"))])
}
