//! What was asked otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Asked;
use crate::run::finished::{Finished, Unfinished};
use crate::run::result::Question;

/// All differences, those that most may follow from first.
pub(super) fn differences(a: &Finished, b: &Finished) -> Result<Vec<Asked>, Unfinished> {
    let (then, now) = (a.question(), b.question());
    let mut all = Vec::new();
    let mut one = |what: &'static str, a: String, b: String| {
        if a != b {
            all.push(Asked { what, name: String::new(), a, b });
        }
    };
    let units = |q: &Question| q.units.iter().map(|u| u.unit.as_str()).collect::<Vec<_>>().join("、");
    one("version", then.version.clone(), now.version.clone());
    one("units", units(then), units(now));
    one("period", then.period.clone(), now.period.clone());
    one("as_of", then.as_of.to_string(), now.as_of.to_string());
    one("trial", then.trial.join("，"), now.trial.join("，"));
    one("schemas", then.schemas.clone(), now.schemas.clone());
    // period and as-of day stand among the options too
    let options = |all: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        all.iter().filter(|(key, _)| !matches!(key.as_str(), "period" | "as_of" | "format")).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    named(&mut all, "option", &options(&then.options), &options(&now.options));
    named(&mut all, "parameter", &parameters(a)?, &parameters(b)?);
    // what could not be had has no digest, and was there all the same
    let digest = |sha256: &str| if sha256.is_empty() { "-".to_string() } else { sha256.to_string() };
    let inputs = |q: &Question| q.inputs.iter().map(|i| (i.path.clone(), digest(&i.sha256))).collect();
    named(&mut all, "inputs", &inputs(then), &inputs(now));
    let history = |q: &Question| q.history.iter().map(|h| (h.file.clone(), h.sha256.clone())).collect();
    named(&mut all, "history", &history(then), &history(now));
    Ok(all)
}

/// By unit where there are several, types and path.
fn parameters(run: &Finished) -> Result<BTreeMap<String, String>, Unfinished> {
    if !run.has("parameters") {
        return Ok(BTreeMap::new());
    }
    let rows = run.columns("parameters", &["unit", "types", "parameter", "value"], None)?;
    let many = run.question().units.len() > 1;
    let name = |row: usize| {
        let unit = if many { format!("{} ", rows.text(row, "unit")) } else { String::new() };
        let types = match rows.text(row, "types") {
            "" => String::new(),
            types => format!("（{types}）"),
        };
        format!("{unit}{}{types}", rows.text(row, "parameter"))
    };
    Ok((0..rows.len()).map(|row| (name(row), rows.text(row, "value").to_string())).collect())
}

fn named(all: &mut Vec<Asked>, what: &'static str, a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) {
    for name in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        let of = |side: &BTreeMap<String, String>| side.get(name).cloned().unwrap_or_default();
        if a.get(name) != b.get(name) {
            all.push(Asked { what, name: name.clone(), a: of(a), b: of(b) });
        }
    }
}
