//! A reading process as its parent holds it: started, asked, listened to, ended.

use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::crypt::Passwords;
use super::super::fault::Fault;
use super::super::limits::Limits;
use super::super::read::{Loaded, guarded};
use super::super::source::{Input, Locator};
use super::parcel::Arrival;
use super::serve::{ASKED, OUT_OF_MEMORY};
use super::watch::{Leash, Watch};
use super::wire::{Ask, MAKE, Receiver, Reply, Sender, nonsense};

/// Time for a process to start; a virus scanner may look at the program first.
const START: Duration = Duration::from_secs(30);
/// Time until a file's bytes are there: it may lie on a slow share, or be brought from a net drive first.
const OPEN: Duration = Duration::from_secs(120);
/// Time for trying passwords: all rounds that `crypt` allows, on a slow machine.
const TRYING: Duration = Duration::from_secs(60);
/// Bytes of the process's last words that are looked at.
const LAST_WORDS: u64 = 4096;

/// How asking ended.
pub(super) enum Answer {
    /// The file was read, or refused for a reason.
    Loaded(Loaded),
    /// Its bytes cannot be had, or its time was over: the process is not to blame.
    Fault(Fault),
    /// The process died of the file.
    Died(Cause),
}

/// What a process died of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Memory,
    /// Calls within calls without end: more memory is no help.
    Stack,
    /// A crash, an order from outside, or nonsense in its answer.
    Other,
}

/// What is known of a file so far.
#[derive(Default)]
pub(super) struct Progress {
    /// Time that reading it has taken.
    pub(super) spent: Duration,
    /// Digest of its bytes, once they were there.
    pub(super) digest: String,
}

/// What is to be read, and how.
pub(super) struct Errand<'a> {
    pub(super) input: &'a Input,
    pub(super) limits: &'a Limits,
    pub(super) passwords: &'a Passwords,
    /// Who is told how far reading is.
    pub(super) tell: &'a dyn Fn(u64, u64),
}

/// Since when the process does what it does; `trying` once passwords were tried, and whether they still are.
struct Clock {
    begun: Instant,
    trying: Option<bool>,
}

impl Clock {
    /// Time since then, as far as it was for reading.
    fn reading(&self) -> Duration {
        if self.trying == Some(true) { Duration::ZERO } else { self.begun.elapsed() }
    }
}

/// A living process.
pub(super) struct Worker {
    leash: Arc<Leash>,
    to: Sender<ChildStdin>,
    from: Receiver<BufReader<ChildStdout>>,
    last_words: ChildStderr,
    /// Its memory limit in bytes.
    pub(super) memory: u64,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.leash.end();
    }
}

impl Worker {
    /// Starts a process and waits until it says that it is ready.
    pub(super) fn start(program: &Path, memory: u64, watch: &'static Watch) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(ASKED).arg(memory.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A panic's back trace is of no use here, and looking it up takes long.
        command.env_remove("RUST_BACKTRACE").env_remove("RUST_LIB_BACKTRACE");
        // What the allocator takes ahead would be the process's before its memory is limited, and so not count.
        command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let leash = Leash::new(child);
        let (Some(to), Some(from), Some(last_words)) = pipes else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let from = Receiver::new(BufReader::with_capacity(64 << 10, from));
        let mut worker = Worker { leash, to: Sender::new(to), from, last_words, memory };
        let watched = watch.over(&worker.leash, Instant::now() + START);
        match worker.from.receive()? {
            Reply::Ready(make) if make == MAKE => {}
            _ => return Err(nonsense()),
        }
        drop(watched);
        Ok(worker)
    }

    /// Has a file read. The time that it has had already counts. Gives the worker back if it may be asked again.
    pub(super) fn read(mut self, file: &Errand<'_>, so_far: &mut Progress, watch: &'static Watch) -> (Answer, Option<Self>) {
        let watched = watch.over(&self.leash, Instant::now() + OPEN);
        let opened = self.open(file);
        drop(watched);
        match opened {
            Ok(Ok(digest)) => so_far.digest = digest,
            Ok(Err(fault)) => {
                let alive = !self.leash.is_over();
                return (Answer::Fault(fault), alive.then_some(self));
            }
            Err(_) => return (self.died(Fault::Io("长时间没有响应".to_owned())), None),
        }
        let mut clock = Clock { begun: Instant::now(), trying: None };
        let loaded = self.listen(file, so_far, &mut clock, watch);
        so_far.spent += clock.reading();
        match loaded {
            Ok(loaded) => {
                // The answer may have come at the very end of its time.
                let alive = !self.leash.is_over();
                (Answer::Loaded(loaded), alive.then_some(self))
            }
            Err(_) if clock.trying == Some(true) => (self.died(Fault::Time(TRYING.as_secs())), None),
            Err(_) => (self.died(Fault::Time(file.limits.seconds)), None),
        }
    }

    /// Asks, and waits until the process has the bytes. Gives their digest, or why there are none. Errors: the process is gone.
    fn open(&mut self, file: &Errand<'_>) -> io::Result<Result<String, Fault>> {
        let Errand { input, limits, passwords, .. } = file;
        let at = match &input.at {
            Locator::File(path) => path.to_str(),
            Locator::Member { .. } => None,
        };
        self.to.send(&Ask { path: &input.path, at, bytes: input.bytes, limits: (*limits).clone(), passwords: (*passwords).clone() })?;
        if at.is_none() {
            // A member of an archive, or a file whose name the system cannot write as text.
            let to = &mut self.to;
            match guarded(|| input.stream(limits, |source| to.pour(source))) {
                Ok(poured) => {
                    if let Err(error) = poured? {
                        return Ok(Err(input.fault(&error, limits)));
                    }
                }
                Err(fault) => {
                    self.to.never()?;
                    return Ok(Err(fault));
                }
            }
        }
        match self.from.receive()? {
            Reply::Opened(digest) if digest.len() <= 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(Ok(digest.to_owned())),
            _ => Err(nonsense()),
        }
    }

    /// Takes the book. Errors: the process is gone, was ended, or talks nonsense.
    fn listen(&mut self, file: &Errand<'_>, so_far: &mut Progress, clock: &mut Clock, watch: &'static Watch) -> io::Result<Loaded> {
        let mut arrival = Arrival::new(&file.input.path, file.limits);
        let mut watched = watch.over(&self.leash, clock.begun + file.limits.time().saturating_sub(so_far.spent));
        loop {
            match arrival.said.during(|| self.from.receive())? {
                Reply::Sheet(sheet, cells) => arrival.sheet(sheet, cells)?,
                Reply::Cells(batch) => arrival.cells(batch.into_owned())?,
                Reply::At(done, total) => (file.tell)(done, total),
                Reply::Done { unreadable, passed, issues } => {
                    drop(watched);
                    return Ok(Loaded { unreadable, ..Loaded::whole(arrival.done(passed, issues)?, so_far.digest.clone()) });
                }
                // Trying passwords is slow on purpose, and has a time of its own, once.
                Reply::Trying(true) if clock.trying.is_none() => {
                    so_far.spent += clock.reading();
                    *clock = Clock { begun: Instant::now(), trying: Some(true) };
                    watched = watch.over(&self.leash, clock.begun + TRYING);
                }
                Reply::Trying(false) if clock.trying == Some(true) => {
                    *clock = Clock { begun: Instant::now(), trying: Some(false) };
                    watched = watch.over(&self.leash, clock.begun + file.limits.time().saturating_sub(so_far.spent));
                }
                _ => return Err(nonsense()),
            }
        }
    }

    /// Why it said nothing sensible any more. `late` is what it is when its time was over.
    fn died(mut self, late: Fault) -> Answer {
        // A process that went by itself keeps its own exit code.
        let code = self.leash.end();
        if self.leash.is_over() {
            return Answer::Fault(late);
        }
        let mut words = Vec::new();
        // The process is gone, so this ends.
        let _ = self.last_words.by_ref().take(LAST_WORDS).read_to_end(&mut words);
        let words = String::from_utf8_lossy(&words);
        Answer::Died(if code == Some(OUT_OF_MEMORY) || words.contains("memory allocation") {
            Cause::Memory
        } else if words.contains("overflowed its stack") {
            Cause::Stack
        } else {
            Cause::Other
        })
    }
}
