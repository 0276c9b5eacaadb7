//! MEM001: a member absent as often as calls for a reminder talk, below the next step.

use crate::model::finding::{Code, Level};
use crate::model::profile::{MemberParams, Params};
use crate::model::section::SectionKind;
use crate::rules::case::Case;
use crate::rules::rule::{Rule, RuleDoc, Seen, Terms};

use super::{Step, check_step};

/// MEM001.
pub struct Reminder;

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM001,
    name: "缺席达提醒次数",
    level: Level::Warning,
    what: "党员当年缺席活动达到提醒谈话的次数，尚未达到下一档。",
    why: "文件规定党员缺席达到一定次数的，由党组织提醒谈话、限期改正。",
    how: "从统计期末所在年份的1月1日数到统计期末，考勤表记为缺席的月份计一次；请假是否计入由各地文件确定；已补课、免考勤的月份不计。\
          党员花名册注明免考勤的党员不判定。没有考勤表的支部，本规则不可评定。结果只供核实，不作为对党员的结论。",
    parameters: &[
        ("member.absent_remind", "提醒谈话的次数"),
        ("member.absent_unqualified", "下一档的次数"),
        ("member.leave_counts", "请假是否计入"),
        ("member.official_leave_counts", "公假、公差、公出、出差、产假是否计入"),
    ],
    section: Some(SectionKind::always::<MemberParams>("member", "党员参加活动情况（MEM001—MEM003）")),
    example: "提醒次数3次：1月、4月缺席，6月请假（计入），共3次，记一条。",
};

impl Rule for Reminder {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let member = params.the::<MemberParams>();
        let from = member.absent_remind.filter(|n| *n > 0)?;
        let leave = member.leave_words();
        Some(Terms::clause(format!("全年缺席{from}次提醒谈话（{leave}）"), &member.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let member = case.params.the::<MemberParams>();
        let Some(from) = member.absent_remind else { return };
        let advice = "请核实缺席原因，情况属实的按规定提醒谈话、限期改正。";
        check_step(case, seen, &Step { from, below: member.absent_unqualified, advice });
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::MemberParams;
    use crate::model::record::Mark;
    use crate::rules::fixtures::Town;

    fn town(absent: u32) -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.absence_steps(3, 6);
        let member = town.member("张三");
        for month in 1..=9 {
            let mark = if month <= absent { Mark::Absent } else { Mark::Present };
            town.mark(member, &format!("2017-{month:02}"), mark);
        }
        town
    }

    #[test]
    fn the_third_absence_reaches_the_step_and_the_sixth_leaves_it() {
        assert_eq!([2, 3, 5, 6].map(|n| town(n).judge().count(Code::MEM001)), [0, 1, 1, 0]);
        let said = town(3).judge();
        let found = said.of(Code::MEM001);
        assert_eq!((found[0].member(), found[0].month(), found[0].level()), ("张三", "2017".into(), Level::Warning));
        assert_eq!((found[0].observed(), found[0].cell()), ("缺席3次（1、2、3月）", "考勤.xlsx｜考勤｜E2".into()));
        assert!(found[0].message().contains("提示核实"));
    }

    #[test]
    fn leave_counts_by_profile_and_make_up_and_exemption_never() {
        let mut town = town(2);
        town.mark(0, "2017-03", Mark::Leave);
        town.mark(0, "2017-04", Mark::CaughtUp);
        town.mark(0, "2017-05", Mark::Exempt);
        assert_eq!(town.judge().count(Code::MEM001), 1);
        town.params().edit::<MemberParams>().leave_counts = false;
        assert_eq!(town.judge().verdict(Code::MEM001), Verdict::Passed);
    }

    #[test]
    fn only_this_year_up_to_the_periods_end_counts() {
        let mut town = town(2);
        town.mark(0, "2016-12", Mark::Absent);
        town.mark(0, "2017-10", Mark::Absent);
        assert_eq!(town.judge().count(Code::MEM001), 0);
    }

    #[test]
    fn exempt_members_are_out_and_no_sheet_is_not_assessable() {
        let mut town = town(3);
        town.corpus.members[0].exempt = "长期患病".into();
        assert_eq!(town.judge().count(Code::MEM001), 0);
        let mut none = Town::new("2017Q3", "2017-10-15");
        none.absence_steps(3, 6);
        assert!(matches!(none.judge().verdict(Code::MEM001), Verdict::NotAssessable(_)));
    }
}
