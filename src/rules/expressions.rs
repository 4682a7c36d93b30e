//! Expressions that read nothing or always hold: `computed-property`, `json-eval-in-xpath`,
//! `always-true`.

use crate::expression;
use crate::model::{Finding, Severity};
use crate::program::{Kind, Tree, sets_property};

use super::scene::{name, texts};
use super::{Scene, code};

/// `$ctx:` with a name that only `get-property` computes.
///
/// Run on the engines of 2.0.0 to 4.0.0: `$ctx:MESSAGE_FORMAT` is empty for every message
/// (wso2-synapse, `GetPropertyFunction` has the special names, `SynapseXPathVariableContext` not).
pub(super) fn computed_property(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let is_set = |name: &str| tree.all().any(|n| sets_property(tree, n, "default", name));
    for node in scene.written() {
        let texts = texts(tree, node);
        let computed = texts.iter().find_map(|text| expression::computed_variable(text));
        let Some(name) = computed.filter(|name| !is_set(name)) else { continue };
        let message = format!(
            "$ctx:{name} is empty unless something sets a property of that name: only get-property \
             computes it"
        );
        let line = Some(tree.line(node));
        let mut finding = code::COMPUTED_PROPERTY.finding(Severity::Warning, message, line);
        finding.help = format!("Write get-property('{name}').");
        found.push(finding);
    }
}

/// A JSONPath as the `xpath` of a filter.
///
/// Run on the engines of 3.2.0 and 4.0.0: false whatever the body; an exception before.
pub(super) fn json_eval_in_xpath(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| tree.kind(n) == Kind::Filter) {
        let Some(xpath) = tree.attr(node, "xpath").filter(|x| is_json_eval(x)) else { continue };
        let message = format!("xpath=\"{xpath}\" is never true: this filter never takes its then");
        let line = Some(tree.line(node));
        found.push(code::JSON_EVAL_IN_XPATH.finding(Severity::Warning, message, line));
    }
}

fn is_json_eval(text: &str) -> bool {
    text.trim_start().starts_with("json-eval(")
}

/// Regular expressions that the empty text matches too.
const ANYTHING: [&str; 6] = [".*", "(.*)", "^.*$", ".*?", "^.*", ".*$"];

/// A test whether a member is there that holds without it.
///
/// Run on the engines of 2.0.0 to 4.0.0: a JSONPath that finds nothing gives the empty text, which
/// `.*` matches, while a property that is not there matches no expression.
pub(super) fn always_true(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let condition = |filter| {
        let source = tree.attr(filter, "source").filter(|s| is_json_eval(s))?;
        let regex = tree.attr(filter, "regex").filter(|r| ANYTHING.contains(r))?;
        Some((source, regex))
    };
    for node in scene.written().filter(|&n| tree.kind(n) == Kind::Filter) {
        let Some((source, regex)) = condition(node) else { continue };
        let message = format!(
            "{source} is \"\" where the member is missing, and {regex} matches that: this filter \
             always takes its then"
        );
        let line = Some(tree.line(node));
        found.push(code::ALWAYS_TRUE.finding(Severity::Warning, message, line));
    }
}

/// What an attribute, a child or a whole part of a mediator is ignored for: `ignored-part`.
///
/// Each was run on the engines of 2.0.0 to 4.0.0 or is read in the factories (wso2-synapse,
/// `FilterMediatorFactory`, `SwitchMediatorFactory`, `PropertyMediatorFactory`,
/// `PayloadFactoryMediatorFactory`, `SequenceMediatorFactory`).
pub(super) fn ignored_part(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(what) = ignored(tree, node) else { continue };
        let message = format!("{}: {what}", name(tree, node));
        let line = Some(tree.line(node));
        found.push(code::IGNORED_PART.finding(Severity::Warning, message, line));
    }
}

fn ignored(tree: &Tree<'_>, node: crate::program::Ix) -> Option<&'static str> {
    let doc = tree.doc;
    let element = tree.node(node).element;
    let has = |name| !tree.node(node).implied && doc.find_attribute(element, name).is_some();
    let children = tree.children(node).next().is_some();
    match tree.kind(node) {
        Kind::Filter if has("xpath") && (has("source") || has("regex")) => {
            Some("source and regex are ignored beside xpath")
        }
        Kind::Then | Kind::Else if has("sequence") && children => {
            Some("what stands inside is ignored beside the attribute sequence")
        }
        Kind::Sequence if tree.parent(node).is_some() && has("key") && has("name") => {
            Some("key is ignored beside name, and nothing is called")
        }
        Kind::Property if has("value") && has("expression") => {
            Some("the expression is ignored beside value")
        }
        Kind::Default => {
            let first = tree
                .parent(node)
                .and_then(|switch| tree.children(switch).find(|&n| tree.kind(n) == Kind::Default));
            (first != Some(node)).then_some("only the first <default> of a switch is ever taken")
        }
        Kind::PayloadFactory => ignored_in_format(tree, node),
        _ => None,
    }
}

/// The children of a format that are left out.
fn ignored_in_format(tree: &Tree<'_>, payload: crate::program::Ix) -> Option<&'static str> {
    let doc = tree.doc;
    let element = tree.node(payload).element;
    let format = doc.child_elements(element).find(|&c| doc.local_name(c) == "format")?;
    if doc.find_attribute(format, "key").is_some() {
        return None;
    }
    let freemarker =
        tree.attr(payload, "template-type").is_some_and(|t| t.eq_ignore_ascii_case("freemarker"));
    let count = doc.child_elements(format).count();
    match tree.attr(payload, "media-type") {
        Some("json" | "text") if count > 0 => {
            Some("elements in a format of text are left out; write &lt; for <, or put it in CDATA")
        }
        None if count > 1 && !freemarker => Some("only the first element of its format goes out"),
        _ => None,
    }
}
