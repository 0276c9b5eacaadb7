//! What a look has found, for the page: files, months, and which place and period may be meant, each with its reason.

use std::path::Path;

use chrono::{Local, NaiveDate};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::Schemas;
use crate::files;
use crate::model::spoken;
use crate::model::time::Period;
use crate::run::prospect::{PeriodWhy, PlaceWhy, propose};

/// Most bytes of what a look has found.
const LARGEST: u64 = 256 << 20;

/// What a look has found, of which most is not read here.
#[derive(Deserialize)]
struct Look {
    period: Option<String>,
    has_roster: bool,
    branches: u64,
    files: Vec<Looked>,
    by_month: Vec<Held>,
    skipped: Vec<Value>,
}

#[derive(Deserialize)]
struct Looked {
    file: String,
    outcome: String,
    layouts: Vec<String>,
    problems: u64,
}

#[derive(Deserialize)]
struct Held {
    committee: String,
    month: String,
    activities: u64,
}

/// For the page: what is there, and what may be meant. `None`: the look has told nothing that can be read.
///
/// # Errors
/// What the workspace says of itself is wrong, in words for the user.
pub fn told(said: &Path, workspace: &Path) -> Result<Option<Value>, String> {
    let Some(look) = files::read(said, LARGEST).ok().and_then(|bytes| serde_json::from_slice::<Look>(&bytes).ok()) else {
        return Ok(None);
    };
    let names = look.files.iter().map(|file| file.file.as_str()).chain(look.by_month.iter().map(|held| held.committee.as_str()));
    let schemas = Schemas::load(None).map_err(|faults| faults.to_string())?;
    let read = look.period.and_then(|period| period.parse::<Period>().ok()).filter(|_| !look.by_month.is_empty());
    let today: NaiveDate = Local::now().date_naive();
    let prospect = propose(workspace, &schemas, names, read, today).map_err(|error| error.to_string())?;
    let file = |file: &Looked| json!({ "file": file.file, "outcome": file.outcome, "layouts": file.layouts, "problems": file.problems });
    Ok(Some(json!({
        "has_roster": look.has_roster,
        "branches": look.branches,
        "skipped": look.skipped.len(),
        "files": look.files.iter().map(file).collect::<Vec<_>>(),
        "by_month": look.by_month.iter().map(|h| json!([h.committee, h.month, h.activities])).collect::<Vec<_>>(),
        "members": prospect.members,
        "has_set_up": prospect.has_set_up,
        "places": prospect.places.iter().map(|p| json!({ "id": p.id, "name": p.name, "why": place_why(p.why) })).collect::<Vec<_>>(),
        "periods": prospect.periods.iter().map(|(p, why)| json!({ "period": spoken::period(*p), "why": period_why(*why) })).collect::<Vec<_>>(),
    })))
}

fn place_why(why: PlaceWhy) -> &'static str {
    match why {
        PlaceWhy::SetUp => "dangri.toml 中的设置",
        PlaceWhy::Folder => "文件夹名称中提到",
        PlaceWhy::Files => "文件或党委名称中提到",
    }
}

fn period_why(why: PeriodWhy) -> &'static str {
    match why {
        PeriodWhy::SetUp => "dangri.toml 中的设置",
        PeriodWhy::Read => "台账所记的月份",
        PeriodWhy::LastQuarter => "台账所记的最后一个季度",
        PeriodWhy::LastMonth => "台账所记的最后一个月",
        PeriodWhy::Today => "上个月",
    }
}
