//! Run on the engines of 2.0.0 to 4.0.0: `404.0`, which every numeric expression gives, blanks
//! around the number and an empty value all end as 200; `+429` is 429.
//!
//! Source: wso2-synapse, PassThroughTransportUtils.determineHttpStatusCode; numeric XPath results
//! print as 404.0.

use crate::expression::{Expr, Expression};
use crate::model::{Finding, Severity};
use crate::program::{Ix, Tree, sets_property};
use crate::rules::scene::written;
use crate::rules::{Effect, Example, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "status-not-a-number",
    effect: Effect::Finding(Severity::Error),
    when: "HTTP_SC is no whole number: the gateway ignores it and answers 200.",
    help: "Give the status as value=\"..\", or as an expression that gives a string, such as string(..) around a property.",
    example: Example::of(
        r#"<property name="HTTP_SC" expression="400 + 4" scope="axis2"/>"#,
        r#"<property name="HTTP_SC" value="404" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "HTTP_SC")) {
        if tree.attr(node, "type").is_some() {
            continue;
        }
        let text = value(tree, node);
        let message = if tree.attr(node, "value").is_some() {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
            let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            (!whole).then(|| format!("HTTP_SC \"{text}\" is no whole number, so clients get 200"))
        } else {
            let read = Expression::of(&text);
            let number = read.xpath().filter(|e| e.is_numeric());
            number.map(|e| match e.expr {
                Expr::Number(_) => format!("HTTP_SC by the expression {text} becomes {text}.0, which is ignored: clients get 200"),
                _ => format!("HTTP_SC by the expression {text} becomes a number with a decimal point, which is ignored: clients get 200"),
            })
        };
        if let Some(message) = message {
            let line = Some(tree.line(node));
            found.push(RULE.finding(Severity::Error, message, line));
        }
    }
}

/// The value or expression of a property, as written.
fn value(tree: &Tree<'_>, node: Ix) -> String {
    written(tree, node, "value").or_else(|| written(tree, node, "expression")).unwrap_or_default()
}
