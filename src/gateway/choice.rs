//! The decisions that a walk came to, and what of the request each hangs on: what it takes to walk
//! the other ways too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::expression::{Location, Part, parse_xpath};

/// Something that the gateway or the client gives a sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A Synapse property.
    Property(String),
    /// An axis2 property.
    Axis2(String),
    /// A request header, in lower case.
    Header(String),
    /// Where the message goes.
    To,
    /// Whether the client speaks SOAP.
    Format,
    /// The request's body.
    Body,
}

/// As an operator would name it.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(name) => f.write_str(name),
            Self::Axis2(name) if name == "HTTP_METHOD" => f.write_str("the method"),
            Self::Axis2(name) => write!(f, "axis2 {name}"),
            Self::Header(name) => write!(f, "the header {}", title_case(name)),
            Self::To => f.write_str("the address (To)"),
            Self::Format => f.write_str("the message format"),
            Self::Body => f.write_str("the body"),
        }
    }
}

/// `accept-language` as headers are written: `Accept-Language`.
fn title_case(name: &str) -> String {
    let mut start = true;
    let cased = name.chars().map(|c| {
        let upper = std::mem::replace(&mut start, c == '-');
        if upper { c.to_ascii_uppercase() } else { c }
    });
    cased.collect()
}

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
    /// What it hangs on.
    pub inputs: BTreeSet<Input>,
}

/// Which inputs the values hang on that a sequence has written.
#[derive(Debug, Clone, Default)]
pub struct Origins(BTreeMap<Input, BTreeSet<Input>>);

impl Origins {
    /// What an expression hangs on.
    pub fn of(&self, expression: &str) -> BTreeSet<Input> {
        let mut all = BTreeSet::new();
        for input in read_by(expression) {
            match self.0.get(&input) {
                Some(origins) => all.extend(origins.iter().cloned()),
                None => {
                    all.insert(input);
                }
            }
        }
        all
    }

    /// A value was written, or taken away, by what hangs on those.
    pub fn wrote(&mut self, written: Input, from: BTreeSet<Input>) {
        self.0.insert(written, from);
    }
}

/// What an expression reads; nothing where it is none.
pub fn read_by(expression: &str) -> BTreeSet<Input> {
    let mut all = BTreeSet::new();
    if super::expression::json_eval(expression).is_some() {
        all.insert(Input::Body);
        return all;
    }
    let Some(part) = parse_xpath(expression) else { return all };
    part.each(&mut |part| all.extend(input_of(part)));
    all
}

fn input_of(part: &Part) -> Option<Input> {
    match part.location()? {
        Location::Property(name) => Some(Input::Property(name)),
        Location::Axis2(name) => Some(Input::Axis2(name)),
        Location::Header(name) => Some(Input::Header(name)),
        Location::Address(name) if name == "To" => Some(Input::To),
        Location::Format => Some(Input::Format),
        Location::Body => Some(Input::Body),
        _ => None,
    }
}

/// The input of that name in a scope, as properties and variables name scopes.
pub fn scoped(scope: &str, name: &str) -> Option<Input> {
    Some(match scope {
        "ctx" | "default" => Input::Property(name.to_owned()),
        "axis2" => Input::Axis2(name.to_owned()),
        "trp" | "transport" => Input::Header(name.to_ascii_lowercase()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(all: BTreeSet<Input>) -> String {
        all.iter().map(Input::to_string).collect::<Vec<_>>().join(", ")
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
        let code = Input::Property("code".to_owned());
        origins.wrote(code.clone(), origins.of("$ctx:ERROR_CODE"));
        assert_eq!(shown(origins.of("concat($ctx:code, $ctx:X)")), "ERROR_CODE, X");
        origins.wrote(code, BTreeSet::new());
        assert_eq!(shown(origins.of("$ctx:code")), "");
    }
}
