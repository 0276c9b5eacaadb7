//! A data set of typed tables, for engines that read columns and for `rollup`: `DIR/<table>/p=<period>/<unit>.parquet`, a file for each unit and period,
//! and `DIR/_runs/p=<period>/<unit>.json`, the list that vouches for them. The list is put in place last; what no whole list vouches for, byte by byte,
//! is not part of the data set. What is being written lies in `_staging`, what had to give way and is not proven to be ours goes to `_aside`: engines pass
//! over names that begin with `_`.

mod entry;
mod put;
mod read;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::time::{Period, Span};

use super::error::RunError;
use super::request::MemberPlan;
use super::result::{Manifest, Seal, absolute};

pub use entry::{Entry, InputSums};
pub use put::{Became, Put, Staged};
pub use read::{Found, Stray, entries, strays};

/// Folder of the lists.
const RUNS: &str = "_runs";
/// Folder of what is being written.
const STAGING: &str = "_staging";
/// Folder of what gave way.
const ASIDE: &str = "_aside";
/// Ending of a table's file.
const ENDING: &str = "parquet";

/// A data set that is written to.
#[derive(Clone, Debug)]
pub struct Dataset {
    dir: PathBuf,
}

impl Dataset {
    /// Opens the folder for writing, or makes it. A trial answers a question of the office and is no part of a data set.
    ///
    /// # Errors
    /// It lies in the way of workspace or result, holds something else, two of the members go by one unit, the run is a trial, or the disk refuses.
    pub fn open(dir: &Path, apart: &[&Path], members: &[MemberPlan], trial: &[String]) -> Result<Self, RunError> {
        if !trial.is_empty() {
            return Err(RunError::BadOption("试算结果只供比较，不写入数据集。请去掉 --dataset，或去掉 --set。".to_string()));
        }
        let mut units = BTreeSet::new();
        if let Some(twice) = members.iter().find(|m| !units.insert(&m.unit)) {
            return Err(RunError::BadOption(format!(
                "数据集按单位代码存放，有两个下级单位的代码都是“{}”，请在 dangri.toml 中分别写明 unit。",
                twice.unit
            )));
        }
        let dir = absolute(dir)?;
        for other in apart {
            if dir.starts_with(absolute(other)?) {
                return Err(RunError::BadOption(format!(
                    "数据集目录“{}”不能在工作目录或结果目录之内，请换一个 --dataset 目录。",
                    dir.display()
                )));
            }
        }
        let fail = |e| RunError::output(&dir, e);
        let filled = dir.is_dir() && fs::read_dir(&dir).map_err(fail)?.next().is_some();
        // looked at in this order: whoever begins a data set at the same time makes the folder of lists first
        if filled && !is_dataset(&dir) {
            return Err(RunError::BadOption(format!(
                "数据集目录“{}”中已有其他内容，且没有“{RUNS}”文件夹，为避免混淆已停止。请换一个空的 --dataset 目录。",
                dir.display()
            )));
        }
        fs::create_dir_all(dir.join(RUNS)).map_err(fail)?;
        Ok(Dataset { dir })
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Is everything of a finished result in it, as it was written?
    pub fn holds(&self, result: &Path) -> bool {
        let Some((list, Seal::Whole)) = Manifest::load(result) else { return false };
        let of_units: Option<Vec<Manifest>> = match list.question.units.as_slice() {
            [_] => Some(vec![list]),
            several => several.iter().map(|unit| whole(&result.join(unit.own_folder()))).collect(),
        };
        of_units.is_some_and(|lists| {
            lists.iter().all(|list| {
                let Some((period, unit)) = list.question.period.parse().ok().zip(list.question.units.first()) else { return false };
                let found = Entry::load(&self.list_of(period, &unit.unit));
                found.is_some_and(|entry| entry.run_id == list.run_id && entry.stands(&self.dir))
            })
        })
    }

    fn list_of(&self, period: Period, unit: &str) -> PathBuf {
        self.dir.join(RUNS).join(partition(period)).join(format!("{}.json", stem(unit)))
    }
}

fn whole(dir: &Path) -> Option<Manifest> {
    Manifest::load(dir).and_then(|(list, seal)| (seal == Seal::Whole).then_some(list))
}

/// Is the folder a data set?
pub fn is_dataset(dir: &Path) -> bool {
    fs::symlink_metadata(dir.join(RUNS)).is_ok_and(|about| about.is_dir())
}

/// What the folder of a period is called: `p=m2017-07`, `p=q2017-3`, `p=h2017-2`, `p=y2017`, `p=r2017-03_2017-09`.
pub fn partition(period: Period) -> String {
    match period.named_span() {
        Span::Month(month) => format!("p=m{month}"),
        Span::Quarter(year, quarter) => format!("p=q{year}-{quarter}"),
        Span::Half(year, half) => format!("p=h{year}-{half}"),
        Span::Year(year) if Period::of(Span::Year(year)) == period => format!("p=y{year}"),
        Span::Year(_) => format!("p=r{}_{}", period.first(), period.last()),
    }
}

/// What the files of a unit are called. Letters and digits of any script stay; every other byte is `%XX`, so that no two units share a name, none is
/// hidden, and each is a name on every disk.
pub fn stem(unit: &str) -> String {
    let mut name = String::with_capacity(unit.len());
    let mut bytes = [0; 4];
    for (at, letter) in unit.char_indices() {
        if letter.is_alphanumeric() || (at > 0 && matches!(letter, '-' | '_' | '.')) {
            name.push(letter);
        } else {
            letter.encode_utf8(&mut bytes).bytes().for_each(|byte| name.push_str(&format!("%{byte:02X}")));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_units_have_names_that_no_two_share() {
        let named = [
            ("2017-07", "p=m2017-07"),
            ("2017Q3", "p=q2017-3"),
            ("2017H2", "p=h2017-2"),
            ("2018", "p=y2018"),
            ("2017-03..2017-09", "p=r2017-03_2017-09"),
        ];
        for (period, name) in named {
            assert_eq!(partition(period.parse().unwrap()), name);
        }
        let units = ["340825", "常山县", "a.b", "a%2Eb", ".a", "_a", "a b", "a%20b", "a:b", "..", "甲-乙"];
        let names: BTreeSet<String> = units.iter().map(|unit| stem(unit)).collect();
        assert_eq!(names.len(), units.len());
        assert!(names.iter().all(|name| !name.starts_with(['_', '.']) && !name.contains(['/', '\\', ':', '*', '?', ' '])), "{names:?}");
        assert_eq!([stem("340825"), stem("常山县"), stem("a%20b")], ["340825", "常山县", "a%2520b"]);
    }
}
