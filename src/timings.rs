//! How long the stages of a run take, for `--timings`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A stage. None stands inside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are read and parsed.
    Read,
    /// The release that each file was made from is looked for.
    Identify,
    /// The edits are worked out and carried into the target.
    Merge,
    /// The merged text is read again, and its payloads are checked.
    Validate,
    /// What the merged file does is compared with what the operator's did.
    Prove,
    /// The rules look for what is wrong with it.
    Check,
    /// What clients get is worked out, old beside new.
    Preview,
}

impl Stage {
    /// All, in the order in which a file goes through them.
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::Identify,
        Self::Merge,
        Self::Validate,
        Self::Prove,
        Self::Check,
        Self::Preview,
    ];

    /// Its name, as it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Identify => "identify",
            Self::Merge => "merge",
            Self::Validate => "validate",
            Self::Prove => "prove",
            Self::Check => "check",
            Self::Preview => "preview",
        }
    }

    /// How long all threads together were at it since the process began.
    pub fn spent(self) -> Duration {
        Duration::from_nanos(SPENT[self as usize].load(Ordering::Relaxed))
    }

    /// Does some of its work.
    pub(crate) fn timed<T>(self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        let nanos = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        SPENT[self as usize].fetch_add(nanos, Ordering::Relaxed);
        done
    }
}

/// In nanoseconds, in the order of [`Stage::ALL`].
static SPENT: [AtomicU64; Stage::ALL.len()] = [const { AtomicU64::new(0) }; Stage::ALL.len()];
