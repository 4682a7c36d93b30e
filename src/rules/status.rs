//! `status-overwritten` and `status-not-a-number`: statuses that clients never see.

use crate::expression::{self, Expr};
use crate::model::{Finding, Severity};
use crate::program::{Ix, Tree, flow, sets_property};
use crate::stock::SequenceName;

use super::scene::written;
use super::{Scene, code};

/// The flows in which Java sets the status after the sequence has run.
pub(super) const SET_BY_JAVA: [SequenceName; 4] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::BackendFailureHandler,
];

/// `HTTP_SC` set where Java overwrites it, unless the sequence may answer by itself after that
/// (carbon-apimgt, gateway `Utils.sendFault`: it sets `HTTP_SC` when the sequence returned true).
pub(super) fn overwritten(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    if !scene.is_one_of(&SET_BY_JAVA) {
        return;
    }
    let tree = scene.merged;
    for node in scene.own().filter(|&n| sets_property(tree, n, "axis2", "HTTP_SC")) {
        if flow::after(tree, node).into_iter().any(|n| flow::may_end(tree, n)) {
            continue;
        }
        let message = format!(
            "HTTP_SC {} does not reach clients: the gateway's Java sets the status of this flow \
             after the sequence, then and now",
            value(tree, node)
        );
        found.push(code::STATUS_OVERWRITTEN.finding(Severity::Warning, message, scene.line(node)));
    }
}

/// `HTTP_SC` that is no whole number: the gateway ignores it and answers 200.
///
/// Run on the engines of 2.0.0 to 4.0.0: `404.0`, which every numeric expression gives, blanks
/// around the number and an empty value all end as 200; `+429` is 429.
pub(super) fn not_a_number(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
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
            let number = expression::parse_xpath(&text).filter(|e| e.is_numeric());
            number.map(|e| match e.expr {
                Expr::Number(_) => format!("HTTP_SC by the expression {text} becomes {text}.0, which is ignored: clients get 200"),
                _ => format!("HTTP_SC by the expression {text} becomes a number with a decimal point, which is ignored: clients get 200"),
            })
        };
        if let Some(message) = message {
            let line = Some(tree.line(node));
            found.push(code::STATUS_NOT_A_NUMBER.finding(Severity::Error, message, line));
        }
    }
}

/// The value or expression of a property, as written.
fn value(tree: &Tree<'_>, node: Ix) -> String {
    written(tree, node, "value").or_else(|| written(tree, node, "expression")).unwrap_or_default()
}
