//! `integer-comparison`: conditions that are never true.

use crate::expression::{Expr, Gives, Part, parse_xpath};
use crate::model::{Finding, Severity};

use super::scene::written;
use super::{Scene, code};

/// The properties that Java sets as an `Integer`.
const INTEGERS: [&str; 2] = ["ERROR_CODE", "HTTP_RESPONSE_STATUS_CODE"];

/// Comparisons of an `Integer` property in XPath, which are always false.
///
/// Run on the engines of 2.0.0 to 4.0.0: `$ctx:I = 900901`, `= '900901'`, `> 900900` and
/// `number($ctx:I) = 900901` are all false; `string($ctx:I) = '900901'` and source with regex work.
pub(super) fn integer_comparison(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written() {
        for attribute in ["xpath", "source", "expression"] {
            let Some(text) = written(tree, node, attribute) else { continue };
            let hidden = attribute == "source" && tree.attr(node, "source").is_none();
            let Some(part) = parse_xpath(&text).filter(|_| !hidden) else { continue };
            if let Some(name) = compared(&part) {
                let message = format!(
                    "{name} is an Integer, and XPath finds every comparison with one false: {text}"
                );
                let line = Some(tree.line(node));
                found.push(code::INTEGER_COMPARISON.finding(Severity::Warning, message, line));
            }
        }
    }
}

/// The integer property that an expression compares, if it does.
fn compared(expression: &Part) -> Option<&str> {
    let mut found = None;
    expression.each(&mut |part| {
        if let Expr::Binary(operator, left, right) = &part.expr
            && operator.gives() == Gives::Comparison
        {
            found = found.or_else(|| integer(left)).or_else(|| integer(right));
        }
    });
    found
}

/// The integer property that an operand is, as it stands or through `number()`.
fn integer(operand: &Part) -> Option<&str> {
    if let Some(inner) = operand.only_argument_of("number") {
        return integer(inner);
    }
    let name = match &operand.expr {
        Expr::Variable(name) if name.prefix.as_deref() == Some("ctx") => name.local.as_str(),
        _ => match operand.get_property()? {
            [name] => name.literal()?,
            [scope, name] if matches!(scope.literal(), Some("default" | "synapse")) => {
                name.literal()?
            }
            _ => return None,
        },
    };
    INTEGERS.contains(&name).then_some(name)
}
