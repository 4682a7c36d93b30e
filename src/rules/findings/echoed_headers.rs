//! What is left of the request's transport headers goes out with the answer. The client gets its
//! own credentials back, and with them everything that logs or caches the answer. Stock removes
//! Authorization and X-JWT-Assertion before it answers.
//!
//! Source: wso2-synapse, PassThroughHttpSender.submitResponse: the transport headers that are left
//! go out.

use crate::program::{Ix, Kind, flow, removes_property};
use crate::rules::flows::is_to_client;
use crate::rules::scene::{list, name};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "echoed-headers",
    effect: Effect::WARNING,
    when: "A branch of the operator's answers while the request's own headers are still there.",
    help: "Remove Authorization, Cookie, apikey and X-JWT-Assertion (scope transport) before it answers, as stock does.",
    example: Example::of(
        r#"<property name="HTTP_SC" value="401" scope="axis2"/>
<respond/>"#,
        r#"<property name="HTTP_SC" value="401" scope="axis2"/>
<property name="Authorization" scope="transport" action="remove"/>
<property name="Cookie" scope="transport" action="remove"/>
<property name="apikey" scope="transport" action="remove"/>
<property name="X-JWT-Assertion" scope="transport" action="remove"/>
<respond/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    let ends = |n: &Ix| matches!(tree.kind(*n), Kind::Send | Kind::Respond);
    for end in scene.own().filter(ends).filter(|&n| scene.is_added(n) && is_to_client(tree, n)) {
        let before = flow::before(tree, end);
        let gone = |header: &str| {
            before.iter().flat_map(|&n| tree.subtree(n)).any(|n| {
                removes_property(tree, n, "transport", header)
                    || removes_property(tree, n, "axis2", "TRANSPORT_HEADERS")
            })
        };
        let left: Vec<&str> = SECRETS.into_iter().filter(|h| !gone(h)).collect();
        if !left.contains(&"Authorization") && !left.contains(&"X-JWT-Assertion") {
            continue;
        }
        let called = before.iter().rev().find_map(|&n| flow::own_call(tree, n));
        let unless = called.map(|c| format!(" unless {c} removes them")).unwrap_or_default();
        let message = format!(
            "{} answers while the request's {} are still among the headers, which go back to the client{unless}",
            name(tree, end),
            list(&left, "and")
        );
        found.warning(message, scene.line(end));
    }
}

/// Headers of the request that must not come back to the client.
const SECRETS: [&str; 4] = ["Authorization", "Cookie", "apikey", "X-JWT-Assertion"];
