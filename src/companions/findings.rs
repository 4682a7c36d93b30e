//! What is to be said about the calls in a sequence, and about the files of what they call.

use std::collections::BTreeSet;

use super::{Called, Destination, Library, Own, Upgrade, called, uploads};
use crate::model::{Finding, Known, Severity};
use crate::program::Tree;
use crate::rules::code;
use crate::stock;
use crate::xml::known;

impl Library {
    /// What is to be said about calls: what is missing, what is copied too, and what would call
    /// another sequence.
    pub fn findings(&self, called: &[Called], upgrade: &Upgrade<'_>) -> Vec<Known> {
        let known = |call: &Called| self.known(call).unwrap_or_else(|| self.missing(call));
        self.said(called, upgrade, known)
    }

    /// The same where only the caller is merged, and nothing is copied with it.
    pub fn notes(&self, called: &[Called], upgrade: &Upgrade<'_>) -> Vec<Known> {
        let note = |call: &Called| {
            let key = &call.key;
            let message = match self.get(key) {
                Some(own) => format!(
                    "{key} of {} is called: faultgraft plan copies it to the new gateway, merge \
                     does not",
                    own.file
                ),
                None => format!("{key} is called, and was not looked for"),
            };
            code::COMPANION_CARRIED.finding(Severity::Note, message, Some(call.line))
        };
        self.said(called, upgrade, note)
    }

    /// What is to be said about the file of a companion, and about what that calls.
    pub(super) fn about_file(
        &self,
        key: &str,
        own: &Own,
        destination: &Destination<'_>,
    ) -> Vec<Known> {
        let all = &self.by_name[key];
        let tree = Tree::of(own.doc(), own.doc().root());
        let mut known = self.findings(&called(&tree), &destination.upgrade());
        if self.holds_uploads {
            known.push(uploads::about(key, destination));
        }
        let mut findings = Vec::new();
        if let Some(other) = all.get(1) {
            let message = format!("{} and {} both define {key}", own.relative, other.relative);
            findings.push(code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None));
        }
        if own.in_definitions {
            let message = format!(
                "{key} stands in the <definitions> document {}, which does not load from the \
                 sequences folder; it is written as {}",
                own.relative, own.file
            );
            findings.push(code::DEFINITIONS_ROOT.finding(Severity::Warning, message, None));
        }
        let file = destination.file_name(own);
        if file != own.file {
            let release = destination.to;
            let message =
                format!("{release} ships {} of its own; {key} is written as {file}", own.file);
            findings.push(code::LATER_STOCK_NAME.finding(Severity::Warning, message, None));
        }
        known.extend(findings.into_iter().map(Known::always));
        known
    }

    /// A finding for each sequence that is called and is not the same on the new gateway as on the
    /// old one; `about` says it of those that the release does not ship.
    fn said(
        &self,
        called: &[Called],
        upgrade: &Upgrade<'_>,
        about: impl Fn(&Called) -> Finding,
    ) -> Vec<Known> {
        let mut said = BTreeSet::new();
        let once = called.iter().filter(|call| said.insert(call.key.as_str()));
        let known = once.filter_map(|call| {
            let finding = match stock::ships(upgrade.to, &call.key) {
                true => self.taken_name(call, upgrade)?,
                false => about(call),
            };
            Some(Known { if_called: Some(call.key.clone()), finding })
        });
        known.collect()
    }

    /// A call of the operator's own whose name the new release takes.
    fn taken_name(&self, call: &Called, upgrade: &Upgrade<'_>) -> Option<Finding> {
        let Called { key, line } = call;
        let Upgrade { from, to, .. } = upgrade;
        let (severity, message) = match self.get(key) {
            Some(own) if upgrade.takes(key, own.doc()) => (
                Severity::Error,
                format!(
                    "{key} of {} is called, and {to} ships another sequence of that name, which \
                     would run in its place",
                    own.file
                ),
            ),
            None if upgrade.takes_new_name(key) && !self.fault_sequences.contains_key(key) => (
                Severity::Warning,
                format!(
                    "{key} is called, which {from} does not ship and {to} does: {to}'s runs there \
                     now"
                ),
            ),
            _ => return None,
        };
        Some(code::LATER_STOCK_NAME.finding(severity, message, Some(*line)))
    }

    /// A call of something that is there, or of which nobody can say.
    fn known(&self, call: &Called) -> Option<Finding> {
        let Called { key, line } = call;
        let message = match self.get(key) {
            _ if key.starts_with('{') => {
                format!("the sequence {key} is worked out when it runs: see that it exists")
            }
            None if in_registry(key) => format!(
                "the sequence {key} is kept in the registry: see that the new gateway's registry \
                 has it"
            ),
            Some(own) => {
                format!("{key} of {} is called; it is copied to the new gateway", own.file)
            }
            None => return None,
        };
        Some(code::COMPANION_CARRIED.finding(Severity::Note, message, Some(*line)))
    }

    fn missing(&self, call: &Called) -> Finding {
        let key = &call.key;
        if known(key).is_none() {
            let message = format!("the sequence {key} is called: the template makes its name");
            let mut finding =
                code::MISSING_SEQUENCE.finding(Severity::Warning, message, Some(call.line));
            "See that the new gateway has every sequence that the tag can name."
                .clone_into(&mut finding.help);
            return finding;
        }
        let mut message = format!("the sequence {key} is called and is nowhere among your files");
        if let Some((first, others)) = self.unread.split_first() {
            let others = match others.len() {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            message += &format!("; {}{others} could not be read: {}", first.name, first.why);
        }
        code::MISSING_SEQUENCE.finding(Severity::Error, message, Some(call.line))
    }
}

/// Whether a key leads into the registry of Carbon (`conf:` and `gov:`), not to a file.
fn in_registry(key: &str) -> bool {
    key.starts_with("conf:") || key.starts_with("gov:")
}
