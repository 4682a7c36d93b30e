//! The sequences that a sequence calls, by name: the operator's own, and what a release ships.
//!
//! What a mediator reads, and whom an answer reaches, is often decided in a sequence that the file
//! calls; so a merge gets these beside its three versions of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::sha256;
use crate::gateway::Sequence;
use crate::program::names_called;
use crate::stock::{self, OfEach, Release, SequenceName};
use crate::xml::{Document, NodeId, Span, Splices};

/// The operator's own sequences that one of the operator's files comes to, directly or through each
/// other, by the name they are called by. A stock helper that the operator changed is one of them.
#[derive(Debug, Clone, Default)]
pub struct Callees {
    own: BTreeMap<String, Callee>,
}

/// A sequence of the operator's.
#[derive(Debug, Clone)]
pub struct Callee {
    /// SHA-256 of the sequence as a file of its own.
    pub digest: Arc<str>,
    /// The sequence.
    pub sequence: Arc<Sequence>,
    /// What it calls itself.
    calls: Arc<[String]>,
}

impl Callee {
    /// The sequence at an element of a file; none where it cannot stand in a file of its own.
    pub fn at(doc: &Document, sequence: NodeId) -> Option<Self> {
        let alone = if sequence == doc.root() { doc.clone() } else { alone(doc, sequence)? };
        Some(Self::read(sha256(&alone.to_bytes()).into(), alone))
    }

    /// A sequence that is a whole document, with the SHA-256 of its file.
    pub fn read(digest: Arc<str>, doc: Document) -> Self {
        let root = doc.root();
        let calls = names_called(&doc, root).into();
        Self { digest, sequence: Arc::new(Sequence::at(doc, root)), calls }
    }

    /// A sequence that was read before.
    pub fn again(digest: Arc<str>, sequence: Arc<Sequence>) -> Self {
        let calls = names_called(&sequence.doc, sequence.root()).into();
        Self { digest, sequence, calls }
    }

    /// The names that it calls.
    pub fn calls(&self) -> &[String] {
        &self.calls
    }
}

impl Callees {
    /// Nothing of the operator's: what is called is stock, or not known.
    pub const fn none() -> Self {
        Self { own: BTreeMap::new() }
    }

    /// What sequences come to that call these names, directly or through each other; `own` are the
    /// operator's sequences by name.
    pub fn reached<'c>(calls: &[String], own: impl Fn(&str) -> Option<&'c Callee>) -> Self {
        let mut reached = BTreeMap::new();
        let mut open = calls.to_vec();
        while let Some(name) = open.pop() {
            let Some(callee) = own(&name).filter(|_| !reached.contains_key(&name)) else {
                continue;
            };
            open.extend(callee.calls.iter().cloned());
            reached.insert(name, callee.clone());
        }
        Self { own: reached }
    }

    /// The same with more.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = (String, Callee)>) -> Self {
        let mut all = self.clone();
        all.own.extend(more);
        all
    }

    /// What `key` calls on the operator's old gateway: the operator's own, or else what the release
    /// ships.
    pub fn on_old(&self, key: &str, release: Release) -> Option<&Arc<Sequence>> {
        self.own(key).or_else(|| shipped(key, release))
    }

    /// What `key` calls on the new gateway: what the release ships under that name, or else the
    /// operator's own.
    ///
    /// A customised helper is merged, and an own sequence may be rewritten. Neither is known while
    /// a caller is merged, so the release's helper stands for the one and the sequence as the
    /// operator wrote it for the other. Nothing stands for a sequence that the release ships and
    /// whose text is not embedded.
    pub fn on_new(&self, key: &str, release: Release) -> Option<&Arc<Sequence>> {
        match stock::ships(release, key) {
            true => shipped(key, release),
            false => self.own(key),
        }
    }

    /// The operator's own sequence of that name.
    pub fn own(&self, key: &str) -> Option<&Arc<Sequence>> {
        self.own.get(key).map(|callee| &callee.sequence)
    }

    /// The operator's own, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Callee)> {
        self.own.iter().map(|(name, callee)| (name.as_str(), callee))
    }

    /// True if nothing is called.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// Each with its digest: the same for callees of the same content.
    pub fn content(&self) -> Vec<(&str, &str)> {
        self.iter().map(|(name, callee)| (name, &*callee.digest)).collect()
    }
}

/// What a release ships under a name, read once; none where it ships nothing, or a sequence whose
/// text is not embedded.
pub(crate) fn shipped(name: &str, release: Release) -> Option<&'static Arc<Sequence>> {
    static READ: OfEach<Arc<Sequence>> = OfEach::new();
    let stock = stock::get(SequenceName::from_name_attribute(name)?, release)?;
    let parse = || Sequence::parse(stock.text).expect("an embedded sequence is well-formed");
    Some(READ.get(stock, || Arc::new(parse())))
}

/// A sequence of a `<definitions>` document as a document of its own, with the prefixes that are
/// declared around it.
fn alone(doc: &Document, sequence: NodeId) -> Option<Document> {
    let declares =
        |at: NodeId, prefix: &str| doc.declarations(at).iter().any(|d| doc.slice(d.name) == prefix);
    let mut splices = Splices::new();
    let at = Span::at(doc.node(sequence).name.end);
    for declaration in doc.declarations(doc.root()) {
        let name = doc.slice(declaration.name);
        if !declares(sequence, name) {
            splices.replace(at, format!(" {}", doc.slice(declaration.span))).ok()?;
        }
    }
    let text = splices.apply_within(doc.text(), doc.node(sequence).span).ok()?;
    Document::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Release = Release::V2_6_0;
    const NEW: Release = Release::V4_0_0;

    /// Sequences by name, with the mediators in each.
    fn own(all: &[(&str, &str)]) -> BTreeMap<String, Callee> {
        let callee = |(name, mediators): &(&str, &str)| {
            let xmlns = crate::program::NAMESPACE;
            let text =
                format!("<sequence xmlns=\"{xmlns}\" name=\"{name}\">{mediators}</sequence>");
            (
                (*name).to_owned(),
                Callee::read(text.as_str().into(), Document::parse(&text).unwrap()),
            )
        };
        all.iter().map(callee).collect()
    }

    fn callees(calls: &[&str], all: &[(&str, &str)]) -> Callees {
        let calls: Vec<String> = calls.iter().map(|&name| name.to_owned()).collect();
        let own = own(all);
        Callees::reached(&calls, |name| own.get(name))
    }

    fn names(callees: &Callees) -> Vec<&str> {
        callees.iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_called_through_others_is_reached_once() {
        let all = [
            ("a", "<sequence key=\"b\"/><sequence key=\"nowhere\"/>"),
            ("b", "<filter source=\"$ctx:x\" regex=\"y\"><then sequence=\"a\"/></filter>"),
            ("c", "<sequence key=\"a\"/>"),
        ];
        assert_eq!(names(&callees(&["a"], &all)), ["a", "b"]);
        assert_eq!(names(&callees(&["c", "b"], &all)), ["a", "b", "c"]);
        assert!(callees(&["nowhere"], &all).is_empty());
    }

    #[test]
    fn stock_is_what_the_release_ships() {
        let none = Callees::none();
        let name = "_cors_request_handler_";
        let (old, new) = (none.on_old(name, OLD).unwrap(), none.on_new(name, NEW).unwrap());
        assert_ne!(old.doc.text(), new.doc.text());
        assert!(Arc::ptr_eq(new, none.on_new(name, NEW).unwrap()));
        assert!(none.on_old("_graphql_failure_handler", OLD).is_none());
        assert!(none.own(name).is_none());
    }

    #[test]
    fn the_operators_own_is_called_unless_the_new_release_ships_that_name() {
        let names = ["acme", "_cors_request_handler_", "webhooksFaultSequence"];
        let callees = callees(&names, &names.map(|name| (name, "")));
        for name in names {
            assert!(Arc::ptr_eq(callees.on_old(name, OLD).unwrap(), callees.own(name).unwrap()));
        }
        let new = |name| callees.on_new(name, NEW).map(|s| s.doc.text());
        assert_eq!(new("acme"), callees.own("acme").map(|s| s.doc.text()));
        assert_eq!(new(names[1]), Callees::none().on_new(names[1], NEW).map(|s| s.doc.text()));
        assert_eq!(new("webhooksFaultSequence"), None);
    }

    #[test]
    fn the_same_are_told_by_name_and_content() {
        let of = |mediators| callees(&["a", "b"], &[("a", mediators), ("b", "<drop/>")]);
        assert_eq!(of("<log/>").content(), of("<log/>").content());
        assert_ne!(of("<log/>").content(), of("<drop/>").content());
        assert_ne!(of("<log/>").content(), callees(&["a"], &[("a", "<log/>")]).content());
    }
}
