//! The boundary round the work on one file: a panic there, which is a defect of faultgraft, fails
//! that file, and the rest of the run goes on.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

use crate::model::{Finding, Severity};
use crate::rules::code;

thread_local! {
    /// How many boundaries this thread is inside of.
    static INSIDE: Cell<usize> = const { Cell::new(0) };
    /// Where the last panic inside of one was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that a boundary stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", place.as_ref().map(|p| format!(" (at {p} of faultgraft's source)")).unwrap_or_default())]
pub struct Panicked {
    what: String,
    /// File, line and column; none where [`quiet`] was not called.
    place: Option<String>,
}

/// Does the work on one file.
///
/// # Errors
///
/// The work panicked.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    INSIDE.set(INSIDE.get() + 1);
    // What the work had half changed is not looked at again: callers drop it with the file, and
    // what files share is only ever written whole (a finished entry into a map).
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(INSIDE.get() - 1);
    done.map_err(|payload| Panicked { what: said(&*payload), place: PLACE.take() })
}

/// The first line of what a panic said.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic");
    text.lines().next().unwrap_or_default().to_owned()
}

/// Has panics inside of boundaries remembered instead of printed; others are treated as before.
/// For a program's `main`: the hook is the whole process's.
pub fn quiet() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| match INSIDE.get() {
        0 => before(panic),
        _ => PLACE.set(panic.location().map(ToString::to_string)),
    }));
}

/// What is said about a file on which faultgraft failed.
pub(crate) fn defect(why: &dyn std::fmt::Display) -> Finding {
    code::DEFECT.finding(Severity::Error, format!("faultgraft failed on this file: {why}"), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_gives_its_result_and_a_panic_its_first_line() {
        assert_eq!(guarded(|| 1), Ok(1));
        let stopped = guarded(|| panic!("no {}\nand more", "way")).map(|()| 0);
        assert_eq!(stopped.map_err(|p| p.what), Err("no way".to_owned()));
        assert_eq!(INSIDE.get(), 0);
    }

    #[test]
    fn a_panic_is_named_with_its_place_and_the_next_one_with_its_own() {
        quiet();
        let first = guarded(|| guarded(|| panic!("inner")).is_err().then(|| panic!("outer")));
        let message = first.map(|_: Option<()>| ()).unwrap_err().to_string();
        assert!(message.starts_with("outer (at src/guard.rs:"), "{message}");
        assert!(message.ends_with(" of faultgraft's source)"), "{message}");
    }
}
