//! What the operator's files call: read before they are merged, since a merge depends on it.

use std::collections::{BTreeMap, HashMap};

use super::bases::{BaseOf, Known};
use super::input::{Identity, InScope, Input, Source};
use super::request::Companions;
use crate::callees::{Callee, Callees};
use crate::companions::{ApiLevel, Contents, Library, OwnFile, api_level};
use crate::guard::guarded;
use crate::stock::{self, Release, SequenceName};

/// Finds what files call, scope by scope; what scopes share is read once.
pub(super) struct Calls<'a> {
    /// Whether the operator's own sequences are looked for.
    reads_own: bool,
    known: &'a Known,
    target: Release,
    /// The operator's files under stock names, by where their documents are in memory.
    read: HashMap<Identity, Callee>,
    contents: Contents,
}

/// What the files of a scope call.
pub(super) struct InReach {
    /// By the file, in the order of the scope's inputs.
    pub callees: Vec<Callees>,
    /// The operator's own sequences, where one may be called.
    pub library: Library,
    /// The API-level fault sequences, with their files.
    pub uploads: Option<(Library, Vec<OwnFile>)>,
}

impl InReach {
    fn nothing(scope: &InScope) -> Self {
        let callees = scope.inputs.iter().map(|_| Callees::none()).collect();
        Self { callees, library: Library::default(), uploads: None }
    }
}

/// A sequence of the operator's under a stock name, and as what others call it.
type StockNamed<'s> = BTreeMap<String, (&'s Input, Callee)>;

impl<'a> Calls<'a> {
    pub(super) fn new(companions: Companions, known: &'a Known, target: Release) -> Self {
        let reads_own = companions != Companions::Ignore;
        Self { reads_own, known, target, read: HashMap::new(), contents: Contents::default() }
    }

    /// What the inputs of a scope call, each made from its base.
    pub(super) fn of_scope(&mut self, scope: &InScope, bases: &[BaseOf<'_>]) -> InReach {
        InReach { uploads: self.uploads(scope), ..self.called(scope, bases) }
    }

    fn called(&mut self, scope: &InScope, bases: &[BaseOf<'_>]) -> InReach {
        let inputs = || scope.inputs.iter().zip(bases);
        if inputs().all(|(input, base)| self.is_stock(input, base.release)) {
            return InReach::nothing(scope);
        }
        // A defect that shows here shows again where the file is merged, and is told there.
        let reach = guarded(|| {
            let stock_named = self.stock_named(scope);
            let oldest = bases.iter().map(|base| base.release).min();
            let changed = stock_named.iter().filter(|(_, (input, _))| {
                oldest.is_none_or(|release| !self.is_stock(input, release))
            });
            let changed =
                changed.map(|(name, (_, callee))| (name.clone(), callee.clone())).collect();
            let library = self.library(scope, oldest, &stock_named).with_fault_sequences(changed);
            let of_one = |(input, base): (&Input, &BaseOf<'_>)| {
                self.callees(input, base.release, &stock_named, &library)
            };
            let callees = inputs().map(of_one).collect();
            InReach { callees, library, uploads: None }
        });
        reach.unwrap_or_else(|_| InReach::nothing(scope))
    }

    /// What one file calls that is not as its base ships it. A file that is stock calls stock.
    fn callees(
        &self,
        input: &Input,
        base: Release,
        stock_named: &StockNamed<'_>,
        library: &Library,
    ) -> Callees {
        let read = input.source().ok().and_then(|source| self.read.get(&source.identity()));
        let Some(callee) = read.filter(|_| !self.is_stock(input, base)) else {
            return Callees::none();
        };
        Callees::reached(callee.calls(), |name| match stock_named.get(name) {
            Some((input, callee)) => Some(callee).filter(|_| !self.is_stock(input, base)),
            None => library.callee(name),
        })
    }

    /// The own files of a scope that hold sequences and that no stock sequence comes to.
    pub(super) fn uncalled<'s>(&mut self, scope: &'s InScope) -> Vec<&'s OwnFile> {
        if scope.own.is_empty() || !self.reads_own {
            return Vec::new();
        }
        let library = Library::of(&scope.own, &mut self.contents);
        let stock_named = self.stock_named(scope);
        let called = stock_named.values().flat_map(|(_, callee)| callee.calls());
        let called = library.reached_from(called);
        let is_uncalled = |file: &&OwnFile| {
            let names = file.names();
            !names.is_empty() && names.iter().all(|name| !called.contains(name))
        };
        scope.own.iter().filter(is_uncalled).collect()
    }

    /// The API-level fault sequences among the own files of a scope.
    pub(super) fn uploads(&mut self, scope: &InScope) -> Option<(Library, Vec<OwnFile>)> {
        let is_fault = |file: &&OwnFile| api_level(file) == Some(ApiLevel::Fault);
        let files: Vec<OwnFile> =
            scope.own.iter().chain(&scope.publisher).filter(is_fault).cloned().collect();
        let is_any = !files.is_empty() && self.reads_own;
        is_any.then(|| (Library::of_uploads(&files, &mut self.contents), files))
    }

    /// Whether a file is what the release ships.
    pub(super) fn is_stock(&self, input: &Input, release: Release) -> bool {
        self.known.get(input).and_then(|d| d.from_release(release)) == Some(0)
    }

    fn stock_named<'s>(&mut self, scope: &'s InScope) -> StockNamed<'s> {
        let mut all = StockNamed::new();
        for input in scope.inputs.iter().chain(&scope.others) {
            let Ok(source) = input.source() else { continue };
            let Some(callee) = self.callee(source) else { continue };
            all.entry(callee.sequence.name()).or_insert((input, callee));
        }
        all
    }

    /// A file as what others call.
    fn callee(&mut self, source: Source<'_>) -> Option<Callee> {
        if let Some(known) = self.read.get(&source.identity()) {
            return Some(known.clone());
        }
        let callee = Callee::at(source.doc, source.element)?;
        self.read.insert(source.identity(), callee.clone());
        Some(callee)
    }

    /// The operator's own sequences, read where one of them may be called.
    fn library(
        &mut self,
        scope: &InScope,
        oldest: Option<Release>,
        stock_named: &StockNamed<'_>,
    ) -> Library {
        let releases = [Some(self.target), oldest];
        let is_own = |name: &String| {
            let is_stock = SequenceName::from_name_attribute(name).is_some();
            !is_stock || releases.iter().flatten().any(|&release| !stock::ships(release, name))
        };
        let calls = stock_named.values().flat_map(|(_, callee)| callee.calls());
        match self.reads_own {
            true if calls.into_iter().any(is_own) => Library::of(&scope.own, &mut self.contents),
            _ => Library::default(),
        }
    }
}
