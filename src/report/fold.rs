//! Tenants with identical results, told once.

use std::collections::HashMap;

use crate::model::{Content, FilePlan, Scope};

/// A sequence that is the same in several scopes.
pub(super) struct Folded<'p> {
    /// The first of them.
    pub first: &'p FilePlan,
    /// The scopes that have it, in their order.
    pub scopes: Vec<Scope>,
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
