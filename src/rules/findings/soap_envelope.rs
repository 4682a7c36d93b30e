//! The formatter for application/soap+xml writes the envelope for REST messages too (run on the
//! engines of 2.0.0 to 4.0.0). In the auth flow Java sets that type before the sequence runs, and
//! an XML payload keeps it.
//!
//! Source: wso2-synapse, the formatters by messageType; carbon-apimgt,
//! APIAuthenticationHandler.handleAuthFailure sets application/soap+xml first.

use crate::expression::Location;
use crate::flow::Clients;
use crate::program::{Ix, sets_property};
use crate::rules::content_types::xml_payloads;
use crate::rules::flows::{from, message_type};
use crate::rules::typed::literal;
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
    let tree = scene.merged;
    for node in scene.own().filter(|&n| sets_property(tree, n, "axis2", "messageType")) {
        let soap = literal(tree, node) == Some("application/soap+xml");
        let rest = || scene.new.clients(node).meets(Clients::REST);
        if soap && rest() && scene.new.takes_effect(node, &message_type()) {
            let message = "messageType application/soap+xml: REST clients get a SOAP envelope too";
            found.warning(message, scene.line(node));
        }
    }
    if !scene.is_one_of(&[SequenceName::AuthFailureHandler]) {
        return;
    }
    for (node, _) in xml_payloads(scene).filter(|&(n, _)| scene.is_own(n) && keeps_type(scene, n)) {
        let message = "clients get this XML inside a SOAP envelope: the auth flow begins with \
                       messageType application/soap+xml, which an XML payload keeps";
        found.warning(message, scene.line(node));
    }
}

/// Whether an XML payload goes out under the type that the sequence begins with.
fn keeps_type(scene: &Scene<'_, '_>, payload: Ix) -> bool {
    let flows = &scene.new;
    let ways = flows.through(payload);
    flows.answers(&ways).any(|answer| {
        let Some(kind) = from(answer, &message_type()) else { return false };
        let goes_out = |from| flows.comes_from(from, payload);
        from(answer, &Location::Body).is_some_and(goes_out)
            && kind.initial
            && !flows.writers(kind).any(|n| flows.is_opaque(n))
    })
}
