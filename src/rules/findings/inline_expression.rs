//! Run on the engines of 1.10.0 to 4.0.0: `$axis2:` and `$trp:` never were replaced inside a
//! format, and `$ctx:` not since 2.2.0; clients see them as they stand.
//!
//! Source: wso2-synapse, RegexTemplateProcessor.

use crate::rules::args::own_payloads;
use crate::rules::read::Medium;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "inline-expression",
    effect: Effect::WARNING,
    when: "An expression stands inside a payload format, where only $1, $2 and so on are replaced.",
    help: "Write $n in the format and the expression as its <arg>.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"asked":"$trp:Accept"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"asked":"$1"}</format>
  <args><arg expression="$trp:Accept"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let doc = scene.merged.doc;
    for (node, payload) in own_payloads(scene) {
        let format = match &payload.medium {
            Medium::Json(format, _) => format.as_str(),
            Medium::Xml(root, _) => doc.slice(doc.node(*root).span),
            Medium::Opaque => continue,
        };
        // The rule `inline-ctx` is about JSON with `$ctx:` that some release replaced.
        let rewritten = scene.setting.rewriting.reading.inline_ctx && payload.is_json();
        let scopes = ["ctx", "axis2", "trp", "operation", "func", "url", "sys"];
        let scopes = scopes.into_iter().filter(|&s| s != "ctx" || !rewritten);
        let Some(variable) = scopes.filter_map(|s| inline(format, s)).next() else { continue };
        let message = format!("{variable} in this payload goes out as it stands");
        found.warning(message, scene.line(node));
    }
}

/// The first `$scope:NAME` of a text.
fn inline(text: &str, scope: &str) -> Option<String> {
    let start = format!("${scope}:");
    text.match_indices(&start).find_map(|(at, _)| {
        let name = &text[at + start.len()..];
        let of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let name = &name[..name.find(|c| !of_name(c)).unwrap_or(name.len())];
        (!name.is_empty()).then(|| format!("{start}{name}"))
    })
}
