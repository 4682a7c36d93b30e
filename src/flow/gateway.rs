//! The gateway that a sequence runs on.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::callee::Summary;
use crate::callees::Callees;
use crate::expression::Location;
use crate::program::Program;
use crate::stock::Release;

/// The gateway that a sequence runs on.
pub struct Gateway<'g> {
    /// Its release.
    pub release: Release,
    callees: &'g Callees,
    is_old: bool,
    /// Whether calls are taken to do nothing.
    pub(super) ignores_calls: bool,
    /// What is told of every answer.
    pub(super) answers: Vec<Location>,
    /// What calls do, by name; none where nobody knows.
    pub(super) summaries: RefCell<FxHashMap<String, Option<Rc<Summary>>>>,
}

impl<'g> Gateway<'g> {
    /// The operator's old gateway.
    pub fn old(release: Release, callees: &'g Callees) -> Self {
        Self {
            release,
            callees,
            is_old: true,
            ignores_calls: false,
            answers: Vec::new(),
            summaries: RefCell::default(),
        }
    }

    /// The new gateway.
    pub fn new(release: Release, callees: &'g Callees) -> Self {
        Self { is_old: false, ..Self::old(release, callees) }
    }

    /// The same where it is told of every answer where these come from.
    #[must_use]
    pub fn telling(self, answers: Vec<Location>) -> Self {
        Self { answers, ..self }
    }

    /// The same where calls are taken to do nothing: what a merge without callees would see.
    #[must_use]
    pub(crate) fn ignoring_calls(self, ignores_calls: bool) -> Self {
        Self { ignores_calls, ..self }
    }

    /// The sequence of a name, where its file is known.
    pub fn called(&self, key: &str) -> Option<&'g Program> {
        let found = match self.is_old {
            true => self.callees.on_old(key, self.release),
            false => self.callees.on_new(key, self.release),
        };
        found.map(|sequence| sequence.program())
    }
}
