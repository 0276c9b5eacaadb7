//! ING005: a printed total that differs from the rows above it.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING005.
pub struct PrintedTotal;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING005,
    name: "合计与明细不符",
    level: Level::Info,
    what: "表中的合计数与上面各行之和不一致。",
    why: "合计不符说明明细或合计有误，提请核对。",
    how: "只比较合计、小计行与其上各行的人数之和；统计一律以明细为准，本规则只作提示，不扣分。表中有退回的行或者无法识别的人数，\
          或者合计填的是行数、最多人数的，不作比较。",
    parameters: &[],
    section: None,
    example: "实到人数合计填120，各行相加为118：记一条提示。",
};

issue_rule!(PrintedTotal, DOC, "合计与明细相符");

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn a_differing_total_only_informs() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().count(Code::ING005), 0);
        town.issue(Code::ING005, "2017-07", 9);
        let said = town.judge();
        assert_eq!((said.count(Code::ING005), said.of(Code::ING005)[0].level()), (1, Level::Info));
        assert_eq!(said.of(Code::ING005)[0].cell(), "台账.xlsx｜台账｜A10");
    }
}
