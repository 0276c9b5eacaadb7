//! From what was asked (command line, then `dangri.toml`) to what will be done: a jurisdiction or several, a period, an as-of day, a target.
//! An option on the command line wins over the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::config::Schemas;
use crate::config::workspace::{MemberOption, WorkspaceOptions, unit_fault};
use crate::draw;
use crate::files;
use crate::layout::{self, Beyond};
use crate::model::options::{FailOn, Format};
use crate::model::profile::Profile;
use crate::model::text::half_width;
use crate::model::time::{Month, Period, Span};

use super::error::RunError;
use super::opening::{Asked, Opening};
use super::set_up::{Notice, SetUp};

/// What was asked on the command line.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Folder or .zip.
    pub workspace: PathBuf,
    /// Id of the jurisdiction, if it was named.
    pub jurisdiction: Option<String>,
    /// The period as it was written.
    pub period: Option<String>,
    /// The day on which it is judged what is due; `None`: today.
    pub as_of: Option<NaiveDate>,
    /// Seed of the draw, if one was given.
    pub seed: Option<String>,
    /// `KEY=VALUE` each.
    pub sets: Vec<String>,
    /// Where the result goes, if that was said.
    pub output: Option<PathBuf>,
    /// Data set that the tables go into as well.
    pub dataset: Option<PathBuf>,
    /// Who the result is about.
    pub unit: Option<String>,
    /// Folder that holds the records of earlier runs; `.dangri/history` of the workspace where none is named.
    pub history: Option<PathBuf>,
    /// Formats as they were typed; none: all.
    pub formats: Vec<String>,
    /// Draw ranks and grades.
    pub ranking: bool,
    /// Threads; `None`: as many as there are processors.
    pub jobs: Option<usize>,
    /// Folder with schemas of one's own.
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
    /// Who the result is about; the profile says by whose rules.
    pub unit: String,
    pub profile: Profile,
}

impl MemberPlan {
    /// The whole workspace, by a profile, about its own place.
    pub fn whole(profile: Profile) -> Self {
        MemberPlan { prefix: String::new(), unit: profile.id.to_string(), profile }
    }
}

/// What will be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whom the run judges.
    pub members: Vec<MemberPlan>,
    /// The period.
    pub period: Period,
    /// The day on which it is judged what is due.
    pub as_of: NaiveDate,
    /// Seed of the draw, if one was given.
    pub seed: Option<String>,
    /// Formats to write.
    pub formats: Vec<Format>,
    /// Where the result stands.
    pub target: PathBuf,
    /// Draw ranks and grades.
    pub ranking: bool,
    /// What files are opened with; passwords are no option that the manifest shows.
    pub opening: Opening,
    /// `fail_on` of dangri.toml.
    pub fail_on: Option<FailOn>,
    /// Options as used, for the manifest.
    pub options: BTreeMap<String, String>,
    /// Parameters that are changed for this run (`participation.min=0.85`): with any it is a trial, which says so and is not remembered.
    pub trial: Vec<String>,
    /// Who makes the result, for its titles.
    pub office: Option<String>,
    /// Files that are the office's own wherever they lie: paths below the workspace, or folders that end with `/`.
    pub office_files: Vec<String>,
    /// Folder of the records of earlier runs, where one was named.
    pub history: Option<PathBuf>,
    /// What the user should know first.
    pub notices: Vec<Notice>,
    /// What stands around the ledgers, for dates that show no year.
    pub beyond: Beyond,
    /// How everything was understood is asked.
    pub explains: bool,
}

impl Plan {
    /// For reading alone: nothing is drawn and nothing written.
    pub fn to_read(members: Vec<MemberPlan>, period: Period, as_of: NaiveDate, opening: Opening) -> Self {
        let (seed, office, history, fail_on) = Default::default();
        let (formats, trial, notices, options) = Default::default();
        let office_files = Vec::new();
        let (target, ranking) = Default::default();
        let beyond = layout::beyond("", period);
        Plan {
            members,
            period,
            as_of,
            opening,
            seed,
            formats,
            target,
            ranking,
            fail_on,
            options,
            trial,
            office,
            office_files,
            history,
            notices,
            beyond,
            explains: true,
        }
    }

    /// Puts command line and file together.
    ///
    /// # Errors
    /// An option has no such value, or nobody says whose rules are to be used.
    pub fn new(request: &Request, set_up: &SetUp, schemas: &Schemas) -> Result<Self, RunError> {
        let file = &set_up.options;
        let as_of = request.as_of.or(file.as_of).unwrap_or(request.today);
        let asked = request.period.as_deref().map(str::parse).transpose().map_err(RunError::BadOption)?;
        let period = asked.or(file.period).unwrap_or_else(|| last_month(as_of));
        let mut sets: Vec<(String, String)> = file.set.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        for set in &request.sets {
            let (key, value) = set
                .split_once(['=', '＝'])
                .ok_or_else(|| RunError::BadOption(format!("--set {set} 缺少“=”，应写作 --set participation.min=0.85。")))?;
            sets.push((half_width(key.trim()), plain_number(value.trim())));
        }
        let opening = Opening::new(&request.opening, &request.workspace, file)?;
        let formats = formats(&request.formats, file.format.as_deref().unwrap_or_default())?;
        let members = members(request, file, schemas, &sets)?;
        let trial: Vec<String> = sets.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let given = request.output.clone().or_else(|| file.output.as_ref().map(PathBuf::from));
        let target = given.unwrap_or_else(|| beside(&request.workspace, &folder_name(period, &trial)));
        let ranking = request.ranking && file.no_ranking != Some(true);
        let mut options = BTreeMap::from([
            ("format".to_string(), Format::words(&formats, ",")),
            ("ranking".to_string(), ranking.to_string()),
            ("period".to_string(), period.to_string()),
            ("as_of".to_string(), as_of.to_string()),
        ]);
        let seed = request.seed.clone().or_else(|| file.seed.clone());
        if let Some(seed) = &seed {
            draw::check_seed(seed).map_err(RunError::BadOption)?;
            options.insert("seed".to_string(), seed.clone());
        }
        let unit = request.unit.as_ref().or(file.unit.as_ref());
        let said = [("unit", unit), ("unit_name", file.unit_name.as_ref()), ("office", file.office.as_ref())];
        options.extend(said.into_iter().filter_map(|(key, value)| Some((key.to_string(), value?.clone()))));
        if !file.office_files.is_empty() {
            options.insert("office_files".to_string(), file.office_files.join("、"));
        }
        options.extend(sets.into_iter().map(|(key, value)| (format!("set {key}"), value)));
        // The size of the cache has no part in the result.
        options.extend(
            opening.limits.changed().filter(|(key, _)| *key != "cache_mb").map(|(key, value)| (format!("limit {key}"), value.to_string())),
        );
        Ok(Plan {
            members,
            period,
            as_of,
            seed,
            formats,
            target,
            ranking,
            opening,
            fail_on: file.fail_on,
            options,
            trial,
            office: file.office.clone(),
            office_files: file.office_files.clone(),
            history: request.history.clone(),
            notices: set_up.notices.clone(),
            beyond: layout::beyond(&own_name(&request.workspace), period),
            explains: false,
        })
    }
}

/// A number typed full-width as the number it is; any other value as it was typed.
fn plain_number(value: &str) -> String {
    let plain = half_width(value);
    let number = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'%' | b'-'));
    if number { plain } else { value.to_string() }
}

/// The workspace's own name, whatever it was called by.
pub(super) fn own_name(workspace: &Path) -> String {
    let full = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_path_buf());
    full.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The month before the as-of day's: what a clerk collects when nothing else is said.
fn last_month(as_of: NaiveDate) -> Period {
    Period::of(Span::Month(Month::of(as_of).plus(-1)))
}

/// What was asked for, else what dangri.toml says, else all; each once, in order.
fn formats(asked: &[String], file: &[Format]) -> Result<Vec<Format>, RunError> {
    let unknown = |word: &String| RunError::BadOption(format!("没有输出格式“{word}”，可用的有：{}。", Format::words(&Format::ALL, "、")));
    let asked: Vec<Format> = asked.iter().map(|word| Format::named(word).ok_or_else(|| unknown(word))).collect::<Result<_, _>>()?;
    let list = if asked.is_empty() { file } else { &asked };
    Ok(Format::ALL.into_iter().filter(|f| list.is_empty() || list.contains(f)).collect())
}

fn members(request: &Request, file: &WorkspaceOptions, schemas: &Schemas, sets: &[(String, String)]) -> Result<Vec<MemberPlan>, RunError> {
    let known = || schemas.ids().join("、");
    let profile = |id: &str, name: Option<&String>| -> Result<Profile, RunError> {
        let id = schemas.id_of(id).ok_or_else(|| RunError::UnknownJurisdiction { name: id.to_string(), known: known() })?;
        let profile = schemas.profile(id, sets)?;
        // A county that uses another's rules appears under its own name.
        Ok(match name {
            Some(name) => Profile { name: Arc::from(name.as_str()), ..profile },
            None => profile,
        })
    };
    if let Some(fault) = request.unit.as_deref().and_then(unit_fault) {
        return Err(RunError::BadOption(format!("--unit 的值无效：{fault}。")));
    }
    if request.jurisdiction.is_none() && !file.members.is_empty() {
        let member = |m: &MemberOption| {
            let unit = m.unit.clone().unwrap_or_else(|| m.path.replace('/', "-"));
            Ok(MemberPlan {
                prefix: format!("{}/", m.path.trim_matches('/')),
                unit,
                profile: profile(&m.jurisdiction, m.unit_name.as_ref())?,
            })
        };
        return file.members.iter().map(member).collect();
    }
    let id = request.jurisdiction.clone().or_else(|| file.jurisdiction.clone()).ok_or_else(|| RunError::NoJurisdiction(known()))?;
    let whole = MemberPlan::whole(profile(&id, file.unit_name.as_ref())?);
    let unit = request.unit.clone().or_else(|| file.unit.clone()).unwrap_or_else(|| whole.unit.clone());
    Ok(vec![MemberPlan { unit, ..whole }])
}

/// What a period's result is called: a trial is never found where the real one is looked for.
fn folder_name(period: Period, trial: &[String]) -> String {
    if trial.is_empty() { period.to_string() } else { format!("{period}-试算") }
}

/// `<workspace>-结果/<name>` beside the workspace (without `.zip`).
fn beside(workspace: &Path, name: &str) -> PathBuf {
    let full = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_path_buf());
    let full = files::resolved(&full).unwrap_or(full);
    let own = full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "台账".to_string());
    let own = own.strip_suffix(".zip").or_else(|| own.strip_suffix(".ZIP")).unwrap_or(&own).to_string();
    full.with_file_name(format!("{own}-结果")).join(name)
}
