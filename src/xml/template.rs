//! Templates of deployment tools: XML whose values and texts hold tags of Jinja or ERB.
//!
//! A tag is opaque. When a template is read, each ASCII character of a tag becomes a character that
//! stands for it and that means nothing to XML, to Synapse or to JSON; lines and columns stay what
//! they are. Which character stands for which never changes, so that it is undone without knowing
//! where a text comes from: [`shown`] does so for people, and [`Form::encode`](super::Form::encode)
//! for files.
//!
//! A tag that decides about elements or attributes is refused: what the template becomes is not
//! known then. Sources: Jinja, `jinja2.lexer`; Ruby, `erb.rb` (`ERB::Compiler`).

mod document;
mod statement;

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::error::{Problem, XmlError};
use statement::Statements;

/// A language of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// Of Ansible and Salt: `{{ }}`, `{% %}` and `{# #}`.
    Jinja,
    /// Of Puppet and Chef: `<% %>`.
    Erb,
}

/// How the names of templates end.
const ENDINGS: [(&str, Template); 4] = [
    (".j2", Template::Jinja),
    (".jinja2", Template::Jinja),
    (".jinja", Template::Jinja),
    (".erb", Template::Erb),
];

/// The first of the 128 characters that stand for those of ASCII, at the very end of Unicode's
/// private use.
const FIRST: u32 = 0x10_FF00;

/// What all of them begin with in UTF-8.
const LEAD: u8 = 0xF4;

const RENDER: &str = "Render the template, and give the file that comes out of it.";

/// What stands for an ASCII character of a tag.
fn hidden(c: char) -> char {
    match c.is_ascii() {
        true => char::from_u32(FIRST + u32::from(c)).unwrap_or(c),
        false => c,
    }
}

/// The character that one stands for; itself where it stands for none.
pub(super) fn shown_char(c: char) -> char {
    match u32::from(c).checked_sub(FIRST) {
        Some(ascii @ 0..0x80) => char::from_u32(ascii).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is part of a tag of a template.
pub(super) fn is_hidden(c: char) -> bool {
    shown_char(c) != c
}

/// Whether a text that was read holds a tag of a template, so that nobody knows what it will be.
pub fn has_tag(text: &str) -> bool {
    memchr(LEAD, text.as_bytes()).is_some() && text.contains(is_hidden)
}

/// A text that was read as its author wrote it, with the tags of templates.
pub fn shown(text: &str) -> Cow<'_, str> {
    match has_tag(text) {
        true => Cow::Owned(text.chars().map(shown_char).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Refuses a text with a character that stands for one of a tag: it would be written as that.
pub(super) fn refuse_hidden(text: &str) -> Result<(), XmlError> {
    if !has_tag(text) {
        return Ok(());
    }
    let at = text.find(is_hidden).unwrap_or_default();
    let c = text[at..].chars().next().map(u32::from).unwrap_or_default();
    let message = format!(
        "the character U+{c:04X} stands here, which is private and which faultgraft uses itself"
    );
    Err(XmlError::ill_formed((text, at), message, "Remove it; nothing else gives it a meaning."))
}

impl Template {
    /// The language of a file of that name; none where it is no template.
    pub fn of_name(file: &str) -> Option<Self> {
        split(file).map(|(_, language)| language)
    }

    /// What a file is called once it is rendered: `fault.xml` for `fault.xml.j2` and `fault.erb`; its
    /// own name where it is no template.
    pub fn rendered_name(file: &str) -> Cow<'_, str> {
        match split(file) {
            None => Cow::Borrowed(file),
            Some((name, _)) if name.ends_with(".xml") => Cow::Borrowed(name),
            Some((name, _)) => Cow::Owned(format!("{name}.xml")),
        }
    }

    /// The text with its tags hidden.
    ///
    /// # Errors
    ///
    /// A tag that may change more than a value or a text; one that is not closed.
    pub fn hide(self, text: &str) -> Result<String, XmlError> {
        refuse_hidden(text)?;
        let scan = Scan { language: self, text, at: 0, out: String::with_capacity(text.len()) };
        scan.run()
    }

    /// Whether a tag begins at the start of a text.
    fn begins(self, rest: &str) -> bool {
        match (self, rest.as_bytes()) {
            (Self::Jinja, [b'{', b'{' | b'%' | b'#', ..]) => true,
            // `<%%` is how ERB writes `<%` itself.
            (Self::Erb, [b'<', b'%', third, ..]) => *third != b'%',
            _ => false,
        }
    }

    /// The length of the tag that a text begins with; none where it is not closed.
    fn length(self, rest: &str) -> Option<usize> {
        match (self, rest.as_bytes()) {
            (Self::Erb, _) => erb_end(rest),
            (_, [_, b'#', ..]) => Some(rest.find("#}")? + 2),
            (_, [_, b'%', ..]) => {
                let end = jinja_end(rest, "%}")?;
                match statement::is_raw(&rest[..end]) {
                    true => Some(end + statement::raw_end(&rest[end..])?),
                    false => Some(end),
                }
            }
            _ => jinja_end(rest, "}}"),
        }
    }
}

fn split(file: &str) -> Option<(&str, Template)> {
    ENDINGS.iter().find_map(|&(end, language)| Some((file.strip_suffix(end)?, language)))
}

/// The end of an ERB tag: `%%>` is how it writes `%>` inside.
fn erb_end(rest: &str) -> Option<usize> {
    let ends = rest.match_indices("%>");
    let mut ends = ends.filter(|&(at, _)| at >= 2 && (at == 2 || !rest[..at].ends_with('%')));
    ends.next().map(|(at, _)| at + 2)
}

/// The end of a Jinja tag. What stands in quotes does not end it, nor does a bracket that closes
/// another one.
fn jinja_end(rest: &str, end: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (2, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while *bytes.get(at)? != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ if depth == 0 && bytes[at..].starts_with(end.as_bytes()) => {
                return Some(at + end.len());
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// A template on its way to a text without tags.
struct Scan<'t> {
    language: Template,
    text: &'t str,
    at: usize,
    out: String,
}

impl<'t> Scan<'t> {
    fn run(mut self) -> Result<String, XmlError> {
        loop {
            self.run_of("<")?;
            let rest = self.rest();
            match rest {
                "" => return Ok(self.out),
                _ if rest.starts_with("<!--") => self.run_between("<!--", "-->")?,
                _ if rest.starts_with("<![CDATA[") => self.run_between("<![CDATA[", "]]>")?,
                _ if rest.starts_with("<?") => self.run_between("<?", "?>")?,
                _ => self.markup()?,
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes so many bytes as they are.
    fn take(&mut self, len: usize) {
        self.out.push_str(&self.rest()[..len]);
        self.at += len;
    }

    fn fail<T>(&self, at: usize, why: &str) -> Result<T, XmlError> {
        let rest = &self.text[at..];
        let tag = &rest[..self.language.length(rest).unwrap_or(rest.len())];
        let message = format!("the template tag `{}` {why}", tag.lines().next().unwrap_or(tag));
        Err(XmlError::new(Problem::NotXml, (self.text, at), message, RENDER))
    }

    fn run_between(&mut self, start: &str, end: &str) -> Result<(), XmlError> {
        self.take(start.len());
        self.run_of(end)
    }

    /// Takes a value or a text up to `end`. What a control tag opens in it must end in it.
    fn run_of(&mut self, end: &str) -> Result<(), XmlError> {
        let mut statements = Statements::new(self.language);
        let first = end.as_bytes()[0];
        let opens = if self.language == Template::Jinja { b'{' } else { b'<' };
        while let Some(next) = memchr2(first, opens, self.rest().as_bytes()) {
            self.take(next);
            let rest = self.rest();
            if self.language.begins(rest) {
                let Some(len) = self.language.length(rest) else {
                    return self.fail(self.at, "is not closed");
                };
                if !statements.add(&rest[..len], self.at) {
                    return self.fail(self.at, "closes or goes on with what was opened elsewhere");
                }
                self.out.extend(rest[..len].chars().map(hidden));
                self.at += len;
            } else if rest.starts_with(end) {
                return self.closed(&statements);
            } else {
                self.take(1);
            }
        }
        self.take(self.rest().len());
        self.closed(&statements)
    }

    fn closed(&self, statements: &Statements<'_>) -> Result<(), XmlError> {
        match statements.open() {
            None => Ok(()),
            Some(at) => {
                self.fail(at, "is not closed in the same value or text: it may change more")
            }
        }
    }

    /// Takes the tag of an element.
    fn markup(&mut self) -> Result<(), XmlError> {
        self.take(1);
        let opens = if self.language == Template::Jinja { b'{' } else { b'<' };
        loop {
            let rest = self.rest().as_bytes();
            let next = [memchr3(b'>', b'"', b'\'', rest), memchr(opens, rest)];
            let Some(next) = next.into_iter().flatten().min() else {
                self.take(self.rest().len());
                return Ok(());
            };
            self.take(next);
            match self.rest().as_bytes()[0] {
                _ if self.language.begins(self.rest()) => {
                    return self.fail(self.at, "stands in the tag of an element, not in a value");
                }
                b'>' => {
                    self.take(1);
                    return Ok(());
                }
                // Not well-formed: whoever reads it says so.
                b'<' => return Ok(()),
                b'"' => self.run_between("\"", "\"")?,
                b'\'' => self.run_between("'", "'")?,
                _ => {
                    self.take(1);
                    continue;
                }
            }
            if self.rest().starts_with(['"', '\'']) {
                self.take(1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
