//! MEM002: a member absent as often as calls for verification.

use crate::model::finding::{Code, Level};
use crate::model::profile::{MemberParams, Params};
use crate::rules::case::Case;
use crate::rules::rule::{Rule, RuleDoc, Seen, Terms};

use super::{Step, check_step};

/// MEM002.
pub struct AbsentOften;

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM002,
    name: "缺席达核实次数",
    level: Level::Error,
    what: "党员当年缺席活动达到文件规定的较高次数。",
    why: "文件把多次缺席作为评定党员的重要依据，须由党组织逐一核实。",
    how: "计算口径与“缺席达提醒次数”相同，次数达到本档的记一条，不再记“缺席达提醒次数”。结果只供核实，不作为对党员的结论。没有考勤表的支部，本规则不可评定。",
    parameters: &[
        ("member.absent_unqualified", "应予核实的次数"),
        ("member.leave_counts", "请假是否计入"),
        ("member.official_leave_counts", "公假、出差等是否计入"),
    ],
    section: None,
    example: "规定6次：当年缺席6次的党员记一条，位置指向最后一次缺席的单元格。",
};

impl Rule for AbsentOften {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let member = params.the::<MemberParams>();
        let from = member.absent_unqualified.filter(|n| *n > 0)?;
        let leave = member.leave_words();
        Some(Terms::clause(format!("全年缺席{from}次以上应予核实（{leave}）"), &member.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(from) = case.params.the::<MemberParams>().absent_unqualified else { return };
        let advice = "请党组织逐次核实缺席原因，依照文件规定提出意见。";
        check_step(case, seen, &Step { from, below: None, advice });
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
        let mut town = Town::new("2017", "2018-01-15");
        town.absence_steps(3, 6);
        let member = town.member("张三");
        for month in 1..=absent {
            town.mark(member, &format!("2017-{month:02}"), Mark::Absent);
        }
        town
    }

    #[test]
    fn the_sixth_absence_reaches_the_step() {
        assert_eq!(town(5).judge().verdict(Code::MEM002), Verdict::Passed);
        let said = town(6).judge();
        let found = said.of(Code::MEM002);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].member(), found[0].level(), found[0].cell()), ("张三", Level::Error, "考勤.xlsx｜考勤｜H2".into()));
        assert!(found[0].message().contains("提示核实"));
        assert_eq!(town(7).judge().of(Code::MEM002)[0].observed(), "缺席7次（1、2、3、4、5、6、7月）");
    }

    #[test]
    fn without_steps_it_does_not_apply() {
        let mut town = town(6);
        town.params().edit::<MemberParams>().absent_unqualified = None;
        assert_eq!(town.judge().verdict(Code::MEM002), Verdict::NotApplicable);
        assert_eq!(town.judge().count(Code::MEM001), 1);
    }
}
