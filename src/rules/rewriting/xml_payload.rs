//! Up to 3.2.0 the gateway answered errors in XML, from 4.0.0 on in JSON. A JSON payload sets the
//! content type; an XML one keeps the request's, so an XML payload left among JSON ones would be
//! answered in a format that depends on the request. It becomes JSON with the same fields, the way
//! stock's own payloads did: the fault root goes away, its children become members in order.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: an XML payload keeps the request's
//! content type, so the format would depend on the method.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rewrite, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "xml-payload",
    effect: Effect::Rewriting,
    when: "An XML payload of the operator's in a sequence that answers JSON now.",
    help: "Check that clients expect these members; nothing was invented or left out.",
    example: Example::of(
        r#"<payloadFactory media-type="xml">
  <format>
    <am:fault xmlns:am="http://wso2.org/apimanager">
      <am:code>$1</am:code>
      <am:message>Not here</am:message>
    </am:fault>
  </format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"Not here"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Write the payload as JSON, with media-type=\"json\".",
    })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    let message = match seen.rewrite {
        Rewrite::Unfaithful(why) => {
            format!("this payload is XML, and has no faithful JSON: {why}")
        }
        _ => format!("this payload is XML; the stock sequences of {} answer JSON", seen.release),
    };
    (Severity::Warning, message)
}
