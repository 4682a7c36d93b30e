//! `<drop/>` and `<loopback/>` end the flow without an answer, and after four of the sequences the
//! gateway's Java sends nothing either. Clients then wait until they time out.
//!
//! Source: wso2-synapse, DropMediator; carbon-apimgt: where the sequence returns false, a handler
//! sends nothing.

use crate::program::{Ix, Kind, Tree, flow};
use crate::rules::message::is_unseen;
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::stock::SequenceName;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unanswered",
    effect: Effect::WARNING,
    when: "The flow ends, and nothing before that answers the client.",
    help: "Answer before it: set RESPONSE to true, remove the header To and <send/>, or write <respond/>.",
    example: Example::of(
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <drop/>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <respond/>
</filter>"#,
    )
    .within("_auth_failure_handler_"),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
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
        found.warning(message, scene.line(end));
    }
    if !any && ANSWER_THEMSELVES.contains(&sequence) && !some {
        let message =
            format!("nothing in {} answers: clients get no answer at all", sequence.file_name());
        found.warning(message, scene.custom.line(Ix::ROOT));
    }
}

/// The sequences after which the gateway's Java sends nothing.
const ANSWER_THEMSELVES: [SequenceName; 4] =
    [SequenceName::Fault, SequenceName::Main, SequenceName::TokenFault, SequenceName::ThreatFault];

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
