//! Which companions are still called once decisions are made.

use std::collections::{BTreeSet, HashMap};

use crate::model::{Plan, Scope};
use crate::program::names_called;
use crate::stock::{self, Release};
use crate::xml::Parsed;

/// Marks which companions are called.
pub(super) fn mark(plan: &mut Plan, parsed: &Parsed) {
    let mut of_scope: HashMap<Scope, Vec<usize>> = HashMap::new();
    for (number, companion) in plan.companions.iter().enumerate() {
        of_scope.entry(companion.scope).or_default().push(number);
    }
    let mut calls = Calls { parsed, known: HashMap::new() };
    let mut open: HashMap<Scope, Vec<String>> = HashMap::new();
    for file in plan.files.iter().filter(|f| !f.edits.is_empty()) {
        if let Some(merged) = file.text().filter(|_| of_scope.contains_key(&file.scope)) {
            open.entry(file.scope).or_default().extend_from_slice(calls.of(merged));
        }
    }
    let mut called = BTreeSet::new();
    for (scope, inside) in &of_scope {
        called.extend(reached(plan, inside, open.remove(scope).unwrap_or_default(), &mut calls));
    }
    for (number, companion) in plan.companions.iter_mut().enumerate() {
        companion.is_called = called.contains(&number) || companion.is_upload();
    }
}

/// The names that texts call, each text read once.
struct Calls<'d> {
    parsed: &'d Parsed,
    known: HashMap<(usize, usize), Vec<String>>,
}

impl Calls<'_> {
    /// `text` stays where it is as long as these are used.
    fn of(&mut self, text: &str) -> &[String] {
        let place = (text.as_ptr() as usize, text.len());
        let read =
            || self.parsed.get(text).map(|doc| names_called(&doc, doc.root())).unwrap_or_default();
        self.known.entry(place).or_insert_with(read)
    }
}

/// Those of a scope's companions that are called, by the names in `open` or by one another. A name
/// that the new release ships calls the release's.
fn reached(
    plan: &Plan,
    inside: &[usize],
    mut open: Vec<String>,
    calls: &mut Calls<'_>,
) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let target = plan.target.release.as_deref().and_then(Release::of_name);
    while let Some(name) = open.pop() {
        if target.is_some_and(|target| stock::ships(target, &name)) {
            continue;
        }
        let is_it = |number: &&usize| {
            let companion = &plan.companions[**number];
            companion.own().is_some_and(|own| own.name == name) && !companion.is_upload()
        };
        if let Some(number) = inside.iter().find(is_it).filter(|number| reached.insert(**number)) {
            let text = plan.companions[*number].text();
            open.extend(text.map(|text| calls.of(text).to_vec()).unwrap_or_default());
        }
    }
    reached
}
