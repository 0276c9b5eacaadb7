//! What earlier runs of a workspace left behind, in `.dangri/history/` of the workspace: the units that were drawn, by jurisdiction and period.
//! Only runs of earlier periods count, so that a repeated run gives the same bytes. The folder may be deleted at any time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::time::Period;

/// One earlier run's draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRun {
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Period as written (`2017-07`).
    pub period: String,
    /// Units drawn (branch ids or committee names).
    pub drawn: Vec<String>,
}

impl PastRun {
    /// Its period; `None` for a file that somebody edited into nonsense.
    pub fn period(&self) -> Option<Period> {
        self.period.parse().ok()
    }
}

fn folder(workspace: &Path) -> PathBuf {
    workspace.join(".dangri").join("history")
}

/// Runs of this jurisdiction whose period ended before `period` begins, oldest first. Damaged files are passed over.
pub fn earlier(workspace: &Path, jurisdiction: &str, period: Period) -> Vec<PastRun> {
    let Ok(entries) = fs::read_dir(folder(workspace)) else { return Vec::new() };
    let mut runs: Vec<(Period, PastRun)> = entries
        .flatten()
        .filter_map(|entry| fs::read(entry.path()).ok())
        .filter_map(|bytes| serde_json::from_slice::<PastRun>(&bytes).ok())
        .filter(|run| run.jurisdiction == jurisdiction)
        .filter_map(|run| Some((run.period()?, run)))
        .filter(|(past, _)| past.last() < period.first())
        .collect();
    runs.sort_by(|a, b| (a.0.last(), a.0.first(), &a.1.period).cmp(&(b.0.last(), b.0.first(), &b.1.period)));
    runs.into_iter().map(|(_, run)| run).collect()
}

/// Keeps a run's draw. Written aside and moved, so that a stopped run leaves no half file.
pub fn keep(workspace: &Path, run: &PastRun) -> io::Result<()> {
    let dir = folder(workspace);
    fs::create_dir_all(&dir)?;
    let name = format!("{}-{}.json", run.jurisdiction, run.period);
    let mut file = tempfile::NamedTempFile::new_in(&dir)?;
    serde_json::to_writer_pretty(&mut file, run).map_err(io::Error::other)?;
    file.persist(dir.join(name)).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_earlier_periods_of_the_same_jurisdiction_count() {
        let dir = tempfile::tempdir().unwrap();
        let run = |jurisdiction: &str, period: &str| PastRun {
            jurisdiction: jurisdiction.into(),
            period: period.into(),
            drawn: vec!["天马镇党委".into()],
        };
        for past in [run("changshan", "2017-06"), run("changshan", "2017-05"), run("changshan", "2017-07"), run("kaihua", "2017-05")] {
            keep(dir.path(), &past).unwrap();
        }
        fs::write(folder(dir.path()).join("坏.json"), "{").unwrap();
        let found: Vec<String> = earlier(dir.path(), "changshan", "2017-07".parse().unwrap()).into_iter().map(|r| r.period).collect();
        assert_eq!(found, ["2017-05", "2017-06"]);
    }
}
