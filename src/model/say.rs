//! What is said of a fault: what is wrong (and why) apart from what to do, and of what kind it is. Rules, layouts, collation and intake word
//! their parts where they know the facts (`say!`); whoever shows them takes the whole or a part, and nobody reads a sentence again.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::identity::mask_identity;

/// What two things said have in common, whatever names and numbers they were filled with: a digest of the template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Kind(u64);

impl Kind {
    /// The kind of a template, or of one word that sets things said apart.
    pub const fn of(text: &str) -> Self {
        Kind(0xcbf2_9ce4_8422_2325).and(text)
    }

    /// This kind, further set apart by a word (FNV-1a goes on where it stood).
    const fn and(self, text: &str) -> Self {
        let (bytes, mut hash, mut at) = (text.as_bytes(), self.0, 0);
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        Kind(hash)
    }
}

/// One thing said, in Chinese. Both parts lie in one text, as most of them are only ever shown whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Say {
    kind: Kind,
    text: Box<str>,
    /// Where in `text` (in bytes) what to do begins.
    todo: u32,
}

/// `say!("what is wrong：{why}；", …; "请 do {this}。", …)`; without a second template nothing is asked. The first template ends with the
/// mark that joins the two.
macro_rules! say {
    ($what:literal $(, $fill:expr)* $(,)?) => { say!($what $(, $fill)*; "") };
    ($what:literal $(, $fill:expr)*; $todo:literal $(, $more:expr)* $(,)?) => {
        $crate::model::say::Say::new(
            const { $crate::model::say::Kind::of(concat!($what, $todo)) },
            format!($what $(, $fill)*),
            format_args!($todo $(, $more)*),
        )
    };
}

impl Say {
    /// What `say!` puts together.
    pub fn new(kind: Kind, mut text: String, todo: fmt::Arguments<'_>) -> Self {
        let at = text.len() as u32;
        // writing to a text cannot fail
        let _ = text.write_fmt(todo);
        Say { kind, text: text.into(), todo: at }
    }

    /// The kind: equal for things said that one message can stand for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The whole, as tables and lists show it.
    pub fn message(&self) -> &str {
        &self.text
    }

    /// What is wrong and why, ended by itself.
    pub fn what(&self) -> String {
        let what = self.text.get(..self.todo as usize).unwrap_or(&self.text).trim_end_matches(['，', '；', '。', '：']);
        if what.is_empty() { String::new() } else { format!("{what}。") }
    }

    /// What to do; empty where nothing is asked.
    pub fn todo(&self) -> &str {
        self.text.get(self.todo as usize..).unwrap_or_default()
    }

    /// Of a kind apart from others of its template.
    pub fn apart(mut self, word: &str) -> Self {
        self.kind = self.kind.and(word);
        self
    }

    /// Of a kind apart by what else it says.
    pub fn with(mut self, part: &Say) -> Self {
        self.kind = Kind(self.kind.0.rotate_left(1) ^ part.kind.0);
        self
    }

    /// With words before it, which belong to what is wrong.
    pub fn led_by(&self, lead: Say) -> Self {
        let (text, todo) = (format!("{lead}{self}").into(), lead.text.len() as u32 + self.todo);
        Say { text, todo, ..lead.with(self) }
    }

    /// Says more, which belongs to what is to be done.
    pub fn and(self, more: &Say) -> Self {
        Say { text: format!("{}{}", self.text, more.text).into(), ..self.with(more) }
    }

    /// With identity and mobile numbers masked.
    pub fn masked(&self) -> Self {
        let what = mask_identity(self.text.get(..self.todo as usize).unwrap_or_default());
        Say::new(self.kind, what, format_args!("{}", mask_identity(self.todo())))
    }
}

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad_date(raw: &str) -> Say {
        say!("活动日期“{raw}”无法识别，{}；", "该行未计入"; "请改正后重新报送。")
    }

    #[test]
    fn the_whole_and_its_parts() {
        let said = bad_date("6.3");
        assert_eq!(said.message(), "活动日期“6.3”无法识别，该行未计入；请改正后重新报送。");
        assert_eq!((said.what().as_str(), said.todo()), ("活动日期“6.3”无法识别，该行未计入。", "请改正后重新报送。"));
        let lone = say!("无法识别");
        assert_eq!((lone.message(), lone.what().as_str(), lone.todo()), ("无法识别", "无法识别。", ""));
        assert_eq!(Say::default().what(), "");
        let more = said.and(&say!("同一行的{}，请一并改正。", "人数"));
        assert_eq!(more.todo(), "请改正后重新报送。同一行的人数，请一并改正。");
    }

    #[test]
    fn a_kind_is_the_templates_and_what_sets_it_apart() {
        assert_eq!(bad_date("6.3").kind(), bad_date("2017.6.31").kind());
        assert_ne!(bad_date("6.3").kind(), say!("活动日期无法识别，请改正后重新报送。").kind());
        let (due, actual) = (bad_date("甲").apart("应到人数"), bad_date("甲").apart("实到人数"));
        assert!(due.kind() != actual.kind() && due.kind() != bad_date("甲").kind());
        assert_ne!(bad_date("甲").with(&say!("没有年份")).kind(), bad_date("甲").with(&say!("没有月份")).kind());
        assert_ne!(bad_date("甲").and(&say!("又")).kind(), bad_date("甲").kind());
    }

    #[test]
    fn identity_numbers_go_from_both_parts() {
        let said = say!("“{}”无法识别，", "320102199001011234"; "请问{}。", "320102199001011234").masked();
        assert_eq!(said.message(), "“320***********1234”无法识别，请问320***********1234。");
        assert_eq!(said.todo(), "请问320***********1234。");
    }

    #[test]
    fn what_comes_back_broken_is_no_panic() {
        let broken = Say { todo: 7, ..bad_date("6.3") };
        assert!(!broken.what().is_empty() && broken.todo().is_empty());
        assert_eq!(Say { todo: u32::MAX, ..bad_date("6.3") }.todo(), "");
    }
}
