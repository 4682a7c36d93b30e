//! The functions of XPath 1.0 that sequences use, and `get-property` (Jaxen 1.1.6, `function`;
//! wso2-synapse, `GetPropertyFunction`).

use rustc_hash::FxHashMap;

use super::element::Name;
use super::expression::known;
use super::xpath::{Context, Evaluation, Object};
use super::{Run, Stop};
use crate::expression::{
    Name as Qualified, SYSTEM_DATE, SYSTEM_TIME, SubExpression, is_property_scope,
};

/// Calls a function.
///
/// # Errors
///
/// [`Stop::Unknown`] for a function that is not among these.
pub fn call(
    on: &Evaluation<'_>,
    name: &Qualified,
    args: &[SubExpression],
    context: &Context,
) -> Run<Object> {
    let values: Vec<Object> = args.iter().map(|a| on.eval(a, context)).collect::<Run<_>>()?;
    let local = match (name.prefix.as_deref(), name.local.as_str()) {
        (_, "get-property") => return get_property(on, &values),
        (None | Some("fn"), local) => local,
        (Some(prefix), local) => {
            return Err(Stop::unknown(format!("the function {prefix}:{local}")));
        }
    };
    if let Some(done) = of_position(local, &values, context) {
        return Ok(done);
    }
    if let Some(done) = sum(on, local, &values)? {
        return Ok(done);
    }
    if let Some(done) = of_truth(local, &values) {
        return Ok(done);
    }
    let values = match (local, values.is_empty()) {
        (
            "string" | "number" | "string-length" | "normalize-space" | "local-name"
            | "namespace-uri" | "name",
            true,
        ) => {
            vec![Object::Nodes(vec![context.node.clone()])]
        }
        _ => values,
    };
    if let Some(done) = of_numbers(on, local, &values)? {
        return Ok(done);
    }
    if let Some(done) = of_names(on, local, &values)? {
        return Ok(done);
    }
    let mut texts: Vec<String> = Vec::with_capacity(values.len());
    for value in &values {
        texts.push(on.string(value)?);
        on.scope.budget.text(&texts[texts.len() - 1])?;
    }
    of_strings(local, &texts).ok_or_else(|| Stop::unknown(format!("the function {local}")))
}

fn of_position(name: &str, values: &[Object], context: &Context) -> Option<Object> {
    match (name, values) {
        ("position", []) => Some(Object::number(context.position as f64)),
        ("last", []) => Some(Object::number(context.size as f64)),
        ("count", [Object::Nodes(nodes)]) => Some(Object::number(nodes.len() as f64)),
        _ => None,
    }
}

fn sum(on: &Evaluation<'_>, name: &str, values: &[Object]) -> Run<Option<Object>> {
    let ("sum", [Object::Nodes(nodes)]) = (name, values) else { return Ok(None) };
    let mut total = 0.0;
    for node in nodes {
        total += on.number(&Object::Nodes(vec![node.clone()]))?;
    }
    Ok(Some(Object::number(total)))
}

fn of_truth(name: &str, values: &[Object]) -> Option<Object> {
    Some(Object::boolean(match (name, values) {
        ("true", []) => true,
        ("false", []) => false,
        ("not", [value]) => !value.is_true(),
        ("boolean", [value]) => value.is_true(),
        _ => return None,
    }))
}

fn of_numbers(on: &Evaluation<'_>, name: &str, values: &[Object]) -> Run<Option<Object>> {
    let [value] = values else { return Ok(None) };
    let apply: fn(f64) -> f64 = match name {
        "number" => |d| d,
        "floor" => f64::floor,
        "ceiling" => f64::ceil,
        "round" => |d| (d + 0.5).floor(),
        _ => return Ok(None),
    };
    Ok(Some(Object::number(apply(on.number(value)?))))
}

/// `local-name`, `namespace-uri` and `name` of the first node; of a text they are empty.
fn of_names(on: &Evaluation<'_>, name: &str, values: &[Object]) -> Run<Option<Object>> {
    let [Object::Nodes(nodes)] = values else { return Ok(None) };
    let of: fn(Name) -> String = match name {
        "local-name" => |name| name.local,
        "namespace-uri" => |name| name.namespace,
        // Axiom's navigator puts the namespace where the local name belongs; run on 4.0.0.
        "name" => |name| match name.prefix.is_empty() {
            true => name.local,
            false => format!("{}:{}", name.prefix, name.namespace),
        },
        _ => return Ok(None),
    };
    let found = nodes.first().map(|node| on.name(node)).transpose()?.flatten();
    Ok(Some(Object::text(found.map(of).unwrap_or_default())))
}

fn of_strings(name: &str, texts: &[String]) -> Option<Object> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(match (name, texts.as_slice()) {
        ("string", [text]) => Object::text(*text),
        ("concat", [_, _, ..]) => Object::text(texts.concat()),
        ("starts-with", [text, start]) => Object::boolean(text.starts_with(start)),
        ("contains", [text, part]) => Object::boolean(text.contains(part)),
        ("string-length", [text]) => Object::number(text.chars().count() as f64),
        ("normalize-space", [text]) => {
            Object::text(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        }
        ("substring-before", [text, part]) => {
            Object::text(text.split_once(part).map_or("", |t| t.0))
        }
        ("substring-after", [text, part]) => {
            Object::text(text.split_once(part).map_or("", |t| t.1))
        }
        ("substring", [text, from]) => Object::text(substring(text, number(from)?, f64::INFINITY)),
        ("substring", [text, from, len]) => {
            Object::text(substring(text, number(from)?, number(len)?))
        }
        ("translate", [text, from, to]) => Object::text(translate(text, from, to)),
        // Of Jaxen's own.
        ("ends-with", [text, end]) => Object::boolean(text.ends_with(end)),
        ("upper-case", [text]) => Object::text(text.to_uppercase()),
        ("lower-case", [text]) => Object::text(text.to_lowercase()),
        // wso2-synapse, `Base64EncodeFunction`, `Base64DecodeFunction`, `URLEncodeFunction`.
        ("base64Encode", [text]) => Object::text(base64(text.as_bytes())),
        ("base64Decode", [text]) => Object::text(base64_decoded(text)?),
        ("url-encode", [text]) => Object::text(url_encoded(text)),
        _ => return None,
    })
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = BASE64.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
            out.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

/// None where it is not Base64 of a text in UTF-8.
fn base64_decoded(text: &str) -> Option<String> {
    let letters = text.trim_end_matches('=').bytes();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for letter in letters {
        let value = BASE64.iter().position(|b| *b == letter)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

/// As Java's `URLEncoder` writes a text, but for blanks.
fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn substring(text: &str, from: f64, len: f64) -> String {
    let round = |d: f64| (d + 0.5).floor();
    let (first, end) = (round(from), round(from) + round(len));
    let inside = |at: usize| (at as f64) >= first && (at as f64) < end;
    text.chars().enumerate().filter(|(i, _)| inside(i + 1)).map(|(_, c)| c).collect()
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let mut becomes: FxHashMap<char, Option<char>> = FxHashMap::default();
    let mut to = to.chars();
    for c in from.chars() {
        let with = to.next();
        becomes.entry(c).or_insert(with);
    }
    text.chars().filter_map(|c| becomes.get(&c).copied().unwrap_or(Some(c))).collect()
}

/// `get-property('NAME')`, and with a scope before the name or a format behind it (wso2-synapse,
/// `GetPropertyFunction.call`).
fn get_property(on: &Evaluation<'_>, values: &[Object]) -> Run<Object> {
    let message = on.scope.message;
    let (scope, name) = match values {
        [] => return Ok(Object::text("")),
        [name] => ("default".to_owned(), on.string(name)?),
        [first, second] => match on.string(first)? {
            scope if is_property_scope(&scope) => (scope, on.string(second)?),
            name => ("default".to_owned(), name),
        },
        [scope, name, _] => (on.string(scope)?, on.string(name)?),
        _ => return Err(Stop::threw("get-property takes three arguments at most")),
    };
    if matches!(name.as_str(), SYSTEM_DATE | SYSTEM_TIME) {
        let told = message.addressing.get(&name);
        return told.map(Object::text).ok_or(Stop::unknown(name));
    }
    let found = match scope.as_str() {
        _ if name.is_empty() => return Ok(Object::text("")),
        "default" => match computed(on, &name)? {
            Some(text) => return Ok(Object::text(text)),
            None => message.properties.get(&name),
        },
        "axis2" => message.axis2_or_operation(&name),
        "transport" => message.headers.get(&name),
        "operation" => message.operation.get(&name),
        "func" => message.parameter(&name)?,
        "registry" | "system" | "env" | "file" => {
            return Err(Stop::unknown(format!("get-property of the scope {scope}")));
        }
        _ => return Ok(Object::text("")),
    };
    match found {
        Some(value) => known(value).cloned().map(Object::Java),
        None => Ok(Object::Null),
    }
}

/// The names that `get-property` computes in the default scope.
fn computed(on: &Evaluation<'_>, name: &str) -> Run<Option<String>> {
    let message = on.scope.message;
    Ok(match name {
        "MESSAGE_FORMAT" => Some(message.format.name().to_owned()),
        "To" => Some(message.to.clone().unwrap_or_default()),
        "From" | "Action" | "FaultTo" | "ReplyTo" | "RelatesTo" => {
            Some(message.addressing.get(name).cloned().unwrap_or_default())
        }
        "MessageID" if message.addressing.contains_key(name) => {
            message.addressing.get(name).cloned()
        }
        "FAULT" => Some(if message.body.is_fault() { "true" } else { "" }.to_owned()),
        "MessageID" | "OperationName" | "OperationNamespace" => {
            return Err(Stop::unknown(format!("get-property('{name}')")));
        }
        _ => None,
    })
}

/// Java's `Double.valueOf`, NaN for what it refuses.
pub(super) fn parse_number(text: &str) -> f64 {
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    let digits = text.trim_end_matches(['d', 'D', 'f', 'F']);
    match plain && !digits.contains(|c: char| c.is_ascii_alphabetic() && c != 'e' && c != 'E') {
        true => digits.parse().unwrap_or(f64::NAN),
        false => f64::NAN,
    }
}

/// A number as XPath's `string()` prints it.
pub(super) fn xpath_number(d: f64) -> String {
    match d {
        d if d.is_infinite() => if d > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        0.0 => "0".to_owned(),
        d => d.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::expression::Expression;
    use crate::gateway::engine::Engine;
    use crate::gateway::expression::Scope;
    use crate::gateway::limits::Budget;
    use crate::gateway::message::{Message, Value};
    use crate::stock::Release;

    fn shown(expression: &str) -> String {
        let mut message = Message::request("GET");
        message.properties.insert("I".to_owned(), Value::Integer(900_901));
        message.properties.insert("S".to_owned(), Value::text("s t"));
        let engine = Engine(Release::V4_0_0);
        let budget = Budget::default();
        let scope = Scope { message: &message, engine, budget: &budget };
        match scope.string(&Expression::of(expression)) {
            Ok(value) => value.unwrap_or_else(|| "null".to_owned()),
            Err(stop) => format!("{stop:?}"),
        }
    }

    #[test]
    fn functions_give_what_xpath_says() {
        assert_eq!(shown("concat('a', $ctx:M, $ctx:I)"), "a900901");
        assert_eq!(shown("substring('12345', 2, 3)"), "234");
        assert_eq!(shown("substring-after($ctx:S, ' ')"), "t");
        assert_eq!(shown("translate('abc', 'ab', 'A')"), "Ac");
        assert_eq!(shown("string-length($ctx:I) + 1"), "7.0");
        assert_eq!(shown("string(2 + 1)"), "3");
        assert_eq!(shown("$ctx:I = 900901 or string($ctx:I) = '900901'"), "true");
        assert_eq!(shown("$ctx:I = 900901"), "false");
        assert_eq!(shown("get-property('MESSAGE_FORMAT')"), "pox");
        assert_eq!(shown("$ctx:M"), "null");
        assert_eq!(shown("base64Encode('ab')"), "YWI=");
        assert_eq!(shown("base64Decode(base64Encode('Zürich'))"), "Zürich");
        assert_eq!(shown("url-encode('a b&é')"), "a%20b%26%C3%A9");
        assert!(shown("name(/*)").starts_with("soapenv:http"));
        assert!(shown("encrypt('x')").contains("encrypt"));
    }
}
