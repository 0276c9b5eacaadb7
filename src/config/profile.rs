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
use crate::model::profile::{Params, Profile, RequiredRecords};
use crate::model::section::{Section, Tell};
use crate::model::statistic::StatisticKind;
use crate::rules::activity::modes::Mode;
use crate::rules::sections;

/// Sections that a file replaces as a whole rather than key by key: half of one scheme and half of another would be nobody's.
const WHOLE: &[&str] = &["activity_day", "participation", "due_count", "score", "excellence", "sampling"];

/// Parts of such sections that stand by themselves: a file that does not write one has the general one.
const PARTS: &[(&str, &[&str])] = &[("score", &["conditions", "small_branch", "size_bands"]), ("excellence", &["year_ledgers"])];

/// The file with what it leaves to `defaults`.
pub fn with_defaults(tree: &Node, defaults: &Node) -> Node {
    let (Some(own), Some(general)) = (tree.table(), defaults.table()) else { return tree.clone() };
    let mut merged = own.clone();
    for (key, section) in general {
        let value = match own.get(key) {
            None => section.clone(),
            Some(mine) if WHOLE.contains(&key.as_str()) => mine.completed(section, parts(key)),
            Some(mine) => section.overlay(mine),
        };
        merged.insert(key.clone(), value);
    }
    Node { at: tree.at.clone(), data: Data::Table(merged) }
}

fn parts(section: &str) -> &'static [&'static str] {
    PARTS.iter().find(|(key, _)| *key == section).map_or(&[], |(_, parts)| parts)
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
    let mut tell = Tell::default();
    tell.within("statistic", |tell| names_of_statistics(&profile, tell));
    reader.take(tree, tell);
    profile.written = written::of(tree).into();
    profile.digest = tree.digest().into();
    if reader.faults.is_empty() { Ok(profile) } else { Err(Faults::of(reader.faults)) }
}

fn is_section(key: &str) -> bool {
    sections().any(|section| section.key == key)
}

/// Forms of activity and record items that statistics name must be known to the sections that define them: nothing would ever be counted otherwise.
fn names_of_statistics(profile: &Profile, tell: &mut Tell) {
    let forms: BTreeSet<Arc<str>> = profile.all_params().flat_map(|p| p.list::<Mode>()).map(|mode| mode.name.clone()).collect();
    let records = profile.all_params().filter_map(|p| p.get::<RequiredRecords>());
    let records: BTreeSet<Arc<str>> = records.flat_map(|r| &r.required).map(|item| item.name.clone()).collect();
    for (n, terms) in profile.statistics.iter().enumerate() {
        if let Some(mode) = terms.mode.as_ref().filter(|mode| !forms.contains(*mode)) {
            tell.at(format!("{n}.mode"), format!("[[modes]] 中没有名称为“{mode}”的形式"));
        }
        if terms.kind == StatisticKind::RecordMatch {
            let words = terms.groups.iter().enumerate().flat_map(|(g, group)| group.words.iter().map(move |word| (g, word)));
            for (g, word) in words.filter(|(_, word)| !records.contains(*word)) {
                tell.at(format!("{n}.groups.{g}.words"), format!("[records] 中没有名称为“{word}”的材料"));
            }
        }
    }
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
