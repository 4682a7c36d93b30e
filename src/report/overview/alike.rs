//! Scopes that have the same.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::model::Scope;

/// What scopes have, each once with all scopes that have it, in the order of the first of them.
pub(super) fn alike<T: Clone + Eq + Hash>(by_scope: BTreeMap<Scope, T>) -> Vec<(T, Vec<Scope>)> {
    let mut numbers: HashMap<T, usize> = HashMap::new();
    let mut all: Vec<(T, Vec<Scope>)> = Vec::new();
    for (scope, what) in by_scope {
        let number = *numbers.entry(what.clone()).or_insert(all.len());
        match all.get_mut(number) {
            Some((_, scopes)) => scopes.push(scope),
            None => all.push((what, vec![scope])),
        }
    }
    all
}
