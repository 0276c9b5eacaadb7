//! Reading, judging and concluding, for one jurisdiction or several. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::bulk::slim::slim;
use crate::calendar::Calendar;
use crate::collate::{self, FileFacts, collate};
use crate::config::Schemas;
use crate::intake::{self, Discovery, Input, Limits};
use crate::layout::Layouts;
use crate::model::assessment::Outcome;
use crate::model::book::{FileOutcome, RawBook};
use crate::model::cell::Place;
use crate::model::corpus::{Corpus, InputFile};
use crate::model::finding::{Code, Issue};
use crate::model::profile::{Profile, RecordItem, RequiredRecords};
use crate::model::record::{FileRecords, Records};
use crate::model::results::{Results, RuleLine, RunInfo};
use crate::model::time::Period;
use crate::rules;

use super::cache::Basis;
use super::conclude::{self, Terms, conclude_one};
use super::crowd;
use super::error::RunError;
use super::history::Written;
use super::kept::Kept;
use super::progress::{Progress, Stage};
use super::request::{MemberPlan, Plan, Request};
use super::result::Question;
use super::set_up::Notice;
use super::teaching::{Set, Teaching};

/// Lists what is to be read. `target` is left out should it lie inside the workspace.
pub(super) fn discover(request: &Request, plan: &Plan, target: &Path, progress: &dyn Progress) -> Result<Discovery, RunError> {
    intake::silence_panics();
    progress.stage(Stage::Discover);
    let found = plan.opening.discover(&request.workspace, &[target])?;
    if found.inputs.is_empty() && found.unreadable.is_empty() {
        return Err(RunError::EmptyWorkspace { path: request.workspace.clone(), skipped: found.skipped.len() });
    }
    Ok(found)
}

/// Reads what was found, judges and concludes.
pub(super) fn conclude(
    history: Option<&Path>,
    plan: &Plan,
    schemas: &Schemas,
    (found, kept): (Discovery, &Kept),
    draw_number: u32,
    progress: &dyn Progress,
) -> Results {
    let mut notes = found.notes.clone();
    let (mut shares, stray) = gather(found, plan, schemas, kept, progress);
    let calendar = Calendar::new(schemas.holidays.clone());
    let total: usize = plan.members.len();
    progress.stage(Stage::Judge(total as u64));
    let outcomes: Vec<Outcome> = plan
        .members
        .iter()
        .zip(shares.drain(..))
        .map(|(member, share)| {
            let outcome = one_jurisdiction(history, plan, member, share, &calendar, draw_number);
            progress.step();
            outcome
        })
        .collect();
    if !stray.is_empty() {
        notes.push(format!("有 {} 个文件不在 dangri.toml 所列的任何成员目录下，未读取，例如“{}”。", stray.len(), stray[0].path));
    }
    if !plan.trial.is_empty() {
        notes.push(format!("本结果为试算（{}），只供比较，不作为以后统计期的依据，也不写出反馈和通知。", plan.trial.join("，")));
    }
    for notice in &plan.notices {
        // What lies outside is a matter of this machine, and no output's.
        if let Notice::NotHonoured(keys) = notice {
            notes.push(format!("工作目录是压缩包，其中 dangri.toml 的以下设置未采用：{}。", keys.join("、")));
        }
    }
    notes.extend(outcomes.iter().filter_map(|o| conclude::note(o, outcomes.len() > 1)));
    notes.extend(outcomes.iter().filter_map(|o| conclude::year_note(o, outcomes.len() > 1)));
    let info = RunInfo {
        version: env!("CARGO_PKG_VERSION").to_string(),
        run_id: String::new(),
        period: plan.period,
        as_of: plan.as_of,
        options: plan.options.clone(),
        schemas: plan.members.iter().map(|m| (m.profile.id.to_string(), m.profile.digest.to_string())).collect(),
        trial: plan.trial.clone(),
        office: plan.office.clone(),
        files: stray,
        notes,
    };
    let rules = plan.members.iter().map(|m| (m.profile.name.clone(), rule_lines(&m.profile))).collect();
    let mut results = Results::new(info, outcomes, rules);
    results.info.run_id = Question::of(plan, &plan.members, schemas, &results).run_id();
    results
}

/// Reads what was found and gives every file to its member; files of no member come second.
pub(super) fn gather(
    found: Discovery,
    plan: &Plan,
    schemas: &Schemas,
    kept: &Kept,
    progress: &dyn Progress,
) -> (Vec<Share>, Vec<InputFile>) {
    let read = read_all(&found.inputs, plan, schemas, kept, progress);
    share_out(plan, found, read)
}

/// What each rule asks in a profile, for 规则说明.
fn rule_lines(profile: &Profile) -> Vec<RuleLine> {
    let line = |l: rules::Line| RuleLine {
        code: l.code,
        name: l.name.into(),
        level: l.level,
        applies: l.applies,
        parameters: if l.applies { format!("{}：{}", l.scope, l.parameters) } else { l.parameters },
        clause: l.basis,
        how: rules::doc(l.code).map(|doc| doc.how.to_string()).unwrap_or_default(),
    };
    rules::lines(profile).into_iter().map(line).collect()
}

/// Everything that belongs to one jurisdiction.
#[derive(Default)]
pub(super) struct Share {
    pub files: Vec<(FileRecords, FileFacts)>,
    unreadable: Vec<(InputFile, Issue)>,
    skipped: Vec<InputFile>,
    /// Files that are the office's own wherever they lie.
    office_files: Vec<String>,
}

impl Share {
    /// The corpus of these files, by a profile.
    pub fn collate(self, profile: &Profile, calendar: &Calendar, period: Period, as_of: NaiveDate) -> Corpus {
        let Share { mut files, mut unreadable, mut skipped, office_files } = self;
        let (silent, said) = crowd::told_together(&mut files, &mut unreadable);
        skipped.extend(silent);
        collate(collate::Input {
            files,
            unreadable,
            told_together: said,
            skipped,
            office_files: &office_files,
            profile,
            calendar,
            period,
            as_of,
        })
    }
}

/// Which member a path belongs to.
fn owner(plan: &Plan, path: &str) -> Option<usize> {
    plan.members.iter().position(|m| path.starts_with(&m.prefix))
}

type Read = Option<(FileRecords, FileFacts)>;

/// Reads every file and keeps its rows alone. Larger files first, so that none is left over at the end; the order of the result is that of
/// the inputs.
fn read_all(inputs: &[Input], plan: &Plan, schemas: &Schemas, kept: &Kept, progress: &dyn Progress) -> Vec<Read> {
    progress.stage(Stage::Read(inputs.len() as u64));
    let items: Vec<Vec<RecordItem>> = plan.members.iter().map(|m| record_items(&m.profile)).collect();
    let prefixes: Vec<&str> = plan.members.iter().map(|m| m.prefix.as_str()).collect();
    let teaching = Teaching::gather(inputs, &prefixes, &plan.office_files, &schemas.layouts, &plan.opening);
    // by what was confirmed, and by jurisdiction
    let each = || teaching.sets().flat_map(|set| items.iter().map(move |items| (set, items)));
    let keeping = each().filter(|_| kept.keeps());
    let bases: Vec<Basis> = keeping.map(|(set, items)| Basis::new(set, items, &plan.opening.limits, &plan.beyond)).collect();
    let texts = AtomicU64::new(0);
    let layouts: Vec<Layouts<'_>> = each().map(|(set, items)| ready(plan, set, items)).collect();
    let with = |path: &str, member: usize| teaching.set_of(path) * items.len() + member;
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(inputs[*i].bytes));
    let mut read: Vec<(usize, Read)> = order
        .into_par_iter()
        .with_max_len(1)
        .map(|i| {
            let input = &inputs[i];
            let result = owner(plan, &input.path).map(|member| {
                let mut read = kept.read(input, bases.get(with(&input.path, member)), plan, || {
                    let told = AtomicU64::new(0);
                    let tell = |now, total| progress.within(&input.path, told.swap(now, Ordering::Relaxed), now, total);
                    let loaded = intake::read_telling(input, &plan.opening.limits, &plan.opening.passwords, &tell);
                    let facts = FileFacts { digest: loaded.digest, bytes: input.bytes };
                    let mut file = read_book(&loaded.book, &layouts[with(&input.path, member)]);
                    // its cells go before its bytes are looked at again
                    drop(loaded.book);
                    if !file.recognised.is_empty() {
                        let copy_of = loaded.copy_of.unwrap_or_else(|| input.copy_of(&plan.opening.limits));
                        file.copy_of = copy_of.map(Arc::from);
                    }
                    (file, facts)
                });
                slim(&mut read.0.records.activities, &texts);
                read
            });
            progress.step();
            (i, result)
        })
        .collect();
    read.sort_by_key(|(i, _)| *i);
    let mut read: Vec<Read> = read.into_iter().map(|(_, result)| result).collect();
    orphans(inputs, &mut read, plan, &|path, member| &layouts[with(path, member)]);
    drop((layouts, bases));
    teaching.tell(read.iter_mut().flatten().map(|(file, _)| file));
    intake::rest();
    read
}

/// Layouts with what the clerk has confirmed.
fn ready<'s>(plan: &Plan, set: &'s Set, items: &[RecordItem]) -> Layouts<'s> {
    Layouts::new(&set.layouts, items).within(plan.beyond).deciding(set.decided.clone()).explaining(plan.explains)
}

/// A marked copy that is as it went out says nothing new, unless the ledger that it was made of is not there: then it is all there is of it.
fn orphans<'l>(inputs: &[Input], read: &mut [Read], plan: &Plan, layouts: &dyn Fn(&str, usize) -> &'l Layouts<'l>) {
    let passed = |file: &FileRecords| file.outcome == FileOutcome::Skipped;
    let there = read.iter().flatten().filter(|(file, _)| !passed(file)).map(|(_, facts)| facts.digest.clone());
    let mut known: BTreeSet<String> = there.collect();
    let limits = Limits { untouched: true, ..plan.opening.limits.clone() };
    for (input, read) in inputs.iter().zip(read) {
        let Some((file, facts)) = read.as_mut().filter(|(file, _)| passed(file)) else { continue };
        if let Some(member) = owner(plan, &input.path)
            && let Some(original) = input.copy_of(&limits)
            && known.insert(original)
        {
            let loaded = intake::read(input, &limits, &plan.opening.passwords);
            facts.digest = loaded.digest;
            *file = read_book(&loaded.book, layouts(&input.path, member));
        }
    }
}

/// Layout behind a net: should we be wrong about a file, it costs that file a finding and nothing else.
fn read_book(book: &RawBook, layouts: &Layouts<'_>) -> FileRecords {
    catch_unwind(AssertUnwindSafe(|| layouts.read(book))).unwrap_or_else(|_| {
        let say = say!("处理该文件时程序出错，其内容未计入；"; "请将该文件另存后重试，并把文件反馈给程序维护人员。");
        FileRecords {
            file: book.path.clone(),
            records: Records::default(),
            issues: vec![Issue::new(Code::ING001, Place::file(&book.path), say)],
            tallies: BTreeMap::new(),
            recognised: Vec::new(),
            notes: Vec::new(),
            copy_of: None,
            outcome: FileOutcome::Unreadable,
            asked_beyond: false,
            taught: Vec::new(),
            teaches: false,
            understood: Default::default(),
        }
    })
}

fn record_items(profile: &Profile) -> Vec<RecordItem> {
    let mut items: Vec<RecordItem> = Vec::new();
    for item in profile.all_params().filter_map(|p| p.get::<RequiredRecords>()).flat_map(|r| &r.required) {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    items
}

/// Gives every file to its member; files of no member are returned.
fn share_out(plan: &Plan, found: Discovery, read: Vec<Read>) -> (Vec<Share>, Vec<InputFile>) {
    let share = || Share { office_files: plan.office_files.clone(), ..Share::default() };
    let mut shares: Vec<Share> = plan.members.iter().map(|_| share()).collect();
    let mut stray = Vec::new();
    let plain = |path: &Arc<str>, bytes: u64, outcome| InputFile {
        path: path.clone(),
        digest: String::new(),
        bytes,
        outcome,
        layouts: Vec::new(),
        rows: Default::default(),
        committee: None,
    };
    for (input, result) in found.inputs.iter().zip(read) {
        match (owner(plan, &input.path), result) {
            (Some(member), Some(result)) => shares[member].files.push(result),
            _ => stray.push(plain(&input.path, input.bytes, FileOutcome::Skipped)),
        }
    }
    for skipped in &found.skipped {
        // What lies outside every member (dangri.toml's own folder) was skipped all the same.
        let file = plain(&skipped.path, 0, FileOutcome::Skipped);
        match owner(plan, &skipped.path) {
            Some(member) => shares[member].skipped.push(file),
            None => stray.push(file),
        }
    }
    let mut issues: BTreeMap<Arc<str>, Issue> = found.issues.into_iter().map(|i| (i.place.file.clone(), i)).collect();
    for (path, bytes) in &found.unreadable {
        let issue =
            issues.remove(path).unwrap_or_else(|| Issue::new(Code::ING001, Place::file(path), say!("无法读取该文件；"; "请重新报送。")));
        match owner(plan, path) {
            Some(member) => shares[member].unreadable.push((plain(path, *bytes, FileOutcome::Unreadable), issue)),
            None => stray.push(plain(path, *bytes, FileOutcome::Skipped)),
        }
    }
    (shares, stray)
}

fn one_jurisdiction(
    history: Option<&Path>,
    plan: &Plan,
    member: &MemberPlan,
    share: Share,
    calendar: &Calendar,
    draw_number: u32,
) -> Outcome {
    let profile = Arc::new(member.profile.clone());
    let corpus = share.collate(&profile, calendar, plan.period, plan.as_of);
    let judge = |corpus: &Corpus| rules::judge(corpus, &profile, calendar);
    let judgement = judge(&corpus);
    let terms = Terms {
        unit: &member.unit,
        history,
        folder: &member.prefix,
        calendar,
        ranking: plan.ranking && corpus.has_roster,
        seed: plan.seed.as_deref(),
        draw_number,
        judge: &judge,
    };
    conclude_one(corpus, judgement, profile.clone(), &terms)
}

/// Writes every jurisdiction's run down for later ones.
pub fn remember(history: &Path, plan: &Plan, results: &Results) -> Vec<Written> {
    let each = plan.members.iter().zip(&results.outcomes);
    each.filter_map(|(member, outcome)| conclude::remember(history, &member.prefix, outcome)).collect()
}
