//! MEM005: a record of volunteer service without time, content or effect.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Volunteer};
use crate::model::record::Field;
use crate::model::returns::ServiceRow;
use crate::model::spoken;
use crate::model::time::{Month, Span};
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::list;

use super::NO_SERVICE;

/// MEM005.
pub struct ServiceRecord;

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM005,
    name: "志愿记录不全",
    level: Level::Info,
    what: "志愿服务记录没有写明时长、内容或者成效。",
    why: "文件要求志愿服务逐次记实，作为年底评价党员的参考；记录不全的无法汇总。",
    how: "统计期内的每一行志愿服务记录单独检查，所缺各栏列在一条中，位置指向所缺第一栏。只画横线、斜线的算空白；时长写了但无法识别的，也算没有写明。\
          表格没有该栏的，该栏不判定；各栏都没有的、统计期内没有本支部志愿服务记录的，本规则不可评定。结果只供核实，不作为对党员的结论。",
    parameters: &[("volunteer.required", "志愿服务记录必填的栏目")],
    section: None,
    example: "规定写明时长、内容、成效：张三7月5日的记录没有填写成效，记一条，时段写2017-07。",
};

impl Rule for ServiceRecord {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let volunteer = params.get::<Volunteer>().filter(|v| !v.required.is_empty())?;
        Some(Terms::clause(format!("志愿服务记录必填：{}", names(&volunteer.required)), &volunteer.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(volunteer) = case.params.get::<Volunteer>() else { return };
        if !case.corpus.returns.has("volunteer") {
            seen.lacks(NO_SERVICE);
            return;
        }
        let mut any = false;
        for service in case.services() {
            let row = &service.row;
            let month = Month::of(row.date);
            if !case.corpus.period.contains(month) {
                continue;
            }
            any = true;
            let headed: Vec<Field> = volunteer.required.iter().copied().filter(|f| row.head.table.has(*f)).collect();
            if headed.is_empty() {
                seen.lacks(format!("志愿服务记录没有{}栏，补充后可评估", names(&volunteer.required)));
                continue;
            }
            seen.looks();
            let blank: Vec<Field> = headed.into_iter().filter(|f| !filled(row, *f)).collect();
            let Some(first) = blank.first() else { continue };
            let missing = names(&blank);
            let say = say!("提示核实：{}的志愿服务记录没有写明{missing}，文件要求逐次记实；", spoken::day(row.date); "请核实后补填重报。");
            let expected = format!("必填：{}", names(&volunteer.required));
            let draft = Draft::new(Span::Month(month), format!("未写明{missing}"), expected, say);
            let draft = draft.about_record(row.date, &row.content).item(&missing);
            seen.finds(draft.of(case.corpus.members.get(service.member).map_or(&row.name, |m| &m.name)).at(row.head.place(*first)));
        }
        if !any && case.months().iter().any(|m| m.exists) {
            seen.lacks("统计期内没有本支部的志愿服务记录，报送后可评估");
        }
    }
}

/// As the volunteer sheets call them.
fn names(fields: &[Field]) -> String {
    let name = |field: &Field| match field {
        Field::Content => "内容",
        Field::Date => "日期",
        other => other.name(),
    };
    list(&fields.iter().map(name).collect::<Vec<_>>())
}

/// Is something written there? Fields that no record of service keeps count as filled.
fn filled(row: &ServiceRow, field: Field) -> bool {
    let says = |text: &str| text.chars().any(char::is_alphanumeric);
    match field {
        Field::Duration => row.minutes.is_some(),
        Field::Content => says(&row.content),
        Field::Effect => says(&row.effect),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Volunteer;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Town, without};

    fn town() -> Town {
        let mut town = Town::new("2017Q3", "2017-10-15");
        let required = vec![Field::Duration, Field::Content, Field::Effect];
        town.params().set(Volunteer { not_members: Vec::new(), duties: Vec::new(), required, clause: "一".into() });
        town.listed("张三");
        town
    }

    #[test]
    fn what_a_record_lacks_is_listed_in_one_finding() {
        let mut town = town();
        town.service(0, "2017-07-05", "清扫").row.minutes = None;
        town.service(0, "2017-08-05", "").row.effect = " — ".into();
        town.service(0, "2017-09-05", "清扫");
        let said = town.judge();
        let found = said.of(Code::MEM005);
        let told: Vec<_> = found.iter().map(|f| (f.month(), f.member(), f.observed(), f.cell())).collect();
        assert_eq!(
            told,
            [
                ("2017-07".to_string(), "张三", "未写明时长", "志愿.xlsx｜志愿｜D2".to_string()),
                ("2017-08".to_string(), "张三", "未写明内容、成效", "志愿.xlsx｜志愿｜E3".to_string()),
            ]
        );
        assert_eq!((found[0].level(), found[0].basis()), (Level::Info, "《意见》（某组〔2017〕1号）一"));
        assert!(found[0].message().starts_with("提示核实："));
    }

    #[test]
    fn records_outside_the_period_and_complete_ones_are_not_told() {
        let mut town = town();
        town.service(0, "2017-06-30", "").row.effect = "".into();
        town.service(0, "2017-10-01", "").row.effect = "".into();
        assert!(matches!(town.judge().verdict(Code::MEM005), Verdict::NotAssessable(_)));
        town.service(0, "2017-09-30", "清扫");
        assert_eq!(town.judge().verdict(Code::MEM005), Verdict::Passed);
    }

    #[test]
    fn a_heading_that_is_not_there_is_not_lacking() {
        let mut town = town();
        let row = &mut town.service(0, "2017-07-05", "清扫").row;
        row.effect = "".into();
        without(&mut row.head, Field::Effect);
        assert_eq!(town.judge().verdict(Code::MEM005), Verdict::Passed);
        let head = &mut town.corpus.returns.services[0].row.head;
        without(head, Field::Duration);
        without(head, Field::Content);
        let reason = "志愿服务记录没有时长、内容、成效栏，补充后可评估";
        assert_eq!(town.judge().verdict(Code::MEM005), Verdict::NotAssessable(reason.into()));
    }

    #[test]
    fn without_any_record_or_anything_required_nothing_is_said() {
        let mut town = town();
        assert_eq!(town.judge().verdict(Code::MEM005), Verdict::NotAssessable("未提供志愿服务记录，报送后可评估".into()));
        town.params().edit::<Volunteer>().required.clear();
        assert_eq!(town.judge().verdict(Code::MEM005), Verdict::NotApplicable);
    }
}
