//! Run on the engines of 3.2.0 and 4.0.0: for an XPath the JSON body becomes XML, and JSON again
//! afterwards. Texts that look like numbers lose their quotes on the way.
//!
//! Source: wso2-synapse, EnrichMediator and JsonUtil: the body becomes XML and JSON again.

use crate::expression::Location;
use crate::rules::flows::from;
use crate::rules::message::is_json_payload;
use crate::rules::typed::enrich;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "enrich-by-xpath",
    effect: Effect::WARNING,
    when: "An enrich writes into a JSON body by XPath: texts that look like numbers lose their quotes.",
    help: "Write to json-eval($.member) instead, or build the whole payload again.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"code":"900901","message":"no"}</format>
  <args/>
</payloadFactory>
<enrich>
  <source type="property" property="TEXT"/>
  <target xpath="$body/jsonObject/message"/>
</enrich>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"900901","message":"no"}</format>
  <args/>
</payloadFactory>
<enrich>
  <source type="property" property="TEXT"/>
  <target xpath="json-eval($.message)"/>
</enrich>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    for node in scene.own() {
        let target = enrich(tree, node).and_then(|e| e.target.as_ref());
        let xpath = target.filter(|t| t.kind() == "custom").and_then(|t| t.xpath.as_ref());
        let Some(xpath) = xpath.filter(|x| x.json_path().is_none()) else { continue };
        let xpath = xpath.text();
        let body = from(scene.new.seen(node), &Location::Body);
        let is_json = |n| is_json_payload(tree, n);
        if !body.is_some_and(|from| scene.new.writers(from).any(is_json)) {
            continue;
        }
        let message = format!(
            "<enrich> writes to {xpath}, which makes XML of the JSON body and JSON again: \
             \"900901\" loses its quotes"
        );
        found.warning(message, scene.line(node));
    }
}
