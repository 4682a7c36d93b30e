//! An XML body that is read as JSON keeps its root, so `json-eval($.fault.code)` found the code of
//! the XML fault. In the flat JSON body of 4.0.0 it finds nothing, silently: a filter on it is
//! never taken again.
//!
//! Source: wso2-synapse, JsonUtil: an XML body keeps its root as JSON; product-apim v4.0.0, the
//! flat JSON payloads.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, flow};
use crate::rules::bodies::{FIELDS, inside_wrapper, json_path, member};
use crate::rules::scene::written;
use crate::rules::{Effect, Example, Found, Lint, Rule, Scene, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "reads-fault-wrapper",
    effect: Effect::Rewriting,
    when: "json-eval($.fault..) reads the wrapper that the XML fault had as JSON; the body is flat now.",
    help: "Nothing to do: it reads the flat member now.",
    example: Example::of(
        r#"<filter source="json-eval($.fault.code)" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter source="json-eval($.code)" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
    ),
    found: &[
        Found::ToRewrite(Lint {
            says,
            help: "Read the member without .fault, such as json-eval($.code).",
        }),
        Found::InSequence(check),
    ],
};

fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|_| scene.setting.rewriting.to_json) {
        let has_payload = |n: Ix| tree.subtree(n).any(|n| tree.kind(n) == Kind::PayloadFactory);
        for name in ["source", "expression"] {
            let Some(text) = written(tree, node, name) else { continue };
            let Some(inside) = json_path(&text).and_then(inside_wrapper) else { continue };
            let other = member(inside).is_some_and(|m| !FIELDS.contains(&m));
            if other || flow::before(tree, node).into_iter().any(has_payload) {
                continue;
            }
            let message = format!(
                "{text} finds nothing in the flat body of {}",
                scene.setting.target_release
            );
            let line = Some(tree.line(node));
            let mut finding = RULE.finding(Severity::Warning, message, line);
            finding.help =
                format!("Read json-eval(${inside}), unless the body here has a fault of its own.");
            found.push(finding);
        }
    }
}

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Warning,
        format!("{} reads $.fault; the body is flat in {}", seen.name(), seen.release),
    )
}
