//! REC001: a required record item is missing.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::cell::Place;
use crate::model::corpus::Activity;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, RecordsPer, RequiredRecords};
use crate::model::record::{Slot, Tick};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::list;

/// REC001.
pub struct Materials;

static DOC: RuleDoc = RuleDoc {
    code: Code::REC001,
    name: "记录材料缺项",
    level: Level::Warning,
    what: "当月活动缺少规定的记录材料。",
    why: "文件规定了每次活动应当留存的记录材料。",
    how: "规定每次活动都要有的（per 为 activity），逐次看；规定当月有即可的（month），把当月各次活动合起来看。台账中有该项材料的栏目，而该次（当月没有一次）活动在该栏打√（空白、×、无都算缺），即为缺项。每支部每月记一条，列出所缺各项，\
          位置指向所缺第一项的单元格。台账没有该项栏目的，该项不判定；各项栏目都没有的，本规则不可评定。当月结束后判定。",
    parameters: &[("records.required", "应有的记录材料及栏目名称"), ("records.per", "每次活动都要有（activity），还是当月有即可（month）")],
    section: Some(SectionKind::of::<RequiredRecords>("records", "必备材料（REC001）")),
    example: "台账有“学习笔记”栏，8月各次活动均为空白：8月记一条，列出学习笔记。",
};

impl Rule for Materials {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let records = params.get::<RequiredRecords>().filter(|r| !r.required.is_empty())?;
        let names: Vec<&Arc<str>> = records.required.iter().map(|i| &i.name).collect();
        Some(Terms::clause(format!("应有：{}", list(&names)), &records.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(records) = case.params.get::<RequiredRecords>() else { return };
        for month in case.held(seen) {
            let activities: Vec<_> = case.activities(month).collect();
            let mut missing: Vec<Missing<'_>> = Vec::new();
            let mut headed = false;
            for item in &records.required {
                let ticks: Vec<(NaiveDate, Tick, Place)> =
                    activities.iter().filter_map(|a| tick(a, &item.name).map(|(tick, place)| (a.date, tick, place))).collect();
                headed |= !ticks.is_empty();
                let mut without = ticks.iter().filter(|(_, tick, _)| *tick == Tick::Missing);
                let short = match records.per {
                    RecordsPer::Activity => without.clone().next().is_some(),
                    RecordsPer::Month => !ticks.is_empty() && without.clone().count() == ticks.len(),
                };
                if let (true, Some((_, _, place))) = (short, without.clone().next()) {
                    let days = without.by_ref().map(|(day, ..)| *day).collect();
                    missing.push(Missing { name: &item.name, place: place.clone(), days });
                }
            }
            if !headed {
                seen.lacks("台账没有规定记录材料的栏目，补充后可评估");
                continue;
            }
            seen.looks();
            let Some(place) = missing.first().map(|m| m.place.clone()) else { continue };
            let span = Span::Month(month.month);
            let names = list(&missing.iter().map(|m| m.name).collect::<Vec<_>>());
            // on which days, where each activity must have them and the month held several
            let days = match (records.per, activities.len()) {
                (RecordsPer::Activity, 2..) => {
                    let of = |m: &Missing<'_>| format!("{}（{}）", m.name, spoken::days(m.days.iter().copied(), "、"));
                    list(&missing.iter().map(of).collect::<Vec<_>>())
                }
                _ => names.clone(),
            };
            let say = say!("{}的活动缺少{days}，文件要求留存；", spoken::span(span); "请补齐材料并在台账相应栏目打√后重报。");
            let all: Vec<&Arc<str>> = records.required.iter().map(|i| &i.name).collect();
            let draft = Draft::new(span, format!("缺{days}"), format!("应有：{}", list(&all)), say).item(&names);
            seen.finds(draft.about(activities.first().copied()).at(place));
        }
    }
}

/// An item, and the days of the activities that lack it.
struct Missing<'a> {
    name: &'a Arc<str>,
    place: Place,
    days: Vec<NaiveDate>,
}

/// What an activity's row says under the heading of an item, if the table has one.
fn tick(activity: &Activity, item: &Arc<str>) -> Option<(Tick, Place)> {
    let head = &activity.row.head;
    let at = head.table.record_items.iter().position(|(name, _)| name == item)?;
    let (_, slot): &(Arc<str>, Slot) = &head.table.record_items[at];
    let tick = *activity.row.records.get(at)?;
    let cell = Some(head.table.cell(*slot, head.row));
    Some((tick, Place { file: head.table.file.clone(), sheet: head.table.sheet.clone(), cell }))
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::record::Tick::{Missing, Present};
    use crate::rules::fixtures::{Act, Town};

    fn town() -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.require_records(&["学习资料", "学习笔记", "党员签到表"]);
        town.record_headings(&["学习资料", "学习笔记"]);
        town
    }

    #[test]
    fn what_no_activity_of_the_month_shows_is_missing() {
        let mut town = town();
        town.hold(Act::on("2017-07-05").records(&[Missing, Missing]));
        town.hold(Act::on("2017-07-06").records(&[Present, Missing]));
        let said = town.judge();
        let found = said.of(Code::REC001);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].observed(), found[0].level(), found[0].cell()), ("缺学习笔记", Level::Warning, "台账.xlsx｜台账｜U2".into()));
    }

    #[test]
    fn items_are_listed_in_one_finding_and_one_without_heading_is_left_out() {
        let mut town = town();
        town.hold(Act::on("2017-07-05").records(&[Missing, Missing]));
        assert_eq!(town.judge().of(Code::REC001)[0].observed(), "缺学习资料、学习笔记");
        let mut full = self::town();
        full.hold(Act::on("2017-07-05").records(&[Present, Present]));
        assert_eq!(full.judge().verdict(Code::REC001), Verdict::Passed);
    }

    #[test]
    fn without_any_heading_it_is_not_assessable() {
        let mut town = town();
        town.record_headings(&[]);
        town.hold(Act::on("2017-07-05"));
        assert!(matches!(town.judge().verdict(Code::REC001), Verdict::NotAssessable(_)));
    }
}
