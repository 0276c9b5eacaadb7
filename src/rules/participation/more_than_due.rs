//! PAR002: more present than due.

use crate::model::finding::{Code, Level};
use crate::model::profile::Params;
use crate::model::record::Field;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::{count_place, counts};

/// PAR002.
pub struct MoreThanDue;

static DOC: RuleDoc = RuleDoc {
    code: Code::PAR002,
    name: "实到多于应到",
    level: Level::Error,
    what: "一次活动的实到人数大于应到人数。",
    why: "实到不可能多于应到，人数必有一项填错，或把列席人员计入了实到，参与率因此虚高。",
    how: "每次活动单独比较；两项人数缺一的不比较。人数仍按所报计入统计。",
    parameters: &[],
    section: None,
    example: "应到20人、实到22人：记一条，位置指向实到人数所在单元格。",
};

impl Rule for MoreThanDue {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, _: &Params) -> Option<Terms> {
        Some(Terms::data_quality("实到人数不大于应到人数"))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for activity in case.counting(seen) {
            let Some((due, actual)) = counts(activity) else {
                seen.lacks("活动记录均无有效的应到、实到人数，补填后可评估");
                continue;
            };
            seen.looks();
            if actual <= due {
                continue;
            }
            let say =
                say!("{}的活动实到{actual}人，多于应到{due}人；", spoken::day(activity.date); "请核实人数，列席人员和群众不计入实到。");
            let observed = format!("应到{due}人，实到{actual}人");
            let draft = Draft::new(Span::Month(activity.month), observed, "实到人数不大于应到人数", say);
            seen.finds(draft.about(activity).at(count_place(activity, Field::Actual)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::record::Count;
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn more_present_than_due_is_an_error_and_as_many_is_not() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(20, 20));
        town.hold(Act::on("2017-07-06").counts(20, 21));
        let said = town.judge();
        let found = said.of(Code::PAR002);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].observed(), found[0].level(), found[0].cell()),
            ("应到20人，实到21人", Level::Error, "台账.xlsx｜台账｜K3".into())
        );
        assert_eq!(found[0].basis(), "数据质量要求");
    }

    #[test]
    fn with_one_count_alone_it_is_not_assessable() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").due(Count::Missing));
        assert!(matches!(town.judge().verdict(Code::PAR002), Verdict::NotAssessable(_)));
    }
}
