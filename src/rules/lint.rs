//! What a merge would rewrite, as findings about a file that nobody merges.

use crate::model::{Finding, Severity};
use crate::program::Tree;

use super::scene::{name, written};
use super::{Rewrite, Rule, Scene, rewrite_payload};

/// The findings that the rewriting rules have about what the operator wrote.
pub fn to_rewrite(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let tree = scene.custom;
    let mut found = Vec::new();
    for node in scene.written() {
        let line = Some(tree.line(node));
        let Some(rewritten) = rewrite_payload(tree, node, &scene.setting.rewriting) else {
            continue;
        };
        let release = scene.setting.target_release.to_string();
        let what = name(tree, node);
        if let Some((severity, message)) = said(tree, node, rewritten.rule, &rewritten.rewrite) {
            let message = message.replace("{what}", &what).replace("{release}", &release);
            found.push(rewritten.rule.finding(severity, message, line));
        }
    }
    found
}

fn said(
    tree: &Tree<'_>,
    node: crate::program::Ix,
    rule: &Rule,
    rewrite: &Rewrite,
) -> Option<(Severity, String)> {
    use Severity::{Error, Note, Warning};
    let (severity, message) = match rule.code {
        "removed-class" => (Error, "{release} has no {what}, and does not load the sequence"),
        "error-message-type" => {
            let json = written(tree, node, "value").is_some_and(|v| v.contains("json"));
            let severity = if json { Note } else { Warning };
            (severity, "error_message_type has no effect in {release}: clients get JSON")
        }
        "xml-payload" => match rewrite {
            Rewrite::Unfaithful(why) => {
                let message = format!("this payload is XML, and has no faithful JSON: {why}");
                return Some((Warning, message));
            }
            _ => (Warning, "this payload is XML; the stock sequences of {release} answer JSON"),
        },
        "message-type" => (Warning, "{what} makes <jsonObject> of a JSON body"),
        "inline-ctx" => {
            (Error, "$ctx:NAME in this payload goes out as it stands: {release} replaces $n only")
        }
        "deliberate-xml" => (Note, "this branch serves XML on purpose"),
        "evaluator-form" => (
            Error,
            "an <arg> has json-eval(..) without evaluator=\"json\": {release} does not load the sequence",
        ),
        "reads-xml-body" => {
            (Warning, "{what} reads the old XML body; the body is JSON in {release}")
        }
        "reads-fault-wrapper" => (Warning, "{what} reads $.fault; the body is flat in {release}"),
        "pox-fault" => {
            (Warning, "a REST client gets this fault as an <Exception> element, not as JSON")
        }
        _ => return None,
    };
    Some((severity, message.to_owned()))
}
