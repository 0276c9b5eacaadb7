//! Drafts of letters: 谈话提醒 and 情况核实 about members, 提醒 / 函询 / 诫勉 to those in charge, 整改通知 of problems that are overdue. A page each, marked as a
//! draft that somebody has to approve; every fact with its cell and clause, every date that the office sets left open. A trial drafts none.

use std::collections::HashMap;

use super::about::{About, OPEN, by, named};
use crate::model::assessment::Escalated;
use crate::model::cell::Place;
use crate::model::finding::{Code, Finding, Status};
use crate::model::record::Field;
use crate::model::returns::Inspection;
use crate::model::spoken;
use crate::model::time::Span;
use crate::report::docx::{Document, Kind, Lie};

/// The paper.
pub fn paper(about: &About<'_>, committee: &str) -> Option<Document> {
    if about.results.info.is_trial() {
        return None;
    }
    let outcome = about.outcome;
    let mut doc = Document::new(&format!("{}谈话、函询、整改文书草稿", named(committee)), outcome.corpus.as_of, Lie::Upright);
    let mut letters = Letters { about, doc: &mut doc, count: 0 };
    for step in outcome.escalated.iter().filter(|e| about.is_of(e.branch, committee)) {
        letters.step(step);
    }
    let visits: HashMap<Place, &Inspection> = outcome
        .inspections
        .problems
        .iter()
        .map(|(at, _)| &outcome.corpus.returns.inspections[*at])
        .map(|visit| (visit.row.head.place(Field::Deadline), visit))
        .collect();
    for finding in about.findings(committee).iter().filter(|f| f.status != Status::Waived) {
        match finding.code {
            Code::MEM001 | Code::MEM002 => letters.member(finding),
            Code::INS001 => letters.rectify(finding, finding.place.as_ref().and_then(|place| visits.get(place)).copied(), committee),
            _ => {}
        }
    }
    let any = letters.count > 0;
    any.then_some(doc)
}

struct Letters<'d, 'a> {
    about: &'d About<'a>,
    doc: &'d mut Document,
    count: u32,
}

impl Letters<'_, '_> {
    /// Begins a letter.
    fn begin(&mut self, title: &str, to: &str) {
        self.count += 1;
        self.doc.page();
        self.doc.say(Kind::Mark, "草稿，须经审批");
        self.doc.say(Kind::Title, title);
        self.doc.gap();
        self.doc.say(Kind::To, &format!("{to}："));
    }

    /// Ends it: signature, and the part that comes back.
    fn end(&mut self) {
        self.about.sign(self.doc);
        self.doc.gap();
        self.doc.say(Kind::Note, "审批人：____________　　审批日期：____年__月__日");
        self.doc.say(Kind::Note, "回执：以上已收悉。签收人：____________　　签收日期：____年__月__日");
    }

    /// What is said of files that are read again.
    fn seen(&mut self, finding: &Finding) {
        if let Some(place) = &finding.place {
            self.doc.say(Kind::Body, &format!("以上情况见台账“{place}”。"));
        }
    }

    fn branch(&self, finding: &Finding) -> String {
        let branch = finding.branch.map(|ix| self.about.outcome.corpus.branch(ix));
        branch.map_or_else(String::new, |b| format!("{}{}", b.committee, b.name))
    }

    fn member(&mut self, finding: &Finding) {
        let Some(name) = finding.member.clone() else { return };
        let branch = self.branch(finding);
        let (title, asked) = match finding.code {
            Code::MEM001 => (
                "谈话提醒通知书",
                format!("请党支部安排同{name}同志谈话，了解原因，提出限期整改意见。整改期限：{OPEN}前。谈话情况记录在案，报上级党组织。"),
            ),
            _ => (
                "情况核实通知书",
                format!("请党支部逐次核实{name}同志缺席的原因和补课情况，听取本人说明，于{OPEN}前书面报告。核实以前不作任何结论。"),
            ),
        };
        self.begin(title, &branch);
        let text = format!("经核对考勤记录，你支部党员{name}同志{}，达到规定的次数（{}）。", finding.observed, finding.expected);
        self.doc.say(Kind::Body, &text);
        self.seen(finding);
        self.doc.say(Kind::Body, &format!("{}{asked}", by(&finding.basis)));
        self.end();
    }

    fn step(&mut self, step: &Escalated) {
        let corpus = &self.about.outcome.corpus;
        let branch = corpus.branch(step.branch);
        let secretary = if branch.secretary.trim().is_empty() { "负责人" } else { &*branch.secretary };
        self.begin(&format!("{}通知书", step.name), &format!("{}{}{secretary}同志", branch.committee, branch.name));
        let months: Vec<String> = step
            .months
            .iter()
            .map(|(month, codes, own)| {
                let names = codes.iter().map(|code| code.name()).collect::<Vec<_>>().join("、");
                let before = if *own { "" } else { "，以前统计期所见" };
                format!("{}（{names}{before}）", spoken::spans(std::iter::once(Span::Month(*month))))
            })
            .collect();
        self.doc.say(Kind::Body, &format!("经汇总核对，你支部有{}个月未按要求落实：{}。", months.len(), months.join("；")));
        self.doc.say(
            Kind::Body,
            &format!("{}拟对你{}。请于{OPEN}前就上述情况作出书面说明，并提出整改措施和完成时限。", by(&step.basis), step.name),
        );
        self.end();
    }

    fn rectify(&mut self, finding: &Finding, visit: Option<&Inspection>, committee: &str) {
        let to = if finding.branch.is_some() { self.branch(finding) } else { named(committee).to_string() };
        self.begin("整改通知书", &to);
        match visit {
            Some(Inspection { row, .. }) => {
                let method = if row.method.trim().is_empty() { String::new() } else { format!("（{}）", row.method.trim()) };
                let deadline = row.deadline.map_or("未定".to_string(), spoken::day);
                let demand = if row.demand.trim().is_empty() { String::new() } else { format!("整改要求：{}；", row.demand.trim()) };
                self.doc.say(
                    Kind::Body,
                    &format!(
                        "{}督查{method}发现：{}。{demand}整改期限为{deadline}，至{}未见整改完成的记录。",
                        spoken::day(row.date),
                        row.problem.trim().trim_end_matches('。'),
                        spoken::day(self.about.outcome.corpus.as_of)
                    ),
                );
            }
            None => self.doc.say(Kind::Body, &finding.say.what()),
        }
        self.seen(finding);
        let basis = by(&finding.basis);
        self.doc.say(Kind::Body, &format!("{basis}请于{OPEN}前完成整改，并将整改结果书面报来；确需延期的，说明原因和完成时间。"));
        self.end();
    }
}
