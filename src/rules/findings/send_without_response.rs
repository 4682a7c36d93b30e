//! Run on the engines of 2.0.0 to 4.0.0: where the message is not a response and RESPONSE is not
//! true, `<send/>` goes to the address in To, and nowhere once that is removed. The client gets
//! whatever comes back, or waits.
//!
//! Source: wso2-synapse, SendMediator and Axis2FlexibleMEPClient: a message that is not a response
//! goes to its To.

use crate::model::Severity;
use crate::program::kinds::header::Header;
use crate::program::{Ix, Kind, Mediator, Tree, flow, sets_property};
use crate::rules::message::{came_through, is_unseen};
use crate::rules::typed::literal;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::stock::SequenceName;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "send-without-response",
    effect: Effect::ERROR,
    when: "A send where RESPONSE is not true: it sends the request on.",
    help: "Set RESPONSE to true and remove the header To before it, or write <respond/>.",
    example: Example::of(
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <send/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <property name="RESPONSE" value="true"/>
  <header name="To" action="remove"/>
  <send/>
</filter>"#,
    )
    .within("_auth_failure_handler_"),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    if scene.setting.sequence.is_none() {
        return;
    }
    let tree = scene.merged;
    let bare = |n: &Ix| tree.kind(*n) == Kind::Send && tree.children(*n).next().is_none();
    for send in tree.all().filter(bare) {
        let before = flow::before(tree, send);
        let stock = scene.in_target(send);
        let so_in_stock = stock.is_some_and(|n| !sends_response(scene.target, n));
        if so_in_stock || sends_response(tree, send) {
            continue;
        }
        let severity = match scene.is_one_of(&OF_REQUESTS) {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let without_to = before.iter().any(|&n| removes_to(tree, n));
        let message = match without_to {
            true => "<send> sends to nobody: RESPONSE is not true before it, and To is removed",
            false => {
                "<send> sends the request on to the address in To, not an answer to the client: \
                 RESPONSE is not true before it"
            }
        };
        found.add(severity, message, scene.line(send));
    }
}

/// The flows whose message is always the client's request.
const OF_REQUESTS: [SequenceName; 5] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::BlockApiHandler,
    SequenceName::Main,
];

/// Whether the message may be a response when it comes to a `send`.
fn sends_response(tree: &Tree<'_>, send: Ix) -> bool {
    tree.ancestors(send).any(|n| tree.kind(n) == Kind::Out)
        || came_through(tree, send).any(|n| may_respond(tree, n))
}

/// Whether a mediator may make the message a response.
fn may_respond(tree: &Tree<'_>, node: Ix) -> bool {
    let set = || {
        sets_property(tree, node, "default", "RESPONSE")
            && literal(tree, node).is_none_or(|v| v.eq_ignore_ascii_case("true"))
    };
    let fault = || match tree.mediator(node) {
        Some(Mediator::Makefault(fault)) => fault.response.as_deref() != Some("false"),
        _ => false,
    };
    let other = || matches!(tree.kind(node), Kind::Script | Kind::Call | Kind::Callout);
    set() || fault() || other() || is_unseen(tree, node)
}

fn removes_to(tree: &Tree<'_>, node: Ix) -> bool {
    let to = |h: &Header| h.removes && h.name.as_deref() == Some("To");
    matches!(tree.mediator(node), Some(Mediator::Header(header)) if to(header))
}
