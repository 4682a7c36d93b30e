//! The sequences that a sequence calls, by name: the operator's own, and what a release ships.
//!
//! What a mediator reads, and whom an answer reaches, is often decided in a sequence that the file
//! calls; so a merge gets these beside its three versions of the file.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use crate::gateway::Sequence;
use crate::stock::{self, Release, SequenceName};

/// The operator's own sequences that one of the operator's files comes to, directly or through each
/// other, by the name they are called by. A stock helper that the operator changed is one of them.
///
/// Two are equal where they name sequences of the same content.
#[derive(Debug, Clone, Default)]
pub struct Callees {
    own: BTreeMap<String, Callee>,
}

/// A sequence of the operator's.
#[derive(Debug, Clone)]
pub struct Callee {
    /// SHA-256 of its text as a file of its own.
    pub digest: Arc<str>,
    /// The sequence.
    pub sequence: Arc<Sequence>,
}

impl Callees {
    /// Nothing of the operator's: what is called is stock, or not known.
    pub const fn none() -> Self {
        Self { own: BTreeMap::new() }
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

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// Their content: what is equal for two that are.
    fn content(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, callee)| (name, &*callee.digest))
    }
}

impl FromIterator<(String, Callee)> for Callees {
    fn from_iter<I: IntoIterator<Item = (String, Callee)>>(callees: I) -> Self {
        Self { own: callees.into_iter().collect() }
    }
}

impl PartialEq for Callees {
    fn eq(&self, other: &Self) -> bool {
        self.content().eq(other.content())
    }
}

impl Eq for Callees {}

impl Hash for Callees {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().for_each(|content| content.hash(state));
    }
}

/// What a release ships under a name, read once; none where it ships nothing, or a sequence whose
/// text is not embedded.
fn shipped(name: &str, release: Release) -> Option<&'static Arc<Sequence>> {
    static READ: OnceLock<Vec<OnceLock<Arc<Sequence>>>> = OnceLock::new();
    let all = stock::all();
    let stock = stock::get(SequenceName::from_name_attribute(name)?, release)?;
    let number = all.iter().position(|s| s == stock)?;
    let read = READ.get_or_init(|| all.iter().map(|_| OnceLock::new()).collect());
    let parse = || Sequence::parse(stock.text).expect("an embedded sequence is well-formed");
    Some(read[number].get_or_init(|| Arc::new(parse())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Release = Release::V2_6_0;
    const NEW: Release = Release::V4_0_0;

    fn callee(name: &str, digest: &str) -> (String, Callee) {
        let text = format!("<sequence xmlns=\"{}\" name=\"{name}\"/>", crate::program::NAMESPACE);
        let sequence = Arc::new(Sequence::parse(&text).unwrap());
        (name.to_owned(), Callee { digest: digest.into(), sequence })
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
        let callees: Callees = names.iter().map(|name| callee(name, "1")).collect();
        for name in names {
            assert!(Arc::ptr_eq(callees.on_old(name, OLD).unwrap(), callees.own(name).unwrap()));
        }
        let new = |name| callees.on_new(name, NEW).map(|s| s.doc.text());
        assert_eq!(new("acme"), callees.own("acme").map(|s| s.doc.text()));
        assert_eq!(new(names[1]), Callees::none().on_new(names[1], NEW).map(|s| s.doc.text()));
        assert_eq!(new("webhooksFaultSequence"), None);
    }

    #[test]
    fn they_are_equal_by_name_and_content() {
        let of = |all: &[(&str, &str)]| all.iter().map(|(n, d)| callee(n, d)).collect::<Callees>();
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert_ne!(of(&[("a", "1")]), of(&[("a", "2")]));
        assert_ne!(of(&[("a", "1")]), of(&[("b", "1")]));
        assert_ne!(of(&[("a", "1")]), Callees::none());
    }
}
