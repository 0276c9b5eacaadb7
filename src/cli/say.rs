//! Printing that bears a reader who leaves: `dangri run | head` is no reason for a panic, and none to leave a result half told on disk. The names
//! of the library's own macros are taken over for this room, so that none of them is used by oversight: what they print is masked, names of files
//! and folders too. Keys and tickets go by a macro of their own.

use std::fmt::Arguments;
use std::io::{self, Write};

use crate::model::identity::masked;

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
    whole(format_args!("{}", masked(&what.to_string())));
}

/// To standard output, nothing masked.
pub fn whole(what: Arguments<'_>) {
    let mut out = io::stdout().lock();
    let _ = out.write_fmt(what).and_then(|()| out.flush());
}

/// To standard error.
pub fn err(what: Arguments<'_>) {
    let _ = io::stderr().lock().write_all(masked(&what.to_string()).as_bytes());
}
