//! Run on the engines of 2.6.0 to 4.0.0: quotes are added around every text that is not a number,
//! true, false, null or JSON, whether or not the format has them. With quotes in the format too,
//! the body is not valid JSON.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor: it adds quotes whether or not the
//! format has them.

use crate::expression::Expression;
use crate::payload::{Arg, Hole, Json, JsonKind, Piece, Reading, parse};
use crate::program::{Ix, sets_property};
use crate::rules::flows::{from, quotes};
use crate::rules::read::Medium;
use crate::rules::read::payloads;
use crate::rules::typed::literal;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "doubled-quotes",
    effect: Effect::ERROR,
    when: "QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON is true before a JSON payload with $n in quotes.",
    help: "Remove the property again before the payload, or take the quotes around $n out of the format.",
    example: Example::of(
        r#"<property name="QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON" value="true"/>
<payloadFactory media-type="json">
  <format>{"message":"$1"}</format>
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
    let tree = scene.merged;
    if !tree.all().any(|n| sets_property(tree, n, "default", QUOTES)) {
        return;
    }
    for (node, payload) in payloads(tree, tree.all()) {
        let Some(property) = quotes_before(scene, node) else { continue };
        if !scene.is_own(property) && !scene.is_own(node) {
            continue;
        }
        let Medium::Json(format, _) = &payload.medium else { continue };
        let Ok(json) = parse(format, Reading::default()) else { continue };
        let Some(n) = quoted_text(&json, &payload.args) else { continue };
        let message = format!(
            "{QUOTES} adds quotes around ${n}, which the format has in quotes already: the JSON \
             breaks"
        );
        let from = if scene.is_own(property) { property } else { node };
        found.error(message, scene.line(from));
    }
}

/// The property that has the engine put quotes around texts in JSON payloads.
pub(in crate::rules) const QUOTES: &str = "QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON";

/// The properties that Java sets as an `Integer`, which get no quotes.
const NUMBERS: [&str; 2] = ["$ctx:ERROR_CODE", "$ctx:HTTP_RESPONSE_STATUS_CODE"];

/// The property that switches quotes on for a payload.
fn quotes_before(scene: &Scene<'_, '_>, payload: Ix) -> Option<Ix> {
    let tree = scene.merged;
    let on = |n: &Ix| {
        sets_property(tree, *n, "default", QUOTES)
            && literal(tree, *n).is_some_and(|v| v.eq_ignore_ascii_case("true"))
    };
    let set = from(scene.new.seen(payload), &quotes())?;
    scene.new.writers(set).find(on)
}

/// The first `$n` inside quotes that may be a text.
fn quoted_text(json: &Json, args: &[Arg]) -> Option<u32> {
    let text = |pieces: &[Piece]| {
        pieces.iter().find_map(|piece| match piece {
            Piece::Hole(placeholder) => match placeholder.hole {
                Hole::Number(n) => {
                    let arg = args.get((n as usize).checked_sub(1)?)?;
                    (!is_number(arg)).then_some(n)
                }
                Hole::Ctx(_) => None,
            },
            Piece::Literal(_) => None,
        })
    };
    match &json.kind {
        JsonKind::Text(pieces) => text(pieces),
        JsonKind::Bare(_) => None,
        JsonKind::Object(members) => {
            members.iter().find_map(|m| text(&m.key).or_else(|| quoted_text(&m.value, args)))
        }
        JsonKind::Array(items) => items.iter().find_map(|i| quoted_text(i, args)),
    }
}

/// Whether an arg is a number whatever the message.
fn is_number(arg: &Arg) -> bool {
    let attribute = |name| arg.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    match attribute("value") {
        Some(value) => value.parse::<f64>().is_ok(),
        None => attribute("expression")
            .is_some_and(|text| NUMBERS.contains(&&*Expression::of(text).canonical())),
    }
}
