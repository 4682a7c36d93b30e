//! Run on the engines of 2.0.0 to 4.0.0: a header set with type INTEGER is not among those sent.
//!
//! Source: wso2-synapse, PassThroughHttpSender: headers that are not a String are passed over.

use crate::program::kinds::property::Property;
use crate::rules::typed::property;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "header-not-sent",
    effect: Effect::WARNING,
    when: "A transport header is set with a type other than STRING; it is not sent.",
    help: "Take the type away.",
    example: Example::of(
        r#"<property name="Retry-After" value="60" scope="transport" type="INTEGER"/>"#,
        r#"<property name="Retry-After" value="60" scope="transport"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let header = |p: &&Property| p.scope == "transport" && !p.removes;
        let Some(header) = property(tree, node).filter(header) else { continue };
        let Some(kind) = header.data_type.as_deref().filter(|&t| t != "STRING") else { continue };
        let name = header.name.as_ref().map_or("", |n| &n.text);
        let message =
            format!("the header {name} is not sent: with type=\"{kind}\" it is not a string");
        found.warning(message, tree.line(node));
    }
}
