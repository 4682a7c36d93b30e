//! Which texts were read, for the test that a plan reads each once.

use std::sync::{Mutex, PoisonError};

/// What stands in the texts that are noted: other tests run at the same time.
pub(crate) const MARK: &str = "is-read-once";

static READ: Mutex<Vec<String>> = Mutex::new(Vec::new());

pub(super) fn note(text: &str) {
    if text.contains(MARK) {
        READ.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }
}

/// The texts that were read so far.
pub(crate) fn noted() -> Vec<String> {
    READ.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
