//! Substitution stops at the first `$n` that has no arg: clients see that `$n` and everything
//! behind it as written.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor.

use std::borrow::Cow;

use crate::model::{Finding, Severity};
use crate::payload::too_few_args;
use crate::program::{Ix, Tree};
use crate::rules::read::payloads;
use crate::rules::{Effect, Example, Findings, Found, Medium, Payload, Rule, Scene};
use crate::xml::{Document, NodeId};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "too-few-args",
    effect: Effect::ERROR,
    when: "A payload names $n without an arg for it: substitution stops there.",
    help: "Add the missing arg.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args>
    <arg expression="$ctx:ERROR_CODE"/>
    <arg expression="$ctx:ERROR_MESSAGE"/>
  </args>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    found.all.extend(payloads(tree, scene.written()).filter_map(|(n, p)| of(tree, n, &p)));
}

/// The finding about a payload.
pub(in crate::rules) fn of(tree: &Tree<'_>, node: Ix, payload: &Payload) -> Option<Finding> {
    let count = payload.args.len();
    let missing = match &payload.medium {
        Medium::Json(format, _) => too_few_args(format, count),
        Medium::Xml(root, _) => {
            let texts = texts_in(tree.doc, *root);
            texts.iter().find_map(|text| too_few_args(text, count))
        }
        Medium::Opaque => None,
    }?;
    let message = format!(
        "the payload names ${missing} and has {count} args: clients see ${missing} and all that \
         follows as it stands"
    );
    Some(RULE.finding(Severity::Error, message, Some(tree.line(node))))
}

/// The texts and attribute values of an XML format, as the engine reads them.
fn texts_in(doc: &Document, root: NodeId) -> Vec<Cow<'_, str>> {
    let elements = std::iter::once(root).chain(doc.descendants(root));
    elements
        .flat_map(|e| {
            let attributes = doc.attributes(e).map(|a| doc.attribute_value(a));
            attributes.chain(std::iter::once(doc.own_text(e)))
        })
        .collect()
}
