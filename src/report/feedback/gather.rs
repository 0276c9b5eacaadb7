//! Who gets what: the findings of a committee, and the faulty ledgers that it handed in. Where a file goes back to was
//! found when it was read (`InputFile::committee`). One with rows of several committees goes back to none of them: it is laid under
//! 未归属, for the office to part.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::marks::{FileMarks, Keys, shows};
use rayon::prelude::*;

use crate::model::assessment::Outcome;
use crate::model::finding::{Code, Finding, Level, Status};
use crate::model::identity;
use crate::model::results::Results;
use crate::report::file_name::{Taken, parts};

/// Folder of what belongs to no committee.
pub const NOBODY: &str = "未归属";

/// What goes to one committee.
pub struct Slip<'a> {
    pub outcome: &'a Outcome,
    /// `None`: 未归属.
    pub committee: Option<Arc<str>>,
    /// Folder below 反馈, `/` between parts.
    pub folder: String,
    /// In the order of the run; open or requested, leads and counts left out.
    pub findings: Vec<&'a Finding>,
    pub ledgers: Vec<Ledger<'a>>,
    /// Ledgers with faults of this committee that are laid elsewhere: they hold others' rows, too.
    pub elsewhere: Vec<&'a str>,
    /// Files that are the office's own roster, of all slips of an outcome.
    pub rosters: Arc<BTreeSet<&'a str>>,
    /// What of the committee was returned, and what that means.
    pub returned: Option<String>,
}

/// A faulty ledger.
pub struct Ledger<'a> {
    pub path: &'a str,
    pub marks: FileMarks<'a>,
    /// Name of the copy without its extension.
    pub name: String,
}

impl Slip<'_> {
    /// What the committee is called.
    pub fn name(&self) -> &str {
        self.committee.as_deref().unwrap_or(NOBODY)
    }
}

/// The slips of a run, by jurisdiction, then committee; 未归属 last.
pub fn slips(results: &Results) -> Vec<Slip<'_>> {
    let several = results.outcomes.len() > 1;
    let mut places = Taken::default();
    let below = |o: &Outcome| if several { format!("{}/", places.name(&o.profile.name)) } else { String::new() };
    let below: Vec<String> = results.outcomes.iter().map(below).collect();
    (0..below.len()).into_par_iter().flat_map_iter(|unit| of_unit(results, unit, &below[unit])).collect()
}

fn of_unit<'a>(results: &'a Results, unit: usize, below: &str) -> Vec<Slip<'a>> {
    let mut slips = of_outcome(&results.outcomes[unit], below);
    for slip in &mut slips {
        slip.returned = slip.committee.as_ref().and_then(|committee| results.counts.returned.sentence_of(unit, committee));
    }
    slips
}

/// Is it something to put right?
fn to_put_right(finding: &Finding) -> bool {
    finding.status != Status::Waived && (finding.code.is_about_reading() || finding.level > Level::Info)
}

/// A committee's findings, and the files of others that some of them stand in.
type Share<'a> = (Vec<&'a Finding>, BTreeSet<&'a str>);

fn of_outcome<'a>(outcome: &'a Outcome, below: &str) -> Vec<Slip<'a>> {
    let owners = Owners::new(outcome);
    let numbers = outcome.corpus.branches.iter().filter(|b| b.number().is_some_and(identity::holds));
    let keys = Arc::new(numbers.map(|b| b.id.clone()).collect::<Keys>());
    // 未归属 sorts last: by whether there is a committee, then by its name
    let mut by_committee: BTreeMap<(bool, Option<Arc<str>>), Share<'_>> = BTreeMap::new();
    let mut by_file: BTreeMap<&str, FileMarks<'_>> = BTreeMap::new();
    for finding in outcome.judgement.findings.iter().filter(|f| to_put_right(f) && !outcome.assessed.looked_back(f)) {
        let committee = owners.of_finding(finding);
        let entry = by_committee.entry((committee.is_none(), committee.clone())).or_default();
        entry.0.push(finding);
        let Some(place) = finding.place.as_ref().filter(|p| shows(finding) && owners.is_ledger(&p.file, finding.code)) else { continue };
        by_file.entry(&place.file).or_default().add(finding);
        if owners.of_file(&place.file) != committee {
            entry.1.insert(&place.file);
        }
    }
    for path in by_file.keys() {
        let owner = owners.of_file(path);
        by_committee.entry((owner.is_none(), owner)).or_default();
    }
    let mut ledgers_of: BTreeMap<Option<Arc<str>>, Vec<&str>> = BTreeMap::new();
    for path in by_file.keys() {
        ledgers_of.entry(owners.of_file(path)).or_default().push(path);
    }
    let rosters = Arc::new(owners.rosters);
    let mut folders = Taken::default();
    // the folder's name is for what belongs to nobody, whatever a committee is called
    let nobody = folders.name(NOBODY);
    by_committee
        .into_iter()
        .map(|((_, committee), (findings, elsewhere))| {
            let folder = committee.as_ref().map_or_else(|| nobody.clone(), |c| folders.name(c));
            let mut names = Taken::default();
            let ledgers = ledgers_of
                .remove(&committee)
                .unwrap_or_default()
                .into_iter()
                .map(|path| Ledger {
                    path,
                    marks: FileMarks { keys: keys.clone(), ..by_file.remove(path).unwrap_or_default() },
                    name: names.name(&title(path, committee.as_deref())),
                })
                .collect();
            let (folder, elsewhere) = (format!("{below}{folder}"), elsewhere.into_iter().collect());
            Slip { outcome, committee, folder, findings, ledgers, elsewhere, rosters: rosters.clone(), returned: None }
        })
        .collect()
}

/// What a copy is called: as the ledger, behind its folder's name (mostly a branch's) unless that is the committee's own.
fn title(path: &str, committee: Option<&str>) -> String {
    let (stem, _) = parts(path);
    let folder = path.rsplit('/').nth(1).map_or("", |name| parts(name).0);
    if folder.is_empty() || committee == Some(folder) || stem.contains(folder) { stem.to_string() } else { format!("{folder}_{stem}") }
}

/// To whom findings and files belong.
struct Owners<'a> {
    outcome: &'a Outcome,
    /// Committees of the roster.
    known: HashSet<&'a Arc<str>>,
    /// Files that are the office's own roster.
    rosters: BTreeSet<&'a str>,
    /// The committee of every file that has one.
    files: HashMap<&'a str, &'a Arc<str>>,
}

impl<'a> Owners<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let corpus = &outcome.corpus;
        let rosters = corpus.branches.iter().filter_map(|b| b.place.as_ref()).map(|p| &*p.file).collect();
        let known = corpus.branches.iter().map(|b| &b.committee).filter(|name| !name.trim().is_empty()).collect();
        let files = corpus.files.iter().filter_map(|file| Some((&*file.path, file.committee.as_ref()?))).collect();
        Owners { outcome, known, rosters, files }
    }

    /// A roster shows what is wrong with itself, not what a branch failed to do.
    fn is_ledger(&self, file: &str, code: Code) -> bool {
        (code.is_about_reading() && code != Code::ING001) || !self.rosters.contains(file)
    }

    fn of_finding(&self, finding: &Finding) -> Option<Arc<str>> {
        let branch = finding.branch.and_then(|ix| self.outcome.corpus.branches.get(ix.0)).map(|b| &b.committee);
        branch.or(finding.committee.as_ref()).filter(|name| self.known.contains(name)).cloned()
    }

    fn of_file(&self, file: &str) -> Option<Arc<str>> {
        self.files.get(file).map(|committee| (*committee).clone())
    }
}
