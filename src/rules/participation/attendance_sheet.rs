//! PAR005: the ledger and the attendance sheet disagree.

use crate::model::finding::{Code, Level};
use crate::model::profile::Params;
use crate::model::record::Field;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::count_place;

/// PAR005.
pub struct AttendanceSheet;

static DOC: RuleDoc = RuleDoc {
    code: Code::PAR005,
    name: "实到与考勤表不符",
    level: Level::Warning,
    what: "当月台账的实到人数与考勤表的到会人数不一致。",
    why: "同一事实两处记录不一致，至少一处有误。",
    how: "考勤表当月记为到会（含迟到、早退）的人数，与当月各次活动中最大的实到人数比较，不相等的记一条。补课、请假不计入到会。当月考勤表没有任何标记的，只标了未到会人员的，或者相差的人数可由无法识别、前后不一致的标记补足的，该月不可评定。当月结束后判定。",
    parameters: &[],
    section: None,
    example: "台账7月实到18人，考勤表7月到会17人：记一条。",
};

impl Rule for AttendanceSheet {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, _: &Params) -> Option<Terms> {
        Some(Terms::data_quality("实到人数与当月考勤表一致"))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for month in case.held(seen) {
            let marks = || case.attendance().iter().filter_map(|a| a.marks.get(&month.month));
            if marks().next().is_none() {
                seen.lacks("未提供当月考勤表，报送考勤表后可评估");
                continue;
            }
            let counted = case.activities(month).filter(|a| !a.is_joint()).filter_map(|a| Some((a.row.actual.value()?, a)));
            let Some((actual, activity)) = counted.reduce(|best, next| if next.0 > best.0 { next } else { best }) else {
                seen.lacks("活动记录均无有效的实到人数，补填后可评估");
                continue;
            };
            let present = marks().filter(|(mark, _)| mark.was_there()).count();
            if present == actual as usize {
                seen.looks();
                continue;
            }
            // marks that nobody could tell might make up the difference
            let unclear = case.attendance().iter().filter(|a| a.unclear.contains_key(&month.month)).count();
            if (present..=present + unclear).contains(&(actual as usize)) {
                seen.lacks("当月考勤表有标记无法识别或前后不一致，更正后可评估");
                continue;
            }
            // a sheet on which only those are marked who did not come says nothing of the others
            let blank = case.attendance().iter().any(|a| !a.marks.contains_key(&month.month));
            if present == 0 && blank {
                seen.lacks("当月考勤表只标了未到会的党员，到会的没有标记，补标后可评估");
                continue;
            }
            seen.looks();
            let span = Span::Month(month.month);
            let say = say!(
                "{}台账实到{actual}人，考勤表到会{present}人，两处不一致；", spoken::span(span);
                "请对照签到记录核实，更正有误的一处。"
            );
            let draft = Draft::new(span, format!("实到{actual}人，考勤表到会{present}人"), "两处人数一致", say);
            seen.finds(draft.about(activity).at(count_place(activity, Field::Actual)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::record::Mark;
    use crate::rules::fixtures::{Act, Town};

    fn town(actual: u32, marks: &[Mark]) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(5, actual));
        town.hold(Act::on("2017-07-06").counts(5, 1));
        for (at, mark) in marks.iter().enumerate() {
            let member = town.member(&format!("党员{at}"));
            town.mark(member, "2017-07", *mark);
        }
        town
    }

    #[test]
    fn present_marks_are_held_against_the_largest_count() {
        let marks = [Mark::Present, Mark::Present, Mark::CaughtUp, Mark::Leave];
        assert_eq!(town(2, &marks).judge().verdict(Code::PAR005), Verdict::Passed);
        let said = town(3, &marks).judge();
        let found = said.of(Code::PAR005);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].observed(), found[0].level(), found[0].cell()),
            ("实到3人，考勤表到会2人", Level::Warning, "台账.xlsx｜台账｜K2".into())
        );
    }

    #[test]
    fn late_is_there_and_what_nobody_could_tell_accuses_nobody() {
        assert_eq!(town(3, &[Mark::Present, Mark::Late, Mark::LeftEarly]).judge().verdict(Code::PAR005), Verdict::Passed);
        let mut town = town(3, &[Mark::Present, Mark::Present, Mark::Leave]);
        let member = town.member("丁");
        town.unclear(member, "2017-07");
        assert!(matches!(town.judge().verdict(Code::PAR005), Verdict::NotAssessable(_)));
        town.mark(0, "2017-07", Mark::Absent);
        assert_eq!(town.judge().count(Code::PAR005), 1, "one there, one unclear, three reported");
    }

    #[test]
    fn a_sheet_of_those_who_did_not_come_tells_nothing_of_the_others() {
        let mut town = town(3, &[Mark::Absent]);
        town.member("丁");
        assert!(matches!(town.judge().verdict(Code::PAR005), Verdict::NotAssessable(_)));
    }

    #[test]
    fn without_marks_of_the_month_it_is_not_assessable() {
        let mut town = town(3, &[]);
        let member = town.member("甲");
        town.mark(member, "2017-06", Mark::Present);
        assert!(matches!(town.judge().verdict(Code::PAR005), Verdict::NotAssessable(_)));
    }
}
