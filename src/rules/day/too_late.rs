//! DAY005: begun later in the day than the document allows.

use chrono::Timelike;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::finding::{Code, Level};
use crate::model::profile::{Clause, Params};
use crate::model::section::{Section, SectionKind, Tell};
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

use super::date_place;

/// DAY005.
pub struct TooLate;

/// Between which hours of the day activities begin.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct BeginTerms {
    #[schemars(description = "最早几点开始", range(max = 23))]
    pub earliest: u32,
    #[schemars(description = "最迟几点开始", range(max = 23))]
    pub latest: u32,
    pub clause: Clause,
}

impl Section for BeginTerms {
    fn check(&self, tell: &mut Tell) {
        if self.latest < self.earliest {
            tell.at("latest", "最迟开始的时间不应早于最早开始的时间");
        }
    }
}

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY005,
    name: "开始过迟",
    level: Level::Info,
    what: "活动开始的时间迟于规定。",
    why: "文件规定了活动开始的时间。",
    how: "每次活动单独判定；没有开始时间的不判定。",
    parameters: &[("begin.earliest", "最早几点"), ("begin.latest", "最迟几点")],
    section: Some(SectionKind::of::<BeginTerms>("begin", "活动开始的时间（DAY005）")),
    example: "规定最迟9点开始：9:30开始的记一条。",
};

impl Rule for TooLate {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let begin = params.get::<BeginTerms>()?;
        Some(Terms::clause(format!("{}点至{}点之间开始", begin.earliest, begin.latest), &begin.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(begin) = case.params.get::<BeginTerms>() else { return };
        for activity in case.counting(seen) {
            let Some(start) = activity.row.time.start else { continue };
            seen.looks();
            if start.hour() > begin.latest {
                let draft = Draft::new(Span::Month(activity.month), start.to_string(), format!("不迟于{}点", begin.latest), "开始过迟。");
                seen.finds(draft.at(date_place(activity)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BeginTerms;
    use crate::model::finding::Code;
    use crate::rules::fixtures::{Act, Town};

    #[test]
    fn an_activity_that_begins_late_is_told_and_another_not() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-05").times("14:00", "16:00"));
        assert_eq!(town.judge().count(Code::DAY005), 0, "nothing asked");
        town.params().set(BeginTerms { earliest: 8, latest: 9, clause: "二".into() });
        assert_eq!(town.judge().count(Code::DAY005), 1);
        town.params().edit::<BeginTerms>().latest = 14;
        assert_eq!(town.judge().count(Code::DAY005), 0);
    }
}
