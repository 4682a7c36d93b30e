//! What a companion calls and who comes to it: what decides which clients get its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::library::Library;
use crate::callees::{Callee, Callees};
use crate::gateway::Sequence;
use crate::model::{CallerKind, CallerText, Case, Texts};

/// A sequence of the operator's that comes to a companion on the old gateway.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The name that it is called by.
    pub name: String,
    /// What it is.
    pub kind: CallerKind,
    /// Whether it calls the companion itself, and not only through others.
    pub direct: bool,
    /// The sequence as the operator wrote it.
    pub sequence: Arc<Sequence>,
    /// SHA-256 of its text.
    digest: Arc<str>,
}

impl Caller {
    /// A caller that a case names.
    pub fn new(named: &CallerText, callee: Callee) -> Self {
        let Callee { digest, sequence, .. } = callee;
        let CallerText { name, kind, direct, .. } = named.clone();
        Self { name, kind, direct, sequence, digest }
    }

    /// The caller as what others call.
    pub(super) fn callee(&self) -> Callee {
        Callee::again(Arc::clone(&self.digest), Arc::clone(&self.sequence))
    }
}

/// The sequences round a companion.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// What it calls, and what else its callers call.
    pub callees: Callees,
    /// What comes to it, by name. Where one does so through others, those are here too; APIs and
    /// what stands in other folders are not known.
    pub callers: Vec<Caller>,
}

impl Around {
    /// Names it in a case, and gives the texts.
    pub(super) fn keep(&self, case: &mut Case, texts: &mut Texts) {
        let mut keep = |digest: &str, sequence: &Sequence| {
            texts.insert(digest.to_owned(), sequence.doc.shared_text());
            digest.to_owned()
        };
        for (name, callee) in self.callees.iter() {
            case.callees.insert(name.to_owned(), keep(&callee.digest, &callee.sequence));
        }
        let kept = |caller: &Caller| CallerText {
            name: caller.name.clone(),
            kind: caller.kind,
            direct: caller.direct,
            text: keep(&caller.digest, &caller.sequence),
        };
        case.callers = self.callers.iter().map(kept).collect();
    }
}

/// Who calls whom in a scope.
pub(super) struct Callers<'l> {
    library: &'l Library,
    companions: BTreeSet<&'l str>,
    /// By the name called: who calls it, by name.
    of: BTreeMap<&'l str, BTreeMap<&'l str, (CallerKind, &'l Callee)>>,
}

impl<'l> Callers<'l> {
    /// `companions` are the names of the own sequences that fault sequences come to.
    pub(super) fn new(library: &'l Library, companions: &'l [String]) -> Self {
        let companions = companions.iter().map(String::as_str).collect();
        let mut callers = Self { library, companions, of: BTreeMap::new() };
        for (name, own) in &library.by_name {
            let kind = match callers.companions.contains(name.as_str()) {
                true => CallerKind::Companion,
                false => CallerKind::OwnSequence,
            };
            callers.add(name, kind, &own[0].callee);
        }
        for (name, callee) in &library.fault_sequences {
            callers.add(name, CallerKind::FaultSequence, callee);
        }
        callers
    }

    fn add(&mut self, name: &'l str, kind: CallerKind, callee: &'l Callee) {
        for called in callee.calls() {
            self.of.entry(called).or_default().insert(name, (kind, callee));
        }
    }

    /// What a companion calls, and all that come to it.
    pub(super) fn around(&self, companion: &str) -> Around {
        let mut found = BTreeMap::new();
        let mut open = vec![companion];
        while let Some(called) = open.pop() {
            for (&name, &(kind, callee)) in self.of.get(called).into_iter().flatten() {
                if name != companion && found.insert(name, (kind, callee)).is_none() {
                    open.push(name);
                }
            }
        }
        let caller = |(name, (kind, callee)): (&str, (CallerKind, &Callee))| Caller {
            name: name.to_owned(),
            kind,
            direct: callee.calls().iter().any(|called| called == companion),
            sequence: Arc::clone(&callee.sequence),
            digest: Arc::clone(&callee.digest),
        };
        let mut calls =
            self.library.callee(companion).map(Callee::calls).unwrap_or_default().to_vec();
        let of_callers = found.values().flat_map(|(_, callee)| callee.calls());
        let is_known = |name: &str| name == companion || found.contains_key(name);
        calls.extend(of_callers.filter(|name| !is_known(name)).cloned());
        let of_name = |name: &str| {
            self.library.fault_sequences.get(name).or_else(|| self.library.callee(name))
        };
        Around {
            callees: Callees::reached(&calls, of_name),
            callers: found.into_iter().map(caller).collect(),
        }
    }
}
