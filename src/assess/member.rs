//! Members' attendance from 1 January to the period's end, and the step that it reaches. A step is a matter to verify, never a conclusion
//! on a person.

use std::collections::BTreeMap;

use crate::model::assessment::{Judgement, MemberFigures};
use crate::model::corpus::{Corpus, MemberMarks};
use crate::model::finding::{Code, Finding, Status};
use crate::model::org::Member;
use crate::model::profile::Profile;
use crate::model::record::Mark;
use crate::model::time::Month;

/// Figures of every member, parallel to `corpus.members`. Member points are not stated by any profile yet: `points` stays empty.
pub fn members(corpus: &Corpus, profile: &Profile, judgement: &Judgement) -> Vec<MemberFigures> {
    let by_member: BTreeMap<usize, &MemberMarks> = corpus.attendance.iter().map(|marks| (marks.member, marks)).collect();
    let tally = |(index, member): (usize, &Member)| {
        let tally = Tally::of(by_member.get(&index).copied(), corpus);
        let status = status(&tally, member, corpus, profile, judgement);
        MemberFigures {
            member: index,
            absent: tally.absent,
            leave: tally.leave,
            caught_up: tally.caught_up,
            present: tally.present,
            exempt: tally.exempt,
            status,
            ..MemberFigures::default()
        }
    };
    corpus.members.iter().enumerate().map(tally).collect()
}

#[derive(Default)]
struct Tally {
    absent: u32,
    leave: u32,
    caught_up: u32,
    present: u32,
    exempt: u32,
}

impl Tally {
    fn of(marks: Option<&MemberMarks>, corpus: &Corpus) -> Self {
        let last = corpus.period.last();
        let january = last.plus(1 - last.month() as i32);
        let in_year = |m: &Month| january <= *m && *m <= last;
        let mut tally = Tally::default();
        for (mark, _) in marks.iter().flat_map(|m| m.marks.iter()).filter(|(m, _)| in_year(m)).map(|(_, mark)| mark) {
            match mark {
                Mark::Present => tally.present += 1,
                Mark::Absent => tally.absent += 1,
                Mark::Leave => tally.leave += 1,
                Mark::CaughtUp => tally.caught_up += 1,
                Mark::Exempt => tally.exempt += 1,
            }
        }
        tally
    }
}

fn status(tally: &Tally, member: &Member, corpus: &Corpus, profile: &Profile, judgement: &Judgement) -> &'static str {
    let seen = tally.absent + tally.leave + tally.caught_up + tally.present;
    if !member.exempt.is_empty() || (seen == 0 && tally.exempt > 0) {
        return "免考勤";
    }
    if seen == 0 {
        return "无记录";
    }
    let params = &profile.params(corpus.branch(member.branch).kind).member;
    let absences = tally.absent + if params.leave_counts { tally.leave } else { 0 };
    let reaches = |code: Code, step: Option<u32>| {
        let off = profile.rules.get(&code).is_some_and(|r| r.off);
        !off && step.is_some_and(|step| step > 0 && absences >= step)
    };
    let (code, status) = if reaches(Code::MEM002, params.absent_unqualified) {
        (Code::MEM002, "提示核实")
    } else if reaches(Code::MEM001, params.absent_remind) {
        (Code::MEM001, "提醒谈话")
    } else {
        return "正常";
    };
    if waived(code, member, judgement) { "正常" } else { status }
}

/// Is every finding of the step on this member covered by an approved explanation?
fn waived(code: Code, member: &Member, judgement: &Judgement) -> bool {
    let of_member = |f: &&Finding| f.code == code && f.branch == Some(member.branch) && f.member.as_ref() == Some(&member.name);
    let mut own = judgement.findings.iter().filter(of_member).peekable();
    own.peek().is_some() && own.all(|f| f.status == Status::Waived)
}
