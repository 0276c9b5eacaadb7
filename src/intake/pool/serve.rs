//! The other side: a process that reads what it is asked to, and nothing else. It has little memory, writes no file, prints nothing, and goes as
//! soon as nobody is there to ask.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver as Queue, SyncSender, sync_channel};

use super::super::crypt::Passwords;
use super::super::fault;
use super::super::limits::Limits;
use super::super::read::{Loaded, Word, failed, load, parse_loaded};
use super::super::source::{Input, Locator, digest};
use super::parcel;
use super::wire::{Ask, MAKE, Receiver, Reply, Sender};

/// First argument of a program that is to read for its parent; the second is its memory in bytes.
pub const ASKED: &str = "__read";
/// Exit code of a process that ran out of memory and noticed.
pub(super) const OUT_OF_MEMORY: i32 = 86;
/// Exit code of one that was asked nonsense.
const NONSENSE: i32 = 2;

/// What was asked.
struct Task {
    input: Input,
    /// The bytes, where they were sent along.
    bytes: Option<Vec<u8>>,
    limits: Limits,
    passwords: Passwords,
}

/// Reads what comes in on standard input and answers on standard output, until that ends. Gives the exit code.
pub fn serve(memory: u64) -> u8 {
    confine(memory);
    // A panic comes back as an ING001; words of it would go astray.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok(out) = output() else { return 1 };
    let mut to = Sender::new(out);
    let (queue, tasks) = sync_channel(1);
    // A thread of its own, so that the end of the parent is noticed while a file is read.
    let listening = std::thread::Builder::new().name("listen".to_owned()).spawn(move || listen(&queue));
    if listening.is_err() || to.send(&Reply::Ready(MAKE)).is_err() {
        return 1;
    }
    match work(&tasks, &mut to) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

fn listen(queue: &SyncSender<Task>) {
    let mut from = Receiver::new(BufReader::with_capacity(64 << 10, io::stdin().lock()));
    loop {
        match task(&mut from) {
            Ok(Some(task)) => {
                if queue.send(task).is_err() {
                    return;
                }
            }
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::OutOfMemory => std::process::exit(OUT_OF_MEMORY),
            // The parent is gone: whatever is being read is of no use to anybody.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => std::process::exit(0),
            Err(_) => std::process::exit(NONSENSE),
        }
    }
}

/// What is asked; `None` for a file whose bytes cannot be had after all.
fn task(from: &mut Receiver<impl Read>) -> io::Result<Option<Task>> {
    let Ask { path, at, bytes: size, limits, passwords } = from.receive()?;
    let path: Arc<str> = Arc::from(path);
    let at = at.map(PathBuf::from);
    let bytes = match at {
        Some(_) => None,
        None => match from.pieces(limits.file_bytes)? {
            Some(bytes) => Some(bytes),
            None => return Ok(None),
        },
    };
    let input = Input { path, bytes: size, at: Locator::File(at.unwrap_or_default()) };
    Ok(Some(Task { input, bytes, limits, passwords }))
}

fn work(tasks: &Queue<Task>, to: &mut Sender<File>) -> io::Result<()> {
    while let Ok(Task { input, bytes, limits, passwords }) = tasks.recv() {
        let path = &input.path;
        let loaded = match bytes.map_or_else(|| load(&input, &limits), |bytes| Ok(with_digest(bytes))) {
            Ok((bytes, digest)) => {
                to.send(&Reply::Opened(&digest))?;
                // That the parent is gone shows at the next word.
                let mut say = |word: Word| {
                    drop(match word {
                        Word::Trying(still) => to.send(&Reply::Trying(still)),
                        Word::At(done, total) => to.send(&Reply::At(done, total)),
                    });
                };
                parse_loaded(path, bytes, digest, &limits, &passwords, &mut say)
            }
            Err(fault) => {
                to.send(&Reply::Opened(""))?;
                failed(path, String::new(), &fault)
            }
        };
        if fault::was_short_of_memory() {
            std::process::exit(OUT_OF_MEMORY);
        }
        let Loaded { book, unreadable, .. } = loaded;
        parcel::send(to, book, unreadable)?;
    }
    Ok(())
}

fn with_digest(bytes: Vec<u8>) -> (Vec<u8>, String) {
    let digest = digest(&bytes);
    (bytes, digest)
}

/// Standard output without the buffer by lines that Rust puts before it.
#[cfg(unix)]
fn output() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

/// Gives up what reading needs not: memory beyond the limit, files written, traces left after a crash. Systems that keep no such limit leave
/// the limits of `limits.rs` and the watch.
#[cfg(unix)]
fn confine(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Linux counts under Data what a process may write to, which is what can run out; others count what is mapped.
    let kept = if cfg!(any(target_os = "linux", target_os = "android")) { Resource::Data } else { Resource::As };
    for (resource, most) in [(kept, memory), (Resource::Core, 0), (Resource::Fsize, 0)] {
        // What the system refuses to limit stays as it is.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

#[cfg(not(unix))]
fn confine(_memory: u64) {}
