//! Run on the engines of 3.2.0 and 4.0.0: such a filter is false whatever the body; older engines
//! throw.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, FilterMediator: a JSONPath is not a boolean.

use crate::program::kinds::filter::Condition;
use crate::rules::typed::condition;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "json-eval-in-xpath",
    effect: Effect::WARNING,
    when: "A filter has json-eval(..) as its xpath: it is never true.",
    help: "Write source=\"json-eval(..)\" with a regex.",
    example: Example::of(
        r#"<filter xpath="json-eval($.code)">
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
        let Some(Condition::Holds(xpath)) = condition(tree, node) else { continue };
        if xpath.json_path().is_none() {
            continue;
        }
        let xpath = xpath.text();
        let message = format!("xpath=\"{xpath}\" is never true: this filter never takes its then");
        found.warning(message, tree.line(node));
    }
}
