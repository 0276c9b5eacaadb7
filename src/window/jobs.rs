//! Jobs: lines of the command, each a process of its own, what it says in two files, how it ended in a third. A job that has no end and no process
//! any more was interrupted together with the window.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lines::{ANSWERS, Line, RECORD, command_line};
use super::store::{self, Store};
use super::system;

/// Last bytes of its progress.
const TAIL: u64 = 2 << 10;
/// How often it is looked whether a process has ended.
const NAP: Duration = Duration::from_millis(50);
/// Jobs that the page lists.
const LISTED: usize = 20;

/// What a job is.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    kind: String,
    line: String,
    workspace: Option<PathBuf>,
    at: u64,
}

/// How it ended.
#[derive(Debug, Serialize, Deserialize)]
struct End {
    /// Exit status; `None`: it was ended by the system.
    code: Option<i32>,
    cancelled: bool,
    at: u64,
}

struct Running {
    child: Child,
    cancelled: bool,
}

/// All jobs.
#[derive(Clone)]
pub struct Jobs {
    dir: PathBuf,
    running: Arc<Mutex<BTreeMap<u32, Running>>>,
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Jobs {
    /// Those of a store.
    pub fn new(store: &Store) -> Self {
        Jobs { dir: store.jobs(), running: Arc::default() }
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<u32, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is anything at work?
    pub fn any(&self) -> bool {
        !self.running().is_empty()
    }

    /// A number and folder for a new one.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn folder(&self) -> io::Result<(u32, PathBuf)> {
        Store::numbered(&self.dir)
    }

    /// Starts a line in the folder made for it.
    ///
    /// # Errors
    /// Its files cannot be written, or the program cannot be started.
    pub fn start(&self, (number, dir): (u32, &Path), line: &Line, workspace: Option<PathBuf>) -> io::Result<()> {
        if let Some(answers) = &line.answers {
            store::write(&dir.join(ANSWERS), answers)?;
        }
        let shown = command_line(&line.words[..line.shown]);
        store::write(&dir.join("begun.json"), &Begun { kind: line.kind.to_string(), line: shown, workspace, at: now() })?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(&line.words).stdin(Stdio::null());
        command.stdout(store::create(&dir.join("out"))?).stderr(store::create(&dir.join("err"))?);
        system::without_window(&mut command);
        let child = command.spawn()?;
        self.running().insert(number, Running { child, cancelled: false });
        let (jobs, dir) = (self.clone(), dir.to_path_buf());
        thread::Builder::new().name("job".to_string()).spawn(move || jobs.watch(number, &dir))?;
        Ok(())
    }

    fn watch(&self, number: u32, dir: &Path) {
        loop {
            thread::sleep(NAP);
            let mut running = self.running();
            let Some(job) = running.get_mut(&number) else { return };
            let code = match job.child.try_wait() {
                Ok(None) => continue,
                Ok(Some(status)) => status.code(),
                Err(_) => None,
            };
            // Written before the job leaves the list, so that nobody sees it as interrupted.
            let _ = store::write(&dir.join("end.json"), &End { code, cancelled: job.cancelled, at: now() });
            running.remove(&number);
            return;
        }
    }

    /// Asks a job to stop.
    pub fn cancel(&self, number: u32) {
        if let Some(job) = self.running().get_mut(&number) {
            job.cancelled = true;
            system::stop(&mut job.child);
        }
    }

    /// The last ones, newest first.
    pub fn list(&self) -> Vec<Value> {
        store::numbers(&self.dir).into_iter().rev().take(LISTED).filter_map(|number| self.told(number)).collect()
    }

    /// One, without its words.
    pub fn told(&self, number: u32) -> Option<Value> {
        let dir = self.dir.join(number.to_string());
        let begun: Begun = store::read(&dir.join("begun.json"))?;
        let at_work = self.running().contains_key(&number);
        let end: Option<End> = store::read(&dir.join("end.json"));
        let state = match &end {
            Some(end) if end.cancelled => "cancelled",
            // 1 says that findings were asked for and are there, or that a check has found something
            Some(End { code: Some(0 | 1), .. }) => "done",
            Some(_) => "failed",
            None if at_work => "running",
            None => "interrupted",
        };
        Some(json!({
            "number": number, "kind": begun.kind, "line": begun.line, "state": state, "code": end.as_ref().and_then(|end| end.code),
            "workspace": begun.workspace.map(|path| path.to_string_lossy().into_owned()),
            "seconds": end.map_or_else(now, |end| end.at).saturating_sub(begun.at),
            "progress": tail(&dir.join("err")),
        }))
    }

    /// Choices that have been written into the workbook of a workspace by jobs later than `after`, oldest first.
    pub fn confirmed(&self, workspace: &Path, after: u32) -> Vec<(u32, Value)> {
        let of = |number: u32| {
            let dir = self.dir.join(number.to_string());
            let begun: Begun = store::read(&dir.join("begun.json"))?;
            let end: End = store::read(&dir.join("end.json"))?;
            let ours = begun.kind == "confirm" && begun.workspace.as_deref() == Some(workspace);
            // A job that was told to stop may have written all the same; its choices stay until they are sent again.
            (ours && end.code == Some(0) && !end.cancelled).then(|| store::read(&dir.join(ANSWERS)).map(|answers| (number, answers)))?
        };
        let numbers = store::numbers(&self.dir);
        numbers.iter().rev().take(LISTED).rev().filter(|number| **number > after).filter_map(|number| of(*number)).collect()
    }

    /// The file of what it has said.
    pub fn said(&self, number: u32) -> PathBuf {
        self.dir.join(number.to_string()).join("out")
    }

    /// Folders of results that runs have told of, newest first.
    pub fn targets(&self, workspace: &Path) -> Vec<PathBuf> {
        let of = |number: u32| {
            let dir = self.dir.join(number.to_string());
            let begun: Begun = store::read(&dir.join("begun.json"))?;
            let record: Value = store::read(&dir.join(RECORD))?;
            (begun.workspace.as_deref() == Some(workspace)).then(|| record["target"].as_str().map(PathBuf::from))?
        };
        store::numbers(&self.dir).into_iter().rev().filter_map(of).collect()
    }
}

/// The last lines of a file.
fn tail(path: &Path) -> String {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = fs::metadata(path)?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    // The cut may lie within a character or line.
    let whole = if bytes.len() as u64 >= TAIL { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    whole.to_string()
}
