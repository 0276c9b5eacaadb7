//! The demo's vocabulary: made-up townships, villages, firms and people from short lists of syllables, themes, places and excuses. Themes and
//! contents stay clear of every word that a rule looks for (a test keeps it so); set content comes from tags alone.

/// A theme.
#[derive(Debug)]
pub(super) struct Theme {
    pub name: &'static str,
    /// A sentence about what was done.
    pub content: &'static str,
    /// First and last month of its season; the season may go over the turn of the year.
    months: (u32, u32),
    /// A matter for villages and communities.
    village: bool,
}

impl Theme {
    /// Would such a branch hold it in that month?
    pub fn fits(&self, month: u32, village: bool) -> bool {
        let (from, to) = self.months;
        let season = if from <= to { (from..=to).contains(&month) } else { month >= from || month <= to };
        season && (village || !self.village)
    }
}

/// Themes.
pub(super) const THEMES: &[Theme] = &[
    Theme {
        name: "迎新春慰问困难党员", content: "分三组上门看望困难党员，送去米面油", months: (1, 2), village: false
    },
    Theme {
        name: "关爱留守儿童送温暖", content: "为留守儿童赠送文具，谈心了解生活情况", months: (1, 12), village: true
    },
    Theme { name: "春季义务植树添新绿", content: "在村口空地栽种香樟、桂花", months: (3, 4), village: false },
    Theme { name: "清理卫生死角美化村庄", content: "清理房前屋后杂物，清运垃圾", months: (1, 12), village: true },
    Theme { name: "缅怀革命先烈祭扫英烈墓", content: "向烈士墓敬献花篮并默哀", months: (3, 4), village: false },
    Theme {
        name: "参观红色旧址重温峥嵘岁月", content: "集体前往革命旧址参观，听取讲解", months: (5, 10), village: false
    },
    Theme { name: "防汛备汛隐患排查", content: "沿河堤逐段查看险工险段，清点沙袋", months: (5, 8), village: true },
    Theme { name: "秸秆禁烧宣传进田间", content: "发放禁烧宣传单，在田头劝导农户", months: (5, 10), village: true },
    Theme { name: "助农抢收进田头", content: "帮助缺劳力农户抢收作物", months: (5, 6), village: true },
    Theme { name: "扶贫帮困送政策上门", content: "逐户讲解帮扶政策，核对帮扶手册", months: (1, 12), village: true },
    Theme { name: "河道巡查护清水", content: "沿河捡拾漂浮物，劝阻乱倒行为", months: (3, 11), village: true },
    Theme { name: "文明创建入户宣传", content: "上门发放倡议书，征求居民意见", months: (1, 12), village: false },
    Theme { name: "观看反腐倡廉警示片", content: "集体观看警示片，逐人谈感受", months: (1, 12), village: false },
    Theme { name: "观看优秀党员先进事迹片", content: "观看先进事迹片并交流体会", months: (1, 12), village: false },
    Theme {
        name: "畅谈家乡新变化", content: "老党员讲述家乡变化，青年党员谈打算", months: (1, 12), village: false
    },
    Theme { name: "我为发展献一策", content: "围绕产业发展提出意见建议十余条", months: (1, 12), village: false },
    Theme { name: "亮身份作表率树形象", content: "为党员户挂牌，公开承诺事项", months: (1, 12), village: false },
    Theme { name: "法律宣传进万家", content: "请律师现场答疑，发放宣传册", months: (1, 12), village: false },
    Theme {
        name: "消防安全隐患大排查", content: "检查沿街门店消防器材，登记隐患", months: (1, 12), village: false
    },
    Theme { name: "防范电信诈骗宣传", content: "讲解典型案例，提醒老人注意防范", months: (1, 12), village: false },
    Theme { name: "整治占道经营美化街巷", content: "劝导商户规范摆放，清除小广告", months: (1, 12), village: true },
    Theme { name: "垃圾分类入户宣传", content: "演示分类方法，发放分类指南", months: (1, 12), village: true },
    Theme { name: "庆祝建党节红歌传唱", content: "合唱红色歌曲，表彰优秀党员", months: (6, 7), village: false },
    Theme { name: "听老党员讲过去的故事", content: "请老党员讲述亲身经历", months: (6, 9), village: false },
    Theme {
        name: "送清凉慰问一线工人", content: "向环卫、建筑工人送去绿豆汤和毛巾", months: (7, 8), village: false
    },
    Theme { name: "义务献血献爱心", content: "组织符合条件的党员到采血点献血", months: (1, 12), village: false },
    Theme { name: "金秋助残送关怀", content: "看望残疾家庭，帮助修缮房屋", months: (9, 11), village: false },
    Theme { name: "重阳敬老慰问孤寡老人", content: "陪老人拉家常，打扫院落", months: (10, 10), village: false },
    Theme { name: "秋收秋种护农忙", content: "出动农机帮助困难户收种", months: (9, 11), village: true },
    Theme { name: "冬季森林防火巡查", content: "进山巡查火源，张贴防火告示", months: (11, 2), village: true },
    Theme { name: "化解邻里矛盾促和谐", content: "分片了解纠纷，现场调解两起", months: (1, 12), village: true },
    Theme { name: "改厕改水进度大家看", content: "查看改厕现场，提出整改意见", months: (3, 11), village: true },
    Theme { name: "文明交通劝导行动", content: "在路口值守，劝导行人车辆", months: (1, 12), village: false },
    Theme { name: "村务财务公开大家评", content: "公布上季度账目，当场答复疑问", months: (1, 12), village: true },
    Theme { name: "项目攻坚党员先行", content: "到项目工地了解进度，协调征迁", months: (1, 12), village: false },
    Theme { name: "弘扬清廉家风", content: "交流家风故事，签订承诺书", months: (1, 12), village: false },
    Theme { name: "产业基地参观交流", content: "参观种植基地，交流致富经验", months: (3, 11), village: true },
    Theme { name: "修桥补路办实事", content: "平整进村道路，疏通排水沟", months: (2, 12), village: true },
];

/// Places.
pub(super) const PLACES: &[&str] = &["党员活动室", "党群活动中心", "支部会议室", "二楼会议室", "电教室", "办公楼三楼会议室"];
/// Places that villages have besides.
pub(super) const VILLAGE_PLACES: &[&str] = &["村部二楼会议室", "文化礼堂", "便民大厅", "文化广场", "远程教育室", "农家书屋"];

/// Surnames.
pub(super) const SURNAMES: &[&str] = &[
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "许", "何", "吕", "张",
    "孔", "曹", "严", "金", "魏", "陶", "姜", "戚", "谢", "邹", "喻", "柏", "章", "苏", "潘", "葛", "范", "彭", "鲁", "马", "方", "任",
    "袁", "柳", "唐", "薛", "雷", "贺", "罗", "毕", "安", "常",
];

/// Given names, two characters: every full name has three, so that none is part of another.
pub(super) const GIVEN_A: &[&str] =
    &["德", "家", "永", "志", "春", "秀", "玉", "国", "文", "长", "金", "海", "光", "明", "建", "桂", "兰", "小", "立", "庆", "新", "世"];
/// Second given character.
pub(super) const GIVEN_B: &[&str] =
    &["山", "林", "芳", "英", "华", "平", "生", "福", "贵", "才", "梅", "珍", "水", "根", "旺", "勤", "霞", "军", "兵", "涛", "余", "田"];

/// Townships: first and second syllable.
pub(super) const TOWN_A: &[&str] = &[
    "柳", "青", "石", "云", "龙", "双", "金", "白", "桃", "梅", "松", "荷", "枫", "凤", "清", "玉", "竹", "月", "银", "紫", "杏", "莲",
    "鹤", "雁",
];
/// Second syllable.
pub(super) const TOWN_B: &[&str] = &["河", "塘", "桥", "溪", "湖", "岭", "坪", "港", "洲", "埠", "湾", "店", "泉", "集", "坡", "山"];

/// Villages.
pub(super) const VILLAGE_A: &[&str] = &["上", "下", "前", "后", "中", "大", "小", "东", "西", "南", "北", "老", "高", "平", "和", "丰"];
/// Second syllable. `新` is left for villages that do not exist.
pub(super) const VILLAGE_B: &[&str] = &["庄", "塘", "沟", "圩", "坝", "畈", "墩", "营", "寨", "岗", "冲", "窑", "井", "楼", "铺", "渡"];

/// Villages that do not exist, with no syllable of those that do.
pub(super) const STRANGERS: &[&str] = &["鹭湾", "鲲港", "麒屿", "鹄渚", "骊峪", "鹤埭", "雁荻", "鲤汀"];

/// Firms and associations.
pub(super) const BRANDS: &[&str] =
    &["恒丰", "瑞祥", "宏达", "兴茂", "天禾", "金穗", "永昌", "华盛", "德顺", "鑫源", "百川", "嘉禾", "万利", "同庆", "正阳", "广源"];
/// Trades.
pub(super) const TRADES: &[&str] = &["纺织", "机械", "食品", "建材", "包装", "电子", "物流", "农业"];

/// Offices.
pub(super) const OFFICES: &[&str] =
    &["机关第一", "机关第二", "财政所", "司法所", "农业站", "文化站", "国土所", "水利站", "社保所", "城建办", "卫计办", "综治办"];

/// Why a member was absent.
pub(super) const EXCUSES: &[&str] = &["外出务工", "生病", "住院", "家中有事", "出差", "照看病人", "探亲"];

/// Why a date was moved.
pub(super) const MOVES: &[&str] = &["与防汛工作冲突", "与换届选举时间冲突", "农忙", "上级检查", "场地占用", "大雪天气"];

/// What was done, where the theme says what about.
pub(super) const ACCOUNTS: &[&str] = &[
    "全体党员分组参加，现场登记群众意见",
    "支部统一安排，党员分片负责落实",
    "党员骨干带头，当天完成各项任务",
    "结合本支部实际，列出清单逐项办结",
    "会后分组行动，傍晚汇总情况",
];

/// Sentences of long accounts: 22 characters and more each, so that four of them are longer than what is compared.
pub(super) const SENTENCES: &[&str] = &[
    "上午九时全体到会党员在活动室签到后由支委通报上月各项工作的进展",
    "随后大家分成五个小组沿主干道和河堤逐段清理杂物并登记发现的隐患",
    "对年老体弱行动不便的老同志由专人上门看望并带去大家的问候和祝愿",
    "针对群众反映比较集中的路灯维修和排水不畅问题当场明确责任人和时限",
    "青年党员带头认领了困难家庭的心愿清单并约定在月底之前逐一兑现承诺",
    "参加人员还就来年产业发展和环境整治提出了许多切实可行的意见和办法",
    "整个过程秩序井然气氛热烈得到了过往群众和商户的一致好评和主动配合",
    "最后由主持人对当天情况作了小结并对下一阶段的重点任务进行安排部署",
];
