//! Run on the engines of 2.0.0 to 4.0.0: `404.0`, which every numeric expression gives, blanks
//! around the number and an empty value all end as 200; `+429` is 429.
//!
//! Source: wso2-synapse, PassThroughTransportUtils.determineHttpStatusCode; numeric XPath results
//! print as 404.0.

use crate::expression::Expr;
use crate::program::kinds::property::Property;
use crate::program::sets_property;
use crate::rules::typed::property;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "status-not-a-number",
    effect: Effect::ERROR,
    when: "HTTP_SC is not a whole number: the gateway ignores it and answers 200.",
    help: "Give the status as value=\"..\", or as an expression that gives a string, such as string(..) around a property.",
    example: Example::of(
        r#"<property name="HTTP_SC" expression="400 + 4" scope="axis2"/>"#,
        r#"<property name="HTTP_SC" value="404" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "HTTP_SC")) {
        let untyped = |p: &&Property| p.data_type.as_deref().is_none_or(|t| t == "STRING");
        let Some(status) = property(tree, node).filter(untyped) else { continue };
        let text = status.given.text();
        let is_whole = |text: &str| {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
        };
        let message = if status.given.value.is_some() {
            let text = status.given.literal().filter(|text| !is_whole(text));
            text.map(|text| format!("HTTP_SC \"{text}\" is not a whole number, so clients get 200"))
        } else {
            let xpath = status.given.expression.as_ref().and_then(|e| e.xpath());
            let number = xpath.filter(|e| e.is_numeric());
            number.map(|e| match e.expr {
                Expr::Number(_) => format!("HTTP_SC by the expression {text} becomes {text}.0, which is ignored: clients get 200"),
                _ => format!("HTTP_SC by the expression {text} becomes a number with a decimal point, which is ignored: clients get 200"),
            })
        };
        if let Some(message) = message {
            found.error(message, tree.line(node));
        }
    }
}
