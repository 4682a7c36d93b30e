//! The decisions that a walk came to, and what of the request each depends on: what it takes to
//! walk the other ways too.

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::{Expression, Location};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Whether an expression holds: 1 where it does, 0 where not.
    Condition(String),
    /// Which pattern the whole of a value matches first: its number, or how many there are where
    /// none does.
    Patterns {
        /// The expression.
        source: String,
        /// The patterns in order.
        patterns: Vec<String>,
    },
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The `name` of the sequence that it stands in.
    pub sequence: String,
    /// Its line there, from 1.
    pub line: u32,
    /// What was asked.
    pub test: Test,
    /// What came of it.
    pub outcome: usize,
    /// What it depends on.
    pub inputs: BTreeSet<Location>,
}

/// Which inputs the values depend on that a sequence has written.
#[derive(Debug, Clone, Default)]
pub struct Origins(BTreeMap<Location, BTreeSet<Location>>);

impl Origins {
    /// What an expression depends on.
    pub fn of(&self, expression: &Expression) -> BTreeSet<Location> {
        let mut all = BTreeSet::new();
        for input in expression.reads() {
            match self.0.get(&input) {
                Some(origins) => all.extend(origins.iter().cloned()),
                None => {
                    all.insert(input);
                }
            }
        }
        all
    }

    /// A value was written, or taken away, by what depends on those.
    pub fn wrote(&mut self, written: Location, from: BTreeSet<Location>) {
        self.0.insert(written, from);
    }
}

/// What an expression reads; nothing where it is none.
pub fn read_by(expression: &str) -> BTreeSet<Location> {
    Expression::of(expression).reads().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(all: BTreeSet<Location>) -> String {
        all.iter().map(Location::to_string).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn an_expression_hangs_on_what_it_reads() {
        let read = |e| shown(read_by(e));
        assert_eq!(read("$ctx:A = 'x' and not(get-property('B'))"), "A, B");
        assert_eq!(read("get-property('axis2','HTTP_METHOD')"), "the method");
        assert_eq!(
            read("concat($trp:Accept, get-property('MESSAGE_FORMAT'))"),
            "the header Accept, the message format"
        );
        assert_eq!(read("json-eval($.a)"), "the body");
        assert_eq!(read("//a/b"), "the body");
    }

    #[test]
    fn what_a_sequence_wrote_hangs_on_what_it_wrote_it_from() {
        let mut origins = Origins::default();
        let code = Location::Property("code".into());
        origins.wrote(code.clone(), origins.of(&Expression::of("$ctx:ERROR_CODE")));
        assert_eq!(
            shown(origins.of(&Expression::of("concat($ctx:code, $ctx:X)"))),
            "ERROR_CODE, X"
        );
        origins.wrote(code, BTreeSet::new());
        assert_eq!(shown(origins.of(&Expression::of("$ctx:code"))), "");
    }
}
