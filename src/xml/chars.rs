//! Characters, names and references of XML 1.0.

use std::borrow::Cow;

use super::error::XmlError;
use super::hidden::is_hidden;

/// Whether a byte is white space to XML.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first byte of `text` from `at` on that is not white space, or the end of the text.
pub(super) fn skip_blanks(text: &[u8], at: usize) -> usize {
    let blanks = text.get(at..).unwrap_or_default().iter().take_while(|&&b| is_blank(b)).count();
    at + blanks
}

/// Whether XML 1.0 lets a character stand in a document.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character that XML 1.0 forbids.
pub(super) fn first_forbidden(text: &str) -> Option<(usize, char)> {
    // U+FFFE and U+FFFF begin with the byte EF; the loop without branches is vectorised.
    let suspicious = |chunk: &[u8]| {
        chunk.iter().fold(false, |found, &b| found | (b < b' ' && !is_blank(b)) | (b == 0xEF))
    };
    if !text.as_bytes().chunks(4096).any(suspicious) {
        return None;
    }
    text.char_indices().find(|&(_, c)| !is_allowed(c))
}

/// A character as people can see it: `U+0000` for what has no picture.
pub(super) fn visible(c: char) -> String {
    match c {
        '\n' | '\r' => "the end of the line".to_owned(),
        c if c.is_control()
            || c.is_whitespace()
            || matches!(c, '\u{FEFF}' | '\u{FFFE}'..='\u{FFFF}') =>
        {
            format!("U+{:04X}", u32::from(c))
        }
        c => format!("`{c}`"),
    }
}

const START: u8 = 1;
const CONTINUE: u8 = 2;

/// For each byte below 0x80 whether it can begin or continue a name, the colon included.
const NAME_BYTES: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' {
            table[b] = START | CONTINUE;
        } else if byte.is_ascii_digit() || byte == b'-' || byte == b'.' {
            table[b] = CONTINUE;
        }
        b += 1;
    }
    table
};

/// Whether a character beyond ASCII can begin a name.
fn is_wide_start(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether a character beyond ASCII can continue a name.
fn is_wide_continue(c: char) -> bool {
    is_wide_start(c) || matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// A qualified name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QName {
    /// One past its last byte.
    pub end: usize,
    /// Bytes of the prefix; 0 without one.
    pub prefix_len: usize,
}

/// The qualified name that begins at byte `at`; `None` if none does, or one with a colon at its
/// start or end, or with two.
pub(super) fn qualified_name(text: &str, at: usize) -> Option<QName> {
    let first = part_end(text, at)?;
    if text.as_bytes().get(first) != Some(&b':') {
        return Some(QName { end: first, prefix_len: 0 });
    }
    let end = part_end(text, first + 1)?;
    (text.as_bytes().get(end) != Some(&b':')).then_some(QName { end, prefix_len: first - at })
}

/// The end of the name without colons that begins at `at`.
pub(super) fn part_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let wanted = if end == at { START } else { CONTINUE };
        match bytes.get(end) {
            Some(b':') | None => break,
            Some(&b) if NAME_BYTES[usize::from(b)] & wanted != 0 => end += 1,
            Some(..0x80) => break,
            Some(_) => {
                let c = text[end..].chars().next()?;
                let fits = if end == at { is_wide_start(c) } else { is_wide_continue(c) };
                if !fits {
                    break;
                }
                end += c.len_utf8();
            }
        }
    }
    (end > at).then_some(end)
}

/// The character that a reference `&...;` stands for; `None` if it is not a predefined entity and no
/// character reference to what XML allows.
pub(super) fn resolve(reference: &str) -> Option<char> {
    let body = reference.strip_prefix('&')?.strip_suffix(';')?;
    match body {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = body.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(hex) => (hex, 16),
                None => (number, 10),
            };
            // `from_str_radix` would let a sign pass.
            let all_digits = digits.chars().all(|c| c.is_digit(radix));
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?;
            char::from_u32(code).filter(|&c| is_allowed(c) && !is_hidden(c))
        }
    }
}

/// The end of the reference that begins at byte `at` of a text, where `&` stands.
pub(super) fn reference_end(text: &str, at: usize) -> Result<usize, XmlError> {
    let belongs = |&&b: &&u8| b >= 0x80 || b == b'#' || NAME_BYTES[usize::from(b)] & CONTINUE != 0;
    let body = at + 1;
    let end = body + text.as_bytes()[body..].iter().take_while(belongs).count();
    if end == body || text.as_bytes().get(end) != Some(&b';') {
        let message = "`&` begins no reference such as `&amp;`".to_owned();
        let help = "Write `&amp;` for the character `&` itself.";
        return Err(XmlError::ill_formed((text, at), message, help));
    }
    let reference = &text[at..=end];
    if resolve(reference).is_some() {
        return Ok(end + 1);
    }
    let (message, help) = if reference.starts_with("&#") {
        (
            format!("`{reference}` stands for no character that XML 1.0 allows"),
            "Remove it, or write the number of the character that is meant.",
        )
    } else {
        (
            format!(
                "the entity `{reference}` is unknown: `&lt;`, `&gt;`, `&amp;`, `&quot;` or `&apos;` is expected"
            ),
            "Write the character itself or its number, such as `&#160;`; for a literal `&` write `&amp;`.",
        )
    };
    Err(XmlError::ill_formed((text, at), message, help))
}

/// The character data of raw text: references resolved, line ends as `\n`.
pub(super) fn unescape_text(raw: &str) -> Cow<'_, str> {
    match memchr::memchr2(b'&', b'\r', raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(first) => Cow::Owned(unescape(raw, first, char::from)),
    }
}

/// The value of a raw attribute value: as text, and tabs and line ends written as such are blanks.
pub(super) fn unescape_attribute(raw: &str) -> Cow<'_, str> {
    let special = |b: &u8| matches!(b, b'&' | b'\r' | b'\n' | b'\t');
    match raw.as_bytes().iter().position(special) {
        None => Cow::Borrowed(raw),
        Some(first) => {
            let blank = |b: u8| if is_blank(b) { ' ' } else { char::from(b) };
            Cow::Owned(unescape(raw, first, blank))
        }
    }
}

/// Resolves references and line ends from byte `first` on; `white` says what a literal tab or
/// line end becomes. What is not a reference stays as written.
fn unescape(raw: &str, first: usize, white: impl Fn(u8) -> char) -> String {
    let mut out = String::with_capacity(raw.len());
    let (clean, mut rest) = raw.split_at(first);
    out.push_str(clean);
    while let Some(at) = memchr::memchr3(b'&', b'\r', b'\n', rest.as_bytes()) {
        push_white(&rest[..at], &white, &mut out);
        let tail = &rest[at..];
        let taken = match tail.as_bytes() {
            [b'&', ..] => push_reference(tail, &mut out),
            [b'\r', b'\n', ..] => {
                out.push(white(b'\n'));
                2
            }
            _ => {
                out.push(white(b'\n'));
                1
            }
        };
        rest = &tail[taken..];
    }
    push_white(rest, &white, &mut out);
    out
}

/// Appends the reference that `tail` begins with, and says how many bytes that took.
fn push_reference(tail: &str, out: &mut String) -> usize {
    let len = tail.find(';').map_or(1, |i| i + 1);
    match resolve(&tail[..len]) {
        Some(c) => {
            out.push(c);
            len
        }
        None => {
            out.push('&');
            1
        }
    }
}

/// Appends text without line ends, each tab as `white` says.
fn push_white(text: &str, white: impl Fn(u8) -> char, out: &mut String) {
    let mut parts = text.split('\t');
    out.extend(parts.next());
    for part in parts {
        out.push(white(b'\t'));
        out.push_str(part);
    }
}

/// Raw text with its line ends as `\n`.
pub(super) fn normalise_line_ends(raw: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\r', raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(_) => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_borrowed() {
        for unescape in [unescape_text, unescape_attribute, normalise_line_ends] {
            assert!(matches!(unescape("a b > 'é'"), Cow::Borrowed(_)));
        }
        assert!(matches!(unescape_text("a\tb\nc"), Cow::Borrowed(_)));
    }

    #[test]
    fn references_and_line_ends_are_resolved() {
        assert_eq!(
            unescape_text("&lt;\r\n\r\t&gt;&amp;&quot;&apos;&#65;&#x20Ac;\n"),
            "<\n\n\t>&\"'A€\n"
        );
        assert_eq!(unescape_text("&amp;lt;&#13;\r\n"), "&lt;\r\n");
        assert_eq!(normalise_line_ends("a\r\n\rb&amp;\n"), "a\n\nb&amp;\n");
    }

    #[test]
    fn white_space_in_attributes_is_blanks() {
        assert_eq!(unescape_attribute("a\tb\r\nc\rd\ne"), "a b c d e");
        assert_eq!(unescape_attribute("\t&#9;&#10;&#xD;&lt;\t"), " \t\n\r< ");
    }

    #[test]
    fn what_is_no_reference_stays() {
        let odd = "& &; &nbsp; &#; &#x; &#0; &#+1; &#xD800; &#X41; &#99999999999; &a&lt";
        assert_eq!(unescape_text(odd), odd);
        assert_eq!(unescape_text("&a&lt;"), "&a<");
    }

    #[test]
    fn names_end_where_they_must() {
        let name = |text| qualified_name(text, 0).map(|n| (n.end, n.prefix_len));
        assert_eq!(name("a b"), Some((1, 0)));
        assert_eq!(name("am:fault>"), Some((8, 2)));
        assert_eq!(name("_é.-1="), Some((6, 0)));
        assert_eq!(name("日本:語"), Some((10, 6)));
        for bad in ["", "1a", "-a", ":a", "a:", "a:1", "a:b:c", "×", "\u{300}a", " a"] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }

    #[test]
    fn forbidden_characters_are_found() {
        assert_eq!(first_forbidden("a\t\r\n é\u{7F}\u{85}\u{FEFF}\u{FFFD}\u{10FFFF}"), None);
        for c in ['\0', '\u{1}', '\u{1F}', '\u{B}', '\u{FFFE}', '\u{FFFF}'] {
            assert_eq!(first_forbidden(&format!("é{c}")), Some((2, c)));
        }
    }
}
