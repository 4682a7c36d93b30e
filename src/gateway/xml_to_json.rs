//! XML as JSON: what the JSON formatter writes of an XML body (wso2-synapse,
//! `commons/json/JsonUtil.toJsonStream` and `commons/staxon/core/json`; each case was run).
//!
//! The root stays as the outer member, prefixes go, text that reads as a JSON scalar becomes one,
//! attributes become `@name`, and neighbours of one name become an array.

use super::element::{Element, Node};
use super::json::quoted;

/// Why XML has no JSON that the walk knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoJson {
    /// This text stands beside elements: the gateway's formatter fails there.
    Mixed(String),
    /// This number has an exponent beyond what Java's `BigDecimal` holds.
    Number(String),
}

/// The JSON text of an element.
///
/// # Errors
///
/// [`NoJson`] says what stands in the way.
pub fn xml_to_json(element: &Element) -> Result<String, NoJson> {
    match element.name.local.as_str() {
        "jsonObject" => match value(element)?.as_str() {
            "null" => Ok("{}".to_owned()),
            json => Ok(json.to_owned()),
        },
        "jsonArray" => {
            let items: Vec<String> = element.elements().map(value).collect::<Result<_, _>>()?;
            Ok(format!("[{}]", items.join(",")))
        }
        _ => Ok(format!("{{{}:{}}}", quoted(&element.name.local), value(element)?)),
    }
}

/// The JSON of what an element holds.
fn value(element: &Element) -> Result<String, NoJson> {
    let text = element.own_text();
    let has_elements = element.elements().next().is_some();
    if has_elements && !text.trim().is_empty() {
        let first = element.children.iter().find_map(|n| match n {
            Node::Text(t) if !t.trim().is_empty() => Some(t.clone()),
            _ => None,
        });
        return Err(NoJson::Mixed(first.unwrap_or_default()));
    }
    let mut members: Vec<String> = Vec::new();
    for (name, value) in &element.attributes {
        members.push(format!("{}:{}", quoted(&format!("@{}", name.local)), quoted(value)));
    }
    if !has_elements {
        let scalar = scalar(&text, element.children.is_empty())?;
        return Ok(match (members.is_empty(), scalar) {
            (true, scalar) => scalar.unwrap_or_else(|| "null".to_owned()),
            (false, None) => format!("{{{}}}", members.join(",")),
            (false, Some(text)) => format!("{{{},\"$\":{text}}}", members.join(",")),
        });
    }
    let children: Vec<&Element> = element.elements().collect();
    // What stands for a JSON object is one, wherever it stands.
    if let ([only], true) = (children.as_slice(), members.is_empty())
        && only.name.local == "jsonObject"
    {
        return value(only);
    }
    for group in children.chunk_by(|a, b| a.name.local == b.name.local) {
        let values: Vec<String> = group.iter().map(|e| value(e)).collect::<Result<_, _>>()?;
        let name = quoted(&group[0].name.local);
        members.push(match values.as_slice() {
            [only] => format!("{name}:{only}"),
            all => format!("{name}:[{}]", all.join(",")),
        });
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// Text as a JSON scalar; none where there is nothing but white space.
fn scalar(text: &str, nothing: bool) -> Result<Option<String>, NoJson> {
    if nothing || text.trim().is_empty() {
        return Ok(None);
    }
    if matches!(text, "true" | "false" | "null") {
        return Ok(Some(text.to_owned()));
    }
    match is_number(text) {
        true => decimal(text).map(Some).ok_or_else(|| NoJson::Number(text.to_owned())),
        false => Ok(Some(quoted(text))),
    }
}

fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let starts = rest.starts_with(|c: char| c.is_ascii_digit());
    let looks =
        starts && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    looks && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

/// A JSON number as `BigDecimal.toString` and `BigInteger.toString` print it; none where its
/// exponent is beyond Java's.
fn decimal(text: &str) -> Option<String> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], i64::from(rest[at + 1..].parse::<i32>().ok()?)),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = match digits.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let sign = if digits == "0" { "" } else { sign };
    let scale = fraction.len() as i64 - exponent;
    let adjusted = digits.len() as i64 - 1 - scale;
    if scale == 0 {
        return Some(format!("{sign}{digits}"));
    }
    if scale > 0 && adjusted >= -6 {
        let scale = scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        return Some(format!("{sign}{whole}.{fraction}"));
    }
    let (first, more) = digits.split_at(1);
    let point = if more.is_empty() { "" } else { "." };
    i32::try_from(scale).ok()?;
    Some(format!("{sign}{first}{point}{more}E{adjusted:+}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        xml_to_json(&Element::parse(text).unwrap()).unwrap_or_else(|why| format!("{why:?}"))
    }

    #[test]
    fn wrapper_numbers_arrays_and_attributes() {
        assert_eq!(
            json("<p:r xmlns:p='u' id='7'><a>1</a><a>x</a><b/><a>2</a></p:r>"),
            r#"{"r":{"@id":"7","a":[1,"x"],"b":null,"a":2}}"#
        );
        assert_eq!(json("<r><a x='true'>t</a></r>"), r#"{"r":{"a":{"@x":"true","$":"t"}}}"#);
        assert_eq!(json("<jsonObject><a>1</a></jsonObject>"), r#"{"a":1}"#);
        assert_eq!(json("<r>t<a/></r>"), "Mixed(\"t\")");
    }

    #[test]
    fn numbers_print_as_java_prints_them() {
        let all = ["1", "1.50", "1e5", "-0", "012", "+1", "1.", " 1", "-1.5", "true", "0.00000001"];
        let shown = all.map(|n| json(&format!("<r>{n}</r>")));
        let expected = [
            "1", "1.50", "1E+5", "0", "\"012\"", "\"+1\"", "\"1.\"", "\" 1\"", "-1.5", "true",
            "1E-8",
        ];
        assert_eq!(shown, expected.map(|n| format!("{{\"r\":{n}}}")));
        for beyond in ["1e-9223372036854775808", "1e99999999999999999999", "0.1e-2147483648"] {
            assert_eq!(json(&format!("<r>{beyond}</r>")), format!("Number({beyond:?})"));
        }
    }
}
