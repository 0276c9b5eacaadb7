//! Should we be wrong ourselves: one sentence that says so, where it happened, and that nothing was lost; never a page of English.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use super::fail;

/// Exit status: what was asked could not be done.
const FAILED: u8 = 3;

/// Where the standard library panics when the system refuses a thread to a library that does not ask for the reason.
const THREADS: &str = "std/src/thread/";

/// Where the first panic was.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command; a panic of it is told.
pub fn told(command: impl FnOnce() -> u8) -> u8 {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
        let mut first = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = place;
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|_| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        if place.contains(THREADS) {
            return fail(&"系统拒绝启动新的线程，系统资源不足，本次未完成，以前的结果未改动。请关闭其他程序后重试。", FAILED);
        }
        let words =
            format!("程序内部出错（{place}），本次未完成，以前的结果未改动。请重试；仍不行时，请把这句话和台账样例反馈给程序维护人员。");
        fail(&words, FAILED)
    })
}
