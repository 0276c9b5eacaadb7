//! What a run took and what came of it, for whoever starts it by the clock: the one file in which times, memory and the machine's paths may stand.
//! It lies outside of the result, whose bytes depend on the inputs alone, and takes the place of nothing but an earlier record.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{DateTime, Local, SecondsFormat};
use serde::{Deserialize, Serialize};

use crate::files;
use crate::model::corpus::FileCounts;
use crate::model::identity::mask_identity;
use crate::model::io_words::io_words;
use crate::model::own;
use crate::model::record::RowTally;
use crate::run::placing;

/// No record is longer.
const LONGEST: u64 = 1 << 20;

/// A run that is going to be recorded.
pub struct Record {
    path: PathBuf,
    started: DateTime<Local>,
    clock: Instant,
}

/// What is known of a run once it has ended; nothing of one that did not get so far.
#[derive(Debug, Default, Serialize)]
pub struct Ended {
    /// Where the result stands.
    pub target: Option<String>,
    pub period: Option<String>,
    pub as_of: Option<String>,
    /// Nothing had changed: the result was left as it was.
    pub unchanged: bool,
    pub files: Option<FileCounts>,
    pub rows: Option<RowTally>,
    /// Why there is no result.
    pub error: Option<String>,
}

/// The file.
#[derive(Serialize)]
struct Page<'r> {
    record: &'static str,
    version: &'static str,
    start: String,
    end: String,
    seconds: f64,
    cpu_seconds: Option<Cpu>,
    peak_memory_bytes: Option<Memory>,
    exit: u8,
    workspace: String,
    #[serde(flatten)]
    ended: &'r Ended,
}

/// Processor time, own and of the reading processes.
#[derive(Serialize)]
struct Cpu {
    user: f64,
    system: f64,
    children_user: f64,
    children_system: f64,
}

/// Most memory held at a time: own, and of the largest reading process.
#[derive(Serialize)]
struct Memory {
    own: u64,
    largest_child: u64,
}

/// By which a record is known.
#[derive(Deserialize)]
struct Known {
    record: String,
}

impl Record {
    /// The clock starts.
    ///
    /// # Errors
    /// Nothing of ours may be written there, in words for the user.
    pub fn start(path: &Path, workspace: &Path, output: Option<&Path>) -> Result<Self, String> {
        let refuse = |why: &str| Err(format!("--record 的文件“{}”{why}", path.display()));
        let full = full(path);
        if full.parent().is_none_or(|folder| !folder.is_dir()) {
            return refuse("所在的文件夹不存在，请先建立或换一个位置。");
        }
        if path.symlink_metadata().is_ok() && !is_record(path) {
            return refuse("已存在，且不是以前的运行记录，为避免覆盖已停止。请换一个文件名。");
        }
        let inside = |folder: &Path| folder.is_dir() && full.starts_with(self::full(folder));
        let in_result =
            full.ancestors().skip(1).any(|folder| folder.join(own::MANIFEST).is_file() || folder.join("data/summary.json").is_file());
        if in_result || output.is_some_and(|output| full.starts_with(self::full(output))) {
            return refuse("在结果目录中；结果只取决于台账，请写到结果目录之外。");
        }
        if inside(workspace) {
            return refuse("在工作目录中，会与台账混在一起；请写到工作目录之外。");
        }
        Ok(Record { path: path.to_path_buf(), started: Local::now(), clock: Instant::now() })
    }

    /// Writes what became of the run.
    ///
    /// # Errors
    /// It cannot be written, in words for the user.
    pub fn write(self, exit: u8, workspace: &Path, ended: &Ended) -> Result<(), String> {
        let target = ended.target.as_deref().map(Path::new);
        if target.is_some_and(|target| full(&self.path).starts_with(full(target))) {
            return Err(format!("--record 的文件“{}”在结果目录中，运行记录未写出；请写到结果目录之外。", self.path.display()));
        }
        let (cpu_seconds, peak_memory_bytes) = used();
        let page = Page {
            record: own::PROGRAM,
            version: env!("CARGO_PKG_VERSION"),
            start: self.started.to_rfc3339_opts(SecondsFormat::Millis, false),
            end: Local::now().to_rfc3339_opts(SecondsFormat::Millis, false),
            seconds: self.clock.elapsed().as_millis() as f64 / 1000.0,
            cpu_seconds,
            peak_memory_bytes,
            exit,
            workspace: mask_identity(&workspace.display().to_string()),
            ended,
        };
        let fail = |why: std::io::Error| format!("无法写入运行记录“{}”：{}。", self.path.display(), io_words(&why));
        let mut bytes = serde_json::to_vec_pretty(&page).map_err(|e| fail(e.into()))?;
        bytes.push(b'\n');
        placing::place(&self.path, &bytes, |_| is_record(&self.path)).map_err(fail)?;
        Ok(())
    }
}

/// A file that an earlier run recorded itself in.
fn is_record(path: &Path) -> bool {
    let known = || serde_json::from_slice::<Known>(&files::whole(files::open_listed(path).ok()?, LONGEST).ok()?).ok();
    known().is_some_and(|known| known.record == own::PROGRAM)
}

/// The path with links and `..` resolved, as far as it exists.
fn full(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let resolved = files::resolved(&path);
    let beside = || Some(files::resolved(path.parent()?).ok()?.join(path.file_name()?));
    resolved.ok().or_else(beside).unwrap_or(path)
}

#[cfg(unix)]
fn used() -> (Option<Cpu>, Option<Memory>) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    // the kernel counts in KiB, on Apple's systems in bytes
    const UNIT: u64 = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let bytes = |most: std::ffi::c_long| u64::try_from(most).unwrap_or(0) * UNIT;
    let (Ok(own), Ok(children)) = (getrusage(UsageWho::RUSAGE_SELF), getrusage(UsageWho::RUSAGE_CHILDREN)) else { return (None, None) };
    let cpu = Cpu {
        user: seconds(own.user_time()),
        system: seconds(own.system_time()),
        children_user: seconds(children.user_time()),
        children_system: seconds(children.system_time()),
    };
    (Some(cpu), Some(Memory { own: bytes(own.max_rss()), largest_child: bytes(children.max_rss()) }))
}

#[cfg(not(unix))]
fn used() -> (Option<Cpu>, Option<Memory>) {
    (None, None)
}
