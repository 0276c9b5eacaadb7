//! ING006: a column with data that was not used, or two columns for one field.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING006.
pub struct UnusedColumn;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING006,
    name: "有未采用或重复的栏目",
    level: Level::Warning,
    what: "表中有数据的栏目没有采用，或者同一项内容有两栏。",
    why: "没有采用的栏目里可能有应当统计的内容；同一项有两栏而填写不同时，无法判断以哪一栏为准。",
    how: "逐栏核对：栏目名称不在表式之内而下方有数据的，同一项内容出现两栏以上的，以及栏目上方另有分组名称（如正式党员、预备党员）的，一一列明采用了哪一栏、哪些未采用。两栏内容不同的行，该项按无法识别处理。",
    parameters: &[],
    section: None,
    example: "台账同时有“应到人数”和“应到党员”两栏，第3行分别填20和18：该行应到人数按无法识别处理，并记一条。",
};

issue_rule!(UnusedColumn, DOC, "栏目名称与表式一致，一项内容只设一栏");

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn each_is_told_as_a_warning() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().count(Code::ING006), 0);
        town.issue(Code::ING006, "2017-07", 1);
        let said = town.judge();
        assert_eq!((said.count(Code::ING006), said.of(Code::ING006)[0].level()), (1, Level::Warning));
    }
}
