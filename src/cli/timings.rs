//! `--timings`: how long each stage took.

use std::time::{Duration, Instant};

use faultgraft::timings::Stage;

use super::output;

/// Since when a command runs.
pub struct Timings(Option<Instant>);

impl Timings {
    /// Now, where they are asked for.
    pub fn start(is_asked: bool) -> Self {
        Self(is_asked.then(Instant::now))
    }

    /// Says how long everything took until now.
    pub fn tell(self) {
        let Some(start) = self.0 else { return };
        let total = start.elapsed();
        output::notes(&|_, out| {
            writeln!(out, "time, all threads together:")?;
            for stage in Stage::ALL {
                writeln!(out, "  {:<10}{:>10} ms", stage.name(), milliseconds(stage.spent()))?;
            }
            writeln!(out, "the whole command took {} ms", milliseconds(total))
        });
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}
