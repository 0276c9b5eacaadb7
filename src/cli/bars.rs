//! Progress on stderr: a bar when it is a terminal, silence when it is not or when asked for. Nothing of it reaches an output.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::run::{Progress, Stage};

/// A watcher that draws one bar per stage.
pub struct Bars {
    bar: Mutex<ProgressBar>,
    shown: bool,
}

impl Bars {
    /// Draws only when stderr is a terminal and `quiet` was not asked for.
    pub fn new(quiet: bool) -> Self {
        Bars { bar: Mutex::new(ProgressBar::hidden()), shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// Takes the last bar off the screen.
    pub fn finish(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bars {
    fn stage(&self, stage: Stage) {
        if !self.shown {
            return;
        }
        let (label, total) = match stage {
            Stage::Discover => ("查找文件", 0),
            Stage::Look(n) => ("核对文件", n),
            Stage::Read(n) => ("读取台账", n),
            Stage::Judge(n) => ("逐条核查", n),
            Stage::Write(n) => ("写出结果", n),
        };
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len}  {per_sec}  剩余 {eta}") {
            bar.set_style(style);
        }
        bar.set_prefix(label);
        if let Ok(mut current) = self.bar.lock() {
            current.finish_and_clear();
            *current = bar;
        }
    }

    fn step(&self) {
        if self.shown
            && let Ok(bar) = self.bar.lock()
        {
            bar.inc(1);
        }
    }
}
