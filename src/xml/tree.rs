//! The document: an arena of nodes and attributes, each a span of the decoded text.

use std::borrow::Cow;
use std::sync::Arc;

use super::decode::Form;
use super::span::{Position, Span};

/// A node of a [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The number of the node in document order.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An attribute of a [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttrId(pub(super) u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// An element.
    Element,
    /// A run of character data, or one character or entity reference (`&amp;`, `&#10;`).
    Text,
    /// A CDATA section.
    CData,
    /// A comment.
    Comment,
    /// A processing instruction.
    Instruction,
}

/// One node. Nodes stand in document order, so the descendants of node `n` are the nodes
/// `n + 1 .. n.subtree_end`.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// An element without content of the form `<a/>`.
    pub self_closing: bool,
    /// The whole node, for an element from `<` of the start tag to `>` of the end tag.
    pub span: Span,
    /// Of an element the start tag (`<a b="c">`), of anything else its inner text: the text itself,
    /// the inside of a CDATA section, of a comment, of an instruction.
    pub inner: Span,
    /// Of an element its qualified name as written in the start tag; empty otherwise.
    pub name: Span,
    /// Of an element, how many bytes of `name` are the prefix without its colon.
    pub(super) prefix_len: u32,
    /// Of an element, its namespace as an index into the document's table.
    pub(super) namespace: u32,
    /// The parent; none for what stands outside the root and for the root.
    pub(super) parent: u32,
    /// One past the last descendant.
    pub(super) subtree_end: u32,
    /// Range of the element's attributes, without namespace declarations.
    pub(super) attrs: (u32, u32),
    /// Range of the element's namespace declarations.
    pub(super) decls: (u32, u32),
}

/// One attribute as written.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// From the first byte of the name to the closing quote.
    pub span: Span,
    /// The qualified name.
    pub name: Span,
    /// The value between the quotes, as written.
    pub value: Span,
    /// The namespace as an index into the document's table; 0 (none) without prefix.
    pub(super) namespace: u32,
}

pub(super) const NONE: u32 = u32::MAX;

/// A lossless XML document. It is never changed, so that a copy shares all of it.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) text: Arc<str>,
    pub(super) form: Form,
    pub(super) nodes: Arc<[Node]>,
    pub(super) attrs: Arc<[Attribute]>,
    pub(super) decls: Arc<[Attribute]>,
    /// Namespace names; index 0 is the empty one.
    pub(super) namespaces: Arc<[String]>,
    pub(super) root: u32,
    pub(super) line_starts: Arc<[u32]>,
}

impl Document {
    /// The decoded text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// How the bytes were encoded.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The same text for a file of another form.
    #[must_use]
    pub fn in_form(&self, form: Form) -> Self {
        Self { form, ..self.clone() }
    }

    /// The root element.
    pub fn root(&self) -> NodeId {
        NodeId(self.root)
    }

    /// How many nodes there are, those outside the root included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True if it has no nodes; never so for a document that was read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node itself.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// What the node is.
    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.node(id).kind
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The parent element.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id).parent {
            NONE => None,
            p => Some(NodeId(p)),
        }
    }

    /// The children of all kinds, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).subtree_end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = NodeId(next);
                next = self.node(child).subtree_end;
                child
            })
        })
    }

    /// Everything below a node, in order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (id.0 + 1..self.node(id).subtree_end).map(NodeId)
    }

    /// The child elements, in order.
    pub fn child_elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|&c| self.kind(c) == NodeKind::Element)
    }

    /// An element's name without prefix.
    pub fn local_name(&self, id: NodeId) -> &str {
        let node = self.node(id);
        let name = self.slice(node.name);
        match node.prefix_len {
            0 => name,
            n => &name[n as usize + 1..],
        }
    }

    /// An element's prefix; empty without one.
    pub fn prefix(&self, id: NodeId) -> &str {
        let node = self.node(id);
        &self.slice(node.name)[..node.prefix_len as usize]
    }

    /// An element's namespace name; empty without one.
    pub fn namespace(&self, id: NodeId) -> &str {
        &self.namespaces[self.node(id).namespace as usize]
    }

    /// An element's namespace as a number, equal for equal namespaces of this document only.
    pub fn namespace_index(&self, id: NodeId) -> u32 {
        self.node(id).namespace
    }

    /// The number that a namespace has in this document, if it occurs.
    pub fn find_namespace(&self, name: &str) -> Option<u32> {
        self.namespaces.iter().position(|n| n == name).map(|i| i as u32)
    }

    /// An element's attributes in document order, without namespace declarations.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = AttrId> + use<> {
        let (start, end) = self.node(id).attrs;
        (start..end).map(AttrId)
    }

    /// An attribute as written.
    pub fn attribute(&self, id: AttrId) -> &Attribute {
        &self.attrs[id.0 as usize]
    }

    /// An attribute's qualified name as written.
    pub fn attribute_name(&self, id: AttrId) -> &str {
        self.slice(self.attribute(id).name)
    }

    /// An attribute's namespace name; empty without prefix.
    pub fn attribute_namespace(&self, id: AttrId) -> &str {
        &self.namespaces[self.attribute(id).namespace as usize]
    }

    /// An attribute's value with references resolved and white space normalised as XML says.
    pub fn attribute_value(&self, id: AttrId) -> Cow<'_, str> {
        super::chars::unescape_attribute(self.slice(self.attribute(id).value))
    }

    /// The attribute of that name without namespace.
    pub fn find_attribute(&self, id: NodeId, name: &str) -> Option<AttrId> {
        self.attributes(id).find(|&a| self.attribute_name(a) == name)
    }

    /// The namespace declarations on this element itself, as written.
    pub fn declarations(&self, id: NodeId) -> &[Attribute] {
        let (start, end) = self.node(id).decls;
        &self.decls[start as usize..end as usize]
    }

    /// The namespace that a prefix (empty for the default one) stands for at an element.
    pub fn resolve_prefix(&self, at: NodeId, prefix: &str) -> Option<Cow<'_, str>> {
        let mut element = Some(at);
        while let Some(id) = element {
            for decl in self.declarations(id) {
                let name = self.slice(decl.name);
                let declared = name.strip_prefix("xmlns:").unwrap_or("");
                if declared == prefix {
                    return Some(super::chars::unescape_attribute(self.slice(decl.value)));
                }
            }
            element = self.parent(id);
        }
        match prefix {
            "xml" => Some(Cow::Borrowed("http://www.w3.org/XML/1998/namespace")),
            "" => Some(Cow::Borrowed("")),
            _ => None,
        }
    }

    /// The namespace of a name in a value; none where it has no prefix, or one that nothing declares.
    pub fn namespace_of_name(&self, at: NodeId, name: &str) -> Option<Cow<'_, str>> {
        self.resolve_prefix(at, name.split_once(':')?.0)
    }

    /// The character data of a text or CDATA node, references resolved and line ends as `\n`.
    pub fn character_data(&self, id: NodeId) -> Cow<'_, str> {
        let raw = self.slice(self.node(id).inner);
        match self.kind(id) {
            NodeKind::CData => super::chars::normalise_line_ends(raw),
            _ => super::chars::unescape_text(raw),
        }
    }

    /// The character data of an element's own text and CDATA children, joined.
    pub fn own_text(&self, id: NodeId) -> Cow<'_, str> {
        let mut parts = self
            .children(id)
            .filter(|&c| matches!(self.kind(c), NodeKind::Text | NodeKind::CData))
            .map(|c| self.character_data(c));
        let Some(first) = parts.next() else { return Cow::Borrowed("") };
        match parts.next() {
            None => first,
            Some(second) => {
                let mut all = first.into_owned();
                all.push_str(&second);
                parts.for_each(|p| all.push_str(&p));
                Cow::Owned(all)
            }
        }
    }

    /// What stands between the start and the end tag; empty and at the end of the node for `<a/>`.
    pub fn content(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if node.self_closing {
            return Span::at(node.span.end);
        }
        Span { start: node.inner.end, end: self.end_tag_start(id) }
    }

    /// Where the end tag begins.
    fn end_tag_start(&self, id: NodeId) -> u32 {
        let node = self.node(id);
        let text = &self.text[node.inner.end as usize..node.span.end as usize];
        let at = text.rfind("</").expect("an element that does not close itself has an end tag");
        node.inner.end + at as u32
    }

    /// Line and column of a byte of the text.
    pub fn position(&self, at: u32) -> Position {
        let line = self.line_starts.partition_point(|&start| start <= at).max(1);
        let start = self.line_starts[line - 1] as usize;
        let column = self.text[start..at as usize].chars().count() + 1;
        Position { line: line as u32, column: column as u32 }
    }

    /// The line, from 1, on which a node begins.
    pub fn line(&self, id: NodeId) -> u32 {
        let at = self.node(id).span.start;
        self.line_starts.partition_point(|&start| start <= at).max(1) as u32
    }
}
