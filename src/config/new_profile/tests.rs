//! How clerks write, read aright or refused; what comes out is sound and says where its numbers are from.

use super::answer::{Absences, Day, Draw};
use super::*;
use crate::model::figure::Share;
use crate::model::finding::Code;
use crate::model::kind::YearDay;
use crate::model::org::OwnDay;
use crate::model::profile::*;

fn share(parts: u32) -> Share {
    Share::from_parts(parts).expect("a share")
}

/// Reads, or is refused.
fn of(read: fn(&str) -> Result<Answer, String>, said: &str) -> Option<Answer> {
    read(said).ok()
}

#[test]
fn activity_days_as_clerks_write_them() {
    use chrono::Weekday::{Fri, Mon};
    for (said, want) in [
        ("每月第二个周五", Day::Fixed(vec![OwnDay::NthWeekday(2, Fri)])),
        ("第1个星期一", Day::Fixed(vec![OwnDay::NthWeekday(1, Mon)])),
        ("每月最后一个周五。", Day::Fixed(vec![OwnDay::NthWeekday(5, Fri)])),
        ("每月5日或10日", Day::Fixed(vec![OwnDay::DayOfMonth(5), OwnDay::DayOfMonth(10)])),
        ("每月二十日", Day::Fixed(vec![OwnDay::DayOfMonth(20)])),
        ("不固定", Day::Any),
        ("每月任意一天", Day::Any),
        ("由支部自行固定", Day::Own),
    ] {
        assert_eq!(of(read::day, said), Some(Answer::Day(want)), "{said}");
    }
    for said in ["每月下旬", "周五", "32日", "每月5日、5日", "每月第二个周五或10日", "月初"] {
        assert_eq!(of(read::day, said), None, "{said}");
    }
}

#[test]
fn holidays_moves_and_terms_as_clerks_write_them() {
    for (said, want) in [
        ("顺延至下一工作日", HolidayRule::NextWorkingDay),
        ("顺延到下周五", HolidayRule::NextWeek),
        ("当月任意一天均可", HolidayRule::AnyDay),
        ("改期须备案", HolidayRule::Filing),
        ("文件未规定", HolidayRule::Silent),
    ] {
        assert_eq!(of(read::holiday, said), Some(Answer::Holiday(want)), "{said}");
    }
    // one way or the other, never both
    assert!(
        ["顺延", "顺延至下一工作日或下周", "不顺延至下周", "顺延至下一工作日｜二.1"]
            .into_iter()
            .all(|said| of(read::holiday, said).is_none())
    );
    for (said, needs, within) in [
        ("备案，7天内", Consent::Filing, Some(7)),
        ("须经上级党组织同意", Consent::Approval, None),
        ("报组织部备案，前后一周以内", Consent::Filing, Some(7)),
        ("审批；不超过三日", Consent::Approval, Some(3)),
    ] {
        assert_eq!(of(read::adjust, said), Some(Answer::Adjust(needs, within)), "{said}");
    }
    assert!(
        ["7天内", "先同意再备案", "备案 7", "无需备案", "不得改期，备案无效", "备案，3天内，7天内"].into_iter().all(|said| of(
            read::adjust,
            said
        )
        .is_none())
    );
    for (said, days) in [("3日内", 3), ("活动后三天", 3), ("3", 3), ("一周内", 7), ("当日", 0), ("10天", 10)] {
        assert_eq!(of(read::days, said), Some(Answer::Days(days)), "{said}");
    }
    for said in ["3个工作日内", "次月5日前", "及时", "月底前", "400天", "三", "当日起3日内", "3日内报送，5日内归档"]
    {
        assert_eq!(of(read::days, said), None, "{said}");
    }
}

#[test]
fn figures_as_clerks_write_them() {
    for (said, parts) in [("80%", 8_000), ("0.8", 8_000), ("不低于80％", 8_000), ("八成", 8_000), ("82.5%以上", 8_250), ("100%", 10_000)]
    {
        assert_eq!(of(read::share, said), Some(Answer::Share(share(parts))), "{said}");
    }
    for said in ["80", "0", "0%", "120%", "大多数", "80.555%"] {
        assert_eq!(of(read::share, said), None, "{said}");
    }
    for (said, min, due) in [
        ("12次，3月25日前", Some(12), Some(YearDay(3, 25))),
        ("全年不少于十二次", Some(12), None),
        ("三月底", None, None),
        ("每年3月25日前报备", None, Some(YearDay(3, 25))),
        ("03-25", None, Some(YearDay(3, 25))),
    ] {
        let want = (min.is_some() || due.is_some()).then_some(Answer::Plan(min, due));
        assert_eq!(of(read::plan, said), want, "{said}");
    }
    for said in ["2月30日", "上年12月30日前", "12次，10次", "若干", "0次", "2024年3月25日前", "10至12次", "3月25日至4月1日"]
    {
        assert_eq!(of(read::plan, said), None, "{said}");
    }
    let all = Absences { remind: Some(3), verify: Some(6), leave: Some(true) };
    assert_eq!(of(read::absences, "3次谈话提醒，六次提示核实、请假计入"), Some(Answer::Absences(all)));
    assert_eq!(
        of(read::absences, "缺席3次提醒，请假不计入"),
        Some(Answer::Absences(Absences { remind: Some(3), verify: None, leave: Some(false) }))
    );
    for said in ["6次提醒，3次核实", "3次", "请假计入", "3次提醒，请假", "3次提醒，4次提醒", "3次以上6次以下提醒"]
    {
        assert_eq!(of(read::absences, said), None, "{said}");
    }
    let typed = Draw { strata: Some("type"), share: Some(share(1_000)), min: Some(1), rest_months: Some(3), ..Draw::default() };
    assert_eq!(of(read::draw, "10%，按类型分层，至少1个，近3个月查过的不再抽"), Some(Answer::Draw(typed)));
    assert_eq!(of(read::draw, "抽20个"), Some(Answer::Draw(Draw { min: Some(20), max: Some(20), ..Draw::default() })));
    let each = Draw { strata: Some("committee"), min: Some(2), max: Some(2), ..Draw::default() };
    assert_eq!(of(read::draw, "每个党委2个"), Some(Answer::Draw(each)));
    let classes = Draw { strata: Some("type"), share: Some(share(1_000)), ..Draw::default() };
    assert_eq!(
        [of(read::draw, "每类抽10%"), of(read::draw, "按类型分层，抽一成")],
        [Some(Answer::Draw(classes)), Some(Answer::Draw(classes))]
    );
    for said in ["每类10%，按党委", "10%至20%", "10%，20%", "按类型分层", "至少1个", "至少5个，至多3个", "看情况", "0个"]
    {
        assert_eq!(of(read::draw, said), None, "{said}");
    }
    let grounds = vec![(Code::SUB001, 1), (Code::PAR001, 1), (Code::DAY001, 3), (Code::INS001, 2)];
    assert_eq!(of(read::grounds, "缺月1次，参与率不达标，擅自改期三次，督查逾期未改2项"), Some(Answer::Grounds(grounds)));
    assert_eq!(of(read::grounds, "不设"), Some(Answer::Grounds(Vec::new())));
    for said in ["缺月", "受处分", "缺月1次，未开展2次", "缺月1次或2次"] {
        assert_eq!(of(read::grounds, said), None, "{said}");
    }
}

#[test]
fn set_content_with_its_words_and_clauses() {
    let Ok(Answer::Items(all)) = items::read("每月：集中学习（专题学习，学习讨论）、交纳党费｜三.1；每季度三会一课")
    else {
        panic!("unread")
    };
    let told: Vec<String> = all.iter().map(|i| format!("{:?} {} {} {}", i.every, i.name, i.words.join("/"), i.clause)).collect();
    assert_eq!(told, ["Month 集中学习 集中学习/专题学习/学习讨论 三.1", "Month 交纳党费 交纳党费 三.1", "Quarter 三会一课 三会一课 "]);
    for said in ["集中学习", "每月", "每月：学习、学习", "每月：学习（专题", "每月：学习（专题）会", "；"]
    {
        assert!(items::read(said).is_err(), "{said}");
    }
}

/// A profile from answers, one a question.
fn made(answers: &[&str]) -> (String, Profile) {
    let mut interview = Interview::new(None).expect("questions");
    for answer in answers {
        interview.answer(answer).unwrap_or_else(|why| panic!("{answer}: {why}"));
    }
    let (id, text) = interview.finish().unwrap_or_else(|why| panic!("{why}"));
    let profile = check_text(&format!("{id}.toml"), &text).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    (text, profile)
}

#[test]
fn what_was_answered_stands_in_the_file_and_what_was_not_is_told() {
    let (text, p) = made(&[
        "清源县",
        "",
        "",
        "《关于“主题党日”的意见》",
        "",
        "2024年3月1日",
        "每月5日或10日｜二.1",
        "当月任意一天均可",
        "",
        "3日内",
        "12次｜四.1",
        "85%",
        "",
        "",
        "不设",
    ]);
    assert_eq!((&*p.id, &*p.name, &*p.document), ("清源县", "清源县", "关于“主题党日”的意见"));
    assert_eq!(p.in_force.map(|d| d.to_string()).as_deref(), Some("2024-03-01"));
    let day = p.base.the::<ActivityDay>();
    assert_eq!(
        (day.rule, day.days.as_slice(), day.on_holiday, &*day.clause),
        (DayRule::DaysOfMonth, &[5, 10][..], HolidayRule::AnyDay, "二.1")
    );
    let report = p.base.get::<Report>().expect("a term");
    assert_eq!((report.within_days, &*report.clause), (3, OFFICE_SET));
    assert_eq!(p.base.get::<Plan>().map(|plan| (plan.min, plan.due.is_none())), Some((Some(12), true)));
    assert_eq!(p.base.floor(), share(8_500));
    assert!(p.base.get::<Adjust>().is_none() && p.base.list::<Item>().is_empty() && p.excellence.veto.is_empty());
    for word in
        ["没有写改期（[adjust]）", "没有写规定动作（[[items]]）", "没有写缺席次数（[member]）", "没有写抽查（[sampling]）", "没有写文号"]
    {
        assert!(text.contains(word), "{word}\n{text}");
    }
    assert!(!text.contains("没有写报送期限"), "{text}");
}

#[test]
fn with_nothing_but_names_everything_is_told_as_left_out() {
    let (text, p) = made(&["某区", "mouqu", "党员活动日", "办法"]);
    let general = Interview::new(None).expect("questions").general;
    assert_eq!((p.base.floor(), p.excellence.veto.len()), (general.base.floor(), general.excellence.veto.len()));
    let left = text.lines().filter(|line| line.starts_with("# 没有写")).count();
    assert_eq!(left, 10, "{text}");
    assert!(text.contains(&format!("按通用标准 {}", general.base.floor())), "{text}");
}

#[test]
fn what_an_answer_says_cannot_leave_its_place_in_the_file() {
    let (_, p) = made(&["某\"县\\", "a", "", "x\" # [score]", "", "", "每月10日｜\"; id = \"b"]);
    assert_eq!((&*p.id, &*p.name, &*p.document), ("a", "某\"县\\", "x\" # [score]"));
    assert_eq!(&*p.base.the::<ActivityDay>().clause, "\"; id = \"b");
    let mut interview = Interview::new(Some("a")).expect("questions");
    assert!(interview.answer("某县\nid = 1").is_err());
}
