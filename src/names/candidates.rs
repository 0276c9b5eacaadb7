//! Who may be meant by a name that the roster does not know: branches and committees ranked, each with the reasons. A proposal for the clerk
//! and nothing else: no row is ever counted by it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::essence::{Essence, letters};
use super::fold::{fold_branch, fold_committee};
use crate::model::finding::BranchIx;
use crate::model::org::Branch;

/// Fewest points of a candidate.
const LEAST: u32 = 450;
/// Points for lying under the committee that the row's surroundings name; the same is taken off for lying elsewhere.
const SAME_COMMITTEE: u32 = 120;
/// Shortest 编号 that is looked for inside a name.
const ID_CHARS: usize = 3;

/// Somebody who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What to write into 名称对照表: the name where only one branch has it, else `党委／名称`.
    pub label: Arc<str>,
    /// Name as in the roster.
    pub name: Arc<str>,
    /// Its committee; the name itself for a committee.
    pub committee: Arc<str>,
    /// Why, best reason first.
    pub reasons: Vec<String>,
    /// Likeness; only its order means anything.
    pub points: u32,
    /// The branch; `None` for a committee.
    pub branch: Option<BranchIx>,
}

/// A branch ready for comparing.
struct Entry {
    label: Arc<str>,
    name: Arc<str>,
    committee: Arc<str>,
    id: Option<Arc<str>>,
    essence: Essence,
    /// Former names and names of other spans.
    former: Vec<(Arc<str>, Essence)>,
}

/// The names of a roster.
pub struct Candidates {
    entries: Vec<Entry>,
    /// Folded committee → as in the roster.
    committees: BTreeMap<String, Arc<str>>,
}

impl Candidates {
    /// The branches' names and their committees'.
    pub fn new(branches: &[Branch]) -> Self {
        let mut count: BTreeMap<&str, u32> = BTreeMap::new();
        let mut in_committee: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for branch in branches {
            *count.entry(&branch.name).or_default() += 1;
            *in_committee.entry((&branch.committee, &branch.name)).or_default() += 1;
        }
        let label = |b: &Branch| -> Arc<str> {
            if count.get(&*b.name) == Some(&1) {
                b.name.clone()
            } else if in_committee.get(&(&*b.committee, &*b.name)) == Some(&1) {
                Arc::from(format!("{}／{}", b.committee, b.name))
            } else {
                b.id.clone()
            }
        };
        let entry = |b: &Branch| {
            let spans = b.spans.iter().map(|s| &s.name).filter(|n| **n != b.name);
            let former = b.former_names.iter().chain(spans);
            Entry {
                label: label(b),
                name: b.name.clone(),
                committee: b.committee.clone(),
                id: (b.id != b.name).then(|| b.id.clone()),
                essence: Essence::of(&b.name, &b.committee),
                former: former.map(|n| (n.clone(), Essence::of(n, &b.committee))).collect(),
            }
        };
        let committees = branches.iter().filter(|b| !b.committee.is_empty());
        Candidates {
            entries: branches.iter().map(entry).collect(),
            committees: committees.map(|b| (fold_committee(&b.committee), b.committee.clone())).collect(),
        }
    }

    /// Branches that a name may mean, best first; `clues` are committees of the roster that the row's surroundings name.
    pub fn branches(&self, written: &str, clues: &[Arc<str>]) -> Vec<Candidate> {
        // what is left of the name differs by the committee alone
        let whole = fold_branch(written);
        let mut asked: HashMap<&Arc<str>, Essence> = HashMap::new();
        let judged = self.entries.iter().enumerate().filter_map(|(at, entry)| {
            let asked = asked.entry(&entry.committee).or_insert_with(|| Essence::under(whole.clone(), &fold_committee(&entry.committee)));
            Some(Candidate { branch: Some(BranchIx(at)), ..entry.judge(written, asked, clues)? })
        });
        let mut found: Vec<Candidate> = judged.collect();
        found.sort_by(|a, b| (b.points, &a.committee, &a.label).cmp(&(a.points, &b.committee, &b.label)));
        found
    }

    /// Committees that a name may mean, best first.
    pub fn committees(&self, written: &str) -> Vec<Candidate> {
        let asked = committee_core(written);
        let asked_letters = letters(&asked);
        let judge = |(key, name): (&String, &Arc<str>)| {
            let own = committee_core(key);
            let (points, reason) = if own == asked {
                (1000, "仅“党委”“党工委”“党总支”等字样不同".to_string())
            } else {
                let own_letters = letters(&own);
                let (asked, own) = (Shape { text: &asked, letters: &asked_letters }, Shape { text: &own, letters: &own_letters });
                alike([asked, own], [asked, own])?
            };
            let candidate = || Candidate {
                label: name.clone(),
                name: name.clone(),
                committee: name.clone(),
                reasons: vec![reason],
                points,
                branch: None,
            };
            (points >= LEAST).then(candidate)
        };
        let mut found: Vec<Candidate> = self.committees.iter().filter_map(judge).collect();
        found.sort_by(|a, b| (b.points, &a.label).cmp(&(a.points, &b.label)));
        found
    }

    /// What may be written for the branches of a committee, or of all; in order of committee and name.
    pub fn labels(&self, committee: Option<&str>) -> Vec<Arc<str>> {
        let mine = |e: &&Entry| committee.is_none_or(|c| *e.committee == *c);
        self.entries.iter().filter(mine).map(|e| e.label.clone()).collect()
    }

    /// All committees as the roster writes them.
    pub fn committee_labels(&self) -> Vec<Arc<str>> {
        let mut all: Vec<Arc<str>> = self.committees.values().cloned().collect();
        all.sort();
        all
    }
}

impl Entry {
    /// `asked` is what is left of the written name under this committee.
    fn judge(&self, written: &str, asked: &Essence, clues: &[Arc<str>]) -> Option<Candidate> {
        let named_inside = asked.bare != asked.whole;
        let own = self.by_name(asked, named_inside);
        let former = self.former.iter().filter_map(|(name, essence)| by_former(asked, name, essence));
        let id = self.by_id(written);
        let (mut points, reason) = own.into_iter().chain(former).chain(id).max_by(|a, b| a.0.cmp(&b.0))?;
        let mut reasons = vec![reason];
        if clues.contains(&self.committee) {
            points += SAME_COMMITTEE;
            reasons.push(format!("同属{}", self.committee));
        } else if named_inside {
            points += SAME_COMMITTEE;
        } else if !clues.is_empty() {
            points = points.saturating_sub(SAME_COMMITTEE);
            reasons.push(format!("但属于{}", self.committee));
        }
        let candidate = || Candidate {
            label: self.label.clone(),
            name: self.name.clone(),
            committee: self.committee.clone(),
            reasons,
            points,
            branch: None,
        };
        (points >= LEAST).then(candidate)
    }

    fn by_name(&self, asked: &Essence, named_inside: bool) -> Option<(u32, String)> {
        let own = &self.essence;
        if asked.whole == own.whole {
            return Some((1000, "名称相同，不止一个党支部叫这个名称".to_string()));
        }
        if asked.bare == own.bare {
            let reason = if named_inside {
                format!("多写了上级党委名称“{}”", self.committee)
            } else {
                "少写了上级党委名称".to_string()
            };
            return Some((980, reason));
        }
        if asked.plain == own.plain {
            return Some((950, "数字写法不同".to_string()));
        }
        if asked.core == own.core {
            return Some((900, "仅“村”“社区”等字样不同".to_string()));
        }
        let (points, reason) = alike_essences(asked, own)?;
        Some((points, if named_inside { format!("{reason}；写有上级党委名称") } else { reason }))
    }

    /// 编号 in the name: `003城北支部`, or nothing but it.
    fn by_id(&self, written: &str) -> Option<(u32, String)> {
        let id = self.id.as_deref()?;
        let mut tokens = written.split(|c: char| !c.is_ascii_alphanumeric());
        (id.chars().count() >= ID_CHARS && tokens.any(|t| t == id)).then(|| (990, format!("写有编号 {id}")))
    }
}

fn by_former(asked: &Essence, name: &str, essence: &Essence) -> Option<(u32, String)> {
    if asked.core == essence.core {
        return Some((890, format!("与曾用名“{name}”一致")));
    }
    let (points, reason) = alike_essences(asked, essence)?;
    Some((points.saturating_sub(30), format!("与曾用名“{name}”相近（{reason}）")))
}

/// A text with its characters, sorted.
#[derive(Clone, Copy)]
struct Shape<'t> {
    text: &'t str,
    letters: &'t [char],
}

fn alike_essences(asked: &Essence, own: &Essence) -> Option<(u32, String)> {
    fn core(of: &Essence) -> Shape<'_> {
        Shape { text: &of.core, letters: &of.letters[1] }
    }
    fn plain(of: &Essence) -> Shape<'_> {
        Shape { text: &of.plain, letters: &of.letters[0] }
    }
    alike([core(asked), core(own)], [plain(asked), plain(own)])
}

/// Likeness of two names by their cores (which alone tell branches apart) and their whole. `None` also for what no further reason can lift to the
/// fewest points of a candidate.
fn alike([core, own_core]: [Shape<'_>; 2], [whole, own_whole]: [Shape<'_>; 2]) -> Option<(u32, String)> {
    let (len, own_len) = (core.letters.len(), own_core.letters.len());
    if len > 1 && core.letters == own_core.letters {
        return Some((850, "字相同，次序不同".to_string()));
    }
    let whole_len = whole.letters.len();
    if whole_len == own_whole.letters.len() && whole_len > 2 && strsim::hamming(whole.text, own_whole.text) == Ok(1) {
        return Some((800, "相差 1 个字".to_string()));
    }
    let (short, long) = (len.min(own_len), len.max(own_len));
    if short > 1 && (core.text.contains(own_core.text) || own_core.text.contains(core.text)) {
        let reason = if len > own_len { "填报名称中含有该名称" } else { "填报名称是该名称的一部分" };
        return Some((600 + (200 * short / long.max(1)) as u32, reason.to_string()));
    }
    let most = |[a, b]: [Shape<'_>; 2]| a.letters.len().max(b.letters.len()).max(1);
    // two texts are at least as far apart as they have characters that the other lacks
    let bound = |pair: [Shape<'_>; 2]| common(pair[0].letters, pair[1].letters) * 850 / most(pair);
    if (bound([core, own_core]) + bound([whole, own_whole])) / 2 < (LEAST - SAME_COMMITTEE) as usize {
        return None;
    }
    let part = |pair: [Shape<'_>; 2]| {
        let most = most(pair);
        let apart = strsim::damerau_levenshtein(pair[0].text, pair[1].text).min(most);
        ((most - apart) * 850 / most, apart)
    };
    let ((by_core, apart), (by_whole, _)) = (part([core, own_core]), part([whole, own_whole]));
    (by_core > 0).then(|| (((by_core + by_whole) / 2) as u32, format!("相差 {apart} 个字")))
}

/// How many characters two sorted texts have in common, each counted as often as both have it.
fn common(a: &[char], b: &[char]) -> usize {
    let (mut at, mut other, mut found) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        match a[at].cmp(&b[other]) {
            Ordering::Less => at += 1,
            Ordering::Greater => other += 1,
            Ordering::Equal => (at, other, found) = (at + 1, other + 1, found + 1),
        }
    }
    found
}

/// 桃园镇党总支, 桃园镇 → 桃园镇.
fn committee_core(name: &str) -> String {
    let folded = fold_branch(&fold_committee(name));
    let core = folded.trim_end_matches("党").to_string();
    if core.is_empty() { folded } else { core }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::org::{BranchSpan, BranchType};

    fn branch(id: &str, committee: &str, name: &str, former: &[&str]) -> Branch {
        Branch {
            id: id.into(),
            name: name.into(),
            committee: committee.into(),
            kind: BranchType::Rural,
            member_count: None,
            founded: None,
            dissolved: None,
            own_days: vec![],
            former_names: former.iter().map(|f| Arc::from(*f)).collect(),
            spans: vec![BranchSpan { name: name.into(), committee: committee.into(), members: None, from: None, to: None }],
            place: None,
            exempt_members: None,
            secretary: "".into(),
        }
    }

    fn roster() -> Candidates {
        Candidates::new(&[
            branch("001", "桃园镇党委", "城北村党支部", &["红星大队支部"]),
            branch("002", "桃园镇党委", "城南村党支部", &[]),
            branch("003", "桃园镇党委", "机关党支部", &[]),
            branch("004", "桃园镇党委", "第一党支部", &[]),
            branch("005", "柳溪镇党委", "城北村党支部", &[]),
            branch("006", "柳溪镇党委", "机关党支部", &[]),
            branch("007", "柳溪镇党委", "柳溪镇新沟村党支部", &[]),
            branch("008", "柳溪镇党委", "柳溪镇下坝村党支部", &[]),
        ])
    }

    fn first(written: &str, clue: &str) -> String {
        let clues: Vec<Arc<str>> = if clue.is_empty() { vec![] } else { vec![clue.into()] };
        match roster().branches(written, &clues).first() {
            Some(c) => format!("{} {}", c.label, c.reasons.join("；")),
            None => String::new(),
        }
    }

    #[test]
    fn the_committee_before_the_name_is_the_commonest_case() {
        assert_eq!(first("桃园镇党委城北村党支部", ""), "桃园镇党委／城北村党支部 多写了上级党委名称“桃园镇党委”");
        assert_eq!(first("某县桃园镇城南村支部", ""), "城南村党支部 多写了上级党委名称“桃园镇党委”");
        assert_eq!(first("新沟村党支部", ""), "柳溪镇新沟村党支部 少写了上级党委名称");
        assert_eq!(first("柳溪镇城北党支部", ""), "柳溪镇党委／城北村党支部 仅“村”“社区”等字样不同");
    }

    #[test]
    fn the_surroundings_decide_between_namesakes() {
        assert_eq!(first("城北支部", "柳溪镇党委"), "柳溪镇党委／城北村党支部 仅“村”“社区”等字样不同；同属柳溪镇党委");
        let all = roster().branches("机关支部", &[]);
        assert_eq!(all.iter().map(|c| &*c.label).collect::<Vec<_>>(), ["柳溪镇党委／机关党支部", "桃园镇党委／机关党支部"]);
        assert_eq!(&*roster().branches("机关支部", &["桃园镇党委".into()])[0].label, "桃园镇党委／机关党支部");
    }

    #[test]
    fn numerals_ids_former_names_and_slips() {
        assert_eq!(first("第1支部", ""), "第一党支部 数字写法不同");
        assert_eq!(first("002支部", ""), "城南村党支部 写有编号 002");
        assert_eq!(first("红星支部", ""), "桃园镇党委／城北村党支部 与曾用名“红星大队支部”相近（填报名称是该名称的一部分）");
        assert_eq!(first("新钩村党支部", "柳溪镇党委"), "柳溪镇新沟村党支部 相差 1 个字；同属柳溪镇党委");
        assert_eq!(first("北城村党支部", "桃园镇党委"), "桃园镇党委／城北村党支部 字相同，次序不同；同属桃园镇党委");
    }

    #[test]
    fn what_is_alike_in_the_common_words_alone_is_no_candidate() {
        assert_eq!(first("柳溪镇高湾村党支部", ""), "");
        assert!(roster().branches("火车站党支部", &[]).is_empty());
    }

    #[test]
    fn committees_are_ranked_too() {
        let all = roster().committees("桃圆镇党工委");
        assert_eq!(all.iter().map(|c| &*c.label).collect::<Vec<_>>(), ["桃园镇党委"]);
        assert_eq!(roster().committees("桃园镇党总支")[0].reasons, ["仅“党委”“党工委”“党总支”等字样不同"]);
        assert_eq!(roster().committee_labels().len(), 2);
        assert_eq!(roster().labels(Some("桃园镇党委")).len(), 4);
    }
}
