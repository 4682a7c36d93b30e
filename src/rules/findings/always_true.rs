//! Run on the engines of 2.0.0 to 4.0.0: a JSONPath that finds nothing gives the empty text, which
//! `.*` matches, while a property that is not there matches no expression.
//!
//! Source: wso2-synapse, SynapseJsonPath: a path that finds nothing gives the empty text.

use crate::program::kinds::filter::Condition;
use crate::rules::typed::condition;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "always-true",
    effect: Effect::WARNING,
    when: "A filter tests json-eval(..) with .*, which a missing member matches too.",
    help: "Write regex=\".+\" to ask whether the member is there.",
    example: Example::of(
        r#"<filter source="json-eval($.code)" regex=".*">
  <sequence key="with_code"/>
</filter>"#,
        r#"<filter source="json-eval($.code)" regex=".+">
  <sequence key="with_code"/>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(Condition::Matches { source, regex }) = condition(tree, node) else { continue };
        if source.json_path().is_none() || !ANYTHING.contains(&regex.as_str()) {
            continue;
        }
        let source = source.text();
        let message = format!(
            "{source} is \"\" where the member is missing, and {regex} matches that: this filter \
             always takes its then"
        );
        found.warning(message, tree.line(node));
    }
}

/// Regular expressions that the empty text matches too.
const ANYTHING: [&str; 6] = [".*", "(.*)", "^.*$", ".*?", "^.*", ".*$"];
