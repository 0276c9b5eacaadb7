//! From what the page asks for to a line of the command, and back to how somebody would type it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The line as it can be typed.
pub fn command_line(words: &[OsString]) -> String {
    words.iter().fold("dangri".to_string(), |line, word| format!("{line} {}", quoted(&word.to_string_lossy())))
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_./\\:=，、（）".contains(c));
    if plain { word.to_string() } else { format!("\"{word}\"") }
}

/// What the page can ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// What is there, before anything is judged.
    Look {},
    /// Names, headings and lists that wait.
    Match {},
    /// Puts choices into the workbook of names.
    Confirm {
        /// As `dangri match --answers` takes them.
        answers: serde_json::Value,
    },
    /// The main job.
    Run {
        /// Id or name of the place; empty: as `dangri.toml` says.
        #[serde(default)]
        place: String,
        /// As written.
        period: String,
        /// Parameters for a trial.
        #[serde(default)]
        set: Vec<String>,
        /// Problems alone.
        #[serde(default)]
        no_ranking: bool,
    },
    /// The inspection list alone.
    Draw {
        /// Id or name of the place.
        #[serde(default)]
        place: String,
        /// As written.
        period: String,
        /// Seed; empty: the usual one.
        #[serde(default)]
        seed: String,
        /// Which draw.
        #[serde(default = "first")]
        draw: u32,
    },
    /// Two results side by side.
    Diff {
        /// Number of the earlier one.
        before: String,
        /// Number of the later one.
        after: String,
    },
    /// Was a draw done as it says?
    VerifyDraw {
        /// Number of the result.
        result: String,
    },
    /// Is a result as it was written?
    Verify {
        /// Number of the result.
        result: String,
    },
}

fn first() -> u32 {
    1
}

/// A line, the part of it that a person would type, and what the job writes beside its words.
#[derive(Debug)]
pub struct Line {
    /// What it is, for the page.
    pub kind: &'static str,
    /// All words.
    pub words: Vec<OsString>,
    /// So many of them are shown; what follows concerns this window alone.
    pub shown: usize,
    /// Choices that are written down for it first.
    pub answers: Option<serde_json::Value>,
}

/// Why an order makes no line.
#[derive(Debug, PartialEq, Eq)]
pub enum NoLine {
    /// No folder has been chosen yet.
    NoWorkspace,
    /// There is no such result.
    NoResult,
}

impl Order {
    /// Its line. `job` is the folder of the job, `result` finds the folder of a result by its number. Values go behind `=`, so that none is
    /// taken for an option.
    pub fn line(self, workspace: Option<&Path>, job: &Path, result: impl Fn(&str) -> Option<PathBuf>) -> Result<Line, NoLine> {
        let here = || workspace.map(|path| path.as_os_str().to_owned()).ok_or(NoLine::NoWorkspace);
        let result = |number: &str| result(number).map(PathBuf::into_os_string).ok_or(NoLine::NoResult);
        let valued = |name: &str, value: &str| (!value.is_empty()).then(|| OsString::from(format!("--{name}={value}")));
        let mut answers = None;
        let (kind, words, own): (_, Vec<OsString>, Vec<OsString>) = match self {
            Order::Look {} => ("look", vec!["check".into(), here()?, "--format=json".into()], Vec::new()),
            Order::Match {} => ("match", vec!["match".into(), here()?, "--format=json".into()], Vec::new()),
            Order::Confirm { answers: chosen } => {
                answers = Some(chosen);
                let mut file = OsString::from("--answers=");
                file.push(job.join(ANSWERS));
                ("confirm", vec!["match".into(), here()?, "--format=json".into(), file], Vec::new())
            }
            Order::Run { place, period, set, no_ranking } => {
                let mut words: Vec<OsString> = vec!["run".into(), here()?];
                words.extend(valued("jurisdiction", &place).into_iter().chain(valued("period", &period)));
                words.extend(set.iter().map(|set| OsString::from(format!("--set={set}"))));
                words.extend(no_ranking.then(|| "--no-ranking".into()));
                let mut record = OsString::from("--record=");
                record.push(job.join(RECORD));
                (if set.is_empty() { "run" } else { "try" }, words, vec![record])
            }
            Order::Draw { place, period, seed, draw } => {
                let mut words: Vec<OsString> = vec!["sample".into(), here()?];
                words.extend(valued("jurisdiction", &place).into_iter().chain(valued("period", &period)).chain(valued("seed", &seed)));
                words.push(format!("--draw={draw}").into());
                ("draw", words, Vec::new())
            }
            Order::Diff { before, after } => ("diff", vec!["diff".into(), result(&before)?, result(&after)?], Vec::new()),
            Order::VerifyDraw { result: number } => {
                let mut words = OsString::from("--verify=");
                words.push(result(&number)?);
                ("verify", vec!["sample".into(), words], Vec::new())
            }
            Order::Verify { result: number } => ("verify", vec!["verify".into(), result(&number)?], Vec::new()),
        };
        let shown = words.len();
        Ok(Line { kind, words: words.into_iter().chain(own).collect(), shown, answers })
    }
}

/// What a run tells of itself, in the folder of its job.
pub const RECORD: &str = "record.json";
/// Choices that were made on the page.
pub const ANSWERS: &str = "answers.json";

#[cfg(test)]
mod tests {
    use super::*;

    fn line(order: &str) -> Result<Line, NoLine> {
        let order: Order = serde_json::from_str(order).unwrap();
        order.line(Some(Path::new("/数据/三季度 台账")), Path::new("/job"), |n| (n == "1").then(|| PathBuf::from("/数据/结果")))
    }

    #[test]
    fn what_the_page_asks_for_is_a_line_that_can_be_typed() {
        let run = line(r#"{"kind":"run","place":"池州","period":"2017Q3","set":["participation.min=0.85"]}"#).unwrap();
        let shown = command_line(&run.words[..run.shown]);
        assert_eq!(shown, "dangri run \"/数据/三季度 台账\" --jurisdiction=池州 --period=2017Q3 --set=participation.min=0.85");
        assert_eq!((run.kind, run.words.len()), ("try", run.shown + 1));
    }

    #[test]
    fn no_value_becomes_an_option_and_no_folder_comes_from_the_page() {
        let run = line(r#"{"kind":"run","place":"--output=/etc","period":"-o"}"#).unwrap();
        assert!(run.words[2..].iter().all(|word| word.to_string_lossy().starts_with("--")), "{run:?}");
        assert_eq!(run.words[2], "--jurisdiction=--output=/etc");
        assert_eq!(line(r#"{"kind":"verify","result":"/etc"}"#).unwrap_err(), NoLine::NoResult);
        assert!(serde_json::from_str::<Order>(r#"{"kind":"look","output":"/etc"}"#).is_err());
        assert!(serde_json::from_str::<Order>(r#"{"kind":"demo","dir":"/etc"}"#).is_err());
    }
}
