//! REC002: a required field is empty.

use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, RequiredFields};
use crate::model::record::{Count, Field};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::list;

/// REC002.
pub struct Fields;

static DOC: RuleDoc = RuleDoc {
    code: Code::REC002,
    name: "必填项空白",
    level: Level::Warning,
    what: "活动记录中规定必填的栏目没有填写。",
    why: "文件规定了活动记录应当写明的内容。",
    how: "每次活动单独检查，所缺各栏列在一条中，位置指向所缺第一栏。活动时间一栏，填有起止时间或上午、下午等的也算填写。表格没有该栏的，该栏不判定；\
          各栏都没有的，本规则不可评定。",
    parameters: &[("fields.required", "必填的栏目")],
    section: Some(SectionKind::of::<RequiredFields>("fields", "必填内容（REC002）")),
    example: "文件要求写明记录人，7月5日活动的记录人一格空白：记一条。",
};

impl Rule for Fields {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let fields = params.get::<RequiredFields>().filter(|f| !f.required.is_empty())?;
        let names: Vec<&str> = fields.required.iter().map(|f| f.name()).collect();
        Some(Terms::clause(format!("必填：{}", list(&names)), &fields.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(fields) = case.params.get::<RequiredFields>() else { return };
        for activity in case.counting(seen) {
            let headed: Vec<Field> = fields.required.iter().copied().filter(|f| heading(activity, *f).is_some()).collect();
            if headed.is_empty() {
                seen.lacks("表格没有规定必填的栏目，补充后可评估");
                continue;
            }
            seen.looks();
            let blank: Vec<Field> = headed.into_iter().filter(|f| !filled(activity, *f)).collect();
            let Some(place) = blank.first().and_then(|f| heading(activity, *f)) else { continue };
            let names = list(&blank.iter().map(|f| f.name()).collect::<Vec<_>>());
            let all = list(&fields.required.iter().map(|f| f.name()).collect::<Vec<_>>());
            let say = say!("{}的活动记录未填写{names}，文件要求写明；", spoken::day(activity.date); "请补填后重新报送。");
            let draft = Draft::new(Span::Month(activity.month), format!("未填写{names}"), format!("必填：{all}"), say);
            let mut draft = draft.about(activity).item(&names).at(place);
            draft.facts().blank = blank.into();
            seen.finds(draft);
        }
    }
}

/// Where the field stands, if the table has a heading for it.
fn heading(activity: &Activity, field: Field) -> Option<Place> {
    let head = &activity.row.head;
    let fields: &[Field] = match field {
        Field::Time => &[Field::Time, Field::Start, Field::End],
        Field::Due | Field::Actual => &[field, Field::Attendance],
        _ => &[field],
    };
    fields.iter().find(|f| head.table.has(**f)).map(|f| head.place(*f))
}

/// Is something written there? Fields that no activity row keeps count as filled.
fn filled(activity: &Activity, field: Field) -> bool {
    let row = &activity.row;
    let text = match field {
        Field::Theme => &row.theme,
        Field::Place => &row.venue,
        Field::Content => return !row.content.text().trim().is_empty(),
        Field::SetActions => &row.set_actions,
        Field::Host => &row.host,
        Field::Recorder => &row.recorder,
        Field::Absentees => &row.absentees,
        Field::MakeUp => &row.make_up,
        Field::Remark => &row.remark,
        Field::Time => {
            let time = &row.time;
            return time.start.is_some() || time.end.is_some() || time.half_day || !row.time_text.trim().is_empty();
        }
        Field::Start => return row.time.start.is_some(),
        Field::End => return row.time.end.is_some(),
        Field::Duration => return row.time.minutes.is_some(),
        Field::Reported => return row.reported.is_some(),
        Field::Due => return row.due != Count::Missing,
        Field::Actual => return row.actual != Count::Missing,
        _ => return true,
    };
    !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::RequiredFields;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town};

    fn town(required: &[Field]) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.params().set(RequiredFields { required: required.to_vec(), clause: "附件".into() });
        town
    }

    #[test]
    fn blank_fields_of_an_activity_are_listed_in_one_finding() {
        let mut town = town(&[Field::Theme, Field::Time, Field::Place, Field::Content]);
        town.hold(Act::on("2017-07-05").theme(" ").no_time());
        let said = town.judge();
        let found = said.of(Code::REC002);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].level()), ("未填写活动主题、活动时间、活动内容", Level::Warning));
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜D2");
    }

    #[test]
    fn times_in_any_form_are_a_time() {
        for act in [Act::on("2017-07-05").no_time().half_day(), Act::on("2017-07-05").times("09:00", "11:00")] {
            let mut town = town(&[Field::Time]);
            town.hold(act);
            assert_eq!(town.judge().verdict(Code::REC002), Verdict::Passed);
        }
    }

    #[test]
    fn without_the_heading_it_is_not_assessable() {
        let mut town = town(&[Field::Recorder]);
        town.drop_headings(&[Field::Recorder]);
        town.hold(Act::on("2017-07-05"));
        assert!(matches!(town.judge().verdict(Code::REC002), Verdict::NotAssessable(_)));
    }
}
