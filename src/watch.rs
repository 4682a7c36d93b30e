//! How far a run is.

/// Told how far a plan is, from several threads.
pub trait Watch: Sync {
    /// So many more files will be read, or merged.
    fn expect(&self, _files: usize) {}
    /// One more of them is.
    fn one_more(&self) {}
}

/// Nobody is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {}
