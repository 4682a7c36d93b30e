//! A sequence of the operator's own may answer in the old shape on purpose. Beside the flat answers
//! of 4.0.0 its clients see two shapes, so it is worth a look.
//!
//! Source: wso2-synapse, JsonUtil: an XML body under messageType application/json goes out as JSON
//! with its root.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "wrapper-kept",
    effect: Effect::NOTE,
    when: "A sequence of the operator's own still answers {\"fault\":{..}} beside flat answers of 4.0.0.",
    help: "Nothing to do where its clients count on that; else make its payload media-type=\"json\" with flat members.",
    example: Example::of(
        r#"<format>   (with messageType application/json: clients see {"fault":{"code":1}})
  <am:fault xmlns:am="http://wso2.org/apimanager"><am:code>1</am:code></am:fault>
</format>"#,
        r#"<format>{"code":"1"}</format>   (with media-type="json")"#,
    ),
    found: &[],
};
