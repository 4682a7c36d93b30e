//! `<drop/>` and `<loopback/>` end the flow without an answer, and after four of the sequences the
//! gateway's Java sends nothing either. Clients then wait until they time out.
//!
//! Source: wso2-synapse, DropMediator; carbon-apimgt: where the sequence returns false, a handler
//! sends nothing.

use crate::flow::Clients;
use crate::program::{Ix, Kind};
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
    let mut any = false;
    for end in scene.own().filter(|&n| silent(n)) {
        let waiting = scene.new.unanswered(Some(end));
        if waiting.is_empty() {
            continue;
        }
        any = true;
        let message = format!(
            "{} ends the flow and nothing before it answers: {} no answer at all",
            name(tree, end),
            get(waiting, scene.new.clients(end))
        );
        found.warning(message, scene.line(end));
    }
    let waiting = scene.new.unanswered(None);
    // `main` has ways that are never taken: neither in nor out.
    let as_in_stock = || {
        let may_answer = |n| !scene.new.answer(n).is_empty() || scene.new.is_opaque(n);
        !scene.stock.unanswered(None).is_empty() && tree.all().any(may_answer)
    };
    if !any && ANSWER_THEMSELVES.contains(&sequence) && !waiting.is_empty() && !as_in_stock() {
        let message = format!(
            "{} can come to its end without an answer: {} none at all then",
            sequence.file_name(),
            get(waiting, Clients::ALL)
        );
        found.warning(message, scene.custom.line(Ix::ROOT));
    }
}

/// Who gets, where it may be some of the clients only.
fn get(who: Clients, of: Clients) -> String {
    if who == of { "clients get".to_owned() } else { format!("{who} get") }
}

/// The sequences after which the gateway's Java sends nothing.
const ANSWER_THEMSELVES: [SequenceName; 4] =
    [SequenceName::Fault, SequenceName::Main, SequenceName::TokenFault, SequenceName::ThreatFault];
