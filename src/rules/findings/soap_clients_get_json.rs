//! A client that speaks SOAP cannot read JSON. Stock 4.0.0 still answers such clients with a SOAP
//! fault in the flows of authentication, throttling, backends and runtime faults. Up to 3.2.0 they
//! got XML whatever the sequence said where Java made the body.
//!
//! Source: product-apim v4.0.0: the sequences make a fault where MESSAGE_FORMAT is soap11 or
//! soap12; carbon-apimgt, Utils.setSOAPFault.

use crate::flow::{Clients, Goes};
use crate::program::{Ix, Tree};
use crate::rules::flows::MADE_BY_JAVA;
use crate::rules::message::is_json_payload;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "soap-clients-get-json",
    effect: Effect::WARNING,
    when: "A JSON payload of the operator's answers SOAP clients, which got XML before.",
    help: "Put the payload into a branch for get-property('MESSAGE_FORMAT') pox, and leave SOAP clients the fault that stock makes.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"error":"closed"}</format>
  <args/>
</payloadFactory>"#,
        r#"<filter source="get-property('MESSAGE_FORMAT')" regex="pox">
  <payloadFactory media-type="json">
    <format>{"error":"closed"}</format>
    <args/>
  </payloadFactory>
</filter>"#,
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    if !scene.setting.rewriting.to_json {
        return;
    }
    let json = |tree: &Tree<'_>, n: Ix| is_json_payload(tree, n);
    let of_stock = scene.target.all().filter(|&n| json(scene.target, n));
    let by_stock = of_stock.fold(Clients::NONE, |all, n| all | scene.stock.goes(n).clients());
    for node in scene.own().filter(|&n| json(scene.merged, n)) {
        let origin = scene.origin(node).filter(|&n| json(scene.custom, n));
        let before = origin.map_or(Clients::NONE, |n| answered(scene, scene.old.goes(n)));
        let new = scene.new.goes(node).clients() & Clients::SOAP;
        if new.without(before | by_stock).is_empty() {
            continue;
        }
        let message = format!(
            "SOAP clients get this JSON on {}; they got XML, or a SOAP fault, on {}",
            scene.setting.target_release, scene.setting.base_release
        );
        found.warning(message, scene.line(node));
    }
}

/// The clients that got a body of the sequence's on the old gateway: where Java made the body
/// after it, those to whom the sequence sent its own.
fn answered(scene: &Scene<'_, '_>, goes: Goes) -> Clients {
    match scene.is_one_of(&MADE_BY_JAVA) {
        true => goes.answered,
        false => goes.clients(),
    }
}
