//! Words that tell title lines, key–value lines, totals, notes and hints from data, whatever the layout.

use super::coerce::months::hint;
use super::coerce::plain_text;
use crate::model::text::fold_heading;

/// Labels of 填报单位 above a table, folded. Those with 支部 name a branch more surely than the rest.
pub const UNIT: &[&str] = &[
    "填报单位",
    "填报单位名称",
    "填报党支部",
    "填报支部",
    "填报党组织",
    "填报党组织名称",
    "报送单位",
    "上报单位",
    "填表单位",
    "编制单位",
    "制表单位",
    "党支部名称",
    "党支部",
    "支部名称",
    "支部",
    "所在党支部",
    "所属党支部",
    "党组织名称",
    "党组织",
    "所属党组织",
    "组织名称",
    "单位名称",
    "单位",
    "部门",
    "主办单位",
    "组织单位",
    "党总支",
    "党总支名称",
];

/// Labels of a committee above a table.
pub const COMMITTEE: &[&str] =
    &["上级党组织", "上级党委", "所属党委", "党委名称", "党委", "党工委", "主管党委", "所在党委", "上级党组织名称"];

/// Labels whose value says when the table was made; never a hint to the year.
pub const MADE: &[&str] = &[
    "填报日期",
    "填报时间",
    "填表日期",
    "填表时间",
    "制表日期",
    "制表时间",
    "日期",
    "打印日期",
    "打印时间",
    "统计日期",
    "截止日期",
    "截至日期",
];

/// Labels whose value is the day of a meeting, over a sheet that is about one.
pub const HELD: &[&str] = &[
    "时间",
    "日期",
    "活动时间",
    "活动日期",
    "会议时间",
    "会议日期",
    "召开时间",
    "开展时间",
    "开展日期",
    "学习时间",
    "签到日期",
    "签到时间",
    "考勤日期",
    "考勤时间",
];

/// Labels of a meeting's head whose values are no context of a table, but end the value before them.
pub const MEETING: &[&str] = &[
    "地点",
    "活动地点",
    "会议地点",
    "学习地点",
    "主持人",
    "主讲人",
    "活动名称",
    "会议名称",
    "活动主题",
    "会议主题",
    "主题",
    "内容",
    "活动内容",
    "会议内容",
    "应到",
    "实到",
    "应到人数",
    "实到人数",
];

/// Labels whose value is a report date for all rows below.
pub const REPORTED: &[&str] = &["报送日期", "报送时间", "上报日期", "上报时间"];

/// Labels whose value says which year or month the table is about.
pub const ABOUT: &[&str] = &[
    "年度",
    "年份",
    "月份",
    "所属月份",
    "统计月份",
    "填报月份",
    "所属年度",
    "考勤月份",
    "考勤年月",
    "活动月份",
    "所属期",
    "统计期",
    "报告期",
    "考勤年度",
    "考勤年份",
];

/// Labels of the people who made or checked a table.
pub const PEOPLE: &[&str] = &[
    "制表人",
    "填表人",
    "填报人",
    "审核人",
    "审核",
    "制表",
    "填表",
    "统计人",
    "经办人",
    "负责人",
    "单位负责人",
    "党支部书记",
    "书记",
    "支部书记",
    "联系人",
    "联系电话",
    "电话",
    "复核人",
    "审批人",
    "分管领导",
    "考勤员",
    "党组织书记",
    "党委书记",
    "签字",
    "签名",
    "盖章",
    "主要负责人",
    "组织委员",
    "填报人签字",
    "书记签字",
    "记录人",
    "监督电话",
];

/// 合计 and its kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// 小计: since the header or the 小计 before.
    Sub,
    /// 合计 总计 汇总 总合计: since the header.
    Grand,
    /// 平均, 参与率: a figure of the rows above that is no sum.
    Mean,
    /// No word says so, but its formulas do: of whatever they name.
    Formula,
}

/// Is this text the label of a total row? `loose`: also with words before it (`XX镇小计`, `7月合计`).
pub fn total(text: &str, loose: bool) -> Option<Total> {
    if text.len() > 60 || !text.contains(['计', '汇', '总', '页', '共', '均', '率']) {
        return None;
    }
    let folded = fold_heading(text);
    let exact = match folded.as_str() {
        "小计" | "本页小计" | "分计" | "本页合计" | "页计" | "本页" => Some(Total::Sub),
        "合计" | "总计" | "汇总" | "总合计" | "共计" | "累计" | "总数" | "合计数" | "合计人数" | "总人数" | "合共" => {
            Some(Total::Grand)
        }
        "平均" | "平均数" | "平均值" | "均值" | "人均" | "参与率" | "参加率" | "到会率" | "出勤率" | "参学率" | "比率" | "比例" => {
            Some(Total::Mean)
        }
        _ => None,
    };
    if exact.is_some() || !loose {
        return exact;
    }
    if folded.ends_with("小计") {
        return Some(Total::Sub);
    }
    let of_rates = ["平均数", "平均值", "参与率", "参加率", "到会率", "出勤率", "参学率"].iter().any(|w| folded.ends_with(w));
    if of_rates && folded.chars().count() <= 10 {
        return Some(Total::Mean);
    }
    let grand = ["合计", "总计", "共计", "汇总", "累计"].iter().any(|w| folded.ends_with(w) || folded.starts_with(w));
    (grand && folded.chars().count() <= 14).then_some(Total::Grand)
}

/// Bytes from which a text is no label, no seal and no title.
const LONG: usize = 400;

/// Does a note begin with this text?
pub fn is_note(text: &str) -> bool {
    // each of the words below holds one of these
    if !text.contains(['注', '说', '图', '表', '符', '记', '要', '示', '章', '签', '字']) {
        return false;
    }
    let noise = |c: char| c.is_whitespace() || "*※★()（）[]【】".contains(c);
    // of a long text only the beginning can tell
    let begin: String;
    let text = if text.len() > LONG {
        let raw_noise = |c: &char| noise(*c) || matches!(c, '＊' | '［' | '］' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        begin = text.chars().skip_while(raw_noise).take(12).chain("　……".chars().cycle().take(40)).collect();
        &begin
    } else {
        text
    };
    let plain = plain_text(text);
    let start = plain.trim_start_matches(noise);
    let marked = [
        "注:",
        "注意:",
        "备注:",
        "说明:",
        "填表说明",
        "填报说明",
        "填写说明",
        "图例",
        "本表一式",
        "此表一式",
        "此表",
        "本表",
        "附注",
        "填表要求",
        "填报要求",
        "注意事项",
        "注1",
        "注2",
        "符号说明",
        "考勤符号",
        "标记说明",
        "考勤说明",
        "使用说明",
        "温馨提示",
        "要求:",
    ];
    marked.iter().any(|m| start.starts_with(m))
        || start == "注"
        || start.starts_with("注 ")
        || start == "说明"
        || start.starts_with("盖章")
        || (plain.contains("(盖章)") || plain.contains("(公章)") || plain.contains("(签字)") || plain.contains("(签章)"))
            && plain.chars().count() <= 40
}

/// A `必填` row or format hints under the header.
pub fn is_hint(text: &str) -> bool {
    let folded = fold_heading(text);
    let shown = if folded.is_empty() {
        text.trim().trim_matches(['（', '）', '(', ')', '[', ']', '【', '】', '*', ' '])
    } else {
        folded.as_str()
    };
    matches!(
        shown,
        "必填"
            | "选填"
            | "非必填"
            | "必填项"
            | "选填项"
            | "可选"
            | "必选"
            | "文本"
            | "数字"
            | "日期"
            | "日期格式"
            | "整数"
            | "下拉选择"
            | "下拉"
            | "自动计算"
            | "自动生成"
            | "系统自动生成"
            | "填数字"
            | "填写数字"
            | "条件必填"
    ) || shown.to_lowercase().starts_with("yyyy")
        || shown.starts_with("格式")
        || shown.starts_with("下拉选")
        || shown.starts_with("请选择")
        || shown.starts_with("请填")
        || shown.starts_with("不超过")
        || shown.starts_with("填整数")
        || shown.starts_with("填写整数")
        || shown.starts_with("如：")
        || shown.starts_with("例：")
        || shown.starts_with("例如")
        || matches!(shown, "人" | "名" | "小时" | "分钟" | "年月日")
}

/// Words that title lines hold.
pub fn looks_like_title(text: &str) -> bool {
    let folded = fold_heading(text);
    let ends = ["表", "台账", "册", "名单", "情况", "登记", "汇总", "统计", "记录", "计划", "月", "月份", "季度", "支部", "度", "账"];
    (ends.iter().any(|w| folded.ends_with(w)) || folded.starts_with("附件") || folded.starts_with("附表")) && folded.chars().count() <= 60
}

/// A title that names a year or a month (2018年2月党员活动日情况统计表) or goes on with one (…（续）), and no organisation.
pub fn is_title_of_a_time(text: &str) -> bool {
    if text.trim().trim_end_matches(['）', ')', '表']).ends_with('续') {
        return true;
    }
    let hint = hint(text);
    let timed = hint.year.is_some() || hint.month.is_some() || hint.span.is_some();
    timed && looks_like_title(text) && text.chars().count() > 8 && !is_organisation(text)
}

/// The text without the number of a list before it (二、2月份).
pub fn unnumbered(text: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十（）() ".contains(c);
    match text.split_once(['、', '．', '.']) {
        Some((before, rest)) if !before.is_empty() && before.chars().all(number) => rest.trim(),
        _ => text,
    }
}

/// Is the folded label one of these?
pub fn is_one(folded: &str, labels: &[&str]) -> bool {
    labels.contains(&folded)
}

/// How an organisation's name ends.
pub const ORGANISATIONS: &[&str] = &["支部", "总支", "党委", "工委", "委员会"];

/// Does the text end as the name of an organisation does, and hold nothing else?
pub fn is_organisation(text: &str) -> bool {
    let length = text.chars().count();
    (4..=40).contains(&length)
        && ORGANISATIONS.iter().any(|word| text.ends_with(word))
        && !text.contains(['，', '。', '；', ',', ';', ':', '：', '、'])
}

/// Is it the name of a committee, and of no branch?
pub fn is_committee(name: &str) -> bool {
    is_organisation(name) && !name.contains("支部") && !name.contains("总支")
}

/// Does a title name an organisation?
pub fn names_one(title: &str) -> bool {
    ORGANISATIONS.iter().any(|word| title.contains(word))
}
