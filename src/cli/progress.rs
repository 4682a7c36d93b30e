//! A bar on the terminal for what takes longer than a second; nothing elsewhere.

use std::{
    io::{self, IsTerminal},
    time::{Duration, Instant},
};

use faultgraft::plan::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Below this nobody needs to be told.
const PATIENCE: Duration = Duration::from_secs(1);

pub struct Progress {
    start: Instant,
    bar: ProgressBar,
    /// Whether there is somebody to see it.
    is_seen: bool,
}

impl Progress {
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} files") {
            bar.set_style(style);
        }
        Self { start: Instant::now(), bar, is_seen: io::stderr().is_terminal() }
    }

    /// Takes the bar from the screen.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn expect(&self, files: usize) {
        self.bar.inc_length(files as u64);
    }

    fn one_more(&self) {
        if self.is_seen && self.bar.is_hidden() && self.start.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }
}
