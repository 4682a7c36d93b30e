//! Run on the engines of 2.0.0 to 4.0.0: `$ctx:I = 900901`, `= '900901'`, `> 900900` and
//! `number($ctx:I) = 900901` are all false; `string($ctx:I) = '900901'` and source with regex work.
//!
//! Source: wso2-synapse, SynapseXPath with Jaxen: a java.lang.Integer equals neither a number nor a
//! string.

use crate::expression::{Expr, Expression, Gives, SubExpression};
use crate::rules::bodies::{Written, expressions};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "integer-comparison",
    effect: Effect::WARNING,
    when: "ERROR_CODE is compared in XPath with a number or a string: never true for an Integer.",
    help: "Use source=\"get-property('ERROR_CODE')\" with regex, or compare string($ctx:ERROR_CODE) with a string.",
    example: Example::of(
        r#"<filter xpath="$ctx:ERROR_CODE = 900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        for Written { text, .. } in expressions(tree, node) {
            let expression = Expression::of(&text);
            if let Some(name) = expression.xpath().and_then(compared) {
                let message = format!(
                    "{name} is an Integer, and XPath finds every comparison with one false: {text}"
                );
                found.warning(message, tree.line(node));
            }
        }
    }
}

/// The properties that Java sets as an `Integer`.
const INTEGERS: [&str; 2] = ["ERROR_CODE", "HTTP_RESPONSE_STATUS_CODE"];

/// The integer property that an expression compares, if it does.
fn compared(expression: &SubExpression) -> Option<&str> {
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
fn integer(operand: &SubExpression) -> Option<&str> {
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
