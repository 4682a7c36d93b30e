//! Who gets the answer, and whether anybody does: `unanswered`, `send-without-response`.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, Tree, flow, sets_property};
use crate::stock::SequenceName;

use super::message::{came_through, is_unseen};
use super::scene::name;
use super::{Scene, code};

/// The sequences after which the gateway's Java sends nothing.
const ANSWER_THEMSELVES: [SequenceName; 4] =
    [SequenceName::Fault, SequenceName::Main, SequenceName::TokenFault, SequenceName::ThreatFault];

/// A `drop` or `loopback` of the operator's that is reached without an answer, or a sequence that
/// must answer and has nothing that could (wso2-synapse, `DropMediator`; carbon-apimgt: where the
/// sequence of a handler returns false, the handler sends nothing either).
pub(super) fn unanswered(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let Some(sequence) = scene.setting.sequence else { return };
    let tree = scene.merged;
    let silent = |n: Ix| matches!(tree.kind(n), Kind::Drop | Kind::Loopback) && scene.is_added(n);
    let some = may_answer(tree, Ix::ROOT);
    let mut any = false;
    for end in scene.own().filter(|&n| silent(n)) {
        if some && flow::before(tree, end).into_iter().any(|n| may_answer(tree, n)) {
            continue;
        }
        any = true;
        let message = format!(
            "{} ends the flow and nothing before it answers: clients get no answer at all",
            name(tree, end)
        );
        found.push(code::UNANSWERED.finding(Severity::Warning, message, scene.line(end)));
    }
    if !any && ANSWER_THEMSELVES.contains(&sequence) && !some {
        let message =
            format!("nothing in {} answers: clients get no answer at all", sequence.file_name());
        let line = Some(scene.custom.line(Ix::ROOT));
        found.push(code::UNANSWERED.finding(Severity::Warning, message, line));
    }
}

/// Whether the client may get its answer in a mediator or something inside it.
fn may_answer(tree: &Tree<'_>, node: Ix) -> bool {
    tree.subtree(node).any(|n| {
        let answers = matches!(
            tree.kind(n),
            Kind::Send
                | Kind::Respond
                | Kind::Script
                | Kind::Clone
                | Kind::Iterate
                | Kind::Enqueue
                | Kind::Cache
                | Kind::Throttle
                | Kind::EntitlementService
        );
        answers || is_unseen(tree, n)
    })
}

/// The flows whose message is always the client's request.
const OF_REQUESTS: [SequenceName; 5] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::BlockApiHandler,
    SequenceName::Main,
];

/// A `send` that sends the request on, where stock has none like it.
///
/// Run on the engines of 2.0.0 to 4.0.0: where the message is no response and RESPONSE is not
/// true, `send` goes to the address in To, and nowhere once that is removed.
pub(super) fn send_without_response(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
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
        let line = scene.line(send);
        found.push(code::SEND_WITHOUT_RESPONSE.finding(severity, message.to_owned(), line));
    }
}

/// Whether the message may be a response when it comes to a `send`.
fn sends_response(tree: &Tree<'_>, send: Ix) -> bool {
    tree.ancestors(send).any(|n| tree.kind(n) == Kind::Out)
        || came_through(tree, send).any(|n| may_respond(tree, n))
}

/// Whether a mediator may make the message a response.
fn may_respond(tree: &Tree<'_>, node: Ix) -> bool {
    let set = || {
        sets_property(tree, node, "default", "RESPONSE")
            && tree.attr(node, "value").is_none_or(|v| v.eq_ignore_ascii_case("true"))
    };
    let fault =
        || tree.kind(node) == Kind::Makefault && tree.attr(node, "response") != Some("false");
    let other = || matches!(tree.kind(node), Kind::Script | Kind::Call | Kind::Callout);
    set() || fault() || other() || is_unseen(tree, node)
}

fn removes_to(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Header
        && tree.attr(node, "name") == Some("To")
        && tree.attr(node, "action") == Some("remove")
}
