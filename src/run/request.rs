//! From what was asked (command line, then `dangri.toml`) to what will be done: a jurisdiction or several, a period, an as-of day, a target.
//! An option on the command line wins over the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::config::{Schemas, workspace::WorkspaceOptions};
use crate::draw;
use crate::model::profile::Profile;
use crate::model::time::{Month, Period};

use super::error::RunError;
use super::opening::{Asked, Opening};

/// The output formats there are, in the order of the contract.
pub const FORMATS: &[&str] = &["xlsx", "html", "csv", "json", "parquet"];

/// What was asked on the command line.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Folder or .zip.
    pub workspace: PathBuf,
    pub jurisdiction: Option<String>,
    pub period: Option<String>,
    pub as_of: Option<NaiveDate>,
    pub seed: Option<String>,
    /// `KEY=VALUE` each.
    pub sets: Vec<String>,
    pub output: Option<PathBuf>,
    pub formats: Vec<String>,
    /// Draw ranks and grades.
    pub ranking: bool,
    pub jobs: Option<usize>,
    pub schemas: Option<PathBuf>,
    /// Limits of reading and passwords of encrypted workbooks.
    pub opening: Asked,
    /// Read every file anew and keep nothing of it.
    pub no_cache: bool,
    /// The day of the run: as-of day when none is given. Passed in, so that only the command line reads the clock.
    pub today: NaiveDate,
}

/// One jurisdiction of the run.
#[derive(Clone, Debug)]
pub struct MemberPlan {
    /// Folder inside the workspace, with `/` at its end; empty for the whole workspace.
    pub prefix: String,
    pub profile: Profile,
}

/// What will be done.
#[derive(Clone, Debug)]
pub struct Plan {
    pub members: Vec<MemberPlan>,
    pub period: Period,
    pub as_of: NaiveDate,
    pub seed: Option<String>,
    pub formats: Vec<String>,
    pub target: PathBuf,
    /// Draw ranks and grades.
    pub ranking: bool,
    /// What files are opened with; passwords are no option that the manifest shows.
    pub opening: Opening,
    /// `fail_on` of dangri.toml.
    pub fail_on: Option<String>,
    /// Options as used, for the manifest.
    pub options: BTreeMap<String, String>,
}

impl Plan {
    /// Puts command line and file together.
    pub fn new(request: &Request, file: &WorkspaceOptions, schemas: &Schemas) -> Result<Self, RunError> {
        let as_of = request.as_of.or(file.as_of).unwrap_or(request.today);
        let asked = request.period.as_deref().map(str::parse).transpose().map_err(RunError::BadOption)?;
        let period = asked.or(file.period).unwrap_or_else(|| last_month(as_of));
        let mut sets: Vec<(String, String)> = file.set.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        for set in &request.sets {
            let (key, value) = set
                .split_once('=')
                .ok_or_else(|| RunError::BadOption(format!("--set {set} 缺少“=”，应写作 --set participation.min=0.85。")))?;
            sets.push((key.trim().to_string(), value.trim().to_string()));
        }
        let opening = Opening::new(&request.opening, &request.workspace, file)?;
        let formats = formats(&request.formats, file.format.as_deref().unwrap_or_default())?;
        let members = members(request, file, schemas, &sets)?;
        let target =
            request.output.clone().or_else(|| file.output.as_ref().map(PathBuf::from)).unwrap_or_else(|| beside(&request.workspace));
        let ranking = request.ranking && file.no_ranking != Some(true);
        let mut options = BTreeMap::from([
            ("format".to_string(), formats.join(",")),
            ("ranking".to_string(), ranking.to_string()),
            ("period".to_string(), period.to_string()),
            ("as_of".to_string(), as_of.to_string()),
        ]);
        let seed = request.seed.clone().or_else(|| file.seed.clone());
        if let Some(seed) = &seed {
            draw::check_seed(seed).map_err(RunError::BadOption)?;
            options.insert("seed".to_string(), seed.clone());
        }
        options.extend(sets.into_iter().map(|(key, value)| (format!("set {key}"), value)));
        // The size of the cache has no part in the result.
        options.extend(
            opening.limits.changed().filter(|(key, _)| *key != "cache_mb").map(|(key, value)| (format!("limit {key}"), value.to_string())),
        );
        Ok(Plan { members, period, as_of, seed, formats, target, ranking, opening, fail_on: file.fail_on.clone(), options })
    }
}

/// The month before the as-of day's: what a clerk collects when nothing else is said.
fn last_month(as_of: NaiveDate) -> Period {
    let month = Month::of(as_of).plus(-1);
    Period::new(month, month).unwrap_or_else(|| unreachable!("a month is a period"))
}

fn formats(asked: &[String], file: &[String]) -> Result<Vec<String>, RunError> {
    let list = if asked.is_empty() { file } else { asked };
    for word in list {
        if !FORMATS.contains(&word.trim()) {
            return Err(RunError::BadOption(format!("没有输出格式“{word}”，可用的有：{}。", FORMATS.join("、"))));
        }
    }
    let wanted = |f: &&&str| list.is_empty() || list.iter().any(|w| w.trim() == **f);
    Ok(FORMATS.iter().filter(wanted).map(ToString::to_string).collect())
}

fn members(request: &Request, file: &WorkspaceOptions, schemas: &Schemas, sets: &[(String, String)]) -> Result<Vec<MemberPlan>, RunError> {
    let known = || schemas.ids().join("、");
    let profile = |id: &str| -> Result<Profile, RunError> {
        if !schemas.ids().contains(&id) {
            return Err(RunError::UnknownJurisdiction { name: id.to_string(), known: known() });
        }
        Ok(schemas.profile(id, sets)?)
    };
    if request.jurisdiction.is_none() && !file.members.is_empty() {
        return file
            .members
            .iter()
            .map(|m| Ok(MemberPlan { prefix: format!("{}/", m.path.trim_matches('/')), profile: profile(&m.jurisdiction)? }))
            .collect();
    }
    let id = request.jurisdiction.clone().or_else(|| file.jurisdiction.clone()).ok_or_else(|| RunError::NoJurisdiction(known()))?;
    Ok(vec![MemberPlan { prefix: String::new(), profile: profile(&id)? }])
}

/// `<workspace>-结果` beside the workspace (without `.zip`).
fn beside(workspace: &Path) -> PathBuf {
    let full = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_path_buf());
    let full = full.canonicalize().unwrap_or(full);
    let name = full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "台账".to_string());
    let name = name.strip_suffix(".zip").or_else(|| name.strip_suffix(".ZIP")).unwrap_or(&name).to_string();
    full.with_file_name(format!("{name}-结果"))
}
