//! Which elements of a document are sequences, and whose.

use super::NAMESPACE;
use super::form::Children;
use super::kinds::Kind;
use crate::stock::SequenceName;
use crate::xml::{Document, NodeId, Template, XmlError};

/// Reads a file of that name: as a template where the name says that it is one.
///
/// # Errors
///
/// As [`Document::read`] and [`Document::read_template`]; a tag in place of mediators.
pub fn read_file(name: &str, bytes: &[u8]) -> Result<Document, XmlError> {
    let Some(language) = Template::of_name(name) else { return Document::read(bytes) };
    let doc = Document::read_template(bytes, language)?;
    let holds_elements = |element: NodeId| {
        let kind = Kind::of(doc.local_name(element));
        doc.namespace(element) == NAMESPACE && kind.form().children != Children::Content
    };
    let misplaced = doc.tags().find(|&(node, _)| doc.parent(node).is_some_and(holds_elements));
    match misplaced {
        Some((_, at)) => Err(doc.between_elements(at)),
        None => Ok(doc),
    }
}

/// The name that a sequence gives itself.
pub fn name_attribute(doc: &Document, sequence: NodeId) -> Option<String> {
    doc.find_attribute(sequence, "name").map(|a| doc.attribute_value(a).into_owned())
}

/// The stock sequences in a `<definitions>` document.
pub fn stock_sequences(doc: &Document) -> impl Iterator<Item = (SequenceName, NodeId)> + '_ {
    doc.child_elements(doc.root())
        .filter(|&e| doc.namespace(e) == NAMESPACE && doc.local_name(e) == "sequence")
        .filter_map(|e| Some((SequenceName::from_name_attribute(&name_attribute(doc, e)?)?, e)))
}

/// The element of a sequence in a file: its root, or the first of that name in a `<definitions>`
/// document.
pub fn sequence_in(doc: &Document, sequence: SequenceName) -> Option<NodeId> {
    let root = doc.root();
    match (doc.namespace(root), doc.local_name(root)) {
        (NAMESPACE, "sequence") => Some(root),
        (NAMESPACE, "definitions") => {
            stock_sequences(doc).find(|&(s, _)| s == sequence).map(|(_, element)| element)
        }
        _ => None,
    }
}
