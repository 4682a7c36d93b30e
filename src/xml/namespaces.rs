//! Which namespaces the prefixes stand for at a place in a document.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The namespace declarations in force while a document is read from its start to its end.
#[derive(Debug)]
pub(super) struct Scope<'t> {
    /// Prefixes with their namespaces, the innermost last.
    bindings: Vec<(&'t str, u32)>,
    default: u32,
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
}

/// A state of a [`Scope`] to return to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    bindings: usize,
    default: u32,
}

impl<'t> Scope<'t> {
    /// Without declarations. The number 0 is the empty namespace.
    pub(super) fn new() -> Self {
        Self {
            bindings: Vec::new(),
            default: 0,
            numbers: FxHashMap::from_iter([(String::new(), 0)]),
            names: vec![String::new()],
        }
    }

    /// The present state.
    pub(super) fn mark(&self) -> Mark {
        Mark { bindings: self.bindings.len(), default: self.default }
    }

    /// Forgets what was declared since.
    pub(super) fn reset(&mut self, mark: Mark) {
        self.bindings.truncate(mark.bindings);
        self.default = mark.default;
    }

    /// Binds a prefix, or the default namespace for the empty one.
    ///
    /// # Errors
    ///
    /// What Namespaces in XML forbids, as a message.
    pub(super) fn declare(&mut self, prefix: &'t str, name: Cow<'t, str>) -> Result<(), String> {
        match (prefix, &*name) {
            ("xmlns", _) => return Err("the prefix `xmlns` cannot be declared".to_owned()),
            ("xml", XML) => {}
            ("xml", _) => return Err(format!("the prefix `xml` can only stand for `{XML}`")),
            (_, XML | XMLNS) => return Err(format!("no other prefix can stand for `{name}`")),
            ("", _) => {}
            (_, "") => {
                return Err(format!("the prefix `{prefix}` is declared for an empty namespace"));
            }
            _ => {}
        }
        let number = self.number(&name);
        match prefix {
            "" => self.default = number,
            _ => self.bindings.push((prefix, number)),
        }
        Ok(())
    }

    /// The number of the namespace of an element name with that prefix, which may be empty.
    pub(super) fn resolve(&mut self, prefix: &str) -> Option<u32> {
        if prefix.is_empty() {
            return Some(self.default);
        }
        match self.bindings.iter().rev().find(|&&(p, _)| p == prefix) {
            Some(&(_, number)) => Some(number),
            None => (prefix == "xml").then(|| self.number(XML)),
        }
    }

    /// The name of a namespace.
    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// All namespaces by their numbers.
    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_declaration_counts_until_it_is_left() {
        let mut scope = Scope::new();
        scope.declare("", "u:outer".into()).unwrap();
        scope.declare("p", "u:p".into()).unwrap();
        let outer = scope.mark();
        scope.declare("", "".into()).unwrap();
        scope.declare("p", "u:outer".into()).unwrap();
        assert_eq!((scope.resolve(""), scope.resolve("p")), (Some(0), Some(1)));
        scope.reset(outer);
        assert_eq!((scope.resolve(""), scope.resolve("p")), (Some(1), Some(2)));
        assert_eq!(scope.resolve("q"), None);
        assert_eq!(scope.into_names(), ["", "u:outer", "u:p"]);
    }

    #[test]
    fn xml_is_always_there_and_numbered_when_used() {
        let mut scope = Scope::new();
        assert_eq!(scope.resolve("xml"), Some(1));
        scope.declare("xml", XML.into()).unwrap();
        assert_eq!((scope.resolve("xml"), scope.name(1)), (Some(1), XML));
    }

    #[test]
    fn the_reserved_stays_reserved() {
        let mut scope = Scope::new();
        for (prefix, name) in [("xmlns", "u"), ("xml", "u"), ("p", XML), ("", XMLNS), ("p", "")] {
            assert!(scope.declare(prefix, name.into()).is_err(), "{prefix}={name}");
        }
    }
}
