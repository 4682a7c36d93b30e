//! Bytes to text, in the encodings that configuration files come in.

use std::fmt;
use std::ops::Range;

use memchr::memmem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::chars::is_blank;
use super::error::{Problem, XmlError};
use super::span::Position;

/// How a text was written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// The character encoding.
    pub encoding: Encoding,
    /// Whether the bytes begin with a byte order mark; only in UTF-8 and UTF-16.
    pub bom: bool,
}

impl Form {
    /// UTF-8 without a byte order mark.
    pub fn utf8() -> Self {
        Self { encoding: Encoding::Utf8, bom: false }
    }

    /// Every form that a text may have been read in, the most frequent first.
    pub fn all() -> impl Iterator<Item = Self> {
        use Encoding::{Ascii, Latin1, Utf8, Utf16Be, Utf16Le, Windows1252};
        let plain = [Utf8, Latin1, Windows1252, Ascii, Utf16Le, Utf16Be];
        let marked = [Utf8, Utf16Le, Utf16Be];
        let plain = plain.map(|encoding| Self { encoding, bom: false });
        plain.into_iter().chain(marked.map(|encoding| Self { encoding, bom: true }))
    }

    /// Whether it is UTF-8 without a byte order mark.
    pub fn is_utf8(&self) -> bool {
        *self == Self::utf8()
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::utf8()
    }
}

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

const BAD_BYTES: &str = "Declare the encoding that the file is written in, such as `encoding=\"ISO-8859-1\"`, or save it in the declared one (UTF-8 where none is).";

impl Encoding {
    /// The encoding of a label in an XML declaration, in any case. The label `UTF-16` alone says
    /// nothing of the byte order and is not an encoding here.
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
    pub(super) fn byte(self, c: char) -> Option<u8> {
        let byte = u8::try_from(c).ok().filter(|&b| self.character(b) == Some(c));
        match self {
            Self::Windows1252 if byte.is_none() && c != '\0' => {
                WINDOWS_1252.iter().position(|&w| w == c).map(|i| 0x80 + i as u8)
            }
            _ => byte,
        }
    }

    /// The byte order mark; empty where there is none.
    pub(super) fn mark(self) -> &'static [u8] {
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
pub(super) fn declared_label(bytes: &[u8]) -> Option<Range<usize>> {
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
    fn every_byte_of_the_single_byte_encodings_comes_back() {
        let all: Vec<u8> = (1..=255).collect();
        let bytes = declared("latin1", &all);
        let (text, form) = decode(&bytes).unwrap();
        assert_eq!((form, text.chars().last()), (LATIN1, Some('ÿ')));
        assert_eq!(form.encode(&text), bytes);
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
    }
}
