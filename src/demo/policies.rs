//! What each jurisdiction asks: a small table written from the clauses, not from the program's profiles. A profile that says something else than
//! its clause shows up as a difference between a run and the planted truth.

use crate::model::org::BranchType as Kind;
use chrono::Weekday;

use super::duties;
use super::policy::{Adjust, Consent, Day, Every, Holiday, Item, Kept, Needed, Policy};
use super::tags::Tag;

pub(super) const LECTURE: &[&str] = &["党课"];
pub(super) const ORG_LIFE: &[&str] = &["组织生活会"];
pub(super) const REVIEW: &[&str] = &["民主评议党员", "民主评议"];
pub(super) const CHARTER: &[&str] = &["诵读党章", "学习党章全文", "党章诵读"];
pub(super) const SUBSTITUTION: &[&str] = &["志愿服务", "业务培训", "业务学习", "工作例会", "工作会议", "例会"];

const DUES: Item = Item { is_activity: false, ..month(&["交纳党费", "缴纳党费", "党费收缴"]) };
const STUDY: Item = month(STUDIES);
pub(super) const STUDIES: &[&str] = &["集中学习", "学习讨论", "专题学习", "学习"];
const SANHUI: &[&str] = &["三会一课", "党员大会", "支委会", "党小组会", "党课"];
const COMMITTEE: Item = Item { min_members: 7, ..month(&["支委会", "支部委员会会议"]) };
const OATH: Item = month(&["重温入党誓词", "入党誓词"]);

const fn every(every: Every, words: &'static [&'static str]) -> Item {
    Item { every, words, is_activity: true, min_members: 0 }
}

const fn month(words: &'static [&'static str]) -> Item {
    every(Every::Month, words)
}

const fn year(words: &'static [&'static str]) -> Item {
    every(Every::Year, words)
}

const COMMON: &[(Kind, u32)] =
    &[(Kind::Rural, 56), (Kind::Community, 18), (Kind::RuralOrCommunity, 6), (Kind::Organ, 12), (Kind::Private, 8)];

const BASE: Policy = Policy {
    id: "",
    name: "",
    system: "主题党日",
    in_force: None,
    kinds: COMMON,
    days: &[],
    day: Day::Any,
    holiday: Holiday::Silent,
    day_informs: false,
    same_day: false,
    floor: 80,
    report_days: None,
    plan_min: None,
    adjust: None,
    min_minutes: None,
    items: &[],
    lecture: false,
    org_life: false,
    charter: false,
    review: None,
    review_in_q4: false,
    substitution: false,
    july_first: None,
    records: &[],
    kept: Kept::InTheMonth,
    record_kinds: &[],
    fields: &[],
    absent: None,
    make_up: false,
    usual: &[Tag::Study],
    duties: &duties::LONGYOU,
};

/// All ten, in the order of the requirements paper.
pub(super) const POLICIES: &[Policy] = &[
    Policy {
        id: "yangzhou",
        duties: &duties::YANGZHOU,
        name: "扬州市",
        system: "统一活动日",
        in_force: Some((2014, 8, 14)),
        kinds: &[
            (Kind::Rural, 50),
            (Kind::Community, 18),
            (Kind::RuralOrCommunity, 6),
            (Kind::Organ, 12),
            (Kind::TownOrgan, 6),
            (Kind::Private, 8),
        ],
        day: Day::Days(&[20]),
        holiday: Holiday::NextWorkingDay,
        records: &["书面记录", "台账资料"],
        fields: &[Needed::Recorder],
        ..BASE
    },
    Policy {
        id: "chizhou",
        duties: &duties::CHIZHOU,
        name: "池州市",
        system: "党员活动日",
        in_force: Some((2017, 7, 13)),
        day: Day::Days(&[5, 10]),
        holiday: Holiday::AnyDay,
        report_days: Some(3),
        plan_min: Some(12),
        items: &[STUDY, DUES, every(Every::Quarter, SANHUI), year(&["党性分析", "党性定期分析"])],
        review: Some(&[]),
        substitution: true,
        records: &["活动计划", "活动记录", "活动资料"],
        fields: &[Needed::Theme, Needed::Time, Needed::Place, Needed::Content],
        absent: Some((3, 6)),
        usual: &[Tag::Study, Tag::Dues],
        ..BASE
    },
    Policy {
        id: "huiji",
        duties: &duties::HUIJI,
        name: "郑州市惠济区",
        in_force: Some((2017, 1, 1)),
        same_day: true,
        kinds: &[(Kind::Rural, 50), (Kind::Community, 22), (Kind::Organ, 14), (Kind::School, 8), (Kind::Private, 6)],
        day: Day::Nth(2, Weekday::Fri),
        holiday: Holiday::Filing,
        adjust: Some(Adjust { within_days: Some(7), consent: Consent::Filing, by_committee: true }),
        min_minutes: Some(180),
        items: &[month(SANHUI), DUES],
        usual: &[Tag::Assembly, Tag::Dues],
        ..BASE
    },
    Policy {
        id: "suizhou-gaoxin",
        duties: &duties::SUIZHOU,
        name: "随州高新区",
        system: "支部主题党日",
        kinds: &[
            (Kind::Rural, 34),
            (Kind::Community, 16),
            (Kind::RuralOrCommunity, 7),
            (Kind::Unknown, 3),
            (Kind::Organ, 14),
            (Kind::Private, 10),
            (Kind::StateEnterprise, 8),
            (Kind::Social, 5),
            (Kind::Enterprise, 3),
        ],
        days: &[
            (Kind::Rural, Day::Nth(1, Weekday::Fri)),
            (Kind::Community, Day::Nth(1, Weekday::Fri)),
            (Kind::Organ, Day::Nth(1, Weekday::Fri)),
        ],
        holiday: Holiday::NextWeek,
        adjust: Some(Adjust { within_days: None, consent: Consent::Approval, by_committee: false }),
        items: &[DUES, STUDY, COMMITTEE],
        lecture: true,
        org_life: true,
        charter: true,
        review: Some(&[Kind::Organ]),
        review_in_q4: true,
        july_first: Some(3),
        records: &["文字记录", "照片", "视频"],
        kept: Kept::ByEach,
        record_kinds: &[Kind::Private, Kind::Social],
        fields: &[Needed::Host],
        make_up: true,
        usual: &[Tag::Study, Tag::Dues, Tag::Committee, Tag::Oath],
        ..BASE
    },
    Policy { id: "kecheng", name: "衢州市柯城区", duties: &duties::KECHENG, ..BASE },
    Policy {
        id: "qujiang",
        duties: &duties::QUJIANG,
        name: "衢州市衢江区",
        items: &[OATH, STUDY, DUES, month(&["志愿服务"])],
        records: &["年度任务清单", "每月活动方案", "学习资料", "学习笔记", "活动记录及图片", "党员签到表"],
        usual: &[Tag::Oath, Tag::Study, Tag::Dues, Tag::Volunteer],
        ..BASE
    },
    Policy {
        id: "longyou",
        name: "衢州市龙游县",
        // Schools are not named, and a village that may be a community is none of those that are.
        kinds: &[
            (Kind::Rural, 52),
            (Kind::Organ, 16),
            (Kind::TwoNew, 12),
            (Kind::StateEnterprise, 9),
            (Kind::RuralOrCommunity, 6),
            (Kind::School, 5),
        ],
        days: &[
            (Kind::Rural, Day::Days(&[20])),
            (Kind::Organ, Day::Nth(1, Weekday::Mon)),
            (Kind::TwoNew, Day::Own),
            (Kind::StateEnterprise, Day::Own),
        ],
        items: &[
            year(&["党员学习教育"]),
            year(&["基层民主议事"]),
            year(&["党员走访联系"]),
            year(&["为民服务奉献"]),
            year(&["党内民主评议"]),
        ],
        records: &["纪实记录"],
        kept: Kept::ByEach,
        usual: &[],
        ..BASE
    },
    // The document deals with members judged unqualified, and names no number of absences: none is counted.
    Policy {
        id: "jiangshan",
        name: "衢州市江山市",
        kept: Kept::ByEach,
        records: &["内容评价", "形式评价", "效果评价"],
        duties: &duties::JIANGSHAN,
        ..BASE
    },
    Policy {
        id: "changshan",
        duties: &duties::CHANGSHAN,
        name: "衢州市常山县",
        system: "支部主题党日",
        day: Day::Days(&[10]),
        items: &[
            month(&["党性教育"]),
            month(&["组织生活"]),
            month(&["民情沟通"]),
            month(&["党费收缴"]),
            month(&["服务中心"]),
            month(&["志愿服务"]),
        ],
        // The document's eight, under the long headings: the short 活动内容 would be the ledger's own column.
        records: &[
            "详细的活动安排",
            "统一的活动仪式",
            "党员参会桌牌",
            "规范的会议记录",
            "固定的党性教育",
            "具体的活动内容",
            "有创意的组织生活",
            "完善的考评制度",
        ],
        usual: &[Tag::Spirit, Tag::OrgMatters, Tag::Talk, Tag::DuesTaken, Tag::Centre, Tag::Volunteer],
        ..BASE
    },
    Policy {
        id: "kaihua",
        duties: &duties::KAIHUA,
        name: "衢州市开化县",
        system: "主题党日",
        day: Day::Days(&[15]),
        day_informs: true,
        items: &[month(&["服务日", "志愿服务", "清洁日"])],
        usual: &[Tag::ServiceDay],
        ..BASE
    },
];

/// The jurisdiction with that id.
pub(super) fn find(id: &str) -> Option<&'static Policy> {
    POLICIES.iter().find(|p| p.id == id)
}

#[cfg(test)]
mod tests {
    use super::super::tags::{TAGS, Tag};
    use super::super::words::THEMES;
    use super::*;

    /// Guidance of huiji apart: neutral themes may well fit it.
    fn all_words() -> Vec<&'static str> {
        let items = POLICIES.iter().flat_map(|p| p.items).flat_map(|i| i.words.iter());
        let rest = [LECTURE, ORG_LIFE, REVIEW, CHARTER, SUBSTITUTION];
        let more = POLICIES.iter().map(|p| p.duties).flat_map(|d| {
            let lecture = d.lecture.iter().flat_map(|l| [l.words, l.by_secretary]);
            let themes = d.themes.iter().map(|t| t.any_month);
            let concentrated = d.concentrated.iter().map(|c| c.words);
            let rest = d.oath.iter().chain(d.modes).chain(d.birthday.iter().map(|(_, words)| words)).copied();
            lecture.chain(themes).chain(concentrated).chain(rest).flatten()
        });
        items.chain(rest.into_iter().flatten()).chain(more).copied().collect()
    }

    #[test]
    fn neutral_themes_carry_no_word_that_a_rule_looks_for() {
        assert!(THEMES.len() >= 30);
        for theme in THEMES {
            for word in all_words() {
                assert!(!theme.name.contains(word) && !theme.content.contains(word), "{theme:?} contains {word}");
            }
        }
    }

    #[test]
    fn a_tag_says_the_same_by_word_and_by_phrase() {
        for tag in TAGS {
            for word in all_words() {
                assert_eq!(tag.word().contains(word), tag.phrase().contains(word), "{tag:?} {word}");
            }
        }
    }

    #[test]
    fn a_usual_activity_satisfies_every_monthly_item() {
        for policy in POLICIES {
            for item in policy.items.iter().filter(|i| i.every == Every::Month) {
                assert!(policy.usual.iter().any(|t: &Tag| t.matches(item.words)), "{} {:?}", policy.id, item.words);
            }
        }
    }
}
