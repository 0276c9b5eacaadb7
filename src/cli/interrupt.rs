//! Ctrl-C: what is unfinished is taken away, the previous result stays as it was, and the exit status says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::run;

/// As shells give it for a program that was stopped from the keyboard.
const STOPPED: i32 = 130;
/// How long it may take until the order is noticed.
const NAP: Duration = Duration::from_millis(50);

/// Listens from now on, for the order from the keyboard and for the system's. Where that cannot be had, the system stops the program without a
/// word.
pub fn listen() {
    let ordered = Arc::new(AtomicBool::new(false));
    if [SIGINT, SIGTERM].into_iter().any(|signal| signal_hook::flag::register(signal, ordered.clone()).is_err()) {
        return;
    }
    thread::spawn(move || {
        while !ordered.load(Ordering::Relaxed) {
            thread::sleep(NAP);
        }
        run::abandon();
        // The reading processes notice that nobody is there to ask them, and go.
        eprintln!("\n已按要求停止，未完成的内容已清除，以前的结果未改动。");
        std::process::exit(STOPPED);
    });
}
