//! Printing that bears a reader who leaves: `dangri run | head` is no reason for a panic, and none to leave a result half told on disk. The names
//! of the library's own macros are taken over for this room, so that none of them is used by oversight: what they print is masked, names of files
//! and folders too; keys and tickets go by a macro of their own. Such names and cells of ledgers come from anywhere: whatever of them would steer a
//! terminal is shown instead of obeyed, here alone and for all that is printed. At a terminal prose is broken at its width and coloured where that means
//! something; anywhere else a line is a line.

use std::fmt::Arguments;
use std::io::{self, IsTerminal, Write};

use console::{Style, Term};

use super::wrap::wrapped;
use crate::model::identity::masked;
use crate::model::text::harmless;

/// Columns of a terminal that does not say how many it has.
const USUAL: usize = 80;
/// Fewest columns that prose is broken for.
const NARROWEST: usize = 40;

/// What a line of prose is. Its colour follows, where there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A title over others.
    Title,
    /// As it is.
    Plain,
    /// Done.
    Good,
    /// To be looked at.
    Notice,
    /// To be typed or opened: never broken.
    Whole,
}

/// Prints to standard output. Whoever does not listen misses it.
macro_rules! print {
    ($($what:tt)*) => { $crate::cli::say::out(format_args!($($what)*)) };
}

/// Prints a line to standard output.
macro_rules! println {
    () => { $crate::cli::say::out(format_args!("\n")) };
    ($($what:tt)*) => { $crate::cli::say::out(format_args!("{}\n", format_args!($($what)*))) };
}

/// Prints a line of keys, and of what has been masked, to standard output as it is.
macro_rules! println_keys {
    ($($what:tt)*) => { $crate::cli::say::whole(format_args!("{}\n", format_args!($($what)*))) };
}

/// Prints a line to standard error.
macro_rules! eprintln {
    ($($what:tt)*) => { $crate::cli::say::err(format_args!("{}\n", format_args!($($what)*))) };
}

/// To standard output, at once. Whatever can be said is also in the files of a result, so what cannot be said is left unsaid.
pub fn out(what: Arguments<'_>) {
    text(&masked(&what.to_string()));
}

/// To standard output, nothing masked.
pub fn whole(what: Arguments<'_>) {
    text(&what.to_string());
}

/// To standard error, where all is prose.
pub fn err(what: Arguments<'_>) {
    let text = masked(&what.to_string()).into_owned();
    let text = harmless(&text);
    // in one piece, so that lines of several threads do not mix
    let _ = match io::stderr().is_terminal() {
        true => io::stderr().lock().write_all(wrapped(&text, width(&Term::stderr())).as_bytes()),
        false => io::stderr().lock().write_all(text.as_bytes()),
    };
}

/// A line of prose to standard output.
pub fn prose(tone: Tone, line: &str) {
    let line = masked(line);
    let line = harmless(&line);
    let text = if io::stdout().is_terminal() { shown(tone, &line, &Term::stdout()) } else { line.into_owned() };
    write(&text);
}

/// The same to standard error, which is known to be a terminal.
pub fn mark(tone: Tone, line: &str) {
    let line = masked(line);
    let _ = writeln!(io::stderr().lock(), "{}", shown(tone, &harmless(&line), &Term::stderr()));
}

/// A line as it stands on a terminal.
fn shown(tone: Tone, line: &str, at: &Term) -> String {
    let text = if tone == Tone::Whole { line.to_string() } else { wrapped(line, width(at)) };
    let style = match tone {
        Tone::Title => Style::new().bold(),
        Tone::Good => Style::new().green(),
        Tone::Notice => Style::new().yellow(),
        Tone::Whole => Style::new().cyan(),
        Tone::Plain => return text,
    };
    style.force_styling(coloured(at)).apply_to(text).to_string()
}

/// Has it colours, and wants them? Whoever set NO_COLOR to anything does not.
fn coloured(at: &Term) -> bool {
    at.features().colors_supported() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}

/// Columns for prose.
fn width(at: &Term) -> usize {
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = at.size_checked().map(|(_, columns)| usize::from(columns)).filter(|n| *n > 0).or_else(said);
    columns.unwrap_or(USUAL).max(NARROWEST)
}

fn write(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A text that is ready, to standard output. A reader who stops reading (a pager) is no failure.
pub fn text(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush());
}

/// A value for scripts: identity numbers masked in its texts, which are escaped, so that none steers a terminal.
pub fn json(value: &impl serde::Serialize) {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_string());
    self::text(&format!("{}\n", masked(&text)));
}
