//! What the documents ask beyond the month's activity, as the demo knows it: plans and notices, themes, oaths, service, cadres. Like the table
//! of policies it is written from the clauses, not from the program's profiles.

use chrono::NaiveDate;

use crate::model::org::BranchType as Kind;
use crate::model::time::{Month, Span};

/// Year, month, day.
pub(super) type Ymd = (i32, u32, u32);
/// Words, any of which will do.
pub(super) type Words = &'static [&'static str];

/// PLN001, PLN002.
#[derive(Debug)]
pub(super) struct PlanTerms {
    pub min: Option<u32>,
    pub words: Words,
    /// The county's own date: nobody below it is told.
    pub of_county: bool,
    /// Month and day of every year.
    pub due: Option<(u32, u32)>,
    /// First month of a plan with a date of its own, and the date.
    pub exception: Option<((i32, u32), Ymd)>,
}

/// ACT007.
#[derive(Debug)]
pub(super) struct LectureTerms {
    pub min: u32,
    pub words: Words,
    pub by_secretary: Words,
}

/// ACT009.
#[derive(Debug)]
pub(super) struct Themes {
    /// Words by month of 2017.
    pub guidance: &'static [Words],
    pub any_month: Words,
    pub own_by_plan: bool,
}

impl Themes {
    /// The guidance for a month, if there is one.
    pub fn of(&self, month: Month) -> Words {
        if month.year() == 2017 { self.guidance.get(month.month() as usize - 1).copied().unwrap_or(&[]) } else { &[] }
    }
}

/// ACT010.
#[derive(Debug)]
pub(super) struct Concentrated {
    pub words: Words,
    pub jurisdiction: usize,
    pub committee: usize,
}

/// When a member's 政治生日 is kept (MEM006).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Birthday {
    Yearly,
    JoiningMonthAndJuly,
}

/// MEM004.
#[derive(Debug)]
pub(super) struct ServiceDuty {
    /// Kinds of branches; empty: all.
    pub kinds: &'static [Kind],
    pub min: u32,
    /// Empty: any service.
    pub words: Words,
}

/// CAD001.
#[derive(Debug)]
pub(super) struct CadreDuty {
    pub affair: &'static str,
    /// Affairs that are of this kind too.
    pub also: Words,
    pub min: u32,
    /// Empty: every name in the cadres' tables, but for heads of branches.
    pub ranks: Words,
    /// With each member of the branch, where the table names a counterpart.
    pub with_each: bool,
}

impl CadreDuty {
    /// Does what was done count for it?
    pub fn counts(&self, affair: &str) -> bool {
        self.affair == affair || self.also.contains(&affair)
    }

    /// Is it asked of that rank, `listed` or not?
    pub fn asks(&self, rank: &str, listed: bool) -> bool {
        if self.ranks.is_empty() { listed && rank != HEAD } else { self.ranks.iter().any(|r| rank.contains(r)) }
    }
}

const fn cadre(affair: &'static str, min: u32, ranks: Words) -> CadreDuty {
    CadreDuty { affair, also: &[], min, ranks, with_each: false }
}

/// A branch's head, as the tables call the rank.
pub(super) const HEAD: &str = "支部书记";

/// How much volunteer service is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Volunteers {
    /// No table of it.
    None,
    /// Whoever took part is listed.
    Some,
    /// Everybody has to.
    Everybody,
}

/// One jurisdiction's.
#[derive(Debug)]
pub(super) struct Duties {
    /// Yearly plans of the branches are handed in.
    pub plans: bool,
    /// A register of what committees filed is kept.
    pub registers: bool,
    pub plan: Option<PlanTerms>,
    /// PLN002 for the meeting that opens the year.
    pub mobilisation: Option<(Ymd, Words)>,
    /// PLN003.
    pub preview_by: Option<u32>,
    /// PLN005: each month's programme is filed.
    pub programme: Option<Words>,
    /// INS002: kinds of which every branch is to be visited.
    pub coverage: &'static [Kind],
    /// PLN004: days after the quarter.
    pub summary: Option<(i64, Words)>,
    pub lecture: Option<LectureTerms>,
    /// ACT008: in joining months and in July.
    pub oath: Option<Words>,
    pub themes: Option<Themes>,
    pub concentrated: Option<Concentrated>,
    /// ACT011.
    pub modes: &'static [Words],
    pub birthday: Option<(Birthday, Words)>,
    pub volunteers: Volunteers,
    pub services: &'static [ServiceDuty],
    /// MEM005: 时长, 内容, 成效.
    pub service_fields: bool,
    pub cadres: &'static [CadreDuty],
    /// Two or three committees are visited every month.
    pub monthly_visits: bool,
    /// "a quarter's grounds bar the year".
    pub quarterly: bool,
    /// Those in charge of branches that fail are reminded, asked, admonished, and that bars the branch.
    pub steps: bool,
}

/// REC003: shorter texts are not compared.
pub(super) const SAME_TEXT: usize = 80;

const NONE: Duties = Duties {
    plans: false,
    registers: false,
    plan: None,
    mobilisation: None,
    programme: None,
    coverage: &[],
    preview_by: None,
    summary: None,
    lecture: None,
    oath: None,
    themes: None,
    concentrated: None,
    modes: &[],
    birthday: None,
    volunteers: Volunteers::None,
    services: &[],
    service_fields: false,
    cadres: &[],
    monthly_visits: false,
    quarterly: false,
    steps: false,
};

const JOINT: Words = &["共建", "联建", "结对", "联合开展"];
const BIRTHDAY: Words = &["政治生日"];
const PLAN: Words = &["年度计划", "活动计划", "活动安排"];

/// A jurisdiction whose document asks none of this.
pub(super) static LONGYOU: Duties = NONE;

pub(super) static YANGZHOU: Duties = Duties {
    plans: true,
    registers: true,
    preview_by: Some(10),
    programme: Some(&["活动方案"]),
    concentrated: Some(Concentrated { words: &["集中主题活动", "集中性主题活动"], jurisdiction: 2, committee: 2 }),
    birthday: Some((Birthday::Yearly, BIRTHDAY)),
    volunteers: Volunteers::Everybody,
    services: &[
        ServiceDuty { kinds: &[], min: 2, words: &[] },
        ServiceDuty { kinds: &[Kind::Organ], min: 2, words: &["社区"] },
        ServiceDuty { kinds: &[Kind::Organ], min: 1, words: &["建议"] },
        ServiceDuty { kinds: &[Kind::Organ], min: 1, words: &["认领"] },
        ServiceDuty { kinds: &[Kind::Organ], min: 1, words: &["结对"] },
    ],
    cadres: &[
        CadreDuty { also: &["驻点调研"], ..cadre("基层调研", 30, &[]) },
        cadre("驻点调研", 3, &[]),
        cadre("调研报告", 1, &[]),
        cadre("走访联系点", 2, &[]),
        cadre("参加联系点组织生活", 1, &[]),
        cadre("专题调研", 1, &[]),
        cadre("讲授主题党课", 1, &[]),
        cadre("专项点评", 1, &[]),
        cadre("谈心谈话", 2, &["县处级"]),
        CadreDuty { with_each: true, ..cadre("谈心谈话", 2, &[HEAD]) },
    ],
    ..NONE
};

pub(super) static CHIZHOU: Duties = Duties {
    plans: true,
    registers: true,
    plan: Some(PlanTerms { min: Some(12), words: PLAN, of_county: true, due: Some((3, 25)), exception: Some(((2017, 7), (2017, 7, 31))) }),
    cadres: &[cadre("参加所在支部活动", 12, &["科级", "处级"])],
    ..NONE
};

pub(super) static HUIJI: Duties = Duties {
    registers: true,
    plan: Some(PlanTerms { min: None, words: PLAN, of_county: false, due: None, exception: Some(((2017, 1), (2016, 12, 30))) }),
    mobilisation: Some(((2017, 1, 20), &["动员大会", "动员会"])),
    summary: Some((15, &["季度总结", "总结报告"])),
    themes: Some(Themes {
        guidance: &[
            &["送温暖", "慰问", "农民工维权", "消防安全", "民主评议", "廉政文化"],
            &["义诊", "形势政策", "送文艺", "献一策"],
            &["学雷锋", "理发", "关爱妇女儿童", "植树", "扫墓", "维护消费者权益"],
            &["五四", "志愿服务", "五一", "义务劳动", "关注环境", "关爱健康", "环保"],
            &["微心愿", "安全知识", "慰问", "帮扶贫困", "业务培训", "三学院三基地"],
            &[
                "党组织书记讲党课",
                "重温入党誓词",
                "征文",
                "知识竞赛",
                "书画",
                "摄影",
                "党章知识",
                "慰问",
                "评先评优",
                "歌咏",
                "党建成果展",
                "安全知识进校园",
                "爱心助考",
            ],
            &["重走长征路", "送清凉", "红色电影", "防汛", "危房排查", "拥军", "禁烧", "助农"],
            &["缅怀先烈", "铭记党史", "抗战胜利", "红军老战士", "革命故事", "义务献血"],
            &["健康知识", "勿忘国耻", "爱国主义", "红色教育基地"],
            &["亮身份", "作表率", "树形象", "禁烧", "助农", "收秋", "喜迎党的十九大", "党的代表大会知识"],
            &["十九大精神", "警示教育", "形势政策", "安全生产"],
            &["法律宣传", "法律咨询", "法律援助", "交通安全", "听民声", "察民情", "解民忧"],
        ],
        any_month: &["三会一课", "在职党员进社区"],
        own_by_plan: true,
    }),
    modes: &[JOINT],
    cadres: &[cadre("参加所在支部", 12, &["科级", "处级"]), cadre("参加联系点活动", 1, &["处级"])],
    quarterly: true,
    ..NONE
};

pub(super) static SUIZHOU: Duties = Duties {
    lecture: Some(LectureTerms {
        min: 1, words: &["党课"], by_secretary: &["书记讲党课", "书记上党课", "书记带头讲党课"]
    }),
    oath: Some(&["重温入党誓词", "入党誓词"]),
    themes: Some(Themes { guidance: &[], any_month: &[], own_by_plan: true }),
    coverage: &[Kind::Private, Kind::Social, Kind::StateEnterprise],
    cadres: &[cadre("讲党课", 1, &["班子成员"]), cadre("讲党课", 1, &["第一书记"]), cadre("参加所在支部活动", 12, &["班子成员"])],
    ..NONE
};

pub(super) static KECHENG: Duties = Duties { volunteers: Volunteers::Some, service_fields: true, modes: &[JOINT], ..NONE };

pub(super) static QUJIANG: Duties = Duties {
    themes: Some(Themes {
        guidance: &[],
        any_month: &["治水拆违", "帮扶困难", "走访老党员", "爱心募捐", "重温入党誓词", "学习"],
        own_by_plan: true,
    }),
    steps: true,
    ..NONE
};

pub(super) static JIANGSHAN: Duties = Duties { volunteers: Volunteers::Some, ..NONE };

pub(super) static CHANGSHAN: Duties = Duties {
    plans: true,
    plan: Some(PlanTerms { min: Some(12), words: PLAN, of_county: false, due: None, exception: None }),
    themes: Some(Themes { guidance: &[], any_month: &[], own_by_plan: true }),
    monthly_visits: true,
    ..NONE
};

pub(super) static KAIHUA: Duties =
    Duties {
        birthday: Some((Birthday::JoiningMonthAndJuly, BIRTHDAY)), modes: &[&["互看互比互学"], &["红色教育"], &["微党课"]], ..NONE
    };

/// A day of the table.
pub(super) fn day((year, month, day): Ymd) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

impl PlanTerms {
    /// What a year's plan is about, and until when it is to be filed: "A year with an exception has no other date."
    pub fn of(&self, year: i32) -> (Span, Option<NaiveDate>) {
        match self.exception {
            Some(((y, first), due)) if y == year => (if first == 7 { Span::Half(year, 2) } else { Span::Year(year) }, day(due)),
            _ => (Span::Year(year), self.due.and_then(|(m, d)| NaiveDate::from_ymd_opt(year, m, d))),
        }
    }

    /// The month from which a year's plan runs.
    pub fn from(&self, year: i32) -> Option<Month> {
        match self.exception {
            Some(((y, first), _)) if y == year => Month::new(y, first),
            _ => Month::new(year, 1),
        }
    }
}
