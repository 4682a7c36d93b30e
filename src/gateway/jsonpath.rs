//! JSONPath of the simple kind: members and indexes from the root (wso2-synapse,
//! `SynapseJsonPath`, over Jayway's JsonPath).

use super::json::{Json, quoted};
use super::{Run, Stop};

/// What a path finds.
///
/// # Errors
///
/// [`Stop::Unknown`] for paths with wildcards, slices, filters or functions.
pub fn find(json: &Json, path: &str) -> Run<Option<Json>> {
    let unknown = || Stop::unknown(format!("the JSONPath {path}"));
    let mut rest = path.trim().strip_prefix('$').ok_or_else(unknown)?;
    let mut at = Some(json);
    loop {
        rest = match rest.as_bytes() {
            // A dot at the end means nothing.
            [] | [b'.'] => return Ok(at.cloned()),
            [b'.', ..] => {
                let name = &rest[1..];
                let len = name.find(['.', '[']).unwrap_or(name.len());
                let (name, rest) = name.split_at(len);
                let simple = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@');
                if name.is_empty() || !name.chars().all(simple) {
                    return Err(unknown());
                }
                at = at.and_then(|json| json.member(name));
                rest
            }
            [b'[', ..] => {
                let end = rest.find(']').ok_or_else(unknown)?;
                at = step(at, rest[1..end].trim()).ok_or_else(unknown)?;
                &rest[end + 1..]
            }
            _ => return Err(unknown()),
        };
    }
}

/// A step in brackets: an index or a quoted name; none for anything else.
#[allow(clippy::option_option)]
fn step<'j>(at: Option<&'j Json>, inside: &str) -> Option<Option<&'j Json>> {
    let unquoted = |q: char| inside.strip_prefix(q).and_then(|t| t.strip_suffix(q));
    if let Some(name) = unquoted('\'').or_else(|| unquoted('"')) {
        let plain = !name.contains(['\'', '"', '\\', ',']);
        return plain.then(|| at.and_then(|json| json.member(name)));
    }
    let index: usize = inside.parse().ok()?;
    Some(match at {
        Some(Json::Array(items)) => items.get(index),
        _ => None,
    })
}

/// What was found, as a string: a string without its quotes, anything else as JSON.
pub fn shown(json: &Json) -> String {
    match json {
        Json::String(s) => s.clone(),
        other => write(other),
    }
}

/// JSON with its numbers as Java's parser keeps them: `1.50` is the double 1.5.
fn write(json: &Json) -> String {
    match json {
        Json::Number(text) => number(text),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(write).collect();
            format!("[{}]", items.join(","))
        }
        Json::Object(members) => {
            let member = |(k, v): &(String, Json)| format!("{}:{}", quoted(k), write(v));
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.write(),
    }
}

fn number(text: &str) -> String {
    match text.contains(['.', 'e', 'E']) {
        true => text
            .parse::<f64>()
            .map_or_else(|_| text.to_owned(), |d| super::Value::Double(d).to_string()),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_indexes_are_found() {
        let json = Json::parse(r#"{"o":{"k":"v"},"a":[1,"x"],"f":1.50}"#).unwrap();
        let find = |p| find(&json, p).map(|found| found.map(|j| shown(&j)));
        let text = |t: &str| Ok(Some(t.to_owned()));
        assert_eq!(find("$.o.k"), text("v"));
        assert_eq!(find("$['o'].k."), text("v"));
        assert_eq!(find("$.a[1]"), text("x"));
        assert_eq!(find("$.o"), text("{\"k\":\"v\"}"));
        assert_eq!(find("$.f"), text("1.5"));
        assert_eq!((find("$.a[9]"), find("$.a.b")), (Ok(None), Ok(None)));
        assert!(find("$..k").is_err() && find("$.a[*]").is_err() && find("k").is_err());
    }
}
