//! What is left of the request's transport headers goes out with the answer. The client gets its
//! own credentials back, and with them everything that logs or caches the answer. Stock removes
//! Authorization and X-JWT-Assertion before it answers.
//!
//! Source: wso2-synapse, PassThroughHttpSender.submitResponse: the transport headers that are left
//! go out.

use crate::expression::Location;
use crate::rules::flows::{SECRETS, from};
use crate::rules::scene::{list, name, unless};
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
    for end in scene.own_answers() {
        let of = |header: &str| from(scene.new.answer(end), &Location::scoped("transport", header));
        let is_left = |header: &&str| of(header).is_some_and(|from| from.initial);
        let left: Vec<&str> = SECRETS.into_iter().filter(is_left).collect();
        if !left.contains(&"Authorization") && !left.contains(&"X-JWT-Assertion") {
            continue;
        }
        let removers = left.iter().filter_map(|header| of(header));
        let message = format!(
            "{} answers while the request's {} are still among the headers, which go back to the client{}",
            name(scene.merged, end),
            list(&left, "and"),
            unless(&scene.new, removers, "removes them")
        );
        found.warning(message, scene.line(end));
    }
}
