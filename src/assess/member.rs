//! Members from 1 January to the period's end: attendance, what was missed in a row and over all, service, points, and the step that the
//! absences reach. What was missed with leave and without is told apart throughout. A step is a matter to verify, never a conclusion on a
//! person.

use std::collections::BTreeMap;

use crate::model::assessment::{Judgement, MemberFigures, MemberStatus};
use crate::model::corpus::{Corpus, MemberMarks};
use crate::model::finding::{Code, Finding, Status};
use crate::model::org::Member;
use crate::model::profile::{MemberParams, Profile};
use crate::model::record::Mark;

use super::points;
use super::service;
use super::year::Year;

/// Figures of every member, parallel to `corpus.members`.
pub fn members(corpus: &Corpus, profile: &Profile, judgement: &Judgement) -> Vec<MemberFigures> {
    let year = Year::of(corpus);
    let mut figures: Vec<MemberFigures> =
        (0..corpus.members.len()).map(|member| MemberFigures { member, ..MemberFigures::default() }).collect();
    for marks in &corpus.attendance {
        if let Some(figures) = figures.get_mut(marks.member) {
            attended(figures, marks, year);
        }
    }
    for service in corpus.returns.services.iter().filter(|s| year.holds_day(s.row.date)) {
        if let Some(figures) = figures.get_mut(service.member) {
            figures.services += 1;
            figures.services_complete += u32::from(service::complete(service, corpus, profile));
            figures.service_minutes = figures.service_minutes.saturating_add(service.row.minutes.unwrap_or(0));
        }
    }
    let steps = Steps { corpus, profile, findings: by_member(judgement) };
    for figures in &mut figures {
        figures.status = steps.status(figures);
    }
    if let Some(scheme) = &profile.points {
        let accounts = points::accounts(corpus, scheme, year);
        for (figures, mut account) in figures.iter_mut().zip(accounts) {
            // a band for somebody of whom nothing is known, or who need not come, would be a conclusion from nothing
            if year.finished(corpus) && !matches!(figures.status, MemberStatus::Excused | MemberStatus::Unrecorded) {
                account.band = points::band(scheme, account.total);
            }
            figures.points = Some(account);
        }
    }
    figures
}

fn attended(figures: &mut MemberFigures, marks: &MemberMarks, year: Year) {
    let recorded: Vec<_> = marks.marks.iter().filter(|(m, _)| year.holds(**m)).map(|(m, (mark, _))| (*m, *mark)).collect();
    for (month, mark) in &recorded {
        match mark {
            Mark::Present | Mark::Late | Mark::LeftEarly => figures.present += 1,
            Mark::Absent => figures.absent += 1,
            Mark::Leave | Mark::OfficialLeave => figures.leave += 1,
            Mark::CaughtUp => figures.caught_up += 1,
            Mark::Exempt => figures.exempt += 1,
        }
        figures.official_leave += u32::from(*mark == Mark::OfficialLeave);
        figures.late += u32::from(*mark == Mark::Late);
        figures.left_early += u32::from(*mark == Mark::LeftEarly);
        if is_missed(*mark) {
            figures.missed.push((*month, *mark));
        }
    }
    figures.unclear = marks.unclear.keys().filter(|m| year.holds(**m)).count() as u32;
    figures.absent_run = longest(&recorded, |mark| mark == Mark::Absent);
    figures.missed_run = longest(&recorded, is_missed);
}

fn is_missed(mark: Mark) -> bool {
    matches!(mark, Mark::Absent | Mark::Leave | Mark::OfficialLeave)
}

/// Longest run of marks that count, in the order of months. Months without a mark are not in the list and so break nothing.
fn longest<M>(recorded: &[(M, Mark)], counts: impl Fn(Mark) -> bool) -> u32 {
    let (mut longest, mut run) = (0, 0);
    for (_, mark) in recorded {
        run = if counts(*mark) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Findings on steps, by code, branch and name.
type Found<'a> = BTreeMap<(Code, usize, &'a str), Vec<&'a Finding>>;

fn by_member(judgement: &Judgement) -> Found<'_> {
    let mut found = Found::new();
    for finding in judgement.findings.iter().filter(|f| matches!(f.code, Code::MEM001 | Code::MEM002)) {
        if let (Some(ix), Some(name)) = (finding.branch, &finding.member) {
            found.entry((finding.code, ix.0, name)).or_default().push(finding);
        }
    }
    found
}

/// What decides the step that a member reaches.
struct Steps<'a> {
    corpus: &'a Corpus,
    profile: &'a Profile,
    findings: Found<'a>,
}

impl Steps<'_> {
    fn status(&self, figures: &MemberFigures) -> MemberStatus {
        let member = &self.corpus.members[figures.member];
        let seen = figures.absent + figures.leave + figures.caught_up + figures.present;
        if !member.exempt.is_empty() || (seen == 0 && figures.exempt > 0) {
            return MemberStatus::Excused;
        }
        if seen == 0 {
            return MemberStatus::Unrecorded;
        }
        let params = self.profile.params(self.corpus.branch(member.branch).kind).the::<MemberParams>();
        let counts = |mark: Mark, n: u32| if params.is_absence(mark) { n } else { 0 };
        let absences = figures.absent
            + counts(Mark::Leave, figures.leave - figures.official_leave)
            + counts(Mark::OfficialLeave, figures.official_leave);
        let reaches = |code: Code, step: Option<u32>| {
            let off = self.profile.rules.get(&code).is_some_and(|r| r.off);
            !off && step.is_some_and(|step| step > 0 && absences >= step)
        };
        let (code, status) = if reaches(Code::MEM002, params.absent_unqualified) {
            (Code::MEM002, MemberStatus::Verify)
        } else if reaches(Code::MEM001, params.absent_remind) {
            (Code::MEM001, MemberStatus::Talk)
        } else {
            return MemberStatus::Ordinary;
        };
        if self.waived(code, member) { MemberStatus::Ordinary } else { status }
    }

    /// Is every finding of the step on this member covered by an approved explanation?
    fn waived(&self, code: Code, member: &Member) -> bool {
        let own = self.findings.get(&(code, member.branch.0, &*member.name));
        own.is_some_and(|own| own.iter().all(|f| f.status == Status::Waived))
    }
}
