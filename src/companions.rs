//! The operator's own sequences: those that the fault sequences call, directly or through each
//! other, and that the target does not ship.
//!
//! A companion is found by its `name` attribute, whatever its file is called. Where it answers in
//! XML beside fault sequences that now answer JSON, its payloads are rewritten in place.

mod around;
mod contexts;
mod findings;
mod library;
mod rewrite;
mod upgrade;
mod uploads;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::classes::ClassPath;
use crate::digest::sha256;
use crate::guard::{defect, guarded};
use crate::model::{
    Case, Digests, FilePlan, Formatters, OwnSequence, Scope, Severity, Status, Texts, Which,
    Written,
};
use crate::pack::Found;
use crate::program::{Call, Tree, calls, read_file};
use crate::rules::code;
use crate::stock::{self, Release};

use around::Callers;
pub use around::{Around, Caller};
use library::Own;
pub use library::{Contents, Library, OwnFile};
pub use rewrite::{Rewrites, Rewrote, rewrite};
pub use upgrade::Upgrade;
pub use uploads::{ApiLevel, api_level};

/// Where companions go.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'t> {
    /// The scope.
    pub scope: Scope,
    /// The oldest release that any of the callers comes from.
    pub from: Release,
    /// The target's release.
    pub to: Release,
    /// Whether they are rewritten where they answer in XML beside JSON.
    pub rewrites: bool,
    /// The jars of a target that is a home.
    pub classes: Option<&'t ClassPath>,
    /// What the gateways write bodies with, beyond what their releases register.
    pub formatters: &'t Arc<Formatters>,
    /// The folder of the sequences, as patches name it.
    pub folder: &'t str,
    /// The files in a target given by path.
    pub files: &'t [Found],
}

impl Destination<'_> {
    /// From where to where companions go.
    pub fn upgrade(&self) -> Upgrade<'_> {
        Upgrade { from: self.from, to: self.to, files: self.files }
    }

    /// What a companion's file is called where it goes.
    fn file_name(&self, own: &Own) -> String {
        self.upgrade().file_name(&own.callee.sequence.name(), &own.file)
    }

    /// What the target has under the name of a companion's file.
    fn file(&self, own: &Own) -> Option<&Found> {
        let name = self.file_name(own);
        self.files.iter().find(|f| f.name() == name)
    }

    /// Where a companion goes.
    fn place(&self, own: &Own) -> String {
        match self.folder {
            "" => self.file_name(own),
            folder => format!("{folder}/{}", self.file_name(own)),
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
    /// `callers` are the sequences' stems with what they call; `texts` gets what the companions
    /// follow from.
    pub fn reached(
        &self,
        callers: &[(String, Vec<Called>)],
        destination: &Destination<'_>,
        texts: &mut Texts,
    ) -> Vec<FilePlan> {
        let mut open: VecDeque<(String, String)> = VecDeque::new();
        for (caller, called) in callers {
            open.extend(called.iter().map(|c| (caller.clone(), c.key.clone())));
        }
        let mut called_from: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut order = Vec::new();
        let upgrade = destination.upgrade();
        while let Some((caller, key)) = open.pop_front() {
            let Some(own) = self.get(&key) else { continue };
            let is_taken = upgrade.takes(&key, own.doc());
            if stock::ships(upgrade.to, &key) && !is_taken {
                continue;
            }
            let known = called_from.entry(key.clone()).or_default();
            let first = known.is_empty();
            known.insert(caller);
            if first {
                order.push(key.clone());
            }
            if first && !is_taken {
                let called = guarded(|| called(&Tree::of(own.doc(), own.doc().root())));
                open.extend(called.into_iter().flatten().map(|c| (key.clone(), c.key)));
            }
        }
        let all_callers = Callers::new(self, &order);
        let plan = |key: &String| {
            let callers: Vec<String> = called_from[key].iter().cloned().collect();
            let planned = guarded(|| {
                let around = all_callers.around(key);
                match upgrade.takes(key, self.by_name[key][0].doc()) {
                    true => self.taken(key, callers.clone(), destination),
                    false => {
                        let own = &self.by_name[key][0];
                        self.companion(key, own, callers.clone(), (&around, texts), destination)
                    }
                }
            });
            planned.unwrap_or_else(|panicked| {
                let own = &self.by_name[key][0];
                let mut failed = self.dropped(key, own, callers, destination);
                failed.fail(defect(&panicked));
                failed
            })
        };
        order.iter().map(plan).collect()
    }

    /// A companion that is not carried along.
    fn dropped(
        &self,
        key: &str,
        own: &Own,
        called_from: Vec<String>,
        destination: &Destination<'_>,
    ) -> FilePlan {
        let there = destination.file(own).and_then(|f| f.read().ok());
        let there_text = there.as_deref().and_then(|bytes| read_file(&own.file, bytes).ok());
        let sequence = OwnSequence {
            file: destination.file_name(own),
            name: key.to_owned(),
            called_from,
            present_in_target: destination.file(own).is_some()
                || destination.upgrade().takes(key, own.doc()),
        };
        let which = Which::Own(Arc::new(sequence));
        FilePlan {
            path: own.relative.as_str().into(),
            place: destination.place(own).into(),
            is_called: false,
            digest: Digests {
                custom: Some(Arc::clone(&own.digest)),
                target: there.as_deref().map(|bytes| sha256(bytes).into()),
            },
            form: *own.doc().form(),
            custom_text: Some(own.doc().shared_text()),
            target_text: there_text.map(|doc| doc.shared_text()),
            in_definitions: own.in_definitions,
            ..FilePlan::new(which, destination.scope, Status::Customised)
        }
    }

    /// One whose name the new release takes: its text is kept for whoever compares the two.
    fn taken(
        &self,
        key: &str,
        called_from: Vec<String>,
        destination: &Destination<'_>,
    ) -> FilePlan {
        let own = &self.by_name[key][0];
        let message = format!(
            "{} ships a sequence {key} of its own; yours is not written over it",
            destination.to
        );
        let mut dropped = self.dropped(key, own, called_from, destination);
        dropped.digest.target = None;
        dropped.merged = Some(Arc::new(Written::plain(own.doc().shared_text(), dropped.form)));
        dropped.say(code::LATER_STOCK_NAME.finding(Severity::Error, message, None));
        dropped
    }

    /// One that is carried along, with all that its outcome follows from.
    fn companion(
        &self,
        key: &str,
        own: &Own,
        called_from: Vec<String>,
        (around, texts): (&Around, &mut Texts),
        destination: &Destination<'_>,
    ) -> FilePlan {
        let companion = self.dropped(key, own, called_from, destination);
        let tree = Tree::of(own.doc(), own.doc().root());
        let digest = own.callee.digest.to_string();
        texts.insert(digest.clone(), own.doc().shared_text());
        let mut case = Case {
            classes: destination.classes.map(|path| path.jars_of(&tree, None)),
            formatters: Arc::clone(destination.formatters),
            known: self.about_file(key, own, destination),
            as_it_is: !destination.rewrites,
            ..Case::of(destination.from, destination.to, digest)
        };
        around.keep(&mut case, texts);
        FilePlan { case: Some(Arc::new(case)), ..companion }
    }
}

/// What a sequence of the operator's calls.
pub fn called(tree: &Tree<'_>) -> Vec<Called> {
    let of = |c: Call<'_>| Called { key: c.key.to_owned(), line: tree.line(c.node) };
    calls(tree).into_iter().map(of).collect()
}
