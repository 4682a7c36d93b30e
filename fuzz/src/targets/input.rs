//! Inputs of more than one part, and what is asked of each message.

use faultgraft::model::Finding;
use faultgraft::stock::{Release, SequenceName};
use faultgraft::xml::{Problem, XmlError, decode};

/// Documents with zero bytes between them, behind a line `# SEQUENCE FROM TO`. What is missing in
/// that line, or not known, is the fault sequence from 3.2.0 to 4.0.0.
pub struct Input<'d> {
    pub sequence: SequenceName,
    pub from: Release,
    pub to: Release,
    pub documents: Vec<&'d [u8]>,
}

impl<'d> Input<'d> {
    pub fn of(data: &'d [u8]) -> Self {
        let (head, rest) = match data.strip_prefix(b"#") {
            None => (&[][..], data),
            Some(behind) => {
                let end = behind.iter().position(|&b| b == b'\n').unwrap_or(behind.len());
                (&behind[..end], behind.get(end + 1..).unwrap_or_default())
            }
        };
        let head = String::from_utf8_lossy(head).into_owned();
        let mut words = head.split_whitespace();
        let sequence = words
            .next()
            .and_then(|word| SequenceName::ALL.iter().copied().find(|name| name.stem() == word));
        let mut release = || words.next().and_then(Release::parse);
        let (from, to) = (release(), release());
        let (from, to) = (from.unwrap_or(Release::V3_2_0), to.unwrap_or(Release::DEFAULT_TARGET));
        Self {
            sequence: sequence.unwrap_or(SequenceName::Fault),
            from: from.min(to),
            to: to.max(from),
            documents: rest.split(|&b| b == 0).collect(),
        }
    }
}

/// How many lines a file has, however it is encoded and however its lines end.
pub fn lines(bytes: &[u8]) -> u32 {
    let text = decode(bytes).map(|(text, _)| text);
    let text = text.unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned());
    lines_of(&text)
}

pub fn lines_of(text: &str) -> u32 {
    let ends = text.matches('\n').count() + text.matches('\r').count();
    ends as u32 + 1
}

/// A message that a person can use: one line, with what to do.
pub fn is_message(message: &str, help: &str) {
    assert!(!message.trim().is_empty(), "an empty message; help: {help}");
    assert!(!message.contains('\n'), "a message of more than one line: {message:?}");
    assert!(!help.trim().is_empty(), "no help for: {message}");
}

/// A file that is refused: why, where, and what to do.
pub fn is_refused_with_its_place(error: &XmlError, bytes: &[u8]) {
    is_message(&error.message, &error.help);
    let of_the_whole = matches!(
        error.problem,
        Problem::Empty | Problem::TooLarge | Problem::Encoding | Problem::NotXml
    );
    match error.position {
        None => assert!(of_the_whole, "no place: {error}"),
        Some(at) => {
            assert!(at.line >= 1 && at.line <= lines(bytes), "outside of the file: {error}");
            assert!(at.column >= 1 && at.column as usize <= bytes.len() + 1, "{error}");
        }
    }
}

/// A finding that is no defect of faultgraft's and whose place is in a file of so many lines.
pub fn is_finding(finding: &Finding, lines: u32) {
    assert_ne!(finding.rule, "defect", "{}", finding.message);
    is_message(&finding.message, &finding.help);
    assert!(faultgraft::rules::find(&finding.rule).is_some(), "no rule {}", finding.rule);
    if finding.path.is_none() {
        let line = finding.line.unwrap_or(1);
        assert!((1..=lines).contains(&line), "line {line} of {lines}: {finding:?}");
    }
}
