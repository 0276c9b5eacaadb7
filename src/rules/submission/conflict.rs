//! SUB004: conflicting submissions for one branch and date. Collation sees them; here they become findings.

use crate::model::corpus::{Activity, Corpus};
use crate::model::finding::{Code, Level};
use crate::model::profile::{Params, Profile};
use crate::rules::case::Case;
use crate::rules::ingest::drafts;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};

/// SUB004.
pub struct Conflict;

static DOC: RuleDoc = RuleDoc {
    code: Code::SUB004,
    name: "重复报送冲突",
    level: Level::Error,
    what: "同一党支部同一日期的活动报来内容不一致的记录，且无法按报送日期分出先后。",
    why: "两份记录不一致时，任取其一都可能算错，须由支部确认。",
    how: "同一支部同一日期的记录一并比较：有报送日期的优先，报送日期新的优先，与之完全相同的为重复；报送日期相同或均无、内容又不同的为冲突，\
          以文件路径、工作表、行号在前的一份统计，其余不计入任何统计，本规则只记一条。主题与时间都不同的视为两次活动，不算冲突。统计期以外的冲突不记。",
    parameters: &[],
    section: None,
    example: "两份台账中7月5日的实到人数分别为18和25，均无报送日期：记冲突一条，按先出现的18人统计。",
};

impl Rule for Conflict {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, _: &Params) -> Option<Terms> {
        Some(Terms::data_quality("同一活动只报送一份，更正时注明新的报送日期"))
    }

    fn check(&self, _: &Case<'_>, seen: &mut Seen) {
        seen.looks();
    }

    fn sweep(&self, corpus: &Corpus, _: &Profile) -> Vec<Draft> {
        let mut drafts = drafts(corpus, Code::SUB004);
        drafts.retain(|d| d.span.is_none_or(|span| corpus.period.covers(span)));
        let told = |draft: &Draft| {
            let issue = corpus.issue(draft.from?)?;
            let at = (&issue.place.file, &issue.place.sheet, issue.row);
            let stands = |a: &&Activity| (&a.row.head.table.file, &a.row.head.table.sheet, a.row.head.number()) == at;
            corpus.activities_of(issue.branch?).iter().find(stands)
        };
        let known = |draft: Draft| match told(&draft) {
            Some(activity) => draft.about(activity),
            None => draft,
        };
        drafts.into_iter().map(known).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::rules::fixtures::Town;

    #[test]
    fn a_conflict_of_the_period_is_a_finding_and_another_is_not() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.issue(Code::SUB004, "2017-07", 4).branch = Some(town.ix());
        town.issue(Code::SUB004, "2017-01", 5).branch = Some(town.ix());
        let said = town.judge();
        let found = said.of(Code::SUB004);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].month(), found[0].level(), found[0].basis()), ("2017-07".to_string(), Level::Error, "数据质量要求"));
        assert_eq!(found[0].cell(), "台账.xlsx｜台账｜A5");
        assert_eq!(said.verdict(Code::SUB004), Verdict::Failed);
    }

    #[test]
    fn without_conflict_the_branch_passes() {
        assert_eq!(Town::new("2017-07", "2017-10-15").judge().verdict(Code::SUB004), Verdict::Passed);
    }
}
