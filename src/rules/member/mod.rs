//! Members: absences of the year, make-up, volunteer service. What is said here is a prompt to verify (提示核实), never a conclusion on a person.

mod absent_often;
mod make_up;
pub mod political_birthday;
mod reminder;
mod service_number;
mod service_record;

use std::collections::BTreeMap;

use super::case::Case;
use super::rule::{Draft, Rule, Seen};
use crate::model::cell::Place;
use crate::model::org::Member;
use crate::model::profile::MemberParams;
use crate::model::record::Mark;
use crate::model::time::{Month, Span};

/// The family's rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &reminder::Reminder,
    &absent_often::AbsentOften,
    &make_up::MakeUp,
    &service_number::ServiceNumber,
    &service_record::ServiceRecord,
    &political_birthday::PoliticalBirthday,
];

/// Why absences cannot be counted.
const NO_ATTENDANCE: &str = "未提供党员考勤表，报送考勤表后可评估";
/// Why service cannot be judged.
const NO_SERVICE: &str = "未提供志愿服务记录，报送后可评估";

/// A member's marks, by month; the first sheet that marks a month stands.
struct Marks<'a> {
    member: &'a Member,
    by_month: BTreeMap<Month, (Mark, &'a Place)>,
    /// Months of which nobody can tell what they were.
    unclear: Vec<Month>,
}

/// The marks of all members of the branch who are not exempt, in roster order.
fn marks<'a>(case: &Case<'a>) -> Vec<Marks<'a>> {
    let mut all: BTreeMap<usize, Marks<'a>> = BTreeMap::new();
    for row in case.attendance() {
        let new = || Marks { member: &case.corpus.members[row.member], by_month: BTreeMap::new(), unclear: Vec::new() };
        let marks = all.entry(row.member).or_insert_with(new);
        for (month, (mark, place)) in &row.marks {
            marks.by_month.entry(*month).or_insert((*mark, place));
        }
        marks.unclear.extend(row.unclear.keys());
    }
    all.into_values().filter(|m| m.member.exempt.trim().is_empty()).collect()
}

/// How many absences of one year a step asks for.
struct Step {
    from: u32,
    /// The next step, at which this one falls silent.
    below: Option<u32>,
    /// What the step calls for.
    advice: &'static str,
}

/// Counts every member's absences from 1 January to the period's end and tells those whose number lies on the step.
fn check_step(case: &Case<'_>, seen: &mut Seen, step: &Step) {
    let (year, last) = (case.corpus.period.last().year(), case.corpus.period.last());
    let counts = |month: Month| month.year() == year && month <= last && month.first_day() <= case.corpus.as_of;
    let all = marks(case);
    if !all.iter().any(|m| m.by_month.keys().any(|month| counts(*month))) {
        seen.lacks(NO_ATTENDANCE);
        return;
    }
    seen.looks();
    for member in all {
        let absent: Vec<(Month, &Place)> =
            member.by_month.iter().filter(|(m, (mark, _))| counts(**m) && case.is_absence(*mark)).map(|(m, (_, p))| (*m, *p)).collect();
        let number = absent.len() as u32;
        if number < step.from || step.below.is_some_and(|below| number >= below) {
            continue;
        }
        let Some((_, place)) = absent.last() else { continue };
        let months = absent.iter().map(|(m, _)| m.month().to_string()).collect::<Vec<_>>().join("、");
        let leave = format!("（{}）", case.params.the::<MemberParams>().leave_words());
        let unclear: Vec<String> = member.unclear.iter().filter(|m| counts(**m)).map(|m| m.month().to_string()).collect();
        let besides = match unclear.is_empty() {
            true => String::new(),
            false => format!("，另有{}月的标记不一致或无法识别，未计入", unclear.join("、")),
        };
        let say = say!("提示核实：{year}年考勤表记缺席{number}次{leave}，已补课的不计{besides}；"; "{}", step.advice);
        let observed = format!("缺席{number}次（{months}月）");
        let expected = match step.below {
            Some(below) => format!("{}次以上、不足{below}次的提醒谈话", step.from),
            None => format!("{}次以上的应予核实", step.from),
        };
        seen.finds(Draft::new(Span::Year(year), observed, expected, say).of(&member.member.name).at((*place).clone()));
    }
}
