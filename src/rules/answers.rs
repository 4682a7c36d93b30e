//! What a branch of the operator's that answers by itself sends along: `template-leaks`,
//! `echoed-headers`, `rest-makefault`.

use crate::model::{Finding, Severity};
use crate::program::{Answer, Ix, Kind, Tree, answer_of, flow, removes_property};

use super::message::is_unseen;
use super::on_purpose::only_soap_clients;
use super::scene::{list, name};
use super::status::SET_BY_JAVA;
use super::{Scene, code};

/// A branch that ends the flow after the target's payload, status or content type without setting
/// its own, where the old file had none of these before it.
pub(super) fn template_leaks(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for end in scene.own().filter(|&n| scene.is_added(n)) {
        let Some(call) = answers(tree, end, |n| scene.is_own(n)) else { continue };
        let now = inherited(tree, end, |n| scene.is_own(n));
        let then = scene
            .origin(end)
            .map(|n| inherited(scene.custom, n, |n| scene.is_written(n)))
            .unwrap_or_default();
        let mut leaks = now.without(then);
        let own_body = || {
            flow::before(tree, end).into_iter().any(|n| scene.is_own(n) && answer_of(tree, n).body)
        };
        if !leaks.body && call.is_none() && !own_body() {
            leaks.content_type = false;
        }
        let leaks = parts(leaks);
        if leaks.is_empty() {
            continue;
        }
        let (node, unless) = match call {
            Some(call) => {
                let called = flow::own_call(tree, call).unwrap_or_default();
                (call, format!(" unless {called} sets its own"))
            }
            None => (end, String::new()),
        };
        let message = format!(
            "{} stands behind the {} of {} now and answers with {}{unless}",
            name(tree, node),
            list(&leaks, "and"),
            scene.setting.target_release,
            if leaks.len() > 1 { "them" } else { "it" }
        );
        found.push(code::TEMPLATE_LEAKS.finding(Severity::Warning, message, scene.line(node)));
    }
}

/// Whether a mediator answers the client: itself, or by a call of the operator's own before it,
/// which is given then. None where it does not.
#[allow(clippy::option_option)]
fn answers(tree: &Tree<'_>, end: Ix, own: impl Fn(Ix) -> bool) -> Option<Option<Ix>> {
    let calls = || {
        flow::before(tree, end)
            .into_iter()
            .rev()
            .find(|&n| own(n) && flow::own_call(tree, n).is_some())
    };
    match tree.kind(end) {
        Kind::Send | Kind::Respond if is_to_client(tree, end) => Some(calls()),
        Kind::Drop => calls().map(Some),
        _ => None,
    }
}

/// A `send` to an endpoint is no answer.
fn is_to_client(tree: &Tree<'_>, end: Ix) -> bool {
    tree.children(end).next().is_none()
}

/// What stock mediators set before a node that nothing of the operator's sets anew.
fn inherited(tree: &Tree<'_>, node: Ix, own: impl Fn(Ix) -> bool) -> Answer {
    flow::before(tree, node).into_iter().fold(Answer::default(), |so_far, n| match own(n) {
        true => so_far.without(answer_of(tree, n)),
        false => so_far.and(answer_of(tree, n)),
    })
}

fn parts(answer: Answer) -> Vec<&'static str> {
    [(answer.body, "payload"), (answer.status, "status"), (answer.content_type, "content type")]
        .into_iter()
        .filter_map(|(set, part)| set.then_some(part))
        .collect()
}

/// Headers of the request that must not come back to the client.
const SECRETS: [&str; 4] = ["Authorization", "Cookie", "apikey", "X-JWT-Assertion"];

/// A branch that answers while Authorization or X-JWT-Assertion of the request, which stock always
/// removes, are still there (wso2-synapse, `PassThroughHttpSender.submitResponse`: what is left of
/// the request's transport headers goes out with the answer).
pub(super) fn echoed_headers(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
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
        found.push(code::ECHOED_HEADERS.finding(Severity::Warning, message, scene.line(end)));
    }
}

/// A SOAP or pox fault that REST clients get, or whose status they get.
///
/// Run on all engines: for a REST message the engine turns any fault into
/// `<Exception>detail, else reason</Exception>`, with 500 unless `HTTP_SC` is set; the 500 stays
/// when a payload takes the place of the fault.
pub(super) fn rest_makefault(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    let fault = |n: &Ix| tree.kind(*n) == Kind::Makefault;
    for node in scene.own().filter(fault).filter(|&n| scene.is_added(n)) {
        let replaced =
            flow::after(tree, node).into_iter().any(|n| tree.kind(n) == Kind::PayloadFactory);
        let pox = tree.attr(node, "version") == Some("pox") && scene.setting.rewriting.to_json;
        if only_soap_clients(tree, node) || pox || replaced && has_status(scene, node) {
            continue;
        }
        let message = match replaced {
            true => {
                "the status 500 of this fault stays with the payload behind it, as no HTTP_SC is set"
            }
            false => {
                "a REST client gets this fault as an <Exception> element with status 500 unless HTTP_SC is set"
            }
        };
        let message = message.to_owned();
        found.push(code::REST_MAKEFAULT.finding(Severity::Warning, message, scene.line(node)));
    }
}

/// Whether something before or after a node may set the status; Java does so in some flows.
fn has_status(scene: &Scene<'_, '_>, node: Ix) -> bool {
    let tree = scene.merged;
    let around = flow::before(tree, node).into_iter().chain(flow::after(tree, node));
    let may_set = |n: Ix| answer_of(tree, n).status || tree.subtree(n).any(|n| is_unseen(tree, n));
    scene.is_one_of(&SET_BY_JAVA) || around.into_iter().any(may_set)
}
