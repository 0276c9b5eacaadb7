//! Set content that an activity may carry. Every tag has one word for 规定动作 and one phrase for 活动内容; which rule's words it meets follows
//! from the word alone, so that the planting decides and no text search of the program is repeated here.

/// One piece of set content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tag {
    Study,
    Dues,
    Lecture,
    Assembly,
    Committee,
    OrgLife,
    Review,
    Analysis,
    Charter,
    Oath,
    Volunteer,
    LearnYearly,
    Council,
    Visit,
    Serve,
    PartyReview,
    Spirit,
    OrgMatters,
    Talk,
    DuesTaken,
    Centre,
    ServiceDay,
    WorkMeeting,
    Training,
    SecretaryLecture,
    Birthday,
    Concentrated,
    Joint,
    MutualLook,
    RedSites,
    MicroLecture,
    /// Says that no dues were paid: it meets nothing.
    DuesUnpaid,
}

/// All of them.
#[cfg(test)]
pub(super) const TAGS: &[Tag] = &[
    Tag::Study,
    Tag::Dues,
    Tag::Lecture,
    Tag::Assembly,
    Tag::Committee,
    Tag::OrgLife,
    Tag::Review,
    Tag::Analysis,
    Tag::Charter,
    Tag::Oath,
    Tag::Volunteer,
    Tag::LearnYearly,
    Tag::Council,
    Tag::Visit,
    Tag::Serve,
    Tag::PartyReview,
    Tag::Spirit,
    Tag::OrgMatters,
    Tag::Talk,
    Tag::DuesTaken,
    Tag::Centre,
    Tag::ServiceDay,
    Tag::WorkMeeting,
    Tag::Training,
    Tag::SecretaryLecture,
    Tag::Birthday,
    Tag::Concentrated,
    Tag::Joint,
    Tag::MutualLook,
    Tag::RedSites,
    Tag::MicroLecture,
    Tag::DuesUnpaid,
];

impl Tag {
    /// As 规定动作 lists it.
    pub fn word(self) -> &'static str {
        self.texts().0
    }

    /// As 活动内容 tells it.
    pub fn phrase(self) -> &'static str {
        self.texts().1
    }

    /// Is it one of these words? What is denied is none.
    pub fn matches(self, words: &[&str]) -> bool {
        self != Tag::DuesUnpaid && words.iter().any(|w| self.word().contains(w))
    }

    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Tag::Study => ("集中学习", "集中学习上级文件精神"),
            Tag::Dues => ("交纳党费", "当场交纳党费并公示"),
            Tag::Lecture => ("党课", "请支委上党课"),
            Tag::Assembly => ("党员大会", "召开党员大会通报近期工作"),
            Tag::Committee => ("支委会", "会前召开支委会定方案"),
            Tag::OrgLife => ("组织生活会", "召开组织生活会开展批评和自我批评"),
            Tag::Review => ("民主评议党员", "开展民主评议党员测评"),
            Tag::Analysis => ("党性分析", "逐人进行党性分析"),
            Tag::Charter => ("诵读党章", "全体诵读党章"),
            Tag::Oath => ("重温入党誓词", "面向党旗重温入党誓词"),
            Tag::Volunteer => ("志愿服务", "分组开展志愿服务"),
            Tag::LearnYearly => ("党员学习教育", "开展党员学习教育"),
            Tag::Council => ("基层民主议事", "就村级事项开展基层民主议事"),
            Tag::Visit => ("党员走访联系", "分片开展党员走访联系"),
            Tag::Serve => ("为民服务奉献", "组织为民服务奉献"),
            Tag::PartyReview => ("党内民主评议", "组织党内民主评议"),
            Tag::Spirit => ("党性教育", "开展党性教育"),
            Tag::OrgMatters => ("组织生活", "过好组织生活"),
            Tag::Talk => ("民情沟通", "进行民情沟通"),
            Tag::DuesTaken => ("党费收缴", "完成当月党费收缴"),
            Tag::Centre => ("服务中心", "围绕服务中心献计出力"),
            Tag::ServiceDay => ("服务日", "落实每月服务日要求"),
            Tag::WorkMeeting => ("工作例会", "召开月度工作例会布置任务"),
            Tag::Training => ("业务培训", "组织业务培训"),
            Tag::SecretaryLecture => ("书记讲党课", "支部书记讲党课"),
            Tag::Birthday => ("过政治生日", "为党员集体过政治生日"),
            Tag::Concentrated => ("集中主题活动", "参加统一安排的集中主题活动"),
            Tag::Joint => ("支部共建", "与邻近单位支部共建"),
            Tag::MutualLook => ("互看互比互学", "到先进支部互看互比互学"),
            Tag::RedSites => ("红色教育", "就近开展红色教育"),
            Tag::MicroLecture => ("微党课", "党员轮流讲微党课"),
            Tag::DuesUnpaid => ("未交纳党费", "当月未交纳党费"),
        }
    }
}
