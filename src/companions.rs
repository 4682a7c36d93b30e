//! The operator's own sequences: those that the fault sequences call, directly or through each
//! other, and that the target does not ship.
//!
//! A companion is found by its `name` attribute, whatever its file is called. Where it answers in
//! XML beside fault sequences that now answer JSON, its payloads are rewritten in place.

mod around;
mod contexts;
mod library;
mod rewrite;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diff::{NO_FILE, unified};
use crate::digest::sha256;
use crate::guard::{defect, guarded};
use crate::merge::Decisions;
use crate::model::{Companion, Digests, Finding, Outcome, Severity};
use crate::pack::Found;
use crate::program::{Call, Tree, calls};
use crate::rules::code;
use crate::stock::{self, Release};
use crate::xml::Document;

use around::Callers;
pub use around::{Around, Caller};
use library::Own;
pub use library::{Contents, Library};
pub use rewrite::{Rewrites, Rewrote, rewrite};

/// Where companions go.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'t> {
    /// The scope.
    pub scope: &'t str,
    /// What rewriting them depends on.
    pub rewrites: Rewrites<'t>,
    /// The folder of the sequences, as patches name it.
    pub folder: &'t str,
    /// The files in a target given by path.
    pub files: &'t [Found],
    /// Whether diffs start from the operator's own file.
    pub against_custom: bool,
}

impl Destination<'_> {
    /// What the target has under the name of a companion's file.
    fn file(&self, name: &str) -> Option<&Found> {
        self.files.iter().find(|f| f.name() == name)
    }

    /// Where a companion goes.
    fn place(&self, own: &Own) -> String {
        match self.folder {
            "" => own.file.clone(),
            folder => format!("{folder}/{}", own.file),
        }
    }

    /// From what a companion's file is to what it would be.
    fn diff(&self, own: &Own, there: Option<&[u8]>, text: &str) -> String {
        let name = self.place(own);
        if self.against_custom && !own.in_definitions {
            let (old, new) = (format!("a/{}", own.relative), format!("b/{}", own.relative));
            return unified(&old, &new, own.doc().text(), text);
        }
        match there.and_then(|bytes| Document::read(bytes).ok()) {
            Some(doc) => unified(&format!("a/{name}"), &format!("b/{name}"), doc.text(), text),
            None => unified(NO_FILE, &format!("b/{name}"), "", text),
        }
    }
}

/// A call from one sequence to another, for the findings of the caller.
#[derive(Debug, Clone)]
pub struct Called {
    /// The name called.
    pub key: String,
    /// The line of the call in the operator's file.
    pub line: u32,
}

impl Library {
    /// The companions that the given sequences reach, in the order they are first called.
    /// `callers` are the sequences' stems with what they call.
    pub fn reached(
        &self,
        callers: &[(String, Vec<Called>)],
        destination: &Destination<'_>,
    ) -> Vec<Companion> {
        let mut open: VecDeque<(String, String)> = VecDeque::new();
        for (caller, called) in callers {
            open.extend(called.iter().map(|c| (caller.clone(), c.key.clone())));
        }
        let mut called_from: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut order = Vec::new();
        while let Some((caller, key)) = open.pop_front() {
            if stock::ships(destination.rewrites.release, &key) {
                continue;
            }
            let Some(own) = self.get(&key) else { continue };
            let known = called_from.entry(key.clone()).or_default();
            let first = known.is_empty();
            known.insert(caller);
            if first {
                let called = guarded(|| called(&Tree::of(own.doc(), own.doc().root())));
                open.extend(called.into_iter().flatten().map(|c| (key.clone(), c.key)));
                order.push(key);
            }
        }
        let all_callers = Callers::new(self, &order);
        let plan = |key: &String| {
            let callers: Vec<String> = called_from[key].iter().cloned().collect();
            let planned = guarded(|| {
                let around = all_callers.around(key);
                self.companion(key, callers.clone(), &around, destination)
            });
            planned.unwrap_or_else(|panicked| Companion {
                findings: vec![defect(&panicked)],
                ..self.dropped(key, callers, destination)
            })
        };
        order.iter().map(plan).collect()
    }

    /// A companion that is not carried along.
    fn dropped(
        &self,
        key: &str,
        called_from: Vec<String>,
        destination: &Destination<'_>,
    ) -> Companion {
        let own = &self.by_name[key][0];
        Companion {
            file: own.file.clone(),
            scope: destination.scope.to_owned(),
            path: own.relative.clone(),
            place: destination.place(own),
            name: key.to_owned(),
            called_from,
            present_in_target: destination.file(&own.file).is_some(),
            outcome: Outcome::Dropped,
            edits: Vec::new(),
            findings: Vec::new(),
            set_aside: Vec::new(),
            merged: None,
            diff: String::new(),
            digest: Digests { custom: Some(own.digest.clone()), ..Digests::default() },
            form: *own.doc().form(),
            merged_from: None,
            callees: BTreeMap::new(),
            callers: Vec::new(),
            sources: BTreeMap::new(),
        }
    }

    fn companion(
        &self,
        key: &str,
        called_from: Vec<String>,
        around: &Around,
        destination: &Destination<'_>,
    ) -> Companion {
        let all = &self.by_name[key];
        let own = &all[0];
        let tree = Tree::of(own.doc(), own.doc().root());
        let mut findings = self.findings(&called(&tree), destination.rewrites.release);
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
        let message = format!("{} is deleted at start unless the skip list names it", own.file);
        findings.push(code::SKIP_LIST.finding(Severity::Warning, message, None));
        let rewrote = rewrite(&tree, &destination.rewrites, around, &Decisions::none());
        findings.extend(rewrote.findings);
        let mut edits = rewrote.edits;
        let stem = own.file.strip_suffix(".xml").unwrap_or(&own.file);
        for (edit, number) in edits.iter_mut().zip(1..) {
            edit.id = format!("{}/{stem}/{number}", destination.scope);
        }
        let there = destination.file(&own.file).and_then(|f| f.read().ok());
        let digest = Digests {
            custom: Some(own.digest.clone()),
            target: there.as_deref().map(sha256),
            merged: Some(sha256(&own.doc().form().encode(&rewrote.text))),
        };
        let mut companion = Companion {
            outcome: rewrote.outcome,
            edits,
            findings,
            diff: destination.diff(own, there.as_deref(), &rewrote.text),
            merged: Some(rewrote.text),
            digest,
            ..self.dropped(key, called_from, destination)
        };
        if !companion.edits.is_empty() {
            let key = own.callee.digest.to_string();
            companion.sources.insert(key.clone(), own.doc().text().into());
            companion.merged_from = Some(key);
            around.keep(&mut companion);
        }
        companion
    }

    /// What is to be said about calls: what is nowhere, and what goes along.
    pub fn findings(&self, called: &[Called], release: Release) -> Vec<Finding> {
        let mut said = BTreeSet::new();
        let mut findings = Vec::new();
        for call in called.iter().filter(|c| !stock::ships(release, &c.key)) {
            if !said.insert(call.key.as_str()) {
                continue;
            }
            let line = Some(call.line);
            findings.push(match self.get(&call.key) {
                _ if call.key.starts_with('{') => {
                    let message = format!(
                        "the sequence {} is worked out when it runs: see that it exists",
                        call.key
                    );
                    code::COMPANION_CARRIED.finding(Severity::Note, message, line)
                }
                None if in_registry(&call.key) => {
                    let message = format!(
                        "the sequence {} is kept in the registry: see that the new gateway's \
                         registry has it",
                        call.key
                    );
                    code::COMPANION_CARRIED.finding(Severity::Note, message, line)
                }
                Some(own) => {
                    let message = format!("{} of {} is called, and goes along", call.key, own.file);
                    code::COMPANION_CARRIED.finding(Severity::Note, message, line)
                }
                None => self.missing(&call.key, line),
            });
        }
        findings
    }

    /// A note for each sequence that is called and is not stock, where only its caller is merged.
    pub fn notes(&self, called: &[Called], release: Release) -> Vec<Finding> {
        let mut said = BTreeSet::new();
        let note = |c: &Called| {
            let message = match self.get(&c.key) {
                Some(own) => format!(
                    "{} of {} is called: faultgraft plan carries it along, merge does not",
                    c.key, own.file
                ),
                None => format!("{} is called, and was not looked for", c.key),
            };
            code::COMPANION_CARRIED.finding(Severity::Note, message, Some(c.line))
        };
        let own = called.iter().filter(|c| !stock::ships(release, &c.key));
        own.filter(|c| said.insert(c.key.as_str())).map(note).collect()
    }

    fn missing(&self, key: &str, line: Option<u32>) -> Finding {
        let mut message = format!("the sequence {key} is called and is nowhere among your files");
        if !self.unread.is_empty() {
            message += &format!("; {} could not be read", self.unread.join(", "));
        }
        code::MISSING_SEQUENCE.finding(Severity::Error, message, line)
    }
}

/// What a sequence of the operator's calls.
pub fn called(tree: &Tree<'_>) -> Vec<Called> {
    let of = |c: Call<'_>| Called { key: c.key.to_owned(), line: tree.line(c.node) };
    calls(tree).into_iter().map(of).collect()
}

/// Whether a key leads into the registry of Carbon (`conf:` and `gov:`), not to a file.
fn in_registry(key: &str) -> bool {
    key.starts_with("conf:") || key.starts_with("gov:")
}
