//! What was typed, before it is parsed: dashes, letters and equals signs of options as an input method for Chinese leaves them are taken as meant. A
//! value is never touched here, whatever it begins with: a seed with a dash before it is a seed.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory;

use super::args::Cli;
use crate::model::text::half_width;

/// Is the sign one of those that stand for a dash? An office program makes one long one of two.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '—' | '–' | '―' | '−' | '‐' | '‑' | '﹣')
}

/// The arguments behind the program's name, as meant.
pub fn meant(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let valued = valued();
    let mut out: Vec<OsString> = Vec::new();
    let mut literal = false;
    for arg in args {
        let waits = out.last().is_some_and(|last| last.to_str().is_some_and(|last| valued.iter().any(|name| name == last)));
        if literal || waits {
            out.push(arg);
            continue;
        }
        let first = out.is_empty();
        let arg = if first { word(arg) } else { arg };
        let arg = option(&arg).map_or(arg, OsString::from);
        literal = arg == *"--";
        out.push(arg);
    }
    out
}

/// Options that are followed by a value, as they are typed.
fn valued() -> Vec<String> {
    let cli = Cli::command();
    let all = std::iter::once(&cli).chain(cli.get_subcommands()).flat_map(|command| command.get_arguments());
    let takes = all.filter(|arg| !arg.is_positional() && arg.get_action().takes_values());
    takes
        .flat_map(|arg| arg.get_long().map(|name| format!("--{name}")).into_iter().chain(arg.get_short().map(|c| format!("-{c}"))))
        .collect()
}

/// A command typed full-width, `ｒｕｎ`.
fn word(arg: OsString) -> OsString {
    let folded = arg.to_str().map(half_width).filter(|folded| folded.chars().all(|c| c.is_ascii_lowercase()));
    match folded {
        Some(folded) if !AsRef::<std::path::Path>::as_ref(&arg).exists() => folded.into(),
        _ => arg,
    }
}

/// An option with the signs that were meant; `None` where it is none, or needs nothing.
fn option(arg: &OsStr) -> Option<String> {
    let text = arg.to_str()?;
    let rest = text.trim_start_matches(is_dash);
    if rest.len() == text.len() {
        return None;
    }
    let name: String = half_width(rest).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    // A file may be called —甲.xlsx.
    if name.is_empty() || AsRef::<std::path::Path>::as_ref(arg).exists() {
        return None;
    }
    let dashes = text.len() - rest.len();
    if dashes == 1 && text.starts_with('-') || text.starts_with("--") && rest.starts_with(&name) && !rest[name.len()..].starts_with('＝') {
        return None;
    }
    // Characters of the name may be longer where they are full-width; there are as many of them.
    let behind: String = rest.chars().skip(name.chars().count()).collect();
    let behind = match behind.strip_prefix(['=', '＝']) {
        Some(value) => format!("={value}"),
        None => behind,
    };
    let long = name.chars().count() > 1;
    Some(if long { format!("--{name}{behind}") } else { format!("-{name}{}", behind.strip_prefix('=').unwrap_or(&behind)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &[&str]) -> Vec<String> {
        meant(typed.iter().map(OsString::from)).into_iter().map(|arg| arg.into_string().unwrap()).collect()
    }

    #[test]
    fn signs_of_options_are_taken_as_meant() {
        for (typed, means) in [
            ("－－period", "--period"),
            ("——period", "--period"),
            ("—period", "--period"),
            ("－p", "-p"),
            ("—p", "-p"),
            ("－ｊ", "-j"),
            ("－－ｐｅｒｉｏｄ", "--period"),
            ("－－period＝2017年7月", "--period=2017年7月"),
            ("--period＝2017", "--period=2017"),
            ("－j池州", "-j池州"),
            ("--no-ranking", "--no-ranking"),
            ("—no-ranking", "--no-ranking"),
            ("－－as-of＝2017－10－15", "--as-of=2017－10－15"),
            ("-q", "-q"),
        ] {
            assert_eq!(of(&["run", typed]), ["run", means], "{typed}");
        }
        assert_eq!(of(&["ｒｕｎ", "台账"]), ["run", "台账"]);
    }

    #[test]
    fn values_stay_as_they_are() {
        assert_eq!(of(&["run", "--seed", "—abc", "－p", "—2017"]), ["run", "--seed", "—abc", "-p", "—2017"]);
        assert_eq!(of(&["run", "--seed=—a＝b"]), ["run", "--seed=—a＝b"]);
        assert_eq!(of(&["run", "—台账", "——"]), ["run", "—台账", "——"]);
        assert_eq!(of(&["run", "--", "－－x"]), ["run", "--", "－－x"]);
    }
}
