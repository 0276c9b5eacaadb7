//! ACT002: no party lecture in a quarter.

use crate::model::finding::{Code, Level};
use crate::model::profile::{LectureTerms, Occurrence, Params};
use crate::model::record::Field;
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::occurrence::{every_text, found, none};

/// ACT002.
pub struct Lecture;

static DOC: RuleDoc = RuleDoc {
    code: Code::ACT002,
    name: "未上党课",
    level: Level::Error,
    what: "规定时段（一般为季度）内没有上党课。",
    why: "党课是三会一课的组成部分，文件规定了最低频次。",
    how: "在规定动作、活动主题、活动内容三栏中查找党课字样，有字样的一次活动算一次。时段须在统计期内并已结束，党支部在各月活动日均存在；整个时段没有活动的也记。\
          该时段的表格三栏都没有的，本规则不可评定。",
    parameters: &[("lecture.every", "频次"), ("lecture.min", "每个时段至少几次"), ("lecture.words", "字样")],
    section: Some(SectionKind::of::<LectureTerms>("lecture", "党课（ACT002）")),
    example: "第三季度3次活动均未提到党课：2017Q3记一条。",
};

impl Rule for Lecture {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let LectureTerms(lecture) = params.get()?;
        Some(Terms::clause(wanted(lecture), &lecture.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(LectureTerms(lecture)) = case.params.get() else { return };
        for span in case.spans(lecture.every, seen) {
            match found(case, span, &lecture.words, &[], seen).as_deref() {
                Some([]) => seen.finds(none(case, span, "党课", &wanted(lecture), &lecture.words)),
                Some(given @ [first, ..]) if given.len() < lecture.min as usize => {
                    let say = say!(
                        "{}的活动记录中只见{}次党课，不符合{}的要求；", spoken::span(span), given.len(), wanted(lecture);
                        "已开展的请在记录中写明后重报，未开展的应及时补上。"
                    );
                    let place = first.row.head.place_of_first(&[Field::Theme, Field::Content, Field::SetActions]);
                    seen.finds(Draft::new(span, format!("{}次党课", given.len()), wanted(lecture), say).at(place));
                }
                _ => {}
            }
        }
    }
}

fn wanted(lecture: &Occurrence) -> String {
    format!("{}至少上{}次党课", every_text(lecture.every), lecture.min)
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Every, LectureTerms, Occurrence};
    use crate::rules::fixtures::{Act, Town, occurrence};

    #[test]
    fn where_two_a_year_are_wanted_one_is_too_few() {
        let mut town = Town::new("2017", "2018-01-15");
        town.params().set(LectureTerms(Occurrence { min: 2, ..occurrence(Every::Year, &["党课"]) }));
        town.hold(Act::on("2017-03-05").content("上党课"));
        let said = town.judge();
        let found = said.of(Code::ACT002);
        assert_eq!((found.len(), found[0].observed(), found[0].expected()), (1, "1次党课", "每年至少上2次党课"));
        town.hold(Act::on("2017-09-05").content("上党课"));
        assert_eq!(town.judge().verdict(Code::ACT002), Verdict::Passed);
    }

    #[test]
    fn a_quarter_without_lecture_is_told() {
        let mut town = Town::new("2017H2", "2018-01-15");
        town.params().set(LectureTerms(occurrence(Every::Quarter, &["党课"])));
        town.hold(Act::on("2017-07-05").content("书记上党 课"));
        town.hold(Act::on("2017-10-05").theme("学习"));
        let said = town.judge();
        let found = said.of(Code::ACT002);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level(), found[0].cell()), ("2017Q4".into(), Level::Error, "台账.xlsx｜台账｜M3".into()));
    }

    #[test]
    fn it_waits_for_the_end_of_the_quarter() {
        let mut town = Town::new("2017Q3", "2017-09-30");
        town.params().set(LectureTerms(occurrence(Every::Quarter, &["党课"])));
        town.hold(Act::on("2017-07-05").theme("学习"));
        assert_eq!(town.judge().verdict(Code::ACT002), Verdict::NotApplicable);
        town.as_of("2017-10-01");
        assert_eq!(town.judge().count(Code::ACT002), 1);
    }

    #[test]
    fn without_a_roster_gaps_leave_it_open() {
        let mut town = Town::new("2017Q3", "2017-10-15");
        town.params().set(LectureTerms(occurrence(Every::Quarter, &["党课"])));
        town.corpus.has_roster = false;
        town.hold(Act::on("2017-07-05").theme("学习"));
        assert!(matches!(town.judge().verdict(Code::ACT002), Verdict::NotAssessable(_)));
        town.hold(Act::on("2017-08-05").theme("学习"));
        town.hold(Act::on("2017-09-05").theme("学习"));
        assert_eq!(town.judge().count(Code::ACT002), 1);
    }
}
