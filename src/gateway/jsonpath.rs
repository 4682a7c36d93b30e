//! What a JSONPath finds (Jayway's json-path, `internal/token`; wso2-synapse, `SynapseJsonPath`).

use super::engine::Engine;
use super::json::{Json, quoted};
use super::{Run, Stop};
use crate::expression::{JsonPath, JsonStep};

/// What a path finds: where it may find more than one value, a list of them.
///
/// # Errors
///
/// [`Stop::Unknown`] for paths with filters or functions.
pub fn find(json: &Json, path: &JsonPath, engine: Engine) -> Run<Option<Json>> {
    let unknown = || Stop::unknown(format!("the JSONPath {}", path.text()));
    let steps = path.steps().ok_or_else(unknown)?;
    if let ([JsonStep::Members(_)], Json::Array(_), true) =
        (steps, json, engine.finds_null_in_lists())
    {
        return Ok(Some(Json::Null));
    }
    let mut found = vec![json];
    let mut definite = true;
    for step in steps {
        definite &= step.is_definite();
        let mut next = Vec::new();
        for json in found {
            match step {
                JsonStep::Members(names) if names.len() == 1 => {
                    next.extend(names.iter().filter_map(|name| json.member(name)));
                }
                JsonStep::Indexes(indexes) => {
                    next.extend(indexes.iter().filter_map(|at| item(json, *at)));
                }
                JsonStep::Slice(from, to) => next.extend(slice(json, *from, *to)),
                JsonStep::All => next.extend(children(json)),
                JsonStep::Deep => all_below(json, &mut next),
                JsonStep::Members(_) | JsonStep::Filter(_) => return Err(unknown()),
            }
        }
        found = next;
    }
    match definite {
        true => Ok(found.first().map(|json| (*json).clone())),
        false => Ok(Some(Json::Array(found.into_iter().cloned().collect()))),
    }
}

fn children(json: &Json) -> Vec<&Json> {
    match json {
        Json::Array(items) => items.iter().collect(),
        Json::Object(members) => members.iter().map(|m| &m.1).collect(),
        _ => Vec::new(),
    }
}

/// A value and all below it.
fn all_below<'j>(json: &'j Json, out: &mut Vec<&'j Json>) {
    out.push(json);
    children(json).into_iter().for_each(|child| all_below(child, out));
}

/// The place of an index in a list: one below zero counts from the end.
fn place(at: i64, len: usize) -> Option<usize> {
    match usize::try_from(at) {
        Ok(at) => Some(at),
        Err(_) => len.checked_sub(usize::try_from(at.unsigned_abs()).ok()?),
    }
}

fn item(json: &Json, at: i64) -> Option<&Json> {
    let Json::Array(items) = json else { return None };
    items.get(place(at, items.len())?)
}

fn slice(json: &Json, from: Option<i64>, to: Option<i64>) -> &[Json] {
    let Json::Array(items) = json else { return &[] };
    let len = items.len();
    let from = from.map_or(0, |at| place(at, len).unwrap_or(0));
    let to = to.map_or(len, |at| place(at, len).unwrap_or(0).min(len));
    items.get(from..to).unwrap_or_default()
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
    use crate::expression::{Expression, Syntax};
    use crate::stock::Release;

    #[test]
    fn members_and_indexes_are_found() {
        let json = Json::parse(r#"{"o":{"k":"v"},"a":[1,"x"],"f":1.50}"#).unwrap();
        let find = |p| {
            let read = Expression::read(p, Syntax::JsonPath, |_| None);
            find(&json, read.json_path().unwrap(), Engine(Release::V4_0_0))
                .map(|found| found.map(|j| shown(&j)))
        };
        let text = |t: &str| Ok(Some(t.to_owned()));
        assert_eq!(find("$.o.k"), text("v"));
        assert_eq!(find("$['o'].k."), text("v"));
        assert_eq!((find("$.a[1]"), find("$.a[-1]")), (text("x"), text("x")));
        assert_eq!(find("$.o"), text("{\"k\":\"v\"}"));
        assert_eq!(find("$.f"), text("1.5"));
        assert_eq!((find("$.a[9]"), find("$.a.b")), (Ok(None), Ok(None)));
        assert_eq!((find("$..k"), find("$.a[*]")), (text("[\"v\"]"), text("[1,\"x\"]")));
        assert_eq!(find("a[0:1]"), text("[1]"));
        assert!(find("$.a[?(@ == 1)]").is_err());
    }
}
