//! `needs-a-look` and `full-log`: mediators that handle the body in ways only a person can judge.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, Tree};

use super::scene::{name, written};
use super::{Scene, code, is_removed_class};

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

/// Scripts, transformations and the like: they may have been written for the XML body.
pub(super) fn needs_a_look(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
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
        let line = Some(tree.line(node));
        found.push(code::NEEDS_A_LOOK.finding(Severity::Warning, message, line));
    }
}

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
    let side = |kind: Kind| {
        let part = tree.children(node).find(|&n| tree.kind(n) == kind)?;
        let of_body = tree.attr(part, "type") != Some("property")
            && tree.attr(part, "type") != Some("inline");
        of_body.then(|| {
            written(tree, part, "xpath")
                .unwrap_or_else(|| tree.attr(part, "type").unwrap_or("the body").to_owned())
        })
    };
    match (side(Kind::Source), side(Kind::Target)) {
        (_, Some(target)) => Some(format!("writes into the body ({target})")),
        (Some(source), None) => Some(format!("reads the body ({source})")),
        (None, None) => None,
    }
}

/// Class mediators of the operator's own. Where the target is a home, the class is looked for in its
/// jars; one that is there may still have been written for the XML body.
pub(super) fn custom_class(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for node in scene.own().filter(|&n| scene.is_added(n) && tree.kind(n) == Kind::Class) {
        if is_removed_class(tree, node) {
            continue;
        }
        let class = written(tree, node, "name").unwrap_or_default();
        let jar = scene.setting.classes.map(|classes| classes.jar_of(&class));
        found.push(match jar {
            Some(Some(jar)) => {
                let message = format!("class {class} of {jar} may have been written for the XML body");
                code::NEEDS_A_LOOK.finding(Severity::Note, message, scene.line(node))
            }
            Some(None) => {
                let message = format!(
                    "class {class} is in no jar of the target: without it the sequence does not load"
                );
                code::CUSTOM_CLASS.finding(Severity::Warning, message, scene.line(node))
            }
            None => {
                let message = format!("class {class} is your own: the new gateway must have its jar");
                code::CUSTOM_CLASS.finding(Severity::Warning, message, scene.line(node))
            }
        });
    }
}

/// Logs of level full: they build the body and write it down.
pub(super) fn full_log(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let full = |n: &Ix| tree.kind(*n) == Kind::Log && tree.attr(*n, "level") == Some("full");
    for node in scene.written().filter(full) {
        let message = "this log writes the whole message down, personal data included".to_owned();
        found.push(code::FULL_LOG.finding(Severity::Note, message, Some(tree.line(node))));
    }
}
