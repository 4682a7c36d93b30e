//! Files that are not XML though somebody gave them as such, told apart from XML that is broken.

use memchr::memmem;

use super::chars::{is_blank, visible};
use super::error::{Problem, XmlError};

/// A template tag is looked for no further than this many bytes.
const TAG_LENGTH: usize = 500;

const GIVE_XML: &str = "Give the XML file of the sequence.";
const RENDER: &str = "Render the template, and give the file that comes out of it.";

/// Refuses archives, scripts and other binaries by their bytes.
pub(super) fn refuse_bytes(bytes: &[u8]) -> Result<(), XmlError> {
    let what = if bytes.starts_with(b"PK\x03\x04") {
        "a zip archive"
    } else if bytes.starts_with(b"\x1F\x8B") {
        "a gzip archive"
    } else if bytes.starts_with(b"#!") {
        "a script, as it begins with `#!`"
    } else if is_binary(bytes) {
        "binary"
    } else {
        return Ok(());
    };
    let message = format!("the file is {what}, not XML");
    Err(XmlError::whole_file(Problem::NotXml, message, GIVE_XML))
}

/// Whether the bytes hold a NUL, are not UTF-16 and do not begin as XML does.
fn is_binary(bytes: &[u8]) -> bool {
    let marked = [b"\xFF\xFE", b"\xFE\xFF", b"\0<"].iter().any(|m| bytes.starts_with(*m));
    let first = bytes.iter().find(|&&b| !is_blank(b));
    !marked && !matches!(first, Some(b'<' | 0xEF)) && memchr::memchr(0, bytes).is_some()
}

/// Refuses a text that is blank or does not begin with `<`.
pub(super) fn refuse_start(text: &str) -> Result<(), XmlError> {
    let Some(at) = text.bytes().position(|b| !is_blank(b)) else {
        let message = "the file is empty: an XML document is expected".to_owned();
        let help = "Give a file with a sequence, or leave this one out.";
        return Err(XmlError::whole_file(Problem::Empty, message, help));
    };
    let Some(c) = text[at..].chars().next().filter(|&c| c != '<') else { return Ok(()) };
    if let Some(error) = template(text, false) {
        return Err(error);
    }
    let message = format!("the file begins with {} where `<` is expected", visible(c));
    Err(XmlError::new(Problem::NotXml, (text, at), message, GIVE_XML))
}

/// Refuses a well-formed document that holds template tags outside comments.
pub(super) fn refuse_template(text: &str) -> Result<(), XmlError> {
    template(text, true).map_or(Ok(()), Err)
}

/// The better reason why an ill-formed text was not read: that it is a template, or that a merge
/// of git's was left undone.
pub(super) fn explain(error: XmlError, text: &str) -> XmlError {
    match error.problem {
        Problem::IllFormed => template(text, false).or_else(|| conflict(text)).unwrap_or(error),
        _ => error,
    }
}

/// The first line that git puts before the two sides of a conflict.
fn conflict(text: &str) -> Option<XmlError> {
    const MARKER: &str = "<<<<<<< ";
    let at = match text.starts_with(MARKER) {
        true => 0,
        false => memmem::find(text.as_bytes(), b"\n<<<<<<< ")? + 1,
    };
    let message = "a conflict of a git merge begins here, and nobody has resolved it".to_owned();
    let help = "Resolve the conflict, and give the file that comes out of it.";
    Some(XmlError::ill_formed((text, at), message, help))
}

fn template(text: &str, well_formed: bool) -> Option<XmlError> {
    let (at, tag) = template_tag(text, well_formed)?;
    let message =
        format!("the template tag `{tag}` stands here: the file is a template, not yet XML");
    Some(XmlError::new(Problem::NotXml, (text, at), message, RENDER))
}

/// The first template tag outside comments, and where it begins.
fn template_tag(text: &str, well_formed: bool) -> Option<(usize, &str)> {
    if !may_have_tag(text.as_bytes()) {
        return None;
    }
    let mut at = 0;
    while let Some(i) = memchr::memchr2(b'<', b'{', &text.as_bytes()[at..]) {
        at += i;
        let rest = &text[at..];
        if rest.starts_with("<!--") {
            at += memmem::find(rest.as_bytes(), b"-->")?;
        } else if let Some(len) = tag_length(rest, well_formed) {
            return Some((at, first_line(&rest[..len])));
        }
        at += 1;
    }
    None
}

/// Whether a template tag could be there at all, in one fast pass.
fn may_have_tag(text: &[u8]) -> bool {
    memchr::memchr3_iter(b'{', b'%', b'?', text).any(|i| {
        let before = i.checked_sub(1).map(|i| text[i]);
        let after = text.get(i + 1);
        match text[i] {
            b'{' => matches!(after, Some(b'{' | b'%')),
            b'%' => before == Some(b'<'),
            _ => before == Some(b'<') && matches!(after, Some(b'p' | b'=')),
        }
    })
}

/// The length of the template tag that `rest` begins with.
fn tag_length(rest: &str, well_formed: bool) -> Option<usize> {
    let inside = |end: &str| {
        let bytes = &rest.as_bytes()[2..rest.len().min(TAG_LENGTH)];
        memmem::find(bytes, end.as_bytes()).map(|i| &rest[2..2 + i])
    };
    let whole = |inside: &str| inside.len() + 4;
    match rest.as_bytes() {
        [b'<', b'%', ..] => inside("%>").map(whole).or((!well_formed).then_some(2)),
        [b'<', b'?', b'p', b'h', b'p', next, ..] if is_blank(*next) => Some(5),
        [b'<', b'?', b'=', ..] => (!well_formed).then_some(3),
        [b'{', b'%', ..] => inside("%}").filter(|i| is_statement(i)).map(whole),
        [b'{', b'{', ..] => inside("}}").filter(|i| is_expression(i)).map(whole),
        _ => None,
    }
}

/// Whether the inside of `{% %}` is a statement of a template: perhaps blanks, and a name.
fn is_statement(inside: &str) -> bool {
    starts_name(inside.trim_start_matches(['-', '+']).trim_ascii_start())
}

/// Whether the inside of double braces is an expression of a template: a blank and a name, and no
/// more braces. JSON can have double braces, but no such thing inside.
fn is_expression(inside: &str) -> bool {
    let inside = inside.strip_prefix('-').unwrap_or(inside);
    let name = inside.trim_start_matches([' ', '\t']);
    name.len() < inside.len() && starts_name(name) && !inside.contains(['{', '}', '\n'])
}

fn starts_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// The first line of a template tag.
fn first_line(tag: &str) -> &str {
    tag.lines().next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<&str> {
        template_tag(text, true).map(|(_, tag)| tag)
    }

    #[test]
    fn template_tags_are_found() {
        assert_eq!(tag("<a>{{ host }}</a>"), Some("{{ host }}"));
        assert_eq!(
            tag("<a b='{{- a.b | default(\"x\") -}}'/>"),
            Some("{{- a.b | default(\"x\") -}}")
        );
        assert_eq!(tag("<a>{ {%- if x\n %}</a>"), Some("{%- if x"));
        assert_eq!(tag("<![CDATA[<%= @x %>]]>"), Some("<%= @x %>"));
        assert_eq!(tag("<?php echo 1 ?>"), Some("<?php"));
    }

    #[test]
    fn json_and_comments_are_no_templates() {
        for text in [
            r#"{"a":{"b":1}}"#,
            r#"{"a":{{"b":1}}"#,
            "{{}}",
            "{{name}}",
            "{{ \"a\": {} }}",
            "{{ a: {b} }}",
            "{{ a\n}}",
            "100 <%",
            "{% x",
            "{%}",
            "<%>",
            "{\"a\":\"5%\",{%%}",
            "{ % x %}",
            "<!-- {{ host }} <% x %> --><a/>",
            "<!-- {{ host }}",
            "<?pi x?>",
        ] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
