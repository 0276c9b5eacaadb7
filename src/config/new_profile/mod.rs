//! A profile from a dozen answers: what is asked, how a clerk's answer is read, and the file that comes of it. Nothing is guessed: an answer that can
//! be read in two ways is refused with what would be right, and what was left blank is left out of the file, where a comment says what that means.

mod answer;
mod items;
mod phrase;
mod questions;
mod read;
mod write;

use std::collections::BTreeMap;

use super::fault::Faults;
use super::{check_text, place_name};
use crate::model::profile::{OFFICE_SET, Profile};
use answer::Answer;
pub use questions::Question;
use questions::{QUESTIONS, Topic};

/// Longest answer that is read.
const LONGEST: usize = 2_000;

/// An answer with the clause that it stands on.
#[derive(Clone, Debug)]
struct Given {
    answer: Answer,
    /// Empty where none was given.
    clause: String,
}

impl Given {
    /// The clause, or that the office set it itself.
    fn clause(&self) -> &str {
        if self.clause.is_empty() { OFFICE_SET } else { &self.clause }
    }
}

/// The answers so far.
type Answers = BTreeMap<Topic, Given>;

/// The questions, one after the other.
#[derive(Debug)]
pub struct Interview {
    given: Answers,
    at: usize,
    /// What holds where a file says nothing.
    general: Box<Profile>,
}

/// What became of an answer.
#[derive(Debug)]
pub struct Heard {
    /// How it was understood; `None`: it was left blank.
    pub understood: Option<String>,
    /// It stands on a clause that has not been told yet.
    pub wants_clause: bool,
    /// Some parts of it have a clause already.
    pub in_part: bool,
}

impl Interview {
    /// Begins. The id is not asked for where the name of the file gives it.
    ///
    /// # Errors
    /// The id cannot be one; what holds in general is faulty.
    pub fn new(id: Option<&str>) -> Result<Self, String> {
        let general = check_text("x.toml", "id = \"x\"\nname = \"x\"\nsystem = \"x\"\ndocument = \"x\"\n").map_err(|e| e.to_string())?;
        let mut interview = Interview { given: Answers::new(), at: 0, general: Box::new(general) };
        if let Some(id) = id {
            let answer = read::id(id)?;
            interview.given.insert(Topic::Id, Given { answer, clause: String::new() });
        }
        interview.skip();
        Ok(interview)
    }

    /// Is there a question of that label?
    pub fn has(label: &str) -> bool {
        QUESTIONS.iter().any(|q| q.label == label)
    }

    /// The question that is to be answered next.
    pub fn question(&self) -> Option<&'static Question> {
        QUESTIONS.get(self.at)
    }

    /// What a blank answer to it means.
    pub fn blank(&self, question: &Question) -> String {
        (question.blank)(&self.general, &self.given)
    }

    /// The id, once it is known.
    pub fn id(&self) -> Option<&str> {
        self.name(Topic::Id)
    }

    fn name(&self, topic: Topic) -> Option<&str> {
        match &self.given.get(&topic)?.answer {
            Answer::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Goes on to the question of that label, leaving those between blank.
    ///
    /// # Errors
    /// There is no such question, it has been answered, or one between cannot be left blank.
    pub fn go_to(&mut self, label: &str) -> Result<(), String> {
        let Some(to) = QUESTIONS.iter().position(|q| q.label == label) else {
            let labels: Vec<&str> = QUESTIONS.iter().map(|q| q.label).collect();
            return Err(format!("没有“{label}”这一项，各项为：{}", labels.join("、")));
        };
        while let Some(question) = QUESTIONS[self.at..to.max(self.at)].first() {
            self.answer("").map_err(|why| format!("前面缺少“{}”：{why}", question.label))?;
        }
        let question = &QUESTIONS[to];
        match self.at == to {
            true => Ok(()),
            false if self.given.contains_key(&question.topic) => Err(format!("“{label}”已经有了答案，每项只写一次")),
            false if !(question.when)(&self.given) => Err(format!("“{label}”在此处不适用：{}", question.otherwise)),
            false => Err(format!("“{label}”应写在后面各项之前")),
        }
    }

    /// Takes an answer to the question, with or without its clause behind `｜`.
    ///
    /// # Errors
    /// It cannot be read; says what would be right. The question stays.
    pub fn answer(&mut self, typed: &str) -> Result<Heard, String> {
        let Some(question) = self.question() else { return Err("各项都已回答，此行多余".to_string()) };
        let typed = typed.trim();
        if typed.len() > LONGEST || typed.chars().any(char::is_control) {
            return Err("答案过长，或含有控制字符，请重新填写".to_string());
        }
        let (said, clause) = if question.clause && question.topic != Topic::Items { phrase::with_clause(typed) } else { (typed, "") };
        if said.is_empty() && !clause.is_empty() {
            return Err("只写了条款，没有写内容".to_string());
        }
        let answer = match said {
            "" => (question.otherwise_answer)(&self.given),
            said => Some((question.read)(said).map_err(|why| format!("{why}。例如：{}", question.example))?),
        };
        let Some(answer) = answer else {
            if question.required {
                return Err(format!("这一项不能空着。例如：{}", question.example));
            }
            self.forward();
            return Ok(Heard { understood: None, wants_clause: false, in_part: false });
        };
        let wants_clause = question.clause && clause.is_empty() && answer.lacks_clause();
        let in_part = wants_clause && answer.has_clause();
        let understood = Some(write::told(question.topic, &answer));
        self.given.insert(question.topic, Given { answer, clause: clause.to_string() });
        self.forward();
        Ok(Heard { understood, wants_clause, in_part })
    }

    /// The clause of the answer that was taken last.
    pub fn clause(&mut self, clause: &str) {
        let clause: String = clause.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let last = QUESTIONS[..self.at].iter().rev().find(|q| self.given.contains_key(&q.topic));
        if let Some(given) = last.filter(|q| q.clause).and_then(|q| self.given.get_mut(&q.topic)) {
            given.clause = clause;
        }
    }

    fn forward(&mut self) {
        self.at += 1;
        self.skip();
    }

    /// Passes over what is answered already or makes no sense after what was answered.
    fn skip(&mut self) {
        while self.question().is_some_and(|q| self.given.contains_key(&q.topic) || !(q.when)(&self.given)) {
            self.at += 1;
        }
    }

    /// The id and the text of the file, which passes the check of profiles.
    ///
    /// # Errors
    /// A question is left that cannot be; or the text is not sound, which no answer should lead to.
    pub fn finish(mut self) -> Result<(String, String), String> {
        while let Some(question) = self.question() {
            self.answer("").map_err(|why| format!("“{}”：{why}", question.label))?;
        }
        let id = self.id().unwrap_or_default().to_string();
        let text = write::file(&self.given, &self.general);
        check_text(&format!("{id}.toml"), &text).map_err(|faults: Faults| faults.to_string())?;
        Ok((id, text))
    }
}

#[cfg(test)]
mod tests;
