//! DAY002: moved further than the profile allows.

use crate::model::finding::{Code, Level};
use crate::model::profile::{Adjust, Params};
use crate::model::section::SectionKind;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::date_place;
use super::moves::{adjust_text, moved};

/// DAY002.
pub struct TooFar;

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY002,
    name: "调整超出期限",
    level: Level::Error,
    what: "活动日期偏离活动日的天数超过了文件允许的范围。",
    why: "文件允许调整活动日，但限定了调整的天数。",
    how: "当月有活动在活动日开展的不记。否则有备案的看备案的活动，没有备案的看全部活动，取离当月活动日最近的一次，按自然日计算前后天数，\
          超过允许天数的记一条。调整到其他月份的，仍与原定月份的活动日比较。文件未限定天数的不适用。",
    parameters: &[("adjust.within_days", "活动日前后允许调整的天数")],
    section: Some(SectionKind::of::<Adjust>("adjust", "活动日调整（DAY002、DAY003）；文件未规定调整的，不写本节")),
    example: "活动日为7月14日，允许前后7日：7月21日可以，7月22日记一条。",
};

impl Rule for TooFar {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let adjust = params.get::<Adjust>().filter(|a| a.within_days.is_some())?;
        Some(Terms::clause(adjust_text(adjust), &adjust.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(days) = case.params.get::<Adjust>().and_then(|a| a.within_days) else { return };
        for month in moved(case, seen) {
            seen.looks();
            let Some(judged) = month.judged().filter(|m| m.distance > u64::from(days)) else { continue };
            let (span, wanted) = (Span::Month(month.month.month), month.wanted());
            let held = spoken::day(judged.activity.date);
            let filed = if judged.filings.is_empty() { "没有备案" } else { "已备案" };
            let say = say!(
                "{}活动在{held}开展，距活动日{wanted}有{}天，超过前后{days}天的允许范围（{filed}）；", spoken::span(span), judged.distance;
                "请在允许范围内开展，本次请说明原因。"
            );
            let observed = format!("{held}（相距{}天）", judged.distance);
            let draft = Draft::new(span, observed, format!("{wanted}前后{days}天以内"), say);
            seen.finds(draft.about(judged.activity).at(date_place(judged.activity)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Adjust, Consent};
    use crate::rules::fixtures::{Act, Town};

    fn town(day: &str) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on(day).month("2017-07"));
        town.adjust(Some(7), Consent::Filing);
        town
    }

    #[test]
    fn the_week_s_edge_is_allowed_and_the_day_after_is_not() {
        assert_eq!(town("2017-07-12").judge().verdict(Code::DAY002), Verdict::Passed);
        let said = town("2017-07-13").judge();
        let found = said.of(Code::DAY002);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].observed(), found[0].level(), found[0].cell()),
            ("2017年7月13日（相距8天）", Level::Error, "台账.xlsx｜台账｜B2".into())
        );
        assert_eq!(said.count(Code::DAY001), 1, "没有备案的同时是 DAY001");
        assert_eq!(found[0].basis(), "《意见》（某组〔2017〕1号）四.5");
    }

    #[test]
    fn days_count_either_side_and_into_other_months() {
        assert_eq!(town("2017-06-28").judge().count(Code::DAY002), 0);
        assert_eq!(town("2017-06-27").judge().count(Code::DAY002), 1);
        let mut filed = town("2017-08-05");
        filed.filing("2017-07", "2017-08-05");
        let said = filed.judge();
        assert_eq!((said.count(Code::DAY001), said.count(Code::DAY002)), (0, 1));
        assert!(said.of(Code::DAY002)[0].observed().contains("31天"));
    }

    #[test]
    fn the_filed_move_is_judged_before_others() {
        let mut town = town("2017-07-06");
        town.hold(Act::on("2017-07-25"));
        town.filing("2017-07", "2017-07-25");
        assert!(town.judge().of(Code::DAY002)[0].observed().starts_with("2017年7月25日"));
        town.hold(Act::on("2017-07-05"));
        assert_eq!(town.judge().count(Code::DAY002), 0, "活动日当天始终有效");
    }

    #[test]
    fn without_a_window_it_does_not_apply() {
        let mut town = town("2017-07-31");
        town.adjust(None, Consent::Approval);
        assert_eq!(town.judge().verdict(Code::DAY002), Verdict::NotApplicable);
        town.params().clear::<Adjust>();
        assert_eq!(town.judge().verdict(Code::DAY002), Verdict::NotApplicable);
    }
}
