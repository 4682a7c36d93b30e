//! The formatter for application/soap+xml writes the envelope for REST messages too (run on the
//! engines of 2.0.0 to 4.0.0). In the auth flow Java sets that type before the sequence runs, and
//! an XML payload keeps it.
//!
//! Source: wso2-synapse, the formatters by messageType; carbon-apimgt,
//! APIAuthenticationHandler.handleAuthFailure sets application/soap+xml first.

use crate::program::kinds::payload_factory::Medium;
use crate::program::{Ix, Tree, flow, sets_property};
use crate::rules::content_types::xml_payloads;
use crate::rules::message::is_settled_later;
use crate::rules::typed::{literal, medium};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::stock::SequenceName;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "soap-envelope",
    effect: Effect::WARNING,
    when: "A REST client gets the body inside a SOAP envelope: messageType is application/soap+xml.",
    help: "Set messageType to the type of the payload (scope axis2): application/xml in a branch that serves XML.",
    example: Example::of(
        r#"<property name="messageType" value="application/soap+xml" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    soap_type(scene, found);
    if !scene.is_one_of(&[SequenceName::AuthFailureHandler]) {
        return;
    }
    for (node, _) in xml_payloads(scene).filter(|&(n, _)| scene.is_own(n)) {
        if has_content_type(scene.merged, node) {
            continue;
        }
        let message = "clients get this XML inside a SOAP envelope: the auth flow begins with \
                       messageType application/soap+xml, which an XML payload keeps";
        found.warning(message, scene.line(node));
    }
}

/// A `messageType` of SOAP that REST clients get.
///
/// Run on the engines of 2.0.0 to 4.0.0: its formatter writes the envelope for REST messages too.
fn soap_type(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    for node in scene.own().filter(|&n| sets_property(tree, n, "axis2", "messageType")) {
        let soap = literal(tree, node) == Some("application/soap+xml");
        if !soap || scene.is_for_soap(node) || is_settled_later(tree, node) {
            continue;
        }
        let message = "messageType application/soap+xml: REST clients get a SOAP envelope too";
        found.warning(message, scene.line(node));
    }
}

/// Whether `messageType` is set whatever the message before or after a payload, or something of
/// the operator's that may set it is called after it.
fn has_content_type(tree: &Tree<'_>, payload: Ix) -> bool {
    let sets = |n: Ix| sets_property(tree, n, "axis2", "messageType");
    let other = |n: Ix| medium(tree, n).is_some_and(|m| m != Medium::Xml);
    let before = flow::before(tree, payload);
    before.iter().any(|&n| sets(n) || tree.subtree(n).any(other))
        || flow::after(tree, payload).iter().any(|&n| sets(n) || flow::own_call(tree, n).is_some())
}
