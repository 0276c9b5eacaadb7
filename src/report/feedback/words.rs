//! Phrases that the sheets of a slip share: periods, deadlines, what is to be done.

use chrono::{Days, NaiveDate};

use super::copies::Remark;
use super::edit::active::Active;
use crate::model::assessment::Outcome;
use crate::model::finding::Code;
use crate::model::org::BranchType;
use crate::model::profile::Report;
use crate::model::spoken;
use crate::model::time::Span;
use crate::report::group::Message;

/// What is said of a copy.
pub fn copy_words(remark: &Remark) -> String {
    let fixed = match remark {
        Remark::Edited(gone) if gone.is_empty() => "原件加注：仅标注问题单元格并加“问题说明”列，其余未改动，身份证号已遮盖",
        Remark::Edited(gone) => {
            let gone = gone.iter().map(|what| active_words(*what)).collect::<Vec<_>>().join("、");
            return format!(
                "原件加注：标注问题单元格并加“问题说明”列，身份证号已遮盖；为安全起见，原件中的{gone}已去除，所涉单元格保留原显示的值，其余未改动"
            );
        }
        Remark::Rendered => "转出件：原件格式不便加注，按原单元格位置转出数值，不含公式、图片、宏、外部链接和超链接，身份证号已遮盖",
        Remark::Sealed => "原件设有打开密码，不作副本；请对照单元格修改原件",
        Remark::Lost => "原件过大、已损坏或设有密码，不作副本；请对照单元格修改原件",
        Remark::Failed => "原件结构特殊，未能制作副本；请对照单元格修改原件",
    };
    fixed.to_string()
}

fn active_words(what: Active) -> &'static str {
    match what {
        Active::Macro => "宏",
        Active::ExternalLink => "外部链接",
        Active::Dde => "调用其他程序的公式（DDE）",
        Active::WebFormula => "网络公式",
        Active::Function => "自定义函数和宏表函数公式",
        Active::Query => "数据连接和查询",
        Active::RemotePicture => "网络图片",
        Active::Hyperlink => "指向文件或程序的超链接",
        Active::AddIn => "加载项和自定义功能区",
        Active::Publishing => "自动发布为网页的设置",
        Active::Signature => "电子签名",
    }
}

/// A day that the office fills in.
pub const OPEN_DAY: &str = "____年__月__日";

/// By when something was to be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Not after that day.
    By(NaiveDate),
    /// The document has no term.
    Open,
    /// It has several, and nobody knows which one holds for the branch.
    Unclear,
}

/// By when a month's activity was to be reported at the latest: the month's last day and the days that the document gives branches of that type.
pub fn report_due(outcome: &Outcome, kind: BranchType, span: Span) -> Due {
    let possible = outcome.profile.possible(kind).into_iter();
    let mut terms: Vec<Option<u32>> = possible.map(|params| params.get::<Report>().map(|report| report.within_days)).collect();
    terms.sort_unstable();
    terms.dedup();
    let day = |days: u32| span.last().last_day().checked_add_days(Days::new(days.into()));
    match terms.as_slice() {
        [] | [None] => Due::Open,
        [Some(days)] => day(*days).map_or(Due::Open, Due::By),
        _ => Due::Unclear,
    }
}

/// By when: what the document says of a month that is missing, and the day that the office sets.
pub fn deadline(outcome: &Outcome, kind: Option<BranchType>, code: Code, spans: &[Span]) -> String {
    let by = |kind| spans.iter().filter_map(move |span| if let Due::By(day) = report_due(outcome, kind, *span) { Some(day) } else { None });
    let mut due: Vec<NaiveDate> = kind.filter(|_| code == Code::SUB001).into_iter().flat_map(by).collect();
    due.sort();
    due.dedup();
    let open = format!("请于{OPEN_DAY}前办理");
    match due.as_slice() {
        [] => open,
        [day] => format!("原定{}，已过期；{open}", spoken::day(*day)),
        [first, .., last] => format!("原定{}至{}，均已过期；{open}", spoken::day(*first), spoken::day(*last)),
    }
}

/// What to do: what the message asks, else what the rule wants.
pub fn remedy(message: &Message) -> String {
    let asked = format!("规定要求：{}。", message.expected.trim_end_matches('。'));
    match (message.remedy.as_str(), message.expected.as_str()) {
        ("", "") => "请核实；确有差错的改正后重新报送，情况属实的填写情况说明。".to_string(),
        ("", _) => format!("{asked}请核实整改；有客观原因的填写情况说明。"),
        // the one rule whose message does not say what would do
        (remedy, _) if message.code == Code::ACT009 => format!("{asked}{remedy}"),
        (remedy, _) => remedy.to_string(),
    }
}

/// What is wrong, and at how many places.
pub fn problem(message: &Message) -> String {
    match message.spots.len() {
        0 | 1 => message.problem.clone(),
        n => format!("{}（同类共 {n} 处）", message.problem.trim_end_matches('。')),
    }
}
