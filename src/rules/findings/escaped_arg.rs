//! Run on the engines of 1.10.0 to 4.6.0: the value is escaped for XML before it is put in, so
//! clients read `it&apos;s`; one that is markup is put in as JSON instead. literal="true" changes
//! neither.
//!
//! Source: wso2-synapse, RegexTemplateProcessor: literal values are escaped for XML whatever the
//! media type.

use crate::rules::args::{as_markup, own_payloads, values};
use crate::rules::read::Medium;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::xml::escape_attribute;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "escaped-arg",
    effect: Effect::WARNING,
    when: "An <arg value=\"..\"> of a JSON payload with & < > \" or ': it is escaped for XML.",
    help: "Put the text into the format itself.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg value="it's closed"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"it's closed"}</format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, payload) in own_payloads(scene) {
        let Medium::Json(format, _) = &payload.medium else { continue };
        for (n, value) in values(format, &payload.args) {
            let message = if as_markup(value).is_some() {
                format!("${n} is not text: the value {value} is markup, which becomes JSON there")
            } else if value.contains(['&', '<', '>', '"', '\'']) {
                let escaped = escape_attribute(value).replace('>', "&gt;").replace('\'', "&apos;");
                format!("clients see {escaped} for ${n}: the value of an arg is escaped for XML")
            } else {
                continue;
            };
            found.warning(message, scene.line(node));
        }
    }
}
