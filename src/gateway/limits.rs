//! How far a walk goes. What lies beyond is unknown, by name: sequences that run on and on, and
//! texts that grow or nest without end, would not come out of a gateway well either.

use std::cell::Cell;

use super::{Run, Stop};

/// Mediators stand inside each other no deeper, over all sequences that call each other.
pub const MAX_NESTED: usize = 256;

/// JSON and XML nest no deeper, as in a file that is read ([`crate::xml::MAX_DEPTH`]).
pub const MAX_LEVELS: usize = crate::xml::MAX_DEPTH;

/// What nests deeper than [`MAX_LEVELS`], by name.
pub const TOO_DEEP: &str = "what nests deeper than 256 levels";

/// Why the engine throws where it cannot read the body, by name: the body may be lost then.
pub const MALFORMED: &str = "the JSON body is malformed";

/// How often a pattern may go back in a text.
pub const MAX_BACKTRACKS: usize = 100_000;

/// The work of one mediator; see [`Budget`].
pub const MEDIATOR: usize = 5_000;
/// The work of a pattern: it is compiled each time.
pub const PATTERN: usize = 20_000;
/// The work of a node of XML that an expression looks at.
pub const NODE: usize = 200;
/// The work of a character that is read or written.
pub const CHARACTER: usize = 10;

/// What a walk may do in all: 100,000 mediators, or 50 million characters. A unit is about a
/// nanosecond.
const ALL: usize = 500_000_000;

/// The work that a walk may still do.
#[derive(Debug)]
pub struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(ALL))
    }
}

impl Budget {
    /// Does some work of that many units.
    ///
    /// # Errors
    ///
    /// [`Stop::Unknown`] where that is more than what is left.
    pub fn spend(&self, work: usize) -> Run<()> {
        let left = self.0.get().checked_sub(work);
        self.0.set(left.unwrap_or(0));
        match left {
            Some(_) => Ok(()),
            None => Err(Stop::unknown("how sequences end that run for so long")),
        }
    }

    /// The work that was done.
    pub fn spent(&self) -> usize {
        ALL - self.0.get()
    }

    /// Reads or writes a text.
    ///
    /// # Errors
    ///
    /// As [`Budget::spend`].
    pub fn text(&self, text: &str) -> Run<()> {
        self.spend(text.len().saturating_mul(CHARACTER))
    }
}

/// Why a text is not read as JSON or XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is none.
    Malformed,
    /// It nests deeper than [`MAX_LEVELS`].
    TooDeep,
}

impl Unread {
    /// What the engine does with it: that, where the text is malformed.
    pub fn or(self, malformed: Stop) -> Stop {
        match self {
            Self::Malformed => malformed,
            Self::TooDeep => Stop::unknown(TOO_DEEP),
        }
    }
}
