//! PAR003: the due count differs from the roster.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::figure::Share;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::record::Field;
use crate::model::section::{Section, SectionKind};
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::count_place;

/// PAR003.
pub struct DueAndRoster;

/// PAR003: tolerance = the larger of `persons` and `share` of 党员人数.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct DueCount {
    /// Persons by which it may differ.
    #[schemars(description = "容许相差的人数，与按比例算得的人数取大者", range(max = 100000))]
    pub persons: u32,
    /// Share by which it may differ.
    #[schemars(description = "容许相差的比例，0—1")]
    pub share: Share,
    /// Clause of the document, or a word on why the office set it itself.
    pub clause: Clause,
}

impl Section for DueCount {}

/// Why no count can be compared.
const NO_ROSTER: &str = "未提供党组织花名册，不知道党员人数，提供花名册后可评估";

static DOC: RuleDoc = RuleDoc {
    code: Code::PAR003,
    name: "应到与花名册不符",
    level: Level::Warning,
    what: "一次活动的应到人数与花名册党员人数相差超过允许范围。",
    why: "应到人数是参与率的分母；少报应到会使参与率虚高，多报则虚低。",
    how: "花名册党员人数减去党员花名册中免考勤的人数（有党员花名册时），与应到人数比较，相差超过允许范围的记一条。允许范围取固定人数与党员人数一定比例中\
          较大者，恰好等于允许范围的不记。应到人数含有免考勤党员的（多于减去后的人数、不多于党员人数），不论相差多少都记一条，更正以前该次人数不计入参与率。花名册按生效日期、失效日期分行的，以活动当日有效的一行为准。花名册未填党员人数的，本规则不可评定。",
    parameters: &[("due_count.persons", "允许相差的人数"), ("due_count.share", "允许相差占党员人数的比例")],
    section: Some(SectionKind::always::<DueCount>("due_count", "应到人数与花名册的容差（PAR003）")),
    example: "党员30人、免考勤2人，允许相差3人：应到25至31人均可，应到24人记一条。",
};

impl Rule for DueAndRoster {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let due = params.get::<DueCount>()?;
        Some(Terms::data_quality(format!("应到人数与花名册相差不超过{}人或党员人数的{}（取大者）", due.persons, due.share)))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let branch = case.branch();
        let Some(tolerance) = case.params.get::<DueCount>() else { return };
        if !case.corpus.has_roster {
            return seen.lacks(NO_ROSTER);
        }
        let exempt = branch.exempt_members.unwrap_or(0);
        for activity in case.counting(seen).into_iter().filter(|a| !a.is_joint()) {
            let Some(members) = branch.members_on(activity.date) else {
                seen.lacks("党组织花名册未填写党员人数，补填后可评估");
                continue;
            };
            let share = u64::from(members) * u64::from(tolerance.share.parts()) / u64::from(Share::WHOLE);
            let allowed = share.max(u64::from(tolerance.persons));
            let wanted = members.saturating_sub(exempt);
            let Some(due) = activity.row.due.value() else {
                seen.lacks("活动记录均无有效的应到人数，补填后可评估");
                continue;
            };
            seen.looks();
            let off = u64::from(due.abs_diff(wanted));
            if branch.holds_exempt(due, activity.date) {
                let say = say!(
                    "{}的活动应到{due}人，含有花名册注明免考勤的党员（党员{members}人、免考勤{exempt}人，应到不应多于{wanted}人），更正以前该次人数不计入参与率；", spoken::day(activity.date);
                    "请从应到人数中减去免考勤的党员，实到人数相应核对，花名册有变动的请更新花名册。"
                );
                let draft = Draft::new(Span::Month(activity.month), format!("应到{due}人，含免考勤党员"), format!("不多于{wanted}人"), say);
                seen.finds(draft.about(activity).at(count_place(activity, Field::Due)));
                continue;
            }
            if off <= allowed {
                continue;
            }
            let roster = if exempt > 0 {
                format!("花名册党员{members}人、免考勤{exempt}人")
            } else {
                format!("花名册党员{members}人")
            };
            let say = say!(
                "{}的活动应到{due}人，与{roster}相差{off}人，超过允许的{allowed}人；", spoken::day(activity.date);
                "请核实应到人数，花名册有变动的请更新花名册。"
            );
            let expected = format!("{wanted}人，允许相差{allowed}人");
            let observed = format!("应到{due}人，{roster}");
            let draft = Draft::new(Span::Month(activity.month), observed, expected, say).about(activity);
            seen.finds(draft.at(count_place(activity, Field::Due)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::org::BranchSpan;
    use crate::rules::fixtures::{Act, Town};

    fn count(members: u32, exempt: Option<u32>, due: u32) -> usize {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.branch().member_count = Some(members);
        town.branch().exempt_members = exempt;
        town.hold(Act::on("2017-07-05").counts(due, due));
        town.judge().count(Code::PAR003)
    }

    #[test]
    fn the_tolerance_itself_is_allowed() {
        assert_eq!([count(10, None, 8), count(10, None, 12), count(10, None, 7), count(10, None, 13)], [0, 0, 1, 1]);
        assert_eq!([count(30, None, 27), count(30, None, 26)], [0, 1]);
        assert_eq!([count(29, None, 27), count(29, None, 26)], [0, 1]);
    }

    #[test]
    fn exempt_members_are_not_due() {
        assert_eq!([count(30, Some(2), 25), count(30, Some(2), 24), count(30, Some(2), 31), count(30, Some(2), 32)], [0, 1, 0, 1]);
    }

    #[test]
    fn the_row_in_force_on_the_day_says_how_many_members_there_were() {
        let mut town = Town::new("2017-07..2017-09", "2017-12-15");
        let (last, first) = ("2017-08-31".parse().unwrap(), "2017-09-01".parse().unwrap());
        let branch = town.branch();
        branch.member_count = Some(20);
        let span = branch.spans[0].clone();
        branch.spans = vec![
            BranchSpan { members: Some(10), to: Some(last), ..span.clone() },
            BranchSpan { members: Some(20), from: Some(first), ..span },
        ];
        town.hold(Act::on("2017-08-05").counts(10, 10));
        town.hold(Act::on("2017-09-05").counts(10, 10));
        let said = town.judge();
        assert_eq!(said.of(Code::PAR003).iter().map(|f| f.month()).collect::<Vec<_>>(), ["2017-09"]);
    }

    #[test]
    fn the_finding_points_at_the_due_count() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.branch().member_count = Some(20);
        town.hold(Act::on("2017-07-05").counts(10, 10));
        let said = town.judge();
        let found = said.of(Code::PAR003);
        assert_eq!((found[0].level(), found[0].cell()), (Level::Warning, "台账.xlsx｜台账｜J2".into()));
        assert_eq!((found[0].observed(), found[0].expected()), ("应到10人，花名册党员20人", "20人，允许相差2人"));
        assert_eq!(found[0].basis(), "数据质量要求");
    }

    #[test]
    fn without_a_member_count_it_is_not_assessable() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.branch().member_count = None;
        town.hold(Act::on("2017-07-05"));
        assert!(matches!(town.judge().verdict(Code::PAR003), Verdict::NotAssessable(_)));
    }
}
