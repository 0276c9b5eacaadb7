//! Progress on stderr. At a terminal a bar, and a line in its place once its stage has ended: what was done, of how many, in what time. Else a line for
//! each stage and each tenth of a long one; nothing when asked for quiet. Times stand on the terminal alone: nothing of it reaches an output.

use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::say::{self, Tone};
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

/// A stage that is under way at a terminal.
struct Current {
    stage: Stage,
    begun: Instant,
    bar: ProgressBar,
}

/// A watcher that draws one bar per stage.
pub struct Bars {
    current: Mutex<Option<Current>>,
    shown: Shown,
    label: Mutex<&'static str>,
    total: AtomicU64,
    done: AtomicU64,
}

impl Bars {
    /// Draws where a person looks on, else tells; neither when `quiet` was asked for.
    pub fn new(quiet: bool) -> Self {
        let watched = std::io::stderr().is_terminal() && std::io::stdout().is_terminal();
        let shown = match (quiet, watched) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bars,
            (false, false) => Shown::Lines,
        };
        let (total, done) = Default::default();
        Bars { current: Mutex::default(), shown, label: Mutex::new(""), total, done }
    }

    /// The work is over: the last bar goes, and its stage is told as done if the work went well.
    pub fn finish(&self, well: bool) {
        let Some(current) = self.current.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        current.bar.finish_and_clear();
        if well {
            let done = self.done.load(Ordering::Relaxed);
            say::mark(Tone::Good, &format!("✓ {}　{}", done_words(current.stage, done), time_words(current.begun.elapsed())));
        }
    }

    fn draw(&self, stage: Stage, total: u64) {
        self.finish(true);
        self.done.store(0, Ordering::Relaxed);
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        let template = if total == 0 { "{prefix} {spinner}" } else { "{prefix} {bar:24} {pos}/{len}{left}  {wide_msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("left", left_words));
        }
        bar.set_prefix(label(stage));
        bar.tick();
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(Current { stage, begun: Instant::now(), bar });
    }

    fn on_bar(&self, act: impl FnOnce(&ProgressBar)) {
        if let Some(current) = self.current.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            act(&current.bar);
        }
    }
}

/// What is being done.
fn label(stage: Stage) -> &'static str {
    match stage {
        Stage::Discover => "查找文件",
        Stage::Look(_) => "核对文件",
        Stage::Read(_) => "读取台账",
        Stage::Judge(_) => "逐条核查",
        Stage::Write(_) => "写出结果",
    }
}

/// What was done.
fn done_words(stage: Stage, done: u64) -> String {
    match stage {
        Stage::Discover => "查找文件".to_string(),
        Stage::Look(_) => format!("核对 {done} 个文件是否有变化"),
        Stage::Read(_) => format!("读取 {done} 个文件"),
        Stage::Judge(1) => "逐条核查".to_string(),
        Stage::Judge(_) => format!("逐条核查 {done} 个地区"),
        Stage::Write(_) => "写出结果".to_string(),
    }
}

/// `1.6 秒`, `2 分 5 秒`.
fn time_words(time: Duration) -> String {
    match (time.as_secs(), time.as_millis() / 100) {
        (_, 0) => "不到 0.1 秒".to_string(),
        (0..60, tenths) => format!("{}.{} 秒", tenths / 10, tenths % 10),
        (seconds, _) => format!("{} 分 {} 秒", seconds / 60, seconds % 60),
    }
}

/// How long it may still take, once that can be said.
fn left_words(state: &ProgressState, out: &mut dyn Write) {
    let seconds = state.eta().as_secs();
    let _ = match seconds {
        0 => Ok(()),
        1..60 => write!(out, "  约剩 {seconds} 秒"),
        _ => write!(out, "  约剩 {} 分钟", seconds.div_ceil(60)),
    };
}

impl Progress for Bars {
    fn stage(&self, stage: Stage) {
        let (label, total) = (label(stage), stage.total());
        self.total.store(total, Ordering::Relaxed);
        *self.label.lock().unwrap_or_else(PoisonError::into_inner) = label;
        match self.shown {
            Shown::Bars => self.draw(stage, total),
            Shown::Lines => {
                self.done.store(0, Ordering::Relaxed);
                if total == 0 { eprintln!("{label}") } else { eprintln!("{label}（{total}）") }
            }
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
            Shown::Bars => self.on_bar(|bar| {
                let done = now >= total || tenth(now) >= 10;
                bar.set_message(if done { String::new() } else { format!("{}%　{name}", now.saturating_mul(100) / total.max(1)) });
            }),
            Shown::Lines if tenth(now) > tenth(before) => eprintln!("{name}：已读 {}%", tenth(now) * 10),
            Shown::Lines | Shown::Nothing => {}
        }
    }

    fn step(&self) {
        match self.shown {
            Shown::Bars => {
                self.done.fetch_add(1, Ordering::Relaxed);
                self.on_bar(|bar| bar.inc(1));
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
