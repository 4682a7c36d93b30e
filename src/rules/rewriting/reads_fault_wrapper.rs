//! An XML body that is read as JSON keeps its root, so `json-eval($.fault.code)` found the code of
//! the XML fault. In the flat JSON body of 4.0.0 it finds nothing, silently: a filter on it is
//! never taken again.
//!
//! Source: wso2-synapse, JsonUtil: an XML body keeps its root as JSON; product-apim v4.0.0, the
//! flat JSON payloads.

use crate::model::Severity;
use crate::rules::bodies::{FIELDS, expressions, follows_fault, inside_wrapper, member};
use crate::rules::message::payload_before;
use crate::rules::{Effect, Example, Findings, Found, Lint, Rule, Scene, ToRewrite};

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

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written().filter(|_| scene.setting.rewriting.to_json) {
        for read in expressions(tree, node) {
            let Some(path) = read.json_path() else { continue };
            let deep = path.trim().strip_prefix("$..fault");
            let Some(inside) = inside_wrapper(path).or(deep) else { continue };
            if member(inside).is_some_and(|m| !FIELDS.contains(&m)) {
                continue;
            }
            let rewritten = deep.is_none() && follows_fault(tree, node);
            let of_another = !follows_fault(tree, node) && payload_before(tree, node).is_some();
            if rewritten || of_another {
                continue;
            }
            let message = format!(
                "{} finds nothing in the flat body of {}",
                read.text, scene.setting.target_release
            );
            let mut finding = RULE.finding(Severity::Warning, message, Some(tree.line(node)));
            let instead = if inside.is_empty() { ".code" } else { inside };
            finding.help =
                format!("Read json-eval(${instead}), unless the body here has a fault of its own.");
            found.all.push(finding);
        }
    }
}

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Warning,
        format!("{} reads $.fault; the body is flat in {}", seen.name(), seen.release),
    )
}
