//! From the raw jurisdiction file to the model's profile: what JSON Schema cannot say (a real date, a day rule with its days, grades from
//! the best down) is checked here, again all at once and each fault at its line.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::check::Checker;
use super::duties;
use super::fault::{Fault, Faults};
use super::params::{self, convert};
use super::raw::{RawOverride, RawParams, RawProfile};
use super::raw_scheme::{RawExcellence, RawRule, RawSampling, RawScore};
use super::schema;
use super::tree::{At, Data, Node};
use crate::model::figure::{Points, Share};
use crate::model::finding::Code;
use crate::model::org::BranchType;
use crate::model::profile::{Deduction, Excellence, Params, Profile, RuleSwitch, Sampling, Score, Stratify};

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

/// Collects faults at paths of a tree.
pub struct Faulter<'a> {
    tree: &'a Node,
    faults: Vec<Fault>,
}

impl<'a> Faulter<'a> {
    /// For a tree.
    pub fn new(tree: &'a Node) -> Self {
        Faulter { tree, faults: Vec::new() }
    }

    /// Notes a fault at the deepest value that exists on the path.
    pub fn at(&mut self, path: &[&str], message: impl Into<String>) {
        self.faults.push(self.tree.at(path).fault(message));
    }

    /// A share; told as a fault when it has more than four decimals or lies outside 0–1.
    pub fn share(&mut self, value: f64, path: &[&str]) -> Share {
        Share::from_f64(value).unwrap_or_else(|| {
            self.at(path, format!("“{}”应在 0 至 1 之间，至多四位小数，现为 {value}", path.join(".")));
            Share::default()
        })
    }

    /// Points; told as a fault when there are more than two decimals.
    pub fn points(&mut self, value: f64, path: &[&str]) -> Points {
        Points::from_f64(value).unwrap_or_else(|| {
            self.at(path, format!("“{}”至多两位小数，现为 {value}", path.join(".")));
            Points::default()
        })
    }

    /// What was collected.
    pub fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

/// Validates a file's tree (defaults already merged in) into a profile. Errors: all faults.
pub fn validate(tree: &Node, stem: Option<&str>) -> Result<Profile, Faults> {
    let checker = Checker::new(&schema::JURISDICTION);
    let mut faults = checker.check(tree);
    let variants = variants(tree);
    for (_, merged) in &variants {
        faults.extend(checker.check_as(merged, "RawParams"));
    }
    if !faults.is_empty() {
        return Err(Faults::of(faults));
    }
    let unreadable = |at: &At, e: serde_json::Error| Faults(vec![at.fault(format!("无法读取：{e}"))]);
    let raw: RawProfile = serde_json::from_value(tree.to_json()).map_err(|e| unreadable(&tree.at, e))?;

    let mut tell = Faulter::new(tree);
    if raw.id.is_empty() || !raw.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        tell.at(&["id"], format!("辖区代号“{}”只能用小写字母、数字和连字符", raw.id));
    } else if stem.is_some_and(|s| s != raw.id) {
        tell.at(&["id"], format!("辖区代号“{}”与文件名“{}.toml”不一致", raw.id, stem.unwrap_or_default()));
    }
    let base = convert(&raw.params, tree, &mut faults);
    let mut by_type: Vec<(Vec<BranchType>, Arc<Params>)> = Vec::new();
    overlaps(&raw.overrides, &mut tell);
    for (part, (at, merged)) in raw.overrides.iter().zip(&variants) {
        let params: RawParams = serde_json::from_value(merged.to_json()).map_err(|e| unreadable(at, e))?;
        by_type.push((part.types.clone(), Arc::new(convert(&params, merged, &mut faults))));
    }
    let mut rules = std::collections::BTreeMap::new();
    for (key, rule) in raw.rules.iter().flatten() {
        if let Ok(code) = key.parse::<Code>() {
            rules.insert(code, rule_switch(key, rule, &mut tell));
        }
    }
    let profile = Profile {
        id: raw.id.as_str().into(),
        name: raw.name.as_str().into(),
        system: raw.system.as_str().into(),
        document: raw.document.as_str().into(),
        document_number: raw.document_number.unwrap_or_default().into(),
        base: Arc::new(base),
        by_type,
        rules,
        score: score(&raw.score, &mut tell),
        excellence: excellence(&raw.excellence, &mut tell),
        sampling: sampling(&raw.sampling, &mut tell),
        points: raw.points.as_ref().map(|p| duties::points(p, &mut tell)),
        escalation: raw.escalation.as_ref().map(|e| duties::escalation(e, &mut tell)),
        digest: tree.digest().into(),
    };
    faults.extend(tell.into_faults());
    if faults.is_empty() { Ok(profile) } else { Err(Faults::of(faults)) }
}

/// For each override its parameters with the base merged in, and where it stands.
fn variants(tree: &Node) -> Vec<(At, Node)> {
    let sections = schema::JURISDICTION["$defs"]["RawParams"]["properties"].as_object();
    let is_params = |key: &String| sections.is_some_and(|s| s.contains_key(key));
    let only = |node: &Node| {
        let map = node.table().into_iter().flatten().filter(|(k, _)| is_params(k));
        Node { at: node.at.clone(), data: Data::Table(map.map(|(k, v)| (k.clone(), v.clone())).collect()) }
    };
    let base = only(tree);
    let overrides = tree.get("override").and_then(Node::list).unwrap_or_default();
    overrides.iter().filter(|o| o.table().is_some()).map(|o| (o.at.clone(), base.overlay(&only(o)))).collect()
}

fn overlaps(overrides: &[RawOverride], tell: &mut Faulter<'_>) {
    let mut seen = BTreeSet::new();
    for (n, part) in overrides.iter().enumerate() {
        for kind in &part.types {
            if !seen.insert(*kind) {
                let message = format!("类型“{}”已在前面另定过参数，此处不会起作用，请合并", kind.as_str());
                tell.at(&["override", &n.to_string(), "types"], message);
            }
        }
    }
}

fn rule_switch(key: &str, raw: &RawRule, tell: &mut Faulter<'_>) -> RuleSwitch {
    let from = raw.from.as_ref().and_then(|text| params::month(text, &["rules", key, "from"], tell));
    RuleSwitch { off: raw.off, level: raw.level, from, clause: raw.clause.as_deref().map(Arc::from) }
}

fn score(raw: &RawScore, tell: &mut Faulter<'_>) -> Score {
    let mut score = Score { base: tell.points(raw.base, &["score", "base"]), clause: raw.clause.as_str().into(), ..Score::default() };
    for (key, d) in &raw.deductions {
        let path = ["score", "deductions", key.as_str()];
        let points = tell.points(d.points, &path);
        let cap = d.cap.map(|cap| tell.points(cap, &path));
        if cap.is_some_and(|cap| cap < points) {
            tell.at(&path, format!("{key} 的封顶分不应小于每次扣分"));
        }
        if let Ok(code) = key.parse::<Code>() {
            score.deductions.insert(code, Deduction { points, cap });
        }
    }
    for (n, grade) in raw.grades.iter().enumerate() {
        let path = ["score", "grades", &n.to_string()];
        let min = tell.points(grade.min, &path);
        if score.grades.last().is_some_and(|(_, above)| *above <= min) {
            tell.at(&path, format!("等次“{}”应低于上一等次，等次自高至低排列", grade.name));
        }
        if score.grades.iter().any(|(name, _)| **name == *grade.name) {
            tell.at(&path, format!("等次“{}”重复", grade.name));
        }
        score.grades.push((grade.name.as_str().into(), min));
    }
    if score.grades.last().is_some_and(|(_, min)| min.hundredths() != 0) {
        tell.at(&["score", "grades"], "末档等次应从 0 分起，否则低分支部没有等次");
    }
    score
}

fn excellence(raw: &RawExcellence, tell: &mut Faulter<'_>) -> Excellence {
    let mut veto: Vec<(Code, u32)> = Vec::new();
    for (n, ground) in raw.veto.iter().enumerate() {
        let Ok(code) = ground.rule.parse::<Code>() else { continue };
        if veto.iter().any(|(c, _)| *c == code) {
            tell.at(&["excellence", "veto", &n.to_string()], format!("{code} 重复列出，只应列一次"));
        }
        veto.push((code, ground.count));
    }
    let quota = raw.quota.map(|q| tell.share(q, &["excellence", "quota"]));
    if quota.is_some() && raw.quota_clause.is_none() {
        tell.at(&["excellence", "quota"], "设了优秀比例上限，应写明其条款“quota_clause”");
    }
    let quota_clause = raw.quota_clause.as_deref().unwrap_or_default().into();
    Excellence { veto, quota, clause: raw.clause.as_str().into(), quota_clause, quarterly: raw.quarterly.as_deref().map(Arc::from) }
}

fn sampling(raw: &RawSampling, tell: &mut Faulter<'_>) -> Sampling {
    let (min, strata) = (raw.min.unwrap_or(0), raw.strata.unwrap_or_default());
    if raw.max.is_some_and(|max| max < min) {
        tell.at(&["sampling", "max"], "最多抽取数不应小于最少抽取数");
    }
    if raw.max.is_none() && raw.share.is_none() {
        tell.at(&["sampling"], "抽取数未定：“max”与“share”至少写一项");
    }
    if raw.per_stratum == Some(true) && strata == Stratify::None {
        tell.at(&["sampling", "per_stratum"], "不分层时不应写“per_stratum = true”");
    }
    Sampling {
        unit: raw.unit,
        strata,
        min,
        max: raw.max,
        share: raw.share.map(|s| tell.share(s, &["sampling", "share"])),
        per_stratum: raw.per_stratum.unwrap_or(false),
        always_rules: raw.always_rules.iter().filter_map(|c| c.parse().ok()).collect(),
        always_types: raw.always_types.clone(),
        rest_months: raw.rest_months.unwrap_or(0),
        risk_weighted: raw.risk_weighted.unwrap_or(false),
        clause: raw.clause.as_str().into(),
    }
}
