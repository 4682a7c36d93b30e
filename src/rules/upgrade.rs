//! What carrying a file to 4.0.0 changes for its readers: `helper-customised`, `wrapper-lost`,
//! `inert-becomes-active`.

use crate::model::{Finding, Severity};
use crate::payload::Reading;
use crate::program::{Ix, Kind, Tree, flow, sets_property};
use crate::stock::{Release, SequenceName};

use super::scene::list;
use super::{Scene, code, read_payload, serves_xml_on_purpose};

/// One of the five helpers is customised: it is not among the nine that the upgrade guide names.
pub(super) fn helper_customised(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let Some(helper) = scene.setting.sequence.filter(|s| s.is_helper()) else { return };
    let message = format!(
        "{} is no fault sequence but one that they call: your edits to it are carried too",
        helper.file_name()
    );
    found.push(code::HELPER_CUSTOMISED.finding(Severity::Warning, message, None));
}

/// The flows whose body Java made up to 3.2.0.
const MADE_BY_JAVA: [SequenceName; 3] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
];

/// The operator had switched an XML body to JSON: clients saw `{"fault":{..}}` with numbers, and
/// now see flat members with strings (wso2-synapse, `JsonUtil` and its XML to JSON rules).
pub(super) fn wrapper_lost(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    if !scene.setting.rewriting.to_json {
        return;
    }
    let tree = scene.custom;
    let switched = scene.written().find(|&n| {
        tree.attr(n, "value") == Some("application/json")
            && (sets_property(tree, n, "default", "error_message_type") && falls_through(tree, n)
                || sets_property(tree, n, "axis2", "messageType") && follows_fault(scene, n))
    });
    if let Some(node) = switched {
        let message = "clients already got JSON, as {\"fault\":{..}} with a numeric code; now the \
                       members are flat and the code is a string"
            .to_owned();
        found.push(code::WRAPPER_LOST.finding(Severity::Warning, message, Some(tree.line(node))));
    }
}

/// Whether the body at a place of custom is a WSO2 fault in XML that the merge makes flat.
fn follows_fault(scene: &Scene<'_, '_>, node: Ix) -> bool {
    let tree = scene.custom;
    let bodies = |n: Ix| {
        let writes = |n: &Ix| matches!(tree.kind(*n), Kind::PayloadFactory | Kind::Makefault);
        let last = tree.subtree(n).filter(writes).filter(|&n| tree.kind(n) == Kind::PayloadFactory);
        last.last()
    };
    match flow::before(tree, node).into_iter().rev().find_map(bodies) {
        Some(payload) => {
            read_payload(tree, payload, Reading::default()).is_wso2_fault()
                && !serves_xml_on_purpose(tree, payload)
        }
        None => scene.is_one_of(&MADE_BY_JAVA) && falls_through(tree, node),
    }
}

/// Whether the gateway goes on after the sequence when the message passed a node.
fn falls_through(tree: &Tree<'_>, node: Ix) -> bool {
    !flow::after(tree, node).into_iter().any(|n| flow::may_end(tree, n))
}

/// What old gateways overwrote takes effect: up to 3.2.0 Java made the body of these two flows
/// after the sequence had run, and before 3.2.0 it set the headers anew (carbon-apimgt pull request
/// 7455; product-apim issues 2642 and 5032). The status is overwritten then and now.
pub(super) fn inert_becomes_active(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let flows = [SequenceName::AuthFailureHandler, SequenceName::ThrottleOutHandler];
    if !scene.setting.rewriting.to_json || !scene.is_one_of(&flows) {
        return;
    }
    let tree = scene.custom;
    let early = scene.setting.base_release < Release::V3_2_0;
    let mut active: Vec<String> = Vec::new();
    let mut line = None;
    for node in scene.written().filter(|&n| scene.is_new(n)) {
        let Some(what) = woken(tree, node, early).filter(|_| falls_through(tree, node)) else {
            continue;
        };
        line = line.or(Some(tree.line(node)));
        if !active.contains(&what) {
            active.push(what);
        }
    }
    if active.is_empty() {
        return;
    }
    let names: Vec<&str> = active.iter().map(String::as_str).collect();
    let message = format!(
        "{} {} effect now: {} overwrote what this sequence set",
        list(&names, "and"),
        if names.len() > 1 { "take" } else { "takes" },
        scene.setting.base_release
    );
    found.push(code::INERT_BECOMES_ACTIVE.finding(Severity::Warning, message, line));
}

/// What a mediator sets that Java used to overwrite.
fn woken(tree: &Tree<'_>, node: Ix, early: bool) -> Option<String> {
    let name = tree.attr(node, "name").unwrap_or("");
    match tree.kind(node) {
        Kind::PayloadFactory | Kind::Makefault => Some("the payload".to_owned()),
        Kind::Property if sets_property(tree, node, "axis2", "messageType") => {
            Some("messageType".to_owned())
        }
        Kind::Property if early && sets_property(tree, node, "transport", name) => {
            Some(format!("the header {name}"))
        }
        _ => None,
    }
}
