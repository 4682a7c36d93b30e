//! Run on the engines of all releases: with `application/problem+json` a JSON body goes out as
//! `<jsonObject>` on POST and as form data on GET; a type with `; charset=` is not registered
//! either.
//!
//! Source: product-apim v4.0.0, default.json and axis2.xml.j2: the message formatters.

use crate::model::{Formatters, REGISTERED};
use crate::program::sets_property;
use crate::rules::typed::literal;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unregistered-content-type",
    effect: Effect::WARNING,
    when: "messageType is a type without a formatter in the default set.",
    help: "Set messageType to application/json and, after it, ContentType to the type that clients shall see; or register a formatter in deployment.toml.",
    example: Example::of(
        r#"<property name="messageType" value="application/problem+json" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/json" scope="axis2"/>
<property name="ContentType" value="application/problem+json" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "messageType")) {
        let Some(value) = literal(tree, node) else { continue };
        let Formatters { old, new } = scene.setting.formatters;
        let removed = match new.get(value) {
            Some(class) if class.is_empty() => " on the new gateway, whose axis2.xml leaves it out",
            None if !REGISTERED.iter().any(|(_, media)| *media == value) => "",
            _ => continue,
        };
        let mut message = format!(
            "messageType {value} has no formatter{removed}: a JSON body goes out as XML on POST and \
             as form data on GET"
        );
        if let Some(class) = old.get(value).filter(|class| !class.is_empty()) {
            message += &format!("; your old gateway has {class} for it");
        }
        found.warning(message, tree.line(node));
    }
}
