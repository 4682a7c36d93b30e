//! A JSON format as a tree of spans.
//!
//! Synapse never parses a format: it replaces placeholders in the text and streams the result to
//! the client as it stands (wso2-synapse `JsonUtil.getNewJsonPayload`). So a format is JSON only
//! once its placeholders stand for values: letters inside quotes, any value outside. White space
//! and control characters around the format are trimmed as the factory does; an empty format is
//! what Synapse makes of it, `{}`.

use std::fmt;
use std::ops::Range;

use serde::de::IgnoredAny;

use super::placeholder::{Placeholder, placeholder_at};
use super::value::Reading;
use crate::xml::has_tag;

/// Values may nest this deep; serde_json, which confirms every result, ends at 128.
pub(super) const MAX_DEPTH: usize = 120;

/// Why a format cannot be JSON, whatever its placeholders stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonProblem {
    /// Where, as a byte offset in the format text.
    pub offset: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at offset {}", self.message, self.offset)
    }
}

impl std::error::Error for JsonProblem {}

/// A JSON value of a format with its place in the format text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json {
    /// The bytes of the value, quotes and brackets included; empty for an empty format.
    pub span: Range<usize>,
    /// What it is.
    pub kind: JsonKind,
}

/// What a [`Json`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonKind {
    /// A string.
    Text(Vec<Piece>),
    /// A number, `true`, `false`, `null`, an unquoted placeholder, or digits glued to one.
    Bare(Vec<Piece>),
    /// An object; two members may have the same key.
    Object(Vec<JsonMember>),
    /// An array.
    Array(Vec<Json>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonMember {
    /// The bytes of the key with its quotes.
    pub key_span: Range<usize>,
    /// The key.
    pub key: Vec<Piece>,
    /// The value.
    pub value: Json,
}

/// A piece of a string, a key or a bare value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, escapes resolved.
    Literal(String),
    /// A placeholder.
    Hole(Placeholder),
}

/// Parses a JSON format. Placeholders may stand inside strings and keys, and where a value may.
///
/// Strict otherwise: no comments, no trailing commas, no raw control characters in strings.
pub fn parse(format: &str, reading: Reading) -> Result<Json, JsonProblem> {
    let of_java_trim = |c: char| c <= ' ';
    let end = format.trim_end_matches(of_java_trim).len();
    let start = format.len() - format.trim_start_matches(of_java_trim).len();
    if start >= end {
        return Ok(Json { span: 0..0, kind: JsonKind::Object(Vec::new()) });
    }
    let mut parser = Parser { text: &format[..end], at: start, depth: 0, reading };
    let json = parser.value()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(json),
        Some(_) => Err(parser.expected("the end")),
    }
}

/// A bare value with a number in place of its placeholders, or without them where only that
/// makes a value (`0$1`).
pub(super) fn bare_sample(pieces: &[Piece]) -> Option<String> {
    let with = |value: &str| {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Literal(literal) => push_without_tags(&mut text, literal, value),
                Piece::Hole(_) => text.push_str(value),
            }
        }
        text
    };
    let is_json = |text: &String| serde_json::from_str::<IgnoredAny>(text).is_ok();
    [with("1"), with("")].into_iter().find(is_json)
}

/// Appends a text with a value in place of each tag of a template.
fn push_without_tags(text: &mut String, literal: &str, value: &str) {
    let mut in_tag = false;
    for c in literal.chars() {
        let is_tag = has_tag(c.encode_utf8(&mut [0; 4]));
        match (in_tag, is_tag) {
            (false, true) => text.push_str(value),
            (_, false) => text.push(c),
            (true, true) => {}
        }
        in_tag = is_tag;
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    reading: Reading,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn problem(&self, message: impl Into<String>) -> JsonProblem {
        JsonProblem { offset: self.at, message: message.into() }
    }

    fn expected(&self, what: &str) -> JsonProblem {
        match self.text[self.at..].chars().next() {
            Some(found) => self.problem(format!("expected {what}, found `{found}`")),
            None => self.problem(format!("expected {what}, found the end")),
        }
    }

    fn placeholder(&mut self) -> Option<Piece> {
        let placeholder = placeholder_at(self.text, self.at, self.reading)?;
        self.at = placeholder.span.end;
        Some(Piece::Hole(placeholder))
    }

    fn value(&mut self) -> Result<Json, JsonProblem> {
        self.skip_space();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => JsonKind::Text(self.string()?),
            _ => self.bare()?,
        };
        Ok(Json { span: start..self.at, kind })
    }

    fn nested(
        &mut self,
        inner: fn(&mut Self) -> Result<JsonKind, JsonProblem>,
    ) -> Result<JsonKind, JsonProblem> {
        if self.depth == MAX_DEPTH {
            return Err(self.problem(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        self.at += 1;
        let kind = inner(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn object(&mut self) -> Result<JsonKind, JsonProblem> {
        let mut members = Vec::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(JsonKind::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a member name in quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            let key_span = start..self.at;
            self.skip_space();
            if !self.take(b':') {
                return Err(self.expected("`:`"));
            }
            let value = self.value()?;
            members.push(JsonMember { key_span, key, value });
            self.skip_space();
            if self.take(b'}') {
                return Ok(JsonKind::Object(members));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self) -> Result<JsonKind, JsonProblem> {
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(JsonKind::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take(b']') {
                return Ok(JsonKind::Array(items));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// Everything up to white space or punctuation, placeholders included.
    fn bare(&mut self) -> Result<JsonKind, JsonProblem> {
        let start = self.at;
        let mut pieces = Vec::new();
        while let Some(next) = self.text[self.at..].chars().next() {
            if let Some(hole) = self.placeholder() {
                pieces.push(hole);
            } else if next <= ' ' || "{}[],:\"".contains(next) {
                break;
            } else {
                push(&mut pieces, next);
                self.at += next.len_utf8();
            }
        }
        if bare_sample(&pieces).is_some() {
            return Ok(JsonKind::Bare(pieces));
        }
        let token = &self.text[start..self.at];
        let error = match token {
            "" => self.expected("a value"),
            token => JsonProblem {
                offset: start,
                message: format!("expected a value, found `{token}`: a string needs quotes"),
            },
        };
        Err(error)
    }

    fn string(&mut self) -> Result<Vec<Piece>, JsonProblem> {
        self.at += 1;
        let mut pieces = Vec::new();
        loop {
            if let Some(hole) = self.placeholder() {
                pieces.push(hole);
                continue;
            }
            let Some(next) = self.text[self.at..].chars().next() else {
                return Err(self.expected("`\"` to close the string"));
            };
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(pieces);
                }
                '\\' => {
                    let decoded = self.escape()?;
                    push(&mut pieces, decoded);
                }
                '\n' | '\r' => return Err(self.problem("a line break inside a string")),
                '\0'..' ' => return Err(self.problem("a control character inside a string")),
                _ => {
                    push(&mut pieces, next);
                    self.at += next.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonProblem> {
        let decoded = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.problem("`\\` that escapes nothing")),
        };
        self.at += 2;
        Ok(decoded)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonProblem> {
        let four_hex = |at: usize| -> Option<u32> {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            let all_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
            all_hex.then(|| u32::from_str_radix(digits, 16).ok())?
        };
        let first = four_hex(self.at);
        let second = four_hex(self.at + 6);
        let (code, length) = match (first, second) {
            (Some(high @ 0xD800..0xDC00), Some(low @ 0xDC00..0xE000)) => {
                (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12)
            }
            (Some(code), _) => (code, 6),
            (None, _) => return Err(self.problem("`\\u` without four hexadecimal digits")),
        };
        let Some(decoded) = char::from_u32(code) else {
            return Err(self.problem("half of a surrogate pair"));
        };
        self.at += length;
        Ok(decoded)
    }
}

fn push(pieces: &mut Vec<Piece>, c: char) {
    match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push(c),
        _ => pieces.push(Piece::Literal(c.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(format: &str) -> (usize, String) {
        let problem = parse(format, Reading::default()).expect_err(format);
        (problem.offset, problem.message)
    }

    #[test]
    fn spans_cover_keys_and_values_with_their_quotes() {
        let format = "\n { \"a\" : \"x$1\", \"b\":[ $2 ,true] }\n";
        let json = parse(format, Reading::default()).expect("JSON");
        assert_eq!(&format[json.span.clone()], format.trim());
        let JsonKind::Object(members) = &json.kind else { panic!("{json:?}") };
        assert_eq!(&format[members[0].key_span.clone()], "\"a\"");
        assert_eq!(&format[members[0].value.span.clone()], "\"x$1\"");
        let JsonKind::Array(items) = &members[1].value.kind else { panic!("{json:?}") };
        assert_eq!(&format[items[0].span.clone()], "$2");
        assert_eq!(&format[items[1].span.clone()], "true");
    }

    #[test]
    fn escapes_and_surrogate_pairs_are_decoded() {
        let format = r#""\"\\\/\b\f\n\r\té\ud83d\ude00$5$1""#;
        let JsonKind::Text(pieces) = parse(format, Reading::default()).expect("JSON").kind else {
            panic!("a string");
        };
        let decoded = "\"\\/\u{8}\u{c}\n\r\té\u{1f600}";
        assert_eq!(pieces[0], Piece::Literal(decoded.to_owned()));
        assert!(matches!(&pieces[1], Piece::Hole(hole) if &format[hole.span.clone()] == "$5"));
    }

    #[test]
    fn an_escaped_dollar_is_no_placeholder() {
        let json = parse("\"\\u00241\"", Reading::default()).expect("JSON");
        assert_eq!(json.kind, JsonKind::Text(vec![Piece::Literal("$1".to_owned())]));
    }

    #[test]
    fn placeholders_may_stand_where_a_value_may() {
        for format in ["$1", "{\"a\":$1}", "[$1,$2]", "{\"$1\":-$2.5}", "[1$1,0$1,$1e3]"] {
            assert!(parse(format, Reading::default()).is_ok(), "{format}");
        }
    }

    #[test]
    fn inline_properties_are_placeholders_on_demand() {
        let inline = Reading { inline_ctx: true };
        assert!(parse("{\"a\":$ctx:CODE}", inline).is_ok());
        assert!(parse("{\"a\":$ctx:CODE}", Reading::default()).is_err());
    }

    #[test]
    fn problems_name_the_place() {
        assert_eq!(problem("{\"a\":}"), (5, "expected a value, found `}`".to_owned()));
        assert_eq!(problem("{\"a\":1 $1}").0, 7);
        assert_eq!(problem("{\"a\":1,}").0, 7);
        assert_eq!(problem("[1").1, "expected `,` or `]`, found the end");
        assert_eq!(problem("\"a\nb\"").1, "a line break inside a string");
        assert_eq!(problem("\"a\\q\"").1, "`\\` that escapes nothing");
        assert_eq!(problem("\"\\ud800\"").1, "half of a surrogate pair");
        assert_eq!(problem("{} {}").0, 3);
        assert_eq!(
            problem("{\"a\":oops}").1,
            "expected a value, found `oops`: a string needs quotes"
        );
        assert_eq!(problem("{'a':1}").1, "expected a member name in quotes, found `'`");
    }

    #[test]
    fn deep_nesting_is_refused_not_overflowed() {
        let deep = "[".repeat(100_000);
        assert!(problem(&deep).1.starts_with("nested deeper"));
    }

    #[test]
    fn an_empty_format_is_an_empty_object() {
        let json = parse(" \n", Reading::default()).expect("Synapse sends {}");
        assert_eq!(json.kind, JsonKind::Object(Vec::new()));
    }
}
