//! Progress on stderr: a bar with its rate and the time left when it is a terminal, a line for each stage and each tenth of a long one when it
//! is not, nothing when asked for quiet. Nothing of it reaches an output.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::told;
use crate::run::{Notice, Progress, Stage};

/// Things of a stage from which plain lines tell how far it is.
const LONG: u64 = 1_000;

/// How it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Bars,
    Lines,
    Nothing,
}

/// A watcher that draws one bar per stage.
pub struct Bars {
    bar: Mutex<ProgressBar>,
    shown: Shown,
    label: Mutex<&'static str>,
    total: AtomicU64,
    done: AtomicU64,
}

impl Bars {
    /// Draws when stderr is a terminal, else tells; neither when `quiet` was asked for.
    pub fn new(quiet: bool) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bars,
            (false, false) => Shown::Lines,
        };
        let (total, done) = Default::default();
        Bars { bar: Mutex::new(ProgressBar::hidden()), shown, label: Mutex::new(""), total, done }
    }

    /// Takes the last bar off the screen.
    pub fn finish(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }

    fn draw(&self, label: &'static str, total: u64) {
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len}  {per_sec}  剩余 {eta}  {msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(label);
        if let Ok(mut current) = self.bar.lock() {
            current.finish_and_clear();
            *current = bar;
        }
    }
}

impl Progress for Bars {
    fn stage(&self, stage: Stage) {
        let (label, total) = match stage {
            Stage::Discover => ("查找文件", 0),
            Stage::Look(n) => ("核对文件", n),
            Stage::Read(n) => ("读取台账", n),
            Stage::Judge(n) => ("逐条核查", n),
            Stage::Write(n) => ("写出结果", n),
        };
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        *self.label.lock().unwrap_or_else(PoisonError::into_inner) = label;
        match self.shown {
            Shown::Bars => self.draw(label, total),
            Shown::Lines if total == 0 => eprintln!("{label}"),
            Shown::Lines => eprintln!("{label}（{total}）"),
            Shown::Nothing => {}
        }
    }

    fn notices(&self, notices: &[Notice]) {
        if self.shown != Shown::Nothing {
            notices.iter().for_each(|notice| eprintln!("{}", told::notice(notice)));
        }
    }

    fn within(&self, file: &str, before: u64, now: u64, total: u64) {
        let name = file.rsplit('/').next().unwrap_or(file);
        let tenth = |n: u64| n.saturating_mul(10) / total.max(1);
        match self.shown {
            Shown::Bars => {
                if let Ok(bar) = self.bar.lock() {
                    let done = now >= total || tenth(now) >= 10;
                    bar.set_message(if done { String::new() } else { format!("{name} {}%", now.saturating_mul(100) / total.max(1)) });
                }
            }
            Shown::Lines if tenth(now) > tenth(before) => eprintln!("{name}：已读 {}%", tenth(now) * 10),
            Shown::Lines | Shown::Nothing => {}
        }
    }

    fn step(&self) {
        match self.shown {
            Shown::Bars => {
                if let Ok(bar) = self.bar.lock() {
                    bar.inc(1);
                }
            }
            Shown::Lines => {
                let (done, total) = (self.done.fetch_add(1, Ordering::Relaxed) + 1, self.total.load(Ordering::Relaxed));
                let tenth = |n: u64| n * 10 / total.max(1);
                if total >= LONG && done < total && tenth(done) > tenth(done - 1) {
                    eprintln!("{}：{}%", self.label.lock().unwrap_or_else(PoisonError::into_inner), tenth(done) * 10);
                }
            }
            Shown::Nothing => {}
        }
    }
}
