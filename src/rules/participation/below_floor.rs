//! PAR001: participation of a branch-month below the floor.

use crate::model::corpus::{BranchMonth, LeftOut};
use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Participation};
use crate::model::record::Field;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::count_place;

/// PAR001.
pub struct BelowFloor;

static DOC: RuleDoc = RuleDoc {
    code: Code::PAR001,
    name: "参与率不达标",
    level: Level::Error,
    what: "党支部当月参与率低于规定下限。",
    why: "参与率反映党员参加活动的情况，文件规定了下限；文件未规定的按统一下限执行。",
    how: "当月参与率＝各次活动实到人数之和÷应到人数之和，只计两项人数都有效的活动，不取各次参与率的平均；几个支部合填一行的、应到人数含有免考勤党员的，更正以前不计。按整数比较，恰好等于下限为达标；\
          显示的百分比一律舍去尾数，不进位。应到人数合计为0的为不适用。当月结束后判定。位置指向缺席人数最多的一次活动。",
    parameters: &[("participation.min", "参与率下限")],
    section: Some(SectionKind::always::<Participation>("participation", "参与率（PAR001）")),
    example: "下限80%，当月应到30人：缺席6人为80.0%，达标；缺席7人为76.6%，记一条。",
};

impl Rule for BelowFloor {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let floor = params.the::<Participation>();
        (floor.min.parts() > 0).then(|| Terms::clause(format!("当月参与率不低于{}", floor.min), &floor.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let floor = case.params.floor();
        for month in case.held(seen) {
            if month.counted == 0 {
                seen.lacks(unrated(case, month));
                continue;
            }
            let rate = month.participation;
            if !rate.applies() {
                continue;
            }
            seen.looks();
            if !rate.below(floor) {
                continue;
            }
            let shortfall = |(due, actual): (u32, u32)| i64::from(due) - i64::from(actual);
            let counted = case.activities(month).filter_map(|a| Some((shortfall(a.rated()?), a)));
            let worst = counted.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, a)| a);
            let span = Span::Month(month.month);
            let allowed = rate.absences_allowed(floor);
            let absent = rate.of.saturating_sub(rate.part);
            let say = say!(
                "{}参与率为{}，低于{floor}的下限：应到{}人，最多可缺席{allowed}人，实际缺席{absent}人；", spoken::span(span), rate.percent(), rate.of;
                "请核实人数，查明缺席原因并做好补课。"
            );
            let expected = format!("不低于{floor}（应到{}人最多缺席{allowed}人）", rate.of);
            seen.finds(Draft::new(span, rate.shown(), expected, say).at(worst.map(|a| count_place(a, Field::Actual))));
        }
    }
}

/// Why a month with activities has no rate.
fn unrated(case: &Case<'_>, month: &BranchMonth) -> &'static str {
    let left = |out: LeftOut| case.activities(month).any(|a| a.left_out == Some(out));
    if left(LeftOut::HoldsExempt) {
        "应到人数含有花名册注明免考勤的党员，核实更正后可评估"
    } else if left(LeftOut::Joint) {
        "几个支部合填一行，分不清各支部的人数，分行填报后可评估"
    } else {
        "活动记录均无有效的应到、实到人数，补填后可评估"
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::figure::Share;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Participation;
    use crate::model::record::Count;
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn exactly_the_floor_passes_and_one_more_absence_fails() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(30, 24));
        assert_eq!(town.judge().verdict(Code::PAR001), Verdict::Passed);
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(30, 23));
        let said = town.judge();
        let found = said.of(Code::PAR001);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].observed(), "76.6%（23/30）");
        assert_eq!(found[0].expected(), "不低于80%（应到30人最多缺席6人）");
        assert_eq!((found[0].level(), found[0].month(), found[0].cell()), (Level::Error, "2017-07".into(), "台账.xlsx｜台账｜K2".into()));
    }

    #[test]
    fn sums_count_and_not_means_and_79_96_is_not_80() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(2500, 1999));
        town.hold(Act::on("2017-07-10").counts(8, 8));
        town.hold(Act::on("2017-07-15").due(Count::Missing));
        assert_eq!(town.judge().count(Code::PAR001), 0);
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(1250, 1000));
        town.hold(Act::on("2017-07-06").counts(1250, 999));
        let said = town.judge();
        assert_eq!(said.of(Code::PAR001)[0].observed(), "79.9%（1999/2500）");
        assert_eq!(said.of(Code::PAR001)[0].cell(), "台账.xlsx｜台账｜K3");
    }

    #[test]
    fn the_floor_is_the_profiles() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(10, 8));
        town.params().edit::<Participation>().min = Share::from_parts(9000).unwrap();
        assert_eq!(town.judge().count(Code::PAR001), 1);
    }

    #[test]
    fn nothing_due_is_not_applicable_and_no_counts_not_assessable() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(0, 0));
        assert_eq!(town.judge().verdict(Code::PAR001), Verdict::NotApplicable);
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").actual(Count::Bad("全体".into())));
        assert!(matches!(town.judge().verdict(Code::PAR001), Verdict::NotAssessable(_)));
    }

    #[test]
    fn an_unfinished_month_is_not_judged() {
        let mut town = Town::new("2017-07", "2017-07-31");
        town.hold(Act::on("2017-07-05").counts(10, 1));
        assert_eq!(town.judge().count(Code::PAR001), 0);
        town.as_of("2017-08-01");
        assert_eq!(town.judge().count(Code::PAR001), 1);
    }
}
