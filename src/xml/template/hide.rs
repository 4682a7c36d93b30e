//! A template's text with its tags hidden, or the tag that is in the way.

use memchr::{memchr, memchr2, memchr3};

use super::super::error::{Problem, XmlError};
use super::super::hidden::{has_tag, hidden, is_hidden};
use super::language::Template;
use super::statement::Statements;

const RENDER: &str = "Render the template, and give the file that comes out of it.";

/// Refuses a text with a character that stands for one of a tag: it would be written as that.
pub(in crate::xml) fn refuse_hidden(text: &str) -> Result<(), XmlError> {
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
            let end = memchr3(b'>', b'"', b'\'', rest);
            let tag = memchr(opens, &rest[..end.unwrap_or(rest.len())]);
            let Some(next) = tag.or(end) else {
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
