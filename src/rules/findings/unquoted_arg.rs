//! An empty value leaves no JSON behind, and neither does a text that is not a number, unless
//! QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON is set.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor.

use crate::payload::{Json, JsonKind, Piece, Reading, parse};
use crate::rules::findings::doubled_quotes::QUOTES;
use crate::rules::read::Medium;
use crate::rules::read::payloads;
use crate::rules::scene::list;
use crate::rules::typed::property;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unquoted-arg",
    effect: Effect::NOTE,
    when: "$n stands outside quotes in a JSON format.",
    help: "Quote it unless the property is always a number, true, false, null or JSON.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"message":$1}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
  <args><arg expression="$ctx:ERROR_MESSAGE"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    let quotes = |n| property(tree, n).is_some_and(|p| p.is("default", QUOTES));
    if tree.all().any(quotes) {
        return;
    }
    for (node, payload) in payloads(tree, scene.written()) {
        let Medium::Json(format, Ok(_)) = &payload.medium else { continue };
        let Ok(json) = parse(format, Reading::default()) else { continue };
        let mut bare = Vec::new();
        bare_holes(&json, format, &mut bare);
        bare.dedup();
        if bare.is_empty() {
            continue;
        }
        let message = format!(
            "{} {} outside quotes: an empty value, or one that is not a number, breaks the JSON",
            list(&bare, "and"),
            if bare.len() > 1 { "stand" } else { "stands" }
        );
        found.note(message, tree.line(node));
    }
}

/// The placeholders that stand for values outside quotes.
fn bare_holes<'f>(json: &Json, format: &'f str, found: &mut Vec<&'f str>) {
    match &json.kind {
        JsonKind::Text(_) => {}
        JsonKind::Bare(pieces) => found.extend(pieces.iter().filter_map(|p| match p {
            Piece::Hole(hole) => Some(&format[hole.span.clone()]),
            Piece::Literal(_) => None,
        })),
        JsonKind::Object(members) => {
            members.iter().for_each(|m| bare_holes(&m.value, format, found));
        }
        JsonKind::Array(items) => items.iter().for_each(|i| bare_holes(i, format, found)),
    }
}
