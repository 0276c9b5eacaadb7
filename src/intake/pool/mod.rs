//! Reading in processes of their own. A file that asks for all memory, runs in circles or breaks its reader costs the process that reads it, and
//! the run goes on with an ING001. The processes are the program itself, started with a word that nobody types; each reads file after file, and
//! is replaced when it dies. A thread holds at most one, so there are never more of them than threads that read.
//!
//! Small packages of plain XML are read by the thread that wants them: what they can ask for is known before they are opened.
//!
//! A process starts with little memory. A file that it dies of for want of memory gets a second one with all that the limits allow, and those go
//! one after the other: so many threads do not come to so many times the limit.

mod parcel;
mod serve;
mod watch;
mod wire;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use super::crypt::Passwords;
use super::fault::Fault;
use super::limits::Limits;
use super::read::{Loaded, failed, read_here, read_small};
use super::source::Input;
use watch::{Watch, locked};
use worker::{Answer, Cause, Errand, Progress, Worker};

pub use serve::{ASKED, serve};

/// Memory of a process at first.
const LITTLE: u64 = 128 << 20;
/// Files that need more: a packed table takes some twenty times its bytes.
const HEAVY: u64 = 6 << 20;
/// Files that leave a process with more memory than it needs for the next ones; it is replaced.
const LARGE: u64 = 16 << 20;
/// Starts in a row that may fail before files are read without a process.
const FAILED_STARTS: u32 = 3;

/// The program to start, once it is named.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
static POOL: Pool = Pool { idle: Mutex::new(Vec::new()), great: Mutex::new(()), failed: AtomicU32::new(0) };
static WATCH: OnceLock<Watch> = OnceLock::new();

struct Pool {
    idle: Mutex<Vec<Worker>>,
    /// Held while a process has all the memory that the limits allow.
    great: Mutex<()>,
    /// Starts that failed in a row.
    failed: AtomicU32,
}

/// Names the program that [`read`] starts for reading: one that calls [`serve`] when its first argument is [`ASKED`]. Until then, and wherever
/// it cannot be started, files are read by the calling thread, within the same limits as far as a thread can be held to them. The first name
/// stays.
pub fn use_program(program: PathBuf) {
    PROGRAM.get_or_init(|| program);
}

/// Reads one file, an encrypted one with whichever of the passwords opens it. Never panics; whatever goes wrong is in `book.issues`, each
/// an ING001.
pub fn read(input: &Input, limits: &Limits, passwords: &Passwords) -> Loaded {
    read_telling(input, limits, passwords, &|_, _| {})
}

/// The same, telling of a large file how many bytes of its content have been gone through, and of how many.
pub fn read_telling(input: &Input, limits: &Limits, passwords: &Passwords, tell: &dyn Fn(u64, u64)) -> Loaded {
    if PROGRAM.get().is_some()
        && let Some(loaded) = read_small(input, limits)
    {
        return loaded;
    }
    let limits = &limits.fitting(input.bytes);
    let file = Errand { input, limits, passwords, tell };
    PROGRAM.get().and_then(|program| POOL.read(program, &file)).unwrap_or_else(|| read_here(input, limits, passwords))
}

/// Sends the processes away: reading is over for now.
pub fn rest() {
    locked(&POOL.idle).clear();
}

impl Pool {
    /// `None` when there is no process to be had.
    fn read(&'static self, program: &Path, file: &Errand<'_>) -> Option<Loaded> {
        let mut so_far = Progress::default();
        let most = file.limits.memory_bytes;
        let refused = |fault: Fault, so_far: Progress| failed(&file.input.path, so_far.digest, &fault);
        // What is sure to need more is not tried with little.
        let heavy = file.input.bytes >= HEAVY;
        if !heavy {
            match self.attempt(program, file, LITTLE.min(most), &mut so_far)? {
                Answer::Loaded(loaded) => return Some(loaded),
                Answer::Fault(fault) => return Some(refused(fault, so_far)),
                Answer::Died(Cause::Stack) => return Some(refused(Fault::Crashed, so_far)),
                // Perhaps it needs more memory; perhaps the system was short of it and ended the process.
                Answer::Died(_) => {}
            }
        }
        let _alone = locked(&self.great);
        Some(match self.attempt(program, file, most, &mut so_far) {
            Some(Answer::Loaded(loaded)) => loaded,
            Some(Answer::Fault(fault)) => refused(fault, so_far),
            Some(Answer::Died(Cause::Memory)) => refused(Fault::Memory(most >> 20), so_far),
            None if heavy => return None,
            Some(Answer::Died(_)) | None => refused(Fault::Crashed, so_far),
        })
    }

    /// One attempt, in a process of so much memory; `None` when there is no process to be had.
    fn attempt(&'static self, program: &Path, file: &Errand<'_>, memory: u64, so_far: &mut Progress) -> Option<Answer> {
        let little = memory <= LITTLE;
        let worker = match little.then(|| self.borrow(memory)).flatten() {
            Some(worker) => worker,
            None => self.start(program, memory)?,
        };
        let (answer, worker) = worker.read(file, so_far, watch());
        if let Some(worker) = worker.filter(|_| little && file.input.bytes < LARGE) {
            locked(&self.idle).push(worker);
        }
        Some(answer)
    }

    fn borrow(&self, memory: u64) -> Option<Worker> {
        locked(&self.idle).pop().filter(|worker| worker.memory == memory)
    }

    fn start(&self, program: &Path, memory: u64) -> Option<Worker> {
        if self.failed.load(Ordering::Relaxed) >= FAILED_STARTS {
            return None;
        }
        match Worker::start(program, memory, watch()) {
            Ok(worker) => {
                self.failed.store(0, Ordering::Relaxed);
                Some(worker)
            }
            Err(_) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }
}

fn watch() -> &'static Watch {
    WATCH.get_or_init(Watch::default)
}
