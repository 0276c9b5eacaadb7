//! One thread that holds every reading process to its time: who is not done when the time is over is ended.

use std::collections::BTreeMap;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// A process that can be ended from another thread.
pub(super) struct Leash {
    child: Mutex<Child>,
    over: AtomicBool,
}

impl Leash {
    pub(super) fn new(child: Child) -> Arc<Self> {
        Arc::new(Leash { child: Mutex::new(child), over: AtomicBool::new(false) })
    }

    /// True once the process was ended because its time was over.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Ends the process, if it still lives, and gives its exit code; `None` for one that was ended from outside.
    pub(super) fn end(&self) -> Option<i32> {
        let mut child = locked(&self.child);
        // One that has gone by itself keeps its own exit code.
        if !matches!(child.try_wait(), Ok(Some(_))) {
            let _ = child.kill();
        }
        child.wait().ok().and_then(|status| status.code())
    }
}

#[derive(Default)]
struct Due {
    /// By the end of their time, and a number that tells equal ends apart.
    processes: BTreeMap<(Instant, u64), Arc<Leash>>,
    next: u64,
    running: bool,
    /// When the thread looks next of itself; `None` while it waits to be called.
    looks: Option<Instant>,
}

/// The watch.
#[derive(Default)]
pub(super) struct Watch {
    due: Mutex<Due>,
    changed: Condvar,
}

/// While this lives, the process is under watch.
pub(super) struct Watched<'w> {
    watch: &'w Watch,
    key: (Instant, u64),
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        locked(&self.watch.due).processes.remove(&self.key);
    }
}

impl Watch {
    /// Puts a process under watch until `end`. The thread is started with the first one.
    pub(super) fn over(&'static self, leash: &Arc<Leash>, end: Instant) -> Watched<'static> {
        let mut due = locked(&self.due);
        if !due.running {
            due.running = std::thread::Builder::new().name("watch".to_owned()).spawn(|| self.keep()).is_ok();
        }
        let key = (end, due.next);
        due.next += 1;
        due.processes.insert(key, leash.clone());
        // Every file that is read comes by here: a thread that looks in time anyway is left asleep.
        if due.looks.is_none_or(|at| end < at) {
            self.changed.notify_one();
        }
        Watched { watch: self, key }
    }

    fn keep(&self) {
        let mut due = locked(&self.due);
        loop {
            let now = Instant::now();
            while let Some(first) = due.processes.first_entry().filter(|first| first.key().0 <= now) {
                let leash = first.remove();
                leash.over.store(true, Ordering::SeqCst);
                leash.end();
            }
            due.looks = due.processes.first_key_value().map(|((end, _), _)| *end);
            due = match due.processes.first_key_value().map(|((end, _), _)| end.saturating_duration_since(now)) {
                Some(rest) => self.changed.wait_timeout(due, rest).map_or_else(|e| e.into_inner().0, |(due, _)| due),
                None => self.changed.wait(due).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

/// What a lock guards stays whole here even when its holder panicked.
pub(super) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
