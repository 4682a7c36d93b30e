//! Run on the engines of 2.0.0 to 4.0.0: `$ctx:MESSAGE_FORMAT` is empty for every message. The
//! function `get-property` has special names; the variables have none.
//!
//! Source: wso2-synapse, GetPropertyFunction: the special names; SynapseXPathVariableContext has
//! none.

use crate::expression::Expression;
use crate::model::Severity;
use crate::program::sets_property;
use crate::rules::bodies::expressions;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "computed-property",
    effect: Effect::WARNING,
    when: "$ctx: reads a name that only get-property computes, such as MESSAGE_FORMAT.",
    help: "Write get-property('NAME').",
    example: Example::of(
        r#"<filter source="$ctx:MESSAGE_FORMAT" regex="soap1[1-2]">
  <sequence key="soap_fault"/>
</filter>"#,
        r#"<filter source="get-property('MESSAGE_FORMAT')" regex="soap1[1-2]">
  <sequence key="soap_fault"/>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    let is_set = |name: &str| tree.all().any(|n| sets_property(tree, n, "default", name));
    for node in scene.written() {
        let all = expressions(tree, node);
        let computed = all.iter().find_map(|read| Expression::of(&read.text).computed_variable());
        let Some(name) = computed.filter(|name| !is_set(name)) else { continue };
        let message = format!(
            "$ctx:{name} is empty unless something sets a property of that name: only get-property \
             computes it"
        );
        let line = Some(tree.line(node));
        let mut finding = RULE.finding(Severity::Warning, message, line);
        finding.help = format!("Write get-property('{name}').");
        found.all.push(finding);
    }
}
