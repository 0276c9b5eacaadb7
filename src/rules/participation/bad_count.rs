//! PAR004: a count is missing or not a number.

use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::Params;
use crate::model::record::{Count, Field};
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::quoted;

use super::{count_of, count_place};

/// PAR004.
pub struct BadCount;

static DOC: RuleDoc = RuleDoc {
    code: Code::PAR004,
    name: "人数填写有误",
    level: Level::Warning,
    what: "应到人数或实到人数没有填写，或者填写的不是人数。",
    why: "缺少任一项人数，该次活动就不能计入参与率。",
    how: "每次活动的应到、实到人数分别检查，缺填或无法识别为人数的各记一条；“15人”“１５”“十五人”可以识别，\
          应到和实到合写的“15/14”“应到15人，实到14人”可以识别，实到写“全体”“全部到会”的按应到人数计；姓名、百分比、负数、小数不予识别。公式没有计算结果的，说明原因。\
          活动本身仍计入统计，只是不计入参与率。文件施行之前的月份不作要求，缺填不记；填写了而不能识别的，列为提示。",
    parameters: &[],
    section: None,
    example: "实到人数一格填“张三等”：记一条，位置指向该单元格。",
};

impl Rule for BadCount {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, _: &Params) -> Option<Terms> {
        Some(Terms::data_quality("应到人数、实到人数填写整数"))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for activity in case.counting(seen).into_iter().filter(|a| !a.is_joint()) {
            seen.looks();
            tell(activity, None, seen);
        }
        // Nothing is asked of these, so a blank is no matter; but what was written and could not be read is shown nowhere else.
        for activity in case.before_force().filter(|a| !a.is_joint()) {
            tell(activity, Some(Level::Info), seen);
        }
    }
}

/// One draft for each of the two counts that is none; at another level than the rule's where one is given.
fn tell(activity: &Activity, level: Option<Level>, seen: &mut Seen) {
    let follows = if level.is_none() { "该次活动无法计入参与率" } else { "该月在文件施行之前，本不计入统计" };
    for field in [Field::Due, Field::Actual] {
        let (name, date) = (field.name(), spoken::day(activity.date));
        let (observed, say) = match count_of(activity, field) {
            Count::Given(_) => continue,
            Count::Missing if level.is_some() => continue,
            Count::Missing => ("未填写".to_string(), say!("{date}的活动{name}未填写，{follows}；"; "请补填整数（如 18）后重新报送。")),
            Count::Unread(why, raw) => {
                let (what, todo) = why.words();
                (quoted(raw, 40), say!("{date}的活动{name}“{}”{what}，{follows}；", quoted(raw, 20); "{todo}。"))
            }
            Count::Bad(raw) => (
                quoted(raw, 40),
                say!(
                    "{date}的活动{name}填写为“{}”，不是有效的人数，{follows}；", quoted(raw, 20);
                    "请改填整数（如 18）后重新报送，名单和说明写在备注栏。"
                ),
            ),
        };
        let draft = Draft::new(Span::Month(activity.month), observed, format!("{name}为整数"), say);
        seen.finds(Draft { level, ..draft.about(activity).item(name).at(count_place(activity, field)) });
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::record::{Count, Field};
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn each_bad_or_missing_count_is_told() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").due(Count::Missing).actual(Count::Bad("320102199001011234".into())));
        let said = town.judge();
        let found = said.of(Code::PAR004);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].observed(), found[0].cell(), found[0].level()), ("未填写", "台账.xlsx｜台账｜J2".into(), Level::Warning));
        assert_eq!((found[1].observed(), found[1].cell()), ("320***********1234", "台账.xlsx｜台账｜K2".into()));
        assert!(!found[1].message().contains("199001"));
    }

    #[test]
    fn without_headings_there_is_no_cell() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.drop_headings(&[Field::Due, Field::Actual]);
        town.hold(Act::on("2017-07-05").due(Count::Missing).actual(Count::Missing));
        let said = town.judge();
        assert_eq!(said.count(Code::PAR004), 2);
        assert_eq!(said.of(Code::PAR004)[0].cell(), "台账.xlsx｜台账");
    }

    /// What was written before the document was in force and could not be read is told and costs nothing; what was left blank is not asked for.
    #[test]
    fn before_the_document_was_in_force_only_what_was_not_understood_is_told() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.profile.in_force = "2017-07-13".parse().ok();
        town.hold(Act::on("2017-07-05").due(Count::Missing).actual(Count::Bad("若干".into())));
        let said = town.judge();
        let found = said.of(Code::PAR004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].level(), found[0].month()), ("若干", Level::Info, "2017-07".into()));
        assert!(found[0].message().contains("施行之前"), "{}", found[0].message());
    }

    #[test]
    fn good_counts_pass() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").counts(0, 0));
        assert_eq!(town.judge().verdict(Code::PAR004), Verdict::Passed);
    }
}
