//! Templates as documents.

use super::super::decode::{Form, decode};
use super::super::error::{Problem, XmlError, too_large};
use super::super::foreign;
use super::super::hidden::{has_tag, is_hidden};
use super::super::limits::MAX_BYTES;
use super::super::read::build;
use super::super::tree::{Document, Node, NodeId, NodeKind};
use super::language::Template;

impl Template {
    /// Reads a text in this language.
    ///
    /// # Errors
    ///
    /// As [`Document::read_template`].
    fn document(self, text: &str, form: Form) -> Result<Document, XmlError> {
        if let Some(at) = self.other_delimiters(text) {
            let message = "the first line sets other delimiters for Jinja, so that nobody knows which \
                           texts are tags";
            return Err(XmlError::new(Problem::NotXml, (text, at), message.to_owned(), RENDER));
        }
        let doc = build(self.hide(text)?, form)?;
        if let Some((_, at)) = doc.tags().find(|&(node, _)| doc.has_elements_beside(node)) {
            return Err(doc.between_elements(at));
        }
        match doc.line_statement(self) {
            Some(at) => Err(doc.as_line_statement(at)),
            None => Ok(doc),
        }
    }

    /// The text of a template with its tags hidden, as the text of a document that was read has it.
    ///
    /// # Errors
    ///
    /// As [`Document::read_template`].
    pub fn hidden(self, text: &str, form: Form) -> Result<String, XmlError> {
        Ok(self.document(text, form)?.text.to_string())
    }
}

const RENDER: &str = "Render the template, and give the file that comes out of it.";

impl Document {
    /// Reads a template: what its tags hold is hidden.
    ///
    /// # Errors
    ///
    /// As [`Document::read`], and a tag that may change more than a value or a text.
    pub fn read_template(bytes: &[u8], language: Template) -> Result<Document, XmlError> {
        let size = bytes.len() as u64;
        if size > MAX_BYTES {
            return Err(too_large(size));
        }
        foreign::refuse_bytes(bytes)?;
        let (text, form) = decode(bytes)?;
        language.document(&text, form)
    }

    /// The comments outside of the root element that hold tags of a template, such as the one that
    /// says what manages the file; those before it first.
    pub fn tagged_comments_outside(&self) -> impl Iterator<Item = (NodeId, bool)> + '_ {
        let nodes = if has_tag(&self.text) { self.nodes.len() as u32 } else { 0 };
        let is_tagged = |&(id, _): &(NodeId, bool)| {
            let Node { kind, inner, .. } = *self.node(id);
            kind == NodeKind::Comment && has_tag(self.slice(inner))
        };
        let outside = (0..nodes).map(NodeId).filter(|&id| self.parent(id).is_none());
        outside.map(|id| (id, id.0 < self.root)).filter(is_tagged)
    }

    /// The texts and CDATA sections that hold tags of a template, and where the first in each begins.
    pub fn tags(&self) -> impl Iterator<Item = (NodeId, u32)> + '_ {
        let nodes = if has_tag(&self.text) { self.nodes.len() as u32 } else { 0 };
        (0..nodes).map(NodeId).filter_map(|id| {
            let Node { kind, inner, .. } = *self.node(id);
            let is_text = matches!(kind, NodeKind::Text | NodeKind::CData);
            let at = self.slice(inner).find(is_hidden).filter(|_| is_text)?;
            Some((id, inner.start + at as u32))
        })
    }

    fn has_elements_beside(&self, node: NodeId) -> bool {
        self.parent(node).is_some_and(|parent| self.child_elements(parent).next().is_some())
    }

    /// Where a line begins that looks like a statement of the template's language, where elements
    /// stand: an environment of Jinja's or ERB's may be set up to read it as one.
    fn line_statement(&self, language: Template) -> Option<u32> {
        let nodes = (0..self.nodes.len() as u32).map(NodeId);
        let texts = nodes.filter(|&id| self.node(id).kind == NodeKind::Text);
        texts.filter(|&id| self.has_elements_beside(id)).find_map(|id| {
            let inner = self.node(id).inner;
            Some(inner.start + language.line_statement(self.slice(inner))? as u32)
        })
    }

    /// Why a template is refused that has a line which may be a statement.
    fn as_line_statement(&self, at: u32) -> XmlError {
        let line = self.text[at as usize..].lines().next().unwrap_or_default().trim_end();
        let message = format!(
            "the line `{line}` is between elements and looks like a statement of the template"
        );
        XmlError::new(Problem::NotXml, (&self.text, at as usize), message, RENDER)
    }

    /// Why a template is refused that has a tag, at byte `at` of its text, where elements stand.
    pub fn between_elements(&self, at: u32) -> XmlError {
        let rest = &self.text[at as usize..];
        let tag = &rest[..rest.find(|c| !is_hidden(c)).unwrap_or(rest.len())];
        let message = format!("the template tag `{tag}` is between elements, and may become some");
        let help = "Render the template, and give the file that comes out of it; or take the tag \
                    out, and put it back into what is merged.";
        XmlError::new(Problem::NotXml, (&self.text, at as usize), message, help)
    }
}
