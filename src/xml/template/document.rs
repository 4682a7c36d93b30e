//! Templates as documents.

use super::super::decode::decode;
use super::super::error::{Problem, XmlError, too_large};
use super::super::foreign;
use super::super::hidden::{has_tag, is_hidden};
use super::super::limits::MAX_BYTES;
use super::super::read::build;
use super::super::tree::{Document, Node, NodeId, NodeKind};
use super::language::Template;

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
        let doc = build(language.hide(&text)?, form)?;
        let misplaced = doc.tags().find(|&(node, _)| doc.has_elements_beside(node));
        match misplaced {
            Some((_, at)) => Err(doc.between_elements(at)),
            None => Ok(doc),
        }
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

    /// Why a template is refused that has a tag, at byte `at` of its text, where elements stand.
    pub fn between_elements(&self, at: u32) -> XmlError {
        let rest = &self.text[at as usize..];
        let tag = &rest[..rest.find(|c| !is_hidden(c)).unwrap_or(rest.len())];
        let message =
            format!("the template tag `{tag}` stands where elements stand, and may become some");
        let help = "Render the template, and give the file that comes out of it; or take the tag \
                    out, and put it back into what is merged.";
        XmlError::new(Problem::NotXml, (&self.text, at as usize), message, help)
    }
}
