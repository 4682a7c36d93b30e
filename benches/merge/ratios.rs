//! Two things measured in turn, so that what disturbs one disturbs the other.

use std::time::{Duration, Instant};

/// The medians of two measurements.
pub struct Pair {
    pub ours: Duration,
    pub theirs: Duration,
}

impl Pair {
    /// Runs both, one after the other, `rounds` times, after one run of each that does not count.
    pub fn measure(rounds: usize, mut ours: impl FnMut(), mut theirs: impl FnMut()) -> Self {
        ours();
        theirs();
        let (mut a, mut b) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
        for _ in 0..rounds {
            a.push(time(&mut ours));
            b.push(time(&mut theirs));
        }
        Self { ours: median(a), theirs: median(b) }
    }

    /// How many times the other one takes.
    pub fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.theirs.as_secs_f64()
    }
}

fn time(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
