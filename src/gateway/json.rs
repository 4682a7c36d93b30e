//! JSON as the gateway sees it: members in order, also repeated ones, and numbers as written.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::limits::{MAX_LEVELS, Unread};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, its members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text that is one JSON value.
    ///
    /// # Errors
    ///
    /// [`Unread`] where it is none, or nests too deep.
    pub fn parse(text: &str) -> Result<Self, Unread> {
        if levels(text) > MAX_LEVELS {
            return Err(Unread::TooDeep);
        }
        let raw: Result<&RawValue, _> = serde_json::from_str(text);
        raw.ok().and_then(|raw| Self::of(raw.get())).ok_or(Unread::Malformed)
    }

    /// Reads a text that serde has read once.
    fn of(text: &str) -> Option<Self> {
        Some(match text.as_bytes().first()? {
            b'{' => Self::Object(serde_json::from_str::<Members>(text).ok()?.0),
            b'[' => {
                let items: Items = serde_json::from_str(text).ok()?;
                Self::Array(items.0)
            }
            b'"' => Self::String(serde_json::from_str(text).ok()?),
            b't' => Self::Bool(true),
            b'f' => Self::Bool(false),
            b'n' => Self::Null,
            _ => Self::Number(text.to_owned()),
        })
    }

    /// As compact text, numbers as they were written.
    pub fn write(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(b) => b.to_string(),
            Self::Number(n) => n.clone(),
            Self::String(s) => quoted(s),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::write).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let member = |(k, v): &(String, Json)| format!("{}:{}", quoted(k), v.write());
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    /// A member of an object; of repeated ones the last.
    pub fn member(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(k, _)| k == name).map(|m| &m.1),
            _ => None,
        }
    }
}

/// A string with its quotes, escaped as Gson does without its HTML escapes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// How deep brackets nest outside of strings.
fn levels(text: &str) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'{' | b'[') => now += 1,
            (false, b'}' | b']') => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

struct Members(Vec<(String, Json)>);
struct Items(Vec<Json>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((name, raw)) = map.next_entry::<String, &RawValue>()? {
                    let value = Json::of(raw.get())
                        .ok_or_else(|| serde::de::Error::custom("no JSON value"))?;
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Read)
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Items;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items, A::Error> {
                let mut items = Vec::new();
                while let Some(raw) = seq.next_element::<&RawValue>()? {
                    let value = Json::of(raw.get())
                        .ok_or_else(|| serde::de::Error::custom("no JSON value"))?;
                    items.push(value);
                }
                Ok(Items(items))
            }
        }
        from.deserialize_seq(Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_repeats_and_numbers_stay() {
        let text = r#"{"b":1.50,"a":[1e5,null,{"x":"\n\""}],"b":true}"#;
        let json = Json::parse(text).unwrap();
        assert_eq!(json.write(), text);
        assert_eq!(json.member("b"), Some(&Json::Bool(true)));
        assert_eq!(Json::parse("{\"a\":}"), Err(Unread::Malformed));
        assert_eq!(Json::parse("{} {}"), Err(Unread::Malformed));
    }

    #[test]
    fn it_nests_as_deep_as_the_limit() {
        let nested = |levels| format!("{}\"[[\\\"[[\"{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(&nested(MAX_LEVELS)).is_ok());
        assert_eq!(Json::parse(&nested(MAX_LEVELS + 1)), Err(Unread::TooDeep));
        assert_eq!(Json::parse(&nested(100_000)), Err(Unread::TooDeep));
    }
}
