//! Where two attributes or children say the same thing in different ways, the factory takes one of
//! them and says nothing about the other. Each was run on the engines of 2.0.0 to 4.0.0, or is read
//! in the factories of filter, switch, property, payloadFactory and sequence.
//!
//! Source: wso2-synapse, config/xml/*MediatorFactory.

use crate::program::kinds::payload_factory::Medium;
use crate::program::{Ix, Kind, Tree};
use crate::rules::scene::{list, name, written};
use crate::rules::typed::payload;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "ignored-part",
    effect: Effect::WARNING,
    when: "An attribute or child that Synapse passes over, as another one wins.",
    help: "Keep the one that is meant and remove the other.",
    example: Example::of(
        r#"<filter xpath="$ctx:DESK" source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter xpath="$ctx:DESK">
  <filter source="$ctx:ERROR_CODE" regex="900901">
    <sequence key="no_token"/>
  </filter>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(what) = ignored(tree, node) else { continue };
        let message = format!("{}: {what}", name(tree, node));
        found.warning(message, tree.line(node));
    }
}

fn ignored(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let has = |name: &str| written(tree, node, name).is_some() && !tree.node(node).implied;
    let children = tree.children(node).next().is_some();
    let what = match tree.kind(node) {
        Kind::Then | Kind::Else if has("sequence") && children => {
            "what stands inside is ignored beside the attribute sequence"
        }
        Kind::Sequence if tree.parent(node).is_some() && has("key") && has("name") => {
            "key is ignored beside name, and nothing is called"
        }
        Kind::Default => {
            let switch = tree.parent(node)?;
            let first = tree.children(switch).find(|&n| tree.kind(n) == Kind::Default);
            if first == Some(node) {
                return None;
            }
            "only the first <default> of a switch is ever taken"
        }
        Kind::PayloadFactory => ignored_in_format(tree, node)?,
        // What is removed needs no value, which is not a mistake.
        kind => {
            let hides = kind.form().hides.iter().filter(|(by, _)| *by != "action" && has(by));
            return hides.into_iter().find_map(|(by, hidden)| {
                let hidden: Vec<&str> = hidden.iter().copied().filter(|name| has(name)).collect();
                let are = if hidden.len() > 1 { "are" } else { "is" };
                let all = list(&hidden, "and");
                (!hidden.is_empty()).then(|| format!("{all} {are} ignored beside {by}"))
            });
        }
    };
    Some(what.to_owned())
}

/// The children of a format that are left out.
fn ignored_in_format(tree: &Tree<'_>, node: Ix) -> Option<&'static str> {
    let payload = payload(tree, node)?;
    let format = payload.format.as_ref().filter(|f| f.key.is_none())?;
    let count = tree.doc.child_elements(format.element).count();
    match payload.medium() {
        Medium::Json | Medium::Text if count > 0 => {
            Some("elements in a format of text are left out; write &lt; for <, or put it in CDATA")
        }
        Medium::Xml if count > 1 && !payload.is_freemarker => {
            Some("only the first element of its format goes out")
        }
        _ => None,
    }
}
