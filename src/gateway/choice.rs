//! The decisions that a walk came to, and what of the request each depends on: what it takes to
//! walk the other ways too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::Run;
use super::expression::Scope;
use super::java_regex::full_match;
use crate::expression::{Expression, Location};

/// What was asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Whether an expression holds: 1 where it does, 0 where not.
    Condition(Expression),
    /// Which pattern the whole of a value matches first: its number, or how many there are where
    /// none does.
    Patterns {
        /// The expression.
        source: Expression,
        /// The patterns in order.
        patterns: Vec<String>,
    },
}

impl Test {
    /// The expression that it looks at.
    pub fn expression(&self) -> &Expression {
        match self {
            Self::Condition(expression) | Self::Patterns { source: expression, .. } => expression,
        }
    }

    /// How many ways there are for it to come out.
    pub fn outcomes(&self) -> usize {
        match self {
            Self::Condition(_) => 2,
            Self::Patterns { patterns, .. } => patterns.len() + 1,
        }
    }

    /// How it comes out for a message.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn outcome(&self, scope: &Scope<'_>) -> Run<usize> {
        match self {
            Self::Condition(expression) => scope.condition(expression).map(usize::from),
            Self::Patterns { source, patterns } => {
                let Some(value) = scope.string(source)? else { return Ok(patterns.len()) };
                for (number, pattern) in patterns.iter().enumerate() {
                    if full_match(pattern, &value)?.is_some() {
                        return Ok(number);
                    }
                }
                Ok(patterns.len())
            }
        }
    }
}

/// What a mediator asks, made once and shared by all the choices that it comes to.
#[derive(Debug, Clone, Default)]
pub struct Asked(OnceLock<Arc<Test>>);

impl Asked {
    /// What is asked.
    pub fn test(&self, make: impl FnOnce() -> Test) -> Arc<Test> {
        Arc::clone(self.0.get_or_init(|| Arc::new(make())))
    }
}

/// It follows from the mediator.
impl PartialEq for Asked {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The `name` of the sequence that it stands in.
    pub sequence: Arc<str>,
    /// Its line there, from 1.
    pub line: u32,
    /// What was asked.
    pub test: Arc<Test>,
    /// What came of it.
    pub outcome: usize,
    /// What it depends on.
    pub inputs: BTreeSet<Location>,
}

/// Which inputs the values depend on that a sequence has written.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    written: BTreeMap<Location, BTreeSet<Location>>,
    /// Whether all headers were taken away.
    no_headers: bool,
    /// What ran that may have changed anything that was not written since, by name.
    touched_by: BTreeSet<String>,
}

/// Stands among the inputs for something that may have changed a value.
const UNKNOWN: &str = "unknown";

impl Origins {
    /// What an expression depends on.
    pub fn of(&self, expression: &Expression) -> BTreeSet<Location> {
        let mut all = BTreeSet::new();
        for input in expression.reads() {
            match self.written.get(&input) {
                Some(origins) => all.extend(origins.iter().cloned()),
                None => {
                    all.extend(self.touched_by.iter().map(|name| touch(name)));
                    if self.is_initial(&input) {
                        all.insert(input);
                    }
                }
            }
        }
        all
    }

    /// A value was written, or taken away, by what depends on those.
    pub fn wrote(&mut self, written: Location, from: BTreeSet<Location>) {
        self.written.insert(written, from);
    }

    /// Something ran that may have changed anything.
    pub fn touch(&mut self, name: &str) {
        for from in self.written.values_mut() {
            from.insert(touch(name));
        }
        self.touched_by.insert(name.to_owned());
    }

    /// What may have changed a value, by name.
    pub fn touched(&self, location: &Location) -> BTreeSet<String> {
        let name = |from: &Location| match from {
            Location::Other(scope, name) if &**scope == UNKNOWN => Some(name.to_string()),
            _ => None,
        };
        match self.written.get(location) {
            Some(from) => from.iter().filter_map(name).collect(),
            None => self.touched_by.clone(),
        }
    }

    /// All headers were taken away.
    pub fn took_headers(&mut self) {
        self.no_headers = true;
        self.written.retain(|location, _| !matches!(location, Location::Header(_)));
    }

    /// Whether a value is the one that came with the request.
    pub fn is_initial(&self, location: &Location) -> bool {
        let taken = self.no_headers && matches!(location, Location::Header(_));
        !taken && !self.written.contains_key(location)
    }

    /// The headers that were written or taken away; none where that is all of them.
    pub fn headers(&self) -> Option<BTreeSet<Arc<str>>> {
        let header = |location: &Location| match location {
            Location::Header(name) => Some(Arc::clone(name)),
            _ => None,
        };
        (!self.no_headers).then(|| self.written.keys().filter_map(header).collect())
    }
}

fn touch(name: &str) -> Location {
    Location::Other(UNKNOWN.into(), name.into())
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
    fn an_expression_depends_on_what_it_reads() {
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
    fn what_a_sequence_wrote_depends_on_what_it_wrote_it_from() {
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
