//! ING003: a branch that the roster does not know, or that is ambiguous.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING003.
pub struct UnknownBranch;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING003,
    name: "支部名称无法对应",
    level: Level::Error,
    what: "填报的党支部名称在花名册中找不到，或者对应多个党支部。",
    why: "名称对应不上的记录不能计入任何支部，程序不作猜测。",
    how: "名称去除“中国共产党”“委员会”等通用字样后，依次按全称、对照表和曾用名、就近的上级党组织范围查找；不能唯一对应的，整行不计入，并列出相近名称供核对。          未提供党组织花名册时不判定。",
    parameters: &[],
    section: None,
    example: "台账写“东风支部”，花名册中有两个东风村党支部：记一条。",
};

issue_rule!(UnknownBranch, DOC, "支部名称与花名册一致");

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn it_is_told_of_the_committee_that_collation_found() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().count(Code::ING003), 0);
        town.issue(Code::ING003, "2017-07", 1).committee = Some("乙镇党委".into());
        town.issue(Code::ING003, "2017-07", 2);
        let said = town.judge();
        let found = said.of(Code::ING003);
        assert_eq!(found.iter().map(|f| f.committee()).collect::<Vec<_>>(), ["", "乙镇党委"]);
        assert_eq!(found[0].level(), Level::Error);
    }
}
