//! Properties in a scope or of a type in which they do something else than meant: `status-scope`,
//! `header-not-sent`, `axis2-error-code`.

use crate::expression::Location;
use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, flow, reads, removes_property, sets_property};

use super::scene::written;
use super::{Scene, code};

/// `HTTP_SC` where nobody looks for it.
///
/// Run on the engines of 2.0.0 to 4.0.0: set in the default or the transport scope, the status
/// stays what it was. One that the sequence reads again is a variable of the operator's.
pub(super) fn status_scope(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let read: Vec<Location> = reads(tree, Ix::ROOT).collect();
    for node in scene.written() {
        let header = tree.kind(node) == Kind::Header
            && tree.attr(node, "scope") == Some("transport")
            && tree.attr(node, "name") == Some("HTTP_SC")
            && tree.attr(node, "action").is_none();
        let in_default = sets_property(tree, node, "default", "HTTP_SC");
        let scope = match in_default {
            true => "default",
            false if header || sets_property(tree, node, "transport", "HTTP_SC") => "transport",
            false => continue,
        };
        if read.contains(&Location::scoped(scope, "HTTP_SC")) {
            continue;
        }
        let message = format!("HTTP_SC in scope {scope} sets no status: the gateway reads axis2");
        let line = Some(tree.line(node));
        found.push(code::STATUS_SCOPE.finding(Severity::Warning, message, line));
    }
}

/// A transport header that is no string.
///
/// Run on the engines of 2.0.0 to 4.0.0: a header set with type INTEGER is not among those sent.
pub(super) fn header_not_sent(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written() {
        let name = tree.attr(node, "name").unwrap_or("");
        let Some(kind) = tree.attr(node, "type") else { continue };
        if !sets_property(tree, node, "transport", name) {
            continue;
        }
        let message =
            format!("the header {name} is not sent: with type=\"{kind}\" it is no string");
        let line = Some(tree.line(node));
        found.push(code::HEADER_NOT_SENT.finding(Severity::Warning, message, line));
    }
}

/// `ERROR_CODE` in scope axis2, which the gateway takes for the sign of a broken backend
/// (wso2-synapse, `PassThroughHttpSender.submitResponse` and `PassThroughTransportUtils`: an
/// Integer makes the status 502, anything else does not cast).
pub(super) fn axis2_error_code(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "ERROR_CODE")) {
        let gone = |n: Ix| removes_property(tree, n, "axis2", "ERROR_CODE");
        if flow::next(tree, node).any(gone) {
            continue;
        }
        let value = written(tree, node, "value").or_else(|| written(tree, node, "expression"));
        let value = value.unwrap_or_default();
        let message = match tree.attr(node, "type") {
            Some("INTEGER") => format!(
                "ERROR_CODE {value} in scope axis2 makes the status 502, whatever HTTP_SC says"
            ),
            _ => format!(
                "ERROR_CODE {value} in scope axis2 is no Integer: the gateway fails when it \
                 answers, and clients get nothing"
            ),
        };
        let line = Some(tree.line(node));
        found.push(code::AXIS2_ERROR_CODE.finding(Severity::Error, message, line));
    }
}
