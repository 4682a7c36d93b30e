//! A sequence as a plain tree of our own, so that the tests do not lean on the code they test.

use faultgraft::xml::{Document, NodeId, NodeKind};

pub const SYNAPSE: &str = "http://ws.apache.org/ns/synapse";

/// The namespace of an element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ns {
    /// Synapse's own.
    Synapse,
    /// None at all.
    None,
    /// Another one.
    Other { prefix: String, uri: String },
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Element {
    pub ns: Ns,
    pub name: String,
    pub attrs: Vec<(String, String)>,
    /// The prefixes that attribute values need, with their namespaces.
    pub uses: Vec<(String, String)>,
    pub kids: Vec<Kid>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kid {
    Element(Element),
    Text(String),
    Comment(String),
}

impl Element {
    /// An element of Synapse's.
    pub fn new(name: &str) -> Self {
        Self {
            ns: Ns::Synapse,
            name: name.to_owned(),
            attrs: Vec::new(),
            uses: Vec::new(),
            kids: Vec::new(),
        }
    }

    pub fn other(prefix: &str, uri: &str, name: &str) -> Self {
        let ns = Ns::Other { prefix: prefix.to_owned(), uri: uri.to_owned() };
        Self { ns, ..Self::new(name) }
    }

    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    pub fn uses(mut self, prefix: &str, uri: &str) -> Self {
        self.uses.push((prefix.to_owned(), uri.to_owned()));
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.kids.push(Kid::Text(text.to_owned()));
        }
        self
    }

    pub fn with(mut self, kids: impl IntoIterator<Item = Element>) -> Self {
        self.kids.extend(kids.into_iter().map(Kid::Element));
        self
    }

    pub fn is(&self, name: &str) -> bool {
        self.ns == Ns::Synapse && self.name == name
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn set(&mut self, name: &str, value: &str) {
        match self.attrs.iter_mut().find(|(n, _)| n == name) {
            Some((_, v)) => value.clone_into(v),
            None => self.attrs.push((name.to_owned(), value.to_owned())),
        }
    }

    pub fn unset(&mut self, name: &str) {
        self.attrs.retain(|(n, _)| n != name);
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.kids.iter().filter_map(|k| match k {
            Kid::Element(e) => Some(e),
            _ => None,
        })
    }

    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.kids.iter_mut().filter_map(|k| match k {
            Kid::Element(e) => Some(e),
            _ => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.is(name))
    }

    pub fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.elements_mut().find(|e| e.is(name))
    }

    /// The text that stands directly in it.
    pub fn own_text(&self) -> String {
        let text = |k: &Kid| match k {
            Kid::Text(t) => t.clone(),
            _ => String::new(),
        };
        self.kids.iter().map(text).collect()
    }

    /// It and all below it, in document order.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Element)) {
        visit(self);
        self.elements().for_each(|e| e.walk(visit));
    }

    pub fn at(&self, path: &[usize]) -> &Element {
        path.iter().fold(self, |e, &i| match &e.kids[i] {
            Kid::Element(e) => e,
            other => panic!("{other:?} on a path"),
        })
    }

    pub fn at_mut(&mut self, path: &[usize]) -> &mut Element {
        path.iter().fold(self, |e, &i| match &mut e.kids[i] {
            Kid::Element(e) => e,
            other => panic!("{other:?} on a path"),
        })
    }

    /// The texts of all comments inside it.
    pub fn comments(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&mut |e| {
            found.extend(e.kids.iter().filter_map(|k| match k {
                Kid::Comment(text) => Some(text.trim().to_owned()),
                _ => None,
            }));
        });
        found
    }

    /// An element of a document.
    pub fn read(doc: &Document, id: NodeId) -> Self {
        let ns = match doc.namespace(id) {
            SYNAPSE => Ns::Synapse,
            "" => Ns::None,
            uri => Ns::Other { prefix: doc.prefix(id).to_owned(), uri: uri.to_owned() },
        };
        let mut element = Self { ns, ..Self::new(doc.local_name(id)) };
        for attr in doc.attributes(id) {
            let value = doc.attribute_value(attr).into_owned();
            for prefix in prefixes(&value) {
                if let Some(uri) = doc.resolve_prefix(id, &prefix)
                    && !element.uses.iter().any(|(p, _)| *p == prefix)
                {
                    element.uses.push((prefix, uri.into_owned()));
                }
            }
            element.attrs.push((doc.attribute_name(attr).to_owned(), value));
        }
        for child in doc.children(id) {
            match doc.kind(child) {
                NodeKind::Element => element.kids.push(Kid::Element(Self::read(doc, child))),
                NodeKind::Text | NodeKind::CData => {
                    let text = doc.character_data(child);
                    match element.kids.last_mut() {
                        Some(Kid::Text(last)) => last.push_str(&text),
                        _ => element.kids.push(Kid::Text(text.into_owned())),
                    }
                }
                NodeKind::Comment => {
                    let text = doc.slice(doc.node(child).inner).to_owned();
                    element.kids.push(Kid::Comment(text));
                }
                _ => {}
            }
        }
        let blank = |k: &Kid| matches!(k, Kid::Text(t) if t.trim().is_empty());
        if element.elements().next().is_some() {
            element.kids.retain(|k| !blank(k));
        }
        element
    }

    /// The root of a text that must be XML.
    pub fn parse(text: &str) -> Self {
        let doc = Document::parse(text).expect("well-formed");
        Self::read(&doc, doc.root())
    }
}

/// Every word before a single colon, `$ctx:` and the like left out.
fn prefixes(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in value.match_indices(':') {
        let before = &value[..at];
        let start = before
            .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .map_or(0, |i| i + 1);
        if start < at && !before[..start].ends_with('$') {
            found.push(before[start..].to_owned());
        }
    }
    found
}

/// A stream of numbers that decide what is generated. At its end it gives zeros, and zero stands
/// for the simplest thing everywhere, so that a failing case shrinks to a small one.
pub struct Choices<'a> {
    data: &'a [u16],
    at: usize,
    /// Goes on for ever where it is not zero.
    state: u64,
}

impl<'a> Choices<'a> {
    pub fn new(data: &'a [u16]) -> Self {
        Self { data, at: 0, state: 0 }
    }

    /// Numbers that never end, drawn from a seed; all zeros where that is zero.
    pub fn endless(seed: u32) -> Self {
        Self { data: &[], at: 0, state: u64::from(seed) }
    }

    pub fn next(&mut self) -> u16 {
        if let Some(&value) = self.data.get(self.at) {
            self.at += 1;
            return value;
        }
        // SplitMix64.
        if self.state == 0 {
            return 0;
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as u16
    }

    /// A number below `n`; 0 where there is none.
    pub fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n.max(1)
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// True in that many cases of a hundred.
    pub fn percent(&mut self, n: usize) -> bool {
        self.below(100) >= 100 - n
    }
}
