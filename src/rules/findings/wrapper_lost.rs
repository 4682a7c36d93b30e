//! With `messageType` or `error_message_type` set to JSON, old gateways converted the XML fault,
//! root and all. Clients that read `fault.code` as a number find a flat member that is a string
//! now.
//!
//! Source: wso2-synapse, JsonUtil: an XML body keeps its root as JSON, and numbers stay numbers.

use crate::payload::Reading;
use crate::program::{Ix, sets_property};
use crate::rules::flows::MADE_BY_JAVA;
use crate::rules::message::payload_before;
use crate::rules::read::read_payload;
use crate::rules::typed::literal;
use crate::rules::{Audience, Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "wrapper-lost",
    effect: Effect::WARNING,
    when: "Clients that already got JSON saw {\"fault\":{..}} with numbers; now it is flat, with strings.",
    help: "Tell the clients, or put your own JSON payload with the old shape in its place.",
    example: Example::of(
        r#"<property name="error_message_type" value="application/json"/>
  clients saw {"fault":{"code":900901,"message":"Invalid Credentials", ..}}"#,
        r#"clients see {"code":"900901","message":"Invalid Credentials", ..}"#,
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    if !scene.setting.rewriting.to_json {
        return;
    }
    let tree = scene.custom;
    let audience = Audience::alone(tree, scene.setting.base_release, scene.setting.callees);
    let switched = scene.written().find(|&n| {
        literal(tree, n) == Some("application/json")
            && (sets_property(tree, n, "default", "error_message_type")
                && scene.old.falls_through(n)
                || sets_property(tree, n, "axis2", "messageType")
                    && follows_fault(scene, &audience, n))
    });
    if let Some(node) = switched {
        let message = "clients already got JSON, as {\"fault\":{..}} with a numeric code; now the \
                       members are flat and the code is a string";
        found.warning(message, tree.line(node));
    }
}

/// Whether the body at a place of custom is a WSO2 fault in XML that the merge makes flat.
fn follows_fault(scene: &Scene<'_, '_>, audience: &Audience<'_, '_>, node: Ix) -> bool {
    let tree = scene.custom;
    match payload_before(tree, node) {
        Some(payload) => {
            read_payload(tree, payload, Reading::default()).is_wso2_fault()
                && !audience.fate(payload).stays()
        }
        None => scene.is_one_of(&MADE_BY_JAVA) && scene.old.falls_through(node),
    }
}
