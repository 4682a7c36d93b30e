//! Scripts, transformations, enrich and the like, and classes of the operator's own, may have been
//! written for the XML body. Nothing in the sequence says what they do to it, so a person must
//! look.
//!
//! Source: product-apim v4.0.0, the JSON payloads of the fault sequences.

use crate::model::ClassJar;
use crate::program::kinds::enrich::End;
use crate::program::{Ix, Kind, Tree};
use crate::rules::findings::custom_class::own_classes;
use crate::rules::scene::{name, written};
use crate::rules::typed::enrich;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "needs-a-look",
    effect: Effect::WARNING,
    when: "A script, transformation or the like handles the body.",
    help: "Read it: what looked for the XML fault must look for the members of the JSON body.",
    example: Example::of(
        r#"<script language="js">var code = mc.getPayloadXML().code;</script>"#,
        "(a script that reads the members of the JSON body: only a person can tell)",
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, class, jar) in own_classes(scene) {
        let Some(ClassJar::New(jar)) = jar else { continue };
        let message = format!("class {class} of {jar} may have been written for the XML body");
        found.note(message, scene.line(node));
    }
    if !scene.setting.rewriting.to_json {
        return;
    }
    let tree = scene.custom;
    for node in scene.written() {
        let what = match tree.kind(node) {
            Kind::Script => script(tree, node),
            Kind::Enrich => match enriched(tree, node) {
                Some(what) => what,
                None => continue,
            },
            Kind::Xslt
            | Kind::FastXslt
            | Kind::Xquery
            | Kind::Datamapper
            | Kind::Smooks
            | Kind::JsonTransform => "transforms the body".to_owned(),
            Kind::CallTemplate => {
                let template = written(tree, node, "target").unwrap_or_default();
                format!(
                    "runs the template {template}, which the new gateway needs too, and which may handle the body"
                )
            }
            Kind::Call | Kind::Callout => "sends the body and gets another".to_owned(),
            Kind::Iterate | Kind::Foreach | Kind::Aggregate | Kind::Validate => {
                "reads the body".to_owned()
            }
            _ => continue,
        };
        let message = format!(
            "{} {what}: the stock body is JSON now, flat, with a string code",
            name(tree, node)
        );
        found.warning(message, tree.line(node));
    }
}

/// What in a script touches the body (wso2-synapse, `ScriptMessageContext`).
const OF_THE_BODY: [&str; 8] = [
    "PayloadXML",
    "PayloadJSON",
    "PayloadJson",
    "getEnvelope",
    "getSoapEnvelope",
    "getBody",
    "JsonObject",
    "payload",
];

/// The lines of a script that touch the body; one kept elsewhere by its key.
fn script(tree: &Tree<'_>, node: Ix) -> String {
    if let Some(key) = written(tree, node, "key") {
        return format!("runs {key}, which may handle the body");
    }
    let doc = tree.doc;
    let element = tree.node(node).element;
    let content = doc.content(element);
    let first = doc.position(content.start).line;
    let lines: Vec<String> = (first..)
        .zip(doc.slice(content).lines())
        .filter(|(_, text)| OF_THE_BODY.iter().any(|word| text.contains(word)))
        .map(|(number, _)| number.to_string())
        .collect();
    match &lines[..] {
        [] => "may handle the body".to_owned(),
        [line] => format!("handles the body on line {line}"),
        lines => format!("handles the body on lines {}", lines.join(", ")),
    }
}

/// What an `enrich` does with the body; none where it only handles properties.
fn enriched(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let enrich = enrich(tree, node)?;
    let side = |end: &End| {
        let of_body = !matches!(end.kind(), "property" | "inline");
        let place = end.xpath.as_ref().map(|x| x.text()).or(end.kind.as_deref());
        of_body.then(|| place.unwrap_or("the body").to_owned())
    };
    match (enrich.source.as_ref().and_then(side), enrich.target.as_ref().and_then(side)) {
        (_, Some(target)) => Some(format!("writes into the body ({target})")),
        (Some(source), None) => Some(format!("reads the body ({source})")),
        (None, None) => None,
    }
}
