//! How a companion is reached on the operator's old gateway: what is true for one of its callers
//! need not be for another, so all of them are asked.

use rustc_hash::FxHashMap;

use super::Around;
use crate::callees::{Callee, Callees};
use crate::flow::{Clients, Goes, Told};
use crate::model::CallerKind;
use crate::program::Tree;
use crate::rules::{Audience, Bodies, Reached};
use crate::stock::Release;

/// How a companion is reached by all that call it. Where nobody is known to, it is taken to answer
/// everybody.
pub(super) fn reached(companion: &Tree<'_>, around: &Around, old: Release) -> Reached {
    let doc = companion.doc;
    let Some(callee) = Callee::at(doc, doc.root()).filter(|_| !around.callers.is_empty()) else {
        return Reached::unknown();
    };
    let name = callee.sequence.name();
    let callers = around.callers.iter().map(|c| (c.name.clone(), c.callee()));
    let callees = around.callees.with(callers.chain([(name.clone(), callee)]));
    Contexts { around, callees: &callees, old, known: FxHashMap::default() }.of(&name)
}

struct Contexts<'a> {
    around: &'a Around,
    callees: &'a Callees,
    old: Release,
    /// By name; none while it is worked out: a sequence that calls itself is reached from outside.
    known: FxHashMap<String, Option<Reached>>,
}

impl Contexts<'_> {
    fn of(&mut self, name: &str) -> Reached {
        self.known.insert(name.to_owned(), None);
        let mut places = Vec::new();
        for caller in &self.around.callers {
            let calls =
                self.callees.iter().find(|(n, _)| *n == caller.name).map(|(_, c)| c.calls());
            if !calls.is_some_and(|calls| calls.iter().any(|called| called == name)) {
                continue;
            }
            let Some(reached) = self.caller(&caller.name, caller.kind) else { continue };
            let sequence = &caller.sequence;
            let tree = Tree::of(&sequence.doc, sequence.root());
            let audience = Audience::new(&tree, self.old, self.callees, reached);
            places.extend(audience.calls_of(name));
        }
        let reached = together(&places);
        self.known.insert(name.to_owned(), Some(reached.clone()));
        reached
    }

    /// How a caller is reached itself.
    fn caller(&mut self, name: &str, kind: CallerKind) -> Option<Reached> {
        match kind {
            CallerKind::FaultSequence => Some(Reached::unknown()),
            // It may stand in the flow of a request, and what it leaves go to a backend.
            CallerKind::OwnSequence => Some(Reached { is_mixed: true, ..Reached::unknown() }),
            CallerKind::Companion => match self.known.get(name) {
                Some(known) => known.clone(),
                None => Some(self.of(name)),
            },
        }
    }
}

/// How a sequence is reached from all these places.
fn together(places: &[Reached]) -> Reached {
    let alive: Vec<&Reached> = places.iter().filter(|p| !p.clients.is_empty()).collect();
    if alive.is_empty() {
        return Reached::unknown();
    }
    let takes_json = |p: &&&Reached| match p.goes.is_nowhere() {
        true => p.clients.meets(Clients::JSON),
        false => p.goes.clients().meets(Clients::JSON),
    };
    let json = alive.iter().filter(takes_json).count();
    let chosen = alive.iter().filter(|p| p.is_chosen).count();
    let differ = (json, chosen) != (0, 0) && (json < alive.len() || (1..json).contains(&chosen));
    Reached {
        clients: alive.iter().fold(Clients::NONE, |all, p| all | p.clients),
        goes: alive.iter().fold(Goes::default(), |all, p| all.and(p.goes)),
        body: alive.iter().fold(Bodies::default(), |all, p| all.and(p.body)),
        is_mixed: differ || alive.iter().any(|p| p.is_mixed),
        is_chosen: chosen == alive.len(),
        told: Told::by_all(&alive.iter().map(|p| (&p.told, p.clients)).collect::<Vec<_>>()),
    }
}
