//! Run on the engines of all releases: for a REST message the engine turns any fault into
//! `<Exception>detail, else reason</Exception>`, with 500 unless `HTTP_SC` is set; the 500 stays
//! when a payload takes the place of the fault.
//!
//! Source: wso2-synapse, MessageHelper and Axis2Sender: a fault of a REST message goes out as
//! `<Exception>`.

use crate::expression::Location;
use crate::flow::Clients;
use crate::program::{Kind, Mediator};
use crate::rules::flows::{SET_BY_JAVA, from, status};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "rest-makefault",
    effect: Effect::WARNING,
    when: "makefault answers a REST client, or leaves its status 500 to the payload behind it.",
    help: "Answer REST clients with a JSON payloadFactory and HTTP_SC, and keep makefault for get-property('MESSAGE_FORMAT') soap11 and soap12.",
    example: Example::of(
        r#"<makefault version="soap11">
  <code expression="$ctx:FAULT_CODE"/>
  <reason expression="$ctx:ERROR_MESSAGE"/>
</makefault>"#,
        r#"<filter source="get-property('MESSAGE_FORMAT')" regex="soap1[1-2]">
  <then>
    <makefault version="soap11">
      <code expression="$ctx:FAULT_CODE"/>
      <reason expression="$ctx:ERROR_MESSAGE"/>
    </makefault>
  </then>
  <else>
    <payloadFactory media-type="json">
      <format>{"message":"$1"}</format>
      <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
    </payloadFactory>
  </else>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let (tree, flows) = (scene.merged, &scene.new);
    for node in scene.own().filter(|&n| scene.is_added(n)) {
        let Some(Mediator::Makefault(fault)) = tree.mediator(node) else { continue };
        let pox = fault.is_pox() && scene.setting.rewriting.to_json;
        if pox || !flows.clients(node).meets(Clients::REST) {
            continue;
        }
        let ways = flows.through(node);
        let is_payload = |n| tree.kind(n) == Kind::PayloadFactory;
        let goes_out = |answer| {
            from(answer, &Location::Body).is_some_and(|body| {
                flows.comes_from(body, node) || !flows.writers(body).any(is_payload)
            })
        };
        let unset = |answer| from(answer, &status()).is_some_and(|from| from.writers.is_empty());
        let replaced = !flows.answers(&ways).any(goes_out);
        if replaced && (scene.is_one_of(&SET_BY_JAVA) || !flows.answers(&ways).any(unset)) {
            continue;
        }
        let message = match replaced {
            true => {
                "the status 500 of this fault stays with the payload behind it, as no HTTP_SC is set"
            }
            false => {
                "a REST client gets this fault as an <Exception> element with status 500 unless HTTP_SC is set"
            }
        };
        found.warning(message, scene.line(node));
    }
}
