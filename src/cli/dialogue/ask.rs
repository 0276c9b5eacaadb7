//! A question and its answer. An answer that never comes ends the talk; it is never taken for consent.

use crate::cli::say::{Tone, prose};
use std::io::{self, BufRead};

/// The answers have ended: the terminal was closed, or Ctrl-D (on Windows Ctrl-Z) was pressed.
#[derive(Debug)]
pub struct Ended;

/// Asks, and gives what was typed without blanks around it.
pub fn answer(question: &str) -> Result<String, Ended> {
    print!("{question}：");
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => {
            println!();
            Err(Ended)
        }
        Ok(_) => Ok(line.trim().trim_matches('\u{feff}').to_string()),
    }
}

/// Asks for yes or no.
pub fn agreed(question: &str, default: bool) -> Result<bool, Ended> {
    let question = format!("{question}？（是／否）〔{}〕", if default { "是" } else { "否" });
    loop {
        match yes(&answer(&question)?) {
            Some(yes) => return Ok(yes.unwrap_or(default)),
            None => prose(Tone::Plain, "  请回答“是”或“否”（也可以是 y、n）。"),
        }
    }
}

/// `Some(None)`: nothing was said.
fn yes(typed: &str) -> Option<Option<bool>> {
    match typed.to_lowercase().as_str() {
        "" => Some(None),
        "是" | "是的" | "好" | "y" | "yes" | "ｙ" | "1" => Some(Some(true)),
        "否" | "不" | "不是" | "n" | "no" | "ｎ" | "0" => Some(Some(false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_word_is_an_answer() {
        assert_eq!(yes("是"), Some(Some(true)));
        assert_eq!(yes("N"), Some(Some(false)));
        assert_eq!(yes(""), Some(None));
        assert_eq!(yes("也许"), None);
    }
}
