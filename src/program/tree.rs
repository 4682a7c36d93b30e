//! A sequence as a tree of mediators in canonical form.
//!
//! The nodes stand in one arena in document order, so a subtree is a slice and two equal subtrees
//! correspond node by node. Comments are kept beside the tree: they have no meaning to Synapse,
//! yet the operator's own are carried.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::fingerprint::Fingerprint;
use super::form::Children;
use super::kinds::builder::is_by_itself;
use super::kinds::{Kind, Mediator};
use super::{Id, NAMESPACE, Program, canonical, identity};
use crate::xml::{AttrId, Document, NodeId, NodeKind};

/// A node of a [`Tree`], by its place in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ix(pub u32);

impl Ix {
    /// The root of every tree.
    pub const ROOT: Ix = Ix(0);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An attribute in canonical form.
#[derive(Debug, Clone)]
pub struct Attr<'d> {
    /// The name as written.
    pub name: &'d str,
    /// The value that Synapse sees, in its canonical spelling.
    pub value: Cow<'d, str>,
    /// Where it is written.
    pub source: Option<AttrId>,
}

/// A mediator or a part of one.
#[derive(Debug, Clone)]
pub struct Node<'d> {
    /// What it is.
    pub kind: Kind,
    /// Its element. The `then` that a filter without one implies has the filter's.
    pub element: NodeId,
    /// Whether it is the `then` that a filter without one implies.
    pub implied: bool,
    /// The text that matters: of a leaf, trimmed.
    pub text: Cow<'d, str>,
    /// Equal for equal subtrees: everything but comments.
    pub content: u64,
    /// Equal for equal children, whatever the node's own attributes.
    pub body: u64,
    /// Equal for nodes that are the same mediator in two versions of a file, though its details
    /// may differ (facts: the matching keys of each mediator).
    pub identity: u64,
    /// Equal for nodes that may be the same mediator with a changed identity.
    pub family: u64,
    parent: u32,
    end: u32,
    attrs: (u32, u32),
}

/// A comment among mediators or inside one.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// The comment itself.
    pub node: NodeId,
    /// The tree node whose children it stands among.
    pub parent: Ix,
    /// The sibling it stands before, if any follows.
    pub before: Option<Ix>,
    /// The sibling it stands after, if one precedes.
    pub after: Option<Ix>,
    /// The payload that it stands inside of; it counts as standing before that.
    pub inside: Option<Ix>,
}

/// A sequence in canonical form, over the document it was read from.
#[derive(Debug, Clone)]
pub struct Tree<'d> {
    /// The document.
    pub doc: &'d Document,
    nodes: Vec<Node<'d>>,
    attrs: Vec<Attr<'d>>,
    comments: Vec<Comment>,
    typed: OnceLock<Typed>,
}

/// The mediators of a tree, read when they are first asked for.
#[derive(Debug, Clone)]
struct Typed {
    program: Arc<Program>,
    /// By node.
    ids: Vec<Option<Id>>,
}

const NO_PARENT: u32 = u32::MAX;

impl<'d> Tree<'d> {
    /// The sequence whose element is given: a document's root, or one inside `<definitions>`.
    pub fn of(doc: &'d Document, sequence: NodeId) -> Self {
        let capacity = doc.len() / 2;
        let mut builder = Builder {
            synapse: doc.find_namespace(NAMESPACE).unwrap_or(u32::MAX),
            tree: Tree {
                doc,
                nodes: Vec::with_capacity(capacity),
                attrs: Vec::with_capacity(capacity),
                comments: Vec::new(),
                typed: OnceLock::new(),
            },
        };
        builder.element(sequence, None);
        // A tree lives as long as its merge: room to grow would only take memory.
        builder.tree.nodes.shrink_to_fit();
        builder.tree.attrs.shrink_to_fit();
        builder.tree
    }

    /// The sequence as typed mediators. They are read once; whoever keeps them shares them.
    pub fn program(&self) -> &Arc<Program> {
        &self.typed().program
    }

    fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| {
            let program = Program::of(self.doc, self.node(Ix::ROOT).element);
            let id = |node: &Node<'_>| program.at(node.element).filter(|_| !node.implied);
            Typed { ids: self.nodes.iter().map(id).collect(), program: Arc::new(program) }
        })
    }

    /// The mediator at a node; none where it is a part of one, or where the engine reads none.
    pub fn mediator(&self, ix: Ix) -> Option<&Mediator> {
        self.id(ix).map(|id| self.program().mediator(id))
    }

    /// The number that the mediator at a node has in the program.
    pub fn id(&self, ix: Ix) -> Option<Id> {
        self.typed().ids[ix.index()]
    }

    /// The node of each mediator.
    pub fn by_mediator(&self) -> Vec<Ix> {
        let mut nodes = vec![Ix::ROOT; self.program().all().count()];
        for (node, id) in self.all().filter_map(|node| Some((node, self.id(node)?))) {
            nodes[id.index()] = node;
        }
        nodes
    }

    /// The node.
    pub fn node(&self, ix: Ix) -> &Node<'d> {
        &self.nodes[ix.index()]
    }

    /// What the node is.
    pub fn kind(&self, ix: Ix) -> Kind {
        self.node(ix).kind
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True if it has no nodes; never so.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Every node, in document order.
    pub fn all(&self) -> impl Iterator<Item = Ix> + use<> {
        (0..self.nodes.len() as u32).map(Ix)
    }

    /// The node and all below it, in document order.
    pub fn subtree(&self, ix: Ix) -> impl Iterator<Item = Ix> + use<> {
        (ix.0..self.node(ix).end).map(Ix)
    }

    /// How many nodes the subtree has.
    pub fn size(&self, ix: Ix) -> usize {
        (self.node(ix).end - ix.0) as usize
    }

    /// Whether `inner` is `outer` or stands below it.
    pub fn contains(&self, outer: Ix, inner: Ix) -> bool {
        (outer.0..self.node(outer).end).contains(&inner.0)
    }

    /// The children, in order.
    pub fn children(&self, ix: Ix) -> impl Iterator<Item = Ix> + '_ {
        let end = self.node(ix).end;
        let mut next = ix.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = Ix(next);
                next = self.node(child).end;
                child
            })
        })
    }

    /// The siblings after a node, in order.
    pub fn following(&self, ix: Ix) -> impl Iterator<Item = Ix> + '_ {
        let end = self.parent(ix).map_or(0, |p| self.node(p).end);
        let mut next = self.node(ix).end;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let sibling = Ix(next);
                next = self.node(sibling).end;
                sibling
            })
        })
    }

    /// The parent.
    pub fn parent(&self, ix: Ix) -> Option<Ix> {
        Some(self.node(ix).parent).filter(|&p| p != NO_PARENT).map(Ix)
    }

    /// The nodes above, nearest first.
    pub fn ancestors(&self, ix: Ix) -> impl Iterator<Item = Ix> + '_ {
        std::iter::successors(self.parent(ix), |&p| self.parent(p))
    }

    /// The canonical attributes, sorted by name.
    pub fn attrs(&self, ix: Ix) -> &[Attr<'d>] {
        let (start, end) = self.node(ix).attrs;
        &self.attrs[start as usize..end as usize]
    }

    /// The canonical value of an attribute.
    pub fn attr(&self, ix: Ix, name: &str) -> Option<&str> {
        self.attrs(ix).iter().find(|a| a.name == name).map(|a| a.value.as_ref())
    }

    /// The comments inside the sequence, in document order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// What a comment says, trimmed.
    pub fn comment_text(&self, comment: &Comment) -> &'d str {
        self.doc.slice(self.doc.node(comment.node).inner).trim()
    }

    /// An element's name without prefix.
    pub fn name(&self, ix: Ix) -> &'d str {
        match self.node(ix).implied {
            true => "then",
            false => self.doc.local_name(self.node(ix).element),
        }
    }

    /// The line, from 1, on which the node begins.
    pub fn line(&self, ix: Ix) -> u32 {
        self.doc.line(self.node(ix).element)
    }

    /// Whether two nodes are the same but for their children.
    pub fn same_head(&self, ix: Ix, other: &Tree<'_>, theirs: Ix) -> bool {
        let (a, b) = (self.node(ix), other.node(theirs));
        let attrs = |x: &Attr<'_>, y: &Attr<'_>| x.name == y.name && x.value == y.value;
        a.kind == b.kind
            && a.text == b.text
            && self.attrs(ix).len() == other.attrs(theirs).len()
            && self.attrs(ix).iter().zip(other.attrs(theirs)).all(|(x, y)| attrs(x, y))
            && (a.kind != Kind::Other || self.name(ix) == other.name(theirs))
    }
}

struct Builder<'d> {
    tree: Tree<'d>,
    /// The Synapse namespace's number in this document.
    synapse: u32,
}

impl<'d> Builder<'d> {
    fn kind(&self, element: NodeId) -> Kind {
        let doc = self.tree.doc;
        if doc.namespace_index(element) == self.synapse {
            Kind::of(doc.local_name(element))
        } else {
            Kind::Other
        }
    }

    /// Appends the element and all below it.
    fn element(&mut self, element: NodeId, parent: Option<Ix>) -> Ix {
        let doc = self.tree.doc;
        let kind = self.kind(element);
        let ix = self.open(element, kind, parent);
        let attrs = self.tree.attrs.len() as u32;
        let parent_kind = parent.map(|p| self.tree.kind(p));
        canonical::canonical(doc, element, kind, parent_kind, &mut self.tree.attrs);
        self.tree.nodes[ix.index()].attrs = (attrs, self.tree.attrs.len() as u32);
        match kind {
            Kind::PayloadFactory => self.payload_comments(ix),
            Kind::Filter if !self.has_then(element) => {
                let then = self.open(element, Kind::Then, Some(ix));
                self.tree.nodes[then.index()].implied = true;
                self.children(element, then);
                self.close(then);
            }
            Kind::Other if self.is_mixed(element) => {}
            _ => self.children(element, ix),
        }
        self.close(ix);
        ix
    }

    fn open(&mut self, element: NodeId, kind: Kind, parent: Option<Ix>) -> Ix {
        let ix = Ix(self.tree.nodes.len() as u32);
        self.tree.nodes.push(Node {
            kind,
            element,
            implied: false,
            text: Cow::Borrowed(""),
            content: 0,
            body: 0,
            identity: 0,
            family: 0,
            parent: parent.map_or(NO_PARENT, |p| p.0),
            end: ix.0 + 1,
            attrs: (0, 0),
        });
        ix
    }

    fn has_then(&self, filter: NodeId) -> bool {
        self.tree.doc.child_elements(filter).any(|c| self.kind(c) == Kind::Then)
    }

    /// Whether text stands beside elements: XML that is a value, and compared as a whole.
    fn is_mixed(&self, element: NodeId) -> bool {
        let doc = self.tree.doc;
        doc.child_elements(element).next().is_some() && !doc.own_text(element).trim().is_empty()
    }

    /// Appends the children that mean something, in the order in which Synapse reads them.
    fn children(&mut self, element: NodeId, ix: Ix) {
        let doc = self.tree.doc;
        let kind = self.tree.kind(ix);
        let mut elements = 0;
        let mut pending: Vec<NodeId> = Vec::new();
        let mut last = None;
        if matches!(kind.form().children, Children::Parts(_) | Children::KeyedBy(_)) {
            return self.ordered_children(element, ix, kind);
        }
        for child in doc.children(element) {
            match doc.kind(child) {
                NodeKind::Comment => pending.push(child),
                NodeKind::Element => {
                    elements += 1;
                    if let Some(node) = self.child(child, ix) {
                        self.place_comments(&mut pending, ix, Some(node), last);
                        last = Some(node);
                    }
                }
                _ => {}
            }
        }
        self.place_comments(&mut pending, ix, None, last);
        if elements == 0 && !kind.is_mediator_list() {
            self.tree.nodes[ix.index()].text = trimmed(doc.own_text(element));
        }
    }

    /// The comments inside a payload, which is not a list of nodes.
    fn payload_comments(&mut self, payload: Ix) {
        let doc = self.tree.doc;
        let Some(parent) = self.tree.parent(payload) else { return };
        for node in doc.descendants(self.tree.node(payload).element) {
            if doc.kind(node) == NodeKind::Comment {
                let (before, inside) = (Some(payload), Some(payload));
                self.tree.comments.push(Comment { node, parent, before, after: None, inside });
            }
        }
    }

    fn ordered_children(&mut self, element: NodeId, ix: Ix, kind: Kind) {
        let doc = self.tree.doc;
        let mut children: Vec<NodeId> = doc.child_elements(element).collect();
        match kind.form().children {
            Children::KeyedBy(name) => children
                .sort_by_key(|&c| doc.find_attribute(c, name).map(|a| doc.attribute_value(a))),
            Children::Parts(parts) => children.sort_by_key(|&c| {
                let name = self.kind(c).form().element;
                parts.iter().position(|p| *p == name).unwrap_or(parts.len())
            }),
            Children::List | Children::Content => {}
        }
        let mut lists = vec![element];
        for child in children {
            if self.child(child, ix).is_none() {
                lists.push(child);
            }
        }
        for comment in lists.into_iter().flat_map(|list| doc.children(list)) {
            if doc.kind(comment) == NodeKind::Comment {
                let comment =
                    Comment { node: comment, parent: ix, before: None, after: None, inside: None };
                self.tree.comments.push(comment);
            }
        }
    }

    /// Appends a child unless it means nothing.
    fn child(&mut self, child: NodeId, parent: Ix) -> Option<Ix> {
        let kind = self.kind(child);
        let doc = self.tree.doc;
        let empty = || {
            doc.child_elements(child).all(|c| self.kind(c) == Kind::Description)
                && doc.attributes(child).next().is_none()
        };
        let means_nothing = match kind {
            Kind::Description => true,
            Kind::Else => self.tree.kind(parent) == Kind::Filter && empty(),
            Kind::MessageBuilder => is_by_itself(doc, child),
            _ => false,
        };
        (!means_nothing).then(|| self.element(child, Some(parent)))
    }

    fn place_comments(
        &mut self,
        pending: &mut Vec<NodeId>,
        parent: Ix,
        before: Option<Ix>,
        after: Option<Ix>,
    ) {
        for node in pending.drain(..) {
            self.tree.comments.push(Comment { node, parent, before, after, inside: None });
        }
    }

    /// Sums the node up once all below it are there.
    fn close(&mut self, ix: Ix) {
        let end = self.tree.nodes.len() as u32;
        self.tree.nodes[ix.index()].end = end;
        let mut body = Fingerprint::new();
        let mut next = ix.0 + 1;
        while next < end {
            let child = &self.tree.nodes[next as usize];
            child.content.hash(&mut body);
            next = child.end;
        }
        let tree = &self.tree;
        let node = tree.node(ix);
        if node.kind == Kind::PayloadFactory {
            identity::hash_payload(tree.doc, node.element, &mut body);
        }
        if node.kind == Kind::Other && end == ix.0 + 1 && self.is_mixed(node.element) {
            identity::hash_xml(tree.doc, node.element, &mut body);
        }
        let body = body.finish();
        let mut content = Fingerprint::new();
        node.kind.hash(&mut content);
        if node.kind == Kind::Other {
            tree.doc.namespace(node.element).hash(&mut content);
            tree.name(ix).hash(&mut content);
        }
        for attr in tree.attrs(ix) {
            attr.name.hash(&mut content);
            attr.value.hash(&mut content);
        }
        node.text.hash(&mut content);
        body.hash(&mut content);
        let content = content.finish();
        let keys = identity::keys(tree, ix, content);
        let node = &mut self.tree.nodes[ix.index()];
        node.body = body;
        node.content = content;
        node.identity = keys.identity;
        node.family = keys.family;
    }
}

/// White space at both ends removed, borrowing where that is possible.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
