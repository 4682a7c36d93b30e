//! What becomes of the values that are put into a payload: `escaped-arg`, `doubled-quotes`,
//! `inline-expression`.

use crate::model::{Finding, Severity};
use crate::payload::{Arg, Hole, Json, JsonKind, Piece, Reading, parse, placeholders};
use crate::program::{Ix, Kind, Tree, sets_property};
use crate::xml::{Document, escape_attribute};

use super::message::came_through;
use super::read::{Medium, Payload};
use super::{Scene, code, read_payload};

/// The payloads of the merged file that are the operator's.
pub(super) fn own_payloads<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, Payload)> + 's {
    let tree = scene.merged;
    scene
        .own()
        .filter(|&n| tree.kind(n) == Kind::PayloadFactory)
        .map(|n| (n, read_payload(tree, n, Reading::default())))
}

/// The literal values that a format puts in.
pub(super) fn values<'p>(
    format: &'p str,
    args: &'p [Arg],
) -> impl Iterator<Item = (u32, &'p str)> + 'p {
    let used = |n: u32| placeholders(format).any(|(_, p)| p == n);
    (1..).zip(args).filter(move |&(n, _)| used(n)).filter_map(|(n, arg)| {
        let value = arg.attributes.iter().find(|(name, _)| name == "value")?;
        Some((n, value.1.as_str()))
    })
}

/// A text as the engine would read it where it takes it for markup.
pub(super) fn as_markup(value: &str) -> Option<Document> {
    let value = value.trim();
    let looks = value.len() >= 4 && value.starts_with('<') && value.ends_with('>');
    let doc = looks.then(|| Document::parse(&format!("<all>{value}</all>")).ok()).flatten()?;
    let has_elements = doc.child_elements(doc.root()).next().is_some();
    has_elements.then_some(doc)
}

/// An `<arg value="..">` of a JSON payload with characters that XML escapes.
///
/// Run on the engines of 1.10.0 to 4.6.0: the value is escaped for XML before it is put in, so
/// clients read `it&apos;s`; one that is markup is put in as JSON instead. literal="true" changes
/// neither.
pub(super) fn escaped_arg(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    for (node, payload) in own_payloads(scene) {
        let Medium::Json(format, _) = &payload.medium else { continue };
        for (n, value) in values(format, &payload.args) {
            let message = if as_markup(value).is_some() {
                format!("${n} is no text: the value {value} is markup, which becomes JSON there")
            } else if value.contains(['&', '<', '>', '"', '\'']) {
                let escaped = escape_attribute(value).replace('>', "&gt;").replace('\'', "&apos;");
                format!("clients see {escaped} for ${n}: the value of an arg is escaped for XML")
            } else {
                continue;
            };
            let line = scene.line(node);
            found.push(code::ESCAPED_ARG.finding(Severity::Warning, message, line));
        }
    }
}

/// The property that has the engine put quotes around texts in JSON payloads.
const QUOTES: &str = "QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON";

/// The properties that Java sets as an `Integer`, which get no quotes.
const NUMBERS: [&str; 2] = ["$ctx:ERROR_CODE", "$ctx:HTTP_RESPONSE_STATUS_CODE"];

/// [`QUOTES`] before a JSON payload that has quotes of its own around a text.
///
/// Run on the engines of 2.6.0 to 4.0.0: quotes are added around every text that is no number,
/// true, false, null or JSON, whether or not the format has them.
pub(super) fn doubled_quotes(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for node in tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory) {
        let Some(property) = quotes_before(tree, node) else { continue };
        if !scene.is_own(property) && !scene.is_own(node) {
            continue;
        }
        let payload = read_payload(tree, node, Reading::default());
        let Medium::Json(format, _) = &payload.medium else { continue };
        let Ok(json) = parse(format, Reading::default()) else { continue };
        let Some(n) = quoted_text(&json, &payload.args) else { continue };
        let message = format!(
            "{QUOTES} adds quotes around ${n}, which the format has in quotes already: the JSON \
             breaks"
        );
        let from = if scene.is_own(property) { property } else { node };
        found.push(code::DOUBLED_QUOTES.finding(Severity::Error, message, scene.line(from)));
    }
}

/// The property that switches quotes on for a payload.
fn quotes_before(tree: &Tree<'_>, payload: Ix) -> Option<Ix> {
    let names = |n: Ix| {
        tree.kind(n) == Kind::Property
            && tree.attr(n, "name") == Some(QUOTES)
            && tree.attr(n, "scope").is_none()
    };
    let on = |n: Ix| {
        sets_property(tree, n, "default", QUOTES)
            && tree.attr(n, "value").is_some_and(|v| v.eq_ignore_ascii_case("true"))
    };
    let around = |n: Ix| tree.parent(n).is_some_and(|list| tree.contains(list, payload));
    came_through(tree, payload).find(|&n| on(n) || names(n) && around(n)).filter(|&n| on(n))
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
        None => attribute("expression").is_some_and(|text| {
            let canonical = crate::expression::canonical(text, |_| None);
            NUMBERS.contains(&canonical.as_str())
        }),
    }
}

/// An expression inside a format.
///
/// Run on the engines of 1.10.0 to 4.0.0: `$axis2:` and `$trp:` never were replaced there, and
/// `$ctx:` not since 2.2.0; clients see them as they stand.
pub(super) fn inline_expression(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let doc = scene.merged.doc;
    for (node, payload) in own_payloads(scene) {
        let format = match &payload.medium {
            Medium::Json(format, _) => format.as_str(),
            Medium::Xml(root, _) => doc.slice(doc.node(*root).span),
            Medium::Opaque => continue,
        };
        // The rule `inline-ctx` is about JSON with `$ctx:` that some release replaced.
        let rewritten = scene.setting.rewriting.reading.inline_ctx && payload.is_json();
        let scopes = ["ctx", "axis2", "trp", "operation", "func", "url", "sys"];
        let scopes = scopes.into_iter().filter(|&s| s != "ctx" || !rewritten);
        let Some(variable) = scopes.filter_map(|s| inline(format, s)).next() else { continue };
        let message = format!("{variable} in this payload goes out as it stands");
        let line = scene.line(node);
        found.push(code::INLINE_EXPRESSION.finding(Severity::Warning, message, line));
    }
}

/// The first `$scope:NAME` of a text.
fn inline(text: &str, scope: &str) -> Option<String> {
    let start = format!("${scope}:");
    text.match_indices(&start).find_map(|(at, _)| {
        let name = &text[at + start.len()..];
        let of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let name = &name[..name.find(|c| !of_name(c)).unwrap_or(name.len())];
        (!name.is_empty()).then(|| format!("{start}{name}"))
    })
}
