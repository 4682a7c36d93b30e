//! From 4.0.0 on, stock sets payload, status and content type in the sequence, where Java did
//! before. A branch of the operator's behind them that answers by itself sends whatever of these it
//! does not set again.
//!
//! Source: product-apim v4.0.0: the auth and throttle sequences set payload and status, which Java
//! did before.

use crate::program::{Answer, Ix, Kind, Tree, answer_of, flow};
use crate::rules::flows::is_to_client;
use crate::rules::scene::{list, name};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "template-leaks",
    effect: Effect::WARNING,
    when: "A branch that ends the flow runs after the target's payload, status or content type and does not set its own.",
    help: "Set HTTP_SC, messageType and the payload in the branch, or move it to the top of the sequence.",
    example: Example::of(
        r#"<sequence key="no_token"/>
<drop/>   (behind the payload, status and content type of 4.0.0)"#,
        r#"<sequence key="no_token"/>   (no_token sets all three itself)
<drop/>"#,
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
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
        found.warning(message, scene.line(node));
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

/// What stock mediators set before a node that nothing of the operator's sets again.
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
