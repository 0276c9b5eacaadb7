//! Orders to stop: from the keyboard (Ctrl-C), from the system (TERM), from a terminal that was closed (HUP). What is unfinished is taken away, the
//! previous result stays as it was unless the new one stands already, and message and exit status say so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::run;

/// Exit status of a program that a signal stopped: this and the signal's number, as shells give it.
const STOPPED: i32 = 128;
/// How long it may take until the order is noticed.
const NAP: Duration = Duration::from_millis(50);

/// Listens from now on. Where that cannot be had, the system stops the program without a word, and the next run clears up.
pub fn listen() {
    let ordered = Arc::new(AtomicUsize::new(0));
    let signals = [SIGINT, SIGTERM].into_iter().chain(hang_up());
    let heard = ordered.clone();
    let watch = move || {
        let signal = loop {
            match heard.load(Ordering::Relaxed) {
                0 => thread::sleep(NAP),
                signal => break signal,
            }
        };
        // The reading processes notice that nobody is there to ask them, and go.
        match run::abandon() {
            None => eprintln!("\n已按要求停止，未完成的内容已清除，以前的结果未改动。"),
            Some(target) => eprintln!("\n已按要求停止。停止前新结果已经写好：{}；其余未完成的内容由下次运行清除。", target.display()),
        }
        std::process::exit(STOPPED + signal as i32);
    };
    // Without a thread that hears them the orders are better left to the system.
    if thread::Builder::new().name("orders".to_owned()).spawn(watch).is_ok() {
        signals.for_each(|signal| drop(signal_hook::flag::register_usize(signal, ordered.clone(), signal as usize)));
    }
}

/// The order that a closed terminal gives, where the system has one and the program listens to it.
fn hang_up() -> Option<i32> {
    #[cfg(unix)]
    return (!hang_up_is_ignored()).then_some(signal_hook::consts::SIGHUP);
    #[cfg(not(unix))]
    None
}

/// Was the program started so that closing the terminal shall not stop it (`nohup`)?
#[cfg(unix)]
fn hang_up_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal_hook::consts::SIGHUP - 1)) != 0
}
