//! Expressions, read once: XPath, JSONPath, and names in braces.
//!
//! [`Expression::read`] makes a tree of what an operator wrote, or says why the engine refuses it
//! at load. What the tree reads are [`Location`]s; [`Expression::canonical`] is how spellings are
//! compared. The walk runs the same tree.

mod canonical;
pub mod java_pattern;
mod json_path;
mod lexer;
mod location;
mod parse;
pub mod synapse;
mod xpath;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::stock::Release;
use crate::xml::{Document, NodeId, has_tag};

pub use json_path::{JsonPath, JsonStep};
pub use lexer::is_variable_name;
pub use location::{Location, SYSTEM_DATE, SYSTEM_TIME, is_computed, is_property_scope};
pub use xpath::{Axis, Expr, Gives, Name, NodeTest, Operator, Start, Step, SubExpression};

use parse::Unparsed;

/// How the engine reads the text of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// XPath only: args, and the parts of makefault (wso2-synapse, `SynapseXPathFactory`).
    XPath,
    /// JSONPath only, of which `json-eval(..)` is stripped: args with `evaluator="json"`
    /// (wso2-synapse, `SynapseJsonPathFactory`).
    JsonPath,
    /// JSONPath where it begins with `json-eval(`, else XPath: property, header, filter, switch,
    /// log and enrich (wso2-synapse, `SynapsePathFactory`).
    Either,
}

/// An expression as an operator wrote it. A clone shares what was parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression(Arc<Read>);

#[derive(Debug, PartialEq)]
struct Read {
    text: String,
    tree: Tree,
    prefixes: Vec<(String, Option<String>)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Tree {
    XPath(SubExpression),
    JsonPath(JsonPath),
    Broken(Broken),
    /// It may be an expression: it nests too deeply to be followed, or a template makes it.
    Unknown,
}

/// Why the engine refuses an expression at load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    why: String,
    /// The byte of the expression at which it says so.
    pub at: usize,
}

impl Broken {
    fn new(why: impl Into<String>, at: usize) -> Self {
        Self { why: why.into(), at }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl Expression {
    /// Reads a text; `resolve` tells what a prefix is bound to where it stands.
    pub fn read(text: &str, syntax: Syntax, resolve: impl Fn(&str) -> Option<String>) -> Self {
        let json_path = match syntax {
            Syntax::XPath => None,
            Syntax::JsonPath => Some(in_json_eval(text).unwrap_or(text)),
            Syntax::Either => in_json_eval(text),
        };
        let tree = match json_path.map(JsonPath::read) {
            _ if has_tag(text) => Tree::Unknown,
            Some(Ok(path)) => Tree::JsonPath(path),
            Some(Err(broken)) => Tree::Broken(broken),
            None => match parse::parse(text) {
                Ok(part) => Tree::XPath(part),
                Err(Unparsed::Refused(why, at)) => Tree::Broken(Broken::new(why, at)),
                Err(Unparsed::TooDeep) => Tree::Unknown,
            },
        };
        let prefixes = match &tree {
            Tree::XPath(part) => prefixes_of(part),
            _ => Vec::new(),
        };
        let prefixes = prefixes.into_iter().map(|p| (p.to_owned(), resolve(p))).collect();
        Self(Arc::new(Read { text: text.to_owned(), prefixes, tree }))
    }

    /// Reads a text that stands nowhere: no prefix is bound.
    pub fn of(text: &str) -> Self {
        Self::read(text, Syntax::Either, |_| None)
    }

    /// Reads the text of an attribute of an element.
    pub fn at(doc: &Document, element: NodeId, text: &str, syntax: Syntax) -> Self {
        Self::read(text, syntax, |prefix| doc.resolve_prefix(element, prefix).map(Cow::into_owned))
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Why the engine refuses it at load, if it does.
    pub fn broken(&self) -> Option<&Broken> {
        match &self.0.tree {
            Tree::Broken(broken) => Some(broken),
            _ => None,
        }
    }

    /// As [`Expression::broken`], on the engine of a release. A JSONPath that begins with `$ctx:`
    /// does not load from 3.0.0 on, and loads again from 4.0.0 on; run on 2.6.0, 3.2.0 and 4.0.0.
    pub fn broken_on(&self, release: Release) -> Option<Broken> {
        let between = (Release::V3_0_0..Release::V4_0_0).contains(&release);
        match &self.0.tree {
            Tree::JsonPath(path) if between && path.reads_property() => {
                Some(Broken::new("a JSONPath goes on with . or [ behind the $", 1))
            }
            _ => self.broken().cloned(),
        }
    }

    /// The XPath, where it is one.
    pub fn xpath(&self) -> Option<&SubExpression> {
        match &self.0.tree {
            Tree::XPath(part) => Some(part),
            _ => None,
        }
    }

    /// The JSONPath, where it is one.
    pub fn json_path(&self) -> Option<&JsonPath> {
        match &self.0.tree {
            Tree::JsonPath(path) => Some(path),
            _ => None,
        }
    }

    /// The prefixes of names and functions, each once, with the namespace that it is bound to. A
    /// path with a prefix that is not bound fails when it runs; functions need no binding.
    pub fn prefixes(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.prefixes.iter().map(|(prefix, uri)| (prefix.as_str(), uri.as_deref()))
    }

    /// What it reads, in the order in which it stands there.
    pub fn reads(&self) -> Vec<Location> {
        let mut found = Vec::new();
        match &self.0.tree {
            Tree::XPath(part) => part.each(&mut |part| found.extend(Location::of(part))),
            Tree::JsonPath(_) => found.push(Location::Body),
            Tree::Unknown => found.push(Location::Anything),
            Tree::Broken(_) => {}
        }
        found
    }

    /// The name of the first `$ctx:NAME` that `get-property` would compute and `$ctx:` does not.
    pub fn computed_variable(&self) -> Option<String> {
        let mut found = None;
        self.xpath()?.each(&mut |part| {
            if let Expr::Variable(name) = &part.expr
                && name.prefix.as_deref() == Some("ctx")
                && is_computed(&name.local)
            {
                found.get_or_insert_with(|| name.local.clone());
            }
        });
        found
    }

    /// What spellings are compared by.
    pub fn canonical(&self) -> Cow<'_, str> {
        match &self.0.tree {
            Tree::XPath(part) => self.written(part),
            // What the engine refuses has one spelling, and what it skips are blanks of XML alone.
            Tree::Broken(_) => Cow::Borrowed(&self.0.text),
            _ => Cow::Borrowed(self.0.text.trim_matches([' ', '\t', '\r', '\n'])),
        }
    }

    /// As [`Expression::canonical`], of a filter's `xpath`, whose outermost `boolean(..)` means
    /// nothing.
    pub fn canonical_condition(&self) -> Cow<'_, str> {
        let Tree::XPath(part) = &self.0.tree else { return self.canonical() };
        let mut part = part;
        while let Some(inner) = part.only_argument_of("boolean") {
            part = inner;
        }
        self.written(part)
    }

    fn written(&self, part: &SubExpression) -> Cow<'_, str> {
        if let Expr::Variable(_) = &part.expr
            && part.span == (0..self.0.text.len())
            && !self.0.text.contains(char::is_whitespace)
        {
            return Cow::Borrowed(&self.0.text);
        }
        let bound = |prefix: &str| {
            let found = self.0.prefixes.iter().find(|(p, _)| p == prefix);
            found.and_then(|(_, uri)| uri.as_deref())
        };
        Cow::Owned(canonical::write(part, &bound))
    }
}

/// What stands in `json-eval(..)`: all that follows but the last character, whatever that is
/// (wso2-synapse, `SynapsePathFactory`).
fn in_json_eval(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("json-eval(")?;
    let mut characters = inside.chars();
    characters.next_back();
    Some(characters.as_str())
}

/// Brings an expression found at an element into canonical form.
///
/// `condition` is true for a filter's `xpath`, whose outermost `boolean(..)` means nothing.
pub(crate) fn fold<'d>(
    doc: &'d Document,
    at: NodeId,
    condition: bool,
    expression: &mut Cow<'d, str>,
) {
    if is_plain_variable(expression) {
        return;
    }
    let read = Expression::at(doc, at, expression, Syntax::Either);
    let folded = if condition { read.canonical_condition() } else { read.canonical() };
    if folded != **expression {
        *expression = Cow::Owned(folded.into_owned());
    }
}

/// `$ctx:NAME` and its kin, with nothing to fold.
fn is_plain_variable(expression: &str) -> bool {
    expression.strip_prefix('$').is_some_and(|rest| {
        rest.split_once(':').is_some_and(|(scope, name)| {
            scope.bytes().all(|b| b.is_ascii_alphanumeric()) && is_variable_name(name)
        })
    })
}

/// The expression in `{..}`, where a key or a name is one (wso2-synapse, `ValueFactory` and
/// `PropertyMediatorFactory`).
pub fn in_braces(name: &str) -> Option<&str> {
    name.strip_prefix('{')?.strip_suffix('}')
}

/// The prefixes that names and functions of an XPath have, each once.
fn prefixes_of(part: &SubExpression) -> Vec<&str> {
    let mut found = Vec::new();
    part.each(&mut |part| match &part.expr {
        Expr::Call(name, _) => found.extend(name.prefix.as_deref()),
        Expr::Path(_, steps) => found.extend(steps.iter().filter_map(|step| match &step.test {
            NodeTest::Name(name) => name.prefix.as_deref(),
            _ => None,
        })),
        _ => {}
    });
    let mut seen = BTreeSet::new();
    found.retain(|prefix| seen.insert(*prefix));
    found
}

#[cfg(test)]
mod tests;
