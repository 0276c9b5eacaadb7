//! Names that wait: rows of one name under one committee put together, with those who may be meant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::cell::Place;
use crate::model::finding::Issue;
use crate::model::record::{AliasRow, OrgHint};
use crate::names::{Candidate, Candidates, Directory, fold_branch, fold_committee};
use crate::report::group::cells;
use crate::report::xlsx::names::{CANDIDATES, PendingName};

/// How many sheets the list of waiting rows names.
const SHEETS: usize = 6;

/// A name that waits for the clerk.
#[derive(Clone, Debug)]
pub struct Pending {
    /// As first written.
    pub written: Arc<str>,
    /// A committee's name, not a branch's.
    pub is_committee: bool,
    /// The committee that the surroundings name.
    pub clue: Option<Arc<str>>,
    /// Rows returned because of it, in order of place.
    pub rows: Vec<(Place, u32)>,
    /// Best first.
    pub candidates: Vec<Candidate>,
    hint: Vec<String>,
    remark: String,
}

/// Names of returned rows: one entry for each name and committee, those with most rows first.
pub fn list(issues: &[&Issue], directory: &Directory, candidates: &Candidates) -> Vec<Pending> {
    let mut found: BTreeMap<(bool, String, Option<Arc<str>>), Pending> = BTreeMap::new();
    for issue in issues {
        let Some(who) = issue.who.as_deref() else { continue };
        for (written, is_committee) in names(who, directory, candidates) {
            let clue = directory.committees_around(who).first().filter(|_| !is_committee).cloned();
            let folded = if is_committee { fold_committee(&written) } else { fold_branch(&written) };
            let pending = found.entry((is_committee, folded, clue.clone())).or_insert_with(|| {
                let clues: Vec<Arc<str>> = clue.iter().cloned().collect();
                let ranked = if is_committee { candidates.committees(&written) } else { candidates.branches(&written, &clues) };
                Pending { written, is_committee, clue, rows: Vec::new(), candidates: ranked, hint: Vec::new(), remark: String::new() }
            });
            pending.rows.push((issue.place.clone(), issue.row));
        }
    }
    let mut all: Vec<Pending> = found.into_values().collect();
    for pending in &mut all {
        pending.rows.sort();
        pending.rows.dedup();
    }
    let shared = shared(&all);
    for pending in &mut all {
        pending.hint = hints(pending, directory, shared.contains(&fold_branch(&pending.written)));
    }
    all.sort_by(|a, b| (b.rows.len(), &a.clue, &a.written).cmp(&(a.rows.len(), &b.clue, &b.written)));
    all
}

/// The names that a returned row leaves open: its branch, or the committee that stands for all of it; and an unknown committee beside a branch's
/// name that several share, since knowing the one tells the other.
fn names(who: &OrgHint, directory: &Directory, candidates: &Candidates) -> Vec<(Arc<str>, bool)> {
    let Some(branch) = &who.branch else {
        return match (&who.committee, &who.around.unit) {
            (Some(committee), _) => vec![(committee.name(), true)],
            (None, Some(unit)) => vec![(unit.name(), false)],
            (None, None) => Vec::new(),
        };
    };
    let mut all = vec![(branch.name(), false)];
    let namesakes = candidates.branches(&branch.text, &[]).iter().filter(|c| fold_branch(&c.name) == fold_branch(&branch.text)).count();
    let beside = [&who.committee, &who.around.unit].into_iter().flatten().find(|n| directory.committee(&n.text).is_none());
    if let Some(named) = beside.filter(|n| namesakes > 1 && !candidates.committees(&n.text).is_empty()) {
        all.push((named.name(), true));
    }
    all
}

/// Names that several committees' ledgers use.
fn shared(all: &[Pending]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for pending in all.iter().filter(|p| !p.is_committee) {
        *seen.entry(fold_branch(&pending.written)).or_default() += 1;
    }
    seen.into_iter().filter(|(_, n)| *n > 1).map(|(name, _)| name).collect()
}

fn hints(pending: &Pending, directory: &Directory, shared: bool) -> Vec<String> {
    let mut hints = Vec::new();
    if !pending.is_committee && directory.committee(&pending.written).is_some() {
        hints.push("填的是党委名称，看不出是哪个党支部，宜退回补填；确指某一党支部的才可选择。".to_string());
    } else if pending.candidates.is_empty() {
        hints.push("没有名称相近的，可能是花名册漏登，请核实。".to_string());
    }
    if shared {
        match &pending.clue {
            Some(clue) => hints.push(format!("其他党委的台账也用这个名称，此处的选择只用于{clue}。")),
            None => hints.push("几个党委的台账都用这个名称，此处的选择用于看不出党委的台账。".to_string()),
        }
    } else if pending.clue.is_none() && !pending.is_committee {
        let files: BTreeSet<&Arc<str>> = pending.rows.iter().map(|(place, _)| &place.file).collect();
        if files.len() > 1 {
            hints.push(format!("见于 {} 个文件，选择后全部归入所选党支部。", files.len()));
        }
    }
    hints
}

impl Pending {
    /// Puts back what an earlier workbook held: the clerk's note, and a choice that leads nowhere.
    pub fn recall(&mut self, wrong: &[&AliasRow], proposals: &[AliasRow]) {
        let same = |a: &AliasRow| fold_branch(&a.reported) == fold_branch(&self.written);
        let here = |a: &AliasRow| a.committee.is_none() || a.committee == self.clue;
        if let Some(row) = wrong.iter().find(|a| same(a) && here(a)) {
            let text = format!("上次所填“{}”在花名册中没有，或不止一个，请重新选择。", row.roster);
            self.remark = row.remark.to_string();
            self.hint.insert(0, text);
        } else if let Some(row) = proposals.iter().find(|a| same(a) && here(a) && !a.remark.is_empty()) {
            self.remark = row.remark.to_string();
        }
    }

    /// The likeliest, as a line for people: `城北党支部（桃园镇党委）：多写了上级党委名称`.
    pub fn best(&self) -> Option<String> {
        self.candidates.first().map(|c| format!("{}：{}", full(c), c.reasons.join("；")))
    }

    /// Its line of the workbook.
    pub fn line(&self, all: &Candidates) -> PendingName {
        let shown = |c: &Candidate| format!("{}\n{}", full(c), c.reasons.join("；"));
        PendingName {
            written: self.written.to_string(),
            kind: if self.is_committee { "党委" } else { "党支部" },
            rows: self.rows.len() as u64,
            first: self.rows.first().map(|(place, _)| place.to_string()).unwrap_or_default(),
            waiting: self.waiting(),
            clue: self.clue.as_deref().unwrap_or_default().to_string(),
            candidates: self.candidates.iter().take(CANDIDATES).map(shown).collect(),
            choices: self.choices(all),
            remark: self.remark.clone(),
            hint: self.hint.join("\n"),
        }
    }

    /// Candidates first, then every branch of the committee at hand, else of the candidates' committees. Empty: nothing narrows it.
    fn choices(&self, all: &Candidates) -> Vec<String> {
        let mut labels: Vec<Arc<str>> = self.candidates.iter().take(CANDIDATES).map(|c| c.label.clone()).collect();
        if self.is_committee {
            labels.extend(all.committee_labels());
        } else {
            match &self.clue {
                Some(clue) => labels.extend(all.labels(Some(clue))),
                None => {
                    let committees: Vec<&Arc<str>> = self.candidates.iter().take(CANDIDATES).map(|c| &c.committee).collect();
                    committees.iter().for_each(|c| labels.extend(all.labels(Some(c))));
                }
            }
        }
        let mut seen = BTreeSet::new();
        labels.into_iter().filter(|l| seen.insert(l.clone())).map(|l| l.to_string()).collect()
    }

    /// `天马镇/7月.xlsx｜7月 第 5、7–9 行；…`
    fn waiting(&self) -> String {
        let mut sheets: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
        for (place, row) in &self.rows {
            sheets.entry((&place.file, &place.sheet)).or_default().push(*row);
        }
        let line = |((file, sheet), rows): (&(&str, &str), &Vec<u32>)| {
            let sheet = if sheet.is_empty() { String::new() } else { format!("｜{sheet}") };
            format!("{file}{sheet} {}", cells::rows(rows))
        };
        let shown: Vec<String> = sheets.iter().take(SHEETS).map(line).collect();
        let more = if sheets.len() > SHEETS { format!("；等 {} 张表", sheets.len()) } else { String::new() };
        format!("{}{more}", shown.join("；"))
    }
}

/// `城北党支部（桃园镇党委）`.
fn full(candidate: &Candidate) -> String {
    if candidate.committee.is_empty() || candidate.committee == candidate.name {
        candidate.name.to_string()
    } else {
        format!("{}（{}）", candidate.name, candidate.committee)
    }
}
