//! Explanations: which findings a row of 情况说明 covers. An approved one waives (the finding stays listed and costs nothing), one that nobody
//! approved is an open request; one that covers nothing is told, for it may name the wrong month, rule or branch.

use std::collections::{BTreeSet, HashMap};

use crate::model::assessment::Judgement;
use crate::model::corpus::Corpus;
use crate::model::finding::{BranchIx, Code, Finding, Status};
use crate::model::profile::Profile;
use crate::model::record::Note;
use crate::model::returns::Waiver;
use crate::model::spoken;
use crate::model::time::Span;

use super::words::{says_no_consent, squeezed};
use crate::names::fold_committee;

/// Findings (indices) of branches, by branch and rule.
type Index = HashMap<(BranchIx, Code), Vec<usize>>;

/// Sets the status of every finding that an explanation covers. An approved explanation wins over a request.
pub fn waive(judgement: &mut Judgement, corpus: &Corpus, profile: &Profile) {
    let index = index(judgement);
    for waiver in &corpus.returns.waivers {
        let status = if approved(waiver, corpus, profile) { Status::Waived } else { Status::Requested };
        for at in index.get(&(waiver.branch, waiver.row.code)).into_iter().flatten() {
            let finding = &mut judgement.findings[*at];
            if covers(waiver, finding) {
                finding.status = finding.status.max(status);
            }
        }
    }
}

/// Explanations of the period that cover no finding, in order of submission. One of other months is none of this run's business.
pub fn idle_waivers(judgement: &Judgement, corpus: &Corpus) -> Vec<Note> {
    let index = index(judgement);
    let period = corpus.period;
    let ours = |w: &&Waiver| w.row.span.first() <= period.last() && period.first() <= w.row.span.last();
    let idle = |w: &&Waiver| {
        let found = index.get(&(w.branch, w.row.code)).into_iter().flatten();
        !found.into_iter().any(|at| covers(w, &judgement.findings[*at]))
    };
    corpus.returns.waivers.iter().filter(ours).filter(idle).map(|w| note(w, corpus)).collect()
}

fn note(waiver: &Waiver, corpus: &Corpus) -> Note {
    let row = &waiver.row;
    let member = if row.member.trim().is_empty() { String::new() } else { format!("党员{}", squeezed(&row.member)) };
    let text = format!(
        "{}{}{member}“{}”的情况说明没有对应的问题，不起作用；请核对支部、月份、规则和姓名，确已改正的无须再作说明。",
        corpus.branch(waiver.branch).name,
        spoken::span(row.span),
        row.code.name(),
    );
    Note { place: waiver.place(), text }
}

/// By a superior (not 未批准 and the like), by the as-of day.
fn approved(waiver: &Waiver, corpus: &Corpus, profile: &Profile) -> bool {
    waiver.approved(corpus.as_of) && !says_no_consent(&waiver.row.approver) && by_superior(waiver, corpus, profile)
}

/// Is it the branch's committee, or the office? Neither the branch itself nor another committee is.
fn by_superior(waiver: &Waiver, corpus: &Corpus, profile: &Profile) -> bool {
    let (approver, branch) = (squeezed(&waiver.row.approver), corpus.branch(waiver.branch));
    if ["支部", "总支"].iter().any(|word| approver.contains(word)) || approver == squeezed(&branch.secretary) {
        return false;
    }
    let names = |committee: &str| {
        let name = fold_committee(committee);
        name.chars().count() > 1 && approver.contains(&name)
    };
    if branch.spans.iter().map(|span| &span.committee).chain([&branch.committee]).any(|committee| names(committee)) {
        return true;
    }
    let another = corpus.branches.iter().map(|b| &b.committee).collect::<BTreeSet<_>>().into_iter().any(|committee| names(committee));
    !another && profile.waiver.approvers.iter().any(|word| approver.contains(&**word))
}

fn index(judgement: &Judgement) -> Index {
    let mut index = Index::new();
    for (at, finding) in judgement.findings.iter().enumerate() {
        if let Some(branch) = finding.branch {
            index.entry((branch, finding.code)).or_default().push(at);
        }
    }
    index
}

/// Do the spans overlap, and is it the member whom the explanation names, if it names one? Branch and rule are known to be the same.
fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    let member = squeezed(&waiver.row.member);
    let overlaps = |span: Span| span.first() <= waiver.row.span.last() && waiver.row.span.first() <= span.last();
    finding.span.is_some_and(overlaps) && (member.is_empty() || finding.member.as_deref().is_some_and(|m| squeezed(m) == member))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::idle_waivers;
    use crate::model::finding::{Code, Status};
    use crate::model::record::Mark;
    use crate::model::time::Span;
    use crate::rules::fixtures::{Said, Town};

    /// 7月、8月、9月 are missing.
    fn town() -> Town {
        Town::new("2017Q3", "2017-10-15")
    }

    fn statuses(said: &Said) -> Vec<(String, Status)> {
        said.of(Code::SUB001).iter().map(|f| (f.month(), f.finding.status)).collect()
    }

    fn july() -> Span {
        Span::Month("2017-07".parse().unwrap())
    }

    #[test]
    fn an_approved_explanation_waives_its_month_alone() {
        let mut town = town();
        town.waiver(Code::SUB001, july()).row.approver = "李部长".into();
        let said = town.judge();
        let want = [("2017-07", Status::Waived), ("2017-08", Status::Open), ("2017-09", Status::Open)];
        assert_eq!(statuses(&said), want.map(|(m, s)| (m.to_string(), s)));
        assert!(idle_waivers(&said.judgement, &town.corpus).is_empty());
    }

    #[test]
    fn without_approval_by_the_as_of_day_it_is_a_request() {
        for (approver, approved, want) in [
            ("", None, Status::Requested),
            (" ", Some("2017-08-01"), Status::Requested),
            ("未批准", None, Status::Requested),
            ("李部长", Some("2017-10-16"), Status::Requested),
            ("李部长", Some("2017-10-15"), Status::Waived),
        ] {
            let mut town = town();
            let row = &mut town.waiver(Code::SUB001, july()).row;
            (row.approver, row.approved) = (approver.into(), approved.map(|d| d.parse::<NaiveDate>().unwrap()));
            assert_eq!(statuses(&town.judge())[0].1, want, "{approver} {approved:?}");
        }
    }

    #[test]
    fn approval_wins_over_a_request_in_whatever_order() {
        for approvers in [["", "李部长"], ["李部长", ""]] {
            let mut town = town();
            for approver in approvers {
                town.waiver(Code::SUB001, july()).row.approver = approver.into();
            }
            assert_eq!(statuses(&town.judge())[0].1, Status::Waived);
        }
    }

    #[test]
    fn a_span_covers_what_it_overlaps() {
        let mut town = town();
        town.waiver(Code::SUB001, Span::Half(2017, 2)).row.approver = "李部长".into();
        assert!(statuses(&town.judge()).iter().all(|(_, s)| *s == Status::Waived));
        let mut earlier = self::town();
        earlier.waiver(Code::SUB001, Span::Quarter(2017, 2)).row.approver = "李部长".into();
        assert!(statuses(&earlier.judge()).iter().all(|(_, s)| *s == Status::Open));
    }

    #[test]
    fn other_branches_rules_and_months_stay_open_and_are_told() {
        let mut town = town();
        let second = town.add_branch("002", "第二党支部", "甲镇党委");
        town.waiver(Code::SUB005, july()).row.approver = "李部长".into();
        town.waiver(Code::SUB001, july()).branch = second;
        town.waiver(Code::SUB001, Span::Month("2017-11".parse().unwrap())).row.approver = "李部长".into();
        let said = town.judge();
        let of_first: Vec<Status> = said.of(Code::SUB001).iter().filter(|f| f.branch() == "第一党支部").map(|f| f.finding.status).collect();
        assert_eq!(of_first, [Status::Open; 3]);
        let notes = idle_waivers(&said.judgement, &town.corpus);
        assert_eq!(notes.len(), 1, "one fits the second branch, one is of a month outside the period");
        assert!(notes[0].text.starts_with("第一党支部2017年7月“七一活动未开展”的情况说明没有对应的问题"), "{}", notes[0].text);
        assert_eq!(notes[0].place.to_string(), "情况说明.xlsx｜情况说明｜A2");
    }

    #[test]
    fn a_named_member_is_the_only_one_covered() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.absence_steps(1, 6);
        for name in ["张三", "李四"] {
            let member = town.member(name);
            town.mark(member, "2017-02", Mark::Absent);
        }
        let row = &mut town.waiver(Code::MEM001, Span::Month("2017-02".parse().unwrap())).row;
        (row.member, row.approver) = ("张 三".into(), "李部长".into());
        let told = |town: &mut Town| -> Vec<(String, Status)> {
            town.judge().of(Code::MEM001).iter().map(|f| (f.member().to_string(), f.finding.status)).collect()
        };
        assert_eq!(told(&mut town), [("张三".to_string(), Status::Waived), ("李四".to_string(), Status::Open)]);
        town.corpus.returns.waivers[0].row.member = "".into();
        assert!(told(&mut town).iter().all(|(_, s)| *s == Status::Waived), "nobody named: the branch as a whole");
        let mut nobody = self::town();
        let row = &mut nobody.waiver(Code::SUB001, july()).row;
        (row.member, row.approver) = ("张三".into(), "李部长".into());
        let said = nobody.judge();
        assert_eq!(statuses(&said)[0].1, Status::Open);
        assert_eq!(idle_waivers(&said.judgement, &nobody.corpus).len(), 1);
    }

    #[test]
    fn leads_and_whole_file_matters_are_told_apart() {
        let mut town = town();
        let issue = town.issue(Code::ING004, "2017-07", 3);
        issue.branch = Some(crate::model::finding::BranchIx(0));
        issue.month = None;
        town.waiver(Code::ING004, july()).row.approver = "李部长".into();
        let said = town.judge();
        assert_eq!(said.of(Code::ING004)[0].finding.status, Status::Open, "a finding without a month is covered by no month");
    }
}
