//! ING002: a sheet with data that no layout recognises.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING002.
pub struct UnknownSheet;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING002,
    name: "工作表无法识别",
    level: Level::Warning,
    what: "工作表中有数据，但不是已知的任何一种台账。",
    why: "无法识别的工作表没有计入统计，其中可能有应当统计的内容。",
    how: "按表头内容与各种台账的栏目比对，必备栏目不全的不予识别。空白工作表不记。",
    parameters: &[],
    section: None,
    example: "台账删去了“活动日期”一栏：该工作表记一条。",
};

issue_rule!(UnknownSheet, DOC, "工作表使用规定的表式和栏目");

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn a_sheet_is_a_warning_or_what_the_profile_says() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().count(Code::ING002), 0);
        town.issue(Code::ING002, "2017-07", 1);
        assert_eq!(town.judge().of(Code::ING002)[0].level(), Level::Warning);
        town.switch(Code::ING002).level = Some(Level::Info);
        assert_eq!(town.judge().of(Code::ING002)[0].level(), Level::Info);
    }
}
