//! Tenants with identical results, told once.

use std::collections::HashMap;

use crate::model::{Companion, Edit, FilePlan, Finding};

/// Something that is the same in several scopes.
pub(super) struct Folded<'p, T> {
    /// The first of them.
    pub first: &'p T,
    /// The scopes that have it, in their order.
    pub scopes: Vec<&'p str>,
}

/// What can be the same in several scopes.
pub(super) trait Scoped {
    fn scope(&self) -> &str;
    /// Everything about it but the scope.
    fn likeness(&self) -> String;
}

impl Scoped for FilePlan {
    fn scope(&self) -> &str {
        &self.scope
    }

    fn likeness(&self) -> String {
        let base = self.base.as_ref().map(|b| (&b.release, b.edits));
        let head = (&self.sequence, self.status, &self.digest.custom, &self.digest.merged, base);
        format!("{head:?}{}{}", of_edits(&self.edits), of_findings(&self.findings))
    }
}

impl Scoped for Companion {
    fn scope(&self) -> &str {
        &self.scope
    }

    fn likeness(&self) -> String {
        let head = (&self.file, &self.digest.custom, &self.digest.merged, self.present_in_target);
        let head = (head, &self.called_from);
        format!("{head:?}{}{}", of_edits(&self.edits), of_findings(&self.findings))
    }
}

fn of_edits(edits: &[Edit]) -> String {
    edits.iter().map(|e| format!("{:?}", (e.outcome, e.decision, &e.summary))).collect()
}

fn of_findings(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{:?}", (&f.rule, f.severity, f.line, &f.message))).collect()
}

/// Folds what is alike in several tenants; the super tenant and the defaults stand by themselves.
pub(super) fn fold<'p, T: Scoped>(all: impl Iterator<Item = &'p T>) -> Vec<Folded<'p, T>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut folded: Vec<Folded<'p, T>> = Vec::new();
    for one in all {
        if one.scope().starts_with("tenant:") {
            let number = *numbers.entry(one.likeness()).or_insert(folded.len());
            if let Some(alike) = folded.get_mut(number) {
                alike.scopes.push(one.scope());
                continue;
            }
        }
        folded.push(Folded { first: one, scopes: vec![one.scope()] });
    }
    folded
}
