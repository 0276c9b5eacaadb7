//! ING004: a cell that cannot be understood.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING004.
pub struct BadCell;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING004,
    name: "单元格无法识别",
    level: Level::Error,
    what: "单元格内容无法识别，如日期不全、一格内有多个日期、考勤标记不明。",
    why: "无法识别的内容不能统计，猜测会造成错误。",
    how: "关键栏目（如活动日期）无法识别的，整行不计入，为错误；行仍计入、只是该项存疑的（如日期晚于判定日、考勤标记不明），为警告。位置指向该单元格。",
    parameters: &[],
    section: None,
    example: "活动日期填“6.1 6.2 6.3”：无法确定日期，整行不计入，记一条。",
};

issue_rule!(BadCell, DOC, "单元格内容可以识别");

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn a_rejected_row_is_an_error_and_one_that_stays_a_warning() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().verdict(Code::ING004), Verdict::Passed);
        town.issue(Code::ING004, "2017-07", 1).branch = Some(town.ix());
        town.issue(Code::ING004, "2017-07", 2).level = Some(Level::Warning);
        let said = town.judge();
        let levels: Vec<_> = said.of(Code::ING004).iter().map(|f| f.level()).collect();
        assert_eq!(levels, [Level::Warning, Level::Error], "未明支部的在前");
        assert_eq!(said.verdict(Code::ING004), Verdict::Failed);
        town.switch(Code::ING004).level = Some(Level::Error);
        assert_eq!(town.judge().of(Code::ING004)[0].level(), Level::Warning, "行仍计入的不升级");
    }

    #[test]
    fn identity_numbers_are_masked() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.issue(Code::ING004, "2017-07", 1).raw = "320102199001011234".into();
        assert_eq!(town.judge().of(Code::ING004)[0].observed(), "320***********1234");
    }
}
