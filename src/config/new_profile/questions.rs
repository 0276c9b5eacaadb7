//! The questions in their order: what is asked, an example, what a blank means, and when a question makes sense at all.

use super::answer::{Answer, Day};
use super::{Answers, items, read};
use crate::model::profile::{MemberParams, Profile};

/// What a question is about; in the order of the file that comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Id,
    Name,
    System,
    Document,
    Number,
    InForce,
    Day,
    Holiday,
    Adjust,
    Report,
    Plan,
    Participation,
    Items,
    Absences,
    Grounds,
    Draw,
}

/// A question.
pub struct Question {
    /// A word or two by which a file of answers names it.
    pub label: &'static str,
    /// What is asked.
    pub ask: &'static str,
    /// An answer that would be right.
    pub example: &'static str,
    /// The answer stands on a clause.
    pub clause: bool,
    pub(super) topic: Topic,
    pub(super) required: bool,
    /// What a blank means.
    pub(super) blank: fn(&Profile, &Answers) -> String,
    /// What a blank stands for, where it is an answer.
    pub(super) otherwise_answer: fn(&Answers) -> Option<Answer>,
    pub(super) read: fn(&str) -> Result<Answer, String>,
    pub(super) when: fn(&Answers) -> bool,
    /// Why it makes no sense otherwise.
    pub(super) otherwise: &'static str,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label)
    }
}

fn nothing(_: &Answers) -> Option<Answer> {
    None
}

fn always(_: &Answers) -> bool {
    true
}

/// The document wants certain days.
fn fixed(given: &Answers) -> bool {
    matches!(given.get(&Topic::Day).map(|g| &g.answer), Some(Answer::Day(Day::Fixed(_))))
}

/// The document wants certain days, or that branches fix their own.
fn certain(given: &Answers) -> bool {
    matches!(given.get(&Topic::Day).map(|g| &g.answer), Some(Answer::Day(Day::Fixed(_) | Day::Own)))
}

const HEAD: Question = Question {
    label: "",
    ask: "",
    example: "",
    clause: false,
    topic: Topic::Name,
    required: true,
    blank: |_, _| String::new(),
    otherwise_answer: nothing,
    read: read::name,
    when: always,
    otherwise: "",
};

const ASKED: Question = Question { clause: true, required: false, ..HEAD };

/// All of them.
pub const QUESTIONS: &[Question] = &[
    Question { label: "地区名称", ask: "制度适用的地区叫什么？", example: "清源县", ..HEAD },
    Question {
        label: "代号",
        ask: "给这个制度起一个代号，运行时写在 -j 后面，也是文件名。",
        example: "清源县",
        topic: Topic::Id,
        blank: |_, given| named(given).map_or_else(String::new, |name| format!("用“{name}”")),
        otherwise_answer: |given| named(given).and_then(|name| read::id(&name).ok()),
        read: read::id,
        ..HEAD
    },
    Question {
        label: "制度名称",
        ask: "本地怎样称呼这项制度？",
        example: "主题党日、党员活动日",
        topic: Topic::System,
        blank: |_, _| "用“主题党日”".to_string(),
        otherwise_answer: |_| Some(Answer::Name("主题党日".to_string())),
        ..HEAD
    },
    Question {
        label: "文件名称", ask: "依据哪一份文件？", example: "关于建立主题党日制度的实施意见", topic: Topic::Document, ..HEAD
    },
    Question {
        label: "文号",
        ask: "文号或者印发日期？",
        example: "清组发〔2024〕6号",
        topic: Topic::Number,
        required: false,
        blank: |_, _| "没有文号，不写".to_string(),
        ..HEAD
    },
    Question {
        label: "施行日期",
        ask: "从哪一天起施行？活动日在此之前的月份不作要求。",
        example: "2024年3月1日",
        topic: Topic::InForce,
        required: false,
        blank: |_, _| "文件没有日期，统计期内各月都按要求核查".to_string(),
        read: read::date,
        ..HEAD
    },
    Question {
        label: "活动日",
        ask: "每月哪一天开展？",
        example: "每月第二个周五；每月5日或10日；由支部自行固定；不固定",
        topic: Topic::Day,
        blank: |_, _| "不固定，每月任意一天均可".to_string(),
        read: read::day,
        ..ASKED
    },
    Question {
        label: "遇节假日",
        ask: "活动日遇法定节假日怎么办？",
        example: "顺延至下一工作日；顺延至下周同一天；当月任意一天均可；仍为当天，改期须备案",
        topic: Topic::Holiday,
        clause: false,
        blank: |_, _| "文件未规定，遇节假日的月份不核查活动日".to_string(),
        read: read::holiday,
        when: fixed,
        otherwise: "文件没有规定确定的活动日",
        ..ASKED
    },
    Question {
        label: "改期",
        ask: "改在其他日子开展，要备案还是要上级同意？最多相差几天？",
        example: "备案，7天内；上级同意",
        topic: Topic::Adjust,
        blank: |_, _| "文件未规定手续和期限，不核查；有备案记录的改期不作问题".to_string(),
        read: read::adjust,
        when: certain,
        otherwise: "活动日不固定，不存在改期",
        ..ASKED
    },
    Question {
        label: "报送",
        ask: "活动后几日内报送记录或台账？活动当日为第 0 日。",
        example: "3日内",
        topic: Topic::Report,
        blank: |_, _| "文件未规定期限，不核查是否迟报".to_string(),
        read: read::days,
        ..ASKED
    },
    Question {
        label: "年度计划",
        ask: "全年至少开展几次？年度计划几月几日前报备？可以只写一项。",
        example: "12次，3月25日前",
        topic: Topic::Plan,
        blank: |_, _| "文件未规定，不核查计划次数和报备".to_string(),
        read: read::plan,
        ..ASKED
    },
    Question {
        label: "参与率下限",
        ask: "党员参与率不得低于多少？",
        example: "80%",
        topic: Topic::Participation,
        blank: |general, _| format!("按通用标准 {}（本单位自定）", general.base.floor()),
        read: read::share,
        ..ASKED
    },
    Question {
        label: "规定动作",
        ask: "每月、每季度、每半年、每年必须有哪些内容？括号内写台账里的其他说法；条款可以分别写在每段后面。",
        example: "每月：集中学习（专题学习，学习讨论）、交纳党费｜三.1；每季度：三会一课｜三.2；每年：党性分析",
        topic: Topic::Items,
        blank: |_, _| "文件未规定，不核查规定动作".to_string(),
        read: items::read,
        ..ASKED
    },
    Question {
        label: "缺席提醒",
        ask: "党员一年缺席几次谈话提醒？几次提示核实？请假是否计入？",
        example: "3次提醒，6次核实，请假计入",
        topic: Topic::Absences,
        blank: |_, _| "文件未规定，只统计缺席次数，不作提醒".to_string(),
        read: read::absences,
        ..ASKED
    },
    Question {
        label: "不得评优",
        ask: "哪些情形当年不得评优？可用：缺月、参与率不达标、擅自改期、督查逾期未改；都不设的写“不设”。",
        example: "缺月1次，参与率不达标，擅自改期3次，督查逾期未改1项",
        topic: Topic::Grounds,
        blank: |_, _| "不设".to_string(),
        read: read::grounds,
        ..ASKED
    },
    Question {
        label: "抽查",
        ask: "每期抽查多少？可写比例或个数、是否按支部类型或党委分层、至少几个、近几个月查过的不再抽。",
        example: "10%，按类型分层，至少1个，近3个月查过的不再抽",
        topic: Topic::Draw,
        blank: |general, _| format!("按通用办法（本单位自定）：{}", super::write::sampling(&general.sampling)),
        read: read::draw,
        ..ASKED
    },
];

/// The place's name, where it is fit to be an id.
fn named(given: &Answers) -> Option<String> {
    match &given.get(&Topic::Name)?.answer {
        Answer::Name(name) if super::place_name::is_id(name) => Some(name.clone()),
        _ => None,
    }
}

/// Does leave count where a file says nothing?
pub(super) fn leave_counts(general: &Profile) -> bool {
    general.base.get::<MemberParams>().is_some_and(|m| m.leave_counts)
}
