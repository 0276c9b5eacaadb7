//! Blank ledgers for a workspace: its roster is read and collated as for a run, the calendar is asked, and each committee or branch gets a
//! workbook. A file that somebody has filled in, or that is not of our making, is never written over.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::calendar::{Calendar, Judge};
use crate::config::Schemas;
use crate::files;
use crate::intake;
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code};
use crate::model::identity::mask_identity;
use crate::model::org::Branch;
use crate::model::profile::{ActivityDay, Profile};
use crate::model::time::{Month, Period, Span};
use crate::report::file_name::{Taken, safe};
use crate::report::template::{self, Blank, BranchLine, Kind, MemberLine, MonthLine, Per, day_words, period_words};
use crate::rules;

use super::error::RunError;
use super::in_pool;
use super::kept::Kept;
use super::opening::Asked;
use super::pipeline;
use super::placing;
use super::progress::{Progress, Stage};
use super::request::{Plan, Request};
use super::set_up::SetUp;

/// What was written last time, by path, with its digest: what differs from it was filled in.
const MANIFEST: &str = ".dangri-template.json";
/// Most characters of a unit's name in a file's name.
const LONGEST: usize = 40;
/// Most months that are laid out at once.
const LONGEST_PERIOD: usize = 24;
/// How many files are named in a message.
const NAMED: usize = 5;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct TemplateRequest {
    /// Folder or .zip with the roster.
    pub workspace: PathBuf,
    /// Id of the jurisdiction, if it was named.
    pub jurisdiction: Option<String>,
    /// The period as it was written.
    pub period: Option<String>,
    /// For one activity or for the month.
    pub per: Per,
    /// Which blank ledgers.
    pub kinds: Vec<Kind>,
    /// Where the result goes, if that was said.
    pub output: Option<PathBuf>,
    /// Folder with schemas of one's own.
    pub schemas: Option<PathBuf>,
    /// Threads; `None`: as many as there are processors.
    pub jobs: Option<usize>,
    /// Limits of reading and passwords of encrypted workbooks.
    pub opening: Asked,
    /// The day of the call: its month is the period when none is given.
    pub today: NaiveDate,
}

/// What was written.
#[derive(Debug)]
pub struct Templates {
    /// Where the result stands.
    pub target: PathBuf,
    /// The period.
    pub period: Period,
    /// By member of the workspace, in its order.
    pub members: Vec<MemberTemplates>,
}

/// What was written for one jurisdiction.
#[derive(Debug)]
pub struct MemberTemplates {
    /// Name of the jurisdiction.
    pub name: String,
    /// Committees written for.
    pub committees: usize,
    /// Branches written for.
    pub branches: usize,
    /// Files written.
    pub files: usize,
    /// Rows of the roster that could not be read.
    pub rejected: u64,
    /// Branches without any month in the period.
    pub left_out: usize,
    /// Names were filled in on attendance sheets.
    pub has_members: bool,
}

struct Made {
    /// Below the target, with `/`.
    path: String,
    bytes: Vec<u8>,
}

/// Writes the blank ledgers.
///
/// # Errors
/// The workspace or its set-up is unusable, it has no roster, a file is in the way, or the disk refuses.
pub fn template(request: &TemplateRequest, progress: &dyn Progress) -> Result<Templates, RunError> {
    if !request.workspace.exists() {
        return Err(RunError::NoWorkspace(request.workspace.clone()));
    }
    let set_up = SetUp::of(&request.workspace)?;
    let schemas = set_up.schemas(request.schemas.as_deref())?;
    let file = &set_up.options;
    let this = Month::of(request.today);
    let period = match &request.period {
        Some(text) => text.parse().map_err(RunError::BadOption)?,
        None => file.period.unwrap_or_else(|| Period::of(Span::Month(this))),
    };
    if period.months().count() > LONGEST_PERIOD {
        return Err(RunError::BadOption(format!("填报期 {period} 过长，空白台账一次最多 {LONGEST_PERIOD} 个月，请分年生成。")));
    }
    let asked = Request {
        workspace: request.workspace.clone(),
        jurisdiction: request.jurisdiction.clone(),
        period: Some(period.to_string()),
        opening: request.opening.clone(),
        today: request.today,
        ..Request::default()
    };
    let mut plan = Plan::new(&asked, &set_up, &schemas)?;
    plan.opening = plan.opening.with_list()?;
    plan.target = request.output.clone().unwrap_or_else(|| beside(&request.workspace));
    in_pool(request.jobs.or(file.jobs), || make(request, &plan, &schemas, progress))
}

fn make(request: &TemplateRequest, plan: &Plan, schemas: &Schemas, progress: &dyn Progress) -> Result<Templates, RunError> {
    intake::silence_panics();
    progress.stage(Stage::Discover);
    // Ledgers handed out earlier say nothing of the roster; a target that holds the workspace itself must not hide it.
    let full = |path: &Path| files::resolved(path).unwrap_or_else(|_| path.to_path_buf());
    let inside = !full(&request.workspace).starts_with(full(&plan.target));
    let aside: Vec<&Path> = inside.then_some(plan.target.as_path()).into_iter().collect();
    let found = plan.opening.discover(&request.workspace, &aside)?;
    if found.inputs.is_empty() {
        return Err(no_roster(&request.workspace));
    }
    let (shares, _) = pipeline::gather(found, plan, schemas, &Kept::default(), progress);
    let calendar = Calendar::new(schemas.holidays.clone());
    let mut members = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    let profiles: Vec<(&Profile, Vec<String>)> = plan.members.iter().map(|m| (&m.profile, rule_names(&m.profile))).collect();
    for (at, (member, share)) in plan.members.iter().zip(shares).enumerate() {
        let corpus = share.collate(&member.profile, &calendar, plan.period, plan.as_of);
        if !corpus.has_roster {
            return Err(no_roster(&request.workspace.join(member.prefix.trim_end_matches('/'))));
        }
        let lines: Vec<BranchLine> =
            (0..corpus.branches.len()).map(|i| line(&corpus, BranchIx(i), &member.profile, &calendar, plan.period)).collect();
        let all = lines.len();
        let lines: Vec<BranchLine> = lines.into_iter().filter(|l| !l.months.is_empty()).collect();
        let mut by_committee: BTreeMap<String, Vec<BranchLine>> = BTreeMap::new();
        for line in &lines {
            // by the name as it is: what is masked alike is not the same
            by_committee.entry(line.committee.clone()).or_default().push(shown(line));
        }
        let folder = member.prefix.trim_matches('/').split('/').filter(|p| !p.is_empty()).map(safe).collect::<Vec<_>>().join("/");
        let committees = by_committee.len();
        let before = jobs.len();
        let mut taken = Taken::default();
        for kind in &request.kinds {
            plan_files(request.per, *kind, &by_committee, (&folder, at, plan.period, &member.profile), &mut taken, &mut jobs);
        }
        members.push(MemberTemplates {
            name: member.profile.name.to_string(),
            committees,
            branches: lines.len(),
            files: jobs.len() - before,
            rejected: corpus.tallies.get("branch_roster").map_or(0, |t| t.rejected),
            left_out: all - lines.len(),
            has_members: corpus.has_member_roster,
        });
    }
    progress.stage(Stage::Write(jobs.len() as u64));
    let made = jobs
        .into_par_iter()
        .map(|job| {
            let (profile, rules) = &profiles[job.member];
            let blank = Blank {
                kind: job.kind,
                per: request.per,
                profile,
                layouts: &schemas.layouts,
                period: plan.period,
                unit: &job.unit,
                committee: &job.committee,
                branches: &job.branches,
                rules,
            };
            let bytes = template::bytes(&blank)?;
            progress.step();
            Ok(Made { path: job.path, bytes })
        })
        .collect::<Result<Vec<Made>, RunError>>()?;
    store(&plan.target, &made)?;
    Ok(Templates { target: plan.target.clone(), period: plan.period, members })
}

/// A file to be made.
struct Job {
    path: String,
    kind: Kind,
    member: usize,
    unit: String,
    committee: String,
    branches: Vec<BranchLine>,
}

fn plan_files(
    per: Per,
    kind: Kind,
    by_committee: &BTreeMap<String, Vec<BranchLine>>,
    (folder, member, period, profile): (&str, usize, Period, &Profile),
    taken: &mut Taken,
    jobs: &mut Vec<Job>,
) {
    let tail = format!("{}{}", period_words(period), safe(&kind.title(profile)));
    let below = |name: &str| if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
    for (committee, branches) in by_committee {
        let short = |name: &str| safe(name).chars().take(LONGEST).collect::<String>();
        match per {
            Per::Committee => jobs.push(Job {
                path: format!("{}.xlsx", taken.path(&below(&format!("{}{tail}", short(committee))))),
                kind,
                member,
                unit: mask_identity(committee),
                committee: mask_identity(committee),
                branches: branches.clone(),
            }),
            Per::Branch => jobs.extend(branches.iter().map(|branch| Job {
                path: format!("{}.xlsx", taken.path(&below(&format!("{}/{}{tail}", safe(committee), short(&branch.name))))),
                kind,
                member,
                unit: branch.name.clone(),
                committee: mask_identity(committee),
                branches: vec![branch.clone()],
            })),
        }
    }
}

/// Rules that ask anything of a branch, as 情况说明 names them.
fn rule_names(profile: &Profile) -> Vec<String> {
    // What cannot be read is put right, not explained.
    let ours = |code: Code| !code.is_about_reading();
    rules::lines(profile).into_iter().filter(|l| l.applies && ours(l.code)).map(|l| format!("{} {}", l.code, l.name)).collect()
}

/// A branch as it is shown.
fn shown(line: &BranchLine) -> BranchLine {
    BranchLine { name: mask_identity(&line.name), committee: mask_identity(&line.committee), ..line.clone() }
}

fn line(corpus: &Corpus, ix: BranchIx, profile: &Profile, calendar: &Calendar, period: Period) -> BranchLine {
    let branch = corpus.branch(ix);
    let people = corpus.members[corpus.members_of(ix)].iter().filter(|m| m.place.is_some());
    let people = people.map(|m| {
        let own = m.key != m.name && mask_identity(&m.key) == *m.key;
        MemberLine { name: mask_identity(&m.name), id: if own { m.key.to_string() } else { String::new() }, exempt: m.exempt.to_string() }
    });
    BranchLine {
        name: branch.name.to_string(),
        committee: branch.committee.to_string(),
        kind: branch.kind,
        secretary: mask_identity(&branch.secretary),
        members: branch.members_on(period.last().last_day()),
        people: people.collect(),
        months: period.months().filter_map(|month| month_line(branch, profile, calendar, month)).collect(),
    }
}

fn month_line(branch: &Branch, profile: &Profile, calendar: &Calendar, month: Month) -> Option<MonthLine> {
    let days = calendar.month_days(&profile.params(branch.kind).the::<ActivityDay>(), &branch.own_days, month);
    if !branch.exists_on(days.existence) {
        return None;
    }
    let dates: Vec<NaiveDate> = days.days.iter().map(|d| d.date).collect();
    let listed = dates.iter().map(|d| day_words(*d)).collect::<Vec<_>>().join("或");
    let words = match &days.judge {
        Judge::Fixed => listed,
        Judge::AnyDay(_) => format!("{listed}（逢假日，当月任意一天均可）"),
        Judge::NoFixedDay => String::new(),
        Judge::NotAssessable(_) if dates.is_empty() => "由支部自行固定".to_string(),
        Judge::NotAssessable(why) => format!("{listed}（{why}）"),
    };
    Some(MonthLine { month, days: dates, words })
}

fn no_roster(workspace: &Path) -> RunError {
    RunError::BadOption(format!(
        "“{}”中没有党组织花名册，无法预填名称。请把花名册（至少有“党支部名称”“上级党组织”两栏）放入后重试。",
        workspace.display()
    ))
}

/// `<workspace>-空白台账` beside the workspace (without `.zip`).
fn beside(workspace: &Path) -> PathBuf {
    let full = files::resolved(workspace).or_else(|_| std::path::absolute(workspace)).unwrap_or_else(|_| workspace.to_path_buf());
    let name = full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "台账".to_string());
    let name = name.strip_suffix(".zip").or_else(|| name.strip_suffix(".ZIP")).unwrap_or(&name).to_string();
    full.with_file_name(format!("{name}-空白台账"))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Largest list of what was written.
const LARGEST_LIST: u64 = 64 << 20;

/// The list of digests, if it is one.
fn listed(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let list: BTreeMap<String, String> = serde_json::from_slice(bytes).ok()?;
    list.values().all(|digest| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit())).then_some(list)
}

/// Writes the files, after none was found in the way.
fn store(target: &Path, made: &[Made]) -> Result<(), RunError> {
    let list = target.join(MANIFEST);
    let mut known: BTreeMap<String, String> = files::read(&list, LARGEST_LIST).ok().and_then(|b| listed(&b)).unwrap_or_default();
    let digests: Vec<String> = made.par_iter().map(|m| digest(&m.bytes)).collect();
    let in_the_way = |(m, new): (&Made, &String)| -> Option<String> {
        let old = match files::read(&target.join(&m.path), u64::MAX) {
            Ok(bytes) => digest(&bytes),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return None,
            Err(_) => return Some(m.path.clone()),
        };
        (old != *new && known.get(&m.path) != Some(&old)).then(|| m.path.clone())
    };
    let foreign: Vec<String> = made.iter().zip(&digests).filter_map(in_the_way).collect();
    if !foreign.is_empty() {
        let named = foreign.iter().take(NAMED).cloned().collect::<Vec<_>>().join("”“");
        let rest = if foreign.len() > NAMED { format!("等 {} 个文件", foreign.len()) } else { String::new() };
        return Err(RunError::BadOption(format!(
            "“{}”中的“{named}”{rest}已存在，可能已有人填写，或不是本命令生成的，为避免覆盖已停止，未写入任何文件。请移走这些文件，或用 -o 指定其他目录。",
            target.display()
        )));
    }
    fs::create_dir_all(target).map_err(|e| RunError::output(target, e))?;
    for (m, new) in made.iter().zip(&digests) {
        let path = target.join(&m.path);
        let folder = path.parent().unwrap_or(target);
        fs::create_dir_all(folder).map_err(|e| RunError::output(folder, e))?;
        placing::place(&path, &m.bytes, |old| known.get(&m.path) == Some(&digest(old))).map_err(|e| RunError::output(&path, e))?;
        known.insert(m.path.clone(), new.clone());
    }
    let text = serde_json::to_vec_pretty(&known).map_err(|e| RunError::output(&list, e.into()))?;
    // the list of somebody else that happens to be called so stays beside
    placing::place(&list, &text, |old| listed(old).is_some()).map(drop).map_err(|e| RunError::output(&list, e))
}
