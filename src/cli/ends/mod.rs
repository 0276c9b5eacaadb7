//! The words at the end of a run: what stands out, what to do next, what to open and what to hand to whom. They are facts of the result, each as it
//! stands there too, and are kept with it, so that a run that changes nothing says the same. What depends on the place from which the program
//! was started (the command to type next) is put in when it is said.

mod facts;
mod handout;
mod steps;

use std::ffi::OsString;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::say::{Tone, prose};
use crate::run::Finished;
use crate::window::command_line;

/// How many of one kind are named before the rest is counted.
const SHOWN: usize = 5;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// A heading.
    Title(String),
    /// Something to know.
    Fact(String),
    /// Something that asks for attention.
    Notice(String),
    /// The command that puts what is not understood before the clerk, for the folder that was read.
    Match,
}

/// What is told at the end, apart from where the result is.
pub fn lines(finished: &Finished) -> Vec<Line> {
    let mut all = facts::lines(&finished.results);
    all.extend(steps::lines(&finished.results));
    all.extend(handout::lines(&finished.results, &finished.target));
    all
}

/// Lines as they are kept with a result.
pub fn kept(lines: &[Line]) -> Vec<String> {
    lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect()
}

/// Lines that were kept.
pub fn again(kept: &[String]) -> Vec<Line> {
    kept.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Says them; `workspace` is what was read.
pub fn say(lines: &[Line], workspace: &Path) {
    for (at, line) in lines.iter().enumerate() {
        match line {
            Line::Title(text) => {
                if at > 0 {
                    println!();
                }
                prose(Tone::Title, text);
            }
            Line::Fact(text) => prose(Tone::Plain, text),
            Line::Notice(text) => prose(Tone::Notice, text),
            Line::Match => {
                let words = [OsString::from("match"), workspace.as_os_str().to_os_string()];
                prose(Tone::Whole, &format!("     {}", command_line(&words)));
            }
        }
    }
}

/// Names, each in quotes, as many as are shown.
fn named(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("“{name}”")).collect();
    format!("{}{}", shown.join("、"), if names.len() > SHOWN { "等" } else { "" })
}

/// The same with how many there are, where these are not all.
fn counted(names: &[String]) -> String {
    let more = if names.len() > SHOWN { format!(" {} 个", names.len()) } else { String::new() };
    format!("{}{more}", named(names))
}
