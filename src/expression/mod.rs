//! Expressions in canonical form, so that two spellings of one meaning compare equal.
//!
//! Folded, each as run on the engines of 2.0.0 to 4.0.0: `get-property('X')` to `$ctx:X` and its
//! scoped forms to `$axis2:X` and `$trp:X`, except for the names that `get-property` computes
//! (wso2-synapse, `GetPropertyFunction`); `fn:concat` to `concat` where `fn` is not bound; blanks
//! around brackets and commas; prefixes that are bound to a namespace.

mod parse;

use std::borrow::Cow;

use crate::xml::{Document, NodeId};

pub use parse::{Expr, Operator, Part, Step, parse};

/// Names that `get-property` computes in the default scope and `$ctx:` does not
/// (wso2-synapse, `GetPropertyFunction.evaluate`).
const COMPUTED: [&str; 13] = [
    "To",
    "From",
    "Action",
    "FaultTo",
    "ReplyTo",
    "RelatesTo",
    "MessageID",
    "FAULT",
    "MESSAGE_FORMAT",
    "OperationName",
    "OperationNamespace",
    "SYSTEM_DATE",
    "SYSTEM_TIME",
];

/// Brings an expression found at an element into canonical form.
///
/// `condition` is true for a filter's `xpath`, whose outermost `boolean(..)` means nothing.
pub(super) fn fold<'d>(
    doc: &'d Document,
    at: NodeId,
    condition: bool,
    expression: &mut Cow<'d, str>,
) {
    if is_plain_variable(expression) || expression.trim_start().starts_with("json-eval(") {
        if expression.trim().len() != expression.len() {
            *expression = Cow::Owned(expression.trim().to_owned());
        }
        return;
    }
    let mut folded = canonical(expression, |prefix| {
        doc.resolve_prefix(at, prefix).map(Cow::into_owned).filter(|_| !prefix.is_empty())
    });
    while condition && let Some(inner) = whole_call(&folded, "boolean") {
        folded = inner.to_owned();
    }
    if folded != **expression {
        *expression = Cow::Owned(folded);
    }
}

/// The canonical form of an expression; `resolve` tells what a prefix is bound to.
pub fn canonical(expression: &str, resolve: impl Fn(&str) -> Option<String>) -> String {
    let tokens: Vec<Token<'_>> = Tokens { rest: expression.trim() }.collect();
    let mut out = String::with_capacity(expression.len());
    let mut at = 0;
    while at < tokens.len() {
        if let Some((variable, used)) = get_property(&tokens[at..]) {
            out.push_str(&variable);
            at += used;
            continue;
        }
        match tokens[at] {
            Token::Name(name) => {
                let is_variable = at > 0 && matches!(tokens[at - 1], Token::Symbol("$"));
                out.push_str(&name_with_namespace(name, is_variable, &resolve));
            }
            Token::Literal(text) => out.push_str(text),
            Token::Symbol(symbol) => out.push_str(symbol),
            Token::Blank => {
                let next = tokens.get(at + 1);
                let wordlike = |t: Option<&Token<'_>>| {
                    matches!(t, Some(Token::Name(_) | Token::Literal(_) | Token::Symbol("$" | "/")))
                };
                let before = at.checked_sub(1).map(|i| &tokens[i]);
                if wordlike(before) && wordlike(next) {
                    out.push(' ');
                }
            }
        }
        at += 1;
    }
    out
}

/// `$ctx:NAME` and its kin, with nothing to fold.
fn is_plain_variable(expression: &str) -> bool {
    expression.strip_prefix('$').is_some_and(|rest| {
        rest.split_once(':').is_some_and(|(scope, name)| {
            scope.bytes().all(|b| b.is_ascii_alphanumeric()) && is_variable_name(name)
        })
    })
}

/// Whether `$ctx:NAME` is a well-formed variable with that name.
pub fn is_variable_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The argument of a call that is the whole expression.
fn whole_call<'e>(expression: &'e str, function: &str) -> Option<&'e str> {
    let inner = expression.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0i32;
    for token in (Tokens { rest: inner }) {
        match token {
            Token::Symbol("(") => depth += 1,
            Token::Symbol(")") => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'e> {
    /// A name, a number, or a name with a prefix.
    Name(&'e str),
    /// A quoted string with its quotes.
    Literal(&'e str),
    Symbol(&'e str),
    Blank,
}

struct Tokens<'e> {
    rest: &'e str,
}

impl<'e> Iterator for Tokens<'e> {
    type Item = Token<'e>;

    fn next(&mut self) -> Option<Token<'e>> {
        let first = self.rest.chars().next()?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let (token, len) = if first.is_whitespace() {
            let len = self.rest.len() - self.rest.trim_start().len();
            (Token::Blank, len)
        } else if first == '\'' || first == '"' {
            let len = self.rest[1..].find(first).map_or(self.rest.len(), |end| end + 2);
            (Token::Literal(&self.rest[..len]), len)
        } else if is_name(first) {
            let len = name_length(self.rest, is_name);
            (Token::Name(&self.rest[..len]), len)
        } else {
            let len = first.len_utf8();
            (Token::Symbol(&self.rest[..len]), len)
        };
        self.rest = &self.rest[len..];
        Some(token)
    }
}

/// Length of a name with an optional prefix; `::` ends an axis name and is no prefix.
fn name_length(text: &str, is_name: impl Fn(char) -> bool + Copy) -> usize {
    let len = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let Some(local) = text[len..].strip_prefix(':') else { return len };
    if !local.starts_with(is_name) {
        return len;
    }
    len + 1 + local.find(|c| !is_name(c)).unwrap_or(local.len())
}

/// `get-property('X')` or `get-property('scope', 'X')` at the start of the tokens, as a variable,
/// with the number of tokens it took.
fn get_property(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    let Token::Name(function) = tokens[0] else { return None };
    if !matches!(function, "get-property" | "synapse:get-property" | "syn:get-property") {
        return None;
    }
    let mut words = Vec::with_capacity(5);
    let mut used = 1;
    for token in &tokens[1..] {
        used += 1;
        match token {
            Token::Blank => {}
            Token::Symbol(")") => {
                words.push(*token);
                break;
            }
            _ if words.len() == 4 => return None,
            _ => words.push(*token),
        }
    }
    let unquote = |literal: &str| literal[1..literal.len() - 1].to_owned();
    let (scope, name) = match words[..] {
        [Token::Symbol("("), Token::Literal(name), Token::Symbol(")")] => {
            ("default".to_owned(), unquote(name))
        }
        [
            Token::Symbol("("),
            Token::Literal(scope),
            Token::Symbol(","),
            Token::Literal(name),
            Token::Symbol(")"),
        ] => (unquote(scope), unquote(name)),
        _ => return None,
    };
    let variable = match scope.as_str() {
        "default" if COMPUTED.contains(&name.as_str()) => return None,
        "default" => "ctx",
        "axis2" => "axis2",
        "transport" => "trp",
        _ => return None,
    };
    let computed_everywhere = matches!(name.as_str(), "SYSTEM_DATE" | "SYSTEM_TIME");
    (is_variable_name(&name) && !computed_everywhere).then(|| (format!("${variable}:{name}"), used))
}

/// A name test with its namespace instead of its prefix.
fn name_with_namespace<'e>(
    name: &'e str,
    is_variable: bool,
    resolve: &impl Fn(&str) -> Option<String>,
) -> Cow<'e, str> {
    let Some((prefix, local)) = name.split_once(':') else { return Cow::Borrowed(name) };
    if is_variable {
        return Cow::Borrowed(name);
    }
    match resolve(prefix) {
        Some(uri) => Cow::Owned(format!("{{{uri}}}{local}")),
        None if prefix == "fn" => Cow::Borrowed(local),
        None => Cow::Borrowed(name),
    }
}

/// The prefixes that an expression uses in name tests and functions.
pub fn prefixes(expression: &str) -> Vec<&str> {
    let tokens: Vec<Token<'_>> = Tokens { rest: expression }.collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        let is_variable = at > 0 && tokens[at - 1] == Token::Symbol("$");
        if let Some((prefix, _)) = name.split_once(':')
            && !is_variable
            && !found.contains(&prefix)
        {
            found.push(prefix);
        }
    }
    found
}

/// The properties an expression reads, as `scope:name` with the scopes `ctx`, `axis2`, `trp` and
/// the like; computed names read as `ctx`.
pub fn reads(expression: &str) -> Vec<String> {
    let canonical = canonical(expression, |_| None);
    let tokens: Vec<Token<'_>> = Tokens { rest: &canonical }.collect();
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        match pair {
            [Token::Symbol("$"), Token::Name(name)] => found.push((*name).to_owned()),
            [Token::Name("get-property"), Token::Symbol("(")] => {
                if let Some(Token::Literal(name)) = tokens.get(at + 2) {
                    found.push(format!("ctx:{}", &name[1..name.len() - 1]));
                }
            }
            _ => {}
        }
    }
    found
}

/// The name of the first `$ctx:NAME` that `get-property` would compute and `$ctx:` does not.
pub fn computed_variable(expression: &str) -> Option<&str> {
    let tokens: Vec<Token<'_>> = Tokens { rest: expression }.collect();
    tokens.windows(2).find_map(|pair| match pair {
        [Token::Symbol("$"), Token::Name(name)] => {
            name.strip_prefix("ctx:").filter(|name| COMPUTED.contains(name))
        }
        _ => None,
    })
}

/// Whether no XPath parser takes a text: an open quote or bracket, `$` without a name, nothing at
/// all, or two operands with nothing between them.
pub fn is_broken(text: &str) -> bool {
    let tokens: Vec<Token<'_>> =
        Tokens { rest: text }.filter(|t| !matches!(t, Token::Blank)).collect();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let follows = tokens.get(at + 1);
        let broken = match token {
            Token::Literal(text) => text.len() < 2 || !text.ends_with(&text[..1]),
            Token::Symbol(bracket @ ("(" | "[")) => {
                open.push(*bracket);
                false
            }
            Token::Symbol(")") => open.pop() != Some("("),
            Token::Symbol("]") => open.pop() != Some("["),
            Token::Symbol("$") => !matches!(follows, Some(Token::Name(_))),
            Token::Symbol(":") => follows.is_none(),
            _ => false,
        };
        let variable = at > 0 && tokens[at - 1] == Token::Symbol("$");
        let two = variable
            && matches!(token, Token::Name(_))
            && matches!(
                follows,
                Some(Token::Name(n))
                    if !n.starts_with('-') && !matches!(*n, "or" | "and" | "div" | "mod")
            );
        if broken || two {
            return true;
        }
    }
    tokens.is_empty() || !open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(expression: &str) -> String {
        canonical(expression, |p| (p == "am").then(|| "urn:am".to_owned()))
    }

    #[test]
    fn get_property_is_a_variable_unless_computed() {
        assert_eq!(fold("get-property('ERROR_CODE')"), "$ctx:ERROR_CODE");
        assert_eq!(fold("get-property( \"default\" , 'X')"), "$ctx:X");
        assert_eq!(fold("get-property('axis2','HTTP_SC')"), "$axis2:HTTP_SC");
        assert_eq!(fold("syn:get-property('transport', 'Accept')"), "$trp:Accept");
        assert_eq!(fold("get-property('MESSAGE_FORMAT')"), "get-property('MESSAGE_FORMAT')");
        assert_eq!(fold("get-property('trp','X')"), "get-property('trp','X')");
        assert_eq!(fold("get-property('with blank')"), "get-property('with blank')");
        assert_eq!(fold("boolean(get-property('A')) = 'x'"), "boolean($ctx:A)='x'");
    }

    #[test]
    fn blanks_and_prefixes_fold_but_words_stay_apart() {
        assert_eq!(fold("$ctx:A  and  $ctx:B"), "$ctx:A and $ctx:B");
        assert_eq!(fold("//am:code"), "//{urn:am}code");
        assert_eq!(fold("fn:concat( '/' , $axis2:P )"), "concat('/',$axis2:P)");
        assert_eq!(fold("'a  b'"), "'a  b'");
    }

    #[test]
    fn names_that_only_get_property_computes_are_found_as_variables() {
        assert_eq!(
            computed_variable("concat('$ctx:To', $ctx:MESSAGE_FORMAT)"),
            Some("MESSAGE_FORMAT")
        );
        assert_eq!(computed_variable("get-property('MESSAGE_FORMAT')"), None);
        assert_eq!(computed_variable("$axis2:To"), None);
        assert_eq!(computed_variable("$ctx:To_"), None);
    }

    #[test]
    fn reads_are_named_with_their_scope() {
        assert_eq!(reads("concat($ctx:A, get-property('axis2','B'), 'x')"), ["ctx:A", "axis2:B"]);
        assert_eq!(reads("get-property('MESSAGE_FORMAT')"), ["ctx:MESSAGE_FORMAT"]);
    }
}
