//! ING001: a file that cannot be read: damaged, encrypted, over a limit, not a workbook.

use crate::model::finding::{Code, Level};

use super::{RuleDoc, issue_rule};

/// ING001.
pub struct UnreadableFile;

static DOC: RuleDoc = RuleDoc {
    code: Code::ING001,
    name: "文件无法读取",
    level: Level::Error,
    what: "文件损坏、加密、超过大小限制或不是表格文件，无法读取。",
    why: "读不出来的文件等于没有报送，须尽快改正后重报。",
    how: "按文件内容而不是扩展名识别格式。压缩包只展开一层；.rar、.7z 须先解压。加密的工作簿用本单位所给的密码逐个试开，都打不开的记一条；密码不写入任何结果。无法读取的文件不影响其他文件的统计。位置只写到文件。",
    parameters: &[],
    section: None,
    example: "某支部台账设置了打开密码而未提供密码：记一条，取消密码后重报，或提供密码后重新运行。",
};

issue_rule!(UnreadableFile, DOC, "报送的文件能够打开");

#[cfg(test)]
mod tests {
    use crate::model::cell::Place;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn a_file_is_told_without_branch_and_month() {
        let mut town = Town::new("2017-07", "2017-10-15");
        let issue = town.issue(Code::ING001, "2017-07", 1);
        issue.month = None;
        issue.place = Place::file(&"坏.xlsx".into());
        let said = town.judge();
        let found = said.of(Code::ING001);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].level(), found[0].month(), found[0].cell()), (Level::Error, "".into(), "坏.xlsx".into()));
        assert_eq!((found[0].basis(), found[0].branch()), ("数据质量要求", ""));
    }

    #[test]
    fn without_issues_nothing_is_said() {
        assert_eq!(Town::new("2017-07", "2017-10-15").judge().count(Code::ING001), 0);
    }
}
