//! Run on the engines of 3.2.0 and 4.0.0: such a filter is false whatever the body; older engines
//! throw.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, FilterMediator: a JSONPath is no boolean.

use crate::model::{Finding, Severity};
use crate::program::Kind;
use crate::rules::bodies::is_json_eval;
use crate::rules::{Effect, Example, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "json-eval-in-xpath",
    effect: Effect::Finding(Severity::Warning),
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

fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| tree.kind(n) == Kind::Filter) {
        let Some(xpath) = tree.attr(node, "xpath").filter(|x| is_json_eval(x)) else { continue };
        let message = format!("xpath=\"{xpath}\" is never true: this filter never takes its then");
        let line = Some(tree.line(node));
        found.push(RULE.finding(Severity::Warning, message, line));
    }
}
