//! The text of the operator's mediators as it stands in the target: their own bytes, with the
//! target's indentation, line ends and prefixes, the rewritten parts replaced, and the stock
//! mediators inside them in the target's form.

use rustc_hash::FxHashMap;

use super::Context;
use super::marked::Marked;
use super::settle::Settled;
use crate::program::{Ix, Kind, NAMESPACE};
use crate::rules::{Rewrite, Rewritten, is_removed_class, kept_attributes, payload_text};
use crate::xml::{Document, NodeId, NodeKind, escape_attribute};

/// How a list of the target is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// What stands before an element on its line.
    pub indent: String,
    /// One level of indentation.
    pub unit: String,
    /// The prefix of Synapse elements with its colon; empty for the default namespace.
    pub prefix: String,
}

impl Style {
    /// The same, one level deeper.
    pub(super) fn deeper(&self) -> Self {
        Self { indent: format!("{}{}", self.indent, self.unit), ..self.clone() }
    }
}

/// What to do with the nodes of custom that are put into the target.
pub(super) struct Graft<'c, 't, 'd> {
    context: &'c Context<'t, 'd>,
    rewrites: FxHashMap<Ix, Rewrite>,
    /// Attributes of elements that get other values.
    patches: FxHashMap<NodeId, Vec<(String, String)>>,
    within: &'c Within,
    /// What is left out; none where nothing is decided yet.
    settled: Option<&'c Settled>,
}

/// The new mediators inside wrappers that are edits of their own: each with its edit's number, or
/// none where the edit is left out.
pub(super) type Within = FxHashMap<Ix, Option<usize>>;

/// Writes a stock mediator of the target that moved into something of the operator's.
pub(super) type WriteTarget<'w> = dyn FnMut(Ix, &Style) -> Marked + 'w;

impl<'c, 't, 'd> Graft<'c, 't, 'd> {
    pub(super) fn new(
        context: &'c Context<'t, 'd>,
        rewrites: &[Rewritten],
        within: &'c Within,
    ) -> Self {
        let patches = rewrites
            .iter()
            .filter_map(|r| match &r.rewrite {
                Rewrite::Attributes(patches) => Some(patches),
                _ => None,
            })
            .flatten()
            .map(|p| (p.element, p.set.clone()))
            .collect();
        let rewrites = rewrites.iter().map(|r| (r.node, r.rewrite.clone())).collect();
        Self { context, rewrites, patches, within, settled: None }
    }

    /// The same where some edits are left out.
    pub(super) fn with(self, settled: &'c Settled) -> Self {
        Self { settled: Some(settled), ..self }
    }

    /// True if something of a new node is left: it is not dropped, and not all that it holds is.
    pub(super) fn survives(&self, node: Ix) -> bool {
        if let Some(base) = self.context.custom_of.a(node) {
            return self.context.target_of.b(base).is_some() || self.context.keeps_xml(node);
        }
        let left_out = self.within.get(&node) == Some(&None);
        if left_out || self.rewrites.get(&node) == Some(&Rewrite::Drop) {
            return false;
        }
        let tree = self.context.custom;
        let kind = tree.kind(node);
        let holds = kind.is_mediator_list() || matches!(kind, Kind::Filter | Kind::Switch);
        let mut children = tree.children(node).peekable();
        !holds || children.peek().is_none() || children.any(|c| self.survives(c))
    }

    /// The text of a new node of custom.
    pub(super) fn text(&self, node: Ix, style: &Style, write: &mut WriteTarget<'_>) -> Marked {
        self.write(node, self.special_nodes(node), style, write)
    }

    /// The text of a payload of custom that takes the place of the target's, which the base has
    /// too.
    pub(super) fn payload(&self, node: Ix, style: &Style) -> Marked {
        // XML that has no faithful JSON stays XML.
        let rewrite = self.rewrites.get(&node);
        let special = match matches!(rewrite, Some(Rewrite::Json(_) | Rewrite::Attributes(_))) {
            true => FxHashMap::from_iter([(self.context.custom.node(node).element, node)]),
            false => FxHashMap::default(),
        };
        self.write(node, special, style, &mut |_, _| Marked::default())
    }

    fn write(
        &self,
        node: Ix,
        special: FxHashMap<NodeId, Ix>,
        style: &Style,
        write: &mut WriteTarget<'_>,
    ) -> Marked {
        let root = self.context.custom.node(node).element;
        let mut writer = Writer {
            graft: self,
            doc: self.context.custom.doc,
            special,
            renames: self.renames(root),
            out: Marked::default(),
            write,
        };
        writer.element(root, style, &self.missing_declarations(root));
        writer.out
    }

    /// The elements below a node that are not simply copied: dropped, rewritten, or the base's.
    fn special_nodes(&self, node: Ix) -> FxHashMap<NodeId, Ix> {
        let tree = self.context.custom;
        let special = |n: &Ix| {
            self.rewrites.contains_key(n)
                || self.within.contains_key(n)
                || (self.context.custom_of.a(*n).is_some() && !tree.node(*n).implied)
                || !(self.survives(*n) || self.is_needed(*n))
        };
        tree.subtree(node).filter(special).map(|n| (tree.node(n).element, n)).collect()
    }

    /// Whether it is a `then` of which nothing is left while the `else` is: without it, the gateway
    /// would not load the sequence (wso2-synapse, `FilterMediatorFactory`).
    fn is_needed(&self, node: Ix) -> bool {
        let tree = self.context.custom;
        let filter = tree.parent(node).filter(|_| tree.kind(node) == Kind::Then);
        filter.is_some_and(|filter| self.survives(filter))
    }

    /// Whether Synapse elements are written with another prefix in the operator's file.
    fn renames(&self, root: NodeId) -> bool {
        let (custom, target) = (self.context.custom.doc, self.context.target.doc);
        let here = custom.resolve_prefix(root, "").unwrap_or_default();
        let there = target.resolve_prefix(target.root(), "").unwrap_or_default();
        here != there || here != NAMESPACE
    }

    /// The prefixes in scope at a node of custom that its text uses and the target does not have.
    fn missing_declarations(&self, root: NodeId) -> Vec<(String, String)> {
        let (custom, target) = (self.context.custom.doc, self.context.target.doc);
        let text = custom.slice(custom.node(root).span);
        let declares =
            |name: &str| custom.declarations(root).iter().any(|d| custom.slice(d.name) == name);
        let mut missing: Vec<(String, String)> = Vec::new();
        let mut above = custom.parent(root);
        while let Some(element) = above {
            for declaration in custom.declarations(element) {
                let name = custom.slice(declaration.name);
                let Some(prefix) = name.strip_prefix("xmlns:") else { continue };
                let uri = custom.resolve_prefix(element, prefix).unwrap_or_default();
                let known = target.resolve_prefix(target.root(), prefix).as_ref() == Some(&uri);
                let used = uri != NAMESPACE || text.contains(&format!("'{prefix}:"));
                if !declares(name)
                    && text.contains(&format!("{prefix}:"))
                    && used
                    && !known
                    && custom.resolve_prefix(root, prefix).as_ref() == Some(&uri)
                    && missing.iter().all(|(p, _)| p != prefix)
                {
                    missing.push((prefix.to_owned(), uri.into_owned()));
                }
            }
            above = custom.parent(element);
        }
        missing
    }
}

struct Writer<'w, 'f, 'c, 't, 'd> {
    graft: &'w Graft<'c, 't, 'd>,
    doc: &'d Document,
    special: FxHashMap<NodeId, Ix>,
    renames: bool,
    out: Marked,
    write: &'w mut WriteTarget<'f>,
}

impl Writer<'_, '_, '_, '_, '_> {
    /// Writes an element as it stands, or what became of it.
    fn element(&mut self, element: NodeId, style: &Style, declare: &[(String, String)]) {
        let Some(&node) = self.special.get(&element) else {
            return self.copy(element, style, declare);
        };
        let context = self.graft.context;
        if let Some(Some(edit)) = self.graft.within.get(&node) {
            self.out.mark(*edit);
        }
        match self.graft.rewrites.get(&node) {
            Some(Rewrite::Json(text)) => {
                let attributes = kept_attributes(self.doc, element);
                let Style { indent, unit, prefix } = style;
                self.out.push(&payload_text(prefix, &attributes, text, indent, unit));
            }
            Some(Rewrite::Attributes(_)) => self.copy(element, style, declare),
            _ if context.keeps_xml(node) => {
                // With all in it, but for classes without which the gateway would not load it.
                let is_gone = |n: Ix| is_removed_class(context.custom, n);
                let classes = self.special.iter().filter(|&(_, &n)| is_gone(n));
                let classes = classes.map(|(&element, &n)| (element, n)).collect();
                let all = std::mem::replace(&mut self.special, classes);
                self.copy(element, style, declare);
                self.special = all;
            }
            _ => match context.target_of_custom(node) {
                Some(target) => {
                    let moved = (self.write)(target, style);
                    self.out.push_marked(moved);
                }
                None => self.copy(element, style, declare),
            },
        }
    }

    fn copy(&mut self, element: NodeId, style: &Style, declare: &[(String, String)]) {
        let doc = self.doc;
        let start = self.start_tag(element, style, declare);
        let node = doc.node(element);
        if node.self_closing {
            return self.out.push(&start);
        }
        let has_text = doc.children(element).any(|c| {
            matches!(doc.kind(c), NodeKind::Text | NodeKind::CData)
                && !doc.character_data(c).trim().is_empty()
        });
        let children: Vec<NodeId> = doc.children(element).filter(|&c| self.is_written(c)).collect();
        if has_text && !self.renames {
            self.out.push(&start);
            self.out.push(&doc.slice(doc.content(element)).replace("\r\n", "\n"));
        } else if has_text {
            self.out.push(&start);
            self.mixed(element, style);
        } else if children.is_empty() {
            return self.out.push(&format!("{}/>", start.trim_end_matches('>').trim_end()));
        } else {
            self.out.push(&start);
            let deeper = style.deeper();
            for child in children {
                self.out.push(&format!("\n{}", deeper.indent));
                match doc.kind(child) {
                    NodeKind::Element => self.element(child, &deeper, &[]),
                    _ => self.out.push(&doc.slice(doc.node(child).span).replace("\r\n", "\n")),
                }
            }
            self.out.push(&format!("\n{}", style.indent));
        }
        self.out.push(&format!("</{}>", self.name(element, style)));
    }

    /// Text beside elements whose prefixes change: everything as it stands but the tags.
    fn mixed(&mut self, element: NodeId, style: &Style) {
        let doc = self.doc;
        for child in doc.children(element) {
            match doc.kind(child) {
                NodeKind::Element => self.copy(child, style, &[]),
                _ => self.out.push(&doc.slice(doc.node(child).span).replace("\r\n", "\n")),
            }
        }
    }

    /// True if a child is written: white space is not, nor what is dropped.
    fn is_written(&self, child: NodeId) -> bool {
        match self.doc.kind(child) {
            NodeKind::Text | NodeKind::CData => false,
            NodeKind::Element => {
                !self.is_idle_else(child)
                    && self.special.get(&child).is_none_or(|&n| self.graft.survives(n))
            }
            NodeKind::Comment => {
                let graft = self.graft;
                graft.settled.is_none_or(|s| !s.leaves_out_comment(graft.context, child))
            }
            _ => true,
        }
    }

    /// Whether it is an `else` that holds nothing. The console adds it; where nothing is left of
    /// the `then` before it, the gateway would not load the sequence for it.
    fn is_idle_else(&self, element: NodeId) -> bool {
        let doc = self.doc;
        doc.local_name(element) == "else"
            && doc.namespace(element) == NAMESPACE
            && doc.attributes(element).next().is_none()
            && doc.slice(doc.content(element)).trim().is_empty()
    }

    /// An element's name as the target writes it.
    fn name(&self, element: NodeId, style: &Style) -> String {
        let doc = self.doc;
        if self.renames && doc.namespace(element) == NAMESPACE {
            return format!("{}{}", style.prefix, doc.local_name(element));
        }
        doc.slice(doc.node(element).name).to_owned()
    }

    /// The start tag: as written where nothing about it changes.
    fn start_tag(&self, element: NodeId, style: &Style, declare: &[(String, String)]) -> String {
        let doc = self.doc;
        let tag = doc.node(element).inner;
        let raw = doc.slice(tag).replace("\r\n", "\n");
        let patch = self.graft.patches.get(&element).map_or(&[][..], Vec::as_slice);
        if !self.renames && declare.is_empty() && patch.is_empty() {
            return raw;
        }
        let mut out = format!("<{}", self.name(element, style));
        for (prefix, uri) in declare {
            out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escape_attribute(uri)));
        }
        if self.renames {
            self.default_declaration(element, style, &mut out);
        }
        for declaration in doc.declarations(element) {
            if !self.renames || doc.slice(declaration.name) != "xmlns" {
                out.push_str(&format!(" {}", doc.slice(declaration.span)));
            }
        }
        let set = |name: &str| patch.iter().find(|(n, _)| n == name);
        for (name, value) in patch.iter().filter(|(n, _)| doc.find_attribute(element, n).is_none())
        {
            out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
        }
        for id in doc.attributes(element) {
            match set(doc.attribute_name(id)) {
                Some((name, value)) => {
                    out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
                }
                None => out.push_str(&format!(" {}", doc.slice(doc.attribute(id).span))),
            }
        }
        out.push_str(if doc.node(element).self_closing { "/>" } else { ">" });
        out
    }

    /// Declares the default namespace of an element that is written without prefix, where another
    /// one holds around it.
    fn default_declaration(&self, element: NodeId, style: &Style, out: &mut String) {
        let Some(wanted) = self.written_default(element, style) else { return };
        let above = std::iter::successors(self.doc.parent(element), |&e| self.doc.parent(e))
            .find_map(|e| self.written_default(e, style));
        let outside = if style.prefix.is_empty() { NAMESPACE } else { "" };
        if wanted != above.unwrap_or(outside) {
            out.push_str(&format!(" xmlns=\"{}\"", escape_attribute(wanted)));
        }
    }

    /// The namespace of an element that is written without prefix.
    fn written_default(&self, element: NodeId, style: &Style) -> Option<&str> {
        let namespace = self.doc.namespace(element);
        let has_prefix = match namespace == NAMESPACE {
            true => !style.prefix.is_empty(),
            false => !self.doc.prefix(element).is_empty(),
        };
        (!has_prefix).then_some(namespace)
    }
}
