//! The inside of start tags and of the XML declaration, strictly: names, attributes, quotes.

use rustc_hash::FxHashMap;

use super::chars::{QName, qualified_name, reference_end, skip_blanks, visible};
use super::error::XmlError;
use super::span::Span;
use super::tree::Attribute;

/// Up to this many attributes are compared each with each.
const FEW: usize = 16;

/// The name of the element whose start tag begins at byte `at`, where `<` stands.
pub(super) fn element_name(text: &str, at: usize) -> Result<QName, XmlError> {
    qualified_name(text, at + 1).ok_or_else(|| bad_element_name(text, at))
}

#[cold]
fn bad_element_name(text: &str, at: usize) -> XmlError {
    let message = match text[at + 1..].chars().next() {
        None => "the file ends after `<`, where the name of an element is expected".to_owned(),
        Some(c) => bad_name(text, at + 1, c, "an element"),
    };
    XmlError::ill_formed((text, at), message, "Write `&lt;` for the character `<` itself.")
}

/// Why no qualified name begins at byte `at`, where `c` stands.
fn bad_name(text: &str, at: usize, c: char, of: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<' | '"' | '\'');
    let word = text[at..].split(ends).next().unwrap_or_default();
    match word {
        "" => format!("expected the name of {of}, found {}", visible(c)),
        _ => format!("`{word}` is not a valid name of {of}"),
    }
}

/// An attribute as written, its namespace not yet resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawAttribute {
    /// Its spans.
    pub attribute: Attribute,
    /// Bytes of the prefix of its name.
    pub prefix_len: usize,
}

/// The next attribute of a start tag from byte `at`, the end of what was read before. `end` is
/// where the closing `>` or `/>` begins; there the result is `None`.
pub(super) fn next_attribute(
    text: &str,
    at: usize,
    end: usize,
) -> Result<Option<RawAttribute>, XmlError> {
    let tag = &text.as_bytes()[..end];
    let start = skip_blanks(tag, at);
    if start == end {
        return Ok(None);
    }
    if start == at {
        return Err(missing_blank(text, at));
    }
    let name = qualified_name(text, start).ok_or_else(|| bad_attribute_name(text, start))?;
    let written = Span::new(start, name.end);
    let equals = skip_blanks(tag, name.end);
    if tag.get(equals) != Some(&b'=') {
        return Err(missing_value(text, written));
    }
    let open = skip_blanks(tag, equals + 1);
    let Some(&quote @ (b'"' | b'\'')) = tag.get(open) else {
        return Err(missing_quote(text, open, written));
    };
    let close = value_end(text, open, quote, written)?;
    let attribute = Attribute {
        span: Span::new(start, close + 1),
        name: written,
        value: Span::new(open + 1, close),
        namespace: 0,
    };
    Ok(Some(RawAttribute { attribute, prefix_len: name.prefix_len }))
}

/// Where the value that opens with the quote at byte `open` ends: at its closing quote.
fn value_end(text: &str, open: usize, quote: u8, name: Span) -> Result<usize, XmlError> {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    loop {
        match memchr::memchr3(quote, b'<', b'&', &bytes[at..]) {
            None => return Err(missing_close(text, open, quote, name)),
            Some(i) if bytes[at + i] == b'&' => at = reference_end(text, at + i)?,
            Some(i) if bytes[at + i] == b'<' => return Err(markup_in_value(text, at + i, name)),
            Some(i) => return Ok(at + i),
        }
    }
}

#[cold]
fn missing_blank(text: &str, at: usize) -> XmlError {
    let found = text[at..].chars().next().map_or_else(String::new, visible);
    let message = format!("expected a space, `>` or `/>`, found {found}");
    XmlError::ill_formed((text, at), message, "Separate attributes by a blank.")
}

#[cold]
fn bad_attribute_name(text: &str, at: usize) -> XmlError {
    let message = match text[at..].chars().next() {
        Some('<') => "`<` stands inside a tag, where an attribute or `>` is expected".to_owned(),
        Some(c) => bad_name(text, at, c, "an attribute"),
        None => "the file ends inside a tag".to_owned(),
    };
    XmlError::ill_formed((text, at), message, "Close the tag, or correct the name.")
}

#[cold]
fn missing_value(text: &str, name: Span) -> XmlError {
    let name_text = &text[name.range()];
    let message = format!("the attribute `{name_text}` has no value: `=` is expected after it");
    let help = format!("Write `{name_text}=\"...\"`.");
    XmlError::ill_formed((text, name.start as usize), message, &help)
}

#[cold]
fn missing_quote(text: &str, at: usize, name: Span) -> XmlError {
    let message =
        format!("the value of the attribute `{}` does not begin with a quote", &text[name.range()]);
    XmlError::ill_formed((text, at), message, "Put the value into double quotes.")
}

#[cold]
fn missing_close(text: &str, at: usize, quote: u8, name: Span) -> XmlError {
    let quote = char::from(quote);
    let name = &text[name.range()];
    let message =
        format!("the value of the attribute `{name}` is not closed: `{quote}` is expected");
    XmlError::ill_formed((text, at), message, "Close the value with the quote it begins with.")
}

#[cold]
fn markup_in_value(text: &str, at: usize, name: Span) -> XmlError {
    let name = &text[name.range()];
    let message = format!("`<` stands in the value of the attribute `{name}`");
    let help = "Write `&lt;`; or, if the value should end before, close it with its quote.";
    XmlError::ill_formed((text, at), message, help)
}

/// The first attribute that has the namespace and the local name of an earlier one: the indices
/// of both, the earlier one first.
pub(super) fn duplicate(text: &str, attributes: &[Attribute]) -> Option<(usize, usize)> {
    if attributes.len() > FEW {
        let mut seen = FxHashMap::default();
        return attributes.iter().enumerate().find_map(|(i, attribute)| {
            let earlier = seen.insert(expanded_name(text, attribute), i)?;
            Some((earlier, i))
        });
    }
    (1..attributes.len()).find_map(|i| {
        let name = expanded_name(text, &attributes[i]);
        let earlier = attributes[..i].iter().position(|a| expanded_name(text, a) == name)?;
        Some((earlier, i))
    })
}

/// The namespace and the local name. A name without namespace has no prefix, but for the names of
/// namespace declarations, which count as a whole.
fn expanded_name<'t>(text: &'t str, attribute: &Attribute) -> (u32, &'t str) {
    let name = &text[attribute.name.range()];
    let local = match attribute.namespace {
        0 => name,
        _ => name.split_once(':').map_or(name, |(_, local)| local),
    };
    (attribute.namespace, local)
}

const DECLARATION_HELP: &str = "Write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`.";

/// Checks the XML declaration that `text` begins with and whose `?>` stands at byte `end`: a
/// version, then perhaps an encoding, then perhaps `standalone`.
pub(super) fn check_declaration(text: &str, end: usize) -> Result<(), XmlError> {
    let fail = |at, message| Err(XmlError::ill_formed((text, at), message, DECLARATION_HELP));
    let mut at = "<?xml".len();
    let mut allowed = ["version", "encoding", "standalone"].as_slice();
    while let Some(RawAttribute { attribute, .. }) = next_attribute(text, at, end)? {
        at = attribute.span.end as usize;
        let (name, value) = (&text[attribute.name.range()], &text[attribute.value.range()]);
        match allowed.iter().position(|&a| a == name) {
            // Only the encoding can be left out in the middle, never the version.
            Some(index) if is_declared_value(name, value) && (index == 0 || allowed.len() < 3) => {
                allowed = &allowed[index + 1..];
            }
            _ => {
                let message =
                    format!("`{name}=\"{value}\"` has no place in an XML declaration here");
                return fail(attribute.span.start as usize, message);
            }
        }
    }
    if allowed.first() == Some(&"version") {
        return fail(0, "the XML declaration names no version".to_owned());
    }
    Ok(())
}

/// Whether an XML declaration may have that value. XML 1.1 is read as 1.0.
fn is_declared_value(name: &str, value: &str) -> bool {
    match name {
        "version" => value
            .strip_prefix("1.")
            .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())),
        "encoding" => value.starts_with(|c: char| c.is_ascii_alphabetic()),
        _ => matches!(value, "yes" | "no"),
    }
}
