//! DAY003: moved with a filing that lacks the consent wanted.

use chrono::NaiveDate;

use crate::model::corpus::Adjustment;
use crate::model::finding::{Code, Level};
use crate::model::profile::{Adjust, Consent, Params};
use crate::model::record::Field;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::says_no_consent;

use super::moves::{adjust_text, moved};

/// DAY003.
pub struct NoConsent;

static DOC: RuleDoc = RuleDoc {
    code: Code::DAY003,
    name: "调整手续不全",
    level: Level::Error,
    what: "活动日的调整填了备案表，但缺少文件要求的备案日期或批准。",
    why: "文件规定调整活动日须备案或经上级党组织批准，不得自行变更。",
    how: "只看当月没有活动在活动日开展、且与备案相符的活动。要求备案的，备案日期空白即记；要求批准的，批准单位空白（表中没有批准单位一栏的，批准日期空白）即记。\
          备案日期、批准日期晚于活动当日的为事后补办，也记（文件允许事后备案的除外）。规定由党委备案的，只看写明党委的备案。\
          同一活动有多份备案的，有一份手续齐全即可。备案表没有相应栏目的，本规则不可评定。",
    parameters: &[
        ("adjust.needs", "调整须备案（filing）还是须批准（approval）"),
        ("adjust.by", "党支部自己的备案是否有效（branch）还是只有党委的有效（committee）"),
        ("adjust.after_allowed", "事后备案（批准）是否有效"),
    ],
    section: None,
    example: "要求批准的，备案表批准单位一格空白：记一条，位置指向该格。",
};

impl Rule for NoConsent {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        let adjust = params.get::<Adjust>()?;
        Some(Terms::clause(adjust_text(adjust), &adjust.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        let Some(adjust) = case.params.get::<Adjust>() else { return };
        for month in moved(case, seen) {
            let Some(judged) = month.judged() else { continue };
            let states: Vec<(&Adjustment, Consented)> =
                judged.filings.iter().map(|filing| (*filing, consented(filing, adjust, judged.activity.date))).collect();
            if states.is_empty() || states.iter().any(|(_, state)| matches!(state, Consented::Yes)) {
                seen.looks();
                continue;
            }
            if states.iter().any(|(_, state)| matches!(state, Consented::Unknown)) {
                seen.lacks("备案表没有备案日期、批准单位或批准日期栏，补充后可评估");
                continue;
            }
            let Some((filing, state)) = states.into_iter().next() else { continue };
            let (field, after) = match state {
                Consented::No(field) => (field, None),
                Consented::After(field, day) => (field, Some(day)),
                Consented::Yes | Consented::Unknown => continue,
            };
            let span = Span::Month(month.month.month);
            let (when, held, name) = (spoken::span(span), spoken::day(judged.activity.date), field.name());
            let say = match after {
                None => say!("{when}活动调整到{held}开展，备案表中{name}未填写，手续不全；"; "请补办手续并补填后重新报送。"),
                Some(day) => {
                    let day = spoken::day(day);
                    say!("{when}活动调整到{held}开展，{name}为{day}，晚于活动当日，属事后补办，手续不全；"; "请说明情况；日期填写有误的请更正后重新报送。")
                }
            };
            let raw = if let Some(day) = after {
                &*day.to_string()
            } else if field == Field::Approver && !filing.row.approver.is_empty() {
                &*filing.row.approver
            } else {
                "未填写"
            };
            let observed = format!("{}：{raw}", field.name());
            let draft = Draft::new(span, observed, adjust_text(adjust), say);
            seen.finds(draft.about(judged.activity).at(filing.row.head.place(field)));
        }
    }
}

enum Consented {
    Yes,
    /// The field that should show it is blank.
    No(Field),
    /// The field shows a day after the one on which it was held.
    After(Field, NaiveDate),
    /// The table has no heading for it.
    Unknown,
}

fn consented(filing: &Adjustment, adjust: &Adjust, held: NaiveDate) -> Consented {
    let row = &filing.row;
    let field = match adjust.needs {
        Consent::Filing => Field::Filed,
        Consent::Approval if row.head.table.has(Field::Approver) => Field::Approver,
        Consent::Approval => Field::Approved,
    };
    let blank = match field {
        Field::Filed => row.filed.is_none(),
        Field::Approver => says_no_consent(&row.approver),
        _ => row.approved.is_none(),
    };
    let dated = if adjust.needs == Consent::Filing { (Field::Filed, row.filed) } else { (Field::Approved, row.approved) };
    let after = dated.1.filter(|day| *day > held && !adjust.after_allowed);
    if let (false, Some(day)) = (blank, after) {
        return Consented::After(dated.0, day);
    }
    match (blank, row.head.table.has(field)) {
        (false, _) => Consented::Yes,
        (true, true) => Consented::No(field),
        (true, false) => Consented::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::Consent;
    use crate::model::record::Field;
    use crate::rules::fixtures::{Act, Town};

    fn town(needs: Consent) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.hold(Act::on("2017-07-12"));
        town.adjust(Some(7), needs);
        town.filing("2017-07", "2017-07-12");
        town
    }

    #[test]
    fn a_filing_needs_its_date() {
        let mut town = town(Consent::Filing);
        assert_eq!(town.judge().verdict(Code::DAY003), Verdict::Passed);
        town.corpus.adjustments[0].row.filed = None;
        let said = town.judge();
        let found = said.of(Code::DAY003);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].level(), found[0].cell(), found[0].observed()),
            (Level::Error, "备案.xlsx｜备案｜F2".into(), "备案日期：未填写")
        );
    }

    #[test]
    fn consent_is_the_approver_or_without_that_heading_its_date() {
        let mut town = town(Consent::Approval);
        town.corpus.adjustments[0].row.filed = None;
        assert_eq!(town.judge().count(Code::DAY003), 0);
        town.corpus.adjustments[0].row.approver = " ".into();
        assert_eq!(town.judge().of(Code::DAY003)[0].cell(), "备案.xlsx｜备案｜G2");
        town.drop_filing_headings(&[Field::Approver]);
        assert_eq!(town.judge().of(Code::DAY003)[0].cell(), "备案.xlsx｜备案｜H2");
        town.corpus.adjustments[0].row.approved = Some("2017-07-03".parse().unwrap());
        assert_eq!(town.judge().count(Code::DAY003), 0);
    }

    #[test]
    fn an_unfiled_move_and_a_table_without_headings_are_left_alone() {
        let mut town = town(Consent::Filing);
        town.corpus.adjustments[0].row.filed = None;
        town.drop_filing_headings(&[Field::Filed]);
        assert_eq!(town.judge().count(Code::DAY003), 0);
        assert!(matches!(town.judge().verdict(Code::DAY003), Verdict::NotAssessable(_)), "没有备案日期栏，无从判定");
        town.corpus.adjustments.clear();
        assert_eq!(town.judge().verdict(Code::DAY003), Verdict::Passed);
    }

    #[test]
    fn one_complete_filing_is_enough() {
        let mut town = town(Consent::Filing);
        town.corpus.adjustments[0].row.filed = None;
        town.filing("2017-07", "2017-07-12");
        assert_eq!(town.judge().count(Code::DAY003), 0);
    }
}
