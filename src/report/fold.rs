//! Tenants with identical results, told once.

use std::collections::HashMap;

use super::words;
use crate::model::{Content, FilePlan, Scope};

/// A sequence that is the same in several scopes.
pub(super) struct Folded<'p> {
    /// The first of them.
    pub first: &'p FilePlan,
    /// The scopes that have it, in their order.
    pub scopes: Vec<Scope>,
}

/// Names the files of which nothing more is told; one that several tenants have is named once.
pub(super) fn names<'p>(all: impl Iterator<Item = &'p FilePlan>) -> Vec<String> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut named: Vec<(&str, Vec<Scope>)> = Vec::new();
    for one in all {
        if one.scope.is_tenant() {
            let number = *numbers.entry(one.file()).or_insert(named.len());
            if let Some((_, scopes)) = named.get_mut(number) {
                scopes.push(one.scope);
                continue;
            }
        }
        named.push((one.file(), vec![one.scope]));
    }
    named.iter().map(|(file, scopes)| words::of_scopes(scopes, file)).collect()
}

/// Folds what is alike in several tenants; the super tenant and the defaults stand by themselves.
pub(super) fn fold<'p>(all: impl Iterator<Item = &'p FilePlan>) -> Vec<Folded<'p>> {
    let mut numbers: HashMap<Content<'p>, usize> = HashMap::new();
    let mut folded: Vec<Folded<'p>> = Vec::new();
    for one in all {
        if one.scope.is_tenant() {
            let number = *numbers.entry(one.content()).or_insert(folded.len());
            if let Some(alike) = folded.get_mut(number) {
                alike.scopes.push(one.scope);
                continue;
            }
        }
        folded.push(Folded { first: one, scopes: vec![one.scope] });
    }
    folded
}
