//! ING007: rows for a branch of another committee than the file's.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING007.
pub struct ForeignRows;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING007,
    name: "为其他党委支部填报",
    level: Level::Warning,
    what: "党委报送的文件中填有其他党委所属支部的记录。",
    why: "一个党委的文件只代表本党委所属支部；为其他党委支部填报的记录不能代替该支部自己的上级报送的内容。",
    how: "文件放在某党委的文件夹中，或文件名、工作表名、标题写明某党委的，视为该党委报送。其中其他党委所属支部的行，仅在本党委没有报送同一内容时才计入，既不替代也不构成冲突。",
    parameters: &[],
    section: None,
    example: "甲镇文件夹的台账中有一行乙镇某支部的活动，乙镇已报同日活动：以乙镇所报为准，该行不计，并记一条。",
};

issue_rule!(ForeignRows, DOC, "各党委只报送所属支部的台账");

#[cfg(test)]
mod tests {
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn each_is_told_as_a_warning() {
        let mut town = Town::new("2017-07", "2017-10-15");
        assert_eq!(town.judge().count(Code::ING007), 0);
        town.issue(Code::ING007, "2017-07", 1);
        let said = town.judge();
        assert_eq!((said.count(Code::ING007), said.of(Code::ING007)[0].level()), (1, Level::Warning));
    }
}
