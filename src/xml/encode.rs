//! Text back to bytes, with references for what the encoding cannot hold.

use std::fmt::Write as _;

use super::decode::{Encoding, Form, declared_label};
use super::hidden::{has_tag, shown, shown_char};

impl Form {
    /// The bytes of a text: the exact inverse of [`decode`](super::decode), and the tags of
    /// templates as they were.
    ///
    /// What the encoding cannot hold becomes a hexadecimal character reference in text and in
    /// attribute values; a CDATA section is closed before it and opened again after it; in
    /// comments and processing instructions, which know no references, it is written all the same.
    /// The name of an element, an attribute or an instruction cannot hold a reference: then all
    /// of the text is written in UTF-8 and its XML declaration says so. So it is where a text with
    /// a tag has such a character: what a template language makes of a reference is not known.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() + 3);
        if self.bom {
            bytes.extend_from_slice(self.encoding.mark());
        }
        match self.encoding {
            Encoding::Utf8 => bytes.extend_from_slice(shown(text).as_bytes()),
            Encoding::Utf16Le => {
                bytes.extend(shown(text).encode_utf16().flat_map(u16::to_le_bytes));
            }
            Encoding::Utf16Be => {
                bytes.extend(shown(text).encode_utf16().flat_map(u16::to_be_bytes));
            }
            _ if text.is_ascii() => bytes.extend_from_slice(text.as_bytes()),
            single => return encode_single(text, single).unwrap_or_else(|| as_utf8(text)),
        }
        bytes
    }
}

/// The text in UTF-8, its declared encoding changed to that.
fn as_utf8(text: &str) -> Vec<u8> {
    let mut bytes = shown(text).as_bytes().to_vec();
    if let Some(label) = declared_label(&bytes) {
        bytes.splice(label, Encoding::Utf8.to_string().into_bytes());
    }
    bytes
}

/// The text in an encoding of one byte a character; `None` if that cannot hold a name.
fn encode_single(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for (place, piece) in (Pieces { rest: text, inside: Inside::Content }) {
        encode_piece(piece, place, encoding, &mut bytes)?;
    }
    Some(bytes)
}

fn encode_piece(piece: &str, place: Role, encoding: Encoding, bytes: &mut Vec<u8>) -> Option<()> {
    let mut section_closed = false;
    let mut reference = String::new();
    let needs_utf8 = place == Role::Markup || has_tag(piece);
    for c in piece.chars().map(shown_char) {
        let byte = encoding.byte(c);
        if byte.is_none() && needs_utf8 {
            return None;
        }
        if place == Role::CData && section_closed != byte.is_none() {
            section_closed = byte.is_none();
            bytes.extend_from_slice(if section_closed { b"]]>" } else { b"<![CDATA[" });
        }
        match byte {
            Some(byte) => bytes.push(byte),
            None => {
                reference.clear();
                write!(reference, "&#x{:X};", u32::from(c)).ok()?;
                bytes.extend_from_slice(reference.as_bytes());
            }
        }
    }
    Some(())
}

/// What a piece of XML text is to its encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Tags without their attribute values, and the targets of instructions.
    Markup,
    /// Where a character reference means its character.
    Value,
    /// A CDATA section with its delimiters.
    CData,
    /// The inside of comments and instructions.
    Literal,
}

/// What the rest of the text stands in.
#[derive(Debug, Clone, Copy)]
enum Inside {
    Content,
    Tag,
    Instruction,
}

/// An XML text cut by what its encoder must know. Ill-formed text is cut somehow.
struct Pieces<'t> {
    rest: &'t str,
    inside: Inside,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = (Role, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (place, len) = match self.inside {
            Inside::Content => self.in_content(),
            Inside::Tag => self.in_tag(),
            Inside::Instruction => {
                self.inside = Inside::Content;
                (Role::Literal, through(self.rest, "?>"))
            }
        };
        let (piece, rest) = self.rest.split_at(len);
        self.rest = rest;
        Some((place, piece))
    }
}

impl Pieces<'_> {
    fn in_content(&mut self) -> (Role, usize) {
        let rest = self.rest;
        if rest.starts_with("<!--") {
            (Role::Literal, through(rest, "-->"))
        } else if rest.starts_with("<![CDATA[") {
            (Role::CData, through(rest, "]]>"))
        } else if rest.starts_with("<?") {
            self.inside = Inside::Instruction;
            let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            (Role::Markup, end.min(rest.find("?>").unwrap_or(rest.len())))
        } else if rest.starts_with('<') {
            self.inside = Inside::Tag;
            (Role::Markup, 1)
        } else {
            (Role::Value, rest.find('<').unwrap_or(rest.len()))
        }
    }

    fn in_tag(&mut self) -> (Role, usize) {
        let rest = self.rest;
        if let Some(quote @ (b'"' | b'\'')) = rest.bytes().next() {
            let end = rest[1..].find(char::from(quote)).map_or(rest.len(), |i| i + 2);
            return (Role::Value, end);
        }
        let end = rest.find(['"', '\'', '>']).unwrap_or(rest.len());
        if rest[end..].starts_with('>') {
            self.inside = Inside::Content;
            return (Role::Markup, end + 1);
        }
        (Role::Markup, end)
    }
}

/// The length of `text` up to and with the first `end`, or of all of it.
fn through(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |i| i + end.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::decode::decode;
    use super::*;

    const LATIN1: Form = Form { encoding: Encoding::Latin1, bom: false };

    #[test]
    fn every_encoding_comes_back_as_the_same_bytes() {
        use Encoding::*;
        for (encoding, label, sample) in [
            (Utf8, "utf-8", "é€𝄞"),
            (Utf16Le, "UTF-16", "é€𝄞"),
            (Utf16Be, "UTF-16BE", "é€𝄞"),
            (Latin1, "ISO-8859-1", "é\u{80}\u{FF}"),
            (Ascii, "us-ascii", "e"),
            (Windows1252, "windows-1252", "é€Ÿ\u{A0}"),
        ] {
            for (bom, line_end) in [(true, "\n"), (true, "\r\n"), (false, "\n"), (false, "\r\n")] {
                let form = Form { encoding, bom: bom && !encoding.mark().is_empty() };
                let head = format!("<?xml version='1.0' encoding = \"{label}\" ?>");
                let text = [&head, "<a b='", sample, "'>", sample, "</a>", ""].join(line_end);
                let bytes = form.encode(&text);
                assert_eq!(decode(&bytes), Ok((text, form)));
            }
        }
    }

    fn latin1(text: &str) -> String {
        let bytes = LATIN1.encode(text);
        bytes.into_iter().map(char::from).collect()
    }

    #[test]
    fn what_does_not_fit_becomes_a_reference() {
        assert_eq!(latin1("<a b='é€'>€\u{1D11E}</a>"), "<a b='é&#x20AC;'>&#x20AC;&#x1D11E;</a>");
        assert_eq!(
            latin1("<a><![CDATA[1€€2]]><![CDATA[€]]></a>"),
            "<a><![CDATA[1]]>&#x20AC;&#x20AC;<![CDATA[2]]><![CDATA[]]>&#x20AC;<![CDATA[]]></a>"
        );
        assert_eq!(
            latin1("<!-- <€ --><?a €?><a/>€"),
            "<!-- <&#x20AC; --><?a &#x20AC;?><a/>&#x20AC;"
        );
        assert_eq!(
            latin1("<a b=\"'>€\" c='€>'>\"€</a>"),
            "<a b=\"'>&#x20AC;\" c='&#x20AC;>'>\"&#x20AC;</a>"
        );
    }

    #[test]
    fn a_name_that_does_not_fit_makes_it_utf8() {
        for markup in ["<ł/>", "<a ł=''/>", "<a></ł>", "<?ł?>"] {
            let text = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{markup}");
            let expected = text.replace("ISO-8859-1", "UTF-8");
            assert_eq!(LATIN1.encode(&text), expected.as_bytes());
            assert_eq!(LATIN1.encode(markup), markup.as_bytes());
        }
    }

    proptest! {
        #[test]
        fn encoding_never_panics(text in "[<>!?'\"\\-\\[\\]CDAT é€ł]{0,40}") {
            LATIN1.encode(&text);
        }
    }
}
