//! Words that a profile lists, and how they are found in what people wrote: whole forms, a verb and its object in either order, several ways of writing
//! one thing; and never where the text denies them. What belongs together and what denies lies in `schemas/words.toml`, not here. Texts are looked
//! at as they are folded: without white space, signs in half width.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::needle::Needle;

/// The words of a profile's list, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Words {
    listed: Vec<Arc<str>>,
    /// Of each listed word, how it is found.
    forms: Vec<Vec<Form>>,
}

/// One way in which a word stands in a text.
#[derive(Clone, Debug)]
enum Form {
    /// As it is written.
    Plain(Box<Needle>),
    /// A verb near its object: which family of the lexicon.
    Near(usize),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    same: Vec<Vec<String>>,
    denials: Vec<Needle>,
    /// Characters.
    denial_gap: usize,
    denied_behind: Vec<String>,
    harmless: Vec<String>,
    family: Vec<Family>,
}

/// A verb and what it is done to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    object: Vec<Needle>,
    verbs: Vec<Needle>,
    /// Words that hold a verb and mean something else.
    #[serde(default)]
    not_verbs: Vec<String>,
    /// Most characters between the two.
    gap: usize,
}

/// The file that says what belongs together.
pub const LEXICON: &str = include_str!("../../schemas/words.toml");

static KNOWN: LazyLock<Lexicon> = LazyLock::new(|| toml::from_str(LEXICON).expect("the lexicon is checked by a test"));

impl Words {
    /// Does the folded text hold one of them, and not as something that was not done?
    pub fn are_in(&self, text: &str) -> bool {
        self.forms.iter().flatten().any(|form| form.is_in(text))
    }

    /// The listed words that the folded text holds.
    pub fn found_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Arc<str>> + 'a {
        self.listed.iter().zip(&self.forms).filter(|(_, forms)| forms.iter().any(|form| form.is_in(text))).map(|(word, _)| word)
    }

    /// The same, where some words say that it is something else (业务学习 is not the 学习 that is asked for).
    pub fn are_in_without(&self, text: &str, not: &[Arc<str>]) -> bool {
        self.are_in(text) && (not.is_empty() || self.are_in(&without(text, not)))
    }
}

/// The text with these words cut out.
pub fn without<'t, S: AsRef<str>>(text: &'t str, words: &[S]) -> Cow<'t, str> {
    words.iter().map(AsRef::as_ref).filter(|word| !word.is_empty()).fold(Cow::Borrowed(text), |text, word| match text.contains(word) {
        true => Cow::Owned(text.replace(word, "\n")),
        false => text,
    })
}

impl Form {
    fn of(word: &str) -> Vec<Form> {
        let word: String = word.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        if word.is_empty() {
            return Vec::new();
        }
        let joins = |one: &Needle, two: &Needle| word.strip_prefix(one.as_str()) == Some(two.as_str());
        let is_pair = |f: &Family| f.verbs.iter().any(|v| f.object.iter().any(|o| joins(v, o) || joins(o, v)));
        let mut forms: Vec<Form> = KNOWN.family.iter().position(is_pair).map(Form::Near).into_iter().collect();
        let same = KNOWN.same.iter().find(|group| group.contains(&word));
        match same {
            Some(group) => forms.extend(group.iter().map(|w| Form::Plain(Box::new(Needle::new(w))))),
            None => forms.push(Form::Plain(Box::new(Needle::new(&word)))),
        }
        forms
    }

    fn is_in(&self, text: &str) -> bool {
        match self {
            Form::Plain(word) => word.places(text).any(|at| !is_denied(text, at, at + word.as_str().len())),
            Form::Near(family) => {
                let family = &KNOWN.family[*family];
                family.object.iter().any(|o| o.places(text).any(|at| family.stands_at(text, at, at + o.as_str().len())))
            }
        }
    }
}

impl Family {
    /// A verb before or behind the object that stands at these bytes, and no denial of it.
    fn stands_at(&self, text: &str, from: usize, to: usize) -> bool {
        let longest = self.gap + 2;
        let before = back(text, from, longest);
        let ahead = forth(text, to, longest);
        let meant = |at: usize| !self.not_verbs.iter().any(|not| covers(text, at, not));
        self.verbs.iter().any(|verb| {
            let behind_verb = verb.places(&text[before..from]).any(|at| {
                let (start, end) = (before + at, before + at + verb.as_str().len());
                self.is_near(text, end, from) && meant(start) && !is_denied(text, start, to)
            });
            behind_verb
                || verb.places(&text[to..ahead]).any(|at| {
                    let (start, end) = (to + at, to + at + verb.as_str().len());
                    self.is_near(text, to, start) && meant(start) && !is_denied(text, from, end)
                })
        })
    }

    /// So few characters between, and none of them says that it was not done.
    fn is_near(&self, text: &str, from: usize, to: usize) -> bool {
        text[from..to].chars().count() <= self.gap && !holds_denial(text, from, to)
    }
}

/// Is what stands at these bytes said not to have been done?
fn is_denied(text: &str, from: usize, to: usize) -> bool {
    KNOWN.denied_behind.iter().any(|word| text[to..].starts_with(word.as_str())) || {
        // room for the longest denial before the gap
        let start = back(text, from, KNOWN.denial_gap + 2);
        start < from && denials(text, start, from).any(|end| text[end..from].chars().count() <= KNOWN.denial_gap)
    }
}

fn holds_denial(text: &str, from: usize, to: usize) -> bool {
    from < to && denials(text, from, to).next().is_some()
}

/// Where denials between these bytes end.
fn denials(text: &str, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
    let found = move |denial: &'static Needle| {
        let harmless = |at: usize| KNOWN.harmless.iter().filter(|h| h.contains(denial.as_str())).any(|h| covers(text, at, h));
        let places = denial.places(&text[from..to]).map(move |at| from + at);
        places.filter(move |at| !harmless(*at)).map(|at| at + denial.as_str().len())
    };
    KNOWN.denials.iter().flat_map(found)
}

/// Does `phrase` stand in the text so that it holds what begins at `at`?
fn covers(text: &str, at: usize, phrase: &str) -> bool {
    phrase
        .char_indices()
        .any(|(offset, _)| at.checked_sub(offset).is_some_and(|start| text.get(start..).is_some_and(|t| t.starts_with(phrase))))
}

/// So many characters back, no further than the next punctuation.
fn back(text: &str, from: usize, chars: usize) -> usize {
    text[..from].char_indices().rev().take(chars).take_while(|(_, c)| c.is_alphanumeric()).last().map_or(from, |(at, _)| at)
}

/// So many characters forth, no further than the next punctuation.
fn forth(text: &str, from: usize, chars: usize) -> usize {
    text[from..].char_indices().take(chars).take_while(|(_, c)| c.is_alphanumeric()).last().map_or(from, |(at, c)| from + at + c.len_utf8())
}

fn half_width(c: char) -> char {
    if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c }
}

impl Deref for Words {
    type Target = [Arc<str>];
    fn deref(&self) -> &[Arc<str>] {
        &self.listed
    }
}

impl FromIterator<Arc<str>> for Words {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(words: I) -> Self {
        words.into_iter().collect::<Vec<_>>().into()
    }
}

impl From<Vec<Arc<str>>> for Words {
    fn from(listed: Vec<Arc<str>>) -> Self {
        Words { forms: listed.iter().map(|word| Form::of(word)).collect(), listed }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.listed == other.listed
    }
}

impl Eq for Words {}

impl PartialOrd for Words {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Words {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.listed.cmp(&other.listed)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Arc<str>>::deserialize(deserializer).map(Words::from)
    }
}

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<String>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Words {
        all.iter().map(|w| Arc::from(*w)).collect()
    }

    #[test]
    fn a_verb_and_its_object_in_either_order_and_near() {
        let dues = words(&["交纳党费"]);
        for text in
            ["收缴党费", "交党费", "缴纳当月党费", "党费收缴", "党费已交", "组织党员上缴了本月党费", "交纳党费", "学习并交纳5月党费"]
        {
            assert!(dues.are_in(text), "{text}");
        }
        for text in
            ["党费", "交流党费使用情况", "公示党费收支情况", "交纳，党费", "交纳了全年工会会费和党费", "学习党费管理规定", "吸收党费"]
        {
            assert!(!dues.are_in(text), "{text}");
        }
        let oath = words(&["重温入党誓词"]);
        assert!(["重温誓词", "面对党旗重温了一次入党誓词", "入党誓词重温"].iter().all(|t| oath.are_in(t)));
        assert!(!oath.are_in("重温历史"));
        assert!(words(&["上党课"]).are_in("书记讲廉政党课"));
    }

    #[test]
    fn several_ways_of_writing_one_thing() {
        assert!(words(&["支委会"]).are_in("召开支部委员会会议") && words(&["志愿服务"]).are_in("志愿者服务"));
        assert!(words(&["主题党日＋"]).are_in("主题党日+微党课") && !words(&["", "　"]).are_in("学习"));
    }

    #[test]
    fn what_is_denied_does_not_count() {
        let dues = words(&["交纳党费"]);
        for text in ["未交纳党费", "没有组织党员交纳党费", "党费未交纳", "不交党费", "因疫情未能按时交纳党费", "交纳党费未开展"]
        {
            assert!(!dues.are_in(text), "{text}");
        }
        let study = words(&["学习"]);
        for text in ["未组织学习", "无学习", "学习未开展", "本月没有学习", "未能开展集中学习"] {
            assert!(!study.are_in(text), "{text}");
        }
        for text in [
            "不忘初心主题学习",
            "无职党员学习",
            "不断加强学习",
            "未来科技学习",
            "未组织，学习",
            "不少于两小时学习",
            "无一缺席参加学习",
            "未交纳党费。学习",
        ] {
            assert!(study.are_in(text), "{text}");
        }
        assert!(study.are_in("未组织学习\n学习党章"), "once done is done");
        assert!(study.are_in("未及时报送材料的支部进行学习"), "more than six characters away");
    }

    #[test]
    fn words_that_mean_something_else_are_cut_out() {
        let study = words(&["学习"]);
        let not = [Arc::from("业务学习"), Arc::from("学习业务")];
        assert!(!study.are_in_without("工作例会，业务学习", &not) && study.are_in_without("业务学习、党章学习", &not));
    }
}
