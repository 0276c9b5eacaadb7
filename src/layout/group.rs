//! Several columns for one field: which of them counts. A heading over them may say whose figures they are (正式党员, 预备党员, 合计), or for which
//! month; where nothing tells them apart, all but the first are doubles, and a row in which they differ is not understood.

use super::coerce::months;
use super::fit::Why;
use super::header::Label;
use super::index::{TAUGHT, WEAK};

/// Words of a heading over the figures of all.
const ALL: &[&str] = &["合计", "总计", "小计", "总数", "总人数", "全体", "全部"];

/// Words for people who are no members.
const OTHERS: &[&str] = &["积极分子", "发展对象", "群众", "非党员", "团员", "列席", "入党申请人"];
/// The same in a heading over figures: 教职工 beside 学生 says what a member is.
const OTHER_FIGURES: &[&str] = &["职工", "村民代表"];

/// Does what somebody is said to be (身份) say that he is no member?
pub fn is_outsider(text: &str) -> bool {
    let rest = OTHERS.iter().fold(text.to_string(), |rest, word| rest.replace(word, ""));
    rest.len() < text.len() && !rest.contains("党员")
}

/// A column that names a field.
pub struct Candidate<'l> {
    /// How good its heading is (0: the standard one).
    pub rank: usize,
    pub label: &'l Label,
    /// What stands over it that the heading was read without, folded.
    pub group: Option<String>,
}

impl Candidate<'_> {
    fn is_of(&self, words: &[&str]) -> bool {
        self.group.as_ref().is_some_and(|group| words.iter().any(|w| group.contains(w)))
    }

    fn month(&self) -> Option<(Option<i32>, u32)> {
        self.group.as_ref().and_then(|group| months::heading(group))
    }
}

/// The column that counts and its doubles; `None`: none of them is a member's figure.
pub fn choose(mut all: Vec<Candidate<'_>>) -> Result<Option<(u32, Vec<u32>)>, Why> {
    all.retain(|c| !c.is_of(OTHERS) && !c.is_of(OTHER_FIGURES));
    // what the clerk has confirmed gives way to what the layout knows, and of two that were confirmed nobody can say which was meant
    let confirmed = all.iter().filter(|c| c.rank >= TAUGHT).map(|c| c.label.anchors()).collect::<std::collections::BTreeSet<_>>();
    if !confirmed.is_empty() && (confirmed.len() > 1 || all.iter().any(|c| c.rank < TAUGHT)) {
        all.retain(|c| c.rank < TAUGHT);
    }
    let months: Vec<_> = all.iter().filter_map(Candidate::month).collect();
    if months.windows(2).any(|w| w[0] != w[1]) {
        return Err(Why::MonthsAside);
    }
    if all.iter().any(|c| c.is_of(ALL)) {
        all.retain(|c| c.is_of(ALL));
    } else if all.iter().any(|c| c.group.is_none()) {
        all.retain(|c| c.group.is_none());
    }
    let Some(best) = all.iter().min_by_key(|c| (c.rank, c.label.col)) else { return Ok(None) };
    let (col, rank, own, group) = (best.label.col, best.rank, best.label.anchors(), best.group.as_ref());
    // a looser word beside a plain one is something else, but of another group (正式党员 beside 预备党员) it is that group's figure
    let weighs = |c: &&Candidate<'_>| c.rank < WEAK || rank >= WEAK || group.is_some() && c.group.as_ref() != group;
    let other = |c: &&Candidate<'_>| c.label.col != col && c.label.anchors() != own && weighs(c);
    Ok(Some((col, all.iter().filter(other).map(|c| c.label.col).collect())))
}
