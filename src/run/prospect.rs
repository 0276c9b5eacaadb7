//! What a run may be about, proposed to somebody who has not said: the place by the names that folder, files and committees bear, the period by
//! what was read and by today. A proposal carries its reason and is confirmed by a person; a run never takes one by itself.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;

use crate::config::Schemas;
use crate::model::time::{Month, Period, Span};

use super::error::RunError;
use super::request::own_name;
use super::set_up::SetUp;

/// Why a place is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceWhy {
    /// `dangri.toml` says so.
    SetUp,
    /// The workspace's own name holds the place's.
    Folder,
    /// Names of files or committees hold it.
    Files,
}

/// A place that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id of the profile.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Why it is proposed.
    pub why: PlaceWhy,
}

/// Why a period is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodWhy {
    /// `dangri.toml` says so.
    SetUp,
    /// All that the ledgers are about.
    Read,
    /// The last quarter that the ledgers are about.
    LastQuarter,
    /// The last month that the ledgers are about.
    LastMonth,
    /// The month before today's.
    Today,
}

/// What is proposed, best first; each list may be empty or hold several that are equally good.
#[derive(Clone, Debug, Default)]
pub struct Prospect {
    /// Places.
    pub places: Vec<Place>,
    /// Periods.
    pub periods: Vec<(Period, PeriodWhy)>,
    /// `dangri.toml` lists several jurisdictions: the place is settled, and not one.
    pub members: usize,
    /// There is a `dangri.toml` (or one with `.txt` behind it).
    pub has_set_up: bool,
}

/// Proposes. `names` are those of files and committees, `read` is what the ledgers are about.
///
/// # Errors
/// `dangri.toml` is faulty.
pub fn propose<'n>(
    workspace: &Path,
    schemas: &Schemas,
    names: impl Iterator<Item = &'n str>,
    read: Option<Period>,
    today: NaiveDate,
) -> Result<Prospect, RunError> {
    let SetUp { options, .. } = SetUp::of(workspace)?;
    let as_of = options.as_of.unwrap_or(today);
    let named = |text: &str| schemas.named_in(text).into_iter().map(|p| p.id.clone()).collect::<BTreeSet<String>>();
    let of = |ids: BTreeSet<String>, why: PlaceWhy| {
        let known = schemas.summaries().iter().filter(move |p| ids.contains(&p.id));
        known.map(|p| Place { id: p.id.clone(), name: p.name.clone(), why }).collect::<Vec<_>>()
    };
    let set = options.jurisdiction.as_deref().and_then(|name| schemas.id_of(name)).map(str::to_owned);
    let mut places = of(set.into_iter().collect(), PlaceWhy::SetUp);
    if places.is_empty() {
        places = of(named(&own_name(workspace)), PlaceWhy::Folder);
    }
    if places.is_empty() {
        places = of(names.flat_map(named).collect(), PlaceWhy::Files);
    }
    let set_up = options.period.map(|period| (period, PeriodWhy::SetUp));
    let mut periods: Vec<(Period, PeriodWhy)> = set_up.into_iter().chain(read.iter().flat_map(|read| of_read(*read))).collect();
    let last = Month::of(as_of).plus(-1);
    periods.push((Period::of(Span::Month(last)), PeriodWhy::Today));
    let mut seen = Vec::new();
    periods.retain(|(period, _)| {
        let span = (period.first(), period.last());
        let new = !seen.contains(&span);
        seen.push(span);
        new
    });
    Ok(Prospect { places, periods, members: options.members.len(), has_set_up: !options.keys.is_empty() })
}

/// A `dangri.toml` that says the place. The period is another one every time.
pub fn set_up(id: &str) -> String {
    format!("# 本文件夹的设置，可用记事本修改；命令行另有规定的以命令行为准。\njurisdiction = \"{id}\"\n")
}

fn of_read(read: Period) -> Vec<(Period, PeriodWhy)> {
    let month = Period::of(Span::Month(read.last()));
    let quarter = Period::of(Span::Quarter(read.last().year(), read.last().quarter()));
    let quarter = (quarter.first() >= read.first()).then_some((quarter, PeriodWhy::LastQuarter));
    std::iter::once((read, PeriodWhy::Read)).chain(quarter).chain([(month, PeriodWhy::LastMonth)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &str, names: &[&str], read: Option<&str>) -> (Vec<(String, PlaceWhy)>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join(folder);
        std::fs::create_dir(&workspace).unwrap();
        let schemas = Schemas::load(None).unwrap();
        let today = NaiveDate::from_ymd_opt(2017, 10, 15).unwrap();
        let read = read.map(|text| text.parse().unwrap());
        let said = propose(&workspace, &schemas, names.iter().copied(), read, today).unwrap();
        (said.places.into_iter().map(|p| (p.id, p.why)).collect(), said.periods.iter().map(|(p, _)| p.to_string()).collect())
    }

    #[test]
    fn the_folder_tells_more_than_the_files_and_two_places_are_two_proposals() {
        assert_eq!(told("池州市三季度", &["扬州市/7月.xlsx"], None).0, [("chizhou".to_string(), PlaceWhy::Folder)]);
        assert_eq!(told("三季度台账", &["扬州市/7月.xlsx", "花名册.xlsx"], None).0, [("yangzhou".to_string(), PlaceWhy::Files)]);
        assert_eq!(told("常山、开化", &[], None).0.len(), 2);
        assert!(told("三季度台账", &["7月.xlsx"], None).0.is_empty());
    }

    #[test]
    fn what_was_read_comes_before_today() {
        assert_eq!(told("甲", &[], Some("2017-06..2017-09")).1, ["2017-06..2017-09", "2017Q3", "2017-09"]);
        assert_eq!(told("甲", &[], Some("2017Q2")).1, ["2017Q2", "2017-06", "2017-09"]);
        assert_eq!(told("甲", &[], None).1, ["2017-09"]);
    }
}
