//! Until 4.4.0 `${..}` in a payload format or in the message of a log is text. From 4.5.0 on it is
//! an expression that is read when the sequence is built: one that does not parse, such as
//! `${HELP_URL}`, loses the whole sequence, and one that does goes out as its value, often empty
//! (run on the engines of 4.0.0 and 4.5.0). The value of an arg stays text.
//!
//! Source: wso2-synapse v4.0.0-wso2v218, ExpressionParser.g4; PayloadFactoryMediatorFactory and
//! LogMediatorFactory, which read such texts as templates.

use crate::expression::synapse::{Verdict, dollar_braces};
use crate::model::Severity;
use crate::program::{Ix, Mediator, Tree};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::stock::Release;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "dollar-brace",
    effect: Effect::ERROR,
    when: "${..} stands in a payload format or in the message of a log; from 4.5.0 on it is an expression.",
    help: "Write $n in the format, and an <arg> that has the text as its value.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"message":"See ${HELP_URL}"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"See $1"}</format>
  <args><arg value="${HELP_URL}"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let (base, target) = (scene.setting.base_release, scene.setting.target_release);
    if target < Release::V4_5_0 {
        return;
    }
    // What ran on 4.5.0 was an expression there too. Lint, where both are one, knows of no other.
    let was_text = base < Release::V4_5_0 || base == target;
    let tree = scene.custom;
    for node in scene.written() {
        for text in texts(tree, node) {
            for brace in dollar_braces(text) {
                let written = text.get(brace.span).unwrap_or_default();
                let (severity, message) = match brace.verdict {
                    Verdict::Refused => (
                        Severity::Error,
                        format!(
                            "{written} is not an expression that {target} can read: it does not \
                             load the sequence"
                        ),
                    ),
                    Verdict::Loads | Verdict::Constant if was_text => (
                        Severity::Warning,
                        format!("{written} is an expression in {target}: its value goes out"),
                    ),
                    Verdict::Loads | Verdict::Constant => continue,
                };
                found.add(severity, message, tree.line(node));
            }
        }
    }
}

/// The texts of a mediator in which every `${..}` counts.
fn texts<'t>(tree: &'t Tree<'_>, node: Ix) -> Vec<&'t str> {
    match tree.mediator(node) {
        Some(Mediator::PayloadFactory(payload)) => payload.dollar_texts().collect(),
        Some(Mediator::Log(log)) => log.message.as_deref().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether a release refuses a mediator for these texts alone.
pub(in crate::rules) fn is_refused_for(tree: &Tree<'_>, node: Ix) -> bool {
    let refused = |text| dollar_braces(text).iter().any(|b| b.verdict == Verdict::Refused);
    let before = tree.id(node).and_then(|id| tree.program().refusal(id, Release::V4_4_0));
    before.is_none() && texts(tree, node).into_iter().any(refused)
}
