//! Bytes to text and back, in the encodings that configuration files come in.

use std::fmt::{self, Write as _};
use std::ops::Range;

use memchr::memmem;

use super::chars::is_blank;
use super::error::{Problem, XmlError};
use super::tree::Position;

/// How a text was written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// The character encoding.
    pub encoding: Encoding,
    /// Whether the bytes begin with a byte order mark; only in UTF-8 and UTF-16.
    pub bom: bool,
}

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// ISO-8859-1: every byte is the character of that number.
    Latin1,
    /// US-ASCII: bytes below 0x80.
    Ascii,
    /// windows-1252: ISO-8859-1 but for 0x80 to 0x9F, of which five bytes stand for nothing.
    Windows1252,
}

/// What windows-1252 has at 0x80 to 0x9F; NUL where it has nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

const SUPPORTED: &str = "Supported are UTF-8, UTF-16, ISO-8859-1, US-ASCII and windows-1252: convert the file to UTF-8 \
     and declare that.";

const BAD_BYTES: &str =
    "Correct the encoding in the XML declaration, or save the file in the encoding it declares.";

impl Encoding {
    /// The encoding of a label in an XML declaration, in any case. The label `UTF-16` alone says
    /// nothing of the byte order and is no encoding here.
    fn from_label(label: &str) -> Option<Self> {
        Some(match label.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Self::Utf8,
            "utf-16le" | "utf16le" => Self::Utf16Le,
            "utf-16be" | "utf16be" => Self::Utf16Be,
            "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "iso8859_1" | "iso88591" | "iso-ir-100"
            | "iso_8859-1:1987" | "latin1" | "latin-1" | "l1" | "cp819" | "ibm819" => Self::Latin1,
            "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "iso-ir-6" | "cp367"
            | "ibm367" => Self::Ascii,
            "windows-1252" | "windows1252" | "cp1252" | "cp-1252" | "x-cp1252" => Self::Windows1252,
            _ => return None,
        })
    }

    /// The character of a byte; only for the encodings of one byte a character.
    fn character(self, byte: u8) -> Option<char> {
        match (self, byte) {
            (_, 0..=0x7F) => Some(byte.into()),
            (Self::Windows1252, 0x80..=0x9F) => {
                Some(WINDOWS_1252[usize::from(byte - 0x80)]).filter(|&c| c != '\0')
            }
            (Self::Latin1 | Self::Windows1252, _) => Some(byte.into()),
            _ => None,
        }
    }

    /// The byte of a character; only for the encodings of one byte a character.
    fn byte(self, c: char) -> Option<u8> {
        let byte = u8::try_from(c).ok().filter(|&b| self.character(b) == Some(c));
        match self {
            Self::Windows1252 if byte.is_none() && c != '\0' => {
                WINDOWS_1252.iter().position(|&w| w == c).map(|i| 0x80 + i as u8)
            }
            _ => byte,
        }
    }

    /// The byte order mark; empty where there is none.
    fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            _ => b"",
        }
    }
}

impl fmt::Display for Encoding {
    /// The name to write in an XML declaration.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Latin1 => "ISO-8859-1",
            Self::Ascii => "US-ASCII",
            Self::Windows1252 => "windows-1252",
        })
    }
}

/// The text of a file, without byte order mark and with its line ends as they are.
///
/// A byte order mark decides, whatever the XML declaration says; then the zero bytes of UTF-16
/// around the first `<`; then the declaration; then it is UTF-8.
///
/// # Errors
///
/// [`Problem::Encoding`] for an encoding that is not supported, with the position of the XML
/// declaration, and for bytes that are not in the encoding, with the position of the first.
pub fn decode(bytes: &[u8]) -> Result<(String, Form), XmlError> {
    let form = detect(bytes)?;
    let body = if form.bom { &bytes[form.encoding.mark().len()..] } else { bytes };
    let text = match form.encoding {
        Encoding::Utf8 => decode_utf8(body),
        Encoding::Utf16Le => decode_utf16(body, form.encoding, u16::from_le_bytes),
        Encoding::Utf16Be => decode_utf16(body, form.encoding, u16::from_be_bytes),
        single => decode_single(body, single),
    }?;
    Ok((text, form))
}

/// How the bytes are encoded, without looking at more than the start.
fn detect(bytes: &[u8]) -> Result<Form, XmlError> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        let message = "the file is in UTF-32, which is not supported".to_owned();
        return Err(XmlError::whole_file(Problem::Encoding, message, SUPPORTED));
    }
    let marked = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be];
    if let Some(encoding) = marked.into_iter().find(|e| bytes.starts_with(e.mark())) {
        return Ok(Form { encoding, bom: true });
    }
    let encoding = match bytes {
        [b'<', 0, next, ..] if *next != 0 => Encoding::Utf16Le,
        [0, b'<', ..] => Encoding::Utf16Be,
        _ => match declared_label(bytes) {
            Some(label) => declared_encoding(bytes, label)?,
            None => Encoding::Utf8,
        },
    };
    Ok(Form { encoding, bom: false })
}

/// Where the XML declaration names an encoding: the label without its quotes.
fn declared_label(bytes: &[u8]) -> Option<Range<usize>> {
    let start = declaration_start(bytes)?;
    let end = start + memmem::find(&bytes[start..], b"?>")?;
    let found = memmem::find(&bytes[start..end], b"encoding")?;
    let mut rest = &bytes[start + found + b"encoding".len()..end];
    rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, value) = rest.split_first().filter(|&(q, _)| matches!(q, b'"' | b'\''))?;
    let first = end - value.len();
    Some(first..first + memchr::memchr(quote, value)?)
}

/// Where the XML declaration begins, if there is one.
fn declaration_start(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().position(|&b| !is_blank(b))?;
    let after = bytes[start..].strip_prefix(b"<?xml")?;
    after.first().is_some_and(|&b| is_blank(b)).then_some(start)
}

/// The encoding that a label names, for bytes that can be read up to there as ASCII.
fn declared_encoding(bytes: &[u8], label: Range<usize>) -> Result<Encoding, XmlError> {
    let label = String::from_utf8_lossy(&bytes[label]);
    let message = match Encoding::from_label(&label) {
        Some(Encoding::Utf16Le | Encoding::Utf16Be) => None,
        Some(encoding) => return Ok(encoding),
        None if matches!(label.to_ascii_lowercase().as_str(), "utf-16" | "utf16") => None,
        None => Some(format!("the encoding `{label}` is not supported")),
    };
    let position = declaration_start(bytes).map(|at| Position::of(bytes, at));
    Err(match message {
        Some(message) => {
            XmlError { position, ..XmlError::whole_file(Problem::Encoding, message, SUPPORTED) }
        }
        None => {
            let message = format!(
                "the file declares the encoding `{label}`, but its bytes are not UTF-16, which has two a character"
            );
            XmlError { position, ..XmlError::whole_file(Problem::Encoding, message, BAD_BYTES) }
        }
    })
}

fn decode_utf8(body: &[u8]) -> Result<String, XmlError> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.to_owned()),
        Err(e) => {
            let at = e.valid_up_to();
            Err(bad_byte(Position::of(body, at), body[at], Encoding::Utf8))
        }
    }
}

fn decode_single(body: &[u8], encoding: Encoding) -> Result<String, XmlError> {
    if body.is_ascii() {
        return decode_utf8(body);
    }
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    for &byte in body {
        let c = encoding.character(byte).ok_or_else(|| bad_byte(end_of(&text), byte, encoding))?;
        text.push(c);
    }
    Ok(text)
}

fn decode_utf16(
    body: &[u8],
    encoding: Encoding,
    unit: fn([u8; 2]) -> u16,
) -> Result<String, XmlError> {
    let (pairs, rest) = body.as_chunks::<2>();
    let mut text = String::with_capacity(body.len());
    for c in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(e) => {
                let message = format!(
                    "the surrogate 0x{:04X} has no other half, as {encoding} demands",
                    e.unpaired_surrogate()
                );
                return Err(bad_bytes(end_of(&text), message));
            }
        }
    }
    if !rest.is_empty() {
        let message = format!("the last character has one byte of the two of {encoding}");
        return Err(bad_bytes(end_of(&text), message));
    }
    Ok(text)
}

/// The place after all of `text`.
fn end_of(text: &str) -> Position {
    Position::of(text.as_bytes(), text.len())
}

fn bad_byte(position: Position, byte: u8, encoding: Encoding) -> XmlError {
    bad_bytes(position, format!("the byte 0x{byte:02X} is not {encoding}"))
}

fn bad_bytes(position: Position, message: String) -> XmlError {
    let error = XmlError::whole_file(Problem::Encoding, message, BAD_BYTES);
    XmlError { position: Some(position), ..error }
}

impl Form {
    /// UTF-8 without a byte order mark.
    pub fn utf8() -> Self {
        Self { encoding: Encoding::Utf8, bom: false }
    }

    /// The bytes of a text: the exact inverse of [`decode`].
    ///
    /// What the encoding cannot hold becomes a hexadecimal character reference in text and in
    /// attribute values; a CDATA section is closed before it and opened again after it; in
    /// comments and processing instructions, which know no references, it is written all the same.
    /// The name of an element, an attribute or an instruction cannot hold a reference: then all
    /// of the text is written in UTF-8 and its XML declaration says so.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() + 3);
        if self.bom {
            bytes.extend_from_slice(self.encoding.mark());
        }
        match self.encoding {
            Encoding::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Encoding::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Encoding::Utf16Be => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            _ if text.is_ascii() => bytes.extend_from_slice(text.as_bytes()),
            single => return encode_single(text, single).unwrap_or_else(|| as_utf8(text)),
        }
        bytes
    }
}

/// The text in UTF-8, its declared encoding changed to that.
fn as_utf8(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
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

fn encode_piece(piece: &str, place: Place, encoding: Encoding, bytes: &mut Vec<u8>) -> Option<()> {
    let mut section_closed = false;
    let mut reference = String::new();
    for c in piece.chars() {
        let byte = encoding.byte(c);
        if byte.is_none() && place == Place::Markup {
            return None;
        }
        if place == Place::CData && section_closed != byte.is_none() {
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
enum Place {
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
    type Item = (Place, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (place, len) = match self.inside {
            Inside::Content => self.in_content(),
            Inside::Tag => self.in_tag(),
            Inside::Instruction => {
                self.inside = Inside::Content;
                (Place::Literal, through(self.rest, "?>"))
            }
        };
        let (piece, rest) = self.rest.split_at(len);
        self.rest = rest;
        Some((place, piece))
    }
}

impl Pieces<'_> {
    fn in_content(&mut self) -> (Place, usize) {
        let rest = self.rest;
        if rest.starts_with("<!--") {
            (Place::Literal, through(rest, "-->"))
        } else if rest.starts_with("<![CDATA[") {
            (Place::CData, through(rest, "]]>"))
        } else if rest.starts_with("<?") {
            self.inside = Inside::Instruction;
            let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            (Place::Markup, end.min(rest.find("?>").unwrap_or(rest.len())))
        } else if rest.starts_with('<') {
            self.inside = Inside::Tag;
            (Place::Markup, 1)
        } else {
            (Place::Value, rest.find('<').unwrap_or(rest.len()))
        }
    }

    fn in_tag(&mut self) -> (Place, usize) {
        let rest = self.rest;
        if let Some(quote @ (b'"' | b'\'')) = rest.bytes().next() {
            let end = rest[1..].find(char::from(quote)).map_or(rest.len(), |i| i + 2);
            return (Place::Value, end);
        }
        let end = rest.find(['"', '\'', '>']).unwrap_or(rest.len());
        if rest[end..].starts_with('>') {
            self.inside = Inside::Content;
            return (Place::Markup, end + 1);
        }
        (Place::Markup, end)
    }
}

/// The length of `text` up to and with the first `end`, or of all of it.
fn through(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |i| i + end.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LE: Form = Form { encoding: Encoding::Utf16Le, bom: false };
    const LATIN1: Form = Form { encoding: Encoding::Latin1, bom: false };

    fn declared(label: &str, rest: &[u8]) -> Vec<u8> {
        [b"<?xml version=\"1.0\" encoding='", label.as_bytes(), b"'?>\r\n", rest].concat()
    }

    fn error(bytes: &[u8]) -> (String, String) {
        let error = decode(bytes).unwrap_err();
        assert_eq!(error.problem, Problem::Encoding);
        (error.to_string(), error.help)
    }

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

    #[test]
    fn every_byte_of_the_single_byte_encodings_comes_back() {
        let all: Vec<u8> = (1..=255).collect();
        let bytes = declared("latin1", &all);
        let (text, form) = decode(&bytes).unwrap();
        assert_eq!((form, text.chars().last()), (LATIN1, Some('ÿ')));
        assert_eq!(encode_piece_of(&text[text.find("?>").unwrap()..], Encoding::Latin1)[4..], all);
        let holes = [0x81, 0x8D, 0x8F, 0x90, 0x9D];
        for byte in all {
            let bytes = declared("CP1252", &[byte]);
            assert_eq!(decode(&bytes).is_err(), holes.contains(&byte), "{byte:02X}");
            if let Ok((text, _)) = decode(&bytes) {
                let c = text.chars().next_back().unwrap();
                assert_eq!(Encoding::Windows1252.byte(c), Some(byte));
            }
        }
    }

    fn encode_piece_of(text: &str, encoding: Encoding) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode_piece(text, Place::Value, encoding, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn labels_have_aliases_in_any_case() {
        for (label, encoding) in [
            ("UTF8", Encoding::Utf8),
            ("Latin1", Encoding::Latin1),
            ("ISO_8859-1", Encoding::Latin1),
            ("iso8859-1", Encoding::Latin1),
            ("ASCII", Encoding::Ascii),
            ("Cp1252", Encoding::Windows1252),
            ("UTF-16le", Encoding::Utf16Le),
        ] {
            assert_eq!(Encoding::from_label(label), Some(encoding));
        }
    }

    #[test]
    fn the_mark_wins_over_the_declaration() {
        let bytes = [b"\xEF\xBB\xBF".as_slice(), &declared("windows-1252", "<é/>".as_bytes())];
        let (text, form) = decode(&bytes.concat()).unwrap();
        assert!(form.bom && form.encoding == Encoding::Utf8 && text.ends_with("<é/>"));
    }

    #[test]
    fn utf16_is_sniffed() {
        assert_eq!(decode(b"<\0a\0/\0>\0"), Ok(("<a/>".to_owned(), LE)));
        let be = Form { encoding: Encoding::Utf16Be, bom: false };
        assert_eq!(decode(b"\0<\0a\0/\0>"), Ok(("<a/>".to_owned(), be)));
    }

    #[test]
    fn without_anything_it_is_utf8() {
        assert_eq!(decode("<é/>".as_bytes()), Ok(("<é/>".to_owned(), Form::utf8())));
        assert_eq!(decode(b""), Ok((String::new(), Form::utf8())));
    }

    #[test]
    fn unknown_labels_are_refused_at_the_declaration() {
        let (message, help) = error(&declared("EBCDIC-CP-DK", b"<a/>"));
        assert_eq!(message, "1:1: the encoding `EBCDIC-CP-DK` is not supported");
        assert!(help.starts_with("Supported are UTF-8, UTF-16, ISO-8859-1, US-ASCII"));
        assert!(error(b"\n <?xml encoding='x'?>").0.starts_with("2:2: "));
        assert!(error(&declared("utf-16", b"<a/>")).0.starts_with("1:1: the file declares"));
        assert!(error(b"\xFF\xFE\0\0<\0\0\0").0.contains("UTF-32"));
    }

    #[test]
    fn bad_bytes_are_refused_where_they_stand() {
        assert_eq!(error(b"<a>\n\xC3\xA9\xE9</a>").0, "2:2: the byte 0xE9 is not UTF-8");
        assert_eq!(error(&declared("ascii", b"<a\x80")).0, "2:3: the byte 0x80 is not US-ASCII");
        assert_eq!(
            error(&declared("cp1252", b"<a>\n\xE9\x81")).0,
            "3:2: the byte 0x81 is not windows-1252"
        );
        assert_eq!(
            error(b"<\0\n\0\x00\xD8a\0").0,
            "2:1: the surrogate 0xD800 has no other half, as UTF-16LE demands"
        );
        assert_eq!(
            error(b"\xFE\xFF\0<\0").0,
            "1:2: the last character has one byte of the two of UTF-16BE"
        );
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
        fn decoding_never_panics_and_comes_back(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                prop::collection::vec(any::<u8>(), 0..40).prop_map(|b| declared("latin1", &b)),
                prop::collection::vec(any::<u8>(), 0..40).prop_map(|b| declared("cp1252", &b)),
                prop::collection::vec(any::<u8>(), 0..40)
                    .prop_map(|b| [b"\xFF\xFE".as_slice(), &b].concat()),
            ]
        ) {
            if let Ok((text, form)) = decode(&bytes) {
                prop_assert_eq!(form.encode(&text), bytes);
            }
        }

        #[test]
        fn encoding_never_panics(text in "[<>!?'\"\\-\\[\\]CDAT é€ł]{0,40}") {
            LATIN1.encode(&text);
        }
    }
}
