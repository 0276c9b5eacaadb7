//! Printing that bears a reader who leaves: `dangri run | head` is no reason for a panic, and none to leave a result half told on disk. The names
//! of the library's own macros are taken over for this room, so that none of them is used by oversight: what they print is masked, names of files
//! and folders too; keys and tickets go by a macro of their own. Such names and cells of ledgers come from anywhere: whatever of them would steer a
//! terminal is shown instead of obeyed, here alone and for all that is printed.

use std::fmt::Arguments;
use std::io::{self, Write};

use crate::model::identity::masked;
use crate::model::text::harmless;

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

/// To standard error.
pub fn err(what: Arguments<'_>) {
    // in one piece, so that lines of several threads do not mix
    let _ = io::stderr().lock().write_all(harmless(&masked(&what.to_string())).as_bytes());
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
