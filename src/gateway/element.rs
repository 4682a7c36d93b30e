//! XML that is built and changed on the way: a body, a value of type OM, a payload's format.
//!
//! [`crate::xml`] reads what an operator wrote and keeps every byte; here only what XML means
//! counts, as in the object model of Apache Axiom that the gateway keeps bodies in.

use super::limits::Unread;
use crate::xml::{Document, NodeId, NodeKind, Problem, escape_attribute};

/// A name with its namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The prefix as written; empty without one.
    pub prefix: String,
    /// The namespace; empty where there is none.
    pub namespace: String,
    /// The name without prefix.
    pub local: String,
}

impl Name {
    /// A name without namespace.
    pub fn plain(local: &str) -> Self {
        Self { local: local.to_owned(), ..Self::default() }
    }

    /// A name in a namespace.
    pub fn of(prefix: &str, namespace: &str, local: &str) -> Self {
        Self { prefix: prefix.to_owned(), namespace: namespace.to_owned(), local: local.to_owned() }
    }

    /// As it is written in a tag.
    fn tag(&self) -> String {
        match self.prefix.is_empty() {
            true => self.local.clone(),
            false => format!("{}:{}", self.prefix, self.local),
        }
    }
}

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// What it is called.
    pub name: Name,
    /// Namespaces declared on it: prefix and namespace.
    pub declarations: Vec<(String, String)>,
    /// Its attributes, in order.
    pub attributes: Vec<(Name, String)>,
    /// Its children, in order.
    pub children: Vec<Node>,
}

/// A child of an element; comments are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Character data.
    Text(String),
}

impl Element {
    /// An empty element.
    pub fn new(name: Name) -> Self {
        Self { name, ..Self::default() }
    }

    /// An element that holds a text; nothing where the text is empty.
    pub fn with_text(name: Name, text: &str) -> Self {
        let mut element = Self::new(name);
        if !text.is_empty() {
            element.children.push(Node::Text(text.to_owned()));
        }
        element
    }

    /// Reads a text as one element.
    ///
    /// # Errors
    ///
    /// [`Unread`] where it is not well-formed, or nests too deep.
    pub fn parse(text: &str) -> Result<Self, Unread> {
        let doc = Document::parse(text).map_err(|error| match error.problem {
            Problem::TooDeep => Unread::TooDeep,
            _ => Unread::Malformed,
        })?;
        Ok(Self::of(&doc, doc.root()))
    }

    /// A copy of an element of a document. Namespaces that it takes from above are declared when
    /// it is written.
    pub fn of(doc: &Document, id: NodeId) -> Self {
        let name = Name::of(doc.prefix(id), doc.namespace(id), doc.local_name(id));
        let declarations = doc.declarations(id).iter().map(|d| {
            let prefix = doc.slice(d.name).strip_prefix("xmlns:").unwrap_or_default();
            let uri = doc.resolve_prefix(id, prefix).unwrap_or_default().into_owned();
            (prefix.to_owned(), uri)
        });
        let attributes = doc.attributes(id).map(|a| {
            let (prefix, local) = match doc.attribute_name(a).split_once(':') {
                Some((prefix, local)) => (prefix, local),
                None => ("", doc.attribute_name(a)),
            };
            let name = Name::of(prefix, doc.attribute_namespace(a), local);
            (name, doc.attribute_value(a).into_owned())
        });
        let mut element = Self {
            name,
            declarations: declarations.collect(),
            attributes: attributes.collect(),
            children: Vec::new(),
        };
        for child in doc.children(id) {
            match doc.kind(child) {
                NodeKind::Element => element.children.push(Node::Element(Self::of(doc, child))),
                NodeKind::Text | NodeKind::CData => element.push_text(&doc.character_data(child)),
                NodeKind::Comment | NodeKind::Instruction => {}
            }
        }
        element
    }

    /// Appends text, joined with text that ends the element now.
    pub fn push_text(&mut self, text: &str) {
        match self.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => self.children.push(Node::Text(text.to_owned())),
        }
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    /// The element's own text, without that of the elements in it (Axiom's `getText`).
    pub fn own_text(&self) -> String {
        let texts = self.children.iter().filter_map(|n| match n {
            Node::Text(t) => Some(t.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// All text below it (XPath's string value).
    pub fn deep_text(&self) -> String {
        let texts = self.children.iter().map(|n| match n {
            Node::Text(t) => t.clone(),
            Node::Element(e) => e.deep_text(),
        });
        texts.collect()
    }

    /// How many levels it has; one without child elements has one.
    pub fn levels(&self) -> usize {
        1 + self.elements().map(Element::levels).max().unwrap_or(0)
    }

    /// How large it is: its characters, and as much work as 50 for each element.
    pub fn size(&self) -> usize {
        let attributes = self.attributes.iter().map(|(n, v)| n.local.len() + v.len());
        let children = self.children.iter().map(|n| match n {
            Node::Element(e) => e.size(),
            Node::Text(t) => t.len(),
        });
        50 + self.name.local.len() + attributes.sum::<usize>() + children.sum::<usize>()
    }

    /// Takes white space between elements away, all the way down.
    pub fn drop_blanks(&mut self) {
        self.children.retain(|n| !matches!(n, Node::Text(t) if t.trim().is_empty()));
        for child in &mut self.children {
            if let Node::Element(e) = child {
                e.drop_blanks();
            }
        }
    }

    /// As text, the way the gateway's Woodstox writes it: `<a />` for an empty element.
    pub fn write(&self) -> String {
        let mut out = String::new();
        self.write_in(&mut vec![(String::new(), String::new())], &mut out);
        out
    }

    fn write_in(&self, scope: &mut Vec<(String, String)>, out: &mut String) {
        let outside = scope.len();
        out.push('<');
        out.push_str(&self.name.tag());
        let declared = self.declarations.iter().map(|(p, u)| (p, u, true));
        let own = std::iter::once(&self.name).chain(self.attributes.iter().map(|a| &a.0));
        let used = own
            .enumerate()
            .filter(|(i, n)| *i == 0 || !n.prefix.is_empty())
            .map(|(_, n)| (&n.prefix, &n.namespace, false));
        for (prefix, uri, _) in declared.chain(used) {
            let bound = scope.iter().rev().find(|(p, _)| p == prefix);
            if prefix == "xml" || bound.is_some_and(|(_, u)| u == uri) {
                continue;
            }
            let colon = if prefix.is_empty() { "" } else { ":" };
            out.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", escape_attribute(uri)));
            scope.push((prefix.clone(), uri.clone()));
        }
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {}=\"{}\"", name.tag(), escape_attribute(value)));
        }
        match self.children.is_empty() {
            true => out.push_str(" />"),
            false => {
                out.push('>');
                for child in &self.children {
                    match child {
                        Node::Element(e) => e.write_in(scope, out),
                        Node::Text(t) => out.push_str(&escape(t)),
                    }
                }
                out.push_str(&format!("</{}>", self.name.tag()));
            }
        }
        scope.truncate(outside);
    }
}

/// Character data as Woodstox writes it: `>` stays.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\r' => out.push_str("&#xd;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_from_above_are_declared_on_what_is_taken_out() {
        let doc =
            Document::parse("<a xmlns='u' xmlns:p='v'><p:b x='1&lt;'/> <c>t</c></a>").unwrap();
        let mut root = Element::of(&doc, doc.root());
        let taken: Vec<String> = root.elements().map(Element::write).collect();
        assert_eq!(taken, ["<p:b xmlns:p=\"v\" x=\"1&lt;\" />", "<c xmlns=\"u\">t</c>"]);
        root.drop_blanks();
        assert_eq!(root.children.len(), 2);
        assert_eq!(Element::parse(&root.write()), Ok(root));
    }
}
