//! MEM003: an absent member without make-up.

use std::sync::Arc;

use crate::model::corpus::{Activity, BranchMonth};
use crate::model::finding::{Code, Level};
use crate::model::profile::{MemberParams, Params};
use crate::model::record::Field;
use crate::model::spoken;
use crate::model::time::Span;
use crate::rules::case::Case;
use crate::rules::rule::{Draft, Rule, RuleDoc, Seen, Terms};
use crate::rules::words::{names_nobody_absent, quoted, says_no_make_up, squeezed};

use super::{NO_ATTENDANCE, marks};

/// MEM003.
pub struct MakeUp;

static DOC: RuleDoc = RuleDoc {
    code: Code::MEM003,
    name: "缺席未补课",
    level: Level::Warning,
    what: "党员缺席活动，未见补课记录。",
    why: "文件要求联系每一名缺席党员，记录原因并组织补课。",
    how: "有考勤表的，逐人逐月看：当月记为缺席（请假是否计入由各地文件确定），考勤表没有补课标记，且当月台账的补课情况既没有提到该党员，也不是未点名的统一补课，\
          记一条。没有考勤表的，看台账：缺席人员及原因有填写而补课情况空白（有此栏目）的，每次活动记一条，不指向个人。\
          应到多于实到，而考勤表没有当月的标记，台账也没有写明缺席的是谁、什么原因、是否补课的，每次活动记一条“未记录”。党员花名册注明免考勤的党员不判定。当月有活动且已结束才判定。两类表都没有的，本规则不可评定。",
    parameters: &[("member.make_up", "缺席须补课"), ("member.leave_counts", "请假是否计入")],
    section: None,
    example: "考勤表7月张三为×，台账补课情况空白：记一条，位置指向考勤表的单元格。",
};

impl Rule for MakeUp {
    fn doc(&self) -> &'static RuleDoc {
        &DOC
    }

    fn terms(&self, params: &Params) -> Option<Terms> {
        params.the::<MemberParams>().make_up.as_ref().map(|asked| Terms::clause("缺席党员应补课", &asked.clause))
    }

    fn check(&self, case: &Case<'_>, seen: &mut Seen) {
        for month in case.held(seen) {
            unrecorded(case, month, seen);
            if case.has_attendance() {
                by_member(case, month, seen);
            } else {
                by_row(case, month, seen);
            }
        }
    }
}

/// Members were absent, and nothing says who, why, or whether they were caught up: listing them is never worse than leaving them out.
fn unrecorded(case: &Case<'_>, month: &BranchMonth, seen: &mut Seen) {
    let marked = case.attendance().iter().any(|a| a.marks.contains_key(&month.month) || a.unclear.contains_key(&month.month));
    if marked {
        return;
    }
    for activity in case.activities(month) {
        let row = &activity.row;
        let absent = activity.rated().map_or(0, |(due, actual)| due.saturating_sub(actual));
        if absent == 0 || !names_nobody_absent(&row.absentees) || !says_no_make_up(&row.make_up) {
            continue;
        }
        let say = say!(
            "提示核实：{}的活动应到、实到相差{absent}人，没有记录缺席的是谁、什么原因、是否补课；", spoken::day(activity.date);
            "请逐一联系缺席党员，记明姓名、原因和补课情况后补填重报。"
        );
        let draft = Draft::new(Span::Month(month.month), format!("缺席{absent}人未记录"), "记录缺席党员、原因和补课情况", say);
        seen.finds(draft.about(activity).item("未记录").at(row.head.place_of_first(&[Field::Absentees, Field::MakeUp, Field::Actual])));
    }
}

/// The attendance sheets say who was absent.
fn by_member(case: &Case<'_>, month: &BranchMonth, seen: &mut Seen) {
    let activities: Vec<&Activity> = month.activities.iter().map(|ix| case.corpus.activity(*ix)).collect();
    let notes: Vec<String> = activities.iter().map(|a| squeezed(&a.row.make_up)).collect();
    let known: Vec<String> = case.corpus.members[case.members()].iter().map(|m| squeezed(&m.name)).filter(|n| !n.is_empty()).collect();
    // A note that names nobody and is no negation speaks for all who were absent.
    let for_all = notes.iter().any(|n| !says_no_make_up(n) && !known.iter().any(|name| n.contains(name.as_str())));
    let span = Span::Month(month.month);
    let mut any = false;
    for member in marks(case) {
        let Some((mark, place)) = member.by_month.get(&month.month) else { continue };
        any = true;
        let name = squeezed(&member.member.name);
        if !case.is_absence(*mark) || for_all || notes.iter().any(|n| n.contains(&name)) {
            continue;
        }
        let what = mark.word();
        let say = say!(
            "提示核实：{}考勤表记为{what}，未见补课记录；", spoken::span(span);
            "请联系本人、记明原因，并组织补课后在台账中注明。"
        );
        let draft = Draft::new(span, format!("{what}，无补课记录"), "缺席党员应补课并记录", say);
        seen.finds(draft.of(&member.member.name).at((*place).clone()));
    }
    if any { seen.looks() } else { seen.lacks(NO_ATTENDANCE) }
}

/// Only the ledger says that somebody was absent.
fn by_row(case: &Case<'_>, month: &BranchMonth, seen: &mut Seen) {
    let exempt: Vec<&Arc<str>> =
        case.corpus.members[case.members()].iter().filter(|m| !m.exempt.trim().is_empty()).map(|m| &m.name).collect();
    for activity in month.activities.iter().map(|ix| case.corpus.activity(*ix)) {
        let row = &activity.row;
        let table = &row.head.table;
        if !table.has(Field::Absentees) || !table.has(Field::MakeUp) {
            seen.lacks("未提供党员考勤表，台账也没有缺席人员及原因、补课情况栏，报送考勤表后可评估");
            continue;
        }
        seen.looks();
        let absent = squeezed(&row.absentees);
        let only_exempt = exempt.iter().any(|n| absent.contains(&squeezed(n)))
            && case.corpus.members[case.members()].iter().all(|m| !m.exempt.trim().is_empty() || !absent.contains(&squeezed(&m.name)));
        if names_nobody_absent(&absent) || only_exempt || !says_no_make_up(&row.make_up) {
            continue;
        }
        let say = say!("提示核实：{}的活动有党员缺席，补课情况未填写；", spoken::day(activity.date); "请联系缺席党员、记明原因，并组织补课后补填重报。");
        let draft = Draft::new(Span::Month(month.month), format!("缺席：{}；无补课记录", quoted(&absent, 40)), "缺席党员应补课并记录", say);
        seen.finds(draft.about(activity).at(row.head.place(Field::MakeUp)));
    }
}

#[cfg(test)]
mod tests {
    use crate::model::assessment::Verdict;
    use crate::model::finding::{Code, Level};
    use crate::model::profile::{Demand, MemberParams};
    use crate::model::record::{Field, Mark};
    use crate::rules::fixtures::{Act, Town};

    fn town(note: &str) -> Town {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.params().edit::<MemberParams>().make_up = Some(Demand { clause: "三(二)1".into() });
        town.params().edit::<MemberParams>().leave_counts = true;
        town.hold(Act::on("2017-07-05").absentees("张三、李四").make_up(note));
        town
    }

    fn marked(note: &str) -> Town {
        let mut town = town(note);
        for (name, mark) in [("张三", Mark::Absent), ("李四", Mark::Leave), ("王五", Mark::Present), ("赵六", Mark::CaughtUp)] {
            let member = town.member(name);
            town.mark(member, "2017-07", mark);
        }
        town
    }

    #[test]
    fn each_absent_member_without_make_up_is_told() {
        let said = marked("").judge();
        let found = said.of(Code::MEM003);
        assert_eq!(found.iter().map(|f| f.member()).collect::<Vec<_>>(), ["张三", "李四"]);
        assert_eq!((found[0].month(), found[0].level(), found[0].cell()), ("2017-07".into(), Level::Warning, "考勤.xlsx｜考勤｜I2".into()));
        assert_eq!(found[1].observed(), "请假，无补课记录");
        assert!(found[0].message().contains("提示核实"));
    }

    #[test]
    fn notes_speak_for_whom_they_name_or_for_all() {
        let told = |note: &str| marked(note).judge().of(Code::MEM003).iter().map(|f| f.member().to_string()).collect::<Vec<_>>();
        assert_eq!(told("张三7月10日已补课"), ["李四"]);
        assert!(told("已于7月10日集中补课").is_empty());
        assert_eq!(told("未补课").len(), 2);
        assert_eq!(told("无").len(), 2);
    }

    #[test]
    fn hiding_who_was_absent_is_no_better_than_listing_them() {
        let mut silent = Town::new("2017-07", "2017-10-15");
        silent.params().edit::<MemberParams>().make_up = Some(Demand { clause: "三(二)1".into() });
        silent.hold(Act::on("2017-07-05").counts(20, 18));
        let said = silent.judge();
        let found = said.of(Code::MEM003);
        assert_eq!(found.iter().map(|f| f.observed()).collect::<Vec<_>>(), ["缺席2人未记录"]);
        assert_eq!(town("").judge().count(Code::MEM003), found.len(), "a branch that lists them and did not catch them up");
        silent.drop_headings(&[Field::Absentees, Field::MakeUp]);
        silent.corpus.activities.clear();
        silent.hold(Act::on("2017-07-05").counts(20, 18));
        assert_eq!(silent.judge().count(Code::MEM003), 1, "leaving the columns out hides nothing");
    }

    #[test]
    fn leave_counts_by_profile_and_exempt_members_are_out() {
        let mut town = marked("");
        town.params().edit::<MemberParams>().leave_counts = false;
        assert_eq!(town.judge().count(Code::MEM003), 1);
        town.corpus.members[0].exempt = "流动".into();
        assert_eq!(town.judge().verdict(Code::MEM003), Verdict::Passed);
    }

    #[test]
    fn without_sheets_the_row_is_told_and_nobody_named() {
        let said = town("").judge();
        let found = said.of(Code::MEM003);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].member(), found[0].cell()), ("", "台账.xlsx｜台账｜Q2".into()));
        assert_eq!(town("已补课").judge().verdict(Code::MEM003), Verdict::Passed);
        let mut full = Town::new("2017-07", "2017-10-15");
        full.params().edit::<MemberParams>().make_up = Some(Demand { clause: "三(二)1".into() });
        full.hold(Act::on("2017-07-05").absentees("无").counts(20, 20));
        assert_eq!(full.judge().verdict(Code::MEM003), Verdict::Passed);
    }

    #[test]
    fn without_sheets_and_headings_it_is_not_assessable() {
        let mut town = Town::new("2017-07", "2017-10-15");
        town.params().edit::<MemberParams>().make_up = Some(Demand { clause: "三(二)1".into() });
        town.drop_headings(&[Field::MakeUp]);
        town.hold(Act::on("2017-07-05").absentees("张三"));
        assert!(matches!(town.judge().verdict(Code::MEM003), Verdict::NotAssessable(_)));
        town.params().edit::<MemberParams>().make_up = None;
        assert_eq!(town.judge().verdict(Code::MEM003), Verdict::NotApplicable);
    }
}
