//! Questions about the text of an expression, for what has not been moved to [`Expression`] yet.

use super::{Expr, Expression, Location, Part, Syntax, is_computed};

/// The canonical form of an expression; `resolve` tells what a prefix is bound to.
pub fn canonical(expression: &str, resolve: impl Fn(&str) -> Option<String>) -> String {
    Expression::read(expression, Syntax::Either, resolve).canonical().into_owned()
}

/// The tree of an XPath; none where it is none.
pub fn parse_xpath(text: &str) -> Option<Part> {
    super::parse::parse(text).ok()
}

/// The prefixes that an expression uses in name tests and functions.
pub fn prefixes(expression: &str) -> Vec<String> {
    Expression::of(expression).prefixes().map(|(prefix, _)| prefix.to_owned()).collect()
}

/// The properties an expression reads, as `scope:name` with the scopes `ctx`, `axis2`, `trp` and
/// the like; computed names read as `ctx`.
pub fn reads(expression: &str) -> Vec<String> {
    let named = |location| match location {
        Location::Property(name) | Location::Address(name) => Some(format!("ctx:{name}")),
        Location::Axis2(name) => Some(format!("axis2:{name}")),
        Location::Header(name) => Some(format!("trp:{name}")),
        Location::Format => Some("ctx:MESSAGE_FORMAT".to_owned()),
        Location::Operation(name) => Some(format!("operation:{name}")),
        Location::Other(scope, name) => Some(format!("{scope}:{name}")),
        Location::Body | Location::Clock | Location::Anything => None,
    };
    Expression::of(expression).reads().into_iter().filter_map(named).collect()
}

/// The name of the first `$ctx:NAME` that `get-property` would compute and `$ctx:` does not.
pub fn computed_variable(expression: &str) -> Option<String> {
    let read = Expression::of(expression);
    let mut found = None;
    read.xpath()?.each(&mut |part| {
        if let Expr::Variable(name) = &part.expr
            && name.prefix.as_deref() == Some("ctx")
            && is_computed(&name.local)
        {
            found.get_or_insert_with(|| name.local.clone());
        }
    });
    found
}
